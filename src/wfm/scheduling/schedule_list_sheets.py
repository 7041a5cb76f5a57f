"""Sheets of a schedule with one row per shift, break, understaffed time, figure or note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from math import isnan
from typing import Any

from wfm.io.styled_book import CLOCK, DAY, MOMENT, NOTE_WIDTH, SheetCell, SheetColumn, note_height
from wfm.number_text import count_text
from wfm.scheduling.results import (
    SHIFT_COST_UNITS,
    SUMMARY_UNITS,
    ShiftRow,
    breaks_text,
)
from wfm.scheduling.schedule_book import ScheduleBook
from wfm.scheduling.schedule_tables import break_names, break_names_of
from wfm.vocabulary import COVERAGE_COLUMNS, SCHEDULE_COLUMNS, term

__all__ = ["write_breaks", "write_figures", "write_notes", "write_shifts", "write_understaffing"]

_TEXTS = {"queue": 16, "agent": 20, "shift": 16, "contract": 14, "utc_offset": 11, "breaks": 45}
_NUMBERS = {
    "date": (DAY, 15), "start": (MOMENT, 21), "end": (MOMENT, 21), "paid_hours": ("0.00", 12),
}  # fmt: skip
_UNIT_FORMATS = {
    "fraction": "0.00%", "hours": "#,##0.00", "agent-hours": "#,##0.00", "cost": "#,##0.00",
    "contacts": "#,##0", "shifts": "#,##0", "people": "#,##0",
}  # fmt: skip


_MEANINGS = {
    "status": "what is proved of the schedule",
    "shifts": "of all people and days",
    "distinct_shifts": "differ in name, start or length",
    "people": "with a shift; 0 for shifts without people",
    "paid_hours": "of all shifts, without unpaid breaks",
    "cost": "pay of the shifts and all prices of the rules",
    "lower_bound": "no schedule by these rules costs less",
    "gap": "cost / lower bound - 1",
    "required_hours": "sum of the requirement over all slots",
    "overstaffed_hours": "people on shift and not on a break above the requirement",
    "understaffed_hours": "people missing below the requirement",
    "contacts": "of the queues whose service level is known",
    "service_level": "mean over all slots, weighted by contacts",
    "full_time_shifts": "of at least 7 paid hours",
    "free_lower_bound": "lower bound without limits and prices of distinct and part-time shifts",
    "max_extra_cost": "what these limits and prices cost at most",
    "max_extra_paid_hours": "the paid hours that these limits and prices cost at most",
    "pay": "of all shifts, without the prices of the rules",
}


def _column(heading: str) -> SheetColumn:
    """The look of a column; without one of its own it is the time of a break."""
    if heading in _TEXTS:
        return SheetColumn(heading, width=_TEXTS[heading], is_text=True)
    number_format, width = _NUMBERS.get(heading, (CLOCK, 11))
    return SheetColumn(heading, number_format, width)


def write_shifts(schedule: ScheduleBook) -> None:
    """One row per shift, with start and end of each of its breaks.

    Local times have no time zone in a workbook; where the plan has one, a column ``utc_offset``
    says which of two equal times is meant when the clocks are set back.

    Parameters
    ----------
    schedule : ScheduleBook
        The workbook.
    """
    names = break_names(schedule.schedule)
    headings = list(SCHEDULE_COLUMNS[:-1])
    if schedule.schedule.zone is not None:
        headings.insert(headings.index("end") + 1, "utc_offset")
    headings += [f"{name} {side}" for name in names for side in ("start", "end")]
    columns = [*map(_column, headings), _column("breaks")]
    schedule.book.list_sheet("Schedule", columns, _shifts(schedule, names))


def _shifts(schedule: ScheduleBook, names: Sequence[str]) -> Iterator[list[SheetCell]]:
    """One row per shift; equal shifts without people are made once."""
    known: dict[int, list[SheetCell]] = {}
    for row in schedule.schedule.rows:
        cells = known.get(id(row)) or _shift(row, schedule, names)
        if not row.agent:
            known[id(row)] = cells
        yield cells


def _shift(row: ShiftRow, schedule: ScheduleBook, names: Sequence[str]) -> list[SheetCell]:
    """The cells of one shift."""
    own = dict(zip(break_names_of(row), row.breaks, strict=True))
    instants = [at for one in own.values() for at in (one.start, one.end)]
    start, end, *moments = schedule.moments([row.start, row.end, *instants])
    sides = dict(zip(own, zip(moments[::2], moments[1::2], strict=True), strict=True))
    times = [moment for name in names for moment in sides.get(name, ("", ""))]
    return [
        row.queue, row.agent, date.fromisoformat(row.date), row.shift, row.contract,
        start, end, *schedule.offsets([row.start]), row.paid_hours, *times,
        breaks_text(row, schedule.schedule.zone),
    ]  # fmt: skip


def write_breaks(schedule: ScheduleBook) -> None:
    """One row per break by day and time; of shifts without people, how many have it.

    Parameters
    ----------
    schedule : ScheduleBook
        The workbook.
    """
    if not any(row.breaks for row in schedule.schedule.rows):
        return
    who = [_column("agent")] if schedule.has_people else [_column("shift")]
    columns = [
        _column("date"), SheetColumn("from", CLOCK, 9), SheetColumn("to", CLOCK, 9), *who,
        *([_column("queue")] if schedule.has_queues else []),
        SheetColumn("break", width=20, is_text=True), SheetColumn("paid", width=9, is_text=True),
        SheetColumn("shift start", CLOCK, 10), SheetColumn("shift end", CLOCK, 10),
    ]  # fmt: skip
    if not schedule.has_people:
        columns.append(SheetColumn("people", "#,##0", 9))
    schedule.book.list_sheet("Breaks", columns, _breaks(schedule))


def _breaks(schedule: ScheduleBook) -> Iterator[list[SheetCell]]:
    """The rows, in the order of the day."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for row in schedule.schedule.rows:
        who = row.agent if schedule.has_people else row.shift
        for name, one in zip(break_names_of(row), row.breaks, strict=True):
            times = one.start, one.end, who, row.queue, name, one.paid, row.start, row.end
            counts[row.date, *times] += 1
    for (day, start, end, who, queue, name, paid, *shift), count in sorted(counts.items()):
        begin, stop, *ends = schedule.moments([start, end, *shift])
        yield [
            date.fromisoformat(day), begin, stop, who, *([queue] if schedule.has_queues else []),
            name, "paid" if paid else "unpaid", *ends,
            *([] if schedule.has_people else [float(count)]),
        ]  # fmt: skip


def write_understaffing(schedule: ScheduleBook) -> None:
    """One row per understaffed time, with its reason; no sheet without any.

    Parameters
    ----------
    schedule : ScheduleBook
        The workbook.
    """
    found = schedule.schedule.understaffing
    if not found:
        return
    book, sheet = schedule.book, schedule.book.sheet("Understaffed")
    columns = [
        _column("queue"), _column("start"), _column("end"),
        SheetColumn("people missing, at most", "0", 15),
        SheetColumn("below the minimum", "0", 13),
        SheetColumn("reason", width=NOTE_WIDTH, is_text=True),
    ]  # fmt: skip
    book.heading(sheet, 0, columns)
    book.set_columns(sheet, columns)
    for row, one in enumerate(found, 1):
        times = schedule.moments([one.start, one.end])
        cells: list[SheetCell] = [one.queue, *times, one.agents, one.below_minimum, one.reason]
        for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
            look = book.format(column.number_format, valign="top")
            book.put(sheet, row, place, cell, book.wrapped() if column.is_text else look)
        sheet.set_row(row, note_height(one.reason))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(found), len(columns) - 1)


def write_figures(schedule: ScheduleBook) -> None:
    """The figures of the summary and the costs of each queue, with their units.

    Parameters
    ----------
    schedule : ScheduleBook
        The workbook.
    """
    book, sheet = schedule.book, schedule.book.sheet("Figures")
    columns = (
        SheetColumn("figure", width=38, is_text=True), SheetColumn("value", width=16),
        SheetColumn("unit", width=24, is_text=True), SheetColumn("meaning", width=90, is_text=True),
    )  # fmt: skip
    book.heading(sheet, 0, columns)
    for i, column in enumerate(columns):
        sheet.set_column(i, i, column.width)
    text = book.format("", indent=1)
    for row, (name, value, unit, meaning) in enumerate(_figures(schedule), 1):
        book.put(sheet, row, 0, name, text)
        look = book.format(_UNIT_FORMATS.get(unit, "#,##0.00"), align="right")
        book.put(sheet, row, 1, value, look)
        book.put(sheet, row, 2, "" if unit in ("text", "fraction") else unit, text)
        book.put(sheet, row, 3, meaning, text)
    sheet.freeze_panes(1, 0)


def _figures(schedule: ScheduleBook) -> Iterator[tuple[str, Any, str, str]]:
    """Name, value, unit and meaning; of all shifts, then the cost by queue."""
    for name, value in schedule.schedule.totals._asdict().items():
        if isinstance(value, str) or not isnan(value):
            yield name.replace("_", " "), value, SUMMARY_UNITS[name], _MEANINGS[name]
    for one in schedule.schedule.costs:
        for name, unit in SHIFT_COST_UNITS.items():
            label = "cost of paid hours" if name == "cost" else name.replace("_", " ")
            if getattr(one, name) is not None:
                yield f"{one.queue}: {label}", getattr(one, name), unit, ""


def write_notes(schedule: ScheduleBook) -> None:
    """Rules, defaults, replaced inputs, notes, and what the columns mean.

    Parameters
    ----------
    schedule : ScheduleBook
        The workbook.
    """
    schedule.book.notes_sheet(_notes(schedule))


def _notes(schedule: ScheduleBook) -> Iterator[tuple[str, str]]:
    """Topics and texts."""
    data, inputs = schedule.schedule, schedule.schedule.inputs
    yield "Plan", inputs.source
    yield "Rules", inputs.rules
    if inputs.shrinkage_derivation:
        share = f"{100 * inputs.shrinkage:.3g} % ({inputs.shrinkage_derivation})"
        yield "Shrinkage without breaks", f"{share}; breaks are in the shifts."
    yield "Times", f"Local times{f' of {data.zone}' if data.zone else ''}; all are numbers."
    yield "Formulas", "None: all numbers are values. Run wfm schedule again to change an input."
    limit = "" if inputs.time_limit is None else f", at most {inputs.time_limit:g} s"
    yield "Search", f"Solver {inputs.solver}, until a gap of {inputs.gap:.2%}{limit}."
    for text in inputs.defaults:
        yield "Default used", text
    for text in inputs.overrides:
        yield "Replaced", text
    for text in data.notes:
        yield "Note", text
    if data.understaffing:
        count = count_text(len(data.understaffing), "time")
        yield "Understaffed", f"{count}: see the sheet Understaffed for the reasons."
    for name in COVERAGE_COLUMNS[2:]:
        yield name, term(name).meaning.replace("`", "")
