"""One person more, one person fewer: repair and polish of a schedule person by person.

What one more person in a slot is worth is known at once: the price of understaffing where the slot
is understaffed, minus the price of overstaffing elsewhere. Since the windows of a shift do not
overlap, the best places of its breaks are the best place of each break alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.covering.break_matching import match, net
from wfm.scheduling.covering.partial_cover import PartialCover, share
from wfm.scheduling.covering.problem import CoverProblem, DayShare, Floats, Ints
from wfm.scheduling.shortage_price import factors
from wfm.scheduling.time_budget import TimeBudget

__all__ = [
    "SHARE_TOLERANCE",
    "EditableCover",
    "PersonShift",
    "SlotWorth",
    "excluded",
    "fill",
    "people",
    "polish",
]

# A share is met when it lacks no more than the rounding of its fraction.
SHARE_TOLERANCE = 1e-6

# a shift, and the slot of each of its breaks in the order of its windows
PersonShift: TypeAlias = tuple[int, tuple[int, ...]]


@dataclass(frozen=True)
class SlotWorth:
    """What one more person in a slot is worth."""

    required: Ints
    floor: Ints
    under: float
    soft: Floats
    over: Floats
    convex: bool = False

    @classmethod
    def of(cls, problem: CoverProblem, soft: Floats) -> SlotWorth:
        """With the price of the forbidden a little above the cheapest shift that cures it."""
        # 1 % above the cheapest shift, so that a shift that cures a slot always gains something
        high = 1.01 * soft + 0.01 * float(problem.cost.max(initial=0.0)) + 1e-6
        # and above what its other slots may cost as overstaffing
        high += problem.over * float(problem.length.max(initial=0))
        if problem.under is None:
            return cls(problem.required, problem.required, 0.0, high, problem.over_prices)
        high = np.maximum(high, problem.under)
        over = problem.over_prices
        return cls(problem.required, problem.floor, problem.under, high, over, problem.convex)

    def gain(self, here: Floats) -> Floats:
        """Of one more person in each slot, where so many are there already."""
        under = self.under * (factors(self.required, self.required - here) if self.convex else 1.0)
        priced = np.where(here < self.required, under, -self.over)
        return np.where(here < self.floor, self.soft, priced)


class EditableCover:
    """A schedule to and from which single persons are added and taken."""

    def __init__(self, problem: CoverProblem, partial: PartialCover) -> None:
        self.problem = problem
        self.partial: PartialCover = PartialCover(
            partial.count.copy(), [begin.copy() for begin in partial.begins]
        )
        self.here: Floats = net(problem, partial.count, partial.begins)
        self.windows: list[list[tuple[int, int]]] = _windows(problem)

    def add(self, person: PersonShift, times: int = 1) -> None:
        """Let a person work; with ``times=-1`` no longer."""
        self.partial.count[person[0]] += times
        for (group, _), slot in zip(self.windows[person[0]], person[1], strict=True):
            self.partial.begins[group][slot] += times
        np.add.at(self.here, self.works(person), times)

    def works(self, person: PersonShift) -> Ints:
        """The slots in which a person is there and not on a break."""
        k, begins = person
        problem = self.problem
        there = np.ones(problem.length[k], dtype=np.bool_)
        for (group, _), slot in zip(self.windows[k], begins, strict=True):
            first = (slot - problem.start[k]) % problem.slots
            there[first : first + problem.groups[group].length] = False
        return np.asarray((problem.start[k] + np.flatnonzero(there)) % problem.slots)

    def best(self, gain: Floats) -> tuple[Floats, list[Ints]]:
        """What each shift gains with its breaks at their best, and where these begin by group."""
        problem = self.problem
        # sums of the gain before each slot, twice around: any stretch is a difference of two
        total = np.concatenate([[0.0], np.cumsum(np.concatenate([gain, gain]))])
        value = total[problem.start + problem.length] - total[problem.start]
        begins = []
        for group in problem.groups:
            at = (group.opens[:, None] + np.arange(group.width + 1)) % problem.slots
            lost = total[at + group.length] - total[at]
            # where the break costs least, its people are missed least
            least = np.argmin(lost, axis=1)
            rows = np.arange(len(at))
            np.subtract.at(value, group.shift, lost[rows, least])
            begins.append(at[rows, least])
        return value, begins

    def lacks_a_share(self) -> bool:
        """Whether a day has too few people in the shifts of one of its shares."""
        count = self.partial.count
        return any(one.balance(count) < -SHARE_TOLERANCE for one in self.problem.shares)

    def person(self, k: int, begins: list[Ints]) -> PersonShift:
        """Somebody in shift `k` with the breaks that `best` found."""
        return k, tuple(int(begins[group][row]) for group, row in self.windows[k])


def _windows(problem: CoverProblem) -> list[list[tuple[int, int]]]:
    """For each shift its windows in their order, as group and row of the group."""
    found: list[list[tuple[int, int, int]]] = [[] for _ in range(problem.shifts)]
    for number, group in enumerate(problem.groups):
        for row, (k, place) in enumerate(zip(group.shift, group.place, strict=True)):
            found[k].append((int(place), number, row))
    return [[(number, row) for _, number, row in sorted(windows)] for windows in found]


def fill(problem: CoverProblem, partial: PartialCover, worth: SlotWorth) -> PartialCover:
    """Add the person who gains most for the money, as long as one gains more than the cost.

    A greedy cover: it ends only when the requirement is met, because the cheapest
    shift that cures a slot costs less than the slot is worth. Then come the people that the shares
    of the days lack. No person works a shift that a share excludes.
    """
    out = excluded(problem)
    editable = EditableCover(problem, share(problem, partial, ~out) if out.any() else partial)
    cost = np.maximum(problem.cost, 1e-9)  # a shift may cost nothing
    # ends because each added shift covers a missing person, of whom there are finitely many
    while problem.shifts:
        value, begins = editable.best(worth.gain(editable.here))
        # gain per price, as in the greedy algorithm for set covering
        ratio = np.where((value > problem.cost + 1e-9) & ~out, value / cost, 0.0)
        k = int(np.argmax(ratio))
        if ratio[k] <= 0.0:
            break
        person = editable.person(k, begins)
        editable.add(person, _times(editable, worth, editable.works(person)))
    for one in problem.shares:
        _meet(editable, worth, one)
    return editable.partial


def excluded(problem: CoverProblem) -> NDArray[np.bool_]:
    """The shifts that no person may work: no other shift can raise the share of their day."""
    out = np.zeros(problem.shifts, dtype=np.bool_)
    for one in problem.shares:
        weight = one.weights(problem.shifts)
        if not (weight > 0).any():
            out |= weight < 0
    return out


def _meet(editable: EditableCover, worth: SlotWorth, rule: DayShare) -> None:
    """Add people in the shifts of a share until there are enough of them."""
    weight = rule.weights(editable.problem.shifts)
    raising = rule.some[weight[rule.some] > 0]
    while len(raising) and rule.balance(editable.partial.count) < -SHARE_TOLERANCE:
        value, begins = editable.best(worth.gain(editable.here))
        k = int(raising[np.argmax((value - editable.problem.cost)[raising])])
        editable.add(editable.person(k, begins))


def _times(editable: EditableCover, worth: SlotWorth, works: Ints) -> int:
    """How often the same person gains as much: until a slot has the people that it requires."""
    missing = np.concatenate(
        [people[works] - editable.here[works] for people in (worth.required, worth.floor)]
    )
    missing = missing[missing > 0.0]
    return int(np.ceil(missing.min())) if len(missing) else 1


def people(problem: CoverProblem, partial: PartialCover) -> list[PersonShift]:
    """All people, in the order of the shifts, each break inside its window."""
    count = np.rint(partial.count).astype(np.int64)
    queues = []
    for group, begin in zip(problem.groups, partial.begins, strict=True):
        rows, slots, amounts = match(group, count.astype(np.float64), begin)
        times = np.rint(amounts).astype(np.int64)
        queues.append(_by_row(np.repeat(rows, times), np.repeat(slots, times), len(group.shift)))
    return [
        (k, tuple(queues[group][row][turn] for group, row in windows))
        for k, windows in enumerate(_windows(problem))
        for turn in range(count[k])
    ]


def _by_row(rows: Ints, slots: Ints, size: int) -> list[list[int]]:
    """Slots by row, in the order in which they come."""
    found: list[list[int]] = [[] for _ in range(size)]
    for row, slot in zip(rows.tolist(), slots.tolist(), strict=True):
        found[row].append(slot)
    return found


def polish(
    problem: CoverProblem, partial: PartialCover, worth: SlotWorth, budget: TimeBudget
) -> PartialCover:
    """Take people out one by one, and put in a better shift in their place, or none.

    Only who works a slot in which there are people to spare can be superfluous or too long.
    """
    editable = EditableCover(problem, partial)
    # people in the same shift with the same breaks are alike: one of them is enough
    for person in dict.fromkeys(people(problem, partial)):
        if budget.exhausted():
            break
        spare = editable.here > problem.required
        if spare[editable.works(person)].any():
            _reseat(editable, worth, person)
    return editable.partial


def _reseat(editable: EditableCover, worth: SlotWorth, person: PersonShift) -> None:
    """Remove one person, and add the one who gains most there, or the same person again."""
    editable.add(person, -1)
    gain = worth.gain(editable.here)
    value, begins = editable.best(gain)
    surplus = np.where(_keeps_shares(editable), value - editable.problem.cost, -np.inf)
    best = int(np.argmax(surplus))
    own = float(gain[editable.works(person)].sum() - editable.problem.cost[person[0]])
    # in doubt the person stays, so that two equal choices do not alternate; and no person is taken
    # without whom a share is not met
    left_out = 0.0 if not editable.lacks_a_share() else -np.inf
    if own >= max(float(surplus[best]), left_out) - 1e-9:
        editable.add(person)
    elif surplus[best] > left_out:
        editable.add(editable.person(best, begins))


def _keeps_shares(editable: EditableCover) -> NDArray[np.bool_]:
    """The shifts in which one more person leaves every share met."""
    problem = editable.problem
    keeps = np.ones(problem.shifts, dtype=np.bool_)
    for one in problem.shares:
        weight = one.weights(problem.shifts)
        keeps &= weight @ editable.partial.count + weight >= -SHARE_TOLERANCE
    return keeps
