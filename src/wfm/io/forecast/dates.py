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
from itertools import islice
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm.io.forecast.calendar_words import (
    WEEKDAY_NAMES,
    impossible_date,
    month_number,
    weekday_numbers,
)
from wfm.io.forecast.clock_times import DAY, ParsedTime, TimeForms, parse_time, time_forms
from wfm.io.forecast.hour_labels import span_of_label
from wfm.io.forecast.iso_starts import iso_seconds
from wfm.io.forecast.problems import UnreadableError
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.serial_dates import are_serials, is_serial, moment_of_serial
from wfm.io.forecast.unreadable_dates import no_date
from wfm.option_text import option

__all__ = [
    "DAY",
    "ParsedDate",
    "Seconds",
    "StartParser",
    "date_of_text",
    "has_date_and_time",
    "parse_date",
    "split_weekday",
]

# A day has 86,400 = 2^16.4 seconds, so 20 bits hold every time of day with a dozen offsets from
# UTC; the other 43 bits of a positive int64 are more than enough for the dates 1900 to 2200.
CODE_BITS = 20
_EPOCH = date(1970, 1, 1).toordinal()
_SAMPLE = 1_000  # texts that show the form of the times
_CACHE_SIZE = 200_000  # texts; about 20 MB
_FIRST_YEAR, _LAST_YEAR = 1900, 2200

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})()(\d\d)(\d\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
_WORD = r"([^\W\d_]{3,})\.?"
_BETWEEN = r"[\s.,/-]*(?:de\s+|of\s+)?"
_YEAR_DIGITS = r"(\d{4}|\d\d)(?!\d)"
# 02-Mar-2026, 2. März 2026, 2 de marzo de 2026; March 2, 2026; 2026-Mar-02
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|er)?{_BETWEEN}{_WORD}{_BETWEEN}{_YEAR_DIGITS}")
_MONTH_DAY = re.compile(rf"{_WORD}[\s.-]*(\d{{1,2}})(?:st|nd|rd|th)?[\s,.-]+{_YEAR_DIGITS}")
_YEAR_MONTH = re.compile(rf"(\d{{4}})[\s.-]*{_WORD}[\s.-]*(\d{{1,2}})(?!\d)")
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d\d)-?([1-7])(?!\d)")
_WEEKDAY_BEFORE = re.compile(r"([^\W\d_]{2,}(?:-feira)?)[.,]*\s+(?=.*\d)")
_ISO_T = re.compile(r"(?<=\d)T(?=\d)")
_MIDNIGHT = re.compile(r"[T ]0?0:00(:00)?$")


class ParsedDate(NamedTuple):
    """A date in days since 1970, read as day/month and as month/day; None where it is invalid.

    The two are equal if the date is not ambiguous. `dotted` is true for 31.01.2026.
    """

    dayfirst: int | None
    monthfirst: int | None
    dotted: bool = False


class Seconds(NamedTuple):
    """Timestamps of a table in memory, in seconds since 1970 by a clock with this offset [s]."""

    values: NDArray[np.int64]
    offset: int | None


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
            raise UnreadableError(impossible_date(text, int(year), int(month)))
        return ParsedDate(known, known)
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(text, match, dayfirst)
    if any(map(str.isalpha, text)) and (worded := _with_words(text, dayfirst)):
        return worded
    raise UnreadableError(no_date(text))


def _with_words(text: str, dayfirst: bool | None) -> ParsedDate | None:
    """A date with the name of its month or its weekday, or of a day of an ISO week."""
    if match := _ISO_WEEK.fullmatch(text):
        return _of_iso_week(text, match)
    if named := _named_month(text):
        match, year, month, day = named
        if match.end() < len(text):
            return None
        known = _day(_year(text, year), month, int(day))
        if known is None:
            raise UnreadableError(impossible_date(text, int(_year(text, year)), month))
        return ParsedDate(known, known)
    weekday, rest = split_weekday(text)
    return None if weekday is None else _on_weekday(text, weekday, parse_date(rest, dayfirst))


def _named_month(text: str) -> tuple[re.Match[str], str, int, str] | None:
    """A date with the name of a month at the start of a text: match, year, month and day."""
    for form, (year, word, day) in (
        (_DAY_MONTH, (3, 2, 1)),
        (_MONTH_DAY, (3, 1, 2)),
        (_YEAR_MONTH, (1, 2, 3)),
    ):
        match = form.match(text)
        month = month_number(match[word]) if match else None
        if match and month:
            return match, match[year], month, match[day]
    return None


def _of_iso_week(text: str, match: re.Match[str]) -> ParsedDate:
    """A day of an ISO week, such as 2026-W10-1."""
    try:
        known = date.fromisocalendar(*map(int, match.groups())).toordinal() - _EPOCH
    except ValueError:
        raise UnreadableError(
            f"'{text}' is not a date: the year {match[1]} has no week {match[2]} — correct it"
        ) from None
    return ParsedDate(known, known)


def split_weekday(text: str) -> tuple[set[int] | None, str]:
    """The weekdays that the first word of a text can be, 0 for Monday, and the rest.

    >>> split_weekday("Montag, 02.03.2026")
    ({0}, '02.03.2026')
    >>> split_weekday("02.03.2026")
    (None, '02.03.2026')
    """
    match = _WEEKDAY_BEFORE.match(text)
    readings = weekday_numbers([match[1]]) if match else []
    if not match or not readings:
        return None, text
    return {day for reading in readings for day in reading.values()}, text[match.end() :]


def _on_weekday(text: str, weekdays: set[int], known: ParsedDate) -> ParsedDate:
    """The date whose weekday is the one before it, of day/month and month/day."""
    # 1970-01-01 was a Thursday
    first, second = (
        None if day is None or (day + 3) % 7 not in weekdays else day
        for day in (known.dayfirst, known.monthfirst)
    )
    if first is None and second is None:
        day = known.dayfirst if known.dayfirst is not None else known.monthfirst
        raise UnreadableError(
            f"'{text}' is a {WEEKDAY_NAMES[((day or 0) + 3) % 7]} — correct the date or the weekday"
        )
    return ParsedDate(first, second, known.dotted)


def date_of_text(text: str, dayfirst: bool | None = None) -> ParsedDate | None:
    """The date of a text that is a date without a time, or at midnight; None for any other.

    >>> date_of_text("Mon 02.03.2026"), date_of_text("2026-03-02 08:00")
    (ParsedDate(dayfirst=20514, monthfirst=20514, dotted=True), None)
    """
    try:
        return parse_date(_MIDNIGHT.sub("", text.strip()), dayfirst)
    except UnreadableError:
        return None


def has_date_and_time(text: str) -> bool:
    """Whether a text is a date and a time of day.

    >>> has_date_and_time("2026-03-02T08:00Z"), has_date_and_time("2026-03-02")
    (True, False)
    """
    day, time = map(str.strip, _halves(text.strip()))
    try:
        return bool(time) and bool(parse_date(day)) and bool(parse_time(time))
    except UnreadableError:
        return False


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
        raise UnreadableError(impossible_date(text, year, month))
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


class StartParser:
    """The distinct dates and times of a file, and the code of each start.

    Whole texts, dates and times are cached, so that most starts are read by look-up.
    """

    def __init__(self, options: ReadOptions, *, separate: bool, hours: bool = True) -> None:
        self.separate: bool = separate
        self._hours = hours  # whether bare numbers are hours
        self._forms: TimeForms | None = None
        self._format = options.date_format
        self._dayfirst = options.dayfirst
        self._serial_times = False
        self.serial: bool = False  # whether the dates are the serial numbers of Excel
        self._in_format = bool(re.search(r"%[HIXcTRr]", self._format or "")) and not separate
        self._known: dict[str, int] = {}
        self._known_days: dict[str, ParsedDate] = {}
        self._known_times: dict[str, ParsedTime] = {}
        self.days: dict[ParsedDate, int] = {}
        self.times: dict[ParsedTime, int] = {}
        self._lengths: dict[int, list[int]] = {}  # the codes of the times by their length
        self.day_text: list[str] = []

    def codes(self, texts: Sequence[str]) -> list[int]:
        """The code of each text (see the module); -1 for one that cannot be read.

        The first texts show how times are read that can be read in two ways.
        """
        if self._forms is None:
            times = (text.partition("\t")[2] for text in texts) if self.separate else texts
            forms = time_forms(islice(times, _SAMPLE), self.separate)
            self._forms = forms._replace(hours=self._hours)
            days = [text.partition("\t")[0].strip() for text in texts[:_SAMPLE]]
            self.serial = self._format is None and are_serials(days)
            self._serial_times = any(re.search(r"\d[.,]\d", text) for text in days)
        codes: list[int | None] = list(map(self._known.get, texts))
        if None in codes:
            plain = None if self.separate or self._format else iso_seconds(texts)
            if plain is not None:
                whole: list[int] = self.codes_of_seconds(Seconds(plain, None)).tolist()
                return whole
            return [
                self._parse_new(text) if code is None else code
                for code, text in zip(codes, texts, strict=True)
            ]
        return codes  # type: ignore[return-value]

    def codes_of_seconds(self, starts: Seconds) -> NDArray[np.int64]:
        """The code of each timestamp of a table in memory, without text in between."""
        days, seconds = np.divmod(starts.values, DAY)
        first = int(days.min())
        codes = np.zeros(int(days.max()) - first + 1, dtype=np.int64)
        codes[days - first] = 1
        for day in np.flatnonzero(codes).tolist():
            codes[day] = self._code_of_day(first + day) << CODE_BITS
        times = np.zeros(DAY, dtype=np.int64)
        times[seconds] = 1
        for second in np.flatnonzero(times).tolist():
            times[second] = self.times.setdefault(
                ParsedTime(second, starts.offset), len(self.times)
            )
        whole: NDArray[np.int64] = codes[days - first] | times[seconds]
        return whole

    def may_be_totals(self, codes: ArrayLike) -> NDArray[np.bool_]:
        """Which starts have a date without a time, or a longer span than others.

        Empty if none of the file so far has.
        """
        bare = self.times.get(ParsedTime(0, written=False))
        shortest = min(self._lengths, default=0)
        times = [code for size, some in self._lengths.items() if size > shortest for code in some]
        times += [] if bare is None else [bare]
        if not times:
            return np.empty(0, dtype=bool)
        found: NDArray[np.bool_] = np.isin(np.asarray(codes) & ((1 << CODE_BITS) - 1), times)
        return found

    def with_span(self, text: str) -> str:
        """A start with the span of a label such as "Hour 8" as its time; empty without both."""
        day, label = self.halves(text)
        span = span_of_label(label)
        return (f"{day}\t{span}" if self.separate else f"{day} {span}") if day and span else ""

    def _code_of_day(self, day: int) -> int:
        """The index of a date that is known."""
        known = ParsedDate(day, day)
        if known not in self.days:
            self.days[known] = len(self.days)
            self.day_text.append(date.fromordinal(_EPOCH + day).isoformat())
        return self.days[known]

    def reason(self, text: str) -> tuple[str, bool]:
        """Why a text cannot be read, and whether the time is the reason, not the date."""
        try:
            self._parse(text)
        except UnreadableError as problem:
            return str(problem), self.halves(text)[0] in self._known_days
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
        if time.written and time not in self.times:
            self._lengths.setdefault(time.length or 0, []).append(len(self.times))
        time_code = self.times.setdefault(time, len(self.times))
        return -1 if time_code >> CODE_BITS else self.days[day] << CODE_BITS | time_code

    def _parse(self, text: str) -> tuple[ParsedDate, ParsedTime]:
        """Date and time of a text; each half is cached."""
        if self._in_format:
            return self._parse_in_format(text.strip())
        if self.serial and not self.separate and is_serial(text.strip()):
            return self._of_serial(text.strip())
        date_text, time_text = self.halves(text)
        day = self._known_days.get(date_text)
        if day is None:
            day = self._parse_day(date_text.strip(), text.strip())
            _cache(self._known_days, date_text, day)
        time = self._known_times.get(time_text)
        if time is None:
            time = self._parse_clock(time_text.strip())
            _cache(self._known_times, time_text, time)
        return day, time

    def _of_serial(self, text: str) -> tuple[ParsedDate, ParsedTime]:
        """Date and time of a serial number; a whole one is midnight where others have times."""
        day, second = moment_of_serial(text)
        timed = second is not None or self._serial_times
        return ParsedDate(day, day), ParsedTime(second or 0, written=timed)

    def halves(self, text: str) -> tuple[str, str]:
        """The text of the date and the text of the time."""
        if self.separate:
            date_text, _, time_text = text.partition("\t")
            return date_text, time_text
        text = text.strip()
        words = len(self._format.split()) if self._format else 1
        if words > 1:
            pieces = text.split()
            return " ".join(pieces[:words]), " ".join(pieces[words:])
        return _halves(text)

    def _parse_day(self, text: str, whole: str) -> ParsedDate:
        """The date of the first half; `whole` is shown in the error if there is no date in it."""
        if self._format:
            return self._parse_in_format(text)[0]
        if self.serial and is_serial(text):
            return self._of_serial(text)[0]
        if self.separate:  # a workbook stores a date as midnight of that day
            text = _MIDNIGHT.sub("", text)
        elif not _shows_date(text):
            text = whole  # no date: its end is unknown
        return parse_date(text, self._dayfirst)

    def _parse_clock(self, text: str) -> ParsedTime:
        """The time of the second half; midnight if there is none."""
        return self._time(text) if text else ParsedTime(0, written=False)

    def _time(self, text: str) -> ParsedTime:
        """The time of day in the forms of the column."""
        return parse_time(text, self.separate, self._forms or TimeForms())

    def _parse_in_format(self, text: str) -> tuple[ParsedDate, ParsedTime]:
        """Date and time in the format of ``--date-format``."""
        try:
            moment = datetime.strptime(text, self._format or "")
        except (ValueError, OverflowError):
            raise UnreadableError(
                f"'{text[:40]}' does not match {option('date_format', self._format)} "
                "— correct the cell or the format"
            ) from None
        _year(text, f"{moment.year:04d}")
        day = moment.toordinal() - _EPOCH
        offset = moment.utcoffset()
        second = 3600 * moment.hour + 60 * moment.minute + moment.second
        return ParsedDate(day, day), ParsedTime(
            second, None if offset is None else round(offset.total_seconds())
        )


def _shows_date(text: str) -> bool:
    """Whether a text has the form of a date, though it may not exist."""
    if re.search(r"\d[-/.]\d|\d{8}", text) or _ISO_WEEK.match(text):
        return True
    return bool(_named_month(text) or _named_month(split_weekday(text)[1]))


def _halves(text: str) -> tuple[str, str]:
    """The date and the time of a text that has both."""
    if (
        text[10:11] in ("T", " ")
        and text[:10].count("-") == 2
        and not any(map(str.isalpha, text[:10]))
    ):
        return text[:10], text[11:]
    # "mar 3 2026" is March, not mardi: the month is tried before the weekday
    rest = text if _named_month(text) else split_weekday(text)[1]
    before = text[: len(text) - len(rest)]
    if named := _named_month(rest):
        end = named[0].end()
        return before + rest[:end], rest[end:].removeprefix("T").strip(" ,")
    pieces = _ISO_T.split(rest, maxsplit=1) if _ISO_T.search(rest) else rest.split(" ", 1)
    return before + pieces[0], (pieces[1] if len(pieces) > 1 else "")


ValueT = TypeVar("ValueT")


def _cache(known: dict[str, ValueT], text: str, value: ValueT) -> None:
    """Remember the value of a text; the cache is emptied when it is full."""
    if len(known) >= _CACHE_SIZE:
        known.clear()
    known[text] = value
