"""A team's deferred work by the clock: tickets one by one, never interrupted, earliest due first.

Written from the words of the documentation alone. Time is wall-clock time. An agent who is there
and free takes the ticket with the earliest deadline; a ticket that is in progress when the centre
closes goes on when it opens; where fewer agents are planned than are busy, none begins another
ticket until their number fits. Handle times are exponential.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

INF = float("inf")


class Mailbox(NamedTuple):
    volume: Sequence[float]  # mean tickets of each bucket of a turn
    aht: float
    within: float
    calendar: bool
    delay: float = 0.0  # open time after their arrival before which they cannot be begun
    resolve: float = INF  # open time within which they must be finished


class Run(NamedTuple):
    """Shares of one run, by mailbox."""

    begun: list[float]
    finished: list[float]
    resolved: list[float]


def simulate(
    boxes: Sequence[Mailbox],
    is_open: Sequence[bool],
    agents: Sequence[int],
    interval: float,
    *,
    turns: int,
    seed: int,
    warm: int = 1,
    waiting: Sequence[tuple[int, int, float]] = (),
) -> Run:
    """`turns` turns of the buckets after `warm` others; `waiting`: box, tickets, age at 0."""
    random = Random(seed)
    size = len(is_open)
    total = size * (turns + warm + 1)
    clock = _Clock(is_open, interval, turns + warm + 2)
    tickets: list[tuple[float, float, int, bool, float]] = []
    for number, count, age in waiting:
        tickets += [(0.0, clock.due(-age, boxes[number]), number, True, INF)] * count
    for k, box in enumerate(boxes):
        for i in range(total):
            mean = box.volume[i % size]
            since = random.expovariate(1.0) / mean * interval if mean > 0 else INF
            while since < interval:
                at = i * interval + since
                counts = warm <= i // size < warm + turns
                release = clock.after(at, box.delay) if box.delay else at
                last = clock.after(at, box.resolve) if box.resolve < INF else INF
                tickets.append((release, clock.due(at, box), k, counts, last))
                since += random.expovariate(1.0) / mean * interval
    tickets.sort()
    offered, begun, finished, resolved = ([0] * len(boxes) for _ in range(4))
    queue: list[tuple[float, float, int, bool, float]] = []
    busy: list[float] = []  # when they are free again
    at = bucket = 0
    last = total
    while bucket < last:
        begin, end = bucket * interval, (bucket + 1) * interval
        there = agents[bucket % size] if is_open[bucket % size] else 0
        now = begin
        while True:
            while busy and busy[0] <= now:
                heapq.heappop(busy)
            while at < len(tickets) and tickets[at][0] <= now:
                since, due, k, counts, limit = tickets[at]
                heapq.heappush(queue, (due, since, k, counts, limit))
                at += 1
            while queue and len(busy) < there:
                due, since, k, counts, limit = heapq.heappop(queue)
                took = random.expovariate(1.0) * boxes[k].aht
                done = clock.after(now, took)
                heapq.heappush(busy, done)
                if counts:
                    offered[k] += 1
                    begun[k] += now <= due
                    finished[k] += done <= due
                    resolved[k] += done <= limit
            coming = tickets[at][0] if at < len(tickets) else INF
            now = min(coming, busy[0] if busy else INF)
            if now >= end:
                break
        bucket += 1
    for _, _, k, counts, _ in queue:
        offered[k] += counts
    return Run(
        [b / o if o else 1.0 for b, o in zip(begun, offered, strict=True)],
        [f / o if o else 1.0 for f, o in zip(finished, offered, strict=True)],
        [r / o if o else 1.0 for r, o in zip(resolved, offered, strict=True)],
    )


class _Clock:
    """Open time before every bucket, and back."""

    def __init__(self, is_open: Sequence[bool], interval: float, turns: int) -> None:
        self.interval = interval
        self.is_open = [bool(one) for one in is_open] * turns
        # the next open bucket at or after each
        self.next_open = [0] * (len(self.is_open) + 1)
        self.next_open[-1] = len(self.is_open)
        for i in reversed(range(len(self.is_open))):
            self.next_open[i] = i if self.is_open[i] else self.next_open[i + 1]

    def after(self, now: float, work: float) -> float:
        """When that much open time has passed."""
        bucket = int(now // self.interval)
        while True:
            bucket = self.next_open[min(bucket, len(self.is_open))]
            if bucket >= len(self.is_open):
                return INF
            begin = max(now, bucket * self.interval)
            rest = (bucket + 1) * self.interval - begin
            if work <= rest:
                return begin + work
            work -= rest
            bucket += 1
            now = bucket * self.interval

    def due(self, at: float, box: Mailbox) -> float:
        """Latest begin of what arrives then."""
        if box.calendar:
            return at + box.within
        if at < 0:  # its age counts open time
            return self.after(0.0, box.within + at)
        return self.after(at, box.within)
