"""``agents.csv``: people by name; all mistakes are reported with their line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from wfm.input_limits import MAX_PEOPLE
from wfm.io.forecast.own_files import refuse_schedule
from wfm.io.forecast.problems import Problems, UnreadableError
from wfm.io.forecast.read_options import ReadOptions, nearest
from wfm.io.forecast.reader import blocks_of
from wfm.io.forecast.source import opened
from wfm.io.weekly_times import clock, clock_span, weekdays
from wfm.scheduling.agents_headings import people_columns
from wfm.scheduling.contracts import DAY, Agent, Available, Contract, Wish
from wfm.scheduling.known_names import KnownNames, hint

__all__ = ["COLUMNS", "Column", "read_agents"]


class Column(NamedTuple):
    """A column of the file, as its reference describes it."""

    name: str
    meaning: str
    default: str
    entries: tuple[tuple[str, str], ...] = ()


COLUMNS = (
    Column("agent", "Name of the person; each occurs once.", "needed"),
    Column("contract", "Name of a `[[contract]]` of the rules.", "needed"),
    Column(
        "available",
        "When the person can work; a shift must lie inside these hours whole.",
        "always",
        (
            ("Mon-Fri", "whole days"),
            ("Mon-Fri 08:00-18:00", "hours of some weekdays"),
            ("Mon, Wed 22:00-06:00", "hours over midnight belong to the day on which they begin"),
            ("07:00-15:30", "hours of every day"),
            ("2026-03-02..2026-03-06 08:00-12:00", "hours of some dates"),
        ),
    ),
    Column(
        "days_off",
        "Days without any work, the end of a night shift included.",
        "none",
        (
            ("Sun", "every Sunday"),
            ("Sat-Sun", "every Saturday and Sunday"),
            ("2026-03-05", "one date"),
            ("2026-03-02..2026-03-06", "dates from the first to the last; also with `to`"),
        ),
    ),
    Column(
        "skills",
        "Queues (or teams) of the plan that the person can serve; needed where a plan has several "
        "that do not share all people (`--pool`).",
        "none",
        (("sales; support", "two queues"),),
    ),
    Column(
        "wishes",
        "What the person would like, with the price of each day on which it is not so.",
        "none",
        (
            ("off Fri 5", "Fridays off"),
            ("off 2026-03-02..2026-03-06 20", "these dates off"),
            ("on Sat 3", "to work on Saturdays"),
            ("late 2", "late shifts (a `[[shift]]` of the rules) on days of work"),
            ("not early 3", "no early shifts"),
            ("start 08:00 2", "shifts that start at 08:00; with `not`, other ones"),
            ("not late on Fri 4", "no late shifts on Fridays"),
        ),
    ),
)
_NEEDED = ("agent", "contract")
_MOST_DATES = 3_660  # of one range: ten years, the most that a schedule has
_DATE = r"\d{4}-\d\d-\d\d"
_DATES = re.compile(rf"({_DATE})(?:\s*(?:\.\.|/|[-–—]|\bto\b)\s*({_DATE}))?")
_HOURS_LAST = re.compile(r"(.*?)\s*(\d{1,2}:.*)?")
_PRICE = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
# A workbook has dates with the time 00:00, which says nothing.
_MIDNIGHT = re.compile(rf"({_DATE})[T ]00:00(?::00)?\b")
Entry = TypeVar("Entry")


def read_agents(
    source: str,
    contracts: Sequence[Contract],
    *,
    shifts: Sequence[str] | None = None,
    queues: Sequence[str] | None = None,
    columns: Mapping[str, str] = MappingProxyType({}),
    pool: bool = False,
) -> list[Agent]:
    """Read people from a table.

    The columns ``agent`` and ``contract`` are required; ``available``, ``days_off``, ``skills``
    and ``wishes`` are optional. Their headings are read in seven languages. Several entries of a
    cell are separated by ``;``: available ``Mon-Fri 08:00-18:00; Sat``, days off
    ``Sun; 2026-03-05``, skills ``sales; support``, wishes ``off Fri 5; late 2; not early 3`` (the
    number is the price of not granting the wish).

    Parameters
    ----------
    source : str
        Path of a .csv, .tsv or .xlsx file.
    contracts : sequence of Contract
        The contracts that agents may have.
    shifts : sequence of str, optional
        Names of the shifts that wishes may name; by default any.
    queues : sequence of str, optional
        Names of the queues or teams that skills may name; by default any.
    columns : mapping of str to str
        The heading of each column that is not to be detected: ``{"contract": "Modell"}``.
    pool : bool
        Whether all people serve all queues, so that nobody needs a skill.

    Raises
    ------
    DataError
        With every problem of the file.
    """
    problems = Problems(source)
    rows: list[tuple[list[str], int]] = []
    with opened(source, None, problems) as file:
        for block in blocks_of(file, ReadOptions(), problems, [], None)[1]:
            kept = block.without_blanks()
            rows += zip(kept.rows, kept.lines, strict=True)
            if len(rows) > MAX_PEOPLE + 1:
                problems.stop(f"has more than {MAX_PEOPLE:,} people, the limit of a schedule")
    if not rows:
        problems.stop("is empty: write a header line and one line per person")
    header = [name.strip().lstrip("\ufeff") for name in rows[0][0]]
    refuse_schedule(header, rows[0][1], "a list of people", ReadOptions(columns=columns), problems)
    places = people_columns(header, rows[0][1], columns, problems)
    known = KnownNames([contract.name for contract in contracts], shifts, queues, pool)
    if known.needs_skills and "skills" not in places:
        problems.add(
            "has no column 'skills', but the plan has several queues: "
            f"{', '.join(queues or ())} — add it, or use --pool where all serve all",
            rows[0][1],
        )
    needed = 1 + max(place for name in _NEEDED for place in places[name])
    fitting = list(_fitting(rows[1:], len(header), needed, problems))
    names = {part: " + ".join(header[place] for place in some) for part, some in places.items()}
    people = [
        _Entries(_cells_of(cells, places), line, known, problems, names).agent()
        for cells, line in fitting
    ]
    _check_names(people, [line for _, line in fitting], names["agent"], problems)
    problems.check()
    return people


def _fitting(
    rows: Sequence[tuple[list[str], int]], width: int, needed: int, problems: Problems
) -> Iterator[tuple[list[str], int]]:
    """The rows that fit the headings, each with a cell under every heading.

    Cells at the end may be left out, as long as the first of them is not the name or the contract;
    empty cells beyond the last heading are those of a spreadsheet.
    """
    for cells, line in rows:
        beyond = [cell for cell in cells[width:] if cell.strip()]
        if beyond or len(cells) < needed:
            many = f"has {len(cells)} cell{'s' * (len(cells) != 1)}"
            cure = "put a cell with the delimiter in quotes" if beyond else "write all of them"
            problems.add(f"{many}, but there are {width} headings — {cure}", line)
            continue
        yield [*cells[:width], *[""] * (width - len(cells))], line


def _cells_of(cells: Sequence[str], places: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """The cell of each column; those of several headings with a space between."""
    return {
        part: " ".join(filter(None, (cells[place].strip() for place in some)))
        for part, some in places.items()
    }


def _check_names(people: list[Agent], lines: list[int], column: str, problems: Problems) -> None:
    """Report people without a name, and names that occur twice."""
    seen: dict[str, int] = {}
    for person, line in zip(people, lines, strict=True):
        if not person.name:
            problems.add("is empty: write the name of the person", line, column)
        elif person.name in seen:
            problems.add(
                f"duplicate name {person.name!r}, also in line {seen[person.name]}", line, column
            )
        seen.setdefault(person.name, line)


class _Entries:
    """The cells of one person, read entry by entry."""

    def __init__(
        self,
        cells: dict[str, str],
        line: int,
        known: KnownNames,
        problems: Problems,
        names: Mapping[str, str],
    ) -> None:
        self._cells, self._line, self._known, self._problems = cells, line, known, problems
        self._names = names

    def _refuse(self, text: str, column: str) -> None:
        """Report a problem of a cell, by the heading of the file."""
        self._problems.add(text, self._line, self._names.get(column, column))

    def agent(self) -> Agent:
        """The person, with a problem for every entry that cannot be read."""
        contract = self._cells["contract"].strip()
        if contract not in self._known.contracts:
            words = f"unknown contract {contract!r}{hint(contract, self._known.contracts)}"
            self._refuse(words, "contract")
        return Agent(
            name=self._cells["agent"].strip(),
            contract=contract,
            available=self._entries("available", _available),
            days_off=tuple(dict.fromkeys(self._entries("days_off", _days))),
            skills=self._skills(),
            wishes=self._entries("wishes", self._wishes),
        )

    def _entries(self, column: str, read: Callable[[str], Iterable[Entry]]) -> tuple[Entry, ...]:
        """What the entries of a cell mean."""
        found: list[Entry] = []
        cell = _MIDNIGHT.sub(r"\1", self._cells.get(column, ""))
        for text in filter(None, map(str.strip, re.split(r"[;\n]", cell))):
            try:
                found += read(text)
            except UnreadableError as error:
                self._refuse(f"{text!r} {error}", column)
        return tuple(found)

    def _skills(self) -> tuple[str, ...]:
        """The queues that the person can serve."""
        queues = self._known.queues
        skills = self._entries("skills", lambda text: [text])
        for words in filter(None, map(self._known.unknown_skill, skills)):
            self._refuse(words, "skills")
        if queues and self._known.needs_skills and "skills" in self._cells and not skills:
            words = f"is empty: write the queues that the person serves, of {', '.join(queues)}"
            self._refuse(words, "skills")
        return skills

    def _wishes(self, text: str) -> Iterator[Wish]:
        """The wishes of ``off Fri 5``, ``late 2``, ``not early 3`` or ``start 08:00 on Mon 1``."""
        *words, price = text.split()
        if not words or not _PRICE.fullmatch(price):
            raise UnreadableError("must end with the price of not granting it: 'off Fri 5'")
        weight, phrase = float(price), " ".join(words)
        kind, rest = words[0].casefold(), " ".join(words[1:])
        if kind in ("off", "on") and not self._is_shift(phrase):
            if not rest:
                raise UnreadableError(f"must name a day: '{kind} Fri {price}'")
            for day in _days(rest):
                yield Wish(weight, wants=kind == "on", day=day)
            return
        wants = kind != "not" or self._is_shift(phrase)
        what, on, when = self._parted(phrase if wants else rest)
        days: tuple[int | date | None, ...] = _days(when) if on else (None,)
        start, shift = self._start_or_shift(what)
        for one in days:
            yield Wish(weight, wants=wants, day=one, template=shift, start=start)

    def _is_shift(self, name: str) -> bool:
        """Whether a name is that of a shift of the rules."""
        return name in (self._known.shifts or ())

    def _parted(self, phrase: str) -> tuple[str, str, str]:
        """A shift or a start, and the days for which it is wished."""
        if self._is_shift(phrase):
            return phrase, "", ""
        return phrase.partition(" on ")

    def _start_or_shift(self, what: str) -> tuple[float | None, str | None]:
        """The start of ``start 08:00``, or the name of a shift."""
        shifts = self._known.shifts
        kind, _, time = what.partition(" ")
        if kind.casefold() == "start" and time and not self._is_shift(what):
            try:
                return float(clock(time)), None
            except UnreadableError:
                raise UnreadableError("must name a time: 'start 08:00 5'") from None
        if not what:
            raise UnreadableError("must name a shift: 'not late 3'")
        if shifts is not None and what not in shifts:
            words = ("off", "on", "not", "start")
            near = nearest(what, list(shifts)) or nearest(kind, list(words))
            known = f"; known shifts: {', '.join(shifts)}; or write off, on, start, not"
            raise UnreadableError(f"has the unknown shift {what!r}{near or known}")
        return None, what


def _available(text: str) -> Iterator[Available]:
    """Hours of ``Mon-Fri 08:00-18:00``, whole days of ``Sat``, or hours of some dates."""
    match = _HOURS_LAST.fullmatch(text)
    days, hours = match.groups() if match else (text, None)
    begin, end = (0.0, 2.0 * DAY) if hours is None else map(float, clock_span(hours))
    dated = _DATES.fullmatch(days)
    if dated:
        first, last = _first_and_last(dated)
        yield Available(begin, end, first=first, last=last)
    elif not days:
        yield Available(begin, end)
    elif re.search(r"\d", days):
        raise UnreadableError(
            "must be weekdays or dates, then hours: Mon-Fri 08:00-18:00, or "
            "2026-03-02..2026-03-06 08:00-18:00"
        )
    else:
        yield Available(begin, end, weekdays(days))


def _days(text: str) -> tuple[int | date, ...]:
    """Weekdays and dates: ``Sun``, ``Sat-Sun``, ``2026-03-05``, ``2026-03-02..2026-03-06``."""
    if not re.search(r"\d", text):
        return weekdays(text)
    found: list[int | date] = []
    for part in text.split(","):
        dated = _DATES.fullmatch(part.strip())
        if not dated:
            raise UnreadableError(
                "must be weekdays (Sun, Sat-Sun), a date (2026-03-05) or dates "
                "(2026-03-02..2026-03-06)"
            )
        first, last = _first_and_last(dated)
        found += [first + timedelta(days=day) for day in range((last - first).days + 1)]
    return tuple(found)


def _first_and_last(match: re.Match[str]) -> tuple[date, date]:
    """Both ends of a range of dates, or one date as both."""
    try:
        first, last = (date.fromisoformat(end) for end in (match[1], match[2] or match[1]))
    except ValueError:
        raise UnreadableError("has a date that does not exist: correct it") from None
    if not 0 <= (last - first).days < _MOST_DATES:
        problem = "ends before it begins" if last < first else f"has over {_MOST_DATES:,} days"
        raise UnreadableError(f"{problem}: write the first date, then the last")
    return first, last
