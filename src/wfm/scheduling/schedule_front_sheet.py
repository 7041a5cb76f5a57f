"""The first sheet of a schedule: people or FTE, target, hours, cost, coverage, and charts."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, isnan
from pathlib import PurePath
from typing import Any

import numpy as np

from wfm import datetimes
from wfm.io.styled_book import MOMENT, SHARE, Fact
from wfm.number_text import count_text
from wfm.printable_text import printable_line
from wfm.scheduling.schedule_book import ScheduleBook
from wfm.units import duration_text

__all__ = ["write_front"]

_WIDTHS = (30, 25, 40)
_HOURS, _MONEY, _COUNT = "#,##0.00", "#,##0", "#,##0"
_CHART_ROWS = 21  # of the default height, beside the chart of a day
_TIES = 1e-9  # FTE, of rounding errors above a whole number
_STATUS = {
    "optimal": "no schedule costs less",
    "within gap": "proved to be within the gap asked for",
    "feasible": "a schedule with a gap wider than asked for",
    "interrupted": "the search was stopped",
    "understaffed": "a slot that must be covered is not",
}


def write_front(schedule: ScheduleBook, sheet: Any, day: Any, week: Any | None) -> None:
    """Title, a sentence, figures, and the charts beside and below them.

    Parameters
    ----------
    schedule : ScheduleBook
        The workbook.
    sheet : worksheet
        The first one.
    day, week : chart
        Of a day and of the first week; None for a schedule of one day.
    """
    book = schedule.book
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = book.title(sheet, f"Schedule: {schedule.source}", _subtitle(schedule))
    large = book.format(bold=True, font_size=18, font_color="#C55A11")
    book.put(sheet, row, 0, _sentence(schedule), large)
    sheet.set_row(row, 30)
    below = book.facts(sheet, row + 2, _facts(schedule))
    sheet.insert_chart(row + 1, len(_WIDTHS), day, {"object_position": 2})
    last = max(below, row + 1 + _CHART_ROWS)
    if week is not None:
        sheet.insert_chart(last + 1, 0, week, {"object_position": 2})
        last += _CHART_ROWS + 1
    sheet.print_area(0, 0, last, len(_WIDTHS) + 10)
    sheet.fit_to_pages(1, 1)


def _subtitle(schedule: ScheduleBook) -> str:
    """Dates, and whose shifts they are where they are not all."""
    data = schedule.schedule
    text = f"{schedule.period}, rules: {printable_line(PurePath(data.inputs.rules).name)}"
    if len(data.rows) == data.totals.shifts:
        return text
    own = count_text(len(data.rows), "shift")
    return f"{text}; here {own} of {data.totals.shifts:,}, the figures are of all"


def _sentence(schedule: ScheduleBook) -> str:
    """What a boss reads."""
    totals = schedule.schedule.totals
    if not totals.shifts:
        return "No shifts"
    if totals.people:
        people = count_text(totals.people, "person", "people")
        return f"{people} in {count_text(totals.shifts, 'shift')}"
    fte, hours = _fte(schedule), schedule.schedule.inputs.contract_hours
    people = count_text(ceil(fte - _TIES), "full-time person", "full-time people")
    return f"{count_text(totals.shifts, 'shift')}: the hours of {people} of {hours:g} h a week"


def _fte(schedule: ScheduleBook) -> float:
    """Paid hours / contract hours over the weeks of the coverage."""
    data = schedule.schedule
    wall = schedule.wall(schedule.slots)
    if not len(wall):
        return 0.0
    weeks = datetimes.span_in_weeks(np.unique(wall // datetimes.DAY))
    return data.totals.paid_hours / (weeks * data.inputs.contract_hours)


def _facts(schedule: ScheduleBook) -> Iterator[Fact]:
    """The figures with their units."""
    data, totals, inputs = schedule.schedule, schedule.schedule.totals, schedule.schedule.inputs
    yield Fact("Target", inputs.target or "required people, without a target")
    if not isnan(totals.service_level):
        remark = f"{inputs.service_level_definition}, by volume"
        yield Fact("Expected service level", totals.service_level, SHARE, remark)
    yield from _people(schedule)
    distinct = f"{totals.distinct_shifts:,} distinct"
    yield Fact("Shifts", totals.shifts, _COUNT, distinct)
    if totals.full_time_shifts:
        yield Fact("Full-time shifts", totals.full_time_shifts, _COUNT, "7 paid hours or more")
    yield Fact("Paid hours, h", totals.paid_hours, _HOURS, "without unpaid breaks")
    yield from _costs(schedule)
    yield Fact("Required, agent-hours", totals.required_hours, _HOURS, "with shrinkage, no breaks")
    slots = [one.understaffed for one in data.coverage_by_queue]
    count = sum(int((one > 0).sum()) for one in slots)
    of = f"{count:,} of {sum(map(len, slots)):,} slots of {duration_text(data.slot)}"
    yield Fact("Understaffed, agent-hours", totals.understaffed_hours, _HOURS, of)
    yield Fact("Overstaffed, agent-hours", totals.overstaffed_hours, _HOURS)
    share = inputs.shrinkage_derivation
    yield Fact("Shrinkage without breaks", inputs.shrinkage, SHARE, share)


def _people(schedule: ScheduleBook) -> Iterator[Fact]:
    """People by name, FTE, and the most people on shift at once."""
    data, totals = schedule.schedule, schedule.schedule.totals
    if totals.people:
        yield Fact("People", totals.people, _COUNT, "with at least one shift")
    remark = f"paid hours / {data.inputs.contract_hours:g} h a week"
    yield Fact("FTE", _fte(schedule), "0.00", remark)
    present = schedule.sums("present")
    if present.any():
        (peak,) = schedule.moments(schedule.slots[[int(present.argmax())]])
        yield Fact("Most people on shift", float(present.max()), _COUNT, "breaks included")
        yield Fact("Most people: start", peak, MOMENT)


def _costs(schedule: ScheduleBook) -> Iterator[Fact]:
    """The cost of the paid hours where it is known, and the cost that was minimised."""
    totals = schedule.schedule.totals
    for one in schedule.schedule.costs[:1]:
        yield Fact("Cost of paid hours", one.cost, _MONEY, "with premiums")
        if one.cost_per_contact is not None:
            yield Fact("Cost per contact", one.cost_per_contact, "0.00")
    remark = "pay and prices of the rules"
    yield Fact("Cost by the rules", totals.cost, _HOURS, remark)
    if not isnan(totals.gap):
        remark = "cost / lower bound - 1"
        yield Fact("Gap", totals.gap, "0.00%", remark)
    yield Fact("Status", str(totals.status), "", _STATUS[totals.status])
