"""Understaffed periods with their reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from wfm.number_text import count_text
from wfm.scheduling.records import Shift
from wfm.scheduling.roster import Roster, UncoveredStretch
from wfm.scheduling.week_patterns import Ints, RosterHorizon

__all__ = [
    "SlotReason",
    "begins_beside",
    "by_share",
    "day_and_time",
    "periods_above_zero",
    "uncovered_periods",
]

# Slots of a period that are examined, and reasons that are told.
_EXAMINED, _MAIN = 48, 3


class SlotReason(NamedTuple):
    """Why people are missing in one slot: the cause that slots share, and all of it in words."""

    cause: str
    text: str


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
    """Every period, with what `reason` says of its skill, first and last slot.

    The periods with the most missing hours are asked for first, as time may be short.
    """
    found = []
    for row, first, last in periods_above_zero(roster.under):
        short = roster.under[row, first : last + 1]
        hours = float(short.sum()) * horizon.slot / 3600.0
        found.append(UncoveredStretch(roster.skills[row], first, last, int(short.max()), hours, ""))
    why = {
        k: reason(found[k].skill, found[k].first, found[k].last)
        for k in sorted(range(len(found)), key=lambda k: -found[k].hours)
    }
    return tuple(replace(one, reason=why[k]) for k, one in enumerate(found))


def by_share(under: Ints, hours: float, reason: Callable[[int], SlotReason]) -> str:
    """The reasons of a period in words, those of the most missing hours first.

    Parameters
    ----------
    under : int64 array, shape (slots,)
        People missing in the slots of the period.
    hours : float
        Length of a slot. [hours]
    reason : callable
        The reason of a slot, counted from the beginning of the period.

    Examples
    --------
    >>> early, late = SlotReason("rest", "2 resting"), SlotReason("days", "1 at the most days")
    >>> by_share(np.array([2, 3, 1]), 0.5, lambda slot: early if slot < 2 else late)
    '2.5 agent-hours: 2 resting. 0.5 agent-hours: 1 at the most days'
    """
    step = -(-len(under) // _EXAMINED)
    slots = np.unique([*range(step // 2, len(under), step), int(under.argmax())])
    borders = (slots[1:] + slots[:-1] + 1) // 2  # each slot has the reason of the nearest
    causes: dict[str, list[tuple[float, int, str]]] = {}
    for slot, part in zip(slots.tolist(), np.split(under, borders), strict=True):
        why = reason(slot)
        share = (hours * float(part.sum()), int(under[slot]), why.text)
        causes.setdefault(why.cause, []).append(share)
    if len(causes) == 1:
        (mine,) = causes.values()
        return max(mine, key=lambda one: one[1])[2]
    sums = sorted(
        (
            (sum(one[0] for one in mine), max(mine, key=lambda one: one[1])[2])
            for mine in causes.values()
        ),
        key=lambda one: -one[0],
    )
    rest = sum(share for share, _ in sums[_MAIN:])
    told = [*sums[:_MAIN], *([(rest, "for other reasons")] if rest else [])]
    about = "about " if step > 1 else ""
    return ". ".join(f"{about}{count_text(share, 'agent-hour')}: {text}" for share, text in told)


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
