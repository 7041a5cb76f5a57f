"""U(n, a) = 1 / B(n, a), the inverse of the blocking probability, for real n and any load.

The functions take one-dimensional arrays of one length, n ≥ 0 and a ≥ 0 or NaN, under
``np.errstate(all="ignore")``: U may be ``inf``. The formulas are derived in `wfm._numerics`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm._numerics.coefficients import (
    CORRECTION_ABOVE,
    CORRECTION_BELOW,
    DEVIANCE,
    ERFCX,
    GAMMA_STAR,
    REACH,
    SMALL,
)

__all__ = [
    "correction",
    "far_above_load",
    "inverse_blocking",
    "log_inverse_blocking",
    "polynomial",
]

_NEAR = (1 - REACH) / (1 + REACH)  # a/n at r = -REACH
_SERIES_TERMS = 34  # 0.6³⁴ is 3e-8 of a sum that is itself at most 1e-8 of U: below rounding
_FRACTION_TERMS = 60  # found by comparison with long arithmetic: right to 1e-15 at a = n / 0.6


def inverse_blocking(n: FloatArray, a: FloatArray) -> FloatArray:
    """U(n, a), relative error below 5e-13 where it does not overflow."""
    u = np.full_like(n, np.nan)
    found = 0
    for inside, formula in _REGIONS:
        rows = np.flatnonzero(inside(n, a))
        if rows.size == n.size:
            return formula(n, a)
        if rows.size:
            u[rows] = formula(n.take(rows), a.take(rows))
        found += rows.size
        if found == n.size:
            break
    return u


def log_inverse_blocking(n: FloatArray, a: FloatArray) -> FloatArray:
    """Ln U(n, a), also where U itself overflows."""
    from scipy.special import gammaln

    u = inverse_blocking(n, a)
    log = np.log(u)
    rows = np.flatnonzero(u > 1e290)
    n, a = n[rows], a[rows]
    stirling = _deviance(n, a) + np.log(2.0 * _scale(np.maximum(n, SMALL)))
    log[rows] = np.where(n < SMALL, a - n * np.log(a) + gammaln(n + 1.0), stirling)
    return log


def polynomial(coefficients: Sequence[float], x: FloatArray) -> FloatArray:
    """c0 + c1 x + c2 x² + …, by Horner's rule; from two coefficients up."""
    value = coefficients[-1] * x
    for coefficient in coefficients[-2:0:-1]:
        value += coefficient
        value *= x
    value += coefficients[0]
    return value


def correction(rows: Sequence[Sequence[float]], r: FloatArray, v: FloatArray) -> FloatArray:
    """H(r, v): a polynomial in v whose coefficients are polynomials in r."""
    x = (2.0 / REACH) * np.abs(r) - 1.0
    y = 2.0 * SMALL * v - 1.0
    value = polynomial(rows[-1], x)
    for row in rows[-2::-1]:
        value *= y
        value += polynomial(row, x)
    return value


def _scale(n: FloatArray) -> FloatArray:
    """√n Γ*(n) √(π/2), for n from `SMALL`."""
    scale: FloatArray = np.sqrt(n) * polynomial(GAMMA_STAR, 2.0 * SMALL / n - 1.0)
    return scale


def _near_deviance(n: FloatArray, d: FloatArray, r: FloatArray) -> FloatArray:
    """D = a - n - n ln(a/n) for |r| up to `REACH`, with no loss near a = n."""
    q = r * r
    return r * (d - 2.0 * n * q * polynomial(DEVIANCE, 2.0 / REACH**2 * q - 1.0))


def _deviance(n: FloatArray, a: FloatArray) -> FloatArray:
    """D = a - n - n ln(a/n) for any load, by the accurate form near a = n."""
    d = a - n
    r = d / (a + n)
    return np.where(np.abs(r) <= REACH, _near_deviance(n, d, r), d - n * np.log(a / n))


def _below_load(n: FloatArray, a: FloatArray) -> FloatArray:
    """The uniform expansion for 0.6 n ≤ a ≤ n: erfcx(-√D) = 2 exp(D) - erfcx(√D)."""
    d = a - n
    r = d / (a + n)
    deviance = _near_deviance(n, d, r)
    u = 2.0 * np.exp(deviance)
    u -= polynomial(ERFCX, 4.0 / (np.sqrt(deviance) + 2.0) - 1.0)
    u *= _scale(n)
    u += correction(CORRECTION_BELOW, r, 1.0 / n)
    u += 1.0
    return u


def _above_load(n: FloatArray, a: FloatArray) -> FloatArray:
    """The uniform expansion for n < a ≤ n / 0.6."""
    from scipy.special import erfcx

    d = a - n
    r = d / (a + n)
    u: FloatArray = _scale(n) * erfcx(np.sqrt(_near_deviance(n, d, r)))
    return u + correction(CORRECTION_ABOVE, r, 1.0 / n) + 1.0


def _far_below_load(n: FloatArray, a: FloatArray) -> FloatArray:
    """1 + n! e^a / aⁿ - Σ aᵏ / ((n+1) … (n+k)), whose terms fall faster than 0.6ᵏ."""
    k = np.arange(1.0, _SERIES_TERMS + 1)[:, np.newaxis]
    # accumulate and not reduce, whose order of summation depends on the number of rows
    total = np.cumsum(np.cumprod(a / (n + k), axis=0), axis=0)[-1]
    u: FloatArray = np.exp(_deviance(n, a)) * 2.0 * _scale(n) - total
    return u


def far_above_load(n: FloatArray, a: FloatArray) -> FloatArray:
    """The fraction a / (d + 0 - 1·(0-n) / (d + 2 - 2·(1-n) / (d + 4 - …))) with d = a - n."""
    d = a - n
    fraction = d + 2.0 * _FRACTION_TERMS
    for k in range(_FRACTION_TERMS, 0, -1):
        fraction = d + 2.0 * (k - 1) - k * ((k - 1) - n) / fraction
    return a / fraction


def _by_recursion(n: FloatArray, a: FloatArray) -> FloatArray:
    """U(k, a) = 1 + U(k - 1, a) k / a from the fractional part of n; all terms are positive."""
    whole = np.floor(n)
    part = n - whole
    steps = int(whole.max())
    u = _from_fraction(whole, part, a, steps) if part.any() else _from_one(n, a, steps)
    u[a == 0.0] = np.inf
    u[n == 0.0] = 1.0
    return u


def _from_one(n: FloatArray, a: FloatArray, steps: int) -> FloatArray:
    """1 + n/a (1 + (n-1)/a (1 + …)); a factor below 0 counts as 0, which leaves shorter rows."""
    u = np.ones_like(n)
    for k in range(steps - 1, -1, -1):
        u *= np.maximum(n - k, 0.0) / a
        u += 1.0
    return u


def _from_fraction(whole: FloatArray, part: FloatArray, a: FloatArray, steps: int) -> FloatArray:
    """The recursion from the fractional part of n; rows of fewer steps stop earlier."""
    u = _below_one(part, a)
    for k in range(1, steps + 1):
        np.copyto(u, 1.0 + u * ((part + k) / a), where=whole >= k)
    return u


def _below_one(part: FloatArray, a: FloatArray) -> FloatArray:
    """U for 0 ≤ n < 1: Γ(n + 1, a) e^a / aⁿ."""
    from scipy.special import gamma, gammaincc

    near = gammaincc(part + 1.0, a) * gamma(part + 1.0) * np.exp(np.minimum(a, 40.0)) * a**-part
    u = np.where(a < 30.0, near, far_above_load(part, a))
    return np.where(part > 0.0, u, 1.0)


_Inside: TypeAlias = Callable[[FloatArray, FloatArray], NDArray[np.bool_]]
_Formula: TypeAlias = Callable[[FloatArray, FloatArray], FloatArray]
_REGIONS: tuple[tuple[_Inside, _Formula], ...] = (
    (lambda n, a: n < SMALL, _by_recursion),
    (lambda n, a: (n >= SMALL) & (a >= n * _NEAR) & (a <= n), _below_load),
    (lambda n, a: (n >= SMALL) & (a < n * _NEAR), _far_below_load),
    (lambda n, a: (n >= SMALL) & (a > n) & (a * _NEAR <= n), _above_load),
    (lambda n, a: (n >= SMALL) & (a * _NEAR > n), far_above_load),
)
