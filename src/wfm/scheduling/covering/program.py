"""The covering program: shifts to run, breaks to start, understaffing and overstaffing.

For shifts `x`, starts of breaks `b`, breaks still waiting `w`, short `u` and over `o`:

    minimise   sum cost x + under u + over o
    present[t] - on_break[t] + u[t] - o[t] >= required[t]         every slot
    w[t] = w[t-1] + opened[t] - b[t]                              every stock of breaks
    w[t] <= opened[t-width+1] + ... + opened[t]                   no break later than its window
    sum over some of x - minimum sum over among of x + d >= 0     every share of a day

where d, people too few for the share, exist only at a price.

(Dantzig 1954 for the first row; Bechtold and Jacobs 1990 for breaks without names.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from wfm._numerics.mathematical_program import Program
from wfm.scheduling.covering.problem import BreakGroup, CoverProblem, Floats, Ints, spread

__all__ = ["ANYWHERE", "CoverProgram", "UnderstaffingTier", "breaks_in", "build"]

# Slot of a column that belongs to no slot.
ANYWHERE = -1


class UnderstaffingTier(NamedTuple):
    """What one person short costs in each slot, and how many may be short at that price."""

    price: Floats
    cap: Floats


@dataclass
class CoverProgram(Program):
    """A program whose first columns are shifts.

    `break_starts` holds, for each group of breaks, the first column of `b` and the slots it is
    for; `slot_of` the slot of each column: where a shift or a break starts, where it waits, where
    people are too few or too many; `understaffed` the columns of people too few, `overstaffed`
    those of people too many.
    """

    break_starts: list[tuple[int, Ints]] = field(default_factory=list)
    slot_of: list[Ints] = field(default_factory=list)
    understaffed: list[Ints] = field(default_factory=list)
    overstaffed: list[Ints] = field(default_factory=list)


def build(
    problem: CoverProblem,
    need: Floats,
    tiers: Sequence[UnderstaffingTier],
    *,
    integral: bool,
    lower: Floats | float = 0.0,
    upper: Floats | float = np.inf,
    share_price: float | None = None,
    surplus: Floats | float = 0.0,
) -> CoverProgram:
    """Cover `need` with the shifts of `problem`; its first columns are the shifts.

    Parameters
    ----------
    problem : Problem
        The shifts and the price of overstaffing.
    need : float64 array, shape (slots,)
        People still needed; where it is below 0, others cover the slot already.
    tiers : sequence of Tier
        What a person short costs, and how many may be short at that price; none where no slot
        may be short.
    integral : bool
        Whether shifts and starts of breaks are whole numbers.
    lower, upper : float64 array or float
        Bounds on the number of each shift.
    share_price : float or None
        Price of a person too few for a share; None where none may be too few.
    surplus : float64 array, shape (shares,), or float
        What people outside the program add to the left side of each share.
    """
    program = CoverProgram()
    shifts = program.add_columns(problem.cost, lower=lower, upper=upper, integral=integral)
    program.slot_of.append(problem.start)
    reached = problem.reached()
    # a slot that no shift reaches, or without requirement and price of overstaffing, has no row
    slots = np.flatnonzero(reached & ((need > 0) | (problem.over_prices > 0)))
    row_of = np.full(problem.slots, -1, dtype=np.int64)
    row_of[slots] = _cover_rows(program, problem, need, tiers, slots)
    who, slot = spread(problem.start, problem.length, problem.slots)
    _put_known(program, row_of[slot], shifts[who], 1.0)
    for group in problem.groups:
        _add_stock(program, problem, group, shifts, row_of, integral)
    if problem.shares:
        _add_shares(program, problem, shifts, share_price, surplus)
    return program


def _add_shares(
    program: CoverProgram,
    problem: CoverProblem,
    shifts: Ints,
    price: float | None,
    surplus: Floats | float,
) -> None:
    """One row for each share of a day, with a column of people too few where they have a price."""
    count = len(problem.shares)
    # sum over some of x - minimum sum over among of x + d >= - surplus of the others
    rows = program.add_rows(
        -np.broadcast_to(np.asarray(surplus, dtype=np.float64), count), np.full(count, np.inf)
    )
    for row, share in zip(rows, problem.shares, strict=True):
        weight = share.weights(problem.shifts)[share.among]
        program.put(np.full(len(weight), row), shifts[share.among], weight)
    if price is not None:
        program.put(rows, program.add_columns(np.full(count, price)), 1.0)
        program.slot_of.append(np.full(count, ANYWHERE))


def _cover_rows(
    program: CoverProgram,
    problem: CoverProblem,
    need: Floats,
    tiers: Sequence[UnderstaffingTier],
    slots: Ints,
) -> Ints:
    """Rows of the slots, with columns of understaffing and overstaffing."""
    # present - on_break + u - o = required where overstaffing has a price, else without o and >=
    priced = problem.over > 0
    high = need[slots] if priced else np.full(len(slots), np.inf)
    rows = program.add_rows(need[slots], high)
    for tier in tiers:
        cap = np.minimum(tier.cap, np.maximum(need, 0.0))[slots]
        # a tier allows no more missing people than are required
        may = cap > 0
        columns = program.add_columns(tier.price[slots][may], upper=cap[may])
        program.slot_of.append(slots[may])
        program.understaffed.append(columns)
        program.put(rows[may], columns, 1.0)
    if priced:
        columns = program.add_columns(np.full(len(slots), problem.over))
        program.slot_of.append(slots)
        program.overstaffed.append(columns)
        program.put(rows, columns, -1.0)
    return rows


def _put_known(program: CoverProgram, rows: Ints, columns: Ints, value: float) -> None:
    """Enter only where the slot has a row."""
    known = rows >= 0
    program.put(rows[known], columns[known], value)


def _add_stock(
    program: CoverProgram,
    problem: CoverProblem,
    group: BreakGroup,
    shifts: Ints,
    row_of: Ints,
    integral: bool,
) -> None:
    """Columns and rows of the breaks of one group."""
    slots = problem.slots
    every = np.full(len(group.opens), group.width + 1, dtype=np.int64)
    window, slot = spread(group.opens, every, slots)
    times = np.unique(slot)
    index = np.full(slots, -1, dtype=np.int64)
    index[times] = np.arange(len(times))
    begin = program.add_columns(np.zeros(len(times)), integral=integral)
    # waiting breaks are integers wherever shifts and starts are
    wait = program.add_columns(np.zeros(len(times)))
    program.break_starts.append((program.columns - 2 * len(times), times))
    program.slot_of += [times, times]
    columns = shifts[group.shift]

    # w[t-1] + opened[t] - b[t] - w[t] = 0; opened[t] = sum of the shifts whose window opens at t
    balance = program.add_rows(np.zeros(len(times)), np.zeros(len(times)))
    program.put(balance, wait, -1.0)
    program.put(balance, begin, -1.0)
    program.put(balance[index[group.opens]], columns, 1.0)
    # a stock begins empty where no window was open in the slot before
    before = index[(times - 1) % slots]
    joined = before >= 0
    program.put(balance[joined], wait[before[joined]], 1.0)

    # w[t] - (opened[t-width+1] + ... + opened[t]) <= 0: what opened earlier has started by now
    fresh = program.add_rows(np.full(len(times), -np.inf), np.zeros(len(times)))
    program.put(fresh, wait, 1.0)
    last = slot == (group.opens[window] + group.width) % slots
    program.put(fresh[index[slot[~last]]], columns[window[~last]], -1.0)

    # a break that starts takes a person out of every slot that it lasts
    who, at = spread(times, np.full(len(times), group.length, dtype=np.int64), slots)
    _put_known(program, row_of[at], begin[who], -1.0)


def breaks_in(program: CoverProgram, problem: CoverProblem, values: Floats) -> list[Floats]:
    """How many breaks of each group start in each slot."""
    found = []
    for first, times in program.break_starts:
        begin = np.zeros(problem.slots)
        begin[times] = values[first : first + len(times)]
        found.append(begin)
    return found
