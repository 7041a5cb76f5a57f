"""What a roster is: who works which shift with which breaks, and what that covers and costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from wfm.scheduling.records import Shift, StaffRequirement, Status
from wfm.scheduling.shortage_price import minimum_price, weighted_shortage
from wfm.scheduling.week_patterns import Ints

__all__ = ["Roster", "RosterRow", "UncoveredStretch", "build_roster", "coverage", "shortage_cost"]


# HiGHS keeps rows and integers to 1e-6, so a cost that is this near to its bound is equal to it.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class RosterRow:
    """One person on one day.

    Attributes
    ----------
    person, contract : str
        Who, and by which rules.
    day : int
        The day on which the shift starts.
    shift : Shift
        What is worked.
    breaks : tuple of int
        First slot of each break of the shift, in its order.
    skill : str
        The queue that is served; "" where the need names none.
    """

    person: str
    contract: str
    day: int
    shift: Shift
    breaks: tuple[int, ...]
    skill: str = ""


@dataclass(frozen=True)
class UncoveredStretch:
    """A period with too few people, and the rule that causes it.

    Attributes
    ----------
    skill : str
        The queue.
    first, last : int
        Slots, both included.
    people : int
        Largest number of missing people in one slot.
    hours : float
        Agent-hours short in all.
    reason : str
        Why no more people work there.
    """

    skill: str
    first: int
    last: int
    people: int
    hours: float
    reason: str


@dataclass(frozen=True)
class Roster:
    """Who works when. All coverage arrays have one row a skill and one column a slot.

    Attributes
    ----------
    rows : tuple of Row
        By person and day.
    people : tuple of str
        All people, also those without a shift.
    skills : tuple of str
        Names of the rows of the arrays; ("",) where the need names none.
    required, present, on_break, net, over, under : int64 array, shape (skills, slots)
        People; `net` is present and not on a break.
    paid_hours : float
        Of all.
    cost : float
        Sum of `prices`.
    prices : dict
        Cost by what it is for: shifts, under, over, wishes, fairness.
    bound : float
        No roster by the same rules costs less.
    gap : float
        ``cost / bound - 1``. [fraction]
    status : Status
        "optimal", "within gap" (the gap asked for), "feasible" (a wider gap) or "interrupted" (the
        search was ended by Ctrl-C).
    shortages : tuple of Shortage
        Where people are short.
    notes : tuple of str
        What was assumed.
    closed : tuple of int
        Days on which no shift may start: days off for all people.
    lowered_minimums : dict
        By person and week the days and the hours of the period that can be worked at most, where
        they are fewer than the contract asks for.
    """

    rows: tuple[RosterRow, ...]
    people: tuple[str, ...]
    skills: tuple[str, ...]
    required: Ints
    present: Ints
    on_break: Ints
    net: Ints
    over: Ints
    under: Ints
    paid_hours: float
    cost: float
    prices: Mapping[str, float]
    bound: float
    gap: float
    status: Status
    shortages: tuple[UncoveredStretch, ...] = ()
    notes: tuple[str, ...] = ()
    closed: tuple[int, ...] = ()
    lowered_minimums: Mapping[tuple[str, int], tuple[int, float]] = field(default_factory=dict)


def coverage(
    rows: Sequence[RosterRow], skills: Sequence[str], slots: int, *, cyclic: bool
) -> tuple[Ints, Ints]:
    """People present and people on a break, counted row by row."""
    present = np.zeros((len(skills), slots), dtype=np.int64)
    on_break = np.zeros_like(present)
    place = {skill: k for k, skill in enumerate(skills)}
    for row in rows:
        k = place[row.skill]
        _stretch(present[k], row.shift.start, row.shift.length, cyclic=cyclic)
        for begin, window in zip(row.breaks, row.shift.breaks, strict=True):
            _stretch(on_break[k], begin, window.length, cyclic=cyclic)
    return present, on_break


def _stretch(line: Ints, start: int, length: int, *, cyclic: bool) -> None:
    """Count one more person in a range of slots."""
    slots = np.arange(start, start + length)
    # on an open horizon, what lies behind the end is not counted
    line[slots % len(line) if cyclic else slots[slots < len(line)]] += 1


def build_roster(
    needs: Mapping[str, StaffRequirement],
    rows: Sequence[RosterRow],
    people: Sequence[str],
    *,
    bound: float,
    gap: float,
    interrupted: bool,
    extra: Mapping[str, float] | None = None,
    unders: float | None = None,
    notes: Sequence[str] = (),
) -> Roster:
    """Count what the rows cover and cost; the figures of the program are not used.

    `gap` is the gap asked for, `unders` the price of an understaffed agent-hour where the
    requirement gives none.
    """
    first = next(iter(needs.values()))
    hours = first.slot / 3600.0
    skills = tuple(needs)
    required = np.array([need.required for need in needs.values()], dtype=np.int64)
    present, on_break = coverage(rows, skills, required.shape[1], cyclic=first.cyclic)
    net = present - on_break
    over, under = np.maximum(net - required, 0), np.maximum(required - net, 0)
    penalty = unders or 0.0
    missing = [
        shortage_cost(need, row, penalty) for need, row in zip(needs.values(), under, strict=True)
    ]
    prices = {
        "shifts": float(sum(row.shift.cost for row in rows)),
        "under": sum(missing) * hours,
        "over": float(over.sum(axis=1) @ np.array([n.over for n in needs.values()])) * hours,
        **(extra or {}),
    }
    cost = sum(prices.values())
    # a bound this near to the cost is equal to it, and the roster optimal
    if abs(bound - cost) <= TOLERANCE * (1.0 + abs(cost)):
        bound = cost
    apart = 0.0 if cost <= bound else cost / bound - 1.0 if bound > 0 else float("inf")
    return Roster(
        rows=tuple(rows),
        people=tuple(people),
        skills=skills,
        required=required,
        present=present,
        on_break=on_break,
        net=net,
        over=over,
        under=under,
        paid_hours=float(sum(row.shift.paid_hours for row in rows)),
        cost=cost,
        prices=prices,
        bound=bound,
        gap=apart,
        status="interrupted" if interrupted else _status(apart, gap),
        notes=tuple(notes),
    )


def shortage_cost(need: StaffRequirement, missing: Ints, penalty: float) -> float:
    """Cost of the missing people of a requirement, per slot of an hour.

    The penalty of the search is charged where the requirement has no price, and below its floor;
    where there is no price, people below the floor cost more than the others.
    """
    most = need.required - (need.floor if len(need.floor) else 0)
    below = np.maximum(missing - most, 0)
    price, highest = need.under, penalty
    if price is None:
        price, highest = penalty, minimum_price(penalty, need.slot, convex=need.convex)
    above = missing - below
    weighted = weighted_shortage(need.required, above) if need.convex else float(above.sum())
    return price * weighted + highest * float(below.sum())


def _status(apart: float, gap: float) -> Status:
    """The status of a finished search whose cost is `apart` above its bound."""
    if apart <= TOLERANCE:
        return "optimal"
    return "within gap" if apart <= gap else "feasible"
