"""Agents for a service level under Erlang A, by Newton steps on a rough formula.

The measures of `erlang_a` rest on three sums: U - 1 at (n, a), and A at (s, y) and at (s, z),
with z = y e^-x for a limit of x patiences. With one smooth correction H for both sides of the load,
four digits of all three and more cost a logarithm, two exponentials and some polynomials, and no
row has to be sorted by its region::

    U - 1 = ± scale · erfcx(√D) + H + (2 scale · e^D below load)
    A     = ∓ scale · erfcx(√D) - H + (2 scale · e^D above load)

The deviances are of one family: D(s, y) = D(n, a) · p/h, and D(s, y) - D(s, z) is the exponent w of
`erlang_a`. The slopes follow from dD/dn = -ln(a/n), but for that of H, which is small. All sums
are taken over e^D(s, y) above load, so that nothing overflows.

A root is trusted as far as `_newton` says: the error of the fits, and what a step of its length
leaves. In millions of rows of every kind that `_within` lets through, the largest error was half
of that, and a third in all but one of ten thousand. A root nearer to an integer is left to the
measures themselves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm._numerics.coefficients import BROAD_CORRECTION, BROAD_ERFCX, BROAD_SCALE
from wfm._numerics.erlang_b import polynomial

__all__ = ["foreseen"]

# What the fits are made for: n and s from here, r from left to right, in powers of 1/(n + bend)
# and of 1/(1 + close · √D).
_FEW, _LEFT, _RIGHT = 0.3, -0.75, 0.4
_BEND, _CLOSE = 0.5, 0.6
_LEAST, _MOST = (1.0 - _RIGHT) / (1.0 + _RIGHT), (1.0 - _LEFT) / (1.0 + _LEFT)  # n/a at the ends
# Beyond, the slope is a difference of near numbers: s r² below load, patience, quantile of a goal.
_DEEP, _PATIENT, _EXTREME = 2.0, 30.0, 2.6
# Agents by which the fits may be off, and ln(y/s) by which D keeps away from 0.
_FIT, _FIT_PER_ROOT, _TINY = 0.003, 2e-4, 5e-8
# What a step leaves, as a share of it: for the slope of H, and by the curve of the level, whose
# measure of length is √(n / (1 + patience)). A long step says nothing.
_SLOPE, _SLOPE_OF_FEW, _CURVED, _LONG = 0.03, 0.3, 3.0, 0.2
_MORE_STEPS = 5  # a row that has not converged by then is left to the search
_FAR = 600.0  # e^600 times any sum of this module is finite
_QUARTER_PI = 0.7853981633974483
_ONE_ON_ROOT_PI, _ONE_ON_ROOT_2_PI = 0.5641895835477563, 0.3989422804014327


class _Rows(NamedTuple):
    """What does not change with n."""

    a: FloatArray
    unit: FloatArray  # patience in handle times
    root: FloatArray  # of the unit
    x: FloatArray  # the limit in patiences
    left: FloatArray  # a e^-x
    goal: FloatArray  # as a quantile of the normal distribution

    def take(self, rows: NDArray[np.intp]) -> _Rows:
        return _Rows(*(x.take(rows) for x in self))


def foreseen(
    of: str, n: FloatArray, a: FloatArray, unit: FloatArray, x: FloatArray, goal: FloatArray
) -> FloatArray:
    """Least integer n whose service level reaches that of the normal quantile goal, from a guess.

    Where the root does not distinguish n from n + 1, the result is -(n + 1), at least near it.
    """
    k = _Rows(a, unit, np.sqrt(unit), x, a * np.exp(-np.minimum(x, _FAR)), goal)
    n, doubt, further = _newton(of, n, k)
    for _ in range(_MORE_STEPS):
        rows = np.flatnonzero(further)
        if not rows.size:
            break
        n[rows], doubt[rows], further[rows] = _newton(of, n.take(rows), k.take(rows))
    nearest = np.rint(n)
    sure = np.abs(n - nearest) > doubt
    sure &= _within(of, n, k)
    return np.where(sure, np.ceil(n), -1.0 - nearest)


def _within(of: str, n: FloatArray, k: _Rows) -> NDArray[np.bool_]:
    """Where the fits hold, and no difference of near numbers spoils the slope."""
    few = 1.0 if of == "answered" else _FEW
    s, spare = n * k.unit, np.maximum(n - k.a, 0.0)
    within = (n > 1.0) & (s > few) & (k.unit < _PATIENT) & (np.abs(k.goal) < _EXTREME)
    within &= (n > _LEAST * k.a) & (n < _MOST * k.left)
    within &= s * spare * spare < _DEEP * (n + k.a) ** 2
    return within


def _newton(of: str, n: FloatArray, k: _Rows) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """The next n, how far it may be off, and whether a further step would gain accuracy."""
    from scipy.special import ndtri

    level, slope = _level(of, n, k)
    # the normal quantile of a level is nearly a straight line in n
    normal = ndtri(np.minimum(np.maximum(level, 1e-9), 1.0 - 1e-9))
    step = k.goal - normal
    normal *= normal
    normal *= -0.5
    step *= np.exp(normal)
    step /= slope
    step *= _ONE_ON_ROOT_2_PI
    after = np.minimum(np.maximum(n + step, 0.5 * n), 2.0 * n + 1.0)
    step = np.abs(after - n)

    length = step / np.sqrt(after / (1.0 + k.unit))
    left = _SLOPE + _SLOPE_OF_FEW / np.sqrt(1.0 + after * np.minimum(k.unit, 1.0))
    left += _CURVED * length
    left *= step
    doubt = _FIT + _FIT_PER_ROOT * np.sqrt(after) + _TINY * k.root * after + left
    further = np.abs(after - np.rint(after)) <= doubt
    further &= left > _FIT
    further |= ~(length < _LONG)
    doubt[further] = np.inf  # until that step is taken
    return after, doubt, further


def _level(of: str, n: FloatArray, k: _Rows) -> tuple[FloatArray, FloatArray]:
    """The service level and its slope in n, from the three sums u, y and z and their slopes."""
    log = np.log(k.a / n)
    log_z = log - k.x
    above, above_z = np.copysign(1.0, log), np.copysign(1.0, log_z)
    deviance, edge = _deviance(n, k.a, log)
    deviance_z, edge_z = _deviance(n, k.left, log_z)
    deviance_y = deviance * k.unit
    deviance_z *= k.unit
    # e^D of u below load, and the unit of all sums above, e^-D(s, y): one exponential for both
    growth = np.exp(np.minimum(np.where(above > 0.0, -deviance_y, deviance), _FAR))
    unit = np.minimum(growth, 1.0)
    unit_z = np.exp(-np.minimum(above, 0.0) * deviance_y - deviance_z)  # e^w in that unit

    s = n * k.unit
    by_n, by_s = 1.0 / (n + _BEND), 1.0 / (s + _BEND)
    scale, scale_s = _scale(n, by_n), _scale(s, by_s)
    rows, rows_z = _corrections(n, k.a), _corrections(n, k.left)
    half = 0.5 / n  # the slope of ln(scale)

    u = scale * (above * unit * _erfcx(np.sqrt(deviance)) + (1.0 - above) * growth)
    du = u * (half - log) + scale * edge * unit
    u += _correction(rows, by_n) * unit

    turn = half - k.unit * log
    y = scale_s * ((1.0 + above) - above * unit * _erfcx(np.sqrt(deviance_y)))
    dy = y * turn - scale_s * edge * k.root * unit
    y -= _correction(rows, by_s) * unit

    correction = _correction(rows_z, by_s)
    z = scale_s * ((1.0 + above_z) - above_z * unit_z * _erfcx(np.sqrt(deviance_z)))
    dz = z * turn - unit_z * (scale_s * edge_z * k.root - k.x * k.unit * correction)
    z -= correction * unit_z
    return _share(of, n, k, (u, y, z), (du, dy, dz), unit, unit_z)


def _share(
    of: str,
    n: FloatArray,
    k: _Rows,
    sums: tuple[FloatArray, ...],
    slopes: tuple[FloatArray, ...],
    unit: FloatArray,
    unit_z: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """The level that the sums are, by its definition, and its slope."""
    (u, y, z), (du, dy, dz) = sums, slopes
    whole, change = y + u, dy + du
    if of == "virtual":
        late = z / whole
        return 1.0 - late, (late * change - dz) / whole
    share = n / k.a
    waited = y - z
    waited += unit_z
    waited -= unit
    met = u + share * waited
    more = du + waited / k.a + share * (dy - dz - k.x * k.unit * unit_z)
    if of == "answered":
        whole, change = u + share * (y - unit), du + (y - unit) / k.a + share * dy
    level = met / whole
    return level, (more - level * change) / whole


def _deviance(n: FloatArray, a: FloatArray, log: FloatArray) -> tuple[FloatArray, FloatArray]:
    """D = a - n - n ln(a/n), and |ln(a/n)| / √(π D), for which D must not be lost to rounding."""
    deviance = a - n
    deviance -= n * log
    size = np.abs(log)
    size += _TINY
    least = log * (1.0 / 6.0)
    least += 0.5
    least *= size
    least *= size
    least *= n
    np.maximum(deviance, least, out=deviance)
    size /= np.sqrt(deviance)
    size *= _ONE_ON_ROOT_PI
    return deviance, size


def _erfcx(x: FloatArray) -> FloatArray:
    """exp(x²) erfc(x) to four digits, x ≥ 0."""
    return polynomial(BROAD_ERFCX, 1.0 / (1.0 + _CLOSE * x))


def _scale(n: FloatArray, v: FloatArray) -> FloatArray:
    """√n Γ*(n) √(π/2)."""
    square = polynomial(BROAD_SCALE, v)
    square += 2.0 * n
    square *= _QUARTER_PI
    return np.sqrt(square, out=square)


def _corrections(n: FloatArray, a: FloatArray) -> list[FloatArray]:
    """H as a polynomial in 1/n, by its coefficients."""
    r = (a - n) / (a + n)
    np.minimum(np.maximum(r, _LEFT, out=r), _RIGHT, out=r)
    return [polynomial(row, r) for row in BROAD_CORRECTION]


def _correction(rows: list[FloatArray], v: FloatArray) -> FloatArray:
    """H from its coefficients, by Horner in v = 1/(n + bend)."""
    value = rows[-1] * v
    for row in rows[-2:0:-1]:
        value += row
        value *= v
    value += rows[0]
    return value
