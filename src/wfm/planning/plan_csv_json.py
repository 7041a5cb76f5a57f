"""CSV, TSV and JSON: the rows of a plan as text, block by block.

A number is the shortest text that reads back as the same number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Any, BinaryIO

import numpy as np

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.hour_premiums import premiums_text
from wfm.io.text_values import as_json, delimited_cell, number
from wfm.planning.cost_inputs import CostInputs
from wfm.planning.days_kept import RISK_UNITS
from wfm.planning.hourly_costs import COST_OF_QUEUE, HourlyCosts, costs_of_queues
from wfm.planning.period_costs import COST_UNITS
from wfm.planning.records import Block, Figure, PlanBasis, column_or_nan
from wfm.planning.totals import PERIOD_UNITS, Summary
from wfm.shrinkage import Shrinkage
from wfm.targets import QueueTarget
from wfm.units import exact_percent_text
from wfm.vocabulary import PLAN_COLUMNS, term

__all__ = [
    "SCHEMA_VERSION",
    "CsvWriter",
    "JsonWriter",
    "computed_columns",
    "cost_texts",
    "document_head",
    "inputs",
]

SCHEMA_VERSION = "2.0"

# The parts of a target that only an uncertain volume has.
_OF_RISK = ("confidence", "volume_cv", "risk_scope")
# The periods of a summary.
_GROUPS = ("weeks", "months", "quarters", "years", "days", "queues")
# The parts of a target that only a goal over a period has.
_OF_GOAL = ("goal", "min_service_level")
# Columns of every plan that the models compute.
_COMPUTED = PLAN_COLUMNS[PLAN_COLUMNS.index("load") :]


def _texts(column: FloatArray, missing: str) -> list[str]:
    """Each distinct value turned into text once."""
    values, row = np.unique(column, return_inverse=True)
    texts = [number(value) or missing for value in values.tolist()]
    return [texts[i] for i in row.tolist()]


def computed_columns(basis: PlanBasis, block: Block) -> dict[str, FloatArray]:
    """The numeric columns of a file in their order; ``abandonment`` where a model computes it."""
    demand, rows = basis.demand, block.rows
    columns = {"volume": demand.volume[rows], "aht": demand.aht[rows]}
    length = len(demand.start[rows])
    for name in _COMPUTED:
        columns[name] = column_or_nan(block.columns, name, length)
    if "abandonment" in block.columns:
        columns["abandonment"] = block.columns["abandonment"]
    return columns


class CsvWriter:
    """Writes a plan as delimited text with a heading, block by block.

    Parameters
    ----------
    file : binary file
        Where to write.
    basis : PlanBasis
        Forecast and inputs.
    delimiter : str
        Between the cells.
    raw_text : bool
        Leave text that a spreadsheet would run as a formula unchanged.
    """

    def __init__(
        self, file: BinaryIO, basis: PlanBasis, *, delimiter: str = ",", raw_text: bool = False
    ) -> None:
        self._file, self._basis, self._delimiter = file, basis, delimiter
        quoted = partial(delimited_cell, delimiter=delimiter, raw_text=raw_text)
        self._queues = [quoted(name) for name in basis.demand.queues]
        self._by_queue = {
            name: [quoted(text) for text in texts] for name, texts in basis.queue_columns.items()
        } | _costs_of_queues(basis)
        self._by_setting = {
            name: [quoted(text) for text in texts] for name, texts in basis.target_columns().items()
        }
        self._constants = [(name, quoted(text)) for name, text in _plan_texts(basis).items()]
        self._defaults = quoted("; ".join(basis.inputs.defaults))
        self._header = True

    def write(self, block: Block) -> None:
        """Write some rows, and the heading before the first."""
        columns = _text_columns(self._basis, block, self._queues, "")
        queue = self._basis.demand.queue[block.rows].tolist()
        setting = self._basis.settings.row[block.rows].tolist()
        columns |= {name: [texts[i] for i in queue] for name, texts in self._by_queue.items()}
        columns |= {name: [texts[i] for i in setting] for name, texts in self._by_setting.items()}
        columns |= {name: [text] * len(queue) for name, text in self._constants}
        if self._defaults:  # for reading: once is enough
            columns["defaults_used"] = [self._defaults * self._header] + [""] * (len(queue) - 1)
        if self._header:
            self._file.write((self._delimiter.join(columns) + "\n").encode(errors="replace"))
            self._header = False
        lines = map(self._delimiter.join, zip(*columns.values(), strict=True))
        self._file.write(("\n".join(lines) + "\n").encode(errors="replace"))

    def finish(self, summary: Summary) -> None:
        """Nothing follows the rows."""


def _costs_of_queues(basis: PlanBasis) -> dict[str, list[str]]:
    """The cost of an hour of each queue of a centre, empty where it has none."""
    costs = costs_of_queues(basis.figures)
    cells = [number(costs[name]) if name in costs else "" for name in basis.demand.queues]
    return {COST_OF_QUEUE: cells} if any(cells) else {}


def _plan_texts(basis: PlanBasis) -> dict[str, str]:
    """The inputs that are the same in all rows of a plan."""
    inputs, zone = basis.inputs, basis.demand.zone
    texts = {"contract_hours": number(inputs.contract_hours)}
    if inputs.hourly_cost:
        texts["hourly_cost"] = number(inputs.hourly_cost)
    texts |= cost_texts(inputs.costs)
    if zone is not None:
        texts["time_zone"] = str(zone)
    return texts


def cost_texts(costs: CostInputs) -> dict[str, str]:
    """What the cost of a plan depends on, as the cells of a file; without what is not set."""
    texts = {
        "premiums": premiums_text(costs.premiums),
        "resolution": exact_percent_text(costs.resolution) if costs.resolution else "",
        "contingency": exact_percent_text(costs.contingency) if costs.contingency else "",
        "budget": number(costs.budget) if costs.budget else "",
    }
    return {name: text for name, text in texts.items() if text}


def _text_columns(
    basis: PlanBasis, block: Block, queues: list[str], missing: str
) -> dict[str, list[str]]:
    """The columns of every plan as text."""
    demand = basis.demand
    start = datetimes.iso_texts(demand.start[block.rows], demand.zone)
    return {
        "queue": [queues[i] for i in demand.queue[block.rows].tolist()],
        "start": start,
        "interval": [number(demand.interval)] * len(start),
        **{
            name: _texts(column, missing) for name, column in computed_columns(basis, block).items()
        },
    }


class JsonWriter:
    """Writes a plan as the JSON document of `wfm.planning.plan_document.PlanDocument`."""

    def __init__(self, file: BinaryIO, basis: PlanBasis) -> None:
        self._file, self._basis = file, basis
        self._queues = [as_json(name) for name in basis.demand.queues]
        self._by_queue = {
            name: [as_json(text) for text in texts] for name, texts in basis.queue_columns.items()
        }
        # null instead of an empty text: a row without such a target
        self._by_setting = {
            name: [as_json(text or None) for text in texts]
            for name, texts in (basis.target_columns() if basis.inputs.by_row else {}).items()
        }
        self._between = ""

    def write(self, block: Block) -> None:
        """Write some rows, and the inputs before the first."""
        if not self._between:
            head = as_json(document_head(self._basis))
            self._file.write((head.removesuffix("\n}") + ',\n  "rows": [\n').encode())
        columns = _text_columns(self._basis, block, self._queues, "null")
        columns["start"] = [f'"{start}"' for start in columns["start"]]
        columns["asa"] = ["null" if text == "inf" else text for text in columns["asa"]]
        queue = self._basis.demand.queue[block.rows].tolist()
        setting = self._basis.settings.row[block.rows].tolist()
        columns |= {name: [texts[i] for i in queue] for name, texts in self._by_queue.items()}
        columns |= {name: [texts[i] for i in setting] for name, texts in self._by_setting.items()}
        form = "    {{" + ", ".join(f'"{name}": {{}}' for name in columns) + "}}"
        rows = (form.format(*row) for row in zip(*columns.values(), strict=True))
        self._file.write((self._between + ",\n".join(rows)).encode(errors="replace"))
        self._between = ",\n"

    def finish(self, summary: Summary) -> None:
        """Write the totals after the rows."""
        text = as_json(_summary(summary))
        text = '\n  ],\n  "summary": ' + text.replace("\n", "\n  ") + "\n}\n"
        self._file.write(text.encode(errors="replace"))


def document_head(basis: PlanBasis) -> dict[str, Any]:
    """The part of a JSON document before its rows: versions, inputs, figures and units."""
    from wfm import __version__

    return {
        "schema_version": SCHEMA_VERSION,
        "wfm_version": __version__,
        "inputs": inputs(basis),
        "figures": [_figure(row) for row in basis.figures.rows],
        "units": _units(basis),
    }


def _figure(row: Figure) -> dict[str, Any]:
    """One result of a queue."""
    return {
        "queue": row.queue,
        "name": row.name,
        "value": _json_value(row.value),
        "unit": row.unit,
    }


def _units(basis: PlanBasis) -> dict[str, str]:
    """The unit of each column, "text" where it has none, and of each figure of the summary."""
    names = (*PLAN_COLUMNS, *basis.queue_columns, "abandonment")
    names += tuple(basis.target_columns()) if basis.inputs.by_row else ()
    risk = (
        RISK_UNITS
        if any(one.target and one.target.volume_cv for one in basis.settings.settings)
        else {}
    )
    costs = COST_UNITS if not np.isnan(HourlyCosts(basis).by_queue).all() else {}
    return {**PERIOD_UNITS, **costs, **risk, **{name: term(name).unit or "text" for name in names}}


def inputs(basis: PlanBasis) -> dict[str, Any]:
    """Everything that the figures of a plan depend on, defaults included."""
    demand, given = basis.demand, basis.inputs
    return {
        "source": demand.source,
        "queues": list(demand.queues),
        "interval": demand.interval,
        "zone": None if demand.zone is None else str(demand.zone),
        "targets": [_target(name, target) for name, target in given.targets.items()],
        "shrinkage": _shrinkage(given.shrinkage),
        "shrinkages": [
            {"queue": name, **(_shrinkage(one) or {})} for name, one in given.shrinkages.items()
        ],
        "contract_hours": given.contract_hours,
        "hourly_cost": given.hourly_cost or None,
        **_cost_inputs(given.costs),
        "defaults": list(given.defaults),
        "notes": [*demand.notes, *given.notes],
    }


def _cost_inputs(costs: CostInputs) -> dict[str, Any]:
    """What the cost of a plan depends on, without what is not set."""
    values = costs._asdict() | {"premiums": [one.text for one in costs.premiums]}
    return {name: value for name, value in values.items() if value}


def _summary(summary: Summary) -> dict[str, Any]:
    """The totals; of costs and a contingency only what is known."""
    values: dict[str, Any] = _json_value(summary)
    more = {key: values.pop(key) for key in ("cost_per_resolved_contact", "contingency")}
    if not summary.goals:
        del values["goals"]
    for one in (values["total"], *(row for part in _GROUPS for row in values[part])):
        for name in COST_UNITS:
            if one[name] is None:
                del one[name]
    return values | {key: value for key, value in more.items() if value is not None}


def _shrinkage(shrinkage: Shrinkage | None) -> dict[str, Any] | None:
    """Total and components; None where they are not known."""
    if shrinkage is None:
        return None
    return {
        "total": shrinkage.total,
        "additive": shrinkage.additive,
        "components": [vars(part) for part in shrinkage.components],
    }


def _target(queue: str, target: QueueTarget) -> dict[str, Any]:
    """The target of one queue as in JSON."""
    values = _json_value(vars(target))
    if target.volume_cv is None:  # the volume is taken as certain
        values = {key: value for key, value in values.items() if key not in _OF_RISK}
    if target.goal == "interval":
        values = {key: value for key, value in values.items() if key not in _OF_GOAL}
    return {"queue": queue, **values}


def _json_value(value: Any) -> Any:
    """The same for JSON: records as objects, and None for what is not finite."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    elif hasattr(value, "__dataclass_fields__"):
        value = vars(value)
    if isinstance(value, Mapping):
        return {key: _json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
