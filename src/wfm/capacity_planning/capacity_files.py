"""A capacity plan as tables and as the parts of a JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wfm.capacity_planning.capacity_data import CapacityData
from wfm.capacity_planning.capacity_dates import HireClass, SeasonRun
from wfm.capacity_planning.monthly_columns import COLUMN_UNITS
from wfm.io.table_files import Cell, FileTable

__all__ = ["capacity_document", "month_table"]

# Differences of rounding, which files do not show.
_DIGITS = 9


def month_table(data: CapacityData) -> FileTable:
    """One row per month and team, as columns of a file.

    Parameters
    ----------
    data : CapacityData
        The plan.
    """
    columns: dict[str, Sequence[Cell]] = {
        "month": [label for label in data.months.labels for _ in data.teams],
        "team": list(data.teams) * data.months.count,
    }
    for name in COLUMN_UNITS:
        values = (data.columns[name].round(_DIGITS) + 0.0).tolist()  # + 0.0: no -0.0
        columns[name] = list(map(round, values)) if name == "hires" else values
    return FileTable("Months", columns, COLUMN_UNITS)


def capacity_document(data: CapacityData) -> dict[str, Any]:
    """What JSON has beside the rows.

    Parameters
    ----------
    data : CapacityData
        The plan.
    """
    from wfm import __version__

    summary = data.summary()
    first = summary.first_offers
    return {
        "schema_version": "1.0",
        "wfm_version": __version__,
        "source": data.source,
        "first": data.months.first.isoformat(),
        "months": data.months.count,
        "period": data.months.period,
        "currency": data.currency,
        "status": summary.status,
        "summary": {
            "total": summary.total,
            "teams": summary.teams,
            "first_offers": None if first is None else first.isoformat(),
        },
        "proof": data.proof,
        "hires": [_dates_as_text(one) for one in data.hires],
        "season": [_dates_as_text(one) for one in data.season],
        "rules": [{**one._asdict(), "difference": one.difference} for one in data.rules],
        "inputs": data.inputs,
        "defaults": data.defaults,
        "notes": data.notes,
    }


def _dates_as_text(record: HireClass | SeasonRun) -> dict[str, Any]:
    """A record with its days as ISO texts."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in record._asdict().items()
    }
