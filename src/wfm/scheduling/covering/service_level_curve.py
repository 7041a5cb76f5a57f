"""The requirement of a daily service level: which slots may have fewer people than the others.

The service level of a slot rises with its people and, from a floor on, ever more slowly. Between
whole numbers of people its chords are straight, so with `n` people net and `y` their level,

    minimise   sum cost x
    y[t] <= level[t, k] + (level[t, k+1] - level[t, k]) (n[t] - k)       every k from the floor on
    sum over a day of weight[t] y[t] >= target times sum of weight[t]
    n[t] >= floor[t]

is exact wherever `n` is whole (Koole and van der Sluis 2003). Its optimum bounds every schedule
that meets the day; rounded, it is the requirement that shifts then cover.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from wfm._numerics.mathematical_program import Program, relax
from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints
from wfm.scheduling.covering.program import build

__all__ = ["ServiceLevelCurve", "daily_requirement"]

# Two slopes that differ by less are equal: rounding of levels near 1, which have 16 digits.
_CONCAVE = 1e-12
# Price of a person above the floor: without one the program would have no column for them. It is
# taken off the cost again, so it only has to be far below the price of any shift.
_HAIR = 1e-7
# The interior point method ends within 1e-7 of the optimum, so the bound is lowered by as much.
_ACCURACY = 1e-7
# Shares of a day divide by its contacts; a day without any keeps its row, which then asks nothing.
_NO_CONTACTS = 1e-300


class ServiceLevelCurve(NamedTuple):
    """Service levels of one slot: `level[i]` with ``floor + i`` people."""

    slot: int
    floor: int
    level: Floats
    weight: float
    day: int


def daily_requirement(
    problem: CoverProblem,
    curves: list[ServiceLevelCurve],
    target: float,
    seconds: float | None = None,
) -> tuple[Ints, float] | None:
    """Whole people for each slot so that every day meets its target, and the bound on cost.

    None where there is no solution; a `TimeoutError` where none came in so many seconds.
    """
    floor = np.zeros(problem.slots, dtype=np.int64)
    for curve in curves:
        floor[curve.slot] = curve.floor
    lowered = replace(problem, required=floor, over=_HAIR, under=None, free_from=None)
    program = build(lowered, floor.astype(np.float64), (), integral=False)
    above = _above(lowered)
    level = _add_levels(program, curves, above)
    _add_days(program, curves, level, target)
    solution = relax(program, seconds=seconds, keep_row_order=True)
    if not solution.optimal or solution.values is None:
        if seconds is not None and not solution.infeasible:
            raise TimeoutError(solution.message)
        return None
    extra = solution.values[list(above.values())]
    people = floor.astype(np.float64)
    people[list(above)] += extra
    bound = float(program.vectors().cost @ solution.values) - _HAIR * float(extra.sum())
    return _rounded(people, floor, curves, target), bound * (1 - _ACCURACY)


def _above(problem: CoverProblem) -> dict[int, int]:
    """The column of people above the floor, by slot, right behind the columns of the shifts."""
    slots = np.flatnonzero(problem.reached())
    return {int(slot): problem.shifts + i for i, slot in enumerate(slots)}


def _add_levels(program: Program, curves: list[ServiceLevelCurve], above: dict[int, int]) -> Ints:
    """A column for the level of each curve, and a row for each chord of its concave hull.

    ::

        y <= level[k] + slope[k] (n - floor - k)        every chord k
    """
    level = program.add_columns(np.zeros(len(curves)), upper=1.0)
    for column, curve in zip(level, curves, strict=True):
        chord, slope = _chords(curve.level)
        extra = above.get(curve.slot)
        limit = curve.level[chord] - slope * chord
        rows = program.add_rows(np.full(len(chord), -np.inf), limit)
        program.put(rows, np.full(len(chord), column), 1.0)
        if extra is not None:
            program.put(rows, np.full(len(chord), extra), -slope)
    return level


def _chords(level: Floats) -> tuple[Ints, Floats]:
    """The points at which the chords of the concave hull begin, and the slopes of the chords.

    Erlang C and A are concave from a moderate service level on, so their hull has every point. The
    curve of a low minimum is convex at first, and with shrinkage that of whole chat agents is a
    staircase: chords of its points would cut off levels that more people do reach.
    """
    slopes = np.diff(level)
    if (slopes[1:] <= slopes[:-1] + _CONCAVE).all():
        return np.arange(len(slopes)), slopes
    hull = [0]
    for k in range(1, len(level)):
        # a point under the chord from its predecessor to the new point is not on the hull
        while len(hull) > 1 and _slope(level, hull[-2], hull[-1]) <= _slope(level, hull[-1], k):
            hull.pop()
        hull.append(k)
    return np.array(hull[:-1]), np.array([_slope(level, i, k) for i, k in pairwise(hull)])


def _slope(level: Floats, first: int, last: int) -> float:
    """Rise of the level per person between two points."""
    return float(level[last] - level[first]) / (last - first)


def _add_days(
    program: Program, curves: list[ServiceLevelCurve], level: Ints, target: float
) -> None:
    """A row for each day: its weighted service level meets the target."""
    days = np.array([curve.day for curve in curves])
    weight = np.array([curve.weight for curve in curves])
    for day in np.unique(days):
        mine = days == day
        share = weight[mine] / max(weight[mine].sum(), _NO_CONTACTS)
        # sum over the slots of a day of (weight / sum of weights) y >= target
        row = program.add_rows(np.array([target]), np.array([np.inf]))
        program.put(np.repeat(row, mine.sum()), level[mine], share)


def _rounded(people: Floats, floor: Ints, curves: list[ServiceLevelCurve], target: float) -> Ints:
    """Whole people near the fractional ones: down, then up again where it helps a day most."""
    need = np.maximum(np.floor(people + 1e-6).astype(np.int64), floor)
    for day in {curve.day for curve in curves}:
        _raise_day([curve for curve in curves if curve.day == day], need, people, target)
    return need


def _raise_day(curves: list[ServiceLevelCurve], need: Ints, people: Floats, target: float) -> None:
    """Add people to a day, where each brings most, until it meets the target."""
    total = sum(curve.weight for curve in curves)
    missing = target * total - sum(curve.weight * _level(curve, need) for curve in curves)
    # the target is met but for rounding
    while missing > 1e-12 * total:
        best = max(curves, key=lambda curve: _gain(curve, need, people))
        more, gain = _rise(best, need)
        if gain <= 0:
            return
        need[best.slot] += more
        missing -= gain


def _level(curve: ServiceLevelCurve, need: Ints) -> float:
    """The service level of a slot with its people of now."""
    return float(curve.level[min(int(need[curve.slot]) - curve.floor, len(curve.level) - 1)])


def _rise(curve: ServiceLevelCurve, need: Ints) -> tuple[int, float]:
    """The fewest people more that raise the level of a slot, and what they add to its day."""
    k = int(need[curve.slot]) - curve.floor
    higher = np.flatnonzero(curve.level[k + 1 :] > curve.level[k])
    if not len(higher):
        return 1, 0.0
    more = int(higher[0]) + 1
    return more, curve.weight * float(curve.level[k + more] - curve.level[k])


def _gain(curve: ServiceLevelCurve, need: Ints, people: Floats) -> float:
    """The gain, with those first that the fractional optimum would have rounded up."""
    ahead = 1.0 + max(people[curve.slot] - need[curve.slot], 0.0)
    more, gain = _rise(curve, need)
    return float(gain / more * ahead)
