"""Days, weeks and the patterns of days on and off that a contract allows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm.errors import InputError
from wfm.scheduling.contracts import DAY, Contract
from wfm.scheduling.records import Shift, StaffRequirement

__all__ = ["Bools", "Floats", "Ints", "RosterHorizon", "all_weeks", "patterns", "week_is_allowed"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]


# Days of a run that never ends: more than any limit of consecutive days.
ENDLESS = 1_000
# Clocks change by an hour or two at most; a horizon that is further from whole weeks is a mistake.
MAX_CHANGE = 2 * 3600.0


@dataclass(frozen=True)
class RosterHorizon:
    """Whole weeks of slots; `change` is how many seconds a day may lack where clocks change."""

    slots: int
    slot: float
    cyclic: bool
    weeks: int
    change: float

    @classmethod
    def of(cls, need: StaffRequirement) -> RosterHorizon:
        """The horizon of a requirement."""
        seconds = len(need.required) * need.slot
        weeks = round(seconds / (7 * DAY))
        change = abs(seconds - weeks * 7 * DAY)
        if weeks < 1 or change > MAX_CHANGE:
            raise InputError(
                f"a roster needs whole weeks: got {len(need.required)} slots of "
                f"{need.slot:g} s, {seconds / DAY:g} days.",
                name="need",
                value=len(need.required),
            )
        if need.cyclic and weeks > 1:
            raise InputError(
                f"a cyclic requirement must be one week: got {weeks}.", name="need", value=weeks
            )
        return cls(len(need.required), need.slot, need.cyclic, weeks, change)

    @property
    def days(self) -> int:
        """Number of days."""
        return 7 * self.weeks

    def span(self, shift: Shift) -> tuple[float, float]:
        """Start and end of a shift in seconds of the wall clock after the first midnight."""
        start = shift.day * DAY + shift.clock
        return start, start + shift.length * self.slot


def patterns(contract: Contract, paid_hours: float, *, cyclic: bool) -> Bools:
    """The weeks a contract allows where every day pays the same, one row each, Monday first.

    In a cyclic week Sunday is followed by Monday; else the days off together lie inside a week.

    >>> patterns(Contract("ft", days_per_week=(5, 5)), 8.0, cyclic=True).astype(int)[:2]
    array([[0, 0, 1, 1, 1, 1, 1], [0, 1, 1, 1, 1, 1, 0]])
    """
    weeks = all_weeks()
    return weeks[[week_is_allowed(contract, week, paid_hours, cyclic=cyclic) for week in weeks]]


def all_weeks() -> Bools:
    """Every way to work some days of seven, one row each."""
    return np.array(list(product((False, True), repeat=7)))


def week_is_allowed(
    contract: Contract,
    week: Bools,
    paid_hours: float | None,
    *,
    cyclic: bool,
    minimum: int | None = None,
) -> bool:
    """Whether the days of one week keep the rules of days, and of hours where they are known.

    `minimum` replaces the contract's minimum of days per week.
    """
    worked = int(week.sum())
    low, high = contract.days_per_week
    on, off = longest_run(week, cyclic=cyclic), longest_run(~week, cyclic=cyclic)
    within = paid_hours is None or _within(worked * paid_hours, contract.hours)
    return (
        (low if minimum is None else minimum) <= worked <= high
        and within
        and off >= contract.consecutive_days_off
        and on <= (contract.max_consecutive_days or on)
    )


def _within(hours: float, limits: tuple[float, float]) -> bool:
    """Whether hours lie between two limits, both included."""
    # sums of hours such as 7.6 carry rounding errors
    return limits[0] - 1e-6 <= hours <= limits[1] + 1e-6


def longest_run(days: Bools, *, cyclic: bool) -> int:
    """Longest run of true days; a cyclic one that never ends counts as endless.

    >>> longest_run(np.array([True, False, True]), cyclic=True)
    2
    """
    if days.all():
        return ENDLESS if cyclic else len(days)
    best = run = 0
    # a run over the end of a cyclic week shows in two weeks in a row
    for day in [*days, *days] if cyclic else days:
        run = run + 1 if day else 0
        best = max(best, run)
    return best
