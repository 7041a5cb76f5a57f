"""Hours of some weekdays that may pass midnight, in local time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import IntArray

__all__ = ["in_weekly_hours"]


def in_weekly_hours(
    wall: IntArray, hours: tuple[int, int], days: Iterable[int]
) -> NDArray[np.bool_]:
    """Which local times lie in hours that begin on some weekdays.

    Parameters
    ----------
    wall : int64 array
        Local times. [s since 1970]
    hours : tuple of int
        Begin and end; an end that is not after the begin is on the next day. [s after midnight]
    days : iterable of int
        Weekdays on which the hours begin, 0 for Monday.

    Examples
    --------
    >>> tuesday = 5 * 86_400  # 6 January 1970
    >>> in_weekly_hours(tuesday + 3600 * np.array([5, 6, 23]), (79_200, 21_600), [0])
    array([ True, False, False])
    """
    second, day = wall % datetimes.DAY, wall // datetimes.DAY
    # 1 January 1970 was a Thursday
    weekday = (day + 3) % 7
    begin, end = hours
    today = np.isin(weekday, list(days))
    if begin < end:
        return np.asarray((second >= begin) & (second < end) & today)
    # hours after midnight belong to the day before
    yesterday = np.isin((weekday - 1) % 7, list(days))
    return np.asarray(((second >= begin) & today) | ((second < end) & yesterday))
