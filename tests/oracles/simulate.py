"""A queue with abandonment, event by event: contacts that arrive, wait, abandon or are answered."""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np


class Log(NamedTuple):
    """A log of calls: how long each waited, and whether it abandoned or found no free line."""

    waits: np.ndarray
    abandoned: np.ndarray
    turned_away: np.ndarray


def calls(
    n: int, a: float, h: float, p: float, count: int, seed: int, lines: int | None = None
) -> Log:
    """First come first served, exponential throughout; the agent who is free first answers."""
    rng = np.random.default_rng(seed)
    arrivals = np.cumsum(rng.exponential(h / a, count))
    talks, patience = rng.exponential(h, count), rng.exponential(p, count)
    free = [0.0] * n  # when each agent is free next
    leaves: list[float] = []  # when each contact in the system leaves it
    waits, gone, away = np.zeros(count), np.zeros(count, bool), np.zeros(count, bool)
    for i, now in enumerate(arrivals):
        while leaves and leaves[0] <= now:
            heapq.heappop(leaves)
        if lines is not None and len(leaves) >= lines:
            away[i] = True
            continue
        wait = max(free[0] - now, 0.0)
        gone[i] = wait > patience[i]
        waits[i] = min(wait, patience[i])
        if not gone[i]:
            heapq.heapreplace(free, now + wait + talks[i])
        heapq.heappush(leaves, now + waits[i] + (0.0 if gone[i] else talks[i]))
    return Log(waits, gone, away)


def mean_and_error(values: np.ndarray, batches: int = 40) -> tuple[float, float]:
    """Mean and its standard error, from batches so long that they hardly depend."""
    size = len(values) // batches
    means = values[: size * batches].reshape(batches, size).mean(axis=1)
    return float(means.mean()), float(means.std(ddof=1) / np.sqrt(batches))
