"""Handle times: their unit, totals of an interval divided by its contacts, and doubtful values.

A column of handle times is an average in seconds unless its heading or an option says otherwise.
If neither does and the values make no sense as that, reading stops and shows what they could be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.io.forecast.column_map import ColumnMap
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.numbers import Lengths, NumberColumn, Separators
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions, aht_unit_of
from wfm.io.forecast.summed_columns import SummedColumns
from wfm.option_text import option
from wfm.units import duration_text

__all__ = ["PLACEHOLDER", "HandleTimeColumns", "HandleTimeUnit", "clock_unit", "unit_of_column"]

# Contacts with a median handle time below 15 s or above 2 h are so rare that another unit, or a
# total, is more likely.
SHORTEST, LONGEST = 15.0, 7200.0
_USUAL = 240.0  # about the handle time of a call: readings near it are named first
# Below a minute, an average may well be in minutes; a note says so.
_SHORT = 60.0
# The medians are taken of about so many rows: they need not be exact, and a sort of all rows of
# a large file takes seconds.
_SAMPLE = 100_000
# A handle time above a day is a wrong unit or column; --no-limits accepts it.
_LARGEST = 1e15  # s or contacts; no interval has so many, and products stay finite
_HIGHEST = 86_400.0
# Minutes among seconds are 60 times smaller; handle times of one queue seldom differ so much.
_FAR = 30.0
PLACEHOLDER = 1.0  # in place of a refused cell, so that the checks of other columns can go on
# Columns of a plan that wfm wrote: its AHT is in seconds.
_PLAN = {"start", "interval", "aht", "load"}
_WORDS = {"s": "seconds", "min": "minutes", "ms": "milliseconds", "h": "hours", "d": "days"}
_SCALES = {"s": 1.0, "min": 60.0, "ms": 1e-3, "h": 3600.0, "d": 86_400.0}
_CELL_WORDS = {"": "seconds", **_WORDS}
_CLOCKS = {"mmss": "mm:ss", "hhmmss": "hh:mm:ss"}
_TWO_PARTS = re.compile(r"\d{0,4}:[0-5]\d")
_THREE_PARTS = re.compile(r"\d{1,4}:[0-5]\d:[0-5]\d")
_WHOLE_MINUTES = re.compile(r"|.*:00").fullmatch


class HandleTimeUnit(NamedTuple):
    """How the cells of a column of handle times are read.

    Attributes
    ----------
    unit : str
        "s", "ms", "min", "h", "d", "mmss" or "hhmmss"; empty if nothing says it: seconds.
    total : bool
        Whether each cell is the total of the interval, to be divided by its contacts.
    average_said : bool
        Whether the heading or an option says that it is an average.
    unit_said : bool
        Whether the heading or an option says the unit.
    """

    unit: str
    total: bool
    average_said: bool
    unit_said: bool


def unit_of_column(columns: ColumnMap, options: ReadOptions) -> HandleTimeUnit:
    """How the handle times are read by heading and options.

    The unit of a layout or of wfm.toml is for headings without one.
    """
    own, total = aht_unit_of(options.aht_unit)
    # the heading of a column of times may say seconds, though a spreadsheet stores days
    heading_first = options.aht_unit_usual and own != "d"
    unit = (columns.aht_unit or own) if heading_first else (own or columns.aht_unit)
    if not unit and set(columns.header) >= _PLAN and columns.name(columns.aht) == "aht":
        unit = "s"
    average = columns.aht_kind == "average" or (bool(own) and not total)
    return HandleTimeUnit(unit, total or columns.aht_kind == "total", average, bool(unit))


def clock_unit(cells: Sequence[str]) -> str:
    """The unit that clock times of a column show: "hhmmss" if all of them are h:mm:ss.

    "mmss" if all are m:ss and one has no minutes, as ``:28``; else empty, since 4:30 may be
    minutes or hours.

    >>> clock_unit(["0:03:30", ""]), clock_unit(["3:05", ":28"]), clock_unit(["3:05", "4:10"])
    ('hhmmss', 'mmss', '')
    """
    filled = [text for text in map(str.strip, cells) if text]
    if not filled or ":" not in filled[0]:
        return ""
    if all(map(_THREE_PARTS.fullmatch, filled)):
        return "hhmmss"
    bare = any(text.startswith(":") for text in filled)
    return "mmss" if bare and all(map(_TWO_PARTS.fullmatch, filled)) else ""


class HandleTimeColumns:
    """The handle times of a file as averages in seconds, read block by block.

    Parameters
    ----------
    columns : ColumnMap
        Of a file that has a column of handle times.
    options : ReadOptions
        `aht_unit`, `aht` and `limits` are used.
    """

    def __init__(self, columns: ColumnMap, options: ReadOptions) -> None:
        self.unit: HandleTimeUnit = unit_of_column(columns, options)
        self.name: str = columns.name(columns.aht)
        self._columns = columns
        self._options = options
        self._cells = SummedColumns(self._indices(), self._column)
        self._per = None if columns.per is None else SummedColumns([columns.per], self._contacts)
        self._started = False
        self._factor = 1.0
        # whether cells were refused and have placeholders: the values are not judged
        self.refused: bool = False

    def texts(self, block: RowBlock) -> list[str]:
        """The cells that are text."""
        return self._cells.texts(block)

    def read(
        self, block: RowBlock, volume: FloatArray, separators: Separators, problems: Problems
    ) -> FloatArray:
        """The average of each row in seconds; NaN for an empty cell and for no contacts.

        ::

            average = total of the interval / contacts
        """
        if not self._started:
            self._detect_unit(block)
        before = problems.count
        values = self._cells.read(block, separators, problems, block.headings[1]) * self._factor
        self.refused |= problems.count > before
        if not self.unit.total:
            return values
        contacts = volume if self._per is None else self._per.read(block, separators, problems)
        averages = np.full(len(values), np.nan)
        np.divide(values, contacts, out=averages, where=contacts > 0)
        return averages

    def _detect_unit(self, block: RowBlock) -> None:
        """The unit that the clock times of the first block show, if nothing says it."""
        self._started = True
        texts = self.texts(block)
        durations = any(isinstance(cells, Lengths) for cells in self._cells.cells(block))
        hours = durations or clock_unit(texts) == "hhmmss"
        asked, _ = aht_unit_of(self._options.aht_unit)
        if asked in _CLOCKS and self.unit.unit not in _CLOCKS and _all_clocks(texts):
            self.unit = self.unit._replace(unit=asked)  # whatever the heading says
        if self.unit.unit == "mmss" and hours and all(map(_WHOLE_MINUTES, texts)):
            # a spreadsheet takes 3:30, typed for 3 min 30 s, as 3 h 30 min
            self._factor = 1 / 60
            unit = "hhmmss"
        elif self.unit.unit_said:
            unit = self.unit.unit
        else:
            unit = "hhmmss" if hours else clock_unit(texts)
        self.unit = self.unit._replace(unit=unit)
        self._cells = SummedColumns(self._indices(), self._column)

    def _indices(self) -> list[int]:
        """The columns that are added up."""
        first = self._columns.aht
        return [] if first is None else [first, *self._columns.aht_parts]

    def _column(self, index: int) -> NumberColumn:
        """One column of handle times."""
        return NumberColumn(
            self._columns.name(index),
            _CELL_WORDS.get(self.unit.unit, "time"),
            _LARGEST,
            unit=self.unit.unit,
            empty=np.nan,
            placeholder=PLACEHOLDER,
        )

    def _contacts(self, index: int) -> NumberColumn:
        """The column of contacts by which totals are divided."""
        return NumberColumn(self._columns.name(index), "contacts", _LARGEST, empty=0.0)

    def judge(
        self,
        volume: FloatArray,
        aht: FloatArray,
        lines: NDArray[np.int32],
        problems: Problems,
        notes: list[str],
        queue: NDArray[np.int32] | None = None,
    ) -> None:
        """Add a problem for handle times that make no sense as read, with the readings that would.

        Parameters
        ----------
        volume, aht : array
            All rows. [contacts, s]
        lines : array
            The line of each row.
        problems : Problems
            Receives one question for the column, else the rows above the limit.
        notes : list of str
            Receives what was decided.
        queue : array, optional
            The queue of each row.
        """
        if self.refused:
            return
        sample = slice(None, None, 1 + len(aht) // _SAMPLE)
        known = _Sample(volume[sample], aht[sample], self._options)
        if not len(known.aht):
            return
        # without limits, long handle times are meant
        long_meant = not self._options.limits and known.median > LONGEST
        heading = self._columns.aht_unit
        if heading and heading == self.unit.unit and known.median > LONGEST:
            notes.append(
                f"the median handle time is {_text(known.median)}, read in "
                f"{_unit_text(heading)} as the heading says; {option('aht_unit')} sets another "
                "unit"
            )
        if self._refuse_days(known, problems):
            return
        doubt = "" if long_meant else _doubt(self.unit, known)
        if doubt:
            readings = _readings(self.unit, known, exact=self._per is None)
            problems.add(f"{doubt} — say how to read it: {readings}", column=self.name)
            return
        notes.extend(self._notes(known))
        if self._options.limits:
            if not (self.unit.total or self.unit.unit_said):
                self._refuse_odd(volume, aht, lines, queue, problems, known)
            total = f", use {option('aht_unit', 'total')} if it is the total of the interval"
            total = "" if self.unit.total or self.unit.average_said else total
            problems.add_rows(
                np.flatnonzero(aht > _HIGHEST),
                lines,
                lambda row: (
                    f"the handle time is {duration_text(aht[row])}, above the limit of 24 h — "
                    f"correct it{total}, or use {option('limits', False)} if it is right"
                ),
                self.name,
            )

    def _refuse_days(self, known: _Sample, problems: Problems) -> bool:
        """Ask whether values far below a second, by the heading, are the days of a spreadsheet."""
        heading = self._columns.aht_unit
        asked, _ = aht_unit_of(self._options.aht_unit)
        days = known.median / _SCALES.get(heading, 1.0) * _SCALES["d"]
        if not heading or asked or known.median >= 1 or not SHORTEST <= days <= LONGEST:
            return False
        total = "total-" * self.unit.total
        problems.add(
            f"read in {_unit_text(heading)} as the heading says, the median handle time is "
            f"{_text(known.median)}; a spreadsheet stores a time as a part of a day, which would "
            f"be {_text(days)} — say how to read it: {option('aht_unit', f'{total}d')} or "
            f"{option('aht_unit', f'{total}{heading}')}",
            column=self.name,
        )
        return True

    def _refuse_odd(
        self,
        volume: FloatArray,
        aht: FloatArray,
        lines: NDArray[np.int32],
        queue: NDArray[np.int32] | None,
        problems: Problems,
        known: _Sample,
    ) -> None:
        """Add the rows whose handle time is far from the others, as if in another unit."""
        own = (volume > 0) & (aht > 0) & (aht <= _HIGHEST)
        low, high = _medians_by_queue(aht, own, queue)
        odd = own & ((aht * _FAR <= high) | (aht >= low * _FAR))
        # all rows of a queue may be in minutes
        odd |= own & (aht < SHORTEST) & (aht * _FAR <= known.median)
        if not odd.any():
            return
        readings = _readings(self.unit, known, exact=self._per is None)
        problems.add_rows(
            np.flatnonzero(odd),
            lines,
            lambda row: (
                f"the AHT of {aht[row]:.6g} s is out of line with the other rows, median "
                f"{_text(known.median)}: it may be in another unit — write all in one unit, or "
                f"confirm how the column is read: {readings}"
            ),
            self.name,
        )

    def _notes(self, known: _Sample) -> list[str]:
        """What was decided about the unit and about totals."""
        unit, heading = self.unit, self._columns.aht_unit
        names = " + ".join(f"'{self._columns.name(index)}'" for index in self._indices())
        asked, _ = aht_unit_of(self._options.aht_unit)
        notes = []
        if heading and asked and asked != heading and heading == unit.unit:
            notes.append(
                f"AHT read in {_unit_text(heading)}, the unit in its heading, not in "
                f"{_unit_text(asked)}"
            )
        elif heading and asked and asked != heading:
            notes.append(
                f"{names} read in {_unit_text(asked)} by {option('aht_unit')}, not in "
                f"{_unit_text(heading)}, the unit in its heading"
            )
        named = self._options.columns.keys() & {"aht", "total_handle_time"}
        noted = bool(notes) or known.median > LONGEST or self._factor != 1
        if heading and heading == unit.unit and named and not noted:
            notes.append(f"{names} read in {_unit_text(heading)}, as the heading says")
        if self._factor != 1:
            notes.append(
                f"{names} read as minutes and seconds, though written as hours and minutes"
            )
        elif unit.unit and not unit.unit_said:
            notes.append(
                f"{names} read as {_unit_text(unit.unit)}; {option('aht_unit')} sets another unit"
            )
        if unit.total:
            per = self._columns.volume if self._columns.per is None else self._columns.per
            notes.append(
                f"AHT: the total of each interval, {names}, divided by "
                f"'{self._columns.name(per)}'; median {duration_text(known.median)}"
            )
        elif not unit.average_said:
            notes.append(
                f"{names} read as the average per contact: use {option('aht_unit', 'total')} if "
                "it is the total of the interval"
            )
        if not unit.unit and known.median < _SHORT:
            notes.append(
                f"AHT read in seconds, median {duration_text(known.median)}: use "
                f"{option('aht_unit', 'min')} if it is in minutes"
            )
        return notes


def _medians_by_queue(
    aht: FloatArray, own: NDArray[np.bool_], queue: NDArray[np.int32] | None
) -> tuple[FloatArray, FloatArray]:
    """The lower and the upper of the middle values of the queue of each row.

    They differ for an even number of values, of which the mean may be far from both.
    """
    codes = np.zeros(len(aht), dtype=np.int32) if queue is None else queue
    if not own.any():
        return aht, aht
    order = np.lexsort((aht[own], codes[own]))
    values, groups = aht[own][order], codes[own][order]
    queues, first, count = np.unique(groups, return_index=True, return_counts=True)
    place = np.minimum(np.searchsorted(queues, codes), len(queues) - 1)
    return values[first + (count - 1) // 2][place], values[first + count // 2][place]


class _Sample:
    """The rows with contacts and a handle time of their own, as they were read."""

    def __init__(self, volume: FloatArray, aht: FloatArray, options: ReadOptions) -> None:
        own = (volume > 0) & (aht > 0)
        if options.aht is not None:
            own &= aht != options.aht
        self.volume: FloatArray = volume[own]
        self.aht: FloatArray = aht[own]
        self.median: float = float(np.median(self.aht)) if own.any() else np.nan

    def grows_with_volume(self) -> bool:
        """Whether the handle times are about as many times larger as the volume is.

        A total is: the spread of total / volume is much smaller than that of the total.
        """
        per_contact = self.aht / self.volume
        if not SHORTEST <= np.median(per_contact) <= LONGEST:
            return False
        spread = float(np.std(np.log(self.aht)))
        return spread > 0.02 and float(np.std(np.log(per_contact))) < 0.5 * spread


def _doubt(unit: HandleTimeUnit, known: _Sample) -> str:
    """Why the handle times may mean something else; empty if they make sense."""
    if not unit.unit_said and not SHORTEST <= known.median <= LONGEST:
        bound = "less than 15 s" if known.median < SHORTEST else "more than 2 h"
        what = "total / contacts in seconds" if unit.total else "averages in seconds"
        if unit.unit:
            what = f"{'totals' if unit.total else 'averages'} in {_CLOCKS[unit.unit]}"
        return f"read as {what}, the median handle time is {_text(known.median)}, {bound}"
    if not (unit.total or unit.average_said) and known.grows_with_volume():
        return (
            "the heading does not say whether it is an average, and the values grow with the "
            f"volume like totals: median {_text(known.median)}"
        )
    return ""


def _readings(unit: HandleTimeUnit, known: _Sample, *, exact: bool) -> str:
    """The options that say how to read the column, with the median AHT per contact of each.

    Without `exact`, a total is divided by another column than the volume, and not shown.
    """
    raw = known.aht / _SCALES.get(unit.unit, 1.0)
    fixed = unit.unit_said or unit.unit in _CLOCKS
    readings = [
        _Reading(each, total, float(np.median(values * _SCALES.get(each, 1.0))))
        for total, values in _values(unit, known, raw, exact=exact)
        for each in ([unit.unit] if fixed else _SCALES)
    ]
    if unit.unit == "hhmmss" and not unit.unit_said and not (raw % 60).any():
        readings.append(_Reading("mmss", unit.total, known.median / 60))
    shown = [one for one in readings if one.plausible() and one.usual()]
    shown = shown or [one for one in readings if one.plausible()]
    shown.sort(key=lambda one: abs(np.log(one.median / _USUAL)))
    as_read = [one for one in readings if (one.unit, one.total) == (unit.unit or "s", unit.total)]
    texts = [one.text() for one in [*shown, *(one for one in as_read if one not in shown)]]
    return " or ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def _values(
    unit: HandleTimeUnit, known: _Sample, values: FloatArray, *, exact: bool
) -> list[tuple[bool, FloatArray]]:
    """The values as averages and as totals divided by the contacts, where each is possible."""
    if unit.total:
        return [(True, values)]
    return [(False, values), *([(True, values / known.volume)] if exact else [])]


class _Reading(NamedTuple):
    """One way to read a column, and the median AHT in seconds that it gives."""

    unit: str
    total: bool
    median: float

    def plausible(self) -> bool:
        """Whether contacts have such a handle time."""
        return SHORTEST <= self.median <= LONGEST

    def usual(self) -> bool:
        """Whether files are written so: hours, and totals in other units than seconds, are rare."""
        return self.unit in (("s",) if self.total else ("s", "min", "ms")) or self.unit in _CLOCKS

    def text(self) -> str:
        """The option, what it means, and the result."""
        unit = _CLOCKS.get(self.unit, self.unit)
        value = f"total-{unit}" if self.total else unit
        if value == "total-s" and self.plausible():
            value = "total"
        kind = "total of the interval" if self.total else "average"
        meaning = f"{kind} in {_unit_text(self.unit)}: median {_text(self.median)}"
        return f"{option('aht_unit', value)} ({meaning})"


def _unit_text(unit: str) -> str:
    """A unit in words."""
    return _WORDS.get(unit) or _CLOCKS[unit]


def _all_clocks(cells: Sequence[str]) -> bool:
    """Whether all cells are clock times."""
    filled = [text for text in map(str.strip, cells) if text]
    return bool(filled) and all(
        _TWO_PARTS.fullmatch(text) or _THREE_PARTS.fullmatch(text) for text in filled
    )


def _text(seconds: float) -> str:
    """A duration with three digits below a minute and without seconds above an hour."""
    if seconds < 1:
        return f"{seconds:.2g} s"
    return duration_text(seconds if seconds < 3600 else 60 * round(seconds / 60))
