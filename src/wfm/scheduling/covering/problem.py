"""Shifts and need as arrays, and the inventories of breaks that the shifts share.

Breaks are placed without naming who takes them (Bechtold and Jacobs 1990). All windows of a
group have one width, so waiting breaks are a stock with a shelf life: a window that opens puts a
break on the shelf, a break that starts takes one off, and none may lie there longer than the
window is wide. First in, first out then gives every person a break inside the own window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.records import Shift, StaffRequirement, TemplateShare

__all__ = ["BreakGroup", "CoverProblem", "DayShare", "Floats", "Ints", "spread"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class BreakGroup:
    """Windows that share a stock of breaks: one length, one width, one per row of the arrays."""

    length: int
    width: int
    shift: Ints
    place: Ints
    opens: Ints


@dataclass(frozen=True)
class DayShare:
    """At least `minimum` of the people in the shifts `among` work the shifts `some` of them.

    ``sum over some of x - minimum * sum over among of x >= 0``, x the people in each shift.
    """

    some: Ints
    among: Ints
    minimum: float

    def balance(self, count: Floats) -> float:
        """The value of the row: people too many for the share, negative where they are too few."""
        return float(count[self.some].sum() - self.minimum * count[self.among].sum())

    def weights(self, shifts: int) -> Floats:
        """The factor of each shift in the row."""
        weight = np.zeros(shifts)
        weight[self.among] -= self.minimum
        weight[self.some] += 1.0
        return weight


@dataclass(frozen=True)
class CoverProblem:
    """What is to be covered by what; `under` is None where every slot must be covered.

    `under` and `over` are prices of one person in one slot; with `convex`, `under` is charged more
    than once where a larger share is missing. `shares` are rows of their own. From the slot
    `free_from` on, behind the end of an open horizon, nothing is required and overstaffing is free.
    """

    required: Ints
    floor: Ints
    cyclic: bool
    under: float | None
    over: float
    start: Ints
    length: Ints
    cost: Floats
    groups: tuple[BreakGroup, ...]
    convex: bool = False
    shares: tuple[DayShare, ...] = ()
    free_from: int | None = None

    @property
    def over_prices(self) -> Floats:
        """The price of one person too many in each slot."""
        prices = np.full(self.slots, self.over)
        if self.free_from is not None:
            prices[self.free_from :] = 0.0
        return prices

    @property
    def slots(self) -> int:
        """Number of slots in the horizon."""
        return len(self.required)

    @property
    def shifts(self) -> int:
        """Number of kinds of shift."""
        return len(self.start)

    def reached(self) -> NDArray[np.bool_]:
        """Slots in which people may be, at work or on a break."""
        _, slot = spread(self.start, self.length, self.slots)
        found = np.zeros(self.slots, dtype=np.bool_)
        found[slot] = True
        return found

    @classmethod
    def of(
        cls,
        need: StaffRequirement,
        shifts: Sequence[Shift],
        shares: Sequence[TemplateShare] = (),
    ) -> CoverProblem:
        """The arrays of checked records."""
        # prices are per agent-hour, the program counts people and slots
        hours = need.slot / 3600.0
        slots = len(need.required)
        floor = need.floor if len(need.floor) else np.zeros(slots, dtype=np.int64)
        end = max((shift.start + shift.length for shift in shifts), default=0)
        behind = 0 if need.cyclic else max(0, end - slots)
        return cls(
            required=np.pad(np.asarray(need.required, dtype=np.int64), (0, behind)),
            floor=np.pad(np.asarray(floor, dtype=np.int64), (0, behind)),
            cyclic=need.cyclic,
            under=None if need.under is None else need.under * hours,
            over=need.over * hours,
            start=np.array([shift.start for shift in shifts], dtype=np.int64),
            length=np.array([shift.length for shift in shifts], dtype=np.int64),
            cost=np.array([shift.cost for shift in shifts], dtype=np.float64),
            groups=_groups(shifts, slots + behind),
            convex=need.convex,
            shares=tuple(_day_shares(shifts, shares)),
            free_from=slots if behind else None,
        )

    def where(self, slots: NDArray[np.bool_]) -> CoverProblem:
        """The same shifts, with a requirement of 0 outside some slots."""
        required, floor = np.where(slots, self.required, 0), np.where(slots, self.floor, 0)
        return replace(self, required=required, floor=floor)

    def between(self, first: int, end: int) -> CoverProblem:
        """The slots of an open horizon from `first` up to `end`, which hold all shifts."""
        return replace(
            self,
            required=self.required[first:end],
            floor=self.floor[first:end],
            start=self.start - first,
            groups=tuple(replace(group, opens=group.opens - first) for group in self.groups),
            free_from=None if self.free_from is None else max(self.free_from - first, 0),
        )

    def only(self, members: Ints) -> CoverProblem:
        """The same need with some of the shifts, renumbered; the groups stay, some may be empty."""
        # new number of each shift, -1 for those that are left out
        number = np.full(self.shifts, -1, dtype=np.int64)
        number[members] = np.arange(len(members))
        return replace(
            self,
            start=self.start[members],
            length=self.length[members],
            cost=self.cost[members],
            groups=tuple(_kept(group, number) for group in self.groups),
            shares=tuple(_kept_share(one, number) for one in self.shares),
        )


def _kept(group: BreakGroup, number: Ints) -> BreakGroup:
    """A group of breaks with the shifts that are left, by their new numbers."""
    keep = number[group.shift] >= 0
    shift = number[group.shift[keep]]
    return replace(group, shift=shift, place=group.place[keep], opens=group.opens[keep])


def _kept_share(share: DayShare, number: Ints) -> DayShare:
    """A share with the shifts that are left; one without any stays, as an empty row."""
    some, among = number[share.some], number[share.among]
    return replace(share, some=some[some >= 0], among=among[among >= 0])


def _day_shares(shifts: Sequence[Shift], shares: Sequence[TemplateShare]) -> Iterator[DayShare]:
    """One row for each share and each day on which a shift that counts for it may start."""
    day = np.array([shift.day for shift in shifts], dtype=np.int64)
    for share in shares:
        chosen = np.array([share.counts(shift) for shift in shifts], dtype=np.bool_)
        for value in np.unique(day[chosen]):
            today = day == value
            yield DayShare(np.flatnonzero(chosen & today), np.flatnonzero(today), share.minimum)


def _groups(shifts: Sequence[Shift], slots: int) -> tuple[BreakGroup, ...]:
    """One stock for each group, length and width of window, so that shelf lives never mix."""
    rows: dict[tuple[str, int, int], list[tuple[int, int, int]]] = {}
    for k, shift in enumerate(shifts):
        for place, window in enumerate(shift.breaks):
            # windows of different width would break the order in which waiting breaks expire
            key = (window.group, window.length, window.latest - window.earliest)
            opens = (shift.start + window.earliest) % slots
            rows.setdefault(key, []).append((k, place, opens))
    return tuple(
        BreakGroup(key[1], key[2], *np.array(found, dtype=np.int64).T.copy())
        # sorted, so that the order of the shifts does not change the program
        for key, found in sorted(rows.items())
    )


def spread(start: Ints, length: Ints, slots: int) -> tuple[Ints, Ints]:
    """Which row and which slot, for every slot of periods that may wrap around the horizon.

    >>> spread(np.array([1, 3]), np.array([2, 2]), 4)
    (array([0, 0, 1, 1]), array([1, 2, 3, 0]))
    """
    row = np.repeat(np.arange(len(start)), length)
    # number of the first entry of each period among all entries
    first = np.cumsum(length) - length
    step = np.arange(len(row)) - first[row]
    return row, (start[row] + step) % slots
