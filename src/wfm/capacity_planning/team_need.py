"""The need of each team and month: from plans of typical weeks, beside rules of thumb."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.evaluation import available_share
from wfm.capacity_planning.file_records import (
    CapacityFile,
    RuleOfThumb,
    TeamPlanInputs,
)
from wfm.capacity_planning.interval_need import (
    MonthlyNeed,
    WeekdaySums,
    monthly_need,
    paid_hours_by_month,
)
from wfm.capacity_planning.records import CapacityInputs, Months, TeamCapacity
from wfm.capacity_planning.rules_of_thumb import (
    contacts_per_head,
    fte_at_occupancy,
    fte_per_1000_a_day,
    people_per_1000,
    review_fte,
)
from wfm.capacity_planning.typical_week_files import read_typical_weeks, team_place
from wfm.capacity_planning.typical_weeks import TypicalWeek, factors_of, planned_weeks
from wfm.errors import InputError

__all__ = ["TeamNeed", "capacity_inputs", "longer_inputs", "rule_label", "team_needs"]


@dataclass(frozen=True)
class TeamNeed:
    """What one team needs in each month, and what rules of thumb say.

    Attributes
    ----------
    team : str
        Name of the team.
    source : str
        The forecast, the centre or the rule from which the need follows.
    need : MonthlyNeed
        Contacts, hours, productive FTE and occupancy.
    paid : tuple of float
        Paid FTE: ``need / (1 - shrinkage - leave - training)``. [FTE]
    rules : mapping of str to tuple of float
        Paid FTE by each rule of thumb, by its `rule_label`. [FTE]
    reviewers : tuple of float
        Paid FTE of those who review contacts; 0 without reviews. [FTE]
    notes : tuple of str
        What was noticed, one sentence each.
    longer : TeamNeed or None
        With the months after the plan, if the file says them.
    """

    team: str
    source: str
    need: MonthlyNeed
    paid: Months
    rules: Mapping[str, Months] = field(default_factory=dict)
    reviewers: Months = ()
    notes: tuple[str, ...] = ()
    longer: TeamNeed | None = None

    def cut(self, months: int) -> TeamNeed:
        """The first months of it, which keep the whole as `longer`."""
        if len(self.paid) == months:
            return self
        first = {one.name: getattr(self.need, one.name)[:months] for one in fields(self.need)}
        return replace(
            self,
            need=MonthlyNeed(**first),
            paid=self.paid[:months],
            rules={rule: values[:months] for rule, values in self.rules.items()},
            reviewers=self.reviewers[:months],
            longer=self,
        )

    def difference(self, rule: str) -> Months:
        """How much more people a rule of thumb gives than the need, by month [fraction].

        ::

            rule / paid - 1

        It is NaN in a month without need.
        """
        paid = np.array(self.paid)
        with np.errstate(invalid="ignore", divide="ignore"):
            parts = np.where(paid > 0, np.array(self.rules[rule]) / paid - 1.0, np.nan)
        return tuple(parts.tolist())

    def total_difference(self, rule: str) -> float:
        """The same over all months together [fraction]; NaN without any need."""
        total = sum(self.paid)
        return sum(self.rules[rule]) / total - 1.0 if total else float("nan")


def rule_label(rule: RuleOfThumb) -> str:
    """A rule with its value: ``contacts_per_head = 1000``.

    Examples
    --------
    >>> rule_label(RuleOfThumb("fte_at_occupancy", 0.82))
    'fte_at_occupancy = 82%'
    """
    is_share = rule.name == "fte_at_occupancy"
    value = f"{100 * rule.value:.12g}%" if is_share else f"{rule.value:.12g}"
    return f"{rule.name} = {value}"


def team_needs(
    file: CapacityFile, *, progress: Callable[[int, int], None] | None = None
) -> dict[str, TeamNeed]:
    """The need of each team of a file in each of its months.

    A team with a forecast is planned by the code of ``wfm staff`` at the volume and AHT of each
    month, by the target of the team or by a whole ``centre.toml``. The hours of a weekday are those
    of an average one of the forecast, times how often the month has it. A team with contacts by
    month has the need that its first rule of thumb gives.

    ::

        agent_hours[t] = Σ weekdays  agent_hours of the plan / days of it · days[t]
        need[t]        = agent_hours[t] / paid hours of one person in the days of the month

    Parameters
    ----------
    file : CapacityFile
        The teams.
    progress : callable, optional
        Called with the number of plans made, and the number of all.

    Returns
    -------
    dict of str to TeamNeed
        By team, in the order of the file.

    Raises
    ------
    DataError
        For a forecast or a centre with problems, each with its line.
    InputError
        For what does not fit together, with the team, and for more than is planned at once.
    UnreachableError
        For a target that cannot be met, with the team and the month.

    Examples
    --------
    Half of the agents are needed for less than a third of the contacts:

    >>> from datetime import date
    >>> from wfm.capacity_planning.file_records import DemandSource, PlanMonths
    >>> demand = DemandSource(
    ...     "voice", forecast="examples/forecast.csv", options={"target": "85/60"},
    ...     volume_factors=(1.0, 0.3),
    ... )
    >>> supply = TeamCapacity("voice", (0.0, 0.0), 20, (0.0, 0.0), (0.0, 0.0))
    >>> months = PlanMonths(date(2027, 2, 1), 2)
    >>> needs = team_needs(CapacityFile("capacity.toml", months, (TeamPlanInputs(demand, supply),)))
    >>> [round(one, 2) for one in needs["voice"].paid]
    [15.52, 7.59]
    >>> needs["voice"].need.occupancy.round(2).tolist()
    [0.63, 0.4]
    """
    for team in file.teams:
        _check_rules(file, team)
    whole = file if file.longer is None else file.longer
    demands = {team.name: team.demand for team in whole.teams}
    weeks = read_typical_weeks(whole)
    in_pattern = [week.pattern_days for week in weeks]  # all checked before any is planned
    sums = planned_weeks(weeks, demands, whole.months.labels, progress)
    needs: dict[str, TeamNeed] = {}
    for week, days, months in zip(weeks, in_pattern, sums, strict=True):
        open_days = _days_of_months(whole, week)
        for team in whole.teams:
            if team.name in week.members:
                rows = week.rows_of(team.name)
                own = [WeekdaySums(*(one[rows] for one in month)) for month in months]
                paid_hours = paid_hours_by_month(whole.months, team.supply.paid_hours)
                need = monthly_need(own, days[rows], open_days[:, rows], paid_hours)
                needs[team.name] = _compared(whole, team, need, week.source, tuple(week.notes))
    for team in whole.teams:
        if team.demand.contacts is not None:
            needs[team.name] = _need_by_rule(whole, team, file.months.count)
    return {team.name: needs[team.name].cut(file.months.count) for team in file.teams}


def capacity_inputs(file: CapacityFile, needs: Mapping[str, TeamNeed]) -> CapacityInputs:
    """The teams of a file with their needs, for `wfm.capacity_planning.hiring_plan`.

    An outsourcer with a price per contact has in each month that of the contacts of one FTE::

        price of an FTE = price per contact · contacts / need

    Parameters
    ----------
    file : CapacityFile
        The teams.
    needs : mapping of str to TeamNeed
        Of each team, as by `team_needs`.
    """
    return CapacityInputs(
        teams=tuple(_with_need(team, needs[team.name].need) for team in file.teams),
        classes_per_month=file.classes_per_month,
        shortage_price=file.shortage_price,
        contingency=file.contingency,
    )


def longer_inputs(file: CapacityFile, needs: Mapping[str, TeamNeed]) -> CapacityInputs | None:
    """The same with the months after the plan; None if the file does not say them.

    Parameters
    ----------
    file : CapacityFile
        The teams.
    needs : mapping of str to TeamNeed
        Of each team, as by `team_needs`.
    """
    if file.longer is None:
        return None
    longer = {name: need.longer for name, need in needs.items()}
    return capacity_inputs(file.longer, {n: one for n, one in longer.items() if one is not None})


def _with_need(team: TeamPlanInputs, need: MonthlyNeed) -> TeamCapacity:
    """The people of a team with its need."""
    supply = replace(
        team.supply,
        need=tuple(need.need.tolist()),
        newcomers=team.newcomers,
        temps_whole=team.temps_whole,
    )
    price = team.outsourcer_price_per_contact
    if price is None:
        return supply
    # of a month without need, nothing is bought
    each = np.divide(need.contacts, need.need, out=np.zeros(len(need.need)), where=need.need > 0)
    return replace(supply, outsourcer_price=tuple((price * each).tolist()))


def _days_of_months(file: CapacityFile, week: TypicalWeek) -> FloatArray:
    """How often each month has each weekday, by queue, shape (months, queues, 7) [days]."""
    starts = np.array([np.datetime64(day, "D").astype(np.int64) for day in file.months.starts])
    return np.array([
        week.open_days(np.arange(start, start + days))
        for start, days in zip(starts, file.months.days, strict=True)
    ])  # fmt: skip


def _need_by_rule(file: CapacityFile, team: TeamPlanInputs, planned: int) -> TeamNeed:
    """The need of a team with contacts by month, from its first rule of thumb.

    Notes are of the months that are planned, without those after them.
    """
    demand, count = team.demand, file.months.count
    factors = np.array([factors_of(demand, month) for month in range(count)])
    contacts = np.array(demand.contacts) * factors[:, 0]
    aht = np.nan if demand.aht is None else demand.aht * factors[:, 1]
    workload = contacts * aht / 3600.0
    paid_hours = np.full(count, team.supply.paid_hours)
    first = demand.rules[0]
    paid = _by_rule(file, team, first, contacts, workload, paid_hours)
    need = np.array(paid) * available_share(team.supply)
    agent_hours = need * paid_hours
    with np.errstate(invalid="ignore", divide="ignore"):
        occupancy = np.where(agent_hours > 0, workload / agent_hours, np.nan)
    monthly = MonthlyNeed(contacts, workload, agent_hours, paid_hours, need, occupancy)
    return _compared(
        file, team, monthly, rule_label(first), tuple(_busy_notes(monthly, file, planned))
    )


def _busy_notes(need: MonthlyNeed, file: CapacityFile, planned: int) -> Iterator[str]:
    """That a rule of thumb leaves less time than the contacts take."""
    busy = np.flatnonzero(need.occupancy[:planned] > 1.0)
    if len(busy):
        yield (
            f"occupancy above 100 % in {len(busy)} of {planned} months, the first "
            f"{file.months.labels[busy[0]]}: the contacts take more time than the rule has people"
        )


def _compared(
    file: CapacityFile, team: TeamPlanInputs, need: MonthlyNeed, source: str, notes: tuple[str, ...]
) -> TeamNeed:
    """A need with paid FTE, reviewers, and what each rule of thumb says."""
    available = available_share(team.supply)
    rules = {
        rule_label(rule): _by_rule(file, team, rule, need.contacts, need.workload, need.paid_hours)
        for rule in team.demand.rules
    }
    reviewers: Sequence[float] = [0.0] * file.months.count
    if team.reviews is not None:
        share, minutes = team.reviews.share, team.reviews.minutes
        rows = zip(need.contacts, available, need.paid_hours, strict=True)
        reviewers = [
            review_fte(float(contacts), share, minutes, 1.0 - float(present), float(hours))
            for contacts, present, hours in rows
        ]
    paid = tuple((need.need / available).tolist())
    return TeamNeed(team.name, source, need, paid, rules, tuple(reviewers), notes)


def _check_rules(file: CapacityFile, team: TeamPlanInputs) -> None:
    """Refuse rules that lack what they count, and contacts without a rule."""
    demand, place = team.demand, team_place(file, team.name)
    if demand.contacts is not None and not demand.rules:
        raise InputError(
            f"{place}: contacts need a rule of thumb, such as contacts_per_head = 1000; or give a "
            "forecast with intervals.",
            name="contacts",
        )
    names = [rule.name for rule in demand.rules]
    if "people_per_1000_orders" in names and demand.orders is None:
        raise InputError(f"{place}: people_per_1000_orders needs orders: got none.", name="orders")
    if "fte_at_occupancy" in names and demand.contacts is not None and demand.aht is None:
        raise InputError(
            f"{place}: fte_at_occupancy needs aht with contacts: got none.", name="aht"
        )


def _by_rule(
    file: CapacityFile,
    team: TeamPlanInputs,
    rule: RuleOfThumb,
    contacts: FloatArray,
    workload: FloatArray,
    paid_hours: FloatArray,
) -> Months:
    """Paid FTE of each month by a rule of thumb.

    A rule that counts contacts holds for the AHT of today: with one 10 % longer, a person handles
    contacts / 1.1.
    """
    available, orders = available_share(team.supply), team.demand.orders
    longer = np.array([factors_of(team.demand, month)[1] for month in range(file.months.count)])
    if rule.name == "fte_at_occupancy":  # of the workload, which has the AHT of the month
        longer = np.ones(file.months.count)
    return tuple(
        _rule_in_month(
            rule,
            contacts=float(contacts[month] * longer[month]),
            orders=0.0 if orders is None else orders[month],
            months=file.months.months_each,
            days=file.months.days[month],
            workload=float(workload[month]),
            shrinkage=1.0 - float(available[month]),
            paid_hours=float(paid_hours[month]),
        )
        for month in range(file.months.count)
    )


def _rule_in_month(
    rule: RuleOfThumb,
    *,
    contacts: float,
    orders: float,
    months: float,
    days: int,
    workload: float,
    shrinkage: float,
    paid_hours: float,
) -> float:
    """Paid FTE by a rule of thumb of contacts in so many months, 12 / 52 for a week."""
    if rule.name == "contacts_per_head":
        return contacts_per_head(contacts / months, rule.value)
    if rule.name == "fte_per_1000_a_day":
        return fte_per_1000_a_day(contacts / days, rule.value)
    if rule.name == "people_per_1000_contacts":
        return people_per_1000(contacts / months, rule.value)
    if rule.name == "people_per_1000_orders":
        return people_per_1000(orders / months, rule.value)
    if not contacts:
        return 0.0
    return fte_at_occupancy(
        contacts, workload * 3600.0 / contacts, rule.value, shrinkage, paid_hours
    )
