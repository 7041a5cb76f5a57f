"""A team, contact by contact: calls first, deferred work by deadline, agents by interval.

Time runs in open hours only. An agent takes deferred work while more than `reserve` are idle; an
agent who leaves finishes the contact first.
"""

from __future__ import annotations

import heapq
from collections import deque
from random import Random
from typing import NamedTuple

from oracles.batches import Estimate, ratio


class Seen(NamedTuple):
    service_level: Estimate  # of calls, of all offered
    on_time: list[Estimate]  # of mail, by class
    occupancy: Estimate


def simulate(
    calls: list[float],
    mails: list[list[float]],
    agents: list[int],
    reserve: list[int],
    aht: float,
    mail_aht: list[float],
    response_time: list[float],
    *,
    patience: float,
    within: float,
    interval: float,
    turns: int,
    seed: int,
) -> Seen:
    """`calls`, `mails`, `agents` and `reserve` have a value for each interval of a turn."""
    random = Random(seed)
    long = len(calls) * interval
    offered, good, worked, there = ([0.0] * turns for _ in range(4))
    come, timely = ([[0.0] * turns for _ in mails] for _ in range(2))
    coming = _arrivals([calls, *mails], interval, turns, random)
    clock = [(i * interval, -1, -1) for i in range(turns * len(calls))]
    events = sorted([*coming, *clock])
    finishes: list[tuple[float, int, float]] = []
    waiting: deque[tuple[float, float, int]] = deque()
    post: list[tuple[float, float, int]] = []
    busy, slot, at = 0, 0, 0
    while at < len(events) or finishes:
        if finishes and (at == len(events) or finishes[0][0] <= events[at][0]):
            now, kind, due = heapq.heappop(finishes)
            busy -= 1
            if kind >= 0:
                turn = min(int((due - response_time[kind]) / long), turns - 1)
                timely[kind][turn] += now <= due
        else:
            now, kind, _ = events[at]
            at += 1
            turn = min(int(now / long), turns - 1)
            if kind == -1:
                slot = round(now / interval) % len(calls)
                there[turn] += agents[slot] * interval
            elif kind == 0:
                offered[turn] += 1
                waiting.append((now, now + random.expovariate(1 / patience), turn))
            else:
                come[kind - 1][turn] += 1
                heapq.heappush(post, (now + response_time[kind - 1], now, kind - 1))
        while busy < agents[slot]:
            while waiting and waiting[0][1] < now:
                waiting.popleft()
            if waiting:
                since, _, turn = waiting.popleft()
                good[turn] += now - since <= within
                took, kind, due = random.expovariate(1 / aht), -1, 0.0
            elif post and agents[slot] - busy > reserve[slot]:
                due, _, kind = heapq.heappop(post)
                took = random.expovariate(1 / mail_aht[kind])
            else:
                break
            busy += 1
            worked[min(int(now / long), turns - 1)] += took
            heapq.heappush(finishes, (now + took, kind, due))
    return Seen(
        ratio(good, offered),
        [ratio(t, c) for t, c in zip(timely, come, strict=True)],
        ratio(worked, there),
    )


def _arrivals(
    streams: list[list[float]], interval: float, turns: int, random: Random
) -> list[tuple[float, int, int]]:
    """Poisson streams, constant over each interval."""
    found: list[tuple[float, int, int]] = []
    for kind, means in enumerate(streams):
        for i, mean in enumerate(means * turns):
            since = random.expovariate(mean) * interval if mean else interval
            while since < interval:
                found.append((i * interval + since, kind, len(found)))
                since += random.expovariate(mean) * interval
    return found
