"""Blending: deferred work done in the idle time of the telephones.

Calls come first. An idle agent takes an e-mail only while more than R agents are idle; an e-mail
once begun is finished. There is always one to take. With equal mean handle times the agents at
work are one birth-death chain that never goes below c - R, and all is exact; with unequal ones the
number at work no longer tells when the next is free, and only a simulation answers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm._arrays import (
    TARGET_DOMAINS,
    FloatArray,
    FloatOut,
    Floats,
    IntOut,
    checked,
    fit,
    give,
    give_whole,
    take,
)
from wfm.errors import InputError, UnreachableError
from wfm.queueing._birth_death import law
from wfm.queueing._broadcast import Truths, Which, least_whole, whole

__all__ = ["BlendingPerformance", "performance", "reserve_required"]


class BlendingPerformance(NamedTuple):
    """What blended agents give: a float each, or arrays of one shape.

    Attributes
    ----------
    service_level : float or ndarray
        Share of the calls answered within the limit, of all offered. [fraction]
    service_level_alone : float or ndarray
        The same without deferred work: the difference is what blending costs the calls.
        [fraction]
    abandonment : float or ndarray
        Share of the calls that give up. [fraction]
    asa : float or ndarray
        Mean wait of the calls answered. [s]
    deferred_rate : float or ndarray
        Deferred contacts done. [contacts per second]
    occupancy : float or ndarray
        Share of the agents' time spent on calls and deferred work. [fraction]
    """

    service_level: FloatOut
    service_level_alone: FloatOut
    abandonment: FloatOut
    asa: FloatOut
    deferred_rate: FloatOut
    occupancy: FloatOut


def performance(
    agents: Floats,
    load: Floats,
    aht: Floats,
    reserve: Floats,
    within: Floats,
    *,
    patience: Floats = np.inf,
    deferred_aht: Floats | None = None,
) -> BlendingPerformance:
    """How calls fare and how much deferred work is done with R agents kept idle for calls.

    ::

        states n = c - R, c - R + 1, …    pₙ/pₙ₋₁ = λ / (min(n, c) μ + max(n - c, 0) θ)
        deferred work per second = (c - R) μ p_(c-R)

    Parameters
    ----------
    agents : array_like
        Agents on contacts c, whole. [agents]
    load : array_like
        Offered load of the calls a. [erlang]
    aht : array_like
        Average handle time of calls, and of deferred work. [s]
    reserve : array_like
        Agents kept idle R, whole; with R = c no deferred work is done. [agents]
    within : array_like
        Time limit of the calls' service level. [s]
    patience : array_like
        Mean time until a waiting caller gives up; inf: never. [s]
    deferred_aht : array_like, optional
        Handle time of deferred work, if you want it checked that it equals `aht`. [s]

    Returns
    -------
    BlendingPerformance
        The measures.

    Raises
    ------
    InputError
        If a value lies outside its domain, agents or reserve are not whole, the reserve exceeds
        the agents, the handle times differ, or the shapes do not broadcast.

    Examples
    --------
    26 agents, 20 erlangs of calls of 6 minutes; what does a reserve buy?

    >>> blended = performance(26, 20.0, 360, [0, 2, 4, 6], within=20, patience=240)
    >>> blended.service_level
    array([0.3841, 0.6864, 0.8159, 0.8771 ])
    >>> blended.deferred_rate * 3600
    array([85.688, 65.444, 48.598, 34.061])

    References
    ----------
    - S. Bhulai, G. Koole, "A queueing model for call blending in call centers", IEEE
      Transactions on Automatic Control 48, 2003.
    """
    c, a, h, kept, t, g = take(
        agents=agents, load=load, aht=aht, reserve=reserve, within=within, patience=patience
    )
    _same(h, deferred_aht)
    _check(c, kept)
    rates = np.stack([np.zeros_like(h), 1.0 / h], axis=-1)
    found = law(c, a / h, rates, g, t, floor=c - kept)
    alone = law(c, a / h, rates, g, t + 0.0 * kept)
    rate = (c - kept) / h * found.floor
    staff = np.maximum(c, np.finfo(float).tiny)
    measures = (found.in_time, alone.in_time, found.abandoned, found.wait, rate, found.busy / staff)
    return BlendingPerformance(*map(give, measures))


def reserve_required(
    agents: Floats,
    load: Floats,
    aht: Floats,
    *,
    service_level: Floats,
    within: Floats,
    patience: Floats = np.inf,
) -> IntOut:
    """Least number of agents to keep idle so that calls keep their service level.

    ::

        min { R : SL(R) ≥ service_level }

    Parameters
    ----------
    agents, load, aht, within, patience : array_like
        As for `performance`.
    service_level : array_like
        Least share of the calls answered within `within`. [fraction]

    Returns
    -------
    int or ndarray
        Reserve R. [agents]

    Raises
    ------
    InputError
        As `performance`.
    UnreachableError
        If the agents miss the service level without any deferred work.

    Examples
    --------
    >>> reserve_required(26, 20.0, 360, service_level=0.8, within=20, patience=240)
    4

    References
    ----------
    - S. Bhulai, G. Koole, "A queueing model for call blending in call centers", IEEE
      Transactions on Automatic Control 48, 2003.
    """
    goal = checked("service_level", service_level, domain=TARGET_DOMAINS["service_level"])
    c, a, h, t, g = take(agents=agents, load=load, aht=aht, within=within, patience=patience)
    fit({"agents": c, "load": a, "aht": h, "within": t, "patience": g, "service_level": goal})
    lines = np.broadcast_arrays(whole("agents", c), a, h, t, g, goal)
    flat = [x.reshape(-1) for x in lines]
    rows = np.flatnonzero(~np.isnan(flat).any(axis=0))

    def enough(reserve: FloatArray, some: Which) -> Truths:
        c, a, h, t, g, goal = (x[rows[some]] for x in flat)
        blended = performance(c, a, h, np.minimum(reserve, c), t, patience=g)
        return np.asarray(blended.service_level >= goal)

    agents_there = flat[0][rows]
    _reachable(enough(agents_there, np.arange(rows.size)), agents_there, flat[-1][rows])
    reserve = np.full(flat[0].size, np.nan)
    reserve[rows] = least_whole(enough, np.zeros(rows.size))
    return give_whole(reserve.reshape(lines[0].shape))


def _reachable(kept: Truths, agents: FloatArray, goal: FloatArray) -> None:
    if not kept.all():
        i = int(np.argmin(kept))
        raise UnreachableError(
            f"{agents[i]:g} agents miss a service level of {goal[i]:g} even without deferred work. "
            "Plan more agents: wfm.agents_required says how many."
        )


def _same(h: FloatArray, deferred_aht: Floats | None) -> None:
    if deferred_aht is None:
        return
    other = checked("aht", deferred_aht)
    if np.any(other != h):
        raise InputError(
            f"deferred_aht must equal aht: got {other.flat[0]:g} s and {h.flat[0]:g} s. With "
            "unequal handle times the number at work does not say when an agent is free, so there "
            "is no chain to solve: simulate. E-mails of twice the length cost ten points more.",
            name="deferred_aht",
            value=float(other.flat[0]),
        )


def _check(agents: FloatArray, reserve: FloatArray) -> None:
    c, kept = np.broadcast_arrays(whole("agents", agents), whole("reserve", reserve))
    over = np.argwhere(kept > c)
    if len(over):
        index = tuple(int(i) for i in over[0])
        raise InputError(
            f"reserve must be at most the agents: got {kept[index]:g} of {c[index]:g}. "
            "With all of them kept for calls no deferred work is done.",
            name="reserve",
            value=float(kept[index]),
            index=index or None,
        )
