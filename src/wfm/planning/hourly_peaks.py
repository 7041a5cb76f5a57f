"""What a first screen shows of the rows of a plan: agents by hour, and the worst interval."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.planning.heatmap import CLOSED, Grid
from wfm.planning.records import Block, PlanBasis, column_or_nan

__all__ = ["HourlyPeaks", "WorstInterval"]

_HOUR = 3600  # s
_ROUNDING = 1e-9  # difference of service levels that are equal


class WorstInterval(NamedTuple):
    """The interval whose service level is furthest below its target, or least above it.

    `start` is its local time; `queue` its queue; `below` the intervals below their target, of
    `intervals` intervals with contacts.
    """

    start: str
    queue: str
    service_level: float
    target: float
    agents: float
    below: int
    intervals: int


class HourlyPeaks:
    """Collects the rows of a plan as they are computed.

    Parameters
    ----------
    basis : PlanBasis
        The forecast and its targets.
    """

    def __init__(self, basis: PlanBasis) -> None:
        self.basis: PlanBasis = basis
        self.grid: Grid = Grid(basis)
        targets = [one.target for one in basis.settings.settings]
        self._targets = np.array(
            [
                np.nan if target is None or target.service_level is None else target.service_level
                for target in targets
            ],
            dtype=np.float64,
        )
        self._worst: WorstInterval | None = None
        self._below = self._count = 0

    def add(self, block: Block) -> None:
        """Add some rows."""
        self.grid.add(block)
        demand, rows = self.basis.demand, block.rows
        number = len(demand.start[rows])
        level = column_or_nan(block.columns, "service_level", number)
        target = self._targets[self.basis.settings.row[rows]]
        margin = np.where(demand.volume[rows] > 0, level - target, np.nan)
        known = np.flatnonzero(~np.isnan(margin))
        if not len(known):
            return
        self._count += len(known)
        self._below += int((margin[known] < -_ROUNDING).sum())
        at = int(known[np.argmin(margin[known])])
        worst = self._worst
        if worst is not None and margin[at] >= worst.service_level - worst.target:
            return
        agents = column_or_nan(block.columns, "agents", number)
        row = rows.start + at
        self._worst = WorstInterval(
            datetimes.iso_texts(demand.start[row : row + 1], demand.zone)[0],
            demand.queues[demand.queue[row]] if len(demand.queues) > 1 else "",
            float(level[at]),
            float(target[at]),
            float(agents[at]),
            0,
            0,
        )

    @property
    def worst(self) -> WorstInterval | None:
        """The worst interval; None for a plan without service levels."""
        worst = self._worst
        return None if worst is None else worst._replace(below=self._below, intervals=self._count)

    @property
    def hours(self) -> list[int]:
        """The hours of a day from the first to the last with an interval."""
        hours = self.grid.slots // _HOUR
        return list(range(int(hours.min()), int(hours.max()) + 1)) if len(hours) else []

    def by_hour(self) -> NDArray[np.int64]:
        """The most scheduled agents of all queues in each hour of each day.

        Shape (h, d), for `hours` and ``grid.days``; `CLOSED` without an interval.
        """
        scheduled = self.grid.scheduled
        is_open = (scheduled != CLOSED).any(axis=0)
        total = np.where(is_open, np.where(scheduled == CLOSED, 0, scheduled).sum(axis=0), CLOSED)
        hours = self.hours
        peaks = np.full((len(hours), len(self.grid.days)), CLOSED, dtype=np.int64)
        if hours:
            np.maximum.at(peaks, self.grid.slots // _HOUR - hours[0], total)
        return peaks
