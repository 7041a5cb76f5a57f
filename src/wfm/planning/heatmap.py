"""A plan as a map: agents by team, time of day and day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.planning.records import Block, PlanBasis, column_or_nan

__all__ = ["CLOSED", "Grid"]

CLOSED = -1  # cell of a map in which the plan has no interval


class Grid:
    """Agents and scheduled agents by team, time of day and day.

    A queue with agents of its own is a team; queues that share agents are one.

    Parameters
    ----------
    basis : PlanBasis
        The forecast and its teams.
    days : int, optional
        Only the first days of the plan; all by default.

    Attributes
    ----------
    teams : tuple of str
        Names of the teams.
    days : int64 array, shape (d,)
        Day numbers since 1970.
    slots : int64 array, shape (t,)
        Start of each interval of a day, in seconds since midnight local time. [s]
    """

    def __init__(self, basis: PlanBasis, days: int | None = None) -> None:
        self.basis = basis
        self.teams: tuple[str, ...] = tuple(dict.fromkeys(basis.teams))
        self._team = np.array([self.teams.index(name) for name in basis.teams], dtype=np.intp)
        moments = datetimes.moments(basis.demand.start)
        wall = datetimes.local(moments, basis.demand.zone)
        self.days: NDArray[np.int64] = np.unique(wall // datetimes.DAY)[:days]
        shown = wall < (self.days[-1] + 1) * datetimes.DAY if len(self.days) else wall < 0
        self._moments, wall = moments[shown], wall[shown]
        self.slots: NDArray[np.int64] = np.unique(wall % datetimes.DAY)
        self._cell = (
            np.searchsorted(self.slots, wall % datetimes.DAY),
            np.searchsorted(self.days, wall // datetimes.DAY),
        )
        self._counts = np.zeros((2, len(self.teams), len(wall)), dtype=np.int64)
        self._open = np.zeros((len(self.teams), len(wall)), dtype=bool)

    def add(self, block: Block) -> None:
        """Add some rows."""
        demand = self.basis.demand
        start = demand.start[block.rows]
        shown = np.flatnonzero(np.isin(start, self._moments))
        cell = (
            self._team[demand.queue[block.rows][shown]],
            np.searchsorted(self._moments, start[shown]),
        )
        self._open[cell] = True
        for counts, name in zip(self._counts, ("agents", "scheduled"), strict=True):
            column = np.nan_to_num(column_or_nan(block.columns, name, len(start)))
            np.add.at(counts, cell, column[shown].astype(np.int64))

    @property
    def agents(self) -> NDArray[np.int64]:
        """Agents net of shrinkage, shape (teams, t, d).

        `CLOSED` if the plan has no interval; the maximum if an hour occurs twice at the end of
        daylight saving time.
        """
        return self._cells(self._counts[0])

    @property
    def scheduled(self) -> NDArray[np.int64]:
        """Agents gross of shrinkage, as for `agents`."""
        return self._cells(self._counts[1])

    @property
    def profile(self) -> tuple[FloatArray, FloatArray, NDArray[np.int64]]:
        """Agents, scheduled agents and open days of each time of day, all teams together.

        Agents are means over the starts at that time at which a team is open; an hour that occurs
        twice at the end of daylight saving time has two of them.
        """
        slot = self._cell[0]
        is_open = self._open.any(axis=0)
        days = np.bincount(slot[is_open], minlength=len(self.slots))
        sums = [np.bincount(slot, one.sum(axis=0), len(self.slots)) for one in self._counts]
        agents, scheduled = (one / np.maximum(days, 1) for one in sums)
        return agents, scheduled, days

    def _cells(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Counts by moment as a map by time of day and day."""
        cells = np.full((len(self.teams), len(self.slots), len(self.days)), CLOSED, np.int64)
        for team, count in enumerate(np.where(self._open, counts, CLOSED)):
            np.maximum.at(cells[team], self._cell, count)
        return cells
