"""The integrated program of tours: people, their shifts and their breaks at once.

For lines of work l (see `lines_of_work`), weeks on and off p and days d, on top of the covering
program with its shifts y[k] and breaks:

    sum over k of x[l, d, k] = sum over the p that work d of n[l, p]      every line and day
    y[k] = sum over l of x[l, d, k]                                       every shift

`n` counts people, `x` the shifts of day d that people of line l work (Thompson 1995, Brusco and
Jacobs 2000). `n`, `y` and the breaks are whole; `x` then is a flow and can be made whole at no
cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from wfm._numerics.mathematical_program import Program
from wfm.scheduling.contracts import Contract
from wfm.scheduling.covering.partial_cover import priced_tiers
from wfm.scheduling.covering.problem import CoverProblem, spread
from wfm.scheduling.covering.program import CoverProgram, UnderstaffingTier, build
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.shortage_price import minimum_price
from wfm.scheduling.tours.lines_of_work import LineOfWork
from wfm.scheduling.week_patterns import Floats, Ints, RosterHorizon, runs

__all__ = ["BEYOND", "TourProgram", "padded", "prices_of", "tour_program", "unreached"]

# More people than are ever at work: with so many required, at no price, no slot is overstaffed.
BEYOND = 1e5


@dataclass(frozen=True)
class TourProgram:
    """The program and where its columns are.

    `people[l]` are the n of a line, one array per week, `flows[l]` who goes from which end of
    a week to which beginning of the next, `days[l][d]` the x of a day. `constant` is the cost that
    nothing changes.
    """

    problem: CoverProblem
    program: CoverProgram
    lines: list[LineOfWork]
    people: list[list[Ints]]
    flows: list[list[Ints]]
    days: list[list[Ints]]
    constant: float


def padded(need: StaffRequirement, shifts: Sequence[Shift]) -> StaffRequirement:
    """An open horizon extended by slots for the shifts that run past its end."""
    end = max((shift.start + shift.length for shift in shifts), default=0)
    more = max(0, end - len(need.required))
    if need.cyclic or not more:
        return need
    floor = np.append(need.floor, np.zeros(more, np.int64)) if len(need.floor) else need.floor
    return replace(need, required=np.append(need.required, np.zeros(more, np.int64)), floor=floor)


def tour_program(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    contracts: Sequence[Contract],
    horizon: RosterHorizon,
    lines: list[LineOfWork],
    penalty: float,
) -> TourProgram:
    """The program in whole numbers; `penalty` is charged per missing person and slot."""
    problem = CoverProblem.of(padded(need, shifts), shifts)
    # a shift that belongs to no line cannot be worked
    upper = np.zeros(len(shifts))
    for line in lines:
        upper[np.concatenate(line.members)] = np.inf
    required, tiers = prices_of(problem, horizon, penalty)
    program = build(problem, required, tiers, integral=True, upper=upper)
    # sum over l of x[l, d, k] - y[k] = 0; the first columns of the program are y
    link = program.add_rows(np.zeros(len(shifts)), np.zeros(len(shifts)))
    program.put(link, np.arange(len(shifts)), -1.0)
    people, flows, days = [], [], []
    for line in lines:
        maximum = contracts[line.contract].max_consecutive_days
        table, flow = _add_people(program, line, maximum)
        people.append(table)
        flows.append(flow)
        days.append(_add_days(program, line, table, link, horizon))
    _add_headcounts(program, contracts, lines, people)
    constant = unreached(problem, required, tiers)
    return TourProgram(problem, program, lines, people, flows, days, constant)


def prices_of(
    problem: CoverProblem, horizon: RosterHorizon, penalty: float
) -> tuple[Floats, list[UnderstaffingTier]]:
    """People required, and the cost of missing ones; behind the horizon nothing counts.

    People who must be there, where every slot must be covered or below the floor, cost `penalty`
    each: a program that cannot have them all shows so by its solution instead of having none.
    The price, or without one the penalty, rises with the share that is missing if it is convex.
    Where there is no price, people below the floor cost more than the others.
    """
    required = problem.required.astype(np.float64)
    beyond = np.arange(problem.slots) >= horizon.slots
    if problem.over > 0:
        required[beyond] = BEYOND  # so that a night shift into it is not overstaffing
    free = UnderstaffingTier(np.zeros(problem.slots), np.where(beyond, required, 0.0))
    inside = np.where(beyond, 0.0, required)
    price, highest = problem.under, penalty
    if price is None:
        price, highest = penalty, minimum_price(penalty, horizon.slot, convex=problem.convex)
    soft = np.maximum(inside - problem.floor, 0.0)
    last = UnderstaffingTier(np.full(problem.slots, highest), inside - soft)
    return required, [free, *priced_tiers(problem, price, soft), last]


def unreached(problem: CoverProblem, required: Floats, tiers: Sequence[UnderstaffingTier]) -> float:
    """Cost of the people required where no shift reaches; the program has no rows there."""
    _, slot = spread(problem.start, problem.length, problem.slots)
    left = np.maximum(required, 0.0)
    left[slot] = 0.0
    total = 0.0
    for tier in tiers:
        missing = np.minimum(tier.cap, left)
        total += float(tier.price @ missing)
        left = left - missing
    return total


def _add_people(
    program: Program, line: LineOfWork, maximum: int | None
) -> tuple[list[Ints], list[Ints]]:
    """Columns n, one array per week, and flows f between two weeks.

    f[a, b] people end a week with a days of work in a row and begin the next with b; the flow is
    0 where a + b passes max_consecutive_days.
    """
    table = [program.add_columns(np.zeros(len(week)), integral=True) for week in line.weeks]
    flows = []
    for week in range(len(line.weeks) - 1):
        trail, lead = runs(line.weeks[week][:, ::-1]), runs(line.weeks[week + 1])
        ends, begins = np.unique(trail), np.unique(lead)
        allowed = ends[:, None] + begins[None, :] <= (maximum or np.inf)
        flow = program.add_columns(
            np.zeros(allowed.size), upper=np.where(allowed.ravel(), np.inf, 0.0), integral=True
        ).reshape(allowed.shape)
        _tie(program, flow, table[week], trail, ends)
        _tie(program, flow.T, table[week + 1], lead, begins)
        flows.append(flow)
    return table, flows


def _tie(program: Program, flow: Ints, people: Ints, run: Ints, lengths: Ints) -> None:
    """Sum over b of f[a, b] = sum over the p whose run is a of n[p], for each of `lengths`."""
    rows = program.add_rows(np.zeros(len(lengths)), np.zeros(len(lengths)))
    for row, length, columns in zip(rows, lengths, flow, strict=True):
        program.put(np.full(len(columns), row), columns, 1.0)
        mine = people[run == length]
        program.put(np.full(len(mine), row), mine, -1.0)


def _add_days(
    program: Program, line: LineOfWork, people: list[Ints], link: Ints, horizon: RosterHorizon
) -> list[Ints]:
    """Columns x of a line, and their rows: shifts worked on a day = people who work on it."""
    # sum over k of x[l, d, k] - sum over the p that work d of n[l, p] = 0
    rows = program.add_rows(np.zeros(len(line.members)), np.zeros(len(line.members)))
    columns = []
    for day, (row, shifts) in enumerate(zip(rows, line.members, strict=True)):
        x = program.add_columns(np.zeros(len(shifts)))
        program.put(np.full(len(x), row), x, 1.0)
        program.put(link[shifts], x, 1.0)
        week = horizon.week_of(day)
        working = people[week][line.weeks[week][:, day - horizon.week(week).start]]
        program.put(np.full(len(working), row), working, -1.0)
        columns.append(x)
    return columns


def _add_headcounts(
    program: Program,
    contracts: Sequence[Contract],
    lines: list[LineOfWork],
    people: list[list[Ints]],
) -> None:
    """People of a contract: sum over its lines l and over p of n[l, p] = or <= the number.

    The first week is enough, because the flows carry all people into the next.
    """
    for number, contract in enumerate(contracts):
        maximum = contract.people if contract.people is not None else contract.max_people
        if maximum is not None and any(line.contract == number for line in lines):
            minimum = -np.inf if contract.people is None else float(maximum)
            mine = [p[0] for p, line in zip(people, lines, strict=True) if line.contract == number]
            program.add_row(minimum, float(maximum), (np.concatenate(mine), 1.0))
