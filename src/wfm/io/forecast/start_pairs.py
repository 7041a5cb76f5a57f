"""A start that the caller names as two columns, ``--map start=Day+Time``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from wfm.io.forecast.clock_times import is_time_of_day
from wfm.io.forecast.named_columns import NamedColumn
from wfm.io.forecast.read_options import ReadOptions
from wfm.option_text import set_option

__all__ = ["start_pair"]


def start_pair(
    named: Mapping[str, NamedColumn],
    header: Sequence[str],
    first: Sequence[str],
    options: ReadOptions,
    stop: Callable[[str], NoReturn],
) -> tuple[int, int]:
    """The columns of the date and of the time of day, in either order.

    Parameters
    ----------
    named : mapping of str to NamedColumn
        The columns that the caller names; "start" has several.
    header, first : sequence of str
        The headings and the first row of data, which shows which column has the times.
    options : ReadOptions
        With the text of the caller.
    stop : callable
        Reports a problem of the headings.
    """
    columns = named["start"].columns
    beside = named.keys() & {"date", "time"}
    if len(columns) > 2 or beside:
        names = " and ".join(f"'{header[i]}'" for i in columns)
        more = f" beside a {min(beside)}" if beside else ""
        said = set_option("columns", {"start": options.columns.get("start", "")})
        stop(f"{said} must be one column, or a date and a time of day: got {names}{more}")
    before, after = columns
    cells = [first[i].strip() if i < len(first) else "" for i in columns]
    is_swapped = is_time_of_day(cells[0]) and not is_time_of_day(cells[1])
    return (after, before) if is_swapped else (before, after)
