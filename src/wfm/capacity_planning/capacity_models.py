"""``capacity.toml`` as a whole: its keys, and what must hold between its teams and months."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Annotated, Any, ClassVar, TypeAlias
from unicodedata import category

from pydantic import AfterValidator, BeforeValidator, Field

from wfm.capacity_planning.capacity_sources import SourceTable
from wfm.capacity_planning.capacity_tables import (
    ChangeTable,
    DemandTable,
    PilotTable,
    TransferTable,
)
from wfm.capacity_planning.capacity_teams import MONTHLY_KEYS, CapacityTeamTable
from wfm.capacity_planning.capacity_values import Month, share_like
from wfm.capacity_planning.file_records import PlanMonths
from wfm.capacity_planning.monthly_values import MonthlyValues
from wfm.config.file_keys import key
from wfm.config.similar_words import nearest
from wfm.config.toml_lines import KeyPath
from wfm.config.toml_table import Check, Table, UnknownValueError

__all__ = ["MOST_MONTHS", "CapacityTable", "demand_of_team", "paid_hours_of"]

MOST_MONTHS = 120
_MOST_TEAMS = 200
_FIRST_YEAR, _LAST_YEAR = 2000, 2200
_DEMAND = ("season", "aht_season")
_CHANGES = ("automation", "deflection")

Located: TypeAlias = tuple[KeyPath, MonthlyValues]


def _teams(value: object) -> object:
    """Tables by the name of the team."""
    if isinstance(value, list):
        raise ValueError("must be tables by name: write [team.voice], not [[team]]")
    if not isinstance(value, dict):
        raise ValueError("must be tables by name, such as [team.voice]")
    if not 1 <= len(value) <= _MOST_TEAMS:
        raise ValueError(f"must have 1 to {_MOST_TEAMS} teams, such as [team.voice]")
    if not all(name.strip() for name in value):
        raise ValueError("must have teams with names, such as [team.voice]")
    return value


def _currency(text: str) -> str:
    """A code or a sign, as 'EUR', '€', 'R$' or 'Fr.'."""
    if all(one.isalpha() or one in " ." or category(one) == "Sc" for one in text):
        return text
    raise ValueError("must be a currency, such as 'EUR' or '€'")


class CapacityTable(Table):
    """The whole file."""

    examples: ClassVar[dict[str, str]] = {"start": "start = '2027-01'", "team": "[team.voice]"}

    start: Annotated[
        Month, key("First month of the plan, '2027-01'; with weeks, its first Monday", "month")
    ]
    months: Annotated[
        int | None, key("Number of months; 12 by default", "months", ge=1, le=MOST_MONTHS)
    ] = None
    weeks: Annotated[
        int | None, key("Or number of weeks: the plan is then by week", "weeks", ge=1, le=520)
    ] = None
    currency: Annotated[
        str, AfterValidator(_currency), key("Currency of costs and prices: 'EUR'", max_length=20)
    ] = ""
    contingency: Annotated[
        float, share_like("15%", le=10), key("Added to the need: '15%'", "%", le=10)
    ] = 0.0
    confidence: Annotated[
        Annotated[float, share_like("80%", gt=0, lt=1)] | None,
        key("Probability with which each month of each team is covered; without it, the average",
            "%", gt=0, lt=1),
    ] = None  # fmt: skip
    budget: Annotated[
        float | None,
        key("Most that all months may cost: the least shortage is planned", ge=0,
            allow_inf_nan=False),
    ] = None  # fmt: skip
    shortage_price: Annotated[
        float | None,
        key("Of one FTE that a month lacks; without it, shortage is the last resort", ge=0,
            allow_inf_nan=False),
    ] = None  # fmt: skip
    classes_per_month: Annotated[
        int | None, key("Hiring classes of all teams that can start in one month", ge=1, le=1_000)
    ] = None
    contract_hours: Annotated[
        float | None,
        key("Paid hours of a person a week, in teams without their own; 40 by default", "h",
            ge=0.01, le=168),
    ] = None  # fmt: skip
    paid_hours: Annotated[
        float | None, key("Or paid hours of a person a month", "h", ge=0.04, le=744)
    ] = None
    demand: Annotated[
        DemandTable, key("[demand]: how contacts and AHT change, in all teams without their own")
    ] = DemandTable()
    pilot: Annotated[PilotTable, key("[pilot]: costs of a pilot besides its people")] = PilotTable()
    transfer: Annotated[
        tuple[TransferTable, ...], key("[[transfer]]: people who change teams")
    ] = ()
    team: Annotated[
        dict[str, CapacityTeamTable],
        BeforeValidator(_teams),
        key("[team.NAME]: at least one"),
    ] = Field()

    def plan_months(self) -> PlanMonths:
        """The months of the plan, or its weeks."""
        if self.weeks is not None:
            return PlanMonths(self.start, self.weeks, "week")
        return PlanMonths(self.start, 12 if self.months is None else self.months)

    def checks(self) -> Iterable[Check]:
        """Months and teams fit together."""
        yield self._start()
        yield self._one_length()
        yield self._one_hours()
        yield self._one_goal()
        yield self._in_weeks()
        for i in range(len(self.transfer)):
            yield self._transfer(i)
        for name in _DEMAND:
            yield self._named_months(("demand", name), getattr(self.demand, name))
        for name in _CHANGES:
            for i in range(len(getattr(self.demand, name))):
                yield self._begins_in_plan(("demand", name, i), getattr(self.demand, name)[i])
        for name in self.team:
            yield from self._team_checks(name)

    def _team_checks(self, name: str) -> Iterator[Check]:
        """What must hold between a team and the months of the plan, and other teams."""
        for which in (*MONTHLY_KEYS, "shrinkage", "temps"):
            yield self._team_months(name, which)
        for which in _DEMAND:
            yield self._own_demand(name, which)
        for which in _CHANGES:
            yield self._own_changes(name, which)
        yield self._seasoned_once(name)
        yield self._available(name)
        yield self._newcomers(name)
        yield self._has_pay(name)

    def _start(self) -> Check:
        """The plan begins with a month, or a week."""
        if not _FIRST_YEAR <= self.start.year <= _LAST_YEAR:
            yield "start", f"{self.start:%Y-%m} must be from {_FIRST_YEAR} to {_LAST_YEAR}"
        elif self.weeks is not None and self.months is not None:
            return  # which of them is meant decides what it must be
        elif self.weeks is not None and self.start.weekday():
            before = self.start - timedelta(self.start.weekday())
            yield (
                "start",
                f"{self.start} must be a Monday for a plan by week: write '{before}' or "
                f"'{before + timedelta(7)}'",
            )
        elif self.weeks is None and self.start.day != 1:
            yield "start", f"{self.start} must be a month, such as '{self.start:%Y-%m}'"

    def _one_length(self) -> Check:
        """The plan is by month or by week."""
        if self.months is not None and self.weeks is not None:
            yield "weeks", "contradicts months: remove one of them"

    def _one_hours(self) -> Check:
        """Paid hours are written in one form."""
        if self.contract_hours is not None and self.paid_hours is not None:
            yield "paid_hours", "contradicts contract_hours: remove one of them"

    def _one_goal(self) -> Check:
        """A budget and a confidence are two ends that exclude each other."""
        if self.budget is not None and self.confidence is not None:
            yield "budget", "contradicts confidence: a budget buys what it can; remove one of them"

    def _in_weeks(self) -> Check:
        """What only a plan by month has."""
        if self.weeks is not None and self.classes_per_month is not None:
            yield "classes_per_month", "has no effect in a plan by week: remove it"

    def _transfer(self, i: int) -> Check:
        """People go from one team of the file to another, in a month of the plan."""
        one = self.transfer[i]
        for name, team in (("from", one.source), ("to", one.to)):
            if team not in self.team:
                hint = nearest(team, list(self.team))
                yield ("transfer", i, name), f"{team!r} must be a team of the file{hint}"
        if one.source == one.to:
            yield ("transfer", i, "to"), f"{one.to!r} must be another team than from"
        months = self._months()
        if not 0 <= months.index(one.month) < months.count:
            words = f"must be in the plan, {months.labels[0]} to {months.labels[-1]}"
            yield ("transfer", i, "month"), f"{one.month:%Y-%m} {words}"

    def _months(self) -> PlanMonths:
        """The months of the plan; ends the check where the file does not say them."""
        if any(self._start()) or any(self._one_length()):
            raise UnknownValueError
        return self.plan_months()

    def _named_months(self, path: KeyPath, values: MonthlyValues | None) -> Check:
        """Entries of one year name months of the plan, and all have a value where they must.

        Months of every year may be those of a season outside the plan, and entries of one year
        those of the months after the plan.
        """
        if values is None:
            return
        months = self._months()
        # the months after the plan are solved with it
        whole = PlanMonths(months.first, months.count + months.beyond, months.period)
        for text in values.unused(whole):
            yield (
                path,
                f"{text!r} must name a month of the plan, {months.labels[0]} to "
                f"{months.labels[-1]}, or of the {months.beyond} after it",
            )
        if missing := values.missing(months):
            words = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" * (len(missing) > 3))
            yield path, f"has no value for {words}; write other = … for all other months"

    def _begins_in_plan(self, path: KeyPath, change: ChangeTable) -> Check:
        """A change begins in the plan: the forecast has what began before."""
        months, label = self._months(), f"{change.begin:%Y-%m}"
        index = months.index(change.begin)
        if index < 0:
            words = "must not be before the plan, whose contacts have that part of it already"
            yield (
                (*path, "from"),
                f"{label} {words}; write what is to come, from {months.labels[0]}",
            )
        elif index >= months.count:
            words = "must be in the plan"
            yield (*path, "from"), f"{label} {words}, {months.labels[0]} to {months.labels[-1]}"

    def _team_months(self, name: str, which: str) -> Check:
        """Values by month of a team name months of the plan."""
        team = self.team[name]
        path: KeyPath = ("team", name, which)
        if which == "temps":
            if team.temps is None:
                return
            yield from self._named_months((*path, "max"), team.temps.max)
            named = MonthlyValues(team.temps.months, 0.0)
            yield from self._named_months((*path, "months"), named)
        elif which == "shrinkage":
            yield from self._named_months(path, team.shrinkage and team.shrinkage.values)
        else:
            yield from self._named_months(path, getattr(team, which))

    def _own_demand(self, name: str, which: str) -> Check:
        """Seasons of a team name months of the plan."""
        demand = self.team[name].demand
        if demand is not None:
            yield from self._named_months(("team", name, "demand", which), getattr(demand, which))

    def _own_changes(self, name: str, which: str) -> Check:
        """Changes of a team begin in the plan."""
        demand = self.team[name].demand
        for i, change in enumerate(getattr(demand, which) if demand is not None else ()):
            yield from self._begins_in_plan(("team", name, "demand", which, i), change)

    def _seasoned_once(self, name: str) -> Check:
        """Contacts by month have their season already, and those of one year their growth."""
        team, demand = self.team[name], demand_of_team(self.demand, self.team[name])
        for which in ("contacts", "orders"):
            values: MonthlyValues | None = getattr(team, which)
            if values is None or not values.entries:
                continue
            dated = any(entry.rank >= 2 for entry in values.entries)
            for other in ("season", "growth") if dated else ("season",):
                change: MonthlyValues = getattr(demand, other)
                if change.entries or change.other:
                    zero = "{ other = '0%' }" if other == "season" else "'0%'"
                    yield (
                        ("team", name, which),
                        f"by month contradicts {other} of the demand, which would count it twice: "
                        f"write one number, or {other} = {zero} in [team.{name}.demand]",
                    )

    def _available(self, name: str) -> Check:
        """People have time for contacts, and newcomers for the onboarding."""
        team, months = self.team[name], self._months()
        shrinkage, leave = team.shrinkage_values().values(months), team.leave.values(months)
        lost = max(a + b for a, b in zip(shrinkage, leave, strict=True))
        paid = paid_hours_of(self, team)
        left = (1.0 - lost) * paid - team.training_hours
        if left <= 0:
            which = "training_hours" if lost < 1 else "leave"
            yield (
                ("team", name, which),
                f"must leave time for contacts: shrinkage, leave and training take "
                f"{100 * (lost + team.training_hours / paid):.4g} % of paid time",
            )
        elif team.onboarding_hours > left + 1e-9:
            yield (
                ("team", name, "onboarding_hours"),
                f"{team.onboarding_hours:g} must be at most the {left:.1f} hours that shrinkage, "
                "leave and training leave in a month; a longer onboarding is months of the ramp "
                "at '0%'",
            )

    def _newcomers(self, name: str) -> Check:
        """Newcomers at the start are in a month of the ramp."""
        team = self.team[name]
        if not team.newcomers:
            return
        length = max(len(team.ramp_steps().steps), len(team.newcomer_aht))
        if not (length or team.ramp or team.ramp_weeks or team.onboarding_hours):
            yield ("team", name, "newcomers"), "has no effect without ramp: set it, or count people"
        elif length and len(team.newcomers) > length:
            words = f"must have at most the {length} months of the ramp: the others are people"
            yield ("team", name, "newcomers"), words

    def _has_pay(self, name: str) -> Check:
        """Where the file has prices, each team has its pay."""
        if not self.has_prices() or self.team[name].has_pay():
            return
        yield ("team", name, "pay"), "is missing: the file has prices, so write pay or hourly_cost"

    def has_prices(self) -> bool:
        """Whether the file has a price of anything."""
        return (
            self.budget is not None
            or self.shortage_price is not None
            or any(team.has_pay() or team.has_prices() for team in self.team.values())
        )


def demand_of_team(shared: DemandTable, team: SourceTable) -> DemandTable:
    """The demand of a team: its own keys, and those of ``[demand]`` that it does not set."""
    if team.demand is None:
        return shared
    own: dict[str, Any] = {
        name: getattr(team.demand, name) for name in team.demand.model_fields_set
    }
    return shared.model_copy(update=own)


def paid_hours_of(table: CapacityTable, team: CapacityTeamTable) -> float:
    """Paid hours of one person of a team in a month."""
    for one in (team, table):
        if one.paid_hours is not None:
            return one.paid_hours
        if one.contract_hours is not None:
            return one.contract_hours * 52.0 / 12.0
    return 40.0 * 52.0 / 12.0
