"""A finished schedule: its summary, its tables and its files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wfm.io.output_paths import output_path
from wfm.scheduling.results import ScheduleData, ScheduleSummary
from wfm.scheduling.schedule_files import write_schedule
from wfm.scheduling.schedule_tables import coverage_cells, shift_cells
from wfm.vocabulary import COVERAGE_COLUMNS, SCHEDULE_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Schedule"]


@dataclass(frozen=True, repr=False)
class Schedule(ScheduleData):
    """A finished schedule of shifts, or of people.

    Attributes
    ----------
    rows : tuple of ShiftRow
        One per shift, by queue, agent and start.
    coverage_by_queue : tuple of QueueCoverage
        Required and present people of each slot, one record of arrays per queue.
    totals : ScheduleSummary
        What `summary` returns.
    inputs : ScheduleInputs
        What the schedule was made from, defaults and overrides included.
    slot : int
        Length of a slot. [s]
    zone : tzinfo or None
        Time zone of the local times.
    understaffing : tuple of Understaffing
        Where people are missing, how many and why.
    notes : tuple of str
        What a reader should know, one sentence each.
    costs : tuple of QueueShiftCost
        Of all shifts, then by queue where there are several, at the cost of an hour of the plan;
        empty where it is not known.

    Examples
    --------
    >>> import wfm
    >>> plan = wfm.plan("examples/forecast.csv", "85/60")
    >>> schedule = wfm.make_schedule(plan, first_day="1999-02-05", days=1)
    >>> schedule.summary().status, schedule.summary().cost
    ('optimal', 84.0)
    """

    def __repr__(self) -> str:
        """The size and status of the schedule, instead of its rows."""
        return f"<Schedule: {len(self.rows)} shifts, {self.totals.status}>"

    def summary(self) -> ScheduleSummary:
        """Status, hours, cost, lower bound, understaffing and service level of all queues."""
        return self.totals

    def to_frame(self) -> pd.DataFrame:
        """The schedule as a table, one row per shift.

        Returns
        -------
        pandas.DataFrame
            ``queue``, ``agent``, ``date``, ``shift``, ``contract``, ``start`` and ``end`` (in the
            time zone of the plan, if it has one), ``paid_hours`` [hours] and ``breaks``
            (``12:00-12:30 unpaid;15:00-15:15 paid``).
        """
        import pandas as pd

        frame = pd.DataFrame(shift_cells(self), columns=list(SCHEDULE_COLUMNS))
        for name in ("start", "end"):
            instants = np.array([getattr(row, name) for row in self.rows], dtype=np.int64)
            frame[name] = self._local(instants)
        return frame

    def coverage(self) -> pd.DataFrame:
        """The coverage as a table, one row per queue and slot.

        Returns
        -------
        pandas.DataFrame
            ``queue``, ``start``, the agents ``required``, ``present``, ``on_break``, ``net``
            (present and not on a break), ``overstaffed`` and ``understaffed``, and the
            ``service_level`` [fraction], NaN where it is not known.
        """
        import pandas as pd

        frame = pd.DataFrame(coverage_cells(self), columns=list(COVERAGE_COLUMNS))
        starts = [one.start for one in self.coverage_by_queue]
        frame["start"] = self._local(np.concatenate(starts) if starts else np.zeros(0, np.int64))
        return frame

    def _local(self, instants: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pd.Series:
        """Instants as times, in the time zone of the plan if it has one."""
        import pandas as pd

        times = pd.Series(pd.to_datetime(instants, unit="s", utc=self.zone is not None))
        return times if self.zone is None else times.dt.tz_convert(self.zone)

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        replaces: str | os.PathLike[str] | None = None,
    ) -> None:
        """Write the schedule to a file; the whole file or nothing.

        Parameters
        ----------
        path : str or path
            With the ending .csv, .tsv, .json, .xlsx or .ics. ``{agent}`` in it is replaced by
            the name of each agent: one file per person.
        overwrite : bool
            Replace an existing file.
        replaces : str or path, optional
            The calendar (.ics) that the new calendar replaces, as of an earlier schedule of the
            same days; with ``{agent}`` as `path` has it. Shifts that differ are its next
            versions, and those that are gone are cancelled.

        Raises
        ------
        UsageError
            For an unknown ending, a folder that does not exist, or an existing file without
            `overwrite`; for `replaces` if `path` is no calendar.
        DataError
            If `replaces` is not a calendar of shifts of wfm.
        """
        before = None if replaces is None else os.fspath(replaces)
        write_schedule(output_path(path), self, overwrite=overwrite, replaces=before)
