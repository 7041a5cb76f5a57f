"""The shape of the JSON output, as pydantic models: the source of `wfm schema`.

A service can read a plan with ``PlanDocument.model_validate_json(text)``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["PlanDocument"]

Fraction = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TargetInput(_Record):
    """The promise; every part that is not null holds in every interval."""

    service_level: Fraction | None
    within: Annotated[Amount, Field(description="s")]
    asa: Annotated[Amount | None, Field(description="s")]
    max_occupancy: Fraction | None


class QueueTargetInput(_Record):
    """What the service level of a centre's queue is computed with."""

    queue: str
    model: str
    service_level: Fraction | None
    within: Annotated[Amount, Field(description="s")]
    patience: Annotated[Amount | None, Field(description="s; null where nobody gives up")]
    definition: Literal["offered", "answered", "virtual"]
    aht_by_concurrency: Annotated[list[float], Field(description="s, of a chat")]


class ComponentInput(_Record):
    """One reason for people not being there."""

    name: str
    share: Fraction
    planned: bool
    in_office: bool


class ShrinkageInput(_Record):
    """Share of paid time lost, and its components."""

    total: Fraction
    additive: bool
    components: list[ComponentInput]


class Inputs(_Record):
    """Everything that the figures depend on, defaults included."""

    source: str
    queues: list[str]
    interval: Annotated[float, Field(gt=0, description="s")]
    zone: str | None
    target: TargetInput
    promises: list[QueueTargetInput] = []
    shrinkage: ShrinkageInput
    contract_hours: Annotated[float, Field(gt=0, description="hours a week")]
    assumed: list[str]
    notes: list[str]


class Row(_Record):
    """One interval of one queue."""

    queue: str
    start: datetime
    interval: Annotated[float, Field(gt=0, description="s")]
    volume: Annotated[Amount, Field(description="contacts")]
    aht: Annotated[float | None, Field(gt=0, description="s; null where there is no contact")]
    load: Annotated[Amount, Field(description="erlang")]
    agents: Annotated[Count, Field(description="net of shrinkage")]
    scheduled: Annotated[Count, Field(description="gross of shrinkage")]
    service_level: Fraction
    asa: Annotated[Amount | None, Field(description="s; null where the queue grows without end")]
    occupancy: Fraction
    model: Annotated[str | None, Field(description="of a centre's queue")] = None
    team: Annotated[str | None, Field(description="whose people answer it")] = None
    abandonment: Fraction | None = None
    definition: Annotated[str | None, Field(description="of the service level")] = None


class PeriodSummary(_Record):
    """A day, a week, a queue or all; fractional_* are the figures before any rounding up."""

    label: str
    days: Count
    intervals: Count
    contacts: Amount
    workload_hours: Amount
    agent_hours: Amount
    paid_hours: Amount
    fte: Amount
    fte_whole: Count
    fractional_agent_hours: Amount
    fractional_paid_hours: Amount
    fractional_fte: Amount
    service_level: Fraction
    asa: Annotated[Amount | None, Field(description="s")]
    occupancy: Fraction


class PeakSummary(_Record):
    """The interval with most people on the rota, all queues together."""

    start: datetime
    agents: Count
    scheduled: Count


class SummaryDocument(_Record):
    """The plan in a few figures."""

    total: PeriodSummary
    weeks: list[PeriodSummary]
    days: list[PeriodSummary]
    queues: list[PeriodSummary]
    peak: PeakSummary
    length_in_weeks: Annotated[float, Field(gt=0)]
    assumed: list[str]


class PlanDocument(_Record):
    """The output of ``wfm staff --json`` and ``-o plan.json``."""

    schema_version: str
    wfm_version: str
    inputs: Inputs
    units: dict[str, str]
    rows: list[Row]
    summary: SummaryDocument
