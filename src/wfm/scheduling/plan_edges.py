"""Why no shift covers a time at the beginning or the end of a plan."""

from __future__ import annotations

from collections.abc import Iterable

from wfm.scheduling.records import Shift

__all__ = ["EDGES", "shift_kinds", "why_unreached"]

_DAY = 86_400.0
_BEFORE = "shifts over this time would start before the plan"
_BEHIND = "shifts over this time would end behind the plan, where no hours follow"
# What `why_unreached` says.
EDGES = (_BEFORE, _BEHIND)


def shift_kinds(shifts: Iterable[Shift]) -> set[tuple[int, int]]:
    """Start on the clock [s] and length [slots] of some shifts."""
    return {(one.clock, one.length) for one in shifts}


def why_unreached(
    kinds: Iterable[tuple[int, int]], slot: int, slots: int, seconds: float
) -> str | None:
    """Why no shift covers a slot of an open plan: it begins or ends beside it; None if not so.

    Parameters
    ----------
    kinds : iterable of tuple
        What may be worked (see `shift_kinds`).
    slot, slots : int
        The slot, and how many the plan has.
    seconds : float
        Length of a slot. [s]

    Examples
    --------
    >>> night = shift_kinds([Shift("night", 0, 22, 8, 79_200, (), 8.0, 8.0)])
    >>> why_unreached(night, 3, 48, 3600.0)
    'shifts over this time would start before the plan'
    >>> why_unreached(night, 46, 48, 3600.0)
    'shifts over this time would end behind the plan, where no hours follow'
    >>> why_unreached(night, 12, 48, 3600.0)
    """
    # the same shifts on the day before the plan, and on its last day
    for clock, length in kinds:
        start = (clock - _DAY) / seconds
        if start < 0 and slot < start + length:
            return _BEFORE
    for clock, length in kinds:
        start = slots + (clock - _DAY) / seconds
        if start <= slot < start + length and start + length > slots:
            return _BEHIND
    return None
