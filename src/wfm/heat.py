"""A plan as a picture: time of day down, days across, people in the cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from wfm import calendar
from wfm.plan import Block, Plan

__all__ = ["CLOSED", "Grid"]

CLOSED = -1


class Grid:
    """Agents and scheduled people by queue, time of day and day.

    Attributes
    ----------
    days : int64 array, shape (d,)
        Day numbers since 1970.
    slots : int64 array, shape (t,)
        Second of the day at which each interval begins, on the wall clock.
    agents, scheduled : int64 array, shape (queues, t, d)
        `CLOSED` where the plan has no interval. Where a clock shows an hour twice, the higher.
    """

    def __init__(self, plan: Plan, days: int | None = None) -> None:
        self.plan = plan
        wall = calendar.local(calendar.moments(plan.demand.start), plan.demand.zone)
        self.days = np.unique(wall // calendar.DAY)[:days]
        shown = wall[wall < (self.days[-1] + 1) * calendar.DAY] if len(self.days) else wall
        self.slots = np.unique(shown % calendar.DAY)
        shape = (len(plan.demand.queues), len(self.slots), len(self.days))
        self.agents = np.full(shape, CLOSED, dtype=np.int64)
        self.scheduled = np.full(shape, CLOSED, dtype=np.int64)

    def follow(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Pass the blocks on, filling the grid."""
        for block in blocks:
            self._fill(block)
            yield block

    def _fill(self, block: Block) -> None:
        demand = self.plan.demand
        wall = calendar.local(demand.start[block.rows], demand.zone)
        shown = np.flatnonzero(wall < (self.days[-1] + 1) * calendar.DAY)
        cell = self._cells(demand.queue[block.rows][shown], wall[shown])
        np.maximum.at(self.agents, cell, block.staffing.agents[shown].astype(np.int64))
        np.maximum.at(self.scheduled, cell, block.staffing.scheduled[shown].astype(np.int64))

    def _cells(
        self, queue: NDArray[np.int32], wall: NDArray[np.int64]
    ) -> tuple[NDArray[np.int32], NDArray[np.intp], NDArray[np.intp]]:
        slot = np.searchsorted(self.slots, wall % calendar.DAY)
        return queue, slot, np.searchsorted(self.days, wall // calendar.DAY)
