"""A service level that holds over a day, a week or a month: the fewest agent-hours for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.errors import InputError
from wfm.targets import GoalPeriod

__all__ = ["ROUNDING", "agents_for_period", "period_of", "period_text"]

# The service level of so many rows and agents (arrays of one length), as fractions.
Levels: TypeAlias = Callable[[NDArray[np.intp], FloatArray], FloatArray]

# A level is met within its rounding error.
ROUNDING = 1e-12
# Levels nearer to 1 bring nothing that a report shows.
_FULL = 1.0 - 1e-9
_FEWEST, _MOST = 16, 100_000  # agents above the minimum that are looked at, first and at most
_ROWS = 4096  # rows that are solved at once, in whole periods
_CELLS = 1 << 20  # levels that are computed at once: eight megabytes


def period_of(local: NDArray[np.int64], goal: GoalPeriod) -> NDArray[np.int64]:
    """A number for the day, week or month of local times in seconds since 1970.

    >>> period_of(np.array([4 * 86_400, 10 * 86_400, 11 * 86_400]), "week").tolist()
    [4, 4, 11]
    """
    day = local // datetimes.DAY
    if goal == "month":
        return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    if goal == "week":
        return datetimes.week_start(day)
    return np.asarray(day)


def period_text(number: int, goal: GoalPeriod) -> str:
    """The date of a day, that of the Monday of a week, or the month, of a number of `period_of`.

    >>> period_text(4, "week"), period_text(2, "month")
    ('1970-01-05', '1970-03')
    """
    return str(np.datetime64(number, "M" if goal == "month" else "D"))


def agents_for_period(
    levels: Levels,
    minimum: FloatArray,
    volume: FloatArray,
    hours: FloatArray,
    period: NDArray[np.int64],
    target: float,
) -> FloatArray:
    """The agents of each interval with the fewest agent-hours that meet a level over each period.

    ::

        minimise   Σ hours · n
        subject to Σ volume · SL(n) ≥ target · Σ volume, over every period,  n ≥ minimum

    Agents are added where a step of the concave hull of volume · SL(n) brings most per hour, until
    the period meets its target; then those are taken away again that it can spare. The result is
    optimal but for the last step, for the gains of a hull fall.

    Parameters
    ----------
    levels : callable
        Service level of rows and agents, which rises with the agents. [fraction]
    minimum : float64 array, shape (n,)
        Minimum agents of each interval. [agents]
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
    agents = minimum.copy()
    for rows in _parts(period, volume):
        steps = _HullSteps.of(levels, rows, minimum, volume, hours, period)
        level = levels(rows, agents[rows])
        first = np.flatnonzero(np.diff(period[rows], prepend=period[rows[0]] - 1))
        for begin, end in pairwise([*first.tolist(), len(rows)]):
            own = rows[begin:end]
            served = float((volume[own] * level[begin:end]).sum())
            wanted = (target - ROUNDING) * float(volume[own].sum())
            _meet(levels, agents, steps.of_period(int(period[own[0]])), volume, served, wanted)
    return agents


def _parts(period: NDArray[np.int64], volume: FloatArray) -> Iterator[NDArray[np.intp]]:
    """The rows with contacts by period, some thousand at a time, never a part of a period."""
    rows = np.flatnonzero(volume > 0.0)
    rows = rows[np.argsort(period[rows], kind="stable")]
    begin = 0
    while begin < len(rows):
        last = period[rows[min(begin + _ROWS, len(rows)) - 1]]
        end = int(np.searchsorted(period[rows], last, side="right"))
        yield rows[begin:end]
        begin = end


class _HullSteps(NamedTuple):
    """Steps of the hulls of some intervals, by period and the best first."""

    row: NDArray[np.intp]
    agents: FloatArray
    gain: FloatArray  # contacts more that are answered in time
    period: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        levels: Levels,
        rows: NDArray[np.intp],
        minimum: FloatArray,
        volume: FloatArray,
        hours: FloatArray,
        period: NDArray[np.int64],
    ) -> _HullSteps:
        """The steps of each row, from its minimum to a full service level."""
        parts = [_steps(some, curves) for some, curves in _curves(levels, rows, minimum)]
        row, agents, rise = (np.concatenate(column) for column in zip(*parts, strict=True))
        gain = volume[row] * rise
        order = np.lexsort((-gain / (agents * hours[row]), period[row]))
        return cls(row[order], agents[order], gain[order], period[row][order])

    def of_period(self, number: int) -> _HullSteps:
        """The steps of one period."""
        part = slice(*np.searchsorted(self.period, [number, number + 1]).tolist())
        return _HullSteps(self.row[part], self.agents[part], self.gain[part], self.period[part])


def _curves(
    levels: Levels, rows: NDArray[np.intp], minimum: FloatArray
) -> Iterator[tuple[NDArray[np.intp], FloatArray]]:
    """Rows with their levels at minimum, minimum + 1, … agents, until they are full."""
    count = _FEWEST
    while len(rows):
        more, size, left = np.arange(count + 1.0), max(_CELLS // count, 1), []
        for begin in range(0, len(rows), size):
            some = rows[begin : begin + size]
            n = minimum[some, None] + more
            curves = levels(np.repeat(some, count + 1), n.ravel()).reshape(n.shape)
            full = np.asarray(curves[:, -1] >= _FULL) | np.full(len(some), count >= _MOST)
            yield some[full], np.maximum.accumulate(curves[full], axis=1)
            left.append(some[~full])
        rows, count = np.concatenate(left), 2 * count


def _steps(
    rows: NDArray[np.intp], curves: FloatArray
) -> tuple[NDArray[np.intp], FloatArray, FloatArray]:
    """Row, agents and rise of each step of the hulls of some curves, up to a full level."""
    curves = np.where(curves >= _FULL, np.maximum(_FULL, curves.min(axis=1))[:, None], curves)
    rises = np.diff(curves, axis=1)
    concave = np.asarray((rises[:, 1:] <= rises[:, :-1] + ROUNDING).all(axis=1))
    at, place = np.nonzero((rises > 0.0) & concave[:, None])
    parts = [(rows[at], np.ones(len(at)), rises[at, place])]
    for index in np.flatnonzero(~concave).tolist():
        agents, rise = np.array(list(_hull(curves[index])), dtype=float).reshape(-1, 2).T
        parts.append((np.full(len(agents), rows[index]), agents, rise))
    row, agents, rise = (np.concatenate(column) for column in zip(*parts, strict=True))
    return row, agents, rise


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
    steps: _HullSteps,
    volume: FloatArray,
    served: float,
    wanted: float,
) -> None:
    """Add agents to the intervals of one period until enough contacts are answered in time."""
    if served >= wanted:
        return
    taken = int(np.searchsorted(np.cumsum(steps.gain), wanted - served)) + 1
    if taken > len(steps.row):
        raise InputError(
            "the service level of the target cannot be met over a period; lower it.",
            name="service_level",
        )
    np.add.at(agents, steps.row[:taken], steps.agents[:taken])
    _spare(levels, agents, steps.row[:taken], volume, served + float(steps.gain[:taken].sum()),
           wanted)  # fmt: skip


def _spare(
    levels: Levels,
    agents: FloatArray,
    added: NDArray[np.intp],
    volume: FloatArray,
    served: float,
    wanted: float,
) -> None:
    """Take agents away again, those that bring least first, as far as the period can spare them."""
    rows = np.array(list(dict.fromkeys(added[::-1].tolist())), dtype=np.intp)
    fewer = levels(rows, agents[rows] - 1.0)
    lost = volume[rows] * (levels(rows, agents[rows]) - fewer)
    for row, less in zip(rows.tolist(), lost.tolist(), strict=True):
        if served - less >= wanted:
            agents[row] -= 1.0
            served -= less
