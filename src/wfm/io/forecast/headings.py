"""Find the column of each quantity: by the options, by a layout, else by its heading.

Where several headings mean one quantity, a stated order decides and a note says what was read:
a forecast before a plain number before an actual number; offered before answered contacts; an
average before a handle time of which the heading does not say it, and that before a total.
Headings of the same rank are ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NoReturn

from wfm.io.forecast.clock_times import is_time_of_day
from wfm.io.forecast.column_map import AhtKind, ColumnMap
from wfm.io.forecast.heading_words import Sense, meanings, normalise, unit_of_heading
from wfm.io.forecast.hour_labels import span_of_label
from wfm.io.forecast.log_words import has_moments, log_problem, looks_like_log
from wfm.io.forecast.missing_columns import listed_headings, schedule_of_agents
from wfm.io.forecast.named_columns import NamedColumn, named_columns
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.queue_words import queue_beside
from wfm.io.forecast.read_options import ReadOptions, aht_unit_of
from wfm.io.forecast.start_pairs import start_pair
from wfm.option_text import option

__all__ = ["ColumnMap", "count_known", "match_columns", "roles_of", "says_hours"]

# Headings of times of day that may be bare numbers; an "interval" of 30 is a length.
_CLOCK_WORDS = ("time", "timeofday", "intervaltime", "starttime", "hour", "from")
_HOUR_OF_DAY = re.compile(
    r"(hours?|stunden?|heures?|horas?|uur|ora|uhr)"
    r"((of|des|de|du|del|della|van|do|the)*(day|tages|tag|jour|journee|dia|dag|giorno))?"
)
_MONTH = re.compile(
    r"(?i)(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[- ,/]*(\d\d|\d{4})|\d{4}-\d\d"
)
_PLAIN_DATES = ("date", "datum", "fecha", "data", "dates")
_KNOWN = {"queue", "start", "date", "time", "volume", "aht"}
_KINDS: tuple[AhtKind, ...] = ("average", "unsaid", "total")
_PARTS = ("talk", "hold", "wrap")  # of a handle time, in this order in notes
_PLACEHOLDER = "HEADING"


def count_known(header: Sequence[str], options: ReadOptions | None = None) -> int:
    """The number of headings that mean a quantity, or that the options name."""
    named = {normalise(name) for name in options.columns.values()} if options else set()
    return sum(
        bool(_KNOWN & meanings(name).keys()) or (bool(named) and normalise(name) in named)
        for name in header
    )


def roles_of(heading: str) -> set[str]:
    """The quantities that a heading can be, such as "start", "date", "time", "volume", "aht".

    >>> roles_of("Interval Start") >= {"start"}, roles_of("weather")
    (True, set())
    """
    return set(meanings(heading))


def says_hours(heading: str) -> bool:
    """Whether bare numbers below a heading are hours, and not numbers of intervals.

    >>> says_hours("Hour of Day"), says_hours("Start"), says_hours("Slot"), says_hours("Half Hour")
    (True, True, False, False)
    """
    name, senses = normalise(heading), meanings(heading)
    said = {tag for sense in senses.values() for tag in sense.tags}
    if name in _CLOCK_WORDS or _HOUR_OF_DAY.fullmatch(name):
        return True
    return bool(said & {"clock", "start"} or "start" in senses) and (
        "start" in senses or not said & {"interval", "part"}
    )


def match_columns(
    header: Sequence[str],
    first: Sequence[str],
    line: int,
    options: ReadOptions,
    problems: Problems,
    wide: Sequence[str] = (),
) -> ColumnMap:
    """The column of each quantity.

    `first` is the first row of data; it shows whether a column has times or dates and times.
    `wide` are the headings of the file if the table was wide, and `header` those of its rows;
    messages list `Problems.headings`.

    Raises
    ------
    DataError
        With every quantity that has no column, or several, and the headings that there are.
    InputError
        For a column of the options that the file does not have.
    """
    names = tuple(cell.strip().lstrip("\ufeff") for cell in header)
    matcher = _HeadingMatcher(names, first, line, options, problems)
    matcher.wide = wide
    matcher.refuse_data()
    return matcher.columns()


class _HeadingMatcher:
    """The headings of one file; problems of all quantities are collected before it stops."""

    def __init__(
        self,
        header: tuple[str, ...],
        first: Sequence[str],
        line: int,
        options: ReadOptions,
        problems: Problems,
    ) -> None:
        self.header = header
        self.first = first
        self.line = line
        self.options = options
        self.problems = problems
        self.named = named_columns(header, options, problems.source, headings=problems.headings)
        named = {index for column in self.named.values() for index in column.columns}
        self.senses = [{} if i in named else meanings(name) for i, name in enumerate(header)]
        for i, sense in queue_beside(header).items():
            if i not in named:
                self.senses[i] = {"queue": sense}
        self.remarks: list[str] = []
        self.wide: Sequence[str] = ()

    def columns(self) -> ColumnMap:
        """The column of each quantity; all problems of headings at once."""
        missing = []
        if not self.has_start():
            missing.append("start")
        volume, volume_parts = self.volume()
        if volume is None and not self.options.requirement:
            missing.append("volume")
        aht, aht_parts, kind = self.aht()
        may_lack = self.options.aht_may_lack or self.options.requirement
        if aht is None and self.options.aht is None and not may_lack:
            missing.append("aht")
        queue = self.named["queue"].columns[:1] if "queue" in self.named else self.best("queue")
        if missing:
            self.problems.add(self.missing_text(missing), self.line)
        self.problems.check()
        start, clock = self.start()
        self.problems.check()
        _, total = aht_unit_of(self.options.aht_unit)
        return ColumnMap(
            self.header,
            start,
            volume,
            clock,
            aht,
            queue[0] if queue else None,
            "" if aht is None else self.aht_unit(aht, aht_parts),
            volume_parts,
            aht_parts,
            kind,
            self.per(volume) if kind != "average" or total else None,
            tuple(self.remarks),
            self.day_beside(start, clock),
        )

    # -- candidates ------------------------------------------------------------------------

    def with_role(self, role: str) -> list[int]:
        """The columns whose heading can be this quantity, or the one that the options name."""
        if role in self.named:
            return list(self.named[role].columns)
        if role in ("start", "time") and self.named.keys() & {"start", "time"}:
            return []
        return [i for i, senses in enumerate(self.senses) if role in senses]

    def sense(self, index: int, role: str) -> Sense:
        """What the heading of a column says about a quantity."""
        return self.senses[index].get(role, Sense())

    def best(self, role: str, among: Sequence[int] | None = None) -> list[int]:
        """The only column of the best rank; a problem if there are several."""
        matches = self.with_role(role) if among is None else list(among)
        if not matches or role in self.named:
            return matches[:1]
        rank = min(self.sense(i, role).rank for i in matches)
        top = [i for i in matches if self.sense(i, role).rank == rank]
        if len(top) > 1:
            self.several(role, top)
        elif len(matches) > 1:
            others = ", ".join(f"'{self.header[i]}'" for i in matches if i != top[0])
            self.remarks.append(
                f"{_title(role)} from '{self.header[top[0]]}', not from {others}; "
                f"{option('columns')} selects another"
            )
        return top[:1]

    def several(self, role: str, matches: list[int]) -> None:
        """Report several columns for one quantity."""
        named = " and ".join(f"'{self.header[i]}' (column {i + 1})" for i in matches)
        together = "both" if len(matches) == 2 else "all"
        name = self.header[matches[0]]
        choice = name if self.header.count(name) == 1 else f"#{matches[0] + 1}"
        cure = f"say which to read, such as {option('columns', {role: choice})}"
        meant = "AHT" if role == "aht" else role
        self.problems.add(f"{named} {together} mean {meant} — {cure}", self.line)

    def refuse_data(self) -> None:
        """A file without headings begins with data."""
        bare = any(re.fullmatch(r"[-+]?[\d.,:/ -]*\d", name) for name in self.header)
        if bare and not count_known(self.header, self.options):
            self.stop(
                f"'{_shorten(self.header)}' looks like data, not headings "
                "— add a first line such as 'start,volume,aht'"
            )

    def stop(self, text: str) -> NoReturn:
        """Report a problem of the line of headings."""
        self.problems.stop(text, self.line)

    def missing_text(self, missing: list[str]) -> str:
        """The quantities without a column, the headings, and how to say which is which."""
        names = [_title(name) for name in missing]
        text = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
        mapped = {name: self.guess(name) for name in missing}
        cure = f"say which it is: {option('columns', mapped)}"
        if len(missing) > 1:
            cure = f"say which they are: {option('columns', mapped)}"
        if missing == ["aht"] and self.kind_of_guess(mapped["aht"]) == "unsaid":
            totals = {"total_handle_time": mapped["aht"]}
            cure += f" for averages per contact, {option('columns', totals)} instead for totals"
            cure += " of the interval"
        mark = re.search(r"[,;|\t]", self.header[0]) if len(self.header) == 1 else None
        if mark:
            return (
                f"no column for the {text}: all headings are in one cell, '{self.header[0][:80]}' "
                f"— use {option('delimiter', mark[0])} if '{mark[0]}' separates them"
            )
        if len(missing) == 3 and sum(map(bool, self.header)) == 1:
            return (
                f"'{_shorten(self.header)}' is one text, and no row has headings "
                "— add a row of headings above the data, such as 'start,volume,aht'"
            )
        if self.wide and missing == ["aht"]:
            cure = f"add a column 'AHT', or use {option('aht', '4m')} for all intervals"
        elif "aht" in missing:
            cure += f", or use {option('aht', '4m')} for the AHT"
        if "volume" in missing and (looks_like_log(self.header) or has_moments(self.starts())):
            return f"{log_problem(self.problems.headings_text(self.header))}; or {cure}"
        if "volume" in missing and "start" not in missing and not self.wide:
            cure += schedule_of_agents(self.problems.headings or self.header)
        layout = self.options.layout
        listed = listed_headings(self.problems, self.header, missing, layout, bool(self.wide))
        return f"no column for the {text}: {listed} — {cure}"

    def starts(self) -> list[str]:
        """The first cells of the columns that can be starts."""
        return [self.cell(i) for i in (*self.with_role("start"), *self.with_role("time"))][:1]

    def guess(self, role: str) -> str:
        """A heading that may be meant, else a placeholder."""
        weak = self.with_role(f"weak {role}")
        parts = [i for part in _PARTS for i in self.with_role(part)] if role == "aht" else []
        found = weak[:1] or parts
        return "+".join(self.header[i] for i in found) or _PLACEHOLDER

    def kind_of_guess(self, heading: str) -> AhtKind:
        """What the headings of a guessed handle time say; "average" without a guess."""
        if heading == _PLACEHOLDER:
            return "average"
        names = [heading] if heading in self.header else heading.split("+")
        return self.kind_of_headings([self.header.index(name) for name in names])

    # -- volume ----------------------------------------------------------------------------

    def volume(self) -> tuple[int | None, tuple[int, ...]]:
        """The column of the volume, and those to add to it."""
        if "volume" in self.named:
            columns = self.named["volume"].columns
            return (columns[0] if columns else None), columns[1:]
        best = self.best("volume")
        if not best:
            return self.weak_volume(), ()
        sense = self.sense(best[0], "volume")
        if "answered" not in sense.tags:
            return best[0], ()
        lost = [
            i
            for i in self.with_role("abandoned")
            if self.sense(i, "abandoned").rank == sense.rank[:1]
        ]
        if len(lost) == 1:
            self.remarks.append("the volume is the sum of answered and abandoned contacts")
            return best[0], (lost[0],)
        self.remarks.append(
            f"'{self.header[best[0]]}' has answered contacts only: abandoned contacts are missing "
            "from the volume"
        )
        return best[0], ()

    def weak_volume(self) -> int | None:
        """A column of counts, if it is the only one and all other quantities have a column."""
        weak = self.with_role("weak volume")
        has_aht = self.with_role("aht") or self.options.aht or self.options.aht_may_lack
        return weak[0] if len(weak) == 1 and self.has_start() and has_aht else None

    # -- handle time -----------------------------------------------------------------------

    def aht(self) -> tuple[int | None, tuple[int, ...], AhtKind]:
        """The column of the handle time, those to add to it, and what its heading says."""
        for name, kind in (("aht", _KINDS[0]), ("total_handle_time", _KINDS[2])):
            if name in self.named:
                return self.named_aht(self.named[name], kind)
        best = self.best("aht")
        if best:
            return best[0], (), _KINDS[self.sense(best[0], "aht").rank[0]]
        return self.aht_of_parts()

    def named_aht(
        self, named: NamedColumn, kind: AhtKind
    ) -> tuple[int | None, tuple[int, ...], AhtKind]:
        """The handle time of the options or of a layout.

        An option says which column it is, and its heading whether it is an average.
        """
        first = named.columns[0] if named.columns else None
        if "aht" in self.options.columns and kind == "average":
            kind = self.kind_of_headings(named.columns)
        return first, named.columns[1:], kind if named.per is None else "total"

    def kind_of_headings(self, columns: Sequence[int]) -> AhtKind:
        """What the headings of named handle times say, "unsaid" if not all say the same."""
        roles = ("aht", *_PARTS)
        said = {
            min((senses[role].rank[0] for role in roles if role in senses), default=1)
            for senses in (meanings(self.header[index]) for index in columns)
        }
        return _KINDS[said.pop()] if len(said) == 1 else "unsaid"

    def aht_of_parts(
        self,
    ) -> tuple[int | None, tuple[int, ...], AhtKind]:
        """The sum of talk, hold and after-call work, if all are averages or all are totals."""
        parts = [self.with_role(part) for part in _PARTS]
        found = [columns[0] for columns in parts if len(columns) == 1]
        said = {
            (sense.rank[0], sense.unit)
            for index in found
            for role, sense in self.senses[index].items()
            if role in _PARTS
        }
        complete = len(parts[0]) == len(parts[2]) == 1 and len(parts[1]) < 2
        if not complete or len(said) > 1 or _KINDS[min(said)[0]] == "unsaid":
            return None, (), "average"
        kind = _KINDS[min(said)[0]]
        names = " + ".join(f"'{self.header[i]}'" for i in found)
        self.remarks.append(f"the handle time is the sum {names}")
        return found[0], tuple(found[1:]), kind

    def aht_unit(self, index: int, parts: tuple[int, ...]) -> str:
        """The unit in the heading of the handle time, which all parts must have."""
        units = {unit_of_heading(self.header[i]) for i in (index, *parts)}
        return units.pop() if len(units) == 1 else ""

    def per(self, volume: int | None) -> int | None:
        """The contacts by which a total is divided: the answered ones where the file has them."""
        for name in ("aht", "total_handle_time"):
            if name in self.named and self.named[name].per is not None:
                return self.named[name].per
        rank = self.sense(volume or 0, "volume").rank[:1]
        answered = [
            i
            for i in self.with_role("volume" if "volume" not in self.named else "")
            if "answered" in self.sense(i, "volume").tags
            and (self.sense(i, "volume").rank[:1] == rank)
        ]
        return answered[0] if len(answered) == 1 and answered[0] != volume else None

    # -- start -----------------------------------------------------------------------------

    def has_start(self) -> bool:
        """Whether any column can be the start."""
        return any(self.with_role(role) for role in ("start", "date", "time"))

    def start(self) -> tuple[int, int | None]:
        """The column of starts or dates, and the column of times if dates have their own."""
        start, clock = self.start_and_clock()
        if _MONTH.fullmatch(self.cell(start)):
            self.stop(
                f"column '{self.header[start]}' has months ('{self.cell(start)}'), but agents "
                "are planned for intervals of 15 to 60 min — divide them first, as wfm spread does"
            )
        return start, clock

    def start_and_clock(self) -> tuple[int, int | None]:
        """As `start`, before the cells are checked for months."""
        if "start" in self.named and len(self.named["start"].columns) > 1:
            return start_pair(self.named, self.header, self.first, self.options, self.stop)
        starts, dates = self.with_role("start"), self.date_columns()
        if not dates:
            return self.whole_start(starts), None
        clocks = [i for i in starts or self.with_role("time") if i not in dates]
        is_named = clocks == list(self.named["time"].columns) if "time" in self.named else False
        if len(clocks) == 1 and not is_named and not self.is_time(clocks[0]):
            return (clocks[0] if starts and self.cell(clocks[0]) else dates[0]), None
        if len(clocks) > 1:
            self.several("start", clocks)
        if len(dates) > 1:
            self.several("date", dates)
        if re.search(r"[1-9]\d*:\d|:[0-5]?[1-9]", self.cell(dates[0])):
            clocks = []  # the column of dates has times too
        return dates[0], clocks[0] if clocks else None

    def day_beside(self, start: int, clock: int | None) -> int | None:
        """The column of dates that is not read, as the starts have dates themselves."""
        others = ("week", "month", "businessdate")  # which may begin on another day
        dates = [i for i in self.date_columns() if i != start]
        dates = [i for i in dates if normalise(self.header[i]) not in others]
        said = self.named.keys() & {"start", "date"}
        return dates[0] if len(dates) == 1 and clock is None and not said else None

    def date_columns(self) -> list[int]:
        """The columns of dates; one named ``date`` has precedence over ``day`` and ``week``."""
        matches = self.with_role("date")
        plain = [i for i in matches if normalise(self.header[i]) in _PLAIN_DATES]
        return plain or matches

    def whole_start(self, starts: list[int]) -> int:
        """The column that has date and time together."""
        matches = starts or self.with_role("time")
        if len(matches) > 1:
            self.several("start", matches)
            self.problems.check()
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
        cell = self.cell(index)
        # hours, hours and minutes without a mark, or fractions of a day
        number = says_hours(self.header[index]) and re.fullmatch(r"\d{1,4}|0[.,]\d+", cell)
        return bool(number) or is_time_of_day(cell) or bool(span_of_label(cell))


def _title(role: str) -> str:
    """A quantity in words."""
    return {"aht": "AHT", "start": "start of the interval"}.get(role, role)


def _shorten(header: Sequence[str]) -> str:
    """The headings as text of at most 300 characters."""
    text = ", ".join(name for name in header if name)
    return text if len(text) <= 300 else text[:299] + "…"
