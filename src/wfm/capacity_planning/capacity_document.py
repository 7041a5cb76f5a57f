"""The shape of a capacity plan in JSON, as pydantic models: the source of `wfm schema capacity`.

A program can read it with ``CapacityDocument.model_validate_json(text)``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["CapacityDocument"]

Fte = Annotated[float, Field(ge=0, description="FTE")]
Persons = Annotated[float, Field(ge=0, description="people, expected")]
Whole = Annotated[int, Field(ge=0)]
Money = Annotated[float, Field(ge=0, description="currency")]
MoneyOrNull = Annotated[float | None, Field(ge=0, description="currency; null: not known")]
ContactsOrNull = Annotated[float | None, Field(ge=0, description="contacts; null: not known")]
Probability = Annotated[float, Field(ge=0, le=1, description="fraction")]
ShareOrNull = Annotated[float | None, Field(ge=0, description="fraction; null: not known")]


class _CapacityPart(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", allow_inf_nan=False)


class CapacityTotalDocument(_CapacityPart):
    """All months of a team, or of all teams."""

    label: str
    people_start: Persons
    people_end: Persons
    hires: Whole
    classes: Whole
    leavers: Persons
    contacts: ContactsOrNull
    need_fte: Annotated[Fte, Field(description="FTE on contacts, mean of the months")]
    need_paid_fte: Annotated[Fte, Field(description="paid FTE, mean of the months")]
    highest_need_fte: Fte
    cost: Money
    cost_per_contact: MoneyOrNull
    months_short: Annotated[int, Field(ge=0, description="of the supply on average")]
    shortage_fte_months: Annotated[float, Field(ge=0, description="FTE-months")]
    highest_probability: Annotated[
        Probability, Field(description="that a month is short; of all teams: that some team is")
    ]
    expected_months_short: Annotated[float, Field(ge=0, description="months")]


class CapacitySummaryDocument(_CapacityPart):
    """The totals of a plan."""

    total: CapacityTotalDocument
    teams: list[CapacityTotalDocument]
    first_offers: Annotated[date | None, Field(description="null: no one is hired")]


class PlanProofDocument(_CapacityPart):
    """What was minimised, and what is known of all other plans."""

    mode: Literal["cheapest", "confidence", "budget", "given"]
    objective: Annotated[
        float | None,
        Field(
            description="cost and price of shortage of the months solved [currency]; with a "
            "budget: shortage [FTE-months]; null: hires were given"
        ),
    ]
    bound: Annotated[float | None, Field(description="no plan has a lower objective")]
    gap: ShareOrNull
    months_solved: Annotated[Whole, Field(description="months of the plan and after it")]
    shortage: Annotated[float, Field(ge=0, description="FTE-months of the months solved")]
    shortage_price: Money
    price_given: bool
    optimal: Annotated[bool, Field(description="false: ended by its time limit")]
    confidence: Annotated[
        float | None, Field(description="of each month of each team; null: none was asked for")
    ]


class HireClassDocument(_CapacityPart):
    """People of one team who start together."""

    start: date
    team: str
    people: Annotated[int, Field(ge=1)]
    offers_by: date
    cost: Annotated[Money, Field(description="of hiring, without pay")]


class SeasonRunDocument(_CapacityPart):
    """Months in a row with temps, overtime or outsourced work."""

    team: str
    means: Literal["temps", "overtime", "outsourced"]
    first: date
    last: date
    highest_fte: Fte
    fte_months: Annotated[float, Field(ge=0, description="FTE-months")]
    cost: Money


class RuleComparisonDocument(_CapacityPart):
    """A rule of thumb beside the need of the plan, one value per month."""

    team: str
    rule: str
    fte: Annotated[list[float], Field(description="paid FTE by the rule")]
    need_paid_fte: Annotated[list[float], Field(description="paid FTE of the plan")]
    difference: Annotated[float | None, Field(description="fraction; below 0: the rule has fewer")]


class CapacityInputDocument(_CapacityPart):
    """One input; a text where it differs by month."""

    label: str
    team: Annotated[str, Field(description="empty: of all teams")]
    value: float | str
    unit: str


class CapacityRow(_CapacityPart):
    """One team in one month."""

    month: Annotated[str, Field(description="2027-01; of weeks: their Monday")]
    team: str
    contacts: ContactsOrNull
    workload_hours: Annotated[float | None, Field(ge=0, description="hours; null: not known")]
    agent_hours: Annotated[float | None, Field(ge=0, description="hours; null: not known")]
    occupancy: Annotated[ShareOrNull, Field(description="that the need has")]
    need_fte: Annotated[Fte, Field(description="FTE on contacts, with the contingency")]
    reserve_fte: Annotated[float, Field(description="FTE more for the confidence")]
    need_paid_fte: Annotated[Fte, Field(description="FTE, with paid time away from contacts")]
    settled: Persons
    ramping: Persons
    people: Persons
    leavers: Persons
    hires: Whole
    support_fte: Annotated[Fte, Field(description="FTE of support roles and reviewers")]
    people_fte: Annotated[Fte, Field(description="FTE on contacts of people")]
    overtime_fte: Annotated[Fte, Field(description="FTE bought")]
    temps_fte: Annotated[Fte, Field(description="FTE bought")]
    outsourced_fte: Annotated[Fte, Field(description="FTE bought")]
    supply_fte: Annotated[Fte, Field(description="FTE on contacts of all of these")]
    gap_fte: Annotated[float, Field(description="FTE: supply less need")]
    shortage_probability: Probability
    cost: Money
    cost_per_contact: MoneyOrNull


class CapacityDocument(_CapacityPart):
    """The output of ``wfm capacity --json`` and its ``-o capacity.json``."""

    schema_version: str
    wfm_version: str
    source: str
    first: Annotated[date, Field(description="first day of the first month")]
    months: Annotated[int, Field(ge=1)]
    period: Literal["month", "week"]
    currency: str
    status: Annotated[
        Literal["covered", "short"], Field(description="whether the average supply meets the need")
    ]
    summary: CapacitySummaryDocument
    proof: PlanProofDocument
    hires: list[HireClassDocument]
    season: list[SeasonRunDocument]
    rules: list[RuleComparisonDocument]
    inputs: list[CapacityInputDocument]
    defaults: list[str]
    notes: list[str]
    units: dict[str, str]
    rows: list[CapacityRow]
