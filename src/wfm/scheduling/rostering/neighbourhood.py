"""Whole numbers near the relaxation: only choices that it makes, or nearly makes, are looked at.

The relaxation of a roster uses few of the many shifts that each person could work, and some
whole roster within a fraction of a per cent is nearly always among those. Where none is, more
choices are let in, the cheapest by their reduced cost, and at last all.

Where rules bind over weeks, this relaxation says little: then whole lines of work of people are
priced and chosen (see `line_search`), which also gives a better bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from wfm._numerics.mathematical_program import Program, ProgramSolution, relax, solve
from wfm.scheduling.rostering.agent_columns import PersonPart
from wfm.scheduling.rostering.day_by_day import solve_by_days
from wfm.scheduling.rostering.improve import cheaper_solution, improve_by_parts, is_within_gap
from wfm.scheduling.rostering.line_program import LineProgram
from wfm.scheduling.rostering.line_search import best_lines
from wfm.scheduling.rostering.model import FEW
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.week_patterns import Floats, Ints

__all__ = ["solve_near_relaxation"]

# Choices above which restricted programs come first; a smaller program is solved as a whole.
LARGE = 4_000
# The shares of the other choices that are let in beside those of the relaxation, one after the
# other, until the gap is met.
SHARES = (0.0, 0.1, 0.3)
# Nodes of the first program that has a solution, from which parts are improved, of the whole
# program behind that, and of a small whole one, which can be finished.
FIRST_NODES, MANY_NODES, SMALL_NODES = 10, 1_000, 20_000
# A whole program with fewer choices than this gets SMALL_NODES: a node takes milliseconds.
SMALL = FEW // 3
# The gap may be missed by a fifth before more is tried: the last part of it takes longest.
SLACK = 1.2
# Shares of the time left: for the relaxation, for a first program, so that the improvement by
# parts has its turn, and for that, so that breaks and stable starts have theirs.
RELAX_SHARE, FIRST_SHARE, PARTS_SHARE = 0.5, 0.15, 0.8
# Of the time for parts, the share for one day after the other.
DAYS_SHARE = 0.6
# Of that, the share for one person after the other.
QUICK_SHARE = 0.2
# A gap above which the first program has done worse than one person after the other may.
POOR = 0.05
# The gap of the rest where all choices are made.
MADE_GAP = 0.001
# A relaxed value above this is not a rounding error of the interior point method.
_MADE = 1e-7


def solve_near_relaxation(
    program: Program,
    x: Ints,
    who: Ints,
    day: Ints,
    people: Sequence[PersonPart],
    gap: float,
    budget: TimeBudget,
    quick: Callable[[float | None], Floats | None],
    *,
    by_days: bool,
) -> ProgramSolution:
    """The best found, with the bound of the whole program.

    `x` are the columns of the choices, `who` and `day` whose and of which day they are, `people`
    the parts of the program that are rules of one person. `quick` gives choices to begin with,
    where no program has any or they are poor. With `by_days`, a large program is first solved one
    day after the other.
    """
    # with a limit, first a roster to return when the time is over
    early = ProgramSolution.none()
    if budget.deadline is not None:
        early = _with_choices(program, x, quick(budget.remaining()), None)
    relaxed = relax(program, seconds=budget.remaining(RELAX_SHARE))
    if relaxed.values is None and budget.deadline is None:
        return relaxed
    bound = relaxed.bound if relaxed.optimal else -np.inf
    best = ProgramSolution.none(bound)
    if early.values is not None and budget.exhausted():
        return cheaper_solution(best, early, whole_program=False)
    wide = SLACK * gap
    part = budget.part(PARTS_SHARE)
    with budget.interruptible():
        if by_days and len(x) > FEW and relaxed.optimal:
            near = _limits_near(program, x, relaxed, 0.0)
            days = part.part(DAYS_SHARE)
            other = solve_by_days(program, x, day, relaxed, near, days)
            best = cheaper_solution(best, other, whole_program=False)
        for upper, nodes in _wider_and_wider(program, x, relaxed):
            if best.values is not None:
                break
            seconds = part.remaining(FIRST_SHARE)
            other = solve(program, gap=gap, node_limit=nodes, seconds=seconds, upper=upper)
            best = cheaper_solution(best, other, whole_program=upper is None)
            # where the first finds none, others seldom do
            if best.values is not None or budget.exhausted() or len(x) > LARGE:
                break
        best = cheaper_solution(best, early, whole_program=False)
        if early.values is None and (best.values is None or not is_within_gap(best, POOR)):
            some = part.remaining(QUICK_SHARE)
            other = _with_choices(program, x, quick(some), some)
            best = cheaper_solution(best, other, whole_program=False)
        if best.values is None:
            best = _any_roster(program, best, budget)
        if not is_within_gap(best, POOR):
            best = _improve_by_lines(program, x, day, people, best, wide, part)
        if not is_within_gap(best, wide):
            best = improve_by_parts(program, x, who, day, best, wide, part)
        if not (is_within_gap(best, wide) or part.exhausted() or len(x) < SMALL):
            seconds = part.remaining()
            other = solve(program, gap=gap, node_limit=MANY_NODES, seconds=seconds)
            best = cheaper_solution(best, other, whole_program=True)
    best = cheaper_solution(best, early, whole_program=False)
    return _any_roster(program, best, budget) if best.values is None else best


def _improve_by_lines(
    program: Program,
    x: Ints,
    day: Ints,
    people: Sequence[PersonPart],
    best: ProgramSolution,
    gap: float,
    budget: TimeBudget,
) -> ProgramSolution:
    """The best with other lines of work and the higher bound, where lines are not too many."""
    if best.values is None:
        return best
    lines = LineProgram.of(program, people, x, day, budget)
    if lines is None:
        return best
    chosen = np.zeros(program.columns, dtype=np.bool_)
    chosen[x] = np.rint(best.values[x]) > 0
    first = [lines.line_of(i, chosen) for i in range(len(people))]
    found = best_lines(lines, first, gap, budget)
    choices = np.zeros(program.columns)
    for line, part in zip(found.lines, people, strict=True):
        choices[part.columns[line.columns]] = 1.0
    other = _with_choices(program, x, choices[x], budget.remaining())
    best = cheaper_solution(best, other, whole_program=False)
    return ProgramSolution(best.values, best.objective, max(best.bound, found.bound))


def _with_choices(
    program: Program, x: Ints, choices: Floats | None, seconds: float | None
) -> ProgramSolution:
    """The program with every choice made."""
    if choices is None:
        return ProgramSolution.none()
    vectors = program.vectors()
    lower, upper = vectors.lower.copy(), vectors.upper.copy()
    lower[x] = upper[x] = choices
    return solve(
        program, gap=MADE_GAP, node_limit=MANY_NODES, seconds=seconds, lower=lower, upper=upper
    )


def _any_roster(program: Program, best: ProgramSolution, budget: TimeBudget) -> ProgramSolution:
    """The first roster that is found, whatever it costs; `best` as it is where none is."""
    other = solve(program, gap=1.0, node_limit=SMALL_NODES, seconds=budget.remaining())
    return cheaper_solution(best, other, whole_program=True)


def _wider_and_wider(
    program: Program, x: Ints, relaxed: ProgramSolution
) -> Iterator[tuple[Floats | None, int]]:
    """Upper limits that let in ever more of the choices, None for all, with a node limit each."""
    if len(x) > LARGE and relaxed.optimal:
        for share in SHARES:
            yield _limits_near(program, x, relaxed, share), FIRST_NODES
    yield None, SMALL_NODES if len(x) < SMALL else FIRST_NODES


def _limits_near(program: Program, x: Ints, relaxed: ProgramSolution, share: float) -> Floats:
    """Upper limits for the choices of the relaxation and a share of the others, cheapest first.

    A choice that is left out has the upper limit 0.
    """
    assert relaxed.values is not None
    assert relaxed.reduced_costs is not None
    upper = program.vectors().upper.copy()
    made = relaxed.values[x] > _MADE
    # Many reduced costs are equal: a fixed shuffle spreads what is let in over people and days.
    shuffled = np.random.default_rng(0).random(len(x))
    order = np.lexsort((shuffled, np.round(relaxed.reduced_costs[x], 6), ~made))
    kept = order[: int(made.sum() + share * (~made).sum())]
    closed = np.ones(len(x), dtype=np.bool_)
    closed[kept] = False
    upper[x[closed]] = 0.0
    return upper
