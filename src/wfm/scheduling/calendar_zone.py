"""The time zone of a calendar: its component VTIMEZONE for the years of a plan.

A program that reads a calendar need not know the names of time zones. The component has the changes
of the clocks that a zone makes in these years: as a yearly rule where one rule gives all of them,
which every program understands, else one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from wfm._extras import optional_package

__all__ = ["icalendar", "is_utc", "time_zone_part", "zone_name"]

_NEVER = datetime(1970, 1, 1)  # the onset of a zone whose clocks do not change
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


def icalendar() -> Any:
    """The package that writes and reads calendars."""
    return optional_package("icalendar", "writing .ics files")


def zone_name(zone: tzinfo) -> str:
    """The name of a time zone in a calendar; a colon would end it.

    Examples
    --------
    >>> from datetime import timedelta, timezone
    >>> from zoneinfo import ZoneInfo
    >>> zone_name(ZoneInfo("Europe/Berlin")), zone_name(timezone(timedelta(hours=2)))
    ('Europe/Berlin', 'UTC+0200')
    """
    return str(zone).replace(":", "")


def is_utc(zone: tzinfo) -> bool:
    """Whether times of a zone are written as UTC."""
    return zone_name(zone) in ("UTC", "Etc/UTC")


class _Change(NamedTuple):
    """A change of the clocks: its wall time before it, the offsets, and the name after it."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str


def time_zone_part(zone: tzinfo, first_year: int, last_year: int) -> Any:
    """The component VTIMEZONE of a zone for all times of some years.

    The year before the first one belongs to it, because its last change applies until the first
    change of these years.
    """
    part = icalendar().Timezone()
    part.add("tzid", zone_name(zone))
    changes = _changes(zone, first_year - 1, last_year)
    kinds: dict[tuple[object, ...], list[_Change]] = {}
    for change in changes:
        kinds.setdefault(change[1:], []).append(change)
    years = last_year - first_year + 2
    for alike in kinds.values():
        rule = _yearly_rule([change.wall for change in alike], years)
        for change in alike[:1] if rule else alike:
            part.add_component(_observance(change, rule))
    return part


def _changes(zone: tzinfo, first_year: int, last_year: int) -> list[_Change]:
    """The changes of a zone from a year to another; one that never ends if there is none."""
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    changes = []
    while at < end:
        if _state(at, zone) != _state(at + _DAY, zone):
            changes.append(_change(at, zone))
        at += _DAY
    if changes:
        return changes
    offset, name = _state(at, zone)
    return [_Change(_NEVER, offset, offset, name)]


def _state(at: datetime, zone: tzinfo) -> tuple[timedelta, str]:
    """Offset and name of a zone at an instant."""
    local = at.astimezone(zone)
    return local.utcoffset() or timedelta(), local.tzname() or ""


def _change(day: datetime, zone: tzinfo) -> _Change:
    """The change within 24 hours, found by halving them to the minute."""
    low, high = day, day + _DAY
    before = _state(low, zone)
    while high - low > _MINUTE:
        middle = low + ((high - low) // (2 * _MINUTE)) * _MINUTE
        low, high = (middle, high) if _state(middle, zone) == before else (low, middle)
    after, name = _state(high, zone)
    return _Change((high + before[0]).replace(tzinfo=None), before[0], after, name)


def _yearly_rule(walls: Sequence[datetime], years: int) -> dict[str, Any] | None:
    """The rule of changes on one weekday of one month in each of some years; None without one."""
    by_year = {wall.year for wall in walls}
    if not len(walls) == len(by_year) == years:
        return None
    if len({(wall.month, wall.weekday(), wall.time()) for wall in walls}) > 1:
        return None
    weeks = {(wall.day - 1) // 7 + 1 for wall in walls}
    if all((wall + 7 * _DAY).month != wall.month for wall in walls):
        week = -1
    elif len(weeks) == 1:
        week = weeks.pop()
    else:
        return None
    day = f"{week}{_WEEKDAYS[walls[0].weekday()]}"
    return {"freq": "yearly", "bymonth": walls[0].month, "byday": day}


def _observance(change: _Change, rule: dict[str, Any] | None) -> Any:
    """The component of a change: DAYLIGHT where the clocks go forward, else STANDARD."""
    package = icalendar()
    forward = change.after > change.before
    part = package.TimezoneDaylight() if forward else package.TimezoneStandard()
    part.add("dtstart", change.wall)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    if change.name:
        part.add("tzname", change.name)
    if rule:
        part.add("rrule", rule)
    return part
