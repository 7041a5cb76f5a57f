"""Whole breaks for shifts that are chosen, and how many people are missing then."""

from __future__ import annotations

import numpy as np

from wfm._numerics.mathematical_program import solve
from wfm.scheduling.break_assignment import breaks_by_person
from wfm.scheduling.covering.program import breaks_in, build
from wfm.scheduling.rostering.model import RosterChoices
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.week_patterns import Ints

__all__ = ["BreaksByCopy", "missing_slots", "whole_breaks"]

# Nodes for the breaks of shifts that are fixed: a program whose relaxation is nearly whole.
BREAK_NODES = 500

# The first slots of the breaks of each person, by copy of a shift.
BreaksByCopy = dict[int, list[tuple[int, ...]]]


def whole_breaks(
    model: RosterChoices, copies: Ints, gap: float, budget: TimeBudget
) -> BreaksByCopy:
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


def _quick_breaks(model: RosterChoices, copies: Ints) -> BreaksByCopy:
    """Breaks one by one where most people are to spare, for a search whose time is over."""
    spare = -model.required.copy()
    for c in copies:
        shift = model.copies[c]
        spare[shift.start : shift.start + shift.length] += 1.0
    found: BreaksByCopy = {}
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


def missing_slots(model: RosterChoices, copies: Ints, breaks: BreaksByCopy) -> float:
    """People missing, summed over the slots."""
    net = -model.required
    for c in copies:
        shift = model.copies[c]
        net[shift.start : shift.start + shift.length] += 1.0
    for c, people in breaks.items():
        for begins in people:
            for begin, window in zip(begins, model.copies[c].breaks, strict=True):
                first = begin + int(model.moved[c])
                net[first : first + window.length] -= 1.0
    return float(np.maximum(-net, 0.0).sum())
