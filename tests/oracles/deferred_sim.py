"""Deferred work, one by one: begun by deadline, never interrupted, random handle times."""

from __future__ import annotations

import heapq
from random import Random

from oracles.batches import Estimate, ratio

BATCHES = 31


def simulate(
    day: list[list[float]],
    aht: list[float],
    within: list[float],
    agents: int,
    interval: float,
    *,
    days: int,
    seed: int,
) -> list[Estimate]:
    """Share of each class begun in time; `day` holds each class's mean tickets per bucket."""
    tickets, random = _tickets(day, within, interval, days, seed), Random(seed + 1)
    free = [0.0] * agents
    offered, good = ([[0.0] * BATCHES for _ in day] for _ in range(2))
    horizon = days * len(day[0]) * interval
    queue: list[tuple[float, float, int]] = []
    at = 0
    while at < len(tickets) or queue:
        now = heapq.heappop(free)
        if not queue:
            now = max(now, tickets[at][0])
        while at < len(tickets) and tickets[at][0] <= now:
            since, until, k = tickets[at]
            heapq.heappush(queue, (until, since, k))
            at += 1
        until, since, k = heapq.heappop(queue)
        batch = int(since / horizon * BATCHES)
        offered[k][batch] += 1
        good[k][batch] += now <= until
        heapq.heappush(free, now + random.expovariate(1.0 / aht[k]))
    return [ratio(good[k], offered[k]) for k in range(len(day))]


def _tickets(
    day: list[list[float]], within: list[float], interval: float, days: int, seed: int
) -> list[tuple[float, float, int]]:
    random = Random(seed)
    tickets = []
    for k, buckets in enumerate(day):
        for i, mean in enumerate(buckets * days):
            since = random.expovariate(1.0) / mean * interval
            while since < interval:  # a Poisson stream within the bucket
                time = i * interval + since
                tickets.append((time, time + within[k], k))
                since += random.expovariate(1.0) / mean * interval
    return sorted(tickets)
