"""Rows of text to columns of numbers, one block at a time, in the order of the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm._arrays import FloatArray
from wfm.errors import InputError
from wfm.io.forecast.dates import Seconds, StartParser
from wfm.io.forecast.days_beside import DaysBeside
from wfm.io.forecast.delimited import BLOCK_ROWS, RowBlock
from wfm.io.forecast.formula_cells import FORMULA_PROBLEM, FORMULA_TEXT
from wfm.io.forecast.handle_time import PLACEHOLDER, HandleTimeColumns
from wfm.io.forecast.headings import ColumnMap, says_hours
from wfm.io.forecast.hour_labels import span_of_label
from wfm.io.forecast.input_columns import InputColumns
from wfm.io.forecast.layouts import layout_named
from wfm.io.forecast.numbers import NumberColumn, Separators, parse_number
from wfm.io.forecast.problems import Problems, UnreadableError
from wfm.io.forecast.quantile_columns import QuantileColumns
from wfm.io.forecast.queue_names import queue_name
from wfm.io.forecast.read_options import ReadOptions, nearest
from wfm.io.forecast.row_lengths import RowLengths
from wfm.io.forecast.summed_columns import SummedColumns
from wfm.io.forecast.total_rows import TotalRows
from wfm.option_text import option

__all__ = ["ColumnReader"]

# A limit that catches a wrong column; --no-limits removes it. 10 million contacts in one
# interval are more than the largest centres have in a day.
MAX_CONTACTS = 1e7
_MAX_WAITING = 1_000  # rows without AHT that may be totals

NumberT = TypeVar("NumberT", np.int32, np.int64, np.float64)


class _GrowingColumn(Generic[NumberT]):
    """A column that grows in place: a list of blocks would need twice the memory to be joined."""

    def __init__(self, dtype: type[NumberT]) -> None:
        self._data: NDArray[NumberT] = np.empty(BLOCK_ROWS, dtype=dtype)
        self._used = 0

    def extend(self, values: ArrayLike, count: int) -> None:
        """Append `count` values; a scalar is repeated."""
        end = self._used + count
        if end > len(self._data):
            # 1/16 more than needed: few resizes for little unused memory
            self._data.resize(end + end // 16, refcheck=False)
        self._data[self._used : end] = values
        self._used = end

    def view(self) -> NDArray[NumberT]:
        """The column so far, to look at before it grows again."""
        return self._data[: self._used]

    @property
    def used(self) -> int:
        """The number of values."""
        return self._used

    def release(self) -> NDArray[NumberT]:
        """The column; no reference is kept, so that its memory is freed once it is sorted."""
        whole, self._data = self._data, np.empty(0, dtype=self._data.dtype)
        whole.resize(self._used, refcheck=False)
        return whole


class ColumnReader:
    """The columns of a file as they are read; every problem of a cell is added to `problems`.

    `codes` are the starts (see `dates`), `line` the line of each row, `queue` the index into
    `queues`, `defaulted` the number of rows without an AHT of their own; `inputs` collects targets
    and shrinkage. `hour_labels` are the labels such as "Hour 8" that were read as spans, by line;
    `is_wide` says that the rows were made of columns, `noun` is "volume" or "agents".
    """

    def __init__(
        self,
        columns: ColumnMap,
        options: ReadOptions,
        separators: Separators,
        problems: Problems,
        *,
        escaped: bool = False,
        what: str = "contacts",
    ) -> None:
        self.columns = columns
        self._what = what
        self.noun: str = what if what == "agents" else "volume"
        clock = columns.clock
        self.starts: StartParser = StartParser(
            options,
            separate=clock is not None,
            hours=clock is None or says_hours(columns.name(clock)),
        )
        self.defaulted: int = 0
        self.is_wide: bool = False
        self.inputs: InputColumns = InputColumns(options.replaced)
        self.quantiles: QuantileColumns = QuantileColumns()
        self._options = options
        self._separators = separators
        self._problems = problems
        self._queues = _QueueNames(options.queues, escaped=escaped)
        self._volume = SummedColumns(
            [] if columns.volume is None else [columns.volume, *columns.volume_parts],
            self._contacts,
        )
        self.lengths: RowLengths | None = None
        self.instead: Callable[[NDArray[np.int32]], FloatArray | None] | None = None
        self.handle_times: HandleTimeColumns | None = (
            None if columns.aht is None else HandleTimeColumns(columns, options)
        )
        self.totals: TotalRows = TotalRows(columns.header, columns.volume, problems, self.noun)
        self._may_be_totals: NDArray[np.bool_] = np.empty(0, dtype=bool)
        self.hour_labels: dict[int, str] = {}
        self._days: DaysBeside | None = (
            None if columns.day is None else DaysBeside(columns, self.starts, options, problems)
        )
        self._waiting: list[tuple[int, str]] = []
        self.unnamed: _GrowingColumn[np.int32] = _GrowingColumn(np.int32)
        self.codes: _GrowingColumn[np.int64] = _GrowingColumn(np.int64)
        self.volume: _GrowingColumn[np.float64] = _GrowingColumn(np.float64)
        self.aht: _GrowingColumn[np.float64] = _GrowingColumn(np.float64)
        self.line: _GrowingColumn[np.int32] = _GrowingColumn(np.int32)
        self.queue: _GrowingColumn[np.int32] = _GrowingColumn(np.int32)

    def _contacts(self, column: int) -> NumberColumn:
        """A column of contacts."""
        blank = self._options.layout is not None and layout_named(self._options.layout).blank_volume
        return NumberColumn(
            self.columns.name(column),
            self._what,
            MAX_CONTACTS if self._options.limits else np.inf,
            empty=0.0 if blank else None,
            limit_cure=f", or use {option('limits', False)} if it is right",
        )

    @property
    def queues(self) -> tuple[str, ...]:
        """The names of the queues, in order of first appearance."""
        named = self.columns.queue is not None and (self._queues.seen or self._options.queues)
        return tuple(self._queues.kept) if named else ("",)

    def add(self, block: RowBlock) -> None:
        """Read the next rows of the file."""
        block = self._selected(self._check_width(block.without_blanks()))
        block, codes = self._with_starts(block)
        if not block.rows:
            return
        count = len(block.rows)
        self._may_be_totals = self.starts.may_be_totals(codes)
        if self._separators.decimal is None:
            times = [] if self.handle_times is None else self.handle_times.texts(block)
            self._separators.infer([*self._volume.texts(block), *times])
        volume = self._volume.read(block, self._separators, self._problems, block.headings[0])
        self.codes.extend(codes, count)
        if self._days is not None:
            self._days.check(block, codes)
        if self.lengths is not None:
            self.lengths.add(block, self._start_texts(block))
        self.volume.extend(volume, count)
        self.aht.extend(self._aht_values(block, volume), count)
        self.line.extend(block.lines, count)
        self.queue.extend(self._queue_codes(block), count)

    def check_starts(self) -> None:
        """Stop at problems if a start is one of them; others wait for those of the dates."""
        codes = self.codes.view()
        if not len(codes) or codes.min() < 0:
            self._problems.check()

    def judge_handle_times(self, notes: list[str]) -> None:
        """Ask for the unit of handle times that make no sense as they were read."""
        if self.handle_times is not None:
            volume, aht, line = self.volume.view(), self.aht.view(), self.line.view()
            queue = self.queue.view()
            self.handle_times.judge(volume, aht, line, self._problems, notes, queue)

    def check_queues(self, line: NDArray[np.int32], unnamed: NDArray[np.int32]) -> None:
        """Refuse rows without a queue if others have one.

        A column of empty cells means that the file has no queues, as in the plans of wfm. `line`
        are the lines of the rows that are not totals, `unnamed` those of the rows without queue.
        """
        if FORMULA_TEXT in self._queues.seen:
            self._problems.add(FORMULA_PROBLEM, None, self.columns.name(self.columns.queue))
        if self._queues.seen and len(unnamed):
            lines = unnamed[np.isin(unnamed, line)]
            self._problems.add_rows(
                np.arange(len(lines)),
                lines,
                lambda _: "the cell is empty — write the name of the queue",
                self.columns.name(self.columns.queue),
            )

    def check_selected(self) -> None:
        """Refuse selected queues that do not exist."""
        for name in self._options.queues:
            if name not in self._queues.kept:
                hint = nearest(name, list(self._queues.seen)) or _choices(list(self._queues.seen))
                if name in self._problems.unread:
                    hint = f" but a sheet of it: read it with {option('sheet', name)}"
                raise InputError(
                    f"queue {name!r} is not in {self._problems.source}{hint}",
                    name="queue",
                    value=name,
                )

    def _check_width(self, block: RowBlock) -> RowBlock:
        """The rows that have as many cells as there are headings."""
        width = len(self.columns.header)
        if block.fits(width):
            return block
        keep = [len(row) == width for row in block.rows]
        for row, line, fits in zip(block.rows, block.lines, keep, strict=True):
            if not fits and not self.totals.take(row, line, self.volume.used, self._lenient):
                self._problems.add(_width_problem(row, width), line)
        return block.only(keep)

    def _selected(self, block: RowBlock) -> RowBlock:
        """The rows of the selected queues."""
        if self.columns.queue is None or not self._options.queues:
            return block
        codes = self._queues.codes(block.texts(self.columns.queue))
        return block.only([code != _QueueNames.UNWANTED for code in codes])

    def _queue_codes(self, block: RowBlock) -> NDArray[np.intp] | int:
        """The index of the queue of each row; rows without a name are remembered."""
        if self.columns.queue is None:
            return 0
        codes = np.array(self._queues.codes(block.texts(self.columns.queue)), dtype=np.intp)
        lines = np.array(block.lines)[codes == _QueueNames.UNNAMED]
        self.unnamed.extend(lines, len(lines))
        return np.maximum(codes, 0)

    def _start_texts(self, block: RowBlock) -> list[str]:
        """The start of each row as text; date and time of two columns are joined by a tab."""
        texts = block.texts(self.columns.start)
        if self.columns.clock is None:
            return texts
        clocks = block.texts(self.columns.clock)
        return [f"{day}\t{time}" for day, time in zip(texts, clocks, strict=True)]

    def _with_starts(self, block: RowBlock) -> tuple[RowBlock, ArrayLike]:
        """The rows that are intervals, not totals, and the codes of their starts."""
        starts = block.cells(self.columns.start)
        if isinstance(starts, Seconds) and self.columns.clock is None:
            return block, self.starts.codes_of_seconds(starts)
        texts = self._start_texts(block)
        codes = self.starts.codes(texts)
        if -1 not in codes:
            return block, codes
        self._read_hours(block, texts, codes)
        position = self.volume.used
        for row, code in enumerate(codes):
            if code < 0:
                self._without_start(block, row, texts[row], position)
            position += code >= 0
        keep = [code >= 0 for code in codes]
        return block.only(keep), list(compress(codes, keep))

    def _read_hours(self, block: RowBlock, texts: Sequence[str], codes: list[int]) -> None:
        """Read labels such as "Hour 8" as spans; they are totals, or refused when all is read."""
        for row in [row for row, code in enumerate(codes) if code < 0]:
            if span := self.starts.with_span(texts[row]):
                codes[row] = self.starts.codes([span])[0]
                if codes[row] >= 0:
                    _, label = self.starts.halves(texts[row])
                    self.hour_labels[block.lines[row]] = label.strip()

    def _without_start(self, block: RowBlock, row: int, text: str, position: int) -> None:
        """A row whose start cannot be read: a total, or a problem of its date or of its time."""
        cells, line = block.rows[row], block.lines[row]
        if self.totals.take(cells, line, position, self._lenient, start=text):
            return
        reason, of_time = self.starts.reason(text)
        at = (
            self.columns.clock if of_time and self.columns.clock is not None else self.columns.start
        )
        if text.strip() and not span_of_label(text):
            self._problems.add(reason, line, self.columns.name(at))
        else:
            self.totals.wait(cells, line, position, self._lenient, reason, self.columns.name(at))

    def _lenient(self, text: str) -> float:
        """The number in a cell of a row of totals; NaN if there is none."""
        try:
            return parse_number(text, self._separators, what="contacts") if text else np.nan
        except UnreadableError:
            return np.nan

    def _aht_values(self, block: RowBlock, volume: FloatArray) -> FloatArray:
        """The AHT of each row, the default where there is none."""
        default = np.nan if self._options.aht_may_lack else self._options.aht
        if self.handle_times is None:
            self.defaulted += len(volume)
            return np.full(len(volume), np.nan if default is None else default)
        aht = self.handle_times.read(block, volume, self._separators, self._problems)
        self._refuse_zero(aht, volume, block)
        blank = np.isnan(aht)
        if default is not None:
            self.defaulted += int(blank.sum())
            aht[blank] = default
        else:
            self._refuse_blank(blank, volume, block)
        return aht

    def _refuse_zero(self, aht: FloatArray, volume: FloatArray, block: RowBlock) -> None:
        """An AHT of 0 means no AHT; it is an error if there are contacts."""
        zero = aht == 0
        if not zero.any():
            return
        cure = (
            f"write the average handle time, or leave the cell empty and use {option('aht', '4m')}"
        )
        self._refuse_aht(
            np.flatnonzero(zero & (volume > 0)),
            block,
            lambda row: f"the AHT is 0 but the volume is {volume[row]:g} — {cure}",
        )
        if self.handle_times is not None:
            self.handle_times.refused |= bool((volume[zero] > 0).any())
        aht[zero] = np.where(volume[zero] > 0, PLACEHOLDER, np.nan)

    def _refuse_blank(self, blank: NDArray[np.bool_], volume: FloatArray, block: RowBlock) -> None:
        """Without a default, an interval with contacts must have an AHT."""
        if not blank.any():
            return
        what, where = "the cell is empty", "empty cells"
        if self.columns.per is not None:
            per = self.columns.name(self.columns.per)
            what = f"there is no handle time, or no contact in '{per}',"
            where = "such intervals"
        self._refuse_aht(
            np.flatnonzero(blank & (volume > 0)),
            block,
            lambda row: (
                f"{what} but the volume is {volume[row]:g} "
                f"— write the AHT, or use {option('aht', '4m')} for {where}"
            ),
        )

    def _refuse_aht(
        self, rows: NDArray[np.intp], block: RowBlock, describe: Callable[[int], str]
    ) -> None:
        """Report rows without an AHT; those that may be totals by their time wait."""
        waiting = np.zeros(len(rows), bool)
        if len(self._may_be_totals):
            waiting = self._may_be_totals[rows]
        self._waiting += [
            (int(block.lines[row]), describe(row)) for row in rows[waiting][:_MAX_WAITING].tolist()
        ]
        self._problems.add_rows(
            rows[~waiting], np.array(block.lines), describe, self.columns.name(self.columns.aht)
        )

    def check_waiting(self, line: NDArray[np.int32]) -> None:
        """Report the rows without an AHT that were not totals; `line` are the lines of all rows."""
        for at, text in self._waiting:
            if at in line:
                self._problems.add(text, at, self.columns.name(self.columns.aht))


class _QueueNames:
    """The names of queues and their codes; control characters are removed from names.

    A name can carry escape sequences that change what a terminal shows.
    """

    UNWANTED = -1
    UNNAMED = -2

    def __init__(self, wanted: tuple[str, ...], *, escaped: bool) -> None:
        self._wanted, self._escaped = wanted, escaped
        self._known: dict[str, int] = {}
        self.kept: dict[str, int] = {}
        self.seen: dict[str, None] = {}

    def codes(self, texts: Sequence[str]) -> list[int]:
        """The code of each name, by look-up if all of them are known."""
        codes: list[int | None] = list(map(self._known.get, texts))
        if None in codes:
            return [self._code_of_new(text) for text in texts]
        return codes  # type: ignore[return-value]

    def _code_of_new(self, text: str) -> int:
        """The code of a name that may be new."""
        if text not in self._known:
            self._known[text] = self._code(queue_name(text, escaped=self._escaped))
        return self._known[text]

    def _code(self, name: str) -> int:
        """The next code for a queue that is kept, else UNWANTED or UNNAMED."""
        if not name:
            return self.UNWANTED if self._wanted else self.UNNAMED
        self.seen.setdefault(name)
        if self._wanted and name not in self._wanted:
            return self.UNWANTED
        return self.kept.setdefault(name, len(self.kept))


def _width_problem(row: list[str], width: int) -> str:
    """The problem of a row with too many or too few cells."""
    relation = "more than" if len(row) > width else "fewer than"
    cure = (
        "is a thousands separator or decimal comma read as a delimiter? put the cell in quotes"
        if len(row) > width
        else "write the missing cells, empty where there is no value"
    )
    return f"the row has {len(row)} cells, {relation} the {width} headings — {cure}"


def _choices(names: list[str]) -> str:
    """The queues of the file, the first ten by name."""
    more = ", …" if len(names) > 10 else ""
    if not any(names):
        return f", which has no queues: leave out {option('queues')}."
    return f"; it has {', '.join(names[:10])}{more}."
