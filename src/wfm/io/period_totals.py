"""Volumes of whole days, weeks or months, which are no intervals yet.

::

    month,calls,aht            date,queue,calls
    2026-01,41200,4m10s        2026-01-05,sales,812
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.input_limits import MAX_QUEUES
from wfm.io.forecast.calendar_words import month_number
from wfm.io.forecast.column_labels import is_total
from wfm.io.forecast.dates import ParsedDate, parse_date
from wfm.io.forecast.heading_words import meanings, normalise
from wfm.io.forecast.numbers import Separators, parse_number, parse_numbers
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
     "weekcommencing", "wocheab", "wochevom", "kw", "kalenderwoche", "semaine", "semainedu",
     "semana", "settimana")
)  # fmt: skip
_WEEK_ENDS = frozenset({"weekending", "weekended", "wochebis"})
# ISO 8601, and the German calendar week, which is the same; other countries count others.
_NUMBERED_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})|KW\s*(\d{1,2})[\s/.-]+(\d{4})", re.IGNORECASE)
_PLAIN = re.compile(r"[\d.,'\s]+")  # a number without a unit
_SECONDS = {"min": 60.0, "h": 3600.0, "ms": 0.001}
# What this table has no option for.
_FORMAT = re.compile(r",? or use (?:--date-format|date_format=).*$")
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

    Months are written ``2026-01``, ``Jan 2026`` or as their first day; weeks as their first day
    (their last under a heading such as "Week ending"), ``2026-W10`` or ``KW 10/2026``.

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
    body = _without_totals(rows[1:], places["start"], notes)
    cells = {
        part: [row[place].strip() if place < len(row) else "" for row, _ in body]
        for part, place in places.items()
    }
    lines = [line for _, line in body]
    separators = Separators(options, delimiter, notes)
    plain = [text for text in cells.get("aht", ()) if _PLAIN.fullmatch(text)]
    separators.infer([*cells["volume"], *plain])
    volume = parse_numbers(
        cells["volume"], lines, separators, problems, column=header[places["volume"]],
        what="contacts", highest=_LARGEST,
    )  # fmt: skip
    default = float("nan") if options.aht is None else options.aht
    aht = np.full(len(lines), default)
    if "aht" in cells:
        heading = header[places["aht"]]
        aht = _handle_times(cells["aht"], lines, heading, separators, problems, default)
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
    heading = normalise(header[places["start"]])
    if heading in _WEEK_ENDS and not any(map(_week, cells["start"])):
        starts = starts - (_WEEK - 1)
    first, last, kind = _periods(
        starts[keep], queue[keep], np.array(lines)[keep], problems,
        months=whole_months or heading in _MONTH_HEADINGS,
        weeks=heading in _WEEK_HEADINGS | _WEEK_ENDS,
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
            known = _MONTH_HEADINGS | _WEEK_HEADINGS | _WEEK_ENDS
            candidates = [((0,), i) for i, name in enumerate(header) if normalise(name) in known]
        if candidates:
            found[part] = min(candidates)[1]
    for part, words in (("start", "the day, week or month"), ("volume", "the volume")):
        if part not in found:
            heading = option("columns", {part: "HEADING"})
            problems.add(
                f"no column for {words}: {problems.headings_text()} — say which it is: {heading}",
                line,
            )
    problems.check()
    return found


def _without_totals(
    rows: Sequence[tuple[list[str], int]], start: int, notes: list[str]
) -> list[tuple[list[str], int]]:
    """The rows without those of totals, by the word in the place of their day."""
    totals = [(row[start].strip(), line) for row, line in rows
              if start < len(row) and is_total(row[start])]  # fmt: skip
    if totals:
        listed = ", ".join(f"line {line} ({label})" for label, line in totals[:3])
        notes.append(f"left out as totals: {listed}{', …' if len(totals) > 3 else ''}")
    left_out = {line for _, line in totals}
    return [(row, line) for row, line in rows if line not in left_out]


def _handle_times(
    texts: Sequence[str], lines: Sequence[int], heading: str, separators: Separators,
    problems: Problems, default: float,
) -> FloatArray:  # fmt: skip
    """The AHT of each period in seconds: a number in the unit of its heading, or 4m10s."""
    unit = meanings(heading)["aht"].unit if "aht" in meanings(heading) else ""
    found = np.full(len(texts), default)
    for row, (text, line) in enumerate(zip(texts, lines, strict=True)):
        if not text:
            continue
        try:
            if _PLAIN.fullmatch(text):
                number = parse_number(text, separators, what="seconds")
                found[row] = handle_time(_SECONDS.get(unit, 1.0) * number, "aht")
            else:
                found[row] = handle_time(text, "aht")
        except (UnreadableError, ValueError) as error:
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
        month, week = _month(plain), _week(plain)
        months += month is not None
        known_day = month if month is not None else week
        try:
            if week is None and _NUMBERED_WEEK.fullmatch(plain):
                raise UnreadableError(f"the year has no week '{plain}' — correct it")
            days.append(ParsedDate(known_day, known_day) if known_day is not None else
                        parse_date(plain, options.dayfirst))  # fmt: skip
        except UnreadableError as error:
            problems.add(_FORMAT.sub(", or 2026-01 for a month", str(error)), line, heading)
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


def _week(text: str) -> int | None:
    """The Monday of a week such as 2026-W10 or KW 10/2026; None for another text."""
    match = _NUMBERED_WEEK.fullmatch(text)
    if match is None:
        return None
    year, week = (match[1], match[2]) if match[1] else (match[4], match[3])
    try:
        return (date.fromisocalendar(int(year), int(week), 1) - _EPOCH).days
    except ValueError:  # no such week
        return None


def _periods(
    starts: NDArray[np.int64],
    queue: NDArray[np.int64],
    lines: NDArray[np.int64],
    problems: Problems,
    *,
    months: bool,
    weeks: bool,
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
    apart = bool((steps % _WEEK == 0).all())  # a row alone is a week by its heading only
    if weeks and not apart:
        problems.stop("has weeks that are not whole weeks apart: write the first day of each week")
    if weeks or (apart and steps.size and steps.min() == _WEEK):
        return starts, starts + _WEEK - 1, "week"
    on_first = all(_as_date(int(day)).day == 1 for day in starts)
    if on_first and (months or (steps.size > 0 and steps.min() >= 28)):
        return starts, np.array([_month_end(int(day)) for day in starts], dtype=np.int64), "month"
    if months:
        problems.stop("has months and days: write all rows as months such as 2026-01, or as days")
    return starts, starts, "day"


def _month_end(first: int) -> int:
    """The last day of the month of a first day."""
    day = _as_date(first)
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - _EPOCH).days - 1
