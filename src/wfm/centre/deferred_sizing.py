"""Agents of a week of deferred work: a first plan by the fluid model, then fewer by trial.

The fluid model places the agents: for some standard deviations z of the work on top of its mean,
the fewest per block that meet every deadline. Which z is enough is found by simulated runs of the
week, and then every block is tried with one agent fewer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.centre.deferred_trials import Trial
from wfm.centre.deferred_weeks import Capacity, OpenIntervals
from wfm.errors import UnreachableError
from wfm.queueing.deferred import StretchNeeds

__all__ = ["agents_of_week", "min_block_agents", "refusal"]

# A block that helps at least this share of the best one is as good: then the block with the fewest
# agents is taken, which gives even days at the cost of a few minutes of capacity.
_AS_GOOD = 0.9
# Standard deviations tried: beyond the last, no target that can be met is missed.
_MOST_DEVIATIONS = 32.0
# Plans whose standard deviations differ by less are not told apart.
_FINEST = 0.25
# Contacts simulated to find blocks that need fewer agents: about a second.
_CONTACTS = 3_000_000


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
    mean, count = StretchNeeds(week.works), _own_intervals(week)

    def may_keep(agents: NDArray[np.intp]) -> bool:
        there = capacity(agents)
        return not _lack(mean, there, trial) and trial.may_keep(agents[:count])

    def keeps(agents: NDArray[np.intp]) -> bool:
        there = capacity(agents)
        return not _lack(mean, there, trial) and trial.keeps(agents[:count])

    plan = cache(lambda deviations: min_block_agents(week._replace(safety=deviations), capacity))
    # a plan that is not confirmed may not keep the targets any more, and the next one is found
    while not keeps(agents := _least_deviations(week.safety, plan, may_keep)):
        pass
    return _without_surplus(agents, week, trial, keeps)


def refusal(week: OpenIntervals, capacity: Capacity, trial: Trial, agents: NDArray[np.intp]) -> str:
    """Why some agents are not enough for a week, for people; nothing if they are."""
    lack = _lack(StretchNeeds(week.works), capacity(agents), trial)
    return lack or trial.refusal(agents[: _own_intervals(week)])


def _own_intervals(week: OpenIntervals) -> int:
    """Open intervals of a week without the days after it."""
    return int((week.week == week.week[0]).sum())


def _lack(mean: StretchNeeds, there: FloatArray, trial: Trial) -> str:
    """Why a capacity cannot be enough, whatever the runs say."""
    if mean.shortfall(there).seconds:
        return "not even the mean work could be done in time"
    if trial.measured_capacity(there) < trial.required_work():
        return "the backlog could grow from week to week"
    return ""


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
    week: OpenIntervals,
    trial: Trial,
    keeps: Callable[[NDArray[np.intp]], bool],
) -> NDArray[np.intp]:
    """Every block of the week tried with fewer agents, the largest first."""
    limit = trial.contacts + _CONTACTS
    block = week.block
    blocks = np.unique(block[: _own_intervals(week)])
    size = np.array([agents[block == one][0] * (block == one).sum() for one in blocks])
    for one in blocks[np.argsort(-size, kind="stable")]:
        inside = block == one
        while agents[inside][0] > week.min_agents and trial.contacts < limit:
            fewer = agents - inside
            if not keeps(fewer):
                break
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
    needs = StretchNeeds(week.works, safety=week.safety)

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
