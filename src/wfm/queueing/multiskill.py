"""Skills: agents that several skill groups require in all. An estimate between two bounds.

Separate groups are the upper bound; one pool in which every agent has every skill is the lower
bound. Agents with two skills lie between, much nearer to the pool: in simulations of rings in which
every agent has two neighbouring skills, two thirds and more of the difference are saved. No formula
is known; the numbers here are fitted to simulations, so use them to choose a design and then
simulate it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wfm import staffing
from wfm._arrays import (
    FloatArray,
    FloatOut,
    Floats,
    IntOut,
    checked,
    checked_arrays,
    unwrap_integers,
    unwrap_scalar,
)
from wfm._docstrings import doc_parameters
from wfm.errors import InputError

__all__ = ["SkillGroupAgents", "agents_required", "cross_trained_required", "pooling_gain"]

# Fitted to simulated rings of 4 to 20 equal groups of 5 to 40 erlangs, 80/30, AHT 10 minutes
_LONG_RING, _HALF_WAY = 0.5, 0.6


class SkillGroupAgents(NamedTuple):
    """Agents of several skill groups in all: an int each, or arrays of one shape.

    Attributes
    ----------
    separate : int or ndarray
        Every agent has one skill: an upper bound. [agents]
    two_skills : int or ndarray
        Every agent has two, in a ring: an estimate. [agents]
    pooled : int or ndarray
        Every agent has all: a lower bound. [agents]
    """

    separate: IntOut
    two_skills: IntOut
    pooled: IntOut


@doc_parameters
def agents_required(
    load: Floats,
    aht: Floats,
    *,
    service_level: Floats | None = None,
    within: Floats | None = None,
    asa: Floats | None = None,
    max_occupancy: Floats | None = None,
) -> SkillGroupAgents:
    """Agents in all for skill groups: apart, with two skills each, and pooled.

    ::

        separate = Σₖ n(aₖ),    pooled = n(Σₖ aₖ)
        two skills ≈ pooled + left · (separate - pooled), to the nearest integer
        left = 0.5 x / (x + 0.6),  x = (groups - 2) / mean load of a group

    The last line is an estimate: it was within two agents of rings of 4 to 20 equal groups of 5
    to 40 erlangs, simulated at 80/30 with handle times of ten minutes and no abandonment.

    Parameters
    ----------
    load : array_like
        Offered load of each skill group along the last axis. [erlang]
    aht : array_like
        Average handle time, the same for all groups. [s]
    %(target_service_level)s
    %(target_within)s
    %(target_asa)s
    %(target_max_occupancy)s

    Returns
    -------
    SkillGroupAgents
        Three totals; the middle one is an estimate.

    Raises
    ------
    InputError
        As `wfm.agents_required`, or if `load` has no axis of groups.

    Examples
    --------
    >>> agents_required([14.0] * 6, aht=600, service_level=0.80, within=30)
    SkillGroupAgents(separate=108, two_skills=95, pooled=92)

    References
    ----------
    - R. B. Wallace, W. Whitt, "A staffing algorithm for call centers with skill-based routing",
      M&SOM 7, 2005.
    """
    (a,) = checked_arrays(load=load)
    if a.ndim == 0:
        raise InputError(
            "load must hold the skill groups along its last axis: got one number. "
            "For one group use wfm.agents_required.",
            name="load",
            value=a.item(),
        )
    targets: dict[str, Any] = {
        "service_level": service_level,
        "within": within,
        "asa": asa,
        "max_occupancy": max_occupancy,
    }
    each = staffing.agents_required(a, np.asarray(aht)[..., None], **_last(targets))
    separate = np.asarray(each, dtype=np.float64).sum(axis=-1)
    pooled = np.asarray(staffing.agents_required(a.sum(axis=-1), aht, **targets), dtype=np.float64)
    two = np.rint(pooled + _left(a) * (separate - pooled))
    return SkillGroupAgents(*map(unwrap_integers, (separate, two, pooled)))


def _left(a: FloatArray) -> FloatArray:
    """Share of the difference between the bounds that a ring of two skills leaves."""
    x = max(a.shape[-1] - 2, 0) / np.maximum(a.mean(axis=-1), 1.0)
    left: FloatArray = _LONG_RING * x / (x + _HALF_WAY)
    return left


def _last(targets: dict[str, Any]) -> dict[str, Any]:
    """The targets with an axis for the groups behind their own."""
    return {
        name: value if value is None else np.asarray(value)[..., None]
        for name, value in targets.items()
    }


@doc_parameters
def pooling_gain(cross_trained: Floats, load: Floats) -> FloatOut:
    """Share of the gain of full pooling that some cross-trained agents bring. An estimate.

    ::

        gain(x) ≈ (1 + x₀) x / (x + x₀),    x₀ = 1 / √load

    Two equal groups, a share x of all agents trained for both; the gain is in service level, from
    x = 0 to x = 1. Within 0.15 of simulated pairs of 7, 28 and 100 erlangs each.

    Parameters
    ----------
    cross_trained : array_like
        Share x of all agents trained for both skills. [fraction]
    load : array_like
        Load of both groups together. [erlang]

    Returns
    -------
    float or ndarray
        Share of the gain. [fraction]

    %(raises)s

    Examples
    --------
    The first fifth brings most of it:

    >>> pooling_gain([0.0, 0.1, 0.2, 0.5, 1.0], load=56.0)
    array([0.        , 0.485, 0.679, 0.894, 1.        ])

    References
    ----------
    - R. B. Wallace, W. Whitt, "A staffing algorithm for call centers with skill-based routing",
      M&SOM 7, 2005.
    """
    x, a = checked_arrays(cross_trained=cross_trained, load=load)
    half = _half(a)
    return unwrap_scalar((1.0 + half) * x / (x + half))


@doc_parameters
def cross_trained_required(gain: Floats, load: Floats) -> FloatOut:
    """Share of the agents to cross-train for a share of the gain of full pooling. An estimate.

    ::

        x ≈ x₀ g / (1 + x₀ - g),    x₀ = 1 / √load

    Parameters
    ----------
    gain : array_like
        Share g of what full pooling would gain in service level. [fraction]
    load : array_like
        Load of both groups together. [erlang]

    Returns
    -------
    float or ndarray
        Share of all agents to train for both skills. [fraction]

    %(raises)s

    See Also
    --------
    pooling_gain : the inverse.

    Examples
    --------
    >>> cross_trained_required(0.7, load=56.0)
    0.2157

    References
    ----------
    - R. B. Wallace, W. Whitt, "A staffing algorithm for call centers with skill-based routing",
      M&SOM 7, 2005.
    """
    g, a = checked("cross_trained", gain), checked("load", load)
    half = _half(a)
    return unwrap_scalar(half * g / (1.0 + half - g))


def _half(a: FloatArray) -> FloatArray:
    """x₀, the share that brings half of the gain."""
    half: FloatArray = 1.0 / np.sqrt(np.maximum(a, 1.0))
    return half
