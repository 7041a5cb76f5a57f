"""Days, weeks and the patterns of days on and off that a contract allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm.errors import InputError
from wfm.scheduling.contracts import DAY, Contract
from wfm.scheduling.records import Shift, StaffRequirement

__all__ = [
    "NONE_CLOSED",
    "Bools",
    "ClosedDays",
    "Floats",
    "Ints",
    "RosterHorizon",
    "WeekLimits",
    "all_weeks",
    "closed_days",
    "days_off_together",
    "days_without_start",
    "patterns",
    "runs",
    "week_is_allowed",
    "week_limits",
]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]


# Days of a run that never ends: more than any limit of consecutive days.
ENDLESS = 1_000
# Clocks change by an hour or two at most; a horizon that is further from whole weeks is a mistake.
MAX_CHANGE = 2 * 3600.0


@dataclass(frozen=True)
class RosterHorizon:
    """Whole days of slots, in calendar weeks.

    `change` is how many seconds a day may lack where clocks change. `head` is how many days the
    first calendar week has, 7 where the horizon begins with one.
    """

    slots: int
    slot: float
    cyclic: bool
    days: int
    change: float
    head: int = 7

    @classmethod
    def of(
        cls, need: StaffRequirement, first_day: int | date = 0, week_starts: int = 0
    ) -> RosterHorizon:
        """The horizon of a requirement.

        Parameters
        ----------
        need : StaffRequirement
            Its slots.
        first_day : int or date
            Weekday (0 for Monday) or date of the first day.
        week_starts : int
            Weekday with which calendar weeks begin, 0 for Monday.
        """
        seconds = len(need.required) * need.slot
        days = round(seconds / DAY)
        change = abs(seconds - days * DAY)
        if days < 1 or change > MAX_CHANGE:
            raise InputError(
                f"a roster needs whole days: got {len(need.required)} slots of "
                f"{need.slot:g} s, {seconds / DAY:g} days.",
                name="need",
                value=len(need.required),
            )
        if need.cyclic and days % 7:
            raise InputError(
                f"a cyclic requirement must be whole weeks: got {days} days.",
                name="need",
                value=days,
            )
        first = first_day.weekday() if isinstance(first_day, date) else first_day
        # a week that repeats has no first day
        head = 7 if need.cyclic and days == 7 else (week_starts - first) % 7 or 7
        return cls(len(need.required), need.slot, need.cyclic, days, change, min(head, days))

    @property
    def repeats(self) -> bool:
        """Whether every person's week repeats; of several weeks only the coverage does."""
        return self.cyclic and self.days == 7

    @property
    def weeks(self) -> int:
        """Number of calendar weeks, begun ones included."""
        return 1 - (self.head - self.days) // 7

    def week(self, number: int) -> range:
        """The days of a calendar week that are in the horizon."""
        begin = self.head + 7 * (number - 1)
        return range(max(begin, 0), min(begin + 7, self.days))

    def week_of(self, day: int) -> int:
        """The calendar week in which a day is.

        >>> RosterHorizon(8 * 24, 3600.0, False, 8, 0.0, head=4).week_of(4)
        1
        """
        return (day - self.head) // 7 + 1

    def span(self, shift: Shift) -> tuple[float, float]:
        """Start and end of a shift in seconds of the wall clock after the first midnight."""
        start = shift.day * DAY + shift.clock
        return start, start + shift.length * self.slot


class ClosedDays(NamedTuple):
    """Closed days, on which no shift starts, directly before and after the days of a week."""

    before: int = 0
    after: int = 0


NONE_CLOSED = ClosedDays()


def days_without_start(horizon: RosterHorizon, shifts: Sequence[Shift]) -> tuple[int, ...]:
    """Closed days: those on which no shift starts."""
    return tuple(sorted(set(range(horizon.days)) - {shift.day for shift in shifts}))


def closed_days(horizon: RosterHorizon, shifts: Sequence[Shift]) -> list[ClosedDays]:
    """Closed days around every week; outside the horizon a weekday is closed if it always is.

    A day off next to a Sunday on which the centre is closed is one of two days off together,
    whichever of the two calendar weeks the Sunday is in.
    """
    closed = set(days_without_start(horizon, shifts))

    def is_closed(day: int) -> bool:
        if 0 <= day < horizon.days:
            return day in closed
        same = range(day % 7, horizon.days, 7)
        return bool(same) and closed.issuperset(same)

    found = []
    for number in range(horizon.weeks):
        week = horizon.week(number)
        before = next(k for k in range(8) if k == 7 or not is_closed(week.start - 1 - k))
        after = next(k for k in range(8) if k == 7 or not is_closed(week.stop + k))
        found.append(ClosedDays(before, after))
    return found


class WeekLimits(NamedTuple):
    """What a contract asks of the days of one week: days worked, paid hours, days off together."""

    days: tuple[int, int]
    hours: tuple[float, float]
    off: int


def week_limits(contract: Contract, days: int) -> WeekLimits:
    """The rules of a whole week for the `days` of it that are in the horizon.

    ::

        minimum days = floor(minimum of the week · days / 7)
        maximum days = min(days, ceil(maximum of the week · days / 7))

    Hours follow the days: 40 h of 5 days are 24 h where 3 of the 5 can be worked. Days off
    together are asked of whole weeks only, because the rest of a week may hold them.

    >>> week_limits(Contract("ft", weekly_hours=40.0), 4)
    WeekLimits(days=(2, 3), hours=(0.0, 24.0), off=0)
    """
    low, high = contract.days_per_week
    if days == 7:
        return WeekLimits((low, high), contract.hours, contract.consecutive_days_off)
    least, most = low * days // 7, min(days, -(-high * days // 7))
    minimum, maximum = contract.hours
    shortest = minimum * (least / low if low else days / 7)
    longest = maximum * (most / high) if high else 0.0
    return WeekLimits((least, most), (shortest, longest), 0)


def patterns(
    contract: Contract,
    paid_hours: float | None,
    *,
    cyclic: bool,
    days: int = 7,
    closed: ClosedDays = NONE_CLOSED,
    limits: WeekLimits | None = None,
) -> Bools:
    """The weeks a contract allows where every day pays the same, one row each, Monday first.

    In a cyclic week Sunday is followed by Monday; else the days off together lie inside a week
    and the closed days around it. `limits` replace those of the contract.

    >>> patterns(Contract("ft", days_per_week=(5, 5)), 8.0, cyclic=True).astype(int)[:2]
    array([[0, 0, 1, 1, 1, 1, 1], [0, 1, 1, 1, 1, 1, 0]])
    """
    weeks, limits = all_weeks(days), limits or week_limits(contract, days)
    return weeks[
        [
            week_is_allowed(contract, week, limits, paid_hours, cyclic=cyclic, closed=closed)
            for week in weeks
        ]
    ]


def all_weeks(days: int = 7) -> Bools:
    """Every way to work some of the days, one row each."""
    return np.array(list(product((False, True), repeat=days)))


def week_is_allowed(
    contract: Contract,
    week: Bools,
    limits: WeekLimits,
    paid_hours: float | None,
    *,
    cyclic: bool,
    closed: ClosedDays = NONE_CLOSED,
) -> bool:
    """Whether the days of one week keep the rules of days, and of hours where they are known."""
    worked = int(week.sum())
    low, high = limits.days
    on = longest_run(week, cyclic=cyclic)
    within = paid_hours is None or _within(worked * paid_hours, limits.hours)
    return (
        low <= worked <= high
        and within
        and days_off_together(week, closed, cyclic=cyclic) >= limits.off
        and on <= (contract.max_consecutive_days or on)
    )


def days_off_together(week: Bools, closed: ClosedDays, *, cyclic: bool = False) -> int:
    """The longest run of days off that has a day in the week, closed days around it included.

    >>> days_off_together(np.array([False, True, True, True, True, True, False]), ClosedDays(1))
    2
    """
    off = ~np.asarray(week, dtype=np.bool_)
    if cyclic:
        return longest_run(off, cyclic=True)
    lead, trail = (int(np.argmin(np.append(row, False))) for row in (off, off[::-1]))
    if lead == len(off):
        return closed.before + lead + closed.after
    return max(
        longest_run(off, cyclic=False),
        lead + closed.before if lead else 0,
        trail + closed.after if trail else 0,
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


def runs(weeks: Bools) -> Ints:
    """Days worked from the first on, before the first day off; a whole week without one is endless.

    >>> runs(np.array([[True, True, False], [False, True, True]]))
    array([2, 0])
    """
    days = weeks.shape[1]
    whole = ENDLESS if days == 7 else days
    return np.where(weeks.all(axis=1), whole, np.argmin(weeks, axis=1)).astype(np.int64)
