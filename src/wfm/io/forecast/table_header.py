"""Find the headings of a table below its titles, notes and blank rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise, zip_longest
from typing import NamedTuple

from wfm.input_limits import MAX_SHEET_COLUMNS
from wfm.io.forecast.clock_times import is_time_of_day
from wfm.io.forecast.column_labels import KINDS, heading_of, hour_labels
from wfm.io.forecast.dates import has_date_and_time
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.headings import roles_of
from wfm.io.forecast.problems import Problems

__all__ = ["TableHeader", "find_header", "heading_score", "split_header"]

# Titles and notes above a table are few; a row of headings further down is not looked for.
_SEARCHED = 60
_SAMPLE = 400  # rows below the headings that show what the columns hold
_MOMENTS = {"start", "date", "time"}
_NUMBER = re.compile(r"[-+]?[\d.,' \u00a0]*\d\s*%?|[-+]?\d+([.,]\d+)?[eE][-+]?\d+")
_DATE_FORM = re.compile(r"\d{1,2}\.\d{1,2}\.(\d{4}|\d\d)")


class TableHeader(NamedTuple):
    """The row of headings, and what is above it.

    Attributes
    ----------
    names : tuple of str
        The headings; the lower ones of two rows.
    line : int
        Their line.
    tops : tuple of str
        The headings of the row above that belong to the table, one per column; empty for one row.
    above : tuple of (int, tuple of str)
        Line and cells of each row above the headings, which are not read.
    """

    names: tuple[str, ...]
    line: int
    tops: tuple[str, ...] = ()
    above: tuple[tuple[int, tuple[str, ...]], ...] = ()

    def note(self, problems: Problems) -> str:
        """Which lines above the headings are not read; empty if there are none."""
        if not self.above:
            return ""
        texts = [" ".join(cell for cell in cells if cell) for _, cells in self.above]
        shown = ", ".join(f"'{text if len(text) <= 40 else text[:39] + '…'}'" for text in texts[:4])
        more = f" and {len(texts) - 4} more" if len(texts) > 4 else ""
        first, last = self.above[0][0], self.above[-1][0]
        lines = problems.span(first, last)
        where = problems.place(self.line)
        return f"headings in {where}; not read above them ({lines}): {shown}{more}"


def split_header(
    blocks: Iterator[RowBlock], mapped: Mapping[str, str]
) -> tuple[TableHeader | None, list[list[str]], Iterator[RowBlock]]:
    """The headings of a table, some of its first rows, and the blocks of all its rows.

    Parameters
    ----------
    blocks : iterator of RowBlock
        Without blank rows.
    mapped : mapping of str to str
        The headings that the caller names, by quantity.

    Returns
    -------
    tuple
        None in place of the headings if there is no row at all.
    """
    read: list[RowBlock] = []
    count = 0
    for block in blocks:
        read.append(block)
        count += len(block.rows)
        if count >= _SEARCHED + _SAMPLE:
            break
    if not count:
        return None, [], blocks
    rows = _first_rows(read, _SEARCHED)
    header, used = find_header([row for _, row in rows], [line for line, _ in rows], mapped)
    rest = _without(read, used)
    sample = [row for _, row in _first_rows(rest, _SAMPLE)]
    return header, sample, chain(rest, blocks)


def _first_rows(blocks: Sequence[RowBlock], count: int) -> list[tuple[int, list[str]]]:
    """The first rows of some blocks with their lines."""
    rows: list[tuple[int, list[str]]] = []
    for block in blocks:
        missing = min(count - len(rows), len(block.rows))
        rows += [(block.lines[i], list(block.rows[i])) for i in range(missing)]
    return rows


def _without(blocks: Sequence[RowBlock], count: int) -> list[RowBlock]:
    """The blocks without their first rows; a block of which no row is left out stays as it is."""
    kept = []
    for block in blocks:
        skipped = min(count, len(block.rows))
        count -= skipped
        if not skipped:
            kept.append(block)
        elif skipped < len(block.rows):
            kept.append(block.only([i >= skipped for i in range(len(block.rows))]))
    return kept


def find_header(
    rows: Sequence[Sequence[str]], lines: Sequence[int], mapped: Mapping[str, str]
) -> tuple[TableHeader, int]:
    """The headings among the first rows, and how many rows end with them.

    The row with the most known headings and labels of columns; without any, the first row that
    is followed by a row with numbers of the same width, or else the first row.
    """
    cells = [tuple(cell.strip().lstrip("\ufeff") for cell in row) for row in rows]
    shown = [row[:MAX_SHEET_COLUMNS] for row in cells]  # no table has more; a hostile row may
    scores = [heading_score(row, mapped) for row in shown]
    best = max(scores)
    at = scores.index(best) if best >= 2 else _structural_header(shown)
    top: int | None = None
    if at + 1 < len(shown) and _is_below(shown[at], shown[at + 1], scores[at + 1]):
        at, top = at + 1, at
    elif at and best >= 2 and _is_pair(shown[at - 1], shown[at]):
        top = at - 1
    first = at if top is None else top
    above = tuple((lines[i], cells[i]) for i in range(first))
    tops = () if top is None else _spread(cells[top], cells[at])
    return TableHeader(_widened(cells[at], tops), lines[at], tops, above), at + 1


def heading_score(row: Sequence[str], mapped: Mapping[str, str]) -> int:
    """How many cells of a row are known headings or labels of columns; 0 for a row of data.

    Examples
    --------
    >>> heading_score(["Time", "Mon", "Tue"], {}), heading_score(["08:00", "41", "33"], {})
    (3, 0)
    >>> heading_score(["Zeit", "02.03.2026", "03.03.2026"], {})
    3
    """
    texts = [cell.strip() for cell in row if cell.strip()]
    hours = hour_labels(row)
    parts = [heading_of(text) for text in texts]
    if len(texts) < 2 or sum(map(_is_number, texts)) > len(hours):
        return 0
    known = {heading.casefold() for heading in mapped.values()}
    labels = max((sum(part.kind == kind for part in parts) for kind in KINDS), default=0)
    named = sum(
        bool(roles_of(text)) or (bool(part.measure) and bool(part.rest)) or text.casefold() in known
        for text, part in zip(texts, parts, strict=True)
    )
    return named + (labels if labels > 1 else 0) + len(hours)


def _is_number(text: str) -> bool:
    """Whether a cell is a number, and not a date such as 02.03.2026 or 20260302."""
    if _DATE_FORM.fullmatch(text):  # it may be impossible, such as 30.02.2026
        return False
    return bool(_NUMBER.fullmatch(text)) and heading_of(text).kind != "date"


def _structural_header(rows: Sequence[Sequence[str]]) -> int:
    """The first row of at least two texts above a row of data; the first row if none is.

    A row with a start is data, though a text may be in the place of its number.
    """
    for at, (row, below) in enumerate(pairwise(rows)):
        texts = [cell for cell in row if cell]
        if len(texts) < 2 or any(map(_is_number, texts)) or _has_start(row):
            continue
        if len(below) == len(row) and (any(map(_is_number, below)) or _has_start(below)):
            return at
    return 0


def _has_start(row: Sequence[str]) -> bool:
    """Whether a row has a date and a time, in one cell or two, or begins with a time of day.

    >>> _has_start(["2026-03-02 08:00", "five"]), _has_start(["Zeit", "02.03.2026"])
    (True, False)
    """
    kinds = [heading_of(cell).kind for cell in row]
    return (
        any(map(has_date_and_time, row))
        or {"date", "time"} <= set(kinds)
        or bool(row and is_time_of_day(row[0]))
    )


def _is_below(top: Sequence[str], bottom: Sequence[str], score: int) -> bool:
    """Whether the row below the best one belongs to the headings: known, or below merged cells."""
    pairs = zip(top, bottom, strict=False)
    if any(roles_of(name) & _MOMENTS and heading_of(cell).kind for name, cell in pairs):
        return False  # a date or time below a heading of dates or times is data
    texts = [cell for cell in bottom if cell]
    if score >= 2:
        return _is_pair(top, bottom)
    parts = [heading_of(text) for text in texts]
    if len(texts) < 2 or any(map(_is_number, texts)) or any(part.kind for part in parts):
        return False
    merged = any(name and not above for above, name in zip_longest(top[1:], bottom[1:]))
    return merged and not bottom[0] and len(set(texts)) < len(texts)


def _is_pair(top: Sequence[str], bottom: Sequence[str]) -> bool:
    """Whether two rows of headings are one: the upper completes blanks or repeats of the lower."""
    filled = [cell for cell in top if cell]
    if len(filled) < 2 or any(map(_is_number, filled)) or len(top) > len(bottom) + 1:
        return False
    names = [cell.casefold() for cell in bottom if cell]
    completes = any(
        cell and not (bottom[i] if i < len(bottom) else "") for i, cell in enumerate(top)
    )
    repeats = len(set(names)) < len(names)
    return repeats or (completes and any(not cell for cell in bottom[: len(top)]))


def _spread(top: Sequence[str], bottom: Sequence[str]) -> tuple[str, ...]:
    """The upper headings, each over the columns to its right, as merged cells show them."""
    spread, current = [], ""
    for i, name in enumerate(bottom):
        cell = top[i] if i < len(top) else ""
        current = cell or current
        spread.append(cell if not name else current)
    return tuple(spread)


def _widened(names: tuple[str, ...], tops: tuple[str, ...]) -> tuple[str, ...]:
    """The headings with one cell for each upper heading."""
    return names + ("",) * (len(tops) - len(names))
