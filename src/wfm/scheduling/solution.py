"""The solution of one queue in slots of its grid, from shifts alone or from a roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.records import Cover, Shift, StaffRequirement, Status
from wfm.scheduling.roster import Roster
from wfm.scheduling.shortage_price import weighted_shortage

__all__ = [
    "FreeCost",
    "Solution",
    "Stretch",
    "Worked",
    "rules_cost",
    "share_of",
    "solution_of_cover",
    "solution_of_roster",
]

NAN = float("nan")


class Worked(NamedTuple):
    """One shift that is worked: by whom, and in which slot each of its breaks begins."""

    shift: Shift
    breaks: tuple[int, ...]
    person: str = ""
    contract: str = ""


class Stretch(NamedTuple):
    """Consecutive slots, both ends included, that miss as many people for one reason."""

    first: int
    last: int
    people: int
    reason: str


class FreeCost(NamedTuple):
    """The cost of a schedule with few kinds of shift, and a bound on that of all schedules.

    Neither contains what the kinds themselves cost. `in_hours` where both are paid hours.
    """

    cost: float
    bound: float
    in_hours: bool


@dataclass(frozen=True)
class Solution:
    """One queue as solved, in slots of the grid; arrays of shape (slots,)."""

    worked: tuple[Worked, ...]
    stretches: tuple[Stretch, ...]
    present: NDArray[np.int64]
    on_break: NDArray[np.int64]
    overstaffed: NDArray[np.int64]
    understaffed: NDArray[np.int64]
    paid_hours: float
    cost: float
    lower_bound: float
    gap: float
    status: Status
    notes: tuple[str, ...] = ()
    free: FreeCost | None = None

    def understaffed_at(self, cost: float) -> Solution:
        """The same, as a schedule that leaves slots uncovered that must be covered.

        Its cost is compared with no bound: a bound holds for schedules that cover everything.
        """
        return replace(self, cost=cost, lower_bound=NAN, gap=NAN, status="understaffed", free=None)


def solution_of_cover(found: Cover, shifts: Sequence[Shift]) -> Solution:
    """Shifts without people."""
    kinds = {one: Worked(shifts[one.shift], one.breaks) for one in set(found.assigned)}
    solution = Solution(
        worked=tuple(kinds[one] for one in found.assigned),
        stretches=tuple(_stretches(found)),
        present=found.present,
        on_break=found.on_break,
        overstaffed=found.over,
        understaffed=found.under,
        paid_hours=found.paid_hours,
        cost=found.cost,
        lower_bound=found.bound,
        gap=found.gap,
        status=found.status,
    )
    return solution.understaffed_at(found.cost) if solution.status == "understaffed" else solution


def _stretches(found: Cover) -> list[Stretch]:
    """Consecutive slots with the same shortage and reason, as one period."""
    stretches: list[Stretch] = []
    for one in found.shortages:
        last = stretches[-1] if stretches else None
        if last and last.last == one.slot - 1 and last[2:] == (one.people, one.reason):
            stretches[-1] = last._replace(last=one.slot)
        else:
            stretches.append(Stretch(one.slot, one.slot, one.people, one.reason))
    return stretches


def solution_of_roster(roster: Roster, row: int) -> Solution:
    """One queue of a roster; `row` is its index in the arrays."""
    skill = roster.skills[row]
    return Solution(
        worked=tuple(
            Worked(one.shift, one.breaks, one.person, one.contract)
            for one in roster.rows
            if one.skill == skill
        ),
        stretches=tuple(
            Stretch(one.first, one.last, one.people, one.reason)
            for one in roster.shortages
            if one.skill == skill
        ),
        present=roster.present[row],
        on_break=roster.on_break[row],
        overstaffed=roster.over[row],
        understaffed=roster.under[row],
        paid_hours=roster.paid_hours,
        cost=roster.cost,
        lower_bound=roster.bound,
        gap=roster.gap,
        status=roster.status,
        notes=roster.notes,
    )


def rules_cost(roster: Roster, needs: Sequence[StaffRequirement]) -> float:
    """The cost of a roster by the prices of the rules, without the penalties of the search.

    Missing people have the price of the rules, below a minimum too, and none where there is none.
    """
    cost = sum(price for name, price in roster.prices.items() if name != "under")
    for need, missing in zip(needs, roster.under, strict=True):
        if need.under is not None:
            weighted = weighted_shortage(need.required, missing) if need.convex else missing.sum()
            cost += need.under * float(weighted) * need.slot / 3600.0
    return cost


def share_of(solution: Solution, *, first: bool) -> Solution:
    """One queue's share of a roster for several: its own hours; the cost counts with the first."""
    hours = sum(one.shift.paid_hours for one in solution.worked)
    if first:
        return replace(solution, paid_hours=hours)
    bound = 0.0 if np.isfinite(solution.lower_bound) else solution.lower_bound
    return replace(solution, paid_hours=hours, cost=0.0, lower_bound=bound, notes=())
