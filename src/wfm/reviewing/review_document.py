"""The shape of a review in JSON, as pydantic models: the source of `wfm schema review`.

A program can read it with ``ReviewDocument.model_validate_json(text)``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ReviewDocument"]

Contacts = Annotated[float | None, Field(ge=0, description="contacts")]
Seconds = Annotated[float | None, Field(ge=0, description="s; null: not known")]
Agents = Annotated[float | None, Field(ge=0, description="agents; null: not known")]
Hours = Annotated[float | None, Field(ge=0, description="hours; null: not known")]
Share = Annotated[float | None, Field(ge=0, description="fraction; null: not known")]
Amount = Annotated[float | None, Field(ge=0, description="currency; null: not known")]
Part = Annotated[
    float | None, Field(description="fraction, part of the change of the service level")
]
Bias = Annotated[float | None, Field(ge=-1, description="fraction; above 0: planned too much")]
Count = Annotated[int, Field(ge=0, description="intervals")]
Cause = Literal["volume", "aht", "people", "together", "other"]


class _ReviewPart(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", allow_inf_nan=False)


class ReviewPeriodDocument(_ReviewPart):
    """Plan and actual of a day, a queue or all."""

    label: str
    intervals: Count
    judged: Annotated[Count, Field(description="intervals with a target and a service level")]
    missed: Annotated[Count, Field(description="intervals below their target")]
    contacts_planned: Contacts
    contacts_actual: Contacts
    volume_bias: Bias
    volume_wape: Share
    aht_planned: Seconds
    aht_actual: Seconds
    aht_bias: Bias
    aht_wape: Share
    agent_hours_planned: Hours
    agent_hours_actual: Hours
    paid_hours_planned: Hours
    paid_hours_actual: Hours
    service_level_planned: Share
    service_level_actual: Share
    abandonment_planned: Share
    abandonment_actual: Share
    occupancy_planned: Share
    occupancy_actual: Share
    asa_planned: Seconds
    asa_actual: Seconds
    cost_planned: Amount
    cost_actual: Amount
    cost_per_contact_planned: Amount
    cost_per_contact_actual: Amount
    cost_per_resolved_contact_planned: Amount
    cost_per_resolved_contact_actual: Amount


class CauseCountDocument(_ReviewPart):
    """How often a cause is that of an interval below its target."""

    cause: Cause
    intervals: Count
    contacts_late: Contacts


class WorstDocument(_ReviewPart):
    """One of the worst intervals."""

    queue: str
    start: datetime


class ReviewSummaryDocument(_ReviewPart):
    """The figures of a review."""

    total: ReviewPeriodDocument
    volume_wape_day: Share
    days: list[ReviewPeriodDocument]
    queues: list[ReviewPeriodDocument]
    causes: list[CauseCountDocument]
    worst: Annotated[list[WorstDocument], Field(description="most contacts late, worst first")]


class ReviewRow(_ReviewPart):
    """One interval of one queue."""

    queue: str
    start: datetime
    found_in: Literal["both", "plan", "report"]
    cause: Annotated[Cause | Literal[""], Field(description="empty: not below its target")]
    volume_planned: Contacts
    volume_actual: Contacts
    answered: Contacts
    aht_planned: Seconds
    aht_actual: Seconds
    agents_planned: Agents
    agents_actual: Agents
    scheduled_planned: Agents
    scheduled_actual: Agents
    service_level_planned: Share
    service_level_actual: Share
    target: Share
    service_level_expected: Annotated[Share, Field(description="by the model from the actuals")]
    late: Contacts
    volume: Part
    aht: Part
    people: Part
    together: Part
    other: Part
    abandonment_planned: Share
    abandonment_actual: Share
    occupancy_planned: Share
    occupancy_actual: Share
    asa_planned: Seconds
    asa_actual: Seconds


class ReviewDocument(_ReviewPart):
    """The output of ``wfm review --json`` and its ``-o review.json``."""

    schema_version: str
    wfm_version: str
    plan: str
    report: str
    interval: Annotated[float, Field(gt=0, description="s")]
    zone: str | None
    hourly_cost: Amount
    definition: Annotated[str, Field(description="of the planned service level; empty: several")]
    sources: Annotated[dict[str, str], Field(description="where each actual figure is from")]
    summary: ReviewSummaryDocument
    notes: list[str]
    units: dict[str, str]
    rows: list[ReviewRow]
