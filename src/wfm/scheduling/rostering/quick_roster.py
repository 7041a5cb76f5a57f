"""A roster in seconds: one person after the other takes the weeks that are worth most.

People are linked by coverage and fairness alone, which have prices. So one person's rules give the
best weeks for what is still missing, and the next person sees less of it missing. The result keeps
every rule; parts of it are then chosen again (see `improve`).
"""

from __future__ import annotations

import numpy as np

from wfm._numerics.mathematical_program import Program, solve
from wfm.scheduling.rostering.constraints import add_agent
from wfm.scheduling.rostering.model import RosterChoices, WindowProblem
from wfm.scheduling.rostering.person_path import FEW_PATHS, PATHS, best_weeks
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.week_patterns import Floats, Ints

__all__ = ["quick_roster"]

# Nodes of the program of one person for whom no path is found, and the gap that is good enough for
# a start.
NODES, GAP = 500, 0.02
# How often everybody chooses again behind that, while it gains more than a rounding error.
ROUNDS, MIN_GAIN = 3, 1e-6


def quick_roster(
    choices: RosterChoices, problem: WindowProblem, seconds: float | None = None
) -> Floats | None:
    """Which choices are made, 1.0 for each; None where no weeks of one person are found.

    Behind a limit of `seconds` for all people, those for whom no path is found have none.
    """
    search = _QuickRoster(choices, problem, TimeBudget.start(seconds))
    # people with few choices come first
    order = np.argsort([len(mine) for mine in search.choices_of], kind="stable").tolist()
    if not all(search.choose(i) for i in order):
        return None
    for _ in range(ROUNDS):
        changed = [search.choose_again(i) for i in order if not search.budget.exhausted()]
        if not any(changed):
            break
    values = np.zeros(len(choices.who))
    values[np.concatenate(search.made)] = 1.0
    return values


class _QuickRoster:
    """The choices `made` for each person, and who is still missing."""

    def __init__(self, choices: RosterChoices, problem: WindowProblem, budget: TimeBudget) -> None:
        self.choices = choices
        self.problem = problem
        self.budget = budget
        people = len(problem.people)
        self.missing = choices.required.copy()
        self.start = np.array([shift.start for shift in choices.copies], dtype=np.int64)
        length = np.array([shift.length for shift in choices.copies], dtype=np.int64)
        self.stop = self.start + length
        # choices come by person, so each person has one slice of them
        self.choices_of = np.split(
            np.arange(len(choices.who)), np.searchsorted(choices.who, np.arange(1, people))
        )
        self.made: list[Ints] = [np.zeros(0, dtype=np.int64)] * people

    def choose(self, i: int) -> bool:
        """Give a person the weeks that are worth most; False where none are found."""
        mine = self.choices_of[i]
        chosen = _weeks_of_one(self.problem, i, self._shifts(mine), self._cost(mine), self.budget)
        if chosen is None:
            return False
        self._put(i, mine[chosen])
        return True

    def choose_again(self, i: int) -> bool:
        """Give a person other weeks, if they are worth more."""
        mine, before = self.choices_of[i], self.made[i]
        self._put(i, before[:0])
        cost = self._cost(mine)
        found = _path(self.problem, i, self._shifts(mine), cost, PATHS)
        at = before - mine[0] if len(mine) else before
        better = found is not None and cost[found].sum() < cost[at].sum() - MIN_GAIN
        self._put(i, mine[found] if found is not None and better else before)
        return better

    def _shifts(self, mine: Ints) -> Ints:
        """The shifts of some choices."""
        shifts: Ints = self.choices.shift_of[self.choices.copy[mine]]
        return shifts

    def _cost(self, mine: Ints) -> Floats:
        """What some choices cost, less what they are worth where people are missing."""
        choices, copies = self.choices, self.choices.copy[mine]
        price, missing = choices.price_of_missing(self.missing), self.missing > 0
        each = np.where(missing, price, -choices.problem.over)
        worth = np.concatenate([[0.0], np.cumsum(each)])
        gain = worth[self.stop[copies]] - worth[self.start[copies]]
        cost: Floats = choices.wishes[mine] + choices.problem.cost[copies] - gain
        return cost

    def _put(self, i: int, made: Ints) -> None:
        """Let a person make other choices."""
        for one, sign in ((self.made[i], 1.0), (made, -1.0)):
            for copy in self.choices.copy[one]:
                self.missing[self.start[copy] : self.stop[copy]] += sign
        self.made[i] = made


def _path(problem: WindowProblem, i: int, shifts: Ints, cost: Floats, paths: int) -> Ints | None:
    """Which choices of a person are worth most, by the shift and the cost of each."""
    # of a shift in several queues, the one that is worth most
    order = np.lexsort((cost, shifts))
    best = order[np.unique(shifts[order], return_index=True)[1]]
    found = best_weeks(
        problem.window, problem.people[i], problem.lowered[i], shifts[best], cost[best], paths
    )
    return None if found is None else np.asarray(best[found])


def _weeks_of_one(
    problem: WindowProblem, i: int, shifts: Ints, cost: Floats, budget: TimeBudget
) -> Ints | None:
    """The same, by the program of one person where no path is found and there is time."""
    found = _path(problem, i, shifts, cost, FEW_PATHS)
    if found is not None or budget.exhausted():
        return found
    program, person = Program(), problem.people[i]
    x = program.add_columns(cost, upper=1.0, integral=True)
    cliques = problem.rest_cliques[person.contract.name]
    add_agent(program, problem.window, person, cliques, x, shifts, lowered=problem.lowered[i])
    if not program.columns:
        return np.zeros(0, dtype=np.int64)
    done = solve(program, gap=GAP, node_limit=NODES, seconds=budget.remaining())
    if done.values is None and budget.deadline is None:
        done = solve(program, gap=1.0)
    return None if done.values is None else np.flatnonzero(done.values[x] > 0.5)
