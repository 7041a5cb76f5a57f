"""Volumes of whole days, weeks or months, which are no intervals yet.

::

    month,calls,aht            date,queue,calls
    2026-01,41200,4m10s        2026-01-05,sales,812
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.input_limits import MAX_QUEUES
from wfm.io.forecast.calendar_words import month_number
from wfm.io.forecast.dates import ParsedDate, parse_date
from wfm.io.forecast.heading_words import meanings, normalise
from wfm.io.forecast.numbers import Separators, parse_numbers
from wfm.io.forecast.problems import Problems, UnreadableError
from wfm.io.forecast.queue_names import queue_name
from wfm.io.forecast.read_options import ReadOptions, check_options, headings_of
from wfm.io.forecast.reader import blocks_of
from wfm.io.forecast.source import opened
from wfm.option_text import option
from wfm.units import handle_time

__all__ = ["PeriodTotals", "read_totals"]

_EPOCH = date(1970, 1, 1)
_MONTH_HEADINGS = frozenset("month monat mois mes mese maand periode period".split())  # noqa: SIM905
_WEEK_HEADINGS = frozenset(
    ("week", "weekof", "weekstart", "weekstarting", "weekbeginning", "woche", "wochenbeginn",
     "semaine", "semana", "settimana")
)  # fmt: skip
_NUMERIC_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})")
_NAMED_MONTH = re.compile(
    r"([^\W\d_]{3,})\.?[\s,./'-]*(\d{4}|\d\d)|(\d{4})[\s,./-]*([^\W\d_]{3,})\.?"
)
_MIDNIGHT = re.compile(r"[T ]0?0:00(:00)?$")
_WEEK, _MOST = 7, 200_000
_LARGEST = 1e10  # contacts of a period


class PeriodTotals(NamedTuple):
    """Volumes of days, weeks or months.

    Attributes
    ----------
    queues : tuple of str
        Names; ``("",)`` without a column of queues.
    queue : int array, shape (n,)
        Index into `queues`.
    first, last : int64 array, shape (n,)
        First and last day of each period, as days since 1970.
    volume : float64 array, shape (n,)
        Contacts of the period. [contacts]
    aht : float64 array, shape (n,)
        Average handle time; NaN where it is not known. [s]
    kind : str
        "day", "week" or "month".
    source : str
        Name of the file.
    notes : tuple of str
        What was noticed, one sentence each.
    """

    queues: tuple[str, ...]
    queue: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    volume: FloatArray
    aht: FloatArray
    kind: str
    source: str
    notes: tuple[str, ...]


def read_totals(
    source: str, options: ReadOptions | None = None, *, stdin: BinaryIO | None = None
) -> PeriodTotals:
    """Read volumes of days, weeks or months.

    Months are written ``2026-01``, ``Jan 2026`` or as their first day; weeks as their first day.

    Parameters
    ----------
    source : str
        Path of a .csv, .tsv or .xlsx file; ``"-"`` for standard input.
    options : ReadOptions, optional
        `aht`, `dayfirst`, `queues`, `columns`, and how the text is written.
    stdin : binary stream, optional
        Read instead of standard input.

    Raises
    ------
    DataError
        With every problem of the file.
    """
    options = options or ReadOptions()
    check_options(options)
    problems, notes = Problems("<stdin>" if source == "-" else source), list[str]()
    rows: list[tuple[list[str], int]] = []
    with opened(source, stdin, problems) as file:
        delimiter, blocks = blocks_of(file, options, problems, notes, None)
        for block in blocks:
            kept = block.without_blanks()
            rows += zip(kept.rows, kept.lines, strict=True)
            if len(rows) > _MOST:
                problems.stop(
                    f"has more than {_MOST:,} rows, which are no totals of days or months"
                )
    if len(rows) < 2:
        problems.stop("has no rows: write a header line and one line per day or month")
    header = [name.strip().lstrip("\ufeff") for name in rows[0][0]]
    problems.headings = tuple(header)
    places = _places(header, rows[0][1], options, problems)
    cells = {
        part: [row[place].strip() if place < len(row) else "" for row, _ in rows[1:]]
        for part, place in places.items()
    }
    lines = [line for _, line in rows[1:]]
    separators = Separators(options, delimiter, notes)
    separators.infer(cells["volume"])
    volume = parse_numbers(
        cells["volume"], lines, separators, problems, column=header[places["volume"]],
        what="contacts", highest=_LARGEST,
    )  # fmt: skip
    aht = _handle_times(cells.get("aht"), lines, header, places, options, problems)
    starts, whole_months = _starts(
        cells["start"], lines, header[places["start"]], options, problems
    )
    problems.check()
    texts = cells.get("queue", [""] * len(lines))
    names = [queue_name(text, escaped=not file.zipped) for text in texts]
    if any(names):
        for line in (line for name, line in zip(names, lines, strict=True) if not name):
            problems.add(
                "the cell is empty — write the name of the queue", line, header[places["queue"]]
            )
        problems.check()
    number_of: dict[str, int] = {}
    numbers = [number_of.setdefault(name, len(number_of)) for name in names]
    queues = tuple(number_of)
    if len(queues) > MAX_QUEUES:
        problems.stop(
            f"more than {MAX_QUEUES:,} queues: is '{header[places['queue']]}' another column? Name "
            f"the column of the queue: {option('columns', {'queue': 'HEADING'})}"
        )
    unknown = [name for name in options.queues if name not in queues]
    if unknown:
        problems.stop(f"has no queue {unknown[0]!r}; the queues are {', '.join(queues)[:300]}")
    queue = np.array(numbers, dtype=np.int64)
    keep = np.isin(queue, [number_of[name] for name in options.queues or queues])
    first, last, kind = _periods(
        starts[keep], queue[keep], np.array(lines)[keep], problems,
        months=whole_months or normalise(header[places["start"]]) in _MONTH_HEADINGS,
    )  # fmt: skip
    notes.append(f"each row is the volume of a {kind}")
    problems.check()
    return PeriodTotals(
        queues, queue[keep], first, last, volume[keep], aht[keep], kind, problems.source,
        tuple(notes),
    )  # fmt: skip


def _places(
    header: Sequence[str], line: int, options: ReadOptions, problems: Problems
) -> dict[str, int]:
    """The column of each quantity: named by the user, or by its heading."""
    found: dict[str, int] = {}
    for part, heading in headings_of(options.columns, "columns").items():
        same = [i for i, name in enumerate(header) if normalise(name) == normalise(heading)]
        if heading and len(same) != 1:
            problems.add(f"{option('columns', {part: heading})}: no column has this heading", line)
        elif same:
            found["start" if part in ("start", "date") else part] = same[0]
    wanted = {"start": {"start", "date"}, "volume": {"volume", "weak volume"}, "aht": {"aht"},
              "queue": {"queue"}}  # fmt: skip
    for part, roles in wanted.items():
        if part in found:
            continue
        candidates = [
            (meanings(name)[role].rank, i)
            for i, name in enumerate(header)
            for role in roles & meanings(name).keys()
            if i not in found.values()
        ]
        if part == "start" and not candidates:
            candidates = [((0,), i) for i, name in enumerate(header)
                          if normalise(name) in _MONTH_HEADINGS | _WEEK_HEADINGS]  # fmt: skip
        if candidates:
            found[part] = min(candidates)[1]
    for part, words in (("start", "the day or month"), ("volume", "the volume")):
        if part not in found:
            heading = option("columns", {part: "HEADING"})
            problems.add(
                f"no column for {words}: {problems.headings_text()} — say which it is: {heading}",
                line,
            )
    problems.check()
    return found


def _handle_times(
    texts: Sequence[str] | None,
    lines: Sequence[int],
    header: Sequence[str],
    places: Mapping[str, int],
    options: ReadOptions,
    problems: Problems,
) -> FloatArray:
    """The AHT of each period in seconds: a number of seconds, or a duration such as 4m10s."""
    default = float("nan") if options.aht is None else options.aht
    if texts is None:
        return np.full(len(lines), default)
    heading = header[places["aht"]]
    unit = meanings(heading)["aht"].unit if "aht" in meanings(heading) else ""
    scale = {"min": "m", "h": "h", "ms": "ms"}.get(unit, "")
    found = np.full(len(lines), default)
    for row, (text, line) in enumerate(zip(texts, lines, strict=True)):
        if not text:
            continue
        try:
            found[row] = handle_time(text + scale if text[-1].isdigit() else text, "aht")
        except ValueError as error:
            problems.add(str(error).removeprefix("aht ").rstrip("."), line, heading)
    return found


def _starts(
    texts: Sequence[str], lines: Sequence[int], heading: str, options: ReadOptions,
    problems: Problems,
) -> tuple[NDArray[np.int64], bool]:  # fmt: skip
    """The first day of each period, and whether all are written as months."""
    days: list[ParsedDate | None] = []
    months = 0
    for text, line in zip(texts, lines, strict=True):
        plain = _MIDNIGHT.sub("", text)
        month = _month(plain)
        months += month is not None
        try:
            days.append(ParsedDate(month, month) if month is not None else
                        parse_date(plain, options.dayfirst))  # fmt: skip
        except UnreadableError as error:
            problems.add(str(error), line, heading)
            days.append(None)
    problems.check()
    known = [day for day in days if day is not None]
    first = all(day.dayfirst is not None for day in known)
    month_first = all(day.monthfirst is not None for day in known)
    differ = any(day.dayfirst != day.monthfirst for day in known)
    dotted = any(day.dotted for day in known)
    if first and month_first and differ and options.dayfirst is None and not dotted:
        monthly = {_as_date(day.monthfirst).day for day in known}
        if monthly != {1}:  # months are written as their first day
            problems.stop(
                f"the dates can be read as day/month and as month/day — write them as 2026-03-02, "
                f"or use {option('dayfirst', True)} or {option('dayfirst', False)}"
            )
        first = False
    chosen = [day.dayfirst if first else day.monthfirst for day in known]
    return np.array([day or 0 for day in chosen], dtype=np.int64), months == len(texts)


def _as_date(day: int | None) -> date:
    """The date of a day number."""
    return date.fromordinal(_EPOCH.toordinal() + (day or 0))


def _month(text: str) -> int | None:
    """The first day of a month such as 2026-01, 01/2026 or Jan 2026; None for another text."""
    if match := _NUMERIC_MONTH.fullmatch(text):
        year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        known: int | None = int(month)
    elif match := _NAMED_MONTH.fullmatch(text):
        year, word = (match[2], match[1]) if match[1] else (match[3], match[4])
        known = month_number(word)
    else:
        return None
    if known is None or not 1 <= known <= 12:
        return None
    whole = int(year) + (2000 if len(year) == 2 else 0)
    return (date(whole, known, 1) - _EPOCH).days if 1900 <= whole <= 2200 else None


def _periods(
    starts: NDArray[np.int64],
    queue: NDArray[np.int64],
    lines: NDArray[np.int64],
    problems: Problems,
    *,
    months: bool,
) -> tuple[NDArray[np.int64], NDArray[np.int64], str]:
    """First and last day of each period, and what the periods are."""
    order = np.lexsort((starts, queue))
    steps = np.diff(starts[order])[np.diff(queue[order]) == 0]
    for at in np.flatnonzero((np.diff(starts[order]) == 0) & (np.diff(queue[order]) == 0)):
        both = sorted(int(lines[order[at + more]]) for more in (0, 1))
        problems.add(
            f"{_as_date(int(starts[order[at]]))} is in {problems.place(*both)} — keep one, or name "
            f"the queues: {option('columns', {'queue': 'HEADING'})}",
            both[1],
        )
    problems.check()
    on_first = all(_as_date(int(day)).day == 1 for day in starts)
    if on_first and (months or (steps.size > 0 and steps.min() >= 28)):
        return starts, np.array([_month_end(int(day)) for day in starts], dtype=np.int64), "month"
    if months:
        problems.stop("has months and days: write all rows as months such as 2026-01, or as days")
    if steps.size > 1 and (steps % _WEEK == 0).all() and steps.min() == _WEEK:
        return starts, starts + _WEEK - 1, "week"
    return starts, starts, "day"


def _month_end(first: int) -> int:
    """The last day of the month of a first day."""
    day = _as_date(first)
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - _EPOCH).days - 1
