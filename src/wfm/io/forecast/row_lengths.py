"""The lengths of intervals that a column beside the starts has: their ends, or their lengths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.clock_times import DAY, closed_length, is_time_of_day
from wfm.io.forecast.column_map import ColumnMap
from wfm.io.forecast.date_order import LocalTimes
from wfm.io.forecast.dates import StartParser, has_date_and_time
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.end_times import says_end
from wfm.io.forecast.heading_words import unit_of_heading, without_unit, words_of
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.option_text import option
from wfm.units import duration_text

__all__ = ["RowLengths"]

_PERIODS = frozenset(
    ("interval", "intervall", "intervalle", "intervalo", "intervallo", "slot", "periode", "period")
)
_LENGTHS = frozenset(
    "length duration size dauer lange laenge duree longueur duracion duracao durata duur".split()  # noqa: SIM905 - a table
)
_UNITS = {"s": 1.0, "min": 60.0, "h": 3600.0}
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*(s|sec|min|m|h|)\.?")
_GRID, _LONGEST = 300.0, 4 * 3600.0  # of the lengths of intervals
_MOST = 2e9  # seconds that an array of 32 bits holds; they are refused as too long
_NIGHT = 4 * 3600  # clocks go forward and back before, in nearly every time zone


class RowLengths:
    """The lengths of the rows as they are read; only kept where the table has such a column.

    `index` is the column, None where there is none; `ends` is whether it has the ends.
    """

    def __init__(
        self,
        columns: ColumnMap,
        taken: set[int],
        starts: StartParser,
        sample: Sequence[Sequence[str]],
        options: ReadOptions,
        problems: Problems,
    ) -> None:
        self.ends: bool = True
        self._columns, self._problems, self._starts = columns, problems, starts
        rows = [row for row in sample if len(row) == len(columns.header)]
        self.index: int | None = None
        if options.interval is None:
            free = [i for i in range(len(columns.header)) if i not in taken]
            self.index = self._column_of_ends(free, rows)
            if self.index is None:
                self.index, self.ends = self._column_of_lengths(free, rows), False
        with_dates = self.index is not None and _has_dates(_filled(rows, self.index))
        self._separate = not with_dates
        self._parser = StartParser(replace(options, date_format=None), separate=self._separate)
        self._codes: list[NDArray[np.int64]] = []
        self._texts: dict[str, int] = {}

    @property
    def used(self) -> set[int]:
        """The index of the column, if there is one."""
        return set() if self.index is None else {self.index}

    @property
    def name(self) -> str:
        """The heading of the column."""
        return self._columns.name(self.index)

    def _column_of_ends(self, free: list[int], rows: list[Sequence[str]]) -> int | None:
        """The only column of times of day whose heading says that they are the ends."""
        found = [
            i
            for i in free
            if says_end(self._columns.header[i])
            and (cells := _filled(rows, i))
            and (_has_dates(cells) or all(map(is_time_of_day, cells)))
        ]
        return found[0] if len(found) == 1 else None

    def _column_of_lengths(self, free: list[int], rows: list[Sequence[str]]) -> int | None:
        """The only column whose heading and cells may be the lengths of the intervals."""
        found = []
        for i in free:
            said, cells = _words(self._columns.header[i]), _filled(rows, i)
            if said is None or not cells or not all(map(_readable, cells)):
                continue
            # numbers of intervals, or times that are no lengths of intervals, differ
            if said or len(set(cells)) == 1:
                found.append(i)
        return found[0] if len(found) == 1 else None

    def add(self, block: RowBlock, starts: Sequence[str]) -> None:
        """Read the column of some rows that are intervals."""
        if self.index is None:
            return
        texts = block.texts(self.index)
        if not self.ends:
            codes = [self._texts.setdefault(text.strip(), len(self._texts)) for text in texts]
            self._codes.append(np.array(codes, dtype=np.int64))
            return
        if self._separate:
            texts = [
                f"{self._day(start)}\t{text.strip()}" if text.strip() else ""
                for start, text in zip(starts, texts, strict=True)
            ]
        codes = self._parser.codes(texts)
        for code, text, line in zip(codes, texts, block.lines, strict=True):
            if code < 0 and text.strip():
                self._problems.add(self._parser.reason(text)[0], line, self.name)
        self._codes.append(np.array(codes, dtype=np.int64))

    def _day(self, start: str) -> str:
        """The text of the date of a start."""
        if self._columns.clock is not None:
            return start.partition("\t")[0]
        return self._starts.halves(start)[0]

    def of_rows(
        self, times: LocalTimes, queue: NDArray[np.int32], line: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32] | None, str]:
        """The length of each row in seconds, 0 where it has none, and the column.

        Without such a column, None and an empty text.
        """
        if self.index is None or not self._codes or not len(times.local):
            return None, ""
        codes = np.concatenate(self._codes)
        step = _common_step(times.local, queue)
        length = self._of_ends(codes, times, line) if self.ends else self._of_lengths(codes, step)
        if length is None or not (length > 0).any():
            return None, ""
        values, counts = np.unique(length[length > 0], return_counts=True)
        common = int(values[counts.argmax()])
        if 0 < step < common and len(values) == 1:
            self._stop_both(common, step)
        return length, self.name

    def _of_ends(
        self, codes: NDArray[np.int64], times: LocalTimes, line: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """End less start of each row, of the order of day and month by which most ends follow."""
        known, best, most = np.flatnonzero(codes >= 0), None, -1
        for order in ("dayfirst", "monthfirst"):
            days = [getattr(day, order) for day in self._parser.days]
            if None in days:
                continue
            ends = LocalTimes(codes[known].copy(), self._parser, days)
            apart = ends.local - times.local[known]
            if ends.offset is not None and times.offset is not None:
                apart -= ends.offset - times.offset[known]
            if self._separate:
                apart %= DAY
            count = int(((apart > 0) & (apart <= DAY)).sum())
            if count > most:
                best, most = apart, count
        length = np.zeros(len(codes), dtype=np.int32)
        if best is None:
            return length
        wrong = (best <= 0) | (best > DAY)
        if times.offset is None and not wrong.all():
            best, wrong = _over_clock_changes(best, times.local[known] % DAY)
        self._problems.add_rows(
            known[wrong],
            line,
            lambda row: (
                "the interval does not end within a day after it starts — correct the end, or use "
                f"{option('interval', '30m')} if the column has no ends of intervals"
            ),
            self.name,
        )
        self._problems.check()
        sizes, places = np.unique(best, return_inverse=True)
        length[known] = np.array([closed_length(int(size)) for size in sizes])[places.reshape(-1)]
        return length

    def _of_lengths(self, codes: NDArray[np.int64], step: int) -> NDArray[np.int32] | None:
        """The length of each row; None if the cells are no lengths of intervals."""
        unit, said = unit_of_heading(self.name), _words(self.name)
        texts = [text for text in self._texts if text]
        readings = [_readings(text, unit) for text in texts]
        if not all(readings):
            return None
        if len(texts) == 1:
            found = [one for one in readings[0] if one == step] or readings[0]
            if len(found) > 1 or (not said and found[0] != step):
                if not said and step and found[0] > step:
                    return None  # no interval is longer than the step to the next
                self._stop_readings(texts[0], found, step)
        elif not said:
            return None
        lengths = {
            text: next((one for one in some if one == step), some[0])
            for text, some in zip(texts, readings, strict=True)
        }
        by_code = [lengths.get(text, 0.0) for text in self._texts]
        return np.minimum(by_code, _MOST).astype(np.int32)[codes]

    def _stop_both(self, length: int, step: int) -> None:
        """Stop at intervals that are longer than the step to the next row."""
        self._problems.stop(
            f"by column '{self.name}' the intervals are {duration_text(length)} long, but their "
            f"starts are {duration_text(step)} apart — use {option('interval', _short(step))} if "
            f"each lasts until the next, or correct the starts or '{self.name}'",
        )

    def _stop_readings(self, text: str, found: list[float], step: int) -> None:
        """Stop at a length that can be read in several ways."""
        named = " or ".join(duration_text(one) for one in found)
        if not step:
            options = " or ".join(option("interval", _short(int(one))) for one in found)
            cure, apart = f"say how long they are: {options}", ""
        else:
            heading = _plain_heading(text, found[0])
            apart = f", but the starts are {duration_text(step)} apart"
            cure = (
                f"use {option('interval', _short(step))} if each lasts until the next, or name the "
                f"column '{heading}' if it is the length"
            )
        self._problems.stop(
            f"'{text}' in column '{self.name}' may be the length of the intervals, {named}{apart} "
            f"— {cure}"
        )


def _plain_heading(text: str, length: float) -> str:
    """A heading below which a cell is certainly this length.

    >>> _plain_heading("15", 900.0), _plain_heading("0:15", 900.0)
    ('interval (min)', 'interval length')
    """
    number = _NUMBER.fullmatch(text)
    if number is None or number[2]:
        return "interval length"
    size = length / float(number[1].replace(",", "."))
    return f"interval ({min(_UNITS, key=lambda unit: abs(_UNITS[unit] - size))})"


def _filled(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    """The cells of a column that are not empty."""
    return [row[index].strip() for row in rows if row[index].strip()]


def _has_dates(cells: Sequence[str]) -> bool:
    """Whether all cells have a date and a time."""
    return bool(cells) and all(map(has_date_and_time, cells))


def _words(heading: str) -> bool | None:
    """Whether a heading says the length of an interval, True, or may say it, False; else None.

    >>> _words("interval (min)"), _words("Interval length"), _words("duration"), _words("calls")
    (True, True, False, None)
    """
    words, unit = without_unit(words_of(heading))
    unit = unit or unit_of_heading(heading)
    known = [word for word in words if word in _PERIODS | _LENGTHS]
    if not known or len(known) < len(words):
        return None
    period = not _PERIODS.isdisjoint(words)
    return period and (bool(unit) or not _LENGTHS.isdisjoint(words))


def _readable(text: str) -> bool:
    """Whether a cell can be a length."""
    return bool(_NUMBER.fullmatch(text) or _CLOCK.fullmatch(text))


def _readings(text: str, unit: str) -> list[float]:
    """The lengths of an interval that a cell can be; with a unit there is only one."""
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return [3600.0 * hours + 60.0 * minutes + seconds] if hours + minutes + seconds else []
    number = _NUMBER.fullmatch(text)
    value = float(number[1].replace(",", ".")) if number else 0.0
    own = number[2] if number else ""
    own = {"sec": "s", "m": "min"}.get(own, own) or unit
    if own in _UNITS:
        return [value * _UNITS[own]] if value else []
    lengths = [value * seconds for seconds in _UNITS.values()]
    return [one for one in lengths if _GRID <= one <= _LONGEST and one % _GRID == 0]


def _common_step(start: NDArray[np.int64], queue: NDArray[np.int32]) -> int:
    """The most common step between different starts of a queue, the shortest of several; or 0."""
    order = np.lexsort((start, queue))
    steps = np.diff(start[order])[np.diff(queue[order]) == 0]
    values, counts = np.unique(steps[steps > 0], return_counts=True)
    return int(values[counts.argmax()]) if len(values) else 0


def _over_clock_changes(
    apart: NDArray[np.int64], clock: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The lengths without the hour by which a change of the clock alters one, and wrong ones."""
    fine = apart[(apart > 0) & (apart <= DAY)]
    values, counts = np.unique(fine, return_counts=True)
    common = int(values[counts.argmax()])
    changed = (np.abs(apart - common) == 3600) & (clock < _NIGHT) & (len(apart) > 2)
    apart = np.where(changed, common, apart)
    return apart, (apart <= 0) | (apart > DAY)


def _short(seconds: int) -> str:
    """A length as an option has it."""
    return f"{seconds // 60}m" if seconds % 60 == 0 else f"{seconds}s"
