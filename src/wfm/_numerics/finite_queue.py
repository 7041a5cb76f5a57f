"""A queue of limited length, M/M/n/K with or without abandonment, by recursion over its places.

In units of the state with all agents busy and no contact waiting, the state with j waiting has the
weight t_j = Π a / (n + i h/p), i = 1…j, and all states with an agent free weigh U - 1 = 1/B - 1.
The share blocked is 1/u_m, with m places to wait and ::

    u_0 = U(n, a),    u_j = 1 + u_{j-1} (n + j h/p) / a

all of it positive. Without abandonment that is a geometric sum and costs nothing; with it, the
time taken is that of the places (and all measures but the blocking go place by place anyway).
"""

from __future__ import annotations

import numpy as np

from wfm._arrays import FloatArray
from wfm._numerics.erlang_b import inverse_blocking
from wfm._numerics.least_integer import least_integer

__all__ = ["blocking", "performance", "places_required"]

_HUGE = 1e200  # rescaled from here: the square of what remains to be multiplied stays finite
_NOTHING = 1e-25  # a place this much rarer than all others adds nothing to a double
_MOST = 1e15  # places: as far as a double distinguishes integers


def blocking(
    n: FloatArray, a: FloatArray, h: FloatArray, m: FloatArray, p: FloatArray
) -> FloatArray:
    """Share blocked with m places to wait."""
    share = 1.0 / _inverse(n, a, h, m, p)
    share[a == 0.0] = 0.0 * (n + h + m)[a == 0.0]
    return share


def _inverse(
    n: FloatArray, a: FloatArray, h: FloatArray, m: FloatArray, p: FloatArray
) -> FloatArray:
    """u_m, the inverse of blocking: a geometric sum without abandonment, else place by place."""
    u = inverse_blocking(n, a) + 0.0 * (m + h)
    endless = np.isposinf(p)
    rows = np.flatnonzero(endless & (m > 0.0))
    if rows.size:
        log = np.log1p((a[rows] - n[rows]) / n[rows])
        steps = m[rows]
        places = np.where(log == 0.0, steps, np.expm1(-steps * log) / np.expm1(-log))
        u[rows] = u[rows] * np.exp(-steps * log) + places
    rows = np.flatnonzero(~endless & (m > 0.0) & np.isfinite(u))
    u[np.isnan(p)] = np.nan
    j = 0
    while rows.size:
        j += 1
        u[rows] = 1.0 + u[rows] * ((n[rows] + j * h[rows] / p[rows]) / a[rows])
        rows = rows[(m[rows] > j) & np.isfinite(u[rows])]
    return u


def places_required(
    n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray, target: FloatArray
) -> FloatArray:
    """Least integer m whose blocking is at most the target; ``inf`` where there is none."""

    def margin(
        m: FloatArray, n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray, goal: FloatArray
    ) -> FloatArray:
        share = blocking(n, a, h, m, p)
        return np.where(share <= goal, np.maximum(np.log(goal / share), 0.0), np.log(goal / share))

    goes_on = np.isposinf(p)
    most = np.full_like(n, _MOST)
    never = goes_on & (blocking(n, a, h, np.where(goes_on, most, 0.0), p) > target)
    log = np.log(n / a)
    short = np.log(1.0 / target) - np.log(inverse_blocking(n, a))
    start = np.clip(np.where(log > 0.0, short / np.maximum(log, 1e-3), 0.0), 0.0, 1e4)
    start[np.isnan(start) & ~np.isnan(n + a)] = 0.0
    slope = np.maximum(np.abs(log), 1e-3)
    slope[~np.isfinite(slope) & ~np.isnan(n + a)] = 1.0
    rows = np.flatnonzero(~never)
    found = np.where(never, np.inf, np.nan)
    known = (x[rows] for x in (n, a, h, p, target))
    found[rows] = least_integer(margin, start[rows], *known, slope=slope[rows])
    return found


def performance(
    n: FloatArray, a: FloatArray, h: FloatArray, t: FloatArray, m: FloatArray, p: FloatArray
) -> tuple[FloatArray, ...]:
    """Blocking, and of the accepted: C, service level, asa, occupancy, abandonment, mean wait."""
    turned = blocking(n, a, h, m, p)
    sums = _sums(n, a, h / p, t / h, m)
    all_in, waits, late, served, served_wait, queue = sums
    values = [
        turned,
        waits / all_in,
        1.0 - late / all_in,
        h * served_wait / (all_in - waits + served),
        np.minimum(a / n * (1.0 - turned) * (1.0 - (waits - served) / all_in), 1.0),
        (waits - served) / all_in,
        queue * h / a / all_in,
    ]
    alone = np.flatnonzero((n == 0.0) & (a > 0.0))
    gone = np.where(np.isposinf(p), 0.0, 1.0)
    for value, limit in zip(
        values, (turned, 1.0 + 0.0 * m, 0.0 * m, m + np.inf, 1.0 + 0.0 * m, gone, p), strict=True
    ):
        value[alone] = limit[alone] + 0.0 * t[alone]
    idle = np.flatnonzero(a == 0.0)
    for value, empty in zip(values, (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0), strict=True):
        value[idle] = empty + 0.0 * (n + h + t + m + np.minimum(p, 1.0))[idle]
    return tuple(values)


def _sums(
    n: FloatArray, a: FloatArray, leave: FloatArray, t: FloatArray, m: FloatArray
) -> tuple[FloatArray, ...]:
    """Weights of the accepted, the delayed, the late or abandoned, the served; their waits; queue.

    Time in handle times. The chance to pass j + 1 stages within t is a sum of terms that start
    at exp(-n t), which underflows in a large centre: it is kept beside a logarithm.
    """
    spread = np.where(leave > 0.0, -np.expm1(-leave * t) / leave, t)
    weight, harmonic = np.ones_like(n), np.zeros_like(n)
    log, stage, beyond = -(n + leave) * t, np.ones_like(n), np.ones_like(n)
    idle = inverse_blocking(n, a) - 1.0
    out = np.zeros((6, n.size))
    out[0] = idle
    live = np.flatnonzero((m > 0.0) & (a > 0.0) & (n > 0.0) & ~np.isnan(weight + idle + spread))
    out[:, np.isnan(n + a + leave + t + m)] = np.nan
    j = 0
    while live.size:
        j += 1
        w, rate, gone = weight[live], n[live] + j * leave[live], leave[live]
        answer = n[live] / rate
        harmonic[live] += 1.0 / rate
        in_time = 1.0 - np.minimum(beyond[live] * np.exp(log[live]), 1.0)
        out[0, live] += w
        out[1, live] += w
        out[2, live] += w * (1.0 - answer * in_time)
        out[3, live] += w * answer
        out[4, live] += w * answer * harmonic[live]
        ratio = a[live] / rate
        weight[live] = w * ratio
        out[5, live] += j * weight[live]
        stage[live] *= spread[live] * (n[live] + j * gone) / j
        beyond[live] += stage[live]
        _rescale(live, beyond, log, stage, weight, out)
        small = (weight[live] < _NOTHING * out[0, live]) & (ratio < 1.0)
        live = live[(m[live] > j) & ~small]
    return tuple(out)


def _rescale(
    live: np.ndarray,
    beyond: FloatArray,
    log: FloatArray,
    stage: FloatArray,
    weight: FloatArray,
    out: FloatArray,
) -> None:
    """Keep the weights below overflow, by a factor that all of them share."""
    high = live[beyond[live] > _HUGE]
    beyond[high] /= _HUGE
    stage[high] /= _HUGE
    log[high] += np.log(_HUGE)
    high = live[weight[live] > _HUGE]
    weight[high] /= _HUGE
    out[:, high] /= _HUGE
