"""What weekdays, dates and hours of people mean on the days of a horizon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from wfm.errors import InputError
from wfm.scheduling.contracts import DAY, Agent, Available, Wish
from wfm.scheduling.records import Shift

__all__ = ["FirstDay", "free", "is_available", "is_day", "leave_days", "matches", "weekday"]

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


def leave_days(agent: Agent, first_day: FirstDay, week: range, days_off: int) -> int:
    """Dates off in a week that count as leave, which is as if worked; 0 where they are days off.

    The fewest days of work leave `days_off` days off in a week. Dates (with weekdays that are
    always off) that are more than these cannot all be days off, so the dates are leave.

    >>> eve = Agent("Eve", "ft", days_off=tuple(date(2026, 3, day) for day in range(2, 7)))
    >>> leave_days(eve, date(2026, 3, 2), range(7), days_off=2)
    5
    """
    dates = {off for off in agent.days_off if isinstance(off, date)}
    if not dates:
        return 0
    leave = sum(_dated(first_day, day) in dates for day in week)
    fixed = sum(free(agent, first_day, day) for day in week)
    return leave if fixed > days_off else 0


def is_available(
    agent: Agent, shift: Shift, slot: float, first_day: FirstDay, zone: tzinfo | None = None
) -> bool:
    """Whether the person can work the shift: no day off in it, and inside the hours given.

    All is compared on the wall clock; in a time `zone`, a shift over a change of clocks ends an
    hour earlier or later there.
    """
    begin = float(shift.clock)
    end = _wall_end(shift, slot, first_day, zone)
    # a shift that ends at midnight does not touch the next day
    days = range(shift.day, shift.day + 1 + int((end - 1.0) // DAY))
    if any(free(agent, first_day, day) for day in days):
        return False
    # no hours given means always; else the whole shift must lie in them
    return not agent.available or _is_covered(begin, end, agent, shift.day, first_day)


def _wall_end(shift: Shift, slot: float, first_day: FirstDay, zone: tzinfo | None) -> float:
    """When a shift ends on the wall, in seconds after the midnight that begins its day."""
    seconds = shift.length * slot
    if zone is None or not isinstance(first_day, date):
        return shift.clock + seconds
    midnight = datetime.combine(first_day + timedelta(days=shift.day), time())
    start = (midnight + timedelta(seconds=shift.clock)).replace(tzinfo=zone)
    end = datetime.fromtimestamp(start.timestamp() + seconds, zone).replace(tzinfo=None)
    return (end - midnight).total_seconds()


def _is_covered(begin: float, end: float, agent: Agent, day: int, first_day: FirstDay) -> bool:
    """Whether hours of a person, joined where they meet, hold a span of time."""
    reached = begin
    for first, last in sorted(_hours_around(agent, day, first_day)):
        if first > reached:
            return False
        reached = max(reached, last)
        if reached >= end:
            return True
    return False


def _hours_around(agent: Agent, day: int, first_day: FirstDay) -> Iterator[tuple[float, float]]:
    """The hours of the day, of the night before and of the next days, from the day's midnight.

    Whole days, which end after two days, say when a shift may start, so only those of the day
    itself count.
    """
    for offset in (-1, 0, 1, 2):
        for hours in agent.available:
            if _holds(hours, first_day, day + offset) and (offset == 0 or hours.end < 2 * DAY):
                yield hours.begin + offset * DAY, hours.end + offset * DAY


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
