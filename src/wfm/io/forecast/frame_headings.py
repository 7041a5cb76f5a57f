"""The headings of tables in memory: of several levels, and those that programs made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wfm.io.forecast.frame_columns import cell_text
from wfm.io.forecast.headings import count_known

__all__ = ["heading_text", "pandas_headings", "without_made"]

# What pandas and polars call a column without a heading, and pandas a blank upper heading.
_MADE_NAME = re.compile(r"Unnamed: \d+|_duplicated_\d+")
_MADE_LEVEL = re.compile(r"Unnamed: \d+_level_\d+")


def heading_text(label: object) -> str:
    """The heading of a column; of several levels, their texts."""
    if isinstance(label, tuple):
        return " ".join(filter(None, map(cell_text, label)))
    return cell_text(label)


def pandas_headings(labels: Iterable[object]) -> list[str]:
    """The headings of the columns; an upper one is also that of the blank cells to its right.

    >>> pandas_headings([("Sales", "Calls"), ("Unnamed: 1_level_0", "AHT")])
    ['Sales Calls', 'Sales AHT']
    """
    found, above = list[str](), list[str]()
    for label in labels:
        if not isinstance(label, tuple):
            found.append(heading_text(label))
            continue
        own = ["" if _MADE_LEVEL.fullmatch(text) else text for text in map(cell_text, label)]
        if own[-1]:
            earlier = above or [""] * len(own)
            above = [text or before for text, before in zip(own[:-1], earlier, strict=False)]
        found.append(" ".join(filter(None, [*above, own[-1]] if own[-1] else own)))
    return found


def without_made(columns: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The headings; blank where a program named a blank cell above a second row of headings.

    `columns` are each heading and the text of its first cell.

    >>> without_made([("Unnamed: 0", "Time"), ("Sales", "Calls")])
    ('', 'Sales')
    """
    names = tuple(name for name, _ in columns)
    if count_known([cell for _, cell in columns]) < 2:
        return names
    return tuple("" if _MADE_NAME.fullmatch(name) else name for name in names)
