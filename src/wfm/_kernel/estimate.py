"""Agents for a service level, by one Newton step: sure of most rows, honest about the rest."""

from __future__ import annotations

from typing import Any

import numpy as np

from wfm._arrays import FloatArray
from wfm._kernel.blocking import polynomial
from wfm._kernel.constants import (
    CURVATURE,
    ROUGH_CORRECTION,
    ROUGH_DEVIANCE,
    ROUGH_ERFCX,
    START,
    START_PER_ROOT,
)

__all__ = ["estimate"]

_HALF_PI_ROOT = 1.2533141373155003
_SINGLE_LOAD, _SINGLE_Q = 4096.0, 12.0  # as far as single precision carries the step


def estimate(a: FloatArray, tau: FloatArray, q: FloatArray) -> FloatArray:
    """Least whole n with 1 - C(n, a) exp(-(n - a) τ) ≥ 1 - exp(-q).

    Where the step cannot tell n from n + 1 the answer is -(n + ½), and where it says nothing, NaN.
    """
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
    if single:
        doubt += 1e-6 * a
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

    In the limit of large loads V = z Φ(z)/φ(z) with z² = 2D, whence F' with no more ado.
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
    """The fits are good for n up to 4 a; below an erlang it is a short walk up from 1."""
    nearest = np.rint(n)
    answer = np.ceil(n)
    sure = np.abs(n - nearest) > doubt
    sure &= a >= 1.0
    sure &= n <= 4.0 * a
    rows = np.flatnonzero(~sure)
    guess = np.where(doubt[rows] < 0.45, np.maximum(nearest[rows], 0.0), np.nan)
    answer[rows] = -0.5 - np.where(a[rows] < 1.0, 1.0, guess)
    return answer
