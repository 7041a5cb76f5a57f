"""A schedule as columns of text and numbers: what every file format and data frame contains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, tzinfo
from typing import NamedTuple

import numpy as np

from wfm import datetimes
from wfm.scheduling.results import (
    SUMMARY_UNITS,
    QueueCoverage,
    ScheduleData,
    ShiftRow,
    breaks_text,
    clear_clock_text,
    clock_text,
    days_concerned,
)
from wfm.vocabulary import COVERAGE_COLUMNS, SCHEDULE_COLUMNS, term

__all__ = [
    "CoverageCells",
    "ShiftCells",
    "WeekTable",
    "break_names",
    "break_names_of",
    "coverage_cells",
    "shift_cells",
    "units_of",
    "week_table",
]

NAN = float("nan")


class ShiftCells(NamedTuple):
    """One row of the schedule, in the order of `SCHEDULE_COLUMNS`; times as ISO 8601."""

    queue: str
    agent: str
    date: str
    shift: str
    contract: str
    start: str
    end: str
    paid_hours: float
    breaks: str


class CoverageCells(NamedTuple):
    """One row of the coverage, in the order of `COVERAGE_COLUMNS`; NaN: not known."""

    queue: str
    start: str
    required: int
    present: int
    on_break: int
    net: int
    overstaffed: int
    understaffed: int
    service_level: float


def shift_cells(schedule: ScheduleData) -> Iterator[ShiftCells]:
    """The rows of the schedule; equal shifts without people share their cells."""
    known: dict[int, ShiftCells] = {}
    for row in schedule.rows:
        cells = known.get(id(row)) or _shift_cells(row, schedule.zone)
        if not row.agent:
            known[id(row)] = cells
        yield cells


def _shift_cells(row: ShiftRow, zone: tzinfo | None) -> ShiftCells:
    """One row of the schedule."""
    start, end = datetimes.iso_texts(np.array([row.start, row.end]), zone)
    cells = row._asdict() | {"start": start, "end": end, "breaks": breaks_text(row, zone)}
    return ShiftCells(**cells)


def break_names(schedule: ScheduleData) -> list[str]:
    """The breaks of all shifts by name, in the order of the shifts with the most breaks."""
    kinds = {tuple(one.kind for one in row.breaks): row for row in schedule.rows}
    rows = sorted(kinds.values(), key=lambda row: -len(row.breaks))
    return list(dict.fromkeys(name for row in rows for name in break_names_of(row)))


def break_names_of(row: ShiftRow) -> list[str]:
    """The breaks of one shift by name; the second of a kind has a number."""
    names: list[str] = []
    for one in row.breaks:
        kind = " ".join(one.kind.split()) or "break"
        number = 2
        name = kind
        while name in names:
            name, number = f"{kind} {number}", number + 1
        names.append(name)
    return names


def coverage_cells(schedule: ScheduleData) -> Iterator[CoverageCells]:
    """The rows of the coverage, queue by queue."""
    for coverage in schedule.coverage_by_queue:
        yield from _cells_of(coverage, schedule)


def _cells_of(coverage: QueueCoverage, schedule: ScheduleData) -> Iterator[CoverageCells]:
    """The rows of one queue."""
    starts = datetimes.iso_texts(coverage.start, schedule.zone)
    columns = [getattr(coverage, name).tolist() for name in COVERAGE_COLUMNS[2:]]
    for start, *figures in zip(starts, *columns, strict=True):
        yield CoverageCells(coverage.queue, start, *figures)


def units_of() -> dict[str, str]:
    """The unit of each column, "text" where it has none, and of each figure of the summary."""
    names = dict.fromkeys((*SCHEDULE_COLUMNS, *COVERAGE_COLUMNS, "slot"))
    return {**SUMMARY_UNITS, **{name: term(name).unit or "text" for name in names}}


class WeekTable(NamedTuple):
    """Who works when, or how many shifts of each kind begin on each day."""

    heading: tuple[str, ...]
    rows: list[tuple[str | float, ...]]


def week_table(schedule: ScheduleData) -> WeekTable:
    """The schedule as it is put on a wall: one column per day, one row per person or kind.

    A person's cell has the hours of the shift; that of a kind (name, start, end) the number of
    shifts, NaN for none, which is an empty cell.
    """
    days = days_concerned(schedule) if schedule.rows else []
    titles = tuple(f"{date.fromisoformat(day):%a %Y-%m-%d}" for day in days)
    if any(row.agent for row in schedule.rows):
        return WeekTable(("agent", "contract", *titles, "paid_hours"), _people(schedule, days))
    heading = ("queue", "shift", "start", "end", "paid_hours", *titles, "shifts")
    return WeekTable(heading, _kinds(schedule, days))


def _people(schedule: ScheduleData, days: list[str]) -> list[tuple[str | float, ...]]:
    """One row per person, with the hours of each shift, and the queue where there are several."""
    several = len(schedule.coverage_by_queue) > 1
    by_agent: dict[str, list[ShiftRow]] = {}
    for row in schedule.rows:
        by_agent.setdefault(row.agent, []).append(row)
    found = []
    for agent, rows in by_agent.items():
        cells: dict[str, list[str]] = {day: [] for day in days}
        for row in rows:
            hours = "-".join(clear_clock_text(at, schedule.zone) for at in (row.start, row.end))
            cells[row.date].append(f"{hours} {row.queue}" if several else hours)
        texts = (", ".join(cells[day]) for day in days)
        found.append((agent, rows[0].contract, *texts, sum(row.paid_hours for row in rows)))
    return found


def _kinds(schedule: ScheduleData, days: list[str]) -> list[tuple[str | float, ...]]:
    """One row per kind of shift, in the order of their starts, and one for all."""
    counts: dict[tuple[str, str, str, str, float], Counter[str]] = {}
    for row in schedule.rows:
        start, end = (clock_text(at, schedule.zone) for at in (row.start, row.end))
        kind = (row.queue, row.shift, start, end, row.paid_hours)
        counts.setdefault(kind, Counter())[row.date] += 1
    order = sorted(counts, key=lambda kind: (kind[0], kind[2], kind[3], kind[1]))
    found: list[tuple[str | float, ...]] = [
        (*kind, *(counts[kind][day] or NAN for day in days), counts[kind].total()) for kind in order
    ]
    by_day = Counter(row.date for row in schedule.rows)
    if found:
        found.append(("all", "", "", "", "", *(by_day[day] for day in days), by_day.total()))
    return found
