"""The least whole number that keeps a promise, where only the forward formula is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wfm._arrays import FloatArray
from wfm._numerics.root_finding import crossing

__all__ = ["largest", "least_real", "least_whole"]

# How far a promise is kept: below 0 it is not. Of the rows asked for, and their values.
Margin = Callable[..., FloatArray]
_MOST = 1e15
_MANY = 12  # steps by which a straight line has found its place, or does not


def least_whole(
    margin: Margin, start: FloatArray, slope: FloatArray, *known: FloatArray
) -> FloatArray:
    """Least n ≥ 0 with ``margin(n, *known) >= 0``, for a margin that rises with n.

    Both n and n - 1 are tried, so that the answer is sure: the search goes from whole number to
    whole number along straight lines, first by the slope given, then through what was found.
    """
    answer = np.full_like(start, np.nan)
    rows = np.flatnonzero(~np.isnan((start, slope, *known)).any(axis=0))
    n, slope, known = np.ceil(start[rows]), slope[rows], tuple(x[rows] for x in known)
    low, high = np.full(rows.size, -1.0), np.full(rows.size, np.inf)
    at_low, at_high = np.full(rows.size, np.nan), np.full(rows.size, np.nan)
    before, had, tried = np.full_like(n, np.nan), np.full_like(n, np.nan), 0
    while rows.size:
        found = margin(n, *known)
        seen = (found - had) / (n - before)
        slope = np.where((seen > 0.0) & np.isfinite(seen), seen, slope)
        before, had = n, found
        kept = found >= 0.0
        high, at_high = np.where(kept, n, high), np.where(kept, found, at_high)
        low, at_low = np.where(kept, low, n), np.where(kept, at_low, found)
        tried += 1
        done = (high - low <= np.maximum(1.0, np.spacing(high))) | np.isnan(found)
        answer[rows[done]] = np.where(np.isnan(found), np.nan, high)[done]
        if done.any():
            left = np.flatnonzero(~done)
            rows, known = rows[left], tuple(x[left] for x in known)
            n, slope, found, low, high, at_low, at_high, before, had = (
                x[left] for x in (n, slope, found, low, high, at_low, at_high, before, had)
            )
        n = _next(n, found, slope, low, high, at_low, at_high, tried)
    return answer


def _next(
    n: FloatArray,
    found: FloatArray,
    slope: FloatArray,
    low: FloatArray,
    high: FloatArray,
    at_low: FloatArray,
    at_high: FloatArray,
    tried: int,
) -> FloatArray:
    between = np.isfinite(at_low) & np.isfinite(at_high)
    line = np.where(between, (at_high - at_low) / (high - low), slope)
    step = np.where(between, 1.0, 2.0 ** max(tried - 2, 0)) * -found / line
    reach = 2.0**tried * (1.0 + 0.01 * n)
    step = np.where(np.isfinite(step), step, np.where(found < 0.0, reach, -reach))
    guess = np.ceil(n + np.where(between, step, np.clip(step, -8.0 * reach, 8.0 * reach)))
    middle = np.ceil((np.maximum(low, 0.0) + high) / 2.0)
    bisect = np.isfinite(high) & ((tried > _MANY) | (tried % 4 == 0) & (high - low > 8.0))
    guess = np.where(bisect, middle, guess)
    return np.clip(guess, low + 1.0, np.minimum(high - 1.0, _MOST))


def least_real(margin: Margin, whole: FloatArray, *known: FloatArray) -> FloatArray:
    """Where between n - 1 and the least whole n the promise just binds."""
    fewer = np.maximum(whole - 1.0, 0.0)
    real = crossing(lambda n: margin(n, *known), fewer, whole)
    return np.where(whole == 0.0, 0.0, real)


def largest(margin: Margin, start: FloatArray, *known: FloatArray) -> FloatArray:
    """Largest value ≥ 0 that keeps a promise whose margin falls with it; ``inf`` if all do."""
    high = np.maximum(start, 1.0)
    while (holds := (margin(high, *known) >= 0.0) & (high < _MOST)).any():
        high = np.where(holds, 2.0 * high, high)
    value = crossing(lambda x: margin(x, *known), high, np.zeros_like(high))
    nothing = margin(np.zeros_like(high), *known) < 0.0
    return np.where(nothing, 0.0, np.where(high >= _MOST, np.inf, value))
