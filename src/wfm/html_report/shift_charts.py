"""The shifts of each day as bars, with their breaks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from wfm.html_report.chart_specs import shifts_spec
from wfm.html_report.day_labels import day_label
from wfm.html_report.html_text import notice
from wfm.html_report.page_records import PageChart, Panel
from wfm.html_report.schedule_days import DayShift, shift_of
from wfm.printable_text import printable_line
from wfm.scheduling.schedule_document import ScheduleDocument, ShiftDocument

__all__ = ["shift_charts"]

_DAYS = 14
_BARS = 60  # bars of a day; more are no picture
_NAME = 24  # characters of a name beside a bar
_KEY = "blue: shift; white: unpaid break; purple: paid break"
_LEGEND = (
    '<ul class="legend"><li><i class="shift"></i>shift</li>'
    '<li><i class="unpaid"></i>unpaid break</li><li><i class="paid"></i>paid break</li></ul>'
)


def shift_charts(schedule: ScheduleDocument) -> Iterator[str | PageChart]:
    """One picture per day: a bar per person, or per kind of shift with its number."""
    by_day: dict[date, list[ShiftDocument]] = defaultdict(list)
    for row in schedule.rows:
        by_day[row.date].append(row)
    if not by_day:
        return
    days = sorted(by_day)
    bars = {day: _bars(by_day[day]) for day in days[:_DAYS]}
    every = [shift for of_day in bars.values() for _, shift in of_day]
    span = (min(one.start for one in every), max(one.end for one in every))
    panels = [
        Panel(
            f"{day_label(day)}: {len(by_day[day]):,} shifts",
            shifts_spec(_points(of_day[:_BARS]), span),
        )
        for day, of_day in bars.items()
    ]
    count = len({(row.shift, row.queue) for row in schedule.rows})
    names = f"{count} kind{'s' * (count != 1)} of shift" if count else ""
    yield _LEGEND
    yield PageChart("shifts", "Shifts with their breaks", f"{names}, by day.", panels, key=_KEY)
    if len(days) > _DAYS:
        yield notice(f"The first {_DAYS} of {len(days):,} days are shown; the file has all.")
    most = max(map(len, bars.values()))
    if most > _BARS:
        yield notice(
            f"The first {_BARS} bars of each day are shown, of up to {most:,}; the file has all."
        )


def _bars(rows: Sequence[ShiftDocument]) -> list[tuple[str, DayShift]]:
    """The bars of a day in the order of their starts, with their labels.

    Shifts without people that are equal are one bar with their number.
    """
    counts = Counter((row.queue, shift_of(row)) for row in rows if not row.agent)
    several = len({row.queue for row in rows}) > 1
    bars = [(f"{row.agent}, {row.queue}" if several else row.agent, shift_of(row))
            for row in rows if row.agent]  # fmt: skip
    for (queue, shift), number in counts.items():
        name = f"{queue}: {shift.name}" if several else shift.name
        bars.append((name if number == 1 else f"{number} × {name}", shift))
    return sorted(bars, key=lambda bar: (bar[1].start, bar[1].end, bar[0]))


def _points(bars: Sequence[tuple[str, DayShift]]) -> list[dict[str, Any]]:
    """Shifts and breaks as rows of a chart."""
    points = []
    for at, (label, shift) in enumerate(bars):
        name = printable_line(label)
        short = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
        breaks = "".join(f"\n{printable_line(one.text)}" for one in shift.breaks)
        tip = f"{name[:200]}\n{shift.hours}, {shift.paid:g} h paid{breaks}"
        row = {"at": at, "label": short}
        points.append({**row, "t": shift.start, "end": shift.end, "what": "shift", "tip": tip})
        for one in shift.breaks:
            what = "unpaid" if " unpaid" in one.text else "paid"
            points.append({**row, "t": one.start, "end": one.end, "what": what, "tip": ""})
    return points
