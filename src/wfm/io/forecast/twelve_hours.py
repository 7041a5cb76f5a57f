"""Times of day of a clock of 12 hours whose AM and PM are not in the file.

After 12:30 comes 1:00, which reads as one hour after midnight. A file in which no hour is 0 or
above 12, and whose rows go from the end of the morning to small hours, has such times.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.dates import DAY
from wfm.io.forecast.intervals import IntervalTable
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.time_zones import local_text

__all__ = ["refuse_twelve_hours"]

_HOUR = 3600
_HALF_DAY = 12 * _HOUR
_LONGEST_BREAK = 4 * _HOUR  # between the last row of the morning and the first of the afternoon
_SHOWN = 5  # rows that are reported, one per day and queue


def refuse_twelve_hours(table: IntervalTable, bare: NDArray[np.intp], problems: Problems) -> None:
    """Refuse the rows at which the times of a day start again with a small hour.

    Parameters
    ----------
    table : IntervalTable
        Its starts as local times, in the order of the file.
    bare : array of int
        The rows that have a date without a time.
    problems : Problems
        Receives a problem of the first such rows.
    """
    second = table.start % DAY
    timed = np.delete(second, bare)
    if not len(timed) or int(timed.min()) < _HOUR or int(timed.max()) >= 13 * _HOUR:
        return
    group = table.queue.astype(np.int64) << 32 | table.start // DAY
    order = np.argsort(group, kind="stable")
    order = order[~np.isin(order, bare)]
    edges = np.flatnonzero(np.diff(group[order])) + 1
    found: list[tuple[int, int]] = []
    for rows in np.split(order, edges):
        for ordered in (rows, rows[::-1]):  # a file may be in descending order
            at = _turn(second[ordered])
            if at is not None:
                found.append((int(ordered[at - 1]), int(ordered[at])))
    for before, row in found[:_SHOWN]:
        earlier, later = (local_text(int(table.start[i]))[11:] for i in (before, row))
        hour, _, minute = later.partition(":")
        problems.add(
            f"{later} follows {earlier} of the same day, and no time of the file is after 12:59: "
            f"it may be {int(hour) + 12}:{minute}, or the night before — write {later} PM or "
            f"{int(hour) + 12}:{minute} for the afternoon, or move the rows of the night up",
            int(table.line[row]),
            table.clock or table.column,
        )
    problems.check()


def _turn(second: NDArray[np.int64]) -> int | None:
    """The first row of the afternoon, where ascending times start again before all others."""
    steps = np.diff(second)
    back = np.flatnonzero(steps < 0)
    if len(back) != 1 or (steps == 0).any():
        return None
    at = int(back[0]) + 1
    continues = int(second[at - 1] - second[at]) >= _HALF_DAY - _LONGEST_BREAK
    return at if continues and second[at:].max() < second[:at].min() else None
