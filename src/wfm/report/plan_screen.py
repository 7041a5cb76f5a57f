"""A plan on one screen of a terminal: as wide as it is, with a strip of agents by hour.

What a pipe or a file gets is `wfm.report.plan_overview`; here the same rows have fewer or more
columns, as they fit, and each day has a sign per hour for its scheduled agents.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.planning.heatmap import CLOSED
from wfm.planning.hourly_peaks import HourlyPeaks, WorstInterval
from wfm.planning.records import PlanBasis
from wfm.planning.totals import Summary
from wfm.printable_text import printable_line
from wfm.report.plan_overview import (
    SCREEN,
    figure_cells_of,
    remark_lines,
    rows_of_others,
    shown_periods,
    shown_queues,
    title_of,
    unrounded_cells,
)
from wfm.report.text_table import Span, cut
from wfm.units import given_percent_text, percent_text

__all__ = ["Screen", "plan_screen"]

BLOCKS, DIGITS = "▁▂▃▄▅▆▇█", "12345678"
_LEVELS = 8
_FEWEST, _GAP = 2, 2
_TALL = 45  # rows of days of a long plan on a tall terminal
_WEEKS = 60  # rows of weeks or months
# The columns of `figure_cells_of` after the name, and in which order they are left out.
_COLUMNS = ("contacts", "agent", "paid", "FTE", "service", "ASA", "occupancy")
_UNITS = ("", "hours", "hours", "", "level %", "s", "%")
_LEFT_OUT = ("agent", "ASA", "occupancy", "paid", "contacts")
_SERVICE = "service"
_SHORTEST = 9  # characters of "Mon 1 Feb"
_MOST_NAME = 24


class Screen(NamedTuple):
    """A terminal: its columns and lines, and whether it has the signs of blocks."""

    width: int = 80
    height: int = 24
    has_blocks: bool = True


class _ScreenRow(NamedTuple):
    """A row of the table: its name, its cells, its agents by hour, and its service level."""

    name: str
    cells: tuple[str, ...]
    peaks: NDArray[np.int64] | None = None
    service_level: float = float("nan")


def plan_screen(
    basis: PlanBasis, summary: Summary, peaks: HourlyPeaks, screen: Screen, notes: int = 0
) -> list[list[Span]]:
    """A plan in the lines of a terminal, those of its notes included.

    Parameters
    ----------
    basis : PlanBasis
        Forecast and inputs of the plan.
    summary : Summary
        Its totals.
    peaks : HourlyPeaks
        Its agents by hour and its worst interval.
    screen : Screen
        The terminal.
    notes : int
        Lines of the notes that are on the screen beside it.
    """
    worst = () if peaks.worst is None else (_worst_text(peaks.worst),)
    below = remark_lines(basis, summary, screen.width, worst)
    is_rounded = not np.isnan(summary.total.agent_hours_unrounded)
    lines = max(screen.height - 1, SCREEN)
    space = max(lines - 4 - is_rounded - len(below) - notes, _FEWEST)
    rows = _rows(summary, peaks, space, lines > SCREEN, is_rounded)
    used = len(rows) + 3 + len(below) + notes  # with the title and two lines of headings
    blank: list[list[Span]] = [[]]
    after, above = (blank if lines - used > taken else [] for taken in range(2))
    common = basis.inputs.common_target
    target = common.service_level if common is not None else None
    title = title_of(basis, summary, screen.width)
    return [
        [Span(cut(title, screen.width), "title")],
        *above,
        *_table(rows, peaks, target, screen),
        *after,
        *(_remark(line, peaks.worst) for line in below),
    ]


def _rows(
    summary: Summary, peaks: HourlyPeaks, space: int, is_tall: bool, is_rounded: bool
) -> list[_ScreenRow]:
    """The rows of queues, periods and totals that fit."""
    queues = shown_queues(summary, min(7, space))
    most = _TALL if is_tall else 9
    periods = shown_periods(summary, min(space, most), min(space, _WEEKS if is_tall else 12))
    digits = 1 if summary.total.paid_hours < 1e4 else 0
    by_hour = peaks.by_hour()
    days = [datetimes.date_of(int(day)) for day in peaks.grid.days]

    def row(period: object, name: str, of_days: NDArray[np.int64] | None) -> _ScreenRow:
        cells = figure_cells_of(period, digits)  # type: ignore[arg-type]
        return _ScreenRow(name, cells[1:], of_days, period.service_level)  # type: ignore[attr-defined]

    rows = [row(queue, queue.label, None) for queue in queues]
    if queues and len(queues) < len(summary.queues):
        cells = rows_of_others(summary, queues, digits)
        rows.append(_ScreenRow(cells[0], cells[1:]))
    for period in periods:
        chosen = [i for i, day in enumerate(days) if _is_in(day, period.label)]
        of_days = by_hour[:, chosen].max(axis=1) if chosen else None
        rows.append(row(period, _short(period.label), of_days))
    whole = by_hour.max(axis=1) if not periods and by_hour.size else None
    rows.append(row(summary.total, "total", whole))
    if is_rounded:
        cells = unrounded_cells(summary.total, digits)
        rows.append(_ScreenRow(cells[0], cells[1:]))
    return rows


def _is_in(day: date, label: str) -> bool:
    """Whether a day belongs to a row: of a day, a week, a month or a year."""
    text = day.isoformat()
    if label.startswith("week "):
        return str(day - timedelta(days=day.weekday())) == label[-10:]
    return label.endswith(text) or (label[:4].isdigit() and text.startswith(label))


def _short(label: str) -> str:
    """A day without its year, which the title has: ``Mon 1 Feb``."""
    try:
        day = date.fromisoformat(label[-10:])
    except ValueError:
        return label
    kind = "week " if label.startswith("week ") else f"{day:%a} "
    return f"{kind}{day.day} {day:%b}"


def _table(
    rows: Sequence[_ScreenRow], peaks: HourlyPeaks, target: float | None, screen: Screen
) -> list[list[Span]]:
    """The table, with the columns that fit beside the strip of hours."""
    hours = peaks.hours
    columns = [name for name in _COLUMNS if any(row.cells[_COLUMNS.index(name)] for row in rows)]
    names = min(max(len(row.name) for row in rows), _MOST_NAME)
    widths = {name: _width(rows, name) for name in columns}
    left_out = iter(_LEFT_OUT)
    while names + sum(widths[name] + _GAP for name in columns) + _GAP + len(hours) > screen.width:
        name = next(left_out, "")
        if not name:
            break
        columns = [one for one in columns if one != name]
    taken = names + sum(widths[name] + _GAP for name in columns)
    room = screen.width - taken - _GAP
    if room < _LEVELS:
        hours = []
    step = -(-len(hours) // max(room, 1)) if hours else 1
    most = max((int(row.peaks.max()) for row in rows if row.peaks is not None), default=0)
    heads = [
        " " * names + "".join(f"{head:>{widths[name] + _GAP}}" for name, head in zip(
            columns, (texts[_COLUMNS.index(name)] for name in columns), strict=True))
        for texts in (_COLUMNS, _UNITS)
    ]  # fmt: skip
    count = -(-len(hours) // step)
    over = "scheduled by hour" if count >= len("scheduled by hour") else "by hour"
    gap = " " * _GAP
    first = heads[0] + (gap + over if hours else "")
    second = heads[1] + (gap + _ruler(hours, step) if hours else "")
    lines = [[Span(first.rstrip(), "heading")], [Span(second.rstrip(), "heading")]]
    for row in rows:
        style = "total" if row.name == "total" else ""
        line = [Span(f"{cut(printable_line(row.name), names):<{names}}", style)]
        line += [_cell(row, name, widths[name], target, style) for name in columns]
        if hours and row.peaks is not None:
            line += [Span(gap), *_strip(row.peaks, step, most, screen)]
        lines.append(line)
    return lines


def _width(rows: Sequence[_ScreenRow], name: str) -> int:
    """The width of a column."""
    at = _COLUMNS.index(name)
    mark = name == _SERVICE  # a sign behind a service level below the target
    return max(len(name), len(_UNITS[at]), *(len(row.cells[at]) + mark for row in rows))


def _cell(row: _ScreenRow, name: str, width: int, target: float | None, style: str) -> Span:
    """A cell flush right; a service level below the target has a sign behind it."""
    text = row.cells[_COLUMNS.index(name)]
    if name != _SERVICE:
        return Span(f"{text:>{width + _GAP}}", style)
    if target is None or np.isnan(row.service_level):
        return Span(f"{text + ' ':>{width + _GAP}}", style)
    is_below = row.service_level < target - 1e-9
    return Span(
        f"{text}{'!' if is_below else ' '}".rjust(width + _GAP), "bad" if is_below else "good"
    )


def _ruler(hours: Sequence[int], step: int) -> str:
    """Every sixth hour above its place, if there is space for it."""
    text = ""
    for place, hour in enumerate(hours[::step]):
        if hour % 6 == 0 or place == 0:
            text = text.ljust(place)
            text += f"{hour:02d}" if len(text) == place and (not text or text[-1] == " ") else ""
    return text


def _strip(peaks: NDArray[np.int64], step: int, most: int, screen: Screen) -> list[Span]:
    """A sign per hour: its height and its colour are its share of the most scheduled agents."""
    signs = BLOCKS if screen.has_blocks else DIGITS
    spans = []
    for first in range(0, len(peaks), step):
        agents = int(peaks[first : first + step].max())
        if agents == CLOSED:
            spans.append(Span(" "))
            continue
        level = max(-(-agents * _LEVELS // max(most, 1)), 1)
        spans.append(Span(signs[level - 1], f"heat{level}"))
    return spans


def _worst_text(worst: WorstInterval) -> str:
    """The worst interval against its target: one line."""
    queue = f", {cut(printable_line(worst.queue), _MOST_NAME)}" if worst.queue else ""
    agents = f"{worst.agents:,.0f} agent{'' if worst.agents == 1 else 's'}"
    when = f"{_short(worst.start[:10])} at {worst.start[11:16]}"
    return (
        f"Worst interval: {percent_text(worst.service_level)} with {agents}, {when}{queue}; "
        f"{worst.below:,} of {worst.intervals:,} below {given_percent_text(worst.target)}"
    )


def _remark(line: str, worst: WorstInterval | None) -> list[Span]:
    """A labelled line, its label apart."""
    label, colon, rest = line.partition(":")
    if not colon or line[:1] == " " or len(label) > _MOST_NAME:
        return [Span(line)]
    style = ""
    if label == "Worst interval" and worst is not None:
        style = "bad" if worst.below else "good"
    return [Span(f"{label}:", "label"), Span(rest, style)]
