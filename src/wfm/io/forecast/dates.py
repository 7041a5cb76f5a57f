"""Dates and times of day in the forms that files have; each distinct text is parsed once.

Whether 05/01/2026 is in January or in May may be known only at the end of the file. Until then a
start is one integer code: the index of its date among the distinct dates of the file, shifted by
`CODE_BITS`, plus the index of its time among the distinct times. One 8-byte integer per row is
all that a file of ten million rows needs, and the codes become seconds in place
(`date_order.LocalTimes`).

pandas could parse most of this, but its import alone takes longer than the reading of a forecast
of a fortnight, and its errors name neither the line nor the cure.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from wfm.io.forecast.problems import UnreadableError
from wfm.io.forecast.read_options import ReadOptions

__all__ = ["DAY", "ParsedDate", "ParsedTime", "StartParser", "parse_date", "parse_time"]

DAY = 86_400
# A day has 86,400 = 2^16.4 seconds, so 20 bits hold every time of day with a dozen offsets from
# UTC; the other 43 bits of a positive int64 are more than enough for the dates 1900 to 2200.
CODE_BITS = 20
_EPOCH = date(1970, 1, 1).toordinal()
_CACHE_SIZE = 200_000  # texts; about 20 MB
_FIRST_YEAR, _LAST_YEAR = 1900, 2200

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})()(\d\d)(\d\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
# Groups of every form of a time: hour, minute, second, A or P of AM or PM, offset from UTC.
_TIME = re.compile(
    r"(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]0*)?)?(?:\s*([AaPp])\.?[Mm]\.?)?"
    r"(?:\s*(Z|z|[-+]\d\d(?::?\d\d)?))?"
)
_HOUR = re.compile(r"(\d{1,2})()()\s*([AaPp])\.?[Mm]\.?()")
_BARE_HOUR = re.compile(r"(\d{1,2})()()()()")
_COMPACT = re.compile(r"(\d\d)(\d\d)()()()")
_RANGE_MARKS = ("-", "–", "to", "bis")  # bis: "to" in files exported by German systems
_RANGE = re.compile(
    r"(\d{1,2}:\d\d(?::\d\d)?)\s*"
    rf"(?:{'|'.join(_RANGE_MARKS)})\s*\d{{1,2}}:\d\d(?::\d\d)?"
)
# Days since 1899-12-30, as Excel stores dates: 30000 is in 1982, 59999 in 2064.
_SERIAL = re.compile(r"[345]\d{4}(\.\d+)?")
_MIDNIGHT = re.compile(r"[T ]0?0:00(:00)?$")


class ParsedDate(NamedTuple):
    """A date in days since 1970, read as day/month and as month/day; None where it is invalid.

    The two are equal if the date is not ambiguous. `dotted` is true for 31.01.2026.
    """

    dayfirst: int | None
    monthfirst: int | None
    dotted: bool = False


class ParsedTime(NamedTuple):
    """A time of day and its offset from UTC, None if it is not written; both in seconds."""

    second: int
    offset: int | None = None


def _day(year: int, month: int, day: int) -> int | None:
    """Days since 1970; None for a date that does not exist."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day).toordinal() - _EPOCH


def parse_date(text: str, dayfirst: bool | None = None) -> ParsedDate:
    """The date in a text.

    Raises
    ------
    UnreadableError
        If it is not a date; the message says why and what to write.

    Examples
    --------
    >>> parse_date("2026-01-05")
    ParsedDate(dayfirst=20458, monthfirst=20458, dotted=False)
    >>> parse_date("05/01/2026")
    ParsedDate(dayfirst=20458, monthfirst=20574, dotted=False)
    """
    if match := _YEAR_FIRST.fullmatch(text):
        year, _, month, day = (part for part in match.groups() if part is not None)
        known = _day(_year(text, year), int(month), int(day))
        if known is None:
            raise UnreadableError(_impossible(text, int(year), int(month)))
        return ParsedDate(known, known)
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(text, match, dayfirst)
    raise UnreadableError(_no_date(text))


def _year_last(text: str, match: re.Match[str], dayfirst: bool | None) -> ParsedDate:
    """A date with the year last: day/month or month/day; with dots, day.month."""
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
    return ParsedDate(first, second, dotted)


def _year(text: str, digits: str) -> int:
    """The year of two or four digits."""
    year = int(digits)
    if len(digits) == 2:  # as POSIX and datetime.strptime: 69 to 99 are 1969 to 1999
        year += 1900 if year >= 69 else 2000
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise UnreadableError(
            f"'{text}' has the year {year}, which must be from {_FIRST_YEAR} to {_LAST_YEAR} "
            "— correct it"
        )
    return year


def _impossible(text: str, year: int, month: int) -> str:
    """The problem of a date that does not exist."""
    if not 1 <= month <= 12:
        return (
            f"'{text}' is not a date: there is no month {month} — correct it, or use --date-format"
        )
    days = calendar.monthrange(year, month)[1]
    return (
        f"'{text}' is not a date: {calendar.month_name[month]} {year} has {days} days — correct it"
    )


def _no_date(text: str) -> str:
    """The problem of a text that is not a date."""
    shown = f"'{text[:40]}' is not a date"
    if not text:
        return "the cell is empty — write when the interval starts, such as 2026-01-31 08:00"
    if _SERIAL.fullmatch(text):
        return f"{shown} but an Excel serial number — format the column as date and time"
    if _TIME.fullmatch(text):
        return f"{shown} but a time of day — write 2026-01-31 {text}, or add a column 'date'"
    return f"{shown} — write it like 2026-01-31, or use --date-format, such as '%d-%b-%Y'"


def parse_time(text: str, separate: bool = False) -> ParsedTime:
    """The time of day in a text; `separate` if dates have another column.

    Raises
    ------
    UnreadableError
        If it is not a time of day; the message says why and what to write.

    Examples
    --------
    >>> parse_time("8:30 PM"), parse_time("08:30:00+02:00")
    (ParsedTime(second=73800, offset=None), ParsedTime(second=30600, offset=7200))
    """
    time_range = _RANGE.fullmatch(text)
    match = _TIME.fullmatch(text) or _HOUR.fullmatch(text) or _COMPACT.fullmatch(text)
    if separate and not match:
        match = _BARE_HOUR.fullmatch(text)
    if time_range and (separate or not match):
        raise UnreadableError(f"'{text}' is a time range — write its start only, {time_range[1]}")
    if not match:
        raise UnreadableError(_no_time(text))
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    if hour == 24 and minute == second == 0:
        raise UnreadableError(f"'{text}' is the end of a day — write 00:00 of the next day")
    if match[4]:
        hour = _hour_of_24(text, hour, match[4])
    if hour > 23 or minute > 59 or second > 59:
        raise UnreadableError(_no_time(text))
    return ParsedTime(3600 * hour + 60 * minute + second, _offset(match[5]) if match[5] else None)


def _no_time(text: str) -> str:
    """The problem of a text that is not a time of day."""
    shown = f"'{text[:40]}' is not a time of day"
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


class StartParser:
    """The distinct dates and times of a file, and the code of each start.

    Whole texts, dates and times are cached, so that most starts are read by look-up.
    """

    def __init__(self, options: ReadOptions, *, separate: bool) -> None:
        self._format = options.date_format
        self._dayfirst = options.dayfirst
        self._separate = separate
        self._in_format = bool(re.search(r"%[HIXcTRr]", self._format or "")) and not separate
        self._known: dict[str, int] = {}
        self._known_days: dict[str, ParsedDate] = {}
        self._known_times: dict[str, ParsedTime] = {}
        self.days: dict[ParsedDate, int] = {}
        self.times: dict[ParsedTime, int] = {}
        self.day_text: list[str] = []

    def codes(self, texts: Sequence[str]) -> list[int]:
        """The code of each text (see the module); -1 for one that cannot be read."""
        codes: list[int | None] = list(map(self._known.get, texts))
        if None in codes:
            return [
                self._parse_new(text) if code is None else code
                for code, text in zip(codes, texts, strict=True)
            ]
        return codes  # type: ignore[return-value]

    def reason(self, text: str) -> tuple[str, bool]:
        """Why a text cannot be read, and whether the time is the reason, not the date."""
        try:
            self._parse(text)
        except UnreadableError as problem:
            return str(problem), self._split(text)[0] in self._known_days
        return f"the file has more than {1 << CODE_BITS:,} different times of day — split it", True

    def _parse_new(self, text: str) -> int:
        """The code of a text that is not in the cache."""
        code = self._known.get(text)
        if code is None:
            try:
                code = self._code(*self._parse(text), text)
            except UnreadableError:
                code = -1
            _cache(self._known, text, code)
        return code

    def _code(self, day: ParsedDate, time: ParsedTime, text: str) -> int:
        """The index of the date, shifted, plus the index of the time."""
        if day not in self.days:
            self.days[day] = len(self.days)
            self.day_text.append(text.partition("\t")[0].strip())
        time_code = self.times.setdefault(time, len(self.times))
        return -1 if time_code >> CODE_BITS else self.days[day] << CODE_BITS | time_code

    def _parse(self, text: str) -> tuple[ParsedDate, ParsedTime]:
        """Date and time of a text; each half is cached."""
        if self._in_format:
            return self._parse_in_format(text.strip())
        date_text, time_text = self._split(text)
        day = self._known_days.get(date_text)
        if day is None:
            day = self._parse_day(date_text.strip(), text.strip())
            _cache(self._known_days, date_text, day)
        time = self._known_times.get(time_text)
        if time is None:
            time = self._parse_clock(time_text.strip())
            _cache(self._known_times, time_text, time)
        return day, time

    def _split(self, text: str) -> tuple[str, str]:
        """The text of the date and the text of the time."""
        if self._separate:
            date_text, _, time_text = text.partition("\t")
            return date_text, time_text
        text = text.strip()
        words = len(self._format.split()) if self._format else 1
        if words > 1:
            pieces = text.split()
            return " ".join(pieces[:words]), " ".join(pieces[words:])
        date_text, _, time_text = text.partition("T" if "T" in text else " ")
        return date_text, time_text

    def _parse_day(self, text: str, whole: str) -> ParsedDate:
        """The date of the first half; `whole` is shown in the error if there is no date in it."""
        if self._format:
            return self._parse_in_format(text)[0]
        if self._separate:  # a workbook stores a date as midnight of that day
            text = _MIDNIGHT.sub("", text)
        elif not re.search(r"\d[-/.]\d|\d{8}", text):  # no date: its end is unknown
            text = whole
        return parse_date(text, self._dayfirst)

    def _parse_clock(self, text: str) -> ParsedTime:
        """The time of the second half; midnight if there is none."""
        return parse_time(text, self._separate) if text or self._separate else ParsedTime(0)

    def _parse_in_format(self, text: str) -> tuple[ParsedDate, ParsedTime]:
        """Date and time in the format of ``--date-format``."""
        try:
            moment = datetime.strptime(text, self._format or "")
        except (ValueError, OverflowError):
            raise UnreadableError(
                f"'{text[:40]}' does not match --date-format '{self._format}' "
                "— correct the cell or the format"
            ) from None
        _year(text, f"{moment.year:04d}")
        day = moment.toordinal() - _EPOCH
        offset = moment.utcoffset()
        second = 3600 * moment.hour + 60 * moment.minute + moment.second
        return ParsedDate(day, day), ParsedTime(
            second, None if offset is None else round(offset.total_seconds())
        )


ValueT = TypeVar("ValueT")


def _cache(known: dict[str, ValueT], text: str, value: ValueT) -> None:
    """Remember the value of a text; the cache is emptied when it is full."""
    if len(known) >= _CACHE_SIZE:
        known.clear()
    known[text] = value
