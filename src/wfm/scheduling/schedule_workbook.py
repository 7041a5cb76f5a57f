"""A schedule as a workbook: first sheet, rota, breaks, coverage, and every shift and slot.

Dates, times and instants are numbers with a format, so that they can be sorted, filtered and
subtracted; text is always text.
"""

from __future__ import annotations

from typing import BinaryIO

from wfm.errors import UsageError
from wfm.io.styled_book import MAX_ROWS, StyledBook
from wfm.scheduling.results import ScheduleData
from wfm.scheduling.schedule_book import ScheduleBook
from wfm.scheduling.schedule_coverage_sheets import (
    write_coverage,
    write_coverage_map,
    write_day,
    write_week,
)
from wfm.scheduling.schedule_front_sheet import write_front
from wfm.scheduling.schedule_list_sheets import (
    write_breaks,
    write_figures,
    write_notes,
    write_shifts,
    write_understaffing,
)
from wfm.scheduling.schedule_rota_sheet import write_rota

__all__ = ["write_workbook"]


def write_workbook(file: BinaryIO, schedule: ScheduleData) -> None:
    """Write a first sheet with figures and charts, rota, breaks, coverage, shifts and notes.

    Parameters
    ----------
    file : binary stream
        Where the workbook is written.
    schedule : ScheduleData
        The finished schedule.

    Raises
    ------
    UsageError
        If it has more rows than a sheet holds.
    """
    slots = sum(len(one.start) for one in schedule.coverage_by_queue)
    breaks = sum(len(row.breaks) for row in schedule.rows if row.agent)
    rows = max(len(schedule.rows), slots, breaks)
    if rows > MAX_ROWS:
        raise UsageError(f"a sheet holds {MAX_ROWS:,} rows, the schedule has {rows:,}; write .csv.")
    made = ScheduleBook(StyledBook(file, rows), schedule)
    front = made.book.sheet("Summary", heading_row=None)
    write_rota(made)
    write_breaks(made)
    write_coverage_map(made)
    write_understaffing(made)
    day, week = write_day(made), write_week(made)
    write_coverage(made)
    write_shifts(made)
    write_figures(made)
    write_notes(made)
    write_front(made, front, day, week)
    made.book.close()
