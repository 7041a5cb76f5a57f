"""Required and covered agents through each day of a schedule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from wfm.html_report.chart_specs import coverage_spec
from wfm.html_report.day_labels import day_label
from wfm.html_report.html_text import notice
from wfm.html_report.page_records import PageChart, Panel
from wfm.html_report.schedule_days import DaySlot, slots_by_day
from wfm.scheduling.schedule_document import ScheduleDocument
from wfm.units import number_text, percent_text

__all__ = ["coverage_charts"]

_PANELS = 28  # pictures of days, of all queues together: a page that stays below 2 MB
_KEY = "line: required; blue: covered, on shift and not on a break; orange: understaffed"
_LEGEND = (
    '<ul class="legend"><li><i class="line"></i>required</li>'
    '<li><i class="covered"></i>covered: on shift, not on a break</li>'
    '<li><i class="missing"></i>understaffed</li></ul>'
)


def coverage_charts(schedule: ScheduleDocument) -> Iterator[str | PageChart]:
    """One chart per queue, with a picture per day, the queues with the most agents first."""
    queues = slots_by_day(schedule.coverage, schedule.slot)
    order = sorted(queues, key=lambda name: -_agents(queues[name]))
    left, shown = _PANELS, 0
    yield _LEGEND
    for name in order:
        days = dict(list(queues[name].items())[:left])
        if not days:
            break
        yield _chart(name, days, schedule.slot)
        left, shown = left - len(days), shown + len(days)
    every = sum(map(len, queues.values()))
    if shown < every:
        text = "days" if len(queues) == 1 else "days of queues, those with the most agents first"
        yield notice(f"{shown} of {every:,} {text} are shown; the schedule file has all.")


def _agents(days: dict[date, list[DaySlot]]) -> int:
    """The agents required of a queue."""
    return sum(slot.required for slots in days.values() for slot in slots)


def _chart(name: str, days: dict[date, list[DaySlot]], slot: float) -> PageChart:
    """The chart of one queue."""
    every = [one for slots in days.values() for one in slots]
    span = (min(one.start for one in every), max(one.end for one in every))
    most = max(max(one.required, one.net) for one in every)
    panels = [
        Panel(day_label(day), coverage_spec(_points(day, slots), span, most))
        for day, slots in days.items()
    ]
    title = f"Required and covered agents{': ' * bool(name)}{name}"
    return PageChart("coverage", title, _summary(days, slot), panels, _table(days, slot), key=_KEY)


def _summary(days: dict[date, list[DaySlot]], slot: float) -> str:
    """Where the most agents are missing."""
    missing = [(max(0, s.required - s.net), day, s) for day, slots in days.items() for s in slots]
    hours = sum(one for one, _, _ in missing) * slot / 3600
    most, day, at = max(missing, key=lambda one: one[0])
    if not most:
        return "Every interval has the agents that it requires."
    when = f"{day_label(day)} at {_clock(at.start)}"
    return f"{number_text(hours)} agent-hours are understaffed; most at once: {most}, {when}."


def _points(day: date, slots: list[DaySlot]) -> list[dict[str, Any]]:
    """The slots of a day as rows of a chart."""
    return [
        {
            "t": one.start,
            "end": one.end,
            "required": one.required,
            "net": one.net,
            "run": run,
            "tip": _tip(day, one),
        }
        for run, one in zip(_runs(slots), slots, strict=True)
    ]


def _runs(slots: list[DaySlot]) -> Iterator[int]:
    """A number for each slot that changes where the day is interrupted."""
    run, end = 0, None
    for one in slots:
        run += end is not None and abs(one.start - end) > 1e-6
        end = one.end
        yield run


def _tip(day: date, one: DaySlot) -> str:
    """The figures of a slot."""
    lines = [
        f"{day_label(day)}, {_clock(one.start)} to {_clock(one.end)}",
        f"required: {one.required} agents",
        f"covered: {one.net} agents",
    ]
    if one.level is not None:
        lines.append(f"service level: {percent_text(one.level)}")
    return "\n".join(lines)


def _table(days: dict[date, list[DaySlot]], slot: float) -> list[tuple[str, ...]]:
    """Agent-hours of each day."""
    rows: list[tuple[str, ...]] = [
        ("day", "required, agent-hours", "covered", "understaffed", "overstaffed")
    ]
    for day, slots in days.items():
        hours = slot / 3600
        figures = (
            sum(one.required for one in slots),
            sum(one.net for one in slots),
            sum(max(0, one.required - one.net) for one in slots),
            sum(max(0, one.net - one.required) for one in slots),
        )
        rows.append((f"{day:%a} {day}", *(number_text(one * hours) for one in figures)))
    return rows


def _clock(hour: float) -> str:
    """A time of day."""
    minutes = round(hour * 60)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
