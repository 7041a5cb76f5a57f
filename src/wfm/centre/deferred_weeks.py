"""Deferred work of a team on its calendar: week by week, each with what it touches around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.centre.allocation import QueueDemand
from wfm.centre.records import Deferred, Team
from wfm.demand import Demand
from wfm.errors import InputError, UnreachableError
from wfm.queueing import deferred
from wfm.queueing.deferred import DeferredWork

__all__ = ["Progress", "Staffed", "Stretch", "everything", "promise", "repeated", "week_by_week"]

_WEEK = 7
Progress = Callable[[float], None]


class Stretch(NamedTuple):
    """Open buckets of a team, and the work that meets in them.

    Attributes
    ----------
    at : intp array
        Places of the open buckets among all starts of the team.
    week : int64 array
        Number of the week of each.
    block : intp array
        Which people are there in each, counted from 0.
    works : list of DeferredWork
        One of each queue.
    safety : float
        Standard deviations of the work planned for.
    """

    at: NDArray[np.intp]
    week: NDArray[np.int64]
    block: NDArray[np.intp]
    works: list[DeferredWork]
    safety: float


class Staffed(NamedTuple):
    """People in each open bucket, and how much deferred work they can do, in agents."""

    people: NDArray[np.intp]
    capacity: FloatArray


def repeated(members: list[QueueDemand], demand: Demand) -> list[QueueDemand]:
    """The queues with the first seven days once more before them, and the last behind.

    `rows` then says which row of the queue each one repeats. A forecast of less than a week stays
    as it is.
    """
    days = [datetimes.local(member.start, demand.zone) // datetimes.DAY for member in members]
    first, last = min(int(each[0]) for each in days), max(int(each[-1]) for each in days)
    found = []
    for member, day in zip(members, days, strict=True):
        rows, shift = np.arange(len(day)), np.zeros(len(day), dtype=np.int64)
        if last - first + 1 >= _WEEK:
            before = np.flatnonzero(day < first + _WEEK)
            after = np.flatnonzero(day > last - _WEEK)
            rows = np.concatenate([before, rows, after])
            turns = np.repeat([-1, 0, 1], [len(before), len(day), len(after)])
            shift = turns * _WEEK * datetimes.DAY
        columns = {
            name: getattr(member, name)[rows] for name in ("volume", "aht", "load", "is_open")
        }
        found.append(member._replace(rows=rows, start=member.start[rows] + shift, **columns))
    return found


def everything(
    members: list[QueueDemand], starts: NDArray[np.int64], demand: Demand, team: Team
) -> Stretch:
    """All the open buckets of a team, and all its work.

    Raises
    ------
    InputError
        If the centre never opens, or a promise is shorter than an interval or ends before the
        centre opens.
    """
    at, days = _open(members, starts, demand)
    begin, length = starts[0], int(demand.interval)
    bucket = (starts[at] - begin) // length
    opening = np.zeros(bucket[-1] + 1, dtype=bool)
    opening[bucket] = True
    return Stretch(
        at=at,
        week=(days - days[0]) // _WEEK,
        block=_blocks(starts[at], days, team.block),
        works=[_work(member, begin, opening, length) for member in members],
        safety=max(promise(member).safety for member in members),
    )


def week_by_week(
    whole: Stretch,
    members: list[QueueDemand],
    staff: Callable[[Stretch], Staffed],
    progress: Progress | None = None,
) -> NDArray[np.intp]:
    """People in each open bucket, found for one week after the other.

    Each week is planned with as much of what follows as its promises reach; what it leaves undone
    is carried on.

    Parameters
    ----------
    whole : Stretch
        All weeks.
    members : list of QueueDemand
        The queues.
    staff : callable
        People for a stretch, and how much of the work they do.
    progress : callable, optional
        Told after each week which share of the buckets is behind.
    """
    works, people = whole.works, np.zeros(len(whole.at), dtype=np.intp)
    reach = max(int(np.ceil(promise(member).latest / works[0].interval)) for member in members)
    begin, last = 0, len(whole.at)
    for number in np.unique(whole.week):
        end = begin + int((whole.week == number).sum())
        part = slice(begin, min(end + reach, last))
        week = Stretch(
            at=whole.at[part],
            week=whole.week[part],
            block=_counted(whole.block[part]),
            works=deferred.first_buckets(works, part.stop - begin),
            safety=whole.safety,
        )
        found = staff(week)
        people[begin:end] = found.people[: end - begin]
        if end < last:
            works = deferred.remaining_work(works, found.capacity[: end - begin])
        begin = end
        if progress:
            progress(end / last)
    return people


def promise(member: QueueDemand) -> Deferred:
    """What a deferred queue promises."""
    assert member.queue.deferred is not None, "the file refuses deferred work without a promise"
    return member.queue.deferred


def _open(
    members: list[QueueDemand], starts: NDArray[np.int64], demand: Demand
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Places of the open buckets, and their days."""
    is_open = np.zeros(len(starts), dtype=bool)
    for member in members:
        is_open[np.searchsorted(starts, member.start)] |= member.is_open
    at = np.flatnonzero(is_open)
    if not len(at):
        raise InputError(
            f"queue {members[0].queue.name!r} has no interval in which the centre is open, so "
            "that its work cannot be done: open a day of it, or take it out of the forecast.",
            name="opening",
        )
    return at, datetimes.local(starts[at], demand.zone) // datetimes.DAY


def _blocks(
    starts: NDArray[np.int64], days: NDArray[np.int64], length: float | None
) -> NDArray[np.intp]:
    """Which people are there in each open bucket: those of the day, or of a stretch of it."""
    first = starts[np.searchsorted(days, days)]
    part = (starts - first) // int(length) if length else np.zeros(len(starts), dtype=np.int64)
    return _counted(days * datetimes.DAY + part)


def _counted(labels: NDArray[np.integer[Any]]) -> NDArray[np.intp]:
    return np.asarray(np.unique(labels, return_inverse=True)[1].reshape(-1))


def _work(member: QueueDemand, begin: int, opening: NDArray[np.bool_], length: int) -> DeferredWork:
    at = (member.start - begin) // length
    rows = np.flatnonzero((at >= 0) & (at < len(opening)))
    arrived, handle = np.zeros(len(opening)), np.full(len(opening), member.aht[0])
    arrived[at[rows]], handle[at[rows]] = member.volume[rows], member.aht[rows]
    mine = promise(member)
    try:
        return deferred.work(
            arrived,
            handle,
            mine.within,
            length,
            opening=opening,
            calendar=not mine.business_hours,
            service_level=mine.share,
            deadline=mine.latest,
        )
    except (InputError, UnreachableError) as error:
        raise InputError(f"queue {member.queue.name!r}: {error}", name="within") from None
