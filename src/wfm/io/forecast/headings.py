"""Which column means what: the headings of the vocabulary, however they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, NoReturn

from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.vocabulary import term

__all__ = ["Columns", "find_columns", "recognised"]

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
_TIME_ONLY = re.compile(r"\d{4}|\d{1,2}(:\d\d){0,2} ?[AaPp]\.?[Mm]\.?|\d{1,2}:\d\d\D?.*")
_MONTH = re.compile(
    r"(?i)(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[- ,/]*(\d\d|\d{4})|\d{4}-\d\d"
)


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _aht_headings() -> dict[str, str]:
    names = [_squeezed(name) for name in term("aht").headings]
    units = {word: unit for unit, words in _UNITS.items() for word in words}
    known = {
        name + link + word: units[word] for name in names for link in ("", "in") for word in units
    }
    return known | dict.fromkeys(names, "")


def _roles() -> dict[str, set[str]]:
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
            roles.setdefault(_squeezed(heading), set()).add(role)
    return roles


_AHT = _aht_headings()
_ROLES = _roles()


class Columns(NamedTuple):
    """Where each quantity stands; `clock` is the column of a time apart from its date."""

    header: tuple[str, ...]
    start: int
    volume: int
    clock: int | None = None
    aht: int | None = None
    queue: int | None = None
    aht_unit: str = ""

    def name(self, index: int | None) -> str:
        """The heading as the file writes it."""
        return "" if index is None else self.header[index]

    def used(self) -> set[int]:
        """The positions that are read."""
        return {
            i for i in (self.start, self.volume, self.clock, self.aht, self.queue) if i is not None
        }

    def notes(self) -> list[str]:
        """Which synonym is read as what, and what is left aside."""
        return [note for note in (self._synonyms(), self._ignored()) if note]

    def _synonyms(self) -> str:
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
        used = self.used()
        names = [f"'{name}'" for i, name in enumerate(self.header) if i not in used and name]
        more = f" and {len(names) - 6} more" if len(names) > 6 else ""
        return f"columns not used: {', '.join(names[:6])}{more}" if names else ""


def recognised(header: Sequence[str]) -> int:
    """How many of some headings mean anything to us."""
    return sum(_squeezed(cell) in _ROLES for cell in header)


def find_columns(
    header: Sequence[str], first: Sequence[str], line: int, options: ReadOptions, problems: Problems
) -> Columns:
    """Match the headings; `first` is the first row of data, to tell a time from a date and time."""
    names = tuple(cell.strip().lstrip("\ufeff") for cell in header)
    finder = _Finder(names, first, line, problems)
    finder.refuse_data()
    finder.refuse_repeats()
    start, clock = finder.start()
    volume = finder.one("volume")
    if volume is None:
        finder.missing("volume", "volume", "calls, offered; count a log of single calls first")
    aht = finder.one("aht")
    if aht is None and options.aht is None and not options.aht_may_lack:
        finder.missing_aht()
    unit = _AHT[_squeezed(names[aht])] if aht is not None else ""
    return Columns(names, start, volume, clock, aht, finder.one("queue"), unit)


class _Finder:
    def __init__(
        self, header: tuple[str, ...], first: Sequence[str], line: int, problems: Problems
    ) -> None:
        self.header = header
        self.first = first
        self.line = line
        self.problems = problems

    def stop(self, text: str) -> NoReturn:
        self.problems.stop(text, self.line)

    def having(self, role: str) -> list[int]:
        return [i for i, name in enumerate(self.header) if role in _ROLES.get(_squeezed(name), ())]

    def refuse_data(self) -> None:
        bare = any(re.fullmatch(r"[-+]?[\d.,:/ -]*\d", name) for name in self.header)
        if bare and not recognised(self.header):
            self.stop(
                f"'{_shortened(self.header)}' looks like data, not like headings "
                "— add a first line such as 'start,volume,aht'"
            )

    def refuse_repeats(self) -> None:
        seen: dict[str, int] = {}
        for i, name in enumerate(self.header):
            if name and name.casefold() in seen:
                self.stop(
                    f"the heading '{name}' stands in columns {seen[name.casefold()] + 1} "
                    f"and {i + 1} — rename or remove one"
                )
            seen[name.casefold()] = i

    def one(self, role: str) -> int | None:
        found = self.having(role)
        if len(found) > 1:
            self.clash(role, found)
        return found[0] if found else None

    def clash(self, role: str, found: list[int]) -> NoReturn:
        named = " and ".join(f"'{self.header[i]}' (column {i + 1})" for i in found)
        together = "both" if len(found) == 2 else "all"
        self.stop(f"{named} {together} mean {role} — keep one, rename or remove the rest")

    def missing(self, role: str, name: str, synonyms: str) -> NoReturn:
        above = "" if recognised(self.header) else ", and remove any lines above the headings"
        self.stop(
            f"no column gives the {role}: found {_shortened(self.header)} "
            f"— name one '{name}' (or {synonyms}){above}"
        )

    def missing_aht(self) -> NoReturn:
        self.problems.stop(
            "has no AHT column: add one named 'aht_s' (or 'aht_min', 'aht_mmss'), or say --aht 4m"
        )

    def start(self) -> tuple[int, int | None]:
        start, clock = self.start_and_clock()
        if _MONTH.fullmatch(self.cell(start)):
            self.stop(
                f"column '{self.header[start]}' holds months ('{self.cell(start)}'): agents are "
                "planned for intervals of 15 to 60 min — split each month over them first"
            )
        return start, clock

    def start_and_clock(self) -> tuple[int, int | None]:
        starts, dates = self.having("start"), self.date_columns()
        if not dates:
            return self.whole_start(starts), None
        clocks = [i for i in starts or self.having("time") if i not in dates]
        if len(clocks) == 1 and not self.is_time(clocks[0]):
            return (clocks[0] if starts and self.cell(clocks[0]) else dates[0]), None
        if len(clocks) > 1:
            self.clash("start", clocks)
        if len(dates) > 1:
            self.clash("date", dates)
        if re.search(r"[1-9]\d*:\d|:[0-5]?[1-9]", self.cell(dates[0])):
            clocks = []  # the date has the time with it
        return dates[0], clocks[0] if clocks else None

    def date_columns(self) -> list[int]:
        found = self.having("date")
        plain = [i for i in found if _squeezed(self.header[i]) == "date"]
        return plain or found

    def whole_start(self, starts: list[int]) -> int:
        found = starts or self.having("time")
        if not found:
            self.missing(
                "start of the interval", "start", "interval_start, timestamp, date and time"
            )
        if len(found) > 1:
            self.clash("start", found)
        if self.is_time(found[0]):
            self.stop(
                f"column '{self.header[found[0]]}' has the time of day only "
                "— add a column 'date', or write date and time as 2026-01-31 08:00"
            )
        return found[0]

    def cell(self, index: int) -> str:
        return self.first[index].strip() if index < len(self.first) else ""

    def is_time(self, index: int) -> bool:
        bare_hour = _squeezed(self.header[index]) == "hour" and self.cell(index).isdecimal()
        return bare_hour or bool(_TIME_ONLY.fullmatch(self.cell(index)))


def _shortened(header: Sequence[str]) -> str:
    text = ", ".join(name for name in header if name)
    return text if len(text) <= 120 else text[:119] + "…"
