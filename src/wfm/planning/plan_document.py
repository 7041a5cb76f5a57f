"""The shape of the JSON output, as pydantic models: the source of `wfm schema`.

A service can read a plan with ``PlanDocument.model_validate_json(text)``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from wfm.hour_premiums import parse_premiums

__all__ = ["PlanDocument"]

Fraction = Annotated[float, Field(ge=0, le=1)]
# The limits are far above any plan: beyond them, sums and products would have no number.
Amount = Annotated[float, Field(ge=0, le=1e30)]
Volume = Annotated[float, Field(ge=0, le=1e15)]
Length = Annotated[float, Field(gt=0, le=1e9)]


def _whole(value: object) -> object:
    """A whole number that a program has written as 12.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _moment(value: object) -> object:
    """A time as text; a number could be seconds of any clock."""
    if isinstance(value, datetime) or (isinstance(value, str) and "-" in value):
        return value
    raise ValueError("must be a date and time in quotes, such as '2026-03-02T09:00:00'")


def _premium(value: str) -> str:
    """A premium that can be read."""
    parse_premiums(value, "the premium")
    return value


_Premium = Annotated[str, AfterValidator(_premium)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=10**18)]
Agents = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=10**9)]
Moment = Annotated[datetime, BeforeValidator(_moment), Field(strict=False)]


class _Record(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", allow_inf_nan=False, strict=True
    )


class QueueTargetInput(_Record):
    """The target of one queue and the model by which it is staffed; null: no such target."""

    queue: str
    model: str
    service_level: Fraction | None
    within: Annotated[Amount, Field(description="s")]
    asa: Annotated[Amount | None, Field(description="s")] = None
    max_occupancy: Fraction | None = None
    abandonment: Fraction | None = None
    patience: Annotated[Amount | None, Field(description="s; null: no abandonment")]
    definition: Literal["offered", "answered", "virtual"]
    aht_by_concurrency: Annotated[list[Length], Field(max_length=1000, description="s, of a chat")]
    min_agents: Annotated[Agents, Field(description="in every interval, also without contacts")] = 0
    confidence: Annotated[
        float | None,
        Field(gt=0, lt=1, description="of keeping the target; null: agents of the forecast volume"),
    ] = None
    volume_cv: Annotated[
        float | None, Field(ge=0, le=3, description="of a day around its forecast")
    ] = None
    risk_scope: Literal["day", "interval"] = "day"
    goal: Annotated[
        Literal["interval", "day", "week", "month"],
        Field(description="over what the service level must hold"),
    ] = "interval"
    min_service_level: Annotated[
        float | None, Field(gt=0, lt=1, description="of every interval, for another goal")
    ] = None


class ComponentInput(_Record):
    """One component of shrinkage."""

    name: str
    share: Fraction
    planned: bool
    in_office: bool


class ShrinkageInput(_Record):
    """Shrinkage and its components."""

    total: Fraction
    additive: bool
    components: list[ComponentInput]


class QueueShrinkageInput(ShrinkageInput):
    """The shrinkage of one queue."""

    queue: str


class Inputs(_Record):
    """Everything that the figures depend on, defaults included."""

    source: str
    queues: list[str]
    interval: Annotated[Length, Field(description="s")]
    zone: str | None
    targets: list[QueueTargetInput]
    shrinkage: Annotated[ShrinkageInput | None, Field(description="of queues without their own")]
    shrinkages: list[QueueShrinkageInput] = []
    contract_hours: Annotated[float, Field(ge=0.01, le=168, description="hours per week")]
    hourly_cost: Annotated[
        float | None, Field(gt=0, le=1e15, description="currency per paid hour")
    ] = None
    premiums: Annotated[
        list[_Premium],
        Field(description="of the cost of an hour: Mon-Fri 22:00-06:00=25%, Sun=+3.5"),
    ] = []
    resolution: Annotated[
        float | None, Field(gt=0, le=1, description="of contacts answered: no repeat contact")
    ] = None
    contingency: Annotated[Fraction, Field(description="on top of hours, FTE and cost")] = 0.0
    budget: Annotated[float | None, Field(gt=0, description="currency: the most it may cost")] = (
        None
    )
    defaults: list[str]
    notes: list[str]


class Row(_Record):
    """One interval of one queue."""

    queue: str
    start: Moment
    interval: Annotated[Length, Field(description="s")]
    volume: Annotated[Volume, Field(description="contacts")]
    aht: Annotated[Length | None, Field(description="s; null where there are no contacts")]
    load: Annotated[Amount | None, Field(description="erlangs")]
    agents: Annotated[Agents, Field(description="net of shrinkage")]
    agents_unrounded: Annotated[
        Amount | None, Field(description="before rounding up; null: not defined for the model")
    ] = None
    scheduled: Annotated[Count | None, Field(description="gross of shrinkage")]
    service_level: Fraction | None
    asa: Annotated[Amount | None, Field(description="s; null: the queue grows without limit")]
    occupancy: Fraction | None
    model: Annotated[str | None, Field(description="of a centre's queue")] = None
    team: Annotated[str | None, Field(description="of agents that share their queues")] = None
    abandonment: Fraction | None = None
    definition: Annotated[str | None, Field(description="of the service level")] = None
    target: Annotated[str | None, Field(description="80%/20, where it changes by row")] = None
    within: Annotated[str | None, Field(description="s, where it changes by row")] = None
    target_asa: Annotated[str | None, Field(description="s, where it changes by row")] = None
    max_occupancy: Annotated[str | None, Field(description="85%, where it changes by row")] = None
    target_abandonment: Annotated[str | None, Field(description="3%, where it changes by row")] = (
        None
    )
    patience: Annotated[str | None, Field(description="s, where it changes by row")] = None
    aht_by_concurrency: Annotated[
        str | None, Field(description="s, of a chat, where it changes by row")
    ] = None
    min_agents: Annotated[str | None, Field(description="agents, where it changes by row")] = None
    shrinkage: Annotated[
        str | None, Field(description="breaks=8%,leave=10%, where it changes by row")
    ] = None
    volume_cv: Annotated[str | None, Field(description="17%, where it changes by row")] = None
    confidence: Annotated[str | None, Field(description="80%, where it changes by row")] = None
    risk_scope: Annotated[str | None, Field(description="day or interval, by row")] = None
    goal: Annotated[str | None, Field(description="day, week or month, by row")] = None
    min_service_level: Annotated[str | None, Field(description="50%, where it changes by row")] = (
        None
    )


class FigureDocument(_Record):
    """One result of a queue or a team that is no column, such as its cost or its backlog."""

    queue: str
    name: str
    value: float | None
    unit: str


class PeriodSummary(_Record):
    """A day, a week, a queue or all; *_unrounded is before agents are rounded up."""

    label: str
    days: Count
    intervals: Count
    contacts: Amount
    workload_hours: Amount | None
    agent_hours: Amount
    paid_hours: Amount | None
    fte: Amount | None
    fte_rounded_up: Count | None
    agent_hours_unrounded: Amount | None
    paid_hours_unrounded: Amount | None
    fte_unrounded: Amount | None
    service_level: Fraction | None
    asa: Annotated[Amount | None, Field(description="s")]
    occupancy: Fraction | None
    cost: Annotated[Amount | None, Field(description="currency, premiums included")] = None
    premiums: Annotated[Amount | None, Field(description="currency, part of the cost")] = None
    cost_per_contact: Annotated[Amount | None, Field(description="currency per contact")] = None
    cost_per_resolved_contact: Annotated[
        Amount | None, Field(description="currency per resolved contact")
    ] = None


class ContingencyDocument(_Record):
    """What is put on top of the totals, which do not contain it."""

    share: Fraction
    paid_hours: Annotated[Amount | None, Field(description="hours on top")]
    fte: Annotated[Amount | None, Field(description="FTE on top")]
    cost: Annotated[Amount | None, Field(description="currency on top")]
    paid_hours_in_all: Annotated[Amount | None, Field(description="hours")]
    fte_in_all: Annotated[Amount | None, Field(description="FTE")]
    cost_in_all: Annotated[Amount | None, Field(description="currency")]


class PeakSummary(_Record):
    """The interval with the most scheduled agents, all queues together."""

    start: Moment
    agents: Count
    scheduled: Count | None


class DaysKeptDocument(_Record):
    """The service of the days of all queues or of one, as volumes vary."""

    label: str
    days: Annotated[Count, Field(description="days with contacts, of each queue")]
    days_kept: Annotated[
        Fraction | None, Field(description="share of days that keep the target; null: no such")
    ]
    expected_service_level: Annotated[Fraction, Field(description="of all contacts")]


class PointPlanDocument(_Record):
    """The plan without a confidence: agents for the forecast itself."""

    agent_hours: Amount
    paid_hours: Amount | None
    fte: Amount | None
    cost: Amount | None
    days_kept: Fraction | None
    expected_service_level: Fraction
    service_level_p10: Fraction
    service_level_p90: Fraction


class RiskDocument(_Record):
    """What uncertain volumes do to the service of the plan."""

    scope: Annotated[
        Literal["day", "interval"], Field(description="what exceeds its forecast together")
    ]
    total: DaysKeptDocument
    service_level_p10: Annotated[
        Fraction, Field(description="of a day: one day in ten stays below it")
    ]
    service_level_p90: Annotated[Fraction, Field(description="of a day: one in ten is above it")]
    queues: list[DaysKeptDocument]
    point_plan: Annotated[
        PointPlanDocument | None, Field(description="null: this plan is the point plan")
    ] = None


class GoalSummary(_Record):
    """What a queue with a goal over a day, week or month reaches of it."""

    queue: str
    goal: Literal["day", "week", "month"]
    service_level: Annotated[Fraction, Field(description="that each period must reach")]
    min_service_level: Annotated[Fraction, Field(description="of every interval; 0: none")]
    periods: Count
    periods_met: Count
    lowest_period: Annotated[str, Field(description="date, Monday of the week, or month")]
    lowest_period_level: Fraction
    lowest_start: Moment
    lowest_interval_level: Fraction
    intervals: Annotated[Count, Field(description="with contacts")]
    intervals_below: Annotated[Count, Field(description="the service level of the goal")]
    agent_hours: Amount
    agent_hours_by_interval: Annotated[
        Amount, Field(description="with the same target in every interval")
    ]


class SummaryDocument(_Record):
    """Totals of the plan."""

    total: PeriodSummary
    weeks: list[PeriodSummary]
    months: list[PeriodSummary]
    quarters: list[PeriodSummary]
    years: list[PeriodSummary]
    days: list[PeriodSummary]
    queues: list[PeriodSummary]
    peak: PeakSummary
    length_in_weeks: Annotated[float, Field(gt=0)]
    cost: Annotated[Amount | None, Field(description="currency: paid hours × hourly cost")] = None
    cost_per_contact: Annotated[Amount | None, Field(description="currency per contact")] = None
    cost_per_resolved_contact: Annotated[
        Amount | None, Field(description="currency per resolved contact")
    ] = None
    contingency: Annotated[
        ContingencyDocument | None, Field(description="absent: no contingency")
    ] = None
    abandonment: Annotated[
        Fraction | None, Field(description="of all contacts; null: a queue has no patience")
    ] = None
    risk: Annotated[
        RiskDocument | None, Field(description="null: the variation of the volumes is not known")
    ] = None
    goals: list[GoalSummary] = []
    defaults: list[str]


class PlanDocument(_Record):
    """The output of ``wfm staff --json`` and ``-o plan.json``."""

    schema_version: str
    wfm_version: str
    inputs: Inputs
    figures: list[FigureDocument]
    units: dict[str, str]
    rows: list[Row]
    summary: SummaryDocument
