"""A plan as a picture: time of day down, days across, people in the cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.planning.records import Block, PlanBasis, column_or_nan

__all__ = ["CLOSED", "Grid"]

CLOSED = -1


class Grid:
    """Agents and scheduled people by team, time of day and day.

    A queue with people of its own is a team; queues that share people are one.

    Attributes
    ----------
    teams : tuple of str
        Whose people they are.
    days : int64 array, shape (d,)
        Day numbers since 1970.
    slots : int64 array, shape (t,)
        Second of the day at which each interval begins, on the wall clock.
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
        self._people = np.zeros((2, len(self.teams), len(wall)), dtype=np.int64)
        self._there = np.zeros((len(self.teams), len(wall)), dtype=bool)

    def add(self, block: Block) -> None:
        """Add some rows."""
        demand = self.basis.demand
        start = demand.start[block.rows]
        shown = np.flatnonzero(np.isin(start, self._moments))
        cell = (
            self._team[demand.queue[block.rows][shown]],
            np.searchsorted(self._moments, start[shown]),
        )
        self._there[cell] = True
        for people, name in zip(self._people, ("agents", "scheduled"), strict=True):
            column = np.nan_to_num(column_or_nan(block.columns, name, len(start)))
            np.add.at(people, cell, column[shown].astype(np.int64))

    @property
    def agents(self) -> NDArray[np.int64]:
        """Net of shrinkage, shape (teams, t, d).

        `CLOSED` where the plan has no interval. Where a clock shows an hour twice, the higher.
        """
        return self._cells(self._people[0])

    @property
    def scheduled(self) -> NDArray[np.int64]:
        """Gross of shrinkage, likewise."""
        return self._cells(self._people[1])

    def _cells(self, people: NDArray[np.int64]) -> NDArray[np.int64]:
        cells = np.full((len(self.teams), len(self.slots), len(self.days)), CLOSED, np.int64)
        for team, count in enumerate(np.where(self._there, people, CLOSED)):
            np.maximum.at(cells[team], self._cell, count)
        return cells
