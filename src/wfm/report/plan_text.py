"""A plan to read: its intervals or the maps of its weeks, and its sums."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.planning.heatmap import CLOSED, Grid
from wfm.planning.records import Block, PlanBasis
from wfm.planning.totals import DAYS_PER_WEEK, Period, Summary
from wfm.report.text_table import assumed_text, table
from wfm.shrinkage import DEFAULT
from wfm.targets import WITHIN
from wfm.units import (
    duration_text,
    given_percent_text,
    number_text,
    percent_text,
    wait_text,
)

__all__ = ["DETAIL", "MAP_DAYS", "plan_text", "summary_text"]

DETAIL = 48  # rows up to which every interval is a line
_MAPS = 4  # weeks of a queue that are drawn before the rest is left to a file
MAP_DAYS = 7 * _MAPS
_DAYS = 62  # days listed one by one
_LINE = 1800  # s, the shortest line of a map
_SHOWN = ("load", "agents", "scheduled", "service_level", "asa", "occupancy")
_BARS = "▁▂▃▄▅▆▇█"


def plan_text(plan: PlanBasis, summary: Summary, grid: Grid, blocks: Sequence[Block] = ()) -> str:
    """A plan to read: each interval of a short one, maps of the weeks of a long one, the sums."""
    body = _rows(plan, blocks) if len(plan.demand) <= DETAIL else _maps(grid)
    return "\n\n".join([_headline(plan), body, summary_text(plan, summary, grid)])


def _headline(plan: PlanBasis) -> str:
    demand, lost = plan.demand, plan.inputs.shrinkage or DEFAULT
    promise = f"{_promises(plan)}; shrinkage {given_percent_text(lost.total)}"
    queues = f" in {len(demand.queues)} queues" if len(demand.queues) > 1 else ""
    steps = f"{len(demand):,} intervals of {duration_text(demand.interval)}{queues}"
    return (
        f"{demand.source}: {steps}\n{promise}; {plan.inputs.contract_hours:g} h a week are one FTE"
    )


def _promises(plan: PlanBasis) -> str:
    return "each queue by its own model and promise" if plan.inputs.models else _promise(plan)


def _promise(plan: PlanBasis) -> str:
    common = plan.inputs.common_target
    assert common is not None, "a plan of one model has one target"
    target = common.target
    parts = []
    if target.service_level is not None:
        level = given_percent_text(target.service_level)
        parts.append(f"{level} answered within {duration_text(target.limit)}")
    if target.asa is not None:
        parts.append(f"mean wait at most {duration_text(target.asa)}")
    if target.max_occupancy is not None:
        parts.append(f"occupancy at most {given_percent_text(target.max_occupancy)}")
    return ", ".join(parts)


def _rows(plan: PlanBasis, blocks: Sequence[Block]) -> str:
    demand = plan.demand
    named = len(demand.queues) > 1
    heading = ["start", "volume", "aht", "load", "agents", "scheduled", "service", "asa", "busy"]
    shared = plan.shares_agents
    lines = [["queue"] * named + ["team"] * shared + heading]
    for block in blocks:
        starts = datetimes.iso_texts(demand.start[block.rows], demand.zone)
        figures = zip(*(block.columns[name].tolist() for name in _SHOWN), strict=True)
        for i, (load, agents, rota, level, asa, busy) in enumerate(figures, block.rows.start):
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
            name = [demand.queues[demand.queue[i]]] if named else []
            whose = [plan.teams[demand.queue[i]]] if shared else []
            lines.append([*name, *whose, *line])
    return table(lines, left=1 + named + shared)


def _maps(grid: Grid) -> str:
    drawn: list[str] = []
    left_out = 0
    agents, scheduled = grid.agents, grid.scheduled
    for team, name in enumerate(grid.teams):
        mondays = datetimes.week_start(grid.days)
        for monday in np.unique(mondays):
            if len(drawn) == _MAPS:
                left_out += 1
            else:
                days = np.flatnonzero(mondays == monday)
                drawn.append(_map(grid, name, scheduled[team], agents[team], days))
    if left_out or len(grid.days) < len(_all_days(grid.basis)):
        drawn.append("More weeks or queues are not drawn here: -o plan.xlsx has them all.")
    return "\n\n".join(drawn)


def _all_days(plan: PlanBasis) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    wall = datetimes.local(datetimes.moments(plan.demand.start), plan.demand.zone)
    return np.unique(wall // datetimes.DAY)


def _map(
    grid: Grid,
    name: str,
    scheduled: NDArray[np.int64],
    agents: NDArray[np.int64],
    days: NDArray[np.intp],
) -> str:
    """One week of one team: scheduled people, and agents on contacts after the stroke.

    Intervals shorter than half an hour share a line, which shows the most of them.
    """
    step = max(int(grid.basis.demand.interval), _LINE)
    first = np.unique(grid.slots // step, return_index=True)[1]
    rota, net = (np.maximum.reduceat(people[:, days], first) for people in (scheduled, agents))
    dates = [datetimes.date_of(int(grid.days[day])) for day in days]
    lines = [["", *(f"{date:%a} {date.day}" for date in dates)]]
    for slot, people, there in zip(grid.slots[first].tolist(), rota, net, strict=True):
        if (people != CLOSED).any():
            cells = zip(people.tolist(), there.tolist(), strict=True)
            lines.append([_time(slot), *("" if n == CLOSED else f"{n}/{a}" for n, a in cells)])
    title = f"{name}: scheduled / agents" if name else "scheduled / agents"
    if step > grid.basis.demand.interval:
        title += f", the most in each {duration_text(step)}"
    return f"{title}, week from {dates[0].day} {dates[0]:%B %Y}\n{table(lines)}"


def _time(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def summary_text(plan: PlanBasis, summary: Summary, grid: Grid | None = None) -> str:
    """The sums of a plan by day, week and queue, and what was assumed."""
    words = ("Queue by queue:",) if plan.inputs.models else ()
    notes = assumed_text((*summary.defaults, *plan.inputs.notes), *words)
    parts = (_periods(plan, summary, grid), _sentences(plan, summary), notes)
    return "\n\n".join(part for part in parts if part)


_HEADING = (
    "", "contacts", "work h", "agent h", "paid h", "FTE", "whole", "service", "asa", "busy", "",
)  # fmt: skip


def _periods(plan: PlanBasis, summary: Summary, grid: Grid | None) -> str:
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
    return table(lines)


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
        str(period.fte_rounded_up),
        percent_text(period.service_level),
        wait_text(period.asa),
        percent_text(period.occupancy, 0),
    )


def _sparks(grid: Grid) -> dict[str, str]:
    """Scheduled people of all queues over each day, as a line of bars, one an hour at most."""
    scheduled = grid.scheduled
    people = np.where(scheduled == CLOSED, 0, scheduled).sum(axis=0)
    is_open = (scheduled != CLOSED).any(axis=0)
    hours = np.unique(grid.slots // 3600)
    hour = np.searchsorted(hours, grid.slots // 3600)
    bars = np.zeros((len(hours), len(grid.days)), dtype=np.int64)
    np.maximum.at(bars, hour, np.where(is_open, 1 + people, 0))
    most = max(int(bars.max(initial=0)), 1)
    return {
        str(datetimes.date_of(int(day))): "".join(
            _BARS[(int(n) - 1) * len(_BARS) // most] if n else " " for n in bars[:, i]
        )
        for i, day in enumerate(grid.days)
    }


def _sentences(plan: PlanBasis, summary: Summary) -> str:
    total, peak = summary.total, summary.peak
    week = plan.inputs.contract_hours
    rounding = total.paid_hours - total.paid_hours_unrounded
    return "\n".join(
        (
            f"Peak: {peak.scheduled} scheduled ({peak.agents} agents) at "
            f"{peak.start[:16].replace('T', ' ')}.",
            f"FTE of a day is paid hours / {week / DAYS_PER_WEEK:g} h, of a week / {week:g} h, of "
            f"the total / {week:g} h × {summary.length_in_weeks:.4g} week(s).",
            "Before rounding to whole people: "
            f"{number_text(total.agent_hours_unrounded)} agent h, "
            f"{number_text(total.paid_hours_unrounded)} paid h, {total.fte_unrounded:.2f} FTE; "
            f"rounding adds {number_text(rounding)} h.",
            _level_sentence(plan),
        )
    )


def _limit(plan: PlanBasis) -> float:
    """The limit at which the service level of all queues is reported, in seconds."""
    common = plan.inputs.common_target
    return WITHIN if common is None else common.within


def _level_sentence(plan: PlanBasis) -> str:
    if plan.inputs.models:
        level = (
            "Service level: each queue's own promise, as the whole agents give it; weighted by "
            "volume. Deferred work: the share done on time."
        )
        if not plan.shares_agents:
            return level
        return (
            f"{level}\nPeople of queues that share them are their team's, dealt out by the work "
            "of each."
        )
    return (
        f"Service level: share answered within {duration_text(_limit(plan))}, of offered, "
        "as the whole agents give it; weighted by volume."
    )
