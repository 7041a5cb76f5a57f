"""A plan as a workbook: a summary to open on, a heat map, every row, and what it was made from.

Text is always written as text, so that a queue called ``=HYPERLINK(…)`` stays a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, BinaryIO

import numpy as np

from wfm import datetimes
from wfm.errors import UsageError
from wfm.planning.heatmap import CLOSED, Grid
from wfm.planning.plan import Block, Plan
from wfm.planning.plan_csv_json import inputs
from wfm.planning.totals import Period, Summary, Totals
from wfm.vocabulary import PLAN_COLUMNS, term

__all__ = ["workbook"]

_MOST_ROWS = 1_048_575  # of a sheet, less the heading
_STREAM_FROM = 100_000  # rows above which the workbook is written row by row, in little memory
_TWO_LINES = 30  # pt: a heading may need the second one
_EPOCH = datetime(1970, 1, 1)

_NUMBERS = {
    "start": "ddd yyyy-mm-dd hh:mm", "interval": "0", "volume": "#,##0.##", "aht": "0.0",
    "load": "0.00", "agents": "0", "scheduled": "0", "service_level": "0.0%", "asa": "0.0",
    "occupancy": "0.0%", "abandonment": "0.0%",
}  # fmt: skip
_WIDTHS = {
    "queue": 16, "start": 22, "service_level": 13, "occupancy": 11, "scheduled": 11, "team": 12,
    "abandonment": 14, "definition": 12,
}  # fmt: skip
_WORDS = ("", "queue", "model", "team", "definition", "input", "value")  # stand to the left
_PERIOD = {
    "label": ("", None), "days": ("days", "0"), "contacts": ("contacts", "#,##0"),
    "workload_hours": ("workload hours", "#,##0.0"), "agent_hours": ("agent hours", "#,##0.0"),
    "paid_hours": ("paid hours", "#,##0.0"), "fte": ("FTE", "0.00"),
    "fte_whole": ("FTE, whole", "0"), "fractional_fte": ("FTE before rounding", "0.00"),
    "service_level": ("service level", "0.0%"), "asa": ("ASA, s", "0.0"),
    "occupancy": ("occupancy", "0.0%"),
}  # fmt: skip


def _xlsxwriter() -> Any:
    try:
        import xlsxwriter
    except ImportError:
        raise UsageError(
            "writing .xlsx needs one more package: pip install 'wfm-staffing[excel]'."
        ) from None
    return xlsxwriter


def workbook(file: BinaryIO, plan: Plan, totals: Totals) -> None:
    """Write the plan as an .xlsx workbook.

    Raises
    ------
    UsageError
        If the extra ``excel`` is not installed, or the plan has more rows than a sheet holds.
    """
    rows = len(plan.demand)
    if rows > _MOST_ROWS:
        raise UsageError(f"a sheet holds {_MOST_ROWS:,} rows, the plan has {rows:,}; write .csv.")
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    safe["constant_memory"] = rows > _STREAM_FROM
    book = _xlsxwriter().Workbook(file, safe)
    sheets = [book.add_worksheet(name) for name in ("Summary", "Heat map", "Plan", "Inputs")]
    for sheet in sheets:
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    grid = Grid(plan)
    _rows(book, sheets[2], plan, grid.follow(totals.follow(plan.blocks())))
    summary = totals.summary()
    last = _summary(book, sheets[0], plan, summary)
    _heat(book, sheets[1], grid)
    _inputs(book, sheets[3], inputs(plan))
    _chart(book, sheets[0], summary, last)
    book.close()


def _rows(book: Any, sheet: Any, plan: Plan, blocks: Iterator[Block]) -> None:
    demand = plan.demand
    columns = [*PLAN_COLUMNS, *plan.extra_columns, *(["utc_offset"] if demand.zone else [])]
    _heading(book, sheet, [_with_unit(name) for name in columns])
    for i, name in enumerate(columns):
        form = book.add_format({"num_format": _NUMBERS.get(name, "@"), "indent": _words(name)})
        sheet.set_column(i, i, _WIDTHS.get(name, 10), form)
    moment = book.add_format({"num_format": _NUMBERS["start"]})
    row = 0
    for block in blocks:
        for values in _values(plan, block):
            row += 1
            sheet.write_string(row, 0, values[0])
            sheet.write_datetime(row, 1, values[1], moment)
            for i, value in enumerate(values[2:], 2):
                _cell(sheet, row, i, value)
    sheet.autofilter(0, 0, row, len(columns) - 1)


def _words(name: str) -> int:
    """How far a column is set in: words stand off from the numbers before them."""
    return 1 if name in _WORDS[2:] else 0


def _with_unit(name: str) -> str:
    unit = term(name).unit if name in PLAN_COLUMNS else ""
    return f"{name} [s]" if unit == "s" else name


def _values(plan: Plan, block: Block) -> Iterator[tuple[Any, ...]]:
    demand, solved = plan.demand, block.staffing
    start = demand.start[block.rows]
    wall = datetimes.local(start, demand.zone)
    columns: list[Sequence[Any]] = [
        [demand.queues[i] for i in demand.queue[block.rows]],
        [_EPOCH + timedelta(seconds=second) for second in wall.tolist()],
        [demand.interval] * len(start),
        *(
            column.tolist()
            for column in (
                demand.volume[block.rows], demand.aht[block.rows], solved.load, solved.agents,
                solved.scheduled, solved.service_level, solved.asa, solved.occupancy,
            )
        ),
    ]  # fmt: skip
    columns += plan.extra(block.rows).values()
    if demand.zone:
        columns.append([text[19:] for text in datetimes.iso_texts(start, demand.zone)])
    return zip(*columns, strict=True)


def _cell(sheet: Any, row: int, column: int, value: float | str, form: Any = None) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value, form)
    elif np.isfinite(value):
        sheet.write_number(row, column, value, form)
    elif value > 0:
        sheet.write_string(row, column, "∞", form)


def _heading(book: Any, sheet: Any, names: Sequence[str]) -> None:
    look = {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top"}
    left, right = book.add_format(look), book.add_format(look | {"align": "right"})
    for i, name in enumerate(names):
        sheet.write_string(0, i, name, left if name in _WORDS else right)
    sheet.set_row(0, _TWO_LINES)
    sheet.freeze_panes(1, 0)


def _summary(book: Any, sheet: Any, plan: Plan, summary: Summary) -> int:
    """Write the periods from the whole down to the days; returns the first row of the days."""
    _heading(book, sheet, [heading for heading, _ in _PERIOD.values()])
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, len(_PERIOD) - 1, 11)
    row = 0
    groups = [("", (summary.total,)), ("Week from", summary.weeks), ("Day", summary.days)]
    if len(plan.demand.queues) > 1:
        groups.insert(1, ("Queue", summary.queues))
    first = 0
    for title, periods in groups:
        row += 1 if title else 0
        first = row + 1
        for period in periods:
            row += 1
            label = period.label if title == "Day" else f"{title} {period.label}".strip()
            _period(book, sheet, row, label, period)
    return first


def _period(book: Any, sheet: Any, row: int, label: str, period: Period) -> None:
    sheet.write_string(row, 0, label)
    for i, (name, (_, form)) in enumerate(list(_PERIOD.items())[1:], 1):
        _cell(sheet, row, i, getattr(period, name), book.add_format({"num_format": form}))


def _chart(book: Any, sheet: Any, summary: Summary, first: int) -> None:
    chart = book.add_chart({"type": "column"})
    last = first + len(summary.days) - 1
    for name in ("workload_hours", "paid_hours"):
        column = list(_PERIOD).index(name)
        chart.add_series({
            "name": ["Summary", 0, column],
            "categories": ["Summary", first, 0, last, 0],
            "values": ["Summary", first, column, last, column],
        })  # fmt: skip
    chart.set_title({"name": "Hours of work and paid hours, by day"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 360})
    sheet.insert_chart(last + 2, 0, chart)


def _heat(book: Any, sheet: Any, grid: Grid) -> None:
    """Scheduled people: time of day down, days across, one map a team under one row of days."""
    dates = [_EPOCH + timedelta(days=day) for day in grid.days.tolist()]
    day_form = book.add_format({"bold": True, "num_format": "ddd d mmm", "align": "center"})
    time_form = book.add_format({"bold": True, "num_format": "hh:mm"})
    title = book.add_format({"bold": True, "font_size": 12})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, max(1, len(dates)), 12)
    for i, day in enumerate(dates, 1):
        sheet.write_datetime(0, i, day, day_form)
    row = 0
    for name, people in zip(grid.teams, grid.scheduled, strict=True):
        row += 1
        sheet.write_string(row, 0, f"{name} scheduled".strip().capitalize(), title)
        for slot, counts in zip(grid.slots.tolist(), people.tolist(), strict=True):
            row += 1
            sheet.write_number(row, 0, slot / datetimes.DAY, time_form)
            for i, count in enumerate(counts, 1):
                if count != CLOSED:
                    sheet.write_number(row, i, count)
        scale = {"type": "2_color_scale", "min_color": "#F7FBFF", "max_color": "#F28E2B"}
        sheet.conditional_format(row - len(grid.slots) + 1, 1, row, len(dates), scale)
        row += 1
    sheet.freeze_panes(1, 1)


def _inputs(book: Any, sheet: Any, values: dict[str, Any]) -> None:
    """What the figures were made from, one line each."""
    _heading(book, sheet, ("input", "value"))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    for row, (name, value) in enumerate(_flat(values), 1):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)


def _flat(values: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        label = f"{prefix}{name}".replace("_", " ")
        if isinstance(value, dict):
            yield from _flat(value, f"{label}: ")
        elif label.endswith("components"):
            for item in value:
                yield f"{label}: {item['name']}", f"{item['share']:.3%}"
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for item in value:
                queue = {key: part for key, part in item.items() if key != "queue"}
                yield from _flat(queue, f"{label}, {item['queue']}: ")
        elif isinstance(value, list):
            for item in value:
                yield label, str(item)
        elif value is not None:
            yield label, str(value)
