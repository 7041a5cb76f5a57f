"""The need of a day's service level: which slots may have fewer people than an even promise asks.

The service level of a slot rises with its people and, from a floor on, ever more slowly. Between
whole numbers of people its chords are straight, so with `n` people net and `y` their level,

    minimise   sum cost x
    y[t] <= level[t, k] + (level[t, k+1] - level[t, k]) (n[t] - k)       every k from the floor on
    sum over a day of weight[t] y[t] >= target times sum of weight[t]
    n[t] >= floor[t]

is exact wherever `n` is whole (Koole and van der Sluis 2003). Its optimum bounds every schedule
that meets the day; rounded, it is the need that shifts then cover.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from wfm._numerics.mathematical_program import Program, relax
from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints
from wfm.scheduling.covering.program import build

__all__ = ["ServiceLevelCurve", "daily_requirement"]

_HAIR = 1e-7  # price of a person above the floor, so that the program has a column for them


class ServiceLevelCurve(NamedTuple):
    """Service levels of one slot: `level[i]` with ``floor + i`` people."""

    slot: int
    floor: int
    level: Floats
    weight: float
    day: int


def daily_requirement(
    problem: CoverProblem, curves: list[ServiceLevelCurve], target: float
) -> tuple[Ints, float] | None:
    """Whole people for each slot so that every day meets its target, and the bound on cost."""
    floor = np.zeros(problem.slots, dtype=np.int64)
    for curve in curves:
        floor[curve.slot] = curve.floor
    lowered_minimums = replace(problem, required=floor, over=_HAIR, under=None)
    program = build(lowered_minimums, floor.astype(np.float64), (), integral=False)
    above = _above(lowered_minimums)
    level = _add_levels(program, curves, above)
    _add_days(program, curves, level, target)
    solution = relax(program, keep_row_order=True)
    if not solution.optimal or solution.values is None:
        return None
    extra = solution.values[list(above.values())]
    people = floor.astype(np.float64)
    people[list(above)] += extra
    bound = float(program.vectors().cost @ solution.values) - _HAIR * float(extra.sum())
    return _rounded(people, floor, curves, target), bound * (1 - 1e-7)


def _above(problem: CoverProblem) -> dict[int, int]:
    """The column of people above the floor, by slot: they stand right behind the shifts."""
    slots = np.flatnonzero(problem.reached())
    return {int(slot): problem.shifts + i for i, slot in enumerate(slots)}


def _add_levels(program: Program, curves: list[ServiceLevelCurve], above: dict[int, int]) -> Ints:
    """A column for the level of each curve, and a row for each of its falling chords."""
    level = program.add_columns(np.zeros(len(curves)), upper=1.0)
    for column, curve in zip(level, curves, strict=True):
        slopes = np.diff(curve.level)
        falling = np.flatnonzero(np.concatenate([[True], slopes[1:] <= slopes[:-1] + 1e-12]))
        extra = above.get(curve.slot)
        limit = curve.level[falling] - slopes[falling] * falling
        rows = program.add_rows(np.full(len(falling), -np.inf), limit)
        program.put(rows, np.full(len(falling), column), 1.0)
        if extra is not None:
            program.put(rows, np.full(len(falling), extra), -slopes[falling])
    return level


def _add_days(
    program: Program, curves: list[ServiceLevelCurve], level: Ints, target: float
) -> None:
    days = np.array([curve.day for curve in curves])
    weight = np.array([curve.weight for curve in curves])
    for day in np.unique(days):
        mine = days == day
        share = weight[mine] / max(weight[mine].sum(), 1e-300)
        row = program.add_rows(np.array([target]), np.array([np.inf]))
        program.put(np.repeat(row, mine.sum()), level[mine], share)


def _rounded(people: Floats, floor: Ints, curves: list[ServiceLevelCurve], target: float) -> Ints:
    """Whole people near the fractional ones: down, then up again where it helps a day most."""
    need = np.maximum(np.floor(people + 1e-6).astype(np.int64), floor)
    for day in {curve.day for curve in curves}:
        _raise_day([curve for curve in curves if curve.day == day], need, people, target)
    return need


def _raise_day(curves: list[ServiceLevelCurve], need: Ints, people: Floats, target: float) -> None:
    total = sum(curve.weight for curve in curves)
    missing = target * total - sum(curve.weight * _level(curve, need) for curve in curves)
    while missing > 1e-12 * total:
        best = max(curves, key=lambda curve: _gain(curve, need, people))
        gain = _step(best, need)
        if gain <= 0:
            return
        need[best.slot] += 1
        missing -= gain


def _level(curve: ServiceLevelCurve, need: Ints) -> float:
    return float(curve.level[min(int(need[curve.slot]) - curve.floor, len(curve.level) - 1)])


def _step(curve: ServiceLevelCurve, need: Ints) -> float:
    """What one more person in a slot adds to the weighted level of its day."""
    k = int(need[curve.slot]) - curve.floor
    if k + 1 >= len(curve.level):
        return 0.0
    gain: float = curve.weight * float(curve.level[k + 1] - curve.level[k])
    return gain


def _gain(curve: ServiceLevelCurve, need: Ints, people: Floats) -> float:
    """The gain, with those first that the fractional optimum would have rounded up."""
    ahead = 1.0 + max(people[curve.slot] - need[curve.slot], 0.0)
    gain: float = _step(curve, need) * ahead
    return gain
