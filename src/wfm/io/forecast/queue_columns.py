"""The columns of a wide table that are queues: by their measures, an option, or a total."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wfm.io.forecast.calendar_words import month_number
from wfm.io.forecast.column_labels import TOTAL_WORDS, Heading, cell_kind, split_heading
from wfm.io.forecast.headings import roles_of
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.table_header import TableHeader
from wfm.option_text import option

__all__ = ["column_cells", "has_volume", "queue_columns"]


# A week, or a date without a year: W10, KW 10, 02.03., 3/2, 2-Mar, Mon 02.03.
_PERIOD = re.compile(
    r"(?i)(?:kw|week|wk|w|semaine|semana|settimana)[ .-]*\d{1,2}"
    r"|(?:[^\W\d_]{2,}\.?,? )?\d{1,2}(?:[./-]\d{1,2}\.?|[ .-]*[^\W\d_]{3,}\.?)"
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
        measured = _of_each_queue(header, columns)
    names = {one.rest for one in measured.values()}
    if len(names) > 1 and all(one.is_queue for one in measured.values()):
        return measured
    if any(one.measure == "volume" for one in columns) or "volume" in options.columns:
        return {}
    numbers = _number_columns(header, columns, sample)
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
    elif len(asked) > 1 and all(numbers[i].is_queue for i in asked) and _has_start(sample):
        lacks_aht = options.aht is None and not any(one.measure == "aht" for one in columns)
        if options.requirement:
            _ask_for_queues(header, asked, problems, "agents")
        lacks_aht &= not options.aht_may_lack
        _ask_for_queues(header, asked, problems, "volume", lacks_aht=lacks_aht)
    return {}


def _of_each_queue(header: TableHeader, columns: Sequence[Heading]) -> dict[int, Heading]:
    """The columns of several volumes such as "Chat Calls" and "Voice Calls", split; else none."""
    plain = [i for i, one in enumerate(columns) if one.measure and not one.kind and not one.rest]
    if header.tops or sum(one.measure == "volume" for one in columns) < 2:
        return {}
    split = {i: part for i in plain if (part := split_heading(header.names[i]))}
    also = {i: one for i, one in enumerate(columns) if one.measure and one.rest}
    return split | also if len(split) == len(plain) else {}


def _has_start(sample: Sequence[Sequence[str]]) -> bool:
    """Whether a column has dates with times, or times."""
    width = max(map(len, sample), default=0)
    return any(cell_kind(column_cells(sample, i)) in ("start", "time") for i in range(width))


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
        try:
            right = [
                abs(float(row[at]) - sum(float(row[i] or 0) for i in others)) < 0.05 * len(others)
                for row in sample
            ]
        except (ValueError, IndexError):
            continue
        if len(others) > 1 and right and all(right):
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
