"""Non-preemptive priorities, contact by contact: one pool, exponential times, no abandonment."""

from __future__ import annotations

from collections import deque
from random import Random
from typing import NamedTuple

from oracles.batches import Estimate, ratio

BATCHES = 31


class OneClass(NamedTuple):
    service_level: Estimate
    asa: Estimate


def simulate(
    arrivals: list[float],
    agents: int,
    aht: float,
    within: list[float],
    *,
    contacts: int,
    seed: int,
) -> list[OneClass]:
    """`arrivals` of the classes a second, the highest first."""
    random, draw = Random(seed).random, Random(seed + 1).expovariate
    classes = range(len(arrivals))
    queues: list[deque[tuple[float, int]]] = [deque() for _ in classes]
    offered, good, waited = ([[0.0] * BATCHES for _ in classes] for _ in range(3))
    now, busy, arrived, coming = 0.0, 0, 0, sum(arrivals)
    while arrived < contacts:
        total = coming + busy / aht
        now += draw(total)
        pick = random() * total
        if pick < coming:
            batch = arrived * BATCHES // contacts
            arrived += 1
            k = 0
            while pick >= arrivals[k] and k < len(arrivals) - 1:
                pick -= arrivals[k]
                k += 1
            offered[k][batch] += 1
            if busy < agents:
                busy += 1
                good[k][batch] += 1
            else:
                queues[k].append((now, batch))
            continue
        for k in classes:
            if queues[k]:
                since, batch = queues[k].popleft()
                good[k][batch] += now - since <= within[k]
                waited[k][batch] += now - since
                break
        else:
            busy -= 1
    return [OneClass(ratio(good[k], offered[k]), ratio(waited[k], offered[k])) for k in classes]
