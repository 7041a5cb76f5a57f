"""Which shifts are night shifts, and in which night each of them is worked.

A night is the same hours of every day, by default 23:00-06:00; it belongs to the date on which it
begins. A shift of which 3 hours or more lie in a night, breaks included, is a night shift (so are
people night workers by the Working Time Directive 2003/88/EC of the European Union, article 2).
Hours are counted on real instants: where clocks change, a night is an hour shorter or longer.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from wfm.scheduling.availability import FirstDay
from wfm.scheduling.contracts import DAY
from wfm.scheduling.records import Shift

__all__ = ["NIGHT", "NIGHT_WORK", "Night", "night_of"]

# First and last time of a night. [s after midnight]
Night = tuple[int, int]
NIGHT: Night = (82_800, 21_600)
# Work in a night from which a shift is a night shift. [s]
NIGHT_WORK = 10_800.0


def night_of(
    shift: Shift, slot: float, night: Night, first_day: FirstDay = 0, zone: tzinfo | None = None
) -> int | None:
    """The day of the horizon on which the night of a night shift begins; None for other shifts.

    Of two nights, that with more work counts; of two with the same, the first.

    Parameters
    ----------
    shift : Shift
        Its start on the clock and its slots.
    slot : float
        Length of a slot. [s]
    night : tuple of int
        First and last time; a last one that is not later is on the next day. [s after midnight]
    first_day : int or date
        Weekday or date of the first day of the horizon.
    zone : tzinfo, optional
        Time zone of the clock times.

    Examples
    --------
    Eight hours from 22:00 and from 01:00 are work of one night, which begins on day 0:

    >>> late = Shift("night", 0, 22, 8, 79_200, (), 8.0, 8.0)
    >>> early = Shift("night", 1, 25, 8, 3_600, (), 8.0, 8.0)
    >>> night_of(late, 3600.0, NIGHT), night_of(early, 3600.0, NIGHT)
    (0, 0)
    >>> night_of(Shift("late", 0, 16, 9, 57_600, (), 9.0, 9.0), 3600.0, NIGHT) is None
    True
    """
    begin = shift.day * DAY + shift.clock if zone is None else shift.start * slot
    end = begin + shift.length * slot
    worked = {
        day: min(end, _instant(day * DAY + _last(night), first_day, zone))
        - max(begin, _instant(day * DAY + night[0], first_day, zone))
        # the night of the day before may go on, and a long shift may reach the next
        for day in range(shift.day - 1, shift.day + 2)
    }
    most = max(worked, key=lambda day: (worked[day], -day))
    return most if worked[most] >= NIGHT_WORK else None


def _last(night: Night) -> int:
    """The end of a night, after the midnight before it."""
    return night[1] if night[1] > night[0] else night[1] + DAY


def _instant(seconds: int, first_day: FirstDay, zone: tzinfo | None) -> float:
    """The instant of a time on the wall, in seconds after the first midnight."""
    if zone is None or not isinstance(first_day, date):
        return float(seconds)
    midnight = datetime.combine(first_day, time())
    wall = (midnight + timedelta(seconds=seconds)).replace(tzinfo=zone)
    return wall.timestamp() - midnight.replace(tzinfo=zone).timestamp()
