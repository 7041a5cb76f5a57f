"""Instants and local time: local times, days and weeks of a column of instants.

An instant is seconds since 1970, in UTC if a time zone is known and in local time if not. Time
zones change their offset on whole minutes of UTC, so one look-up serves all rows of the same
instant.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DAY",
    "date_of",
    "iso_texts",
    "local",
    "minute_texts",
    "moments",
    "span_in_weeks",
    "week_start",
]

DAY = 86_400
_BLOCK = 1 << 17  # rows: 1 MB of instants at a time
_EPOCH = date(1970, 1, 1)


def moments(start: NDArray[np.int64]) -> NDArray[np.int64]:
    """The distinct instants of a column, in order; found block by block, to save memory.

    >>> moments(np.array([3600, 0, 3600])).tolist()
    [0, 3600]
    """
    found = start[:0]
    for first in range(0, len(start), _BLOCK):
        found = np.union1d(found, start[first : first + _BLOCK])
    return found


def local(start: NDArray[np.int64], zone: tzinfo | None) -> NDArray[np.int64]:
    """Local time of instants in a zone, as seconds since 1970."""
    if zone is None or not start.size:
        return start
    instants, row = np.unique(start, return_inverse=True)
    offsets = [_offset(int(instant), zone) for instant in instants]
    return start + np.array(offsets, dtype=np.int64)[row]


def _offset(instant: int, zone: tzinfo) -> int:
    """Offset of a zone from UTC at an instant, in seconds."""
    offset = datetime.fromtimestamp(instant, zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def iso_texts(start: NDArray[np.int64], zone: tzinfo | None) -> list[str]:
    """ISO 8601 to the second, with the offset where a zone is known.

    >>> iso_texts(np.array([0, 1800]), None)
    ['1970-01-01T00:00:00', '1970-01-01T00:30:00']
    """
    if zone is None:
        return [str(text) for text in np.datetime_as_string(start.astype("datetime64[s]"))]
    instants, row = np.unique(start, return_inverse=True)
    texts = [datetime.fromtimestamp(int(instant), zone).isoformat() for instant in instants]
    return [texts[i] for i in row]


def minute_texts(start: NDArray[np.int64], zone: tzinfo | None) -> list[str]:
    """Date and time to the minute; in an hour that occurs twice with its offset from UTC.

    >>> minute_texts(np.array([0, 1800]), None)
    ['1970-01-01 00:00', '1970-01-01 00:30']
    """
    walls = local(start, zone)
    instants = np.unique(start)
    values, count = np.unique(local(instants, zone), return_counts=True)
    twice = np.isin(walls, values[count > 1]).tolist()
    return [
        f"{text[:10]} {text[11:16]}{text[19:] if repeated else ''}"
        for text, repeated in zip(iso_texts(start, zone), twice, strict=True)
    ]


def date_of(day: int) -> date:
    """The date of a day number, days since 1970."""
    return _EPOCH + timedelta(days=day)


def week_start(day: NDArray[np.int64]) -> NDArray[np.int64]:
    """The day number of the Monday at or before each day.

    >>> date_of(int(week_start(np.array([0]))[0])).isoformat()
    '1969-12-29'
    """
    return day - (day + 3) % 7


def span_in_weeks(days: NDArray[np.int64]) -> float:
    """Length of a forecast in weeks, for FTE.

    From the first day to the last, carried on over the weekdays on which the centre never opens:
    two weeks of Monday to Friday are 2, a month of 30 open days is 30/7, a Monday alone is 1.

    >>> span_in_weeks(np.array([4, 5, 6, 7, 8, 11, 12, 13, 14, 15]))
    2.0
    """
    open_weekdays = {int(day) % 7 for day in days}
    length = int(days.max() - days.min()) + 1
    following = int(days.max()) + 1
    while length % 7 and following % 7 not in open_weekdays:
        length, following = length + 1, following + 1
    return length / 7
