"""Sheets of a plan by row: the plan, the forecast and the search of its formulas, and inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.io.styled_book import (
    MOMENT,
    SHARE,
    Formula,
    SheetCell,
    SheetColumn,
    StyledBook,
    percent_format,
)
from wfm.planning.live_formulas import (
    FORECAST,
    SEARCH,
    SEARCH_COLUMNS,
    plan_formulas,
    search_formulas,
)
from wfm.planning.plan_book import PlanBook
from wfm.planning.plan_csv_json import computed_columns
from wfm.planning.plan_inputs_sheet import HEADINGS, InputLine
from wfm.planning.records import Block, PlanBasis
from wfm.vocabulary import PLAN_COLUMNS, term

__all__ = [
    "live_rows",
    "plan_rows",
    "write_forecast",
    "write_inputs",
    "write_plan_rows",
    "write_search",
]

_EPOCH = datetime(1970, 1, 1)
_NUMBERS = {
    "start": (MOMENT, 22), "interval": ("0", 9), "volume": ("#,##0.##", 10), "aht": ("0.0", 10),
    "load": ("0.00", 10), "agents": ("0", 10), "agents_unrounded": ("0.00", 18),
    "scheduled": ("0", 11), "service_level": (SHARE, 13), "asa": ("0.0", 10),
    "occupancy": (SHARE, 11), "abandonment": (SHARE, 14),
}  # fmt: skip
_TEXT_WIDTHS = {"queue": 16, "team": 12, "definition": 12}
# Lines of the inputs that formulas use, and how their cells are checked in the sheet.
_TYPED = {
    "volume factor": (0, 100), "AHT factor": (0, 100), "contract hours": (0.1, 168),
    "hourly cost": (0, 1e9), "resolution": (0.0001, 1), "contingency": (0, 10),
    "service level": (0.0001, 0.9999), "time limit": (0, 86_400), "maximum ASA": (0.001, 86_400),
    "maximum occupancy": (0.01, 0.9999), "minimum agents": (0, 1e6), "shrinkage": (0, 0.9999),
}  # fmt: skip
_SEARCH_FORMATS = {
    "load": "0.000", "aht": "0.0", "probability of delay": "0.0000", "in time": "0.00",
    "waiting": "0.00", "occupied": "0.00", "premium": "0.00", "time limit": "0.##",
    "maximum ASA": "0.##",
}  # fmt: skip
_PART = "shrinkage: "
_SUCCESSIVE = "shrinkage: each component applies to what those before it leave"


def plan_rows(basis: PlanBasis, block: Block) -> dict[str, Sequence[SheetCell]]:
    """The cells of some rows of the sheet Plan by column."""
    demand = basis.demand
    start, queue = demand.start[block.rows], demand.queue[block.rows].tolist()
    columns: dict[str, Sequence[SheetCell]] = {}
    if demand.queues != ("",):
        columns["queue"] = [demand.queues[i] for i in queue]
    wall = datetimes.local(start, demand.zone)
    columns["start"] = [_EPOCH + timedelta(seconds=second) for second in wall.tolist()]
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


def sheet_columns(names: Sequence[str]) -> list[SheetColumn]:
    """Headings, formats and widths of the sheet Plan; units of what is in seconds."""
    found = []
    for name in names:
        unit = term(name).unit if name in PLAN_COLUMNS else ""
        heading = f"{name} [s]" if unit == "s" else name
        if name in _NUMBERS:
            found.append(SheetColumn(heading, *_NUMBERS[name], is_text=name == "start"))
        else:
            found.append(SheetColumn(heading, "@", _TEXT_WIDTHS.get(name, 12), is_text=True))
    return found


def write_plan_rows(
    book: StyledBook,
    sheet: Any,
    row: int,
    columns: Mapping[str, Sequence[SheetCell]],
) -> int:
    """Some rows of values, with the heading before the first; returns the last row."""
    looks = sheet_columns(list(columns))
    if not row:
        book.heading(sheet, 0, looks)
        book.set_columns(sheet, looks)
        sheet.freeze_panes(1, 2 if "queue" in columns else 1)
    form = book.format(MOMENT, indent=1)
    moment = list(columns).index("start")
    for cells in zip(*columns.values(), strict=True):
        row += 1
        for i, cell in enumerate(cells):
            book.put(sheet, row, i, cell, form if i == moment else None)
    return row


def live_rows(
    plan: PlanBook, columns: Mapping[str, Sequence[SheetCell]]
) -> dict[str, list[SheetCell]]:
    """The cells of the sheet Plan with formulas, and the values that they have."""
    found = {name: list(cells) for name, cells in columns.items()}
    cells_of = [plan.input_cells(name) for name in plan.basis.demand.queues]
    unchanged = [_unchanged(plan, name) for name in plan.basis.demand.queues]
    for row, queue in enumerate(plan.basis.demand.queue.tolist()):
        for name, text in plan_formulas(row + 2, cells_of[queue], plan.letters).items():
            value = found[name][row]
            assert value is None or isinstance(value, float | int)
            found[name][row] = Formula(text, None if value is None else float(value))
        value = found["agents_unrounded"][row]
        if isinstance(value, float) and value == value:
            text = _as_planned(plan, row, unchanged[queue], value)
            found["agents_unrounded"][row] = Formula(text, value)
    return found


def _unchanged(plan: PlanBook, queue: str) -> str:
    """The condition that the target of a queue is as it was planned."""
    target, cells = plan.basis.inputs.targets[queue], plan.input_cells(queue)
    parts = []
    for name in ("service_level", "within", "asa", "max_occupancy", "min_agents"):
        value = getattr(target, name)
        parts.append(f"{getattr(cells, name)}=" + ('""' if value is None else repr(float(value))))
    return ",".join(parts)


def _as_planned(plan: PlanBook, row: int, unchanged: str, value: float) -> str:
    """The unrounded agents while volume, AHT and target are as planned, and nothing after.

    They need a root of the formula continued between the integers, for which spreadsheets have no
    function.
    """
    volume, aht = (f"{getattr(plan.letters, name)}{row + 2}" for name in ("volume", "aht"))
    demand = plan.basis.demand
    own = f"{volume}={float(demand.volume[row])!r}"
    if demand.volume[row] > 0:
        own += f",{aht}={float(demand.aht[row])!r}"
    return f'=IF(AND({own},{unchanged}),{value!r},"")'


def write_forecast(plan: PlanBook) -> None:
    """Volume and AHT as they were forecast, to be changed by the planner."""
    sheet, demand = plan.book.sheet(FORECAST), plan.basis.demand
    columns = (
        SheetColumn("queue", width=16 if demand.queues != ("",) else 8, is_text=True),
        SheetColumn("start", MOMENT, 22, is_text=True),
        SheetColumn("volume", "#,##0.##", 12, is_typed=True),
        SheetColumn("aht [s]", "0.0", 12, is_typed=True),
    )  # fmt: skip
    plan.book.set_columns(sheet, columns[:2])
    starts = _starts(plan)
    queues = [demand.queues[i] for i in demand.queue.tolist()]
    rows = zip(queues, starts, demand.volume.tolist(), demand.aht.tolist(), strict=True)
    last = plan.book.table(sheet, 0, columns, rows)
    check = {"validate": "decimal", "criteria": ">=", "value": 0}
    sheet.data_validation(1, 2, last, 3, check | {"error_message": "A number of 0 or more."})
    sheet.freeze_panes(1, 2)


def _starts(plan: PlanBook) -> list[datetime]:
    """The local starts of the rows."""
    wall = datetimes.local(plan.basis.demand.start, plan.basis.demand.zone)
    return [_EPOCH + timedelta(seconds=second) for second in wall.tolist()]


def write_search(plan: PlanBook) -> None:
    """The search of the agents by Erlang C: one row per row of the plan, one step per column."""
    assert plan.live is not None
    sheet, demand, live = plan.book.sheet(SEARCH), plan.basis.demand, plan.live
    shares = ("service level", "maximum occupancy")
    columns = [
        SheetColumn(name, SHARE if name in shares else _SEARCH_FORMATS.get(name, "0"), 11)
        for name in SEARCH_COLUMNS
    ]
    columns[1] = SheetColumn("start", MOMENT, 22, is_text=True)
    plan.book.set_columns(sheet, columns)
    plan.book.table(sheet, 0, columns, _search_rows(plan, live.search))
    check = len(SEARCH_COLUMNS) - 1 - SEARCH_COLUMNS[::-1].index("check")
    red = {"type": "cell", "criteria": "!=", "value": '"ok"'}
    red["format"] = plan.book.format(bg_color="#F8CBAD", bold=True)
    sheet.conditional_format(1, check, len(demand), check, red)
    sheet.freeze_panes(1, 2)


def _search_rows(plan: PlanBook, values: Mapping[str, FloatArray]) -> Iterator[list[SheetCell]]:
    """The rows of the sheet of the search."""
    basis, starts = plan.basis, _starts(plan)
    demand, queues = basis.demand, basis.demand.queues
    cells_of = [plan.input_cells(name) for name in queues]
    targets = [basis.inputs.targets[name] for name in queues]
    wall = datetimes.local(demand.start, demand.zone)
    slots = np.searchsorted(plan.grid.slots, wall % datetimes.DAY).tolist()
    for row, queue in enumerate(demand.queue.tolist()):
        target = targets[queue]
        known: dict[str, float | str | None] = {
            "aht": float(demand.aht[row]), "service level": target.service_level,
            "time limit": target.within, "maximum ASA": target.asa,
            "maximum occupancy": target.max_occupancy, "minimum agents": float(target.min_agents),
            "check": "ok",
        }  # fmt: skip
        known |= {name: float(column[row]) for name, column in values.items()}
        formulas = search_formulas(row + 2, cells_of[queue], plan.letters)
        if plan.live is not None and plan.live.premium_shares is not None:
            formulas["premium"], known["premium"] = _premium(plan, row)
        cells: dict[str, SheetCell] = {
            name: Formula(text, known[name]) for name, text in formulas.items()
        }
        cells |= {"queue number": queue, "start": starts[row], "time slot": slots[row]}
        yield [cells.get(name) for name in SEARCH_COLUMNS]


def _premium(plan: PlanBook, row: int) -> tuple[str, float]:
    """The premiums of a row."""
    live, hourly = plan.live, plan.basis.inputs.hourly_cost
    assert live is not None
    assert live.premium_shares is not None
    assert live.premium_amounts is not None
    share, amount = float(live.premium_shares[row]), float(live.premium_amounts[row])
    people = f"Plan!{plan.letters.scheduled}{row + 2}"
    formula = f"={people}*{plan.hours}*({share!r}*{plan.input('hourly cost')}+{amount!r})"
    count = float(live.search["scheduled"][row]) if "scheduled" in live.search else 0.0
    return formula, count * plan.basis.demand.interval / 3600 * (share * hourly + amount)


def write_inputs(plan: PlanBook, lines: Sequence[InputLine]) -> None:
    """The inputs and the figures of the queues, one per line; numbers as numbers."""
    book = plan.book
    sheet = book.sheet("Inputs")
    columns = [
        SheetColumn(name, width=width, is_text=True)
        for name, width in zip(HEADINGS, (40, 16, 22, 20), strict=True)
    ]
    book.heading(sheet, 0, columns)
    book.set_columns(sheet, [SheetColumn(one.heading, width=one.width) for one in columns])
    own = {line.queue for line in lines if line.label.startswith(_PART)}
    for row, line in enumerate(lines, 1):
        for at, text in ((0, line.label), (1, line.queue), (3, line.unit)):
            book.put(sheet, row, at, text, book.format(indent=1))
        is_total = line.label == "shrinkage" and line.queue in own
        typed = plan.live is not None and not is_total and _is_typed(line.label)
        form = "General"
        if line.unit == "fraction":
            form = percent_format(line.value) if isinstance(line.value, float) else "0%"
        look = (book.typed if typed else book.format)(form, align="left", indent=1)
        cell: SheetCell = line.value
        if is_total and plan.live is not None:
            cell = Formula(_shrinkage_formula(lines, line.queue), line.value)
        if cell == "" and typed:
            sheet.write_blank(row, 2, None, look)
        book.put(sheet, row, 2, cell, book.format(indent=1) if isinstance(cell, str) else look)
        if typed:
            _check(sheet, row, line)
    sheet.freeze_panes(1, 0)


def _is_typed(label: str) -> bool:
    """Whether formulas use an input, so that it may be changed."""
    if label.startswith(_PART):
        return label != _SUCCESSIVE and not label.endswith(": kind")
    return label in _TYPED


def _check(sheet: Any, row: int, line: InputLine) -> None:
    """Refuse what the formulas cannot use while it is typed."""
    low, high = _TYPED.get(line.label, (0, 0.9999))
    rule = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
    message = f"{line.label}: a number from {low:g} to {high:g}"
    if line.unit == "fraction":
        message = f"{line.label}: a percentage from {100 * low:g}% to {100 * high:g}%"
    sheet.data_validation(row, 2, row, 2, rule | {"error_message": message[:255]})


def _shrinkage_formula(lines: Sequence[InputLine], queue: str) -> str:
    """The total of the components of a shrinkage."""
    cells = [
        f"C{row}"
        for row, line in enumerate(lines, 2)
        if line.queue == queue and line.label.startswith(_PART) and _is_typed(line.label)
    ]
    if any(line.label == _SUCCESSIVE and line.queue == queue for line in lines):
        return "=1-" + "*".join(f"(1-{cell})" for cell in cells)
    return "=" + "+".join(cells)
