"""The shape of a schedule in JSON, as pydantic models: the source of `wfm schema schedule`.

A service can read a schedule with ``ScheduleDocument.model_validate_json(text)``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from wfm.io.text_values import as_json
from wfm.scheduling.records import Status
from wfm.scheduling.results import (
    SHIFT_COST_UNITS,
    ScheduleData,
    local_times,
)
from wfm.scheduling.schedule_tables import coverage_cells, shift_cells, units_of

__all__ = ["ScheduleDocument", "document_pieces"]

SCHEMA_VERSION = "2.0"
_NO_ROWS = '"rows": []'

Fraction = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


class ScheduleInputsDocument(_Part):
    """Everything that the schedule depends on beside plan, rules and agents."""

    source: str
    rules: str
    interval: Annotated[float, Field(gt=0, description="s, of the plan")]
    zone: str | None
    goal: str
    service_level_definition: str
    shrinkage: Annotated[Fraction, Field(description="without breaks")]
    shrinkage_derivation: str
    gap: Fraction
    time_limit: Annotated[float | None, Field(gt=0, description="s")]
    solver: str
    defaults: Annotated[list[str], Field(description="inputs that were not set")]
    overrides: Annotated[list[str], Field(description="inputs of the plan that were replaced")]
    target: Annotated[str, Field(description="service target in words")] = ""
    contract_hours: Annotated[float, Field(gt=0, description="hours per week, for FTE")] = 40.0


class ShiftDocument(_Part):
    """One shift."""

    queue: str
    agent: Annotated[str, Field(description="empty for shifts without people")]
    date: Annotated[date, Field(description="local day on which the shift starts")]
    shift: str
    contract: str
    start: datetime
    end: datetime
    paid_hours: Annotated[Amount, Field(description="hours")]
    breaks: Annotated[str, Field(description="12:00-12:30 unpaid lunch;15:00-15:15 paid break")]


class CoverageDocument(_Part):
    """One slot of one queue."""

    queue: str
    start: datetime
    required: Annotated[Count, Field(description="agents")]
    present: Annotated[Count, Field(description="agents in a shift")]
    on_break: Annotated[Count, Field(description="agents")]
    net: Annotated[Count, Field(description="agents, present and not on a break")]
    overstaffed: Annotated[Count, Field(description="agents")]
    understaffed: Annotated[Count, Field(description="agents")]
    service_level: Annotated[Fraction | None, Field(description="null: not known")]


class UnderstaffingDocument(_Part):
    """A time with too few people, and the reason."""

    queue: str
    start: datetime
    end: datetime
    agents: Annotated[Count, Field(description="most agents missing in one slot")]
    reason: str
    below_minimum: Annotated[
        Count, Field(description="most agents missing below a minimum of the rules in one slot")
    ] = 0


class ScheduleSummaryDocument(_Part):
    """The schedule in a few figures; null: not known."""

    status: Status
    shifts: Count
    distinct_shifts: Count
    people: Count
    paid_hours: Amount
    cost: Amount
    lower_bound: Amount | None
    gap: Amount | None
    required_hours: Annotated[Amount, Field(description="agent-hours")]
    overstaffed_hours: Annotated[Amount, Field(description="agent-hours")]
    understaffed_hours: Annotated[Amount, Field(description="agent-hours")]
    contacts: Amount
    service_level: Fraction | None
    full_time_shifts: Count
    free_lower_bound: Annotated[
        Amount | None, Field(description="cost; without the limits and prices of kinds of shifts")
    ]
    max_extra_cost: Annotated[
        Amount | None, Field(description="fraction; of these limits and prices, at most")
    ]
    max_extra_paid_hours: Annotated[
        Amount | None, Field(description="the same of paid hours, where the cost is no more")
    ]
    pay: Annotated[Amount, Field(description="cost without the prices of the rules")]


class ShiftCostDocument(_Part):
    """Paid hours of the shifts of a queue, or of all, at the cost of an hour of the plan."""

    queue: Annotated[str, Field(description="total: of all")]
    paid_hours: Annotated[Amount, Field(description="hours")]
    cost: Annotated[Amount, Field(description="currency, premiums included")]
    premiums: Annotated[Amount, Field(description="currency, part of the cost")]
    cost_per_contact: Annotated[Amount | None, Field(description="currency per contact")]
    cost_per_resolved_contact: Annotated[
        Amount | None, Field(description="currency per resolved contact")
    ]


class ScheduleDocument(_Part):
    """The output of ``wfm schedule --json`` and ``-o schedule.json``."""

    schema_version: str
    wfm_version: str
    inputs: ScheduleInputsDocument
    units: dict[str, str]
    slot: Annotated[float, Field(gt=0, description="s")]
    rows: list[ShiftDocument]
    coverage: list[CoverageDocument]
    understaffing: list[UnderstaffingDocument]
    notes: list[str]
    summary: ScheduleSummaryDocument
    costs: Annotated[
        list[ShiftCostDocument], Field(description="absent: the plan has no cost of an hour")
    ] = []


def document_pieces(schedule: ScheduleData) -> Iterator[str]:
    """The schedule as JSON in the shape of `ScheduleDocument`, piece by piece.

    The rows of a large schedule are no document in memory; equal ones are written once.
    """
    head, rest = as_json(_without_rows(schedule)).split(f"\n  {_NO_ROWS}", 1)
    known: dict[int, str] = {}
    between = head + '\n  "rows": ['
    for cells in shift_cells(schedule):
        text = known.get(id(cells)) or as_json(cells._asdict()).replace("\n", "\n    ")
        if not cells.agent:
            known[id(cells)] = text
        yield f"{between}\n    {text}"
        between = ","
    yield "\n  ]" if between == "," else f"{head}\n  {_NO_ROWS}"
    yield rest + "\n"


def _without_rows(schedule: ScheduleData) -> dict[str, Any]:
    """The document with an empty list of rows."""
    from wfm import __version__

    inputs = schedule.inputs
    return {
        "schema_version": SCHEMA_VERSION,
        "wfm_version": __version__,
        "inputs": {
            **vars(inputs),
            "zone": None if schedule.zone is None else str(schedule.zone),
            "defaults": list(inputs.defaults),
            "overrides": list(inputs.overrides),
        },
        "units": units_of() | (_cost_units() if schedule.costs else {}),
        "slot": schedule.slot,
        "rows": [],
        "coverage": [_known(row._asdict()) for row in coverage_cells(schedule)],
        "understaffing": _understaffing(schedule),
        "notes": list(schedule.notes),
        "summary": _known(schedule.totals._asdict()),
        **({"costs": [_known(one._asdict()) for one in schedule.costs]} if schedule.costs else {}),
    }


def _cost_units() -> dict[str, str]:
    """The units of `costs` that the summary does not have."""
    return {name: unit for name, unit in SHIFT_COST_UNITS.items() if name != "cost"}


def _understaffing(schedule: ScheduleData) -> list[dict[str, Any]]:
    """The understaffed times in local time."""
    stretches = []
    for one in schedule.understaffing:
        start, end = local_times([one.start, one.end], schedule.zone)
        stretches.append(one._asdict() | {"start": start, "end": end})
    return stretches


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, None for a figure that is not known."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in values.items()
    }
