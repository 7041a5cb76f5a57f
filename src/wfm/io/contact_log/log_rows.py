"""The rows of a log of single contacts as columns, one block of rows at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.errors import InputError
from wfm.io.contact_log.log_headings import LogColumns
from wfm.io.contact_log.log_times import MomentColumn
from wfm.io.contact_log.outcomes import EXCLUDED, DirectionColumn, OutcomeColumn, OutcomeWords
from wfm.io.forecast.column_labels import is_total
from wfm.io.forecast.dates import Seconds, StartParser
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.numbers import NumberColumn, Separators
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.queue_names import queue_name
from wfm.io.forecast.read_options import ReadOptions, aht_unit_of
from wfm.io.forecast.total_rows import LeftOut
from wfm.option_text import option

__all__ = ["LogRows"]

_LONGEST = 7 * 86_400.0  # a handle time or wait above a week is a wrong unit
_SCALES = {"ms": 0.001, "h": 3600.0, "d": 86_400.0}  # units that the columns of numbers do not have

# Index, reader and scale of a column of durations.
Duration: TypeAlias = tuple[int, NumberColumn, float]


class LogRows:
    """The columns of a log, collected block by block; every problem of a cell is added."""

    def __init__(
        self,
        columns: LogColumns,
        first: RowBlock,
        options: ReadOptions,
        words: OutcomeWords,
        separators: Separators,
        problems: Problems,
        notes: list[str],
    ) -> None:
        width = len(columns.header)
        if not first.fits(width):  # rows of another width are refused when they are read
            first = first.only([len(row) == width for row in first.rows])
        self.columns: LogColumns = columns
        self.options: ReadOptions = options
        self._separators = separators
        self.problems: Problems = problems
        self.notes: list[str] = notes
        self.arrival: MomentColumn = MomentColumn(columns.name(columns.arrival), options)
        self.pair: StartParser | None = (
            StartParser(options, separate=True) if columns.clock is not None else None
        )
        self.pair_codes: list[NDArray[np.int64]] = []
        self.answered: MomentColumn | None = self._moment(columns.answered_at)
        self.ended: MomentColumn | None = self._moment(columns.ended_at)
        self.handle: list[Duration] = [
            self._duration(i, first, option_first=not options.aht_unit_usual)
            for i in columns.handle
        ]
        self.wait: Duration | None = (
            None if columns.wait is None else self._duration(columns.wait, first)
        )
        self.abandon_wait: Duration | None = (
            None if columns.abandon_wait is None else self._duration(columns.abandon_wait, first)
        )
        self.outcome: OutcomeColumn | None = self._outcomes(words)
        self.directions: DirectionColumn | None = (
            None
            if columns.direction is None
            else DirectionColumn(columns.name(columns.direction), words)
        )
        self.queues: dict[str, int] = {}
        self.totals: list[LeftOut] = []
        self.parts: dict[str, list[NDArray[np.generic]]] = {
            name: [] for name in ("line", "queue", "handle", "wait", "abandon_wait", "outcome")
        }

    def _moment(self, index: int | None) -> MomentColumn | None:
        """A column of moments, if the log has it."""
        return None if index is None else MomentColumn(self.columns.name(index), self.options)

    def _outcomes(self, words: OutcomeWords) -> OutcomeColumn | None:
        """The column that says which contacts abandoned, if the log has it."""
        columns = self.columns
        index = columns.flag if columns.flag is not None else columns.outcome
        if index is None:
            name = next((name for name, some in words._asdict().items() if some), None)
            if name is not None and not (name == "exclude" and columns.direction is not None):
                raise InputError(
                    f"{option(name)} needs a column of outcomes: name it with "
                    f"{option('columns', {'outcome': 'HEADING'})}.",
                    name=name,
                )
            return None
        return OutcomeColumn(
            columns.name(index),
            is_flag=columns.flag is not None,
            yes_means_answered=columns.flag_means_answered,
            words=words,
        )

    def _duration(self, index: int, first: RowBlock, *, option_first: bool = False) -> Duration:
        """Index, reader and scale of a column of durations.

        `option_first` is whether the unit of the options counts before that of the heading.
        """
        name, heading = self.columns.name(index), self.columns.unit(index)
        asked = aht_unit_of(self.options.aht_unit)[0]
        unit = (asked or heading) if option_first else (heading or asked)
        if heading and asked and heading != asked:
            first_one, other = (asked, heading) if option_first else (heading, asked)
            self.notes.append(
                f"'{name}' read in {first_one}, "
                + ("by" if option_first else "the unit in its heading, not by")
                + f" {option('aht_unit', asked)}"
                + f", not in {other}, the unit in its heading" * option_first
            )
        if not unit:
            sample = next((text.strip() for text in first.texts(index) if text.strip()), "")
            if re.fullmatch(r"\d{1,3}:\d\d:\d\d", sample):
                unit = "hhmmss"
                self.notes.append(f"'{name}' read as h:mm:ss")
        scale = _SCALES.get(unit, 1.0)
        plain = "" if unit in _SCALES or unit == "s" else unit
        what = {"": "seconds", "min": "minutes"}.get(plain, "time")
        highest = _LONGEST / scale if self.options.limits else np.inf
        advice = "correct it"
        if not unit:
            ms = option("aht_unit", "ms")
            advice = f"use {ms} if the column is in milliseconds, or {advice}"
        column = NumberColumn(name, what, highest, plain, empty=np.nan, limit_advice=advice)
        return index, column, scale

    def add(self, block: RowBlock) -> None:
        """Read the next rows."""
        columns = self.columns
        block = self._fitting(self._without_totals(block.without_blanks()))
        block = self._selected(block)
        count = len(block.rows)
        if not count:
            return
        numeric = [i for i, _, _ in (*self.handle, *filter(None, [self.wait, self.abandon_wait]))]
        cells = {i: block.cells(i) for i in numeric}
        self._separators.infer(
            [text for one in cells.values() if isinstance(one, list) for text in one[:2000]]
        )
        self._add_arrivals(block)
        self._add_moment(self.answered, columns.answered_at, block)
        self._add_moment(self.ended, columns.ended_at, block)
        handle = [self._seconds(block, *one) for one in self.handle]
        wait = [self._seconds(block, *self.wait)] if self.wait else []
        lost = [self._seconds(block, *self.abandon_wait)] if self.abandon_wait else []
        nothing = np.full(count, np.nan)
        parts = {
            "line": np.array(block.lines, dtype=np.int32),
            "queue": self._queue_codes(block),
            "handle": _sum_of_parts(handle) if handle else nothing,
            "wait": wait[0] if wait else nothing,
            "abandon_wait": lost[0] if lost else nothing,
            "outcome": self._outcome_codes(block),
        }
        for name, values in parts.items():
            self.parts[name].append(values)

    def _seconds(
        self, block: RowBlock, index: int, column: NumberColumn, scale: float
    ) -> FloatArray:
        """A column of durations in seconds; NaN where it is empty."""
        cells = block.cells(index)
        if isinstance(cells, list):
            cells = [cell.strip() for cell in cells]
        elif not isinstance(cells, np.ndarray) and not hasattr(cells, "seconds"):
            cells = block.texts(index)
        read = column.read(cells, block.lines, self._separators, self.problems)  # type: ignore[arg-type]
        return read * scale if scale != 1.0 else read

    def _add_arrivals(self, block: RowBlock) -> None:
        """Read the arrivals: one column, or a date and a time."""
        columns = self.columns
        if self.pair is None or columns.clock is None:
            self.arrival.add(
                block.cells(columns.arrival),
                lambda: block.texts(columns.arrival),
                block.lines,
                self.problems,
            )
            return
        pairs = zip(block.texts(columns.arrival), block.texts(columns.clock), strict=True)
        texts = [f"{day.strip()}\t{time.strip()}" for day, time in pairs]
        codes = np.array(self.pair.codes(texts), dtype=np.int64)
        for row in np.flatnonzero(codes < 0).tolist():
            reason, is_time = self.pair.reason(texts[row])
            at = columns.clock if is_time else columns.arrival
            self.problems.add(reason, block.lines[row], columns.name(at))
        self.pair_codes.append(np.maximum(codes, 0))

    def _add_moment(self, moment: MomentColumn | None, index: int | None, block: RowBlock) -> None:
        """Read a column of moments, if the log has it."""
        if moment is not None and index is not None:
            column = index
            moment.add(block.cells(column), lambda: block.texts(column), block.lines, self.problems)

    def _without_totals(self, block: RowBlock) -> RowBlock:
        """The rows without those of totals: with such a word as the arrival, or beside none."""
        at = self.columns.arrival
        whole = block.fits(len(self.columns.header))  # a short row may lack the arrival
        if whole and isinstance(block.cells(at), Seconds):
            return block
        texts = [row[at] if at < len(row) else "" for row in block.rows]
        doubtful = [i for i, text in enumerate(texts) if not text.strip()[:1].isdigit()]
        found = {}
        for i in doubtful:
            cells = [texts[i]] if texts[i].strip() else block.rows[i]
            label = next((cell.strip() for cell in cells if is_total(cell)), "")
            if label:
                found[i] = LeftOut(block.lines[i], label, np.nan)
        self.totals += found.values()
        return block.only([i not in found for i in range(len(block.rows))]) if found else block

    def _fitting(self, block: RowBlock) -> RowBlock:
        """The rows that have as many cells as there are headings."""
        width = len(self.columns.header)
        if block.fits(width):
            return block
        keep = [len(row) == width for row in block.rows]
        for row, line, fits in zip(block.rows, block.lines, keep, strict=True):
            if not fits:
                self.problems.add(f"has {len(row)} cells, but there are {width} headings", line)
        return block.only(keep)

    def _selected(self, block: RowBlock) -> RowBlock:
        """The rows of the selected queues."""
        wanted, index = self.options.queues, self.columns.queue
        if not wanted or index is None or not block.rows:
            return block
        names = set(wanted)
        return block.only([queue_name(text, escaped=False) in names for text in block.texts(index)])

    def _queue_codes(self, block: RowBlock) -> NDArray[np.int32]:
        """The index of the queue of each row."""
        if self.columns.queue is None:
            return np.zeros(len(block.rows), dtype=np.int32)
        names, known = block.texts(self.columns.queue), self.queues
        codes = [known.setdefault(queue_name(name, escaped=False), len(known)) for name in names]
        return np.array(codes, dtype=np.int32)

    def _outcome_codes(self, block: RowBlock) -> NDArray[np.int8]:
        """Whether each contact abandoned; 2 for a row that is no contact."""
        columns = self.columns
        excluded = np.zeros(len(block.rows), dtype=bool)
        if self.directions is not None and columns.direction is not None:
            excluded = self.directions.excluded(block.texts(columns.direction))
        codes = np.where(excluded, EXCLUDED, 0).astype(np.int8)
        index = columns.flag if columns.flag is not None else columns.outcome
        if self.outcome is not None and index is not None:
            rows = np.flatnonzero(~excluded).tolist()
            texts = block.texts(index)
            codes[~excluded] = self.outcome.codes(
                [texts[row] for row in rows], [block.lines[row] for row in rows]
            )
        return codes


def _sum_of_parts(parts: Sequence[FloatArray]) -> FloatArray:
    """Parts of a handle time added up; NaN only where all parts are empty."""
    if len(parts) == 1:
        return parts[0]
    table = np.stack(parts)
    return np.where(np.isnan(table).all(axis=0), np.nan, np.nansum(table, axis=0))
