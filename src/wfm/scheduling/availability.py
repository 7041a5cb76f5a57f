"""What weekdays, dates and hours of people mean on the days of a horizon."""

from __future__ import annotations

from datetime import date, timedelta

from wfm.errors import InputError
from wfm.scheduling.contracts import DAY, Agent, Available, Wish
from wfm.scheduling.records import Shift

__all__ = ["FirstDay", "free", "is_available", "is_day", "matches", "weekday"]

FirstDay = int | date


def weekday(first_day: FirstDay, day: int) -> int:
    """0 for Monday, of a day of the horizon.

    >>> weekday(date(2026, 11, 21), 2)
    0
    """
    first = first_day.weekday() if isinstance(first_day, date) else first_day
    return (first + day) % 7


def _dated(first_day: FirstDay, day: int) -> date:
    """The date of a day of the horizon."""
    if not isinstance(first_day, date):
        raise InputError(
            "people have dates, but the horizon has none: give first_day as a date.",
            name="first_day",
            value=first_day,
        )
    return first_day + timedelta(days=day)


def is_day(asked: int | date, first_day: FirstDay, day: int) -> bool:
    """Whether a weekday or a date is this day."""
    if isinstance(asked, date):
        return _dated(first_day, day) == asked
    return weekday(first_day, day) == asked


def free(agent: Agent, first_day: FirstDay, day: int) -> bool:
    """Whether the day is a fixed day off."""
    return any(is_day(off, first_day, day) for off in agent.days_off)


def is_available(agent: Agent, shift: Shift, slot: float, first_day: FirstDay) -> bool:
    """Whether the person can work the shift: no day off in it, and inside the hours given."""
    begin = shift.clock
    end = begin + shift.length * slot
    # a shift that ends at midnight does not touch the next day
    days = range(shift.day, shift.day + 1 + int((end - 1.0) // DAY))
    if any(free(agent, first_day, day) for day in days):
        return False
    # no hours given means always; else the whole shift must lie in one of them
    return not agent.available or any(
        _holds(hours, first_day, shift.day) and hours.begin <= begin and end <= hours.end
        for hours in agent.available
    )


def _holds(hours: Available, first_day: FirstDay, day: int) -> bool:
    """Whether hours are given for a day."""
    if weekday(first_day, day) not in hours.weekdays:
        return False
    # without dates the hours hold on any horizon, with weekdays only
    if hours.first is None and hours.last is None:
        return True
    today = _dated(first_day, day)
    return (hours.first or today) <= today <= (hours.last or today)


def matches(wish: Wish, shift: Shift) -> bool:
    """Whether a shift is of the template and at the time that a wish names."""
    return wish.template in (None, shift.template) and wish.start in (None, shift.clock)
