"""From the relaxed tours to whole ones: first how many people, then day by day their shifts.

The relaxation is fractional in few places. People are rounded where it has any, by a program in
which shifts and breaks stay fractional. With the people fixed, days depend on each other only at
midnight, and each is a small program of its own (relax and fix).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from wfm._numerics.mathematical_program import ProgramSolution, relax, solve
from wfm.errors import UnreachableError
from wfm.scheduling.contracts import DAY
from wfm.scheduling.records import Shift
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.tours.model import TourProgram
from wfm.scheduling.week_patterns import Floats, Ints, RosterHorizon

__all__ = ["NoRosterError", "TourSolution", "search"]

# Integral columns up to which the whole program is tried first: HiGHS mostly finishes these within
# NODES nodes, and then the gap is proved; larger ones hardly ever.
SMALL = 500
# Nodes after which a program is left with the best it has: the days are small and seldom need
# more than some hundred; the limit is for the odd one with a long tail.
NODES = 2_000
# Of the program of people: its gap closes in the first nodes or not at all, and its relaxations
# are the largest of the search.
PEOPLE_NODES = 300
# The shares of the gap that people, then each day may use up; with the tenth for all days
# together, as their roundings partly cancel, the result mostly stays within the gap asked for.
PEOPLE_SHARE, DAY_SHARE = 0.8, 0.1
# Of the whole program at once, a little less than asked for: its cost is compared with the bound
# again behind it, and rounding must not spoil that.
WHOLE_SHARE = 0.9
# What counts as zero, or as equal, among the values of HiGHS, whose tolerance is 1e-6.
TOLERANCE = 1e-6


class NoRosterError(UnreachableError):
    """There is no roster of the lines of work; `proved`, or only not found."""

    def __init__(self, message: str, *, proved: bool = False) -> None:
        super().__init__(message)
        self.proved = proved


@dataclass(frozen=True)
class TourSolution:
    """Whole values of all columns, and a bound on what any roster costs.

    `exact` where the whole program was solved at once.
    """

    values: Floats
    bound: float
    exact: bool = False


@dataclass(frozen=True)
class _Search:
    """A program of tours, where its days are, and how long to look."""

    model: TourProgram
    shifts: Sequence[Shift]
    horizon: RosterHorizon
    gap: float
    budget: TimeBudget


def search(
    model: TourProgram,
    shifts: Sequence[Shift],
    horizon: RosterHorizon,
    step: float,
    *,
    gap: float,
    budget: TimeBudget,
) -> TourSolution:
    """Tours within `gap` of the relaxation, or the best of the limits.

    Costs are whole multiples of `step`, if it is not 0.
    """
    task = _Search(model, shifts, horizon, gap, budget)
    relaxed = relax(model.program, seconds=budget.part(0.5).remaining())
    if relaxed.values is None:
        raise NoRosterError("no roster was found.", proved=relaxed.infeasible)
    relaxed = replace(relaxed, bound=_raised_bound(model, relaxed, step))
    budget.report("finding the lowest possible cost", relaxed.bound)
    exact = _solve_at_once(task, relaxed)
    if exact.values is not None and _within(exact, gap):
        return TourSolution(exact.values, exact.bound, exact=True)
    staged = _solve_in_stages(task, relaxed)
    cost = float(model.program.vectors().cost @ staged.values)
    if exact.values is not None and exact.objective < cost:
        return TourSolution(exact.values, exact.bound)
    return replace(staged, bound=exact.bound)


def _solve_at_once(task: _Search, relaxed: ProgramSolution) -> ProgramSolution:
    """The whole program, if it is small; its bound is at least that of the relaxation."""
    program = task.model.program
    if int(program.vectors().integral.sum()) > SMALL:
        return ProgramSolution.none(relaxed.bound)
    seconds = task.budget.part(0.5).remaining()  # half is left for the stages
    exact = solve(program, gap=WHOLE_SHARE * task.gap, node_limit=NODES, seconds=seconds)
    exact = replace(exact, bound=max(relaxed.bound, exact.bound))
    if exact.values is not None:
        task.budget.report("choosing weeks and shifts", exact.bound, exact.objective)
    return exact


def _within(solution: ProgramSolution, gap: float) -> bool:
    """Whether a solution is proved to be within the gap."""
    distance = solution.objective - solution.bound
    return distance <= gap * abs(solution.objective) + TOLERANCE


def _raised_bound(model: TourProgram, relaxed: ProgramSolution, step: float) -> float:
    """The bound at the next multiple of `step`, which a row then states in the program too.

    sum over shifts of cost y >= bound; valid where shifts alone cost.
    """
    bound = relaxed.bound
    shifts = float(model.problem.cost @ _values(relaxed)[: model.problem.shifts])
    if not step or shifts < bound - TOLERANCE * (1.0 + abs(bound)):
        return bound
    bound = max(bound, step * math.ceil(bound / step - TOLERANCE))
    row = model.program.add_rows(np.array([bound]), np.array([np.inf]))
    for cost in np.unique(model.problem.cost):
        mine = np.flatnonzero(model.problem.cost == cost)
        model.program.put(np.full(len(mine), row[0]), mine, float(cost))
    return bound


def _solve_in_stages(task: _Search, relaxed: ProgramSolution) -> TourSolution:
    """Whole people, then whole shifts and breaks of one day after the other."""
    model, budget, gap = task.model, task.budget, task.gap
    people = None
    with budget.interruptible():
        people = _solve_people(task, relaxed, PEOPLE_SHARE * gap, PEOPLE_NODES)
    if people is None:  # Ctrl-C: any integer solution is returned
        people = _solve_people(task, relaxed, 1.0, NODES)
    budget.report("choosing people and days off", relaxed.bound, people.objective)
    values, fixed = _values(people), _people_columns(model)
    vectors = model.program.vectors()
    lower, upper = vectors.lower.copy(), vectors.upper.copy()
    lower[fixed] = upper[fixed] = np.rint(values[fixed])
    for day in range(task.horizon.days):
        solution = None
        with budget.interruptible():
            solution = _solve_day(task, day, values, (lower, upper), DAY_SHARE * gap)
        if solution is None:
            solution = _solve_day(task, day, values, (lower, upper), 1.0)
        values = _values(solution)
        mine = _day_columns(task, day)
        lower[mine] = upper[mine] = np.rint(values[mine])
        budget.report(f"choosing shifts of day {day + 1}", relaxed.bound, solution.objective)
    return TourSolution(values, relaxed.bound)


def _values(solution: ProgramSolution) -> Floats:
    """The values of a solution that is known to have some."""
    assert solution.values is not None
    return solution.values


def _people_columns(model: TourProgram) -> Ints:
    """Columns that count people: tours, and who goes on how from week to week."""
    flows = [flow.ravel() for line in model.flows for flow in line]
    return np.concatenate([*(week for table in model.people for week in table), *flows])


def _solve_people(
    task: _Search, relaxed: ProgramSolution, gap: float, node_limit: int
) -> ProgramSolution:
    """Whole people where the relaxation has some, at most one more each; else anywhere.

    floor(n*) <= n <= floor(n*) + 1 where n* > 0 is the relaxed number, and n = 0 elsewhere.
    """
    model, budget = task.model, task.budget
    tours = np.concatenate([week for table in model.people for week in table])
    integral = np.zeros(model.program.columns)
    integral[_people_columns(model)] = 1.0
    vectors = model.program.vectors()
    lower, upper = vectors.lower.copy(), vectors.upper.copy()
    number = _values(relaxed)[tours]
    lower[tours] = np.floor(number + TOLERANCE)
    upper[tours] = np.where(number > TOLERANCE, lower[tours] + 1.0, 0.0)
    near = solve(
        model.program,
        gap=gap,
        node_limit=node_limit,
        seconds=budget.part(0.5).remaining(),
        lower=lower,
        upper=upper,
        integral=integral,
    )
    if near.values is not None:
        return near
    anywhere = solve(
        model.program,
        gap=gap,
        node_limit=NODES,
        seconds=budget.part(0.5).remaining(),
        integral=integral,
    )
    if anywhere.values is None:
        raise NoRosterError("no roster was found.")
    return anywhere


def _day_columns(task: _Search, day: int) -> Ints:
    """Columns of the shifts and the breaks that start on a day."""
    horizon = task.horizon
    mine = [np.array([k for k, s in enumerate(task.shifts) if s.day == day], dtype=np.int64)]
    slots_per_day = horizon.slots / horizon.days
    for first, times in task.model.program.break_starts:
        on = np.minimum(times // slots_per_day, horizon.days - 1) == day
        mine.append(first + np.flatnonzero(on))
    return np.concatenate(mine)


def _solve_day(
    task: _Search, day: int, values: Floats, limits: tuple[Floats, Floats], gap: float
) -> ProgramSolution:
    """One day in whole numbers; earlier days are fixed, later ones may still change.

    Where no shift works over midnight, later days keep their values: nothing links them.
    """
    lower, upper = limits[0].copy(), limits[1].copy()
    integral = np.zeros(task.model.program.columns)
    integral[_day_columns(task, day)] = 1.0
    if not _overnight(task):
        for other in range(day + 1, task.horizon.days):
            still = _day_columns(task, other)
            lower[still] = upper[still] = np.clip(values[still], limits[0][still], None)
    solution = solve(
        task.model.program,
        gap=gap,
        node_limit=NODES,
        seconds=task.budget.part(1.0 / (task.horizon.days - day)).remaining(),
        lower=lower,
        upper=upper,
        integral=integral,
    )
    if solution.values is None:
        raise NoRosterError(f"no whole shifts were found for day {day + 1}.")
    return solution


def _overnight(task: _Search) -> bool:
    """Whether one day's work may reach into the next."""
    return any(task.horizon.span(shift)[1] > (shift.day + 1) * DAY for shift in task.shifts)
