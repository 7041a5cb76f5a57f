"""Exponential smoothing of daily totals by statsmodels, spread over the day by the profile."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm._extras import optional_package
from wfm.errors import InputError
from wfm.forecasting.history import weekday
from wfm.forecasting.learning_days import LearningDays
from wfm.forecasting.ordinary_days import ordinary_volume
from wfm.forecasting.usual_week import DEFAULT_SPEEDS, profile_before

__all__ = ["check_statsmodels", "daily_ets"]

_WEEK = 7
_FEWEST_WEEKS = 3  # for the start of seven seasonal terms


def check_statsmodels() -> None:
    """Refuse the method without statsmodels, before anything is computed."""
    optional_package("statsmodels", "the method ets")


def daily_ets(learned: LearningDays, days: NDArray[np.int64]) -> FloatArray:
    """Holt-Winters smoothing of daily totals times the share of each interval.

    ::

        total(day) = level + damped trend + season(weekday)
        volume(day, slot) = total(day) · share(weekday, slot)

    Parameters
    ----------
    learned : LearningDays
        The past; days that are not ordinary are replaced by usual ones.
    days : int64 array, shape (H,)
        Day numbers after the past.

    Returns
    -------
    float64 array, shape (H, S)
        Contacts. [contacts]

    Raises
    ------
    InputError
        For a past of fewer than three weeks.
    """
    totals = ordinary_volume(learned).sum(axis=1)
    if len(totals) < _WEEK * _FEWEST_WEEKS:
        raise InputError(
            f"method ets needs {_WEEK * _FEWEST_WEEKS} days of history: got {len(totals)}.",
            name="method",
            value="ets",
        )
    optional_package("statsmodels", "the method ets")
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    ahead = days - learned.history.day[-1]
    fitted = ExponentialSmoothing(
        totals,
        trend="add",
        damped_trend=True,
        seasonal="add",
        seasonal_periods=_WEEK,
        initialization_method="estimated",
    ).fit()
    total = np.asarray(fitted.forecast(int(ahead.max())), dtype=np.float64)[ahead - 1]
    profile = profile_before(learned, len(totals), DEFAULT_SPEEDS.half_life)
    return np.asarray(np.maximum(total, 0.0)[:, None] * profile.share[weekday(days)])
