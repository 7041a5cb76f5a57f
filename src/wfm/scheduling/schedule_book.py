"""What the sheets of a schedule share: the schedule, its days, and local times as cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.io.styled_book import StyledBook
from wfm.printable_text import printable_line
from wfm.scheduling.results import ScheduleData, days_concerned

__all__ = ["ScheduleBook"]

_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class ScheduleBook:
    """A workbook of a schedule while it is written.

    Attributes
    ----------
    book : StyledBook
        Its sheets.
    schedule : ScheduleData
        The finished schedule.
    """

    book: StyledBook
    schedule: ScheduleData

    @property
    def source(self) -> str:
        """The name of the plan without its folder."""
        return printable_line(PurePath(self.schedule.inputs.source).name)

    @cached_property
    def has_people(self) -> bool:
        """Whether shifts have people by name."""
        return any(row.agent for row in self.schedule.rows)

    @property
    def has_queues(self) -> bool:
        """Whether there are several queues."""
        return len(self.schedule.coverage_by_queue) > 1

    @cached_property
    def days(self) -> list[date]:
        """Every day from the first to the last of the schedule."""
        days = [date.fromisoformat(day) for day in days_concerned(self.schedule)]
        if not days:
            return []
        count = (days[-1] - days[0]).days + 1
        # days far apart are not joined by empty columns
        return [days[0] + timedelta(n) for n in range(count)] if count < 2 * len(days) + 7 else days

    @property
    def period(self) -> str:
        """The first and the last day."""
        if not self.days:
            return "no shifts"
        return f"{self.days[0]:%a %Y-%m-%d} to {self.days[-1]:%a %Y-%m-%d}"

    @cached_property
    def slots(self) -> NDArray[np.int64]:
        """The starts of the slots of all queues, each once."""
        return np.unique(self._starts)

    @property
    def _starts(self) -> NDArray[np.int64]:
        """The starts of the slots, queue by queue."""
        queues = self.schedule.coverage_by_queue
        return np.concatenate([np.zeros(0, np.int64), *(one.start for one in queues)])

    def sums(self, name: str) -> FloatArray:
        """A column of the coverage in each of `slots`, all queues together."""
        queues = self.schedule.coverage_by_queue
        counts = np.concatenate([np.zeros(0), *(getattr(one, name) for one in queues)])
        place = np.searchsorted(self.slots, self._starts)
        return np.bincount(place, counts, len(self.slots)).astype(np.float64)

    def wall(self, instants: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """Instants as seconds of local time since 1970."""
        return datetimes.local(np.asarray(instants, dtype=np.int64), self.schedule.zone)

    def moments(self, instants: Sequence[int] | NDArray[np.int64]) -> list[datetime]:
        """Instants as local times."""
        return [_EPOCH + timedelta(seconds=second) for second in self.wall(instants).tolist()]

    def offsets(self, instants: Sequence[int]) -> list[str]:
        """The offsets of local times from UTC; none without a time zone."""
        if self.schedule.zone is None:
            return []
        texts = datetimes.iso_texts(np.array(instants, dtype=np.int64), self.schedule.zone)
        return [text[19:] for text in texts]
