"""Which column of a log of single contacts is which quantity."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, NoReturn

from wfm.io.forecast.heading_words import (
    meanings,
    normalise,
    unit_of_heading,
    without_unit,
    words_of,
)
from wfm.io.forecast.log_words import (
    ABANDON_WAIT,
    ABANDONED,
    ANSWERED,
    ANSWERED_AT,
    ARRIVAL,
    DIRECTION,
    ENDED_AT,
    HANDLE,
    HOLD,
    OUTCOME,
    TALK,
    WAIT,
    WRAP,
)
from wfm.io.forecast.named_columns import named_columns
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.queue_words import queue_beside
from wfm.io.forecast.read_options import ReadOptions
from wfm.option_text import option

__all__ = ["LOG_QUANTITIES", "LogColumns", "log_header", "match_log_columns"]

# What a column of a log can be: the keys of `ReadOptions.columns`.
LOG_QUANTITIES = (
    "queue", "arrival", "date", "time", "handle_time", "wait", "abandoned", "outcome",
    "answered_at", "ended_at",
)  # fmt: skip

_CLOCK_ONLY = re.compile(r"\d{1,2}:\d\d(:\d\d([.,]\d+)?)?( ?[AaPp]\.?[Mm]\.?)?")
_FLAG = re.compile(
    r"(?i)[01]|[01]\.0|yes|no|y|n|true|false|t|f|x|ja|nein|oui|non|si|sí|sim|não|nao|"
)


class LogColumns(NamedTuple):
    """The column of each quantity of a log; None where it has none.

    Attributes
    ----------
    header : tuple of str
        The headings.
    arrival : int
        Date and time at which a contact arrives, or the date where `clock` is set.
    clock : int or None
        The time of day, where dates have a column of their own.
    queue, wait, flag, outcome, answered_at, ended_at : int or None
        Queue, wait until answered or abandoned, yes or no, text, and two moments.
    handle : tuple of int
        Columns that make the handle time together.
    flag_means_answered : bool
        Whether yes in `flag` is answered, not abandoned.
    direction : int or None
        Whether contacts came in or went out.
    abandon_wait : int or None
        Wait of contacts that abandoned.
    """

    header: tuple[str, ...]
    arrival: int
    clock: int | None
    queue: int | None
    handle: tuple[int, ...]
    wait: int | None
    flag: int | None
    flag_means_answered: bool
    outcome: int | None
    answered_at: int | None
    ended_at: int | None
    direction: int | None = None
    abandon_wait: int | None = None

    def name(self, index: int | None) -> str:
        """The heading as it is in the file."""
        return "" if index is None else self.header[index]

    def notes(self) -> list[str]:
        """Which heading is read as which quantity, and which columns are not used."""
        used = {
            self.arrival, self.clock, self.queue, *self.handle, self.wait, self.flag, self.outcome,
            self.answered_at, self.ended_at, self.direction, self.abandon_wait,
        }  # fmt: skip
        names = [repr(name) for i, name in enumerate(self.header) if i not in used and name]
        more = f" and {len(names) - 6} more" if len(names) > 6 else ""
        unused = [f"columns not used: {', '.join(names[:6])}{more}"] if names else []
        return [self._read(), *unused]

    def _read(self) -> str:
        """Which heading is read as which quantity."""
        roles = {
            "arrival": (self.arrival,),
            "time of day": (self.clock,),
            "queue": (self.queue,),
            "handle time": self.handle,
            "wait": (self.wait,),
            "answered" if self.flag_means_answered else "abandoned": (self.flag,),
            "outcome": (self.outcome,),
            "answered at": (self.answered_at,),
            "ended at": (self.ended_at,),
            "direction": (self.direction,),
            "wait of the abandoned": (self.abandon_wait,),
        }
        read = [
            f"{role} from {' + '.join(repr(self.header[i]) for i in at if i is not None)}"
            for role, at in roles.items()
            if at and at[0] is not None
        ]
        return f"read {', '.join(read)}"

    def unit(self, index: int) -> str:
        """The unit in the heading of a duration; empty if it has none."""
        return unit_of_heading(self.header[index])


def log_header(rows: Sequence[Sequence[str]], options: ReadOptions) -> int:
    """The index of the row of headings: of the first rows, that with the most known names.

    The first row, where no row has two.

    >>> log_header([["Calls of March"], ["Call Start", "Status"], ["2026-03-02 09:00", "Answered"]],
    ...            ReadOptions())
    1
    """
    named = {normalise(text) for text in options.columns.values()}
    scores = [
        sum(_is_known(cell) or (bool(named) and normalise(cell) in named) for cell in row)
        for row in rows
    ]
    best = max(scores)
    return scores.index(best) if best >= 2 else 0


_KNOWN = frozenset(
    " ".join((*ARRIVAL, WAIT, HANDLE, ABANDONED, ANSWERED, OUTCOME, ANSWERED_AT, ENDED_AT)).split()
)
_ROLES = frozenset(("start", "date", "time", "queue", "aht", "talk", "hold", "wrap"))


def _is_known(cell: str) -> bool:
    """Whether a cell is the heading of a quantity of a log."""
    text = cell.strip()
    return bool(text) and (
        normalise(text) in _KNOWN
        or _without_unit(text) in _KNOWN
        or bool(_ROLES & meanings(text).keys())
    )


def match_log_columns(
    header: Sequence[str], first: Sequence[str], line: int, options: ReadOptions, problems: Problems
) -> LogColumns:
    """The column of each quantity.

    Parameters
    ----------
    header, first : sequence of str
        The headings, and the first row, which shows whether a column has dates, times or flags.
    line : int
        Line of the headings.
    options : ReadOptions
        `columns` names headings, one of `LOG_QUANTITIES` each.
    problems : Problems
        Receives what is missing or ambiguous.

    Raises
    ------
    DataError
        If there is no arrival, or several columns can be the same.
    InputError
        For a name in `options.columns` that is no quantity or no heading.
    """
    names = tuple(cell.strip().lstrip("\ufeff") for cell in header)
    matcher = _LogMatcher(names, first, line, options, problems)
    columns = matcher.columns()
    problems.check()
    return columns


class _LogMatcher:
    """The headings of one log; problems are collected."""

    def __init__(
        self,
        header: tuple[str, ...],
        first: Sequence[str],
        line: int,
        options: ReadOptions,
        problems: Problems,
    ) -> None:
        self.header, self.first, self.line, self.problems = header, first, line, problems
        alias = {"start": "arrival", "aht": "handle_time"}
        columns = {alias.get(name, name): text for name, text in options.columns.items()}
        named = named_columns(
            header, ReadOptions(columns=columns), problems.source, LOG_QUANTITIES, ()
        )
        self.named: Mapping[str, tuple[int, ...]] = {k: one.columns for k, one in named.items()}
        self.taken: set[int] = {index for at in self.named.values() for index in at}
        self.names = [normalise(name) for name in header]

    def columns(self) -> LogColumns:
        """The column of each quantity."""
        arrival, clock = self.arrival()
        flag, answered = self.flag()
        columns = LogColumns(
            header=self.header,
            arrival=arrival,
            clock=clock,
            queue=self.queue(),
            handle=self.handle(),
            wait=self.one("wait", WAIT),
            flag=flag,
            flag_means_answered=answered,
            outcome=None if flag is not None else self.one("outcome", OUTCOME),
            answered_at=None,
            ended_at=None,
        )
        return self.with_moments(columns)._replace(
            direction=self.one("direction", DIRECTION),
            abandon_wait=self.one("wait of the abandoned", ABANDON_WAIT),
        )

    def with_moments(self, columns: LogColumns) -> LogColumns:
        """The columns with the moments that are needed: those that no other column replaces."""
        ended = None
        if not columns.handle or columns.wait is None:
            ended = self.moment("ended_at", ENDED_AT)
        says_outcome = columns.flag is not None or columns.outcome is not None
        if says_outcome and columns.wait is not None and columns.handle:
            return columns._replace(ended_at=ended)
        answered = self.moment("answered_at", ANSWERED_AT + " answered connected")
        return columns._replace(ended_at=ended, answered_at=answered)

    def cell(self, index: int) -> str:
        """A cell of the first row of data."""
        return self.first[index].strip() if index < len(self.first) else ""

    def among(self, names: str) -> list[int]:
        """The columns with one of some names that are nothing else."""
        known = set(names.split())
        return [i for i, name in enumerate(self.names) if name in known and i not in self.taken]

    def one(self, quantity: str, names: str) -> int | None:
        """The only column of a quantity."""
        if quantity in self.named:
            return self.named[quantity][0] if self.named[quantity] else None
        return self.only(quantity, self.bare(names))

    def only(self, quantity: str, found: Sequence[int]) -> int | None:
        """One of some columns; a problem if there are several."""
        if len(found) > 1:
            listed = " and ".join(f"'{self.header[i]}' (column {i + 1})" for i in found)
            self.problems.add(
                f"{listed} can all be the {quantity.replace('_', ' ')} — say which to read, such "
                f"as {option('columns', {quantity: self.header[found[0]]})}",
                self.line,
            )
        self.taken.update(found[:1])
        return found[0] if found else None

    def bare(self, names: str) -> list[int]:
        """The columns with one of some names, a unit behind it or not."""
        known = names.split()
        return self.among(names) or [
            i
            for i, name in enumerate(self.header)
            if i not in self.taken and _without_unit(name) in known
        ]

    def arrival(self) -> tuple[int, int | None]:
        """The column of arrivals or dates, and that of times if dates have their own."""
        if "arrival" in self.named:
            found: list[int] = list(self.named["arrival"])
        else:
            found = self.among(ARRIVAL[0]) or self.among(ARRIVAL[1])
            found = found or self.with_meaning("start")
        moments = [i for i in found if not _CLOCK_ONLY.fullmatch(self.cell(i))]
        if moments:
            index = self.only("arrival", moments)
            return (index or 0), None
        dates = list(self.named.get("date", ())) or self.with_meaning("date")
        dates = [i for i in dates if not _CLOCK_ONLY.fullmatch(self.cell(i))]
        clocks = list(self.named.get("time", ())) or found or self.with_meaning("time")
        date = self.only("date", dates[:1] if len(dates) > 1 and "date" in self.names else dates)
        clock = self.only("time", clocks)
        if date is None or (clock is None and not re.search(r"\d:\d", self.cell(date))):
            self.stop_without_arrival()
        return date, clock

    def stop_without_arrival(self) -> NoReturn:
        """Report that nothing says when a contact arrives."""
        self.problems.stop(
            f"no column for the arrival of a contact: the headings are "
            f"{', '.join(name for name in self.header if name)[:200]} — say which it is: "
            f"{option('columns', {'arrival': 'HEADING'})}",
            self.line,
        )

    def with_meaning(self, role: str) -> list[int]:
        """The columns whose heading has a meaning in a forecast."""
        return [
            i
            for i, name in enumerate(self.header)
            if i not in self.taken and role in meanings(name)
        ]

    def queue(self) -> int | None:
        """The column of queues: the best name, if there are several."""
        if "queue" in self.named:
            return self.named["queue"][0] if self.named["queue"] else None
        found = self.with_meaning("queue")
        if not found:
            return self.only("queue", [i for i in queue_beside(self.header) if i not in self.taken])
        rank = min(meanings(self.header[i])["queue"].rank for i in found)
        best = [i for i in found if meanings(self.header[i])["queue"].rank == rank]
        return self.only("queue", best)

    def handle(self) -> tuple[int, ...]:
        """The columns of the handle time: one, or those of its parts."""
        if "handle_time" in self.named:
            return self.named["handle_time"]
        names = set(HANDLE.split())
        found = [
            i
            for i, name in enumerate(self.header)
            if i not in self.taken
            and ("aht" in meanings(name) or self.names[i] in names or _without_unit(name) in names)
            and not re.fullmatch(r"(?i)yes|no|true|false|y|n|ja|nein", self.cell(i))
        ]
        if found:
            index = self.only("handle_time", found)
            return () if index is None else (index,)
        parts = [
            (self.with_meaning(part) or self.bare(names))[:1]
            for part, names in (("talk", TALK), ("hold", HOLD), ("wrap", WRAP))
        ]
        columns = tuple(i for part in parts for i in part) if parts[0] else ()
        self.taken.update(columns)
        return columns

    def flag(self) -> tuple[int | None, bool]:
        """The column of yes and no, and whether yes is answered."""
        if "abandoned" in self.named:
            return (self.named["abandoned"][0] if self.named["abandoned"] else None), False
        if "outcome" in self.named:
            return None, False
        for names, answered in ((ABANDONED, False), (ANSWERED, True)):
            found = [i for i in self.among(names) if _FLAG.fullmatch(self.cell(i))]
            if found and not (answered and not self.cell(found[0])):
                return self.only("abandoned", found), answered
        return None, False

    def moment(self, quantity: str, names: str) -> int | None:
        """A column of moments: dates with times, or times of day, or empty."""
        if quantity in self.named:
            return self.named[quantity][0] if self.named[quantity] else None
        found = [
            i
            for i in self.among(names)
            if not self.cell(i) or re.search(r"\d{1,2}:\d\d", self.cell(i))
        ]
        return self.only(quantity, found)


def _without_unit(heading: str) -> str:
    """A normalised heading without a unit at its end."""
    return normalise("".join(without_unit(words_of(heading))[0]))
