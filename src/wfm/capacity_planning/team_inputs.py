"""A team of ``capacity.toml`` as the records of the plan, with the defaults that it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from math import ceil

from wfm.capacity_planning.capacity_models import CapacityTable, demand_of_team, paid_hours_of
from wfm.capacity_planning.capacity_tables import ChangeTable, DemandTable
from wfm.capacity_planning.capacity_teams import CapacityTeamTable
from wfm.capacity_planning.file_records import (
    DemandSource,
    PlanMonths,
    QualityReviews,
    TeamPlanInputs,
)
from wfm.capacity_planning.monthly_values import MonthlyValues
from wfm.capacity_planning.ramps import averaged_steps, linear_ramp
from wfm.capacity_planning.records import HiringRules, Months, SupportRole, TeamCapacity
from wfm.capacity_planning.volume_factors import RampedChange, monthly_factors
from wfm.targets import DEFAULT_TARGET

__all__ = ["team_inputs", "team_notes", "used_defaults"]

# A week is 12 / 52 of a month, as in the paid hours of a month, and a month 365 / 12 days.
_WEEK = Fraction(12, 52)
_MONTH_DAYS = Fraction(365, 12)


def team_inputs(table: CapacityTable, name: str) -> TeamPlanInputs:
    """One team of a validated file as records.

    Parameters
    ----------
    table : CapacityTable
        The file.
    name : str
        Of the team.
    """
    team, months = table.team[name], table.plan_months()
    outsourcer = team.outsourcer
    pay = _pay(table, team)
    reviews = team.quality_reviews
    return TeamPlanInputs(
        demand=_source(table, name, months),
        supply=_supply(table, name, months, pay),
        reviews=None
        if reviews is None
        else QualityReviews(
            reviews.share,
            reviews.minutes,
            pay if reviews.pay is None else _of_period(reviews.pay, months),
        ),
        newcomers=team.newcomers,
        outsourcer_price_per_contact=None if outsourcer is None else outsourcer.price_per_contact,
        temps_whole=team.temps is not None and team.temps.whole,
    )


def _of_period(amount: float, months: PlanMonths) -> float:
    """An amount of a month as that of a period of the plan."""
    return amount * months.months_each


def _rates(values: MonthlyValues, months: PlanMonths) -> Months:
    """Shares of a month who leave, as shares of a period."""
    monthly = values.values(months)
    if months.period == "month":
        return monthly
    return tuple(1.0 - (1.0 - rate) ** months.months_each for rate in monthly)


def _pay(table: CapacityTable, team: CapacityTeamTable) -> float:
    """Pay of one person in a period; 1 in a file without prices, whose costs are people."""
    months = table.plan_months()
    if team.pay is not None:
        return _of_period(team.pay, months)
    if team.hourly_cost is not None:
        return team.hourly_cost * _of_period(paid_hours_of(table, team), months)
    return 1.0


def _source(table: CapacityTable, name: str, months: PlanMonths) -> DemandSource:
    """Where the contacts of a team come from."""
    team, demand = table.team[name], demand_of_team(table.demand, table.team[name])
    volume, aht = _factors(demand, months)
    contacts = orders = None
    if team.contacts is not None:
        contacts = _amounts(team.contacts, months)
    if team.orders is not None:
        base = _amounts(team.orders, months)
        contacts = tuple(one * (team.contacts_per_order or 0.0) for one in base)
        plain = monthly_factors(
            months.count, growth=_growth(demand, months), season=_season(demand.season, months)
        )
        orders = tuple(float(one * factor) for one, factor in zip(base, plain, strict=True))
    return DemandSource(
        team=name,
        forecast=team.forecast or None,
        centre=team.centre or None,
        queues=team.queues,
        contacts=contacts,
        orders=orders,
        aht=team.aht[0] if team.aht else None,
        reading={} if team.reading is None else team.reading.keywords(),
        options=team.plan_keywords(),
        rules=team.rules(),
        volume_factors=volume,
        aht_factors=aht,
    )


def _amounts(values: MonthlyValues, months: PlanMonths) -> Months:
    """Contacts or orders of each period."""
    return tuple(_of_period(one, months) for one in values.values(months))


def _growth(demand: DemandTable, months: PlanMonths) -> float:
    """Growth from one period to the next."""
    rate = demand.growth.other or 0.0
    return rate if months.period == "month" else float((1.0 + rate) ** months.months_each - 1.0)


def _season(values: MonthlyValues, months: PlanMonths) -> Months:
    """Changes by month as factors."""
    return tuple(1.0 + one for one in values.values(months))


def _factors(demand: DemandTable, months: PlanMonths) -> tuple[Months, Months]:
    """The factors of each month on the volume and on the AHT."""
    tables = (*demand.automation, *demand.deflection)
    volume = monthly_factors(
        months.count,
        growth=_growth(demand, months),
        season=_season(demand.season, months),
        changes=[_ramped(one, one.volume, months) for one in tables if one.volume],
    )
    aht = monthly_factors(
        months.count,
        season=_season(demand.aht_season, months),
        changes=[_ramped(one, one.aht, months) for one in tables if one.aht],
    )
    return tuple(map(float, volume)), tuple(map(float, aht))


def _ramped(table: ChangeTable, change: float, months: PlanMonths) -> RampedChange:
    """A change that comes in over some periods; one of one month is there at once."""
    length = 1 if table.ramp_months <= 1 else ceil(Fraction(table.ramp_months) / _each(months))
    return RampedChange(change, months.index(table.begin), length)


def _each(months: PlanMonths) -> Fraction:
    """Months in a period of the plan."""
    return Fraction(1) if months.period == "month" else _WEEK


def _ramp(team: CapacityTeamTable, months: PlanMonths) -> tuple[float, ...]:
    """Productivity of newcomers in each period of the ramp."""
    each, given = _each(months), team.ramp_steps()
    if team.ramp_weeks:
        return averaged_steps(team.ramp_weeks, _WEEK, each)
    if given.days:
        return linear_ramp(Fraction(str(given.days)), _MONTH_DAYS * each)
    length = max(len(given.steps), len(team.newcomer_aht))
    shares = (*given.steps, *(1.0,) * (length - len(given.steps)))
    longer = (*team.newcomer_aht, *(0.0,) * (length - len(team.newcomer_aht)))
    steps = tuple(
        share / (1.0 + more) if more else share for share, more in zip(shares, longer, strict=True)
    )
    return averaged_steps(steps, Fraction(1), each)


def _supply(table: CapacityTable, name: str, months: PlanMonths, pay: float) -> TeamCapacity:
    """The people of a team, with a need of 0."""
    team = table.team[name]
    shrinkage = team.shrinkage_values().values(months)
    leave = team.leave.values(months)
    paid = _of_period(paid_hours_of(table, team), months)
    training = _of_period(team.training_hours, months)
    lost = max(a + b for a, b in zip(shrinkage, leave, strict=True))
    ramp, onboarding = _onboarded(
        _ramp(team, months), team.onboarding_hours, (1.0 - lost) * paid - training
    )
    attrition = _rates(team.attrition, months)
    overtime, temps, outsourcer = team.overtime, team.temps, team.outsourcer
    return TeamCapacity(
        name=name,
        need=(0.0,) * months.count,
        people=team.people,
        attrition=attrition,
        new_attrition=attrition
        if team.new_attrition is None
        else _rates(team.new_attrition, months),
        ramp=ramp,
        hiring=HiringRules(
            team.hire.class_min,
            team.hire.class_max,
            ceil(Fraction(team.hire.lead_months) / _each(months)),
            team.hire.cost,
        ),
        onboarding_hours=onboarding,
        training_hours=training,
        shrinkage=shrinkage,
        leave=leave,
        paid_hours=paid,
        pay=pay,
        overtime_cap=0.0 if overtime is None else overtime.cap,
        overtime_rate=1.5 if overtime is None else overtime.rate,
        temps_max=_temps(team, months),
        temp_pay=0.0 if temps is None else _of_period(temps.pay, months),
        temp_productivity=1.0 if temps is None else temps.productivity,
        outsourced_max=0.0 if outsourcer is None else outsourcer.max,
        outsourcer_price=0.0
        if outsourcer is None or outsourcer.price is None
        else _of_period(outsourcer.price, months),
        outsourcer_quality=1.0 if outsourcer is None else outsourcer.quality,
        transfers=_transfers(table, name, months),
        support=tuple(
            SupportRole(role, one.people_per_role, _of_period(one.pay, months))
            for role, one in team.support.items()
        ),
    )


def _onboarded(
    ramp: tuple[float, ...], hours: float, available: float
) -> tuple[tuple[float, ...], float]:
    """The ramp and the onboarding in its first period; of weeks, whole ones are without contacts.

    In a plan by month, the file has been checked: the hours are available in the first month.
    """
    if not hours:
        return ramp, 0.0
    lost: list[float] = []
    while hours > available + 1e-9:
        lost.append(0.0)
        hours -= available
    if lost:
        lost.append(1.0 - hours / available)
        length = max(len(ramp), len(lost))
        steps = (*ramp, *(1.0,) * (length - len(ramp)))
        left = (*lost, *(1.0,) * (length - len(lost)))
        return tuple(a * b for a, b in zip(steps, left, strict=True)), 0.0
    return ramp or (1.0,), hours


def _temps(team: CapacityTeamTable, months: PlanMonths) -> Months:
    """Temps that can be had in each period."""
    if team.temps is None:
        return (0.0,) * months.count
    most = team.temps.max.values(months)
    if not team.temps.months:
        return most
    return tuple(
        one if any(entry.has(start) for entry in team.temps.months) else 0.0
        for one, start in zip(most, months.starts, strict=True)
    )


def _transfers(table: CapacityTable, name: str, months: PlanMonths) -> Months:
    """Settled people who come to a team and leave it, by period."""
    moved = [0.0] * months.count
    for one in table.transfer:
        sign = (one.to == name) - (one.source == name)
        if sign and 0 <= months.index(one.month) < months.count:
            moved[months.index(one.month)] += sign * one.people
    return tuple(moved)


def team_notes(table: CapacityTable, name: str) -> Iterator[str]:
    """How values of a team were read, where they can be read in two ways."""
    team = table.team[name]
    yield from (f"{name}: {text}" for text in (*_falling(team), *_rule_notes(team)))
    for which in ("attrition", "new_attrition"):
        values: MonthlyValues | None = getattr(team, which)
        for note in values.notes if values is not None else ():
            yield f"{name}: {which.replace('_', ' ')} {note}"


def _falling(team: CapacityTeamTable) -> Iterator[str]:
    """Ramps of which newcomers are less productive later than before."""
    steps = {"ramp": team.ramp_steps().steps, "ramp_weeks": team.ramp_weeks}
    steps["newcomer_aht"] = tuple(-one for one in team.newcomer_aht)
    for which, shares in steps.items():
        for i, (one, after) in enumerate(pairwise(shares), 2):
            if after < one:
                word = "falls" if which != "newcomer_aht" else "rises"
                unit = "week" if which == "ramp_weeks" else "month"
                yield (
                    f"{which} {word} from {100 * abs(one):g} % to {100 * abs(after):g} % in "
                    f"{unit} {i}"
                )


def _rule_notes(team: CapacityTeamTable) -> Iterator[str]:
    """Which rule of thumb gives the need, and which seasons it does not use."""
    rules = team.rules()
    if team.forecast or not rules:
        return
    used = rules[0].name
    if len(rules) > 1 and team.need_by is None:
        others = " or ".join(f"'{one.name}'" for one in rules[1:])
        yield f"need by {used}, one of {len(rules)} rules; need_by = {others} chooses another"
    if used == "fte_at_occupancy":
        return
    seasons = {"leave": team.leave, "shrinkage": team.shrinkage and team.shrinkage.values}
    names = [name for name, values in seasons.items() if values and values.entries]
    if names:
        have = "have" if len(names) > 1 else "has"
        yield (
            f"{' and '.join(names)} by month {have} no effect on the paid people that {used} "
            "needs: absence is in the rule"
        )


def used_defaults(table: CapacityTable) -> tuple[str, ...]:
    """Values that the file does not set, with the teams for which they hold."""
    teams: dict[str, list[str]] = {}
    for name, team in table.team.items():
        for text in _defaults(table, team):
            teams.setdefault(text, []).append(name)
    lines = [] if table.months or table.weeks else ["months 12"]
    for text, names in teams.items():
        whom = "" if len(names) == len(table.team) else f" ({', '.join(names)})"
        lines.append(f"{text}{whom}")
    return tuple(lines)


def _defaults(table: CapacityTable, team: CapacityTeamTable) -> Iterator[str]:
    """The defaults that a team uses, in words."""
    if team.forecast and not team.centre and not _has_target(team.plan_keywords()):
        yield f"target {DEFAULT_TARGET}"
    if team.forecast and not team.centre and team.patience is None:
        yield "no patience (Erlang C)"
    if team.shrinkage is None:
        used = team.default_shrinkage()
        parts = ", ".join(f"{one.name} {100 * one.share:g} %" for one in used.components)
        yield f"shrinkage {100 * used.total:g} % ({parts})"
    if "attrition" not in team.model_fields_set:
        yield "attrition 0 %"
    if not (team.ramp or team.ramp_weeks or team.newcomer_aht):
        yield "no ramp: newcomers are as productive as settled people"
    if {table.contract_hours, table.paid_hours, team.contract_hours, team.paid_hours} == {None}:
        yield "contract_hours 40"
    if not team.has_pay():
        unit = table.plan_months().person_unit.removesuffix("s")
        yield f"pay 1 {unit}: the file has no prices"
    yield from _default_means(table, team)


def _default_means(table: CapacityTable, team: CapacityTeamTable) -> Iterator[str]:
    """The defaults of hires and of what is bought besides."""
    has_ramp = team.ramp or team.ramp_weeks or team.newcomer_aht
    if has_ramp and team.new_attrition is None and "attrition" in team.model_fields_set:
        yield "new_attrition as attrition"
    if "lead_months" not in team.hire.model_fields_set:
        yield "hire: lead_months 0"
    if table.has_prices() and "cost" not in team.hire.model_fields_set:
        yield "hire: cost 0"
    if team.overtime is not None and "rate" not in team.overtime.model_fields_set:
        yield f"overtime: rate {team.overtime.rate:g}"
    if team.temps is not None and "productivity" not in team.temps.model_fields_set:
        yield f"temps: productivity {100 * team.temps.productivity:g} %"
    if team.outsourcer is not None and "quality" not in team.outsourcer.model_fields_set:
        yield f"outsourcer: quality {100 * team.outsourcer.quality:g} %"


def _has_target(keywords: Mapping[str, object]) -> bool:
    """Whether a part of a target is set that stands alone."""
    return any(name in keywords for name in ("target", "asa", "abandonment"))
