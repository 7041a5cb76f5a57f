"""Local times and UTC: days of 23 and 25 hours, repeated and nonexistent hours.

On a day without a change of the clock one offset holds for all rows, so offsets are looked up by
day; only rows on the few days with a change are converted one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.dates import DAY
from wfm.io.forecast.problems import Problems
from wfm.option_text import option

__all__ = ["local_text", "offsets_of_local", "offsets_of_utc"]

_EPOCH = datetime(1970, 1, 1)
_CHANGES = np.iinfo(np.int32).max  # instead of an offset: the offset changes on this day
_PRESENT = _CHANGES - 1  # instead of an offset: the file has rows on this day
_ROWS = 1 << 20  # rows converted at once, so that temporary arrays stay small

Ints = NDArray[np.int64]
Offsets = NDArray[np.int32]


def local_text(seconds: int) -> str:
    """A local time as text.

    >>> local_text(1767600000)
    '2026-01-05 08:00'
    """
    text = (_EPOCH + timedelta(seconds=seconds)).isoformat(" ")
    return text.removesuffix(":00")


def offsets_of_utc(start: Ints, zone: tzinfo) -> Offsets:
    """Seconds by which local time is ahead of UTC at each instant."""

    def of_day(day: int) -> int:
        """The offset of a day, equal at both of its ends, or `_CHANGES`."""
        ends = {_utc_offset(zone, (day + end) * DAY) for end in (0, 1)}
        return ends.pop() if len(ends) == 1 else _CHANGES

    offsets, rows = _by_day(start, of_day)
    offsets[rows] = [_utc_offset(zone, instant) for instant in start[rows].tolist()]
    return offsets


def offsets_of_local(
    local: Ints,
    queue: NDArray[np.int32],
    line: NDArray[np.int32],
    column: str,
    zone: tzinfo,
    problems: Problems,
    notes: list[str],
) -> Offsets:
    """Offset from UTC of each local time of a file, its rows in the order of the file.

    In a repeated hour the order of the rows decides which of the two it is, because exports do
    not mark it. A nonexistent hour is a problem.
    """

    def of_day(day: int) -> int:
        """The offset of a day, equal at both of its ends, or `_CHANGES`."""
        ends = {offset for end in (0, 1) for offset in _offsets_at(zone, (day + end) * DAY)}
        return ends.pop() if len(ends) == 1 else _CHANGES

    offsets, rows = _by_day(local, of_day)
    both = {second: _offsets_at(zone, second) for second in np.unique(local[rows]).tolist()}
    folds = np.array([both[second] for second in local[rows].tolist()], dtype=np.int64).reshape(
        -1, 2
    )
    offsets[rows] = folds[:, 0]
    missing = rows[folds[:, 0] < folds[:, 1]]

    def describe(row: int) -> str:
        """The problem of a time that the clock skips, and the times that no other row has."""
        before, after = both[int(local[row])]
        others = local[queue == queue[row]]
        near = [int(local[row]) + gap for gap in (before - after, after - before)]
        return _nonexistent_time(int(local[row]), near, zone, [t not in others for t in near])

    problems.add_rows(missing, line, describe, column)
    twice = rows[folds[:, 0] > folds[:, 1]]
    _distinguish_repeated(twice, local, queue, both, offsets, notes)
    return offsets


def _utc_offset(zone: tzinfo, instant: int) -> int:
    """Offset from UTC at an instant."""
    moment = (_EPOCH.replace(tzinfo=UTC) + timedelta(seconds=instant)).astimezone(zone)
    return _seconds(moment.utcoffset())


def _offsets_at(zone: tzinfo, second: int) -> tuple[int, int]:
    """Offsets before and after a change at a local time; equal if there is none.

    The first is larger in a repeated hour, smaller in a nonexistent one.
    """
    local = (_EPOCH + timedelta(seconds=second)).replace(tzinfo=zone)
    return _seconds(local.utcoffset()), _seconds(local.replace(fold=1).utcoffset())


def _seconds(offset: timedelta | None) -> int:
    """An offset in seconds."""
    return int((offset or timedelta()).total_seconds())


def _by_day(seconds: Ints, of_day: Callable[[int], int]) -> tuple[Offsets, NDArray[np.intp]]:
    """The offset of each row by its day, and the rows of days with a change."""
    first = int(seconds.min()) // DAY
    table = np.zeros(int(seconds.max()) // DAY - first + 1, dtype=np.int32)
    parts = [slice(at, at + _ROWS) for at in range(0, len(seconds), _ROWS)]
    for part in parts:
        table[seconds[part] // DAY - first] = _PRESENT
    for day in np.flatnonzero(table).tolist():
        table[day] = of_day(first + day)
    offsets = np.empty(len(seconds), dtype=np.int32)
    for part in parts:
        offsets[part] = table[seconds[part] // DAY - first]
    return offsets, np.flatnonzero(offsets == _CHANGES)


def _nonexistent_time(second: int, near: Sequence[int], zone: tzinfo, free: Sequence[bool]) -> str:
    """The problem of a time that the clock skips; `near` are the times around it, `free` or not."""
    texts = [local_text(time)[11:] for time in near]
    cure = f"write {' or '.join(compress(texts, free))}"
    if not any(free):
        cure = (
            f"add its contacts to the row of {texts[1]} and leave this row out, or use "
            f"{option('tz')} of the system that wrote the file if its clock does not change"
        )
    return (
        f"{local_text(second)} does not exist in {zone}: the clock goes forward at that time "
        f"— {cure}"
    )


def _distinguish_repeated(
    rows: NDArray[np.intp],
    local: Ints,
    queue: NDArray[np.int32],
    both: dict[int, tuple[int, int]],
    offsets: Offsets,
    notes: list[str],
) -> None:
    """Set the offsets of rows in a repeated hour: the first of two equal times is the earlier.

    In a file in descending order it is the later.
    """
    keys = list(zip(queue[rows].tolist(), local[rows].tolist(), strict=True))
    times = Counter(keys)
    descending = _is_descending(queue, local) if keys else []
    seen: Counter[tuple[int, int]] = Counter()
    for row, key in zip(rows.tolist(), keys, strict=True):
        second = seen[key] > 0
        seen[key] += 1
        if times[key] > 1:
            offsets[row] = both[key[1]][second != descending[key[0]]]
    alone = [second for (_, second), count in times.items() if count == 1]
    if alone:
        notes.append(
            f"{local_text(min(alone))} occurs twice on that day, but once in the file: "
            "read as the first of the two"
        )


def _is_descending(queue: NDArray[np.int32], local: Ints) -> list[bool]:
    """Whether the last row of each queue is earlier than its first row."""
    count = int(queue.max()) + 1
    first, last = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for at in range(0, len(queue), _ROWS):
        part = slice(at, at + _ROWS)
        last[queue[part]] = local[part]
    for at in range(len(queue) - 1, -1, -_ROWS):
        part = slice(max(0, at - _ROWS + 1), at + 1)
        first[queue[part][::-1]] = local[part][::-1]
    return list((last < first).tolist())
