"""Is 05/01/2026 in January or in May? Settled by the whole column, or asked for."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.dates import CODE_BITS, DAY, Day, Stamps
from wfm.io.forecast.problems import Problems

__all__ = ["Clock", "settled"]

_CURE = "say --dayfirst, --monthfirst or --date-format, or write dates as 2026-01-31"
_ROWS = 1 << 20


class Clock:
    """Seconds since 1970 of the wall clock as written, and the offsets from UTC if any are."""

    def __init__(self, codes: NDArray[np.int64], stamps: Stamps, days: list[int]) -> None:
        self.offsets = {time.offset for time in stamps.times}
        seconds = np.array([time.second for time in stamps.times], dtype=np.int64)
        midnights = np.array(days, dtype=np.int64) * DAY
        written = any(offset is not None for offset in self.offsets)
        self.offset = np.empty(len(codes), dtype=np.int32) if written else None
        self._of_time = np.array([time.offset or 0 for time in stamps.times], dtype=np.int32)
        self._bare = np.array([time.offset is None for time in stamps.times])
        self.bare_row: int | None = None
        for at in range(0, len(codes), _ROWS):  # in place: codes become seconds
            part = codes[at : at + _ROWS]
            times = part & ((1 << CODE_BITS) - 1)
            self._note_offsets(at, times)
            part[:] = midnights[part >> CODE_BITS] + seconds[times]
        self.wall = codes

    def _note_offsets(self, at: int, times: NDArray[np.int64]) -> None:
        if self.offset is None:
            return
        self.offset[at : at + len(times)] = self._of_time[times]
        bare = np.flatnonzero(self._bare[times])
        if self.bare_row is None and len(bare):
            self.bare_row = at + int(bare[0])


def settled(
    codes: NDArray[np.int64],
    line: NDArray[np.int32],
    column: str,
    stamps: Stamps,
    problems: Problems,
    notes: list[str],
) -> Clock:
    """Turn codes into seconds, in place, once the order of day and month is known."""
    days = list(stamps.days)
    column_of = _Column(codes, line, column, stamps, problems)
    if any(day.dayfirst != day.monthfirst for day in days):
        chosen = _one_reading(days, column_of)
        order = "day/month" if chosen == "dayfirst" else "month/day"
        notes.append(f"dates read as {order}, the only order that fits them all")
        numbers = [getattr(day, chosen) for day in days]
    else:
        numbers = [day.dayfirst for day in days]
    if any(day.dotted for day in days):
        notes.append("dates with dots read as day.month.year")
    return Clock(codes, stamps, numbers)


class _Column:
    """Where in the file a date stands, for the words of an error."""

    def __init__(
        self,
        codes: NDArray[np.int64],
        line: NDArray[np.int32],
        name: str,
        stamps: Stamps,
        problems: Problems,
    ) -> None:
        self._codes, self._line, self._name = codes, line, name
        self._stamps, self._problems = stamps, problems

    def text(self, day: Day) -> str:
        return f"'{self._stamps.day_text[self._stamps.days[day]]}'"

    def line(self, day: Day) -> int:
        row = np.argmax(self._codes >> CODE_BITS == self._stamps.days[day])
        return int(self._line[row])

    def refuse(self, text: str, day: Day) -> None:
        self._problems.stop(f"{text} — {_CURE}", self.line(day), self._name)


def _one_reading(days: list[Day], column: _Column) -> str:
    day_only = [day for day in days if day.monthfirst is None]
    month_only = [day for day in days if day.dayfirst is None]
    if day_only and month_only:
        a, b = day_only[0], month_only[0]
        column.refuse(
            f"{column.text(a)} can only be day/month, but {column.text(b)} in line "
            f"{column.line(b)} only month/day",
            a,
        )
    if not day_only and not month_only:
        open_day = next(day for day in days if day.dayfirst != day.monthfirst)
        column.refuse(
            f"{column.text(open_day)} may be {_spoken(open_day.dayfirst)} "
            f"or {_spoken(open_day.monthfirst)}",
            open_day,
        )
    chosen = "dayfirst" if day_only else "monthfirst"
    if not _evenly_spaced([getattr(day, chosen) for day in days]):
        proof = (day_only or month_only)[0]
        column.refuse(
            f"{column.text(proof)} fits one order of day and month only, but then the dates of "
            "the file do not follow each other",
            proof,
        )
    return chosen


def _spoken(day: int | None) -> str:
    return f"{np.datetime64(day or 0, 'D').item():%-d %B %Y}"


def _evenly_spaced(days: list[int]) -> bool:
    steps = [b - a for a, b in pairwise(sorted(set(days)))]
    if not steps:
        return True
    common = max(set(steps), key=steps.count)
    return steps.count(common) * 2 >= len(steps) and common <= 7
