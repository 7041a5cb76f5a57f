"""A plan on one screen: days, weeks or months, totals, peak, and what they depend on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import PurePath

import numpy as np

from wfm.planning.records import PlanBasis
from wfm.planning.totals import DAYS_PER_WEEK, Period, Summary
from wfm.report.interval_text import definition_text, target_text
from wfm.report.text_table import WIDTH, defaults_text, table, wrapped
from wfm.units import duration_text, given_percent_text, number_text

__all__ = ["overview_text"]

# A terminal has 24 lines. Title, headings, totals, the lines below the table and two notes on
# stderr take 15 of them.
_ROWS = 9
_MONTHS = 12  # rows of months: a year fits into 24 lines without a blank line above the table
_QUEUES = 7  # rows of queues, which leaves two for weeks, months or years
_MIN_NAME = 15  # characters of "week 2026-01-05", which is never shortened
_WHOLE_HOURS, _WHOLE_FTE = 1e4, 1e3  # from here on a tenth does not matter
_HEADINGS = (
    ("", "contacts", "agent", "paid", "FTE", "service", "ASA", "occupancy"),
    ("", "", "hours", "hours", "", "level %", "s", "%"),
)


def overview_text(basis: PlanBasis, summary: Summary) -> str:
    """A plan in at most 24 lines of 80 columns.

    Parameters
    ----------
    basis : PlanBasis
        Forecast and inputs of the plan.
    summary : Summary
        Its totals.

    Returns
    -------
    str
        One row per queue if there are several, one per day, week, month or year, whichever is the
        finest that fits; the total, the same before rounding up, and labelled lines.
    """
    queues, periods = _queues(summary), _periods(summary)
    digits = 1 if summary.total.paid_hours < _WHOLE_HOURS else 0
    cells = [_cells(period, digits) for period in (*queues, *periods, summary.total)]
    if queues and len(queues) < len(summary.queues):
        others = f"{len(summary.queues) - len(queues)} more"
        cells.insert(len(queues), (others, *[""] * (len(_HEADINGS[0]) - 1)))
    rows = [*_HEADINGS, *cells, _unrounded(summary.total, digits)]
    gap = "\n" if len(periods) > _ROWS else "\n\n"
    return gap.join((_title(basis, summary), _fitted(rows))) + "\n\n" + _below(basis, summary)


def _title(basis: PlanBasis, summary: Summary) -> str:
    """File, intervals and dates of the forecast."""
    demand = basis.demand
    queues = f", {len(demand.queues)} queues" if len(demand.queues) > 1 else ""
    rows = f"{len(demand):,} intervals of {duration_text(demand.interval)}{queues}"
    dates = f"{summary.days[0].label} to {summary.days[-1].label}" if summary.days else "no days"
    title = f"{demand.source}: {rows}, {dates}"
    return title if len(title) <= WIDTH else f"{PurePath(demand.source).name}: {rows}, {dates}"


def _queues(summary: Summary) -> tuple[Period, ...]:
    """One row per queue if there are several, the largest of them if they do not all fit."""
    queues = summary.queues if len(summary.queues) > 1 else ()
    if len(queues) <= _QUEUES:
        return queues
    largest = sorted(queues, key=lambda queue: -queue.paid_hours)[: _QUEUES - 1]
    return tuple(queue for queue in queues if queue in largest)


def _periods(summary: Summary) -> Sequence[Period]:
    """Days, weeks, months, quarters or years: the finest that fits beside the queues.

    Weeks follow the days of the busiest of them if there is room.
    """
    several = len(summary.queues) > 1
    room = _ROWS - min(len(summary.queues), _QUEUES) if several else _ROWS
    days = [day._replace(label=_day(day.label)) for day in summary.days]
    weeks = [week._replace(label=f"week {week.label}") for week in summary.weeks]
    periods: Sequence[Period] = summary.years[:room]
    if len(days) <= room:
        periods = days
    elif len(weeks) <= room:
        busiest = max(summary.weeks, key=lambda week: week.paid_hours).label
        of_week = [day for day in days if _monday(day.label[-10:]) == busiest]
        periods = [*of_week, *weeks] if len(of_week) + len(weeks) <= room else weeks
    elif len(summary.months) <= (room if several else _MONTHS):
        periods = summary.months
    elif len(summary.quarters) <= room:
        periods = summary.quarters
    return () if several and len(periods) == 1 else periods  # one row would repeat the total


def _monday(day: str) -> str:
    """The Monday of a date, which is the label of its week."""
    its_date = date.fromisoformat(day)
    return str(its_date - timedelta(days=its_date.weekday()))


def _day(label: str) -> str:
    """A date with its day of the week."""
    return f"{date.fromisoformat(label):%a} {label}"


def _cells(period: Period, digits: int) -> tuple[str, ...]:
    """The figures of a row; units are in the heading."""
    return (
        period.label,
        number_text(period.contacts, 0),
        _number(period.agent_hours, digits),
        _number(period.paid_hours, digits),
        _fte_text(period.fte),
        _number(100 * period.service_level),
        _number(period.asa),
        _number(100 * period.occupancy, 0),
    )


def _unrounded(total: Period, digits: int) -> tuple[str, ...]:
    """The total with agents that are not rounded up to whole numbers."""
    hours = (total.agent_hours_unrounded, total.paid_hours_unrounded)
    cells = [_number(value, digits) for value in hours]
    return "unrounded", "", *cells, _fte_text(total.fte_unrounded), "", "", ""


def _fte_text(fte: float) -> str:
    """FTE with one decimal where it can matter."""
    return _number(fte, 1 if fte < _WHOLE_FTE else 0)


def _number(value: float, digits: int = 1) -> str:
    """A number; "" for one that a model does not have, "∞" for an endless wait."""
    if np.isnan(value):
        return ""
    return number_text(value, digits) if np.isfinite(value) else "∞"


def _fitted(rows: Sequence[tuple[str, ...]]) -> str:
    """A table no wider than the screen: narrower gaps and shorter names if it has to be."""
    figures = sum(max(map(len, column)) for column in zip(*(row[1:] for row in rows), strict=True))
    columns = len(rows[0]) - 1
    gap = "  " if figures + 2 * columns + _MIN_NAME <= WIDTH else " "
    room = max(WIDTH - figures - len(gap) * columns, _MIN_NAME)
    return table([(_shortened(name, room), *cells) for name, *cells in rows], gap=gap)


def _shortened(name: str, room: int) -> str:
    """A name without its middle, because the ends of names differ."""
    return name if len(name) <= room else f"{name[: room // 2]}…{name[-((room - 1) // 2) :]}"


def _below(basis: PlanBasis, summary: Summary) -> str:
    """Peak, definitions, defaults, and where the rest of the plan is."""
    lines = (_peak(summary), _fte(basis, summary), *_service(basis))
    defaults = defaults_text(summary.defaults, details=False)
    tables = "Full tables: --intervals on the terminal, -o plan.xlsx (.csv, .json) in a file"
    return "\n".join((*map(wrapped, lines), *([defaults] if defaults else []), tables))


def _peak(summary: Summary) -> str:
    """The interval with the most scheduled agents."""
    peak = summary.peak
    agents = f"{peak.agents} agents on contacts"
    scheduled = agents if peak.scheduled is None else f"{peak.scheduled} scheduled ({agents})"
    return f"Peak: {scheduled} on {_day(peak.start[:10])} at {peak.start[11:16]}"


def _fte(basis: PlanBasis, summary: Summary) -> str:
    """What an FTE is, the total as a whole number, and the shrinkage."""
    week, total, shrinkage = basis.inputs.contract_hours, summary.total, basis.inputs.shrinkage
    parts = [f"FTE: paid hours / {week:g} h per week, {week / DAYS_PER_WEEK:g} h per day"]
    if total.fte_rounded_up is not None:
        parts.append(f"{total.fte_rounded_up} rounded up")
    if shrinkage is not None:
        parts.append(f"shrinkage {given_percent_text(shrinkage.total)}")
    return "; ".join(parts)


def _service(basis: PlanBasis) -> Iterator[str]:
    """Target and definition of the service level."""
    common = basis.inputs.common_target
    if common is None or not common.has_single_queue_model:
        yield "Service level: answered within the limit of the queue; deferred work: on time"
        return
    definition = definition_text(common.definition, common.within)
    limits = (common.asa, common.abandonment, common.max_occupancy)
    if common.service_level is not None and limits == (None, None, None):
        yield f"{definition}; target {given_percent_text(common.service_level)}"
        return
    yield definition
    yield f"Target per interval: {target_text(common.target)}"
