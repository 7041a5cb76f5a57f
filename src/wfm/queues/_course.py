"""Deferred work, done bucket by bucket in order of deadline."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray, Floats
from wfm.queues._work import Work, per_bucket, together

__all__ = ["Course", "simulate"]


class Course(NamedTuple):
    """How deferred work goes by, an array with a value for each open bucket.

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
    """

    backlog: FloatArray
    oldest: FloatArray
    turnaround: FloatArray
    late: FloatArray


def simulate(classes: Work | Sequence[Work], agents: Floats) -> Course:
    """What happens to the work, done in order of deadline: backlog, ages, turnaround, lateness.

    ::

        in each bucket, agents · interval seconds of work, the earliest deadline first

    Parameters
    ----------
    classes : Work or sequence of Work
        All classes that the agents share.
    agents : array_like
        Agents on this work, one number or one for each open bucket. [agents]

    Returns
    -------
    Course
        Arrays with a value for each open bucket.

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not fit.

    Examples
    --------
    >>> from wfm.queues.deferred import work
    >>> rush = work([30, 0, 0, 0], aht=300, within=1800, interval=900)
    >>> simulate(rush, 5).backlog, simulate(rush, 4).late
    (array([15.,  0.,  0.,  0.]), array([0., 0., 6., 0.]))

    References
    ----------
    - C. L. Liu, J. W. Layland, "Scheduling algorithms for multiprogramming in a hard-real-time
      environment", Journal of the ACM 20, 1973.
    """
    each = together(classes)
    buckets, length = each[0].buckets, each[0].interval
    capacity = per_bucket("agents", agents, buckets) * length
    coming = _by_release(each)
    queue: list[list[float]] = []
    rows = [_bucket(at, capacity[at], queue, coming[at], buckets) for at in range(buckets)]
    backlog, oldest, turnaround, late = np.array(rows).T
    return Course(backlog, oldest * length, turnaround * length, late)


def _by_release(each: list[Work]) -> list[list[list[float]]]:
    """Parcels by the bucket of their release: [due, arrived, seconds left, handle time]."""
    coming: list[list[list[float]]] = [[] for _ in range(each[0].buckets)]
    for one in each:
        lines = zip(one.released, one.due, one.arrived, one.seconds, one.aht, strict=True)
        for released, due, arrived, seconds, aht in lines:
            coming[released].append([float(due), float(arrived), float(seconds), float(aht)])
    return coming


def _bucket(
    at: int, capacity: float, queue: list[list[float]], coming: list[list[float]], buckets: int
) -> tuple[float, float, float, float]:
    for parcel in coming:
        heapq.heappush(queue, parcel)
    done = _work_off(queue, float(capacity))
    count = sum(contacts for contacts, _, _ in done)
    aged = sum(contacts * (at - arrived) for contacts, arrived, _ in done)
    late = sum(contacts for contacts, _, due in done if at >= due)
    if at == buckets - 1:
        late += sum(left / aht for _, _, left, aht in queue)
    backlog = sum(left / aht for _, _, left, aht in queue)
    oldest = max((at + 1 - arrived for _, arrived, _, _ in queue), default=0.0)
    return backlog, oldest, aged / count if count else np.nan, late


def _work_off(queue: list[list[float]], capacity: float) -> list[tuple[float, float, float]]:
    """Work in order of deadline until the time is up: (contacts, arrived, due) of what is done."""
    slack = capacity * 1e-12  # what cumulative sums round away is no work
    done = []
    while queue and capacity > slack:
        due, arrived, left, aht = queue[0]
        part = min(left, capacity)
        capacity -= part
        done.append((part / aht, arrived, due))
        queue[0][2] = left - part
        if queue[0][2] <= 1e-12 * aht:
            heapq.heappop(queue)
    return done
