"""A schedule as a calendar: one event per shift, which keeps its id when the shift moves.

The id of an event comes from the agent, the day and the number of the shift on that day, so that a
calendar that has imported an earlier schedule moves its events instead of adding others. The time
stamp of an event is the first moment of its day, one second later with every change: the same
schedule gives the same bytes, and a later version of an event is the later one.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from wfm import datetimes
from wfm.scheduling.calendar_zone import icalendar, is_utc, time_zone_part, zone_name
from wfm.scheduling.results import Break, ScheduleData, ShiftRow, clear_clock_text

__all__ = [
    "AGENT",
    "CalendarChanges",
    "ShiftEvent",
    "calendar_pieces",
    "merged_events",
    "shift_events",
]

AGENT = "X-WFM-AGENT"  # of the calendar of one person
_EPOCH = datetime(1970, 1, 1)
_SECOND = timedelta(seconds=1)
_YEARS = range(1970, 2200)  # of times that are written in a time zone; others are in UTC


class ShiftEvent(NamedTuple):
    """A shift in a calendar.

    Attributes
    ----------
    uid : str
        The same for the same number of a shift of an agent on a day.
    start, end : datetime
        With the zone of the schedule, in UTC, or without a zone.
    summary, description : str
        Who works which shift; its breaks and paid hours.
    stamp : datetime
        The first moment of its day, and one second per change. [UTC]
    sequence : int
        Changes so far.
    cancelled : bool
        Whether the shift is gone.
    """

    uid: str
    start: datetime
    end: datetime
    summary: str
    description: str
    stamp: datetime
    sequence: int = 0
    cancelled: bool = False

    @property
    def content(self) -> tuple[object, ...]:
        """What a reader of the calendar sees."""
        zones = (str(self.start.tzinfo), str(self.end.tzinfo))
        return *zones, self.start, self.end, self.summary, self.description, self.cancelled

    def changed(self, since: ShiftEvent) -> ShiftEvent:
        """The event as the next version of an earlier one."""
        return self._replace(sequence=since.sequence + 1, stamp=since.stamp + _SECOND)


class CalendarChanges(NamedTuple):
    """How many shifts differ from those of an earlier calendar.

    `kept` are on days that the schedule does not have.
    """

    same: int = 0
    new: int = 0
    changed: int = 0
    cancelled: int = 0
    kept: int = 0

    def plus(self, other: CalendarChanges) -> CalendarChanges:
        """The sums of two calendars."""
        return CalendarChanges(*map(sum, zip(self, other, strict=True)))


def shift_events(schedule: ScheduleData) -> list[ShiftEvent]:
    """One event per shift, in the order of the rows."""
    rows = schedule.rows
    numbers = [0] * len(rows)
    seen: Counter[tuple[str, str, str]] = Counter()
    for index in sorted(range(len(rows)), key=lambda index: rows[index].start):
        key = _person(rows[index])
        numbers[index] = seen[key]
        seen[key] += 1
    known: dict[int, ShiftEvent] = {}  # shifts without people differ by their number only
    events = []
    for row, number in zip(rows, numbers, strict=True):
        if id(row) not in known:
            known[id(row)] = _event(row, schedule.zone)
        events.append(known[id(row)]._replace(uid=_uid(row, number)))
    return events


def _person(row: ShiftRow) -> tuple[str, str, str]:
    """Whose shift it is and on which day; without people, of which queue."""
    return row.agent, "" if row.agent else row.queue, row.date


def _uid(row: ShiftRow, number: int) -> str:
    """The id of the shift of a person on a day."""
    words = "|".join((*_person(row), str(number)))
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()[:24] + "@wfm"


def _event(row: ShiftRow, zone: tzinfo | None) -> ShiftEvent:
    """A shift as an event, still without an id."""
    queue = f" ({row.queue})" if row.queue else ""
    summary = ": ".join(filter(None, (row.agent, row.shift))) + queue
    lines = [*(_break_line(one, zone) for one in row.breaks), f"Paid hours: {row.paid_hours:g}"]
    day = datetime.fromisoformat(row.date).replace(tzinfo=UTC)
    times = _moment(row.start, zone), _moment(row.end, zone)
    return ShiftEvent("", *times, summary, "\n".join(lines), day)


def _break_line(one: Break, zone: tzinfo | None) -> str:
    """A break: ``Lunch 12:00-12:30, unpaid``."""
    name = " ".join(one.kind.split()) or "break"
    start, end = (clear_clock_text(at, zone) for at in (one.start, one.end))
    return f"{name[0].upper()}{name[1:]} {start}-{end}, {'paid' if one.paid else 'unpaid'}"


def _moment(instant: int, zone: tzinfo | None) -> datetime:
    """An instant as a time in the zone of the plan, if it has one.

    The second of two hours of the same name can only be written in UTC: in a calendar such a time
    is that of the first.
    """
    if zone is None:
        return _EPOCH + timedelta(seconds=instant)
    moment = datetime.fromtimestamp(instant, UTC)
    local = moment.astimezone(zone)
    return moment if is_utc(zone) or local.fold else local


def _in_zone(event: ShiftEvent, zone: tzinfo | None) -> ShiftEvent:
    """An earlier event with its times as the schedule writes them; local times stay as they are."""
    if event.start.tzinfo is None or event.end.tzinfo is None or zone is None:
        return event
    if event.start.year not in _YEARS or event.end.year not in _YEARS:
        return event
    start, end = (_moment(round(at.timestamp()), zone) for at in (event.start, event.end))
    return event._replace(start=start, end=end)


def _day(event: ShiftEvent, zone: tzinfo | None) -> date:
    """The local date on which a shift starts."""
    start = event.start
    return start.date() if zone is None or start.tzinfo is None else start.astimezone(zone).date()


def _days(schedule: ScheduleData) -> tuple[date, date] | None:
    """The first and the last day of a schedule; None for one without intervals."""
    walls = [
        datetimes.local(one.start, schedule.zone)[[0, -1]] // datetimes.DAY
        for one in schedule.coverage_by_queue
        if len(one.start)
    ]
    days = [datetimes.date_of(int(day)) for ends in walls for day in ends]
    days += [date.fromisoformat(row.date) for row in schedule.rows]
    return (min(days), max(days)) if days else None


def merged_events(
    events: Sequence[ShiftEvent],
    earlier: Mapping[str, ShiftEvent],
    schedule: ScheduleData,
    elsewhere: frozenset[str] = frozenset(),
) -> tuple[list[ShiftEvent], CalendarChanges]:
    """The events of a schedule as the next version of an earlier calendar.

    Parameters
    ----------
    events : sequence of ShiftEvent
        Of the schedule.
    earlier : mapping of str to ShiftEvent
        Of the earlier calendar, by id.
    schedule : ScheduleData
        The schedule, for its zone and its days: shifts of other days are not gone, they stay.
    elsewhere : frozenset of str
        Ids of the schedule in other files.

    Returns
    -------
    list of ShiftEvent
        Events of the schedule, then those that are gone or on other days.
    CalendarChanges
        Their numbers.
    """
    zone, days = schedule.zone, _days(schedule)
    former = {uid: _in_zone(event, zone) for uid, event in earlier.items()}
    result, new, changed = [], 0, 0
    for event in events:
        before = former.get(event.uid)
        new += before is None
        if before is not None and before.content == event.content:
            event = before
        elif before is not None:
            event, changed = event.changed(before), changed + 1
        result.append(event)
    cancelled = kept = 0
    ids = {event.uid for event in events} | elsewhere
    for event in sorted(former.values(), key=lambda event: (event.stamp, event.uid)):
        if event.uid in ids:
            continue
        is_gone = days is not None and days[0] <= _day(event, zone) <= days[1]
        if is_gone and not event.cancelled:
            event, cancelled = event._replace(cancelled=True).changed(event), cancelled + 1
        elif not is_gone:
            kept += 1
        result.append(event)
    same = len(events) - new - changed
    return result, CalendarChanges(same, new, changed, cancelled, kept)


def calendar_pieces(
    events: Sequence[ShiftEvent], zone: tzinfo | None, agent: str = ""
) -> Iterator[bytes]:
    """The bytes of a calendar, whose events are one piece each."""
    book = icalendar().Calendar()
    book.add("prodid", "-//wfm//schedule//EN")
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    book.add("method", "PUBLISH")
    name = f"Shifts of {agent}" if agent else "Shifts"
    book.add("name", name)
    book.add("x-wr-calname", name)
    if agent:
        book.add(AGENT, agent)
    zoned = [at for event in events for at in (event.start, event.end) if _is_local(at)]
    if zone is not None and zoned:
        book.add("x-wr-timezone", zone_name(zone))
        years = [at.year for at in zoned]
        book.add_component(time_zone_part(zone, min(years), max(years)))
    begin, end, _ = bytes(book.to_ical()).partition(b"END:VCALENDAR")
    yield begin
    yield from _event_pieces(events)
    yield end + b"\r\n"


def _is_local(at: datetime) -> bool:
    """Whether a time is written in a time zone by its name."""
    return at.tzinfo is not None and at.tzinfo is not UTC


def _event_pieces(events: Iterable[ShiftEvent]) -> Iterator[bytes]:
    """The bytes of events; those of equal events are made once."""
    known: dict[ShiftEvent, tuple[bytes, bytes]] = {}
    for event in events:
        alike = event._replace(uid="")
        if alike not in known:
            known[alike] = _around_id(event)
        before, after = known[alike]
        yield before + event.uid.encode() + after


def _around_id(event: ShiftEvent) -> tuple[bytes, bytes]:
    """The bytes of an event before and after its id."""
    part = icalendar().Event()
    part.add("uid", event.uid)
    part.add("summary", event.summary)
    part.add("description", event.description)
    for name, at in (("dtstart", event.start), ("dtend", event.end)):
        parameters = {"TZID": zone_name(at.tzinfo)} if _is_local(at) and at.tzinfo else None
        part.add(name, at.replace(tzinfo=None) if parameters else at, parameters=parameters)
    part.add("dtstamp", event.stamp)
    part.add("sequence", event.sequence)
    part.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    before, _, after = bytes(part.to_ical()).partition(event.uid.encode())
    return before, after
