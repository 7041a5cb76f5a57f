"""Lines to rows: the delimiter, the quotes and the number of the line each row stands in."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from wfm.io.forecast.headings import recognised
from wfm.io.forecast.problems import Problems

if TYPE_CHECKING:
    from _csv import Reader

__all__ = ["Block", "csv_blocks", "delimiter_of"]

ROWS = 10_000
DELIMITERS = ",;\t|"
_NAMES = {";": "a semicolon", "\t": "a tab", "|": "a bar '|'"}


class Block(NamedTuple):
    """Some rows of the file and the line that each begins in."""

    rows: list[list[str]]
    lines: list[int]

    def without_blanks(self) -> Block:
        """The rows that hold anything."""
        if all(map(any, self.rows)):
            return self
        return self.only([any(cell.strip() for cell in row) for row in self.rows])

    def only(self, keep: list[bool]) -> Block:
        """The rows marked in `keep`."""
        kept = [pair for pair, wanted in zip(zip(*self, strict=True), keep, strict=True) if wanted]
        return Block([row for row, _ in kept], [line for _, line in kept])


def csv_blocks(
    line_lists: Iterable[list[str]], delimiter: str | None, problems: Problems, notes: list[str]
) -> tuple[str, Iterator[Block]]:
    """The delimiter, and the rows a block at a time."""
    lines = chain.from_iterable(line_lists)
    skipped, first = 0, ""
    for first in lines:
        if first.strip():
            break
        skipped += 1
    told = _told_delimiter(first)
    if told:
        skipped, first = skipped + 1, next(lines, "")
    mark = delimiter or told or delimiter_of(first)
    if mark != "," and not delimiter:
        notes.append(f"columns are separated by {_NAMES.get(mark, repr(mark))}")
    return mark, _blocks(chain([first], lines), mark, skipped, problems)


def _told_delimiter(line: str) -> str | None:
    # Excel's own hint, "sep=;" as the first line
    told = line.strip().strip('"').casefold()
    return told[4] if len(told) == 5 and told.startswith("sep=") else None


def delimiter_of(header: str) -> str:
    """The mark that splits a line of headings into the most words that we know.

    >>> delimiter_of("start;calls, offered;AHT (s)")
    ';'
    """

    def score(mark: str) -> tuple[int, int]:
        cells = next(csv.reader([header], delimiter=mark), [])
        return recognised(cells), len(cells)

    try:
        return max(DELIMITERS, key=score)
    except csv.Error:
        return ","


def _blocks(
    lines: Iterator[str], delimiter: str, skipped: int, problems: Problems
) -> Iterator[Block]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    ends = [skipped]  # the lines that rows end in; the row after begins in the next one
    while rows := _next_rows(reader, ends, skipped, problems):
        yield Block(rows, [end + 1 for end in ends[:-1]])
        del ends[:-1]


def _next_rows(
    reader: Reader, ends: list[int], skipped: int, problems: Problems
) -> list[list[str]]:
    rows = []
    try:
        for row in islice(reader, ROWS):
            rows.append(row)
            ends.append(skipped + reader.line_num)
    except csv.Error as error:
        problems.stop(_worded(error), ends[-1] + 1)
    return rows


def _worded(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return 'a quote " opens here and is not closed: close it, or write it twice inside a text'
    if "expected after" in str(error):
        return 'the quotes " of the row do not match: close each, and write one twice inside a text'
    if "field larger" in str(error):
        return 'a cell is longer than 128 kB: is a quote " left open?'
    return f"cannot be split into cells: {error}"
