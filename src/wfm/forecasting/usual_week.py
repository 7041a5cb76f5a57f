"""The embedded method: level × weekday × intraday profile, its speeds chosen on the past itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.forecasting.history import weekday
from wfm.forecasting.learning_days import LearningDays
from wfm.forecasting.level import level_after, weekly_levels
from wfm.forecasting.weekly_profile import WeeklyProfile, weekly_profile

__all__ = ["DEFAULT_SPEEDS", "Speeds", "chosen_speeds", "profile_before", "usual_week"]

# Weight of the newest week in the level; half-life of the profile in weeks. The steps are wide, for
# the error hardly changes between them: a year of a bank by half-hours has .291, .288, .289 at
# .1, .25 and .5. With 1, the level is that of the last week.
_ALPHAS = (0.1, 0.25, 0.5, 0.8, 1.0)
_HALF_LIVES = (3.0, 6.0, 13.0)
# A faster level follows by itself: a trend would go on from the chance of one week.
_FASTEST_WITH_TREND = 0.25
# The last weeks of the past on which the speeds are compared, and the weeks before the first. Few,
# so that a level that jumped is soon followed; with eight the error of a bank is the same, and that
# of a county's calls by hour .426 instead of .418.
_BACK, _FEWEST_WEEKS = 4, 4
# Days older than so many half-lives have no say: their weight is below a thousandth.
_OLDEST = 10.0


class Speeds(NamedTuple):
    """How fast the method forgets.

    Attributes
    ----------
    alpha : float
        Weight of the newest week in the level.
    half_life : float
        Weeks after which a day counts half in the profile.
    trend : bool
        Whether the level has a damped trend.
    """

    alpha: float
    half_life: float
    trend: bool


# What is used where the past is too short to choose.
DEFAULT_SPEEDS = Speeds(0.25, 6.0, False)
# Speeds whose error is within 3 % of the smallest differ from it by chance: their mean is steadier.
_ALIKE = 1.03


def usual_week(
    learned: LearningDays, days: NDArray[np.int64], speeds: tuple[Speeds, ...] | None = None
) -> FloatArray:
    """Contacts of later days by interval, as if none of them had a name.

    ::

        volume(day, slot) = level(week) · factor(weekday) · share(weekday, slot)

    and the mean of it over several speeds.

    Parameters
    ----------
    learned : LearningDays
        The past.
    days : int64 array, shape (H,)
        Day numbers after the past.
    speeds : tuple of Speeds, optional
        Those of `chosen_speeds` by default.

    Returns
    -------
    float64 array, shape (H, S)
        Contacts. [contacts]
    """
    speeds = speeds or chosen_speeds(learned)
    end = len(learned.totals)
    total = np.zeros((len(days), learned.volume.shape[1]))
    for half_life in {one.half_life for one in speeds}:
        fitted = _fit(learned, end, half_life)
        for one in speeds:
            if one.half_life == half_life:
                total += _forecast(learned, fitted, one, days)
    return total / len(speeds)


def chosen_speeds(learned: LearningDays) -> tuple[Speeds, ...]:
    """The speeds with the smallest errors one week ahead, over the last four weeks of the past.

    ::

        error = Σ |volume - forecast| / Σ volume, over the ordinary days of those weeks

    Returns
    -------
    tuple of Speeds
        The best, and those within 3 % of its error; `DEFAULT_SPEEDS` for a past of fewer than five
        weeks.
    """
    ends = [
        end
        for back in range(_BACK, 0, -1)
        if (end := len(learned.totals) - 7 * back) >= 7 * _FEWEST_WEEKS
    ]
    errors = dict.fromkeys(_candidates(), 0.0)
    for end, half_life in product(ends, _HALF_LIVES):
        fitted = _fit(learned, end, half_life)
        week = slice(end, end + 7)
        judged = learned.ordinary[week]
        for speeds in errors:
            if speeds.half_life == half_life:
                ahead = _forecast(learned, fitted, speeds, learned.history.day[week])
                errors[speeds] += float(np.abs(learned.volume[week] - ahead)[judged].sum())
    smallest = min(errors.values())
    if smallest <= 0.0:  # nothing to compare: too short, or no ordinary day
        return (DEFAULT_SPEEDS,)
    return tuple(speeds for speeds, error in errors.items() if error <= _ALIKE * smallest)


def _candidates() -> Iterator[Speeds]:
    """The speeds that are compared."""
    for alpha, half_life in product(_ALPHAS, _HALF_LIVES):
        yield Speeds(alpha, half_life, False)
        if alpha <= _FASTEST_WITH_TREND:
            yield Speeds(alpha, half_life, True)


class _Fitted(NamedTuple):
    """The profile of a past and the level of each of its weeks."""

    profile: WeeklyProfile
    levels: FloatArray


def _fit(learned: LearningDays, end: int, half_life: float) -> _Fitted:
    """Profile and levels of the days before a row."""
    profile = profile_before(learned, end, half_life)
    return _Fitted(profile, _levels(learned, end, profile))


def profile_before(learned: LearningDays, end: int, half_life: float) -> WeeklyProfile:
    """The profile of the days before a row, the newest weeks counting most.

    A weekday without any ordinary day has those of its days that are recorded, whatever they are.
    """
    days = slice(0, end)
    age = learned.week[end - 1] - learned.week[days]
    recorded = ~np.isnan(learned.totals[days])
    use = learned.ordinary[days].copy()
    for one in range(7):
        own = learned.weekday[days] == one
        if not use[own].any():
            use |= own & recorded
    weight = np.where(use & (age < _OLDEST * half_life), 0.5 ** (age / half_life), 0.0)
    return weekly_profile(np.nan_to_num(learned.volume[days]), learned.weekday[days], weight)


def _levels(learned: LearningDays, end: int, profile: WeeklyProfile) -> FloatArray:
    """The level of each week before a row."""
    days = slice(0, end)
    expected = profile.factor[learned.weekday[days]]
    ordinary = learned.ordinary[days]
    if not (ordinary & (expected > 0.0)).any():
        ordinary = ~np.isnan(learned.totals[days])
    return weekly_levels(
        np.nan_to_num(learned.totals[days]), expected, ordinary, learned.week[days]
    )


def _forecast(
    learned: LearningDays, fitted: _Fitted, speeds: Speeds, days: NDArray[np.int64]
) -> FloatArray:
    """Level × factor × share of some days after the last week of the levels."""
    profile, levels = fitted
    weekdays = weekday(days)
    if np.isnan(levels).all():
        return np.zeros((len(days), profile.share.shape[1]))
    ahead = learned.weeks_of(days) - (len(levels) - 1)
    level = level_after(levels, speeds.alpha, trend=speeds.trend).ahead(np.maximum(ahead, 0))
    return np.asarray((level * profile.factor[weekdays])[:, None] * profile.share[weekdays])
