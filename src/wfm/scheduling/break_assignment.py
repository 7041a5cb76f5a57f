"""The breaks of a cover, placed without naming who takes them, become breaks of people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wfm.scheduling.covering.break_matching import match
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.records import Shift
from wfm.scheduling.week_patterns import Floats, Ints

__all__ = ["breaks_by_person"]


def breaks_by_person(
    problem: CoverProblem, shifts: Sequence[Shift], count: Ints, begins: list[Floats]
) -> list[list[tuple[int, ...]]]:
    """For every shift the starts of the breaks of each of its people, in slots of the shift."""
    slots = problem.slots
    starts: list[list[list[int]]] = [[[] for _ in shift.breaks] for shift in shifts]
    for group, begin in zip(problem.groups, begins, strict=True):
        rows, places, amounts = match(group, count.astype(float), begin)
        # the same first in, first out that the program assumes
        for row, slot, amount in zip(rows, places, np.rint(amounts).astype(int), strict=True):
            k, place = int(group.shift[row]), int(group.place[row])
            # on a horizon that wraps, a break may lie before the start of its shift
            after = (int(slot) - shifts[k].start) % slots
            starts[k][place] += [shifts[k].start + after] * amount
    return [_by_person(found, int(people)) for found, people in zip(starts, count, strict=True)]


def _by_person(found: list[list[int]], people: int) -> list[tuple[int, ...]]:
    """The breaks of each person from the starts by place: first with first, second with second."""
    if not found:
        return [()] * people
    return list(zip(*(sorted(place) for place in found), strict=True))
