"""Weekdays and hours as planners write them in rules: Mon-Fri, Sat, 22:00-06:00."""

from __future__ import annotations

import difflib
import re

from wfm.io.forecast.calendar_words import WEEKDAY_NAMES, is_weekday, weekday_numbers
from wfm.io.forecast.problems import UnreadableError

__all__ = ["clock", "clock_span", "range_ends", "weekdays"]

_DAY = 86_400
_RANGE = re.compile(r"\s*(?:[-–—]|\.\.|\bto\b)\s*")
_FEIRA = re.compile(r"[- ]feira\b", re.IGNORECASE)  # segunda-feira: no range of days
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")


def range_ends(text: str) -> tuple[str, str]:
    """Both ends of a range such as ``Mon-Fri``, ``Mon to Fri`` or ``Mon..Fri``; one that is both.

    Raises
    ------
    UnreadableError
        If an end is missing, or there are more than two.
    """
    parts = _RANGE.split(text.strip())
    if len(parts) > 2 or not all(parts):
        raise UnreadableError("must be one value, or two such as Mon-Fri: first and last")
    return parts[0], parts[-1]


def weekdays(text: str) -> tuple[int, ...]:
    """The weekdays of a list of names and ranges, 0 for Monday, in the order of the text.

    Names and abbreviations are read in upper and lower case, in all languages in which headings
    of forecasts are; a range may pass Sunday. All names of a text are of one language.

    Parameters
    ----------
    text : str
        ``Mon-Fri``, ``Sat, Sun``, ``fri-mon``, ``Monday to Friday``, ``Mo-Fr``.

    Raises
    ------
    UnreadableError
        For a word that is no weekday, with the nearest one; for one that is another weekday in
        another language, with its readings.

    Examples
    --------
    >>> weekdays("Mon-Wed, sunday"), weekdays("Fri-Mon")
    ((0, 1, 2, 6), (4, 5, 6, 0))
    >>> weekdays("Do")
    Traceback (most recent call last):
      ...
    wfm.io.forecast.problems.UnreadableError: is Thursday or Sunday, depending on the language;
    write Thu or Sun
    """
    spans = [range_ends(_FEIRA.sub("", part)) for part in text.split(",")]
    days = _numbers(list(dict.fromkeys(name for span in spans for name in span)))
    found: dict[int, None] = {}
    for first, last in ((days[first], days[last]) for first, last in spans):
        past = last + 1 + 7 * (last < first)
        found |= dict.fromkeys(day % 7 for day in range(first, past))
    return tuple(found)


def _numbers(names: list[str]) -> dict[str, int]:
    """The weekday of each name, in the one way that they can be read."""
    readings = weekday_numbers(names)
    if len(readings) == 1:
        return readings[0]
    for name in names:
        if not is_weekday(name):
            which = "" if len(names) == 1 else f"has {name!r}, which "
            raise UnreadableError(f"{which}is not a weekday{_nearest_weekday(name)}")
    if not readings:
        raise UnreadableError(
            f"has weekdays of different languages, {' and '.join(names)}: write Mon to Sun"
        )
    # only what differs between the readings is ambiguous
    for name in names:
        days = sorted({reading[name] for reading in readings})
        if len(days) > 1:
            full, short = ([WEEKDAY_NAMES[day][:end] for day in days] for end in (None, 3))
            which = "" if len(names) == 1 else f"has {name!r}, which "
            raise UnreadableError(
                f"{which}is {' or '.join(full)}, depending on the language; "
                f"write {' or '.join(short)}"
            )
    return readings[0]


def _nearest_weekday(name: str) -> str:
    """A hint at the weekday that is most similar."""
    known = {day.casefold(): day for day in WEEKDAY_NAMES}
    known |= {day[:3].casefold(): day[:3] for day in WEEKDAY_NAMES}
    close = difflib.get_close_matches(name[:20].casefold(), known, 1)
    return f"; did you mean {known[close[0]]}?" if close else "; write Mon-Fri or Sat, Sun"


def clock(text: str) -> int:
    """A time of day from 00:00 to 24:00, in seconds after midnight.

    >>> clock("07:30"), clock("24:00")
    (27000, 86400)
    """
    match = _CLOCK.fullmatch(text.strip())
    if not match or int(match[2]) > 59 or 60 * int(match[1]) + int(match[2]) > 1440:
        raise UnreadableError("is not a time of day; write '07:00'")
    return int(match[1]) * 3600 + int(match[2]) * 60


def clock_span(text: str) -> tuple[int, int]:
    """Hours of a day in seconds after its midnight; hours over midnight end on the next day.

    Raises
    ------
    UnreadableError
        If it is not a span of two times.

    Examples
    --------
    >>> clock_span("08:00-18:00"), clock_span("22:00 - 06:00")
    ((28800, 64800), (79200, 108000))
    """
    ends = _RANGE.split(text.strip())
    if len(ends) != 2:
        raise UnreadableError("is not a span of hours; write '08:00-18:00'")
    begin, end = map(clock, ends)
    if begin == _DAY:
        raise UnreadableError("begins at 24:00; write 00:00, the beginning of the next day")
    return begin, end if end > begin else end + _DAY
