"""Headings that another program renamed because the file has them twice: ``Mon``, ``Mon.1``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wfm.io.forecast.column_labels import heading_of
from wfm.io.forecast.headings import roles_of
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.table_header import TableHeader

__all__ = ["refuse_renamed", "with_own_tops"]

# pandas writes Mon.1, polars Mon_duplicated_0
_SUFFIX = re.compile(r"(?:\.|_duplicated_)\d+\Z")


def refuse_renamed(
    header: Sequence[str], line: int, options: ReadOptions, problems: Problems
) -> None:
    """Report columns that were one heading twice before a program renamed the second.

    Only headings that are read count; a heading that the options name is not a repeat.
    """
    named = {heading.strip() for heading in options.columns.values()}
    for index, name in enumerate(header):
        match = _SUFFIX.search(name.strip())
        first = name.strip()[: match.start()].strip() if match else ""
        if not re.search(r"\D", first) or first not in header:
            continue
        if {name.strip(), first} & named or not _is_read(first):
            continue
        _refuse(first, (list(header).index(first), index), name, line, problems)


def _refuse(
    heading: str, places: tuple[int, int], renamed: str, line: int, problems: Problems
) -> None:
    """Report a heading that two columns have."""
    first, second = places
    problems.add(
        f"duplicate heading '{heading}' (columns {first + 1} and {second + 1}), which a program "
        f"renamed '{renamed}' — give one of the two columns another heading, or remove it",
        line,
    )


def with_own_tops(header: TableHeader, problems: Problems, notes: list[str]) -> TableHeader:
    """Two rows of headings with the upper ones as they were before a program renamed repeats.

    ``Sales, Sales.1`` above ``Calls, AHT`` are the columns of one queue.

    Parameters
    ----------
    header : TableHeader
        Of one or two rows.
    problems : Problems
        Receives two columns that have both headings in common.
    notes : list of str
        Receives what was read in place of the headings.
    """
    pairs = list(zip(header.tops, header.names, strict=False))
    own, renamed = list(header.tops), []
    for place, (top, name) in enumerate(zip(header.tops, header.names, strict=False)):
        match = _SUFFIX.search(top)
        first = top[: match.start()].strip() if match else ""
        if not first or not name or first not in header.tops:
            continue
        if (first, name) in pairs:
            _refuse(f"{first} {name}", (pairs.index((first, name)), place), top, header.line,
                    problems)  # fmt: skip
        else:
            own[place] = first
            renamed.append(f"'{top}' above '{name}'")
    if not renamed:
        return header
    more = f" and {len(renamed) - 3} more" if len(renamed) > 3 else ""
    notes.append(
        f"{', '.join(renamed[:3])}{more} read as the heading without its number, which pandas adds "
        "to repeated headings; read_csv(…, header=[0, 1]) keeps both rows as they are"
    )
    return header._replace(tops=tuple(own))


def _is_read(heading: str) -> bool:
    """Whether a heading means a quantity, or is the day, the time or the queue of a wide table."""
    parts = heading_of(heading)
    return bool(roles_of(heading) or parts.kind or parts.measure)
