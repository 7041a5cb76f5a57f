"""One queue by its model: the least agents, and the service that they give."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import calendar, erlang, patience, shrinkage, staffing
from wfm._arrays import FloatArray
from wfm.centre.records import Centre, Queue
from wfm.errors import InputError
from wfm.model import Demand, Target
from wfm.plan import Staffing
from wfm.queues import chat, deferred, redial
from wfm.units import duration_text

__all__ = ["Solved", "chats", "erlang_a", "erlang_c", "mail"]

_WEEK = 7


class Solved(NamedTuple):
    """One queue: its rows as they meet the agents, and what these give."""

    volume: FloatArray
    aht: FloatArray
    staffing: Staffing
    abandonment: FloatArray
    notes: tuple[str, ...] = ()


def _staffing(
    agents: FloatArray, load: FloatArray, share: float, level: object, wait: object, busy: object,
    fractional: FloatArray | None = None,
) -> Staffing:  # fmt: skip
    return Staffing(
        load=load,
        agents=agents,
        scheduled=np.asarray(shrinkage.scheduled(agents, share), dtype=np.float64),
        service_level=np.asarray(level, dtype=np.float64),
        asa=np.asarray(wait, dtype=np.float64),
        occupancy=np.asarray(busy, dtype=np.float64),
        fractional_agents=agents if fractional is None else fractional,
    )


def _goal(queue: Queue) -> Target:
    assert queue.target is not None, "the file refuses a queue without a promise"
    return queue.target


def erlang_c(
    queue: Queue,
    volume: FloatArray,
    aht: FloatArray,
    load: FloatArray,
    interval: float,
    share: float,
) -> Solved:
    """Nobody hangs up; contacts that are not resolved come back."""
    volume, load = _returning(queue, volume, load)
    goal = _goal(queue)
    agents = np.asarray(staffing.agents_required(load, aht, **goal.goals()), dtype=np.float64)
    root = np.asarray(staffing.agents_required(load, aht, **goal.goals(), whole=False))
    given = erlang.performance(agents, load, aht, goal.limit)
    solved = _staffing(agents, load, share, given.service_level, given.asa, given.occupancy, root)
    return Solved(volume, aht, solved, np.full(len(volume), np.nan))


def _returning(queue: Queue, volume: FloatArray, load: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Fresh contacts plus those that come back unresolved, where nobody hangs up."""
    more = 1.0 / queue.resolution if queue.fresh else 1.0
    return volume * more, load * more


def erlang_a(
    queue: Queue,
    volume: FloatArray,
    aht: FloatArray,
    load: FloatArray,
    interval: float,
    share: float,
) -> Solved:
    """Callers hang up, and some of them call again."""
    goal = _goal(queue)
    if queue.fresh and (queue.redial > 0 or queue.resolution < 1):
        agents = np.asarray(
            redial.agents_required(
                volume,
                interval,
                aht,
                service_level=goal.service_level,
                within=goal.limit,
                patience=queue.patience,
                redial=queue.redial,
                resolution=queue.resolution,
            ),
            dtype=np.float64,
        )
        volume = np.asarray(
            redial.offered_volume(
                volume, agents, interval, aht, patience=queue.patience, redial=queue.redial,
                resolution=queue.resolution,
            )
        )  # fmt: skip
        load = volume * aht / interval
    agents = np.asarray(
        staffing.agents_required(
            load, aht, **goal.goals(), patience=queue.patience, definition=queue.definition
        ),
        dtype=np.float64,
    )
    given = erlang.performance(
        agents, load, aht, goal.limit, patience=queue.patience, definition=queue.definition
    )
    solved = _staffing(agents, load, share, given.service_level, given.asa, given.occupancy)
    lost = np.asarray(patience.abandonment(agents, load, aht, patience=queue.patience))
    return Solved(volume, aht, solved, lost)


def chats(
    queue: Queue,
    volume: FloatArray,
    aht: FloatArray,
    load: FloatArray,
    interval: float,
    share: float,
) -> Solved:
    """Several contacts at once, each slower for the others."""
    goal, ladder = _goal(queue), list(queue.aht_by_concurrency)
    agents = np.asarray(
        chat.agents_required(
            volume,
            interval,
            ladder,
            service_level=goal.service_level,
            within=goal.limit,
            patience=queue.patience,
        ),
        dtype=np.float64,
    )
    given = chat.performance(agents, volume, interval, ladder, goal.limit, patience=queue.patience)
    solved = _staffing(agents, load, share, given.service_level, given.asa, given.occupancy)
    return Solved(volume, aht, solved, np.asarray(given.abandonment))


def mail(
    queue: Queue,
    demand: Demand,
    rows: NDArray[np.intp],
    centre: Centre,
    volume: FloatArray,
    aht: FloatArray,
    is_open: NDArray[np.bool_],
) -> Solved:
    """A constant number of people each day, the fewest that keep the promise, week by week."""
    assert queue.deferred is not None, "the file refuses deferred work without a promise"
    days = calendar.local(demand.start[rows], demand.zone) // calendar.DAY
    agents, level, wait = np.zeros(len(rows)), np.ones(len(rows)), np.zeros(len(rows))
    for week in np.unique((days - days[0]) // _WEEK):
        mine = np.flatnonzero((days - days[0]) // _WEEK == week)
        there = is_open[mine]
        each, level[mine], late = _deferred_week(
            queue, demand, rows[mine], days[mine], volume[mine], aht[mine], there
        )
        agents[mine[there]], wait[mine[there]] = each, late
    load = volume * aht / demand.interval
    busy = np.divide(load, agents, out=np.zeros_like(load), where=agents > 0)
    nobody_waits = np.full(len(rows), np.nan)
    solved = _staffing(
        agents, load, centre.shrinkage.total, level, nobody_waits, np.minimum(busy, 1.0)
    )
    turnaround = float(volume @ wait / volume.sum()) if volume.sum() else 0.0
    note = (
        f"{queue.name}: load is when work arrives, agents are when it is done; done in "
        f"{duration_text(round(turnaround, -1))} of opening hours on average"
    )
    return Solved(volume, aht, solved, np.full(len(rows), np.nan), (note,))


def _deferred_week(
    queue: Queue,
    demand: Demand,
    rows: NDArray[np.intp],
    days: NDArray[np.int64],
    volume: FloatArray,
    aht: FloatArray,
    there: NDArray[np.bool_],
) -> tuple[FloatArray, float, FloatArray]:
    """Agents and turnaround of the open rows of a week, and the share done on time."""
    assert queue.deferred is not None
    promise = queue.deferred
    if not there.any():
        raise InputError(
            f"queue {queue.name!r} has a week in which the centre never opens, so that its work "
            "cannot be done: open a day of it, or take the week out of the forecast.",
            name="opening",
        )
    length = int(demand.interval)
    bucket = (demand.start[rows] - demand.start[rows][0]) // length
    arrived, handle = np.zeros(bucket[-1] + 1), np.full(bucket[-1] + 1, aht[0])
    is_open = np.zeros(bucket[-1] + 1, dtype=bool)
    arrived[bucket], handle[bucket], is_open[bucket] = volume, aht, there
    work = deferred.work(
        arrived,
        handle,
        promise.within,
        demand.interval,
        opening=is_open,
        calendar=not promise.business_hours,
        service_level=promise.share,
    )
    days = days[there]
    shifts = (days[:, None] == np.unique(days)).T.astype(float)
    each = deferred.levels_required(work, shifts=shifts, safety=promise.safety)
    agents = np.ceil(np.round(each, 6))[np.searchsorted(np.unique(days), days)]
    course = deferred.simulate(work, agents)
    level = 1.0 - float(np.sum(course.late)) / max(float(volume.sum()), 1e-300)
    return agents, level, np.nan_to_num(np.asarray(course.turnaround))
