"""The sum behind Erlang A, and what follows from it, for real arguments of any size.

With s = n · patience / h and y = a · patience / h the queue of those who wait is the sum ::

    A(s, y) = 1 + y/(s+1) + y²/((s+1)(s+2)) + … = 1F1(1; s + 1; y)

`sums` gives 1/A, which may underflow where A would overflow; the share of delayed contacts that
abandons, G/(yA) with G = s + (y - s) A; and the slope -A'/A in s, which is a mean wait. `tails`
gives the incomplete gamma functions P(s, y), Q(s, y) and y^s e^-y / Γ(s + 1).

The uniform expansion of `erlang_b` serves A as well, since U + A = 1 + 1/pmf, ::

    A = scale · erfcx(√D) - H              below load, y ≤ s
    A = scale · (2 e^D - erfcx(√D)) - H    above

and its derivative in s is as smooth as itself. Far below load G = s + (y - s) A is a difference of
near numbers; there the continued fraction of A is used, whose tail r gives all three without one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from wfm._arrays import FloatArray
from wfm._numerics.coefficients import (
    CORRECTION_ABOVE,
    CORRECTION_OF_SUM,
    DEVIANCE,
    GAMMA_STAR,
    REACH,
    SLOPE_ABOVE,
    SLOPE_OF_SUM,
    SMALL,
)
from wfm._numerics.erlang_b import correction, far_above_load, polynomial

__all__ = ["sums", "tails"]

Three: TypeAlias = tuple[FloatArray, FloatArray, FloatArray]

_NEAR = (1 - REACH) / (1 + REACH)  # y/s, or s/y, where the expansion ends
_DEEP = 40.0  # D from which the continued fraction is quick and the difference is not wanted
_PAIRS = 12  # of terms: right to 1e-15 from D = 40 on, by comparison with long arithmetic
_GONE = 40.0  # exp(-40) is nothing beside 1
_TWO_ON_ROOT_PI = 1.1283791670955126


_STAR_SLOPE = tuple(k * c for k, c in enumerate(GAMMA_STAR) if k)


class _Side(NamedTuple):
    """The polynomials H and -s dH/ds on one side of the load."""

    h: Sequence[Sequence[float]]
    slope: Sequence[Sequence[float]]


_BELOW = _Side(CORRECTION_OF_SUM, SLOPE_OF_SUM)
_ABOVE = _Side(CORRECTION_ABOVE, SLOPE_ABOVE)


def sums(s: FloatArray, y: FloatArray, d: FloatArray, wanted: int) -> tuple[FloatArray, ...]:
    """1/A, G/(yA) and -A'/A, as many as are wanted; d is y - s, better than the difference."""
    rows = np.flatnonzero((s < SMALL) | (y * _NEAR > s))
    if not rows.size:
        return _from_ten(s, y, d, wanted)
    low, load = s.take(rows), y.take(rows)
    steps = _steps(low, load)
    # each step is to be a range of rows; short integers are sorted by counting
    order = np.argsort(-steps.astype(np.int16), kind="stable")
    rows = rows.take(order)
    low, load, steps = (x.take(order) for x in (low, load, steps))
    s, d = s.copy(), d.copy()
    s[rows] += steps
    d[rows] -= steps
    found = _from_ten(s, y, d, wanted)
    parts = tuple(whole.take(rows) for whole in found)
    counts = np.searchsorted(-steps, -np.arange(steps[0] + 1.0), side="right")
    for k in range(int(steps[0]), 0, -1):
        _step_down(low[: counts[k]] + k, load[: counts[k]], [part[: counts[k]] for part in parts])
    for whole, part in zip(found, parts, strict=True):
        whole[rows] = part
    return found


def _step_down(above: FloatArray, load: FloatArray, parts: list[FloatArray]) -> None:
    """From what belongs to s + 1 = above to what belongs to s: A(s) = 1 + y/(s+1) A(s+1)."""
    inverse = parts[0]
    factor = load / above
    up = 1.0 / (inverse + factor)
    inverse *= up
    if len(parts) == 1:
        return
    above = 1.0 / above
    for slope in parts[2:]:
        slope += above
        slope *= factor
        slope *= up
    abandoned = parts[1]
    abandoned *= factor
    abandoned += above
    abandoned *= up


def _steps(s: FloatArray, y: FloatArray) -> FloatArray:
    """How many steps down are wanted, to begin where the expansions hold."""
    steps = np.where(s < SMALL, np.ceil(SMALL - s), 0.0)
    high = s + steps
    rows = np.flatnonzero(y * _NEAR > high)
    if rows.size:
        n, a = high[rows], y[rows]
        close = a - n - n * np.log(a / n) < _GONE
        steps[rows] += np.where(close, np.ceil(np.maximum(a * _NEAR - n, 0.0)), 0.0)
    return steps


def _from_ten(s: FloatArray, y: FloatArray, d: FloatArray, wanted: int) -> tuple[FloatArray, ...]:
    """The three numbers from s = 10 up, each row by the formula of its region."""
    whole = y + s
    edge = REACH * whole
    deep = -d > np.minimum(edge, np.sqrt(_DEEP * whole))
    above = d > 0.0
    places = (
        (deep, _by_fraction),
        ((d <= 0.0) & ~deep, _near_below),
        (above & (d <= edge), _near_above),
        (d > edge, _far_above),
    )
    return _by_region(places, wanted, (s, y, d), wanted)


def _by_region(
    places: Sequence[tuple[Any, Callable[..., tuple[FloatArray, ...]]]],
    results: int,
    known: Three,
    *more: Any,
) -> tuple[FloatArray, ...]:
    """Each formula on its own rows; NaN where no region claims a row."""
    out = np.full((results, known[0].size), np.nan)
    for inside, formula in places:
        rows = np.flatnonzero(inside)
        if rows.size == known[0].size:
            return formula(*known, *more)
        if rows.size:
            for place, value in zip(
                out, formula(*(x.take(rows) for x in known), *more), strict=True
            ):
                place[rows] = value
    return tuple(out)


def _by_fraction(
    s: FloatArray, y: FloatArray, d: FloatArray, wanted: int
) -> tuple[FloatArray, ...]:
    """A = (s + r)/(r - d), G = y r/(r - d), with the tail r of the fraction and its derivative."""
    t = s + (2.0 * _PAIRS + 1.0)
    dt = np.ones_like(s) if wanted == 3 else None
    part, r, more = np.empty_like(s), np.empty_like(s), np.empty_like(s)
    for k in range(_PAIRS, 0, -1):
        np.divide(y, t, out=part)
        np.add(s, k, out=r)
        r *= part  # (s + k) y/t
        if dt is not None:
            np.divide(r, t, out=more)
            dt *= more
            dt += 1.0
            dt -= part
        np.add(s, 2.0 * k, out=t)
        t -= r
        np.divide(y, t, out=part)
        part *= k
        if dt is not None:
            np.divide(part, t, out=more)
            dt *= more
            np.subtract(1.0, dt, out=dt)
        np.add(part, 2.0 * k - 1.0, out=r)
        np.add(s, r, out=t)
    rest = r - d
    inverse = rest / t
    if dt is None:
        return (inverse, r / t)[:wanted]
    return inverse, r / t, dt * y / (rest * t)


class _Near(NamedTuple):
    """The ingredients of the uniform expansion around y = s."""

    r: FloatArray
    series: FloatArray
    root: FloatArray  # √D / |r|
    deviance: FloatArray
    scale: FloatArray
    tail: FloatArray  # erfcx(√D)
    h: FloatArray


def _near(s: FloatArray, y: FloatArray, d: FloatArray, side: _Side) -> _Near:
    """The ingredients, by the fits of one side."""
    from scipy.special import erfcx

    r = d / (y + s)
    q = r * r
    series = polynomial(DEVIANCE, 2.0 / REACH**2 * q - 1.0)
    square = y + s - 2.0 * s * r * series
    root = np.sqrt(square)
    scale = np.sqrt(s) * polynomial(GAMMA_STAR, 2.0 * SMALL / s - 1.0)
    tail = erfcx(np.abs(r) * root)
    return _Near(r, series, root, q * square, scale, tail, correction(side.h, r, 1.0 / s))


def _near_below(s: FloatArray, y: FloatArray, d: FloatArray, wanted: int) -> tuple[FloatArray, ...]:
    """A = scale · erfcx(√D) - H."""
    near = _near(s, y, d, _BELOW)
    total = near.scale * near.tail - near.h
    inverse = 1.0 / total
    if wanted == 1:
        return (inverse,)
    abandoned = (s * inverse + d) / y
    if wanted == 2:
        return inverse, abandoned
    change = _scale_slope(s, near.scale) * near.tail
    change += near.scale * _tail_slope(near) * ((1.0 + near.r**2 * near.series) / near.root)
    change += _h_slope(near, s, _BELOW)
    return inverse, abandoned, -change * inverse


def _near_above(s: FloatArray, y: FloatArray, d: FloatArray, wanted: int) -> tuple[FloatArray, ...]:
    """A = scale · (2 e^D - erfcx(√D)) - H, all of it divided by e^D."""
    near = _near(s, y, d, _ABOVE)
    small = np.exp(-near.deviance)
    twice = 2.0 - near.tail * small
    total = near.scale * twice - near.h * small
    inverse = small / total
    if wanted == 1:
        return (inverse,)
    abandoned = (s * inverse + d) / y
    if wanted == 2:
        return inverse, abandoned
    bend = 1.0 + near.r**2 * near.series
    change = _scale_slope(s, near.scale) * twice
    change += near.scale * (_tail_slope(near) * small * bend / near.root - 4.0 * near.r * bend)
    change += _h_slope(near, s, _ABOVE) * small
    return inverse, abandoned, -change / total


def _far_above(s: FloatArray, y: FloatArray, d: FloatArray, wanted: int) -> tuple[FloatArray, ...]:
    """A = n! e^y / y^s, all but e^-40 of it."""
    log_ratio = np.log(y / s)
    scale = np.sqrt(s) * polynomial(GAMMA_STAR, 2.0 * SMALL / s - 1.0)
    inverse = np.exp(-np.minimum(d - s * log_ratio, 745.0)) / (2.0 * scale)
    mean = log_ratio - _scale_slope(s, scale) / scale
    return (inverse, (s * inverse + d) / y, mean)[:wanted]


def _scale_slope(s: FloatArray, scale: FloatArray) -> FloatArray:
    """The derivative of the scale in s."""
    v = 1.0 / s
    slope = polynomial(_STAR_SLOPE, 2.0 * SMALL * v - 1.0)
    change: FloatArray = 0.5 * v * scale - 2.0 * SMALL * v * v * np.sqrt(s) * slope
    return change


def _tail_slope(near: _Near) -> FloatArray:
    """The derivative of erfcx at √D."""
    slope: FloatArray = 2.0 * np.abs(near.r) * near.root * near.tail - _TWO_ON_ROOT_PI
    return slope


def _h_slope(near: _Near, s: FloatArray, side: _Side) -> FloatArray:
    """That of -H."""
    return correction(side.slope, near.r, 1.0 / s) / s


def tails(s: FloatArray, y: FloatArray, d: FloatArray) -> Three:
    """P(s, y), Q(s, y) and pmf = y^s e^-y / Γ(s + 1), each exact where it is the smaller."""
    whole = y + s
    large = s >= SMALL
    near = large & (np.abs(d) <= REACH * whole)
    places = (
        (s < SMALL, _small_tails),
        (near & (d <= 0.0), _tails_below),
        (near & (d > 0.0), _tails_above),
        (large & ~near & (d < 0.0), _tails_far_below),
        (large & ~near & (d > 0.0), _tails_far_above),
    )
    low, high, pmf = _by_region(places, 3, (s, y, d))
    return low, high, pmf


def _small_tails(s: FloatArray, y: FloatArray, d: FloatArray) -> Three:
    """The tails for s below 10, by scipy, each where it is the smaller."""
    from scipy.special import gammainc, gammaincc, gammaln, xlogy

    pmf = np.exp(np.maximum(xlogy(s, y) - y - gammaln(s + 1.0), -745.0))
    low, high = np.empty_like(s), np.empty_like(s)
    rows, others = np.flatnonzero(d <= 0.0), np.flatnonzero(~(d <= 0.0))
    low[rows] = gammainc(s[rows], y[rows])
    high[rows] = 1.0 - low[rows]
    high[others] = gammaincc(s[others], y[others])
    low[others] = 1.0 - high[others]
    return low, high, pmf


def _tails_below(s: FloatArray, y: FloatArray, d: FloatArray) -> Three:
    """The tails for y ≤ s near it."""
    near = _near(s, y, d, _BELOW)
    pmf = np.exp(-np.minimum(near.deviance, 745.0)) / (2.0 * near.scale)
    low = (near.scale * near.tail - near.h) * pmf
    return low, 1.0 - low, pmf


def _tails_above(s: FloatArray, y: FloatArray, d: FloatArray) -> Three:
    """The tails for y > s near it."""
    near = _near(s, y, d, _ABOVE)
    pmf = np.exp(-np.minimum(near.deviance, 745.0)) / (2.0 * near.scale)
    high = (near.scale * near.tail + near.h) * pmf
    return 1.0 - high, high, pmf


def _tails_far_below(s: FloatArray, y: FloatArray, d: FloatArray) -> Three:
    """The tails for y far below s, by the continued fraction of A."""
    pmf = _far_pmf(s, y, d)
    low = pmf / _by_fraction(s, y, d, 1)[0]
    return low, 1.0 - low, pmf


def _tails_far_above(s: FloatArray, y: FloatArray, d: FloatArray) -> Three:
    """The tails for y far above s, by the continued fraction of Legendre."""
    pmf = _far_pmf(s, y, d)
    high = np.zeros_like(s)
    rows = np.flatnonzero(pmf > 1e-60)
    if rows.size:
        high[rows] = (far_above_load(s[rows], y[rows]) - 1.0) * pmf[rows]
    return 1.0 - high, high, pmf


def _far_pmf(s: FloatArray, y: FloatArray, d: FloatArray) -> FloatArray:
    """y^s e^-y / Γ(s + 1) away from y = s."""
    scale = np.sqrt(s) * polynomial(GAMMA_STAR, 2.0 * SMALL / s - 1.0)
    pmf: FloatArray = np.exp(-np.minimum(d - s * np.log(y / s), 745.0)) / (2.0 * scale)
    return pmf
