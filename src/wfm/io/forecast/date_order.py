"""Decide between day/month and month/day for a whole column of dates, or ask for an option."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.dates import CODE_BITS, DAY, ParsedDate, StartParser
from wfm.io.forecast.problems import Problems
from wfm.option_text import option

__all__ = ["LocalTimes", "resolve_date_order"]

_ORDERS = {"dayfirst": "day/month", "monthfirst": "month/day"}
_WRITE = "write dates as 2026-01-31"
_MONTH = 28  # days, the shortest
_ROWS = 1 << 20  # rows converted at once, so that temporary arrays stay small


def _cure() -> str:
    """The options that say the order of day and month."""
    orders = f"{option('dayfirst', True)}, {option('dayfirst', False)}"
    return f"use {orders} or {option('date_format')}, or {_WRITE}"


class LocalTimes:
    """The starts as local times, in seconds since 1970, and their offsets from UTC.

    `local` reuses the memory of the codes; `offset` is None if no time has an offset. `length` is
    the length of the span of each row, 0 for none, and None if no row has one. `bare` are the rows
    whose cell has a date without a time.
    """

    def __init__(self, codes: NDArray[np.int64], starts: StartParser, days: list[int]) -> None:
        self.offsets: set[int | None] = {time.offset for time in starts.times if time.written}
        seconds = np.array([time.second for time in starts.times], dtype=np.int64)
        midnights = np.array(days, dtype=np.int64) * DAY
        written = any(offset is not None for offset in self.offsets)
        self.offset: NDArray[np.int32] | None = (
            np.empty(len(codes), dtype=np.int32) if written else None
        )
        self._offset_of_time = np.array([time.offset or 0 for time in starts.times], dtype=np.int32)
        self._without_offset = np.array(
            [time.offset is None and time.written for time in starts.times]
        )
        self._lengths = np.array([time.length or 0 for time in starts.times], dtype=np.int32)
        self.length: NDArray[np.int32] | None = (
            np.empty(len(codes), dtype=np.int32) if self._lengths.any() else None
        )
        self._bare_time = next((i for i, time in enumerate(starts.times) if not time.written), -1)
        bare: list[NDArray[np.intp]] = []
        self.row_without_offset: int | None = None
        for at in range(0, len(codes), _ROWS):  # in place: codes become seconds
            part = codes[at : at + _ROWS]
            times = part & ((1 << CODE_BITS) - 1)
            self._note_offsets(at, times)
            if self.length is not None:
                self.length[at : at + len(times)] = self._lengths[times]
            if self._bare_time >= 0:
                bare.append(np.flatnonzero(times == self._bare_time) + at)
            part[:] = midnights[part >> CODE_BITS] + seconds[times]
        self.local = codes
        self.bare: NDArray[np.intp] = np.concatenate(bare) if bare else np.empty(0, dtype=np.intp)

    def _note_offsets(self, at: int, times: NDArray[np.int64]) -> None:
        """Keep the offsets of some rows, and the first row without one."""
        if self.offset is None:
            return
        self.offset[at : at + len(times)] = self._offset_of_time[times]
        without = np.flatnonzero(self._without_offset[times])
        if self.row_without_offset is None and len(without):
            self.row_without_offset = at + int(without[0])

    def without(self, rows: list[int]) -> tuple[NDArray[np.intp], NDArray[np.int32] | None]:
        """`bare` and `length` after some rows, in order and not bare, are taken out."""
        bare = self.bare - np.searchsorted(np.array(rows, dtype=np.intp), self.bare)
        length = None if self.length is None else np.delete(self.length, rows)
        return bare, length if length is not None and length.any() else None


def resolve_date_order(
    codes: NDArray[np.int64],
    line: NDArray[np.int32],
    column: str,
    starts: StartParser,
    problems: Problems,
    notes: list[str],
    *,
    clock: str = "",
) -> LocalTimes:
    """Convert codes to seconds, in place, with the one valid order of day and month.

    `column` is the heading of the dates, `clock` that of the times if they have their own.
    """
    days = list(starts.days)
    _check_ends_of_days(codes, line, clock or column, starts, problems, notes)
    date_column = _DateColumn(codes, line, column, starts, problems)
    if any(day.dayfirst != day.monthfirst for day in days):
        chosen = _only_valid_order(days, date_column)
        order = _ORDERS[chosen]
        notes.append(f"dates read as {order}, the only valid order for all of them")
        numbers = [getattr(day, chosen) for day in days]
    else:
        numbers = [day.dayfirst for day in days]
    if starts.serial and days:
        known = date(1970, 1, 1) + timedelta(days=numbers[0] or 0)
        notes.append(
            f"dates read as the serial numbers of Excel: '{starts.day_text[0]}' is {known}"
        )
    if any(day.dotted for day in days):
        notes.append("dates with dots read as day.month.year")
    return LocalTimes(codes, starts, numbers)


def _check_ends_of_days(
    codes: NDArray[np.int64],
    line: NDArray[np.int32],
    column: str,
    starts: StartParser,
    problems: Problems,
    notes: list[str],
) -> None:
    """Read 24:00 as midnight of the next day where it follows the last time of a day.

    Times from one interval after midnight to 24:00, without 00:00, are the ends of intervals.
    """
    ends = [i for i, time in enumerate(starts.times) if time.second == DAY]
    if not ends:
        return
    seconds = sorted({time.second for time in starts.times if time.written} | {DAY})
    step = min((b - a for a, b in pairwise(seconds)), default=0)
    follows = len(seconds) > 1 and seconds[-1] - seconds[-2] == step
    if follows and seconds[0] != step:
        notes.append("24:00 read as 00:00 of the next day")
        return
    reason = ", and the others are too: no interval starts at 00:00" if follows else ""
    problems.add_rows(
        np.flatnonzero(np.isin(codes & ((1 << CODE_BITS) - 1), ends)),
        line,
        lambda _: (
            f"'24:00' is the end of a day{reason} — write 00:00 of the next day; if the times are "
            "the ends of the intervals, write their starts"
        ),
        column,
    )


class _DateColumn:
    """The text and the line of a date in the file, for errors."""

    def __init__(
        self,
        codes: NDArray[np.int64],
        line: NDArray[np.int32],
        name: str,
        starts: StartParser,
        problems: Problems,
    ) -> None:
        self._codes, self._line, self._name = codes, line, name
        self._starts, self._problems = starts, problems

    def text(self, day: ParsedDate) -> str:
        """The date as the file has it, in quotes."""
        return f"'{self._starts.day_text[self._starts.days[day]]}'"

    def line(self, day: ParsedDate) -> int:
        """The first line with this date."""
        row = np.argmax(self._codes >> CODE_BITS == self._starts.days[day])
        return int(self._line[row])

    def place(self, day: ParsedDate) -> str:
        """The line of a date in words: ``line 4``."""
        return self._problems.place(self.line(day))

    def refuse(self, text: str, day: ParsedDate, cure: str = "") -> None:
        """Stop with a problem of this date and its cure."""
        self._problems.stop(f"{text} — {cure or _cure()}", self.line(day), self._name)


def _only_valid_order(days: list[ParsedDate], column: _DateColumn) -> str:
    """``"dayfirst"`` or ``"monthfirst"``: the order in which every date exists."""
    day_only = [day for day in days if day.monthfirst is None]
    month_only = [day for day in days if day.dayfirst is None]
    if day_only and month_only:
        a, b = day_only[0], month_only[0]
        column.refuse(
            f"{column.text(a)} is only valid as day/month, but {column.text(b)} in "
            f"{column.place(b)} only as month/day",
            a,
            _WRITE,
        )
    if not day_only and not month_only:
        ambiguous = next(day for day in days if day.dayfirst != day.monthfirst)
        column.refuse(
            f"{column.text(ambiguous)} is ambiguous: {_date_text(ambiguous.dayfirst)} "
            f"or {_date_text(ambiguous.monthfirst)}",
            ambiguous,
        )
    chosen = "dayfirst" if day_only else "monthfirst"
    if not _evenly_spaced([getattr(day, chosen) for day in days]):
        proof = (day_only or month_only)[0]
        column.refuse(
            f"{column.text(proof)} is only valid as {_ORDERS[chosen]}, but then the dates of the "
            "file are not evenly spaced",
            proof,
            f"use {option('dayfirst', chosen == 'dayfirst')} if they are right, or {_WRITE}",
        )
    return chosen


def _date_text(day: int | None) -> str:
    """A day as "5 January 2026"."""
    return f"{np.datetime64(day or 0, 'D').item():%-d %B %Y}"


def _evenly_spaced(days: list[int]) -> bool:
    """Whether no step between dates is as long as a month, or most are equal and short.

    Dates read in the wrong order jump by months.
    """
    steps = [b - a for a, b in pairwise(sorted(set(days)))]
    if max(steps, default=0) < _MONTH:
        return True
    common = max(set(steps), key=steps.count)
    return steps.count(common) * 2 >= len(steps) and common <= 7
