"""A plan as a workbook, with live formulas where it is of Erlang C and has at most 2,000 rows.

Text is always written as text, so that a queue called ``=HYPERLINK(…)`` remains a name.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np

from wfm.errors import UsageError
from wfm.io.styled_book import MAX_ROWS, SheetCell, SheetColumn, StyledBook
from wfm.planning.days_kept import RISK_UNITS, VolumeRisk
from wfm.planning.heatmap import Grid
from wfm.planning.live_plan import LivePlan, live_plan, values_only
from wfm.planning.plan_book import PlanBook
from wfm.planning.plan_front_sheet import write_front
from wfm.planning.plan_inputs_sheet import input_lines
from wfm.planning.plan_map_sheets import write_heat_map, write_profile
from wfm.planning.plan_notes_sheet import write_notes
from wfm.planning.plan_period_sheets import write_periods
from wfm.planning.plan_sheets import (
    live_rows,
    plan_rows,
    write_forecast,
    write_inputs,
    write_plan_rows,
    write_search,
)
from wfm.planning.records import Block, PlanBasis
from wfm.planning.totals import PERIOD_UNITS, Summary

__all__ = ["WorkbookWriter"]

_BAND = ("service_level_p10", "service_level_p90")


class WorkbookWriter:
    """Writes a plan as an .xlsx workbook, block by block.

    Raises
    ------
    UsageError
        If the plan has more rows than a sheet holds.
    """

    def __init__(self, file: BinaryIO, basis: PlanBasis) -> None:
        rows = len(basis.demand)
        if rows > MAX_ROWS:
            raise UsageError(f"a sheet holds {MAX_ROWS:,} rows, the plan has {rows:,}; write .csv.")
        self._basis, self._grid = basis, Grid(basis)
        self._book = StyledBook(file, rows)
        self._front = self._book.sheet("Summary", heading_row=None)
        self._heat = self._book.sheet("Heat map")
        self._plan = self._book.sheet("Plan")
        # a plan that may have formulas is kept until all of its rows are known
        self._kept: list[Block] | None = None if values_only(basis) else []
        self._columns: tuple[str, ...] = ()
        self._row = 0

    def write(self, block: Block) -> None:
        """Write some rows, and the heading before the first."""
        self._grid.add(block)
        if self._kept is not None:
            self._kept.append(block)
        else:
            self._write_rows(plan_rows(self._basis, block))

    def _write_rows(self, columns: dict[str, Any]) -> None:
        """Some rows of the sheet Plan."""
        self._columns = tuple(columns)
        self._row = write_plan_rows(self._book, self._plan, self._row, columns)

    def finish(self, summary: Summary) -> None:
        """Write the other sheets and close the workbook."""
        live, reason = self._live()
        lines = list(input_lines(self._basis, live=live is not None))
        places = {(line.label, line.queue): row for row, line in enumerate(lines, 1)}
        whole = None
        if self._kept is not None:
            whole = plan_rows(self._basis, _joined(self._kept))
            self._columns = tuple(whole)
        plan = PlanBook(
            self._book, self._basis, summary, self._grid, self._columns, live, reason, places
        )
        if whole is not None:
            self._write_rows(whole if live is None else live_rows(plan, whole))
        self._plan.autofilter(0, 0, self._row, max(len(self._columns) - 1, 0))
        write_heat_map(plan, self._heat)
        write_periods(plan)
        chart = write_profile(plan)
        write_inputs(plan, lines)
        if live is not None:
            write_forecast(plan)
            write_search(plan)
        if summary.risk is not None:
            _risk(self._book, summary.risk, live=live is not None)
        write_notes(plan)
        write_front(plan, self._front, chart)
        self._book.close()

    def _live(self) -> tuple[LivePlan | None, str]:
        """The values of the formulas, or why there are none."""
        if self._kept is None:
            return None, values_only(self._basis)
        found = live_plan(self._basis, _joined(self._kept).columns)
        return (None, found) if isinstance(found, str) else (found, "")


def _joined(blocks: list[Block]) -> Block:
    """Consecutive blocks as one."""
    if len(blocks) == 1:
        return blocks[0]
    names = blocks[0].columns if blocks else ()
    columns = {name: np.concatenate([one.columns[name] for one in blocks]) for name in names}
    return Block(slice(0, blocks[-1].rows.stop if blocks else 0), columns)


def _risk(book: StyledBook, risk: VolumeRisk, *, live: bool) -> None:
    """The days that keep the target as volumes vary, one figure per line; never formulas."""
    sheet = book.sheet("Risk")
    columns = [
        SheetColumn("figure", width=40, is_text=True),
        SheetColumn("queue", width=16, is_text=True),
    ]
    columns += [SheetColumn("value", width=16), SheetColumn("unit", width=16, is_text=True)]
    lines: list[tuple[str, str, Any]] = [("scope", "", risk.scope)]
    if live:
        lines.insert(0, ("of the plan as it was written", "", "after a change: wfm staff"))
    for one in (risk.total, *(risk.queues if len(risk.queues) > 1 else ())):
        queue = "" if one is risk.total else one.label
        figures = one._asdict() | ({} if queue else {name: getattr(risk, name) for name in _BAND})
        lines += [(name, queue, value) for name, value in figures.items() if name != "label"]
    if risk.point_plan is not None:
        lines += [
            (f"point_plan: {name}", "", one) for name, one in risk.point_plan._asdict().items()
        ]
    units = {**PERIOD_UNITS, **RISK_UNITS, "cost": "currency"}
    book.heading(sheet, 0, columns)
    book.set_columns(sheet, columns)
    for row, (name, queue, value) in enumerate(lines, 1):
        unit = units.get(name.removeprefix("point_plan: "), "")
        is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        digits = "0.0%" if unit == "fraction" else "#,##0" if is_whole else "#,##0.00"
        form = book.format(digits, align="right")
        cells: list[SheetCell] = [name.replace("_", " "), queue, value, unit]
        for i, cell in enumerate(cells):
            book.put(sheet, row, i, cell, form if i == 2 else None)
    sheet.freeze_panes(1, 0)
