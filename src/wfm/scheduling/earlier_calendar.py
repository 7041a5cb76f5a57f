"""Read the calendars that wfm has written before, which a new one replaces."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from wfm.errors import DataError, Problem, UsageError
from wfm.input_files import name_of, read_input
from wfm.input_limits import MAX_SCHEDULE
from wfm.scheduling.calendar_zone import icalendar
from wfm.scheduling.schedule_calendar import AGENT, ShiftEvent

__all__ = ["EarlierCalendars", "earlier_calendars", "read_calendar"]

_OURS = "@wfm"
_OPTION = "--replaces"


class EarlierCalendars(NamedTuple):
    """The events of earlier calendars by their ids, of each agent; of one calendar under ""."""

    source: str
    by_agent: Mapping[str, Mapping[str, ShiftEvent]]


class _Calendar(NamedTuple):
    """One calendar: its agent, if it is of one person, and its events by their ids."""

    agent: str
    events: dict[str, ShiftEvent]


def earlier_calendars(
    path: str, placeholder: str, files: Mapping[str, str] | None
) -> EarlierCalendars:
    """The calendars that a path names.

    Parameters
    ----------
    path : str
        One calendar, or one per person where it has the placeholder.
    placeholder : str
        What stands for the name of an agent.
    files : mapping of str to str, or None
        The file that each agent of the schedule has by `path`; None for one calendar.

    Raises
    ------
    DataError
        For a file that is not a calendar of shifts of wfm.
    UsageError
        If no file has such a name, or two are of one agent.
    """
    if files is None:
        return EarlierCalendars(path, {"": read_calendar(path).events})
    pattern = "*".join(glob.escape(part) for part in path.split(placeholder))
    agents = {file: agent for agent, file in files.items()}
    read: dict[str, str] = {}
    by_agent: dict[str, Mapping[str, ShiftEvent]] = {}
    for file in sorted(glob.glob(pattern)):
        calendar = read_calendar(file, others=file not in agents)
        agent = calendar.agent or agents.get(file, "")
        if not agent:
            continue  # not of one person
        if agent in read:
            raise UsageError(
                f"{_OPTION} {path}: {read[agent]} and {file} are both of {agent}; move one of "
                "them to another folder."
            )
        read[agent], by_agent[agent] = file, calendar.events
    if not read:
        raise UsageError(f"{_OPTION} {path}: no calendar of a person has such a name.")
    return EarlierCalendars(path, by_agent)


def read_calendar(path: str, *, others: bool = False) -> _Calendar:
    """The shifts of a calendar of wfm.

    Parameters
    ----------
    path : str
        The file.
    others : bool
        Whether the file may be a calendar of something else; it has no events then.

    Raises
    ------
    DataError
        With every event that is not a shift of wfm, and its line.
    """
    content = read_input(path, MAX_SCHEDULE)
    try:
        book = icalendar().Calendar.from_ical(content)
        parts = book.walk("VEVENT")
    except DataError:
        raise
    except Exception as error:  # whatever another library raises, the file is no calendar
        if others:
            return _Calendar("", {})
        raise _not_a_calendar(path, str(error)) from None
    if str(book.name) != "VCALENDAR":
        raise _not_a_calendar(path, "it has no VCALENDAR")
    agent = str(book.get(AGENT, ""))
    if others and not agent:
        return _Calendar("", {})
    return _Calendar(agent, _events(path, content, parts))


def _not_a_calendar(path: str, reason: str) -> DataError:
    """The error of a file that cannot be read as a calendar."""
    text = f"must be a calendar that wfm schedule wrote, as shifts.ics: {reason}"
    return DataError(name_of(path), [Problem(text)])


def _events(path: str, content: bytes, parts: Iterable[Any]) -> dict[str, ShiftEvent]:
    """The events of a calendar, by their ids."""
    lines = [
        number
        for number, line in enumerate(content.splitlines(), 1)
        if line.strip().upper() == b"BEGIN:VEVENT"
    ]
    events: dict[str, ShiftEvent] = {}
    problems = []
    for index, part in enumerate(parts):
        line = lines[index] if index < len(lines) else None
        try:
            event = _event(part)
        except Exception as error:  # of a property that the library could not read
            problems.append(Problem(f"an event {_reason(error)}", line))
            continue
        if event.uid in events:
            problems.append(Problem(f"an event with the UID {event.uid} is there twice", line))
        events[event.uid] = event
    if problems:
        raise DataError(name_of(path), problems)
    return events


class _OtherEventError(Exception):
    """An event that wfm has not written."""


def _reason(error: Exception) -> str:
    """Why an event is not a shift of wfm, after the words "an event"."""
    if isinstance(error, _OtherEventError):
        return str(error)
    text = str(error).strip("'\"")
    return f"without a readable {text}" if isinstance(error, KeyError) else f"is damaged: {text}"


def _event(part: Any) -> ShiftEvent:
    """A component of a calendar as a shift."""
    uid = str(part["UID"])
    if not uid.endswith(_OURS):
        raise _OtherEventError(
            f"with the UID {uid!r} is not a shift of wfm — name the file that wfm schedule wrote, "
            "not an export of a calendar"
        )
    stamp = part["DTSTAMP"].dt
    if not isinstance(stamp, datetime) or stamp.tzinfo is None:
        raise _OtherEventError("has no DTSTAMP in UTC")
    sequence = int(part.get("SEQUENCE", 0))
    if sequence < 0:
        raise _OtherEventError(f"has the SEQUENCE {sequence}; it must be at least 0")
    return ShiftEvent(
        uid,
        _moment(part["DTSTART"].dt),
        _moment(part["DTEND"].dt),
        str(part.get("SUMMARY", "")),
        str(part.get("DESCRIPTION", "")),
        stamp.astimezone(UTC),
        sequence,
        str(part.get("STATUS", "")).upper() == "CANCELLED",
    )


def _moment(at: object) -> datetime:
    """A time of an event: in UTC, or without a zone."""
    if not isinstance(at, datetime):
        raise _OtherEventError(f"begins or ends on a day, {at}, not at a time")
    return at if at.tzinfo is None else at.astimezone(UTC)
