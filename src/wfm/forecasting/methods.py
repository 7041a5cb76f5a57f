"""Forecasting methods by name: functions from the past to the days after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.forecasting.history import weekday
from wfm.forecasting.learning_days import LearningDays
from wfm.forecasting.usual_week import usual_week

__all__ = ["METHODS", "Method", "mean_of_weeks", "with_names"]

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


def with_names(volume: FloatArray, learned: LearningDays, names: NDArray[np.int64]) -> FloatArray:
    """A forecast of ordinary days, multiplied by the effects of the names of its days.

    Parameters
    ----------
    volume : float64 array, shape (H, S)
        The forecast. [contacts]
    learned : LearningDays
        The past, with the effects.
    names : int64 array, shape (H,)
        Index of the name of each day; -1 for none.
    """
    if not learned.effects.factor.size:
        return volume
    factor = np.where(names >= 0, learned.effects.factor[np.maximum(names, 0)], 1.0)
    return np.asarray(volume * factor[:, None])
