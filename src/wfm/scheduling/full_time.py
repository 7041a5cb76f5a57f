"""Full-time and part-time shifts: their share on each day, and the price of part-time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wfm.scheduling.records import Shift, TemplateShare
from wfm.scheduling.request import FULL_TIME, ShiftRules
from wfm.scheduling.requirements import Requirement
from wfm.scheduling.shift_templates import lay_out
from wfm.scheduling.solution import Solution

__all__ = ["days_without_full_time", "full_time_shares", "priced"]

# Dates that a note names; more would fill the line.
_NAMED = 3


def full_time_shares(shifts: Sequence[Shift], minimum: float) -> tuple[TemplateShare, ...]:
    """The share of full-time shifts, for the days on which one may start.

    Examples
    --------
    >>> from wfm.scheduling.records import Shift
    >>> day = Shift("day", 0, 8, 8, 28800, (), 8.0, 8.0)
    >>> full_time_shares([day], 0.6)
    (TemplateShare(templates=frozenset({'day'}), minimum=0.6, min_paid_hours=7.0),)
    """
    templates = frozenset(one.template for one in shifts if one.paid_hours >= FULL_TIME)
    if not minimum or not templates:
        return ()
    return (TemplateShare(templates, minimum, FULL_TIME),)


def priced(shift: Shift, part_time: float) -> Shift:
    """A shift with the price of part-time where it is not full-time."""
    if not part_time or shift.paid_hours >= FULL_TIME:
        return shift
    return replace(shift, cost=shift.cost + part_time)


def days_without_full_time(
    requirement: Requirement,
    shifts: Sequence[Shift],
    solution: Solution,
    minimum: float,
    rules: ShiftRules,
) -> tuple[str, ...]:
    """Notes that name the days to which a share of full-time shifts does not apply.

    On some no full-time shift fits; on others those that fit have no required agents.
    """
    days = {one.shift.day for one in solution.worked} - _full_time_days(shifts)
    if not minimum or not days:
        return ()
    fits = _full_time_days(lay_out(rules.templates, rules.breaks, requirement.grid))
    queue = f"{requirement.queue}: " if requirement.queue else ""
    whys = [
        (days - fits, "no full-time shift fits on"),
        (days & fits, "no agents are required in the hours of any full-time shift on"),
    ]
    return tuple(
        f"{queue}{why} {_dates(requirement, sorted(some))}: no share there"
        for some, why in whys
        if some
    )


def _full_time_days(shifts: Sequence[Shift]) -> set[int]:
    """The days on which a full-time shift starts."""
    return {shift.day for shift in shifts if shift.paid_hours >= FULL_TIME}


def _dates(requirement: Requirement, days: Sequence[int]) -> str:
    """The first few days by name, and how many more there are."""
    dates = [f"{requirement.grid.dates[day]:%a %Y-%m-%d}" for day in days[:_NAMED]]
    count = len(days) - _NAMED
    more = f" and {count} more day{'s' if count > 1 else ''}" if count > 0 else ""
    return f"{', '.join(dates)}{more}"
