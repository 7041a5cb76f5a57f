"""The inputs of a plan as the sheet "Inputs" of a workbook: label, queue, value and unit.

Numbers are numbers in their unit, so that a planner can change them and `wfm schedule` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf, isfinite
from typing import Any, NamedTuple

from wfm import units
from wfm._arrays import TARGET_DOMAINS, checked
from wfm.errors import InputError
from wfm.hour_premiums import premiums_text
from wfm.io.forecast.input_cells import read_cell
from wfm.io.forecast.problems import Problems
from wfm.planning.cost_inputs import READERS, CostInputs
from wfm.planning.file_inputs import SheetInputs, checked_target, named_zone
from wfm.planning.records import Figure, PlanBasis, PlanFigures, PlanInputs
from wfm.shrinkage import KINDS, Component, Shrinkage
from wfm.targets import QueueTarget, checked_min_agents

__all__ = ["HEADINGS", "MODELS", "SHEET", "InputLine", "input_lines", "sheet_inputs"]

SHEET = "Inputs"
HEADINGS = ("input", "queue", "value", "unit")
# The parts of a target: label, attribute and unit.
_PARTS = (
    ("model", "model", ""), ("service level", "service_level", "fraction"),
    ("time limit", "within", "s"), ("maximum ASA", "asa", "s"),
    ("maximum occupancy", "max_occupancy", "fraction"),
    ("maximum abandonment", "abandonment", "fraction"), ("patience", "patience", "s"),
    ("definition", "definition", ""), ("minimum agents", "min_agents", "agents"),
    ("confidence", "confidence", "fraction"), ("CV of the volume", "volume_cv", "fraction"),
    ("scope of the risk", "risk_scope", ""), ("goal", "goal", ""),
    ("minimum service level", "min_service_level", "fraction"),
)  # fmt: skip
# The parts that a planner may type where formulas use them.
_TYPED_PARTS = ("service_level", "asa", "max_occupancy", "min_agents")
_CHAT = "AHT of concurrent chats"
_SUCCESSIVE = "shrinkage: each component applies to what those before it leave"
_FIGURE = "figure: "


class InputLine(NamedTuple):
    """One line of the sheet."""

    label: str
    queue: str
    value: str | float
    unit: str = ""


def input_lines(basis: PlanBasis, *, live: bool = False) -> Iterator[InputLine]:
    """The inputs, defaults, notes and figures of a plan, one per line.

    With formulas (`live`) there are lines of the factors of volume and AHT, and of the parts of
    the targets that are not set but may be typed.
    """
    demand, inputs = basis.demand, basis.inputs
    yield InputLine("source", "", demand.source)
    if live:
        yield InputLine("volume factor", "", 1.0, "fraction")
        yield InputLine("AHT factor", "", 1.0, "fraction")
    yield InputLine("interval", "", demand.interval, "s")
    if demand.zone is not None:
        yield InputLine("time zone", "", str(demand.zone))
    yield InputLine("contract hours", "", inputs.contract_hours, "hours per week")
    if inputs.hourly_cost:
        yield InputLine("hourly cost", "", inputs.hourly_cost, "currency per hour")
    yield from _cost_lines(inputs.costs)
    if inputs.shrinkage is not None:
        yield from _shrinkage_lines("", inputs.shrinkage)
    for name in demand.queues:
        if name in inputs.targets:
            yield from _target_lines(name, inputs.targets[name], live)
        if name in inputs.shrinkages:
            yield from _shrinkage_lines(name, inputs.shrinkages[name])
    if inputs.by_row is not None:
        yield InputLine("note", "", "targets that change between rows are in the sheet Plan")
    for text in inputs.defaults:
        yield InputLine("default used", "", text)
    for text in (*demand.notes, *inputs.notes):
        yield InputLine("note", "", text)
    for figure in basis.figures.rows:
        value = figure.value if isfinite(figure.value) else ""
        label = _FIGURE + figure.name.replace("_", " ")
        yield InputLine(label, figure.queue, value, figure.unit)


def _cost_lines(costs: CostInputs) -> Iterator[InputLine]:
    """What the cost depends on beside the cost of an hour."""
    if costs.premiums:
        yield InputLine("premiums", "", premiums_text(costs.premiums))
    for label, value, unit in (
        ("resolution", costs.resolution, "fraction"),
        ("contingency", costs.contingency, "fraction"),
        ("budget", costs.budget, "currency"),
    ):
        if value:
            yield InputLine(label, "", value, unit)


def _target_lines(queue: str, target: QueueTarget, live: bool) -> Iterator[InputLine]:
    """The parts of a target that are set, and those that formulas use."""
    for label, name, unit in _PARTS:
        value = getattr(target, name)
        if live and name in _TYPED_PARTS and value in (None, 0):
            yield InputLine(label, queue, "" if value is None else value, unit)
            continue
        if value in (None, inf) or (name == "min_agents" and not value):
            continue
        if name == "goal" and value == "interval":
            continue
        if name != "risk_scope" or target.volume_cv is not None:
            yield InputLine(label, queue, value, unit)
    for count, aht in enumerate(target.aht_by_concurrency, 1):
        yield InputLine(f"{_CHAT}: {count}", queue, aht, "s")


def _shrinkage_lines(queue: str, shrinkage: Shrinkage) -> Iterator[InputLine]:
    """A total and its components, with what they are where their names do not say it."""
    yield InputLine("shrinkage", queue, shrinkage.total, "fraction")
    if not shrinkage.additive:
        yield InputLine(_SUCCESSIVE, queue, "yes")
    for part in shrinkage.components:
        if part == Component("all", part.share) and len(shrinkage.components) == 1:
            continue
        label = f"shrinkage: {part.name}"
        yield InputLine(label, queue, part.share, "fraction")
        kind = (part.planned, part.in_office)
        if kind != KINDS.get(part.name, (True, True)):
            texts = ("planned" if kind[0] else "unplanned", "in office" if kind[1] else "away")
            yield InputLine(f"{label}: kind", queue, ", ".join(texts))


# And back


class _Cell(NamedTuple):
    """The value of a line, and the line for errors."""

    value: object
    line: int
    unit: str = ""


def sheet_inputs(rows: Sequence[Sequence[object]] | None, problems: Problems) -> SheetInputs | None:
    """The inputs in the rows of the sheet; None where it is not a sheet of `input_lines`.

    A value may be a number in the unit of its line, or a text with a unit: 25% or 3m.
    """
    if not rows or tuple(str(cell) for cell in rows[0][:4]) != HEADINGS:
        return None
    lines = [
        (str(row[0]).strip(), _name(row[1]), _Cell(row[2], number, _name(row[3])))
        for number, row in enumerate(rows[1:], 2)
        if str(row[0]).strip()
    ]
    by_queue: dict[str, dict[str, _Cell]] = {}
    for label, queue, cell in lines:
        by_queue.setdefault(queue, {}).setdefault(label, cell)
    common = by_queue.get("", {})
    reader = _Values(problems)
    shrinkages = {
        queue: one
        for queue, cells in by_queue.items()
        if queue and (one := reader.shrinkage(cells)) is not None
    }
    targets = {
        queue: target
        for queue, cells in by_queue.items()
        if (target := reader.target(cells)) is not None
    }
    inputs = PlanInputs(
        targets=targets,
        shrinkage=reader.shrinkage(common),
        contract_hours=reader.number(common, "contract hours", _checked("contract_hours"), 40.0),
        hourly_cost=reader.number(common, "hourly cost", _checked("hourly_cost"), 0.0),
        defaults=tuple(str(cell.value) for label, _, cell in lines if label == "default used"),
        notes=tuple(str(cell.value) for label, _, cell in lines if label == "note"),
        shrinkages=shrinkages,
        costs=reader.costs(common),
    )
    figures = tuple(
        Figure(
            _name(row[1]),
            str(row[0]).removeprefix(_FIGURE).replace(" ", "_"),
            float(row[2]) if isinstance(row[2], int | float) else float("nan"),
            str(row[3]),
        )
        for row in rows[1:]
        if str(row[0]).startswith(_FIGURE)
    )
    zone = reader.number(common, "time zone", lambda value, _: named_zone(str(value)), None)
    interval = reader.number(common, "interval", _interval, None)
    return SheetInputs(
        inputs,
        zone,
        interval,
        PlanFigures(figures),
        common["interval"].line if interval is not None else 0,
    )


def _name(cell: object) -> str:
    """The name of a queue; whole numbers without a decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _plain(value: str | float, name: str) -> float:
    """A number without a unit."""
    return float(value) if isinstance(value, int | float) else units.number(value, name)


class _Values:
    """Reads the cells of the sheet; a cell that cannot be read is a problem with its line."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def number(self, cells: Mapping[str, _Cell], label: str, read: Any, default: Any) -> Any:
        """A cell read by a function; the default where it is missing or empty."""
        cell = cells.get(label)
        if cell is None or cell.value in ("", None):
            return default
        unit = _UNITS.get(label.partition(":")[0], cell.unit)
        try:
            if cell.unit not in (unit, ""):
                raise ValueError(f"the unit of {label} must be {unit!r}: got {cell.unit!r}")
            return read(cell.value, label)
        except (InputError, ValueError, TypeError) as error:
            self._add(str(error).removesuffix("."), cell)
            return default

    def _add(self, text: str, cell: _Cell) -> None:
        """A problem of a cell."""
        self._problems.add(text, cell.line, f"value of the sheet {SHEET}")

    def costs(self, cells: Mapping[str, _Cell]) -> CostInputs:
        """What the cost depends on beside the cost of an hour."""
        empty = CostInputs()._asdict()
        return CostInputs(
            *(self.number(cells, name, READERS[name], default) for name, default in empty.items())
        )

    def target(self, cells: Mapping[str, _Cell]) -> QueueTarget | None:
        """The target of a queue; None where the sheet has none."""
        values = {
            name: self.number(cells, label, _READERS[name], None) for label, name, _ in _PARTS
        }
        if values["model"] is None:
            return None
        aht: list[float] = []
        while (label := f"{_CHAT}: {len(aht) + 1}") in cells:
            aht.append(self.number(cells, label, units.duration, 0.0))
        patience = cells.get("patience", _Cell("", 0)).value
        if values["model"] == "erlang_a" and patience in ("", None):
            self._add("erlang_a needs a line 'patience', or the model erlang_c", cells["model"])
        target = QueueTarget(
            model=values["model"],
            service_level=values["service_level"],
            within=60.0 if values["within"] is None else values["within"],
            patience=inf if values["patience"] is None else values["patience"],
            definition=values["definition"] or "offered",
            aht_by_concurrency=tuple(aht),
            asa=values["asa"],
            max_occupancy=values["max_occupancy"],
            abandonment=values["abandonment"],
            min_agents=values["min_agents"] or 0,
            confidence=values["confidence"],
            volume_cv=values["volume_cv"],
            risk_scope=values["risk_scope"] or "day",
            goal=values["goal"] or "interval",
            min_service_level=values["min_service_level"],
        )
        try:
            return checked_target(target)
        except InputError as error:  # its values do not fit together
            self._add(str(error).removesuffix("."), cells["model"])
            return None

    def shrinkage(self, cells: Mapping[str, _Cell]) -> Shrinkage | None:
        """The shrinkage of all queues or of one; None where the sheet has none."""
        total = self.number(cells, "shrinkage", units.fraction, None)
        if total is None:
            return None
        parts = []
        for label in cells:
            name = label.removeprefix("shrinkage: ")
            if name == label or label == _SUCCESSIVE or name.endswith(": kind"):
                continue
            share = self.number(cells, label, units.fraction, 0.0)
            parts.append(Component(name, share, *self._kind(cells, label, name)))
        if not parts:
            return Shrinkage((Component("all", total),))
        shrinkage = Shrinkage(tuple(parts), additive=_SUCCESSIVE not in cells)
        if abs(shrinkage.total - total) > 1e-9:  # rounding errors of a spreadsheet
            self._problems.add(
                f"shrinkage is {units.given_percent_text(total)}, but its components are "
                f"{units.given_percent_text(shrinkage.total)} — write the same total, or remove "
                "the lines of the components",
                cells["shrinkage"].line,
                f"value of the sheet {SHEET}",
            )
        return shrinkage

    def _kind(self, cells: Mapping[str, _Cell], label: str, name: str) -> tuple[bool, bool]:
        """Whether a component is planned, and in the office."""
        cell = cells.get(f"{label}: kind")
        if cell is None:
            return KINDS.get(name, (True, True))
        text = str(cell.value)
        return not text.startswith("unplanned"), not text.endswith("away")


def _definition(value: object, name: str) -> str:
    """Of which contacts the service level is a share."""
    text = str(value)
    if text not in ("offered", "answered", "virtual"):
        raise ValueError(f"{name} must be offered, answered or virtual: got {text!r}")
    return text


def _checked(parameter: str, read: Any = _plain) -> Any:
    """A reader whose values must be in the domain of a parameter."""

    def within_domain(value: str | float, name: str) -> float:
        number = float(read(value, name))
        checked(parameter, number, domain=TARGET_DOMAINS.get(parameter))
        return number

    return within_domain


def _model(value: object, name: str) -> str:
    """A model by which wfm makes plans."""
    text = str(value).strip()
    if text not in MODELS:
        raise ValueError(f"{name} must be one of {', '.join(MODELS)}: got {text!r}")
    return text


def _interval(value: str | float, name: str) -> float:
    """The length of an interval, which is a whole number of seconds."""
    length = _duration(value, name)
    if length <= 0 or not length.is_integer():
        raise ValueError(f"{name} must be a whole number of seconds: got {value!r}")
    return length


def _duration(value: str | float, name: str) -> float:
    """Seconds; a number of a spreadsheet is seconds already."""
    return float(value) if isinstance(value, int | float) else units.duration(value, name)


# The models of `QueueTarget`: of single queues, and of teams that share their agents.
MODELS = ("erlang_c", "erlang_a", "chat", "deferred", "priority", "skills", "blend")
# The unit of each label that has one; a value of another unit is not converted.
_UNITS = {label: unit for label, _, unit in _PARTS if unit} | {
    "interval": "s",
    "contract hours": "hours per week",
    "hourly cost": "currency per hour",
    "resolution": "fraction",
    "contingency": "fraction",
    "budget": "currency",
    "shrinkage": "fraction",
    _CHAT: "s",
}


_READERS: dict[str, Any] = {
    "model": _model,
    "service_level": _checked("service_level", units.fraction),
    "within": _checked("within", _duration),
    "asa": _checked("asa", _duration),
    "max_occupancy": _checked("max_occupancy", units.fraction),
    "abandonment": _checked("abandonment", units.fraction),
    "patience": _checked("patience", _duration),
    "definition": _definition,
    "confidence": lambda value, name: read_cell("confidence", str(value)),
    "volume_cv": lambda value, name: read_cell("volume_cv", str(value)),
    "risk_scope": lambda value, name: read_cell("risk_scope", str(value)),
    "goal": lambda value, name: read_cell("goal", str(value)),
    "min_service_level": lambda value, name: read_cell("min_service_level", str(value)),
    "min_agents": lambda value, name: checked_min_agents(_plain(value, name)),
}
