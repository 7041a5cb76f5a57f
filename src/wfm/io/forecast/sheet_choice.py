"""Which sheets of a workbook are read: the one with the table, or those of several months."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from wfm.io.forecast.calendar_words import month_number
from wfm.io.forecast.dates import date_of_text
from wfm.io.forecast.table_header import find_header, heading_score
from wfm.option_text import option

__all__ = ["SheetChoice", "choose_sheets"]

_SHOWN = 6  # sheets that a note names
_PERIOD = re.compile(
    r"(?i)\s*(?:(?P<month>[^\W\d_]{3,})\.?[\s_'-]*(?:\d{2}|\d{4})?|\d{4}[\s_.-]?\d{1,2}"
    r"|\d{1,2}[\s_.-]\d{4}|(?:kw|week|wk|w|semaine|semana|settimana)[\s_.-]*\d{1,2}"
    r"(?:[\s_./-]*\d{2,4})?|\d{4}[\s_.-]?w\d{1,2})\s*"
)


class SheetChoice(NamedTuple):
    """The sheets to read, in order, and what to say of them; `problem` if it cannot be decided."""

    names: tuple[str, ...]
    note: str
    problem: str = ""


def choose_sheets(
    sheets: Iterable[tuple[str, Sequence[Sequence[str]]]], mapped: Mapping[str, str]
) -> SheetChoice:
    """The sheet with a table, or the sheets of several months or weeks with the same headings.

    Parameters
    ----------
    sheets : iterable of (str, rows)
        Name and first rows of each sheet of the workbook.
    mapped : mapping of str to str
        The headings that the caller names, by quantity.

    Examples
    --------
    >>> table = [["start", "calls"], ["2026-03-02 08:00", "5"]]
    >>> choose_sheets([("Notes", [["Read me"]]), ("Data", table)], {}).names
    ('Data',)
    """
    names: list[str] = []
    tables: dict[str, tuple[str, ...]] = {}
    for name, rows in sheets:
        names.append(name)
        filled = [row for row in rows if any(cell.strip() for cell in row)]
        if not filled:
            continue
        header, end = find_header(filled, range(len(filled)), mapped)
        best = max(heading_score(row, mapped) for row in (header.names, header.tops))
        if best >= 2 and end < len(filled):
            tables[name] = tuple(cell.casefold() for cell in header.names)
    periods = [name for name in tables if _is_period(name)]
    if len(periods) > 1 and len({tables[name] for name in periods}) == 1:
        return SheetChoice(tuple(periods), _together(names, periods))
    if len(periods) > 1:
        return SheetChoice(tuple(periods), "", _apart(periods, "different headings"))
    first = next(iter(tables), names[0])
    days = [name for name in tables if _other_days(tables[name], tables[first])]
    if days:
        return SheetChoice((first,), "", _apart([first, *days], "other days as columns"))
    return SheetChoice((first,), _note(names, tables, first))


def _is_period(name: str) -> bool:
    """Whether the name of a sheet is a month or a week."""
    match = _PERIOD.fullmatch(name)
    if match is None:
        return False
    return not match["month"] or month_number(match["month"]) is not None


def _other_days(names: Sequence[str], first: Sequence[str]) -> bool:
    """Whether the headings of a sheet differ from those of the first only in their dates."""
    own, others = (
        ([name for name in row if date_of_text(name)], [n for n in row if not date_of_text(n)])
        for row in (names, first)
    )
    return bool(own[0]) and bool(others[0]) and own[0] != others[0] and own[1] == others[1]


def _apart(names: Sequence[str], how: str) -> str:
    """The problem of sheets that belong together but cannot be read together."""
    return (
        f"has {len(names)} sheets of a forecast with {how}: {_listed(names)} "
        f"— use {option('sheet', names[0])} to plan one sheet at a time, or give all the same "
        "headings, one row per interval"
    )


def _together(names: Sequence[str], read: Sequence[str]) -> str:
    """The note of several sheets."""
    others = [name for name in names if name not in read]
    more = f"; not read: {_listed(others)}" if others else ""
    return (
        f"read {len(read)} sheets with the same headings together: {_listed(read)}{more}; "
        f"{option('sheet')} selects one"
    )


def _note(names: Sequence[str], tables: Mapping[str, Sequence[str]], read: str) -> str:
    """The note of one sheet of several."""
    if len(names) == 1:
        return ""
    others = [name for name in names if name != read]
    also = [name for name in others if name in tables]
    which = f"the first of {len(names)}" if read == names[0] else f"one of {len(names)}"
    if tables and not also:
        which = f"the only one of {len(names)} with a table"
    table = f" ({_listed(also)} with a table too)" if also else ""
    same = [name for name in also if tables[name] == tables[read]]
    if same:
        s, each = ("s", "each alone ") if len(same) > 1 else ("", "")
        return (
            f"read the sheet '{read}', {which}; not read: {_listed(others)}. The sheet{s} "
            f"{_listed(same)} {'have' if s else 'has'} the same headings: plan {each or 'it '}with "
            f"{option('sheet', same[0])}, or write the rows of all in one sheet with a column "
            "'queue'"
        )
    return (
        f"read the sheet '{read}', {which}; not read: {_listed(others)}{table}; "
        f"{option('sheet')} selects another"
    )


def _listed(names: Sequence[str]) -> str:
    """The first names in quotes."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(f"'{name}'" for name in names[:_SHOWN]) + more
