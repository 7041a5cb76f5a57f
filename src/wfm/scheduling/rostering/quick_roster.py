"""A roster in seconds: one person after the other takes the week that is worth most.

People are linked by coverage and fairness alone, which have prices. So a program with one
person's rules finds the best weeks for what is still missing, and the next person sees less of it
missing. The result keeps every rule; parts of it are then chosen again (see `improve`).
"""

from __future__ import annotations

import numpy as np

from wfm._numerics.mathematical_program import Program, solve
from wfm.scheduling.rostering.constraints import add_agent
from wfm.scheduling.rostering.model import RosterProgram, WindowProblem
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.week_patterns import Floats, Ints

__all__ = ["quick_roster"]

# Nodes for the weeks of one person, and the gap that is good enough for a start.
NODES, GAP = 500, 0.02


def quick_roster(
    model: RosterProgram, problem: WindowProblem, seconds: float | None = None
) -> Floats | None:
    """Values of the choices ``model.x``; None where the rules of one person allow no weeks.

    With a limit of `seconds` for all people, also where it ends before all people have weeks.
    """
    budget = TimeBudget.start(seconds)
    values = np.zeros(len(model.x))
    wishes = np.concatenate(model.program.cost)[model.x]
    missing = model.required.copy()
    # people with few choices come first
    count = np.bincount(model.who, minlength=len(problem.people))
    for i in np.argsort(count, kind="stable"):
        mine = np.flatnonzero(model.who == i)
        chosen = _weeks_of_one(model, problem, int(i), mine, wishes[mine], missing, budget)
        if chosen is None:
            return None
        values[mine[chosen]] = 1.0
        for j in mine[chosen]:
            shift = model.copies[model.copy[j]]
            missing[shift.start : shift.start + shift.length] -= 1.0
    return values


def _weeks_of_one(
    model: RosterProgram,
    problem: WindowProblem,
    i: int,
    mine: Ints,
    wishes: Floats,
    missing: Floats,
    budget: TimeBudget,
) -> Ints | None:
    """Which of a person's choices are worth most at the prices of now."""
    worth = np.where(missing > 0, model.price_of_missing(missing), -model.problem.over)
    total = np.concatenate([[0.0], np.cumsum(worth)])
    copies = [model.copies[c] for c in model.copy[mine]]
    gain = np.array([total[s.start + s.length] - total[s.start] for s in copies])
    cost = wishes + model.problem.cost[model.copy[mine]] - gain
    person, program = problem.people[i], Program()
    x = program.add_columns(cost, upper=1.0, integral=True)
    cliques = problem.rest_cliques[person.contract.name]
    shifts = model.shift_of[model.copy[mine]]
    add_agent(program, problem.window, person, cliques, x, shifts, lowered=problem.lowered[i])
    if not program.columns:
        return np.zeros(0, dtype=np.int64)
    done = solve(program, gap=GAP, node_limit=NODES, seconds=budget.remaining())
    if done.values is None and budget.deadline is None:
        done = solve(program, gap=1.0)
    return None if done.values is None else np.flatnonzero(done.values[x] > 0.5)
