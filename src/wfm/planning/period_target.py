"""A service level that holds over a day, a week or a month: the fewest agent-hours for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.errors import InputError

__all__ = ["PERIODS", "Period", "PeriodGoal", "agents_for_period", "period_of"]

Period: TypeAlias = Literal["interval", "day", "week", "month"]
PERIODS: tuple[Period, ...] = ("interval", "day", "week", "month")

# The service level of so many rows and agents (float64 arrays of one length), as fractions.
Levels: TypeAlias = Callable[[NDArray[np.intp], FloatArray], FloatArray]

# A level is met within its rounding error.
_ROUNDING = 1e-12
# Levels nearer to 1 bring nothing that a report shows.
_FULL = 1.0 - 1e-9
_FEWEST, _MOST = 16, 100_000  # agents above the floor that are looked at, first and at most


class PeriodGoal(NamedTuple):
    """Over what a service level must hold, and what no interval may fall below.

    Attributes
    ----------
    period : {"interval", "day", "week", "month"}
        The period over which the level, weighted by contacts, meets the target. Weeks begin on
        Monday.
    min_service_level : float
        Least service level of every interval. [fraction]
    """

    period: Period = "interval"
    min_service_level: float = 0.0


def period_of(local: NDArray[np.int64], period: Period) -> NDArray[np.int64]:
    """A number for the day, week or month of local times in seconds since 1970.

    >>> period_of(np.array([4 * 86_400, 10 * 86_400, 11 * 86_400]), "week").tolist()
    [4, 4, 11]
    """
    day = local // datetimes.DAY
    if period == "month":
        return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    if period == "week":
        return datetimes.week_start(day)
    return np.asarray(day)


def agents_for_period(
    levels: Levels,
    floor: FloatArray,
    volume: FloatArray,
    hours: FloatArray,
    period: NDArray[np.int64],
    target: float,
) -> FloatArray:
    """The agents of each interval with the fewest agent-hours that meet a level over each period.

    ::

        minimise   Σ hours · n
        subject to Σ volume · SL(n) ≥ target · Σ volume, over every period,  n ≥ floor

    Agents are added where a step of the concave hull of volume · SL(n) brings most per hour, until
    the period meets its target; then those are taken away again that it can spare. The result is
    optimal but for the last step, for the gains of a hull fall.

    Parameters
    ----------
    levels : callable
        Service level of rows and agents, which rises with the agents. [fraction]
    floor : float64 array, shape (n,)
        Least agents of each interval. [agents]
    volume : float64 array, shape (n,)
        Contacts of each interval, by which its level counts. [contacts]
    hours : float64 array, shape (n,)
        Length of each interval. [hours]
    period : int64 array, shape (n,)
        Number of the period of each interval.
    target : float
        Service level of each period. [fraction]

    Returns
    -------
    float64 array, shape (n,)
        Whole agents.

    Raises
    ------
    InputError
        If a period cannot meet its target.

    Examples
    --------
    Two agents bring the same where the volume is the same:

    >>> agents_for_period(
    ...     lambda row, n: 1.0 - 0.5**n, np.zeros(2), np.array([10.0, 10.0]), np.ones(2),
    ...     np.zeros(2, dtype=np.int64), 0.75,
    ... ).tolist()
    [2.0, 2.0]

    References
    ----------
    - G. Koole, E. van der Sluis, "Optimal shift scheduling with a global service level constraint",
      IIE Transactions 35, 2003.
    """
    agents = floor.copy()
    steps = _HullSteps.of(levels, floor, volume, hours)
    for one in np.unique(period[volume > 0.0]):
        rows = np.flatnonzero((period == one) & (volume > 0.0))
        _meet(levels, agents, rows, volume, hours, steps, target)
    return agents


class _HullSteps(NamedTuple):
    """Steps of the hulls of all intervals: agents more in a row, and what they bring."""

    row: NDArray[np.intp]
    agents: FloatArray
    gain: FloatArray
    rate: FloatArray  # gain per agent-hour, which falls from step to step of a row

    @classmethod
    def of(
        cls, levels: Levels, floor: FloatArray, volume: FloatArray, hours: FloatArray
    ) -> _HullSteps:
        """The steps of every interval with contacts, from its floor to a full service level."""
        rows, agents, gains = [], [], []
        for row in np.flatnonzero(volume > 0.0):
            for more, rise in _hull(_curve(levels, int(row), float(floor[row]))):
                rows.append(int(row))
                agents.append(float(more))
                gains.append(float(volume[row]) * rise)
        places = np.array(rows, dtype=np.intp)
        added, gain = np.array(agents), np.array(gains)
        return cls(places, added, gain, gain / (added * hours[places]))


def _curve(levels: Levels, row: int, floor: float) -> FloatArray:
    """Levels of one interval with floor, floor + 1, … agents, until it is full."""
    count = _FEWEST
    while True:
        n = floor + np.arange(count + 1.0)
        level = levels(np.full(n.size, row, dtype=np.intp), n)
        if level[-1] >= _FULL or count >= _MOST:
            end = int(np.argmax(level >= _FULL)) if level[-1] >= _FULL else count
            return np.maximum.accumulate(level[: end + 1])
        count *= 2


def _hull(level: FloatArray) -> Iterator[tuple[int, float]]:
    """Agents and rise of each step of the concave hull of a curve, the steepest first."""
    hull = [0]
    for k in range(1, len(level)):
        while len(hull) > 1 and _slope(level, hull[-2], hull[-1]) <= _slope(level, hull[-1], k):
            hull.pop()
        hull.append(k)
    for first, last in pairwise(hull):
        if level[last] > level[first]:
            yield last - first, float(level[last] - level[first])


def _slope(level: FloatArray, first: int, last: int) -> float:
    """Rise per agent between two points of a curve."""
    return float(level[last] - level[first]) / (last - first)


def _meet(
    levels: Levels,
    agents: FloatArray,
    rows: NDArray[np.intp],
    volume: FloatArray,
    hours: FloatArray,
    steps: _HullSteps,
    target: float,
) -> None:
    """Add agents to the intervals of one period until it meets its target."""
    contacts = float(volume[rows].sum())
    reached = float((volume[rows] * levels(rows, agents[rows])).sum())
    missing = target * contacts - reached
    own = np.flatnonzero(np.isin(steps.row, rows))
    own = own[np.lexsort((np.arange(own.size), -steps.rate[own]))]
    total = np.cumsum(steps.gain[own])
    slack = _ROUNDING * contacts
    taken = int(np.searchsorted(total, missing - slack, side="left")) + 1 if missing > slack else 0
    if taken > len(own):
        raise InputError(
            f"a service level of {100 * target:g} % cannot be met over the period.",
            name="service_level",
        )
    np.add.at(agents, steps.row[own[:taken]], steps.agents[own[:taken]])
    _spare(levels, agents, steps.row[own[:taken]][::-1], volume, rows, target * contacts - slack)


def _spare(
    levels: Levels,
    agents: FloatArray,
    added: NDArray[np.intp],
    volume: FloatArray,
    rows: NDArray[np.intp],
    least: float,
) -> None:
    """Take agents away again, those that bring least first, as far as the period can spare them."""
    level = dict(zip(rows.tolist(), levels(rows, agents[rows]).tolist(), strict=True))
    reached = float(sum(volume[row] * level[row] for row in rows.tolist()))
    for row in dict.fromkeys(added.tolist()):
        fewer = float(levels(np.array([row]), np.array([agents[row] - 1.0]))[0])
        lost = float(volume[row]) * (level[row] - fewer)
        if reached - lost >= least:
            agents[row] -= 1.0
            reached -= lost
