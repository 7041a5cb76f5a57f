"""Small programs whose solutions are known, by both engines."""

import time

import numpy as np
import pytest
import scipy.optimize

from wfm._numerics import timed_call as module
from wfm._numerics.mathematical_program import Program, relax, solve, using


def knapsack():
    """Maximise 5 x + 4 y with 6 x + 4 y <= 24 and 1 <= x + 2 y <= 6: relaxed at (3, 1.5)."""
    program = Program()
    x = program.add_columns(np.array([-5.0, -4.0]), integral=True)
    program.add_row(-np.inf, 24.0, (x[:1], 6.0), (x[1:], 4.0))
    program.add_row(1.0, 6.0, (x, np.array([1.0, 2.0])))
    return program


@pytest.mark.parametrize("keep_row_order", [False, True])
def test_the_relaxation_has_the_prices_of_its_rows(keep_row_order):
    solution = relax(knapsack(), keep_row_order=keep_row_order)
    assert solution.optimal
    assert solution.values == pytest.approx([3.0, 1.5])
    assert solution.objective == solution.bound == pytest.approx(-21.0)
    assert solution.prices == pytest.approx([-0.75, -0.5])


@pytest.mark.parametrize("engine", ["scipy", "highs"])
def test_integral_columns_get_whole_values(engine):
    if engine == "highs":
        pytest.importorskip("highspy")
    with using(engine):
        solution = solve(knapsack(), gap=0.0)
    assert solution.optimal
    assert solution.values == pytest.approx([4.0, 0.0])
    assert solution.objective == pytest.approx(-20.0) == solution.bound


def test_limits_and_integrality_can_be_replaced_for_one_solve():
    program = knapsack()
    upper = np.array([2.0, np.inf])
    assert solve(program, upper=upper, gap=0.0).values == pytest.approx([2.0, 2.0])
    free = solve(program, integral=np.zeros(2))
    assert free.values == pytest.approx([3.0, 1.5])
    assert solve(program, lower=np.array([0.0, 3.0])).values == pytest.approx([0.0, 3.0])


def test_a_program_without_a_solution_has_none():
    program = knapsack()
    program.add_row(7.0, np.inf, (np.array([0, 1]), 1.0))
    assert solve(program, gap=0.0).values is None
    assert relax(program).values is None


def test_a_proof_that_there_is_no_solution_is_found_where_the_interior_point_method_fails(
    monkeypatch,
):
    real = scipy.optimize.linprog

    def failing(cost, *, method, **words):
        done = real(cost, method=method, **words)
        if method == "highs-ipm":
            done.x, done.status, done.message = None, 4, "Solve error"
        return done

    monkeypatch.setattr(scipy.optimize, "linprog", failing)
    impossible = Program()
    each = impossible.add_columns(np.ones(2), upper=1.0)
    impossible.add_row(3.0, 4.0, (each, 1.0))
    assert relax(impossible).infeasible
    possible = Program()
    each = possible.add_columns(np.ones(2), upper=1.0)
    possible.add_row(1.5, 4.0, (each, 1.0))
    found = relax(possible)
    assert (found.objective, found.infeasible) == (1.5, False)


def test_a_program_that_does_not_end_at_its_limit_has_no_solution(monkeypatch):
    def late(*_words, **_more):
        time.sleep(0.4)

    monkeypatch.setattr(scipy.optimize, "linprog", late)
    monkeypatch.setattr(scipy.optimize, "milp", late)
    assert relax(knapsack(), seconds=0.01).values is None
    found = solve(knapsack(), seconds=0.01)
    assert (found.values, found.optimal, found.infeasible) == (None, False, False)


@pytest.mark.parametrize("least", [0.0, 1.0])
def test_a_program_without_columns_has_a_solution_where_nothing_keeps_its_rows(least):
    program = Program()
    program.add_columns(np.zeros(0))
    program.add_rows(np.array([least]), np.array([2.0]))
    found = relax(program)
    assert found.infeasible == (least > 0)
    assert (found.objective == 0.0) == (least == 0)


def test_a_program_whose_columns_are_all_fixed_at_zero_costs_nothing():
    solution = solve(knapsack(), upper=np.zeros(2))
    assert solution.values.tolist() == [0.0, 0.0]
    assert solution.objective == 0.0


def test_highspy_reports_better_solutions_to_the_listener():
    pytest.importorskip("highspy")
    solutions = []
    with using("highs", lambda best, bound: solutions.append((best, bound))):
        solve(knapsack(), gap=0.0, start=(np.array([0, 1]), np.array([1.0, 0.0])))
    assert all(best >= -20.0 - 1e-6 for best, _ in solutions)


def test_a_restricted_program_keeps_the_other_columns():
    # 6 x + 4 y <= 24 and 1 <= x + 2 y <= 6 at x = 2: y <= 2, and no row without y is kept
    program = knapsack()
    program.add_row(-np.inf, 3.0, (np.array([0]), 1.0))
    part = program.assembled().restricted(np.array([2.0, 9.0]), np.array([1]))
    assert (part.columns, part.rows) == (1, 2)
    assert solve(part).values == pytest.approx([2.0])


def test_a_restricted_program_forgives_the_rounding_of_fixed_columns():
    program = Program()
    x = program.add_columns(np.zeros(2))
    program.add_row(1.0, 1.0, (x, 1.0))
    program.add_row(0.5, 0.5, (x, np.array([1.0, 0.5])))
    # the fixed column is a millionth off: nothing fits both rows without slack
    part = program.assembled().restricted(np.array([1e-6, 0.0]), np.array([1]))
    assert solve(part).values == pytest.approx([1.0], abs=1e-4)


@pytest.mark.parametrize("run", [relax, solve])
def test_a_program_larger_than_its_time_is_not_begun(run, monkeypatch):
    program = Program()
    columns = program.add_columns(np.ones(60), integral=True)
    program.add_row(1.0, np.inf, (columns, 1.0))
    monkeypatch.setattr(module, "_ENTRIES_PER_SECOND", 100.0)
    assert run(program, seconds=0.59).values is None
    assert run(program, seconds=0.61).objective == pytest.approx(1.0)
    assert run(program).objective == pytest.approx(1.0)
