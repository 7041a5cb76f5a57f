"""The full text of a plan: its intervals or the maps of its weeks, and all totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.planning.heatmap import CLOSED, Grid
from wfm.planning.records import Block, PlanBasis
from wfm.planning.totals import Period, Summary
from wfm.printable_text import printable_line
from wfm.report.cost_lines import cost_lines
from wfm.report.plan_lines import (
    day_text,
    figure_cells,
    fte_line,
    goal_lines,
    number_or_blank,
    peak_line,
    service_lines,
    title_line,
    undefined_unrounded,
)
from wfm.report.risk_text import risk_lines
from wfm.report.text_table import defaults_text, line_width, on_terminal, table, wide_line, wrapped
from wfm.units import duration_text, number_text

__all__ = ["DETAIL", "MAP_DAYS", "plan_text", "summary_text"]

DETAIL = 48  # rows up to which every interval is a line
_MAPS = 4  # weekly maps; a longer plan is easier to read as a workbook
MAP_DAYS = 7 * _MAPS
_DAYS = 62  # days listed one by one: two months
_LINE = 1800  # s, the shortest line of a map, so that a day has at most 48
_WIDTH = 120
_ANY = 10_000  # characters of a title in a file or a pipe, which is not broken
_MIN_NAME = 8  # characters of a queue's name that are always shown
_SHOWN = ("load", "agents", "scheduled", "service_level", "asa", "occupancy")
_BARS = "▁▂▃▄▅▆▇█"
_ROW_HEADINGS = (
    ("start", "contacts", "AHT", "load", "agents", "scheduled", "service", "ASA", "occupancy"),
    ("", "", "s", "erlangs", "", "", "level %", "s", "%"),
)
_HEADINGS = (
    (
        "", "contacts", "workload", "agent", "paid", "FTE", "FTE", "service", "ASA", "occupancy",
        "scheduled",
    ),
    ("", "", "hours", "hours", "hours", "", "rounded up", "level %", "s", "%", "by hour"),
)  # fmt: skip


def plan_text(plan: PlanBasis, summary: Summary, grid: Grid, blocks: Sequence[Block] = ()) -> str:
    """Each interval of a short plan, maps of the weeks of a long one, and all totals.

    Parameters
    ----------
    plan : PlanBasis
        Forecast and inputs.
    summary : Summary
        The totals.
    grid : Grid
        Agents by time of day and day.
    blocks : sequence of Block
        The rows; of a plan of at most `DETAIL` rows only.
    """
    body = _rows(plan, blocks) if len(plan.demand) <= DETAIL else _maps(grid)
    title = wrapped(title_line(plan, summary, plan.demand.source), wide_line(_ANY))
    return "\n\n".join([title, body, summary_text(plan, summary, grid)])


def _rows(plan: PlanBasis, blocks: Sequence[Block]) -> str:
    """One line per row of the plan, with its queue and team if there are several."""
    queues = ["queue"] * (len(plan.demand.queues) > 1) + ["team"] * plan.shares_agents
    lines = [[*queues, *_ROW_HEADINGS[0]], [*[""] * len(queues), *_ROW_HEADINGS[1]]]
    for block in blocks:
        lines += _lines(plan, block, len(queues))
    return _fitted(lines, left=1 + len(queues))


def _fitted(lines: list[list[str]], left: int) -> str:
    """A table with narrower gaps and shorter names if it is wider than the screen."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) <= line_width():
        return table(lines, left=left)
    names = left - 1
    space = line_width() - sum(widths[names:]) - (len(widths) - 1)
    for place in range(names):
        most = max(space // names, _MIN_NAME)
        for line in lines:
            if len(line[place]) > most:
                line[place] = f"{line[place][: most - 1]}…"
    last = len(lines[0]) - 1  # occupancy; then load, ASA and scheduled people
    return table(
        lines, left=left, gap=" ", leave_out=on_terminal((last, last - 5, last - 1, last - 3))
    )


def _lines(plan: PlanBasis, block: Block, names: int) -> list[list[str]]:
    """The rows of a block."""
    demand, part = plan.demand, block.rows
    starts = datetimes.iso_texts(demand.start[part], demand.zone)
    times = [text[:16].replace("T", " ") for text in starts]
    count = Counter(zip(demand.queue[part].tolist(), times, strict=True))
    figures = zip(*(block.columns[name].tolist() for name in _SHOWN), strict=True)
    lines = []
    for i, (load, agents, scheduled, level, asa, occupancy) in enumerate(figures):
        queue = demand.queue[part][i]
        lines.append(
            [
                *(demand.queues[queue], plan.teams[queue])[:names],
                # an hour that occurs twice has its offset from UTC
                times[i] + (starts[i][19:] if count[int(queue), times[i]] > 1 else ""),
                f"{demand.volume[part][i]:g}",
                "" if np.isnan(demand.aht[part][i]) else f"{demand.aht[part][i]:g}",
                number_or_blank(load),
                f"{agents:.0f}",
                f"{scheduled:.0f}",
                number_or_blank(100 * level),
                number_or_blank(asa),
                number_or_blank(100 * occupancy),
            ]
        )
    return lines


def _maps(grid: Grid) -> str:
    """A map of each week and team, up to a number of maps."""
    maps: list[str] = []
    omitted = 0
    agents, scheduled = grid.agents, grid.scheduled
    for team, name in enumerate(grid.teams):
        mondays = datetimes.week_start(grid.days)
        for monday in np.unique(mondays):
            if len(maps) == _MAPS:
                omitted += 1
            else:
                days = np.flatnonzero(mondays == monday)
                maps.append(_map(grid, name, scheduled[team], agents[team], days))
    if omitted or len(grid.days) < len(_all_days(grid.basis)):
        maps.append(f"Only the first {_MAPS} weekly maps are shown; -o plan.xlsx has all.")
    return "\n\n".join(maps)


def _all_days(plan: PlanBasis) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The days of a plan, as numbers since 1970."""
    wall = datetimes.local(datetimes.moments(plan.demand.start), plan.demand.zone)
    return np.unique(wall // datetimes.DAY)


def _map(
    grid: Grid,
    name: str,
    scheduled: NDArray[np.int64],
    agents: NDArray[np.int64],
    days: NDArray[np.intp],
) -> str:
    """One week of one team: scheduled agents / agents on contacts.

    Intervals shorter than half an hour share a line, which shows their maximum.
    """
    step = max(int(grid.basis.demand.interval), _LINE)
    first = np.unique(grid.slots // step, return_index=True)[1]
    gross, net = (np.maximum.reduceat(count[:, days], first) for count in (scheduled, agents))
    dates = [datetimes.date_of(int(grid.days[day])) for day in days]
    lines = [["", *(f"{date:%a} {date.day}" for date in dates)]]
    for slot, paid, present in zip(grid.slots[first].tolist(), gross, net, strict=True):
        if (paid != CLOSED).any():
            cells = zip(paid.tolist(), present.tolist(), strict=True)
            lines.append([_time(slot), *("" if n == CLOSED else f"{n}/{a}" for n, a in cells)])
    title = f"{printable_line(name)}: scheduled / agents" if name else "scheduled / agents"
    if step > grid.basis.demand.interval:
        title += f", maximum per {duration_text(step)}"
    return f"{title}, week from {dates[0].day} {dates[0]:%B %Y}\n{table(lines)}"


def _time(second: int) -> str:
    """A second of the day as 09:30."""
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def summary_text(plan: PlanBasis, summary: Summary, grid: Grid | None = None) -> str:
    """The totals of a plan by day, week and queue, and what they depend on.

    Parameters
    ----------
    plan : PlanBasis
        Forecast and inputs.
    summary : Summary
        The totals.
    grid : Grid, optional
        Adds a bar per hour to each day.
    """
    notes = "\n".join(wrapped(f"Note: {note}", wide_line(_WIDTH)) for note in plan.inputs.notes)
    parts = (
        _periods(summary, grid),
        "\n".join(wrapped(line, wide_line(_WIDTH)) for line in _labelled_lines(plan, summary)),
        _figures_by_queue(plan),
        notes,
        defaults_text(summary.defaults),
    )
    return "\n\n".join(part for part in parts if part)


def _periods(summary: Summary, grid: Grid | None) -> str:
    """One line per day, week and queue, and the total."""
    bars = _bars(grid) if grid is not None else {}
    lines: list[Sequence[str]] = [*_HEADINGS] if bars else [line[:-1] for line in _HEADINGS]
    days = summary.days if len(summary.days) <= _DAYS else ()
    lines += [(*_figures(day_text(day.label), day), bars.get(day.label, "")) for day in days]
    others = [(f"week {week.label}", week) for week in summary.weeks]
    if len(summary.queues) > 1:
        others += [(queue.label, queue) for queue in summary.queues]
    lines += [(*_figures(*other), "") for other in (*others, ("total", summary.total))]
    shown = [line[: len(lines[0])] for line in lines]
    # rounded FTE, workload, occupancy, bars, ASA, paid and agent hours
    return table(shown, leave_out=on_terminal((6, 2, 9, 10, 8, 4, 3)))


def _figures(label: str, period: Period) -> tuple[str, ...]:
    """The figures of one line."""
    return (
        label,
        number_text(period.contacts, 0),
        number_or_blank(period.workload_hours),
        number_or_blank(period.agent_hours),
        number_or_blank(period.paid_hours),
        number_or_blank(period.fte),
        "" if period.fte_rounded_up is None else str(period.fte_rounded_up),
        number_or_blank(100 * period.service_level),
        number_or_blank(period.asa),
        number_or_blank(100 * period.occupancy, 0),
    )


def _bars(grid: Grid) -> dict[str, str]:
    """Scheduled agents of all queues over each day, as one bar per hour."""
    scheduled = grid.scheduled
    gross = np.where(scheduled == CLOSED, 0, scheduled).sum(axis=0)
    is_open = (scheduled != CLOSED).any(axis=0)
    hours = np.unique(grid.slots // 3600)
    hour = np.searchsorted(hours, grid.slots // 3600)
    bars = np.zeros((len(hours), len(grid.days)), dtype=np.int64)
    np.maximum.at(bars, hour, np.where(is_open, 1 + gross, 0))
    highest = max(int(bars.max(initial=0)), 1)
    return {
        str(datetimes.date_of(int(day))): "".join(
            _BARS[(int(n) - 1) * len(_BARS) // highest] if n else " " for n in bars[:, i]
        )
        for i, day in enumerate(grid.days)
    }


def _labelled_lines(plan: PlanBasis, summary: Summary) -> list[str]:
    """Peak, unrounded totals and definitions."""
    total, weeks = summary.total, summary.length_in_weeks
    rounding = total.paid_hours - total.paid_hours_unrounded
    lines = [
        peak_line(summary),
        fte_line(plan, summary),
        f"Length: {weeks:.4g} {'week' if weeks == 1 else 'weeks'}",
        undefined_unrounded(plan, summary)
        or f"Unrounded: {number_or_blank(total.agent_hours_unrounded)} agent-hours, "
        f"{number_or_blank(total.paid_hours_unrounded)} paid hours, "
        f"{number_or_blank(total.fte_unrounded, 2)} FTE; rounding up adds "
        f"{number_or_blank(rounding)} paid hours",
        *service_lines(plan, summary.abandonment),
        *risk_lines(plan, summary, details=True),
        *goal_lines(summary),
        *cost_lines(plan, summary, queues=len(summary.queues)),
        "Results: with agents rounded up to whole numbers; totals weighted by volume",
    ]
    if plan.shares_agents:
        lines.append(
            "Teams: queues of one team share agents; the team's agents are allocated by workload"
        )
    return lines


def _figures_by_queue(plan: PlanBasis) -> str:
    """Results of queues that are no columns, such as costs and backlogs."""
    rows = [(figure.queue, *figure_cells(figure)) for figure in plan.figures.rows]
    return table([("queue", "figure", "value"), *rows], left=2) if rows else ""
