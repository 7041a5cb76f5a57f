"""Why deferred work gets so many people: what one fewer would leave undone, and beside the calls.

The weeks of the plan are staffed once more, up to that of the row: what was left over from one to
the next is not in the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.centre.allocation import QueueDemand, on_one_axis
from wfm.centre.blended import Desk, Idle, desk_of, reserve_of
from wfm.centre.deferred_weeks import Staffed, Stretch, everything, promise, repeated, week_by_week
from wfm.centre.deferred_work import fewest
from wfm.centre.explain_live import Waiting, waiting
from wfm.centre.records import Deferred, Queue, Team
from wfm.centre.single_queue import alone
from wfm.demand import Demand
from wfm.queueing import blending, deferred

__all__ = ["Blended", "Block", "Mail", "Row", "Undone", "blended_calls", "mail_of"]


class Undone(NamedTuple):
    """Seconds of work that are due in a stretch beyond what can be done in it."""

    seconds: float
    start: int
    end: int


class Block(NamedTuple):
    """A stretch of time for which people are put on deferred work.

    Attributes
    ----------
    start, end : int
        From and to when. [s]
    people : int
        How many. [agents]
    capacity : float
        What they, or the idle time of all, can do of it at the row's start. [agents]
    fewer : Undone or None
        What one fewer of them would leave; None where there is nobody.
    safety : float
        Standard deviations of the work planned for.
    """

    start: int
    end: int
    people: int
    capacity: float
    fewer: Undone | None
    safety: float


class Mail(NamedTuple):
    """Deferred work; `block` is None where the centre is closed, `calls` where none are near."""

    promise: Deferred
    beside: tuple[str, ...]
    agents: int
    block: Block | None
    calls: Waiting | None
    reserve: int
    on_time: float


class Blended(NamedTuple):
    """Calls whose agents do deferred work in between; the levels are those of the calls."""

    alone: Waiting
    beside: tuple[str, ...]
    agents: int
    block: Block | None
    reserve: int
    level: float
    level_fewer: float  # with a reserve one smaller, NaN for none
    level_alone: float
    lost: float
    asa: float
    done: float
    busy: float


class Row(NamedTuple):
    """One start of a team that does deferred work."""

    start: int
    agents: int  # of the team, by the plan
    calls: QueueDemand | None  # with those that come back
    members: list[QueueDemand]
    demand: Demand
    team: Team
    shrinkage: float


def mail_of(queue: Queue, row: Row, on_time: float) -> Mail:
    """One deferred queue of a team.

    Parameters
    ----------
    queue : Queue
        The queue to explain.
    row : Row
        Where.
    on_time : float
        Share of the week's work done in time, by the plan. [fraction]
    """
    team = _laid_out(row)
    desk = team.desk
    return Mail(
        promise=promise(next(m for m in row.members if m.queue.name == queue.name)),
        beside=tuple(m.queue.name for m in row.members if m.queue.name != queue.name),
        agents=row.agents,
        block=_block(team),
        calls=None if desk is None else _calls_alone(desk, row),
        reserve=0 if desk is None else int(reserve_of(desk, np.array([row.agents]))[0]),
        on_time=on_time,
    )


def blended_calls(row: Row, busy: float) -> Blended:
    """Calls of a team that also does deferred work.

    Parameters
    ----------
    row : Row
        Where.
    busy : float
        Occupancy of the team, by the plan. [fraction]
    """
    team = _laid_out(row)
    desk = team.desk
    assert desk is not None, "only calls are blended"
    load, aht = float(desk.load[0]), float(desk.aht[0])
    reserve = int(reserve_of(desk, np.array([row.agents]))[0])

    def given(kept: int) -> blending.BlendingPerformance:
        return blending.performance(
            row.agents, load, aht, kept, desk.within, patience=desk.patience
        )

    found = given(reserve)
    lost = float(found.abandonment)
    return Blended(
        alone=_calls_alone(desk, row),
        beside=tuple(member.queue.name for member in row.members),
        agents=row.agents,
        block=_block(team),
        reserve=reserve,
        level=float(found.service_level),
        level_fewer=float(given(reserve - 1).service_level) if reserve else np.nan,
        level_alone=float(found.service_level_alone),
        lost=lost,
        asa=float(found.asa),
        done=row.agents * busy - load * (1 - lost),
        busy=busy,
    )


def _calls_alone(desk: Desk, row: Row) -> Waiting:
    assert row.calls is not None, "there is no desk without calls"
    agents, load, aht = int(desk.agents[0]), float(desk.load[0]), float(desk.aht[0])
    return waiting(row.calls.queue, agents, load, aht)


class _LaidOut(NamedTuple):
    """The work of a team on its calendar, and the place of the row in it."""

    starts: NDArray[np.int64]
    here: int
    around: list[QueueDemand]
    whole: Stretch
    desk: Desk | None  # at the row's start
    desks: Desk | None  # at all starts
    interval: int


def _laid_out(row: Row) -> _LaidOut:
    first = [] if row.calls is None else [row.calls]
    all_of_them = repeated([*first, *row.members], row.demand)
    starts, _ = on_one_axis(all_of_them)
    here = int(np.searchsorted(starts, row.start))
    desks = None
    if row.calls is not None:
        by_themselves = alone(row.calls, row.demand.interval, row.shrinkage)
        desks = desk_of(all_of_them[0], by_themselves, starts)
    around = all_of_them[len(first) :]
    return _LaidOut(
        starts=starts,
        here=here,
        around=around,
        whole=everything(around, starts, row.demand, row.team),
        desk=None if desks is None else desks.during(np.array([here])),
        desks=desks,
        interval=int(row.demand.interval),
    )


def _block(team: _LaidOut) -> Block | None:
    """The people of the row's block, and what one fewer would leave."""
    if team.here not in team.whole.at:
        return None
    week, people, capacity = _week_of(team)
    at = int(np.searchsorted(week.at, team.here))
    mine = np.flatnonzero(week.block == week.block[at])
    fewer = None
    if people[at] > 0:
        less = people.copy()
        less[mine] -= 1
        missing = deferred.shortfall(week.works, capacity(less), safety=week.safety)
        first, last = (int(team.starts[week.at[i]]) for i in (missing.first, missing.end - 1))
        fewer = Undone(missing.seconds, first, last + team.interval)
    first, last = (int(team.starts[week.at[i]]) for i in mine[[0, -1]])
    return Block(
        start=first,
        end=last + team.interval,
        people=int(people[at]),
        capacity=float(capacity(people)[at]),
        fewer=fewer,
        safety=week.safety,
    )


Capacity = Callable[[NDArray[np.intp]], FloatArray]


def _week_of(team: _LaidOut) -> tuple[Stretch, NDArray[np.intp], Capacity]:
    """The row's week as it was planned, its people, and what people can do in it."""
    found: list[tuple[Stretch, NDArray[np.intp], Capacity]] = []

    def staff(week: Stretch) -> Staffed:
        if found:  # what comes after does not matter
            return Staffed(np.zeros(len(week.at), dtype=np.intp), np.zeros(len(week.at)))
        desks = team.desks
        capacity: Capacity = (
            Idle(desks.during(week.at)).capacity if desks is not None else _by_themselves
        )
        people = fewest(week, capacity)
        if team.here in week.at[week.week == week.week[0]]:
            found.append((week, people, capacity))
        return Staffed(people, capacity(people))

    week_by_week(team.whole, team.around, staff)
    return found[0]


def _by_themselves(people: NDArray[np.intp]) -> FloatArray:
    return people.astype(float)
