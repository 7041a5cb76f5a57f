"""The teams in ``capacity.toml``: people, how they come and go, and what they cost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from wfm.capacity_planning.capacity_sources import SourceTable
from wfm.capacity_planning.capacity_tables import (
    HireTable,
    OutsourcerTable,
    OvertimeTable,
    ReviewTable,
    SupportTable,
    TempTable,
    overlap_check,
)
from wfm.capacity_planning.capacity_values import (
    GivenRamp,
    NewcomerAht,
    RampByMonth,
    Rates,
    Shares,
    ShrinkageByMonth,
    Steps,
)
from wfm.capacity_planning.monthly_values import MonthlyValues
from wfm.config.file_keys import key
from wfm.config.toml_table import Check
from wfm.shrinkage import DEFAULT, Shrinkage

__all__ = ["MONTHLY_KEYS", "CapacityTeamTable"]

# Keys by month, of which the plan needs a value in every month.
MONTHLY_KEYS = ("contacts", "orders", "attrition", "new_attrition", "leave")
# What shrinkage by reason has of its own.
_REASONS = {"leave": ("leave",), "training_hours": ("training", "coaching")}


def _hire(value: object) -> object:
    """A table; false is not how hires are stopped."""
    if isinstance(value, bool):
        raise ValueError(
            "must be a table: write hire = { class_max = 0 } for no hires, or remove it for hires "
            "without limits"
        )
    return value


class CapacityTeamTable(SourceTable):
    """One team."""

    examples: ClassVar[dict[str, str]] = {"people": "people = 12"}
    synonyms: ClassVar[dict[str, str]] = {
        "headcount": "people",
        "turnover": "attrition",
        "salary": "pay",
        "vacation": "leave",
        "hiring": "hire",
        "agents": "people",
        "qa": "quality_reviews",
        "bpo": "outsourcer",
    }

    people: Annotated[
        int, key("Settled people at the start of the plan", "people", ge=0, le=1_000_000)
    ]
    newcomers: Annotated[
        tuple[Annotated[int, Field(ge=0, le=1_000_000)], ...],
        key("People at the start who are in month 1, 2, … of the ramp: [0, 4]", "people"),
    ] = ()
    attrition: Annotated[
        Rates, key("Settled people who leave in a month: '2.5%', '30% a year', or by month", "%")
    ] = MonthlyValues(other=0.0)
    new_attrition: Annotated[
        Rates | None, key("Of people in the ramp who leave; as attrition by default", "%")
    ] = None
    ramp: Annotated[
        RampByMonth | None,
        key("Productivity in months 1, 2, … after the hire, or the time until it is full: '90d'",
            "%"),
    ] = None  # fmt: skip
    ramp_weeks: Annotated[Steps, key("Or productivity in weeks 1, 2, … after the hire", "%")] = ()
    newcomer_aht: Annotated[
        NewcomerAht,
        key("How much longer newcomers handle a contact in months 1, 2, …: ['+60%', '+25%']", "%"),
    ] = ()
    onboarding_hours: Annotated[
        float, key("Hours of training before the first contact", "h", ge=0, allow_inf_nan=False)
    ] = 0.0
    training_hours: Annotated[
        float,
        key("Training, coaching and reviews of each person a month", "h",
            ge=0, allow_inf_nan=False),
    ] = 0.0  # fmt: skip
    shrinkage: Annotated[
        ShrinkageByMonth | None,
        key("Paid time without contacts: a share, by reason, or by month", "%"),
    ] = None
    leave: Annotated[
        Shares, key("Leave as a share of paid time, with its season: {jul = '12%', other = '6%'}",
                    "%"),
    ] = MonthlyValues(other=0.0)  # fmt: skip
    contract_hours: Annotated[
        float | None, key("Paid hours of a person a week; 40 by default", "h", ge=0.01, le=168)
    ] = None
    paid_hours: Annotated[
        float | None, key("Or paid hours of a person a month", "h", ge=0.04, le=744)
    ] = None
    pay: Annotated[
        float | None,
        key("Of one person a month, with what the employer adds", gt=0, allow_inf_nan=False),
    ] = None
    hourly_cost: Annotated[
        float | None, key("Or cost of one paid hour", gt=0, allow_inf_nan=False)
    ] = None
    hire: Annotated[
        HireTable,
        BeforeValidator(_hire),
        key(
            "[team.NAME.hire]: how people are hired; at once, in classes of 1 to 1,000 and "
            "free by default"
        ),
    ] = HireTable()
    overtime: Annotated[OvertimeTable | None, key("[team.NAME.overtime]")] = None
    temps: Annotated[TempTable | None, key("[team.NAME.temps]: temporary staff")] = None
    outsourcer: Annotated[
        OutsourcerTable | None, key("[team.NAME.outsourcer]: work that another company does")
    ] = None
    support: Annotated[
        dict[str, SupportTable],
        key("[team.NAME.support.ROLE]: team leads, trainers and others in proportion"),
    ] = Field(default_factory=dict)
    quality_reviews: Annotated[
        ReviewTable | None, key("[team.NAME.quality_reviews]: reviews by people of their own")
    ] = None

    def checks(self) -> Iterable[Check]:
        """The keys of a team do not contradict each other."""
        return (
            *super().checks(),
            self._once("pay", "hourly_cost"),
            self._once("contract_hours", "paid_hours"),
            self._once("ramp", "ramp_weeks"),
            self._newcomer_aht(),
            *(overlap_check(name, getattr(self, name)) for name in MONTHLY_KEYS[2:]),
            self._shrinkage_overlap(),
            *(self._counted_once(name) for name in _REASONS),
        )

    def _once(self, name: str, other: str) -> Check:
        """A quantity is written in one of its forms."""
        if getattr(self, name) is not None and getattr(self, other):
            yield other, f"contradicts {name}: remove one of them"

    def _newcomer_aht(self) -> Check:
        """Handle times of newcomers are by month, as the ramp is."""
        if self.newcomer_aht and self.ramp_weeks:
            yield "newcomer_aht", "is by month, and ramp_weeks by week: write ramp by month"
        if self.newcomer_aht and self.ramp is not None and self.ramp.days:
            yield "newcomer_aht", "is by month: write ramp by month too, as ['0%', '50%']"

    def _shrinkage_overlap(self) -> Check:
        """Shrinkage by month does not contradict itself."""
        if self.shrinkage is not None:
            yield from overlap_check("shrinkage", self.shrinkage.values)

    def _counted_once(self, name: str) -> Check:
        """What has a key of its own is no part of the shrinkage too."""
        if name not in self.model_fields_set or self.shrinkage is None:
            return
        getattr(self, name)
        both = [reason for reason in self.shrinkage.reasons if reason in _REASONS[name]]
        if both:
            yield name, f"is in shrinkage too, as {' and '.join(both)}: count it once"

    def default_shrinkage(self) -> Shrinkage:
        """Shrinkage of a team that writes none: what has no key of its own."""
        shrinkage = DEFAULT
        for name, reasons in _REASONS.items():
            for reason in reasons if name in self.model_fields_set else ():
                shrinkage = shrinkage.without(reason)
        return shrinkage

    def shrinkage_values(self) -> MonthlyValues:
        """Shrinkage by month, given or by default."""
        if self.shrinkage is None:
            return MonthlyValues(other=self.default_shrinkage().total)
        return self.shrinkage.values

    def has_pay(self) -> bool:
        """Whether the team says what a person costs."""
        return self.pay is not None or self.hourly_cost is not None

    def has_prices(self) -> bool:
        """Whether the team has a price of anything but its people."""
        priced = (self.temps, self.outsourcer, self.hire.cost or None, self.support or None)
        return any(one is not None for one in priced)

    def ramp_steps(self) -> GivenRamp:
        """The ramp by month or as a length; empty without one."""
        return GivenRamp() if self.ramp is None else self.ramp
