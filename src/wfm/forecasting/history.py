"""The history of a queue as days × slots, which every forecasting method learns from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray, Truths
from wfm.datetimes import DAY, local
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.work_limits import HISTORY_DAYS, HISTORY_INTERVALS

__all__ = ["History", "histories_of", "weekday"]

_Days = NDArray[np.int64]

# Day 0, 1 January 1970, is a Thursday: weekday 3 where Monday is 0.
_FIRST_WEEKDAY = 3


def weekday(day: _Days) -> _Days:
    """Weekday of day numbers since 1970; Monday is 0.

    >>> weekday(np.array([0, 4])).tolist()
    [3, 0]
    """
    return (day + _FIRST_WEEKDAY) % 7


@dataclass(frozen=True, repr=False)
class History:
    """What a queue received: one row per day, one column per interval of the day.

    Attributes
    ----------
    queue : str
        Name of the queue.
    day : int64 array, shape (D,)
        Consecutive days, as days since 1970-01-01 in local time.
    volume : float64 array, shape (D, S)
        Contacts offered in each interval; NaN where the file has no row for it. [contacts]
    aht : float64 array, shape (D, S)
        Average handle time; NaN where it is not known. [s]
    interval : float
        Length of an interval; S of them make a day. [s]
    name : array of int, shape (D,)
        Index into `names` of the holiday or event of the day; -1 for an ordinary day.
    names : tuple of str
        Names of the holidays and events.
    set_aside : bool array, shape (D,)
        Days that no method learns from, because the user named them.
    keep : bool array, shape (D,)
        Days that are never set aside as unusual, because the user named them.
    zeros_added : int
        Intervals without a row, between rows of their day, that count as volume 0.
    """

    queue: str
    day: _Days
    volume: FloatArray
    aht: FloatArray
    interval: float
    name: NDArray[np.int64]
    names: tuple[str, ...]
    set_aside: Truths
    keep: Truths
    zeros_added: int = 0

    def __repr__(self) -> str:
        """The size of the history, instead of its arrays."""
        return f"<History: {len(self.day)} days of {self.volume.shape[1]} intervals>"

    def until(self, row: int) -> History:
        """The days before a row: all that a forecast made on that day may use."""
        return replace(
            self,
            day=self.day[:row],
            volume=self.volume[:row],
            aht=self.aht[:row],
            name=self.name[:row],
            set_aside=self.set_aside[:row],
            keep=self.keep[:row],
        )

    @property
    def totals(self) -> FloatArray:
        """Contacts of each day, NaN for a day without any row."""
        recorded = ~np.isnan(self.volume)
        return np.where(recorded.any(axis=1), np.nansum(self.volume, axis=1), np.nan)


def histories_of(demand: Demand, *, missing_is_zero: bool | None = None) -> tuple[History, ...]:
    """The days of each queue of a checked table of past contacts.

    An hour that a change of the clock repeats counts with its mean, an hour that it leaves out is
    not recorded. A missing row is volume 0 where the table has no row of volume 0 at all: programs
    that export only intervals with contacts write such tables. Else it is not recorded.

    Parameters
    ----------
    demand : Demand
        The past contacts, one row per queue and interval.
    missing_is_zero : bool, optional
        Whether a missing row inside a recorded day is volume 0; decided per queue by default.

    Returns
    -------
    tuple of History
        In the order of ``demand.queues``; queues without a row have no history.

    Raises
    ------
    InputError
        If the interval does not divide a day.
    """
    interval = demand.interval
    if not interval or DAY % interval:
        raise InputError(
            f"interval of a history must divide a day: got {interval:g} s; write --interval 30m.",
            name="interval",
            value=interval,
        )
    clock = local(demand.start, demand.zone)
    days = int(clock.max() // DAY - clock.min() // DAY) + 1
    HISTORY_DAYS.check("history", days)
    HISTORY_INTERVALS.check("history", days * DAY / interval * len(demand.queues))
    found = []
    for index, queue in enumerate(demand.queues):
        rows = np.flatnonzero(demand.queue == index)
        if rows.size:
            grid = _grid(clock[rows], demand.volume[rows], demand.aht[rows], interval)
            found.append(_history(queue, interval, grid, missing_is_zero))
    return tuple(found)


def _grid(
    clock: NDArray[np.int64], volume: FloatArray, aht: FloatArray, interval: float
) -> tuple[_Days, FloatArray, FloatArray]:
    """Days, volumes and AHTs of the rows of a queue as days × slots."""
    day, slot = clock // DAY, (clock % DAY) // int(interval)
    days = np.arange(day.min(), day.max() + 1)
    shape = (len(days), int(DAY // interval))
    cell = (day - days[0], slot)
    rows, contacts, known, work = (np.zeros(shape) for _ in range(4))
    timed = ~np.isnan(aht)
    np.add.at(rows, cell, 1.0)
    np.add.at(contacts, cell, volume)
    np.add.at(known, cell, np.where(timed, volume, 0.0))
    np.add.at(work, cell, np.where(timed, volume * np.nan_to_num(aht), 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        return days, contacts / rows, work / known


def _history(
    queue: str,
    interval: float,
    grid: tuple[_Days, FloatArray, FloatArray],
    missing_is_zero: bool | None,
) -> History:
    """A history of ordinary days only."""
    days, volume, aht = grid
    added = 0
    if missing_is_zero is None:
        missing_is_zero = not bool((volume == 0.0).any())
    if missing_is_zero:
        recorded = np.any(~np.isnan(volume), axis=1, keepdims=True)
        known = ~np.isnan(volume)
        begun = np.logical_or.accumulate(known, axis=1)
        open_again = np.logical_or.accumulate(known[:, ::-1], axis=1)[:, ::-1]
        added = int((begun & open_again & ~known).sum())
        volume = np.where(recorded, np.nan_to_num(volume), volume)
    none = np.zeros(len(days), dtype=bool)
    name = np.full(len(days), -1)
    return History(queue, days, volume, aht, interval, name, (), none, none.copy(), added)
