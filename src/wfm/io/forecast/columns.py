"""Rows of text to columns of numbers, a block at a time, in the order of the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import compress
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm._arrays import FloatArray
from wfm.errors import InputError
from wfm.io.forecast.dates import Stamps
from wfm.io.forecast.delimited import ROWS, Block
from wfm.io.forecast.headings import Columns
from wfm.io.forecast.numbers import NumberColumn, Separators
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions, nearest

__all__ = ["Table"]

MOST_CONTACTS = 1e7
LONGEST_AHT = 86_400.0
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")
_TOTAL = re.compile(r"(?i)\W*(grand |sub ?)?(total|totals|sum|average|avg|summe|gesamt)\b.*")
_AHT_WORDS = {"": "seconds", "s": "seconds", "min": "minutes"}

Number = TypeVar("Number", np.int32, np.int64, np.float64)


class _Growing(Generic[Number]):
    """A column that grows in place, so that no second copy is ever needed."""

    def __init__(self, dtype: type[Number]) -> None:
        self._data: NDArray[Number] = np.empty(ROWS, dtype=dtype)
        self._used = 0

    def extend(self, values: ArrayLike, count: int) -> None:
        end = self._used + count
        if end > len(self._data):
            self._data.resize(end + end // 16, refcheck=False)
        self._data[self._used : end] = values
        self._used = end

    def handed_over(self) -> NDArray[Number]:
        """The column; nothing stays behind, so that it can be freed once it is sorted."""
        whole, self._data = self._data, np.empty(0, dtype=self._data.dtype)
        whole.resize(self._used, refcheck=False)
        return whole


class Table:
    """The columns of a file as they are read; every problem of a cell goes to `problems`."""

    def __init__(
        self, columns: Columns, options: ReadOptions, marks: Separators, problems: Problems
    ) -> None:
        self.columns = columns
        self.stamps = Stamps(options, apart=columns.clock is not None)
        self.filled = 0
        self._options = options
        self._marks = marks
        self._problems = problems
        self._queues = _Queues(options.queues)
        self._volume = NumberColumn(
            columns.name(columns.volume), "contacts", MOST_CONTACTS if options.limits else np.inf
        )
        unit = columns.aht_unit or options.aht_unit or ""
        self._aht = NumberColumn(
            columns.name(columns.aht),
            _AHT_WORDS.get(unit, "time"),
            LONGEST_AHT if options.limits else np.inf,
            unit,
            empty=np.nan,
            spare=1.0,
        )
        self._nameless = _Growing(np.int32)
        self.codes = _Growing(np.int64)
        self.volume = _Growing(np.float64)
        self.aht = _Growing(np.float64)
        self.line = _Growing(np.int32)
        self.queue = _Growing(np.int32)

    @property
    def queues(self) -> tuple[str, ...]:
        """The names of the lines of work, in order of first appearance."""
        named = self.columns.queue is not None and (self._queues.seen or self._options.queues)
        return tuple(self._queues.kept) if named else ("",)

    def add(self, block: Block) -> None:
        """Take in the next rows of the file."""
        block = self._chosen(self._of_right_width(block.without_blanks()))
        block, codes = self._timed(block)
        if not block.rows:
            return
        count = len(block.rows)
        contacts, handling = self._cells(block, self.columns.volume), self._handling(block)
        self._marks.learn([*contacts, *handling])
        volume = self._volume.read(contacts, block.lines, self._marks, self._problems)
        self.codes.extend(codes, count)
        self.volume.extend(volume, count)
        self.aht.extend(self._handled(block, handling, volume), count)
        self.line.extend(block.lines, count)
        self.queue.extend(self._queue_codes(block), count)

    def check_queues(self) -> None:
        """Refuse rows without a queue where others have one, and a wanted queue that is not there.

        A column of empty cells is that of a file without queues, as our own plans have it.
        """
        if self._queues.seen:
            lines = self._nameless.handed_over()
            self._problems.add_rows(
                np.arange(len(lines)),
                lines,
                lambda _: "the cell is empty — name the queue",
                self.columns.name(self.columns.queue),
            )
        for name in self._options.queues:
            if name not in self._queues.kept:
                hint = nearest(name, list(self._queues.seen)) or _listed(list(self._queues.seen))
                raise InputError(
                    f"queue {name!r} is not in {self._problems.source}{hint}",
                    name="queue",
                    value=name,
                )

    def _cells(self, block: Block, column: int) -> list[str]:
        return [row[column] for row in block.rows]

    def _of_right_width(self, block: Block) -> Block:
        width = len(self.columns.header)
        if set(map(len, block.rows)) <= {width}:
            return block
        keep = [len(row) == width for row in block.rows]
        for row, line, fits in zip(block.rows, block.lines, keep, strict=True):
            if not fits:
                self._problems.add(_total(row) or _misfit(row, width), line)
        return block.only(keep)

    def _chosen(self, block: Block) -> Block:
        if self.columns.queue is None or not self._options.queues:
            return block
        codes = self._queues.codes(self._cells(block, self.columns.queue))
        return block.only([code != _Queues.UNWANTED for code in codes])

    def _queue_codes(self, block: Block) -> NDArray[np.intp] | int:
        if self.columns.queue is None:
            return 0
        codes = np.array(self._queues.codes(self._cells(block, self.columns.queue)), dtype=np.intp)
        lines = np.array(block.lines)[codes == _Queues.NAMELESS]
        self._nameless.extend(lines, len(lines))
        return np.maximum(codes, 0)

    def _start_texts(self, block: Block) -> list[str]:
        texts = self._cells(block, self.columns.start)
        if self.columns.clock is None:
            return texts
        clocks = self._cells(block, self.columns.clock)
        return [f"{day}\t{time}" for day, time in zip(texts, clocks, strict=True)]

    def _timed(self, block: Block) -> tuple[Block, list[int]]:
        """The rows that are intervals, and the codes of their starts."""
        texts = self._start_texts(block)
        codes = self.stamps.codes(texts)
        if -1 not in codes:
            return block, codes
        bad = [row for row, code in enumerate(codes) if code < 0]
        totals = {row: total for row in bad if (total := _total(block.rows[row]))}
        for row in bad:
            if row in totals:
                self._problems.add(totals[row], block.lines[row])
            else:
                self._refuse_start(texts[row], block.lines[row])
        kept = [row not in totals for row in range(len(codes))]
        return block.only(kept), list(compress(codes, kept))

    def _refuse_start(self, text: str, line: int) -> None:
        why, of_time = self.stamps.why_not(text)
        at = (
            self.columns.clock if of_time and self.columns.clock is not None else self.columns.start
        )
        self._problems.add(why, line, self.columns.name(at))

    def _handling(self, block: Block) -> list[str]:
        return [] if self.columns.aht is None else self._cells(block, self.columns.aht)

    def _handled(self, block: Block, texts: list[str], volume: FloatArray) -> FloatArray:
        default = np.nan if self._options.aht_may_lack else self._options.aht
        if self.columns.aht is None:
            self.filled += len(volume)
            return np.full(len(volume), default)
        aht = self._aht.read(texts, block.lines, self._marks, self._problems)
        self._refuse_zero(aht, volume, block)
        blank = np.isnan(aht)
        if default is not None:
            self.filled += int(blank.sum())
            aht[blank] = default
        else:
            self._refuse_blank(blank, volume, block)
        return aht

    def _refuse_zero(self, aht: FloatArray, volume: FloatArray, block: Block) -> None:
        zero = aht == 0
        if not zero.any():
            return
        cure = "write how long a contact takes, or leave it empty and say --aht 4m"
        self._problems.add_rows(
            np.flatnonzero(zero & (volume > 0)),
            np.array(block.lines),
            lambda row: f"the AHT is 0 but the volume is {volume[row]:g} — {cure}",
            self._aht.name,
        )
        aht[zero] = np.where(volume[zero] > 0, self._aht.spare, np.nan)

    def _refuse_blank(self, blank: NDArray[np.bool_], volume: FloatArray, block: Block) -> None:
        self._problems.add_rows(
            np.flatnonzero(blank & (volume > 0)),
            np.array(block.lines),
            lambda row: (
                f"the cell is empty but the volume is {volume[row]:g} "
                "— write the AHT, or say --aht 4m for empty cells"
            ),
            self._aht.name,
        )


class _Queues:
    """The names of queues and their numbers; names are cleaned of what could fool a terminal."""

    UNWANTED = -1
    NAMELESS = -2

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self._wanted = wanted
        self._known: dict[str, int] = {}
        self.kept: dict[str, int] = {}
        self.seen: dict[str, None] = {}

    def codes(self, texts: Sequence[str]) -> list[int]:
        codes: list[int | None] = list(map(self._known.get, texts))
        if None in codes:
            return [self._learnt(text) for text in texts]
        return codes  # type: ignore[return-value]

    def _learnt(self, text: str) -> int:
        if text not in self._known:
            self._known[text] = self._code(_cleaned(text))
        return self._known[text]

    def _code(self, name: str) -> int:
        if not name:
            return self.UNWANTED if self._wanted else self.NAMELESS
        self.seen.setdefault(name)
        if self._wanted and name not in self._wanted:
            return self.UNWANTED
        return self.kept.setdefault(name, len(self.kept))


def _cleaned(text: str) -> str:
    plain = _ESCAPES.sub("", text)
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()


def _total(row: list[str]) -> str:
    cell = next((cell.strip() for cell in row if cell.strip()), "")
    if not _TOTAL.fullmatch(cell):
        return ""
    return f"'{cell[:40]}' begins a row of totals — remove it: every row must be one interval"


def _misfit(row: list[str], width: int) -> str:
    much = "more than" if len(row) > width else "fewer than"
    cure = (
        "is a mark of thousands or a decimal comma read as a delimiter? put the cell in quotes"
        if len(row) > width
        else "add the missing cells, or remove the row"
    )
    return f"the row has {len(row)} cells, {much} the {width} headings — {cure}"


def _listed(names: list[str]) -> str:
    more = ", …" if len(names) > 10 else ""
    return f"; it has {', '.join(names[:10])}{more}." if names else "."
