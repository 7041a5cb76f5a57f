"""Deferred work of a team in calendar order: week by week, with what each week overlaps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.centre.deferred_queues import (
    deferred_target_of,
    follow_up_work,
    follow_ups_of,
    queue_work,
    refuse_due_while_closed,
    ticket_queue,
)
from wfm.centre.deferred_trials import RUN_WEEKS, Horizon, RunService, Trial
from wfm.centre.queue_records import Arrivals, Group, Progress, QueueDemand
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.queueing import deferred
from wfm.queueing._ticket_simulation import TicketQueue
from wfm.queueing.deferred import DeferredWork

__all__ = [
    "Capacity",
    "OpenIntervals",
    "Service",
    "WeekPlan",
    "open_intervals",
    "plan_trial",
    "staff_weeks",
    "with_repeated_weeks",
]

_WEEK = 7
_WORKING_WEEK = 5  # days of a forecast that is a week, its weekend left out
# Agents free for deferred work in each open interval, with so many agents put on it.
Capacity = Callable[[NDArray[np.intp]], FloatArray]

# From this share on time on, the mean work must be done by the deadline (twice the response time by
# default). A plan without that rule has a share that falls steeply with the work: of a target of
# 90 %, .928 was printed and .918 simulated by another program.
_MOST = 0.8


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
    place : intp array
        Position of each on the grid of `horizon`.
    horizon : Horizon
        The tickets of all weeks, in equal intervals from the first start on.
    min_agents : int
        Least agents in each open interval. [agents]
    first, last : int
        First position of the forecast on that grid, and the one after its last; what comes before
        and after is repeated.
    by_deadline : tuple of int
        The works whose mean must be done by a deadline: their queues have one, or a target of
        most of the work.
    """

    at: NDArray[np.intp]
    week: NDArray[np.int64]
    block: NDArray[np.intp]
    works: list[DeferredWork]
    safety: float
    place: NDArray[np.intp]
    horizon: Horizon
    min_agents: int
    first: int
    last: int
    by_deadline: tuple[int, ...] = ()

    @property
    def turn(self) -> int:
        """Intervals of the horizon in a week."""
        return _turn(self.horizon.interval)

    @property
    def is_repeated(self) -> bool:
        """Whether weeks are repeated before or after the forecast."""
        return len(np.unique(self.week)) > 1


def _turn(interval: float) -> int:
    """Intervals in a week."""
    return int(_WEEK * datetimes.DAY // interval)


class Service(NamedTuple):
    """How the agents of a team serve tickets.

    Attributes
    ----------
    serve_of : callable
        For the place of each open interval of a run among the starts of the team: serves a run.
    key_of : callable
        For the places of some open intervals: what their service depends on beside tickets and
        agents.
    """

    serve_of: Callable[[NDArray[np.intp]], RunService]
    key_of: Callable[[NDArray[np.intp]], bytes]


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
    trial : Trial or None
        Runs of the week, for agents in each of its open intervals without the days after it.
    """

    work: OpenIntervals
    agents: NDArray[np.intp]
    capacity: Capacity
    trial: Trial | None


def with_repeated_weeks(demands: list[QueueDemand], forecast: Demand) -> list[QueueDemand]:
    """The queues with the first seven days repeated before them, and the last seven after them.

    So that the plan neither starts without a backlog nor has to finish all work on its last day.
    `rows` then says which row of the queue each one repeats. A forecast of less than five days is
    not repeated, and nothing is repeated before a plan that begins with a known backlog.
    """
    days = [datetimes.local(demand.start, forecast.zone) // datetimes.DAY for demand in demands]
    first, last = min(int(each[0]) for each in days), max(int(each[-1]) for each in days)
    targets = [demand.queue.deferred for demand in demands]
    known = any(target is not None and target.backlog for target in targets)
    repeated = []
    for demand, day in zip(demands, days, strict=True):
        rows, shift = np.arange(len(day)), np.zeros(len(day), dtype=np.int64)
        if last - first + 1 >= _WORKING_WEEK:
            before = np.flatnonzero((day < first + _WEEK) & (not known))
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
    demands: list[QueueDemand],
    starts: NDArray[np.int64],
    group: Group,
) -> OpenIntervals:
    """All open intervals of a team, and all of its deferred work.

    Parameters
    ----------
    demands : list of QueueDemand
        The deferred queues, with repeated weeks.
    starts : int64 array
        All starts of the team, with repeated weeks. [s]
    group : Group
        The queues of the team without them.

    Raises
    ------
    InputError
        If the centre never opens, or a response-time target is shorter than an interval or ends
        before the centre opens.
    """
    at, days = _open_places(demands, starts, group.forecast)
    begin, length = starts[0], int(group.forecast.interval)
    interval = (starts[at] - begin) // length
    own = [*group.demands, *([group.live[0]] if group.live else [])]
    first = int(min(demand.start[0] for demand in own) - begin) // length
    last = int(max(demand.start[-1] for demand in own) - begin) // length + 1
    size = int(interval[-1]) + 1
    if len(starts) > sum(len(demand.start) for demand in own) or first > 0:
        size = -(-max(size, last) // _turn(length)) * _turn(length)  # up to the end of the week
    opening = np.zeros(size, dtype=bool)
    opening[interval] = True
    queues = [ticket_queue(demand, begin, len(opening), length) for demand in demands]
    follow_ups = [
        follow_ups_of(queue, deferred_target_of(demand), number)
        for number, (demand, queue) in enumerate(zip(demands, queues, strict=True))
        if deferred_target_of(demand).follow_up
    ]
    measured = np.zeros(len(opening), dtype=bool)
    for demand, queue in zip(demands, queues, strict=True):
        refuse_due_while_closed(demand, queue, opening, int(begin), first, group.forecast)
    return OpenIntervals(
        at=at,
        week=(days - days[0]) // _WEEK,
        block=_blocks(starts[at], days, group.team.block_length),
        works=[
            *(
                queue_work(demand, queue, opening, length)
                for demand, queue in zip(demands, queues, strict=True)
            ),
            *(follow_up_work(queue, opening, length) for queue in follow_ups),
        ],
        safety=max(deferred_target_of(demand).safety for demand in demands),
        place=interval,
        horizon=Horizon([*queues, *follow_ups], opening, float(length), measured),
        min_agents=0 if group.live else _min_agents(group),
        first=first,
        last=last,
        by_deadline=tuple(
            number
            for number, demand in enumerate(demands)
            if deferred_target_of(demand).deadline is not None
            or deferred_target_of(demand).share >= _MOST
        ),
    )


def staff_weeks(
    work: OpenIntervals,
    demands: list[QueueDemand],
    staff: Callable[[OpenIntervals, Trial | None], WeekPlan],
    service: Service,
    progress: Progress,
) -> tuple[NDArray[np.intp], list[WeekPlan]]:
    """Agents in each open interval, found for one week after the other.

    Each week is planned with as much of what follows as its targets reach; the backlog at its end
    is carried over. A week like an earlier one gets the same agents.

    Parameters
    ----------
    work : OpenIntervals
        All weeks.
    demands : list of QueueDemand
        The queues.
    staff : callable
        Plans one week with runs of it, or without for a week that is only repeated.
    service : Service
        How tickets are served.
    progress : callable
        Called after each week with the share of the intervals that is staffed.
    """
    works, agents = work.works, np.zeros(len(work.at), dtype=np.intp)
    longest = max(deferred_target_of(demand).full_deadline for demand in demands)
    reach = int(np.ceil(longest / works[0].interval))
    begin, last, weeks = 0, len(work.at), []
    same: dict[bytes, WeekPlan] = {}
    for number in np.unique(work.week):
        end = begin + int((work.week == number).sum())
        part = slice(begin, min(end + reach, last))
        week = work._replace(
            at=work.at[part],
            week=work.week[part],
            block=_numbered(work.block[part]),
            works=deferred.first_buckets(works, part.stop - begin),
            place=work.place[part],
        )
        if _is_outside(work, slice(begin, end)):
            plan = staff(week, None)
        else:
            trial = _week_trial(work, slice(begin, end), service)
            block = _numbered(work.block[begin:end]).tobytes()
            key = b"".join((trial.key, block, service.key_of(work.at[begin:end])))
            found = same.get(key)
            if found is not None and len(found.agents) >= len(week.at):
                plan = found._replace(work=week, agents=found.agents[: len(week.at)])
            else:
                plan = same[key] = staff(week, trial)
        weeks.append(plan)
        agents[begin:end] = plan.agents[: end - begin]
        if end < last:
            works = deferred.remaining_work(works, plan.capacity(plan.agents)[: end - begin])
        begin = end
        progress(end / last)
    return agents, weeks


def _is_outside(work: OpenIntervals, part: slice) -> bool:
    """Whether a week is repeated as a whole, so that it only carries its backlog over."""
    places = work.place[part]
    return not ((places >= work.first) & (places < work.last)).any()


def _week_trial(work: OpenIntervals, part: slice, service: Service) -> Trial:
    """Runs of one week: the week three times after itself, or once if it is the whole plan."""
    places, turn = work.place[part], work.turn
    if not work.is_repeated:
        grid = np.arange(len(work.horizon.opening))
        measured = np.ones(len(grid), dtype=bool)
        horizon = work.horizon.taken(grid, measured)._replace(backlog_counts=True)
        order = np.arange(len(places))
        return Trial(horizon, work.safety, service.serve_of(work.at[part]), order)
    base = int(work.week[part][0] - work.week[0]) * turn
    # a change of the clock shifts the week by an hour
    base = max(min(base, int(places[0])), int(places[-1]) - turn + 1)
    grid = np.arange(base, base + turn)
    grid = np.where(grid < len(work.horizon.opening), grid, -1)
    week = work.horizon.taken(grid, np.zeros(turn, dtype=bool))
    opening = np.zeros(turn, dtype=bool)
    opening[places - base] = True
    tail = _reach(week.queues, opening, week.interval)
    backlog = base == 0 and any(queue.backlog for queue in week.queues)
    # enough of the week before it for the backlog with which a week begins
    warm = 0 if backlog else max(_reach(week.queues, opening[::-1], week.interval), turn // 3)
    numbers = np.arange(-warm, RUN_WEEKS * turn + tail)
    measured = (numbers >= 0) & (numbers < RUN_WEEKS * turn)
    week = week._replace(opening=opening, backlog_counts=backlog)
    horizon = week.taken(numbers % turn, measured)
    if not backlog:
        horizon = horizon.without_backlog()
    place_of = np.zeros(turn, dtype=np.intp)
    place_of[places - base] = np.arange(len(places))
    order = place_of[(numbers % turn)[horizon.opening]]
    return Trial(horizon, work.safety, service.serve_of(work.at[part][order]), order)


def _reach(queues: list[TicketQueue], opening: NDArray[np.bool_], interval: float) -> int:
    """Intervals from the start of a week in which what arrived before it is surely begun."""
    longest = 2 * max(queue.within for queue in queues)
    clock = np.arange(1, len(opening) + 1) * interval
    opened = np.cumsum(opening) * interval
    return min(int(np.searchsorted(np.minimum(clock, opened), longest)) + 1, len(opening))


def plan_trial(work: OpenIntervals, service: Service) -> Trial:
    """Runs of the whole plan, for agents in each of its open intervals.

    A plan of one week or two is run until three weeks are over. Its first week is run before it
    and its last one after it.

    Parameters
    ----------
    work : OpenIntervals
        All weeks, the repeated ones included.
    service : Service
        How tickets are served.
    """
    first, turn, size = work.first, work.turn, len(work.horizon.opening)
    last = min(work.last, size)
    before, after = np.arange(0), np.arange(0)
    times = 1
    if work.is_repeated:
        day = turn // _WEEK
        last = min(first + max(-(-(last - first) // day) * day, turn), size)
        weeks, rest = divmod(last - first, turn)
        times = 1 if rest else -(-RUN_WEEKS // weeks)
        after = np.arange(last - turn, last)
        before = np.arange(first, first + turn) if first else before
    middle = np.tile(np.arange(first, last), times)
    grid = np.concatenate([before, middle, after])
    measured = np.zeros(len(grid), dtype=bool)
    measured[len(before) : len(before) + len(middle)] = True
    run = work.horizon.taken(grid, measured)._replace(backlog_counts=first == 0)
    place_of = np.zeros(size, dtype=np.intp)
    place_of[work.place] = np.arange(len(work.place))
    order = place_of[grid[run.opening]]
    return Trial(run, work.safety, service.serve_of(work.at[order]), order)


def _min_agents(group: Group) -> int:
    """Least agents on all days of a team that does nothing else; a season may have more."""
    of_queues = [
        demand.arrivals.min_agents[demand.is_open].min()
        for demand in group.demands
        if demand.is_open.any()
    ]
    return int(max(group.team.min_agents, *of_queues, 0))


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
