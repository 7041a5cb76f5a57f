"""Tours: weeks of work for anonymous people, sized together with shifts and breaks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

import numpy as np

from wfm.errors import InputError, UnreachableError
from wfm.scheduling.availability import FirstDay
from wfm.scheduling.contracts import BY_NAME_ONLY, Contract
from wfm.scheduling.even_breaks import TIME_SHARE, even_rows
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.roster import Roster, RosterRow, build_roster
from wfm.scheduling.roster_shortages import day_and_time, periods_above_zero, uncovered_periods
from wfm.scheduling.shortage_price import minimum_price
from wfm.scheduling.time_budget import DEFAULT_LIMIT, Progress, TimeBudget
from wfm.scheduling.tours.assignment import assign_tours
from wfm.scheduling.tours.lines_of_work import LineOfWork, lines_of
from wfm.scheduling.tours.model import tour_program
from wfm.scheduling.tours.quick_tours import quick_tours
from wfm.scheduling.tours.rule_bound import conflict, lines_are_the_rules, may_work, rule_bound
from wfm.scheduling.tours.search import NoRosterError, search
from wfm.scheduling.tours.shortage_reasons import TourReasons
from wfm.scheduling.tours.single_people import MOST_CHOICES, choices_of, single_people
from wfm.scheduling.verify_roster import verified
from wfm.scheduling.week_patterns import Ints, RosterHorizon, days_without_start

__all__ = ["tours"]

# Times that the requirement is raised where whole days miss people; one is mostly enough, and
# what still misses people then has too few shifts or people.
ROUNDS = 5
# Cents of the least currency unit in a price, for the common step of all costs.
_CENTS = 100.0


def tours(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    contracts: Sequence[Contract],
    *,
    gap: float = 0.005,
    time_limit: float | None = None,
    progress: Progress | None = None,
    first_day: FirstDay = 0,
    week_starts: int = 0,
    zone: tzinfo | None = None,
    allow_missing: bool = False,
) -> Roster:
    """Weeks of work for as many people as the requirement takes, with shifts and breaks.

    How many people of each contract, which days they have off, when they start and when they
    break is decided at once; decided one after the other, it costs more (Brusco and Jacobs 2000).

    Parameters
    ----------
    need : StaffRequirement
        Whole cyclic weeks, or an open horizon of days.
    shifts : sequence of Shift
        What may be run.
    contracts : sequence of Contract
        By which rules, with `people` or `max_people` where their number is limited.
    gap : float
        Relative distance of the cost to the bound at which to stop. [fraction]
    time_limit : float, optional
        Stops the search; without it, 60 s of CPU time do. A search that is over before has the
        same result on every machine. [s]
    progress : callable, optional
        Called with the stage, the bound and the best cost so far (None while unknown).
    first_day : int or date
        Weekday (0 for Monday) of the first day, or its date.
    week_starts : int
        Weekday with which the weeks of contracts begin, 0 for Monday.
    zone : tzinfo, optional
        Time zone of the clock times, where clocks may change in the horizon.
    allow_missing : bool
        Where people must be there and cannot, return the roster that misses the fewest of them,
        each at a penalty above all prices, instead of an error.

    Returns
    -------
    Roster
        Checked by a recount that shares no code with the search.

    Raises
    ------
    InputError
        If rules conflict, or the requirement is not made of whole days.
    UnreachableError
        If no roster meets the rules of the contracts, or none was found; unless `allow_missing`,
        if people are missing where none may be, naming the times.

    See Also
    --------
    assign : the same for people with names.

    Notes
    -----
    Large teams are built from people who keep to shifts that pay the same and to one window of
    starts, which is as wide as the start flexibility and the rest allow. No contract asks for
    that, so `bound` does not rest on it: it is the relaxation under the rules of the contracts.
    Where the two differ by more than the gap and people are few, they are chosen one by one, with
    any start on any day.

    The weeks of contracts are calendar weeks; the rules of a week that is only partly in the
    horizon are scaled to its days (see `week_limits`). Of several cyclic weeks, the coverage
    goes on at the beginning; the weeks of people do not repeat.

    References
    ----------
    - M. J. Brusco and L. W. Jacobs, "Optimal models for meal-break and start-time
      flexibility in continuous tour scheduling", Management Science 46, 2000.
    - G. M. Thompson, "Improved implicit optimal modeling of the labor shift scheduling
      problem", Management Science 41, 1995.

    Examples
    --------
    Two people by day, every day of the week; each works five of the seven:

    >>> import numpy as np
    >>> week = StaffRequirement(np.tile(np.repeat([0, 2, 0], 8), 7), slot=3600.0, cyclic=True)
    >>> day = [Shift("day", d, 24 * d + 8, 8, 28_800, (), 8.0, 8.0) for d in range(7)]
    >>> roster = tours(week, day, [Contract("full-time")])
    >>> len(roster.people), roster.paid_hours, roster.status
    (3, 120.0, 'optimal')
    """
    horizon = RosterHorizon.of(need, first_day, week_starts)
    budget = TimeBudget.start(time_limit, progress, cpu_seconds=DEFAULT_LIMIT)
    _refuse_rules_of_named_people(contracts, shifts)
    lines = lines_of(horizon, shifts, contracts)
    _refuse_contracts_without_a_week(need, shifts, contracts, horizon, lines)
    step = _step(need, shifts, contracts, lines)
    task = _Tours(
        need=need,
        shifts=shifts,
        contracts=contracts,
        horizon=horizon,
        lines=lines,
        penalty=_penalty(need, shifts, horizon, step),
        step=step,
        exact=lines_are_the_rules(horizon, shifts, contracts),
        gap=gap,
        budget=budget,
    )
    with budget.keeping(TIME_SHARE):
        roster = _best(task)
    rows = even_rows(need, roster.rows, budget)
    roster = task.roster(rows, roster.people, roster.bound)
    missing = _missing(need, roster)
    if missing.any() and not allow_missing:
        raise _understaffed(missing, horizon, priced=need.under is not None, ended=task.ended())
    ended = budget.ended_by_default() and roster.status == "feasible"
    why = TourReasons(roster, need, shifts, contracts, horizon, task.penalty, budget)
    roster = replace(
        roster,
        closed=days_without_start(horizon, shifts),
        shortages=uncovered_periods(roster, horizon, why.reason),
        notes=(*roster.notes, *([budget.limit_note()] if ended else [])),
    )
    return verified(
        roster, {"": need}, contracts, first_day=first_day, week_starts=week_starts, zone=zone
    )


@dataclass(frozen=True)
class _Tours:
    """What `tours` was asked for; `exact` where lines of work forbid nothing of the rules."""

    need: StaffRequirement
    shifts: Sequence[Shift]
    contracts: Sequence[Contract]
    horizon: RosterHorizon
    lines: list[LineOfWork]
    penalty: float
    step: float
    exact: bool
    gap: float
    budget: TimeBudget

    def ended(self) -> bool:
        """Whether Ctrl-C or a limit has ended the search."""
        return self.budget.interrupted or self.budget.exhausted()

    def roster(self, rows: Sequence[RosterRow], people: Sequence[str], bound: float) -> Roster:
        """The roster of some rows, counted again."""
        return build_roster(
            {"": self.need},
            rows,
            people,
            bound=bound,
            gap=self.gap,
            interrupted=self.budget.interrupted,
            unders=self.penalty / (self.need.slot / 3600.0),
        )


def _best(task: _Tours) -> Roster:
    """Tours of lines of work, or of people one by one where they are few and lines cost more."""
    bound = -np.inf
    if not task.exact:
        bound = _rule_bound(task)
    if np.isposinf(bound):
        raise _no_roster(task)
    found = None
    try:
        found = _of_lines(task, bound)
    except NoRosterError as error:
        if task.exact and error.proved:
            raise _no_roster(task) from None
    rosters = [] if found is None else [found]
    if found is None or not (task.exact or _is_good(task, found)):
        single = _of_single_people(task, found, bound)
        rosters += [] if single is None else [single]
    # a search that is over before its end may have missed people who can be there
    if all(_missing(task.need, one).any() for one in rosters) and (not rosters or task.ended()):
        quick = quick_tours(task.need, task.shifts, task.contracts, task.horizon, task.lines)
        rosters += [] if quick is None else [task.roster(*quick, bound)]
    if rosters:
        return min(rosters, key=lambda one: _rank(task, one))
    limit = "" if task.budget.deadline is None else " within the time limit"
    limit = " before Ctrl-C" if task.budget.interrupted else limit
    raise UnreachableError(
        f"no roster that meets all rules was found{limit}, though there may be one: allow more "
        "time, or check the number of people of the contracts and the shifts that they may work."
    )


def _no_roster(task: _Tours) -> UnreachableError:
    """The error where it is proved that there is no roster, with the rules that conflict."""
    why = [
        text
        for contract in task.contracts
        if contract.people and (text := conflict(task.need, task.shifts, contract, task.horizon))
    ]
    if not why:
        why = ["check the number of people of the contracts and the shifts that they may work"]
    return UnreachableError(f"no roster meets all rules: {'; '.join(why)}.")


def _rank(task: _Tours, roster: Roster) -> tuple[int, float]:
    """The better a roster, the lower: people missing where none may be, then the cost."""
    return int(_missing(task.need, roster).sum()), roster.cost


def _is_good(task: _Tours, roster: Roster) -> bool:
    """Whether a roster covers what must be covered, within the gap."""
    return not _missing(task.need, roster).any() and roster.gap <= task.gap


def _rule_bound(task: _Tours) -> float:
    """The bound by the rules of the contracts alone, at the next multiple of the step."""
    bound = rule_bound(
        task.need,
        task.shifts,
        task.contracts,
        task.horizon,
        task.penalty,
        task.budget.part(0.3).remaining(),
    )
    if task.step and np.isfinite(bound):
        bound = max(bound, task.step * math.ceil(bound / task.step - 1e-6))
    # nothing costs less than nothing
    return max(bound, 0.0)


def _of_lines(task: _Tours, bound: float) -> Roster:
    """The best tours of lines of work, with the bound of the lines where they are the rules."""
    need, extra = task.need, np.zeros_like(task.need.required)
    with_people = {line.contract for line in task.lines}
    if not with_people or any(
        contract.people and number not in with_people
        for number, contract in enumerate(task.contracts)
    ):
        raise NoRosterError("lines of work leave a contract without a week.")
    best: Roster | None = None
    for _ in range(ROUNDS):
        # the requirement is raised where whole shifts have missed people
        more = replace(need, required=need.required + extra)
        model = tour_program(
            more, task.shifts, task.contracts, task.horizon, task.lines, task.penalty
        )
        step = task.step if task.exact else 0.0
        found = search(model, task.shifts, task.horizon, step, gap=task.gap, budget=task.budget)
        # with a raised requirement it is no bound of the one asked for
        if task.exact and not extra.any():
            bound = found.bound + model.constant
        rows, people = assign_tours(model, task.shifts, task.contracts, task.horizon, found.values)
        roster = task.roster(rows, people, bound)
        if best is not None and _rank(task, roster) >= _rank(task, best):
            break  # no more people can be there
        best, missing = roster, _missing(need, roster)
        if found.exact or not missing.any() or task.budget.exhausted():
            break
        # days in whole shifts may miss people whom days in fractions did not
        extra = extra + missing[0]
    assert best is not None
    return best


def _of_single_people(task: _Tours, found: Roster | None, bound: float) -> Roster | None:
    """Tours of people one by one, where the choices are few enough."""
    people = [_people(task, contract, found) for contract in task.contracts]
    if choices_of(task.shifts, task.contracts, people) > MOST_CHOICES:
        return None
    task.budget.report("choosing weeks and shifts one by one", bound)
    done = None
    with task.budget.interruptible():
        done = single_people(
            task.need,
            task.shifts,
            task.contracts,
            task.horizon,
            people,
            penalty=task.penalty,
            bound=bound,
            gap=task.gap,
            seconds=task.budget.remaining(),
        )
    return None if done is None else task.roster(*done, bound)


def _people(task: _Tours, contract: Contract, found: Roster | None) -> int:
    """How many people of a contract to choose from."""
    if contract.people is not None:
        return contract.people
    has_lines = any(task.contracts[line.contract] == contract for line in task.lines)
    if has_lines and found is not None and not _missing(task.need, found).any():
        many = sum(person.rpartition(" ")[0] == contract.name for person in found.people)
    else:
        # as if all people worked the fewest days of the shortest shifts
        hours = float(task.need.required.sum()) * task.need.slot / 3600.0
        mine = [s for s in task.shifts if contract.may_work(s.template, s.contract)]
        each = max(contract.days_per_week[0], 1) * min(s.paid_hours for s in mine)
        many = math.ceil(2.0 * hours / (each * task.horizon.weeks)) + 1
    return many if contract.max_people is None else min(many, contract.max_people)


def _refuse_rules_of_named_people(contracts: Sequence[Contract], shifts: Sequence[Shift]) -> None:
    """Refuse rules that only `assign` supports, and contracts that cannot be distinguished."""
    if not contracts or not shifts:
        raise InputError("tours needs contracts and shifts.", name="contracts", value=contracts)
    for contract in contracts:
        for name, default in BY_NAME_ONLY.items():
            if getattr(contract, name) != default:
                raise InputError(
                    f"contract {contract.name!r}: tours does not support {name}; use assign.",
                    name="contracts",
                    value=contract,
                )
    names = [contract.name for contract in contracts]
    if len(set(names)) < len(names):
        raise InputError(f"duplicate contract name in {names}.", name="contracts", value=names)


def _penalty(
    need: StaffRequirement, shifts: Sequence[Shift], horizon: RosterHorizon, step: float
) -> float:
    """More than the horizon of any person, so that a missing person is never the cheaper choice.

    Where understaffing has a price, also more than this person could save at other hours. A
    multiple of the step of all costs, so that costs with penalties are multiples too.
    """
    hours = need.slot / 3600.0
    longest = max(shift.length for shift in shifts) * hours
    dearest = max(shift.cost for shift in shifts) + need.over * longest
    penalty = 14.0 * horizon.weeks * dearest + 1.0
    if need.under is not None:
        penalty += minimum_price(need.under * hours, need.slot, convex=need.convex)
    return step * math.ceil(penalty / step) if step else penalty


def _missing(need: StaffRequirement, roster: Roster) -> Ints:
    """People missing where none may be missing."""
    # with a price for understaffing only the floor must be covered
    must = need.required if need.under is None else need.floor
    return np.maximum(must - roster.net, 0) if len(must) else np.zeros_like(roster.net)


def _step(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    contracts: Sequence[Contract],
    lines: Sequence[LineOfWork],
) -> float:
    """What all costs are whole multiples of, where tours alone cost; 0 where nothing is."""
    # costs of understaffing and overstaffing are no multiples of tour costs
    if need.under is not None or need.over > 0:
        return 0.0
    cents = set()
    for line in lines:
        # where all shifts of a contract cost the same, a tour costs its days times that
        costs = {shifts[k].cost for k in may_work(shifts, contracts[line.contract]).tolist()}
        worked = np.concatenate([week.sum(axis=1) for week in line.weeks])
        days = np.unique(worked) if len(costs) == 1 else np.ones(1)
        cents |= {_CENTS * cost * day for cost in costs for day in days}
    # a contract without lines may have weeks of days apart
    for number in set(range(len(contracts))) - {line.contract for line in lines}:
        cents |= {_CENTS * shifts[k].cost for k in may_work(shifts, contracts[number]).tolist()}
    if any(cent != round(cent) for cent in cents):
        return 0.0
    return math.gcd(*(int(cent) for cent in cents)) / _CENTS


def _refuse_contracts_without_a_week(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    contracts: Sequence[Contract],
    horizon: RosterHorizon,
    lines: Sequence[LineOfWork],
) -> None:
    """Refuse a contract that no week of the shifts meets."""
    for number, contract in enumerate(contracts):
        if not any(line.contract == number for line in lines):
            why = conflict(need, shifts, contract, horizon)
            if why:
                raise InputError(f"{why}.", name="contracts", value=contract)


def _understaffed(
    missing: Ints, horizon: RosterHorizon, *, priced: bool, ended: bool
) -> UnreachableError:
    """The error that names the first periods with missing people; `ended` before all was tried."""
    places = [
        f"{day_and_time(horizon, first)}-{day_and_time(horizon, last + 1)}"
        f" ({int(missing[k, first : last + 1].max())})"
        for k, first, last in periods_above_zero(missing)
    ]
    cure = "lower the floor" if priced else "give understaffing a price"
    why, more = "", "Add"
    if ended:
        why, more = " in the best roster found before the search was ended", "Allow more time, add"
    return UnreachableError(
        f"{len(places)} periods stay understaffed{why}: {', '.join(places[:5])}. {more} shifts or "
        f"people there, or {cure}."
    )
