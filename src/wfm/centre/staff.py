"""A forecast staffed for a whole centre: each queue with the model that fits it.

The way of a volume: the forecast, times season and contingency, less what self-service and
automation take, plus what comes back unresolved or redials. Then the queue's own model finds the
least agents. What voice passes on becomes a queue of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import calendar, erlang, patience, shrinkage, staffing
from wfm._arrays import FloatArray
from wfm.centre.records import Centre, Queue
from wfm.errors import InputError
from wfm.model import Demand, Target
from wfm.plan import BLOCK, Block, Plan, Staffing
from wfm.queues import chat, deferred, redial, tiers
from wfm.queues.deflection import deflected
from wfm.units import duration_text, percent_text

__all__ = ["CENTRE_COLUMNS", "CentrePlan", "staff_centre"]

CENTRE_COLUMNS = ("model", "abandonment", "definition")
_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class CentrePlan(Plan):
    """A plan whose queues have models of their own; it is walked through as every plan is.

    Attributes
    ----------
    solved : Staffing
        All rows; `demand` is what the agents meet, after seasons, contingency, self-service and
        what comes back.
    abandonment : float64 array
        Share that gives up, NaN where the model knows nothing of it. [fraction]
    centre : Centre
        The queues.
    """

    solved: Staffing
    abandonment: FloatArray
    centre: Centre
    extra_columns: ClassVar[tuple[str, ...]] = CENTRE_COLUMNS

    def blocks(self, rows: int = BLOCK) -> Iterator[Block]:
        """The rows, a block at a time."""
        for first in range(0, len(self.demand), rows):
            part = slice(first, min(first + rows, len(self.demand)))
            yield Block(part, Staffing(*(column[part] for column in self.solved)))

    def extra(self, part: slice) -> dict[str, list[str | float]]:
        """The columns that only a centre has, of some rows; NaN where they say nothing."""
        rules = {queue.name: queue for queue in self.centre.queues}
        mine = [rules[self.demand.queues[i]] for i in self.demand.queue[part].tolist()]
        return {
            "model": [queue.model for queue in mine],
            "abandonment": self.abandonment[part].tolist(),
            "definition": [
                "on time" if queue.model == "deferred" else queue.definition for queue in mine
            ],
        }


class _Solved(NamedTuple):
    """One queue: its rows as they meet the agents, and what these give."""

    volume: FloatArray
    aht: FloatArray
    staffing: Staffing
    abandonment: FloatArray
    notes: tuple[str, ...] = ()


def staff_centre(demand: Demand, centre: Centre) -> CentrePlan:
    """Staff every queue of a forecast by its own model.

    Parameters
    ----------
    demand : Demand
        The forecast; queues that are fed by others may be missing.
    centre : Centre
        The queues and their promises.

    Raises
    ------
    InputError
        If the forecast has a queue that the centre does not know, or the centre one without
        volume.
    """
    demand = _with_tiers(demand, centre)
    _check_names(demand, centre)
    rules = {queue.name: queue for queue in centre.queues}
    columns = {name: np.full(len(demand), np.nan) for name in (*Staffing._fields, "abandonment")}
    volume, aht = demand.volume.copy(), demand.aht.copy()
    notes: list[str] = []
    for index in sorted(
        range(len(demand.queues)), key=lambda i: _fed(rules[demand.queues[i]], centre)
    ):
        rows = np.flatnonzero(demand.queue == index)
        queue = rules[demand.queues[index]]
        fed = _feed(queue, demand, centre, volume, aht)
        found = _solve(queue, replace(demand, volume=volume, aht=aht), rows, centre, fed)
        volume[rows], aht[rows] = found.volume, found.aht
        for name, values in found.staffing._asdict().items():
            columns[name][rows] = values
        columns["abandonment"][rows] = found.abandonment
        notes += [*found.notes, *_priced(queue, found, demand.interval)]
    abandonment = columns.pop("abandonment")
    first = next((q.target for q in centre.queues if q.target), Target(0.85, 60.0))
    return CentrePlan(
        demand=replace(demand, volume=volume, aht=aht),
        target=first,
        shrinkage=centre.shrinkage,
        contract_hours=centre.contract_hours,
        solved=Staffing(**columns),
        abandonment=abandonment,
        centre=centre,
        assumed=tuple(notes),
    )


def _priced(queue: Queue, found: _Solved, interval: float) -> list[str]:
    """What the paid hours of a queue cost, in all and a contact."""
    if not queue.cost:
        return []
    hours = float(found.staffing.scheduled.sum()) * interval / 3600
    money, contacts = hours * queue.cost, float(found.volume.sum())
    each = f", {money / contacts:.2f} a contact" if contacts else ""
    return [f"{queue.name}: {hours:,.1f} paid hours at {queue.cost:g} are {money:,.0f}{each}"]


def _fed(queue: Queue, centre: Centre) -> bool:
    """Whether another queue passes contacts on to this one: it is staffed after that."""
    return any(other.escalates_to == queue.name for other in centre.queues)


def _with_tiers(demand: Demand, centre: Centre) -> Demand:
    """The forecast with rows for the queues that others feed, where it has none."""
    for queue in centre.queues:
        feeders = [q.name for q in centre.queues if q.escalates_to == queue.name]
        if queue.name in demand.queues or not feeders:
            continue
        wanted = [i for i, name in enumerate(demand.queues) if name in feeders]
        start = np.unique(demand.start[np.isin(demand.queue, wanted)])
        count = len(start)
        demand = replace(
            demand,
            queues=(*demand.queues, queue.name),
            queue=np.concatenate([demand.queue, np.full(count, len(demand.queues), np.int32)]),
            start=np.concatenate([demand.start, start]),
            volume=np.concatenate([demand.volume, np.zeros(count)]),
            aht=np.concatenate([demand.aht, np.full(count, np.nan)]),
            line=np.concatenate([demand.line, np.zeros(count, np.int32)]),
        )
    return demand


def _check_names(demand: Demand, centre: Centre) -> None:
    known = [queue.name for queue in centre.queues]
    strange = [name for name in demand.queues if name not in known]
    missing = [name for name in known if name not in demand.queues]
    if strange or missing:
        both = (("the centre does not know", strange), ("the forecast has no rows of", missing))
        words = "; ".join(f"{what} {', '.join(map(repr, names))}" for what, names in both if names)
        raise InputError(f"queues of forecast and centre must match: {words}.", name="queue")


def _feed(
    queue: Queue, demand: Demand, centre: Centre, volume: FloatArray, aht: FloatArray
) -> dict[int, tuple[float, float]]:
    """Contacts and load, by start, that other queues pass on to this one."""
    fed: dict[int, tuple[float, float]] = {}
    for feeder in centre.queues:
        if feeder.escalates_to != queue.name:
            continue
        rows = np.flatnonzero(demand.queue == demand.queues.index(feeder.name))
        days = calendar.local(demand.start[rows], demand.zone) // calendar.DAY
        for day in np.unique(days):
            mine = rows[days == day]
            busy = volume[mine] > 0
            handle = np.average(aht[mine][busy], weights=volume[mine][busy]) if busy.any() else 1.0
            passed = tiers.offered_loads(
                volume[mine], demand.interval, handle, _aht(queue), feeder.escalation
            )
            for row, contacts, load in zip(
                mine, passed.escalated_volume, passed.escalated_load, strict=True
            ):
                before = fed.get(int(demand.start[row]), (0.0, 0.0))
                fed[int(demand.start[row])] = (before[0] + contacts, before[1] + load)
    return fed


def _aht(queue: Queue) -> float:
    if queue.aht is None:
        raise InputError(
            f"queue {queue.name!r} is fed by another, so its aht must be in the centre.", name="aht"
        )
    return queue.aht


def _solve(
    queue: Queue,
    demand: Demand,
    rows: NDArray[np.intp],
    centre: Centre,
    fed: Mapping[int, tuple[float, float]],
) -> _Solved:
    volume, aht = _met(queue, demand, rows)
    is_open = _open(demand, rows, centre)
    if queue.model != "deferred":
        _refuse_closed(queue, demand, rows[~is_open & (volume > 0)])
    feed = np.array([fed.get(int(start), (0.0, 0.0)) for start in demand.start[rows]])
    volume = volume + feed[:, 0] if len(fed) else volume
    if queue.model == "deferred":
        return _deferred(queue, demand, rows, centre, volume, aht, is_open)
    solve = {"chat": _chat, "erlang_a": _erlang_a, "erlang_c": _erlang_c}[queue.model]
    load = feed[:, 1] if len(fed) else volume * aht / demand.interval
    found = solve(queue, volume, aht, load, demand.interval, centre.shrinkage.total)
    busy = found.staffing.occupancy[found.volume > 0]
    low = int((busy < queue.least_occupancy).sum())
    if not low:
        return found
    note = (
        f"{queue.name}: {low} of {len(busy)} intervals are below the occupancy of "
        f"{percent_text(queue.least_occupancy, 0)} that is aimed at: the promise needs the people"
    )
    return found._replace(notes=(*found.notes, note))


def _open(demand: Demand, rows: NDArray[np.intp], centre: Centre) -> NDArray[np.bool_]:
    """Which rows begin within opening hours."""
    wall = calendar.local(demand.start[rows], demand.zone)
    day, minute = wall // calendar.DAY, wall % calendar.DAY // 60
    hours = np.array(centre.opening)[(day + 3) % _WEEK]
    closed = [int(np.datetime64(date, "D").astype(np.int64)) for date in centre.closed]
    return (hours[:, 0] <= minute) & (minute < hours[:, 1]) & ~np.isin(day, closed)


def _refuse_closed(queue: Queue, demand: Demand, rows: NDArray[np.intp]) -> None:
    if len(rows):
        first = calendar.iso_texts(demand.start[rows[:1]], demand.zone)[0]
        raise InputError(
            f"queue {queue.name!r} has contacts in {len(rows)} intervals in which the centre is "
            f"closed, the first {first}: widen [opening], or take them out of the forecast.",
            name="opening",
        )


def _met(queue: Queue, demand: Demand, rows: NDArray[np.intp]) -> tuple[FloatArray, FloatArray]:
    """Volume and AHT after season, contingency, self-service and automation."""
    days = calendar.local(demand.start[rows], demand.zone) // calendar.DAY
    factor = np.full(len(rows), 1.0 + queue.contingency)
    for season in queue.seasons:
        first, last = (
            int(np.datetime64(d, "D").astype(np.int64)) for d in (season.first, season.last)
        )
        factor[(days >= first) & (days <= last)] *= 1.0 + season.uplift
    given = demand.aht[rows]
    ladder = queue.aht_by_concurrency
    default = queue.aht if queue.aht is not None else ladder[0] if ladder else np.nan
    aht = np.where(np.isnan(given), default, given)
    volume = demand.volume[rows] * factor
    lacking = (volume > 0) & np.isnan(aht)
    if lacking.any():
        raise InputError(
            f"queue {queue.name!r} has no AHT in {int(lacking.sum())} rows of the forecast; "
            "give it one there, or aht in the centre.",
            name="aht",
        )
    steps = deflected(
        volume,
        np.where(np.isnan(aht), 1.0, aht),
        deflection=queue.deflection,
        aht_change=queue.aht_change,
        automation=queue.automation,
    )
    return np.asarray(steps.volume), np.asarray(steps.aht)


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


def _erlang_c(
    queue: Queue,
    volume: FloatArray,
    aht: FloatArray,
    load: FloatArray,
    interval: float,
    share: float,
) -> _Solved:
    volume, load = _returning(queue, volume, load)
    goal = _goal(queue)
    agents = np.asarray(staffing.agents_required(load, aht, **goal.goals()), dtype=np.float64)
    root = np.asarray(staffing.agents_required(load, aht, **goal.goals(), whole=False))
    given = erlang.performance(agents, load, aht, goal.limit)
    solved = _staffing(agents, load, share, given.service_level, given.asa, given.occupancy, root)
    return _Solved(volume, aht, solved, np.full(len(volume), np.nan))


def _returning(queue: Queue, volume: FloatArray, load: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Fresh contacts plus those that come back unresolved, where nobody hangs up."""
    more = 1.0 / queue.resolution if queue.fresh else 1.0
    return volume * more, load * more


def _erlang_a(
    queue: Queue,
    volume: FloatArray,
    aht: FloatArray,
    load: FloatArray,
    interval: float,
    share: float,
) -> _Solved:
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
    return _Solved(volume, aht, solved, lost)


def _chat(
    queue: Queue,
    volume: FloatArray,
    aht: FloatArray,
    load: FloatArray,
    interval: float,
    share: float,
) -> _Solved:
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
    return _Solved(volume, aht, solved, np.asarray(given.abandonment))


def _deferred(
    queue: Queue,
    demand: Demand,
    rows: NDArray[np.intp],
    centre: Centre,
    volume: FloatArray,
    aht: FloatArray,
    is_open: NDArray[np.bool_],
) -> _Solved:
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
    return _Solved(volume, aht, solved, np.full(len(rows), np.nan), (note,))


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
