"""A pilot of some days: its people, and what labour, tooling and a contingency cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.file_records import CapacityFile, Pilot, PlanMonths, TeamPlanInputs
from wfm.capacity_planning.team_need import TeamNeed
from wfm.errors import InputError

__all__ = ["PilotFigure", "PilotPlan", "PilotTeam", "pilot_plan"]

# FTE: a need above a whole number by less is rounding.
_TIE = 1e-9
# Every amount is rounded to cents, so that those of a list add up to its total.
_CENTS = 2


class PilotFigure(NamedTuple):
    """One figure of a pilot, to print as ``label: value unit``.

    Attributes
    ----------
    team : str
        The team; empty for the pilot as a whole.
    label : str
        What it is.
    value : float
        In its unit.
    unit : str
        "people", "FTE", "contacts", "days", or "currency", for which the plan has the name.
    """

    team: str
    label: str
    value: float
    unit: str


class PilotTeam(NamedTuple):
    """One team of a pilot.

    Attributes
    ----------
    team : str
        Name of the team.
    contacts : float
        In the days of the pilot. [contacts]
    people : int
        Agents at full productivity. [people]
    hires : int
        Those of them who are not there. [people]
    support : mapping of str to int
        People of each support role. [people]
    reviewers : float
        Those who review contacts. [FTE]
    labour : float
        Pay of all of these for the days of the pilot. [money]
    onboarding : float
        Pay of the onboarding of the hires, before the pilot. [money]
    hiring : float
        Other costs of the hires. [money]
    """

    team: str
    contacts: float
    people: int
    hires: int
    support: Mapping[str, int]
    reviewers: float
    labour: float
    onboarding: float
    hiring: float

    @property
    def heads(self) -> int:
        """Agents, support roles and reviewers, each of them whole people [people]."""
        return self.people + sum(self.support.values()) + ceil(self.reviewers - _TIE)


@dataclass(frozen=True)
class PilotPlan:
    """The people and the budget of a pilot.

    Attributes
    ----------
    first, last : datetime.date
        First and last day.
    teams : tuple of PilotTeam
        In the order of the file.
    setup : float
        Tooling that is paid once. [money]
    tooling : float
        Tooling for the days of the pilot. [money]
    contingency : float
        Share of `labour` that is added. [fraction]
    currency : str
        Of the costs; empty where the file has none.
    """

    first: date
    last: date
    teams: tuple[PilotTeam, ...]
    setup: float
    tooling: float
    contingency: float
    currency: str = ""

    @property
    def days(self) -> int:
        """Days of the pilot [days]."""
        return (self.last - self.first).days + 1

    @property
    def labour(self) -> float:
        """Pay of all teams, with onboarding and hiring [money]."""
        parts = (one.labour + one.onboarding + one.hiring for one in self.teams)
        return round(sum(parts), _CENTS)  # of sums of cents in binary fractions

    @property
    def contingency_cost(self) -> float:
        """``contingency · labour`` [money]."""
        return round(self.contingency * self.labour, _CENTS)

    @property
    def total(self) -> float:
        """Labour, tooling, setup and contingency [money]."""
        return round(self.labour + self.setup + self.tooling + self.contingency_cost, _CENTS)

    @property
    def cost_per_contact(self) -> float:
        """``total / contacts``; NaN without contacts [money per contact]."""
        contacts = sum(one.contacts for one in self.teams)
        return self.total / contacts if contacts else float("nan")

    def figures(self) -> tuple[PilotFigure, ...]:
        """All figures in the order in which they are printed: of each team, then of the pilot."""
        return (*self._of_teams(), *self._of_pilot())

    def _of_teams(self) -> Iterator[PilotFigure]:
        """The figures of each team."""
        for one in self.teams:
            yield PilotFigure(one.team, "contacts", one.contacts, "contacts")
            yield PilotFigure(one.team, "people", one.people, "people")
            if one.hires:
                yield PilotFigure(one.team, "of these to hire", one.hires, "people")
            for role, count in one.support.items():
                yield PilotFigure(one.team, role, count, "people")
            if one.reviewers:
                yield PilotFigure(one.team, "quality reviewers", one.reviewers, "FTE")
            yield PilotFigure(one.team, "pay", one.labour, "currency")
            if one.onboarding:
                yield PilotFigure(one.team, "onboarding", one.onboarding, "currency")
            if one.hiring:
                yield PilotFigure(one.team, "hiring", one.hiring, "currency")

    def _of_pilot(self) -> Iterator[PilotFigure]:
        """The budget."""
        share = f"{100 * self.contingency:.12g} %"
        for label, value in (
            ("labour", self.labour),
            ("tooling", self.tooling),
            ("setup", self.setup),
            (f"contingency, {share} of labour", self.contingency_cost),
            ("total", self.total),
            ("cost per contact", self.cost_per_contact),
        ):
            yield PilotFigure("", label, value, "currency")


def pilot_plan(file: CapacityFile, needs: Mapping[str, TeamNeed], days: int) -> PilotPlan:
    """The people and the budget of the first days of a plan.

    ::

        people      = ⌈ highest paid need of the days ⌉
        labour      = (Σ people · pay) · months + onboarding and hiring of those who are not there
        tooling     = (tooling_per_month + tooling_per_person · people) · months
        contingency = share · labour
        months      = Σ days of the pilot in a month / days of the month

    The people are at full productivity: newcomers have finished their onboarding and their ramp
    before. The contingency of the need is not added, as the pilot has one of its own. Each amount
    of money is rounded to cents.

    Parameters
    ----------
    file : CapacityFile
        The teams, and the costs of the pilot.
    needs : mapping of str to TeamNeed
        Of each team, as by `wfm.capacity_planning.team_need.team_needs`.
    days : int
        From the first day of the plan. [days]

    Raises
    ------
    InputError
        For less than one day, or more than the plan has.
    """
    months = file.months
    total = sum(months.days)
    if not 1 <= days <= total:
        raise InputError(
            f"pilot must be 1 day to the {total} days of the plan: got {days:,}; a longer pilot "
            "needs more months.",
            name="pilot",
            value=days,
        )
    shares = _shares(months, days)
    teams = tuple(_team(one, needs[one.name], shares) for one in file.teams)
    length = float(shares.sum()) * months.months_each
    return PilotPlan(
        first=months.first,
        last=months.first + timedelta(days=days - 1),
        teams=teams,
        setup=file.pilot.setup,
        tooling=_tooling(file.pilot, teams, length),
        contingency=file.pilot.contingency,
        currency=file.currency,
    )


def _tooling(pilot: Pilot, teams: tuple[PilotTeam, ...], months: float) -> float:
    """Licences and telephony for so many months."""
    heads = sum(one.heads for one in teams)
    return round((pilot.tooling_per_month + pilot.tooling_per_person * heads) * months, _CENTS)


def _shares(months: PlanMonths, days: int) -> FloatArray:
    """The share of each month that the first days are."""
    length = np.array(months.days, dtype=np.float64)
    before = np.cumsum(length) - length
    return np.clip((days - before) / length, 0.0, 1.0)


def _team(team: TeamPlanInputs, need: TeamNeed, shares: FloatArray) -> PilotTeam:
    """One team in the share of each month."""
    supply = team.supply
    length = float(shares.sum())
    people = ceil(float(np.array(need.paid)[shares > 0].max()) - _TIE)
    hires = max(0, people - supply.people - sum(team.newcomers))
    support = {role.name: ceil(people / role.people_per_role - _TIE) for role in supply.support}
    reviewers = float(shares @ np.array(need.reviewers)) / length
    pay = people * supply.pay
    pay += sum(support[role.name] * role.pay for role in supply.support)
    pay += reviewers * (0.0 if team.reviews is None else team.reviews.pay)
    onboarding = hires * supply.pay * supply.onboarding_hours / supply.paid_hours
    return PilotTeam(
        team=team.name,
        contacts=float(shares @ need.need.contacts),
        people=people,
        hires=hires,
        support=support,
        reviewers=reviewers,
        labour=round(pay * length, _CENTS),
        onboarding=round(onboarding, _CENTS),
        hiring=round(hires * supply.hiring.hire_cost, _CENTS),
    )
