"""The measures of Erlang A, on one-dimensional arrays as `blockwise` passes them.

Waiting contacts abandon after an exponential time of mean p. Everything follows from three
numbers of `hypergeometric`, 1/A, G/(yA) and -A'/A, and the U = 1/B of `erlang_b`::

    delayed              P = A / (A + U - 1)
    abandons             P · G/(yA)                          so that its mean wait is p of that
    answered             (1 - P) + P · n/a · (1 - 1/A)
    its mean wait        p · n/a · P · (-A'/A) / answered
    virtual wait > t     P · γ(s, z)/γ(s, y),                z = y e^(-t/p)
    answered after t     P · n/a · γ(s + 1, z)/(s γ(s, y))

γ is the incomplete gamma function. Up to load, and above it where w is a difference of small
numbers and the level is not, both quotients are taken as A(s, z)/A(s, y) e^w; elsewhere as
differences of the tails of γ, each on the side where it is small.

A row with infinite patience is Erlang C, by the very formulas of `erlang_c`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray
from wfm._numerics import erlang_c as erlang_c_formulas
from wfm._numerics.erlang_b import inverse_blocking, polynomial
from wfm._numerics.hypergeometric import sums, tails
from wfm._numerics.root_finding import find_root

__all__ = [
    "abandonment",
    "asa",
    "mean_wait",
    "occupancy",
    "performance",
    "service_level",
    "wait_probability",
    "wait_quantile",
]

_ENDLESS = 1e100  # more handle times of patience than this change nothing
_NO_LOAD = 1e-307  # below, the reciprocal of a load may overflow
_FAR = 700.0  # e^-700 is 1e-304: beyond, results are 0 and exp would be slow or underflow
_UNASKED = np.array(np.nan)
_OF_LEVEL = ("n", "a", "h", "s", "y", "d", "inverse", "waits", "at_once")
# Above load the first form of the level is a difference that loses digits as its parts grow: it is
# kept while the parts of w are below 40 (e^-40 is 4e-18, below an ulp of 1), while 1/A has not
# underflowed that far, and while the level is above 2 % (at most two digits lost).
_MILD, _SLIGHT, _SHARE = 40.0, 1e-40, 0.02
_SHORT = 0.5  # e^-x - 1 + x by its series up to here, where 13 terms are right to 1e-16
_SERIES = (0.5, *((-1.0) ** k / np.prod(np.arange(1.0, k + 3)) for k in range(1, 13)))


class _Queue(NamedTuple):
    """One range of rows in the units of `impatience`."""

    n: FloatArray
    a: FloatArray
    h: FloatArray
    p: FloatArray
    s: FloatArray
    y: FloatArray
    d: FloatArray
    inverse: FloatArray  # 1/A
    abandoned_of_delayed: FloatArray
    slope: FloatArray  # -A'/A, where it was asked for
    waits: FloatArray
    at_once: FloatArray

    @property
    def abandoned(self) -> FloatArray:
        return self.waits * self.abandoned_of_delayed

    @property
    def answered(self) -> FloatArray:
        waited: FloatArray = self.waits * (self.n / self.a * (1.0 - self.inverse))
        return self.at_once + waited


def _queue(
    n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray, *, slope: bool = False
) -> _Queue:
    """The queue in the units of `hypergeometric`, with the slope of A only where it is used."""
    p = np.minimum(p, _ENDLESS * h)
    unit = p / h
    s, y, d = n * unit, a * unit, (a - n) * unit
    inverse, abandoned, *mean = sums(s, y, d, 3 if slope else 2)
    rest = (inverse_blocking(n, a) - 1.0) * inverse
    waits = 1.0 / (1.0 + rest)
    at_once = np.where(rest < 1.0, rest * waits, 1.0 - waits)
    return _Queue(
        n, a, h, p, s, y, d, inverse, abandoned, mean[0] if mean else _UNASKED, waits, at_once
    )


def wait_probability(n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray) -> FloatArray:
    """Probability of delay."""
    return _mixed(_patient_waits, lambda q: (q.waits,), p, n, a, h)[0]


def abandonment(n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray) -> FloatArray:
    """Abandonment."""
    return _mixed(_no_load, lambda q: (q.abandoned,), p, n, a, h)[0]


def mean_wait(n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray) -> FloatArray:
    """Mean wait of all: p times the abandonment."""
    return _mixed(_patient_asa, lambda q: (q.p * q.abandoned,), p, n, a, h)[0]


def asa(n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray) -> FloatArray:
    """Mean wait of the answered."""
    return _mixed(_patient_asa, lambda q: (_asa(q),), p, n, a, h, slope=True)[0]


def occupancy(n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray) -> FloatArray:
    """Answered work per agent."""
    return _mixed(_patient_occupancy, lambda q: (_occupancy(q),), p, n, a, h)[0]


def service_level(
    of: str, n: FloatArray, a: FloatArray, h: FloatArray, t: FloatArray, p: FloatArray
) -> FloatArray:
    """Service level, by one of the definitions."""
    return _mixed(_patient_level, lambda q, t: (_level(of, q, t),), p, n, a, h, t, idle=(1.0,))[0]


def wait_quantile(
    q: FloatArray, n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray
) -> FloatArray:
    """The time limit within which a share q is answered that has unlimited patience."""
    return _mixed(_patient_quantile, lambda x, q: (_quantile(x, q),), p, n, a, h, q)[0]


def performance(
    of: str, n: FloatArray, a: FloatArray, h: FloatArray, t: FloatArray, p: FloatArray
) -> tuple[FloatArray, ...]:
    """C, service level, asa, occupancy, abandonment and mean wait."""

    def impatient(q: _Queue, t: FloatArray) -> tuple[FloatArray, ...]:
        abandoned = q.abandoned
        return q.waits, _level(of, q, t), _asa(q), _occupancy(q), abandoned, q.p * abandoned

    idle = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    return _mixed(_patient_performance, impatient, p, n, a, h, t, slope=True, idle=idle)


def _patient_waits(n: FloatArray, a: FloatArray, h: FloatArray) -> tuple[FloatArray, ...]:
    """Probability of delay of Erlang C."""
    return (erlang_c_formulas.wait_probability(n, a) + 0.0 * h,)


def _no_load(n: FloatArray, a: FloatArray, h: FloatArray) -> tuple[FloatArray, ...]:
    """The abandonment of Erlang C: 0, or NaN."""
    return (0.0 * (n + a + h),)


def _patient_asa(n: FloatArray, a: FloatArray, h: FloatArray) -> tuple[FloatArray, ...]:
    """Mean wait of Erlang C."""
    return (erlang_c_formulas.asa(n, a, h),)


def _patient_occupancy(n: FloatArray, a: FloatArray, h: FloatArray) -> tuple[FloatArray, ...]:
    """Occupancy of Erlang C."""
    return (erlang_c_formulas.occupancy(n, a) + 0.0 * h,)


def _patient_level(
    n: FloatArray, a: FloatArray, h: FloatArray, t: FloatArray
) -> tuple[FloatArray, ...]:
    """Service level of Erlang C."""
    return (erlang_c_formulas.service_level(n, a, h, t),)


def _patient_quantile(
    n: FloatArray, a: FloatArray, h: FloatArray, q: FloatArray
) -> tuple[FloatArray, ...]:
    """Quantile of the wait of Erlang C."""
    return (erlang_c_formulas.wait_quantile(q, n, a, h),)


def _patient_performance(
    n: FloatArray, a: FloatArray, h: FloatArray, t: FloatArray
) -> tuple[FloatArray, ...]:
    """All measures of Erlang C."""
    measures = erlang_c_formulas.performance(n, a, h, t)
    return (*measures, *_no_load(n, a, h), measures[2])


def _mixed(
    patient: Callable[..., tuple[FloatArray, ...]],
    impatient: Callable[..., tuple[FloatArray, ...]],
    p: FloatArray,
    n: FloatArray,
    a: FloatArray,
    h: FloatArray,
    *more: FloatArray,
    slope: bool = False,
    idle: tuple[float, ...] = (0.0,),
) -> tuple[FloatArray, ...]:
    """The rows of infinite patience by one formula, the others by another."""
    known = n, a, h, *more
    endless = np.isposinf(p)
    if endless.all():
        return patient(*known)
    if not endless.any():
        values = impatient(_queue(n, a, h, p, slope=slope), *more)
        return _unless_idle(values, idle, (*known, p))
    out = np.empty((len(idle), n.size))
    for chosen, formula in ((endless, patient), (~endless, None)):
        rows = np.flatnonzero(chosen)
        some = tuple(x.take(rows) for x in known)
        if formula is None:
            q = _queue(some[0], some[1], some[2], p.take(rows), slope=slope)
            values = _unless_idle(impatient(q, *some[3:]), idle, (*some, p.take(rows)))
        else:
            values = formula(*some)
        for place, value in zip(out, values, strict=True):
            place[rows] = value
    return tuple(out)


def _unless_idle(
    values: tuple[FloatArray, ...], idle: tuple[float, ...], known: tuple[FloatArray, ...]
) -> tuple[FloatArray, ...]:
    """The values; at zero load, those of an empty queue. NaN stays NaN.

    So is a load whose reciprocal is no double.
    """
    rows = np.flatnonzero(known[1] < _NO_LOAD)
    if rows.size:
        missing = sum(0.0 * np.minimum(x[rows], 1.0) for x in known)
        for value, nothing in zip(values, idle, strict=True):
            value[rows] = nothing + missing
    return values


def _asa(q: _Queue) -> FloatArray:
    """Mean wait of the answered; without agents none is answered, and the wait is infinite."""
    wait = q.p * (q.n / q.a * q.waits * q.slope) / q.answered
    wait[q.n == 0.0] = np.inf
    return wait


def _occupancy(q: _Queue) -> FloatArray:
    """Answered work per agent, at most 1 despite rounding."""
    busy = np.minimum(q.a / q.n * q.at_once + q.waits * (1.0 - q.inverse), 1.0)
    busy[q.n == 0.0] = 1.0
    return busy


def _level(of: str, q: _Queue, t: FloatArray) -> FloatArray:
    """Service level by the form that keeps its digits in each row."""
    x = np.where(q.p > 0.0, t / q.p, np.where(np.isnan(q.p), np.nan, np.inf))
    over = q.d > 0.0
    mild = ((q.d + q.y * np.minimum(x, 1.0)) * x < _MILD) & (q.inverse > _SLIGHT)
    far = over & ~mild
    if far.all():
        level = _level_above(of, q, t, x)
    else:
        level = _level_mild(of, q, t, x)
        rows = np.flatnonzero(far | over & (level < _SHARE))
        if rows.size:
            part = q._replace(**{name: getattr(q, name).take(rows) for name in _OF_LEVEL})
            level[rows] = _level_above(of, part, t.take(rows), x.take(rows))
    if of == "answered":
        level = level / q.answered
    level = np.minimum(level, 1.0)
    return np.where(q.n == 0.0, 0.0 * (t + q.p), level)  # without agents none is answered


def _quantile(x: _Queue, q: FloatArray) -> FloatArray:
    """The root in t of the virtual service level less q."""

    def margin(t: FloatArray) -> FloatArray:
        return _level("virtual", x, t) - q

    most = x.h / np.maximum(x.n, 1.0)
    for _ in range(1100):
        short = (margin(most) < 0.0) & (x.n > 0.0)
        if not short.any():
            break
        most = np.where(short, 2.0 * most, most)
    none = np.zeros_like(q)
    wait = np.where(margin(none) >= 0.0, none + 0.0 * most, find_root(margin, none, most))
    return np.where((x.n == 0.0) & (q > 0.0), np.inf, wait)


def _level_mild(of: str, q: _Queue, t: FloatArray, x: FloatArray) -> FloatArray:
    """From A(s, z) and the exponential e^w, w = y (1 - e^-x) - n t/h."""
    gone = -np.expm1(-x)
    near = (q.a - q.n) * t / q.h - q.y * (x * x * polynomial(_SERIES, x))
    w = np.where(x < _SHORT, near, q.y * gone - q.n * t / q.h)
    late = q.waits * q.inverse * np.exp(np.maximum(w, -_FAR))
    inverse = sums(q.s, q.y * np.exp(-np.minimum(x, _FAR)), q.d - q.y * gone, 1)[0]
    if of == "virtual":
        level: FloatArray = 1.0 - late / inverse
        return level
    return q.answered - q.n / q.a * late * (1.0 / inverse - 1.0)


def _level_above(of: str, q: _Queue, t: FloatArray, x: FloatArray) -> FloatArray:
    """Above load, from the tails of γ before and after the wait."""
    z = q.y * np.exp(-x)
    dz = np.where(x < _SHORT, q.d + q.y * np.expm1(-x), z - q.s)
    low, high, pmf = tails(q.s, q.y, q.d)
    low_z, high_z, pmf_z = tails(q.s, z, dz)
    rows = np.flatnonzero(x > _FAR)
    if rows.size:  # z underflows, but with little patience z^s does not
        low_z[rows] = pmf_z[rows] = _last(*(v.take(rows) for v in (q.s, q.y, q.n * t / q.h)))
    if of == "virtual":
        share, factor = np.where(dz >= 0.0, high_z - high, low - low_z), q.waits
    else:  # γ(s + 1, ·): a pmf moves from one tail to the other
        more = pmf_z - pmf
        share = np.where(dz >= 0.0, high_z - high + more, low - low_z + more)
        factor = q.waits * (q.n / q.a)
    level: FloatArray = q.at_once + factor * share / low
    return level


def _last(s: FloatArray, y: FloatArray, wait: FloatArray) -> FloatArray:
    """z^s / Γ(s + 1) with z = y e^-x, given s x."""
    from scipy.special import gammaln, xlogy

    return np.exp(np.maximum(xlogy(s, y) - wait - gammaln(s + 1.0), -_FAR))
