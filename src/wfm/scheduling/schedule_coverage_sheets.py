"""Sheets of the coverage of a schedule: heat maps, need against people, and every slot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.io.day_chart import day_chart
from wfm.io.styled_book import CLOCK, MOMENT, SHARE, SheetCell, SheetColumn, pages_of_days
from wfm.scheduling.results import QueueCoverage
from wfm.scheduling.schedule_book import ScheduleBook
from wfm.vocabulary import COVERAGE_COLUMNS

__all__ = ["write_coverage", "write_coverage_map", "write_day", "write_week"]

_EPOCH = datetime(1970, 1, 1)
_CLOCK_WIDTH, _DAY_WIDTH = 22, 11
_DATES = 3  # row of the dates of the map
_UNDER, _EXACT, _OVER = "#F28E2B", "#FFFFFF", "#6BAED6"  # orange and blue, for colour-blind eyes
_FEW, _MANY = "#F7FBFF", "#6BAED6"
_CLOSED = np.iinfo(np.int64).min
_ROWS_OF_A_THIRD = 8  # of a page
_WEEK = 7
_EXPLAINED = "available: on shift and not on a break; empty: no one is required or available"
_DAY_TITLE = "People required and available through the day, mean of the open days"
_REQUIRED, _AVAILABLE = "people required", "people available"


def write_coverage_map(schedule: ScheduleBook) -> None:
    """Maps by time of day and day: people over or under the requirement, available, required.

    Parameters
    ----------
    schedule : ScheduleBook
        The workbook.
    """
    book, sheet = schedule.book, schedule.book.sheet("Coverage map", heading_row=_DATES)
    title = f"Coverage by time of day: {schedule.source}"
    book.title(sheet, title, _EXPLAINED)
    wall = schedule.wall(schedule.slots)
    used = wall[_is_used(schedule.sums("required"), schedule.sums("net"))] % datetimes.DAY
    days, slots = np.unique(wall // datetimes.DAY), np.unique(wall % datetimes.DAY)
    if len(used):
        slots = slots[(slots >= used.min()) & (slots <= used.max())]
    sheet.set_column(0, 0, _CLOCK_WIDTH)
    sheet.set_column(1, max(1, len(days)), _DAY_WIDTH)
    colours = {"understaffed": _UNDER, "as required": _EXACT, "overstaffed": _OVER}
    for i, (text, colour) in enumerate(colours.items()):
        look = book.format("", bg_color=colour, border=1, border_color="#BFBFBF", align="center")
        sheet.merge_range(_DATES - 1, 1 + 2 * i, _DATES - 1, 2 + 2 * i, text, look)
    look = book.format("ddd d mmm", bold=True, align="center", bottom=1)
    for i, day in enumerate(days.tolist(), 1):
        sheet.write_datetime(_DATES, i, _EPOCH + timedelta(days=day), look)
    row, starts = _DATES + 1, []
    for queue in schedule.schedule.coverage_by_queue:
        for name, counts in _maps(queue).items():
            # a page for each map, or for all of a queue where they are short
            if name == _CHANGE or len(slots) > _ROWS_OF_A_THIRD:
                starts.append(row)
            words = f"{queue.queue}: {name}" if schedule.has_queues else name
            own = _is_used(queue.required, queue.net)
            cells = _cells(schedule.wall(queue.start)[own], counts[own], days, slots)
            row = _map(schedule, sheet, row, (words, slots, cells), is_change=name == _CHANGE)
    sheet.freeze_panes(_DATES + 1, 1)
    book.break_columns(sheet, [_CLOCK_WIDTH], pages_of_days(len(days), _DAY_WIDTH))
    if len(starts) > 1:
        sheet.set_h_pagebreaks(starts[1:])


_CHANGE = "available less required"


def _is_used(required: NDArray[Any], net: NDArray[Any]) -> NDArray[np.bool_]:
    """Where people are required or available; at other times most centres are closed."""
    return np.asarray((required > 0) | (net > 0))


def _maps(queue: QueueCoverage) -> dict[str, NDArray[np.int64]]:
    """The maps of one queue."""
    return {_CHANGE: queue.net - queue.required, "available": queue.net, "required": queue.required}


def _cells(
    wall: NDArray[np.int64],
    counts: NDArray[np.int64],
    days: NDArray[np.int64],
    slots: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Counts by time of day and day; the lower one where the clocks are set back."""
    cells = np.full((len(slots), len(days)), np.iinfo(np.int64).max)
    place = (
        np.searchsorted(slots, wall % datetimes.DAY),
        np.searchsorted(days, wall // datetimes.DAY),
    )
    np.minimum.at(cells, place, counts)
    cells[cells == np.iinfo(np.int64).max] = _CLOSED
    return cells


def _map(
    schedule: ScheduleBook,
    sheet: Any,
    row: int,
    table: tuple[str, NDArray[np.int64], NDArray[np.int64]],
    *,
    is_change: bool,
) -> int:
    """One map below its title; returns the row after it and a free one."""
    book = schedule.book
    title, slots, cells = table
    book.put(sheet, row, 0, title[:1].upper() + title[1:], book.format(bold=True, font_size=12))
    clock = book.format(CLOCK, bold=True)
    look = book.format("+0;-0;0" if is_change else "0", align="center")
    for slot, second in enumerate(slots.tolist()):
        row += 1
        sheet.write_number(row, 0, second / datetimes.DAY, clock)
        for day, count in enumerate(cells[slot].tolist()):
            if count != _CLOSED:
                sheet.write_number(row, day + 1, count, look)
    scale: dict[str, Any] = {"type": "2_color_scale", "min_color": _FEW, "max_color": _MANY}
    if is_change:
        most = max(int(np.abs(cells[cells != _CLOSED]).max(initial=0)), 1)
        scale = {
            "type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num",
            "min_value": -most, "mid_value": 0, "max_value": most,
            "min_color": _UNDER, "mid_color": _EXACT, "max_color": _OVER,
        }  # fmt: skip
    if len(slots):
        last = max(1, cells.shape[1])
        sheet.conditional_format(row - len(slots) + 1, 1, row, last, scale)
    return row + 2


def write_day(schedule: ScheduleBook) -> Any:
    """Required and available people by time of day, a mean over the open days; the chart of it.

    Parameters
    ----------
    schedule : ScheduleBook
        The workbook.
    """
    name = "Through the day"
    sheet = schedule.book.sheet(name)
    columns = (
        SheetColumn("time", CLOCK, 9), SheetColumn(_REQUIRED, "0.0", 14),
        SheetColumn(_AVAILABLE, "0.0", 14), SheetColumn("open days", "0", 9),
    )  # fmt: skip
    schedule.book.set_columns(sheet, columns)
    last = schedule.book.table(sheet, 0, columns, _day_rows(schedule))
    sheet.freeze_panes(1, 0)
    return day_chart(schedule.book, name, (1, max(last, 1)), (0, 1, 2), _DAY_TITLE)


def _day_rows(schedule: ScheduleBook) -> Iterator[list[SheetCell]]:
    """The rows of the sheet."""
    wall, required, net = schedule.wall(schedule.slots), *map(schedule.sums, ("required", "net"))
    slots, place = np.unique(wall % datetimes.DAY, return_inverse=True)
    days = np.bincount(place, minlength=len(slots))
    means = [np.bincount(place, one, len(slots)) / days for one in (required, net)]
    used = np.flatnonzero(_is_used(*means))
    first, last = (used[0], used[-1]) if len(used) else (0, len(slots) - 1)
    for slot, second in enumerate(slots.tolist()):
        if not first <= slot <= last:
            continue
        moment = (_EPOCH + timedelta(seconds=second)).time()
        clock = time(moment.hour, moment.minute, moment.second)
        yield [clock, float(means[0][slot]), float(means[1][slot]), float(days[slot])]


def write_week(schedule: ScheduleBook) -> Any | None:
    """Required and available people in each slot of the first week; the chart of it.

    Parameters
    ----------
    schedule : ScheduleBook
        The workbook.

    Returns
    -------
    chart or None
        None for one day, whose chart is that of `write_day`.
    """
    wall, required, net = schedule.wall(schedule.slots), *map(schedule.sums, ("required", "net"))
    first = int(wall[0]) // datetimes.DAY if len(wall) else 0
    shown = wall < (first + _WEEK) * datetimes.DAY
    days = len(np.unique(wall[shown] // datetimes.DAY))
    if days < 2:
        return None
    name = "First week"
    sheet = schedule.book.sheet(name)
    columns = (
        SheetColumn("start", MOMENT, 21, is_text=True), SheetColumn(_REQUIRED, "0", 14),
        SheetColumn(_AVAILABLE, "0", 14),
    )  # fmt: skip
    schedule.book.set_columns(sheet, columns)
    moments = [_EPOCH + timedelta(seconds=second) for second in wall[shown].tolist()]
    rows = zip(moments, required[shown].tolist(), net[shown].tolist(), strict=True)
    last = schedule.book.table(sheet, 0, columns, rows)
    sheet.freeze_panes(1, 0)
    title = f"People required and available, from {moments[0]:%a %Y-%m-%d}"
    every = max(round(int(shown.sum()) / (4 * days)), 1)
    return day_chart(
        schedule.book,
        name,
        (1, last),
        (0, 1, 2),
        title,
        clock="ddd hh:mm",
        labels_every=every,
        width=1240,
    )


def write_coverage(schedule: ScheduleBook) -> None:
    """One row per queue and slot, those that are understaffed with a colour.

    Parameters
    ----------
    schedule : ScheduleBook
        The workbook.
    """
    columns = [
        SheetColumn("queue", width=16, is_text=True),
        SheetColumn("start", MOMENT, 21, is_text=True),
    ]
    if schedule.schedule.zone:
        columns.append(SheetColumn("utc_offset", width=11, is_text=True))
    columns += [
        SheetColumn(name, SHARE if name == "service_level" else "#,##0", 14)
        for name in COVERAGE_COLUMNS[2:]
    ]
    sheet = schedule.book.list_sheet("Coverage", columns, _slots(schedule))
    last = sum(len(one.start) for one in schedule.schedule.coverage_by_queue)
    if last:
        at = [one.heading for one in columns].index("understaffed")
        look = schedule.book.format("", bg_color=_UNDER)
        rule = {"type": "cell", "criteria": ">", "value": 0, "format": look}
        sheet.conditional_format(1, at, last, at, rule)


def _slots(schedule: ScheduleBook) -> Iterator[list[SheetCell]]:
    """The rows of all queues."""
    for queue in schedule.schedule.coverage_by_queue:
        starts = queue.start.tolist()
        columns: list[list[Any]] = [schedule.moments(starts)]
        if schedule.schedule.zone:
            columns.append(schedule.offsets(starts))
        columns += [getattr(queue, name).tolist() for name in COVERAGE_COLUMNS[2:]]
        for cells in zip(*columns, strict=True):
            yield [queue.queue, *cells]
