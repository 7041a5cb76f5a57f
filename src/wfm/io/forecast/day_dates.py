"""The dates of a table that has none in its rows: of a usual day, of weekdays, of merged cells.

A usual day needs ``--date``, names of weekdays need ``--week-of``; the date of a title above the
table is used where it is the only one. A date that is only in the first row of its day, as in
merged cells, is filled down.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from wfm.io.forecast.calendar_words import WEEKDAY_NAMES, weekday_numbers
from wfm.io.forecast.column_labels import TOTAL_WORDS, cell_kind
from wfm.io.forecast.dates import date_of_text
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.headings import roles_of, says_hours
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.table_header import TableHeader
from wfm.option_text import option

__all__ = ["DatedTable", "with_dates"]

_MONDAY = date(2001, 1, 1)  # in place of a week that is asked for, so that reading can go on
_HOUR = re.compile(r"[01]?\d|2[0-4]")
_EXAMPLE = "2026-03-02"

Row = Sequence[str]
Change = Callable[[list[str]], list[str]]


class DatedTable(NamedTuple):
    """The headings and the rows of a table with dates; `sample` are the first rows."""

    names: tuple[str, ...]
    sample: list[list[str]]
    blocks: Iterator[RowBlock]

    def first_cells(self) -> list[str]:
        """The first cell of each column that is not empty, as the first row of data."""
        width = len(self.names)
        rows = [row for row in self.sample if len(row) == width]
        return [next((row[i] for row in rows if row[i].strip()), "") for i in range(width)]


class _Columns(NamedTuple):
    """What the cells of each column are, by the first rows (see `cell_kind`)."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]

    def of(self, kind: str) -> list[int]:
        """The columns of a kind."""
        return [i for i, own in enumerate(self.kinds) if own == kind]

    def with_role(self, *roles: str) -> list[int]:
        """The columns whose heading can be one of the quantities."""
        return [i for i, name in enumerate(self.names) if roles_of(name) & set(roles)]

    @property
    def dated(self) -> list[int]:
        """The columns that have dates, or that should have by their heading."""
        named = [i for i in self.with_role("date") if self.kinds[i] not in ("weekday", "time")]
        return sorted({*self.of("date"), *self.of("start"), *named})


def with_dates(
    table: DatedTable,
    header: TableHeader,
    options: ReadOptions,
    problems: Problems,
    notes: list[str],
) -> DatedTable:
    """The table with a date in every row; as it is if the rows have dates."""
    width = len(table.names)
    cells = [[row[i] for row in table.sample if len(row) == width] for i in range(width)]
    columns = _Columns(table.names, tuple(map(_kind, table.names, cells)))
    table = _filled_down(table, columns, cells, notes)
    weekdays = [] if columns.dated else columns.of("weekday")
    times = [i for i in columns.of("time") if _can_be_time(columns, i)]
    timed = [i for i in columns.with_role("start") if columns.kinds[i] not in ("time", "weekday")]
    _refuse_unused(columns, weekdays, bool(timed), options, problems)
    if weekdays:
        return _of_weekdays(
            table, weekdays[0], cells[weekdays[0]], header, options, problems, notes
        )
    if columns.dated or timed or not times:
        return table
    return _of_one_day(table, header, table.names[times[0]], options, problems, notes)


def _kind(name: str, cells: Sequence[str]) -> str:
    """The kind of a column; whole numbers below a heading of hours are times of day."""
    kind = cell_kind(cells)
    hours = kind == "number" and says_hours(name) and not roles_of(name) - {"start", "time"}
    texts = [text for text in map(str.strip, cells) if text and not TOTAL_WORDS.fullmatch(text)]
    return "time" if hours and all(map(_HOUR.fullmatch, texts)) else kind


def _can_be_time(columns: _Columns, at: int) -> bool:
    """Whether a column of times of day can be the time of the intervals, not a duration."""
    roles = roles_of(columns.names[at])
    return bool(roles & {"time", "start"}) or not roles


def _refuse_unused(
    columns: _Columns,
    weekdays: Sequence[int],
    timed: bool,
    options: ReadOptions,
    problems: Problems,
) -> None:
    """Refuse options for tables without dates where the rows have dates."""
    for name, used in (("date", not weekdays), ("week_of", bool(weekdays))):
        value = getattr(options, name)
        if value is None or (used and not columns.dated and not timed):
            continue
        if weekdays:
            problems.stop(
                f"column '{columns.names[weekdays[0]]}' has weekdays: use "
                f"{option('week_of', str(value))} in place of {option(name)}"
            )
        dated = next(iter(columns.dated), None)
        where = "no column has weekdays"
        if dated is not None:
            where = f"column '{columns.names[dated]}' has dates"
        elif timed:
            where = "the rows have dates"
        problems.stop(f"{option(name, str(value))} cannot be used: {where} — leave it out")


def _filled_down(
    table: DatedTable, columns: _Columns, cells: Sequence[Sequence[str]], notes: list[str]
) -> DatedTable:
    """The table with the date, and the queue, of the rows above where cells are merged."""
    width = len(table.names)
    days = [i for i in columns.dated if columns.kinds[i] == "date"]
    candidates = {*days, *columns.of("weekday"), *columns.with_role("queue")}
    clocks = [i for i in columns.of("time") if _can_be_time(columns, i)]
    merged = [i for i in sorted(candidates) if _is_merged(cells, i, candidates, clocks)]
    if not merged:
        return table
    last = dict.fromkeys(merged, "")

    def fill(row: list[str]) -> list[str]:
        if len(row) != width:
            return row
        for at in merged:
            text = row[at].strip()
            if not text and last[at] and sum(bool(cell.strip()) for cell in row) > 1:
                row[at] = last[at]
            elif text and not TOTAL_WORDS.fullmatch(text):
                last[at] = row[at]
        return row

    names = " and ".join(f"'{table.names[i]}'" for i in merged)
    notes.append(f"empty cells of {names} filled with the value above them, as merged cells are")
    sample = [fill(list(row)) for row in table.sample]
    last.update(dict.fromkeys(merged, ""))
    return DatedTable(table.names, sample, _changed(table.blocks, fill))


def _is_merged(
    cells: Sequence[Sequence[str]], at: int, candidates: set[int], clocks: Sequence[int]
) -> bool:
    """Whether only the first row of each value has it, and the rows below are blank.

    A value may follow itself where the value of another merged column changes: the same date of
    the next queue. The rows with a blank must have a time: a row of totals has none.
    """
    texts = [cell.strip() for cell in cells[at]]
    rows = [row for row, text in enumerate(texts) if text]
    if not rows or rows[0] or len(rows) == len(texts):
        return False
    others = [i for i in candidates if i != at and not all(map(str.strip, cells[i]))]
    changes = all(
        texts[a] != texts[b] or any(cells[i][b].strip() for i in others) for a, b in pairwise(rows)
    )
    times = [cells[i] for i in clocks]
    blanks = [row for row, text in enumerate(texts) if not text]
    return changes and any(column[row].strip() for column in times for row in blanks)


def _changed(blocks: Iterator[RowBlock], change: Change) -> Iterator[RowBlock]:
    """The blocks with every row changed."""
    for block in blocks:
        yield RowBlock([change(list(row)) for row in block.rows], block.lines, block.headings)


def _of_weekdays(
    table: DatedTable,
    at: int,
    cells: Sequence[str],
    header: TableHeader,
    options: ReadOptions,
    problems: Problems,
    notes: list[str],
) -> DatedTable:
    """The table with the date of each weekday in the week of the option."""
    name = table.names[at]
    words = [text for text in dict.fromkeys(map(str.strip, cells)) if text]
    words = [text for text in words if not TOTAL_WORDS.fullmatch(text)]
    readings = weekday_numbers(words)
    if len(readings) != 1:
        days = " or ".join(WEEKDAY_NAMES[reading[words[0]]] for reading in readings[:3])
        problems.stop(f"'{words[0]}' is ambiguous: {days} — write the dates", header.line, name)
    # the column of a wide table has the labels of its columns, under a name that is not in the file
    what = f"column '{name}' has" if name in header.names else "the columns are"
    monday = _monday(options.week_of)
    if monday is None:
        problems.add(
            f"{what} weekdays ('{words[0]}'), but agents are planned for dates: use "
            f"{option('week_of', _EXAMPLE)} with a date of the week",
            header.line,
        )
        monday = _MONDAY
    else:
        last = monday + timedelta(days=6)
        notes.append(f"weekdays are the days from Monday {monday} to Sunday {last}")
    dates = {word: (monday + timedelta(days=day)).isoformat() for word, day in readings[0].items()}

    def change(row: list[str]) -> list[str]:
        if at < len(row):
            row[at] = dates.get(row[at].strip(), row[at])
        return row

    names = (
        table.names
        if "date" in roles_of(name)
        else (*table.names[:at], "date", *table.names[at + 1 :])
    )
    sample = [change(list(row)) for row in table.sample]
    return DatedTable(names, sample, _changed(table.blocks, change))


def _monday(week_of: date | None) -> date | None:
    """The Monday of the week of a date."""
    return None if week_of is None else week_of - timedelta(days=week_of.weekday())


def _of_one_day(
    table: DatedTable,
    header: TableHeader,
    clock: str,
    options: ReadOptions,
    problems: Problems,
    notes: list[str],
) -> DatedTable:
    """The table with a column of the one date of the option, or of the title."""
    title = _date_of_title(header)
    if options.date is not None:
        day = options.date.isoformat()
        notes.append(f"every row is of the date {day}, as {option('date')} says")
    elif title is not None:
        line, day = title
        notes.append(
            f"every row is of the date '{day}' in {problems.place(line)}; {option('date')} sets "
            "another"
        )
    else:
        what = f"column '{clock}' has" if clock in header.names else "the columns are"
        problems.add(
            f"{what} times without dates — add a column 'date', or use "
            f"{option('date', _EXAMPLE)} if it is a usual day",
            header.line,
        )
        day = _MONDAY.isoformat()
    width = len(table.names)

    def change(row: list[str]) -> list[str]:
        return [*row, day] if len(row) == width else row

    sample = [change(list(row)) for row in table.sample]
    return DatedTable((*table.names, "date"), sample, _changed(table.blocks, change))


def _date_of_title(header: TableHeader) -> tuple[int, str] | None:
    """The only date above the headings, alone or after a word for a date, and its line."""
    found: dict[str, int] = {}
    for line, cells in header.above:
        for before, cell in zip(("", *cells), cells, strict=False):
            label, mark, rest = cell.partition(":")
            text = rest.strip() if mark and "date" in roles_of(label) else cell
            labelled = not before or "date" in roles_of(before.rstrip(": "))
            if labelled and date_of_text(text) is not None:
                found.setdefault(text, line)
    (text, line), *others = found.items() or [("", 0)]
    return (line, text) if text and not others else None
