"""The rota of a schedule: who works when, or how many shifts of each kind begin on each day.

A cell has the colour of the hour at which its shift begins. With several weeks, each has its hours
in a column and is printed on a page of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from itertools import groupby
from typing import Any

import numpy as np

from wfm import datetimes
from wfm.io.styled_book import CLOCK, SheetCell, SheetColumn
from wfm.number_text import name_order
from wfm.scheduling.results import ShiftRow, clear_clock_text
from wfm.scheduling.schedule_book import ScheduleBook
from wfm.scheduling.schedule_tables import shift_kinds

__all__ = ["write_rota"]

# From early to late; black text is legible on each.
_BANDS = ("#FFF2C6", "#FFDCA0", "#F8C9B0", "#F0C3D6", "#D9C8F0", "#BFD3F5", "#B4E4E4")
_OFF = {"bg_color": "#F2F2F2", "font_color": "#8A929A", "align": "center", "valign": "vcenter"}
_TOP, _LEGEND = 3, 1  # rows of the headings and of the legend
_DAY_WIDTH, _TOTAL_WIDTH, _HOURS = 13, 12, "#,##0.00"
_NAME_WIDTHS = (14, 34)  # of the column of names, as the longest needs
_QUEUE = 14  # characters of a queue that a cell has room for
_LINE = 15  # height of a line of text in points


class _Rota:
    """The sheet while it is written: its columns, and the colours of the hours."""

    def __init__(self, schedule: ScheduleBook, keys: Sequence[SheetColumn]) -> None:
        self.of, self.book, self.keys = schedule, schedule.book, keys
        self.sheet: Any = self.book.sheet("Rota", heading_row=_TOP)
        self.weeks = [
            list(days) for _, days in groupby(schedule.days, lambda day: day.isocalendar()[:2])
        ]
        # the days of each week, and after them its total
        self.columns: list[date | list[date]] = []
        for week in self.weeks:
            self.columns += [*week, week]
        starts = schedule.wall([row.start for row in schedule.schedule.rows])
        self._hours: list[int] = np.unique(starts % datetimes.DAY // 3600).tolist()

    def band(self, clock: str) -> int:
        """The colour of a shift that begins at a time of day."""
        count = len(self._hours)
        at = self._hours.index(int(clock[:2]))
        # few hours have colours far apart, many hours share them
        return at * (len(_BANDS) - 1) // max(count - 1, 1)

    def shift_look(self, clock: str, number_format: str = "") -> Any:
        """The format of a cell with a shift."""
        return self.book.format(
            number_format, bg_color=_BANDS[self.band(clock)], align="center", valign="vcenter",
            text_wrap=True, border=1, border_color="#FFFFFF",
        )  # fmt: skip

    def head(self, title: str) -> None:
        """Title, legend and headings."""
        self.book.title(self.sheet, title, self.of.period)
        for place, key in enumerate(self.keys):
            self.sheet.set_column(place, place, key.width)
        if self._hours:
            self._legend()
        self.book.heading(self.sheet, _TOP, self.keys)
        bold = {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "align": "center"}
        for place, column in enumerate(self.columns, len(self.keys)):
            if isinstance(column, date):
                look = self.book.format("ddd d mmm", **bold, valign="top")
                self.sheet.write_datetime(_TOP, place, column, look)
                self.sheet.set_column(place, place, _DAY_WIDTH)
            else:
                look = self.book.format("", **bold, text_wrap=True, valign="top")
                self.sheet.write_string(_TOP, place, self._total_name(column), look)
                self.sheet.set_column(place, place, _TOTAL_WIDTH)
        self.sheet.set_row(_TOP, 2 * _LINE)

    def _legend(self) -> None:
        """The hours of each colour, in the row of the period."""
        self.sheet.write_string(
            _LEGEND, len(self.keys), "Start of shift:", self.book.format("", align="right")
        )
        bands = groupby(self._hours, lambda hour: self.band(f"{hour:02d}:00"))
        end = len(self.keys) + len(self.columns)
        for place, (_, hours) in enumerate(bands, len(self.keys) + 1):
            own = list(hours)
            if place >= end:
                self.sheet.set_column(place, place, _DAY_WIDTH)
            look = self.shift_look(f"{own[0]:02d}:00")
            self.sheet.write_string(_LEGEND, place, f"{own[0]:02d}:00–{own[-1]:02d}:59", look)

    def _total_name(self, week: list[date]) -> str:
        """The heading of the total of a week."""
        unit = "hours" if self.of.has_people else "shifts"
        return unit if len(self.weeks) == 1 else f"{unit}, week"

    def line(self, row: int, label: str, by_day: dict[date, float], form: str) -> None:
        """A line of totals below the people or kinds."""
        look = self.book.format(form, bold=True, top=1, align="center")
        for place in range(len(self.keys)):
            self.sheet.write_blank(row, place, None, self.book.format("", bold=True, top=1))
        self.book.put(self.sheet, row, 0, label, self.book.format("", bold=True, top=1))
        for place, column in enumerate(self.columns, len(self.keys)):
            days = [column] if isinstance(column, date) else column
            if not isinstance(column, date) and label == "people":
                days = []  # people of several days are not other people
            total = sum(by_day.get(day, 0) for day in days) if days else None
            self.book.put(self.sheet, row, place, total, look)

    def finish(self) -> None:
        """Frozen names, and a page for each week."""
        self.sheet.freeze_panes(_TOP + 1, 1)
        self.sheet.hide_gridlines(2)
        pages = [[*[_DAY_WIDTH] * len(week), _TOTAL_WIDTH] for week in self.weeks]
        self.book.break_columns(self.sheet, [key.width for key in self.keys], pages)


def write_rota(schedule: ScheduleBook) -> None:
    """People by day, or kinds of shifts by day.

    Parameters
    ----------
    schedule : ScheduleBook
        The workbook.
    """
    if schedule.has_people:
        _people(schedule)
    else:
        _kinds(schedule)


def _people(schedule: ScheduleBook) -> None:
    """One row per person, with the hours of each shift and the queue where there are several."""
    longest = max(len(one.agent) for one in schedule.schedule.rows)
    width = min(max(longest + 2, _NAME_WIDTHS[0]), _NAME_WIDTHS[1])
    keys = [SheetColumn("agent", width=width, is_text=True)]
    keys += [SheetColumn("contract", width=12, is_text=True)]
    rota = _Rota(schedule, keys)
    rota.head(f"Rota: {schedule.source}")
    row = _TOP
    by_agent: dict[str, dict[date, list[ShiftRow]]] = {}
    hours: dict[date, float] = {}
    people: dict[date, float] = {}
    for one in schedule.schedule.rows:
        day = date.fromisoformat(one.date)
        own = by_agent.setdefault(one.agent, {})
        people[day] = people.get(day, 0) + (day not in own)
        own.setdefault(day, []).append(one)
        hours[day] = hours.get(day, 0.0) + one.paid_hours
    for agent in sorted(by_agent, key=name_order):
        row += 1
        _person(rota, row, agent, by_agent[agent])
    rota.line(row + 1, "people", people, "0")
    rota.line(row + 2, "paid hours", hours, _HOURS)
    rota.finish()


def _person(rota: _Rota, row: int, agent: str, worked: dict[date, list[ShiftRow]]) -> None:
    """The row of one person."""
    middle = {"valign": "vcenter", "align": "left", "indent": 1}
    contract = next(one.contract for own in worked.values() for one in own)
    rota.book.put(rota.sheet, row, 0, agent, rota.book.format("", **middle, bold=True))
    rota.book.put(rota.sheet, row, 1, contract, rota.book.format("", **middle))
    lines = 1
    for place, column in enumerate(rota.columns, len(rota.keys)):
        if not isinstance(column, date):
            paid = sum(one.paid_hours for day in column for one in worked.get(day, ()))
            look = rota.book.format(_HOURS, bold=True, align="center", valign="vcenter")
            rota.book.put(rota.sheet, row, place, paid, look)
        elif own := worked.get(column):
            texts = [text for one in own for text in _texts(one, rota.of)]
            lines = max(lines, len(texts))
            look = rota.shift_look(_clock(own[0], rota.of))
            rota.book.put(rota.sheet, row, place, "\n".join(texts), look)
        else:
            rota.book.put(rota.sheet, row, place, "off", rota.book.format("", **_OFF))
    rota.sheet.set_row(row, _LINE * lines + 3)


def _texts(row: ShiftRow, schedule: ScheduleBook) -> Iterator[str]:
    """The lines of a cell: start and end, and the queue where there are several."""
    zone = schedule.schedule.zone
    yield "–".join(clear_clock_text(at, zone) for at in (row.start, row.end))
    if schedule.has_queues:
        yield row.queue if len(row.queue) <= _QUEUE else f"{row.queue[: _QUEUE - 1]}…"


def _clock(row: ShiftRow, schedule: ScheduleBook) -> str:
    """The local time at which a shift begins."""
    return clear_clock_text(row.start, schedule.schedule.zone)


def _kinds(schedule: ScheduleBook) -> None:
    """One row per kind of shift, with the number that begin on each day."""
    queue = [SheetColumn("queue", width=16, is_text=True)] if schedule.has_queues else []
    keys = [
        *queue, SheetColumn("shift", width=16, is_text=True), SheetColumn("start", CLOCK, 8),
        SheetColumn("end", CLOCK, 8), SheetColumn("paid hours", "0.00", 8),
    ]  # fmt: skip
    rota = _Rota(schedule, keys)
    rota.head(f"Shifts by day: {schedule.source}")
    row = _TOP
    shifts: dict[date, float] = {}
    hours: dict[date, float] = {}
    for row, kind in enumerate(shift_kinds(schedule.schedule), _TOP + 1):
        by_day = {date.fromisoformat(day): float(count) for day, count in kind.by_day.items()}
        cells: list[SheetCell] = [kind.queue, kind.shift, *_clocks(kind.start, kind.end)]
        for place, cell in enumerate([*cells, kind.paid_hours][not queue :]):
            look = rota.book.format(keys[place].number_format, **_side(keys[place]))
            if keys[place].heading == "start":
                look = rota.shift_look(kind.start, CLOCK)
            rota.book.put(rota.sheet, row, place, cell, look)
        for place, column in enumerate(rota.columns, len(keys)):
            days = [column] if isinstance(column, date) else column
            count = sum(by_day.get(day, 0.0) for day in days)
            look = rota.shift_look(kind.start, "0")
            if not isinstance(column, date):
                look = rota.book.format("0", bold=True, align="center")
            rota.book.put(rota.sheet, row, place, count or None, look)
        for day, count in by_day.items():
            shifts[day] = shifts.get(day, 0.0) + count
            hours[day] = hours.get(day, 0.0) + count * kind.paid_hours
    rota.line(row + 1, "shifts", shifts, "#,##0")
    rota.line(row + 2, "paid hours", hours, "#,##0.00")
    rota.finish()


def _side(column: SheetColumn) -> dict[str, Any]:
    """Texts on the left, numbers on the right."""
    return {"align": "left", "indent": 1} if column.is_text else {}


def _clocks(*clocks: str) -> list[time]:
    """Texts of times of day as times."""
    return [time.fromisoformat(clock) for clock in clocks]
