"""The sections of a schedule: its figures, cover, service, shifts, people and reasons."""

from __future__ import annotations

from collections.abc import Iterator

from wfm.html_report.coverage_charts import coverage_charts
from wfm.html_report.day_labels import date_range
from wfm.html_report.html_text import figures, listed, notice, paragraph, plain_table
from wfm.html_report.page_records import PageChart, PageSection
from wfm.html_report.roster_grid import roster_grid
from wfm.html_report.shift_charts import shift_charts
from wfm.number_text import count_text
from wfm.report.plan_lines import day_text
from wfm.scheduling.schedule_document import (
    CoverageDocument,
    ScheduleDocument,
    UnderstaffingDocument,
)
from wfm.units import number_text, percent_text

__all__ = ["schedule_sections"]

_WORST = 10  # intervals with the lowest service level
_STRETCHES = 40  # understaffed times in the table; the file has all


def schedule_sections(name: str, schedule: ScheduleDocument) -> Iterator[PageSection]:
    """All sections of a schedule."""
    sentence = _sentence(schedule)
    parts = (figures(_figures(schedule)), *map(paragraph, _cost_lines(schedule)))
    yield PageSection("schedule", "Schedule", parts, headline=sentence)
    covered = (*coverage_charts(schedule), *_service(schedule), *_understaffing(schedule))
    yield PageSection("coverage", "Required and covered", covered)
    yield PageSection("shifts", "Shifts and breaks", tuple(shift_charts(schedule)))
    people = tuple(roster_grid(schedule))
    if people:
        yield PageSection("roster", "Roster", people)
    inputs = tuple(_inputs(name, schedule))
    yield PageSection("schedule-inputs", "Inputs and notes of the schedule", inputs)


def _sentence(schedule: ScheduleDocument) -> str:
    """People, shifts, hours, dates and cover in one sentence."""
    totals = schedule.summary
    shifts = (
        f"{count_text(totals.shifts, 'shift')} with {number_text(totals.paid_hours)} paid hours"
    )
    if totals.people:
        shifts = f"{count_text(totals.people, 'person', 'people')} in {shifts}"
    days = sorted({row.date for row in schedule.rows})
    when = f", {date_range(days[0], days[-1])}" if days else ""
    if totals.understaffed_hours:
        missing = number_text(totals.understaffed_hours)
        return f"{shifts}{when}: {missing} agent-hours are understaffed"
    return f"{shifts}{when}: the requirement is covered in every interval"


def _figures(schedule: ScheduleDocument) -> Iterator[tuple[str, str, str]]:
    """The headline figures."""
    totals = schedule.summary
    if totals.people:
        yield "People", f"{totals.people:,}", "with at least one shift"
    yield "Shifts", f"{totals.shifts:,}", f"{totals.distinct_shifts:,} distinct"
    required = f"{number_text(totals.required_hours)} agent-hours required"
    yield "Paid hours", f"{number_text(totals.paid_hours)} h", required
    yield "Understaffed", f"{number_text(totals.understaffed_hours)} h", "agent-hours"
    yield "Overstaffed", f"{number_text(totals.overstaffed_hours)} h", "agent-hours"
    if totals.service_level is not None:
        definition = schedule.inputs.service_level_definition
        yield "Service level", percent_text(totals.service_level), f"{definition}, by volume"
    for one in schedule.costs[:1]:
        each = one.cost_per_contact
        more = "" if each is None else f"{number_text(each, 2)} per contact"
        yield "Cost of paid hours", number_text(one.cost, 0), more
    if totals.gap is not None:
        more = "of the least possible cost" if totals.gap else "the least possible cost"
        yield "Cost within", percent_text(totals.gap, 2), f"{more} ({totals.status})"


def _cost_lines(schedule: ScheduleDocument) -> Iterator[str]:
    """The cost of each queue, where there are several."""
    for one in schedule.costs[1:] if len(schedule.costs) > 2 else ():
        yield f"Cost of {one.queue}: {number_text(one.cost, 0)}"


def _service(schedule: ScheduleDocument) -> Iterator[str]:
    """The slots with the lowest service level."""
    known = [one for one in schedule.coverage if one.service_level is not None and one.required]
    if not known:
        definition = schedule.inputs.service_level_definition
        yield paragraph(f"Service level: {definition or 'not known'}")
        return
    known.sort(key=lambda one: (one.service_level, one.start))
    several = len({one.queue for one in schedule.coverage}) > 1
    worst = [_worst_row(one) for one in known[:_WORST]]
    rows = [("start", "queue", "required", "covered", "service level"), *worst]
    if not several:
        rows = [(row[0], *row[2:]) for row in rows]
    title = f"The {len(worst)} intervals with the lowest service level"
    yield plain_table(title, rows, texts=1 + several)


def _worst_row(one: CoverageDocument) -> tuple[str, ...]:
    """One slot of the worst."""
    level = percent_text(one.service_level or 0.0)
    return when_text(one.start.isoformat()), one.queue, str(one.required), str(one.net), level


def when_text(start: str) -> str:
    """A moment with its weekday, to the minute."""
    return f"{day_text(start[:10])} {start[11:16]}"


def _understaffing(schedule: ScheduleDocument) -> Iterator[str | PageChart]:
    """The understaffed times and their reasons."""
    times = sorted(schedule.understaffing, key=lambda one: (not one.below_minimum, one.start))
    if not times:
        yield paragraph("Understaffed: at no time")
        return
    rows = [("from", "to", "queue", "reason", "agents missing"), *map(_missing_row, times)]
    caption = "Understaffed times, with the most agents that are missing at once"
    yield plain_table(caption, rows[: 1 + _STRETCHES], texts=4)
    if len(times) > _STRETCHES:
        yield notice(f"{_STRETCHES} of {len(times):,} times are shown; the schedule file has all.")


def _missing_row(one: UnderstaffingDocument) -> tuple[str, ...]:
    """One understaffed time."""
    end = one.end.isoformat()[11:16]
    return when_text(one.start.isoformat()), end, one.queue, one.reason, str(one.agents)


def _inputs(name: str, schedule: ScheduleDocument) -> Iterator[str]:
    """Where the schedule is from, its defaults and notes."""
    inputs = schedule.inputs
    yield paragraph(f"Schedule: {name}; plan: {inputs.source}; rules: {inputs.rules}")
    share = percent_text(inputs.shrinkage)
    yield paragraph(f"Shrinkage without breaks: {share} ({inputs.shrinkage_derivation})")
    yield paragraph(f"Defaults used: {'; '.join(inputs.defaults) or 'none'}")
    if inputs.overrides:
        yield paragraph(f"Replaced: {'; '.join(inputs.overrides)}")
    if schedule.notes:
        yield paragraph("Notes:")
        yield listed(schedule.notes)
