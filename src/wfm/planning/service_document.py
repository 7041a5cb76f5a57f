"""The shape of the service of given people in JSON: the source of `wfm schema service`.

A program can read it with ``ServiceDocument.model_validate_json(text)``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from wfm.planning.plan_document import Amount, Count, Fraction, Inputs, Length, Volume

__all__ = ["ServiceDocument"]


class _ServicePart(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", allow_inf_nan=False)


class ServiceInputs(Inputs):
    """Everything that the figures depend on, and who is on contacts."""

    given: Annotated[
        Literal["agents", "scheduled"], Field(description="agents on contacts, or on the schedule")
    ]
    people: Annotated[str, Field(description="the column or the number of the people")]


class ServiceRow(_ServicePart):
    """One interval of one queue."""

    queue: str
    start: datetime
    interval: Annotated[Length, Field(description="s")]
    volume: Annotated[Volume, Field(description="contacts")]
    aht: Annotated[Length | None, Field(description="s; null where there are no contacts")]
    load: Annotated[Amount, Field(description="erlangs")]
    agents: Annotated[Amount, Field(description="on contacts, net of shrinkage")]
    scheduled: Annotated[Amount, Field(description="gross of shrinkage")]
    service_level: Fraction
    asa: Annotated[Amount | None, Field(description="s; null: overload, no limit")]
    occupancy: Fraction
    abandonment: Annotated[Fraction | None, Field(description="null: no patience")] = None
    agents_required: Annotated[Count, Field(description="agents")]
    understaffed: Annotated[Amount, Field(description="agents")]
    overstaffed: Annotated[Amount, Field(description="agents")]
    target_met: bool


class ServicePeriodDocument(_ServicePart):
    """A day, a week, a month, an hour, a queue or all."""

    label: str
    intervals: Count
    on_target: Annotated[Count, Field(description="intervals")]
    overloaded: Annotated[Count, Field(description="intervals")]
    contacts: Amount
    required_hours: Annotated[Amount, Field(description="agent-hours")]
    agent_hours: Annotated[Amount, Field(description="agent-hours")]
    understaffed_hours: Annotated[Amount, Field(description="agent-hours")]
    overstaffed_hours: Annotated[Amount, Field(description="agent-hours")]
    service_level: Fraction | None
    asa: Annotated[Amount | None, Field(description="s; null: an interval is overloaded")]
    occupancy: Fraction | None
    abandonment: Annotated[Fraction | None, Field(description="null: no patience")]


class ServiceSummaryDocument(_ServicePart):
    """Totals, and the intervals with the most contacts not answered in time."""

    total: ServicePeriodDocument
    weeks: list[ServicePeriodDocument]
    months: list[ServicePeriodDocument]
    days: list[ServicePeriodDocument]
    queues: list[ServicePeriodDocument]
    hours: Annotated[list[ServicePeriodDocument], Field(description="of a forecast of one day")]
    worst: Annotated[list[datetime], Field(description="starts of intervals")]


class ServiceDocument(_ServicePart):
    """The output of ``wfm staff --agents … --json`` and its ``-o service.json``."""

    schema_version: str
    wfm_version: str
    inputs: ServiceInputs
    summary: ServiceSummaryDocument
    units: dict[str, str]
    rows: list[ServiceRow]
