"""Rows for the changes of the requirement, which say at once how many distinct shifts it takes.

Without breaks, the people at work change only where shifts begin or end. With x people in a shift,
u too few and o too many, the requirement r may therefore rise by ``d = r[t] - r[t-1] > 0`` only if

    sum over shifts that begin at t of x + u[t] + o[t-1] >= d

and, since no shift is run whose kind is not open (y = 0),

    sum over kinds that begin at t of d y + u[t] + o[t-1] >= d

The same holds of a fall for the shifts that end at t, with u[t-1] and o[t]. These rows hold in
every whole-number solution, and not in those of the linear program, which opens a small part of
each kind. In minimum shift design they raise its bound from a quarter to nine tenths of the optimum
(the mixed-integer rounding of Nemhauser and Wolsey 1990, of one row for each change).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints
from wfm.scheduling.covering.program import CoverProgram

__all__ = ["add_change_rows", "whole_deviations"]


def add_change_rows(program: CoverProgram, problem: CoverProblem, opened: Ints, kind: Ints) -> None:
    """Append one row for each change of the requirement.

    Parameters
    ----------
    program : CoverProgram
        The program of `problem`, which has no breaks and a price of overstaffing.
    opened : int64 array, shape (kinds,)
        The column of each kind, 1 where it is open.
    kind : int64 array, shape (shifts,)
        The kind of each shift.
    """
    slots = problem.slots
    # the first slot follows the last: that holds of an open horizon too, in which all of the first
    # slot begin there, and all of the last one end there
    change = problem.required - np.roll(problem.required, 1)
    # a slot that no shift reaches has no columns: people are missing there whatever is run
    known = problem.reached() | (problem.required == 0)
    change[~(known & np.roll(known, 1))] = 0
    at = np.flatnonzero(change)
    size = np.abs(change[at]).astype(np.float64)
    first_row = program.rows
    program.add_rows(size, np.full(len(at), np.inf))
    row_of = np.full(slots, -1, dtype=np.int64)
    row_of[at] = first_row + np.arange(len(at))
    # sum over kinds that begin (or end) at t of d y
    end = (problem.start + problem.length) % slots
    rises, falls = change[problem.start] > 0, change[end] < 0
    slot = np.concatenate([problem.start[rises], end[falls]])
    # a kind stands once in a row, however many of its shifts begin there
    pairs = np.unique(np.stack([slot, np.concatenate([kind[rises], kind[falls]])]), axis=1)
    program.put(row_of[pairs[0]], opened[pairs[1]], np.abs(change[pairs[0]]).astype(np.float64))
    # u[t] + o[t-1] of a rise, u[t-1] + o[t] of a fall
    for some, late, early in (
        (change > 0, program.understaffed, program.overstaffed),
        (change < 0, program.overstaffed, program.understaffed),
    ):
        rows = np.where(some, row_of, -1)
        _put_deviations(program, late, rows)
        _put_deviations(program, early, np.roll(rows, -1))


def _put_deviations(program: CoverProgram, columns: Sequence[Ints], row_of: Ints) -> None:
    """Enter the columns of people too few or too many in the row that each slot has, if any."""
    slot_of = np.concatenate(program.slot_of)
    for some in columns:
        rows = row_of[slot_of[some]]
        program.put(rows[rows >= 0], some[rows >= 0], 1.0)


def whole_deviations(program: CoverProgram) -> Floats:
    """Which columns are whole, people too few and too many among them.

    They are whole in every solution with whole people and without breaks. HiGHS then uses the
    steps in which the cost can fall, and ends when the bound is less than a step away.
    """
    integral = program.vectors().integral.copy()
    integral[np.concatenate([*program.understaffed, *program.overstaffed])] = 1.0
    return integral
