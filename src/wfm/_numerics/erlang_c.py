"""The formulas of `wfm.erlang`, on one-dimensional arrays as `blockwise` passes them."""

from __future__ import annotations

import numpy as np

from wfm._arrays import FloatArray
from wfm._numerics.erlang_b import inverse_blocking, log_inverse_blocking

__all__ = [
    "asa",
    "blocking",
    "log_blocking",
    "occupancy",
    "offered_load",
    "performance",
    "service_level",
    "wait_probability",
    "wait_quantile",
]

_TINY = 2.0**-1022  # in place of 0 agents, so that 0/0 is 0
_FAR = 700.0  # exp(-700) is 0 for every purpose; far below, exp takes twenty times as long


def offered_load(volume: FloatArray, h: FloatArray, interval: FloatArray) -> FloatArray:
    """Load volume · h / interval."""
    return volume * h / interval


def blocking(n: FloatArray, a: FloatArray) -> FloatArray:
    """Blocking B = 1 / U."""
    return _unless_idle(1.0 / inverse_blocking(n, a), a, n)


def log_blocking(n: FloatArray, a: FloatArray) -> FloatArray:
    """Ln B, also where B underflows."""
    log = -log_inverse_blocking(n, a)
    log[(a == 0.0) & ~np.isnan(n)] = -np.inf
    return log


def wait_probability(n: FloatArray, a: FloatArray) -> FloatArray:
    """Probability of delay C = 1 / (1 + (n - a)/n · (U - 1)): 1 where no agent is spare."""
    spare = np.maximum(n - a, 0.0)
    idle = spare / np.maximum(n, _TINY)
    u = inverse_blocking(n, np.minimum(a, n))
    return _unless_idle(1.0 / (1.0 + idle * (u - 1.0)), a, n)


def service_level(n: FloatArray, a: FloatArray, h: FloatArray, t: FloatArray) -> FloatArray:
    """Service level 1 - C exp(-(n - a) t/h)."""
    return _answered(wait_probability(n, a), np.maximum(n - a, 0.0), h, t)


def asa(n: FloatArray, a: FloatArray, h: FloatArray) -> FloatArray:
    """Mean wait C h / (n - a)."""
    return _unless_idle(wait_probability(n, a) * h / np.maximum(n - a, 0.0), a, n, h)


def occupancy(n: FloatArray, a: FloatArray) -> FloatArray:
    """Load per agent a / n, at most 1."""
    return _unless_idle(np.minimum(a / n, 1.0), a, n)


def wait_quantile(q: FloatArray, n: FloatArray, a: FloatArray, h: FloatArray) -> FloatArray:
    """Time limit ln(C / (1 - q)) h / (n - a), at least 0."""
    excess = np.maximum(np.log(wait_probability(n, a)) - np.log1p(-q), 0.0)
    wait: FloatArray = excess * h / np.maximum(n - a, 0.0)
    return np.where(excess > 0.0, wait, excess)


def performance(
    n: FloatArray, a: FloatArray, h: FloatArray, t: FloatArray
) -> tuple[FloatArray, ...]:
    """C, service level, asa and occupancy."""
    c = wait_probability(n, a)
    spare = np.maximum(n - a, 0.0)
    return c, _answered(c, spare, h, t), _unless_idle(c * h / spare, a, n, h), occupancy(n, a)


def _answered(c: FloatArray, spare: FloatArray, h: FloatArray, t: FloatArray) -> FloatArray:
    """Service level from the probability of delay and the spare agents n - a."""
    level: FloatArray = 1.0 - c * np.exp(-np.minimum(spare * t / h, _FAR))
    return level


def _unless_idle(values: FloatArray, a: FloatArray, *others: FloatArray) -> FloatArray:
    """The values, but 0 at zero load: without contacts there is no wait. NaN stays NaN."""
    if not a.all():
        idle = a == 0.0
        values[idle] = sum(0.0 * x[idle] for x in others)
    return values
