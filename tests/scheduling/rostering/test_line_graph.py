"""The cheapest line of work of one person, against the program with the same rules."""

import numpy as np
import pytest

from support.roster_programs import one_week_model, random_contract
from wfm._numerics.mathematical_program import Program, solve
from wfm.scheduling.rostering.line_graph import line_graph


def person_of(model, number=0):
    """Rows, limits and days of the columns of one person of a program."""
    part = model.people[number]
    rows = slice(part.rows.start, part.rows.stop)
    vectors = model.program.vectors()
    day_of = np.full(model.program.columns, -1)
    day_of[model.x] = [model.copies[c].day for c in model.copy]
    factors = model.program.matrix().tocsr()[rows][:, part.columns].toarray()
    return factors, vectors.row_lower[rows], vectors.row_upper[rows], day_of[part.columns]


def cheapest_by_program(factors, lower, upper, cost):
    program = Program()
    columns = program.add_columns(cost, upper=1.0, integral=True)
    for row, low, high in zip(factors, lower, upper, strict=True):
        program.add_row(low, high, (columns, row))
    return solve(program, gap=0.0)


@pytest.mark.parametrize("seed", range(12))
def test_the_cheapest_line_costs_what_the_program_finds(seed):
    draw = np.random.default_rng(seed)
    factors, lower, upper, day = person_of(one_week_model(draw, [random_contract(draw)]))
    graph = line_graph(factors, lower, upper, day)
    assert graph.left_out == ()
    cost = np.where(day >= 0, draw.normal(size=len(day)).round(3), 0.0)
    line = graph.cheapest(cost)
    best = cheapest_by_program(factors, lower, upper, cost)
    if line is None:
        assert best.values is None
        return
    assert line.cost == pytest.approx(best.objective, abs=1e-6)
    used = factors[:, line.columns].sum(axis=1)
    assert (used >= lower - 1e-6).all()
    assert (used <= upper + 1e-6).all()


def two_kinds(days=12, most=4):
    """Rows of two kinds of shift on some days, each worked at most so often."""
    early, late = np.eye(2).repeat(days, axis=0).T
    each_day = np.hstack([np.eye(days), np.eye(days)])
    factors = np.vstack([early, late, each_day])
    upper = np.array([most, most, *np.ones(days)], dtype=float)
    return factors, np.full(len(upper), -np.inf), upper, np.tile(np.arange(days), 2)


def test_with_few_steps_a_row_is_left_out_and_a_line_costs_less():
    rows = two_kinds()
    cost = -np.ones(24)
    whole, part = line_graph(*rows), line_graph(*rows, most_steps=40)
    assert (whole.left_out, len(part.left_out)) == ((), 1)
    assert whole.cheapest(cost).cost == -8
    assert part.cheapest(cost).cost == -12


def test_no_graph_where_leaving_rows_out_does_not_help():
    assert line_graph(*two_kinds(), most_steps=1) is None


def test_no_line_where_rules_allow_none():
    # one of two columns of the same day must be 1, and both must be 0
    factors = np.array([[1.0, 1.0], [1.0, 1.0]])
    graph = line_graph(factors, np.array([1.0, 0.0]), np.array([1.0, 0.0]), np.array([0, 0]))
    assert graph.cheapest(np.zeros(2)) is None
