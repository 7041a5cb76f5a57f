"""Deferred work of a team in calendar order: week by week, with what each week overlaps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.centre.queue_records import Arrivals, Progress, QueueDemand
from wfm.centre.records import DeferredTarget, Team
from wfm.demand import Demand
from wfm.errors import InputError, UnreachableError
from wfm.queueing import deferred
from wfm.queueing.deferred import DeferredWork

__all__ = [
    "Capacity",
    "OpenIntervals",
    "WeekPlan",
    "deferred_target_of",
    "open_intervals",
    "staff_weeks",
    "with_repeated_weeks",
]

_WEEK = 7
# Agents free for deferred work in each open interval, with so many agents put on it.
Capacity = Callable[[NDArray[np.intp]], FloatArray]


class OpenIntervals(NamedTuple):
    """Open intervals of a team, and the deferred work that is done in them.

    Attributes
    ----------
    at : intp array
        Places of the open intervals among all starts of the team.
    week : int64 array
        Number of the week of each.
    block : intp array
        Block of time to which each belongs, counted from 0: its agents are constant.
    works : list of DeferredWork
        One per queue.
    safety : float
        Standard deviations of the work on top of its mean.
    """

    at: NDArray[np.intp]
    week: NDArray[np.int64]
    block: NDArray[np.intp]
    works: list[DeferredWork]
    safety: float


class WeekPlan(NamedTuple):
    """One week as it was staffed, with the days after it that its targets reach.

    Attributes
    ----------
    work : OpenIntervals
        Its open intervals and work; the backlog of the week before is included.
    agents : intp array
        Agents put on deferred work in each open interval. [agents]
    capacity : callable
        Agents free for deferred work, with so many agents put on it.
    """

    work: OpenIntervals
    agents: NDArray[np.intp]
    capacity: Capacity


def with_repeated_weeks(demands: list[QueueDemand], forecast: Demand) -> list[QueueDemand]:
    """The queues with the first seven days repeated before them, and the last seven after them.

    So that the plan neither starts without a backlog nor has to finish all work on its last day.
    `rows` then says which row of the queue each one repeats. A forecast of less than a week is
    not repeated.
    """
    days = [datetimes.local(demand.start, forecast.zone) // datetimes.DAY for demand in demands]
    first, last = min(int(each[0]) for each in days), max(int(each[-1]) for each in days)
    repeated = []
    for demand, day in zip(demands, days, strict=True):
        rows, shift = np.arange(len(day)), np.zeros(len(day), dtype=np.int64)
        if last - first + 1 >= _WEEK:
            before = np.flatnonzero(day < first + _WEEK)
            after = np.flatnonzero(day > last - _WEEK)
            rows = np.concatenate([before, rows, after])
            turns = np.repeat([-1, 0, 1], [len(before), len(day), len(after)])
            shift = turns * _WEEK * datetimes.DAY
        repeated.append(
            demand._replace(
                rows=rows,
                start=demand.start[rows] + shift,
                volume=demand.volume[rows],
                aht=demand.aht[rows],
                load=demand.load[rows],
                is_open=demand.is_open[rows],
                arrivals=Arrivals(*(column[rows] for column in demand.arrivals)),
            )
        )
    return repeated


def open_intervals(
    demands: list[QueueDemand], starts: NDArray[np.int64], forecast: Demand, team: Team
) -> OpenIntervals:
    """All open intervals of a team, and all of its deferred work.

    Raises
    ------
    InputError
        If the centre never opens, or a response-time target is shorter than an interval or ends
        before the centre opens.
    """
    at, days = _open_places(demands, starts, forecast)
    begin, length = starts[0], int(forecast.interval)
    interval = (starts[at] - begin) // length
    opening = np.zeros(interval[-1] + 1, dtype=bool)
    opening[interval] = True
    return OpenIntervals(
        at=at,
        week=(days - days[0]) // _WEEK,
        block=_blocks(starts[at], days, team.block_length),
        works=[_work(demand, begin, opening, length) for demand in demands],
        safety=max(deferred_target_of(demand).safety for demand in demands),
    )


def staff_weeks(
    work: OpenIntervals,
    demands: list[QueueDemand],
    staff: Callable[[OpenIntervals], WeekPlan],
    progress: Progress,
) -> tuple[NDArray[np.intp], list[WeekPlan]]:
    """Agents in each open interval, found for one week after the other.

    Each week is planned with as much of what follows as its targets reach; the backlog at its end
    is carried over.

    Parameters
    ----------
    work : OpenIntervals
        All weeks.
    demands : list of QueueDemand
        The queues.
    staff : callable
        Plans one week.
    progress : callable
        Called after each week with the share of the intervals that is staffed.
    """
    works, agents = work.works, np.zeros(len(work.at), dtype=np.intp)
    longest = max(deferred_target_of(demand).full_deadline for demand in demands)
    reach = int(np.ceil(longest / works[0].interval))
    begin, last, weeks = 0, len(work.at), []
    for number in np.unique(work.week):
        end = begin + int((work.week == number).sum())
        part = slice(begin, min(end + reach, last))
        plan = staff(
            OpenIntervals(
                at=work.at[part],
                week=work.week[part],
                block=_numbered(work.block[part]),
                works=deferred.first_buckets(works, part.stop - begin),
                safety=work.safety,
            )
        )
        weeks.append(plan)
        agents[begin:end] = plan.agents[: end - begin]
        if end < last:
            works = deferred.remaining_work(works, plan.capacity(plan.agents)[: end - begin])
        begin = end
        progress(end / last)
    return agents, weeks


def deferred_target_of(demand: QueueDemand) -> DeferredTarget:
    """The response-time target of a deferred queue."""
    target = demand.queue.deferred
    assert target is not None, "centre.toml is refused if deferred work has no target"
    return target


def _open_places(
    demands: list[QueueDemand], starts: NDArray[np.int64], forecast: Demand
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Places of the open intervals, and their days."""
    is_open = np.zeros(len(starts), dtype=bool)
    for demand in demands:
        is_open[np.searchsorted(starts, demand.start)] |= demand.is_open
    at = np.flatnonzero(is_open)
    if not len(at):
        raise InputError(
            f"queue {demands[0].queue.name!r} has no interval in which the centre is open, so "
            "that its work cannot be done: add opening hours, or remove it from the forecast.",
            name="opening",
        )
    return at, datetimes.local(starts[at], forecast.zone) // datetimes.DAY


def _blocks(
    starts: NDArray[np.int64], days: NDArray[np.int64], length: float | None
) -> NDArray[np.intp]:
    """The block of each open interval: its day, or a part of it of the given length."""
    first = starts[np.searchsorted(days, days)]
    part = (starts - first) // int(length) if length else np.zeros(len(starts), dtype=np.int64)
    return _numbered(days * datetimes.DAY + part)


def _numbered(labels: NDArray[np.integer[Any]]) -> NDArray[np.intp]:
    """Labels replaced by numbers from 0 in their order."""
    return np.asarray(np.unique(labels, return_inverse=True)[1].reshape(-1))


def _work(demand: QueueDemand, begin: int, opening: NDArray[np.bool_], length: int) -> DeferredWork:
    """The deferred work of a queue on the intervals of its team."""
    at = (demand.start - begin) // length
    rows = np.flatnonzero((at >= 0) & (at < len(opening)))
    contacts, aht = np.zeros(len(opening)), np.full(len(opening), demand.aht[0])
    contacts[at[rows]], aht[at[rows]] = demand.volume[rows], demand.aht[rows]
    target = deferred_target_of(demand)
    try:
        return deferred.work(
            contacts,
            aht,
            target.within,
            length,
            opening=opening,
            calendar=not target.business_hours,
            service_level=target.share,
            deadline=target.full_deadline,
        )
    except (InputError, UnreachableError) as error:
        raise InputError(f"queue {demand.queue.name!r}: {error}", name="within") from None
