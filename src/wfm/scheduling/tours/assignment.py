"""Anonymous people for the tours: "full-time 1" and so on, each with shifts and breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from wfm._numerics.mathematical_program import Program, relax
from wfm.scheduling.break_assignment import breaks_by_person
from wfm.scheduling.contracts import DAY, Contract
from wfm.scheduling.covering.program import breaks_in
from wfm.scheduling.records import Shift
from wfm.scheduling.roster import RosterRow
from wfm.scheduling.tours.model import TourProgram
from wfm.scheduling.week_patterns import Bools, Floats, Ints, RosterHorizon, runs

__all__ = ["assign_tours"]


def assign_tours(
    model: TourProgram,
    shifts: Sequence[Shift],
    contracts: Sequence[Contract],
    horizon: RosterHorizon,
    values: Floats,
) -> tuple[list[RosterRow], list[str]]:
    """Rows and names.

    Any way to share out the shifts of a line meets the rules; this one keeps starts in order.
    """
    count = np.rint(values[: len(shifts)]).astype(np.int64)
    begins = [np.rint(begin) for begin in breaks_in(model.program, model.problem, values)]
    breaks = breaks_by_person(model.problem, shifts, count, begins)
    number = dict.fromkeys(range(len(contracts)), 0)
    rows: list[RosterRow] = []
    people: list[str] = []
    for line, table, flow, days in zip(
        model.lines, model.people, model.flows, _shifts_of_days(model, horizon, values), strict=True
    ):
        number_of = [np.rint(values[week]) for week in table]
        weeks = _weeks(line.weeks, number_of, [np.rint(values[f]) for f in flow])
        contract = contracts[line.contract]
        first = number[line.contract]
        # people of a contract are numbered through all its lines
        number[line.contract] += len(weeks)
        names = [f"{contract.name} {first + k + 1}" for k in range(len(weeks))]
        people += names
        for day, shifts_of_day in enumerate(days):
            # as many as there are shifts: the program has made them equal
            working = np.flatnonzero(weeks[:, day])
            for who, k in zip(
                working,
                sorted(shifts_of_day, key=_order_of_starts(shifts, line.opens)),
                strict=True,
            ):
                rows.append(RosterRow(names[who], contract.name, day, shifts[k], breaks[k].pop()))
    order = {name: place for place, name in enumerate(people)}
    return sorted(rows, key=lambda row: (order[row.person], row.day)), people


def _order_of_starts(shifts: Sequence[Shift], opens: int) -> Callable[[int], tuple[int, int, int]]:
    """A key that sorts shifts by their start after the window opens."""
    return lambda k: ((shifts[k].clock - opens) % DAY, shifts[k].length, k)


def _weeks(patterns: Sequence[Bools], people: list[Floats], flows: list[Floats]) -> Bools:
    """Days worked by every person of a line over all weeks."""
    pattern_of = np.repeat(np.arange(len(patterns[0])), people[0].astype(int))
    kept = [patterns[0][pattern_of]]
    for week, flow in enumerate(flows):
        trail, lead = runs(patterns[week][:, ::-1]), runs(patterns[week + 1])
        pattern_of = _next_week(pattern_of, lead, trail, people[week + 1], flow)
        kept.append(patterns[week + 1][pattern_of])
    return np.hstack(kept)


def _next_week(pattern_of: Ints, lead: Ints, trail: Ints, people: Floats, flow: Floats) -> Ints:
    """The pattern that each person works next week, by the flow between runs of days."""
    # who may go on how depends on these two runs of days alone
    ends, begins = np.unique(trail), np.unique(lead)
    starting = {
        int(begin): list(
            np.repeat(np.flatnonzero(lead == begin), people[lead == begin].astype(int))
        )
        for begin in begins
    }
    next_runs = {
        int(end): list(np.repeat(begins, flow[row].astype(int))) for row, end in enumerate(ends)
    }
    return np.array(
        [starting[int(next_runs[int(trail[p])].pop())].pop() for p in pattern_of], dtype=np.int64
    )


def _shifts_of_days(
    model: TourProgram, horizon: RosterHorizon, values: Floats
) -> list[list[list[int]]]:
    """The shifts of every line on every working day, one entry a person: a flow in whole numbers.

    A transport problem, whose vertices are whole:

        sum over k of x[l, d, k] = people of line l at work on day d
        sum over l of x[l, d, k] = number of shift k that is run
    """
    takers, givers, rows = [], [], []
    wanted_people: list[float] = []
    for line, table, days in zip(model.lines, model.people, model.days, strict=True):
        for day, columns in enumerate(days):
            takers += [len(wanted_people)] * len(columns)
            givers += line.members[day].tolist()
            rows += columns.tolist()
            week = horizon.week_of(day)
            working = line.weeks[week][:, day - horizon.week(week).start]
            wanted_people.append(float(np.rint(values[table[week][working]]).sum()))
    count = np.rint(values[: model.problem.shifts])
    each = np.arange(len(rows))
    # rows of the takers (line and day) first, then rows of the givers (shifts)
    sides = np.concatenate([takers, len(wanted_people) + np.array(givers)]).astype(int)
    program = Program()
    program.add_columns(np.zeros(len(rows)))
    wanted = np.concatenate([wanted_people, count])[: int(sides.max(initial=-1)) + 1]
    program.add_rows(wanted, wanted)
    program.put(sides, np.concatenate([each, each]), 1.0)
    solution = relax(program, method="highs-ds")  # the simplex method ends in a vertex
    assert solution.values is not None  # the tours of a line are as many as its shifts
    x = np.rint(solution.values).astype(int)
    return _unpacked(model, givers, x)


def _unpacked(model: TourProgram, givers: list[int], x: Ints) -> list[list[list[int]]]:
    """The shifts of every line and day, one entry per person, from the flow `x`."""
    found, at = [], 0
    for line in model.lines:
        days = []
        for members in line.members:
            size = len(members)
            days.append(np.repeat(givers[at : at + size], x[at : at + size]).tolist())
            at += size
        found.append(days)
    return found
