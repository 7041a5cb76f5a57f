"""Several classes and groups of agents with some of the skills each; first come first served.

An arriving contact tries the groups that can serve it in its order of preference; a free agent
takes the contact that waits longest among the classes it knows, its main class first.
"""

from __future__ import annotations

import heapq
from collections import deque
from random import Random

from oracles.batches import Estimate, ratio

BATCHES = 31


def simulate(
    arrivals: list[float],
    agents: list[int],
    aht: float,
    within: float,
    groups_of: list[list[int]],
    ranks_of: list[list[list[int]]],
    *,
    patience: float = float("inf"),
    contacts: int,
    seed: int,
) -> list[Estimate]:
    """Service level of each class.

    `groups_of` a class are the groups it tries; `ranks_of` a group are the classes that it
    takes, those of equal rank together.
    """
    random, draw = Random(seed).random, Random(seed + 1).expovariate
    classes = range(len(arrivals))
    waiting: list[deque[tuple[float, float, int]]] = [deque() for _ in classes]
    offered, good = ([[0.0] * BATCHES for _ in classes] for _ in range(2))
    spare = list(agents)
    ending: list[tuple[float, int]] = []
    coming, following, arrived = sum(arrivals), 0.0, 0
    while arrived < contacts:
        if ending and ending[0][0] < following:
            now, group = heapq.heappop(ending)
            its = _longest(waiting, ranks_of[group], now)
            if its < 0:
                spare[group] += 1
                continue
            since, _, batch = waiting[its].popleft()
            good[its][batch] += now - since <= within
            heapq.heappush(ending, (now + draw(1.0 / aht), group))
            continue
        now, batch = following, arrived * BATCHES // contacts
        following += draw(coming)
        arrived += 1
        pick, its = random() * coming, 0
        while pick >= arrivals[its] and its < len(arrivals) - 1:
            pick -= arrivals[its]
            its += 1
        offered[its][batch] += 1
        group = next((g for g in groups_of[its] if spare[g]), -1)
        if group < 0:
            until = now + draw(1.0 / patience) if patience < float("inf") else patience
            waiting[its].append((now, until, batch))
            continue
        spare[group] -= 1
        good[its][batch] += 1
        heapq.heappush(ending, (now + draw(1.0 / aht), group))
    return [ratio(good[k], offered[k]) for k in classes]


def _longest(
    waiting: list[deque[tuple[float, float, int]]], ranks: list[list[int]], now: float
) -> int:
    for classes in ranks:
        for k in classes:
            while waiting[k] and waiting[k][0][1] < now:
                waiting[k].popleft()
        there = [(waiting[k][0][0], k) for k in classes if waiting[k]]
        if there:
            return min(there)[1]
    return -1
