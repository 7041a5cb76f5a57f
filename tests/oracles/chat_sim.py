"""Chat, agent by agent: each has up to k, a new chat goes to an agent with the fewest."""

from __future__ import annotations

from collections import deque
from random import Random
from typing import NamedTuple

from oracles.batches import Estimate, ratio

BATCHES = 31


class Chats(NamedTuple):
    service_level: Estimate
    abandonment: Estimate
    occupancy: Estimate
    concurrency: Estimate


def simulate(
    arrivals: float,
    agents: int,
    aht: list[float],
    patience: float,
    within: float,
    *,
    contacts: int,
    seed: int,
) -> Chats:
    """Events of an agent with j chats come at rate j / aht[j]; rates a second."""
    random, draw = Random(seed).random, Random(seed + 1).expovariate
    most = len(aht)
    rate = [0.0, *((j + 1) / h for j, h in enumerate(aht))]
    having = [agents] + [0] * most  # agents with 0, 1, …, k chats
    waiting: deque[tuple[float, float, int]] = deque()
    offered, good, lost, busy, held, time = ([0.0] * BATCHES for _ in range(6))
    now, arrived = 0.0, 0

    def begin() -> None:
        j = next(j for j in range(most) if having[j])
        having[j] -= 1
        having[j + 1] += 1

    while arrived < contacts:
        batch = arrived * BATCHES // contacts
        finishing = [having[j] * rate[j] for j in range(most + 1)]
        total = arrivals + sum(finishing)
        step = draw(total)
        now += step
        time[batch] += step
        busy[batch] += step * (agents - having[0])
        held[batch] += step * sum(j * count for j, count in enumerate(having))
        pick = random() * total - arrivals
        if pick < 0.0:
            arrived += 1
            offered[batch] += 1
            if having[most] < agents:
                begin()
                good[batch] += 1
            else:
                waiting.append((now, now + draw(1.0 / patience), batch))
            continue
        for j in range(1, most + 1):
            pick -= finishing[j]
            if pick < 0.0 or (j == most):
                having[j] -= 1
                having[j - 1] += 1
                break
        while waiting and having[most] < agents:
            since, until, its = waiting.popleft()
            if until < now:
                lost[its] += 1
                continue
            good[its] += now - since <= within
            begin()
    people = [agents * t for t in time]
    return Chats(ratio(good, offered), ratio(lost, offered), ratio(busy, people), ratio(held, busy))
