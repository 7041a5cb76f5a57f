"""Dates and times of day as files write them; each distinct one is read once.

A start is kept as two small codes, of its day and of its time, because the order of day and
month may be known only at the end of the file.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from wfm.io.forecast.problems import UnreadableError
from wfm.io.forecast.read_options import ReadOptions

__all__ = ["DAY", "Day", "Stamps", "Time", "read_date", "read_time"]

DAY = 86_400
CODE_BITS = 20
_EPOCH = date(1970, 1, 1).toordinal()
_REMEMBERED = 200_000

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})()(\d\d)(\d\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
_TIME = re.compile(
    r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]0*)?)?(?:\s*([AaPp])\.?[Mm]\.?)?"
    r"(?:\s*(Z|z|[-+]\d\d(?::?\d\d)?))?"
)
_HOUR = re.compile(r"(\d{1,2})()()\s*([AaPp])\.?[Mm]\.?()")
_BARE_HOUR = re.compile(r"(\d{1,2})()()()()")
_COMPACT = re.compile(r"(\d\d)(\d\d)()()()")
_SPAN = re.compile(r"(\d{1,2}:\d\d(?::\d\d)?)\s*(?:-|–|to|bis)\s*\d{1,2}:\d\d(?::\d\d)?")
_SERIAL = re.compile(r"[345]\d{4}(\.\d+)?")
_MIDNIGHT = re.compile(r"[T ]0?0:00(:00)?$")


class Day(NamedTuple):
    """A date in days since 1970; two readings where day and month could change places."""

    dayfirst: int | None
    monthfirst: int | None
    dotted: bool = False


class Time(NamedTuple):
    """A time of day and, if it is written, the offset from UTC; both in seconds."""

    second: int
    offset: int | None = None


def _day(year: int, month: int, day: int) -> int | None:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day).toordinal() - _EPOCH


def read_date(text: str, dayfirst: bool | None = None) -> Day:
    """The day that a text names.

    Raises
    ------
    UnreadableError
        If it names none; the message says why.

    Examples
    --------
    >>> read_date("2026-01-05")
    Day(dayfirst=20458, monthfirst=20458, dotted=False)
    >>> read_date("05/01/2026")
    Day(dayfirst=20458, monthfirst=20574, dotted=False)
    """
    if match := _YEAR_FIRST.fullmatch(text):
        year, _, month, day = (part for part in match.groups() if part is not None)
        known = _day(_year(text, year), int(month), int(day))
        if known is None:
            raise UnreadableError(_impossible(text, int(year), int(month)))
        return Day(known, known)
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(text, match, dayfirst)
    raise UnreadableError(_no_date(text))


def _year_last(text: str, match: re.Match[str], dayfirst: bool | None) -> Day:
    a, mark, b, year_text = match.groups()
    year = _year(text, year_text)
    first, second = _day(year, int(b), int(a)), _day(year, int(a), int(b))
    dotted = mark == "." and dayfirst is None
    if dayfirst is True or dotted:
        second = first
    elif dayfirst is False:
        first = second
    if first is None and second is None:
        month = int(a) if dayfirst is False or (dayfirst is None and int(b) > 12) else int(b)
        raise UnreadableError(_impossible(text, year, month))
    return Day(first, second, dotted)


def _year(text: str, digits: str) -> int:
    year = int(digits)
    if len(digits) == 2:
        year += 1900 if year >= 69 else 2000
    if not 1900 <= year <= 2200:
        raise UnreadableError(f"'{text}' lies in the year {year} — correct it")
    return year


def _impossible(text: str, year: int, month: int) -> str:
    if not 1 <= month <= 12:
        return (
            f"'{text}' is not a date: there is no month {month} — correct it, or say --date-format"
        )
    days = calendar.monthrange(year, month)[1]
    return (
        f"'{text}' is not a date: {calendar.month_name[month]} {year} has {days} days — correct it"
    )


def _no_date(text: str) -> str:
    shown = f"'{text[:40]}' is not a date"
    if not text:
        return "the cell is empty — write when the interval starts, such as 2026-01-31 08:00"
    if _SERIAL.fullmatch(text):
        return f"{shown} but a serial number of Excel — format the column as date and time"
    if _TIME.fullmatch(text):
        return f"{shown} but a time of day — write 2026-01-31 {text}, or add a column 'date'"
    return f"{shown} — write it like 2026-01-31, or say --date-format, such as '%d-%b-%Y'"


def read_time(text: str, apart: bool = False) -> Time:
    """The time of day that a text names; `apart` if it stands in a column of its own.

    Examples
    --------
    >>> read_time("8:30 PM"), read_time("08:30:00+02:00")
    (Time(second=73800, offset=None), Time(second=30600, offset=7200))
    """
    span = _SPAN.fullmatch(text)
    match = _TIME.fullmatch(text) or _HOUR.fullmatch(text) or _COMPACT.fullmatch(text)
    if apart and not match:
        match = _BARE_HOUR.fullmatch(text)
    if span and (apart or not match):
        raise UnreadableError(f"'{text}' is a span of time — keep its start, {span[1]}")
    if not match:
        raise UnreadableError(_no_time(text))
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    if hour == 24 and minute == second == 0:
        raise UnreadableError(f"'{text}' is the end of a day — write 00:00 of the next day")
    if match[4]:
        hour = _of_24(text, hour, match[4])
    if hour > 23 or minute > 59 or second > 59:
        raise UnreadableError(_no_time(text))
    return Time(3600 * hour + 60 * minute + second, _offset(match[5]) if match[5] else None)


def _no_time(text: str) -> str:
    shown = f"'{text[:40]}' is not a time of day"
    if re.fullmatch(r"\d{1,2}:\d\d:\d\d[.,]\d+.*", text):
        return f"{shown} in whole seconds — drop the fraction"
    return f"{shown} — write it like 08:30 or 8:30 PM"


def _of_24(text: str, hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise UnreadableError(f"'{text}' has an hour outside 1 to 12 before AM or PM — correct it")
    return hour % 12 + (12 if half in "Pp" else 0)


def _offset(text: str) -> int:
    if text in "Zz":
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    seconds = 3600 * int(digits[:2]) + 60 * int(digits[2:])
    if seconds >= DAY or int(digits[2:]) > 59:
        raise UnreadableError(f"'{text}' is not an offset from UTC — write it like +01:00")
    return seconds if text[0] == "+" else -seconds


class Stamps:
    """The distinct days and times of a file, each with a code.

    Texts are remembered whole and in halves, up to a limit, so that most are read by look-up.
    """

    def __init__(self, options: ReadOptions, *, apart: bool) -> None:
        self._format = options.date_format
        self._dayfirst = options.dayfirst
        self._apart = apart
        self._in_format = bool(re.search(r"%[HIXcTRr]", self._format or "")) and not apart
        self._known: dict[str, int] = {}
        self._known_days: dict[str, Day] = {}
        self._known_times: dict[str, Time] = {}
        self.days: dict[Day, int] = {}
        self.times: dict[Time, int] = {}
        self.day_text: list[str] = []

    def codes(self, texts: Sequence[str]) -> list[int]:
        """A code for each text, day above time; -1 for one that cannot be read."""
        codes: list[int | None] = list(map(self._known.get, texts))
        if None in codes:
            return [
                self._learnt(text) if code is None else code
                for code, text in zip(codes, texts, strict=True)
            ]
        return codes  # type: ignore[return-value]

    def why_not(self, text: str) -> tuple[str, bool]:
        """Why a text has no code, and whether its time is to blame rather than its date."""
        try:
            self._parts(text)
        except UnreadableError as why:
            return str(why), self._halves(text)[0] in self._known_days
        return f"'{text[:40]}' is one of too many different times", True

    def _learnt(self, text: str) -> int:
        code = self._known.get(text)
        if code is None:
            try:
                code = self._code(*self._parts(text), text)
            except UnreadableError:
                code = -1
            _remember(self._known, text, code)
        return code

    def _code(self, day: Day, time: Time, text: str) -> int:
        if day not in self.days:
            self.days[day] = len(self.days)
            self.day_text.append(text.partition("\t")[0].strip())
        time_code = self.times.setdefault(time, len(self.times))
        return -1 if time_code >> CODE_BITS else self.days[day] << CODE_BITS | time_code

    def _parts(self, text: str) -> tuple[Day, Time]:
        if self._in_format:
            return self._whole(text.strip())
        date_text, time_text = self._halves(text)
        day = self._known_days.get(date_text)
        if day is None:
            day = self._day(date_text.strip(), text.strip())
            _remember(self._known_days, date_text, day)
        time = self._known_times.get(time_text)
        if time is None:
            time = self._time(time_text.strip())
            _remember(self._known_times, time_text, time)
        return day, time

    def _halves(self, text: str) -> tuple[str, str]:
        if self._apart:
            date_text, _, time_text = text.partition("\t")
            return date_text, time_text
        text = text.strip()
        words = len(self._format.split()) if self._format else 1
        if words > 1:
            pieces = text.split()
            return " ".join(pieces[:words]), " ".join(pieces[words:])
        date_text, _, time_text = text.partition("T" if "T" in text else " ")
        return date_text, time_text

    def _day(self, text: str, whole: str) -> Day:
        if self._format:
            return self._whole(text)[0]
        if self._apart:  # a workbook gives a date as the midnight it begins with
            text = _MIDNIGHT.sub("", text)
        elif not re.search(r"\d[-/.]\d|\d{8}", text):  # no date: then where it ends is unknown
            text = whole
        return read_date(text, self._dayfirst)

    def _time(self, text: str) -> Time:
        return read_time(text, self._apart) if text or self._apart else Time(0)

    def _whole(self, text: str) -> tuple[Day, Time]:
        try:
            read = datetime.strptime(text, self._format or "")
        except (ValueError, OverflowError):
            raise UnreadableError(
                f"'{text[:40]}' does not read as --date-format '{self._format}' — correct either"
            ) from None
        _year(text, f"{read.year:04d}")
        day = read.toordinal() - _EPOCH
        offset = read.utcoffset()
        second = 3600 * read.hour + 60 * read.minute + read.second
        return Day(day, day), Time(
            second, None if offset is None else round(offset.total_seconds())
        )


Value = TypeVar("Value")


def _remember(known: dict[str, Value], text: str, value: Value) -> None:
    if len(known) >= _REMEMBERED:
        known.clear()
    known[text] = value
