"""CSV, TSV and JSON: the rows of a plan as text, block by block.

A number is the shortest text that reads back as the same number. Each distinct value of a block
is turned into text once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import numpy as np

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.io.text_values import harmless, number
from wfm.planning.plan import Block, Plan
from wfm.planning.totals import Totals
from wfm.vocabulary import PLAN_COLUMNS, term

__all__ = ["SCHEMA_VERSION", "csv_rows", "document_head", "json_rows"]

SCHEMA_VERSION = "1.0"


def _texts(column: FloatArray, missing: str) -> list[str]:
    values, row = np.unique(column, return_inverse=True)
    texts = [number(value) or missing for value in values.tolist()]
    return [texts[i] for i in row.tolist()]


def _columns(
    plan: Plan, block: Block, queues: list[str], missing: str, word: Callable[[str], str]
) -> list[list[str]]:
    demand, solved = plan.demand, block.staffing
    start = datetimes.iso_texts(demand.start[block.rows], demand.zone)
    numbers = (
        demand.volume[block.rows], demand.aht[block.rows], solved.load, solved.agents,
        solved.scheduled, solved.service_level, solved.asa, solved.occupancy,
    )  # fmt: skip
    more = [
        [(number(x) or missing) if isinstance(x, float) else word(x) for x in column]
        for column in plan.extra(block.rows).values()
    ]
    return [
        [queues[i] for i in demand.queue[block.rows].tolist()],
        start,
        [number(demand.interval)] * len(start),
        *(_texts(column, missing) for column in numbers),
        *more,
    ]


def csv_rows(
    file: BinaryIO, plan: Plan, totals: Totals, *, delimiter: str = ",", raw_text: bool = False
) -> None:
    """Write the plan as delimited text with a heading."""
    queues = [name if raw_text else harmless(name) for name in plan.demand.queues]
    queues = [_quoted(name, delimiter) for name in queues]
    file.write((delimiter.join((*PLAN_COLUMNS, *plan.extra_columns)) + "\n").encode())
    for block in totals.follow(plan.blocks()):
        columns = _columns(plan, block, queues, "", str)
        lines = map(delimiter.join, zip(*columns, strict=True))
        file.write(("\n".join(lines) + "\n").encode())


def _quoted(text: str, delimiter: str) -> str:
    if any(sign in text for sign in (delimiter, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def json_rows(file: BinaryIO, plan: Plan, totals: Totals) -> None:
    """Write the plan as one JSON document; what is not finite is ``null``."""
    head = json.dumps(document_head(plan), ensure_ascii=False, indent=2)
    file.write((head[: -len("\n}")] + ',\n  "rows": [').encode())
    mark = "\n"
    for text in _json_blocks(plan, totals):
        file.write((mark + text).encode())
        mark = ",\n"
    summary = json.dumps(_finite(totals.summary()), ensure_ascii=False, indent=2)
    file.write(("\n  ],\n" + '  "summary": ' + summary.replace("\n", "\n  ") + "\n}\n").encode())


def _json_blocks(plan: Plan, totals: Totals) -> Iterator[str]:
    form = (
        "    {{"
        + ", ".join(f'"{name}": {{}}' for name in (*PLAN_COLUMNS, *plan.extra_columns))
        + "}}"
    )
    queues = [json.dumps(name, ensure_ascii=False) for name in plan.demand.queues]
    for block in totals.follow(plan.blocks()):
        columns = _columns(plan, block, queues, "null", json.dumps)
        columns[1] = [f'"{start}"' for start in columns[1]]
        asa = PLAN_COLUMNS.index("asa")
        columns[asa] = ["null" if text == "inf" else text for text in columns[asa]]
        yield ",\n".join(form.format(*row) for row in zip(*columns, strict=True))


def document_head(plan: Plan) -> dict[str, Any]:
    """What stands before the rows of a JSON document: version, inputs and units."""
    from wfm import __version__

    return {
        "schema_version": SCHEMA_VERSION,
        "wfm_version": __version__,
        "inputs": inputs(plan),
        "units": {name: term(name).unit or "text" for name in PLAN_COLUMNS},
    }


def inputs(plan: Plan) -> dict[str, Any]:
    """Everything that the figures of a plan depend on, defaults included."""
    demand, target, lost = plan.demand, plan.target, plan.shrinkage
    return {
        "source": demand.source,
        "queues": list(demand.queues),
        "interval": demand.interval,
        "zone": None if demand.zone is None else str(demand.zone),
        "target": {
            "service_level": target.service_level,
            "within": target.limit,
            "asa": target.asa,
            "max_occupancy": target.max_occupancy,
        },
        **_promises(plan),
        "shrinkage": {
            "total": lost.total,
            "additive": lost.additive,
            "components": [vars(part) for part in lost.components],
        },
        "contract_hours": plan.contract_hours,
        "assumed": list(plan.assumed),
        "notes": list(demand.notes),
    }


def _promises(plan: Plan) -> dict[str, Any]:
    """What each queue promises, where they differ."""
    if not plan.promises:
        return {}
    return {"promises": [{"queue": name, **_finite(one)} for name, one in plan.promises.items()]}


def _finite(value: Any) -> Any:
    """The same for JSON: records as objects, no infinities."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    elif hasattr(value, "__dataclass_fields__"):
        value = vars(value)
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
