"""Tours of few people, one by one: any start on any day that the rules allow.

Lines of work make tours of thousands of people, but keep each person to one window of starts.
One post around the clock then takes six people where five can take turns. For few people a
program with a choice for every person and shift has no such limit:

    sum over p of choice[i, w, p] = used[i]                            every week w
    sum over k of day d of x[i, k] = sum over the p that work d of choice[i, w, p]
    minimum used[i] <= sum over k of week w of paid[k] x[i, k] <= maximum used[i]
    sum over k of a set without rest between them of x[i, k] <= used[i]
    y[k] = sum over i of x[i, k]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from wfm._numerics.mathematical_program import solve
from wfm.scheduling.break_assignment import breaks_by_person
from wfm.scheduling.contracts import DAY, Contract
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.covering.program import CoverProgram, breaks_in, build
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.roster import RosterRow
from wfm.scheduling.tours.lines_of_work import openings, weeks_of
from wfm.scheduling.tours.model import padded, prices_of, unreached
from wfm.scheduling.tours.rule_bound import cliques_around, may_work
from wfm.scheduling.week_patterns import Ints, RosterHorizon, week_limits

__all__ = ["MOST_CHOICES", "choices_of", "single_people"]

# Choices of people and shifts up to which the program is solved: above, HiGHS takes minutes.
MOST_CHOICES = 2_500
# Nodes after which the best so far is taken.
NODES = 2_000


@dataclass(frozen=True)
class _Person:
    """Columns of one person."""

    contract: Contract
    members: Ints
    x: Ints
    used: Ints


def choices_of(
    shifts: Sequence[Shift], contracts: Sequence[Contract], people: Sequence[int]
) -> int:
    """How many choices the program has for so many people of each contract."""
    return sum(
        number * len(may_work(shifts, contract))
        for contract, number in zip(contracts, people, strict=True)
    )


def single_people(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    contracts: Sequence[Contract],
    horizon: RosterHorizon,
    people: Sequence[int],
    *,
    penalty: float,
    bound: float,
    gap: float,
    seconds: float | None,
) -> tuple[list[RosterRow], list[str]] | None:
    """Rows and names of the cheapest roster found of at most so many people of each contract.

    `bound` is what any roster costs at least. None where no roster was found.
    """
    problem = CoverProblem.of(padded(need, shifts), shifts)
    required, tiers = prices_of(problem, horizon, penalty)
    program = build(problem, required, tiers, integral=True)
    link = program.add_rows(np.zeros(len(shifts)), np.zeros(len(shifts)))
    program.put(link, np.arange(len(shifts)), -1.0)
    team = [
        person
        for contract, number in zip(contracts, people, strict=True)
        for person in _add_contract(program, horizon, shifts, contract, number, link)
    ]
    if need.under is None and need.over == 0 and np.isfinite(bound):
        # shifts and missing people alone cost, so that the bound may be stated as one short row,
        # which ends the search when it is met
        cost = program.vectors().cost
        each = np.flatnonzero(cost)
        least = bound - unreached(problem, required, tiers)
        program.add_row(least - 1e-6 * (1.0 + abs(least)), np.inf, (each, cost[each]))
    done = solve(program, gap=gap, node_limit=NODES, seconds=seconds)
    if done.values is None:
        return None
    count = np.rint(done.values[: len(shifts)]).astype(np.int64)
    begins = [np.rint(begin) for begin in breaks_in(program, problem, done.values)]
    breaks = breaks_by_person(problem, shifts, count, begins)
    rows, names = [], []
    number = dict.fromkeys((contract.name for contract in contracts), 0)
    for person in team:
        if done.values[person.used[0]] < 0.5:
            continue
        number[person.contract.name] += 1
        name = f"{person.contract.name} {number[person.contract.name]}"
        names.append(name)
        worked = person.members[done.values[person.x] > 0.5]
        rows += [
            RosterRow(name, person.contract.name, shifts[k].day, shifts[k], breaks[k].pop())
            for k in sorted(worked.tolist(), key=lambda k: shifts[k].day)
        ]
    return rows, names


def _add_contract(
    program: CoverProgram,
    horizon: RosterHorizon,
    shifts: Sequence[Shift],
    contract: Contract,
    number: int,
    link: Ints,
) -> list[_Person]:
    """The people of one contract, the first of whom are used first."""
    members = may_work(shifts, contract)
    cliques = cliques_around(horizon, shifts, members, contract.rest)
    sets = [np.searchsorted(members, clique) for clique in cliques]
    team = [
        _add_person(program, horizon, shifts, contract, members, sets, link) for _ in range(number)
    ]
    for one, other in pairwise(team):
        program.add_row(0.0, np.inf, (one.used, 1.0), (other.used, -1.0))
    if contract.people is not None:
        for one in team:
            program.add_row(1.0, 1.0, (one.used, 1.0))
    return team


def _add_person(
    program: CoverProgram,
    horizon: RosterHorizon,
    shifts: Sequence[Shift],
    contract: Contract,
    members: Ints,
    sets: Sequence[Ints],
    link: Ints,
) -> _Person:
    """Columns and rows of one person."""
    used = program.add_columns(np.zeros(1), upper=1.0, integral=True)
    x = program.add_columns(np.zeros(len(members)), upper=1.0, integral=True)
    program.put(link[members], x, 1.0)
    day = np.array([shifts[k].day for k in members])
    paid = np.array([shifts[k].paid_hours for k in members])
    for week, patterns in enumerate(weeks_of(horizon, shifts, contract, None)):
        choice = program.add_columns(np.zeros(len(patterns)), upper=1.0)
        program.add_row(0.0, 0.0, (choice, 1.0), (used, -1.0))
        days = horizon.week(week)
        for place, one in enumerate(days):
            working = choice[patterns[:, place]]
            program.add_row(0.0, 0.0, (x[day == one], 1.0), (working, -1.0))
        if contract.weekly_hours is not None:
            low, high = week_limits(contract, len(days)).hours
            mine = (day >= days.start) & (day < days.stop)
            program.add_row(-1e-7, np.inf, (x[mine], paid[mine]), (used, -low))
            program.add_row(-np.inf, 1e-7, (x[mine], paid[mine]), (used, -high))
    for clique in sets:
        if len(np.unique(day[clique])) > 1:
            program.add_row(-np.inf, 0.0, (x[clique], 1.0), (used, -1.0))
    _add_runs(program, horizon, contract, day, x)
    _add_windows(program, horizon, shifts, contract, members, x)
    return _Person(contract, members, x, used)


def _add_runs(
    program: CoverProgram, horizon: RosterHorizon, contract: Contract, day: Ints, x: Ints
) -> None:
    """max_consecutive_days over the borders of weeks; inside a week the patterns keep it."""
    most = contract.max_consecutive_days
    if most is not None and horizon.weeks > 1:
        for first in range(horizon.days - most):
            mine = (day >= first) & (day <= first + most)
            program.add_row(-np.inf, most, (x[mine], 1.0))


def _add_windows(
    program: CoverProgram,
    horizon: RosterHorizon,
    shifts: Sequence[Shift],
    contract: Contract,
    members: Ints,
    x: Ints,
) -> None:
    """start_flexibility: all starts lie in one window; start_spread: those of each week."""
    clocks = np.array([shifts[k].clock for k in members])
    weeks = np.array([horizon.week_of(shifts[k].day) for k in members])
    if contract.start_flexibility is not None:
        _add_window(program, clocks, x, int(2 * contract.start_flexibility))
    for week in range(horizon.weeks) if contract.start_spread is not None else ():
        mine = weeks == week
        _add_window(program, clocks[mine], x[mine], int(contract.start_spread or 0.0))


def _add_window(program: CoverProgram, clocks: Ints, x: Ints, width: int) -> None:
    """Starts that lie in one window of the day, whichever suits best."""
    if not len(clocks):
        return
    opens = openings(clocks, width)
    choice = program.add_columns(np.zeros(len(opens)), upper=1.0, integral=True)
    program.add_row(1.0, 1.0, (choice, 1.0))
    for column, clock in zip(x, clocks, strict=True):
        holds = np.array([(clock - start) % DAY <= width for start in opens])
        if not holds.all():
            program.add_row(-np.inf, 0.0, (column[None], 1.0), (choice[holds], -1.0))
