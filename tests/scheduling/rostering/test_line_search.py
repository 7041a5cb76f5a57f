"""Rosters from lines of work, and the bound of their prices."""

import numpy as np
import pytest

from support.roster_programs import one_week_model, random_contract
from wfm._numerics.mathematical_program import solve
from wfm.scheduling.rostering import line_search
from wfm.scheduling.rostering.line_program import LineProgram
from wfm.scheduling.rostering.line_search import best_lines
from wfm.scheduling.time_budget import TimeBudget


def first_roster(model):
    """A roster that HiGHS finds first."""
    return solve(model.program, gap=1.0).values


def lines_of(model, values):
    program = LineProgram.of(
        model.program,
        model.people,
        model.x,
        np.array([model.copies[c].day for c in model.copy]),
        TimeBudget(),
    )
    chosen = np.zeros(model.program.columns, dtype=bool)
    chosen[model.x] = np.rint(values[model.x]) > 0
    return program, [program.line_of(i, chosen) for i in range(len(model.people))]


@pytest.mark.parametrize(
    "seed", [2, *(pytest.param(seed, marks=pytest.mark.deep) for seed in (1, 3))]
)
def test_the_bound_is_below_the_best_roster_and_the_lines_are_not(seed, monkeypatch):
    monkeypatch.setattr(line_search, "ROUNDS", 3)
    draw = np.random.default_rng(seed)
    model = one_week_model(draw, [random_contract(draw, name) for name in "abc"])
    values = first_roster(model)
    best = solve(model.program, gap=0.0).objective
    program, first = lines_of(model, values)
    found = best_lines(program, first, 0.0, TimeBudget())
    cost = program.relaxed(found.lines, None).objective
    assert found.bound <= best + 1e-6
    assert best - 1e-6 <= cost <= 1.05 * best


def test_lines_keep_the_choices_of_a_roster():
    draw = np.random.default_rng(2)
    model = one_week_model(draw, [random_contract(draw, name) for name in "ab"])
    values = first_roster(model)
    _, first = lines_of(model, values)
    kept = np.concatenate([model.people[line.person].columns[line.columns] for line in first])
    assert set(kept) & set(model.x) == set(model.x[np.rint(values[model.x]) > 0])
