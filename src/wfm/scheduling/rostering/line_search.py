"""A roster from lines of work: lines are priced, one each is chosen, then some people choose again.

The relaxation over all lines is found by column generation: the prices of a relaxation over some
lines give the cheapest line of everybody, which is added where it is worth it. A dive then makes
the line of one person after the other final, the surest first, with new lines for the others in
between. Last, the lines of a few people at a time are chosen again in the same way, while the
others keep theirs.

References
----------
- P. Wentges, "Weighted Dantzig-Wolfe decomposition for linear mixed-integer programming",
  International Transactions in Operational Research 4, 1997.
- E. K. Burke and T. Curtois, "New approaches to nurse rostering benchmark instances", European
  Journal of Operational Research 237, 2014.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from wfm.scheduling.rostering.line_program import LineProgram, RelaxedLines, WorkLine
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.week_patterns import Floats, Ints

__all__ = ["LineRoster", "best_lines"]

# Relaxations until the bound is as good as the relaxation, seldom more than 60; of a part of the
# people, where new lines after the first few gain next to nothing.
ITERATIONS, PART_ITERATIONS = 300, 12
# Relative distance of the bound from the relaxation at which no more lines are priced.
BOUND_GAP, PART_GAP = 1e-4, 1e-3
# Weight of the prices of the best bound beside those of the last relaxation: prices jump less,
# and fewer relaxations are needed (Wentges 1997).
SMOOTHING = 0.5
# A line with a larger share is final at once; of other people, the line with the largest share.
SURE = 0.9
# Lines per person in a relaxation, beside those that are final: with more, it takes longer.
MOST_LINES = 60
# The fewest people who choose again at once; any number up to all is drawn, because few are quick
# and many find more. Rounds: in all without a time limit, and in vain in a row.
FEWEST, ROUNDS, PATIENCE = 3, 150, 50
# The shares of lines count this much at least when one is chosen, so that no two dives are alike.
LEAST_WEIGHT = 0.7
# A reduced cost or gain below this is a rounding error of HiGHS.
MIN_GAIN = 1e-6


@dataclass(frozen=True)
class LineRoster:
    """A line for everybody, and a bound on what any roster costs."""

    lines: Sequence[WorkLine]
    bound: float


def best_lines(
    program: LineProgram, first: Sequence[WorkLine], gap: float, budget: TimeBudget
) -> LineRoster:
    """The cheapest lines found, from a first roster that keeps all rules.

    The search ends where the cost is within a relative `gap` of the bound.
    """
    search = _LineSearch(program, list(first), gap, budget)
    search.price_lines()
    everybody = list(range(len(first)))
    search.choose_again(everybody)
    draw = search.draw
    in_vain = tried = 0
    rounds = ROUNDS if budget.deadline is None else np.inf
    while tried < rounds and in_vain < PATIENCE and not search.is_done():
        size = int(draw.integers(min(FEWEST, len(first)), len(first), endpoint=True))
        some = draw.choice(len(first), size=size, replace=False)
        in_vain = 0 if search.choose_again(some.tolist()) else in_vain + 1
        tried += 1
    return LineRoster(search.lines, search.bound)


@dataclass
class _LineSearch:
    """The lines known so far, those of the best roster, its cost and the bound."""

    program: LineProgram
    lines: list[WorkLine]
    gap: float
    budget: TimeBudget
    known: list[list[WorkLine]] = field(default_factory=list)
    cost: float = np.inf
    bound: float = -np.inf
    # always the same draws, so that the same input gives the same roster
    draw: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))

    def __post_init__(self) -> None:
        self.known = [[line] for line in self.lines]
        self._seen = {(line.person, line.columns.tobytes()) for line in self.lines}
        relaxed = self.program.relaxed(self.lines, self.budget.remaining())
        if relaxed is not None:
            self.cost = relaxed.objective

    def is_done(self) -> bool:
        """Whether the gap is met or the time is over."""
        within = self.cost - self.bound <= self.gap * abs(self.cost)
        return within or self.budget.exhausted()

    def price_lines(self) -> None:
        """Lines for everybody, until the bound is near the relaxation."""
        best = None
        everybody = range(len(self.lines))
        for _ in range(ITERATIONS):
            relaxed = self._relaxed(everybody, self.lines)
            if relaxed is None:
                return
            lines, result = relaxed
            centre = result.prices if best is None else best
            smooth = SMOOTHING * centre + (1.0 - SMOOTHING) * result.prices
            # where smooth prices find no line that is worth adding, those of the relaxation may
            for prices in (smooth, result.prices):
                cheapest = self.program.cheapest_lines(prices, everybody)
                bound = self.program.bound(prices, sum(cost for _, cost in cheapest))
                if bound > self.bound:
                    self.bound, best = bound, prices
                added = self._add(everybody, (line for line, _ in cheapest), result)
                if added:
                    break
            near = result.objective - self.bound <= BOUND_GAP * abs(result.objective)
            if near or not added or self.budget.exhausted():
                return
            self.budget.report("lines of work", self.bound, self.cost)
            self._forget(lines, result)

    def choose_again(self, people: Sequence[int]) -> bool:
        """Whether other lines of some people make the roster cheaper."""
        lines, free = list(self.lines), set(people)
        while not self.budget.exhausted():
            relaxed = self._priced(free, lines)
            if relaxed is None:
                return False
            known, result = relaxed
            if result.objective >= self.cost - MIN_GAIN:
                return False
            if not free:
                self.cost, self.lines = result.objective, lines
                self.budget.report("lines of work", self.bound, self.cost)
                return True
            weight = self.draw.uniform(LEAST_WEIGHT, 1.0, size=len(known))
            for line in _final(known, result.shares, weight, free):
                lines[line.person] = line
                free.discard(line.person)
        return False

    def _priced(
        self, free: set[int], lines: Sequence[WorkLine]
    ) -> tuple[list[WorkLine], RelaxedLines] | None:
        """The relaxation with new lines for the free people."""
        people = sorted(free)
        for _ in range(PART_ITERATIONS):
            relaxed = self._relaxed(people, lines)
            if relaxed is None or not people:
                return relaxed
            known, result = relaxed
            cheapest = self.program.cheapest_lines(result.prices, people)
            gains = [
                result.of_people[i] - cost for i, (_, cost) in zip(people, cheapest, strict=True)
            ]
            added = self._add(people, (line for line, _ in cheapest), result)
            self._forget(known, result)
            if not added or sum(gains) < PART_GAP * abs(result.objective):
                break
        return relaxed

    def _relaxed(
        self, free: Iterable[int], lines: Sequence[WorkLine]
    ) -> tuple[list[WorkLine], RelaxedLines] | None:
        """The relaxation over the known lines of free people, and one of each of the others."""
        free = set(free)
        known = [
            line for i, one in enumerate(lines) for line in (self.known[i] if i in free else [one])
        ]
        result = self.program.relaxed(known, self.budget.remaining())
        return None if result is None else (known, result)

    def _add(self, people: Iterable[int], columns: Iterable[Ints], result: RelaxedLines) -> int:
        """How many lines are new, and cheaper at the prices of a relaxation than those it has."""
        added = 0
        for i, mine in zip(people, columns, strict=True):
            line = self.program.line(i, mine)
            reduced = line.cost - float(line.factors @ result.prices[line.rows])
            if reduced >= result.of_people[i] - MIN_GAIN or (i, mine.tobytes()) in self._seen:
                continue
            self._seen.add((i, mine.tobytes()))
            self.known[i].append(line)
            added += 1
        return added

    def _forget(self, lines: Sequence[WorkLine], result: RelaxedLines) -> None:
        """Forget the dearest lines of people with too many, never one of the best roster."""
        for i in {line.person for line in lines}:
            if len(self.known[i]) <= 2 * MOST_LINES:
                continue
            mine = sorted(
                self.known[i],
                key=lambda line: line.cost - float(line.factors @ result.prices[line.rows]),
            )
            kept, others = mine[:MOST_LINES], mine[MOST_LINES:]
            best = [line for line in others if line is self.lines[i]]
            self._seen -= {(i, line.columns.tobytes()) for line in others if line not in best}
            self.known[i] = kept + best


def _final(
    lines: Sequence[WorkLine], shares: Floats, weight: Floats, free: set[int]
) -> list[WorkLine]:
    """The lines of free people that are made final: those nearly whole, or the one most whole.

    Lines that break a rule which the graph leaves out are in the relaxation for the bound only.
    """
    mine = [k for k, line in enumerate(lines) if line.person in free and line.is_allowed]
    sure = [lines[k] for k in mine if shares[k] > SURE]
    return sure or [lines[max(mine, key=lambda k: shares[k] * weight[k])]]
