"""The planner's verb: a forecast and a promise become agents, interval by interval.

The way of one number is `solve`: volume to load, load to agents, agents to the service they
really give, agents to people on the rota. `Plan` walks a forecast through it in blocks of rows,
so that ten million intervals need no more memory than the forecast itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import erlang, shrinkage, staffing
from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.shrinkage import Shrinkage
from wfm.targets import QueueTarget, Target

__all__ = ["Block", "Plan", "Staffing", "distinct", "solve"]

BLOCK = 1 << 17


class Staffing(NamedTuple):
    """What each interval needs and gets; arrays of one length.

    ``fractional_agents`` is the root before rounding up to whole people: the difference to
    ``agents`` is what rounding costs.
    """

    load: FloatArray
    agents: FloatArray
    scheduled: FloatArray
    service_level: FloatArray
    asa: FloatArray
    occupancy: FloatArray
    fractional_agents: FloatArray


class Block(NamedTuple):
    """Some consecutive rows of a plan."""

    rows: slice
    staffing: Staffing


def solve(
    volume: FloatArray,
    aht: FloatArray,
    interval: FloatArray | float,
    target: Target,
    share: float,
) -> Staffing:
    """Agents, scheduled people and the service that they give, for columns of a forecast.

    Parameters
    ----------
    volume : float64 array, shape (n,)
        Contacts offered. [contacts]
    aht : float64 array, shape (n,)
        Average handle time; may be NaN where the volume is 0. [s]
    interval : float or array, shape (n,)
        Length of the interval. [s]
    target : Target
        The promise.
    share : float
        Shrinkage. [fraction]
    """
    aht = np.where(volume == 0.0, 1.0, aht)
    load = np.asarray(erlang.offered_load(volume, aht, interval))
    goals = target.goals()
    agents = np.asarray(staffing.agents_required(load, aht, **goals), dtype=np.float64)
    fractional = np.asarray(staffing.agents_required(load, aht, **goals, round_up=False))
    given = erlang.performance(agents, load, aht, target.limit)
    rota = np.asarray(shrinkage.scheduled(agents, share), dtype=np.float64)
    return Staffing(load, agents, rota, given.service_level, given.asa, given.occupancy, fractional)


@dataclass(frozen=True)
class Plan:
    """A forecast with the promise it is to be staffed for.

    Attributes
    ----------
    demand : Demand
        The checked forecast.
    target : Target
        The promise.
    shrinkage : Shrinkage
        Total and components.
    contract_hours : float
        Paid hours of a full-time contract. [hours a week]
    assumed : tuple of str
        Which of these nobody gave.
    """

    demand: Demand
    target: Target
    shrinkage: Shrinkage
    contract_hours: float = 40.0
    assumed: tuple[str, ...] = ()

    @property
    def teams(self) -> tuple[str, ...]:
        """Whose people answer each queue: here its own."""
        return self.demand.queues

    @property
    def promises(self) -> Mapping[str, QueueTarget]:
        """What each queue promises, where they differ: here they do not."""
        return {}

    @property
    def extra_columns(self) -> tuple[str, ...]:
        """Names of the columns beyond those of every plan: none here."""
        return ()

    def blocks(self, rows: int = BLOCK) -> Iterator[Block]:
        """Solve the forecast a block at a time, each distinct pair of volume and AHT once."""
        for first in range(0, len(self.demand), rows):
            part = slice(first, min(first + rows, len(self.demand)))
            yield Block(part, self._staffing(part))

    def extra(self, part: slice) -> dict[str, list[str | float]]:
        """The columns beyond those of every plan, of some rows: none here."""
        return {}

    def _staffing(self, part: slice) -> Staffing:
        volume, aht = self.demand.volume[part], self.demand.aht[part]
        first, case = distinct(volume, aht)
        share = self.shrinkage.total
        solved = solve(volume[first], aht[first], self.demand.interval, self.target, share)
        return Staffing(*(column[case] for column in solved))


def distinct(volume: FloatArray, aht: FloatArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First row of each distinct pair of volume and AHT, and which pair each row is."""
    pairs = volume + 1j * np.nan_to_num(aht, nan=-1.0)
    _, first, case = np.unique(pairs, return_index=True, return_inverse=True)
    return first, case
