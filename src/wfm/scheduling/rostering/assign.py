"""Rosters for people with names: their rules are kept, their wishes weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import pairwise
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
from wfm.scheduling.roster_shortages import uncovered_periods
from wfm.scheduling.rostering.eligibility import (
    EligibleAgent,
    PastWork,
    RosterWindow,
    contracts_by_name,
    rest_cliques,
)
from wfm.scheduling.rostering.minimums import lowered_minimums
from wfm.scheduling.rostering.model import (
    FairnessPrices,
    RosterProgram,
    WindowProblem,
    counts,
    priced_counts,
    roster_program,
)
from wfm.scheduling.rostering.neighbourhood import solve_near_relaxation
from wfm.scheduling.rostering.preferences import fairness_cost, wishes_cost
from wfm.scheduling.rostering.quick_roster import quick_roster
from wfm.scheduling.rostering.roster_notes import roster_notes
from wfm.scheduling.rostering.shortage_reasons import why_short
from wfm.scheduling.time_budget import Progress, TimeBudget
from wfm.scheduling.verify_roster import verified
from wfm.scheduling.week_patterns import (
    ClosedDays,
    Floats,
    Ints,
    RosterHorizon,
    closed_days,
    days_without_start,
)

__all__ = ["assign"]

# Nodes for the breaks of shifts that are fixed: a program whose relaxation is nearly whole.
BREAK_NODES = 500
# A missing person costs this many times the most expensive shift in every slot, where the
# requirement has no price: any shift that helps is then worth running.
_PENALTY_FACTOR = 2.0
# The gap is spent in parts: a tenth is kept for costs that only the finished roster shows, of the
# rest 0.7 go to the shifts and 0.2 to the breaks; what remains absorbs rounding.
_SEARCH_SHARE, _SHIFT_SHARE, _BREAK_SHARE = 0.9, 0.7, 0.2


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
    week_starts: int = 0,
    zone: tzinfo | None = None,
) -> Roster:
    """A shift, a queue and breaks for everybody on every day, by contract and availability.

    Nobody is given what their rules forbid. What cannot be covered so is priced, and listed in
    `shortages` with the rule that prevents it.

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
        Stop when the optimality gap is at most this. [fraction]
    time_limit : float, optional
        Stops the search; without it the result does not depend on the machine. [s]
    progress : callable, optional
        Called with the stage, the bound and the best cost so far (None while unknown).
    week_starts : int
        Weekday with which the weeks of contracts begin, 0 for Monday.
    zone : tzinfo, optional
        Time zone of the clock times, where clocks may change in the horizon.

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
    The weeks of contracts are calendar weeks. Of a week that is only partly in the horizon, the
    rules of days and hours are scaled to its days (see `week_limits`), and days off together are
    not asked for. A day on which the centre is closed is a day off, also next to the week.

    Dates off that are more than the days off of a contract are leave: they count as worked.

    Where days off and availability leave less than the least days or hours of a contract, the
    least is lowered to what they leave, and a note says so. A need without a price for being
    short has one here, more expensive than any shift. See Ernst et al. (2004) for the field.

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
    requirements = dict(need) if isinstance(need, Mapping) else {"": need}
    horizon = _horizon(requirements, first_day, week_starts)
    task = _RosterTask(
        requirements=requirements,
        shifts=shifts,
        agents=agents,
        contracts=contracts_by_name(contracts, agents),
        horizon=horizon,
        first_day=first_day,
        fairness=FairnessPrices(weekend_price, dict(unpopular or {})),
        penalty=_PENALTY_FACTOR * max((shift.cost for shift in shifts), default=0.0) + 1.0,
        gap=gap,
        budget=TimeBudget.start(time_limit, progress),
        closed=closed_days(horizon, shifts),
        zone=zone,
    )
    rows: list[RosterRow] = []
    bound = 0.0
    lowered: dict[tuple[str, int], tuple[int, float]] = {}
    windows = _windows(weeks or 1, contracts, horizon)
    for number, (first, end) in enumerate(windows):
        window = task.window(first, end)
        budget = task.budget.part(1.0 / (len(windows) - number))
        part = _solve_window(replace(task, budget=budget), window, rows, lowered)
        task.budget.interrupted |= budget.interrupted
        rows += part.rows
        bound += part.bound
    roster = _build(task, rows, bound, lowered)
    return verified(
        roster, requirements, contracts, agents, first_day, week_starts=week_starts, zone=zone
    )


@dataclass(frozen=True)
class _RosterTask:
    """What `assign` was asked for; `penalty` is per missing person and slot."""

    requirements: Mapping[str, StaffRequirement]
    shifts: Sequence[Shift]
    agents: Sequence[Agent]
    contracts: Mapping[str, Contract]
    horizon: RosterHorizon
    first_day: FirstDay
    fairness: FairnessPrices
    penalty: float
    gap: float
    budget: TimeBudget
    closed: Sequence[ClosedDays]
    zone: tzinfo | None

    def window(self, first: int, end: int) -> RosterWindow:
        """The weeks from `first` up to `end`."""
        horizon = self.horizon
        return RosterWindow(
            shifts=self.shifts,
            horizon=horizon,
            first_day=self.first_day,
            begin=horizon.week(first).start,
            end=horizon.week(end - 1).stop,
            skills=tuple(self.requirements),
            closed=self.closed,
            zone=self.zone,
        )


def _build(
    task: _RosterTask,
    rows: Sequence[RosterRow],
    bound: float,
    lowered: Mapping[tuple[str, int], tuple[int, float]],
) -> Roster:
    """The roster of all weeks, counted again from its rows, with the reasons for shortages."""
    window = task.window(0, task.horizon.weeks)
    unpriced = any(one.under is None for one in task.requirements.values())
    # people in the order in which they were given
    order = {agent.name: k for k, agent in enumerate(task.agents)}
    roster = build_roster(
        task.requirements,
        sorted(rows, key=lambda row: (order[row.person], row.day)),
        list(order),
        bound=bound,
        gap=task.gap,
        interrupted=task.budget.interrupted,
        extra={
            "wishes": wishes_cost(rows, task.agents, window),
            "fairness": fairness_cost(rows, task.agents, window, task.fairness, task.contracts),
        },
        unders=task.penalty / (task.horizon.slot / 3600.0),
        notes=roster_notes(window, task.agents, task.contracts, lowered, unpriced=unpriced),
    )
    closed = days_without_start(task.horizon, task.shifts)
    roster = replace(roster, lowered_minimums=lowered, closed=closed)
    why = why_short(roster, window, task.agents, task.contracts)
    return replace(roster, shortages=uncovered_periods(roster, task.horizon, why))


def _horizon(
    requirements: Mapping[str, StaffRequirement], first_day: FirstDay, week_starts: int
) -> RosterHorizon:
    """The horizon that all requirements share."""
    first = next(iter(requirements.values()))
    for skill, one in requirements.items():
        shared = (len(one.required), one.slot, one.cyclic, one.over)
        if shared != (len(first.required), first.slot, first.cyclic, first.over):
            raise InputError(
                "all requirements must have the same slots and the same price of overstaffing: "
                f"that of {skill!r} differs.",
                name="need",
            )
    if first.cyclic:
        raise InputError(
            "named people work on dates: the requirement must not be cyclic.", name="need"
        )
    return RosterHorizon.of(first, first_day, week_starts)


def _windows(
    weeks: int, contracts: Sequence[Contract], horizon: RosterHorizon
) -> list[tuple[int, int]]:
    """First week and end of each window; weeks at an end with fewer days go with a neighbour."""
    at_once = _weeks_at_once(weeks, contracts, horizon)
    borders = [*range(0, horizon.weeks, at_once), horizon.weeks]
    if at_once == 1 and len(borders) > 2 and len(horizon.week(horizon.weeks - 1)) < 7:
        del borders[-2]
    if at_once == 1 and len(borders) > 2 and len(horizon.week(0)) < 7:
        del borders[1]
    return list(pairwise(borders))


def _weeks_at_once(weeks: int, contracts: Sequence[Contract], horizon: RosterHorizon) -> int:
    """So many weeks, or more: whole periods, and all where runs of days have a minimum."""
    if any(
        contract.min_consecutive_days > 1 or contract.min_consecutive_days_off > 1
        for contract in contracts
    ):
        return horizon.weeks  # a run may cross any border of weeks
    # windows must hold whole periods of every contract, or the counts of a period would be split
    period = int(np.lcm.reduce([contract.period for contract in contracts]))
    return min(-(-weeks // period) * period, horizon.weeks)


def _person(
    task: _RosterTask, window: RosterWindow, agent: Agent, rows: Sequence[RosterRow]
) -> EligibleAgent:
    """An agent with the shifts that earlier rows leave open, and the counts of those rows."""
    mine = [row for row in rows if row.person == agent.name]
    counted = {
        name: sum(counts(name, row.shift, window) for row in mine)
        for name, _ in priced_counts(task.fairness)
    }
    past = PastWork.of(mine, window.begin, counted)
    return window.person(agent, task.contracts[agent.contract], past)


def _solve_window(
    task: _RosterTask,
    window: RosterWindow,
    rows: Sequence[RosterRow],
    lowered: dict[tuple[str, int], tuple[int, float]],
) -> WindowRoster:
    """The best of some weeks, given the rows before; adds what it lowers to `lowered`."""
    people = [_person(task, window, agent, rows) for agent in task.agents]
    contracts = {person.contract.name: person.contract for person in people}
    cliques = {
        name: rest_cliques(window.shifts, window.members, contract.rest / window.horizon.slot)
        for name, contract in contracts.items()
    }
    minimums = [
        lowered_minimums(window, one, cliques[one.contract.name], task.budget.remaining())
        for one in people
    ]
    for person, weeks in zip(people, minimums, strict=True):
        lowered.update({(person.agent.name, week): most for week, most in weeks.items()})
    problem = WindowProblem(
        window=window,
        requirements=task.requirements,
        people=people,
        rest_cliques=cliques,
        lowered=minimums,
        fairness=task.fairness,
        penalty=task.penalty,
    )
    model = roster_program(problem, _already_present(task, rows))
    part = _solve_program(model, problem, _SEARCH_SHARE * task.gap, task.budget)
    if window.end - window.begin == task.horizon.days:
        return part
    return part._replace(bound=_bound_for_any_past(task, problem))


def _bound_for_any_past(task: _RosterTask, problem: WindowProblem) -> float:
    """What a window costs at least, whatever was worked in the weeks before it.

    Nobody requires rest from earlier shifts, nothing has been counted, and the slots that shifts
    of the day before may reach have no requirement; so the bounds of all windows add up to a
    bound of the whole horizon.
    """
    window = problem.window
    fresh = [window.person(one.agent, one.contract, PastWork()) for one in problem.people]
    slots_per_day = round(86_400 / window.horizon.slot)
    ends = (s.clock // window.horizon.slot + s.length - slots_per_day for s in window.shifts)
    overnight = int(max(0.0, *ends)) if window.begin else 0
    loosened = replace(problem, people=fresh, fairness=FairnessPrices(0.0, {}))
    # one slot more, because a start need not fall on the border of a slot of the day
    ignored = overnight + 1 if overnight else 0
    model = roster_program(loosened, _already_present(task, []), ignored_slots=ignored)
    if not window.members:
        return model.constant
    relaxed = relax(model.program, seconds=task.budget.remaining())
    # nothing costs less than nothing
    return relaxed.bound + model.constant if relaxed.optimal else 0.0


def _already_present(task: _RosterTask, rows: Sequence[RosterRow]) -> Floats:
    """People of earlier weeks by skill and slot, the slots after the horizon included."""
    # requirements have one length, which `_horizon` has checked
    size = len(next(iter(task.requirements.values())).required)
    end = max((shift.start + shift.length for shift in task.shifts), default=size)
    present, on_break = coverage(rows, list(task.requirements), max(size, end), cyclic=False)
    return (present - on_break).astype(np.float64)


def _solve_program(
    model: RosterProgram, problem: WindowProblem, gap: float, budget: TimeBudget
) -> WindowRoster:
    """Whole shifts for everybody, then whole breaks for these shifts."""
    window, people = problem.window, problem.people
    if not window.members:
        return WindowRoster([], model.constant)
    solution = solve_near_relaxation(
        model.program,
        model.x,
        model.who,
        _days(model),
        _SHIFT_SHARE * gap,
        budget,
        lambda: quick_roster(model, problem),
    )
    if solution.values is None:
        raise WfmError("no roster was found within the limits; allow more time.")
    chosen = np.flatnonzero(np.rint(solution.values[model.x]) > 0)
    bound = solution.bound + model.constant
    budget.report(
        f"assigning people, up to week {window.weeks.stop}",
        bound,
        solution.objective + model.constant,
    )
    breaks = _whole_breaks(model, model.copy[chosen], _BREAK_SHARE * gap, budget)
    rows = []
    for j, c in zip(chosen, model.copy[chosen], strict=True):
        person, shift = people[model.who[j]], window.shifts[model.shift_of[c]]
        rows.append(
            RosterRow(
                person=person.agent.name,
                contract=person.contract.name,
                day=shift.day,
                shift=shift,
                breaks=breaks[c].pop(),
                skill=model.skill_of[c],
            )
        )
    return WindowRoster(rows, bound)


def _quick_breaks(model: RosterProgram, copies: Ints) -> dict[int, list[tuple[int, ...]]]:
    """Breaks one by one where most people are to spare, for a search whose time is over."""
    spare = -model.required.copy()
    for c in copies:
        shift = model.copies[c]
        spare[shift.start : shift.start + shift.length] += 1.0
    found: dict[int, list[tuple[int, ...]]] = {}
    for c in copies:
        shift, begins = model.copies[c], []
        for window in shift.breaks:
            starts = np.arange(shift.start + window.earliest, shift.start + window.latest + 1)
            worst = [spare[begin : begin + window.length].min() for begin in starts]
            begin = int(starts[int(np.argmax(worst))])
            spare[begin : begin + window.length] -= 1.0
            begins.append(begin - int(model.moved[c]))
        found.setdefault(int(c), []).append(tuple(begins))
    return found


def _days(model: RosterProgram) -> Ints:
    """On which day each choice starts."""
    return np.array([shift.day for shift in model.copies], dtype=np.int64)[model.copy]


def _whole_breaks(
    model: RosterProgram, copies: Ints, gap: float, budget: TimeBudget
) -> dict[int, list[tuple[int, ...]]]:
    """Whole breaks for the shifts that are worked, by copy, in slots of the horizon.

    The covering program again, with the number of each shift fixed to what was chosen.
    """
    if not len(copies):
        return {}
    # people with the same shift and skill share one column, with their number as both limits
    used, count = np.unique(copies, return_counts=True)
    part = model.problem.only(used)
    number = count.astype(np.float64)
    program = build(part, model.required, model.tiers, integral=True, lower=number, upper=number)
    solution = solve(program, gap=gap, node_limit=BREAK_NODES, seconds=budget.remaining())
    if solution.values is None:
        return _quick_breaks(model, copies)
    begins = [np.rint(begin) for begin in breaks_in(program, part, solution.values)]
    by_person = breaks_by_person(part, [model.copies[c] for c in used], count, begins)
    moved = [model.moved[c] for c in used]  # from the long line back to the horizon
    return {
        int(c): [tuple(begin - slots for begin in person) for person in people]
        for c, slots, people in zip(used, moved, by_person, strict=True)
    }
