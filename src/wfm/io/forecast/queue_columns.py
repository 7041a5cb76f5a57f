"""The columns of a wide table that are queues: by their measures, an option, or a total."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wfm.io.forecast.calendar_words import month_number
from wfm.io.forecast.column_labels import (
    TOTAL_WORDS,
    Heading,
    cell_kind,
    is_total,
    split_heading,
)
from wfm.io.forecast.heading_words import Sense, is_figure, meanings
from wfm.io.forecast.headings import roles_of
from wfm.io.forecast.log_words import has_moments, log_problem, looks_like_log
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.table_header import TableHeader
from wfm.option_text import option

__all__ = ["column_cells", "has_volume", "is_sum", "queue_columns", "rank_of"]


# A week, or a date without a year: W10, KW 10, 02.03., 3/2, 2-Mar, Mon 02.03.
_PERIOD = re.compile(
    r"(?i)(?:kw|week|wk|w|semaine|semana|settimana)[ .-]*\d{1,2}"
    r"|(?:[^\W\d_]{2,}\.?,? )?\d{1,2}(?:[./-]\d{1,2}\.?|[ .-]*[^\W\d_]{3,}\.?)"
)
# Contacts by their waits or lengths: <20s, 0-20 s, 21 bis 40, > 5 min
_WAITS = re.compile(
    r"(?i)[<>\u2264\u2265]|\d\s*(-|\u2013|to|bis|a|à)\s*\d|\d\s*(s|secs?|sek|seconds|mins?|minutes)\b"
)


def has_volume(columns: Iterable[Heading]) -> bool:
    """Whether a column is the volume without a day, a time or a queue."""
    return any(one.measure == "volume" and not one.kind and not one.rest for one in columns)


def queue_columns(
    header: TableHeader,
    columns: Sequence[Heading],
    sample: Sequence[Sequence[str]],
    options: ReadOptions,
    problems: Problems,
) -> dict[int, Heading]:
    """The columns whose headings are queues with a measure, or queues that the options name."""
    measured = {i: one for i, one in enumerate(columns) if one.measure and one.rest}
    if has_volume(columns):
        measured = _of_each_queue(header, columns, sample)
    elif not header.tops:
        measured = _with_known_names(header, columns, measured)
    if queues := _with_total(measured):
        return queues
    numbers = _number_columns(header, columns, sample)
    if any(one.measure == "volume" for one in columns) or "volume" in options.columns:
        return _before_total(header, columns, numbers, sample, options)
    wanted = {i: one for i, one in numbers.items() if header.names[i] in options.queues}
    total = _proven_total(numbers, header, sample)
    if wanted or total is not None:
        chosen = wanted or {i: one for i, one in numbers.items() if i != total}
        return {i: Heading(measure="volume", rest=header.names[i]) for i in chosen}
    asked = [i for i, one in numbers.items() if not TOTAL_WORDS.fullmatch(one.rest)]
    periods = [numbers[i].rest for i in asked if _PERIOD.fullmatch(numbers[i].rest)]
    months = [numbers[i].rest for i in asked if month_number(numbers[i].rest)]
    if len(asked) > 1 and len(periods) + len(months) == len(asked):
        shown = ", ".join(f"'{header.names[i]}'" for i in asked[:6])
        problems.stop(  # without dates, other problems of the headings would be wrong
            f"the columns {shown} are months, weeks, or dates without a year, but agents are "
            "planned for dates — write the whole date above each column, such as 2026-03-02",
            header.line,
        )
    elif len(asked) > 1 and all(numbers[i].is_queue for i in asked) and _start_columns(sample):
        moments = any(has_moments(column_cells(sample, i)) for i in _start_columns(sample))
        if looks_like_log(header.names) or moments:
            problems.stop(log_problem(problems.headings_text(header.names)), header.line)
        lacks_aht = options.aht is None and not any(one.measure == "aht" for one in columns)
        if options.requirement:
            _ask_for_queues(header, asked, problems, "agents")
        lacks_aht &= not options.aht_may_lack
        _ask_for_queues(header, asked, problems, "volume", lacks_aht=lacks_aht)
    return {}


def _of_each_queue(
    header: TableHeader, columns: Sequence[Heading], sample: Sequence[Sequence[str]]
) -> dict[int, Heading]:
    """The columns of several volumes such as "Chat Calls" and "Voice Calls", split; else none.

    An AHT without a queue is that of all of them; a volume without one is not read if it is the
    sum of the others in every row.
    """
    plain = [i for i, one in enumerate(columns) if one.measure and not one.kind and not one.rest]
    if header.tops or sum(one.measure == "volume" for one in columns) < 2:
        return {}
    split = {i: part for i in plain if (part := split_heading(header.names[i]))}
    also = {i: one for i, one in enumerate(columns) if one.measure and one.rest}
    whole = [i for i in plain if i not in split]
    if len(_ranks(split)) > 1:
        return {}  # "Contacts Offered" beside "Calls Handled"
    parts = dict(sorted((split | also).items()))
    volumes = [i for i, one in parts.items() if one.measure == "volume"]
    for i in (i for i in whole if columns[i].measure == "volume"):
        known = _ranks(parts) | {rank_of(columns[i])}
        if any(_WAITS.search(parts[at].rest) for at in volumes) or len(known) > 1:
            return {}
        if not is_sum(sample, i, volumes):
            return {}
    return parts


def _with_known_names(
    header: TableHeader, columns: Sequence[Heading], measured: dict[int, Heading]
) -> dict[int, Heading]:
    """The columns and those that begin with the name of their queue: "Service AHT"."""
    names = {one.rest for one in measured.values()}
    parts = {
        i: part
        for i, one in enumerate(columns)
        if one.measure and not one.kind and not one.rest
        and (part := split_heading(header.names[i])) and part.rest in names
    }  # fmt: skip
    return dict(sorted((measured | parts).items()))


def _ranks(columns: dict[int, Heading]) -> set[tuple[int, ...]]:
    """The rank of the best volume of each queue: offered contacts before answered ones."""
    best: dict[str, tuple[int, ...]] = {}
    for one in columns.values():
        if one.measure == "volume" and not is_total(one.rest):
            best[one.rest] = min(rank_of(one), best.get(one.rest, (9,)))
    return set(best.values())


def _ranks_of(totals: dict[int, Heading]) -> set[tuple[int, ...]]:
    """The rank of the best volume of a total."""
    ranks = [rank_of(one) for one in totals.values() if one.measure == "volume"]
    return {min(ranks)} if ranks else set()


def rank_of(one: Heading) -> tuple[int, ...]:
    """The order in which columns of one quantity are preferred, the lowest first."""
    return meanings(one.said).get(one.measure or "volume", Sense()).rank


def _with_total(measured: dict[int, Heading]) -> dict[int, Heading]:
    """The columns of several queues and of their total; empty if the columns are no queues.

    A total is a queue here, which is left out where its volumes are sums (`total_queues`).
    """
    totals = {i: one for i, one in measured.items() if is_total(one.rest)}
    queues = {i: one for i, one in measured.items() if i not in totals}
    volumes = {one.rest for one in queues.values() if one.measure == "volume"}
    if len({one.rest for one in queues.values()}) < 2 or not all(
        one.is_queue for one in queues.values()
    ):
        return {}
    if all(is_figure(name) for name in volumes):
        return {}  # "Angebotene Anrufe" beside "Angenommene Anrufe"
    if totals and (any(map(_WAITS.search, volumes)) or len(_ranks(queues) | _ranks_of(totals)) > 1):
        return {}  # parts of the total: answered contacts, or contacts by their waits
    if all(one.measure == "volume" for one in queues.values()):
        totals = {i: one for i, one in totals.items() if one.measure == "volume"}
    return {i: one for i, one in measured.items() if i in queues or i in totals}


def _before_total(
    header: TableHeader,
    columns: Sequence[Heading],
    numbers: dict[int, Heading],
    sample: Sequence[Sequence[str]],
    options: ReadOptions,
) -> dict[int, Heading]:
    """The neighbouring columns of numbers whose sum is "Total calls" in every row, and that total.

    The options may name the queues; a volume that they name is the only one.
    """
    if "volume" in options.columns:
        return {}
    named = [i for i in numbers if header.names[i] in options.queues]
    if named and len(named) == len(options.queues):
        return {i: Heading(measure="volume", rest=header.names[i]) for i in named}
    volumes = [i for i, one in enumerate(columns) if one.measure == "volume"]
    if len(volumes) > 1 or not is_total(header.names[volumes[0]]):
        return {}
    places = [i for i in numbers if numbers[i].is_queue]
    runs = (places[a:b] for a in range(len(places)) for b in range(len(places), a + 1, -1))
    for run in runs:
        if is_sum(sample, volumes[0], run):
            chosen = [*run, volumes[0]]
            return {i: Heading(measure="volume", rest=header.names[i]) for i in chosen}
    return {}


def _start_columns(sample: Sequence[Sequence[str]]) -> list[int]:
    """The columns that have dates with times, or times."""
    width = max(map(len, sample), default=0)
    kinds = [cell_kind(column_cells(sample, i)) for i in range(width)]
    return [i for i, kind in enumerate(kinds) if kind in ("start", "time")]


def _number_columns(
    header: TableHeader, columns: Sequence[Heading], sample: Sequence[Sequence[str]]
) -> dict[int, Heading]:
    """The columns of numbers whose headings are not known."""
    return {
        i: one
        for i, one in enumerate(columns)
        if one.rest
        and not one.measure
        and not roles_of(header.names[i])
        and cell_kind(column_cells(sample, i)) == "number"
    }


def column_cells(sample: Sequence[Sequence[str]], at: int) -> list[str]:
    """The cells of one column."""
    return [row[at] for row in sample if at < len(row)]


def is_sum(sample: Sequence[Sequence[str]], at: int, others: Sequence[int]) -> bool:
    """Whether a column is the sum of two or more others in every row.

    >>> is_sum([["1,234", "2", "1,236"], ["5", "", "5"]], 2, [0, 1])
    True
    """
    try:
        right = [
            abs(_number(row[at]) - sum(_number(row[i]) for i in others)) < 0.05 * len(others)
            for row in sample
            if len(row) > at and row[at].strip()
        ]
    except (ValueError, IndexError):
        return False
    return len(others) > 1 and bool(right) and all(right)


def _number(text: str) -> float:
    """A number with a comma or a point, or with separators of thousands; 0 for an empty cell."""
    text = text.strip()
    if re.fullmatch(r"\d{1,3}([.,'\u2019 \u00a0]\d{3})+", text):
        return float(re.sub(r"\D", "", text))
    return float(text.replace(",", ".") or 0)


def _proven_total(
    numbers: Sequence[int] | dict[int, Heading],
    header: TableHeader,
    sample: Sequence[Sequence[str]],
) -> int | None:
    """The column of totals that is the sum of all other columns of numbers in every row."""
    for at in numbers:
        if not TOTAL_WORDS.fullmatch(header.names[at]):
            continue
        others = [i for i in numbers if i != at]
        if is_sum(sample, at, others):
            return at
    return None


def _ask_for_queues(
    header: TableHeader,
    columns: Sequence[int],
    problems: Problems,
    what: str,
    *,
    lacks_aht: bool = False,
) -> None:
    """Stop where unknown columns of numbers may be queues."""
    names = [header.names[i] for i in columns]
    shown = ", ".join(f"'{name}'" for name in names[:6])
    more = " …" if len(names) > 6 else ""
    wanted = {what: names[0]} | ({"aht": names[1]} if lacks_aht else {})
    problems.stop(
        f"no column for the {what}{' and AHT' * lacks_aht}: the columns {shown}{more} have numbers "
        f"— if each is the {what} of a queue, use {option('queues', tuple(names[:6]))}{more}"
        f"{' and ' + option('aht', '4m') if lacks_aht else ''}; else say which is what, such as "
        f"{option('columns', wanted)}",
        header.line,
    )
