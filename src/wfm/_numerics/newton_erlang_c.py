"""Agents for a service level, by one Newton step that knows in which rows it is certain."""

from __future__ import annotations

from typing import Any

import numpy as np

from wfm._arrays import FloatArray
from wfm._numerics.coefficients import (
    CURVATURE,
    ROUGH_CORRECTION,
    ROUGH_DEVIANCE,
    ROUGH_ERFCX,
    START,
    START_PER_ROOT,
)
from wfm._numerics.erlang_b import polynomial

__all__ = ["estimate"]

_HALF_PI_ROOT = 1.2533141373155003
_TIE = 1e-10  # ln of the margin: the recursion is right to 1e-14, so nearer rows are left to a test
_MOST_STEPS = 64  # below an erlang 64 agents meet every level that a double can express
# Single precision has 24 bits: n to 4096 is then right to 2⁻¹², well below the doubt of 0.01, and
# e^-12 is 100 of its ulps.
_SINGLE_LOAD, _SINGLE_Q = 4096.0, 12.0


def estimate(a: FloatArray, tau: FloatArray, q: FloatArray) -> FloatArray:
    """Least integer n with 1 - C(n, a) exp(-(n - a) τ) ≥ 1 - exp(-q).

    Where the step does not distinguish n from n + 1, the result is -(n + 1); NaN: no estimate.
    """
    n = _by_newton(a, tau, q)
    few = np.flatnonzero(a < 1.0)
    if few.size:
        n[few] = _by_recursion(a[few], tau[few], q[few])
    return n


def _by_recursion(a: FloatArray, tau: FloatArray, q: FloatArray) -> FloatArray:
    """Below an erlang: U step by step, until every row holds. Certain but at a tie."""
    near = _TIE + _ulps(q)
    u = np.ones_like(a)
    missed, tied = np.zeros_like(a), np.zeros(a.shape, dtype=bool)
    for k in range(1, _MOST_STEPS):
        u *= k / a
        u += 1.0
        margin = np.log1p((k - a) / k * (u - 1.0)) + (k - a) * tau - q
        missed += margin < 0.0
        tied |= np.abs(margin) <= near
        if (margin > near).all():
            break
    n = np.where(a > 0.0, missed + 1.0, 0.0)
    n[np.isnan(margin)] = np.nan
    unsure = tied | (missed == _MOST_STEPS - 1)
    n[unsure] = -n[unsure]
    return n


def _ulps(q: FloatArray) -> FloatArray:
    """What the rounding of a service level 1 - exp(-q) is worth in q."""
    return 2.0**-52 * np.exp(q)


def _by_newton(a: FloatArray, tau: FloatArray, q: FloatArray) -> FloatArray:
    """From the start by the square-root rule, one step; in single precision where that suffices."""
    single = bool(a.max() <= _SINGLE_LOAD and q.max() <= _SINGLE_Q)
    if single:
        narrow: Any = np.float32
        a, tau, q = a.astype(narrow), tau.astype(narrow), q.astype(narrow)
    root = np.sqrt(a)
    spare = _start(root, tau, q)
    step = _newton_step(a, spare, tau, q)
    n = spare - step
    n += a
    doubt = step * step
    doubt *= 0.5
    doubt /= root
    doubt += 0.01
    doubt += 1e-6 * a if single else _ulps(q) * root
    return _rounded(n, doubt, a)


def _start(root: FloatArray, tau: FloatArray, q: FloatArray) -> FloatArray:
    """Spare agents by the square-root rule and its first correction."""
    x = root * tau
    x += _HALF_PI_ROOT
    y = x * x
    y += 4.0 * CURVATURE * q
    np.sqrt(y, out=y)
    y += x
    b = 2.0 * q
    b /= y
    spare = polynomial(START_PER_ROOT, b)
    spare *= b
    spare *= root
    spare += polynomial(START, b)
    return spare


def _newton_step(a: FloatArray, d: FloatArray, tau: FloatArray, q: FloatArray) -> FloatArray:
    """F / F' of F = ln(1 + V) + d τ - q, with V = d/n (U - 1) and n = a + d.

    In the limit of large loads V = z Φ(z)/φ(z) with z² = 2D, from which F' follows.
    """
    n = a + d
    r = d / (a + n)
    r2 = r * r
    series = polynomial(ROUGH_DEVIANCE, r2)
    series *= r2
    log_ratio = 2.0 * r
    log_ratio *= 1.0 + series
    series *= n
    series *= 2.0
    series += d
    series *= r
    deviance = series
    v = _rough_excess(n, r, deviance)
    v *= d
    v /= n
    one_more = v + 1.0
    f = np.log(one_more)
    f += d * tau
    f -= q
    v /= one_more
    v /= deviance
    v *= 0.5
    v += 1.0
    v *= log_ratio
    v += tau
    f /= v
    return f


def _rough_excess(n: FloatArray, r: FloatArray, deviance: FloatArray) -> FloatArray:
    """U - 1 below load, to some five digits."""
    u = np.exp(deviance)
    u *= 2.0
    x = np.sqrt(deviance)
    x += 2.0
    np.divide(4.0, x, out=x)
    u -= polynomial(ROUGH_ERFCX, x)
    v = 1.0 / n
    scale = v * (_HALF_PI_ROOT / 12.0)
    scale += _HALF_PI_ROOT
    scale *= np.sqrt(n)
    u *= scale
    v *= polynomial(ROUGH_CORRECTION[1], r)
    u += v
    u += polynomial(ROUGH_CORRECTION[0], r)
    return u


def _rounded(n: FloatArray, doubt: FloatArray, a: FloatArray) -> FloatArray:
    """N rounded up, unless too near an integer or beyond the fits, which are made for n ≤ 4 a."""
    nearest = np.rint(n)
    answer = np.ceil(n)
    sure = np.abs(n - nearest) > doubt
    sure &= n <= 4.0 * a
    sure &= answer > a
    rows = np.flatnonzero(~sure)
    answer[rows] = np.where(doubt[rows] < 0.45, -1.0 - np.maximum(nearest[rows], 0.0), np.nan)
    return answer
