"""The service of given people as tables and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from wfm import datetimes
from wfm.io.table_files import Cell, FileTable, json_text, write_tables
from wfm.planning.plan_csv_json import SCHEMA_VERSION, inputs
from wfm.planning.service_totals import ServiceData, ServicePeriod, ServiceSummary
from wfm.vocabulary import term

__all__ = ["service_json", "service_table", "write_service"]

_UNITS = {
    "queue": "", "start": "", "agents_required": "agents", "target_met": "",
    "intervals": "intervals", "on_target": "intervals", "overloaded": "intervals",
    "contacts": "contacts", "label": "", "period": "",
    **dict.fromkeys(
        ("required_hours", "agent_hours", "understaffed_hours", "overstaffed_hours"), "agent-hours"
    ),
}  # fmt: skip


def write_service(
    path: str, service: ServiceData, *, overwrite: bool = False, raw_text: bool = False
) -> None:
    """Write a result in the format that the ending of `path` names.

    Parameters
    ----------
    path : str
        .csv and .tsv have one row per interval, .xlsx also the totals and the inputs, .json both.
    service : ServiceData
        The result.
    overwrite : bool
        Replace an existing file.
    raw_text : bool
        Leave text that a spreadsheet would run as a formula unchanged (CSV and TSV).
    """
    summary = service.summary()
    tables = (service_table(service), _summary_table(summary), _inputs_table(service))
    write_tables(
        path,
        tables,
        _document(service, summary),
        source=service.demand.source,
        overwrite=overwrite,
        raw_text=raw_text,
    )


def service_json(service: ServiceData) -> str:
    """A result as a JSON document with its inputs, totals, units and rows."""
    return json_text(service_table(service), _document(service, service.summary()))


def service_table(service: ServiceData) -> FileTable:
    """One row per queue and interval."""
    demand = service.demand
    texts = datetimes.iso_texts(demand.start, demand.zone)
    columns: dict[str, Sequence[Cell]] = {
        "queue": [demand.queues[i] for i in demand.queue.tolist()],
        "start": [datetime.fromisoformat(text) for text in texts],
        "interval": [demand.interval] * len(demand),
        "volume": demand.volume.tolist(),
        "aht": demand.aht.tolist(),
    }
    for name, values in service.columns.items():
        columns[name] = values.tolist()
    columns["target_met"] = (service.columns["target_met"] > 0).tolist()
    return FileTable("Service", columns, {name: _unit(name) for name in columns})


def _unit(name: str) -> str:
    """The unit of a column or a figure."""
    return _UNITS[name] if name in _UNITS else term(name).unit


def _summary_table(summary: ServiceSummary) -> FileTable:
    """One row per week, day and queue, and the total."""
    rows = [
        (kind, *period)
        for kind, periods in (
            ("total", (summary.total,)),
            ("week", summary.weeks),
            ("day", summary.days),
            ("queue", summary.queues if len(summary.queues) > 1 else ()),
        )
        for period in periods
    ]
    names = ("period", *ServicePeriod._fields)
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    return FileTable("Summary", columns, {name: _unit(name) for name in names})


def _inputs_table(service: ServiceData) -> FileTable:
    """What the figures depend on."""
    rows: list[tuple[str, Cell]] = [
        ("forecast", service.demand.source),
        ("people", _people_text(service)),
    ]
    for name, texts in service.target_columns().items():
        rows += [(name, text) for text in dict.fromkeys(texts) if text]
    rows += [("default", text) for text in service.inputs.defaults]
    rows += [("note", text) for text in service.demand.notes]
    labels, values_ = zip(*rows, strict=True)
    return FileTable("Inputs", {"input": list(labels), "value": list(values_)}, {})


def _people_text(service: ServiceData) -> str:
    """The people in words."""
    kind = "people on the schedule" if service.people.scheduled else "agents on contacts"
    return f"{service.people.text}: {kind}"


def _document(service: ServiceData, summary: ServiceSummary) -> dict[str, Any]:
    """What JSON has beside the rows."""
    from wfm import __version__

    given = "scheduled" if service.people.scheduled else "agents"
    worst = datetimes.iso_texts(
        service.demand.start[np.array(summary.worst, dtype=np.intp)], service.demand.zone
    )
    figures = summary._asdict() | {"worst": worst}
    return {
        "schema_version": SCHEMA_VERSION,
        "wfm_version": __version__,
        "inputs": {**inputs(service), "given": given, "people": service.people.text},
        "summary": figures,
    }
