"""The sections of a plan: what it needs, when, at what service and cost, and a what-if."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from wfm import datetimes
from wfm.html_report.day_charts import day_charts
from wfm.html_report.day_labels import date_range
from wfm.html_report.heat_map import heat_maps
from wfm.html_report.html_text import details, figures, listed, notice, paragraph, plain_table
from wfm.html_report.page_records import PageChart, PageSection, Rows
from wfm.html_report.service_charts import service_chart
from wfm.html_report.whatif_section import whatif_section
from wfm.number_text import count_text
from wfm.planning.plan import Plan
from wfm.planning.records import column_or_nan
from wfm.planning.totals import DAYS_PER_WEEK, Period, Summary
from wfm.report.plan_lines import (
    day_text,
    figure_lines,
    fte_line,
    number_or_blank,
    service_lines,
    undefined_unrounded,
)
from wfm.report.risk_text import risk_lines
from wfm.units import duration_text, given_percent_text, number_text, percent_text, wait_text

__all__ = ["plan_sections"]

_WORST = 10  # intervals with the lowest service level
_ROWS = 60  # rows of a table of periods or queues; files have all
_DIGITS_FROM = 1e4  # hours from which on a tenth does not matter


def plan_sections(name: str, plan: Plan) -> Iterator[PageSection]:
    """All sections of a plan."""
    summary = plan.summary()
    sentence = _sentence(plan, summary)
    lines = [fte_line(plan, summary), undefined_unrounded(plan, summary)]
    parts = (figures(_figures(plan, summary)), *map(paragraph, filter(None, lines)))
    yield PageSection("plan", "Plan", parts, headline=sentence)
    yield PageSection("heat-map", "Agents by interval and day", tuple(heat_maps(plan)))
    through = tuple(day_charts(plan))
    if through:
        yield PageSection("day", "Through the day", through)
    yield PageSection("service", "Service level", tuple(_service(plan, summary)))
    yield PageSection("hours", "Hours and cost", tuple(_hours(plan, summary)))
    yield whatif_section(plan, summary.length_in_weeks)
    yield PageSection("inputs", "Inputs and defaults of the plan", tuple(_inputs(name, plan)))


def _sentence(plan: Plan, summary: Summary) -> str:
    """People, contacts, dates and service in one sentence."""
    total = summary.total
    people = f"{number_text(total.agent_hours)} agent-hours"
    peak = summary.peak.scheduled
    if len(summary.days) < DAYS_PER_WEEK and peak is not None:  # no week: no people to hire
        scheduled = count_text(round(peak), "person", "people")
        people = f"{scheduled} at the peak, {number_text(total.paid_hours)} paid hours"
    elif total.fte_rounded_up is not None:
        week = f"{plan.inputs.contract_hours:g} h a week"
        people = (
            f"{count_text(total.fte_rounded_up, 'full-time person', 'full-time people')} ({week})"
        )
    when = f", {date_range(summary.days[0].label, summary.days[-1].label)}" if summary.days else ""
    if not total.contacts:  # a requirement, of which no service level is known
        return f"{people}{when}"
    level = "" if np.isnan(total.service_level) else f": {_level_text(plan, total)}"
    return f"{people} for {number_text(total.contacts, 0)} contacts{when}{level}"


def _level_text(plan: Plan, total: Period) -> str:
    """The expected service level, within what time where that is one."""
    target = plan.inputs.common_target
    within = ""
    if target is not None and target.has_single_queue_model:
        within = f" answered within {duration_text(target.within)}"
    return f"{percent_text(total.service_level)}{within or ' service level'}"


def _figures(plan: Plan, summary: Summary) -> Iterator[tuple[str, str, str]]:
    """The headline figures."""
    total, peak = summary.total, summary.peak
    if total.fte_rounded_up is not None and len(summary.days) >= DAYS_PER_WEEK:
        yield "Full-time people", f"{total.fte_rounded_up:,}", f"{number_text(total.fte)} FTE"
    yield "Contacts", number_text(total.contacts, 0), count_text(total.intervals, "interval")
    if not np.isnan(total.paid_hours):
        hours = f"{_hours_text(total.agent_hours)} agent-hours on contacts"
        yield "Paid hours", f"{_hours_text(total.paid_hours)} h", hours
    if total.contacts and not np.isnan(total.service_level):
        yield "Service level", percent_text(total.service_level), _target_text(plan)
    if total.contacts and not np.isnan(total.asa):
        yield "Speed of answer", wait_text(total.asa), "mean wait (ASA)"
    if total.contacts and not np.isnan(total.occupancy):
        yield "Occupancy", percent_text(total.occupancy, 0), "of time on contacts"
    count = peak.agents if peak.scheduled is None else peak.scheduled
    what = "agents on contacts" if peak.scheduled is None else "scheduled"
    yield "Peak", f"{count:,}", f"{what}, {day_text(peak.start[:10])} {peak.start[11:16]}"
    if total.cost is not None:
        each = total.cost_per_contact
        more = "" if each is None else f"{number_text(each, 2)} per contact"
        yield "Cost", number_text(total.cost, 0), more


def _target_text(plan: Plan) -> str:
    """The target of the service level, where all queues have one."""
    target = plan.inputs.common_target
    if target is None or target.service_level is None:
        return "expected"
    return f"expected; target {given_percent_text(target.service_level)}"


def _hours_text(hours: float) -> str:
    """Hours with one decimal where it can matter."""
    return number_or_blank(hours, 1 if hours < _DIGITS_FROM else 0)


def _service(plan: Plan, summary: Summary) -> Iterator[str | PageChart]:
    """Definition, band, the days, and the worst intervals."""
    lines = (*service_lines(plan, summary.abandonment), *risk_lines(plan, summary, details=True))
    yield from map(paragraph, lines)
    yield from service_chart(plan, summary)
    worst = _worst(plan)
    if worst:
        several = len(plan.demand.queues) > 1
        rows = [("start", "queue", "contacts", "AHT", "agents", "service level", "ASA"), *worst]
        shown = rows if several else [(row[0], *row[2:]) for row in rows]
        title = f"The {len(worst)} intervals with the lowest service level"
        yield plain_table(title, shown, texts=1 + several)


def _worst(plan: Plan) -> list[tuple[str, ...]]:
    """The intervals with the lowest service level, of those with contacts."""
    demand = plan.demand
    level = column_or_nan(plan.columns, "service_level", len(demand))
    asa = column_or_nan(plan.columns, "asa", len(demand))
    known = np.flatnonzero(~np.isnan(level) & (demand.volume > 0))
    order = known[np.lexsort((demand.start[known], level[known]))][:_WORST]
    starts = datetimes.minute_texts(demand.start[order], demand.zone)
    agents = plan.columns["agents"]
    return [
        (
            f"{day_text(start[:10])} {start[11:]}",
            demand.queues[demand.queue[row]],
            number_text(float(demand.volume[row]), 1),
            number_or_blank(float(demand.aht[row]), 0) + " s",
            number_or_blank(float(agents[row]), 0),
            percent_text(float(level[row])),
            wait_text(float(asa[row])),
        )
        for row, start in zip(order.tolist(), starts, strict=True)
    ]


def _hours(plan: Plan, summary: Summary) -> Iterator[str]:
    """Cost, and the table of queues, weeks, months and days."""
    yield from map(paragraph, figure_lines(plan, summary))
    several = len(summary.queues) > 1
    if several:
        yield from _periods("Queues", sorted(summary.queues, key=lambda one: -one.contacts))
    yield from _periods("Weeks, by their Monday", [*summary.weeks, summary.total])
    if len(summary.months) > 1:
        yield from _periods("Months", summary.months)
    yield details("Days", "".join(_periods("Days", summary.days, by_day=True)))


def _periods(title: str, periods: Iterable[Period], *, by_day: bool = False) -> Iterator[str]:
    """A table of periods or queues, up to so many rows."""
    every = list(periods)
    rows: Rows = [
        ("", "contacts", "agent-hours", "paid hours", "FTE", "service level", "ASA", "occupancy",
         "cost"),
        *(_cells(one, by_day=by_day) for one in islice(every, _ROWS)),
    ]  # fmt: skip
    blank = [all(not row[at] for row in rows[1:]) for at in range(len(rows[0]))]
    rows = [[cell for cell, none in zip(row, blank, strict=True) if not none] for row in rows]
    yield plain_table(title, rows)
    if len(every) > _ROWS:
        yield notice(f"{title}: {_ROWS} of {len(every):,} are shown; plan files have all.")


def _cells(one: Period, *, by_day: bool) -> tuple[str, ...]:
    """The figures of a period."""
    return (
        day_text(one.label) if by_day else one.label,
        number_text(one.contacts, 0),
        _hours_text(one.agent_hours),
        _hours_text(one.paid_hours),
        number_or_blank(one.fte),
        percent_text(one.service_level) if one.contacts else "",
        wait_text(one.asa) if one.contacts else "",
        percent_text(one.occupancy, 0) if one.contacts else "",
        "" if one.cost is None else number_text(one.cost, 0),
    )


def _inputs(name: str, plan: Plan) -> Iterator[str]:
    """The defaults that the plan uses, and its notes."""
    inputs = plan.inputs
    yield paragraph(f"Plan: {name}; forecast: {plan.demand.source}")
    if inputs.defaults:
        yield paragraph("Defaults used:")
        yield listed(inputs.defaults)
    else:
        yield paragraph("Defaults used: none")
    if inputs.notes:
        yield paragraph("Notes:")
        yield listed(inputs.notes)
