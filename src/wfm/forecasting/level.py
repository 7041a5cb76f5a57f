"""The level of the week: a mean that forgets, with or without a damped trend."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray, Truths

__all__ = ["Level", "level_after", "weekly_levels"]

# The trend follows the level slowly, and fades: a trend of one good week is none.
_TREND_SPEED = 0.1
_DAMPING = 0.9
# A week of one ordinary day is too little to read a level from.
_FEWEST_DAYS = 2


class Level(NamedTuple):
    """Contacts of a mean open day after the last week, and their change per week."""

    level: float
    trend: float

    def ahead(self, weeks: NDArray[np.int64]) -> FloatArray:
        """The level so many weeks after the last one: level + trend · Σ 0.9ʲ, at least 0."""
        steps = (1.0 - _DAMPING**weeks) / (1.0 - _DAMPING) * _DAMPING
        return np.asarray(np.maximum(self.level + self.trend * steps, 0.0))


def weekly_levels(
    totals: FloatArray, expected: FloatArray, ordinary: Truths, week: NDArray[np.int64]
) -> FloatArray:
    """The level of each week: mean of total / weekday factor over its ordinary days.

    Parameters
    ----------
    totals : float64 array, shape (D,)
        Contacts of each day. [contacts]
    expected : float64 array, shape (D,)
        Weekday factor of each day; 0 for closed weekdays.
    ordinary : bool array, shape (D,)
        Days that count.
    week : int64 array, shape (D,)
        Number of the week of each day, from 0.

    Returns
    -------
    float64 array, shape (W,)
        NaN for weeks with fewer than two such days, unless no week has two.
    """
    use = ordinary & (expected > 0.0)
    ratio = np.divide(totals, expected, out=np.zeros_like(totals), where=use)
    weeks = int(week[-1]) + 1
    count = np.bincount(week[use], minlength=weeks)
    fewest = _FEWEST_DAYS if (count >= _FEWEST_DAYS).any() else 1
    total = np.bincount(week[use], weights=ratio[use], minlength=weeks)
    return np.where(count >= fewest, total / np.maximum(count, 1), np.nan)


def level_after(levels: FloatArray, speed: float, *, trend: bool) -> Level:
    """Exponential smoothing of the weekly levels, weeks that are not known left out.

    ::

        L ← α · level + (1 - α) (L + 0.9 B)
        B ← 0.1 (L - previous L) + 0.9 · 0.9 B

    Parameters
    ----------
    levels : float64 array, shape (W,)
        Levels by week; NaN where not known.
    speed : float
        Weight α of the newest week.
    trend : bool
        With the damped trend B; without, B is 0.

    References
    ----------
    - E. S. Gardner, E. McKenzie, "Forecasting trends in time series", Management Science 31, 1985.
    """
    known = levels[~np.isnan(levels)]
    level, slope = float(known[0]), 0.0
    for value in known[1:]:
        before = level
        level = speed * float(value) + (1.0 - speed) * (level + _DAMPING * slope)
        if trend:
            slope = _TREND_SPEED * (level - before) + (1.0 - _TREND_SPEED) * _DAMPING * slope
    return Level(level, slope)
