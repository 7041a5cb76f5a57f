"""A column of times of day whose heading is not known, found by its cells."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import gcd

from wfm.io.forecast.clock_times import parse_time, time_forms
from wfm.io.forecast.column_labels import cell_kind
from wfm.io.forecast.heading_words import normalise
from wfm.io.forecast.headings import ColumnMap, roles_of
from wfm.io.forecast.problems import Problems, UnreadableError

__all__ = ["clock_by_cells", "refuse_minutes_beside"]

# Intervals start at whole 5 minutes; durations such as 3:05 of handling do not.
_GRID = 300
_MINUTES = frozenset(
    "minute minutes minuten minuto minutos minuti minuut startminute".split()  # noqa: SIM905 - a table
)


def clock_by_cells(
    columns: ColumnMap, sample: Sequence[Sequence[str]], notes: list[str]
) -> ColumnMap:
    """The columns with the one of times of day, if the dates have none and one column has them.

    Parameters
    ----------
    columns : ColumnMap
        Of the headings.
    sample : sequence of rows
        The first rows below the headings.
    notes : list of str
        Receives a note of the column that is read.
    """
    width = len(columns.header)
    rows = [row for row in sample if len(row) == width]
    if columns.clock is not None or cell_kind(row[columns.start] for row in rows) != "date":
        return columns
    times = [
        i
        for i, name in enumerate(columns.header)
        if i not in columns.used()
        and not roles_of(name) - {"time", "start"}
        and _are_starts([row[i] for row in rows])
    ]
    if len(times) != 1:
        return columns
    name = columns.header[times[0]]
    notes.append(f"times of day are in the column '{name}', the only one with times of day")
    return columns._replace(clock=times[0])


def refuse_minutes_beside(
    columns: ColumnMap, sample: Sequence[Sequence[str]], line: int, problems: Problems
) -> None:
    """Refuse bare hours whose minutes are in a column beside them, which would be lost.

    Parameters
    ----------
    columns : ColumnMap
        Which column has the hours.
    sample : sequence of rows
        The first rows below the headings.
    line : int
        The line of the headings.
    problems : Problems
        Receives the problem.
    """
    hour = columns.start if columns.clock is None else columns.clock
    rows = [row for row in sample if len(row) == len(columns.header)]
    if not _whole_below([row[hour] for row in rows], 25):
        return
    for i, name in enumerate(columns.header):
        cells = [row[i].strip() for row in rows]
        if normalise(name) not in _MINUTES or i in columns.used() or not _whole_below(cells, 60):
            continue
        if any(int(cell) for cell in cells if cell):
            problems.stop(
                f"the time of day is in two columns, '{columns.name(hour)}' and '{name}' "
                "— write it in one column, such as 08:30",
                line,
            )


def _whole_below(cells: Sequence[str], limit: int) -> bool:
    """Whether cells are whole numbers below a limit; empty ones do not count."""
    texts = [cell.strip() for cell in cells if cell.strip()]
    return bool(texts) and all(
        text.isdecimal() and len(text) <= 2 and int(text) < limit for text in texts
    )


def _are_starts(cells: Sequence[str]) -> bool:
    """Whether all cells are times of day, at least two of them different, on a grid of 5 min."""
    if cell_kind(cells) != "time":
        return False
    texts = [cell.strip() for cell in cells if cell.strip()]
    forms = time_forms(texts, separate=True)
    seconds = set()
    for text in texts:
        try:
            seconds.add(parse_time(text, separate=True, forms=forms).second)
        except UnreadableError:
            continue
    ordered = sorted(seconds)
    steps = [later - earlier for earlier, later in pairwise(ordered)]
    return len(ordered) > 1 and gcd(*steps) % _GRID == 0
