"""A schedule as columns of text and numbers: what every file format and data frame contains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import tzinfo
from typing import NamedTuple

import numpy as np

from wfm import datetimes
from wfm.scheduling.results import (
    SUMMARY_UNITS,
    QueueCoverage,
    ScheduleData,
    ShiftRow,
    breaks_text,
    clock_text,
)
from wfm.vocabulary import COVERAGE_COLUMNS, SCHEDULE_COLUMNS, term

__all__ = [
    "CoverageCells",
    "ShiftCells",
    "ShiftKind",
    "break_names",
    "break_names_of",
    "coverage_cells",
    "shift_cells",
    "shift_kinds",
    "units_of",
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


class ShiftKind(NamedTuple):
    """Equal shifts, and how many begin on each day."""

    queue: str
    shift: str
    start: str
    end: str
    paid_hours: float
    by_day: Counter[str]


def shift_kinds(schedule: ScheduleData) -> list[ShiftKind]:
    """The kinds of shifts by queue, start and end; times as ``08:30``.

    Parameters
    ----------
    schedule : ScheduleData
        The finished schedule.
    """
    kinds: dict[tuple[str, str, str, str, float], ShiftKind] = {}
    for row in schedule.rows:
        start, end = (clock_text(at, schedule.zone) for at in (row.start, row.end))
        key = (row.queue, row.shift, start, end, row.paid_hours)
        kind = kinds.setdefault(key, ShiftKind(*key, Counter()))
        kind.by_day[row.date] += 1
    return sorted(kinds.values(), key=lambda one: (one.queue, one.start, one.end, one.shift))
