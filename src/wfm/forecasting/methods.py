"""Forecasting methods by name: functions from the past to the days after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.forecasting.history import weekday
from wfm.forecasting.learning_days import LearningDays
from wfm.forecasting.opening_slots import open_slots, without_closed
from wfm.forecasting.usual_week import usual_week

__all__ = ["METHODS", "Method", "forecast_days", "mean_of_weeks"]

# The past and the days to forecast (shape (H,)) become contacts by interval (shape (H, S)), as if
# no day had a name. A method gets nothing but the past, so that it cannot see the future.
Method: TypeAlias = Callable[[LearningDays, NDArray[np.int64]], FloatArray]


def mean_of_weeks(weeks: int) -> Method:
    """The mean of the last so many days of the same weekday, named days left out."""

    def forecast(learned: LearningDays, days: NDArray[np.int64]) -> FloatArray:
        usable = ~np.isnan(learned.totals)
        plain = usable & (learned.history.name < 0)
        by_weekday = np.zeros((7, learned.volume.shape[1]))
        for one in range(7):
            own = learned.weekday == one
            last = np.flatnonzero(own & (plain if (own & plain).any() else usable))[-weeks:]
            if last.size:
                by_weekday[one] = learned.volume[last].mean(axis=0)
        return by_weekday[weekday(days)]

    return forecast


METHODS: Mapping[str, Method] = {
    "auto": usual_week,
    "last-week": mean_of_weeks(1),
    "mean-6-weeks": mean_of_weeks(6),
}


def forecast_days(
    method: Method, learned: LearningDays, days: NDArray[np.int64], names: NDArray[np.int64]
) -> FloatArray:
    """The forecast of a method, with the effects of named days and without closed intervals.

    Parameters
    ----------
    method : Method
        What forecasts days without a name.
    learned : LearningDays
        The past, with the effects of names.
    days : int64 array, shape (H,)
        Day numbers after the past.
    names : int64 array, shape (H,)
        Index of the name of each day; -1 for none.

    Returns
    -------
    float64 array, shape (H, S)
        Contacts, at least 0. [contacts]
    """
    volume = np.maximum(method(learned, days), 0.0)
    effects = learned.effects.factor
    if effects.size:
        volume = volume * np.where(names >= 0, effects[np.maximum(names, 0)], 1.0)[:, None]
    return without_closed(volume, open_slots(learned)[weekday(days)])
