"""Rows of a file that are no intervals: totals, repeated headings and notes below the table.

A row with a word such as "Total", or a row without a start whose volume is the sum of the rows
above it, is certainly a total: it is left out with a note. Any other row without a start is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.io.forecast.column_labels import is_statistic, is_total
from wfm.io.forecast.formula_cells import FORMULA_TEXT
from wfm.io.forecast.hour_labels import span_of_label
from wfm.io.forecast.problems import Problems
from wfm.option_text import option

__all__ = ["LeftOut", "TotalRows", "is_sum", "totals_note"]

_SHOWN = 3  # rows that a note names
_MAX_PENDING = 1_000  # rows without a start; of more, the rest is refused without a sum


class LeftOut(NamedTuple):
    """A row of totals that is left out: its line, its label and its volume, NaN if it has none."""

    line: int
    label: str
    volume: float


class _Pending(NamedTuple):
    """A row without a start: how many rows were read before it, and its problem."""

    row: LeftOut
    position: int
    reason: str
    column: str


def is_sum(value: float, parts: FloatArray) -> bool:
    """Whether a value is the sum of at least two others, each of which may be rounded.

    >>> is_sum(96.0, np.array([41.0, 55.0])), is_sum(41.0, np.array([41.0]))
    (True, False)
    """
    if len(parts) < 2 or not value > 0:
        return False
    return bool(abs(parts.sum() - value) <= 0.005 * len(parts))


def totals_note(cells: Sequence[LeftOut], what: str = "volume") -> str:
    """Which rows of totals are left out, the first ones by line, label and volume.

    A row of a wide table has a total in each column; its volume is the sum of them. `what` names
    the numbers if they are no volume.

    >>> totals_note([LeftOut(9, "Mon Sum", 40.0), LeftOut(9, "Tue Sum", 35.0)])
    "a row of totals is left out: line 9 ('Sum', volume 75)"
    """
    rows = _by_line(cells)
    volumes = ["" if np.isnan(row.volume) else f", {what} {row.volume:,.10g}" for row in rows]
    shown = ", ".join(
        f"line {row.line} ('{row.label}'{volume})"
        for row, volume in zip(rows[:_SHOWN], volumes, strict=False)
    )
    more = f" and {len(rows) - _SHOWN:,} more" if len(rows) > _SHOWN else ""
    if len(rows) == 1:
        return f"a row of totals is left out: {shown}"
    return f"{len(rows):,} rows of totals are left out: {shown}{more}"


def _by_line(cells: Sequence[LeftOut]) -> list[LeftOut]:
    """One total per line: the sum of its cells, and the words that all of their labels have."""
    lines: dict[int, list[LeftOut]] = {}
    for cell in cells:
        lines.setdefault(cell.line, []).append(cell)
    rows = []
    for line, same in lines.items():
        words = [cell.label.split() for cell in same]
        common = [word for word in words[0] if all(word in others for others in words[1:])]
        volumes = [cell.volume for cell in same if not np.isnan(cell.volume)]
        volume = float(sum(volumes)) if volumes else np.nan
        ends = f"{same[0].label} to {same[-1].label}"
        label = same[0].label if len(same) == 1 else " ".join(common) or ends
        rows.append(LeftOut(line, label, volume))
    return rows


class TotalRows:
    """Collects the rows that are no intervals while a file is read, and decides at its end."""

    def __init__(
        self,
        header: Sequence[str],
        volume: int | None,
        problems: Problems,
        what: str = "volume",
    ) -> None:
        self._what = what
        self._header = [name.strip() for name in header]
        self._volume = volume
        self._problems = problems
        self._totals: list[LeftOut] = []
        self._boundaries: list[int] = []
        self._pending: list[_Pending] = []
        self._repeats: list[int] = []
        self._texts: dict[int, str] = {}

    @property
    def waiting(self) -> bool:
        """Whether rows without a start wait for the sums of the rows above."""
        return bool(self._pending)

    def take(
        self,
        row: Sequence[str],
        line: int,
        position: int,
        number: Callable[[str], float],
        start: str | None = None,
    ) -> bool:
        """Whether a row without a readable start is a total by its label, or no data at all.

        `position` is the number of rows read before it, `number` reads a cell of the volume,
        `start` is the text of the start, date and time with a tab between. If it is empty, a row
        of units has texts only.
        """
        blank = start is not None and not start.strip()
        cells = [cell.strip() for cell in row]
        texts = [cell for cell in cells if cell and not re.fullmatch(r"[-+\d.,:%\s'’]+", cell)]
        label = next((cell for cell in texts if is_total(cell)), "")
        if not label and start is not None:
            parts = (part.strip() for part in start.split("\t"))
            label = next((part for part in parts if is_statistic(part)), "")
        if label:
            volume = self._number(cells, number) if len(cells) == len(self._header) else np.nan
            self._totals.append(LeftOut(line, label[:40], volume))
            self._boundaries.append(position)
        elif cells == self._header:
            self._repeats.append(line)
        elif self._has_texts_only(cells, texts, blank):
            self._texts.setdefault(line, ", ".join(texts))
        else:
            return False
        return True

    def _has_texts_only(self, cells: Sequence[str], texts: Sequence[str], blank: bool) -> bool:
        """Whether a row has one text and nothing else, or no start and no digit at all."""
        if len(texts) != sum(map(bool, cells)) or len(self._header) < 3:
            return False
        digits = any(character.isdigit() for text in texts for character in text)
        return len(texts) == 1 or (blank and not digits and FORMULA_TEXT not in texts)

    def _number(self, cells: Sequence[str], number: Callable[[str], float]) -> float:
        """The volume of a row; NaN if it has none."""
        return np.nan if self._volume is None else number(cells[self._volume])

    def wait(
        self,
        row: Sequence[str],
        line: int,
        position: int,
        number: Callable[[str], float],
        reason: str,
        column: str,
    ) -> None:
        """Keep a row without a start until the volumes above it are known."""
        volume = self._number([cell.strip() for cell in row], number)
        label = next((cell.strip() for cell in row if cell.strip()), "")
        if len(self._pending) < _MAX_PENDING and volume >= 0:
            self._pending.append(
                _Pending(LeftOut(line, label[:40], volume), position, reason, column)
            )
        else:
            self._problems.add(reason, line, column)

    def decide(self, volume: FloatArray, queue: NDArray[np.int32], notes: list[str]) -> None:
        """Leave out the rows that are sums of the rows above, refuse the others, and note all.

        `volume` and `queue` are those of all rows that were read, in the order of the file.
        """
        if self._pending and not len(volume) and not self._totals:
            self._refuse_empty_column()
            return
        proven, refused = set[int](), list[_Pending]()
        for pending in self._pending:
            if self._is_total(pending, volume, queue):
                proven.add(pending.row.line)
                self._totals.append(pending.row)
                self._boundaries.append(pending.position)
            else:
                refused.append(pending)
        for pending in refused:
            # a total of 0 is that of a column without contacts in a wide table
            if pending.row.volume or pending.row.line not in proven:
                self._refuse(pending, volume, queue)
        if self._totals:
            rows = sorted(self._totals, key=lambda row: row.line)
            notes.append(totals_note(rows, self._what))
        if self._repeats:
            s = "s" * (len(self._repeats) > 1)
            notes.append(f"repeated headings left out in line{s} {_listed(self._repeats)}")
        if self._texts:
            line, text = next(iter(self._texts.items()))
            others = len(self._texts) - 1
            more = f", and {others} more lines of text" if others else ""
            notes.append(f"line {line} has only the text '{text[:40]}': not read{more}")

    def _is_total(self, pending: _Pending, volume: FloatArray, queue: NDArray[np.int32]) -> bool:
        """Whether a row without a start is a sum of rows above it, or below a label of an hour."""
        row, position = pending.row, pending.position
        above = self._above(volume, queue, position)
        below = [self._below(volume, position)] if span_of_label(row.label) else []
        return any(is_sum(row.volume, part) for part in (*above, *below))

    def _refuse_empty_column(self) -> None:
        """Report that no row has a start."""
        first, count = self._pending[0], len(self._pending)
        rows = f"all {count:,} rows" if count > 1 else "the only row"
        mapped = option("columns", {"start": "HEADING"})
        self._problems.add(
            f"the column is empty in {rows} — write when the intervals start, such as "
            f"2026-01-31 08:00, or say which column has the starts: {mapped}",
            first.row.line,
            first.column,
        )

    def _refuse(self, pending: _Pending, volume: FloatArray, queue: NDArray[np.int32]) -> None:
        """Report a row without a start that is no sum."""
        row, position, reason, column = pending
        above = self._above(volume, queue, position)
        if not above or not row.volume:
            self._problems.add(reason, row.line, column)
            return
        parts = above[1] if span_of_label(row.label) else volume[:position]
        self._problems.add(
            f"{reason}; it may be a total, but its volume {row.volume:.10g} is not the sum "
            f"of the rows above it, {parts.sum():.10g}",
            row.line,
            column,
        )

    def _above(
        self, volume: FloatArray, queue: NDArray[np.int32], position: int
    ) -> list[FloatArray]:
        """The volumes that a total in a place may be the sum of.

        All rows above; those since the total before it; those of the queue of the row above.
        """
        above = volume[:position]
        first = max((b for b in self._boundaries if b < position), default=0)
        if not position:
            return []
        other = np.flatnonzero(queue[:position] != queue[position - 1])
        return [above, above[first:], above[int(other[-1]) + 1 if len(other) else 0 :]]

    def _below(self, volume: FloatArray, position: int) -> FloatArray:
        """The volumes below a row without a start, up to the next such row."""
        others = [row.position for row in self._pending if row.position > position]
        return volume[position : min(others, default=len(volume))]


def _listed(lines: Sequence[int]) -> str:
    """The first lines of several."""
    more = f" and {len(lines) - _SHOWN:,} more" if len(lines) > _SHOWN else ""
    return ", ".join(map(str, lines[:_SHOWN])) + more
