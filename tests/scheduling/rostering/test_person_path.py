"""The weeks of one person without a program, against the program of the same rules."""

import numpy as np
import pytest

from support.roster_programs import random_contract, window_problem
from wfm._numerics.mathematical_program import Program, ProgramSolution, solve
from wfm.scheduling.rostering import person_path
from wfm.scheduling.rostering.constraints import add_agent
from wfm.scheduling.rostering.model import WindowProblem
from wfm.scheduling.rostering.person_path import best_weeks


def program_of(problem: WindowProblem, cost: np.ndarray) -> Program:
    """The program of the one person."""
    person, program = problem.people[0], Program()
    x = program.add_columns(cost, upper=1.0, integral=True)
    cliques = problem.rest_cliques[person.contract.name]
    add_agent(program, problem.window, person, cliques, x, person.shifts, lowered={})
    return program


def with_shifts(program: Program, shifts: np.ndarray, chosen: np.ndarray) -> ProgramSolution:
    """The program with just these shifts."""
    made = np.zeros(len(shifts))
    made[chosen] = 1.0
    lower, upper = (np.concatenate(side) for side in (program.lower, program.upper))
    lower[: len(made)] = upper[: len(made)] = made
    return solve(program, lower=lower, upper=upper)


@pytest.mark.parametrize(
    "seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.deep) for seed in range(6, 200))]
)
def test_paths_keep_all_rules_and_are_the_cheapest_of_small_weeks(seed):
    draw = np.random.default_rng(seed)
    problem, _ = window_problem(draw, [random_contract(draw)], weeks=int(draw.integers(1, 4)))
    person = problem.people[0]
    cost = draw.normal(-0.5, 1.0, size=len(person.shifts))
    program = program_of(problem, cost)
    best = solve(program, gap=1e-6, node_limit=3_000)
    found = best_weeks(problem.window, person, {}, person.shifts, cost)
    assert (found is None) == (best.values is None)
    if found is not None:
        kept = with_shifts(program, person.shifts, found)
        assert kept.objective <= best.objective + 1e-5


def test_few_paths_keep_some_that_end_in_other_weeks(monkeypatch):
    """With one path a day, the weeks that are worth most at first may have no end."""
    found = 0
    for seed in range(12):
        draw = np.random.default_rng(seed)
        problem, _ = window_problem(draw, [random_contract(draw)], weeks=2)
        person = problem.people[0]
        cost = draw.normal(-0.5, 1.0, size=len(person.shifts))
        monkeypatch.setattr(person_path, "MORE_PATHS", 1)
        few = best_weeks(problem.window, person, {}, person.shifts, cost, 1)
        if few is not None:
            found += 1
            program = program_of(problem, cost)
            assert with_shifts(program, person.shifts, few).values is not None
    assert found >= 9
