"""Lines of work: tours of one contract that pay the same every day and start in one window.

A window is as wide as the start flexibility of the contract allows, and narrow enough that the
latest shift of one day and the earliest of the next leave the rest between them (after Brusco and
Jacobs 2000). So every way of giving the shifts of a line to its people meets the rules. No window
crosses midnight, as a shift belongs to the date on which it starts. The contract asks for none of
this, so no bound may rest on it (see `relaxed_tours`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wfm.scheduling.contracts import DAY, Contract
from wfm.scheduling.records import Shift
from wfm.scheduling.week_patterns import Bools, Ints, RosterHorizon, closed_days, patterns

__all__ = ["LineOfWork", "days_of", "line_width", "lines_of", "openings", "weeks_of"]


@dataclass(frozen=True)
class LineOfWork:
    """Tours whose people may exchange shifts.

    `weeks` are the days worked in each calendar week, one row each; `members` the shifts of each
    day; `opens` and `width` the window of starts. [s]
    """

    contract: int
    opens: int
    width: int
    weeks: tuple[Bools, ...]
    members: tuple[Ints, ...]


def lines_of(
    horizon: RosterHorizon, shifts: Sequence[Shift], contracts: Sequence[Contract]
) -> list[LineOfWork]:
    """Every line that the contracts allow; a contract may have none."""
    return [
        line
        for number, contract in enumerate(contracts)
        for line in _lines_of(horizon, shifts, contract, number)
    ]


def _lines_of(
    horizon: RosterHorizon, shifts: Sequence[Shift], contract: Contract, number: int
) -> list[LineOfWork]:
    """The lines of one contract: shifts that pay alike, in each window of starts."""
    by_paid_time: dict[int, list[int]] = {}
    for k, shift in enumerate(shifts):
        if contract.may_work(shift.template, shift.contract):
            by_paid_time.setdefault(round(3600 * shift.paid_hours), []).append(k)
    found = []
    # weekly hours then depend on the days alone, so a week is allowed or not as a whole
    for paid, members in sorted(by_paid_time.items()):
        weeks = weeks_of(horizon, shifts, contract, paid / 3600.0)
        width = line_width(horizon, contract, max(shifts[k].length for k in members))
        if all(map(len, weeks)) and width >= 0:
            clocks = np.array([shifts[k].clock for k in members])
            for opens in openings(clocks, width, around=False):
                days = days_of(horizon, shifts, members, opens, width)
                found.append(LineOfWork(number, opens, width, weeks, days))
    return found


def weeks_of(
    horizon: RosterHorizon, shifts: Sequence[Shift], contract: Contract, paid: float | None
) -> tuple[Bools, ...]:
    """The days that a contract lets a person work in each calendar week of a horizon."""
    return tuple(
        patterns(
            contract, paid, cyclic=horizon.repeats, days=len(horizon.week(week)), closed=closed
        )
        for week, closed in enumerate(closed_days(horizon, shifts))
    )


def line_width(horizon: RosterHorizon, contract: Contract, length: int) -> int:
    """Seconds between the first and the last start of a window; below 0 where rest is missed."""
    # the rest between the latest start of one day and the earliest of the next
    spare = DAY - horizon.change - length * horizon.slot - contract.rest
    asked = contract.start_width
    flexibility = DAY if asked is None else asked
    # below a whole day, so that a window holds each start once
    return math.floor(min(spare, flexibility, DAY - 1.0))


def openings(clocks: Ints, width: int, *, around: bool = True) -> list[int]:
    """Where windows open: at a start, unless another window holds the same starts and more.

    With `around`, windows may cross midnight.
    """
    times = np.unique(clocks)
    turn = DAY if around else 2 * DAY
    held = {int(t): frozenset(times[(times - t) % turn <= width].tolist()) for t in times}
    # a window whose starts are all in another one adds nothing
    kept: dict[frozenset[int], int] = {}
    for opens, starts in held.items():
        if not any(starts < other for other in held.values()):
            kept.setdefault(starts, opens)
    return sorted(kept.values())


def days_of(
    horizon: RosterHorizon, shifts: Sequence[Shift], members: Sequence[int], opens: int, width: int
) -> tuple[Ints, ...]:
    """The shifts of a window by the day on which they start."""
    days: list[list[int]] = [[] for _ in range(horizon.days)]
    for k in members:
        if 0 <= shifts[k].clock - opens <= width:
            days[shifts[k].day].append(k)
    return tuple(np.array(day, dtype=np.int64) for day in days)
