"""The least integer that passes a test, where only the forward formula is known.

One search serves every inverse of the package: the least agents, lines and reserve. It tests
integers, keeps for each row the largest one that failed and the least one that passed, and stops
where they are neighbours; so the answer is as certain as the test. Where the test is a margin, a
number that is nearly a straight line in n, the next integer is found along that line; where it
says only yes or no, by steps of 1, 2, 4, … until the bracket is closed, and then by halving.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wfm._arrays import FloatArray
from wfm._numerics.root_finding import find_root

__all__ = ["largest_value", "least_integer", "root_below"]

# The margin of a target, below 0 where it is missed, of n and of what is known of the rows.
Margin = Callable[..., FloatArray]
_MOST = 1e15  # as far as a double distinguishes integers (2⁵³ is 9e15)
_LINES = 12  # straight lines need 2 to 5 tests; a margin that bends more is searched by halving


def least_integer(
    test: Callable[..., Any],
    start: FloatArray,
    *known: FloatArray,
    slope: FloatArray | None = None,
) -> FloatArray:
    """Least integer n ≥ 0 that passes ``test(n, *known)``, which all larger integers pass too.

    With a slope, that of the margin near the start, the test returns a margin and n passes where
    it is ≥ 0; without one it returns truth values. Rows that hold a NaN give NaN.
    """
    answer = np.full_like(start, np.nan)
    rows = np.flatnonzero(~np.isnan((start, *known)).any(axis=0))
    n, known = np.ceil(start[rows]), tuple(x[rows] for x in known)
    steps = _Doubling() if slope is None else _Lines(slope[rows])
    low, high = np.full(rows.size, -1.0), np.full(rows.size, np.inf)
    while rows.size:
        found = test(n, *known)
        passed = found if slope is None else found >= 0.0
        low, high = np.where(passed, low, n), np.where(passed, n, high)
        unknown = np.isnan(found)
        done = _neighbours(low, high) | unknown
        answer[rows[done]] = np.where(unknown, np.nan, high)[done]
        left: Any = np.flatnonzero(~done) if done.any() else slice(None)
        before, found, low, high = n[left], found[left], low[left], high[left]
        n = steps.next_integers(left, before, found, low, high)
        rows, known = rows[left], tuple(x[left] for x in known)
    return answer


def _neighbours(low: FloatArray, high: FloatArray) -> Any:
    """Where no integer, or beyond 2⁵³ no double, lies between."""
    with np.errstate(invalid="ignore"):  # of high = inf
        return high - low <= np.maximum(1.0, np.spacing(high))


class _Doubling:
    """Steps of 1, 2, 4, … until an integer passed and another one failed, then halves."""

    def __init__(self) -> None:
        self._step = 1.0

    def next_integers(
        self, left: Any, n: FloatArray, passed: Any, low: FloatArray, high: FloatArray
    ) -> FloatArray:
        """The integers to test next, of the rows that are left."""
        up = np.maximum(n + self._step, np.nextafter(n, np.inf))
        down = np.maximum(np.minimum(n - self._step, np.nextafter(n, 0.0)), 0.0)
        self._step *= 2.0
        one_sided = np.where(passed, down, up)
        closed = np.isfinite(high) & (low >= 0.0)
        with np.errstate(invalid="ignore"):
            return np.where(closed, np.ceil((low + high) / 2.0), one_sided)


class _Lines:
    """Straight lines through the margins seen, at first by the slope given."""

    def __init__(self, slope: FloatArray) -> None:
        self._slope = slope
        self._before = self._margin_before = np.full_like(slope, np.nan)
        self._at_low = self._at_high = np.full_like(slope, np.nan)  # margins of low and high
        self._tried = 0

    def next_integers(
        self, left: Any, n: FloatArray, margin: FloatArray, low: FloatArray, high: FloatArray
    ) -> FloatArray:
        """The integers to test next, of the rows that are left."""
        seen = (margin - self._margin_before[left]) / (n - self._before[left])
        slope = np.where((seen > 0.0) & np.isfinite(seen), seen, self._slope[left])
        at_low = np.where(margin >= 0.0, self._at_low[left], margin)
        at_high = np.where(margin >= 0.0, margin, self._at_high[left])
        self._slope, self._before, self._margin_before = slope, n, margin
        self._at_low, self._at_high = at_low, at_high
        self._tried += 1

        between = np.isfinite(at_low) & np.isfinite(at_high)
        line = np.where(between, (at_high - at_low) / (high - low), slope)
        # from one side only, a line that fell short twice is followed further and further
        step = np.where(between, 1.0, 2.0 ** max(self._tried - 2, 0)) * -margin / line
        reach = 2.0**self._tried * (1.0 + 0.01 * n)
        step = np.where(np.isfinite(step), step, np.where(margin < 0.0, reach, -reach))
        guess = np.ceil(n + np.where(between, step, np.clip(step, -8.0 * reach, 8.0 * reach)))
        middle = np.ceil((np.maximum(low, 0.0) + high) / 2.0)
        # every fourth test halves, so that a line that moves one end only cannot go on for ever
        fourth = self._tried % 4 == 0
        halve = np.isfinite(high) & ((self._tried > _LINES) | (fourth & (high - low > 8.0)))
        return np.clip(np.where(halve, middle, guess), low + 1.0, np.minimum(high - 1.0, _MOST))


def root_below(margin: Margin, integer: FloatArray, *known: FloatArray) -> FloatArray:
    """The real n, between the least integer that passes and the one before it, of margin 0."""
    fewer = np.maximum(integer - 1.0, 0.0)
    root = find_root(lambda n: margin(n, *known), fewer, integer)
    return np.where(integer == 0.0, 0.0, root)


def largest_value(margin: Margin, start: FloatArray, *known: FloatArray) -> FloatArray:
    """Largest value ≥ 0 whose margin, which falls with it, is ≥ 0; ``inf`` if all are."""
    high = np.maximum(start, 1.0)
    while (holds := (margin(high, *known) >= 0.0) & (high < _MOST)).any():
        high = np.where(holds, 2.0 * high, high)
    value = find_root(lambda x: margin(x, *known), high, np.zeros_like(high))
    nothing = margin(np.zeros_like(high), *known) < 0.0
    return np.where(nothing, 0.0, np.where(high >= _MOST, np.inf, value))
