"""Times of day in the forms that files have, and spans of time such as 08:00-08:30."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wfm.io.forecast.formula_cells import FORMULA_PROBLEM, FORMULA_TEXT
from wfm.io.forecast.problems import UnreadableError

__all__ = [
    "DAY",
    "ParsedTime",
    "TimeForms",
    "closed_length",
    "is_time_of_day",
    "parse_time",
    "second_of_fraction",
    "time_forms",
]

DAY = 86_400
# A span longer than this is no interval: "08:00-18:00" are opening hours.
_LONGEST_SPAN = DAY
_MINUTES = 300  # spreadsheets round fractions of a day; intervals start at whole 5 minutes

# Groups of every form of a time: hour, minute, second, A or P of AM or PM, offset from UTC.
_HALF = r"(?:\s*([AaPp])\.?\s?[Mm]\.?)?"
_OFFSET = r"(?:\s*(Z|z|[-+]\d\d(?::?\d\d)?))?"
_TIME = re.compile(rf"(\d{{1,2}}):(\d\d)(?::(\d\d)(?:[.,]0*)?)?{_HALF}{_OFFSET}")
_HOUR = re.compile(r"(\d{1,2})()()\s*([AaPp])\.?\s?[Mm]\.?()")
_DOTTED = re.compile(rf"(\d{{1,2}})\.(\d\d)(?:\.(\d\d))?{_HALF}()")
# 8h30, 08h00, 8 h, 08:00 h, 08:00 Uhr, 8 Uhr
_NAMED = re.compile(r"(\d{1,2})(?:[:.](\d\d))?()()()\s*(?:h|u|[Uu]hr|[Hh]rs?|uur)\.?")
_H_MINUTE = re.compile(r"(\d{1,2})\s?[hH]\s?(\d\d)(?:\s?m(?:in)?)?()()()")
_COMPACT = re.compile(r"(\d\d)(\d\d)()()()")
_COMPACT_SHORT = re.compile(r"(\d{0,2}?)(\d{1,2})()()()")
_BARE_HOUR = re.compile(r"(\d{1,2})()()()()")
_FRACTION = re.compile(r"0(?:[.,](\d+))?")
# to, bis, à, a, até, tot: "to" in the exports of seven languages; "/" in ISO 8601
_SPAN = re.compile(r"(.+?)\s*(?:[-–—/]|\b(?:to|bis|à|a|até|tot)\b)\s*(.+)")
_SPACED = re.compile(r"\s(?:[-–—]|to|bis|à|a|até|tot)\s")
_DATE_IN_END = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ]\s*")
# Offsets that are no whole hours; every other offset with minutes is the end of a span.
_UNEVEN_OFFSETS = ("-03:30", "-02:30", "-09:30")
_TIME_AND_END = re.compile(r"(?:^|.*[\sT])(\d{1,2}):(\d\d)(:\d\d)?-(\d\d?):(\d\d)$")
_WESTMOST = 12 * 3600  # the largest offset behind UTC
_LONGEST_INTERVAL = 4 * 3600


class ParsedTime(NamedTuple):
    """A time of day up to 24:00, its offset from UTC and the length of its span, all in seconds.

    `offset` and `length` are None if they are not in the text; `written` is false for an empty
    text, which is read as midnight, and `meridiem` true for a time with AM or PM.
    """

    second: int
    offset: int | None = None
    length: int | None = None
    written: bool = True
    meridiem: bool = False


class TimeForms(NamedTuple):
    """What the times of a column are, where a single one can be read in two ways.

    `fractions`: 0.25 is 06:00, a fraction of a day. `compact`: 830 is 08:30 and 0 is midnight.
    `spans`: in 08:00-09:00, the 09:00 is the end and not an offset from UTC. `hours`: a bare 8 is
    the hour, and not the eighth interval of a day. `doubtful`: the only time of the column is one
    such as 10:00-12:00, which may be a span or have an offset.
    """

    fractions: bool = False
    compact: bool = False
    spans: bool = False
    hours: bool = True
    doubtful: bool = False


def time_forms(texts: Iterable[str], separate: bool) -> TimeForms:
    """The forms of the times in some cells of a column; `separate` if dates have another column.

    Examples
    --------
    >>> time_forms(["0.25", "0.2708333"], separate=True).fractions
    True
    >>> time_forms(["0", "30", "100", "130"], separate=True).compact
    True
    """
    cells = [text.strip() for text in texts if text.strip()]
    if not separate:
        return _forms_of_moments(cells)
    numbers = [text for text in cells if re.fullmatch(r"\d+([.,]\d+)?", text)]
    fractions = any(re.fullmatch(r"0[.,]\d{3,}", text) for text in numbers)
    whole = [text for text in numbers if text.isdecimal()]
    compact = (
        len(whole) == len(cells) > 0
        and any(len(text.lstrip("0")) >= 3 for text in whole)
        and all(len(text) <= 4 and int(text) % 100 < 60 for text in whole)
    )
    only_fractions = fractions and all(_FRACTION.fullmatch(text) for text in numbers)
    return TimeForms(only_fractions, compact, spans=True)


def _forms_of_moments(cells: Sequence[str]) -> TimeForms:
    """Whether dates with times such as 08:00-09:00 have spans or offsets from UTC.

    An offset stays the same, or changes by an hour twice a year; the ends of spans go on with
    their starts, so that spans are all short.
    """
    matches = [match for cell in cells if (match := _TIME_AND_END.fullmatch(cell))]
    pairs = {_begin_and_end(match) for match in matches}
    lengths = [(end - begin) % DAY for begin, end in pairs]
    short = sum(0 < length <= _LONGEST_INTERVAL for length in lengths)
    ends = len({end for _, end in pairs})
    if any(map(_is_surely_span, cells)):
        return TimeForms(spans=True)
    if not pairs or 10 * short < 9 * len(pairs):
        return TimeForms()
    if ends > 2 or (ends == 2 and len(set(lengths)) == 1):
        return TimeForms(spans=True)
    # a single time: 03:00-05:00 may be in New York; no offset is as near to the time as an hour
    single = len(pairs) == 1 and not any(match[3] or "T" in match[0] for match in matches)
    hour = single and lengths[0] <= 3600
    return TimeForms(spans=hour, doubtful=single and not hour)


def _begin_and_end(match: re.Match[str]) -> tuple[int, int]:
    """The seconds of a time, and of what follows its hyphen."""
    hour, minute, _, end, end_minute = match.groups()
    return 3600 * int(hour) + 60 * int(minute), 3600 * int(end) + 60 * int(end_minute)


def _is_surely_span(text: str) -> bool:
    """Whether a text ends with a span of time and not with an offset from UTC."""
    if _SPACED.search(text):
        return True
    match = re.search(r"\d:\d\d(?::\d\d)?(-(\d\d?):(\d\d))$", text)
    if match is None:
        return False
    uneven = match[3] != "00" and match[1] not in _UNEVEN_OFFSETS
    return uneven or len(match[2]) == 1 or int(match[2]) * 3600 > _WESTMOST


def is_time_of_day(text: str, forms: TimeForms = TimeForms()) -> bool:  # noqa: B008 - immutable
    """Whether a text is a time of day or a span without a date; a bare number is none.

    >>> is_time_of_day("08.30"), is_time_of_day("8:00 AM - 8:30 AM"), is_time_of_day("8")
    (True, True, False)
    """
    bare = re.fullmatch(r"\d{1,3}|\d+[.,]\d*|\d{5,}", text)
    if bare and not any(forms[:3]) and not re.fullmatch(r"\d{1,2}\.\d\d", text):
        return False
    try:
        return parse_time(text, separate=True, forms=forms).offset is None
    except UnreadableError:
        return False


def parse_time(
    text: str,
    separate: bool = False,
    forms: TimeForms = TimeForms(),  # noqa: B008 - immutable
) -> ParsedTime:
    """The time of day in a text; `separate` if dates have another column.

    Raises
    ------
    UnreadableError
        If it is not a time of day; the message says why and what to write.

    Examples
    --------
    >>> parse_time("8:30 PM")
    ParsedTime(second=73800, offset=None, length=None, written=True, meridiem=True)
    >>> parse_time("08:30:00+02:00").offset, parse_time("0800-0830", separate=True).length
    (7200, 1800)
    """
    if forms.fractions and separate and (match := _FRACTION.fullmatch(text)):
        return ParsedTime(second_of_fraction(text, match[1] or ""))
    single = _match(text, separate, forms)
    surely_span = separate or forms.spans or not single
    if surely_span and (span := _span(text, separate, forms)):
        return span
    if not single:
        raise UnreadableError(_no_time(text))
    if forms.doubtful and single[5] and _TIME_AND_END.fullmatch(text):
        raise UnreadableError(_span_or_offset(text))
    second = _seconds(text, single)  # 24:00 is checked with the other times of its column
    offset = _offset(single[5]) if single[5] else None
    return ParsedTime(second, offset, meridiem=bool(single[4]))


def _match(text: str, separate: bool, forms: TimeForms) -> re.Match[str] | None:
    """The match of a single time, without its end."""
    match = _TIME.fullmatch(text) or _HOUR.fullmatch(text) or _COMPACT.fullmatch(text)
    match = match or _H_MINUTE.fullmatch(text) or _NAMED.fullmatch(text) or _DOTTED.fullmatch(text)
    if separate and forms.compact and not match:
        match = _COMPACT_SHORT.fullmatch(text)
    if separate and not match and forms.hours:
        match = _BARE_HOUR.fullmatch(text)
    return match


def _seconds(text: str, match: re.Match[str]) -> int:
    """The seconds since midnight of a match, up to 24:00."""
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    if hour == 24 and minute == second == 0 and not match[4]:
        return DAY
    if match[4]:
        hour = _hour_of_24(text, hour, match[4])
    if hour > 23 or minute > 59 or second > 59:
        raise UnreadableError(_no_time(text))
    return 3600 * hour + 60 * minute + second


def second_of_fraction(text: str, digits: str) -> int:
    """The time of a fraction of a day: the whole 5 minutes, else minute, in its last digit.

    A spreadsheet stores 08:00 as 0.3333333, and may show it as 0.333.
    """
    seconds, place = float(f"0.{digits or 0}") * DAY, DAY * 10.0 ** -len(digits)
    # rounded in the last digit, or cut off behind it
    for unit, slack in ((_MINUTES, place / 2), (60, place / 2), (_MINUTES, place)):
        nearest = round(seconds / unit) * unit
        if abs(nearest - seconds) <= slack + 1.0 and nearest < DAY:
            return nearest
    raise UnreadableError(
        f"'{text[:40]}' is a fraction of a day, but no whole minute — format the column as time"
    )


def _span(text: str, separate: bool, forms: TimeForms) -> ParsedTime | None:
    """The start and the length of a span; None if the text is none."""
    match = _SPAN.fullmatch(text)
    if not match:
        return None
    first, last = match[1], _DATE_IN_END.sub("", match[2])
    own = forms._replace(hours=True)  # 8-9 is no number of an interval
    start, end = (_match(piece, separate=True, forms=own) for piece in (first, last))
    # "8-9" may be a date or a pair of numbers; with a separate column it can only be a span
    if not start or not end or (not separate and not re.search(r"[:.hH]|\d{4}", first)):
        return None
    begins, ends = _seconds_of_pair(first, start, last, end)
    offset = _offset(start[5]) if start[5] else None
    half = bool(start[4] or end[4])
    return ParsedTime(begins % DAY, offset, _length(text, begins, ends), meridiem=half)


def _seconds_of_pair(
    first: str, start: re.Match[str], last: str, end: re.Match[str]
) -> tuple[int, int]:
    """Start and end in seconds; AM or PM that only one of the two has is that of the other too.

    The other half of the day is taken if the end would not follow the start within 12 hours:
    11:30-12:00 PM starts at 11:30 AM.
    """
    begins, ends = _seconds(first, start), _seconds(last, end)
    if start[4] and not end[4] and int(end[1]) <= 12:
        half = DAY // 2
        ends = begins - begins % half + ends % half
        ends += half if ends <= begins else 0
    elif end[4] and not start[4] and int(start[1] or 0) <= 12:
        half = DAY // 2
        begins = ends - ends % half + begins % half
        begins -= half if begins >= ends else 0
    return begins, ends


def _length(text: str, begins: int, ends: int) -> int:
    """The length of a span, which may end after midnight; 08:00-08:29 is half an hour."""
    length = closed_length((ends - begins) % DAY or (DAY if ends != begins else 0))
    if not 0 < length <= _LONGEST_SPAN:
        raise UnreadableError(
            f"'{text[:40]}' ends when it starts — write the start of the interval"
        )
    return length


def closed_length(length: int) -> int:
    """The length of a span in seconds, whose last minute or second may be that of its end.

    >>> closed_length(1800), closed_length(1740), closed_length(1799)
    (1800, 1800, 1800)
    """
    if length % _MINUTES == _MINUTES - 60:
        return length + 60
    return length + 1 if length % 60 == 59 else length


def _span_or_offset(text: str) -> str:
    """The problem of a single time that may be a span or have an offset from UTC."""
    start, end = text.rsplit("-", 1)
    return (
        f"'{text}' may be the interval from {start} to {end}, or {start} at UTC-{end} "
        f"— write '{start} - {end}' for the interval, or '{start}:00-{end}' for the offset"
    )


def _no_time(text: str) -> str:
    """The problem of a text that is not a time of day."""
    if not text:
        return "the cell is empty — write the time at which the interval starts, such as 08:30"
    if text == FORMULA_TEXT:
        return FORMULA_PROBLEM
    shown = f"'{text[:40]}' is not a time of day"
    if re.fullmatch(r"\d{1,2}", text) and int(text) < 24:
        return (
            f"'{text}' may be an hour or the number of an interval — write the start of the "
            "interval, such as 08:30; if it is the hour, use the heading 'Hour'"
        )
    if re.fullmatch(r"\d{1,3}", text):
        return f"{shown} but a number — write the start of the interval, such as 08:30"
    if re.fullmatch(r"\d{1,2}:\d\d:\d\d[.,]\d+.*", text):
        return f"{shown} in whole seconds — remove the fraction"
    return f"{shown} — write it like 08:30 or 8:30 PM"


def _hour_of_24(text: str, hour: int, half: str) -> int:
    """The hour from 0 to 23 of an hour with AM or PM."""
    if not 1 <= hour <= 12:
        raise UnreadableError(
            f"'{text}' must have an hour from 1 to 12 before AM or PM — correct it"
        )
    return hour % 12 + (12 if half in "Pp" else 0)


def _offset(text: str) -> int:
    """Seconds of an offset such as Z, +01, +0100 or +01:00."""
    if text in "Zz":
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    seconds = 3600 * int(digits[:2]) + 60 * int(digits[2:])
    if seconds >= DAY or int(digits[2:]) > 59:
        raise UnreadableError(f"'{text}' is not an offset from UTC — write it like +01:00")
    return seconds if text[0] == "+" else -seconds
