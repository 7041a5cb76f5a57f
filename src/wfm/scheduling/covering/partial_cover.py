"""A partial schedule: how many of each shift, how many breaks start when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.covering.break_matching import match, net
from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints, spread
from wfm.scheduling.covering.program import UnderstaffingTier
from wfm.scheduling.shortage_price import people_by_step, weighted_shortage

__all__ = [
    "PartialCover",
    "coverable",
    "forbidden",
    "lacking",
    "parts",
    "price_of",
    "priced_tiers",
    "prices",
    "rounded_down",
    "share",
    "share_price",
    "shortage_price",
    "tiers",
]

# Times the dearest shift that a person too few for a share costs.
PER_PERSON = 100.0


@dataclass(frozen=True)
class PartialCover:
    """Numbers of the shifts and starts of breaks by group; whole numbers at the end only."""

    count: Floats
    begins: list[Floats]

    def plus(self, other: PartialCover, sign: float = 1.0) -> PartialCover:
        """Both schedules run side by side, or one without the other."""
        pairs = zip(self.begins, other.begins, strict=True)
        return PartialCover(self.count + sign * other.count, [a + sign * b for a, b in pairs])

    def whole(self) -> PartialCover:
        """The same with whole numbers."""
        return PartialCover(np.rint(self.count), [np.rint(begin) for begin in self.begins])

    @classmethod
    def empty(cls, problem: CoverProblem) -> PartialCover:
        """No person works."""
        return cls(np.zeros(problem.shifts), [np.zeros(problem.slots) for _ in problem.groups])


def share(problem: CoverProblem, partial: PartialCover, mine: NDArray[np.bool_]) -> PartialCover:
    """The part of a schedule that is made of the shifts marked in `mine`."""
    begins = []
    for group, begin in zip(problem.groups, partial.begins, strict=True):
        rows, slots, amounts = match(group, partial.count, begin)
        # first in, first out says whose breaks these are
        kept = mine[group.shift[rows]]
        begin = np.zeros(problem.slots)
        np.add.at(begin, slots[kept], amounts[kept])
        begins.append(begin)
    return PartialCover(np.where(mine, partial.count, 0.0), begins)


def rounded_down(problem: CoverProblem, partial: PartialCover) -> PartialCover:
    """The numbers of people rounded down, each person with breaks spread as those numbers are."""
    count = np.floor(partial.count + 1e-6)
    begins = []
    for group, begin in zip(problem.groups, partial.begins, strict=True):
        rows, slots, amounts = match(group, partial.count, begin)
        order = np.argsort(rows, kind="stable")
        rows, slots, amounts = rows[order], slots[order], amounts[order]
        begins.append(np.zeros(problem.slots))
        # person i of n takes the break at the place (i + 1/2) / n of its window's breaks
        until = np.cumsum(amounts)
        first = np.searchsorted(rows, np.arange(len(group.shift)))
        before = np.concatenate([[0.0], until])[first]
        total = np.concatenate([before[1:], [until[-1] if len(until) else 0.0]]) - before
        people = count[group.shift].astype(np.int64)
        row = np.repeat(np.arange(len(people)), people)
        place = np.arange(len(row)) - (np.cumsum(people) - people)[row] + 0.5
        at = np.searchsorted(until, before[row] + place / people[row] * total[row])
        np.add.at(begins[-1], slots[np.minimum(at, len(slots) - 1)], 1.0)
    return PartialCover(count, begins)


def forbidden(problem: CoverProblem, partial: PartialCover) -> float:
    """People missing below the requirement, or below the floor where understaffing has a price."""
    least = problem.required if problem.under is None else problem.floor
    # people at work and not on a break
    here = net(problem, partial.count, partial.begins)
    return float(np.maximum(least - here, 0.0).sum())


def lacking(problem: CoverProblem, partial: PartialCover) -> float:
    """People too few for the shares of all days."""
    return sum(max(-one.balance(partial.count), 0.0) for one in problem.shares)


def price_of(problem: CoverProblem, partial: PartialCover) -> float:
    """Cost of the shifts, of understaffing where it has a price, and of overstaffing."""
    # positive where people are too many, negative where they are missing
    spare = net(problem, partial.count, partial.begins) - problem.required
    return (
        float(problem.cost @ partial.count)
        + shortage_price(problem, np.maximum(-spare, 0))
        + float(problem.over_prices @ np.maximum(spare, 0))
    )


def shortage_price(problem: CoverProblem, missing: Floats | Ints) -> float:
    """Price of the people missing in each slot; 0 where they have none."""
    if problem.under is None:
        return 0.0
    if problem.convex:
        return problem.under * weighted_shortage(problem.required, missing)
    return problem.under * float(missing.sum())


def prices(problem: CoverProblem) -> Floats:
    """Price of a missing person in each slot: the cheapest shift that would cover it.

    Infinite where no shift can: none reaches the slot, or all that do are on a break in it.
    """
    cheapest = np.full(problem.slots, np.inf)
    shift, slot = spread(problem.start, problem.length, problem.slots)
    free = ~_pinned(problem)
    np.minimum.at(cheapest, slot[free], problem.cost[shift[free]])
    return cheapest


def share_price(problem: CoverProblem) -> float:
    """Price of a person too few for a share: above the shifts that would add one.

    One more person changes the row of a share of 60 % by 0.4 only, and the hundredth of a person
    that a share of whole percents may lack takes one more person too.
    """
    return PER_PERSON * (1.01 * float(problem.cost.max(initial=0.0)) + 1e-6)


def coverable(problem: CoverProblem) -> NDArray[np.bool_]:
    """Slots in which some shift can have a person at work."""
    return np.isfinite(prices(problem))


def _pinned(problem: CoverProblem) -> NDArray[np.bool_]:
    """Whether a shift is on a break in a slot wherever the break is placed, as `spread` lists them.

    It is from the latest start of the break to the earliest end.
    """
    pinned = np.zeros(int(problem.length.sum()), dtype=np.bool_)
    first = np.cumsum(problem.length) - problem.length
    for group in problem.groups:
        earliest = (group.opens - problem.start[group.shift]) % problem.slots
        for step in range(group.width, group.length):
            pinned[first[group.shift] + earliest + step] = True
    return pinned


def tiers(problem: CoverProblem, soft: Floats | None = None) -> list[UnderstaffingTier]:
    """Prices of missing people; with `soft`, a price for those who must not be missing too."""
    found = []
    least = problem.required
    if problem.under is not None:
        least = problem.floor
        found += priced_tiers(problem, problem.under, problem.required - problem.floor)
    if soft is not None:
        found.append(UnderstaffingTier(soft, least.astype(np.float64)))
    return found


def priced_tiers(
    problem: CoverProblem, price: float, most: Floats | Ints
) -> list[UnderstaffingTier]:
    """Missing people at a price, at most so many in each slot; one tier, or one for each step."""
    every = np.full(problem.slots, price)
    left = np.asarray(most, dtype=np.float64)
    if not problem.convex:
        return [UnderstaffingTier(every, left)]
    found = []
    for step, people in enumerate(people_by_step(problem.required), 1):
        found.append(UnderstaffingTier(step * every, np.minimum(people, left)))
        left = left - found[-1].cap
    return found


def parts(problem: CoverProblem) -> list[Ints]:
    """The shifts, split where the horizon falls apart: no shift of one part meets another's."""
    if not problem.shifts:
        return []
    change = np.zeros(2 * problem.slots + 1, dtype=np.int64)
    np.add.at(change, problem.start + 1, 1)
    np.add.at(change, problem.start + problem.length, -1)
    twice = np.cumsum(change)[: 2 * problem.slots]
    # how many shifts work a slot and the slot before it
    joined = twice[: problem.slots] + twice[problem.slots :]
    # a new part begins where no shift works over the border of two slots
    label = np.cumsum(joined == 0)
    # a cyclic horizon joins its end and its beginning
    if joined[0] > 0:
        label[label == 0] = label[-1]
    mine = label[problem.start]
    # the shifts of a share belong together
    for share in problem.shares:
        mine[np.isin(mine, mine[share.among])] = mine[share.among].min(initial=mine.max())
    return [np.flatnonzero(mine == value) for value in np.unique(mine)]
