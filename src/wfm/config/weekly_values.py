"""Hours and weekdays in a file: '22:00-06:00', 'Mon-Fri, Sun'."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from wfm.io.forecast.calendar_words import WEEKDAY_NAMES
from wfm.io.weekly_times import clock, range_ends, weekdays

__all__ = [
    "EVERY_DAY",
    "Hours",
    "Span",
    "Weekdays",
    "hours_text",
    "span",
    "weekday_set",
    "weekdays_text",
]

EVERY_DAY = frozenset(range(7))


def span(value: object) -> tuple[int, int]:
    """Two times of day, or one that is both, in seconds after midnight."""
    first, last = range_ends(str(value)) if str(value).strip() else ("", "")
    return clock(first), clock(last)


def _hours(value: object) -> tuple[int, int]:
    """Hours of a day, from a time to another one."""
    begin, end = span(value)
    if begin == end:
        raise ValueError("must be hours from a time to another one, such as '22:00-06:00'")
    return begin, end


def weekday_set(value: object) -> frozenset[int]:
    """'Mon-Fri, Sun' or a list of such; a span may go over Sunday."""
    if not isinstance(value, str | list):
        raise ValueError("must be weekdays in quotes: 'Mon-Fri' or 'Sat, Sun'")
    return frozenset(weekdays(", ".join(map(str, value)) if isinstance(value, list) else value))


def hours_text(hours: tuple[int, ...]) -> str:
    """Hours as a file has them.

    >>> hours_text((79200, 21600))
    '22:00-06:00'
    """
    return "-".join(f"{second // 3600:02d}:{second % 3600 // 60:02d}" for second in hours)


def weekdays_text(days: frozenset[int]) -> str:
    """Weekdays as a file has them.

    >>> weekdays_text(EVERY_DAY), weekdays_text(frozenset({5, 6}))
    ('every day', 'Sat, Sun')
    """
    if days == EVERY_DAY:
        return "every day"
    return ", ".join(WEEKDAY_NAMES[day][:3] for day in sorted(days))


Span = Annotated[tuple[int, int], BeforeValidator(span)]
Hours = Annotated[tuple[int, int], BeforeValidator(_hours)]
Weekdays = Annotated[frozenset[int], BeforeValidator(weekday_set)]
