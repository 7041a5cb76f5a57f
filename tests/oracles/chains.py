"""Small queues as matrices: stationary distributions, and waits by a matrix exponential."""

from __future__ import annotations

import numpy as np
from scipy.linalg import expm


def stationary(arrivals: float, deaths: list[float], floor: int = 0) -> np.ndarray:
    """Distribution of n = 0, 1, …; ``deaths[n]`` is the rate out of n, downwards."""
    size = len(deaths)
    q = np.zeros((size, size))
    for n in range(floor, size):
        if n + 1 < size:
            q[n, n + 1] = arrivals
        if n > floor:
            q[n, n - 1] = deaths[n]
    q -= np.diag(q.sum(axis=1))
    kept = q[floor:, floor:].T.copy()
    kept[0] = 1.0
    probability = np.zeros(size)
    probability[floor:] = np.linalg.solve(kept, np.eye(size - floor)[0])
    return probability


def answered(full: float, patience: float, ahead: int, within: float) -> float:
    """Probability that a contact that finds `ahead` others waiting is answered in time.

    The chain of a tagged contact: its states are the contacts before it, answered, abandoned.
    """
    q = np.zeros((ahead + 3, ahead + 3))
    for k in range(ahead + 1):  # k before it; it leaves the queue as the last of k + 1 departures
        q[k, k - 1 if k else ahead + 1] += full + k / patience
        q[k, ahead + 2] += 1.0 / patience
    q -= np.diag(q.sum(axis=1))
    return float(expm(q * within)[ahead, ahead + 1])
