"""A history as if every day had been an ordinary one, for methods that know no other days."""

from __future__ import annotations

import numpy as np

from wfm._arrays import FloatArray
from wfm.forecasting.learning_days import LearningDays

__all__ = ["ordinary_volume"]

# A day is replaced by the mean of so many ordinary days of its weekday, those nearest to it.
_NEAREST = 6


def ordinary_volume(learned: LearningDays) -> FloatArray:
    """The volumes of a past, with a usual day in place of each that is not ordinary.

    Days set aside, holidays and events, and days that are not recorded have the mean of the six
    nearest ordinary days of their weekday; a weekday without any keeps what is recorded.

    Returns
    -------
    float64 array, shape (D, S)
        Without NaN. [contacts]
    """
    volume = np.nan_to_num(learned.volume)
    for row in np.flatnonzero(~learned.ordinary):
        like = np.flatnonzero(learned.ordinary & (learned.weekday == learned.weekday[row]))
        nearest = like[np.argsort(np.abs(like - row), kind="stable")[:_NEAREST]]
        if nearest.size:
            volume[row] = learned.volume[nearest].mean(axis=0)
    return volume
