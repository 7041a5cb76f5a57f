"""The intervals of days to come: their instants in the time zone of the history."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

from wfm.datetimes import DAY, date_of, local

__all__ = ["intervals_of"]


def intervals_of(
    days: NDArray[np.int64], interval: int, zone: tzinfo | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every interval of some local days: index of the day, slot of the day, and start.

    A day on which the clock changes has fewer or more intervals; those of a repeated hour have the
    same slot.

    Parameters
    ----------
    days : int64 array, shape (H,)
        Day numbers since 1970, in local time.
    interval : int
        Length of an interval, which divides a day. [s]
    zone : tzinfo or None
        Time zone of the local times.

    Returns
    -------
    tuple of int64 arrays, shape (n,)
        Index into `days`, slot, and start as seconds since 1970, UTC where a zone is known. [s]
    """
    rows, slots, starts = [], [], []
    for row, day in enumerate(days):
        begin, end = (_midnight(int(day) + more, zone) for more in (0, 1))
        start = np.arange(begin, end, interval, dtype=np.int64)
        rows.append(np.full(start.size, row))
        slots.append((local(start, zone) % DAY) // interval)
        starts.append(start)
    return np.concatenate(rows), np.concatenate(slots), np.concatenate(starts)


def _midnight(day: int, zone: tzinfo | None) -> int:
    """Instant at which a local day begins, in seconds since 1970."""
    if zone is None:
        return day * DAY
    date = date_of(day)
    begin = datetime(date.year, date.month, date.day, tzinfo=zone)
    if begin.astimezone(zone) != begin:  # midnight does not exist: the day begins later
        begin += timedelta(hours=1)
    return int(begin.timestamp())
