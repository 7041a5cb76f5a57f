"""Agents by time of day and day: a table whose cells are coloured, and the same as a chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.html_report.chart_specs import heat_spec
from wfm.html_report.day_labels import day_label
from wfm.html_report.html_text import cut_middle, details, inner_text, notice
from wfm.html_report.page_records import PageChart, Panel
from wfm.planning.heatmap import CLOSED, Grid
from wfm.planning.plan import Plan

__all__ = ["heat_maps"]

STEPS = 7  # colours from none to the most
_WEEKS = 5  # that are shown, which hold every month; one chart file has as many
_TEAMS = 8  # that have a map of their own beside that of all


class _Map:
    """The agents of a team or of all, by time of day and day."""

    def __init__(self, name: str, cells: NDArray[np.int64], grid: Grid) -> None:
        self.name, self.cells = name, cells
        self.slots = [_clock(int(slot)) for slot in grid.slots]
        self.days = [datetimes.date_of(int(day)) for day in grid.days]
        self.most = max(int(cells.max(initial=0)), 1)


def heat_maps(plan: Plan) -> Iterator[str | PageChart]:
    """The map of all agents, and of each team where there are several, week by week."""
    grid = Grid(plan, days=7 * _WEEKS)
    grid_days = len(grid.days)
    for block in plan.blocks():
        grid.add(block)
    what = "scheduled" if (grid.scheduled > 0).any() else "agents"
    cells: NDArray[np.int64] = getattr(grid, what)
    total = np.where((cells == CLOSED).all(axis=0), CLOSED, np.maximum(cells, 0).sum(axis=0))
    title = "Scheduled agents, shrinkage included" if what == "scheduled" else "Agents on contacts"
    whole = _Map("", total, grid)
    yield _legend(title, whole.most)
    yield _weeks(whole)
    spec = heat_spec(_points(whole), len(whole.slots), len(whole.days))
    summary = f"{title} by interval and day; the most are {whole.most}."
    yield PageChart("heatmap", title, summary, [Panel("", spec)], in_page=False)
    yield from _teams(cells, grid)
    if (left := _days_left(plan, grid_days)) > 0:
        yield notice(f"The first {grid_days} days are shown; {left:,} more are in the plan file.")


def _teams(cells: NDArray[np.int64], grid: Grid) -> Iterator[str]:
    """The maps of the teams with the most agents, folded."""
    if len(grid.teams) < 2:
        return
    order = np.argsort(-np.maximum(cells, 0).sum(axis=(1, 2)), kind="stable")[:_TEAMS]
    for team in order.tolist():
        one = _Map(grid.teams[team], cells[team], grid)
        yield details(one.name, _weeks(one))
    if len(grid.teams) > _TEAMS:
        yield notice(
            f"{_TEAMS} of {len(grid.teams):,} queues and teams have a map, those with the most "
            "agents; the map above is of all."
        )


def _days_left(plan: Plan, shown: int) -> int:
    """The days of a plan that are not shown."""
    wall = datetimes.local(datetimes.moments(plan.demand.start), plan.demand.zone)
    return len(np.unique(wall // datetimes.DAY)) - shown


def _weeks(one: _Map) -> str:
    """One table per week, from Monday, side by side where there is space."""
    weeks: dict[int, list[int]] = {}
    for at, day in enumerate(one.days):
        weeks.setdefault(day.toordinal() - day.weekday(), []).append(at)
    tables = []
    for days in weeks.values():
        shown = [one.days[at] for at in days]
        name = f"{cut_middle(one.name)}, " if one.name else ""
        caption = f"{name}from {day_label(shown[0])} {shown[0].year}"
        tables.append(_table(caption, shown, one.slots, one.cells[:, days], one.most))
    return f'<div class="maps">{"".join(tables)}</div>'


def _table(
    caption: str, days: Sequence[date], slots: Sequence[str], cells: NDArray[np.int64], most: int
) -> str:
    """One coloured table."""
    heads = "".join(f'<th scope="col">{day:%a}<br>{day.day}</th>' for day in days)
    rows = "".join(
        f'<tr><th scope="row">{slot}</th>{"".join(_cell(value, most) for value in row)}</tr>'
        for slot, row in zip(slots, cells.tolist(), strict=True)
        if max(row) != CLOSED
    )
    label = inner_text(caption)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="heat">'
        f"<caption>{label}</caption><thead><tr><td></td>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _cell(value: int, most: int) -> str:
    """A cell with the colour of its number."""
    return "<td></td>" if value == CLOSED else f'<td class="h{step_of(value, most)}">{value}</td>'


def step_of(value: int, most: int) -> int:
    """The colour of a number: 0 for none, the last for the most.

    >>> [step_of(value, 12) for value in (0, 1, 6, 12)]
    [0, 1, 3, 6]
    """
    return -(-(STEPS - 1) * value // most)


def _legend(title: str, most: int) -> str:
    """The colours and the numbers that have them."""
    upper = [most * step // (STEPS - 1) for step in range(STEPS)]
    lower = [0, *(one + 1 for one in upper[:-1])]
    texts = [
        (step, f"{first}" if first == last else f"{first} to {last}")
        for step, (first, last) in enumerate(zip(lower, upper, strict=True))
        if first <= last
    ]
    items = "".join(f'<li><i class="h{step}"></i>{text}</li>' for step, text in texts)
    return f'<p>{inner_text(title)}:</p><ul class="legend">{items}</ul>'


def _clock(second: int) -> str:
    """A time of day."""
    return f"{second // 3600:02d}:{second // 60 % 60:02d}"


def _points(one: _Map) -> list[dict[str, str | int]]:
    """The cells as rows of a chart."""
    return [
        {"day": day_label(day), "at": at, "slot": slot, "agents": int(value)}
        for at, day in enumerate(one.days)
        for slot, value in zip(one.slots, one.cells[:, at].tolist(), strict=True)
        if value != CLOSED
    ]
