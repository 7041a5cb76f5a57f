"""The roster of some weeks: shifts for all people, then few starts, then breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import tzinfo
from typing import NamedTuple

import numpy as np

from wfm._numerics.mathematical_program import ProgramSolution, relax
from wfm.errors import UnreachableError, WfmError
from wfm.option_text import option
from wfm.scheduling.availability import FirstDay
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.fairness_prices import FairnessPrices
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.roster import TOLERANCE, RosterRow, coverage
from wfm.scheduling.rostering.constraints import LoweredMinimums
from wfm.scheduling.rostering.eligibility import (
    EligibleAgent,
    PastWork,
    RosterWindow,
    rest_cliques,
)
from wfm.scheduling.rostering.fairness import Compared, counts, fairness_cost
from wfm.scheduling.rostering.minimums import lowered_minimums
from wfm.scheduling.rostering.model import (
    RosterChoices,
    RosterProgram,
    WindowProblem,
    roster_choices,
    roster_program,
)
from wfm.scheduling.rostering.neighbourhood import solve_near_relaxation
from wfm.scheduling.rostering.quick_roster import quick_roster
from wfm.scheduling.rostering.roster_breaks import BreaksByCopy, missing_slots, whole_breaks
from wfm.scheduling.rostering.stable_starts import with_stable_starts
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.week_patterns import ClosedDays, Floats, Ints, RosterHorizon

__all__ = ["RosterTask", "WindowRoster", "solve_window"]

# The gap is spent in parts: a tenth is kept for costs that only the finished roster shows, of the
# rest 0.7 go to the shifts and 0.2 to the breaks; what remains absorbs rounding.
_SEARCH_SHARE, _SHIFT_SHARE, _BREAK_SHARE = 0.9, 0.7, 0.2

# The share of the time for a roster without `max_above_mean`.
_PLAIN_SHARE = 0.4

# Seconds that the program of all people takes for each choice until it has a roster, and the share
# of the time that it may take.
_SECONDS_PER_CHOICE, _PROGRAM_SHARE = 4e-5, 0.5

# Choices of people and shifts up to which a relaxation still ends where the time is over.
_QUICK = 2_000


@dataclass(frozen=True)
class RosterTask:
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
    nights: Mapping[tuple[int, int], int]
    compared: Compared = field(default_factory=dict)

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
            nights=self.nights,
        )


class WindowRoster(NamedTuple):
    """Rows of some weeks, a bound on their cost, and their cost but for whole breaks."""

    rows: list[RosterRow]
    bound: float
    cost: float


def _person(
    task: RosterTask, window: RosterWindow, agent: Agent, rows: Sequence[RosterRow]
) -> EligibleAgent:
    """An agent with the shifts that earlier rows leave open, and the counts of those rows."""
    mine = [row for row in rows if row.person == agent.name]
    counted = {
        one: sum(counts(one, row.shift, window) for row in mine)
        for one, _ in task.fairness.priced()
    }
    past = PastWork.of(mine, window, counted)
    return window.person(agent, task.contracts[agent.contract], past)


def solve_window(
    task: RosterTask,
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
    minimums = _lowered(task, window, people, cliques)
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
        compared=task.compared,
    )
    present = _already_present(task, rows)
    if _is_short_of_time(task.budget, problem):
        return _without_program(roster_choices(problem, present), problem, task.budget)
    part = _solve_fairly(task, problem, rows, present)
    if window.end - window.begin == task.horizon.days:
        return part
    return part._replace(bound=_bound_for_any_past(task, problem))


def _lowered(
    task: RosterTask,
    window: RosterWindow,
    people: Sequence[EligibleAgent],
    cliques: Mapping[str, Sequence[Ints]],
) -> list[LoweredMinimums]:
    """What minimums are lowered to, by person; looked for once where rules and shifts are equal."""
    known: dict[object, LoweredMinimums] = {}
    found = []
    for one in people:
        name = one.contract.name
        past = [getattr(one.past, each.name) for each in fields(one.past) if each.name != "counts"]
        key = (name, one.limits, one.shifts.tobytes(), *past)
        if key not in known:
            seconds = task.budget.remaining()
            known[key] = lowered_minimums(window, one, cliques[name], seconds)
        found.append(known[key])
    return found


def _is_short_of_time(budget: TimeBudget, problem: WindowProblem) -> bool:
    """Whether a program of all people would take too much of the time."""
    if budget.deadline is None:
        return False
    skills = [max(len(one.agent.skills), 1) for one in problem.people]
    choices = sum(
        len(one.shifts) * min(known, len(problem.requirements))
        for one, known in zip(problem.people, skills, strict=True)
    )
    left = budget.remaining() or 0.0
    return choices * _SECONDS_PER_CHOICE > _PROGRAM_SHARE * left


def _without_program(
    choices: RosterChoices, problem: WindowProblem, budget: TimeBudget
) -> WindowRoster:
    """One person after the other, for a time that is too short for a program of all people."""
    values = quick_roster(choices, problem, budget.remaining(_PROGRAM_SHARE))
    if values is None:
        raise _no_roster()
    chosen = np.flatnonzero(values)
    breaks = whole_breaks(choices, choices.copy[chosen], 0.0, budget)
    # nothing costs less than nothing
    return WindowRoster(_rows(choices, problem, chosen, breaks), 0.0, np.inf)


def _no_roster() -> WfmError:
    """The error of a search without a roster."""
    return UnreachableError(
        "no roster that keeps the rules of all people was found within the time limit; "
        f"{option('time_limit', '5m')} allows more."
    )


def _solve_fairly(
    task: RosterTask, problem: WindowProblem, rows: Sequence[RosterRow], present: Floats
) -> WindowRoster:
    """The best of some weeks; `max_above_mean` is met without more of such shifts in all.

    First without that limit. Where somebody is above it then, once more with it, and with as many
    weekend days, nights and unpopular shifts in all as were found at first: more of them for the
    others would only raise the mean.
    """
    fairness, gap = problem.fairness, _SEARCH_SHARE * task.gap
    if fairness.max_above_mean is None:
        return _solve_program(roster_program(problem, present), problem, gap, task.budget)
    free = replace(fairness, max_above_mean=None)

    def excess(part: WindowRoster) -> float:
        """The price of what is above the limit."""
        every = [*rows, *part.rows]
        costs = [
            fairness_cost(every, problem.window, f, problem.compared) for f in (fairness, free)
        ]
        return costs[0] - costs[1]

    budget = task.budget.part(_PLAIN_SHARE)
    loose = replace(problem, fairness=free)
    plain = _solve_program(roster_program(loose, present), loose, gap, budget)
    task.budget.join(budget)
    price = excess(plain)
    if price <= TOLERANCE or task.budget.exhausted():
        return plain
    most = {
        counted: sum(counts(counted, row.shift, problem.window) for row in plain.rows)
        for counted, _ in fairness.priced()
    }
    capped = replace(problem, fairness=replace(fairness, most=most))
    found = _solve_program(roster_program(capped, present), capped, gap, task.budget)
    best = found if found.cost < plain.cost + price else plain
    if task.budget.exhausted():
        return best._replace(bound=plain.bound)
    # the limit of the sum is no rule, so that no bound may rest on it
    model = roster_program(problem, present)
    relaxed = relax(model.program, seconds=task.budget.remaining())
    bound = relaxed.bound + model.constant if relaxed.optimal else -np.inf
    return best._replace(bound=max(plain.bound, bound))


def _bound_for_any_past(task: RosterTask, problem: WindowProblem) -> float:
    """What a window costs at least, whatever was worked in the weeks before it.

    No person requires rest from earlier shifts, nothing has been counted, and the slots that shifts
    of the day before may reach have no requirement; so the bounds of all windows add up to a
    bound of the whole horizon.
    """
    window = problem.window
    if task.budget.exhausted() and len(window.members) * len(problem.people) > _QUICK:
        return 0.0  # nothing costs less than nothing
    fresh = [window.person(one.agent, one.contract, PastWork()) for one in problem.people]
    slots_per_day = round(86_400 / window.horizon.slot)
    ends = (s.clock // window.horizon.slot + s.length - slots_per_day for s in window.shifts)
    overnight = int(max(0.0, *ends)) if window.begin else 0
    loosened = replace(problem, people=fresh, fairness=FairnessPrices())
    # one slot more, because a start need not fall on the border of a slot of the day
    ignored = overnight + 1 if overnight else 0
    model = roster_program(loosened, _already_present(task, []), ignored_slots=ignored)
    if not window.members:
        return model.constant
    relaxed = relax(model.program, seconds=task.budget.remaining())
    # nothing costs less than nothing
    return relaxed.bound + model.constant if relaxed.optimal else 0.0


def _already_present(task: RosterTask, rows: Sequence[RosterRow]) -> Floats:
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
    window = problem.window
    if not window.members:
        return WindowRoster([], model.constant, model.constant)
    solution = solve_near_relaxation(
        model.program,
        model.x,
        model.who,
        _days(model),
        model.people,
        _SHIFT_SHARE * gap,
        budget,
        lambda seconds: quick_roster(model, problem, seconds),
        # over several weeks, what is settled early may leave later days without a solution
        by_days=len(window.weeks) == 1,
    )
    if solution.values is None:
        raise _no_roster()
    chosen = np.flatnonzero(np.rint(solution.values[model.x]) > 0)
    bound = solution.bound + model.constant
    budget.report(
        f"assigning people, up to week {window.weeks.stop}",
        bound,
        solution.objective + model.constant,
    )
    chosen, breaks = _with_breaks(model, problem, solution, chosen, gap, budget)
    rows = _rows(model, problem, chosen, breaks)
    return WindowRoster(rows, bound, solution.objective + model.constant)


def _rows(
    choices: RosterChoices, problem: WindowProblem, chosen: Ints, breaks: BreaksByCopy
) -> list[RosterRow]:
    """The rows of the choices that are made."""
    rows = []
    for j, c in zip(chosen, choices.copy[chosen], strict=True):
        person, shift = problem.people[choices.who[j]], problem.window.shifts[choices.shift_of[c]]
        rows.append(
            RosterRow(
                person=person.agent.name,
                contract=person.contract.name,
                day=shift.day,
                shift=shift,
                breaks=breaks[c].pop(),
                skill=choices.skill_of[c],
            )
        )
    return rows


def _days(model: RosterProgram) -> Ints:
    """On which day each choice starts."""
    return np.array([shift.day for shift in model.copies], dtype=np.int64)[model.copy]


def _with_breaks(
    model: RosterProgram,
    problem: WindowProblem,
    best: ProgramSolution,
    chosen: Ints,
    gap: float,
    budget: TimeBudget,
) -> tuple[Ints, BreaksByCopy]:
    """The choices with whole breaks: those with few starts, unless more people are missing then."""
    share = _BREAK_SHARE * gap
    breaks = whole_breaks(model, model.copy[chosen], share, budget)
    stable = None
    with budget.interruptible():
        stable = with_stable_starts(model, problem, best, (1.0 - _BREAK_SHARE) * gap, budget)
    if stable is None:
        return chosen, breaks
    other = np.flatnonzero(np.rint(stable) > 0)
    others = whole_breaks(model, model.copy[other], share, budget)
    missing = missing_slots(model, model.copy[chosen], breaks)
    if missing_slots(model, model.copy[other], others) > missing:
        return chosen, breaks
    return other, others
