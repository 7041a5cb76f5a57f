"""Headings that another program renamed because the file has them twice: ``Mon``, ``Mon.1``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wfm.io.forecast.column_labels import heading_of
from wfm.io.forecast.headings import roles_of
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions

__all__ = ["refuse_renamed"]

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
        problems.add(
            f"duplicate heading '{first}' (columns {list(header).index(first) + 1} and "
            f"{index + 1}), which a program renamed '{name}' — give one of the two columns another "
            "heading, or remove it",
            line,
        )


def _is_read(heading: str) -> bool:
    """Whether a heading means a quantity, or is the day, the time or the queue of a wide table."""
    parts = heading_of(heading)
    return bool(roles_of(heading) or parts.kind or parts.measure)
