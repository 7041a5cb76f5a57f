"""The agents and people of a plan through the day, for a page without its schedule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any

import numpy as np

from wfm import datetimes
from wfm.html_report.chart_specs import coverage_spec
from wfm.html_report.day_labels import day_label
from wfm.html_report.html_text import notice
from wfm.html_report.page_records import PageChart, Panel
from wfm.planning.plan import Plan
from wfm.planning.records import column_or_nan
from wfm.units import number_text

__all__ = ["day_charts"]

_DAYS = 7  # a week, as a planner looks at it
_KEY = "line: agents needed on contacts; blue: people scheduled for them"
_LEGEND = (
    '<ul class="legend"><li><i class="line"></i>agents needed on contacts</li>'
    '<li><i class="covered"></i>people scheduled for them</li></ul>'
)


def day_charts(plan: Plan) -> Iterator[str | PageChart]:
    """A picture per day of the first week, queues together; none without people on the schedule."""
    slots = _slots(plan)
    if not slots:
        return
    days = {day: list(some) for day, some in groupby(slots, key=lambda one: one["day"])}
    shown = dict(islice(days.items(), _DAYS))
    every = [one for some in shown.values() for one in some]
    span = (min(one["t"] for one in every), max(one["end"] for one in every))
    most = max(max(one["required"], one["net"]) for one in every)
    panels = [
        Panel(day_label(date.fromisoformat(day)), coverage_spec(some, span, most))
        for day, some in shown.items()
    ]
    peak = max(every, key=lambda one: one["net"])
    summary = (
        f"Of these days, most people are scheduled on {peak['when']}: "
        f"{number_text(peak['net'], 0)} for {number_text(peak['required'], 0)} agents on contacts."
    )
    yield _LEGEND
    title = "Agents needed and people scheduled through the day"
    yield PageChart("day", title, summary, panels, _table(every), key=_KEY)
    if len(days) > _DAYS:
        yield notice(f"{_DAYS} of {len(days):,} days are drawn; the map has others.")


def _slots(plan: Plan) -> list[dict[str, Any]]:
    """The intervals in order, queues together; the repeated hour of a clock change is one."""
    demand = plan.demand
    people = column_or_nan(plan.columns, "scheduled", len(demand))
    if np.isnan(people).any() or not len(demand):
        return []
    starts, place = np.unique(demand.start, return_inverse=True)
    need = np.bincount(place, plan.columns["agents"]).tolist()
    there = np.bincount(place, people).tolist()
    hours = demand.interval / 3600
    slots: list[dict[str, Any]] = []
    for at, text in enumerate(datetimes.minute_texts(starts, demand.zone)):
        clock = datetime.fromisoformat(text[:16])
        begin = clock.hour + clock.minute / 60
        last = slots[-1] if slots else None
        same_day = last is not None and last["day"] == text[:10]
        if last is not None and same_day and begin <= last["t"]:
            continue
        follows = last is not None and same_day and abs(last["end"] - begin) < 1e-6
        run = 0 if last is None else last["run"] + (not follows)
        when = f"{day_label(clock.date())} at {clock:%H:%M}"
        tip = f"{when}\nneeded: {need[at]:,.0f} agents\nscheduled: {there[at]:,.0f} people"
        slots.append({
            "day": text[:10], "when": when, "t": begin, "end": begin + hours, "run": run,
            "required": need[at], "net": there[at], "tip": tip,
        })  # fmt: skip
    return slots


def _table(slots: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """The slots as rows."""
    rows: list[tuple[str, ...]] = [("start", "agents needed", "people scheduled")]
    for one in slots:
        figures = (number_text(one["required"], 0), number_text(one["net"], 0))
        rows.append((one["when"], *figures))
    return rows
