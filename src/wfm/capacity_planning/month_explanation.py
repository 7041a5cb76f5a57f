"""Each step from the contacts of a month to its need, from people to supply, and its cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.capacity_data import CapacityData
from wfm.capacity_planning.evaluation import (
    TeamResult,
    available_share,
    cost_parts,
    cover_options,
    newcomer_shares,
)
from wfm.capacity_planning.file_records import PlanMonths
from wfm.capacity_planning.monthly_columns import bought_of
from wfm.capacity_planning.plan_months import days_named, must_be_a_month
from wfm.capacity_planning.records import TeamCapacity
from wfm.errors import InputError
from wfm.explanation import Explanation, Section, Step
from wfm.printable_text import value_text
from wfm.units import given_percent_text

__all__ = ["explain_month", "place_of_month", "place_of_team"]

_NOTES = (
    "People are counted at the start of a {period}; those who leave in it are gone at the next.",
    "FTE of need and supply are hours on contacts over the paid hours of one person.",
)


def place_of_month(months: PlanMonths, month: object) -> int:
    """The place of a month of a plan.

    Parameters
    ----------
    months : PlanMonths
        The months of the plan.
    month : str, date or timestamp
        ``"2027-03"``, ``"Mar 2027"``, or a day of the month; of a plan by weeks, a day of the
        week.

    Raises
    ------
    InputError
        For a month that the plan does not have.
    """
    days = days_named(month, months)
    place = months.index(days[0]) if len(days) == 1 else -1
    if 0 <= place < months.count:
        return place
    raise InputError(
        f"{months.period} {must_be_a_month(months).replace(f'a {months.period}', 'one', 1)}: "
        f"got {value_text(month)}.",
        name="month",
        value=month,
    )


def place_of_team(teams: Sequence[str], team: str | None) -> int:
    """The place of a team by its name; None is the only one there is.

    Raises
    ------
    InputError
        For a team that the plan does not have, and None where it has several.
    """
    if team is None and len(teams) == 1:
        return 0
    if team not in teams:
        raise InputError(
            f"team must be one of {', '.join(teams)}: got {team!r}.", name="team", value=team
        )
    return teams.index(team)


def explain_month(data: CapacityData, month: int, team: int) -> Explanation:
    """Every step of one team in one month.

    Parameters
    ----------
    data : CapacityData
        The plan.
    month, team : int
        Their places, from 0.
    """
    one = _Month(data, month, team)
    sections = (
        Section("need", tuple(one.need())),
        Section("people", tuple(one.people())),
        Section("supply", tuple(one.supply())),
        *([Section("cost", tuple(one.cost()))] if data.has_prices else []),
    )
    title = f"{one.team.name}, {data.months.labels[month]}"
    notes = tuple(note for note in data.notes if note.startswith(f"{one.team.name}: "))
    every = (note.format(period=data.months.period) for note in _NOTES)
    return Explanation(title, data.source, sections, (*every, *notes))


class _Month:
    """One team in one month, with the values that the model has computed."""

    def __init__(self, data: CapacityData, month: int, team: int) -> None:
        self.data, self.month = data, month
        self.period: str = data.months.period
        self.team: TeamCapacity = data.basis.inputs.teams[team]
        self.result: TeamResult = data.basis.results[team]
        row = month * len(data.teams) + team
        self.values = {name: float(column[row]) for name, column in data.columns.items()}
        self.available = float(available_share(self.team)[month])

    def need(self) -> Iterator[Step]:
        """From contacts to paid FTE."""
        values, basis = self.values, self.data.basis
        need, demand = basis.needs[self.team.name], basis.demands.get(self.team.name)
        if demand is not None and demand.volume_factors:
            factor = demand.volume_factors[self.month]
            yield Step("volume factor", "growth × season × automation × self-service",
                       value=factor)  # fmt: skip
        if demand is not None and demand.aht_factors:
            yield Step(
                "AHT factor", "AHT season × automation", value=demand.aht_factors[self.month]
            )
        if not isnan(values["contacts"]):
            yield Step("contacts", value=values["contacts"], unit="contacts")
        work, hours = values["workload_hours"], float(need.agent_hours[self.month])
        if not isnan(work):
            aht = 3600.0 * work / values["contacts"] if values["contacts"] else 0.0
            yield Step("workload", "contacts × AHT / 3600",
                       f"{_n(values['contacts'])} × {_n(aht)} s / 3600", work, "hours")  # fmt: skip
        if not isnan(values["occupancy"]):
            yield Step("agent-hours", "Σ agents of each interval × its length", "", hours, "hours")
            formula, handled = "workload / agent-hours", values["occupancy"] * hours
            if abs(handled - work) > 1e-6 * work:
                formula = "hours of handled contacts / agent-hours"
            yield Step("occupancy", formula, f"{_n(handled)} / {_n(hours)}",
                       values["occupancy"], "fraction")  # fmt: skip
        yield from self._fte(hours)

    def _fte(self, hours: float) -> Iterator[Step]:
        """From agent-hours to productive and to paid FTE."""
        values = self.values
        paid = float(self.data.basis.needs[self.team.name].paid_hours[self.month])
        productive = self.team.need[self.month]
        if not isnan(hours):
            # a forecast has the days of the month, a rule of thumb the average month
            by_days = abs(paid - self.team.paid_hours) > 1e-6
            person = f"this {self.period}'s days" if by_days else "one person"
            yield Step("productive FTE", f"agent-hours / paid hours of {person}",
                       f"{_n(hours)} / {_n(paid)}", productive, "FTE")  # fmt: skip
        share = self.data.basis.inputs.contingency
        yield Step("need", "productive FTE × (1 + contingency)",
                   f"{_n(productive)} × (1 + {given_percent_text(share)})",
                   values["need_fte"], "FTE")  # fmt: skip
        if values["reserve_fte"] > 0:
            yield Step("reserve", "mean supply - its quantile at 1 - confidence", "",
                       values["reserve_fte"], "FTE")  # fmt: skip
        yield self._available()
        yield Step("paid need", "need / available", f"{_n(values['need_fte'])} / "
                   f"{given_percent_text(round(self.available, 6))}", values["need_paid_fte"],
                   "FTE")  # fmt: skip

    def _available(self) -> Step:
        """The share of paid time on contacts."""
        team, month = self.team, self.month
        shares = (team.shrinkage[month], team.leave[month])
        texts = " - ".join(map(given_percent_text, shares))
        training = f"{_n(team.training_hours)} h / {_n(team.paid_hours)} h"
        formula = f"1 - shrinkage - leave - training / paid hours of an average {self.period}"
        numbers = f"1 - {texts} - {training}"
        return Step("available", formula, numbers, self.available, "fraction")

    def people(self) -> Iterator[Step]:
        """Who is there, who comes and who goes."""
        team, month, flow = self.team, self.month, self.result.flow
        settled = float(flow.settled[month])
        if month:
            parts = [f"{_n(float(flow.settled[month - 1]))} × (1 - "
                     f"{given_percent_text(team.attrition[month - 1])})"]  # fmt: skip
            if team.ramp:
                graduates = float(flow.newcomers[month - 1][-1])
                stay = given_percent_text(team.new_attrition[month - 1])
                parts.append(f"{_n(graduates)} × (1 - {stay})")
            parts += self._moves()
            formula = f"settled of last {self.period} who stay + out of the ramp + transfers"
        else:
            parts, formula = [_n(float(team.people)), *self._moves()], "people + transfers"
        yield Step("settled", formula, " + ".join(parts), settled, "people")
        for age, count in enumerate(flow.newcomers[month]):
            hires = 0 if age else flow.hires[month]
            if hires:
                yield Step("hires", value=float(hires), unit="people")
            if count > hires:
                yield Step(
                    f"{self.period} {age + 1} of ramp", value=float(count - hires), unit="people"
                )
        if team.hiring.lead_months and flow.hires[month]:
            start = self.data.months.start(month - team.hiring.lead_months)
            yield Step("offers out by", "start - lead time", value=start.isoformat())
        yield Step("leavers", "attrition × settled + new attrition × ramping",
                   f"{given_percent_text(team.attrition[month])} × {_n(settled)} + "
                   f"{given_percent_text(team.new_attrition[month])} × "
                   f"{_n(self.values['ramping'])}", self.values["leavers"], "people")  # fmt: skip

    def _moves(self) -> list[str]:
        """Transfers, and hires where there is no ramp."""
        team, month = self.team, self.month
        parts = [_n(team.transfers[month])] if team.transfers[month] else []
        hires = self.result.flow.hires[month]
        return [*parts, _n(float(hires))] if hires and not team.ramp else parts

    def supply(self) -> Iterator[Step]:
        """What people and all other means give, and what is missing."""
        team, month, values = self.team, self.month, self.values
        flow, shares = self.result.flow, newcomer_shares(team)
        terms = [f"{_n(float(flow.settled[month]))} × {_n(self.available)}"]
        for age, count in enumerate(flow.newcomers[month]):
            if count:
                terms.append(f"{_n(float(count))} × {_n(float(shares[month, age]))}")
                name = f"newcomer, {self.period} {age + 1}"
                yield Step(name, "productivity × (available - onboarding)", self._newcomer(age),
                           float(shares[month, age]), "FTE")  # fmt: skip
        yield Step("people's FTE", "settled × available + Σ newcomers × FTE of one",
                   " + ".join(terms), values["people_fte"], "FTE")  # fmt: skip
        terms = [_n(values["people_fte"])]
        for option in cover_options(team, month):
            bought = float(bought_of(self.result)[option.name][month])
            if bought > 0:
                yield Step(option.name, "FTE bought", value=bought, unit="FTE")
                terms.append(f"{_n(bought)} × {_n(option.productive)}")
        yield Step("supply", "people's FTE + Σ bought × productive", " + ".join(terms),
                   values["supply_fte"], "FTE")  # fmt: skip
        yield Step("gap", "supply - need", f"{_n(values['supply_fte'])} - {_n(values['need_fte'])}",
                   values["gap_fte"], "FTE")  # fmt: skip
        yield Step("probability of shortage", "P(supply < need), people stay or leave one by one",
                   "", values["shortage_probability"], "fraction")  # fmt: skip

    def _newcomer(self, age: int) -> str:
        """Productivity and paid time of one newcomer."""
        onboarding = self.team.onboarding_hours if not age else 0.0
        less = f" - {_n(onboarding)} h / {_n(self.team.paid_hours)} h" if onboarding else ""
        return f"{given_percent_text(self.team.ramp[age])} × ({_n(self.available)}{less})"

    def cost(self) -> Iterator[Step]:
        """What is paid, and for each contact."""
        parts = cost_parts(self.team, self.result.flow, bought_of(self.result))
        prices = {one.name: one.price for one in cover_options(self.team, self.month)}
        unit = self.data.currency
        for name, amounts in parts.items():
            amount = float(amounts[self.month])
            if amount or name == "pay":
                yield Step(name, *self._amount(name, prices), amount, unit)
        reviews = self.data.basis.reviews.get(self.team.name)
        if reviews is not None:
            fte = float(reviews.fte[self.month])
            yield Step("reviews", "reviewers × pay", f"{_n(fte)} × {_n(reviews.pay)}",
                       float(reviews.cost[self.month]), unit)  # fmt: skip
        yield Step("cost", "sum of these", "", self.values["cost"], unit)
        if not isnan(self.values["cost_per_contact"]):
            yield Step("cost per contact", "cost / contacts",
                       f"{_n(self.values['cost'])} / {_n(self.values['contacts'])}",
                       self.values["cost_per_contact"], unit)  # fmt: skip

    def _amount(self, name: str, prices: dict[str, float]) -> tuple[str, str]:
        """The formula of one part of the cost, and its figures."""
        team, people = self.team, _n(self.values["people"])
        if name in prices:
            bought: FloatArray = bought_of(self.result)[name]
            return f"{name} × price", f"{_n(float(bought[self.month]))} × {_n(prices[name])}"
        if name == "pay":
            return "people × pay", f"{people} × {_n(team.pay)}"
        if name == "hiring":
            count = self.result.flow.hires[self.month]
            return "hires × cost of one", f"{count} × {_n(team.hiring.hire_cost)}"
        roles = " + ".join(f"{_n(one.pay)} / {_n(one.people_per_role)}" for one in team.support)
        return "people × Σ pay of a role / people of one", f"{people} × ({roles})"


def _n(value: float) -> str:
    """A figure with at most six digits, at least two decimals, and thousands apart."""
    digits = max(2, 5 - int(np.floor(np.log10(abs(value))))) if abs(value) > 1e-9 else 0
    text = f"{value:,.{min(digits, 9)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
