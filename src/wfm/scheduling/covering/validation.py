"""Checks of the requirement, the shifts and the limits of a search, before anything is solved."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite

import numpy as np

from wfm.errors import InputError
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement, TemplateShare

__all__ = ["check", "check_search", "check_shares"]

DAY = 86400.0


def check(need: StaffRequirement, shifts: Sequence[Shift]) -> None:
    """Refuse what has no meaning, with the place and the cure."""
    _check_people("required", need.required)
    if len(need.floor):
        _check_floor(need)
    if not need.slot > 0 or abs(DAY / need.slot - round(DAY / need.slot)) > 1e-9:
        raise InputError(
            f"slot must divide a day into whole slots: got {need.slot!r} s. Use 300, 900, 1800 "
            "or 3600.",
            name="slot",
            value=need.slot,
        )
    if need.under is not None:
        _check_price("under", need.under)
    _check_price("over", need.over)
    _check_price("distinct", need.distinct)
    for k, shift in enumerate(shifts):
        _check_shift(k, shift, len(need.required), need.cyclic)


def check_search(gap: float, max_distinct: int | None, time_limit: float | None) -> None:
    """Refuse limits of the search that cannot be meant."""
    if not 0 <= gap < 1:
        raise InputError(
            f"gap must be in [0, 1): got {gap!r}. It is a fraction; 0.001 is a thousandth.",
            name="gap",
            value=gap,
        )
    if max_distinct is not None and max_distinct < 1:
        raise InputError(
            f"max_distinct must be at least 1: got {max_distinct!r}. Leave it out for no limit.",
            name="max_distinct",
            value=max_distinct,
        )
    if time_limit is not None and not time_limit > 0:
        raise InputError(
            f"time_limit must be > 0: got {time_limit!r} s. Leave it out for no limit.",
            name="time_limit",
            value=time_limit,
        )


def check_shares(shifts: Sequence[Shift], shares: Sequence[TemplateShare]) -> None:
    """Refuse shares that are no fraction, or of templates without a shift."""
    known = {shift.template for shift in shifts}
    for share in shares:
        if not 0 <= share.minimum <= 1:
            raise InputError(
                f"the minimum of a share must be in [0, 1]: got {share.minimum!r}. It is a "
                "fraction; 0.6 is 60 %.",
                name="shares",
                value=share.minimum,
            )
        if shifts and not any(map(share.counts, shifts)):
            raise InputError(
                f"a share must name a template that has shifts{_hours_text(share)}: got "
                f"{sorted(share.templates)}; there are {', '.join(sorted(known))}.",
                name="shares",
                value=sorted(share.templates),
            )


def _hours_text(share: TemplateShare) -> str:
    """The length of the shifts of a share, where it has one."""
    return f" of {share.min_paid_hours:g} paid hours" if share.min_paid_hours else ""


def _check_people(name: str, people: np.ndarray) -> None:
    """Refuse people that are no row of whole numbers."""
    array = np.asarray(people)
    if array.ndim != 1 or not len(array):
        raise InputError(f"{name} must be one row of slots: got shape {array.shape}.", name=name)
    # written so that NaN is bad too
    bad = np.flatnonzero(~(array >= 0) | (array != np.floor(array)))
    if len(bad):
        value = array[bad[0]].item()
        raise InputError(
            f"{name} must be whole numbers >= 0: got {value!r} agents at slot {bad[0]}, and "
            f"{len(bad) - 1} more of {len(array)}. Round up what is needed.",
            name=name,
            value=value,
            index=(int(bad[0]),),
        )


def _check_floor(need: StaffRequirement) -> None:
    """Refuse a floor of another length or above the requirement."""
    _check_people("floor", need.floor)
    if len(need.floor) != len(need.required):
        raise InputError(
            f"required ({len(need.required)},) and floor ({len(need.floor)},) must have one value "
            "per slot each. Leave floor out for none.",
            name="floor",
        )
    # a floor above the requirement would price people who are not required
    bad = np.flatnonzero(need.floor > need.required)
    if len(bad):
        value = int(need.floor[bad[0]])
        raise InputError(
            f"floor must not exceed required: got {value} agents at slot {bad[0]}, where "
            f"{int(need.required[bad[0]])} are required. Raise required, or lower the floor.",
            name="floor",
            value=value,
            index=(int(bad[0]),),
        )


def _check_price(name: str, value: float) -> None:
    """Refuse a price that is negative or infinite."""
    if not (isfinite(value) and value >= 0):
        raise InputError(
            f"{name} must be a finite price >= 0: got {value!r}. Leave it out where there is none.",
            name=name,
            value=value,
        )


def _check_shift(k: int, shift: Shift, slots: int, cyclic: bool) -> None:
    """Refuse a shift that does not lie on the horizon, or whose breaks overlap."""
    # over the end a shift runs into the beginning of a cyclic horizon, or behind an open one
    longest = slots if cyclic else inf
    if not (0 <= shift.start < slots and 0 < shift.length <= longest):
        raise _bad(
            k,
            shift,
            f"must start on the horizon of {slots} slots, and be no longer than a cyclic one: got "
            f"start {shift.start} and length {shift.length}. Leave the shift out.",
        )
    if not (isfinite(shift.cost) and shift.cost >= 0 and isfinite(shift.paid_hours)):
        raise _bad(k, shift, f"must have a finite cost >= 0: got {shift.cost!r}.")
    # breaks keep their order, so each window must begin where the one before it has surely ended
    free = 0
    for window in shift.breaks:
        _check_window(k, shift, window, free)
        free = window.latest + window.length


def _check_window(k: int, shift: Shift, window: BreakWindow, free: int) -> None:
    """Refuse a break window that leaves the shift or meets the break before it."""
    if window.length < 1 or window.latest < window.earliest:
        raise _bad(
            k,
            shift,
            f"has a break {window.kind!r} of {window.length} slots from {window.earliest} to "
            f"{window.latest}: a break lasts 1 slot or more and begins no later than its latest.",
        )
    if window.earliest < free or window.latest + window.length > shift.length:
        raise _bad(
            k,
            shift,
            f"has a break {window.kind!r} that may fall outside the shift or on the break before "
            f"it: slots {window.earliest} to {window.latest + window.length} where {free} to "
            f"{shift.length} are free. Narrow the windows.",
        )


def _bad(k: int, shift: Shift, text: str) -> InputError:
    """The error of one shift."""
    return InputError(
        f"shift {k} ({shift.template!r}, day {shift.day}) {text}",
        name="shifts",
        value=shift,
        index=(k,),
    )
