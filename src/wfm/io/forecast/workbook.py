"""Rows of a workbook, each cell as the text that a CSV file would have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

from wfm.io.forecast.delimited import BLOCK_ROWS, RowBlock
from wfm.io.forecast.formula_cells import FORMULA_TEXT, Place, formulas_without_value
from wfm.io.forecast.own_files import is_own_table, own_sheet
from wfm.io.forecast.percent_cells import percent_cells, percent_text
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions, nearest
from wfm.io.forecast.sheet_choice import SheetChoice, choose_sheets
from wfm.io.forecast.source import Source
from wfm.io.forecast.table_header import find_header
from wfm.io.workbook_guard import checked_workbook
from wfm.option_text import option

__all__ = ["sheet_blocks"]

_FIRST = 60  # rows of a sheet that show whether it has the table


def sheet_blocks(
    source: Source, options: ReadOptions, problems: Problems, notes: list[str]
) -> Iterator[RowBlock]:
    """The rows of one sheet, one block at a time."""
    if source.total is None:
        problems.stop("is a workbook, which cannot be read from a pipe: give the name of the file")
    checked = checked_workbook(source.stream, source.total, problems)
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(checked)
        names = _sheets(book, options, problems, notes)
        yield from _rows_of_sheets(book, checked, names, problems, notes)
    except calamine.CalamineError:
        problems.stop("is a damaged workbook: open it and save it again as .xlsx")
    except BaseException as error:
        # a panic of the Rust parser derives from BaseException only
        if type(error).__name__ != "PanicException":
            raise
        problems.stop("is a damaged workbook: open it and save it again as .xlsx")


def _sheets(
    book: Any, options: ReadOptions, problems: Problems, notes: list[str]
) -> tuple[str, ...]:
    """The names of the sheets to read: that of the option, or the visible ones with the table."""
    every = list(book.sheet_names)
    if not every:
        problems.stop("has no sheets")
    name = None if options.sheet is None else _named(options.sheet, every, problems)
    hidden = _hidden(book)
    names = [one for one in every if one not in hidden]
    chosen = SheetChoice((name or names[0],), "")
    own = own_sheet(names) if name is None else None
    if own is not None and any(map(is_own_table, _first_rows(book, own)[:1])):
        # of the workbooks of wfm the rows are read, or refused for what they are
        return (own,)
    if name is None and len(names) > 1:
        chosen = choose_sheets(((one, _first_rows(book, one)) for one in names), options.columns)
        if chosen.problem:
            problems.stop(chosen.problem)
        notes.append(chosen.note)
    if name is None and hidden:
        listed = ", ".join(f"'{one}'" for one in list(hidden)[:6])
        s, are = ("s", "are") if len(hidden) > 1 else ("", "is")
        notes.append(f"hidden sheet{s} {listed} {are} not read; {option('sheet')} selects one")
    others = [
        f"'{one}'" + " (hidden)" * (one in hidden) for one in every if one not in chosen.names
    ]
    problems.unread = tuple(one for one in every if one not in chosen.names)
    if others:
        problems.remark = (
            f"the sheet '{chosen.names[0]}' was read; other sheets: {', '.join(others[:10])} "
            f"— use {option('sheet')} to select one"
        )
    return chosen.names


def _named(name: str, every: list[str], problems: Problems) -> str:
    """The sheet of a name; upper and lower case count only where several sheets differ in them."""
    if name in every:
        return name
    alike = [one for one in every if one.strip().casefold() == name.strip().casefold()]
    if len(alike) == 1:
        return alike[0]
    hint = nearest(name, every) or f"; it has {', '.join(every[:10])}"
    if alike:
        hint = f", but {' and '.join(map(repr, alike))}: write one of them as it is"
    return problems.stop(f"has no sheet '{name}'{hint}")


def _hidden(book: Any) -> dict[str, None]:
    """The names of the hidden sheets, in order; none if no sheet is visible."""
    import python_calamine as calamine

    hidden = {
        one.name: None
        for one in book.sheets_metadata
        if one.visible != calamine.SheetVisibleEnum.Visible
    }
    return hidden if len(hidden) < len(book.sheet_names) else {}


def _first_rows(book: Any, name: str) -> list[list[str]]:
    """The first rows of a sheet as text."""
    rows = islice(book.get_sheet_by_name(name).iter_rows(), _FIRST)
    return [[_text(cell) for cell in row] for row in rows]


def _rows_of_sheets(
    book: Any, stream: BinaryIO, names: tuple[str, ...], problems: Problems, notes: list[str]
) -> Iterator[RowBlock]:
    """The rows of the sheets, numbered through; the headings of the first one only."""
    before, header = 0, None
    for name in names:
        rows = book.get_sheet_by_name(name).iter_rows()
        if len(names) > 1:
            problems.sheets.append((before, name))
        last = before
        percent = percent_cells(stream, name)
        formulas = partial(formulas_without_value, stream, name)
        for block in _blocks(rows, formulas, percent, before):
            if name != names[0] and header is not None:
                block = block.only([row != header for row in block.rows])
            last = block.lines[-1] if len(block.lines) else last
            if header is None:
                header = _header_of(block)
            yield block
        before = last
    if len(names) > 1:
        starts = ", ".join(f"'{name}' from {first + 1}" for first, name in problems.sheets[1:7])
        notes.append(f"rows are numbered through the sheets: {starts}")


def _header_of(block: RowBlock) -> list[str] | None:
    """The row of headings in the first block of a sheet."""
    filled = block.without_blanks()
    if not filled.rows:
        return None
    rows = list(filled.rows[:_FIRST])
    return rows[find_header(rows, range(len(rows)), {})[1] - 1]


def _blocks(
    rows: Iterator[list[object]],
    formulas: Callable[[], set[Place]],
    percent: set[Place],
    before: int,
) -> Iterator[RowBlock]:
    """Rows as text, numbered as the sheet shows them, after those of other sheets.

    `formulas` are looked for if a cell is empty or 0: it may be a formula without a value.
    `percent` are the cells that are shown in percent.
    """
    texts, numbers = list[list[str]](), list[int]()
    without_value: set[Place] | None = None
    in_percent = {row for row, _ in percent}
    for number, row in enumerate(rows):
        cells = [_text(cell) for cell in row]
        if without_value != set() and ("" in cells or "0" in cells):
            without_value = formulas() if without_value is None else without_value
            for column, text in enumerate(cells):
                if text in ("", "0") and (number, column) in without_value:
                    cells[column] = FORMULA_TEXT
        if number in in_percent:
            for column, cell in enumerate(row):
                if isinstance(cell, float) and (number, column) in percent:
                    cells[column] = percent_text(cell)
        texts.append(cells)
        numbers.append(before + number + 1)
        if len(texts) == BLOCK_ROWS:
            yield RowBlock(texts, numbers)
            texts, numbers = [], []
    if texts:
        yield RowBlock(texts, numbers)


def _text(cell: object) -> str:
    """A cell as text; whole numbers without a decimal point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return _round_to_second(cell).isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat().partition(".")[0]
    return _duration_text(cell) if isinstance(cell, timedelta) else str(cell)


def _round_to_second(moment: datetime) -> datetime:
    """The nearest second: Excel stores days as binary fractions, 08:20 as 08:19:59.999999."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _duration_text(length: timedelta) -> str:
    """A duration as h:mm:ss."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
