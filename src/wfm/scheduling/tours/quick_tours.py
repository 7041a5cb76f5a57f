"""Tours one person after the other, for a search whose time is over before there is a roster.

Each person takes the week of the line of work that covers most of what is still missing for its
cost. Any week of a line meets the rules, so the roster does too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from wfm.scheduling.contracts import Contract
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.roster import RosterRow
from wfm.scheduling.tours.lines_of_work import LineOfWork
from wfm.scheduling.week_patterns import Floats, RosterHorizon, runs

__all__ = ["quick_tours"]


class _Tour(NamedTuple):
    """The shifts of one person, and the people that they add where people are missing."""

    line: LineOfWork
    shifts: list[int]
    gain: float


def quick_tours(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    contracts: Sequence[Contract],
    horizon: RosterHorizon,
    lines: Sequence[LineOfWork],
) -> tuple[list[RosterRow], list[str]] | None:
    """Rows and names; None where some contract with people has no line of work.

    Where understaffing has a price, a person is added only while that costs less than the people
    missing without.
    """
    missing = need.required.astype(np.float64)
    number = [0] * len(contracts)
    rows: list[RosterRow] = []
    names: list[str] = []
    cost = np.array([shift.cost for shift in shifts])
    while True:
        tours = _tours(need, shifts, contracts, horizon, lines, missing, number, cost)
        if tours is None:
            return None
        if not tours:
            order = {name: at for at, name in enumerate(names)}
            return sorted(rows, key=lambda row: (order[row.person], row.day)), names
        best = max(tours, key=lambda tour: tour.gain / (1e-9 + float(cost[tour.shifts].sum())))
        contract = contracts[best.line.contract]
        number[best.line.contract] += 1
        names.append(f"{contract.name} {number[best.line.contract]}")
        for k in best.shifts:
            breaks = _take(need, missing, shifts[k])
            rows.append(RosterRow(names[-1], contract.name, shifts[k].day, shifts[k], breaks))


def _tours(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    contracts: Sequence[Contract],
    horizon: RosterHorizon,
    lines: Sequence[LineOfWork],
    missing: Floats,
    number: Sequence[int],
    cost: Floats,
) -> list[_Tour] | None:
    """The best tour of each line that may and should have one more person."""
    gain = _gain(need, shifts, missing)
    price = np.inf if need.under is None else need.under * need.slot / 3600.0
    found = []
    for number_of, contract in enumerate(contracts):
        must = contract.people is not None and number[number_of] < contract.people
        most = contract.people if contract.people is not None else contract.max_people
        if most is not None and number[number_of] >= most:
            continue
        tours = [
            tour
            for line in lines
            if line.contract == number_of
            and (tour := _tour(line, gain, horizon, contract.max_consecutive_days)) is not None
        ]
        if must and not tours:
            return None
        worth = [
            tour
            for tour in tours
            if tour.gain > 0 and price * tour.gain > float(cost[tour.shifts].sum())
        ]
        # people who must be there come first
        if must:
            return [max(tours, key=lambda tour: tour.gain)]
        found += worth
    return found


def _tour(line: LineOfWork, gain: Floats, horizon: RosterHorizon, most: int | None) -> _Tour | None:
    """The weeks of a line that cover most; None where a day of every week has no shift."""
    best = [
        int(members[np.argmax(gain[members])]) if len(members) else -1 for members in line.members
    ]
    worth = np.array([gain[k] if k >= 0 else -np.inf for k in best])
    chosen: list[int] = []
    total, trail = 0.0, 0
    for week, patterns in enumerate(line.weeks):
        days = horizon.week(week)
        value = np.where(patterns, worth[days.start : days.stop], 0.0).sum(axis=1)
        if most is not None and week:
            value[trail + runs(patterns) > most] = -np.inf
        if not len(value) or np.isneginf(value.max()):
            return None
        pattern = patterns[int(np.argmax(value))]
        total += float(value.max())
        trail = int(runs(pattern[None, ::-1])[0])
        chosen += [best[day] for day in np.array(days)[pattern].tolist()]
    return _Tour(line, chosen, total)


def _gain(need: StaffRequirement, shifts: Sequence[Shift], missing: Floats) -> Floats:
    """Slots of each shift in which people are missing, less those of its breaks at best."""
    short = (missing > 0).astype(np.float64)
    twice = np.concatenate([[0.0], np.cumsum(np.tile(short, 3))])
    slots, gain = len(missing), np.zeros(len(shifts))
    for k, shift in enumerate(shifts):
        end = shift.start + shift.length
        gain[k] = twice[end if need.cyclic else min(end, slots)] - twice[min(shift.start, slots)]
        gain[k] -= sum(window.length for window in shift.breaks) * short.mean()
    return gain


def _take(need: StaffRequirement, missing: Floats, shift: Shift) -> tuple[int, ...]:
    """Take a shift off what is missing; its breaks lie where the fewest are missing."""
    slots = len(missing)

    def add(first: int, length: int, people: float) -> None:
        at = np.arange(first, first + length)
        at = at % slots if need.cyclic else at[at < slots]
        missing[at] += people

    add(shift.start, shift.length, -1.0)
    begins = []
    for window in shift.breaks:
        starts = range(shift.start + window.earliest, shift.start + window.latest + 1)
        short = [missing[np.arange(at, at + window.length) % slots].max() for at in starts]
        begins.append(starts[int(np.argmin(short))])
        add(begins[-1], window.length, 1.0)
    return tuple(begins)
