"""A schedule as a workbook: shifts, a page for the wall, the coverage, and the summary.

Dates, times and instants are numbers with a format, so that they can be sorted, filtered and
subtracted; text is always text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, TypeAlias

import numpy as np

from wfm import datetimes
from wfm.io.new_workbook import new_workbook
from wfm.scheduling.results import (
    SHIFT_COST_UNITS,
    SUMMARY_UNITS,
    QueueCoverage,
    ScheduleData,
    ShiftRow,
    breaks_text,
    understaffing_text,
)
from wfm.scheduling.schedule_tables import break_names, break_names_of, week_table
from wfm.vocabulary import COVERAGE_COLUMNS, SCHEDULE_COLUMNS

__all__ = ["write_workbook"]

Cell: TypeAlias = str | float | date | time

_EPOCH = datetime(1970, 1, 1)
_MOMENT, _DAY, _CLOCK = "ddd yyyy-mm-dd hh:mm", "ddd yyyy-mm-dd", "hh:mm"
_AGENTS, _HOURS, _COST, _SHARE = "#,##0", "#,##0.00", "#,##0.00", "0.0%"
_UNIT_FORMATS = {
    "fraction": "0.00%", "hours": _HOURS, "agent-hours": _HOURS, "cost": _COST,
    "contacts": "#,##0", "shifts": "#,##0", "people": "#,##0",
}  # fmt: skip
# Width of a column, and the format of its numbers.
_COLUMNS = {
    "queue": (14, ""), "agent": (18, ""), "date": (15, _DAY), "shift": (16, ""),
    "contract": (14, ""), "start": (21, _MOMENT), "end": (21, _MOMENT), "utc_offset": (11, ""),
    "paid_hours": (12, "0.00"), "breaks": (60, ""), "service_level": (14, _SHARE),
}  # fmt: skip
_HEADING_ROWS = 30  # height of a heading in points, enough for two lines
_DAYS_PER_PAGE = 7  # of the printed sheet Week where there are more days than this
_WEEK_SCALE = 75  # % of the printed size, with which the names and seven days fit on a page


def write_workbook(file: BinaryIO, schedule: ScheduleData) -> None:
    """Write four sheets: shifts, week, coverage, and the summary with a chart of the coverage.

    Local times have no time zone in a workbook; where the plan has one, a column ``utc_offset``
    says which of two equal times is meant when the clocks are set back.

    Parameters
    ----------
    file : binary stream
        Where the workbook is written.
    schedule : ScheduleData
        The finished schedule.
    """
    slots = sum(len(one.start) for one in schedule.coverage_by_queue)
    book = new_workbook(file, max(len(schedule.rows), slots))
    sheets = _Sheets(book)
    names = break_names(schedule)
    heading = _with_offset(SCHEDULE_COLUMNS[:-1], "end", schedule)
    heading += [f"{name} {side}" for name in names for side in ("start", "end")]
    sheets.table("Schedule", [*heading, "breaks"], _shifts(schedule, names))
    _week(sheets, schedule)
    coverage = _with_offset(COVERAGE_COLUMNS, "start", schedule)
    last = sheets.table("Coverage", coverage, _coverage(schedule))
    _mark_understaffed(book, last, coverage.index("understaffed"))
    _summary(sheets, schedule)
    below = _summary_length(schedule) + 3
    chart = _coverage_chart(book, last, coverage)
    book.get_worksheet_by_name("Summary").insert_chart(below, 0, chart)
    book.close()


def _with_offset(names: Sequence[str], after: str, schedule: ScheduleData) -> list[str]:
    """Headings with the offset of the time zone after one of them, if there is a time zone."""
    if schedule.zone is None:
        return list(names)
    at = names.index(after) + 1
    return [*names[:at], "utc_offset", *names[at:]]


class _Sheets:
    """Sheets of one workbook with the same look."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self._formats: dict[tuple[str, bool], Any] = {}
        # a heading may be the name of a break: it is quoted, so that it stays text when edited
        self._heading = {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True}
        self._heading |= {"valign": "top", "quote_prefix": True}
        self.text_heading = book.add_format(self._heading)

    def heading(self, number_format: str) -> Any:
        """The format of a heading that is a date."""
        return self.book.add_format(
            {**self._heading, "num_format": number_format, "align": "center"}
        )

    def format(self, number_format: str, *, centred: bool = False) -> Any:
        """A format of numbers; None for that of a text."""
        if not number_format and not centred:
            return None
        key = number_format, centred
        if key not in self._formats:
            look = {"num_format": number_format} if number_format else {}
            look |= {"align": "center"} if centred else {}
            self._formats[key] = self.book.add_format(look)
        return self._formats[key]

    def add(self, name: str) -> Any:
        """A sheet that is printed across, its heading on each page."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&A&RPage &P of &N")
        return sheet

    def table(self, name: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
        """A sheet with one table; returns its last row."""
        sheet = self.add(name)
        formats = []
        for i, text in enumerate(heading):
            width, number_format = _column(text)
            formats.append(self.format(number_format))
            sheet.set_column(i, i, width)
            sheet.write_string(0, i, text, self.text_heading)
        last = 0
        for last, cells in enumerate(rows, 1):
            for i, (cell, form) in enumerate(zip(cells, formats, strict=True)):
                write_cell(sheet, last, i, cell, form)
        sheet.freeze_panes(1, 0)
        if last:
            sheet.autofilter(0, 0, last, len(heading) - 1)
        return last


def _column(heading: str) -> tuple[int, str]:
    """Width and format of a column: of its own, of a break, or of a number of agents."""
    if heading in _COLUMNS:
        return _COLUMNS[heading]
    return (14, _AGENTS) if heading in COVERAGE_COLUMNS else (11, _CLOCK)


def write_cell(sheet: Any, row: int, column: int, cell: Cell, form: Any) -> None:
    """A text, a date or time, or a number; nothing for an empty text and a number not known."""
    if isinstance(cell, str):
        if cell:
            sheet.write_string(row, column, cell)
    elif isinstance(cell, date | time):
        sheet.write_datetime(row, column, cell, form)
    elif not math.isnan(cell):
        sheet.write_number(row, column, cell, form)


def _moments(instants: Sequence[int], schedule: ScheduleData) -> list[datetime]:
    """Instants as local times."""
    wall = datetimes.local(np.array(instants, dtype=np.int64), schedule.zone)
    return [_EPOCH + timedelta(seconds=second) for second in wall.tolist()]


def _offsets(instants: Sequence[int], schedule: ScheduleData) -> list[str]:
    """The offsets of local times from UTC."""
    texts = datetimes.iso_texts(np.array(instants, dtype=np.int64), schedule.zone)
    return [text[19:] for text in texts]


def _shifts(schedule: ScheduleData, names: Sequence[str]) -> Iterator[list[Cell]]:
    """One row per shift; equal shifts without people are made once."""
    known: dict[int, list[Cell]] = {}
    for row in schedule.rows:
        cells = known.get(id(row)) or _shift(row, schedule, names)
        if not row.agent:
            known[id(row)] = cells
        yield cells


def _shift(row: ShiftRow, schedule: ScheduleData, names: Sequence[str]) -> list[Cell]:
    """The cells of one shift, with start and end of each of its breaks."""
    own = _named(row, names)
    instants = [at for one in own.values() for at in (row.breaks[one].start, row.breaks[one].end)]
    start, end, *moments = _moments([row.start, row.end, *instants], schedule)
    sides = dict(zip(own, zip(moments[::2], moments[1::2], strict=True), strict=True))
    times = [moment for name in names for moment in sides.get(name, ("", ""))]
    offset = _offsets([row.start], schedule) if schedule.zone else []
    return [
        row.queue, row.agent, date.fromisoformat(row.date), row.shift, row.contract,
        start, end, *offset, row.paid_hours, *times, breaks_text(row, schedule.zone),
    ]  # fmt: skip


def _named(row: ShiftRow, names: Sequence[str]) -> dict[str, int]:
    """The place of each break of a shift by its name in the headings."""
    own = break_names_of(row)
    return {name: own.index(name) for name in names if name in own}


def _coverage(schedule: ScheduleData) -> Iterator[list[Cell]]:
    """One row per queue and slot."""
    for queue in schedule.coverage_by_queue:
        yield from _slots(queue, schedule)


def _slots(queue: QueueCoverage, schedule: ScheduleData) -> Iterator[list[Cell]]:
    """The rows of one queue."""
    starts = queue.start.tolist()
    columns: list[list[Cell]] = [list(_moments(starts, schedule))]
    if schedule.zone:
        columns.append(list(_offsets(starts, schedule)))
    columns += [getattr(queue, name).tolist() for name in COVERAGE_COLUMNS[2:]]
    for cells in zip(*columns, strict=True):
        yield [queue.queue, *cells]


def _week(sheets: _Sheets, schedule: ScheduleData) -> None:
    """The page for the wall: dates across, and the seven days of a week on a printed page."""
    week = week_table(schedule)
    sheet, days = sheets.add("Week"), _days(week.heading)
    first = min(days, default=len(week.heading))
    for i, text in enumerate(week.heading):
        width = 13 if i in days else _column(text)[0] if text in _COLUMNS else 10
        sheet.set_column(i, i, 9 if text in ("start", "end") else width)
        if i in days:
            sheet.write_datetime(0, i, days[i], sheets.heading(_DAY))
        else:
            sheet.write_string(0, i, text, sheets.text_heading)
    sheet.set_row(0, _HEADING_ROWS)
    for row, cells in enumerate(week.rows, 1):
        for i, (text, cell) in enumerate(zip(week.heading, cells, strict=True)):
            _week_cell(sheets, sheet, (row, i), text, cell, is_day=i in days)
    sheet.freeze_panes(1, min(first, 2))
    sheet.hide_gridlines(0)  # hide none: lines are printed too
    sheet.set_header(f"&L&A&R{_period(days)}")
    if len(days) > _DAYS_PER_PAGE:
        sheet.set_print_scale(_WEEK_SCALE)
        sheet.repeat_columns(0, first - 1)
        sheet.set_v_pagebreaks(list(range(first, first + len(days), _DAYS_PER_PAGE))[1:])


def _days(heading: Sequence[str]) -> dict[int, date]:
    """The days in the heading of the sheet Week, by their columns."""
    texts = {i: text[4:] for i, text in enumerate(heading) if text[4:8].isdigit()}
    return {i: date.fromisoformat(text) for i, text in texts.items()}


def _period(days: dict[int, date]) -> str:
    """The first and the last day, for the margin of a page."""
    return f"{min(days.values())} – {max(days.values())}" if days else ""


def _week_cell(
    sheets: _Sheets, sheet: Any, place: tuple[int, int], heading: str, cell: Cell, *, is_day: bool
) -> None:
    """One cell of the sheet Week: times of day as times, the shifts of a day in its middle."""
    if heading in ("start", "end") and isinstance(cell, str) and cell:
        sheet.write_datetime(*place, time.fromisoformat(cell), sheets.format(_CLOCK))
    elif is_day and isinstance(cell, str) and cell:
        sheet.write_string(*place, cell, sheets.format("", centred=True))
    else:
        form = sheets.format("0.00" if heading == "paid_hours" else "0", centred=is_day)
        write_cell(sheet, *place, cell, form)


def _summary_texts(schedule: ScheduleData) -> list[tuple[str, str]]:
    """What the summary has below its figures."""
    return [
        *(("default", text) for text in schedule.inputs.defaults),
        *(("override", text) for text in schedule.inputs.overrides),
        *(("understaffed", understaffing_text(one, schedule)) for one in schedule.understaffing),
        *(("note", text) for text in schedule.notes),
    ]


def _summary_length(schedule: ScheduleData) -> int:
    """The last row of the summary."""
    return len(_figures(schedule)) + len(_summary_texts(schedule))


def _figures(schedule: ScheduleData) -> list[tuple[str, Any, str]]:
    """The figures of the summary with their units, then the cost of the paid hours."""
    figures: list[tuple[str, Any, str]] = [
        (name, value, SUMMARY_UNITS[name]) for name, value in schedule.totals._asdict().items()
    ]
    for one in schedule.costs:
        figures += [
            (f"{one.queue}: {name} of paid hours" if name == "cost" else f"{one.queue}: {name}",
             getattr(one, name), unit)
            for name, unit in SHIFT_COST_UNITS.items()
            if getattr(one, name) is not None
        ]  # fmt: skip
    return figures


def _summary(sheets: _Sheets, schedule: ScheduleData) -> None:
    """The figures with their units, then defaults, understaffed times and notes."""
    sheet = sheets.add("Summary")
    for i, (text, width) in enumerate((("figure", 26), ("value", 80), ("unit", 14))):
        sheet.set_column(i, i, width)
        sheet.write_string(0, i, text, sheets.text_heading)
    left = sheets.book.add_format({"align": "left", "text_wrap": True, "quote_prefix": True})
    figures = _figures(schedule)
    for row, (name, value, unit) in enumerate(figures, 1):
        sheet.write_string(row, 0, name.replace("_", " "))
        form = sheets.book.add_format({"num_format": _UNIT_FORMATS.get(unit, ""), "align": "left"})
        write_cell(sheet, row, 1, value, form)
        if unit != "text":
            sheet.write_string(row, 2, "" if unit == "fraction" else unit)
    for row, (label, text) in enumerate(_summary_texts(schedule), len(figures) + 1):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, text, left)
    sheet.freeze_panes(1, 0)


def _mark_understaffed(book: Any, last: int, column: int) -> None:
    """A background for the understaffed slots of the coverage."""
    rule = {"type": "cell", "criteria": ">", "value": 0}
    rule["format"] = book.add_format({"bg_color": "#F8CBAD"})
    book.get_worksheet_by_name("Coverage").conditional_format(1, column, last, column, rule)


def _coverage_chart(book: Any, last: int, heading: Sequence[str]) -> Any:
    """A line of the required and a line of the net agents over all slots."""
    chart = book.add_chart({"type": "line"})
    start = heading.index("start")
    for column in (heading.index("required"), heading.index("net")):
        chart.add_series(
            {
                "name": ["Coverage", 0, column],
                "categories": ["Coverage", 1, start, last, start],
                "values": ["Coverage", 1, column, last, column],
                "line": {"width": 1.25},
            }
        )
    # an axis of dates would put all slots of a day on one place
    chart.set_x_axis({"text_axis": True, "num_format": "ddd hh:mm"})
    chart.set_title({"name": "Agents required and net of breaks"})
    chart.set_size({"width": 1000, "height": 360})
    chart.set_legend({"position": "bottom"})
    return chart
