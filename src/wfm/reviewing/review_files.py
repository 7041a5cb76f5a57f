"""A review as tables and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.io.table_files import Cell, FileTable
from wfm.reviewing.records import ReviewPeriod
from wfm.reviewing.review_data import ReviewData

__all__ = ["REVIEW_UNITS", "interval_table", "review_document", "review_sheets"]

_PAIRS = {
    "contacts": "contacts", "volume": "contacts", "aht": "s", "asa": "s", "agents": "agents",
    "scheduled": "agents", "agent_hours": "agent-hours", "paid_hours": "hours",
    "service_level": "fraction", "abandonment": "fraction", "occupancy": "fraction",
    "cost": "currency", "cost_per_contact": "currency",
    "cost_per_resolved_contact": "currency",
}  # fmt: skip
# The unit of each column and figure that has one.
REVIEW_UNITS: dict[str, str] = {
    **{f"{name}_{kind}": unit for name, unit in _PAIRS.items() for kind in ("planned", "actual")},
    **dict.fromkeys(
        ("volume_bias", "volume_wape", "volume_wape_day", "aht_bias", "aht_wape", "target",
         "service_level_expected", "volume", "aht", "people", "together", "other"), "fraction"
    ),
    **dict.fromkeys(("intervals", "judged", "missed"), "intervals"),
    **dict.fromkeys(("answered", "late", "contacts_late"), "contacts"),
}  # fmt: skip
# The columns of the intervals, in the order of the files.
_COLUMNS = (
    "volume_planned", "volume_actual", "answered", "aht_planned", "aht_actual", "agents_planned",
    "agents_actual", "scheduled_planned", "scheduled_actual", "service_level_planned",
    "service_level_actual", "target", "service_level_expected", "late", "volume", "aht", "people",
    "together", "other", "abandonment_planned", "abandonment_actual", "occupancy_planned",
    "occupancy_actual", "asa_planned", "asa_actual",
)  # fmt: skip
_SMALLEST = 1e-12  # of a part; below it a difference of rounding


def review_sheets(review: ReviewData) -> list[FileTable]:
    """The sheets of a workbook: Summary, Days and Intervals."""
    return [_summary_table(review), _days_table(review), interval_table(review)]


def interval_table(review: ReviewData) -> FileTable:
    """One row per interval of both files, then those of one only."""
    demand, count = review.demand, len(review.demand)
    one_sided = [("plan", review.only_in_plan), ("report", review.only_in_report)]
    more = sum(len(one.start) for _, one in one_sided)
    columns: dict[str, Sequence[Cell]] = {
        "queue": [
            *(demand.queues[i] for i in demand.queue.tolist()),
            *(name for _, one in one_sided for name in one.queue),
        ],
        "start": [
            *_times(demand.start, review),
            *(time for _, one in one_sided for time in _times(one.start, review)),
        ],
        "found_in": [
            *["both"] * count,
            *(name for name, one in one_sided for _ in range(len(one.start))),
        ],
        "cause": [*review.cause.tolist(), *[""] * more],
    }
    for name in _COLUMNS:
        values = review.columns[name]
        columns[name] = [*_tidy(values).tolist(), *[np.nan] * more]
    for name, (kind, one) in zip(("volume_planned", "volume_actual"), one_sided, strict=True):
        at = count if kind == "plan" else count + len(review.only_in_plan.start)
        cells = list(columns[name])
        cells[at : at + len(one.start)] = one.volume.tolist()
        columns[name] = cells
    return FileTable("Intervals", columns, REVIEW_UNITS)


def _tidy(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values without differences of rounding."""
    return np.where(np.abs(values) < _SMALLEST, 0.0, values)


def _times(start: NDArray[np.int64], review: ReviewData) -> list[datetime]:
    """Starts as local times of the plan."""
    texts = datetimes.iso_texts(start, review.demand.zone)
    return [datetime.fromisoformat(text) for text in texts]


def _periods_table(name: str, periods: Sequence[tuple[str, ReviewPeriod]]) -> FileTable:
    """One row per period."""
    rows = [(kind, *period) for kind, period in periods]
    names = ("period", *ReviewPeriod._fields)
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    return FileTable(name, columns, REVIEW_UNITS)


def _days_table(review: ReviewData) -> FileTable:
    """One row per day."""
    return _periods_table("Days", [("day", day) for day in review.summary().days])


def _summary_table(review: ReviewData) -> FileTable:
    """One row per figure: plan and actual of all, then of each queue; causes and notes."""
    summary = review.summary()
    periods = [summary.total, *(summary.queues if len(summary.queues) > 1 else ())]
    rows: list[tuple[Cell, ...]] = []
    for period in periods:
        figures = period._asdict()
        del figures["label"]
        names = dict.fromkeys(
            name.removesuffix("_planned").removesuffix("_actual") for name in figures
        )
        for name in names:
            single = figures.get(name)
            unit = REVIEW_UNITS.get(name) or REVIEW_UNITS.get(f"{name}_planned", "")
            pair = (figures.get(f"{name}_planned"), figures.get(f"{name}_actual"))
            rows.append((period.label, name, *pair, single, unit, ""))
    rows += [
        ("total", f"cause: {one.cause}", None, None, one.intervals, "intervals below target", "")
        for one in summary.causes
    ]
    rows += [("only in the plan", "intervals", len(review.only_in_plan.start), None, None, "", ""),
             ("only in the report", "intervals", None, len(review.only_in_report.start), None,
              "", "")]  # fmt: skip
    texts = [("plan", review.plan), ("report", review.report)]
    texts += [("service level planned", review.definition)] if review.definition else []
    texts += [(f"{name}, actual", text) for name, text in review.sources.items()]
    texts += [("note", text) for text in review.notes]
    rows += [("", name, None, None, None, "", text) for name, text in texts]
    names_ = ("of", "figure", "planned", "actual", "value", "unit", "text")
    columns = dict(zip(names_, map(list, zip(*rows, strict=True)), strict=True))
    return FileTable("Summary", columns, {})


def review_document(review: ReviewData) -> dict[str, Any]:
    """What JSON has beside the rows."""
    from wfm import __version__

    summary, demand = review.summary(), review.demand
    worst = datetimes.iso_texts(demand.start[np.array(summary.worst, dtype=np.intp)], demand.zone)
    names = [demand.queues[demand.queue[row]] for row in summary.worst]
    figures: Mapping[str, Any] = summary._asdict() | {
        "worst": [{"queue": name, "start": start} for name, start in zip(names, worst, strict=True)]
    }
    return {
        "schema_version": "1.0",
        "wfm_version": __version__,
        "plan": review.plan,
        "report": review.report,
        "interval": demand.interval,
        "zone": None if demand.zone is None else str(demand.zone),
        "hourly_cost": review.hourly_cost or None,
        "definition": review.definition,
        "sources": dict(review.sources),
        "summary": figures,
        "notes": list(review.notes),
    }
