"""Agents of a week of deferred work: a first plan by the fluid model, then fewer by trial.

The fluid model places the agents: for some standard deviations z of the work on top of its mean,
the fewest per block that meet every deadline. Which z is enough is found by simulated runs of the
week. If none is needed, the same runs say how far all blocks can be lowered together, because a
low share of contacts on time forgives what the fluid model does not. Then every block is tried
with one agent fewer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.centre.deferred_trials import Trial
from wfm.centre.deferred_weeks import Capacity, OpenIntervals
from wfm.errors import UnreachableError
from wfm.queueing.deferred import DeferredWork, StretchNeeds

__all__ = ["agents_of_week", "min_block_agents", "refusal"]

# A block that helps at least this share of the best one is as good: then the block with the fewest
# agents is taken, which gives even days at the cost of a few minutes of capacity.
_AS_GOOD = 0.9
# Standard deviations tried: beyond the last, no target that can be met is missed.
_MOST_DEVIATIONS = 32.0
# Plans whose standard deviations differ by less are treated as equal.
_FINEST = 0.25
# Contacts simulated to find blocks that need fewer agents: about a second.
_CONTACTS = 3_000_000
# Parts of a plan that are treated as equal where all blocks are lowered together.
_PART = 0.06


def agents_of_week(
    week: OpenIntervals, capacity: Capacity, trial: Trial | None
) -> NDArray[np.intp]:
    """The fewest agents in each open interval with which the runs of a week keep the targets.

    Parameters
    ----------
    week : OpenIntervals
        The week, with as much of what follows as its targets reach.
    capacity : callable
        Agents free for deferred work in each open interval, with so many agents put on it.
    trial : Trial or None
        Runs of the week; None for the plan of the fluid model.

    Raises
    ------
    UnreachableError
        If more agents do not help.
    """
    if trial is None or week.safety == 0:
        return min_block_agents(week, capacity)
    deadline_work, count = _deadline_work(week), _own_intervals(week)

    def may_keep(agents: NDArray[np.intp]) -> bool:
        lack = _lack(deadline_work, capacity(agents), trial)
        return not lack and trial.may_keep(agents[:count])

    def keeps(agents: NDArray[np.intp]) -> bool:
        lack = _lack(deadline_work, capacity(agents), trial)
        return not lack and trial.keeps(agents[:count])

    plan = cache(lambda deviations: min_block_agents(week._replace(safety=deviations), capacity))
    # a plan that is not confirmed may not keep the targets any more, and the next one is found
    while not keeps(agents := _least_deviations(week.safety, plan, may_keep)):
        pass
    least = _least_agents(week, capacity, trial, plan(0.0))
    if np.array_equal(agents, plan(0.0)):
        agents = _lowered(agents, least, _part(capacity, trial, agents), keeps)
    return _without_surplus(agents, least, week, trial, keeps)


def refusal(week: OpenIntervals, capacity: Capacity, trial: Trial, agents: NDArray[np.intp]) -> str:
    """Why some agents are not enough for a week, for people; nothing if they are."""
    lack = _lack(_deadline_work(week), capacity(agents), trial)
    mean = min_block_agents(week._replace(safety=0.0), capacity)
    if (agents < _least_agents(week, capacity, trial, mean)).any():
        lack = lack or (
            "the block would have less than half of its part of the hours that the mean work needs"
        )
    return lack or trial.refusal(agents[: _own_intervals(week)])


def _own_intervals(week: OpenIntervals) -> int:
    """Open intervals of a week without the days after it."""
    return int((week.week == week.week[0]).sum())


def _deadline_work(week: OpenIntervals) -> StretchNeeds | None:
    """The mean work of the queues with a deadline; None if no queue has one."""
    works = _without_overdue(week)
    deadline_work = [works[number] for number in week.by_deadline]
    return StretchNeeds(deadline_work) if deadline_work else None


def _without_overdue(week: OpenIntervals) -> list[DeferredWork]:
    """The work, with what was overdue or almost so at its start due by its deadline from then on.

    No number of agents does overdue work in time. It is done first, as fast as agents are there.
    """
    found = []
    for number, work in enumerate(week.works):
        late = (work.arrived < 0) & (work.due <= 1)
        if late.any():
            queue = week.horizon.queues[number]
            clock = week.place - week.place[0] if queue.calendar else np.arange(work.buckets)
            in_time = np.searchsorted(clock, int(queue.deadline / work.interval))
            work = replace(work, due=np.where(late, max(int(in_time), 1), work.due))
        found.append(work)
    return found


def _lack(deadline_work: StretchNeeds | None, there: FloatArray, trial: Trial) -> str:
    """Why a capacity cannot be enough, whatever the runs say."""
    late = deadline_work.shortfall(there).seconds if deadline_work else 0.0
    if late:
        return f"{late / 3600:.2g} agent-hours of the mean work would miss the deadline"
    can, required = trial.measured_capacity(there), trial.required_work()
    if can < required:
        spare = f"mean work and {trial.safety:g} standard deviations of it"
        return (
            f"the backlog could grow: {can / 3600:.1f} agent-hours in the runs, "
            f"{required / 3600:.1f} are {spare}"
        )
    return ""


def _part(capacity: Capacity, trial: Trial, agents: NDArray[np.intp]) -> float:
    """The part of the hours of a plan that no plan can do without."""
    can = trial.measured_capacity(capacity(agents))
    return min(trial.required_work() / max(can, 1.0), 1.0)


def _least_agents(
    week: OpenIntervals, capacity: Capacity, trial: Trial, mean: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Half of what every block has if the plan of the mean work is lowered to the least hours.

    So that a low share on time is not got by days without agents.
    """
    half = np.rint(mean * _part(capacity, trial, mean) / 2).astype(np.intp)
    return np.asarray(np.maximum(half, week.min_agents))


def _lowered(
    agents: NDArray[np.intp],
    least: NDArray[np.intp],
    low: float,
    keeps: Callable[[NDArray[np.intp]], bool],
) -> NDArray[np.intp]:
    """All blocks lowered by the same part as far as the targets are kept."""

    def lowered(part: float) -> NDArray[np.intp]:
        fewer = np.ceil(agents * part - 1e-9).astype(np.intp)
        return np.asarray(np.maximum(fewer, least))

    high = 1.0
    if keeps(lowered(low)):  # the hours that no plan can do without
        return lowered(low)
    while high - low > _PART:
        middle = (low + high) / 2
        if keeps(lowered(middle)):
            high = middle
        else:
            low = middle
    return lowered(high)


def _least_deviations(
    safety: float,
    plan: Callable[[float], NDArray[np.intp]],
    may_keep: Callable[[NDArray[np.intp]], bool],
) -> NDArray[np.intp]:
    """The plan of the fluid model with the fewest standard deviations that may keep the targets."""
    low, high = -_FINEST, safety
    while not may_keep(best := plan(high)):
        low, high = high, 2 * high
        if high > _MOST_DEVIATIONS:
            raise UnreachableError(
                "more agents do not help: relax the response-time target, or open earlier."
            )
    while high - low > _FINEST:
        # none at all is tried first: long blocks are often enough without
        middle = 0.0 if low < 0 else (low + high) / 2
        fewer = plan(middle)
        if fewer.sum() >= best.sum():  # other blocks, no fewer agents: nothing to gain
            high = middle
        elif may_keep(fewer):
            best, high = fewer, middle
        else:
            low = middle
    return best


def _without_surplus(
    agents: NDArray[np.intp],
    least: NDArray[np.intp],
    week: OpenIntervals,
    trial: Trial,
    keeps: Callable[[NDArray[np.intp]], bool],
) -> NDArray[np.intp]:
    """Every block of the week tried with fewer agents, the largest first."""
    limit = trial.contacts + _CONTACTS
    own = week.block[: _own_intervals(week)]
    blocks, length = np.unique(own, return_counts=True)
    first = np.searchsorted(own, blocks)
    open_to_try = np.ones(len(blocks), dtype=bool)
    # the largest first, each by one agent in turn, so that no block pays for all the others
    while trial.contacts < limit:
        size = np.where(open_to_try & (agents[first] > least[first]), agents[first] * length, 0)
        most = int(size.argmax())
        if size[most] <= 0:
            break
        fewer = agents - (week.block == blocks[most])
        open_to_try[most] = keeps(fewer)
        if open_to_try[most]:
            agents = fewer
    return agents


def min_block_agents(week: OpenIntervals, capacity: Capacity) -> NDArray[np.intp]:
    """Agents in each open interval that meet every deadline of the fluid model.

    Agents are added one after the other where they help most with the period that is
    furthest behind, until no block can lose one. Integer programs
    (`wfm.queueing.deferred.levels_required`) save a few hours at times, and take seconds per week.

    Parameters
    ----------
    week : OpenIntervals
        The work.
    capacity : callable
        Agents free for deferred work in each open interval, with so many agents put on it.

    Raises
    ------
    UnreachableError
        If more agents do not help.
    """
    length = np.bincount(week.block)
    by_block = np.full(len(length), week.min_agents, dtype=np.intp)
    needs = StretchNeeds(_without_overdue(week), safety=week.safety)

    def agents(more: int = 0) -> NDArray[np.intp]:
        return np.asarray(by_block[week.block] + more)

    while (behind := needs.shortfall(capacity(agents()))).seconds:
        inside = np.zeros(len(week.at), dtype=bool)
        inside[behind.first : behind.end] = True
        gain = np.bincount(week.block, (capacity(agents(1)) - capacity(agents())) * inside)
        rate = gain / length
        if rate.max() <= 0:
            raise UnreachableError(
                "more agents do not help: relax the response-time target, or open earlier."
            )
        near = np.flatnonzero(rate >= _AS_GOOD * rate.max())
        best = int(near[np.lexsort((-rate[near], by_block[near]))[0]])
        needed = behind.seconds / week.works[0].interval / gain[best]
        # half of an even share of what is missing, so that no block overshoots
        by_block[best] += max(int(needed / len(np.unique(week.block[inside])) / 2), 1)
    for block in np.argsort(-by_block * length, kind="stable"):
        while by_block[block] > week.min_agents:
            by_block[block] -= 1
            if needs.shortfall(capacity(agents())).seconds:
                by_block[block] += 1
                break
    return agents()
