"""Wall clocks and UTC: 23 and 25 hour days, the hour that comes twice, the one that never comes.

Whole days without a change are looked up by day, so that only the rows of the few days with a
change are looked at one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.dates import DAY
from wfm.io.forecast.problems import Problems

__all__ = ["offsets_of_utc", "offsets_of_wall", "wall_text"]

_EPOCH = datetime(1970, 1, 1)
_CHANGES = np.iinfo(np.int32).max
_PRESENT = _CHANGES - 1
_ROWS = 1 << 20

Ints = NDArray[np.int64]
Offsets = NDArray[np.int32]


def wall_text(seconds: int) -> str:
    """A wall clock for reading.

    >>> wall_text(1767600000)
    '2026-01-05 08:00'
    """
    text = (_EPOCH + timedelta(seconds=seconds)).isoformat(" ")
    return text.removesuffix(":00")


def offsets_of_utc(start: Ints, zone: tzinfo) -> Offsets:
    """Seconds by which the wall clock is ahead of UTC at each instant."""

    def of_day(day: int) -> int:
        ends = {_utc_offset(zone, (day + end) * DAY) for end in (0, 1)}
        return ends.pop() if len(ends) == 1 else _CHANGES

    offsets, rows = _by_day(start, of_day)
    offsets[rows] = [_utc_offset(zone, instant) for instant in start[rows].tolist()]
    return offsets


def offsets_of_wall(
    wall: Ints,
    queue: NDArray[np.int32],
    line: NDArray[np.int32],
    column: str,
    zone: tzinfo,
    problems: Problems,
    notes: list[str],
) -> Offsets:
    """Offset from UTC of each wall clock time of a file, its rows in the order of the file.

    The hour that comes twice is told apart by order, for exports do not mark it; one that does
    not exist is a problem.
    """

    def of_day(day: int) -> int:
        ends = {offset for end in (0, 1) for offset in _both(zone, (day + end) * DAY)}
        return ends.pop() if len(ends) == 1 else _CHANGES

    offsets, rows = _by_day(wall, of_day)
    both = {second: _both(zone, second) for second in np.unique(wall[rows]).tolist()}
    folds = np.array([both[second] for second in wall[rows].tolist()], dtype=np.int64).reshape(
        -1, 2
    )
    offsets[rows] = folds[:, 0]
    missing = rows[folds[:, 0] < folds[:, 1]]
    problems.add_rows(missing, line, lambda row: _never(int(wall[row]), both, zone), column)
    twice = rows[folds[:, 0] > folds[:, 1]]
    _tell_apart(twice, wall, queue, both, offsets, notes)
    return offsets


def _utc_offset(zone: tzinfo, instant: int) -> int:
    moment = (_EPOCH.replace(tzinfo=UTC) + timedelta(seconds=instant)).astimezone(zone)
    return _seconds(moment.utcoffset())


def _both(zone: tzinfo, second: int) -> tuple[int, int]:
    wall = (_EPOCH + timedelta(seconds=second)).replace(tzinfo=zone)
    return _seconds(wall.utcoffset()), _seconds(wall.replace(fold=1).utcoffset())


def _seconds(offset: timedelta | None) -> int:
    return int((offset or timedelta()).total_seconds())


def _by_day(seconds: Ints, of_day: Callable[[int], int]) -> tuple[Offsets, NDArray[np.intp]]:
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


def _never(second: int, both: dict[int, tuple[int, int]], zone: tzinfo) -> str:
    before, after = both[second]
    gap = after - before
    return (
        f"{wall_text(second)} does not exist in {zone}, where the clock is put forward then "
        f"— write {wall_text(second - gap)[11:]} or {wall_text(second + gap)[11:]}, "
        "or remove the row"
    )


def _tell_apart(
    rows: NDArray[np.intp],
    wall: Ints,
    queue: NDArray[np.int32],
    both: dict[int, tuple[int, int]],
    offsets: Offsets,
    notes: list[str],
) -> None:
    keys = list(zip(queue[rows].tolist(), wall[rows].tolist(), strict=True))
    times = Counter(keys)
    backwards = _newest_first(queue, wall) if keys else []
    seen: Counter[tuple[int, int]] = Counter()
    for row, key in zip(rows.tolist(), keys, strict=True):
        second = seen[key] > 0
        seen[key] += 1
        if times[key] > 1:
            offsets[row] = both[key[1]][second != backwards[key[0]]]
    alone = [second for (_, second), count in times.items() if count == 1]
    if alone:
        notes.append(
            f"{wall_text(min(alone))} comes twice on that day but stands in the file once: "
            "taken as the first of the two"
        )


def _newest_first(queue: NDArray[np.int32], wall: Ints) -> list[bool]:
    count = int(queue.max()) + 1
    first, last = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for at in range(0, len(queue), _ROWS):
        part = slice(at, at + _ROWS)
        last[queue[part]] = wall[part]
    for at in range(len(queue) - 1, -1, -_ROWS):
        part = slice(max(0, at - _ROWS + 1), at + 1)
        first[queue[part][::-1]] = wall[part][::-1]
    return list((last < first).tolist())
