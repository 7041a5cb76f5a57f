"""Find the column of each quantity by its heading: the headings of the vocabulary, in any case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, NoReturn

from wfm.io.forecast.clock_times import is_time_of_day
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.vocabulary import term

__all__ = ["ColumnMap", "count_known", "match_columns"]

_DATES = (
    "date", "day", "interval_date", "call_date", "start_date", "business_date", "calendar_date",
    "datum", "month", "week",
)  # fmt: skip
_TIMES = (
    "time", "time_of_day", "interval_time", "interval", "period", "start_time", "interval_start",
    "interval_begin", "hour", "from", "half_hour", "quarter_hour", "time_interval",
)  # fmt: skip
_UNITS = {
    "s": ("s", "sec", "secs", "second", "seconds"),
    "min": ("m", "min", "mins", "minute", "minutes"),
    "mmss": ("mmss", "mss"),
    "hhmmss": ("hhmmss", "hmmss"),
}
# Headings of times of day that may be bare numbers; an "interval" of 30 is a length.
_CLOCK_WORDS = ("time", "timeofday", "intervaltime", "starttime", "hour", "from")
_MONTH = re.compile(
    r"(?i)(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[- ,/]*(\d\d|\d{4})|\d{4}-\d\d"
)


def _normalise(text: str) -> str:
    """A heading without case, spaces and punctuation: ``Calls Offered`` is ``callsoffered``."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _aht_headings() -> dict[str, str]:
    """Each heading of the AHT, with and without a unit, and its unit."""
    names = [_normalise(name) for name in term("aht").headings]
    units = {word: unit for unit, words in _UNITS.items() for word in words}
    known = {
        name + link + word: units[word] for name in names for link in ("", "in") for word in units
    }
    return known | dict.fromkeys(names, "")


def _roles() -> dict[str, set[str]]:
    """The quantities that each normalised heading can be; ``hour`` is a date-time or a time."""
    words = {
        "queue": term("queue").headings,
        "start": term("start").headings,
        "volume": term("volume").headings,
        "aht": _AHT,
        "date": _DATES,
        "time": _TIMES,
    }
    roles: dict[str, set[str]] = {}
    for role, headings in words.items():
        for heading in headings:
            roles.setdefault(_normalise(heading), set()).add(role)
    return roles


_AHT = _aht_headings()
_ROLES = _roles()


class ColumnMap(NamedTuple):
    """The column of each quantity; `clock` is the column of times if dates have their own."""

    header: tuple[str, ...]
    start: int
    volume: int
    clock: int | None = None
    aht: int | None = None
    queue: int | None = None
    aht_unit: str = ""

    def name(self, index: int | None) -> str:
        """The heading as it is in the file."""
        return "" if index is None else self.header[index]

    def used(self) -> set[int]:
        """The indices of the columns that are read."""
        return {
            i for i in (self.start, self.volume, self.clock, self.aht, self.queue) if i is not None
        }

    def notes(self) -> list[str]:
        """Which headings are read as which quantity, and which columns are not used."""
        return [note for note in (self._synonyms(), self._ignored()) if note]

    def _synonyms(self) -> str:
        """The quantities whose heading is a synonym."""
        roles = {"start": self.start, "volume": self.volume, "aht": self.aht, "queue": self.queue}
        read = [
            f"{role} from '{self.header[i]}'"
            for role, i in roles.items()
            if i is not None and self.header[i].casefold() != role
        ]
        if self.clock is not None:
            read.insert(1, f"time of day from '{self.header[self.clock]}'")
        return f"read {', '.join(read)}" if read else ""

    def _ignored(self) -> str:
        """The columns that are not used, the first six by name."""
        used = self.used()
        names = [f"'{name}'" for i, name in enumerate(self.header) if i not in used and name]
        more = f" and {len(names) - 6} more" if len(names) > 6 else ""
        return f"columns not used: {', '.join(names[:6])}{more}" if names else ""


def count_known(header: Sequence[str]) -> int:
    """The number of headings that are in the vocabulary."""
    return sum(_normalise(cell) in _ROLES for cell in header)


def match_columns(
    header: Sequence[str], first: Sequence[str], line: int, options: ReadOptions, problems: Problems
) -> ColumnMap:
    """The column of each quantity.

    `first` is the first row of data; it shows whether a column has times or dates and times.
    """
    names = tuple(cell.strip().lstrip("\ufeff") for cell in header)
    matcher = _HeadingMatcher(names, first, line, problems)
    matcher.refuse_data()
    matcher.refuse_repeats()
    start, clock = matcher.start()
    volume = matcher.one("volume")
    if volume is None:
        matcher.missing("volume", "volume", "calls, offered; count a log of single calls first")
    aht = matcher.one("aht")
    if aht is None and options.aht is None and not options.aht_may_lack:
        matcher.missing_aht()
    unit = _AHT[_normalise(names[aht])] if aht is not None else ""
    return ColumnMap(names, start, volume, clock, aht, matcher.one("queue"), unit)


class _HeadingMatcher:
    """The headings of one file; a method stops the reader if they do not give a quantity."""

    def __init__(
        self, header: tuple[str, ...], first: Sequence[str], line: int, problems: Problems
    ) -> None:
        self.header = header
        self.first = first
        self.line = line
        self.problems = problems

    def stop(self, text: str) -> NoReturn:
        """Report a problem of the line of headings."""
        self.problems.stop(text, self.line)

    def with_role(self, role: str) -> list[int]:
        """The columns whose heading can be this quantity."""
        return [i for i, name in enumerate(self.header) if role in _ROLES.get(_normalise(name), ())]

    def refuse_data(self) -> None:
        """A file without headings begins with data."""
        bare = any(re.fullmatch(r"[-+]?[\d.,:/ -]*\d", name) for name in self.header)
        if bare and not count_known(self.header):
            self.stop(
                f"'{_shorten(self.header)}' looks like data, not headings "
                "— add a first line such as 'start,volume,aht'"
            )

    def refuse_repeats(self) -> None:
        """No heading may occur twice."""
        seen: dict[str, int] = {}
        for i, name in enumerate(self.header):
            if name and name.casefold() in seen:
                self.stop(
                    f"duplicate heading '{name}' in columns {seen[name.casefold()] + 1} "
                    f"and {i + 1} — rename or remove one"
                )
            seen[name.casefold()] = i

    def one(self, role: str) -> int | None:
        """The only column of a quantity, if there is one."""
        matches = self.with_role(role)
        if len(matches) > 1:
            self.several(role, matches)
        return matches[0] if matches else None

    def several(self, role: str, matches: list[int]) -> NoReturn:
        """Report several columns for one quantity."""
        named = " and ".join(f"'{self.header[i]}' (column {i + 1})" for i in matches)
        together = "both" if len(matches) == 2 else "all"
        self.stop(f"{named} {together} mean {role} — keep one, rename or remove the others")

    def missing(self, role: str, name: str, synonyms: str) -> NoReturn:
        """Report that no column has this quantity."""
        above = "" if count_known(self.header) else ", and remove any lines above the headings"
        self.stop(
            f"no column for the {role}: the headings are {_shorten(self.header)} "
            f"— name one '{name}' (or {synonyms}){above}"
        )

    def missing_aht(self) -> NoReturn:
        """Report that there is neither a column nor a default for the AHT."""
        self.problems.stop(
            "has no AHT column: add one named 'aht_s' (or 'aht_min', 'aht_mmss'), or use --aht 4m"
        )

    def start(self) -> tuple[int, int | None]:
        """The column of starts or dates, and the column of times if dates have their own."""
        start, clock = self.start_and_clock()
        if _MONTH.fullmatch(self.cell(start)):
            self.stop(
                f"column '{self.header[start]}' has months ('{self.cell(start)}'), but agents "
                "are planned for intervals of 15 to 60 min — split each month into intervals first"
            )
        return start, clock

    def start_and_clock(self) -> tuple[int, int | None]:
        """As `start`, before the cells are checked for months."""
        starts, dates = self.with_role("start"), self.date_columns()
        if not dates:
            return self.whole_start(starts), None
        clocks = [i for i in starts or self.with_role("time") if i not in dates]
        if len(clocks) == 1 and not self.is_time(clocks[0]):
            return (clocks[0] if starts and self.cell(clocks[0]) else dates[0]), None
        if len(clocks) > 1:
            self.several("start", clocks)
        if len(dates) > 1:
            self.several("date", dates)
        if re.search(r"[1-9]\d*:\d|:[0-5]?[1-9]", self.cell(dates[0])):
            clocks = []  # the column of dates has times too
        return dates[0], clocks[0] if clocks else None

    def date_columns(self) -> list[int]:
        """The columns of dates; one named ``date`` has precedence over ``day`` and ``week``."""
        matches = self.with_role("date")
        plain = [i for i in matches if _normalise(self.header[i]) == "date"]
        return plain or matches

    def whole_start(self, starts: list[int]) -> int:
        """The column that has date and time together."""
        matches = starts or self.with_role("time")
        if not matches:
            self.missing(
                "start of the interval", "start", "interval_start, timestamp, date and time"
            )
        if len(matches) > 1:
            self.several("start", matches)
        if self.is_time(matches[0]):
            self.stop(
                f"column '{self.header[matches[0]]}' has times without dates "
                "— add a column 'date', or write date and time as 2026-01-31 08:00"
            )
        return matches[0]

    def cell(self, index: int) -> str:
        """A cell of the first row of data."""
        return self.first[index].strip() if index < len(self.first) else ""

    def is_time(self, index: int) -> bool:
        """Whether a column has times of day without dates."""
        heading, cell = _normalise(self.header[index]), self.cell(index)
        # hours, hours and minutes without a mark, or fractions of a day
        number = heading in _CLOCK_WORDS and re.fullmatch(r"\d{1,4}|0[.,]\d+", cell)
        return bool(number) or is_time_of_day(cell)


def _shorten(header: Sequence[str]) -> str:
    """The headings as text of at most 120 characters."""
    text = ", ".join(name for name in header if name)
    return text if len(text) <= 120 else text[:119] + "…"
