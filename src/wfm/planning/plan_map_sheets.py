"""Sheets of a plan by time of day: the heat map, and need against people through the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np

from wfm import datetimes
from wfm.io.day_chart import day_chart
from wfm.io.styled_book import CLOCK, SheetCell, SheetColumn, pages_of_days
from wfm.planning.heatmap import CLOSED
from wfm.planning.live_formulas import PLAN, letter
from wfm.planning.plan_book import PlanBook

__all__ = ["PROFILE", "write_heat_map", "write_profile"]

PROFILE = "Through the day"
_EPOCH = datetime(1970, 1, 1)
_FEW, _MANY = "#F7FBFF", "#F28E2B"  # blue-white to orange, which prints grey in the same order
_CLOCK_WIDTH, _DAY_WIDTH = 18, 11
_DATES = 3  # row of the dates of the heat map
_PATCHES = 5
_ROWS_OF_HALF_A_PAGE = 16


def write_heat_map(plan: PlanBook, sheet: Any) -> None:
    """Scheduled people and agents on contacts by time of day (rows) and day (columns)."""
    grid, book = plan.grid, plan.book
    sheet.set_column(0, 0, _CLOCK_WIDTH)
    sheet.set_column(1, max(1, len(grid.days)), _DAY_WIDTH)
    book.title(sheet, f"People by time of day: {plan.source}", "")
    for i, colour in enumerate(_ramp()):
        sheet.write_blank(1, i + 4, None, book.format(bg_color=colour))
    sheet.write_string(1, 3, "fewest", book.format(align="right"))
    sheet.write_string(1, 4 + _PATCHES, "most; empty: closed", book.format(indent=1))
    centred = book.format("ddd d mmm", bold=True, align="center", bottom=1)
    for i, day in enumerate(grid.days.tolist(), 1):
        sheet.write_datetime(_DATES, i, _EPOCH + timedelta(days=day), centred)
    days = [_EPOCH + timedelta(days=day) for day in grid.days[[0, -1]].tolist()]
    sheet.write_string(1, 0, " to ".join(f"{day:%Y-%m-%d}" for day in days))
    row, rows = _DATES + 1, _rows_of_cells(plan)
    starts = []
    for team, name in enumerate(grid.teams):
        for column, words in (("scheduled", "scheduled"), ("agents", "agents on contacts")):
            starts.append(row)
            row = _map(plan, sheet, row, team, column, f"{name} {words}".strip(), rows)
    sheet.freeze_panes(_DATES + 1, 1)
    book.break_columns(sheet, [_CLOCK_WIDTH], pages_of_days(len(grid.days), _DAY_WIDTH))
    sheet.repeat_rows(_DATES)
    if len(grid.slots) > _ROWS_OF_HALF_A_PAGE:
        sheet.set_h_pagebreaks(starts[1:])


def _ramp() -> Iterator[str]:
    """The colours from few to many."""
    few, many = (np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)]) for text in (_FEW, _MANY))
    for part in np.linspace(0.0, 1.0, _PATCHES):
        yield "#" + "".join(f"{round(one):02X}" for one in few + (many - few) * part)


def _rows_of_cells(plan: PlanBook) -> dict[tuple[int, int, int], list[int]]:
    """The rows of the plan by team, time and day, where formulas refer to them."""
    if plan.live is None:
        return {}
    demand, grid = plan.basis.demand, plan.grid
    wall = datetimes.local(demand.start, demand.zone)
    teams = [grid.teams.index(name) for name in plan.basis.teams]
    found: dict[tuple[int, int, int], list[int]] = {}
    slots = np.searchsorted(grid.slots, wall % datetimes.DAY).tolist()
    days = np.searchsorted(grid.days, wall // datetimes.DAY).tolist()
    for row, (queue, slot, day) in enumerate(zip(demand.queue.tolist(), slots, days, strict=True)):
        found.setdefault((teams[queue], slot, day), []).append(row)
    return found


def _map(
    plan: PlanBook,
    sheet: Any,
    row: int,
    team: int,
    column: str,
    title: str,
    rows: dict[tuple[int, int, int], list[int]],
) -> int:
    """One map below its title; returns the row after it and a free one."""
    grid = plan.grid
    counts = (grid.scheduled if column == "scheduled" else grid.agents)[team]
    bold = plan.book.format(bold=True, font_size=12)
    plan.book.put(sheet, row, 0, title[:1].upper() + title[1:], bold)
    clock, centred = plan.book.format(CLOCK, bold=True), plan.book.format("0", align="center")
    at = letter(plan.columns.index(column))
    for slot, second in enumerate(grid.slots.tolist()):
        row += 1
        sheet.write_number(row, 0, second / datetimes.DAY, clock)
        for day, count in enumerate(counts[slot].tolist()):
            if count == CLOSED:
                continue
            cells = ",".join(f"{PLAN}!{at}{one + 2}" for one in rows.get((team, slot, day), ()))
            formula = f"=MAX({cells})" if "," in cells else f"={cells}"
            plan.book.put(sheet, row, day + 1, plan.cell(formula, float(count)), centred)
    scale = {"type": "2_color_scale", "min_color": _FEW, "max_color": _MANY}
    sheet.conditional_format(row - len(grid.slots) + 1, 1, row, max(1, len(grid.days)), scale)
    return row + 2


def write_profile(plan: PlanBook) -> Any:
    """Need and people by time of day, a mean over the days that are open then; the chart of it."""
    sheet = plan.book.sheet(PROFILE)
    columns = (
        SheetColumn("time", CLOCK, 9), SheetColumn("agents needed on contacts", "0.0", 14),
        SheetColumn("people scheduled", "0.0", 14), SheetColumn("days open", "0", 9),
    )  # fmt: skip
    plan.book.set_columns(sheet, columns)
    last = plan.book.table(sheet, 0, columns, _profile_rows(plan))
    sheet.freeze_panes(1, 0)
    need, people = 1, 2 if plan.summary.peak.scheduled is not None else 1
    title = "Need and people through the day, mean of the open days"
    return day_chart(plan.book, PROFILE, (1, max(last, 1)), (0, need, people), title)


def _profile_rows(plan: PlanBook) -> Iterator[list[SheetCell]]:
    """The rows of the sheet."""
    grid = plan.grid
    agents, scheduled, days = grid.profile
    for slot, second in enumerate(grid.slots.tolist()):
        moment = (_EPOCH + timedelta(seconds=second)).time()
        cells: list[SheetCell] = [time(moment.hour, moment.minute, moment.second)]
        for column, values in (("agents", agents), ("scheduled", scheduled)):
            formula = ""
            if plan.live:
                cells_of = plan.plan_range(column)
                slots = plan.search_range("time slot")
                formula = f"=SUMIFS({cells_of},{slots},{slot})/{days[slot]}"
            cells.append(plan.cell(formula, float(values[slot])))
        yield [*cells, float(days[slot])]
