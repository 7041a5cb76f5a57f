"""The rows that are made of the columns of a wide table, one column after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wfm.io.forecast.column_labels import measure_of
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.problems import Problems

__all__ = ["ColumnGroup", "WideTable"]

# A table of days and times has few rows; more than these are no wide table.
_MAX_ROWS = 100_000


class ColumnGroup(NamedTuple):
    """The columns of one day, time or queue: its labels by kind, and its volume and AHT."""

    labels: tuple[tuple[str, str], ...]
    volume: int | None
    aht: int | None


class WideTable(NamedTuple):
    """How the columns of a wide table become rows.

    Attributes
    ----------
    names : tuple of str
        Headings of the rows that are made.
    header : tuple of str
        Headings of the file, for errors.
    kept : tuple of int
        The columns that every row keeps.
    measures : int or None
        The column whose cells name the measure of a row, such as "Calls" or "AHT".
    groups : tuple of ColumnGroup
        The columns that become rows.
    notes : tuple of str
        What was done.
    """

    names: tuple[str, ...]
    header: tuple[str, ...]
    kept: tuple[int, ...]
    measures: int | None
    groups: tuple[ColumnGroup, ...]
    notes: tuple[str, ...]

    def rows(
        self, blocks: Iterable[RowBlock], problems: Problems, notes: list[str]
    ) -> Iterator[RowBlock]:
        """The rows of the table as a table with one row per interval has them."""
        makers = _RowMaker(self, problems)
        if self.measures is None and all(label == "queue" for label, _ in self.groups[0].labels):
            for block in blocks:
                yield from makers.made(block)
        else:
            yield from makers.made_of_all(blocks)
        if makers.blank:
            s = "s" * (makers.blank > 1)
            notes.append(f"{makers.blank:,} empty cell{s} of the columns left out: no interval")


class _RowMaker:
    """Makes the rows of a wide table; `blank` counts the cells without contacts and AHT."""

    def __init__(self, table: WideTable, problems: Problems) -> None:
        self._table = table
        self._problems = problems
        self._own_aht = any(group.aht is not None for group in table.groups)
        self.blank: int = 0

    def made(
        self,
        block: RowBlock,
        aht: Sequence[Sequence[str]] | None = None,
    ) -> Iterator[RowBlock]:
        """The rows of one block, the columns one after the other.

        `aht` are the AHT of each row and group where other rows have them.
        """
        block = self._fitting(block)
        for number, group in enumerate(self._table.groups):
            made, lines = [], []
            for i, (row, line) in enumerate(zip(block.rows, block.lines, strict=True)):
                cells = ["" if at is None else row[at] for at in (group.volume, group.aht)]
                if not any(map(str.strip, cells)):
                    self.blank += 1
                    continue
                if aht is not None:
                    cells[1] = aht[i][number]
                kept = [row[at] for at in self._table.kept]
                labels = [label for _, label in group.labels]
                with_aht = aht is not None or self._own_aht
                made.append([*kept, *labels, *(cells if with_aht else cells[:1])])
                lines.append(line)
            if made:
                yield RowBlock(made, lines, self._headings(group))

    def _headings(self, group: ColumnGroup) -> tuple[str, str]:
        """The headings in the file of the volume and of the AHT of a group."""
        header = self._table.header
        volume, aht = ("" if at is None else header[at] for at in (group.volume, group.aht))
        return volume, aht or volume

    def _fitting(self, block: RowBlock) -> RowBlock:
        """The rows that have as many cells as there are headings; shorter ones are refused."""
        width = len(self._table.header)
        if all(len(row) == width for row in block.rows):
            return block
        keep = [len(row) == width for row in block.rows]
        for row, line, fits in zip(block.rows, block.lines, keep, strict=True):
            if not fits:
                self._problems.add(
                    f"the row has {len(row)} cells, but there are {width} headings "
                    "— write one cell below each heading",
                    line,
                )
        return block.only(keep)

    def made_of_all(self, blocks: Iterable[RowBlock]) -> Iterator[RowBlock]:
        """The rows of a table in which some rows may hold the AHT of others."""
        rows: list[Sequence[str]] = []
        lines: list[int] = []
        for block in blocks:
            fitting = self._fitting(block)
            rows.extend(fitting.rows)
            lines.extend(fitting.lines)
            if len(rows) > _MAX_ROWS:
                self._problems.stop(
                    f"is a wide table of more than {_MAX_ROWS:,} rows: write one row per interval"
                )
        aht_rows = {i: key for i, row in enumerate(rows) if (key := self._aht_key(row)) is not None}
        volume = [i for i in range(len(rows)) if i not in aht_rows]
        whole = RowBlock([list(rows[i]) for i in volume], [lines[i] for i in volume])
        if not aht_rows:
            yield from self.made(whole)
            return
        by_key = {key: rows[i] for i, key in aht_rows.items()}
        yield from self.made(whole, [self._aht_of(row, by_key) for row in whole.rows])

    def _aht_key(self, row: Sequence[str]) -> tuple[str, ...] | None:
        """What identifies the rows whose AHT a row holds; None for a row of contacts."""
        if self._table.measures is not None and measure_of(row[self._table.measures]) == "aht":
            return self._key(row)
        kept = [row[at].strip() for at in self._table.kept if row[at].strip()]
        named = [text for text in kept if measure_of(text) == "aht"]
        return () if named and len(kept) == 1 else None

    def _key(self, row: Sequence[str]) -> tuple[str, ...]:
        """The cells that every row made of a row keeps."""
        return tuple(row[at].strip() for at in self._table.kept)

    def _aht_of(
        self, row: Sequence[str], by_key: dict[tuple[str, ...], Sequence[str]]
    ) -> list[str]:
        """The AHT of a row for each group: that of its own row of AHT, else of the common one."""
        source = by_key.get(self._key(row), by_key.get(()))
        return [
            "" if source is None or group.volume is None else source[group.volume]
            for group in self._table.groups
        ]
