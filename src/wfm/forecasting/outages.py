"""Times of a day without contacts where days of its weekday have many: outages, early closing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.forecasting.history import History, weekday

__all__ = ["outages"]

# Contacts that both days of the same weekday beside it have in that time. Chance alone leaves out
# so many once in 5e8 times: exp(-20).
_FEWEST = 20.0
# An interval that is empty on more days of its weekday than that is not always served.
_EMPTY = 0.25


def outages(history: History) -> NDArray[np.int64]:
    """The longest time of each day without a contact that is no chance.

    ::

        u = the smaller volume of the days of the same weekday before and after, by interval;
            0 for an interval that is empty on more than a quarter of these days
        outage: intervals in a row with volume 0 and Σ u > 20

    A time that is closed from some day on is none, since the day after has no contacts either.

    Parameters
    ----------
    history : History
        The past.

    Returns
    -------
    int64 array, shape (D, 2)
        First interval, and the one behind the last; both 0 for a day without an outage, and for
        one without any contact.
    """
    padded = np.pad(history.volume == 0.0, ((0, 0), (1, 1))).astype(np.int8)
    edge = np.diff(padded, axis=1)
    (day, start), stop = np.nonzero(edge == 1), np.nonzero(edge == -1)[1]
    total = np.pad(np.cumsum(_usual(history), axis=1), ((0, 0), (1, 0)))
    missed = total[day, stop] - total[day, start]
    found = np.zeros((len(history.day), 2), dtype=np.int64)
    busy = np.nansum(history.volume, axis=1) > 0.0
    # the times of a day in ascending order of what is missed, so that the last one stays
    for run in np.argsort(missed, kind="stable"):
        if missed[run] > _FEWEST and busy[day[run]]:
            found[day[run]] = start[run], stop[run]
    return found


def _usual(history: History) -> FloatArray:
    """By interval, the smaller volume of the recorded days of the same weekday beside each."""
    volume = history.volume
    before, after = np.full_like(volume, np.nan), np.full_like(volume, np.nan)
    weekdays, recorded = weekday(history.day), ~np.isnan(volume).all(axis=1)
    for one in range(7):
        rows = np.flatnonzero((weekdays == one) & recorded)
        if not len(rows):  # a weekday that is closed in the whole history
            continue
        served = np.where((volume[rows] == 0.0).mean(axis=0) <= _EMPTY, volume[rows], 0.0)
        before[rows[1:]] = served[:-1]
        after[rows[:-1]] = served[1:]
    usual: FloatArray = np.nan_to_num(np.fmin(before, after))
    return usual
