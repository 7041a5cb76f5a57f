"""A plan on one screen: days, weeks or months, totals, peak, and what they depend on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import PurePath

import numpy as np

from wfm.planning.records import PlanBasis
from wfm.planning.totals import Period, Summary
from wfm.report.plan_lines import (
    day_text,
    figure_lines,
    fte_line,
    number_or_blank,
    peak_line,
    service_lines,
    title_line,
    undefined_unrounded,
)
from wfm.report.risk_text import risk_lines
from wfm.report.text_table import defaults_text, line_width, table, wrapped
from wfm.units import number_text

__all__ = [
    "SCREEN",
    "figure_cells_of",
    "overview_text",
    "remark_lines",
    "rows_of_others",
    "shown_periods",
    "shown_queues",
    "title_of",
    "unrounded_cells",
]

SCREEN = 23  # lines of a terminal above the next prompt
_ROWS = 9  # of queues and periods; more are easier to read in a file
_FEWEST = 2  # rows that are shown in any case
_MONTHS = 12  # rows of months
_QUEUES = 7  # rows of queues, which leaves two for weeks, months or years
_MIN_NAME = 15  # characters of "week 2026-01-05", which is never shortened
_WHOLE_HOURS, _WHOLE_FTE = 1e4, 1e3  # from here on a tenth does not matter
_HEADINGS = (
    ("", "contacts", "agent", "paid", "FTE", "service", "ASA", "occupancy"),
    ("", "", "hours", "hours", "", "level %", "s", "%"),
)


def overview_text(basis: PlanBasis, summary: Summary, notes: int = 0) -> str:
    """A plan in at most 23 lines of 80 columns, those of its notes included.

    Parameters
    ----------
    basis : PlanBasis
        Forecast and inputs of the plan.
    summary : Summary
        Its totals.
    notes : int
        Lines of the notes that are on the screen beside it.

    Returns
    -------
    str
        One row per queue if there are several, one per day, week, month or year, whichever is the
        finest that fits; the total, the same before rounding up, and labelled lines.
    """
    below = remark_lines(basis, summary)
    is_rounded = not np.isnan(summary.total.agent_hours_unrounded)
    fixed = 2 + len(_HEADINGS) + is_rounded + len(below) + notes
    space = max(SCREEN - fixed, _FEWEST)
    queues = shown_queues(summary, min(_QUEUES, space))
    periods = shown_periods(summary, min(space, _ROWS), min(space, _MONTHS))
    digits = 1 if summary.total.paid_hours < _WHOLE_HOURS else 0
    cells = [figure_cells_of(period, digits) for period in (*queues, *periods, summary.total)]
    if queues and len(queues) < len(summary.queues):
        cells.insert(len(queues), rows_of_others(summary, queues, digits))
    rows = [*_HEADINGS, *cells]
    if is_rounded:
        rows.append(unrounded_cells(summary.total, digits))
    # a blank line above and below the table where there is space
    left = space - (len(cells) - 1)
    after, above = ("\n" if left > taken else "" for taken in range(2))
    end = "\n".join(below)
    return f"{title_of(basis, summary)}\n{above}{_fitted(rows)}\n{after}{end}"


def title_of(basis: PlanBasis, summary: Summary, width: int | None = None) -> str:
    """File, intervals and dates of the forecast, without the folder if that is too long."""
    source = basis.demand.source
    title = title_line(basis, summary, source)
    return (
        title
        if len(title) <= (width or line_width())
        else title_line(basis, summary, PurePath(source).name)
    )


def shown_queues(summary: Summary, most: int = _QUEUES) -> tuple[Period, ...]:
    """One row per queue if there are several, the largest of them if they do not all fit."""
    queues = summary.queues if len(summary.queues) > 1 else ()
    if len(queues) <= most:
        return queues
    largest = sorted(queues, key=lambda queue: -queue.paid_hours)[: most - 1]
    return tuple(queue for queue in queues if queue in largest)


def shown_periods(summary: Summary, rows: int, months: int) -> Sequence[Period]:
    """Days, weeks, months, quarters or years: the finest that fits beside the queues.

    Without other rows there is space for `months`. Weeks follow the days of the busiest of them if
    there is space.
    """
    several = len(summary.queues) > 1
    space = max(rows - min(len(summary.queues), _QUEUES), 0) if several else rows
    days = [day._replace(label=day_text(day.label)) for day in summary.days]
    weeks = [week._replace(label=f"week {week.label}") for week in summary.weeks]
    periods: Sequence[Period] = summary.years[:space]
    if len(days) <= space:
        periods = days
    elif len(weeks) <= space:
        busiest = max(summary.weeks, key=lambda week: week.paid_hours).label
        of_week = [day for day in days if _monday(day.label[-10:]) == busiest]
        periods = [*of_week, *weeks] if len(of_week) + len(weeks) <= space else weeks
    elif len(summary.months) <= (space if several else months):
        periods = summary.months
    elif len(summary.quarters) <= space:
        periods = summary.quarters
    return () if several and len(periods) == 1 else periods  # one row would repeat the total


def _monday(day: str) -> str:
    """The Monday of a date, which is the label of its week."""
    its_date = date.fromisoformat(day)
    return str(its_date - timedelta(days=its_date.weekday()))


def figure_cells_of(period: Period, digits: int) -> tuple[str, ...]:
    """The figures of a row; units are in the heading."""
    return (
        period.label,
        number_text(period.contacts, 0),
        number_or_blank(period.agent_hours, digits),
        number_or_blank(period.paid_hours, digits),
        _fte_text(period.fte),
        number_or_blank(100 * period.service_level),
        number_or_blank(period.asa),
        number_or_blank(100 * period.occupancy, 0),
    )


def rows_of_others(summary: Summary, shown: Sequence[Period], digits: int) -> tuple[str, ...]:
    """The sums of the queues without a row of their own."""
    others = [queue for queue in summary.queues if queue not in shown]
    hours = [sum(one.agent_hours for one in others), sum(one.paid_hours for one in others)]
    return (
        f"{len(others)} more",
        number_text(sum(one.contacts for one in others), 0),
        *(number_or_blank(value, digits) for value in hours),
        _fte_text(sum(one.fte for one in others)),
        *[""] * 3,
    )


def unrounded_cells(total: Period, digits: int) -> tuple[str, ...]:
    """The total with agents that are not rounded up to whole numbers."""
    hours = (total.agent_hours_unrounded, total.paid_hours_unrounded)
    cells = [number_or_blank(value, digits) for value in hours]
    return "unrounded", "", *cells, _fte_text(total.fte_unrounded), "", "", ""


def _fte_text(fte: float) -> str:
    """FTE with one decimal where it can matter."""
    return number_or_blank(fte, 1 if fte < _WHOLE_FTE else 0)


def _fitted(rows: Sequence[tuple[str, ...]]) -> str:
    """A table no wider than the screen: narrower gaps and shorter names if it has to be."""
    figures = sum(max(map(len, column)) for column in zip(*(row[1:] for row in rows), strict=True))
    columns = len(rows[0]) - 1
    gap = "  " if figures + 2 * columns + _MIN_NAME <= line_width() else " "
    space = max(line_width() - figures - len(gap) * columns, _MIN_NAME)
    return table([(_shortened(name, space), *cells) for name, *cells in rows], gap=gap)


def _shortened(name: str, space: int) -> str:
    """A name without its middle, because the ends of names differ."""
    return name if len(name) <= space else f"{name[: space // 2]}…{name[-((space - 1) // 2) :]}"


def remark_lines(
    basis: PlanBasis, summary: Summary, width: int | None = None, more: Sequence[str] = ()
) -> list[str]:
    """Peak, definitions, defaults, and where the rest of the plan is, in lines of a width.

    `more` are lines after the service level.
    """
    # the lines of a goal take the place of the row "unrounded"; --intervals says why it is missing
    undefined = "" if summary.goals else undefined_unrounded(basis, summary)
    lines = [
        peak_line(summary),
        fte_line(basis, summary),
        *service_lines(basis, summary.abandonment),
        *more,
        *risk_lines(basis, summary),
    ]
    lines += [undefined] if undefined else []
    lines += figure_lines(basis, summary)
    defaults = defaults_text(summary.defaults, details=False, width=width)
    tables = "Full tables: --intervals on the terminal, -o plan.xlsx (.csv, .json) in a file"
    text = "\n".join(
        (*(wrapped(line, width) for line in lines), *([defaults] if defaults else []),
         wrapped(tables, width))
    )  # fmt: skip
    return text.split("\n")
