"""The shape of a comparison in JSON, as pydantic models: the source of `wfm schema compare`.

A program can read it with ``ComparisonDocument.model_validate_json(text)``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ComparisonDocument"]

Number = Annotated[float | None, Field(description="null: not known")]
Cause = Literal[
    "", "volume", "aht", "target", "patience", "shrinkage", "interval", "together", "other",
    "required", "overstaffed", "understaffed",
]  # fmt: skip


class _ComparisonPart(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", allow_inf_nan=False)


class InputChangeDocument(_ComparisonPart):
    """An input that differs; an empty text: none."""

    name: str
    queue: Annotated[str, Field(description="empty: of all")]
    a: str
    b: str


class FigureChangeDocument(_ComparisonPart):
    """A total of both."""

    name: str
    unit: str
    a: Number
    b: Number


class PeriodChangeDocument(_ComparisonPart):
    """A queue or a day of both."""

    label: str
    hours_a: Annotated[float, Field(ge=0, description="paid hours, or hours on duty of schedules")]
    hours_b: Annotated[float, Field(ge=0)]
    service_level_a: Number
    service_level_b: Number
    cause: Cause


class CauseShareDocument(_ComparisonPart):
    """What one cause changed; the causes add up to the change."""

    cause: Cause
    hours: Annotated[float, Field(description="paid hours, or hours on duty of schedules")]
    agent_hours: Annotated[float | None, Field(description="on contacts; of plans")] = None


class KindChangeDocument(_ComparisonPart):
    """A kind of shift, and its number in both."""

    queue: str
    shift: str
    hours: str
    a: Annotated[int, Field(ge=0)]
    b: Annotated[int, Field(ge=0)]


class ComparisonRow(_ComparisonPart):
    """One interval of either; the parts add up to the change."""

    queue: str
    start: datetime
    found_in: Literal["both", "a", "b"]
    volume_a: Number = None
    volume_b: Number = None
    aht_a: Number = None
    aht_b: Number = None
    agents_a: Number = None
    agents_b: Number = None
    scheduled_a: Number = None
    scheduled_b: Number = None
    required_a: Number = None
    required_b: Number = None
    net_a: Number = None
    net_b: Number = None
    overstaffed_a: Number = None
    overstaffed_b: Number = None
    understaffed_a: Number = None
    understaffed_b: Number = None
    service_level_a: Number
    service_level_b: Number
    change: Annotated[float | None, Field(description="agents: scheduled, or on duty of schedules")]
    cause: Annotated[Cause, Field(description="the largest part; empty: no change")]
    volume: Number = None
    aht: Number = None
    target: Number = None
    patience: Number = None
    shrinkage: Number = None
    interval: Annotated[float | None, Field(description="in one of the plans only")] = None
    together: Annotated[
        float | None, Field(description="rounding, and what inputs change only together")
    ] = None
    other: Annotated[float | None, Field(description="edited agents, models of a centre")] = None
    required: Number = None
    overstaffed: Number = None
    understaffed: Annotated[float | None, Field(description="fewer missing: above 0")] = None


class ComparisonDocument(_ComparisonPart):
    """The output of ``wfm compare --json`` and ``-o comparison.json``."""

    kind: Literal["plan", "schedule"]
    a: str
    b: str
    measure: Annotated[
        Literal["paid hours", "agent-hours", "agent-hours on duty"],
        Field(description="of the hours of causes, queues and days"),
    ]
    inputs: list[InputChangeDocument]
    totals: list[FigureChangeDocument]
    queues: list[PeriodChangeDocument]
    days: list[PeriodChangeDocument]
    causes: list[CauseShareDocument]
    shifts: Annotated[list[KindChangeDocument], Field(description="kinds whose number differs")]
    largest: Annotated[list[int], Field(description="rows that changed most, from 0")]
    notes: list[str]
    units: dict[str, str]
    rows: list[ComparisonRow]
