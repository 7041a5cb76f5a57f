"""Every line of work that the rules of one person allow, as paths through layers of states.

A line of work is what one person works in a window of weeks. The graph is built from the rows of
the person's rules in the program (see `constraints`), so that these are stated once: columns are
chosen day by day, and a state holds how much of each row is used. A row that can be broken no
more, whatever follows, is no part of the state; so states are few: how long the run of days is,
what was worked last, how many hours and weekends there are.

The graph is independent of costs. With costs, the cheapest line is a shortest path (see Irnich and
Desaulniers 2005 for such programs).

References
----------
- S. Irnich and G. Desaulniers, "Shortest path problems with resource constraints", in G.
  Desaulniers, J. Desrosiers and M. M. Solomon (eds), Column Generation, Springer, 2005.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wfm.scheduling.week_patterns import Bools, Floats, Ints

__all__ = ["Line", "LineGraph", "line_graph"]

# Steps from one layer to the next above which a row is left out of the states.
MOST_STEPS = 12_000
# Rows left out at most: without many rules, the cheapest lines say little about a roster.
MOST_LEFT_OUT = 3
# Tries of a choice in a state for each step that is allowed: most rules forbid most choices.
_TRIES = 20
# Rows are scaled to whole numbers of this unit; sums of some hundred rounded factors stay below
# the tolerance of HiGHS, 1e-6, within which limits may be missed.
_UNIT, _TOLERANCE = 1e-9, 1e-6
# The use of a row that no choice can break any more, and what tells it from any other.
_FREE, _LEAST_FREE = 2**60, 2**59
# No limit of a row; far below `_LEAST_FREE`, so that sums do not overflow.
_NO_LIMIT = 2**55


class _WholeRows(NamedTuple):
    """Rows in whole numbers; `factors` has one column per column of the person."""

    factors: Ints
    lower: Ints
    upper: Ints


class _Layer(NamedTuple):
    """Steps into the states of a layer, in the order of these; `first` step of each state."""

    source: Ints
    column: Ints
    first: Ints


class Line(NamedTuple):
    """The columns of a person that are 1, and what they cost."""

    columns: Ints
    cost: float


@dataclass(frozen=True)
class LineGraph:
    """Layers of states; each path from the first to the last layer is a line of work.

    `left_out` are the rows that a line may break, numbered as they were given.
    """

    layers: Sequence[_Layer]
    columns: int
    left_out: tuple[int, ...]

    @property
    def steps(self) -> int:
        """The steps of all layers."""
        return sum(len(layer.source) for layer in self.layers)

    def cheapest(self, cost: Floats) -> Line | None:
        """The cheapest line at a cost of each column; None where the rules allow none."""
        # one entry more for a step that chooses no column
        costs = np.append(cost, 0.0)
        best, steps = np.zeros(1), []
        for layer in self.layers:
            if not len(layer.first):
                return None
            total = best[layer.source] + costs[layer.column]
            steps.append(total)
            best = np.minimum.reduceat(total, layer.first)
        state = int(np.argmin(best))
        value, chosen = float(best[state]), []
        for layer, total in zip(reversed(self.layers), reversed(steps), strict=True):
            begin = layer.first[state]
            end = layer.first[state + 1] if state + 1 < len(layer.first) else len(total)
            step = begin + int(np.argmin(total[begin:end]))
            chosen.append(int(layer.column[step]))
            state = int(layer.source[step])
        line = np.array(sorted(c for c in chosen if c < self.columns), dtype=np.int64)
        return Line(line, value)


def line_graph(
    factors: Floats, lower: Floats, upper: Floats, day: Ints, most_steps: int = MOST_STEPS
) -> LineGraph | None:
    """The graph of ``lower <= factors @ x <= upper`` with every x 0 or 1.

    Parameters
    ----------
    factors : float64 array, shape (rows, columns)
        Of the rows of one person.
    lower, upper : float64 array, shape (rows,)
        Limits of the rows.
    day : int64 array, shape (columns,)
        The day of the shift of a column, of which one at most is worked; -1 for other columns,
        which are chosen just before the first day that a row links them to.
    most_steps : int
        Steps into one layer. Where they are more, the row with the most different uses is left
        out of the graph, which then has more lines than the rules allow; None where that does
        not help.
    """
    rows = _whole_rows(factors, lower, upper)
    groups = _groups(factors, lower, upper, day)
    left_out: list[int] = []
    # a group that is too large by itself stays so, whatever is left out
    if max(map(len, groups), default=0) >= most_steps:
        return None
    layers = _layers(rows, groups, left_out, most_steps)
    while layers is None:
        if len(left_out) > MOST_LEFT_OUT:
            return None
        layers = _layers(rows, groups, left_out, most_steps)
    return LineGraph(_reaching_the_end(layers), factors.shape[1], tuple(left_out))


def _whole_rows(factors: Floats, lower: Floats, upper: Floats) -> _WholeRows:
    """The rows in whole multiples of the largest unit that divides all factors of each."""
    whole = np.rint(factors / _UNIT).astype(np.int64)
    unit = np.maximum(np.gcd.reduce(whole, axis=1, initial=0), 1)
    with np.errstate(over="ignore"):
        low = np.ceil((lower - _TOLERANCE) / _UNIT / unit)
        high = np.floor((upper + _TOLERANCE) / _UNIT / unit)
    limits = (np.clip(limit, -_NO_LIMIT, _NO_LIMIT).astype(np.int64) for limit in (low, high))
    return _WholeRows(whole // unit[:, None], *limits)


def _groups(factors: Floats, lower: Floats, upper: Floats, day: Ints) -> list[Ints]:
    """Sets of columns of which one at most is 1, in the order in which they are chosen."""
    used = factors != 0
    others = day < 0
    # one group for the columns of a row "exactly one of these", and one for each other column
    exactly_one = (lower == 1) & (upper == 1) & ~(used & ~others).any(axis=1)
    exactly_one &= np.where(used, factors == 1, True).all(axis=1)
    sets = [np.flatnonzero(used[row]) for row in np.flatnonzero(exactly_one)]
    grouped = np.zeros(len(day), dtype=np.bool_)
    grouped[[column for group in sets for column in group]] = True
    sets += [np.array([column]) for column in np.flatnonzero(others & ~grouped)]
    ordered = [(float(_first_day(used, day, group)), group) for group in sets]
    # behind the other columns of the same day
    ordered += [(each + 0.5, np.flatnonzero(day == each)) for each in np.unique(day[~others])]
    return [group for _, group in sorted(ordered, key=lambda pair: pair[0])]


def _first_day(used: Bools, day: Ints, group: Ints) -> int:
    """The first day that some row links to the columns of a group."""
    linked = used[used[:, group].any(axis=1)].any(axis=0) & (day >= 0)
    return int(day[linked].min(initial=int(day.max(initial=0))))


class _Reach(NamedTuple):
    """Limits for the use of some rows after a group, by what the groups behind it can add.

    From `least` to `most` the row can still be kept, from `free_least` to `free_most` no choice
    can break it.
    """

    least: Ints
    most: Ints
    free_least: Ints
    free_most: Ints


class _States(NamedTuple):
    """States of one layer: how much of each of some rows is used."""

    rows: Ints
    uses: Ints

    def with_rows(self, rows: Ints) -> _States:
        """The states with more rows, of which nothing is used yet."""
        more = np.setdiff1d(rows, self.rows)
        unused = np.zeros((len(self.uses), len(more)), dtype=np.int64)
        return _States(np.concatenate([self.rows, more]), np.hstack([self.uses, unused]))


class _Steps(NamedTuple):
    """Steps from the states of one layer, and the states to which they lead, one each."""

    source: Ints
    column: Ints
    states: _States


def _layers(
    rows: _WholeRows, groups: Sequence[Ints], left_out: list[int], most_steps: int
) -> list[_Layer] | None:
    """All layers; None where one more row had to be left out, which is then added to those."""
    used = rows.factors != 0
    used[left_out] = False
    touched = [np.flatnonzero(used[:, group].any(axis=1)) for group in groups]
    last = np.full(len(used), -1)
    for number, mine in enumerate(touched):
        last[mine] = number
    states = _States(np.zeros(0, dtype=np.int64), np.zeros((1, 0), dtype=np.int64))
    layers = []
    reaches = zip(touched, _reaches(rows, groups), strict=True)
    for number, (mine, reach) in enumerate(reaches):
        states, group = states.with_rows(mine), groups[number]
        many = len(states.uses) * (len(group) + 1) > _TRIES * most_steps
        steps = None if many else _steps(states, rows, group, mine, reach)
        after = states if steps is None else steps.states
        open_rows = last[after.rows] > number
        if steps is None or len(steps.source) > most_steps:
            if not open_rows.any():
                open_rows[:] = True
            kinds = [len(np.unique(use)) for use in after.uses[:, open_rows].T]
            left_out.append(int(after.rows[open_rows][int(np.argmax(kinds))]))
            return None
        uses = after.uses[:, open_rows]
        target, example = _distinct(uses)
        states = _States(after.rows[open_rows], uses[example])
        order = np.argsort(target, kind="stable")
        first = np.searchsorted(target[order], np.arange(len(example)))
        layers.append(_Layer(steps.source[order], steps.column[order], first))
    return layers


def _reaches(rows: _WholeRows, groups: Sequence[Ints]) -> list[_Reach]:
    """The limits of all rows after each group."""
    least, most = np.zeros_like(rows.lower), np.zeros_like(rows.upper)
    found = []
    for group in reversed(groups):
        found.append(
            _Reach(rows.lower - most, rows.upper - least, rows.lower - least, rows.upper - most)
        )
        # one column of a group at most is 1
        part = rows.factors[:, group]
        least, most = least + part.min(axis=1, initial=0), most + part.max(axis=1, initial=0)
    return found[::-1]


def _steps(states: _States, rows: _WholeRows, group: Ints, touched: Ints, reach: _Reach) -> _Steps:
    """The steps that choose one column of a group, or none, and keep every row within reach."""
    order = np.argsort(states.rows)
    place = order[np.searchsorted(states.rows, touched, sorter=order)]
    before, limits = states.uses[:, place], _Reach(*(limit[touched] for limit in reach))
    none = rows.factors.shape[1]
    source, column, after = [], [], []
    for option in [none, *group.tolist()]:
        use = before + (rows.factors[touched, option] if option < none else 0)
        free = use >= _LEAST_FREE
        fits = (free | ((use >= limits.least) & (use <= limits.most))).all(axis=1)
        use[free | ((use >= limits.free_least) & (use <= limits.free_most))] = _FREE
        source.append(np.flatnonzero(fits))
        column.append(np.full(len(source[-1]), option))
        after.append(use[fits])
    sources = np.concatenate(source)
    uses = states.uses[sources]
    uses[:, place] = np.concatenate(after)
    return _Steps(sources, np.concatenate(column), _States(states.rows, uses))


def _distinct(states: Ints) -> tuple[Ints, Ints]:
    """The number of each state among the different ones, and one example of each of these."""
    key = np.zeros(len(states), dtype=np.int64)
    size = 1
    for use in states.T:
        low = int(use.min(initial=_FREE))
        code = np.where(use >= _LEAST_FREE, 0, use - low + 1)
        radix = int(code.max(initial=0)) + 1
        if size * radix >= _LEAST_FREE:
            key = np.unique(key, return_inverse=True)[1]
            size = len(key)
        if size * radix >= _LEAST_FREE:
            code = np.unique(code, return_inverse=True)[1]
            radix = len(code)
        key, size = key * radix + code, size * radix
    _, example, target = np.unique(key, return_index=True, return_inverse=True)
    return target, example


def _reaching_the_end(layers: Sequence[_Layer]) -> list[_Layer]:
    """The layers without the states from which no path leads to the end."""
    found: list[_Layer] = []
    reaches = np.ones(len(layers[-1].first) if layers else 0, dtype=np.bool_)
    number = len(reaches)
    for place in reversed(range(len(layers))):
        layer = layers[place]
        target = np.repeat(np.arange(number), np.diff(np.append(layer.first, len(layer.source))))
        keep = reaches[target]
        renumbered = np.cumsum(reaches) - 1
        target = renumbered[target[keep]]
        number = len(layers[place - 1].first) if place else 1
        reaches = np.zeros(number, dtype=np.bool_)
        reaches[layer.source[keep]] = True
        first = np.searchsorted(target, np.arange(int(target.max(initial=-1)) + 1))
        source = (np.cumsum(reaches) - 1)[layer.source[keep]]
        found.append(_Layer(source, layer.column[keep], first))
    return found[::-1]
