"""A schedule as columns of text and numbers: what every file format and data frame contains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from wfm import datetimes
from wfm.scheduling.results import SUMMARY_UNITS, QueueCoverage, ScheduleData, breaks_text
from wfm.vocabulary import COVERAGE_COLUMNS, SCHEDULE_COLUMNS, term

__all__ = ["CoverageCells", "ShiftCells", "coverage_cells", "shift_cells", "units_of"]


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
    """The rows of the schedule."""
    for row in schedule.rows:
        times = datetimes.iso_texts(np.array([row.start, row.end]), schedule.zone)
        cells = row._asdict() | {"start": times[0], "end": times[1]}
        yield ShiftCells(**(cells | {"breaks": breaks_text(row, schedule.zone)}))


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
