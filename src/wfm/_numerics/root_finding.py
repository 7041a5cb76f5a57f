"""The root of a monotone function, row by row: one root finder for the whole package."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wfm._arrays import FloatArray

__all__ = ["find_root"]

_EPS = 2.0**-52  # a bracket of one ulp of the root is closed
_MAX_STEPS = 200  # bisection alone needs 60; the rest is for roots many orders below the bracket


def find_root(
    f: Callable[[FloatArray], FloatArray], low: FloatArray, high: FloatArray
) -> FloatArray:
    """The point of each bracket where f changes sign, on the side where f ≥ 0.

    Chandrupatla's method: inverse quadratic steps where the three points allow it, bisection
    elsewhere. f may be infinite at the ends; low may be above high, or equal to it. A row whose f
    is NaN gives NaN.

    References
    ----------
    - T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a
      nonlinear function without using derivatives", Advances in Engineering Software 28, 1997.
    """
    with np.errstate(all="ignore"):  # of infinite ends and of brackets without length
        return _chandrupatla(f, low, high)


def _chandrupatla(
    f: Callable[[FloatArray], FloatArray], low: FloatArray, high: FloatArray
) -> FloatArray:
    """Keep a, the newest point, b on the other side of the root, and c, the point before."""
    a, b = low, high
    fa, fb = f(a), f(b)
    t = np.full_like(a, 0.5)
    for _ in range(_MAX_STEPS):
        x = a + t * (b - a)
        fx = f(x)
        same = np.sign(fx) == np.sign(fa)
        c, fc = np.where(same, a, b), np.where(same, fa, fb)
        b, fb = np.where(same, b, a), np.where(same, fb, fa)
        a, fa = x, fx
        best = np.where(np.abs(fa) < np.abs(fb), a, b)
        least = _EPS * np.abs(best) / np.abs(b - a)
        if not ((least < 0.5) & (fa != 0.0) & (fb != 0.0) & ~np.isnan(fa)).any():
            break
        t = np.clip(_quadratic_step(a, b, c, fa, fb, fc), least, np.maximum(1.0 - least, least))
        # an exact root, or a row that is infinite everywhere: only the other rows go on
        t = np.where((fa == 0.0) | (np.isinf(fa) & (fa == fb)), 0.0, t)
    at_a = (fa >= 0.0) & (fb != 0.0) | (fa == 0.0)  # an end of the bracket may be the root itself
    return np.where(np.isnan(fa), np.nan, np.where(at_a, a, b))


def _quadratic_step(
    a: FloatArray, b: FloatArray, c: FloatArray, fa: FloatArray, fb: FloatArray, fc: FloatArray
) -> FloatArray:
    """The step from a towards b, as a share of the bracket; a half where a parabola misleads."""
    xi = (a - b) / (c - b)
    phi = (fa - fb) / (fc - fb)
    step = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
    good = (phi * phi < xi) & ((1.0 - phi) ** 2 < 1.0 - xi) & np.isfinite(step)
    return np.where(good, step, 0.5)
