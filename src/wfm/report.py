"""Results as text for a terminal; returns strings and prints nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from wfm import calendar
from wfm.heat import CLOSED, Grid
from wfm.one import Around, Walk
from wfm.plan import Block, Plan
from wfm.summary import DAYS_A_WEEK, Period, Summary, Totals
from wfm.units import (
    duration_text,
    given_percent_text,
    number_text,
    percent_text,
    wait_text,
)

__all__ = ["calc_text", "explain_text", "plan_text", "summary_text"]

_DETAIL = 48  # rows up to which every interval is a line
_MAPS = 4  # weeks of a queue that are drawn before the rest is left to a file
_DAYS = 62  # days listed one by one
_LINE = 1800  # s, the shortest line of a map
_BARS = "▁▂▃▄▅▆▇█"


def _table(rows: Sequence[Sequence[str]], left: int = 1, gap: str = "  ") -> str:
    """Columns aligned, the first `left` of them to the left."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(gap.join(cells).rstrip())
    return "\n".join(lines)


def plan_text(plan: Plan) -> str:
    """A plan to read: each interval of a short one, maps of the weeks of a long one, the sums."""
    totals = Totals(plan)
    short = len(plan.demand) <= _DETAIL
    grid = Grid(plan, days=7 * _MAPS)
    blocks = list(grid.follow(totals.follow(plan.blocks()))) if short else None
    if blocks is None:
        for _ in grid.follow(totals.follow(plan.blocks())):
            pass
    body = _rows(plan, blocks) if blocks else _maps(grid)
    return "\n\n".join([_headline(plan), body, summary_text(plan, totals.summary(), grid)])


def _headline(plan: Plan) -> str:
    demand, lost = plan.demand, plan.shrinkage
    promise = f"{_promise(plan)}; shrinkage {given_percent_text(lost.total)}"
    queues = f" in {len(demand.queues)} queues" if len(demand.queues) > 1 else ""
    steps = f"{len(demand):,} intervals of {duration_text(demand.interval)}{queues}"
    return f"{demand.source}: {steps}\n{promise}; {plan.contract_hours:g} h a week are one FTE"


def _promise(plan: Plan) -> str:
    target = plan.target
    parts = []
    if target.service_level is not None:
        level = given_percent_text(target.service_level)
        parts.append(f"{level} answered within {duration_text(target.limit)}")
    if target.asa is not None:
        parts.append(f"mean wait at most {duration_text(target.asa)}")
    if target.max_occupancy is not None:
        parts.append(f"occupancy at most {given_percent_text(target.max_occupancy)}")
    return ", ".join(parts)


def _rows(plan: Plan, blocks: Sequence[Block]) -> str:
    demand = plan.demand
    named = len(demand.queues) > 1
    heading = ["start", "volume", "aht", "load", "agents", "scheduled", "service", "asa", "busy"]
    lines = [["queue", *heading] if named else heading]
    for block in blocks:
        starts = calendar.iso_texts(demand.start[block.rows], demand.zone)
        figures = zip(*(column.tolist() for column in block.staffing), strict=True)
        for i, (load, agents, rota, level, asa, busy, _) in enumerate(figures, block.rows.start):
            line = [
                starts[i - block.rows.start][:16].replace("T", " "),
                f"{demand.volume[i]:g}",
                "" if np.isnan(demand.aht[i]) else f"{demand.aht[i]:g} s",
                f"{load:.1f}",
                f"{agents:.0f}",
                f"{rota:.0f}",
                percent_text(level),
                wait_text(asa),
                percent_text(busy),
            ]
            lines.append([demand.queues[demand.queue[i]], *line] if named else line)
    return _table(lines, left=2 if named else 1)


def _maps(grid: Grid) -> str:
    drawn: list[str] = []
    left_out = 0
    for queue in range(len(grid.plan.demand.queues)):
        mondays = calendar.week_start(grid.days)
        for monday in np.unique(mondays):
            if len(drawn) == _MAPS:
                left_out += 1
            else:
                drawn.append(_map(grid, queue, np.flatnonzero(mondays == monday)))
    if left_out or len(grid.days) < len(_all_days(grid.plan)):
        drawn.append("More weeks or queues are not drawn here: -o plan.xlsx has them all.")
    return "\n\n".join(drawn)


def _all_days(plan: Plan) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    wall = calendar.local(calendar.moments(plan.demand.start), plan.demand.zone)
    return np.unique(wall // calendar.DAY)


def _map(grid: Grid, queue: int, days: np.ndarray[tuple[int], np.dtype[np.intp]]) -> str:
    """One week of one queue: scheduled people, and agents on contacts after the stroke.

    Intervals shorter than half an hour share a line, which shows the most of them.
    """
    name = grid.plan.demand.queues[queue]
    step = max(int(grid.plan.demand.interval), _LINE)
    first = np.unique(grid.slots // step, return_index=True)[1]
    rota, agents = (
        np.maximum.reduceat(people[queue][:, days], first)
        for people in (grid.scheduled, grid.agents)
    )
    dates = [calendar.date_of(int(grid.days[day])) for day in days]
    lines = [["", *(f"{date:%a} {date.day}" for date in dates)]]
    for slot, people, net in zip(grid.slots[first].tolist(), rota, agents, strict=True):
        if (people != CLOSED).any():
            cells = zip(people.tolist(), net.tolist(), strict=True)
            lines.append([_time(slot), *("" if n == CLOSED else f"{n}/{a}" for n, a in cells)])
    title = f"{name}: scheduled / agents" if name else "scheduled / agents"
    if step > grid.plan.demand.interval:
        title += f", the most in each {duration_text(step)}"
    return f"{title}, week from {dates[0].day} {dates[0]:%B %Y}\n{_table(lines)}"


def _time(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def summary_text(plan: Plan, summary: Summary, grid: Grid | None = None) -> str:
    """The sums of a plan by day, week and queue, and what was assumed."""
    parts = (_periods(plan, summary, grid), _sentences(plan, summary), _assumed(summary.assumed))
    return "\n\n".join(part for part in parts if part)


def _assumed(assumed: Sequence[str]) -> str:
    return "\n  ".join(("Assumed, for nobody said otherwise:", *assumed)) if assumed else ""


_HEADING = (
    "", "contacts", "work h", "agent h", "paid h", "FTE", "whole", "service", "asa", "busy", "",
)  # fmt: skip


def _periods(plan: Plan, summary: Summary, grid: Grid | None) -> str:
    lines: list[Sequence[str]] = [_HEADING]
    marks = _sparks(grid) if grid is not None else {}
    if len(summary.days) <= _DAYS:
        lines += [
            (*_figures(_day_label(day.label), day), marks.get(day.label, ""))
            for day in summary.days
        ]
    lines += [(*_figures(f"week {week.label}", week), "") for week in summary.weeks]
    if len(summary.queues) > 1:
        lines += [(*_figures(queue.label, queue), "") for queue in summary.queues]
    lines.append((*_figures("total", summary.total), ""))
    return _table(lines)


def _day_label(label: str) -> str:
    return f"{np.datetime64(label).item():%a} {label}"


def _figures(label: str, period: Period) -> tuple[str, ...]:
    return (
        label,
        number_text(period.contacts, 0),
        number_text(period.workload_hours),
        number_text(period.agent_hours),
        number_text(period.paid_hours),
        number_text(period.fte),
        str(period.fte_whole),
        percent_text(period.service_level),
        wait_text(period.asa),
        percent_text(period.occupancy, 0),
    )


def _sparks(grid: Grid) -> dict[str, str]:
    """Scheduled people of all queues over each day, as a line of bars, one an hour at most."""
    people = np.where(grid.scheduled == CLOSED, 0, grid.scheduled).sum(axis=0)
    is_open = (grid.scheduled != CLOSED).any(axis=0)
    hours = np.unique(grid.slots // 3600)
    hour = np.searchsorted(hours, grid.slots // 3600)
    bars = np.zeros((len(hours), len(grid.days)), dtype=np.int64)
    np.maximum.at(bars, hour, np.where(is_open, 1 + people, 0))
    most = max(int(bars.max(initial=0)), 1)
    return {
        str(calendar.date_of(int(day))): "".join(
            _BARS[(int(n) - 1) * len(_BARS) // most] if n else " " for n in bars[:, i]
        )
        for i, day in enumerate(grid.days)
    }


def _sentences(plan: Plan, summary: Summary) -> str:
    total, peak = summary.total, summary.peak
    day = plan.contract_hours / DAYS_A_WEEK
    rounding = total.paid_hours - total.fractional_paid_hours
    return "\n".join(
        (
            f"Peak: {peak.scheduled} scheduled ({peak.agents} agents) at "
            f"{peak.start[:16].replace('T', ' ')}.",
            f"FTE of a day is paid hours / {day:g} h, of a week / {plan.contract_hours:g} h, of "
            f"the total / {plan.contract_hours:g} h × {summary.length_in_weeks:.4g} week(s).",
            "Before rounding to whole people: "
            f"{number_text(total.fractional_agent_hours)} agent h, "
            f"{number_text(total.fractional_paid_hours)} paid h, {total.fractional_fte:.2f} FTE; "
            f"rounding adds {number_text(rounding)} h.",
            f"Service level: share answered within {duration_text(plan.target.limit)}, of offered, "
            "as the whole agents give it; weighted by volume.",
        )
    )


def calc_text(answer: Around, assumed: Sequence[str]) -> str:
    """One interval and its neighbours."""
    solved = answer.staffing
    head = (
        f"{answer.volume:g} contacts of {duration_text(answer.aht)} in "
        f"{duration_text(answer.interval)} are {solved.load[0]:.4g} erlang.\n"
        f"{solved.agents[0]:.0f} agents on contacts, {solved.scheduled[0]:.0f} scheduled at "
        f"{given_percent_text(answer.shrinkage.total)} shrinkage "
        f"({solved.fractional_agents[0]:.2f} agents before rounding)."
    )
    lines = [("", "agents", "scheduled", "service level", "asa", "occupancy", "waits at all")]
    lines += [
        (
            "→" if row.agents == solved.agents[0] else "",
            str(row.agents),
            str(row.scheduled),
            percent_text(row.service_level, 2),
            wait_text(row.asa),
            percent_text(row.occupancy),
            percent_text(row.wait_probability),
        )
        for row in answer.neighbours
    ]
    limit = f"Service level: share answered within {duration_text(answer.target.limit)}."
    return "\n\n".join(part for part in (head, _table(lines), limit, _assumed(assumed)) if part)


def explain_text(walked: Walk, assumed: Sequence[str]) -> str:
    """The way of one number: each step's formula, its figures and its result."""
    queue = f"{walked.queue}, " if walked.queue else ""
    steps = list(_steps(walked))
    width = max(len(name) for name, _ in steps)
    lines = [f"{name.ljust(width)}  {text}" for name, text in steps]
    parts = (f"{queue}{walked.start}", "\n".join(lines), _assumed(assumed))
    return "\n\n".join(part for part in parts if part)


def _steps(walked: Walk) -> Iterator[tuple[str, str]]:
    one = walked.around
    aht = "no aht" if np.isnan(one.aht) else f"aht {one.aht:g} s"
    yield "file", f"{walked.place}: volume {one.volume:g}, {aht}"
    if one.volume == 0:
        yield "agents", "0: nobody calls"
        return
    n, rota, level, asa, busy, waits = one.staffed
    load, limit, share = float(one.staffing.load[0]), one.target.limit, one.shrinkage.total
    yield (
        "load",
        f"a = volume · aht / interval = {one.volume:g} × {one.aht:g} / {one.interval:g} "
        f"= {load:.6g} erlang",
    )
    yield from _needs(one)
    yield (
        "blocking",
        f"B({n}, a) = (aⁿ/n!) / Σ aᵏ/k!, k = 0…n = {one.blocking:.6g}",
    )
    if load < n:
        spare = n - load
        yield "waits", f"C = B / (1 − a/n · (1 − B)) = {waits:.6g}: {percent_text(waits)} wait"
        yield (
            "service level",
            f"1 − C · exp(−(n − a) · t / h) = 1 − {waits:.6g} · exp(−{spare:.6g} × {limit:g} / "
            f"{one.aht:g}) = {percent_text(level, 2)} within {duration_text(limit)}",
        )
        yield "asa", f"C · h / (n − a) = {waits:.6g} × {one.aht:g} / {spare:.6g} = {asa:.4g} s"
    else:
        yield "waits", "as much work as agents: the queue grows without end"
    yield "occupancy", f"a / n = {load:.6g} / {n} = {percent_text(busy)}"
    yield (
        "scheduled",
        f"⌈n / (1 − s)⌉ = ⌈{n} / (1 − {share:g})⌉ = ⌈{n / (1 - share):.6g}⌉ = {rota}",
    )
    hours = rota * one.interval / 3600
    yield "paid hours", f"{rota} × {one.interval:g} / 3600 = {hours:g} h"
    yield (
        "fte",
        f"{hours:g} / {walked.contract_hours:g} = "
        f"{hours / walked.contract_hours:.4g} of a contract",
    )


_NEEDS = {
    "service_level": "service level ≥ {level} within {limit}",
    "asa": "mean wait ≤ {asa}",
    "max_occupancy": "occupancy ≤ {busy}",
}


def _needs(one: Around) -> Iterator[tuple[str, str]]:
    target = one.target
    words = {
        "level": given_percent_text(target.service_level or 0.0),
        "limit": duration_text(target.limit),
        "asa": duration_text(target.asa or 0.0),
        "busy": given_percent_text(target.max_occupancy or 0.0),
    }
    for name, agents in one.needs.items():
        yield "agents", f"least n with {_NEEDS[name].format(**words)}: {agents}"
    n = int(one.staffing.agents[0])
    fewer = next((row for row in one.neighbours if row.agents == n - 1), None)
    text = f"n = {n}, for the root is {one.staffing.fractional_agents[0]:.4f}"
    if fewer is not None:
        text += f"; {n - 1} would answer {percent_text(fewer.service_level, 2)}"
    yield "agents", text
