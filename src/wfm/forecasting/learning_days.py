"""What every method may learn from: recorded days, which of them are ordinary, what names do."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray, Truths
from wfm.forecasting.history import History, weekday
from wfm.forecasting.named_days import DayEffects, effects_of
from wfm.forecasting.unusual_days import unusual_days
from wfm.forecasting.weekly_profile import filled

__all__ = ["LearningDays", "learning_days"]


class LearningDays(NamedTuple):
    """The past of a queue, made ready for methods; all of it before the day of the forecast.

    Attributes
    ----------
    history : History
        The past as it was recorded.
    volume : float64 array, shape (D, S)
        Contacts, missing intervals filled in; a day that is not usable is NaN. [contacts]
    totals : float64 array, shape (D,)
        Contacts of each day; NaN where not usable. [contacts]
    weekday : int64 array, shape (D,)
        Weekday of each day; Monday is 0.
    week : int64 array, shape (D,)
        Calendar week of each day, from 0.
    unusual : bool array, shape (D,)
        Days set aside: unlike their weekday, or named by the user.
    ordinary : bool array, shape (D,)
        Usable days that are neither unusual nor a holiday or event, with contacts.
    effects : DayEffects
        What the names of days multiply the volume by.
    """

    history: History
    volume: FloatArray
    totals: FloatArray
    weekday: NDArray[np.int64]
    week: NDArray[np.int64]
    unusual: Truths
    ordinary: Truths
    effects: DayEffects

    def weeks_of(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        """Calendar week of other days, in the same numbers."""
        first = self.history.day[0] - self.weekday[0]
        return np.asarray((days - first) // 7)


def learning_days(history: History) -> LearningDays:
    """Fill in, set aside and name the days of a history."""
    weekdays = weekday(history.day)
    volume = filled(history.volume, weekdays)
    totals = volume.sum(axis=1)
    unusual = unusual_days(history, totals)
    ordinary = ~np.isnan(totals) & (totals > 0.0) & ~unusual & (history.name < 0)
    return LearningDays(
        history,
        volume,
        totals,
        weekdays,
        (history.day - history.day[0] + weekdays[0]) // 7,
        unusual,
        ordinary,
        effects_of(history, totals, ordinary),
    )
