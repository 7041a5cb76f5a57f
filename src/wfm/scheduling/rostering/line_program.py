"""The program of a roster with one column for each line of work of a person.

    minimise   sum over i, l of cost[i, l] v[i, l] + cost · z
    lower <= sum over i, l of (A x[i, l]) v[i, l] + B z <= upper     the rows that link people
    sum over l of v[i, l] = 1                                        every person i
    v >= 0, and 0 or 1 in a roster

where x[i, l] are the choices of line l, and z the columns that belong to no person: shifts, breaks,
people missing. The rules of a person hold in every line, so that this relaxation is much tighter
than that of single shifts (Dantzig and Wolfe 1960). Any prices p >= 0 of the rows give a bound on
the cost of all rosters:

    p · limits + sum over i of the cheapest line of i at cost - p A + the cheapest z at cost - p B

References
----------
- G. B. Dantzig and P. Wolfe, "Decomposition principle for linear programs", Operations Research 8,
  1960.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wfm._numerics.mathematical_program import Program, Vectors, relax
from wfm.scheduling.rostering.agent_columns import PersonPart
from wfm.scheduling.rostering.line_graph import LineGraph, line_graph
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.week_patterns import Bools, Floats, Ints

if TYPE_CHECKING:
    from scipy.sparse import csc_array

__all__ = ["LineProgram", "RelaxedLines", "WorkLine"]

# Rows that link people, and steps of all graphs, above which a relaxation or the cheapest lines of
# everybody take too long for the many that are needed.
MOST_ROWS, MOST_STEPS = 3_000, 4_000_000
# A reduced cost below 0 by less is a rounding error of HiGHS, whose tolerance it is.
_ROUNDING = 1e-7


@dataclass(frozen=True, eq=False)
class WorkLine:
    """What one person works: the columns of the person that are 1.

    `rows` and `factors` say what it adds to the rows that link people; `is_allowed` is False where
    it breaks a rule that the graph leaves out.
    """

    person: int
    columns: Ints
    cost: float
    rows: Ints
    factors: Floats
    is_allowed: bool


class RelaxedLines(NamedTuple):
    """A relaxation over some lines: the share of each, and the prices of rows and of people."""

    objective: float
    shares: Floats
    prices: Floats
    of_people: Floats


@dataclass(frozen=True)
class LineProgram:
    """The rows that link people, and the graph of lines of everybody.

    `others` are the columns of the whole program that belong to no person; `links` the matrix of
    the linking rows; `lower` and `upper` their limits; `left_out` the linking rows that are rules
    of each person which the graph leaves out; `is_choice` says which columns are choices.
    """

    people: Sequence[PersonPart]
    graphs: Sequence[LineGraph]
    vectors: Vectors
    others: Ints
    links: Sequence[csc_array]
    other_links: csc_array
    lower: Floats
    upper: Floats
    left_out: Sequence[Ints]
    is_choice: Bools

    @classmethod
    def of(
        cls,
        program: Program,
        people: Sequence[PersonPart],
        x: Ints,
        day: Ints,
        budget: TimeBudget,
    ) -> LineProgram | None:
        """The program of lines; None where it would be too large, or the time is over.

        `x` are the columns of the choices and `day` the days of their shifts.
        """
        linking = np.ones(program.rows, dtype=np.bool_)
        owned = np.zeros(program.columns, dtype=np.bool_)
        for part in people:
            linking[part.rows.start : part.rows.stop] = False
            owned[part.columns] = True
        if int(linking.sum()) > MOST_ROWS:
            return None
        vectors, matrix = program.vectors(), program.matrix().tocsr()
        day_of = np.full(program.columns, -1, dtype=np.int64)
        day_of[x] = day
        graphs: list[LineGraph] = []
        for part in people:
            if budget.exhausted():
                return None
            rows = slice(part.rows.start, part.rows.stop)
            graph = line_graph(
                matrix[rows][:, part.columns].toarray(),
                vectors.row_lower[rows],
                vectors.row_upper[rows],
                day_of[part.columns],
            )
            if graph is None:
                return None
            graphs.append(graph)
            linking[[part.rows.start + row for row in graph.left_out]] = True
            if sum(one.steps for one in graphs) > MOST_STEPS:
                return None
        kept, others = np.flatnonzero(linking), np.flatnonzero(~owned)
        link = matrix[kept].tocsc()
        return cls(
            people=people,
            graphs=graphs,
            vectors=vectors,
            others=others,
            links=[link[:, part.columns] for part in people],
            other_links=link[:, others],
            lower=vectors.row_lower[kept],
            upper=vectors.row_upper[kept],
            is_choice=day_of >= 0,
            left_out=[
                np.searchsorted(kept, [part.rows.start + row for row in graph.left_out])
                for part, graph in zip(people, graphs, strict=True)
            ],
        )

    def line(self, person: int, columns: Ints) -> WorkLine:
        """A line of a person from its columns, numbered among those of the person."""
        use = np.asarray(self.links[person][:, columns].sum(axis=1), dtype=np.float64).ravel()
        rows, own = np.flatnonzero(use), self.left_out[person]
        within = (use[own] >= self.lower[own] - _ROUNDING) & (
            use[own] <= self.upper[own] + _ROUNDING
        )
        cost = float(self._cost(person)[columns].sum())
        return WorkLine(person, columns, cost, rows, use[rows], is_allowed=bool(within.all()))

    def line_of(self, person: int, chosen: Bools) -> WorkLine:
        """The cheapest line of a person with just the choices `chosen`, by column of the program.

        The choices must keep the rules.
        """
        cost, mine = self._cost(person), self.people[person].columns
        # more than the other columns cost together
        weight = 1.0 + float(np.abs(cost).sum())
        is_choice = self.is_choice[mine]
        reward = np.where(chosen[mine], -weight, weight)
        best = self.graphs[person].cheapest(np.where(is_choice, reward, cost))
        assert best is not None
        return self.line(person, best.columns)

    def _cost(self, person: int) -> Floats:
        """The cost of the columns of a person."""
        cost: Floats = self.vectors.cost[self.people[person].columns]
        return cost

    def cheapest_lines(self, prices: Floats, people: Sequence[int]) -> list[tuple[Ints, float]]:
        """The columns of the cheapest line of some people at prices of the rows, and its cost."""
        found = []
        for i in people:
            best = self.graphs[i].cheapest(self._cost(i) - self.links[i].T @ prices)
            # everybody has a line: the one of the roster that the search begins with
            assert best is not None
            found.append((best.columns, best.cost))
        return found

    def bound(self, prices: Floats, of_lines: float) -> float:
        """The bound that prices give, where the cheapest lines cost so much in all."""
        cost, lower, upper = (part[self.others] for part in self.vectors[:3])
        reduced = cost - self.other_links.T @ prices
        reduced[np.abs(reduced) < _ROUNDING] = 0.0
        limit = np.where(reduced > 0, lower, upper)
        row = np.where(prices > 0, self.lower, self.upper)
        with np.errstate(invalid="ignore"):
            # a price or cost of 0 counts 0 whatever the limit
            of_rows = np.where(prices == 0.0, 0.0, prices * row)
            of_others = np.where(reduced == 0.0, 0.0, reduced * limit)
        return float(of_rows.sum() + of_others.sum()) + of_lines

    def relaxed(self, lines: Sequence[WorkLine], seconds: float | None) -> RelaxedLines | None:
        """The relaxation over some lines; None where the time is over."""
        program, rows = Program(), len(self.lower)
        cost, lower, upper = (part[self.others] for part in self.vectors[:3])
        program.add_columns(cost, lower=lower, upper=upper)
        program.add_rows(self.lower, self.upper)
        one_each = program.add_rows(np.ones(len(self.people)), np.ones(len(self.people)))
        entries = self.other_links.tocoo()
        program.put(entries.row.astype(np.int64), entries.col.astype(np.int64), entries.data)
        columns = program.add_columns(np.array([line.cost for line in lines]))
        program.put(
            np.concatenate([line.rows for line in lines]),
            np.repeat(columns, [len(line.rows) for line in lines]),
            np.concatenate([line.factors for line in lines]),
        )
        program.put(one_each[[line.person for line in lines]], columns, 1.0)
        found = relax(program, seconds=seconds, method="highs-ds")
        if found.values is None or found.prices is None or not found.optimal:
            return None
        prices = found.prices
        return RelaxedLines(found.objective, found.values[columns], prices[:rows], prices[rows:])
