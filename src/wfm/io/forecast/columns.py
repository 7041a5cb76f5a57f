"""Rows of text to columns of numbers, one block at a time, in the order of the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import compress
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm._arrays import FloatArray
from wfm.errors import InputError
from wfm.io.forecast.dates import Seconds, StartParser
from wfm.io.forecast.delimited import BLOCK_ROWS, RowBlock
from wfm.io.forecast.headings import ColumnMap
from wfm.io.forecast.layouts import layout_named
from wfm.io.forecast.numbers import Lengths, NumberColumn, Separators
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions, nearest

__all__ = ["ColumnReader"]

# Limits that catch a wrong column or unit; --no-limits removes them. 10 million contacts in one
# interval are more than the largest centres have in a day; an AHT above a day is a wrong unit.
MAX_CONTACTS = 1e7
MAX_AHT = 86_400.0
# Escape sequences of terminals: ESC [ … letter, ESC ] … BEL, or ESC and one character.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")
_TOTAL = re.compile(r"(?i)\W*(grand |sub ?)?(total|totals|sum|average|avg|summe|gesamt)\b.*")
_LIMIT_CURE = ", or use --no-limits if it is right"
_PLACEHOLDER = 1.0  # an AHT in place of a refused one, so that the checks of others can go on
_AHT_WORDS = {"": "seconds", "s": "seconds", "min": "minutes"}

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

    def release(self) -> NDArray[NumberT]:
        """The column; no reference is kept, so that its memory is freed once it is sorted."""
        whole, self._data = self._data, np.empty(0, dtype=self._data.dtype)
        whole.resize(self._used, refcheck=False)
        return whole


class SummedColumns:
    """Columns of numbers that are added up; most often one."""

    def __init__(self, indices: Sequence[int], column: Callable[[int], NumberColumn]) -> None:
        self._columns = [(index, column(index)) for index in indices]

    def texts(self, block: RowBlock) -> list[str]:
        """The cells that are text; numbers of a table in memory have no separators."""
        cells = (block.cells(index) for index, _ in self._columns)
        return [text for texts in cells if isinstance(texts, list) for text in texts]

    def read(
        self, block: RowBlock, separators: Separators, problems: Problems, heading: str
    ) -> FloatArray:
        """The sum of each row, NaN without columns; refused cells are added to `problems`.

        `heading` is that of the column in a wide table, whose rows were made of its columns.
        """
        values = [
            (column._replace(name=heading) if heading else column).read(
                _numbers(block, index), block.lines, separators, problems
            )
            for index, column in self._columns
        ]
        if not values:
            return np.full(len(block.rows), np.nan)
        return values[0] if len(values) == 1 else np.sum(values, axis=0)


class ColumnReader:
    """The columns of a file as they are read; every problem of a cell is added to `problems`.

    `codes` are the starts (see `dates`), `line` the line of each row, `queue` the index into
    `queues`, `defaulted` the number of rows without an AHT of their own.
    """

    def __init__(
        self, columns: ColumnMap, options: ReadOptions, separators: Separators, problems: Problems
    ) -> None:
        self.columns = columns
        self.starts: StartParser = StartParser(options, separate=columns.clock is not None)
        self.defaulted: int = 0
        self._options = options
        self._separators = separators
        self._problems = problems
        self._queues = _QueueNames(options.queues)
        self._volume = SummedColumns(
            [] if columns.volume is None else [columns.volume, *columns.volume_parts],
            self._contacts,
        )
        self._aht = SummedColumns(
            [] if columns.aht is None else [columns.aht, *columns.aht_parts], self._handle_time
        )
        self._unnamed = _GrowingColumn(np.int32)
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
            "contacts",
            MAX_CONTACTS if self._options.limits else np.inf,
            empty=0.0 if blank else None,
            limit_cure=_LIMIT_CURE,
        )

    def _handle_time(self, column: int) -> NumberColumn:
        """A column of handle times."""
        unit = self.columns.aht_unit or self._options.aht_unit or ""
        return NumberColumn(
            self.columns.name(column),
            _AHT_WORDS.get(unit, "time"),
            MAX_AHT if self._options.limits else np.inf,
            unit,
            empty=np.nan,
            limit_cure=_LIMIT_CURE,
            placeholder=_PLACEHOLDER,
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
        self._separators.infer([*self._volume.texts(block), *self._aht.texts(block)])
        volume = self._volume.read(block, self._separators, self._problems, block.headings[0])
        self.codes.extend(codes, count)
        self.volume.extend(volume, count)
        self.aht.extend(self._aht_values(block, volume), count)
        self.line.extend(block.lines, count)
        self.queue.extend(self._queue_codes(block), count)

    def check_queues(self) -> None:
        """Refuse rows without a queue if others have one, and selected queues that do not exist.

        A column of empty cells means that the file has no queues, as in the plans of wfm.
        """
        if self._queues.seen:
            lines = self._unnamed.release()
            self._problems.add_rows(
                np.arange(len(lines)),
                lines,
                lambda _: "the cell is empty — write the name of the queue",
                self.columns.name(self.columns.queue),
            )
        for name in self._options.queues:
            if name not in self._queues.kept:
                hint = nearest(name, list(self._queues.seen)) or _choices(list(self._queues.seen))
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
            if not fits:
                self._problems.add(_total_row_problem(row) or _width_problem(row, width), line)
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
        self._unnamed.extend(lines, len(lines))
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
        bad = [row for row, code in enumerate(codes) if code < 0]
        totals = {row: total for row in bad if (total := _total_row_problem(block.rows[row]))}
        for row in bad:
            if row in totals:
                self._problems.add(totals[row], block.lines[row])
            else:
                self._refuse_start(texts[row], block.lines[row])
        kept = [row not in totals for row in range(len(codes))]
        return block.only(kept), list(compress(codes, kept))

    def _refuse_start(self, text: str, line: int) -> None:
        """Report a start that cannot be read, in the column of its date or of its time."""
        reason, of_time = self.starts.reason(text)
        at = (
            self.columns.clock if of_time and self.columns.clock is not None else self.columns.start
        )
        self._problems.add(reason, line, self.columns.name(at))

    def _aht_values(self, block: RowBlock, volume: FloatArray) -> FloatArray:
        """The AHT of each row, the default where there is none."""
        default = np.nan if self._options.aht_may_lack else self._options.aht
        if self.columns.aht is None:
            self.defaulted += len(volume)
            return np.full(len(volume), np.nan if default is None else default)
        aht = self._aht.read(block, self._separators, self._problems, block.headings[1])
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
        cure = "write the average handle time, or leave the cell empty and use --aht 4m"
        self._problems.add_rows(
            np.flatnonzero(zero & (volume > 0)),
            np.array(block.lines),
            lambda row: f"the AHT is 0 but the volume is {volume[row]:g} — {cure}",
            self.columns.name(self.columns.aht),
        )
        aht[zero] = np.where(volume[zero] > 0, _PLACEHOLDER, np.nan)

    def _refuse_blank(self, blank: NDArray[np.bool_], volume: FloatArray, block: RowBlock) -> None:
        """Without a default, an interval with contacts must have an AHT."""
        if not blank.any():
            return
        self._problems.add_rows(
            np.flatnonzero(blank & (volume > 0)),
            np.array(block.lines),
            lambda row: (
                f"the cell is empty but the volume is {volume[row]:g} "
                "— write the AHT, or use --aht 4m for empty cells"
            ),
            self.columns.name(self.columns.aht),
        )


class _QueueNames:
    """The names of queues and their codes; control characters are removed from names.

    A name can carry escape sequences that change what a terminal shows.
    """

    UNWANTED = -1
    UNNAMED = -2

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self._wanted = wanted
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
            self._known[text] = self._code(_clean(text))
        return self._known[text]

    def _code(self, name: str) -> int:
        """The next code for a queue that is kept, else UNWANTED or UNNAMED."""
        if not name:
            return self.UNWANTED if self._wanted else self.UNNAMED
        self.seen.setdefault(name)
        if self._wanted and name not in self._wanted:
            return self.UNWANTED
        return self.kept.setdefault(name, len(self.kept))


def _numbers(block: RowBlock, column: int) -> list[str] | FloatArray | Lengths:
    """A column of numbers: as they are in a table in memory, else as text."""
    cells = block.cells(column)
    return block.texts(column) if isinstance(cells, Seconds) else cells


def _clean(text: str) -> str:
    """Text without escape sequences and control, format and surrogate characters."""
    plain = _ESCAPES.sub("", text)
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()


def _total_row_problem(row: list[str]) -> str:
    """The problem of a row of totals; empty for any other row."""
    cell = next((cell.strip() for cell in row if cell.strip()), "")
    if not _TOTAL.fullmatch(cell):
        return ""
    return f"a row of totals ('{cell[:40]}') — remove it: each row must be one interval"


def _width_problem(row: list[str], width: int) -> str:
    """The problem of a row with too many or too few cells."""
    relation = "more than" if len(row) > width else "fewer than"
    cure = (
        "is a thousands separator or decimal comma read as a delimiter? put the cell in quotes"
        if len(row) > width
        else "add the missing cells, or remove the row"
    )
    return f"the row has {len(row)} cells, {relation} the {width} headings — {cure}"


def _choices(names: list[str]) -> str:
    """The queues of the file, the first ten by name."""
    more = ", …" if len(names) > 10 else ""
    return f"; it has {', '.join(names[:10])}{more}." if names else "."
