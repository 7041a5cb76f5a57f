"""Rows for the changes of the requirement: they cut off no schedule, and prove the optimum soon."""

import numpy as np
import pytest

from wfm._numerics.mathematical_program import relax, solve
from wfm.scheduling.covering import distinct_shifts
from wfm.scheduling.covering.change_rows import whole_deviations
from wfm.scheduling.covering.cover import cover
from wfm.scheduling.covering.distinct_shifts import DistinctShifts
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.records import Shift, StaffRequirement

HOUR = 3600.0


def _shifts(day, days, starts, lengths, cost=0.0):
    """Shifts without breaks, the same on every day, around the end of the horizon."""
    return [
        Shift("any", d, (d * day + at) % (day * days), n, at * 3600, (), float(n), cost * n)
        for d in range(days)
        for at in starts
        for n in lengths
    ]


def _optimum(need, shifts, rows, monkeypatch):
    """The least cost of the program with or without the rows, missing people at a last price."""
    monkeypatch.setattr(distinct_shifts, "_has_change_rows", lambda _: rows)
    problem = CoverProblem.of(need, shifts)
    kinds = DistinctShifts.of(need, shifts, None)
    soft = np.full(problem.slots, 40.0)
    program = distinct_shifts._program(problem, kinds, np.arange(problem.shifts), soft)
    integral = whole_deviations(program) if rows else None
    found = solve(program, gap=0.0, integral=integral)
    assert found.optimal
    return found.objective


@pytest.mark.parametrize("seed", range(1, 13))
def test_the_cheapest_schedule_costs_as_much_with_the_rows(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    day, days, cyclic = 8, 2, bool(seed % 2)
    starts = rng.choice(day if cyclic else 4, 3, replace=False)
    shifts = _shifts(day, days, starts, rng.choice([2, 3, 4], 2, replace=False), seed % 3 / 10)
    required = rng.integers(0, 4, day * days)
    need = StaffRequirement(
        required,
        HOUR,
        cyclic,
        under=[1.0, 2.5, None][seed % 3],
        over=[0.5, 1.0, 2.0, 3.0][seed % 4],
        distinct=[1.0, 3.0][seed % 2],
        convex=seed == 6,
    )
    with_rows = _optimum(need, shifts, True, monkeypatch)
    assert with_rows == pytest.approx(_optimum(need, shifts, False, monkeypatch))


def _week(people):
    """A week around the clock that some people in some shifts cover without anyone to spare."""
    shifts = _shifts(24, 7, range(24), [6, 7, 8, 9])
    required = np.zeros(7 * 24, dtype=np.int64)
    for (at, length), count in people.items():
        for day in range(7):
            slots = (24 * day + at + np.arange(length)) % len(required)
            required[slots] += count + day % 2
    return required, shifts


def test_shifts_that_fit_a_week_are_found_and_proved_to_be_the_fewest(monkeypatch):
    # the root of the whole program is enough: there is no choice by linear programs
    monkeypatch.setattr(distinct_shifts, "_choose", lambda *_: pytest.fail("was not proved"))
    required, shifts = _week({(5, 8): 6, (9, 7): 4, (13, 9): 5, (21, 9): 3})
    need = StaffRequirement(required, HOUR, True, under=60.0, over=60.0, distinct=60.0)
    found = cover(need, shifts, gap=0.0)
    assert (found.cost, found.bound, found.status) == (240.0, 240.0, "optimal")


def test_the_rows_raise_the_bound_of_the_linear_program(monkeypatch):
    required, shifts = _week({(6, 8): 9, (14, 8): 7, (22, 8): 4})
    need = StaffRequirement(required, HOUR, True, under=10.0, over=10.0, distinct=10.0)
    problem, kinds = CoverProblem.of(need, shifts), DistinctShifts.of(need, shifts, None)
    bounds = []
    for rows in (True, False):
        monkeypatch.setattr(distinct_shifts, "_has_change_rows", lambda _, rows=rows: rows)
        program = distinct_shifts._program(problem, kinds, np.arange(problem.shifts), None)
        bounds.append(relax(program, method="highs-ds").objective)
    assert bounds[0] == pytest.approx(30.0)  # the optimum: three distinct shifts
    assert bounds[1] < 25.0


def test_a_time_limit_leaves_time_for_a_choice_of_kinds_before_the_whole_program(monkeypatch):
    steps = []
    monkeypatch.setattr(distinct_shifts, "_choose", lambda *_: steps.append("choice"))
    monkeypatch.setattr(distinct_shifts, "_solve", lambda *_: bool(steps.append("root")))
    required, shifts = _week({(7, 8): 3, (15, 8): 2})
    need = StaffRequirement(required, HOUR, True, under=60.0, over=60.0, distinct=60.0)
    cover(need, shifts, gap=0.0, time_limit=300.0)
    assert steps[:2] == ["choice", "root"]
