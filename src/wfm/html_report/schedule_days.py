"""A schedule day by day: slots and shifts in hours since the midnight of their day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from wfm.scheduling.schedule_document import CoverageDocument, ShiftDocument

__all__ = ["DayBreak", "DayShift", "DaySlot", "breaks_of", "shift_of", "slots_by_day"]

_HOUR = 3600.0


class DaySlot(NamedTuple):
    """One slot of a day, in hours since its midnight."""

    start: float
    end: float
    required: int
    net: int
    level: float | None


class DayBreak(NamedTuple):
    """One break of a shift, in hours since the midnight of its day."""

    start: float
    end: float
    text: str


class DayShift(NamedTuple):
    """One shift, in hours since the midnight of its day."""

    start: float
    end: float
    name: str
    hours: str  # from and to, on the clock
    breaks: tuple[DayBreak, ...]
    paid: float


def slots_by_day(
    coverage: Sequence[CoverageDocument], slot: float
) -> dict[str, dict[date, list[DaySlot]]]:
    """The slots of each queue by day; the repeated hour of a clock change is shown once."""
    found: dict[str, dict[date, list[DaySlot]]] = defaultdict(lambda: defaultdict(list))
    for one in coverage:
        wall = one.start.replace(tzinfo=None)
        start = (wall.hour * 60 + wall.minute) / 60 + wall.second / _HOUR
        row = DaySlot(start, start + slot / _HOUR, one.required, one.net, one.service_level)
        of_day = found[one.queue][wall.date()]
        if not of_day or of_day[-1].start < start:
            of_day.append(row)
    return found


def shift_of(row: ShiftDocument) -> DayShift:
    """A shift with its breaks."""
    start, end = _hours(row.start, row.date), _hours(row.end, row.date)
    clock = f"{row.start:%H:%M} to {row.end:%H:%M}"
    return DayShift(start, end, row.shift, clock, tuple(breaks_of(row, start)), row.paid_hours)


def breaks_of(row: ShiftDocument, begin: float) -> list[DayBreak]:
    """The breaks of a shift from their text, ``12:00-12:30 unpaid lunch;…``."""
    found = []
    for text in filter(None, row.breaks.split(";")):
        span, _, what = text.strip().partition(" ")
        first, _, last = span.partition("-")
        start, end = _clock(first), _clock(last)
        if start is None or end is None:
            continue
        start += 24.0 * (start < begin - 1e-9)  # after midnight
        end += 24.0 * (end < start)
        end += 24.0 * (end < start)
        found.append(DayBreak(start, end, f"{span} {what}"))
    return found


def _clock(text: str) -> float | None:
    """Hours of a time of day."""
    hour, _, minute = text.partition(":")
    try:
        return int(hour) + int(minute or 0) / 60
    except ValueError:
        return None


def _hours(moment: datetime, day: date) -> float:
    """Hours on the clock since the midnight of a day."""
    since: timedelta = moment.replace(tzinfo=None) - datetime(day.year, day.month, day.day)
    return since.total_seconds() / _HOUR
