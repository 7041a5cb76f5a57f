"""A whole schedule at once, for a search whose time may end before it has one of its own.

A day's people are added one by one, those who gain most for the money first, and what they cover
is taken off the requirement of the next day. The time grows with the people alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from wfm.scheduling.covering.break_matching import net
from wfm.scheduling.covering.partial_cover import PartialCover
from wfm.scheduling.covering.problem import CoverProblem, DayShare, Floats, Ints
from wfm.scheduling.covering.repair import SlotWorth, fill

__all__ = ["quick_cover"]


def quick_cover(problem: CoverProblem, soft: Floats, day: int) -> PartialCover:
    """Cover a problem greedily, a day of `day` slots after the other.

    `soft` is the price of the cheapest shift that covers a slot. Slots at the border of two days
    may still be understaffed.
    """
    whole = PartialCover.empty(problem)
    number = problem.start // day
    days = np.unique(number)
    first_starts = [int(problem.start[number == value].min()) for value in days]
    longest = int(problem.length.max(initial=0))
    shares = _shares_by_day(problem, number)
    for value, until in zip(days, [*first_starts[1:], None], strict=True):
        members = np.flatnonzero(number == value)
        first = int(value) * day
        at = (first + np.arange(min(day + longest, problem.slots))) % problem.slots
        # what the shifts of the next day can cover is left to them
        due = len(at) if until is None else until - first
        part = _of_day(replace(problem, shares=tuple(shares[int(value)])), whole, members, at, due)
        added = fill(part, PartialCover.empty(part), SlotWorth.of(part, soft[at]))
        whole.count[members] += added.count
        for begins, more in zip(whole.begins, added.begins, strict=True):
            begins[at] += more
    return whole


def _shares_by_day(problem: CoverProblem, number: Ints) -> defaultdict[int, list[DayShare]]:
    """The shares of each day, so that the work of a year is not that of all shares each day."""
    found: defaultdict[int, list[DayShare]] = defaultdict(list)
    for one in problem.shares:
        for day in np.unique(number[one.among]).tolist():
            found[day].append(one)
    return found


def _of_day(
    problem: CoverProblem, whole: PartialCover, members: Ints, at: Ints, due: int
) -> CoverProblem:
    """The shifts of one day, on the slots `at` that they reach, and what is still missing there."""
    here = net(problem, whole.count, whole.begins)[at] if whole.count.any() else np.zeros(len(at))
    late = np.arange(len(at)) >= due
    missing = [
        np.where(late, 0, np.maximum(people[at] - here, 0)).astype(np.int64)
        for people in (problem.required, problem.floor)
    ]
    part, first = problem.only(members), int(at[0])
    return replace(
        part,
        required=missing[0],
        floor=missing[1],
        cyclic=False,
        start=part.start - first,
        groups=tuple(
            replace(group, opens=(group.opens - first) % problem.slots) for group in part.groups
        ),
        free_from=None if part.free_from is None else max(part.free_from - first, 0),
    )
