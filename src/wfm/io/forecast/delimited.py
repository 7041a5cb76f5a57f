"""Lines to rows of cells: delimiter, quotes and the line number of each row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress, islice, repeat
from operator import add
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from wfm._arrays import FloatArray
from wfm.input_limits import MAX_COLUMNS
from wfm.io.forecast.dates import Seconds
from wfm.io.forecast.headings import count_known
from wfm.io.forecast.numbers import Lengths
from wfm.io.forecast.problems import Problems

if TYPE_CHECKING:
    from _csv import Reader

__all__ = ["Cells", "RowBlock", "csv_blocks", "delimiter_of"]

# Rows per block: enough that numpy works on whole arrays, few enough that a block stays small
# (1 to 2 MB of text).
BLOCK_ROWS = 10_000
DELIMITERS = ",;\t|"
_SEARCHED = 30  # lines below the first that show the delimiter: titles may be above the headings
_NAMES = {";": "semicolon", "\t": "tab", "|": "vertical bar '|'"}


# One column of a block: text, or the numbers, durations or timestamps of a table in memory.
Cells: TypeAlias = list[str] | FloatArray | Lengths | Seconds


class RowBlock(NamedTuple):
    """Some rows of the file and the line on which each begins.

    `headings` are those of the volume and the AHT in the file, if the rows were made of the
    columns of a wide table.
    """

    rows: Sequence[list[str]]
    lines: Sequence[int]
    headings: tuple[str, str] = ("", "")

    def without_blanks(self) -> RowBlock:
        """The rows that are not blank."""
        if all(map(any, self.rows)):
            return self
        return self.only([any(cell.strip() for cell in row) for row in self.rows])

    def only(self, keep: Sequence[bool]) -> RowBlock:
        """The rows for which `keep` is true."""
        rows, lines = list(compress(self.rows, keep)), list(compress(self.lines, keep))
        return RowBlock(rows, lines, self.headings)

    def fits(self, width: int) -> bool:
        """Whether every row has `width` cells."""
        return set(map(len, self.rows)) <= {width}

    def cells(self, column: int) -> Cells:
        """One column; a table in memory gives its numbers and timestamps as arrays."""
        return self.texts(column)

    def texts(self, column: int) -> list[str]:
        """One column as text."""
        return [row[column] for row in self.rows]


def csv_blocks(
    line_lists: Iterable[list[str]], delimiter: str | None, problems: Problems, notes: list[str]
) -> tuple[str, Iterator[RowBlock]]:
    """The delimiter, and an iterator of blocks of rows.

    The delimiter is `delimiter` if given, else that of a first line ``sep=;``, else detected.
    """
    lines = chain.from_iterable(line_lists)
    skipped, first = 0, ""
    for first in lines:
        if first.strip():
            break
        skipped += 1
    declared = _declared_delimiter(first)
    if declared:
        skipped, first = skipped + 1, next(lines, "")
    above = [first, *islice(lines, _SEARCHED)]
    used = delimiter or declared or delimiter_of(*above)
    if used != "," and not delimiter:
        notes.append(f"delimiter: {_NAMES.get(used, repr(used))}")
    return used, _blocks(chain(above, lines), used, skipped, problems)


def _declared_delimiter(line: str) -> str | None:
    """The delimiter of a line ``sep=;``, with which Excel declares it above the headings."""
    text = line.strip().strip('"').casefold()
    return text[4] if len(text) == 5 and text.startswith("sep=") else None


def delimiter_of(*lines: str) -> str:
    """The delimiter that splits one of the first lines into the most known headings.

    >>> delimiter_of("start;calls, offered;AHT (s)")
    ';'
    >>> delimiter_of("Calls, by half-hour", "", "start;calls, offered;AHT (s)")
    ';'
    """

    def score(delimiter: str) -> tuple[int, int, int]:
        rows = [next(csv.reader([line], delimiter=delimiter), []) for line in lines]
        known = max(map(count_known, rows), default=0)
        # a wide table has few known headings, but rows of one width
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, rows_of_width = max(widths.items(), key=lambda item: item[::-1], default=(0, 0))
        return known, rows_of_width, width

    try:
        return max(DELIMITERS, key=score)
    except csv.Error:
        return ","


def _blocks(
    lines: Iterator[str], delimiter: str, skipped: int, problems: Problems
) -> Iterator[RowBlock]:
    """Blocks of rows; `skipped` lines above them have been read already."""
    # with its end, so that a line break in a quoted cell does not join two words
    whole = map(add, lines, repeat("\n"))
    reader = csv.reader(whole, delimiter=delimiter, strict=True, skipinitialspace=True)
    ends = [skipped]  # last line of each row; the next row begins one line below it
    while rows := _next_rows(reader, ends, skipped, problems):
        yield RowBlock(rows, [end + 1 for end in ends[:-1]])
        del ends[:-1]


def _next_rows(
    reader: Reader, ends: list[int], skipped: int, problems: Problems
) -> list[list[str]]:
    """The next rows, at most one block; the last line of each is appended to `ends`."""
    rows = []
    try:
        for row in islice(reader, BLOCK_ROWS):
            if len(row) > MAX_COLUMNS:
                problems.stop(
                    f"has {len(row):,} cells, but a table has at most {MAX_COLUMNS:,} columns: is "
                    "a line end missing?",
                    skipped + reader.line_num,
                )
            rows.append(row)
            ends.append(skipped + reader.line_num)
    except csv.Error as error:
        problems.stop(_csv_problem(error), ends[-1] + 1)
    return rows


def _csv_problem(error: csv.Error) -> str:
    """An error of the csv module as a problem with its cure."""
    if "unexpected end" in str(error):
        return 'the quote " that begins here is not closed: close it, or double it inside a text'
    if "expected after" in str(error):
        return 'the quotes " of the row do not match: close each quote, and double it inside a text'
    if "field larger" in str(error):
        return 'a cell is longer than 128 kB: is a quote " not closed?'
    return f"cannot be split into cells: {error}"
