"""Deferred work, done bucket by bucket in order of deadline."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from wfm._arrays import FloatArray, Floats
from wfm._docstrings import doc_parameters
from wfm.errors import InputError
from wfm.queueing._workload import DeferredWork, numbers, per_bucket, together

__all__ = ["DeferredPerformance", "remaining_work", "simulate", "simulate_each"]


class DeferredPerformance(NamedTuple):
    """The measures of deferred work, an array with a value for each open bucket.

    Attributes
    ----------
    backlog : ndarray
        Contacts not yet done at the end of the bucket. [contacts]
    oldest : ndarray
        Age of the oldest of them in business time, 0 without backlog. [s]
    turnaround : ndarray
        Mean time from arrival to completion of what is done in the bucket, in business time; NaN
        where nothing is done. [s]
    late : ndarray
        Contacts that are done in the bucket after their deadline, or in the last bucket not done
        at all. [contacts]
    slow : ndarray
        The same, and those beyond the share that must be in time that take longer than the target.
        [contacts]
    busy : ndarray
        Mean agents that are busy with it. [agents]
    """

    backlog: FloatArray
    oldest: FloatArray
    turnaround: FloatArray
    late: FloatArray
    slow: FloatArray
    busy: FloatArray


@doc_parameters
def simulate(classes: DeferredWork | Sequence[DeferredWork], agents: Floats) -> DeferredPerformance:
    """Backlog, ages, turnaround and lateness of the work, done in order of deadline.

    ::

        in each bucket, agents · interval seconds of work, the earliest deadline first

    Parameters
    ----------
    %(classes)s
    %(deferred_agents)s

    Returns
    -------
    DeferredPerformance
        Arrays with a value for each open bucket.

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not fit.

    Examples
    --------
    >>> from wfm.queueing.deferred import work
    >>> rush = work([30, 0, 0, 0], aht=300, within=1800, interval=900)
    >>> simulate(rush, 5).backlog, simulate(rush, 4).late
    (array([15.,  0.,  0.,  0.]), array([0., 0., 6., 0.]))

    References
    ----------
    - C. L. Liu, J. W. Layland, "Scheduling algorithms for multiprogramming in a hard-real-time
      environment", Journal of the ACM 20, 1973.
    """
    return _courses(together(classes), agents, apart=False)[0]


@doc_parameters
def simulate_each(classes: Sequence[DeferredWork], agents: Floats) -> list[DeferredPerformance]:
    """The measures of each class, all done together in order of deadline.

    ::

        in each bucket, agents · interval seconds of work, the earliest deadline of all first

    Parameters
    ----------
    %(classes)s
    %(deferred_agents)s

    Returns
    -------
    list of DeferredPerformance
        One for each class, in their order.

    Raises
    ------
    InputError
        As `simulate`.

    Examples
    --------
    Urgent work is done first, though it arrived later:

    >>> from wfm.queueing.deferred import work
    >>> slow = work([9, 0, 0], aht=300, within=2700, interval=900)
    >>> urgent = work([0, 3, 0], aht=300, within=900, interval=900)
    >>> [course.backlog.tolist() for course in simulate_each([slow, urgent], 2)]
    [[3.0, 0.0, 0.0], [0.0, 0.0, 0.0]]

    References
    ----------
    - C. L. Liu, J. W. Layland, "Scheduling algorithms for multiprogramming in a hard-real-time
      environment", Journal of the ACM 20, 1973.
    """
    return _courses(together(classes), agents, apart=True)


@doc_parameters
def remaining_work(
    classes: DeferredWork | Sequence[DeferredWork], agents: ArrayLike
) -> list[DeferredWork]:
    """What is still to be done after the first buckets: the backlog, and all later arrivals.

    ::

        the first buckets, as many as agents are given for, worked in order of deadline

    Parameters
    ----------
    %(classes)s
    agents : array_like
        Agents on this work in each of the first open buckets, fewer than there are. [agents]

    Returns
    -------
    list of DeferredWork
        The classes over the other buckets, which are counted from 0 again.

    Raises
    ------
    InputError
        If a value lies outside its domain, or agents are given for every bucket.

    Examples
    --------
    Thirty contacts of five minutes, two agents for a quarter of an hour:

    >>> from wfm.queueing.deferred import work
    >>> (left,) = remaining_work(work([30, 0, 4, 0], aht=300, within=1800, interval=900), [2])
    >>> left.contacts, left.released, left.due
    (array([24.,  4.]), array([0, 1]), array([1, 3]))

    References
    ----------
    - C. L. Liu, J. W. Layland, "Scheduling algorithms for multiprogramming in a hard-real-time
      environment", Journal of the ACM 20, 1973.
    """
    each = together(classes)
    capacity = numbers("agents", agents) * each[0].interval
    gone, buckets = capacity.size, each[0].buckets
    if capacity.ndim != 1 or gone >= buckets:
        raise InputError(
            f"agents must be one number for each of the first buckets, fewer than {buckets}: got "
            f"shape {capacity.shape}.",
            name="agents",
            value=agents,
        )
    queue: list[_Parcel] = []
    for at, coming in enumerate(_by_release(each, apart=True)[:gone]):
        for parcel in coming:
            heapq.heappush(queue, parcel)
        _work_off(queue, float(capacity[at]))
    left = {parcel.number: parcel.left for parcel in queue}
    return _later(each, left, gone)


def _later(each: list[DeferredWork], left: dict[int, float], gone: int) -> list[DeferredWork]:
    """The parcels that arrive later, and what is left of the others."""
    found, number = [], 0
    for one in each:
        seconds = np.array([left.get(number + i, 0.0) for i in range(len(one.contacts))])
        number += len(one.contacts)
        part = np.where(one.released < gone, seconds / one.seconds, 1.0)
        kept = part > 0
        found.append(
            replace(
                one,
                buckets=one.buckets - gone,
                contacts=(one.contacts * part)[kept],
                aht=one.aht[kept],
                spread=(one.spread * part)[kept],
                arrived=one.arrived[kept] - gone,
                released=np.maximum(one.released[kept] - gone, 0),
                due=one.due[kept] - gone,
                target_due=one.target_due[kept] - gone,
            )
        )
    return found


class _Parcel(NamedTuple):
    """A parcel of work; the order of the fields is the order of work."""

    due: float
    arrived: float
    number: int
    kind: int
    target_due: float
    left: float
    aht: float


class _Piece(NamedTuple):
    """What was done of a parcel in a bucket."""

    parcel: _Parcel
    seconds: float


def _courses(each: list[DeferredWork], agents: Floats, *, apart: bool) -> list[DeferredPerformance]:
    """The measures of each class, or of all together, bucket by bucket."""
    buckets, length = each[0].buckets, each[0].interval
    capacity = (per_bucket("agents", agents, buckets) * length).tolist()
    coming = _by_release(each, apart=apart)
    kinds = len(each) if apart else 1
    queue: list[_Parcel] = []
    figures = np.empty((kinds, len(DeferredPerformance._fields), buckets))
    for at in range(buckets):
        for parcel in coming[at]:
            heapq.heappush(queue, parcel)
        done = _work_off(queue, capacity[at])
        for kind in range(kinds):
            mine = [piece for piece in done if piece.parcel.kind == kind]
            left = [parcel for parcel in queue if parcel.kind == kind]
            figures[kind, :, at] = _figures(at, mine, left, last=at == buckets - 1)
    unit = np.array([1.0, length, length, 1.0, 1.0, 1.0 / length])[:, None]
    return [DeferredPerformance(*(figure * unit)) for figure in figures]


def _by_release(each: list[DeferredWork], *, apart: bool) -> list[list[_Parcel]]:
    """Parcels by the bucket of their release."""
    coming: list[list[_Parcel]] = [[] for _ in range(each[0].buckets)]
    number = 0
    for kind, one in enumerate(each):
        columns = (one.released, one.due, one.arrived, one.target_due, one.seconds, one.aht)
        for released, *dates, seconds, aht in zip(*(x.tolist() for x in columns), strict=True):
            due, arrived, target_due = map(float, dates)
            mine = kind if apart else 0
            coming[released].append(_Parcel(due, arrived, number, mine, target_due, seconds, aht))
            number += 1
    return coming


def _figures(at: int, done: list[_Piece], left: list[_Parcel], *, last: bool) -> tuple[float, ...]:
    """The figures of a course, times in buckets and seconds of work for the busy."""
    contacts = [piece.seconds / piece.parcel.aht for piece in done]
    ages = [at - piece.parcel.arrived for piece in done]
    count = sum(contacts)
    aged = sum(n * age for n, age in zip(contacts, ages, strict=True))
    pieces = list(zip(contacts, done, strict=True))
    late = sum(n for n, piece in pieces if at >= piece.parcel.due)
    slow = sum(n for n, piece in pieces if at >= piece.parcel.target_due)
    backlog = sum(parcel.left / parcel.aht for parcel in left)
    oldest = max((at + 1 - parcel.arrived for parcel in left), default=0.0)
    return (
        backlog,
        oldest,
        aged / count if count else np.nan,
        late + backlog * last,
        slow + backlog * last,
        sum(piece.seconds for piece in done),
    )


def _work_off(queue: list[_Parcel], capacity: float) -> list[_Piece]:
    """Work in order of deadline until the time is up."""
    slack = capacity * 1e-12  # what cumulative sums round away is no work
    done = []
    while queue and capacity > slack:
        parcel = queue[0]
        part = min(parcel.left, capacity)
        capacity -= part
        done.append(_Piece(parcel, part))
        left = parcel.left - part
        if left <= 1e-12 * parcel.aht:
            heapq.heappop(queue)
        else:
            heapq.heapreplace(queue, parcel._replace(left=left))
    return done
