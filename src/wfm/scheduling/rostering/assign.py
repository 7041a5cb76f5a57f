"""Rosters for people with names: their rules are kept, their wishes weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from wfm._numerics.mathematical_program import relax, solve
from wfm.errors import InputError, WfmError
from wfm.scheduling.availability import FirstDay
from wfm.scheduling.break_assignment import breaks_by_person
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.covering.program import breaks_in, build
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.roster import Roster, RosterRow, build_roster, coverage
from wfm.scheduling.roster_shortages import uncovered_stretches
from wfm.scheduling.rostering.eligibility import (
    EligibleAgent,
    PastWork,
    RosterWindow,
    contracts_by_name,
    rest_cliques,
)
from wfm.scheduling.rostering.minimums import LoweredMinimums, lowered_minimums
from wfm.scheduling.rostering.model import (
    FairnessPrices,
    RosterProgram,
    counts,
    model_of,
    priced_counts,
)
from wfm.scheduling.rostering.neighbourhood import solve_near_relaxation
from wfm.scheduling.rostering.preferences import fairness_cost, wishes_cost
from wfm.scheduling.rostering.shortage_reasons import why_short
from wfm.scheduling.time_budget import Progress, TimeBudget
from wfm.scheduling.verify_roster import verified
from wfm.scheduling.week_patterns import Floats, Ints, RosterHorizon

__all__ = ["assign"]

NODES = 500


class WindowRoster(NamedTuple):
    """Rows of some weeks, and a bound on their cost."""

    rows: list[RosterRow]
    bound: float


def assign(
    need: StaffRequirement | Mapping[str, StaffRequirement],
    shifts: Sequence[Shift],
    agents: Sequence[Agent],
    contracts: Sequence[Contract],
    *,
    first_day: FirstDay = 0,
    weeks: int | None = None,
    weekend_price: float = 0.0,
    unpopular: Mapping[str, float] | None = None,
    gap: float = 0.01,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Roster:
    """A shift, a queue and breaks for everybody on every day, by contract and availability.

    Nobody is given what their rules forbid. What cannot be covered so is priced, and listed in
    `shortages` with the rule that stands in the way.

    Parameters
    ----------
    need : StaffRequirement or mapping of str to StaffRequirement
        People in each slot, by skill where there are several queues.
    shifts : sequence of Shift
        What may be run.
    agents : sequence of Agent
        The people.
    contracts : sequence of Contract
        Their rules; `people` and `max_people` are not looked at.
    first_day : int or date
        Weekday (0 for Monday) of the first day, or its date.
    weeks : int, optional
        Weeks decided at once, the weeks before being given with their counts; by default one.
        Raised to whole periods of the contracts, and to all where runs have a least length.
    weekend_price : float
        Price of each weekend day that one person of a contract works more than another.
    unpopular : mapping of str to float, optional
        The same for shifts of a template.
    gap : float
        How near to the bound is near enough. [fraction]
    time_limit : float, optional
        Stops the search; without it the result does not depend on the machine. [s]
    progress : callable, optional
        Called with the stage, the bound and the best cost so far (None while unknown).

    Returns
    -------
    Roster
        Checked by a recount that shares no code with the search.

    Raises
    ------
    InputError
        If an agent's contract is unknown, names or the needs do not fit together.

    See Also
    --------
    tours : how many people it takes in the first place.

    Notes
    -----
    Where days off and availability leave less than the least days or hours of a contract, the
    least is lowered to what they leave, and a note says so. A need without a price for being
    short has one here, dearer than any shift. See Ernst et al. (2004) for the field.

    References
    ----------
    - A. T. Ernst, H. Jiang, M. Krishnamoorthy and D. Sier, "Staff scheduling and rostering:
      a review of applications, methods and models", European Journal of Operational Research
      153, 2004.

    Examples
    --------
    >>> day = [Shift("day", d, 24 * d + 8, 8, 28_800, (), 8.0, 8.0) for d in range(7)]
    >>> week = StaffRequirement(np.tile(np.repeat([0, 1, 0], 8), 7), slot=3600.0, under=10.0)
    >>> team = [Agent("Ann", "full", days_off=(0,)), Agent("Bob", "full")]
    >>> roster = assign(week, day, team, [Contract("full", days_per_week=(3, 4))])
    >>> int(roster.under.sum()), [row.person for row in roster.rows if row.day == 0]
    (0, ['Bob'])
    """
    if not agents or not shifts:
        raise InputError("assign needs agents and shifts.", name="agents", value=agents)
    needs = dict(need) if isinstance(need, Mapping) else {"": need}
    horizon = _horizon(needs)
    named, budget = contracts_by_name(contracts, agents), TimeBudget.start(time_limit, progress)
    fairness = FairnessPrices(weekend_price, dict(unpopular or {}))
    at_once = _at_once(weeks or 1, contracts, horizon)
    dear = 2.0 * max((shift.cost for shift in shifts), default=0.0) + 1.0
    rows: list[RosterRow] = []
    bound = 0.0
    least: dict[tuple[str, int], tuple[int, float]] = {}
    for first in range(0, horizon.weeks, at_once):
        end = min(first + at_once, horizon.weeks)
        staff = RosterWindow(shifts, horizon, first_day, 7 * first, 7 * end, tuple(needs))
        people = [_person(staff, agent, named, rows, fairness) for agent in agents]
        part = _weeks(staff, needs, people, fairness, rows, least, dear, 0.9 * gap, budget)
        rows += part.rows
        bound += part.bound
    staff = RosterWindow(shifts, horizon, first_day, 0, horizon.days)
    extra = {
        "wishes": wishes_cost(rows, agents, staff),
        "fairness": fairness_cost(rows, agents, staff, fairness, named),
    }
    order = {agent.name: k for k, agent in enumerate(agents)}
    roster = build_roster(
        needs,
        sorted(rows, key=lambda row: (order[row.person], row.day)),
        list(order),
        bound=bound,
        gap=gap,
        interrupted=budget.interrupted,
        extra=extra,
        unders=dear / (horizon.slot / 3600.0),
        notes=_notes(least, needs),
    )
    roster = replace(roster, lowered_minimums=least)
    why = why_short(roster, staff, agents, named)
    roster = replace(roster, shortages=uncovered_stretches(roster, horizon, why))
    return verified(roster, needs, contracts, agents, first_day)


def _horizon(needs: Mapping[str, StaffRequirement]) -> RosterHorizon:
    first = next(iter(needs.values()))
    for skill, need in needs.items():
        alike = (len(need.required), need.slot, need.cyclic, need.over)
        if alike != (len(first.required), first.slot, first.cyclic, first.over):
            raise InputError(
                f"the needs must share slots and the price of people too many: {skill!r} differs.",
                name="need",
            )
        if need.floor.any():
            raise InputError("assign knows no floor; give being short a price.", name="need")
    if first.cyclic:
        raise InputError("people with names work on dates: give an open horizon.", name="need")
    return RosterHorizon.of(first)


def _at_once(weeks: int, contracts: Sequence[Contract], horizon: RosterHorizon) -> int:
    """So many weeks, or more: whole periods, and all where runs have a least length."""
    if any(
        contract.min_consecutive_days > 1 or contract.min_consecutive_days_off > 1
        for contract in contracts
    ):
        return horizon.weeks
    period = int(np.lcm.reduce([contract.period for contract in contracts]))
    return min(-(-weeks // period) * period, horizon.weeks)


def _notes(
    least: Mapping[tuple[str, int], tuple[int, float]], needs: Mapping[str, StaffRequirement]
) -> list[str]:
    notes = [
        f"{name}, week {week + 1}: {days} days and {hours:g} hours are the most that days off and "
        "availability leave; the contract asks for more."
        for (name, week), (days, hours) in least.items()
    ]
    if any(need.under is None for need in needs.values()):
        notes.append("Being short has no price in the need: an hour costs more than any shift.")
    return notes


def _person(
    staff: RosterWindow,
    agent: Agent,
    named: Mapping[str, Contract],
    rows: Sequence[RosterRow],
    fairness: FairnessPrices,
) -> EligibleAgent:
    mine = [row for row in rows if row.person == agent.name]
    told = {
        name: sum(counts(name, row.shift, staff) for row in mine)
        for name, _ in priced_counts(fairness)
    }
    return staff.person(agent, named[agent.contract], PastWork.of(mine, staff.begin, told))


def _weeks(
    staff: RosterWindow,
    needs: Mapping[str, StaffRequirement],
    people: Sequence[EligibleAgent],
    fairness: FairnessPrices,
    rows: Sequence[RosterRow],
    least: dict[tuple[str, int], tuple[int, float]],
    dear: float,
    gap: float,
    budget: TimeBudget,
) -> WindowRoster:
    """The best of some weeks, those before being given."""
    cliques_of_contract = {
        person.contract.name: rest_cliques(
            staff.shifts, staff.members, person.contract.rest / staff.horizon.slot
        )
        for person in {person.contract.name: person for person in people}.values()
    }
    lowered = [
        lowered_minimums(staff, person, cliques_of_contract[person.contract.name])
        for person in people
    ]
    for person, weeks in zip(people, lowered, strict=True):
        least.update({(person.agent.name, week): told for week, told in weeks.items()})
    model = model_of(
        staff, needs, people, cliques_of_contract, lowered, fairness,
        standing=_standing(staff, needs, rows), dear=dear,
    )  # fmt: skip
    part = _solved(model, staff, people, gap, budget)
    if staff.end - staff.begin == staff.horizon.days:
        return part
    return part._replace(bound=_loose(staff, needs, people, cliques_of_contract, lowered, dear))


def _loose(
    staff: RosterWindow,
    needs: Mapping[str, StaffRequirement],
    people: Sequence[EligibleAgent],
    cliques_of_contract: Mapping[str, Sequence[Ints]],
    lowered: Sequence[LoweredMinimums],
    dear: float,
) -> float:
    """What some weeks cost at least, whatever was done in the weeks before them.

    Nobody is tired, nothing has been counted, and the slots that shifts of the day before may
    reach need nobody; so the bounds of all parts add up to a bound of the whole horizon.
    """
    fresh = [staff.person(person.agent, person.contract, PastWork()) for person in people]
    size = staff.horizon.slots // staff.horizon.days
    ends = (s.clock // staff.horizon.slot + s.length - size for s in staff.shifts)
    hidden = int(max(0.0, *ends)) if staff.begin else 0
    model = model_of(
        staff, needs, fresh, cliques_of_contract, lowered, FairnessPrices(0.0, {}),
        standing=_standing(staff, needs, []), dear=dear, hidden=hidden + 1 if hidden else 0,
    )  # fmt: skip
    return relax(model.program).bound + model.constant


def _standing(
    staff: RosterWindow, needs: Mapping[str, StaffRequirement], rows: Sequence[RosterRow]
) -> Floats:
    size = len(next(iter(needs.values())).required)
    end = max((shift.start + shift.length for shift in staff.shifts), default=size)
    here, away = coverage(rows, list(needs), max(size, end), cyclic=False)
    return (here - away).astype(np.float64)


def _solved(
    model: RosterProgram,
    staff: RosterWindow,
    people: Sequence[EligibleAgent],
    gap: float,
    budget: TimeBudget,
) -> WindowRoster:
    found = solve_near_relaxation(
        model.program, model.x, model.who, _days(model), 0.7 * gap, budget
    )
    if found.values is None:
        raise WfmError("no roster was found within the limits; allow more time.")
    chosen = np.flatnonzero(np.rint(found.values[model.x]) > 0)
    cost, bound = found.objective + model.constant, found.bound + model.constant
    budget.report(f"weeks up to {staff.end // 7}", bound, cost)
    breaks = _breaks(model, model.copy[chosen], 0.2 * gap, budget)
    rows = [
        RosterRow(
            people[model.who[j]].agent.name, people[model.who[j]].contract.name,
            staff.shifts[model.shift_of[c]].day, staff.shifts[model.shift_of[c]],
            breaks[c].pop(), model.skill_of[c],
        )
        for j, c in zip(chosen, model.copy[chosen], strict=True)
    ]  # fmt: skip
    return WindowRoster(rows, bound)


def _days(model: RosterProgram) -> Ints:
    """On which day each choice starts."""
    return np.array([shift.day for shift in model.copies], dtype=np.int64)[model.copy]


def _breaks(
    model: RosterProgram, copies: Ints, gap: float, budget: TimeBudget
) -> dict[int, list[tuple[int, ...]]]:
    """Whole breaks for the shifts that are worked, by copy, in slots of the horizon."""
    if not len(copies):
        return {}
    used, count = np.unique(copies, return_counts=True)
    part = model.problem.only(used)
    many = count.astype(np.float64)
    program = build(part, model.required, model.tiers, integral=True, lower=many, upper=many)
    found = solve(program, gap=gap, node_limit=NODES, seconds=budget.remaining())
    if found.values is None:
        raise WfmError("no breaks were found within the limits; allow more time.")
    begins = [np.rint(begin) for begin in breaks_in(program, part, found.values)]
    records = [model.copies[c] for c in used]
    dealt = breaks_by_person(part, records, count, begins)
    back = [model.moved[c] for c in used]
    return {
        int(c): [tuple(begin - shift for begin in person) for person in people]
        for c, shift, people in zip(used, back, dealt, strict=True)
    }
