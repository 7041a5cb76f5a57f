"""What a capacity plan is given: teams with their needs, people, attrition, hiring and prices.

Months count from 0. The quantities of a team that differ by month are tuples with one value per
month; `by_month` makes them from one number. People are counted at the start of a month; those who
leave in it are gone at the start of the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from math import isfinite
from typing import Any, TypeAlias

from wfm.errors import InputError

__all__ = [
    "LEAST_SHORTAGE",
    "PAID_HOURS",
    "CapacityInputs",
    "HiringRules",
    "Months",
    "SupportRole",
    "TeamCapacity",
    "by_month",
    "extended",
    "repeated",
]

Months: TypeAlias = tuple[float, ...]

# FTE that a month must lack to be short: less is 0.0 in every table, two hours a week.
LEAST_SHORTAGE = 0.05
# 40 hours a week: 40 × 52 / 12. [hours a month]
PAID_HOURS = 520.0 / 3.0
_BY_MONTH = ("need", "attrition", "new_attrition", "shrinkage", "leave", "temps_max", "transfers")
_AMOUNTS = ("need", "temps_max", "outsourcer_price")
# How many times the cost of a hire an FTE-month of shortage costs, where no price is given: one
# over the least shortage that counts.
_LAST_RESORT = 1.0 / LEAST_SHORTAGE
_SHARES = ("attrition", "new_attrition", "shrinkage", "leave", "ramp")


def by_month(value: float | Sequence[float], months: int) -> Months:
    """One value per month: a number is repeated, a sequence is used as it is.

    Parameters
    ----------
    value : float or sequence of float
        In the unit of the quantity.
    months : int
        Number of months.

    Raises
    ------
    InputError
        A sequence does not have one value per month.

    Examples
    --------
    >>> by_month(0.025, 3)
    (0.025, 0.025, 0.025)
    """
    if isinstance(value, (int, float)):
        return (float(value),) * months
    values = tuple(float(one) for one in value)
    if len(values) != months:
        raise InputError(
            f"a quantity by month must have {months} values: got {len(values)}.", value=len(values)
        )
    return values


def _check_amount(name: str, value: float) -> None:
    """Raise `InputError` unless a value is a finite number of 0 or more."""
    if not (isfinite(value) and value >= 0):
        raise InputError(f"{name} must be 0 or more: got {value:g}.", name=name, value=value)


@dataclass(frozen=True)
class HiringRules:
    """How people can be hired.

    Attributes
    ----------
    smallest, largest : int
        People in a class; no class at all is always possible, and with a largest of 0 no one can be
        hired. [people]
    lead_months : int
        Months from the decision to the first day: no one starts in the first `lead_months` months
        of the plan. [months]
    hire_cost : float
        Cost of one hire besides pay: search, equipment, trainer. [money]
    """

    smallest: int = 1
    largest: int = 1_000
    lead_months: int = 0
    hire_cost: float = 0.0

    def __post_init__(self) -> None:
        if self.smallest < 1 or 0 < self.largest < self.smallest or self.largest < 0:
            raise InputError(
                f"a class must have 1 <= smallest <= largest people, or largest 0 for no hires: "
                f"got smallest {self.smallest}, largest {self.largest}.",
                name="smallest",
                value=self.smallest,
            )
        if self.lead_months < 0:
            raise InputError(
                f"lead_months must be at least 0: got {self.lead_months}.",
                name="lead_months",
                value=self.lead_months,
            )
        _check_amount("hire_cost", self.hire_cost)


@dataclass(frozen=True)
class SupportRole:
    """People that a team needs in proportion to its own: team leads, trainers, specialists.

    Attributes
    ----------
    name : str
        Of the role.
    people_per_role : float
        People of the team for each of the role: 12 for one lead to 12. [people]
    pay : float
        Of one of the role. [money per month]
    """

    name: str
    people_per_role: float
    pay: float

    def __post_init__(self) -> None:
        if not self.people_per_role > 0:
            raise InputError(
                f"people_per_role must be above 0: got {self.people_per_role:g}.",
                name="people_per_role",
                value=self.people_per_role,
            )
        _check_amount("pay", self.pay)


@dataclass(frozen=True)
class TeamCapacity:
    """One team: what it needs, who is there, how people come and go, and what they cost.

    Attributes
    ----------
    name : str
        Of the team.
    need : tuple of float
        Productive FTE that each month requires: hours on contacts over `paid_hours`. [FTE]
    people : int
        Settled people at the start of month 0. [people]
    newcomers : tuple of int
        People at the start of month 0 who are in their first, second, ... month of the ramp, and
        are no part of `people`. [people]
    attrition, new_attrition : tuple of float
        Share of the settled people, and of those still in the ramp, who leave in each month; the
        season of attrition is in these values. [fraction]
    ramp : tuple of float
        Productivity of newcomers in their first, second, ... month; settled after the last of
        them, with productivity 1. [fraction]
    hiring : HiringRules
        How people can be hired.
    onboarding_hours : float
        Hours in the first month of the ramp that are not worked on contacts. [hours]
    training_hours : float
        Training, coaching and reviews of each person in each month. [hours per month]
    shrinkage, leave : tuple of float
        Shares of paid time: breaks, meetings and sickness; and leave, with its season. [fraction]
    paid_hours : float
        Of one person. [hours per month]
    pay : float
        Of one person, with what the employer adds. [money per month]
    overtime_cap, overtime_rate : float
        Overtime is at most this share of the paid hours of settled people [fraction], at this
        multiple of `pay`.
    temps_max : tuple of float
        Temps that can be had in each month. [FTE]
    temp_pay, temp_productivity : float
        Of one temp [money per month]; what temps do in an hour against settled people [fraction].
    temps_whole : bool
        Whether temps are whole people; if not, parts of a month can be bought.
    outsourced_max, outsourcer_price, outsourcer_quality : float
        Productive FTE that the outsourcer offers [FTE], their price, the same in all months or by
        month [money per month and FTE], and the share of its work that need not be done again
        [fraction].
    transfers : tuple of float
        Settled people, whole numbers, who come from other teams (positive) or go to them
        (negative) at the start of each month. [people]
    support : tuple of SupportRole
        Team leads, specialists and others in proportion to the people of the team.
    """

    name: str
    need: Months
    people: int
    attrition: Months
    new_attrition: Months
    ramp: tuple[float, ...] = ()
    hiring: HiringRules = HiringRules()
    onboarding_hours: float = 0.0
    training_hours: float = 0.0
    shrinkage: Months = ()
    leave: Months = ()
    paid_hours: float = PAID_HOURS
    pay: float = 0.0
    overtime_cap: float = 0.0
    overtime_rate: float = 1.5
    temps_max: Months = ()
    temp_pay: float = 0.0
    temp_productivity: float = 1.0
    temps_whole: bool = False
    outsourced_max: float = 0.0
    outsourcer_price: float | Months = 0.0
    outsourcer_quality: float = 1.0
    transfers: Months = ()
    support: tuple[SupportRole, ...] = ()
    newcomers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for name in _BY_MONTH:
            if not getattr(self, name):
                object.__setattr__(self, name, (0.0,) * len(self.need))
        _check_team(self)

    @property
    def months(self) -> int:
        """Number of months of the plan."""
        return len(self.need)

    def outsourcer_prices(self) -> Months:
        """The price of one FTE of the outsourcer in each month [money per month and FTE]."""
        return by_month(self.outsourcer_price, self.months)

    def monthly_cost(self) -> float:
        """Pay of one person and of the share of support roles for one [money per month]."""
        return self.pay + sum(role.pay / role.people_per_role for role in self.support)


@dataclass(frozen=True)
class CapacityInputs:
    """All teams of a plan and what holds for them together.

    Attributes
    ----------
    teams : tuple of TeamCapacity
        With the same number of months and different names.
    classes_per_month : int or None
        Hiring classes of all teams that can start in one month; None for no limit.
    shortage_price : float or None
        Of one productive FTE that a month lacks [money per month and FTE]; None for
        `price_of_shortage`: a month is left short only where to cover it costs more than that, or
        where no one can start in time.
    contingency : float
        Added to the need: 0.15 for 15 % more. [fraction]
    """

    teams: tuple[TeamCapacity, ...]
    classes_per_month: int | None = None
    shortage_price: float | None = None
    contingency: float = 0.0

    def __post_init__(self) -> None:
        if not self.teams:
            raise InputError("teams must have at least one team: got none.", name="teams")
        names = [team.name for team in self.teams]
        if len(set(names)) < len(names):
            raise InputError(f"names of teams must differ: got {names}.", name="teams")
        if len({team.months for team in self.teams}) > 1:
            raise InputError("teams must have the same number of months.", name="teams")
        for month in range(self.months):
            total = sum(team.transfers[month] for team in self.teams)
            if total and len(self.teams) > 1:  # of one team alone, the others are not in the plan
                raise InputError(
                    f"transfers of a month must add up to 0: got {total:g} in month {month}.",
                    name="transfers",
                    value=total,
                )
        _check_amount("contingency", self.contingency)
        if self.shortage_price is not None:
            _check_amount("shortage_price", self.shortage_price)

    @property
    def months(self) -> int:
        """Number of months of the plan."""
        return self.teams[0].months

    def price_of_shortage(self) -> float:
        """The price of one FTE-month of shortage, given or by default [money].

        By default it is so high that shortage is the last resort: a team hires one more person
        even if 0.05 FTE, the least that a table shows, would be missing in one month only. It is 20
        times the highest cost, of all teams, to hire people who give one productive FTE and to pay
        them in all months of the plan and of a year after it; at least 240 times the highest
        monthly price of an FTE::

            20 (hire_cost + (months + 12) · monthly cost) / (1 - shrinkage - leave - training)

        Examples
        --------
        >>> team = TeamCapacity("voice", (9.0,) * 24, 9, (0.0,) * 24, (0.0,) * 24, pay=3000.0)
        >>> CapacityInputs((team,)).price_of_shortage()
        2160000.0
        """
        if self.shortage_price is not None:
            return self.shortage_price
        hired = max(_price_of_one_hired(team) for team in self.teams)
        paid = 12.0 * max(1.0, *(_highest_price(team) for team in self.teams))
        return _LAST_RESORT * max(hired, paid)


def extended(team: TeamCapacity, months: int) -> TeamCapacity:
    """The team with more months, to see what is hired for what follows the plan.

    Each further month is that of a year before, the need scaled by its growth from the year before
    that; with less than a year (two for the growth), the last month is repeated. No one is
    transferred.

    ::

        need[t] = need[t - 12] · Σ last 12 / Σ 12 before

    Parameters
    ----------
    team : TeamCapacity
        The team of the plan.
    months : int
        Months to add. [months]
    """
    known = len(team.need)
    before = sum(team.need[-24:-12]) if known >= 24 else 0.0
    growth = sum(team.need[-12:]) / before if before > 0 else 1.0
    longer: dict[str, Any] = {name: repeated(getattr(team, name), months) for name in _BY_MONTH}
    if isinstance(team.outsourcer_price, tuple):
        longer["outsourcer_price"] = repeated(team.outsourcer_price, months)
    after = longer["need"][known:]
    longer["need"] = (*team.need, *(need * growth for need in after))
    longer["transfers"] = (*team.transfers, *(0.0,) * months)
    return replace(team, **longer)


def repeated(values: Months, months: int) -> Months:
    """Values with more months: those of a year before, or with less than a year the last one.

    Examples
    --------
    >>> repeated((1.0, 2.0), 2)
    (1.0, 2.0, 2.0, 2.0)
    """
    known = len(values)
    if not known:
        return values
    places = [known - 12 + step % 12 if known >= 12 else known - 1 for step in range(months)]
    return (*values, *(values[place] for place in places))


def _highest_price(team: TeamCapacity) -> float:
    """The highest monthly cost of one FTE, of those by which the team can be covered."""
    return max(
        team.monthly_cost(),
        team.pay * team.overtime_rate,
        team.temp_pay / team.temp_productivity,
        max(team.outsourcer_prices()) / team.outsourcer_quality,
    )


def _price_of_one_hired(team: TeamCapacity) -> float:
    """Cost to the end, and a year after it, of the settled people who give one productive FTE."""
    training = team.training_hours / team.paid_hours
    lost = max(a + b for a, b in zip(team.shrinkage, team.leave, strict=True)) + training
    return (team.hiring.hire_cost + (team.months + 12) * team.monthly_cost()) / (1.0 - lost)


def _check_team(team: TeamCapacity) -> None:
    """Lengths, shares and amounts of a team; raises `InputError`."""
    if not team.need:
        raise InputError("need must have at least one month: got none.", name="need")
    for name in _BY_MONTH:
        values = getattr(team, name)
        if len(values) != len(team.need):
            raise InputError(
                f"{name} of team {team.name!r} must have {len(team.need)} months: "
                f"got {len(values)}.",
                name=name,
            )
    for name in _SHARES:
        for value in getattr(team, name):
            if not 0 <= value <= 1:
                raise InputError(
                    f"{name} of team {team.name!r} must be from 0 to 1: got {value:g}.",
                    name=name,
                    value=value,
                )
    for field in fields(team):
        value = getattr(team, field.name)
        amounts = value if field.name in _AMOUNTS and isinstance(value, tuple) else (value,)
        for amount in amounts:
            if isinstance(amount, (int, float)):
                _check_amount(field.name, amount)
    for name in ("temp_productivity", "outsourcer_quality", "paid_hours"):
        if not getattr(team, name) > 0:
            raise InputError(f"{name} must be above 0: got {getattr(team, name):g}.", name=name)
    if any(value != int(value) for value in team.transfers):
        raise InputError("transfers must be whole people.", name="transfers")
    training = team.training_hours / team.paid_hours
    for lost in (a + b for a, b in zip(team.shrinkage, team.leave, strict=True)):
        if lost + training >= 1:
            raise InputError(
                f"shrinkage, leave and training of team {team.name!r} must be less than all paid "
                f"time: got {lost + training:.1%}.",
                name="shrinkage",
                value=lost + training,
            )
    _check_onboarding(team)
    _check_newcomers(team)


def _check_newcomers(team: TeamCapacity) -> None:
    """Raise `InputError` unless the newcomers are whole people in a month of the ramp."""
    most = len(team.ramp)
    if len(team.newcomers) > most:
        raise InputError(
            f"newcomers of team {team.name!r} must have at most as many values as its ramp has "
            f"months, {most}: got {len(team.newcomers)}.",
            name="newcomers",
            value=team.newcomers,
        )
    for count in team.newcomers:
        if count < 0 or count != int(count):
            raise InputError(
                f"newcomers must be whole numbers of 0 or more: got {count!r}.",
                name="newcomers",
                value=count,
            )


def _check_onboarding(team: TeamCapacity) -> None:
    """Raise `InputError` unless the onboarding fits in the first month of the ramp."""
    if team.onboarding_hours and not team.ramp:
        raise InputError(
            f"onboarding_hours of team {team.name!r} must have a ramp, in whose first month they "
            "are: got no ramp; ramp = (1.0,) is one month at full productivity.",
            name="onboarding_hours",
            value=team.onboarding_hours,
        )
    lost = max(a + b for a, b in zip(team.shrinkage, team.leave, strict=True))
    hours = (1.0 - lost) * team.paid_hours - team.training_hours
    if team.onboarding_hours > hours + 1e-9:
        raise InputError(
            f"onboarding_hours of team {team.name!r} must be at most the {hours:.1f} hours that "
            f"shrinkage, leave and training leave in a month: got {team.onboarding_hours:g}; a "
            "longer onboarding is a month of the ramp at 0 %.",
            name="onboarding_hours",
            value=team.onboarding_hours,
        )
