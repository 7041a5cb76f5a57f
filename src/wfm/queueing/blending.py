"""Blending: deferred work done in the idle time of the telephones.

Calls have priority. An idle agent takes an e-mail only while more than R agents are idle; an e-mail
once begun is finished, and there is always one to take. With equal mean handle times the busy
agents are one birth-death chain that never goes below c - R, and all is exact; with unequal ones
the number of busy agents does not determine when the next is free, and only simulation answers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm._arrays import (
    FloatArray,
    FloatOut,
    Floats,
    IntOut,
    checked,
    checked_arrays,
    common_shape,
    unwrap_integers,
    unwrap_scalar,
)
from wfm._docstrings import doc_parameters
from wfm.errors import InputError, UnreachableError
from wfm.queueing._birth_death import StationaryMeasures, stationary_measures
from wfm.queueing._broadcast import checked_integers
from wfm.queueing._required_agents import agents_that_meet, checked_targets

__all__ = ["BlendingPerformance", "performance", "reserve_required"]


class BlendingPerformance(NamedTuple):
    """All measures of blended agents: a float each, or arrays of one shape.

    Attributes
    ----------
    service_level : float or ndarray
        Share of the calls answered within the limit, of all offered. [fraction]
    service_level_alone : float or ndarray
        The same without deferred work: the difference is what blending costs the calls.
        [fraction]
    abandonment : float or ndarray
        Share of the calls that abandon. [fraction]
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


@doc_parameters
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
    """Measures of calls, and deferred work done, with R agents kept idle for calls.

    ::

        states n = c - R, c - R + 1, …    pₙ/pₙ₋₁ = λ / (min(n, c) μ + max(n - c, 0) θ)
        deferred work per second = (c - R) μ p_(c-R)

    Parameters
    ----------
    agents : array_like
        Agents on contacts c, integers. [agents]
    load : array_like
        Offered load of the calls a. [erlang]
    aht : array_like
        Average handle time of calls, and of deferred work. [s]
    reserve : array_like
        Agents R kept idle, integers; with R = c no deferred work is done. [agents]
    within : array_like
        Time limit of the calls' service level. [s]
    %(patience_or_none)s
    deferred_aht : array_like, optional
        Handle time of deferred work; only checked to equal `aht`. [s]

    Returns
    -------
    BlendingPerformance
        The measures.

    Raises
    ------
    InputError
        If a value lies outside its domain, agents or reserve are not integers, the reserve exceeds
        the agents, the handle times differ, or the shapes do not broadcast.

    Examples
    --------
    26 agents, 20 erlangs of calls of 6 minutes, by the reserve:

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
    c, a, h, kept, t, g = checked_arrays(
        agents=agents, load=load, aht=aht, reserve=reserve, within=within, patience=patience
    )
    _same(h, deferred_aht)
    found = _with_reserve(c, a, h, kept, t, g)
    alone = stationary_measures(c, a / h, _rates(h), g, t + 0.0 * kept)
    rate = (c - kept) / h * found.floor
    staff = np.maximum(c, np.finfo(float).tiny)
    measures = (found.in_time, alone.in_time, found.abandoned, found.wait, rate, found.busy / staff)
    return BlendingPerformance(*map(unwrap_scalar, measures))


@doc_parameters
def reserve_required(
    agents: Floats,
    load: Floats,
    aht: Floats,
    *,
    service_level: Floats | None = None,
    within: Floats | None = None,
    asa: Floats | None = None,
    abandonment: Floats | None = None,
    patience: Floats = np.inf,
) -> IntOut:
    """Least number of agents to keep idle so that calls meet every target given.

    ::

        min { R : SL(R) ≥ service_level,  W(R) ≤ asa,  Pab(R) ≤ abandonment }

    Parameters
    ----------
    %(agents_integer)s
    %(load)s
    %(aht)s
    %(target_service_level)s
    %(target_within)s
    %(target_asa)s
    %(target_abandonment)s
    %(patience_or_none)s

    Returns
    -------
    int or ndarray
        Reserve R. [agents]

    Raises
    ------
    InputError
        As `performance`, or if no target is given.
    UnreachableError
        If the agents miss a target even without deferred work.

    Examples
    --------
    >>> reserve_required(26, 20.0, 360, service_level=0.8, within=20, patience=240)
    4
    >>> reserve_required(26, 20.0, 360, asa=15, patience=240)
    2

    References
    ----------
    - S. Bhulai, G. Koole, "A queueing model for call blending in call centers", IEEE
      Transactions on Automatic Control 48, 2003.
    """
    targets = checked_targets(within, service_level=service_level, asa=asa, abandonment=abandonment)
    c, a, h, g = checked_arrays(agents=agents, load=load, aht=aht, patience=patience)
    common_shape({"agents": c, "load": a, "aht": h, "patience": g} | targets)
    known = np.broadcast_arrays(checked_integers("agents", c), a, h, g)

    def measures(reserve: FloatArray, t: FloatArray, *row: FloatArray) -> dict[str, FloatArray]:
        c, a, h, g = row
        found = _with_reserve(c, a, h, np.minimum(reserve, c), t, g)
        return {
            "service_level": found.in_time,
            "asa": found.wait,
            "abandonment": found.abandoned,
        }

    _require_reachable(c, performance(c, a, h, c, targets["within"], patience=g), targets)
    return unwrap_integers(agents_that_meet(measures, lambda c, *_: 0.0 * c, targets, *known))


def _with_reserve(
    c: FloatArray, a: FloatArray, h: FloatArray, kept: FloatArray, t: FloatArray, g: FloatArray
) -> StationaryMeasures:
    """Measures of the chain whose agents are busy until only the reserve is left."""
    _check(c, kept)
    return stationary_measures(c, a / h, _rates(h), g, t, floor=c - kept)


def _rates(h: FloatArray) -> FloatArray:
    """Contacts that an agent finishes per second, with none and with one."""
    return np.stack([np.zeros_like(h), 1.0 / h], axis=-1)


def _require_reachable(
    agents: FloatArray, best: BlendingPerformance, targets: dict[str, FloatArray]
) -> None:
    """Refuse targets that are missed even with every agent kept for calls."""
    for name, word in (
        ("service_level", "a service level"),
        ("asa", "an average speed of answer"),
        ("abandonment", "an abandonment"),
    ):
        if name not in targets:
            continue
        value, target, c = np.broadcast_arrays(getattr(best, name), targets[name], agents)
        missed = np.argwhere(value < target if name == "service_level" else value > target)
        if len(missed):
            at = tuple(missed[0])
            raise UnreachableError(
                f"{c[at]:g} agents miss {word} of {target[at]:g} even without deferred work. "
                "Plan more agents: wfm.agents_required says how many."
            )


def _same(h: FloatArray, deferred_aht: Floats | None) -> None:
    """Refuse handle times of deferred work that differ from those of calls."""
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
    """Refuse fractional agents and reserves, and a reserve above the agents."""
    c, kept = np.broadcast_arrays(
        checked_integers("agents", agents), checked_integers("reserve", reserve)
    )
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
