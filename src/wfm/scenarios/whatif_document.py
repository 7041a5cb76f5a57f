"""The shape of scenarios in JSON, as pydantic models: the source of `wfm schema whatif`.

A program can read it with ``WhatIfDocument.model_validate_json(text)``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["WhatIfDocument"]

Fraction = Annotated[float, Field(ge=0, le=1, description="fraction")]
# Its key is absent where no scenario has the figure.
OptionalMoney = Annotated[float | None, Field(description="currency; null: not known")]
OptionalFraction = Annotated[float | None, Field(description="fraction; null: not known")]


class _WhatIfPart(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", allow_inf_nan=False)


class AxisRangeDocument(_WhatIfPart):
    """What the changes of one input alone do to the paid hours."""

    axis: Literal["volume", "aht", "shrinkage", "target", "patience", "cost"]
    lowest: Annotated[str, Field(description="the scenario with the fewest paid hours")]
    highest: Annotated[str, Field(description="the scenario with the most paid hours")]
    lowest_change: Annotated[float, Field(description="fraction of the base's paid hours")]
    highest_change: Annotated[float, Field(description="fraction of the base's paid hours")]


class WhatIfSummaryDocument(_WhatIfPart):
    """Which input moves the paid hours the most."""

    axes: list[AxisRangeDocument]


class ScenarioRow(_WhatIfPart):
    """One scenario; the first is the base. The changes are differences to the base."""

    scenario: str
    volume: Annotated[str, Field(description="the change; empty: as in the base")] = ""
    aht: str = ""
    shrinkage: str = ""
    target: str = ""
    patience: str = ""
    cost_per_hour: str = ""
    contacts: Annotated[float, Field(ge=0, description="contacts")]
    agent_hours: Annotated[float, Field(ge=0, description="agent-hours")]
    paid_hours: Annotated[float, Field(ge=0, description="hours")]
    paid_hours_change: float
    fte: Annotated[float, Field(ge=0, description="FTE")]
    fte_change: float
    service_level: Annotated[Fraction, Field(description="planned again")]
    service_level_change: float
    occupancy: Fraction
    cost: OptionalMoney = None
    cost_change: OptionalMoney = None
    cost_per_contact: OptionalMoney = None
    cost_per_contact_change: OptionalMoney = None
    cost_per_resolved_contact: OptionalMoney = None
    cost_per_resolved_contact_change: OptionalMoney = None
    kept_service_level: Annotated[
        OptionalFraction, Field(description="if the people of the base stay")
    ] = None
    kept_service_level_change: OptionalFraction = None


class CurveRow(_WhatIfPart):
    """The plan at one target level (--curve service)."""

    level: Annotated[Fraction, Field(description="the target of every interval")]
    is_base: bool
    service_level: Annotated[Fraction, Field(description="of all contacts")]
    agent_hours: Annotated[float, Field(ge=0, description="agent-hours")]
    paid_hours: Annotated[float, Field(ge=0, description="hours")]
    fte: Annotated[float, Field(ge=0, description="FTE")]
    occupancy: Fraction
    cost: OptionalMoney = None
    cost_per_contact: OptionalMoney = None
    cost_per_resolved_contact: OptionalMoney = None
    hours_of_next_point: Annotated[
        float | None, Field(description="hours for 1 % more of service_level; null: none follows")
    ]
    cost_of_next_point: OptionalMoney = None


class AgentsRow(_WhatIfPart):
    """One interval with fewer and with more agents (--curve agents)."""

    start: datetime
    queue: str = ""
    volume: Annotated[float, Field(ge=0, description="contacts")]
    agents: Annotated[int, Field(ge=0, description="agents as planned")]
    level_minus_2: Fraction
    level_minus_1: Fraction
    level_planned: Fraction
    level_plus_1: Fraction
    level_plus_2: Fraction


class AgentsStepDocument(_WhatIfPart):
    """All intervals with some agents more or fewer."""

    more: Annotated[int, Field(description="agents in every interval with contacts")]
    agent_hours: float
    paid_hours: float
    cost: OptionalMoney
    service_level: Fraction
    asa: Annotated[
        float | None, Field(description="s, of intervals that are not overloaded; null: none")
    ]
    abandonment: OptionalFraction
    overloaded: Annotated[int, Field(ge=0, description="intervals")]
    below_target: Annotated[int, Field(ge=0, description="intervals")]


class WhatIfDocument(_WhatIfPart):
    """The output of ``wfm whatif --json`` and its ``-o scenarios.json``."""

    source: str
    kind: Literal["scenarios", "service curve", "agents curve"]
    summary: Annotated[
        WhatIfSummaryDocument | None, Field(description="of scenarios; else absent")
    ] = None
    steps: Annotated[
        list[AgentsStepDocument] | None, Field(description="of --curve agents; else absent")
    ] = None
    defaults: list[str]
    notes: list[str]
    units: dict[str, str]
    rows: list[ScenarioRow] | list[CurveRow] | list[AgentsRow]
