"""A plan as a workbook: summary, heat map, all rows, and the inputs.

Text is always written as text, so that a queue called ``=HYPERLINK(…)`` remains a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, BinaryIO

import numpy as np

from wfm import datetimes
from wfm.errors import UsageError
from wfm.io.new_workbook import new_workbook
from wfm.io.text_values import number
from wfm.planning.days_kept import RISK_UNITS, VolumeRisk
from wfm.planning.heatmap import CLOSED, Grid
from wfm.planning.period_costs import Contingency
from wfm.planning.plan_csv_json import computed_columns
from wfm.planning.plan_inputs_sheet import HEADINGS, input_lines
from wfm.planning.records import Block, PlanBasis
from wfm.planning.totals import PERIOD_UNITS, Period, Summary
from wfm.units import given_percent_text
from wfm.vocabulary import PLAN_COLUMNS, term

__all__ = ["WorkbookWriter"]

_MAX_ROWS = 1_048_575  # rows of a sheet without the heading, a limit of the format
_TWO_LINES = 30  # height of a heading in points, enough for two lines
_EPOCH = datetime(1970, 1, 1)

_NUMBERS = {
    "start": "ddd yyyy-mm-dd hh:mm", "interval": "0", "volume": "#,##0.##", "aht": "0.0",
    "load": "0.00", "agents": "0", "agents_unrounded": "0.00", "scheduled": "0",
    "service_level": "0.0%", "asa": "0.0",
    "occupancy": "0.0%", "abandonment": "0.0%",
}  # fmt: skip
_WIDTHS = {
    "queue": 16, "start": 22, "service_level": 13, "occupancy": 11, "scheduled": 11, "team": 12,
    "agents_unrounded": 12, "abandonment": 14, "definition": 12,
}  # fmt: skip
_WORDS = (
    "", "queue", "model", "team", "definition", "target", "shrinkage", "aht_by_concurrency",
    "input", "value", "unit",
)  # fmt: skip
_BAND = ("service_level_p10", "service_level_p90")
_PERIOD = {
    "label": ("", None), "days": ("days", "0"), "contacts": ("contacts", "#,##0"),
    "workload_hours": ("workload hours", "#,##0.0"), "agent_hours": ("agent-hours", "#,##0.0"),
    "paid_hours": ("paid hours", "#,##0.0"), "fte": ("FTE", "0.00"),
    "fte_rounded_up": ("FTE, rounded up", "0"), "fte_unrounded": ("FTE, unrounded", "0.00"),
    "service_level": ("service level", "0.0%"), "asa": ("ASA, s", "0.0"),
    "occupancy": ("occupancy", "0.0%"),
}  # fmt: skip
_COSTS = {
    "cost": ("cost", "#,##0"), "premiums": ("premiums in it", "#,##0"),
    "cost_per_contact": ("cost per contact", "0.00"),
    "cost_per_resolved_contact": ("cost per resolved contact", "0.00"),
}  # fmt: skip


class WorkbookWriter:
    """Writes a plan as an .xlsx workbook, block by block.

    Raises
    ------
    UsageError
        If the plan has more rows than a sheet holds.
    """

    def __init__(self, file: BinaryIO, basis: PlanBasis) -> None:
        rows = len(basis.demand)
        if rows > _MAX_ROWS:
            raise UsageError(
                f"a sheet holds {_MAX_ROWS:,} rows, the plan has {rows:,}; write .csv."
            )
        self._basis, self._grid = basis, Grid(basis)
        self._book = new_workbook(file, rows)
        names = ("Summary", "Heat map", "Plan", "Inputs")
        self._sheets = {name: self._book.add_worksheet(name) for name in names}
        for sheet in self._sheets.values():
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
        self._moment = self._book.add_format({"num_format": _NUMBERS["start"]})
        self._row = 0
        self._width = 0

    def write(self, block: Block) -> None:
        """Write some rows, and the heading before the first."""
        sheet, columns = self._sheets["Plan"], _columns(self._basis, block)
        if not self._row:
            self._width = len(columns)
            _plan_heading(self._book, sheet, list(columns))
        for values in zip(*columns.values(), strict=True):
            self._row += 1
            sheet.write_string(self._row, 0, values[0])
            sheet.write_datetime(self._row, 1, values[1], self._moment)
            for i, value in enumerate(values[2:], 2):
                _cell(sheet, self._row, i, value)
        self._grid.add(block)

    def finish(self, summary: Summary) -> None:
        """Write the other sheets and close the workbook."""
        self._sheets["Plan"].autofilter(0, 0, self._row, max(self._width - 1, 0))
        last = _summary(self._book, self._sheets["Summary"], self._basis, summary)
        _heat(self._book, self._sheets["Heat map"], self._grid)
        _inputs(self._book, self._sheets["Inputs"], self._basis)
        _chart(self._book, self._sheets["Summary"], summary, last)
        if summary.risk is not None:
            _risk(self._book, self._book.add_worksheet("Risk"), summary.risk)
        self._book.close()


def _plan_heading(book: Any, sheet: Any, names: Sequence[str]) -> None:
    """The heading of the rows, and the formats of their columns."""
    _heading(book, sheet, [_with_unit(name) for name in names])
    for i, name in enumerate(names):
        form = book.add_format({"num_format": _NUMBERS.get(name, "@"), "indent": _words(name)})
        sheet.set_column(i, i, _WIDTHS.get(name, 10), form)


def _words(name: str) -> int:
    """Indent of a column: a space between texts and the numbers before them."""
    return 1 if name in _WORDS[2:] else 0


def _with_unit(name: str) -> str:
    """A heading with its unit, for columns in seconds."""
    unit = term(name).unit if name in PLAN_COLUMNS else ""
    return f"{name} [s]" if unit == "s" else name


def _columns(basis: PlanBasis, block: Block) -> dict[str, Sequence[Any]]:
    """The cells of some rows by column."""
    demand = basis.demand
    start, queue = demand.start[block.rows], demand.queue[block.rows].tolist()
    wall = datetimes.local(start, demand.zone)
    columns: dict[str, Sequence[Any]] = {
        "queue": [demand.queues[i] for i in queue],
        "start": [_EPOCH + timedelta(seconds=second) for second in wall.tolist()],
        "interval": [demand.interval] * len(start),
    }
    for name, column in computed_columns(basis, block).items():
        columns[name] = column.tolist()
    for name, texts in basis.queue_columns.items():
        columns[name] = [texts[i] for i in queue]
    if basis.inputs.by_row is not None:
        settings = basis.settings.row[block.rows].tolist()
        for name, texts in basis.target_columns().items():
            columns[name] = [texts[i] for i in settings]
    if demand.zone:
        columns["utc_offset"] = [text[19:] for text in datetimes.iso_texts(start, demand.zone)]
    return columns


class _Exact(float):
    """A number that is written with all of its digits: xlsxwriter formats numbers with 16."""

    def __format__(self, spec: str) -> str:
        """The shortest text of the same number."""
        return number(self)


def _cell(sheet: Any, row: int, column: int, value: float | str | None, form: Any = None) -> None:
    """A text or a number; nothing where there is no number."""
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value, form)
    elif np.isfinite(value):
        sheet.write_number(row, column, _Exact(value), form)
    elif value > 0:
        sheet.write_string(row, column, "∞", form)


def _heading(book: Any, sheet: Any, names: Sequence[str]) -> None:
    """A heading in the first row, which stays in view."""
    look = {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top"}
    left, right = book.add_format(look), book.add_format(look | {"align": "right"})
    for i, name in enumerate(names):
        sheet.write_string(0, i, name, left if name in _WORDS else right)
    sheet.set_row(0, _TWO_LINES)
    sheet.freeze_panes(1, 0)


def _summary(book: Any, sheet: Any, basis: PlanBasis, summary: Summary) -> int:
    """Write the totals of all periods; returns the first row of the days."""
    costs = {k: v for k, v in _COSTS.items() if getattr(summary.total, k) is not None}
    columns = _PERIOD | costs
    _heading(book, sheet, [heading for heading, _ in columns.values()])
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, len(columns) - 1, 11)
    row = 0
    groups = [("", (summary.total,)), ("Week from", summary.weeks), ("Day", summary.days)]
    if len(basis.demand.queues) > 1:
        groups.insert(1, ("Queue", summary.queues))
    first = 0
    for title, periods in groups:
        row += 1 if title else 0
        first = row + 1
        for period in periods:
            row += 1
            label = period.label if title == "Day" else f"{title} {period.label}".strip()
            _period(book, sheet, row, label, period, columns)
        if not title and summary.contingency is not None:
            row = _contingency(book, sheet, row, summary.contingency, columns)
    return first


def _contingency(
    book: Any, sheet: Any, row: int, one: Contingency, columns: Mapping[str, tuple[str, str | None]]
) -> int:
    """What is on top of the total, and the total with it; returns the last row."""
    share = f"contingency {given_percent_text(one.share)}"
    for label, ending in ((share, ""), ("with contingency", "_in_all")):
        row += 1
        sheet.write_string(row, 0, label)
        for name in ("paid_hours", "fte", "cost"):
            if name in columns:
                form = book.add_format({"num_format": columns[name][1]})
                value = getattr(one, f"{name}{ending}")
                _cell(sheet, row, list(columns).index(name), value, form)
    return row


def _period(
    book: Any,
    sheet: Any,
    row: int,
    label: str,
    period: Period,
    columns: Mapping[str, tuple[str, str | None]],
) -> None:
    """One line of totals."""
    sheet.write_string(row, 0, label)
    for i, (name, (_, form)) in enumerate(list(columns.items())[1:], 1):
        _cell(sheet, row, i, getattr(period, name), book.add_format({"num_format": form}))


def _chart(book: Any, sheet: Any, summary: Summary, first: int) -> None:
    """A chart of workload and paid hours per day, below the totals."""
    chart = book.add_chart({"type": "column"})
    last = first + len(summary.days) - 1
    for name in ("workload_hours", "paid_hours"):
        column = list(_PERIOD).index(name)
        chart.add_series({
            "name": ["Summary", 0, column],
            "categories": ["Summary", first, 0, last, 0],
            "values": ["Summary", first, column, last, column],
        })  # fmt: skip
    chart.set_title({"name": "Workload and paid hours per day"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 360})
    sheet.insert_chart(last + 2, 0, chart)


def _heat(book: Any, sheet: Any, grid: Grid) -> None:
    """Scheduled agents by time of day (rows) and day (columns), one map per team."""
    dates = [_EPOCH + timedelta(days=day) for day in grid.days.tolist()]
    day_form = book.add_format({"bold": True, "num_format": "ddd d mmm", "align": "center"})
    time_form = book.add_format({"bold": True, "num_format": "hh:mm"})
    title = book.add_format({"bold": True, "font_size": 12})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, max(1, len(dates)), 12)
    for i, day in enumerate(dates, 1):
        sheet.write_datetime(0, i, day, day_form)
    row = 0
    for name, scheduled in zip(grid.teams, grid.scheduled, strict=True):
        row += 1
        sheet.write_string(row, 0, f"{name} scheduled".strip().capitalize(), title)
        for slot, counts in zip(grid.slots.tolist(), scheduled.tolist(), strict=True):
            row += 1
            sheet.write_number(row, 0, slot / datetimes.DAY, time_form)
            for i, count in enumerate(counts, 1):
                if count != CLOSED:
                    sheet.write_number(row, i, count)
        scale = {"type": "2_color_scale", "min_color": "#F7FBFF", "max_color": "#F28E2B"}
        sheet.conditional_format(row - len(grid.slots) + 1, 1, row, len(dates), scale)
        row += 1
    sheet.freeze_panes(1, 1)


def _inputs(book: Any, sheet: Any, basis: PlanBasis) -> None:
    """The inputs and the figures of the queues, one per line; numbers as numbers."""
    _heading(book, sheet, HEADINGS)
    for column, width in enumerate((36, 16, 60, 16)):
        sheet.set_column(column, column, width)
    left = book.add_format({"align": "left"})
    percent = book.add_format({"align": "left", "num_format": "0.##########%"})
    for row, line in enumerate(input_lines(basis), 1):
        sheet.write_string(row, 0, line.label)
        sheet.write_string(row, 1, line.queue)
        if isinstance(line.value, str):
            sheet.write_string(row, 2, line.value)
        else:
            value = _Exact(line.value)
            sheet.write_number(row, 2, value, percent if line.unit == "fraction" else left)
        sheet.write_string(row, 3, line.unit)


def _risk(book: Any, sheet: Any, risk: VolumeRisk) -> None:
    """The days that keep the target as volumes vary, one figure per line."""
    _heading(book, sheet, ("", "queue", "value", "unit"))
    for column, width in enumerate((40, 16, 16, 16)):
        sheet.set_column(column, column, width)
    percent = book.add_format({"num_format": "0.0%"})
    lines: list[tuple[str, str, Any]] = [("scope", "", risk.scope)]
    for one in (risk.total, *(risk.queues if len(risk.queues) > 1 else ())):
        queue = "" if one is risk.total else one.label
        figures = one._asdict() | ({} if queue else {name: getattr(risk, name) for name in _BAND})
        lines += [(name, queue, value) for name, value in figures.items() if name != "label"]
    if risk.point_plan is not None:
        lines += [
            (f"point_plan: {name}", "", one) for name, one in risk.point_plan._asdict().items()
        ]
    units = {**PERIOD_UNITS, **RISK_UNITS, "cost": "currency"}
    for row, (name, queue, value) in enumerate(lines, 1):
        unit = units.get(name.removeprefix("point_plan: "), "")
        label = name.replace("_", " ")
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, queue)
        _cell(sheet, row, 2, value, percent if unit == "fraction" else None)
        sheet.write_string(row, 3, unit)
