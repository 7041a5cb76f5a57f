"""Workbooks of one look: a first sheet that says what it is, tables, and pages that can be printed.

Plans, schedules and capacity plans are written with it. Text is always text; a formula is written
with the value that it has, so that programs which do not compute show the right number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from math import ceil
from typing import Any, BinaryIO, NamedTuple, TypeAlias

from wfm.io.new_workbook import new_workbook
from wfm.io.text_values import begins_formula, number

__all__ = [
    "CLOCK",
    "DAY",
    "MAX_ROWS",
    "MOMENT",
    "MONTH",
    "NOTE_WIDTH",
    "SHARE",
    "Fact",
    "Formula",
    "Measure",
    "SheetCell",
    "SheetColumn",
    "StyledBook",
    "note_height",
    "pages_of_days",
    "percent_format",
    "serial_number",
]

# Number formats: real dates and times, which can be sorted, filtered and subtracted.
MOMENT, DAY, CLOCK, MONTH = "ddd yyyy-mm-dd hh:mm", "ddd yyyy-mm-dd", "hh:mm", "mmm yyyy"
SHARE = "0.0%"
MAX_ROWS = 1_048_575  # rows of a sheet without the heading, a limit of the format
NOTE_WIDTH = 110  # of the column of notes
_LINE, _WIDER = 15.0, 1.15  # height of a line of text, and how much wider other fonts are
_PAGE = 1026  # pixels across a printed page, of 96 per inch
# % of the printed size at most, and how much wider columns are with the font of another program.
_SCALE, _FONTS = 75, 1.35
_DAYS, _DAYS_ON_ONE_PAGE = 14, 16  # of a printed page of a longer map, and of a map on one page
_A4 = 9  # number of the paper in the file format
_MAX_NAME = 31  # letters of the name of a sheet, a limit of the format
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]|[\ud800-\udfff]")
_TWO_LINES = 30  # height of a heading in points, enough for two lines
_HEADING = {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top"}
_TYPED = {"font_color": "#1F4E9E", "bg_color": "#FFF9DB", "border": 1, "border_color": "#D9D2B0"}


class Formula(NamedTuple):
    """A formula and its value: a number, a text, or None for an empty text."""

    text: str
    value: float | str | None


class Measure(NamedTuple):
    """A number with a format of its own, in a column of different units."""

    value: float
    number_format: str


SheetCell: TypeAlias = str | float | date | time | Formula | Measure | None


class SheetColumn(NamedTuple):
    """A column of a table: heading, number format and width; typed by the user, or text."""

    heading: str
    number_format: str = ""
    width: float = 11
    is_typed: bool = False
    is_text: bool = False


class Fact(NamedTuple):
    """A line of a first sheet: label, value, number format and what the value is of."""

    label: str
    value: SheetCell
    number_format: str = ""
    remark: str = ""


class _AllDigits(float):
    """A number that is written with all of its digits: xlsxwriter formats numbers with 16."""

    def __format__(self, spec: str) -> str:
        """The shortest text of the same number."""
        return number(self)


class _EmptyText(str):
    """The value of a formula whose text is empty: xlsxwriter leaves out the type of a plain one."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        """Equal to nothing, so that it is written as a text."""
        return False


_EMPTY = _EmptyText()


def percent_format(share: float) -> str:
    """The number format that shows a share with the decimals that it has in percent.

    >>> percent_format(0.85), percent_format(0.125), percent_format(1 / 3)
    ('0%', '0.0%', '0.00%')
    """
    decimals = next((n for n in range(2) if abs(round(share, n + 2) - share) < 1e-12), 2)
    return f"0.{'0' * decimals}%" if decimals else "0%"


def serial_number(moment: datetime) -> float:
    """The number that a spreadsheet has for a local time, in days.

    >>> serial_number(datetime(2026, 3, 2, 12))
    46083.5
    """
    return (moment - datetime(1899, 12, 30)) / timedelta(days=1)


def pages_of_days(days: int, width: float) -> list[list[float]]:
    """The widths of the columns of days, page by page: two weeks each where there are more.

    >>> [len(page) for page in pages_of_days(31, 11.0)], len(pages_of_days(16, 11.0))
    ([14, 14, 3], 1)
    """
    most = _DAYS if days > _DAYS_ON_ONE_PAGE else days
    return [[width] * min(most, days - first) for first in range(0, days, max(most, 1))]


def note_height(text: str) -> float:
    """The height of a row with a note as wide as `NOTE_WIDTH`, in points.

    A row has its height from the file, not from its text.

    >>> note_height("short"), note_height("word " * 30)
    (15.0, 30.0)
    """
    return _LINE * max(ceil(_WIDER * len(text) / NOTE_WIDTH), 1)


class StyledBook:
    """A workbook whose sheets have one look.

    Parameters
    ----------
    file : binary stream
        Where the workbook is written by `close`.
    rows : int
        The rows of its longest sheet, as for `wfm.io.new_workbook.new_workbook`.
    """

    def __init__(self, file: BinaryIO, rows: int) -> None:
        self.book: Any = new_workbook(file, rows)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._quoted: dict[int, dict[str, Any]] = {}

    def close(self) -> None:
        """Write the file."""
        self.book.close()

    def format(self, number_format: str = "", **look: Any) -> Any:
        """A format by its properties, of which equal ones are made once; None without any."""
        properties = {**({"num_format": number_format} if number_format else {}), **look}
        if not properties:
            return None
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            made = self._formats[key] = self.book.add_format(properties)
            # for text that begins like a formula: it stays text when the cell is edited
            self._quoted[id(made)] = {**properties, "quote_prefix": True}
        return self._formats[key]

    def _for_text(self, text: str, look: Any) -> Any:
        """The format of a text: a quoted one where it begins like a formula."""
        if look is None or not begins_formula(text):
            return look
        return self.format(**self._quoted[id(look)])

    def typed(self, number_format: str = "", **look: Any) -> Any:
        """The format of a cell that the user may change: blue on yellow."""
        return self.format(number_format, **_TYPED, **look)

    def sheet(self, name: str, *, heading_row: int | None = 0) -> Any:
        """A sheet that is printed across the page, with the heading on each page."""
        sheet = self.book.add_worksheet(self._sheet_name(name))
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        if heading_row is not None:
            sheet.repeat_rows(heading_row)
        sheet.set_footer("&L&A&CPage &P of &N")
        return sheet

    def break_columns(
        self, sheet: Any, keys: Sequence[float], pages: Sequence[Sequence[float]]
    ) -> None:
        """Print a wide sheet on several pages across, each with the first columns.

        Parameters
        ----------
        sheet : worksheet
            The sheet.
        keys : sequence of float
            The widths of its first columns.
        pages : sequence of sequences of float
            The widths of the other columns, page by page.
        """
        if len(pages) < 2:
            return
        pixels = max(sum(7 * width + 5 for width in (*keys, *page)) for page in pages)
        sheet.set_print_scale(min(_SCALE, int(100 * _PAGE / (_FONTS * pixels))))
        sheet.repeat_columns(0, len(keys) - 1)
        ends = accumulate(map(len, pages), initial=len(keys))
        sheet.set_v_pagebreaks(list(ends)[1:-1])

    def _sheet_name(self, name: str) -> str:
        """A name that is legal, and that no other sheet has."""
        plain = _NOT_IN_NAMES.sub(" ", name).strip(" '")[:_MAX_NAME].rstrip(" '") or "Sheet"
        used = {sheet.get_name().casefold() for sheet in self.book.worksheets()} | {"history"}
        unique, count = plain, 2
        while unique.casefold() in used:
            end = f" ({count})"
            unique, count = f"{plain[: _MAX_NAME - len(end)].rstrip()}{end}", count + 1
        return unique

    def list_sheet(
        self,
        name: str,
        columns: Sequence[SheetColumn],
        rows: Iterable[Sequence[SheetCell]],
        frozen: int = 0,
    ) -> Any:
        """A sheet with one table that can be filtered; its first columns stay in view."""
        sheet = self.sheet(name)
        self.set_columns(sheet, columns)
        last = self.table(sheet, 0, columns, rows)
        sheet.freeze_panes(1, frozen)
        if last:
            sheet.autofilter(0, 0, last, len(columns) - 1)
        return sheet

    def notes_sheet(self, notes: Iterable[tuple[str, str]]) -> None:
        """The sheet Notes: one topic per row, long texts in several lines."""
        columns = (
            SheetColumn("topic", width=26, is_text=True),
            SheetColumn("note", width=NOTE_WIDTH, is_text=True),
        )
        sheet = self.sheet("Notes")
        self.heading(sheet, 0, columns)
        self.set_columns(sheet, columns)
        for row, (topic, text) in enumerate(notes, 1):
            for place, (cell, is_bold) in enumerate(((topic, True), (text, False))):
                bold = {"bold": True} if is_bold else {}
                self.put(sheet, row, place, cell, self.wrapped(**bold))
            sheet.set_row(row, note_height(text))
        sheet.freeze_panes(1, 0)

    def wrapped(self, **look: Any) -> Any:
        """The format of a text of several lines, quoted so that it stays text when edited."""
        own = {"valign": "top", "align": "left", "indent": 1, "text_wrap": True, **look}
        return self.format("", **own, quote_prefix=True)

    def title(self, sheet: Any, text: str, subtitle: str = "") -> int:
        """A title in the first row, and what it is of below; returns the next free row."""
        self.put(sheet, 0, 0, text, self.format(bold=True, font_size=16))
        sheet.set_row(0, 24)
        if subtitle:
            self.put(sheet, 1, 0, subtitle, self.format(font_color="#5A6570"))
        return 3

    def facts(self, sheet: Any, row: int, facts: Iterable[Fact]) -> int:
        """Lines of a first sheet, from a row on; returns the next free row."""
        for row, fact in enumerate(facts, row):  # noqa: B020 - the row goes on
            sheet.write_string(row, 0, fact.label, self.format(font_color="#5A6570"))
            look = {"bold": True, "align": "left"}
            self.put(sheet, row, 1, fact.value, self.format(fact.number_format, **look))
            if fact.remark:
                sheet.write_string(row, 2, fact.remark)
        return row + 2

    def heading(self, sheet: Any, row: int, columns: Sequence[SheetColumn]) -> None:
        """The headings of a table; those of numbers stand above them, on the right."""
        for i, column in enumerate(columns):
            side: dict[str, Any] = {"align": "right"}
            if column.is_text:
                side = {"align": "left", "indent": 1}
            # a heading may be any name: it is quoted, so that it stays text when it is edited
            look = self.format("", **_HEADING, **side, quote_prefix=True)
            sheet.write_string(row, i, column.heading, look)
        sheet.set_row(row, _TWO_LINES)

    def set_columns(self, sheet: Any, columns: Sequence[SheetColumn]) -> None:
        """Widths of the columns, with the format of their numbers."""
        for i, column in enumerate(columns):
            sheet.set_column(i, i, column.width, self._look(column))

    def _look(self, column: SheetColumn) -> Any:
        """The format of a cell of a column."""
        if column.is_typed:
            return self.typed(column.number_format)
        side: dict[str, Any] = {"align": "left", "indent": 1} if column.is_text else {}
        return self.format(column.number_format, **side)

    def table(
        self,
        sheet: Any,
        row: int,
        columns: Sequence[SheetColumn],
        rows: Iterable[Sequence[SheetCell]],
    ) -> int:
        """A heading in `row` and rows below it; returns the last row."""
        self.heading(sheet, row, columns)
        looks = [self._look(column) for column in columns]
        for row, cells in enumerate(rows, row + 1):  # noqa: B020 - the row goes on
            for i, (cell, look) in enumerate(zip(cells, looks, strict=True)):
                self.put(sheet, row, i, cell, look)
        return row

    def put(self, sheet: Any, row: int, column: int, cell: SheetCell, look: Any = None) -> None:
        """One cell: text, a date or time, a number, or a formula; nothing for None and NaN."""
        if isinstance(cell, Measure):
            look = self.format(cell.number_format)
            cell = cell.value
        if isinstance(cell, Formula):
            value = _EMPTY if cell.value in (None, "") else cell.value
            if isinstance(value, float) and not math.isfinite(value):
                value = "∞" if value > 0 else _EMPTY
            sheet.write_formula(row, column, cell.text, look, value)
        elif isinstance(cell, str):
            if cell:
                sheet.write_string(row, column, cell, self._for_text(cell, look))
        elif isinstance(cell, date | time):
            sheet.write_datetime(row, column, cell, look)
        elif cell is None or math.isnan(cell):
            return
        elif math.isinf(cell):
            sheet.write_string(row, column, "∞", look)
        else:
            sheet.write_number(row, column, _AllDigits(cell), look)
