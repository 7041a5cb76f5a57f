"""The columns that the caller names: ``--map volume=Anrufe``, and those of a layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from wfm.errors import InputError
from wfm.io.forecast.heading_words import meanings, normalise
from wfm.io.forecast.layouts import layout_named
from wfm.io.forecast.read_options import (
    INPUT_QUANTITIES,
    PLAN_QUANTITIES,
    QUANTITIES,
    ReadOptions,
    nearest,
)
from wfm.option_text import option, set_option

__all__ = ["NamedColumn", "columns_of_text", "named_columns", "named_inputs"]

# quantity=heading up to the end or to the next quantity: a heading may have commas itself
_ITEM = re.compile(r'\s*([^=,"]+?)\s*=\s*("(?:[^"]|"")*"|.*?)\s*(?:,(?=[^=,"]+=)|$)', re.DOTALL)


class NamedColumn(NamedTuple):
    """The columns of one quantity, added up, and the column of the contacts to divide by."""

    columns: tuple[int, ...]
    per: int | None = None


def columns_of_text(texts: Iterable[str]) -> dict[str, str]:
    """The mapping of ``--map``, which may be repeated.

    A text is ``quantity=heading`` or several of them with commas between. A heading needs double
    quotes only if it has a comma before a word and ``=``, or quotes itself, which are doubled.

    Parameters
    ----------
    texts : iterable of str
        Such as ``["start=Half Hour,volume=Calls, offered", "aht=Avg Time"]``.

    Returns
    -------
    dict of str to str
        The heading of each quantity, as for `ReadOptions.columns`.

    Raises
    ------
    InputError
        For a text of another form, or a quantity with two headings.

    Examples
    --------
    >>> columns_of_text(["start=Half Hour,volume=Calls, offered", 'aht="Time, net"'])
    {'start': 'Half Hour', 'volume': 'Calls, offered', 'aht': 'Time, net'}
    """
    columns: dict[str, str] = {}
    for text in texts:
        end = 0
        while end < len(text) or not text:
            item = _ITEM.match(text, end)
            if item is None:
                raise InputError(
                    f"{option('columns')} must be quantity=heading: got {text!r}; "
                    f"write {option('columns', {'volume': text.strip() or 'Calls'})}.",
                    name="columns",
                    value=text,
                )
            name, heading = item.groups()
            if name in columns:
                raise InputError(
                    f"{option('columns')} names two headings for {name}: {columns[name]!r} and "
                    f"{heading!r}; keep one of them, or add them up with +.",
                    name="columns",
                    value=text,
                )
            quoted = len(heading) > 1 and heading[0] == heading[-1] == '"'
            columns[name] = heading[1:-1].replace('""', '"') if quoted else heading
            end = item.end()
    return columns


def named_columns(
    header: Sequence[str],
    options: ReadOptions,
    source: str,
    quantities: Sequence[str] = QUANTITIES,
    others: Sequence[str] = INPUT_QUANTITIES,
    headings: Sequence[str] = (),
) -> dict[str, NamedColumn]:
    """The columns that the options name, by quantity; those of a layout only if the file has them.

    Parameters
    ----------
    header : sequence of str
        The headings of the file.
    options : ReadOptions
        `columns` and `layout` are used.
    source : str
        Name of the file, for the error.
    quantities : sequence of str
        What a column can be.
    others : sequence of str
        What other columns can be, which are looked up elsewhere.
    headings : sequence of str
        The headings that the error lists, where `header` has others than the file.

    Returns
    -------
    dict of str to NamedColumn
        An entry without columns for a quantity that must not be read.

    Raises
    ------
    InputError
        For a quantity or a heading that does not exist; it names those that do.
    """
    found = _of_layout(header, options.layout) if options.layout else {}
    # the agents of a plan are found by its own columns, before those of a forecast
    of_plan = PLAN_QUANTITIES if options.requirement else ()
    own = {
        name: _of_heading(header, name, heading, (source, headings or header))
        for name, heading in options.columns.items()
        if _checked_quantity(name, (*quantities, *of_plan, *others)) in quantities
    }
    _refuse_shared(header, own, options)
    taken = {index for column in own.values() for index in column.columns}
    found = {name: one for name, one in found.items() if not taken & set(one.columns)}
    if own.keys() & {"start", "date", "time"}:
        found = {name: one for name, one in found.items() if name not in ("start", "date", "time")}
    if own.keys() & {"aht", "total_handle_time"}:
        found = {k: one for k, one in found.items() if k not in ("aht", "total_handle_time")}
    return found | own


def named_inputs(
    header: Sequence[str], options: ReadOptions, source: str, headings: Sequence[str] = ()
) -> dict[str, int | None]:
    """The columns that the options name for targets and other inputs; None: it is not read.

    Raises
    ------
    InputError
        As `named_columns`, and for columns that are added up.
    """
    if not options.columns.keys() & set(INPUT_QUANTITIES):
        return {}
    known = (*QUANTITIES, *INPUT_QUANTITIES)
    named = named_columns(header, options, source, known, headings=headings)
    inputs = {name: named[name].columns for name in INPUT_QUANTITIES if name in named}
    for name, columns in inputs.items():
        if len(columns) > 1:
            heading = options.columns[name]
            raise InputError(
                f"{set_option('columns', {name: heading})}: {name} is one column, not a sum of "
                "several.",
                name="columns",
                value=heading,
            )
    return {name: columns[0] if columns else None for name, columns in inputs.items()}


def _refuse_shared(
    header: Sequence[str], own: Mapping[str, NamedColumn], options: ReadOptions
) -> None:
    """One column cannot have two quantities."""
    seen: dict[int, str] = {}
    for name, column in own.items():
        for index in column.columns:
            if index in seen:
                both = {key: options.columns[key] for key in (seen[index], name)}
                raise InputError(
                    f"{set_option('columns', both)} reads {seen[index]} and {name} "
                    f"from the same column '{header[index]}'; name another heading for one.",
                    name="columns",
                    value=header[index],
                )
            seen[index] = name


def _checked_quantity(name: str, quantities: Sequence[str]) -> str:
    """A name that is a quantity; the error names the one that is meant, or all."""
    if name in quantities:
        return name
    meant = next(iter(meanings(name)), "")
    meant = f"target_{name}" if f"target_{name}" in quantities else meant
    hint = f"; did you mean {meant}?" if meant in quantities else nearest(name, list(quantities))
    known = f"; the quantities are {', '.join(quantities)}."
    raise InputError(
        f"unknown quantity {name!r} in {set_option('columns')}{hint or known}",
        name="columns",
        value=name,
    )


def _of_heading(
    header: Sequence[str], name: str, heading: str, file: tuple[str, Sequence[str]]
) -> NamedColumn:
    """The column of a heading, or of several with + between; `file` has a name and headings."""
    whole = _index(header, heading)
    if whole is not None or not heading.strip():
        return NamedColumn(() if whole is None else (whole,))
    columns = []
    for part in heading.split("+"):
        index = _index(header, part)
        if index is None:
            missing = _missing(header, part.strip(), *file)
            raise InputError(
                f"{set_option('columns', {name: heading})}: {missing}",
                name="columns",
                value=heading,
            )
        columns.append(index)
    return NamedColumn(tuple(columns))


def _missing(header: Sequence[str], heading: str, source: str, headings: Sequence[str]) -> str:
    """Why a heading names no column of the file, and those that it has."""
    numbers = [f"#{i + 1}" for i, name in enumerate(header) if name == heading]
    if numbers:
        return f"{source} has several columns {heading!r}; write {' or '.join(numbers)}."
    if _index(headings, heading) is not None:
        return f"another option reads the column {heading!r}; one column has one quantity."
    names = [name for name in headings if name]
    more = ", …" if len(names) > 20 else ""
    hint = nearest(heading, names) or "."
    listed = f"The headings are {', '.join(names[:20])}{more}."
    return f"{source} has no column {heading!r}{hint} {listed}"


def _index(header: Sequence[str], heading: str) -> int | None:
    """The column of a heading as it is, of a similar heading, or of a number such as #3."""
    text = heading.strip()
    if not text:
        return None
    similar = [normalise(name) for name in header]
    for known, wanted in ((list(header), text), (similar, normalise(text))):
        if wanted and known.count(wanted) == 1:
            return known.index(wanted)
    number = re.fullmatch(r"#(\d+)", text)
    return int(number[1]) - 1 if number and 0 < int(number[1]) <= len(header) else None


def _of_layout(header: Sequence[str], name: str) -> dict[str, NamedColumn]:
    """The columns of a layout that the file has."""
    layout, found = layout_named(name), dict[str, NamedColumn]()
    for total in layout.sums:
        first, *others = (_index(header, heading) for heading in total.columns)
        per = _index(header, total.per)
        if first is not None and (per is not None or not total.per):
            more = tuple(index for index in others if index is not None)
            found[total.quantity] = NamedColumn((first, *more), per)
    for heading, quantity in layout.columns.items():
        index = _index(header, heading)
        if index is not None:
            found.setdefault(quantity, NamedColumn((index,)))
    return found
