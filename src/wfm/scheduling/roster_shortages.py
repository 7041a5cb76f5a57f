"""Understaffed periods with their reasons."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wfm.scheduling.records import Shift
from wfm.scheduling.roster import Roster, UncoveredStretch
from wfm.scheduling.week_patterns import Ints, RosterHorizon

__all__ = ["begins_beside", "day_and_time", "periods_above_zero", "uncovered_periods"]


def periods_above_zero(under: Ints) -> list[tuple[int, int, int]]:
    """Row, first and last slot of every period above 0.

    >>> periods_above_zero(np.array([[0, 2, 1, 0, 3]]))
    [(0, 1, 2), (0, 4, 4)]
    """
    found = []
    for row, line in enumerate(under):
        # +1 where a period begins, -1 behind its end
        edge = np.diff(np.concatenate([[0], (line > 0).astype(int), [0]]))
        pairs = zip(np.flatnonzero(edge > 0), np.flatnonzero(edge < 0), strict=True)
        found += [(row, int(first), int(end) - 1) for first, end in pairs]
    return found


def uncovered_periods(
    roster: Roster, horizon: RosterHorizon, reason: Callable[[str, int, int], str]
) -> tuple[UncoveredStretch, ...]:
    """Every period, with what `reason` says of its skill, first and last slot."""
    found = []
    for row, first, last in periods_above_zero(roster.under):
        short = roster.under[row, first : last + 1]
        skill = roster.skills[row]
        hours = float(short.sum()) * horizon.slot / 3600.0
        why = reason(skill, first, last)
        found.append(UncoveredStretch(skill, first, last, int(short.max()), hours, why))
    return tuple(found)


def begins_beside(shift: Shift, slot: int) -> tuple[int, ...] | None:
    """Starts of breaks with which a shift is at work in a slot; None where there are none.

    >>> from wfm.scheduling.records import BreakWindow
    >>> lunch = BreakWindow("lunch", "lunch", 1, 3, 4, paid=False)
    >>> begins_beside(Shift("day", 0, 10, 8, 36_000, (lunch,), 7.0, 7.0), 13)
    (14,)
    """
    begins = []
    for window in shift.breaks:
        starts = range(shift.start + window.earliest, shift.start + window.latest + 1)
        beside = [begin for begin in starts if not begin <= slot < begin + window.length]
        if not beside:
            return None
        begins.append(beside[0])
    return tuple(begins)


def day_and_time(horizon: RosterHorizon, slot: int) -> str:
    """Day and time of a slot where no clock changes: "day 1 08:30"."""
    day, seconds = divmod(slot * horizon.slot, 86_400)
    hour, minute = divmod(int(seconds) // 60, 60)
    return f"day {int(day) + 1} {hour:02}:{minute:02}"
