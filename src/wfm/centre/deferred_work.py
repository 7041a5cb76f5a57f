"""Deferred work of a team: people for each block of time, the fewest that keep every promise.

The weeks of a forecast are planned one after the other, each with an eye on what is due in the
next. A forecast of a week and more is taken to go on, before and after, as it begins and ends: so
it neither starts without a backlog nor has to be done with all work on its last evening. Where the
team also answers calls, their idle time is used first: see `wfm.centre.blended`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import shrinkage
from wfm._arrays import FloatArray
from wfm.centre.allocation import QueueDemand, QueueStaffing, dealt, on_one_axis, rota, shared_out
from wfm.centre.deferred_weeks import Progress, Staffed, Stretch, everything, repeated, week_by_week
from wfm.centre.records import Centre, Team
from wfm.demand import Demand
from wfm.errors import UnreachableError
from wfm.planning.records import Staffing
from wfm.queueing import deferred
from wfm.queueing.deferred import DeferredPerformance
from wfm.units import duration_text, number_text

__all__ = ["Answered", "answered", "busy_share", "fewest", "mail"]

_NEARLY = 0.9  # of the best: then rather an even day than the last bit of help


class Answered(NamedTuple):
    """What a team does with its deferred work: a row a queue, of `busy` a column a start."""

    busy: FloatArray  # agents at work on it
    on_time: FloatArray  # share of all that comes, one a queue
    notes: tuple[str, ...]


def mail(
    members: list[QueueDemand],
    demand: Demand,
    centre: Centre,
    team: Team,
    progress: Progress | None = None,
) -> list[QueueStaffing]:
    """Staff deferred work whose people do nothing else.

    Parameters
    ----------
    members : list of QueueDemand
        The queues that the team shares, the earliest deadline of all done first.
    demand : Demand
        The forecast, for its calendar.
    centre : Centre
        For shrinkage.
    team : Team
        Whose people they are, and for which blocks of time they are put on the work.
    progress : callable, optional
        Told which share of the work is planned.

    Raises
    ------
    InputError
        If the centre never opens, or a promise ends before it does.
    """
    around = repeated(members, demand)
    starts, _ = on_one_axis(around)
    whole = everything(around, starts, demand, team)
    agents = np.zeros(len(starts))
    agents[whole.at] = week_by_week(whole, around, _by_themselves, progress)
    done = answered(around, starts, whole, agents)
    return _people_of(members, starts, agents, done, centre)


def _by_themselves(week: Stretch) -> Staffed:
    people = fewest(week, lambda there: there.astype(float))
    return Staffed(people, people.astype(float))


def fewest(week: Stretch, capacity: Callable[[NDArray[np.intp]], FloatArray]) -> NDArray[np.intp]:
    """People in each open bucket that keep every deadline, of whom no block can do with one less.

    One after the other they are put where they help most with the stretch that is furthest behind,
    of blocks that help about as much where the fewest are. Programmes of whole people
    (`wfm.queueing.deferred.levels_required`) save a few hours at times, and take seconds a week.

    Parameters
    ----------
    week : Stretch
        The work.
    capacity : callable
        Agents free for deferred work in each open bucket, with so many people there.

    Raises
    ------
    UnreachableError
        If more people do not help.
    """
    hours = np.bincount(week.block)
    people = np.zeros(len(hours), dtype=np.intp)

    def there(more: int = 0) -> NDArray[np.intp]:
        return np.asarray(people[week.block] + more)

    def short() -> deferred.Shortfall:
        return deferred.shortfall(week.works, capacity(there()), safety=week.safety)

    while (missing := short()).seconds:
        inside = np.zeros(len(week.at), dtype=bool)
        inside[missing.first : missing.end] = True
        helps = np.bincount(week.block, (capacity(there(1)) - capacity(there())) * inside)
        rate = helps / hours
        if rate.max() <= 0:
            raise UnreachableError("more people do not help: promise longer, or open earlier.")
        near = np.flatnonzero(rate >= _NEARLY * rate.max())
        best = int(near[np.lexsort((-rate[near], people[near]))[0]])
        behind = missing.seconds / week.works[0].interval / helps[best]
        people[best] += max(int(behind / len(np.unique(week.block[inside])) / 2), 1)
    for block in np.argsort(-people * hours, kind="stable"):
        while people[block] > 0:
            people[block] -= 1
            if short().seconds:
                people[block] += 1
                break
    return there()


def answered(
    around: list[QueueDemand], starts: NDArray[np.int64], whole: Stretch, capacity: FloatArray
) -> Answered:
    """What becomes of the work, with some capacity of agents at each start of the team."""
    courses = deferred.simulate_each(whole.works, capacity[whole.at])
    busy, on_time = np.zeros((len(around), len(starts))), np.ones(len(around))
    for i, (one, course) in enumerate(zip(whole.works, courses, strict=True)):
        busy[i, whole.at] = course.busy
        come = float(one.contacts.sum())
        if come:
            on_time[i] = max(1.0 - float(course.slow.sum()) / come, 0.0)
    length = whole.works[0].interval
    notes = tuple(
        _told(member, course, length) + _left_out(member, int(starts[whole.at[-1]]))
        for member, course in zip(around, courses, strict=True)
    )
    return Answered(busy, on_time, notes)


def _told(member: QueueDemand, course: DeferredPerformance, interval: float) -> str:
    """Turnaround, backlog and oldest age in a sentence."""
    some = course.busy > 0
    done = course.busy[some]
    mean = float(done @ course.turnaround[some] / done.sum()) if some.any() else 0.0
    when = f"in {duration_text(round(mean / 60) * 60)}"
    if mean < interval:
        when = f"within {duration_text(interval)}"
    return (
        f"{member.queue.name}: done {when} of opening hours on average; at most "
        f"{number_text(float(course.backlog.max()), 0)} left at the end of an interval, the oldest "
        f"{duration_text(float(course.oldest.max()))}"
    )


def _left_out(member: QueueDemand, last: int) -> str:
    """What comes after the last open interval, where the forecast is not taken to go on."""
    goes_on = len(np.unique(member.rows)) < len(member.rows)
    count = float(member.volume[member.start > last].sum())
    if goes_on or not count:
        return ""
    return f"; {number_text(count)} come after the last opening and are left to the next plan"


def _people_of(
    members: list[QueueDemand],
    starts: NDArray[np.int64],
    agents: FloatArray,
    done: Answered,
    centre: Centre,
) -> list[QueueStaffing]:
    """The queues of a team, its people dealt out by what they work on."""
    net = dealt(agents, done.busy)
    lost = centre.shrinkage.total
    people = rota(net, np.asarray(shrinkage.scheduled(agents, lost), dtype=float))
    each = shared_out(agents, done.busy)
    occupied = busy_share(done.busy.sum(axis=0), agents)
    found = []
    for i, member in enumerate(members):
        at = np.searchsorted(starts, member.start)
        unknown = np.full(len(at), np.nan)
        columns = Staffing(
            load=member.load,
            agents=net[i, at],
            scheduled=people[i, at],
            service_level=np.full(len(at), done.on_time[i]),
            asa=unknown,
            occupancy=occupied[at],
            agents_unrounded=each[i, at],
        )
        note = (done.notes[i],)
        found.append(QueueStaffing(member.volume, member.aht, columns, unknown, "deferred", note))
    return found


def busy_share(busy: FloatArray, agents: FloatArray) -> FloatArray:
    """Occupancy: agents at work over agents there."""
    share = np.divide(busy, agents, out=np.zeros_like(busy), where=agents > 0)
    return np.asarray(np.minimum(share, 1.0))
