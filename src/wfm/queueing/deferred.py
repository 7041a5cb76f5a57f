"""Deferred work: e-mail and tickets with response-time targets of hours, not seconds.

No customer waits on the line, so work may be moved between its release and its deadline. The time
axis is cut into equal buckets, of which only the open ones count: what arrives while the centre is
closed is released when it opens, and a target counts business hours or calendar time. Work is a
fluid; that is right where the target is much longer than a handle time (ten times and more) and
there are many contacts. `safety` covers the randomness of the work; below ten handle times use a
queue (`wfm.service_level` with the target as its limit).

A capacity is enough exactly if no stretch of buckets holds more work that is both released and due
within it than the agents can do in it, and working in order of deadline then meets every target
(the processor-demand criterion):

    D(s, t) = Σ work released at s or later and due by t  ≤  capacity of the buckets s … t

Every function but the simulations holds D for all pairs of T open buckets, (T + 1)² floats, and two
or three arrays of that size while it computes: 4 MB each for two weeks of half-hours, 600 MB for 90
days of quarter-hours and 10 GB for a year of them: take longer buckets, or plan week by week
(`remaining_work`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm._arrays import FloatArray, Floats
from wfm._docstrings import doc_parameters
from wfm._numerics.mathematical_program import Program, solve
from wfm.errors import InputError, UnreachableError
from wfm.queueing._broadcast import checked_number
from wfm.queueing._deadline_order import (
    DeferredPerformance,
    remaining_work,
    simulate,
    simulate_each,
)
from wfm.queueing._workload import DeferredWork, first_buckets, per_bucket, together, work

__all__ = [
    "CriticalStretch",
    "DeferredPerformance",
    "DeferredWork",
    "Shortfall",
    "StretchNeeds",
    "critical_stretch",
    "first_buckets",
    "level_required",
    "levels_required",
    "remaining_work",
    "shortfall",
    "simulate",
    "simulate_each",
    "work",
]

_TIE = 1e-4  # price of the peak, of an hour: it decides between equal hours and buys none
_ROUNDING = 1e-12  # of the running sums, as a share of all capacity


class Shortfall(NamedTuple):
    """The stretch of open buckets in which agents fall furthest behind, and by how much.

    Attributes
    ----------
    seconds : float
        Work beyond what the agents can do in the stretch; 0 if they meet every target. [s]
    first, end : int
        First bucket of the stretch, and the first one after it.
    """

    seconds: float
    first: int
    end: int


class CriticalStretch(NamedTuple):
    """The stretch of open buckets that requires most agents, and how many.

    Attributes
    ----------
    agents : float
        Least constant number of agents. [agents]
    start, end : int
        First bucket of the stretch, and the first one after it.
    """

    agents: float
    start: int
    end: int


@doc_parameters
def critical_stretch(
    classes: DeferredWork | Sequence[DeferredWork], *, safety: float = 0.0, volume_cv: float = 0.0
) -> CriticalStretch:
    """The stretch of buckets that decides the least constant number of agents, and that number.

    ::

        max over s < t of  (D(s, t) + z √(V(s, t) + v² D(s, t)²)) / ((t - s) · interval)

    Parameters
    ----------
    %(classes)s
    %(safety)s
    %(volume_cv)s

    Returns
    -------
    CriticalStretch
        Agents and the stretch.

    Raises
    ------
    InputError
        If a value lies outside its domain or the classes do not share their buckets.

    Examples
    --------
    >>> rush = work([30, 0, 0, 0], aht=300, within=1800, interval=900)
    >>> critical_stretch(rush)
    CriticalStretch(agents=5.0, start=0, end=2)

    References
    ----------
    - F. Yao, A. Demers, S. Shenker, "A scheduling model for reduced CPU energy", FOCS 1995.
    - S. Baruah, L. Rosier, R. Howell, "Algorithms and complexity concerning the preemptive
      scheduling of periodic, real-time tasks on one processor", Real-Time Systems 2, 1990.
    """
    each = together(classes)
    need = _need(each, safety, volume_cv)
    bucket = np.arange(len(need))
    length = np.maximum(bucket[None, :] - bucket[:, None], 1) * each[0].interval
    agents = need / length
    start, end = np.unravel_index(int(agents.argmax()), agents.shape)
    return CriticalStretch(float(agents.max()), int(start), int(end))


@doc_parameters
def level_required(
    classes: DeferredWork | Sequence[DeferredWork], *, safety: float = 0.0, volume_cv: float = 0.0
) -> float:
    """Least constant number of agents that meets every target, unrounded.

    ::

        max over s < t of  (D(s, t) + z √(V(s, t) + v² D(s, t)²)) / ((t - s) · interval)

    Parameters
    ----------
    %(classes)s
    %(safety)s
    %(volume_cv)s

    Returns
    -------
    float
        Agents net of shrinkage. [agents]

    Raises
    ------
    InputError
        As `critical_stretch`.

    Examples
    --------
    Ninety e-mails wait at the start of a day; to answer them within eight hours takes

    >>> level_required(work([90] + [10] * 31, aht=480, within=8 * 3600, interval=900))
    6.66667

    agents, and within one hour

    >>> level_required(work([90] + [10] * 31, aht=480, within=3600, interval=900))
    12.0

    References
    ----------
    - F. Yao, A. Demers, S. Shenker, "A scheduling model for reduced CPU energy", FOCS 1995.
    """
    return critical_stretch(classes, safety=safety, volume_cv=volume_cv).agents


@doc_parameters
def levels_required(
    classes: DeferredWork | Sequence[DeferredWork],
    *,
    block: int | None = None,
    shifts: ArrayLike | None = None,
    free: Floats = 0.0,
    safety: float = 0.0,
    volume_cv: float = 0.0,
    integer: bool = False,
) -> FloatArray:
    """Agents of each block of buckets, or each shift: the fewest hours, then the lowest peak.

    ::

        min Σᵢ hoursᵢ xᵢ   s.t.   Σ_(s ≤ u < t) (Σᵢ presentᵢᵤ xᵢ + freeᵤ) · interval ≥ D(s, t)

    Parameters
    ----------
    %(classes)s
    %(safety)s
    %(volume_cv)s
    block : int, optional
        Buckets that share one number of agents: 1 lets it change with every bucket.
    shifts : array_like, optional
        Instead of `block`: one row per shift, 1 in the open buckets that it covers, else 0.
        [agents]
    free : array_like
        Agents available in each bucket anyway, such as the idle time of calls. [agents]
    integer : bool
        True for integer agents, by an integer program.

    Returns
    -------
    ndarray
        Agents of each block or shift. [agents]

    Raises
    ------
    InputError
        If a value lies outside its domain, or neither or both of block and shifts are given.
    UnreachableError
        If no number of agents on these shifts meets the targets.

    Examples
    --------
    >>> rush = work([30, 0, 0, 12], aht=300, within=1800, interval=900)
    >>> levels_required(rush, block=2)
    array([5., 4.])

    References
    ----------
    - S. Baruah, L. Rosier, R. Howell, "Algorithms and complexity concerning the preemptive
      scheduling of periodic, real-time tasks on one processor", Real-Time Systems 2, 1990.
    """
    each = together(classes)
    buckets, length = each[0].buckets, each[0].interval
    present = _present(block, shifts, buckets)
    there = per_bucket("agents", free, buckets) * length
    need = _need(each, safety, volume_cv)
    could, idle = _running(present * length), _running(there)
    return _least_hours(present.sum(axis=1), could, idle, need, integer=integer)


@doc_parameters
def shortfall(
    classes: DeferredWork | Sequence[DeferredWork],
    agents: Floats,
    *,
    safety: float = 0.0,
    volume_cv: float = 0.0,
) -> Shortfall:
    """Whether these agents meet every target, and where they fall furthest behind if not.

    ::

        max over s < t of  D(s, t) + z √(V(s, t) + v² D(s, t)²) - Σ_(s ≤ u < t) agentsᵤ · interval

    Parameters
    ----------
    %(classes)s
    %(safety)s
    %(volume_cv)s
    %(deferred_agents)s

    Returns
    -------
    Shortfall
        The shortfall and its stretch.

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not fit.

    Examples
    --------
    >>> rush = work([30, 0, 0, 12], aht=300, within=1800, interval=900)
    >>> shortfall(rush, 4), shortfall(rush, 5)
    (Shortfall(seconds=1800.0, first=0, end=2), Shortfall(seconds=0.0, first=0, end=0))

    References
    ----------
    - S. Baruah, L. Rosier, R. Howell, "Algorithms and complexity concerning the preemptive
      scheduling of periodic, real-time tasks on one processor", Real-Time Systems 2, 1990.
    """
    return StretchNeeds(classes, safety=safety, volume_cv=volume_cv).shortfall(agents)


class StretchNeeds:
    """The work that every stretch of open buckets must do, for many numbers of agents.

    Parameters
    ----------
    classes : DeferredWork or sequence of DeferredWork
        The work.
    safety, volume_cv : float
        As in `shortfall`.

    Examples
    --------
    >>> rush = work([30, 0, 0, 12], aht=300, within=1800, interval=900)
    >>> needs = StretchNeeds(rush)
    >>> needs.shortfall(4).seconds, needs.shortfall(5).seconds
    (1800.0, 0.0)
    """

    def __init__(
        self,
        classes: DeferredWork | Sequence[DeferredWork],
        *,
        safety: float = 0.0,
        volume_cv: float = 0.0,
    ) -> None:
        each = together(classes)
        self._buckets, self._interval = each[0].buckets, each[0].interval
        self._need = _need(each, safety, volume_cv)

    def shortfall(self, agents: Floats) -> Shortfall:
        """As the function `shortfall`."""
        could = _running(per_bucket("agents", agents, self._buckets) * self._interval)
        behind = self._need - (could[None, :] - could[:, None])
        behind = np.triu(behind, 1)
        start, end = np.unravel_index(int(behind.argmax()), behind.shape)
        most = float(behind[start, end])
        if most <= _ROUNDING * max(float(could[-1]), 1.0):
            return Shortfall(0.0, 0, 0)
        return Shortfall(most, int(start), int(end))


def _due_within(each: list[DeferredWork], amounts: list[FloatArray]) -> FloatArray:
    """What is released at s or later and due by t, for all s and t."""
    size = each[0].buckets + 1
    table = np.zeros((size, size))
    for one, amount in zip(each, amounts, strict=True):
        np.add.at(table, (one.released, np.maximum(one.due, 0)), amount)  # the overdue too
    return np.asarray(np.cumsum(np.cumsum(table[::-1], axis=0)[::-1], axis=1))


def _need(each: list[DeferredWork], safety: float, volume_cv: float) -> FloatArray:
    """Work that every stretch of buckets must do, with its safety."""
    z, v = checked_number("safety", safety), checked_number("volume_cv", volume_cv)
    mean = _due_within(each, [one.seconds for one in each])
    if z == 0.0:
        return mean
    variance = np.maximum(_due_within(each, [one.spread for one in each]), 0.0)
    return np.asarray(mean + z * np.sqrt(variance + (v * mean) ** 2))


def _present(block: int | None, shifts: ArrayLike | None, buckets: int) -> FloatArray:
    """The open buckets of each block or shift, as rows of 0 and 1."""
    if (block is None) == (shifts is None):
        raise InputError("give either block= or shifts=.", name="block", value=block)
    if block is not None:
        if block < 1 or block != int(block):
            raise InputError(
                f"block must be a whole number of buckets, 1 or more: got {block!r}.",
                name="block",
                value=block,
            )
        blocks = np.arange(buckets) // block
        return np.asarray(blocks == np.arange(blocks[-1] + 1)[:, None], dtype=float)
    present = np.atleast_2d(np.asarray(shifts, dtype=float))
    if present.shape[1:] != (buckets,) or not np.isin(present, (0.0, 1.0)).all():
        raise InputError(
            f"shifts must have a row of 0 and 1 for each shift, with a column for each of "
            f"{buckets} open buckets: got shape {present.shape}.",
            name="shifts",
            value=shifts,
        )
    return present


def _running(values: FloatArray) -> FloatArray:
    """Sums before each bucket, along the last axis."""
    zero = np.zeros((*values.shape[:-1], 1))
    return np.concatenate([zero, np.cumsum(values, axis=-1)], axis=-1)


def _binding(need: FloatArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Stretches that no shorter one with the same work makes superfluous."""
    later = np.concatenate([need[1:], np.zeros_like(need[:1])])
    sooner = np.concatenate([np.zeros_like(need[:, :1]), need[:, :-1]], axis=1)
    starts, ends = np.nonzero((need > later) & (need > sooner))
    return starts, ends


def _least_hours(
    hours: FloatArray, could: FloatArray, idle: FloatArray, need: FloatArray, *, integer: bool
) -> FloatArray:
    """The linear program; of solutions with equal hours, the one with the lowest peak.

    Columns: levels x, their peak p, whose price breaks ties only, and the work w that can be done
    before each bucket, so that a stretch is a difference of two of them. Rows:

        w[t] - sum over i of could[i, t] x[i] = idle[t]      every bucket
        p - x[i] >= 0                                        every level
        w[t] - w[s] >= need[s, t]                            every stretch that binds
    """
    (starts, ends), levels, buckets = _binding(need), hours.size, idle.size
    if not starts.size:
        return np.zeros(levels)
    program = Program()
    x = program.add_columns(hours, integral=integer)
    peak = program.add_columns(np.array([_TIE * hours.min()]))
    done = program.add_columns(np.zeros(buckets))
    work_done = program.add_rows(idle, idle)
    at, level = np.nonzero(could.T)
    program.put(work_done[at], x[level], -could.T[at, level])
    program.put(work_done, done, 1.0)
    peak_row = program.add_rows(np.zeros(levels), np.full(levels, np.inf))
    program.put(peak_row, x, -1.0)
    program.put(peak_row, np.repeat(peak, levels), 1.0)
    stretch = program.add_rows(need[starts, ends], np.full(starts.size, np.inf))
    program.put(stretch, done[ends], 1.0)
    program.put(stretch, done[starts], -1.0)
    found = solve(program, gap=0.0 if integer else None)
    if found.values is None:
        raise UnreachableError(
            f"no number of people on these shifts meets the targets ({found.message}). "
            "Cover the buckets before the deadlines, or relax the response-time target."
        )
    found_levels: FloatArray = found.values[:levels]
    return np.rint(found_levels) if integer else np.maximum(found_levels, 0.0)
