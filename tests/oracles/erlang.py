"""Erlang B and C once more: slow, independent of the package, and easy to check by eye."""

from __future__ import annotations

import math
from typing import NamedTuple

import mpmath as mp
import numpy as np


class Exact(NamedTuple):
    blocking: mp.mpf
    wait_probability: mp.mpf
    tail: mp.mpf  # 1 - service level
    asa: mp.mpf


def inverse_blocking(n: float, a: float) -> mp.mpf:
    """1/B at 50 digits: the sum of Erlang's formula from its far end, or a series for real n."""
    n, a = mp.mpf(n), mp.mpf(a)
    if n == int(n) and (n < 2000 or a > n + 5 * mp.sqrt(n)):
        return _by_sum(n, a)
    # 1/B = 1 + n! e^a / a^n - 1F1(1; n + 1; a); digits as many as the difference loses
    with mp.workdps(60 + int(max(0, (a - n)) / 2)):
        term = total = mp.mpf(1)
        k = 0
        while term > total * mp.mpf(10) ** (-mp.mp.dps):
            k += 1
            term *= a / (n + k)
            total += term
        return 1 + mp.exp(a - n * mp.log(a) + mp.loggamma(n + 1)) - total


def _by_sum(n: mp.mpf, a: mp.mpf) -> mp.mpf:
    with mp.workdps(50):
        term = total = mp.mpf(1)
        k = n
        while k > 0 and term > total * mp.mpf(10) ** -50:
            term *= k / a
            total += term
            k -= 1
        return total


def exact(n: float, a: float, h: float = 1.0, t: float = 0.0) -> Exact:
    """All measures at 50 digits from the doubles given."""
    with mp.workdps(50):
        u = inverse_blocking(n, a)
        n, a, h, t = map(mp.mpf, (n, a, h, t))
        if a >= n:
            return Exact(1 / u, mp.mpf(1), mp.mpf(1), mp.inf)
        c = n / (n + (n - a) * (u - 1))
        return Exact(1 / u, c, c * mp.exp(-(n - a) * t / h), c * h / (n - a))


def min_agents(a: float, h: float, level: float, t: float) -> int:
    """Erlang's recursion in plain floats, one agent at a time."""
    if a == 0:
        return 0
    u, n = 1.0, 0
    while True:
        n += 1
        u = 1.0 + u * n / a
        if n > a:
            c = 1.0 / (1.0 + (n - a) / n * (u - 1.0))
            if c * math.exp(-(n - a) * t / h) <= 1.0 - level:
                return n


def least_agents_all(
    a: np.ndarray, h: np.ndarray, level: np.ndarray, t: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """`min_agents` for many rows at once, and how near each came to a tie, relatively."""
    a, h, level, t = np.broadcast_arrays(a, h, level, t)
    found, margin = np.zeros(a.size, dtype=np.int64), np.full(a.size, np.inf)
    rows = np.flatnonzero(a > 0)
    load, decay, allowed = a[rows], (t / h)[rows], 1.0 - level[rows]
    u, n = np.ones(rows.size), 0
    while rows.size:
        n += 1
        u = 1.0 + u * (n / load)
        spare = np.maximum(n - load, 0.0)
        tail = np.exp(-spare * decay) / (1.0 + spare / n * (u - 1.0))
        margin[rows] = np.minimum(margin[rows], np.abs(tail / allowed - 1.0))
        kept = (tail <= allowed) & (n > load)
        found[rows[kept]] = n
        rows, load, decay, allowed, u = (x[~kept] for x in (rows, load, decay, allowed, u))
    return found, margin
