"""Redials after abandonment, and repeat contacts after an answer.

A forecast of *offered* contacts already holds redials and repeat contacts; a *fresh* one does not.
To plan with one where the other is meant counts them twice, or not at all. They depend on the
agents: fewer agents, more abandonment, more redials, a fixed point:

    offered = fresh + redial · Pab · offered + (1 - resolution) · (1 - Pab) · offered

with the abandonment Pab of the Erlang A queue at the offered volume. Redials and repeat
contacts are modelled as a stream of their own, long after the first contact (exact for slow
returns; if they return within a handle time, the service level is off by up to 0.05). For
self-service and automation see
`wfm.queueing.deflection`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm import erlang
from wfm._arrays import (
    FloatArray,
    FloatOut,
    Floats,
    IntOut,
    checked_arrays,
    unwrap_integers,
    unwrap_scalar,
)
from wfm._docstrings import doc_parameters
from wfm._numerics.root_finding import find_root
from wfm.queueing._required_agents import agents_that_meet, checked_targets

__all__ = [
    "RetrialPerformance",
    "agents_required",
    "fresh_volume",
    "offered_volume",
    "performance",
]


class RetrialPerformance(NamedTuple):
    """All measures of a queue with redials: a float each, or arrays of one shape.

    Attributes
    ----------
    volume : float or ndarray
        Contacts offered, redials and repeat contacts included. [contacts]
    service_level : float or ndarray
        Share answered within the limit, of all offered. [fraction]
    abandonment : float or ndarray
        Share that abandons. [fraction]
    asa : float or ndarray
        Mean wait of the answered. [s]
    occupancy : float or ndarray
        Share of the agents' time spent on contacts. [fraction]
    """

    volume: FloatOut
    service_level: FloatOut
    abandonment: FloatOut
    asa: FloatOut
    occupancy: FloatOut


@doc_parameters
def offered_volume(
    fresh: Floats,
    agents: Floats,
    interval: Floats,
    aht: Floats,
    *,
    patience: Floats,
    redial: Floats = 0.0,
    resolution: Floats = 1.0,
) -> FloatOut:
    """Contacts offered to the agents: fresh ones, redials and repeat contacts in equilibrium.

    ::

        v = fresh + p Pab(v) v + (1 - f) (1 - Pab(v)) v

    Parameters
    ----------
    %(fresh)s
    agents : array_like
        Agents on contacts; may be fractional. [agents]
    %(interval)s
    aht : array_like
        Average handle time. [s]
    %(patience_or_none)s
    %(redial)s
    %(resolution)s

    Returns
    -------
    float or ndarray
        Offered volume v, which is unique: both flows grow with v. [contacts]

    %(raises)s

    See Also
    --------
    fresh_volume : the inverse.

    Examples
    --------
    150 fresh calls become 182 with 85 % resolved and half of the abandoned redialling:

    >>> offered_volume(150, 48, 1800, 480, patience=240, redial=0.5, resolution=0.85)
    181.893

    References
    ----------
    - S. Ding, M. Remerova, R. D. van der Mei, B. Zwart, "Fluid approximation of a call center
      model with redials and reconnects", Performance Evaluation 92, 2015.
    """
    lines = checked_arrays(
        fresh=fresh,
        agents=agents,
        interval=interval,
        aht=aht,
        patience=patience,
        redial=redial,
        resolution=resolution,
    )
    return unwrap_scalar(_offered(*lines))


@doc_parameters
def fresh_volume(
    volume: Floats,
    agents: Floats,
    interval: Floats,
    aht: Floats,
    *,
    patience: Floats,
    redial: Floats = 0.0,
    resolution: Floats = 1.0,
) -> FloatOut:
    """Fresh contacts within an offered volume: a forecast without redials and repeat contacts.

    ::

        fresh = v (1 - p Pab(v) - (1 - f) (1 - Pab(v)))

    Parameters
    ----------
    volume : array_like
        Contacts offered v, as counted by the telephone system. [contacts]
    %(agents)s
    %(interval)s
    %(aht)s
    %(patience_or_none)s
    %(redial)s
    %(resolution)s

    Returns
    -------
    float or ndarray
        Fresh volume. [contacts]

    Raises
    ------
    InputError
        As `offered_volume`.

    Examples
    --------
    >>> fresh_volume(181.893, 48, 1800, 480, patience=240, redial=0.5, resolution=0.85)
    150.00

    References
    ----------
    - S. Ding, M. Remerova, R. D. van der Mei, B. Zwart, "Fluid approximation of a call center
      model with redials and reconnects", Performance Evaluation 92, 2015.
    """
    v, n, i, h, g, p, f = checked_arrays(
        volume=volume,
        agents=agents,
        interval=interval,
        aht=aht,
        patience=patience,
        redial=redial,
        resolution=resolution,
    )
    return unwrap_scalar(v * _settled_share(_queue(n, v, i, h, g), p, f))


@doc_parameters
def performance(
    fresh: Floats,
    agents: Floats,
    interval: Floats,
    aht: Floats,
    within: Floats,
    *,
    patience: Floats,
    redial: Floats = 0.0,
    resolution: Floats = 1.0,
) -> RetrialPerformance:
    """All measures of a queue with redials and repeat contacts, at its offered volume.

    ::

        Erlang A at v = offered_volume(fresh, …)

    Parameters
    ----------
    %(fresh)s
    %(agents)s
    %(interval)s
    %(aht)s
    %(patience_or_none)s
    %(redial)s
    %(resolution)s
    %(within)s

    Returns
    -------
    RetrialPerformance
        The measures.

    Raises
    ------
    InputError
        As `offered_volume`.

    Examples
    --------
    Without redials and repeat contacts the service level would seem to be 0.954:

    >>> performance(150, 48, 1800, 480, 30, patience=240, redial=0.5, resolution=0.85)[:3]
    (181.893, 0.723, 0.0724)

    References
    ----------
    - S. Ding, M. Remerova, R. D. van der Mei, B. Zwart, "Fluid approximation of a call center
      model with redials and reconnects", Performance Evaluation 92, 2015.
    """
    v0, n, i, h, g, p, f, t = checked_arrays(
        fresh=fresh,
        agents=agents,
        interval=interval,
        aht=aht,
        patience=patience,
        redial=redial,
        resolution=resolution,
        within=within,
    )
    offered = _offered(v0, n, i, h, g, p, f)
    found = _queue(n, offered, i, h, g, t)
    return RetrialPerformance(
        unwrap_scalar(offered), found.service_level, found.abandonment, found.asa, found.occupancy
    )


@doc_parameters
def agents_required(
    fresh: Floats,
    interval: Floats,
    aht: Floats,
    *,
    service_level: Floats | None = None,
    within: Floats | None = None,
    abandonment: Floats | None = None,
    asa: Floats | None = None,
    patience: Floats,
    redial: Floats = 0.0,
    resolution: Floats = 1.0,
) -> IntOut:
    """Least number of agents that meets every target for all contacts then offered.

    ::

        min { n : SL(n) ≥ service_level,  Pab(n) ≤ abandonment,  W(n) ≤ asa   at v(n) }

    Parameters
    ----------
    %(fresh)s
    %(interval)s
    %(aht)s
    %(patience_or_none)s
    %(redial)s
    %(resolution)s
    %(target_service_level)s
    %(target_within)s
    %(target_abandonment)s
    %(target_asa)s

    Returns
    -------
    int or ndarray
        Agents net of shrinkage, 0 at zero volume. [agents]

    Raises
    ------
    InputError
        As `offered_volume`, or if no target is given.

    Examples
    --------
    First-contact resolution from 70 % to 90 % is worth a fifth of the staff:

    >>> agents_required(150, 1800, 480, service_level=0.8, within=30, patience=240,
    ...                 redial=0.5, resolution=[0.7, 0.8, 0.9, 1.0])
    array([60, 53, 48, 43])

    References
    ----------
    - S. Ding, M. Remerova, R. D. van der Mei, B. Zwart, "Fluid approximation of a call center
      model with redials and reconnects", Performance Evaluation 92, 2015.
    """
    wanted = checked_targets(within, service_level=service_level, abandonment=abandonment, asa=asa)
    known = checked_arrays(
        fresh=fresh,
        interval=interval,
        aht=aht,
        patience=patience,
        redial=redial,
        resolution=resolution,
    )

    def measures(n: FloatArray, t: FloatArray, *line: FloatArray) -> dict[str, FloatArray]:
        v0, i, h, g, p, f = line
        found = _queue(n, _offered(v0, n, i, h, g, p, f), i, h, g, t)
        return {
            "service_level": np.asarray(found.service_level),
            "abandonment": np.asarray(found.abandonment),
            "asa": np.asarray(found.asa),
        }

    def guess(v: FloatArray, i: FloatArray, h: FloatArray, *rest: FloatArray) -> FloatArray:
        return np.asarray(v * h / i)

    return unwrap_integers(agents_that_meet(measures, guess, wanted, *known))


def _queue(
    n: FloatArray,
    v: FloatArray,
    interval: FloatArray,
    h: FloatArray,
    patience: FloatArray,
    within: FloatArray | float = 0.0,
) -> erlang.Performance[FloatArray]:
    """The Erlang A queue at an offered volume v."""
    return erlang.performance(n, v * h / interval, h, within, patience=patience)


def _settled_share(
    found: erlang.Performance[FloatArray], redial: FloatArray, resolution: FloatArray
) -> FloatArray:
    """Share of the offered that does not contact again."""
    abandonment = found.abandonment
    share: FloatArray = (1.0 - redial) * abandonment + resolution * (1.0 - abandonment)
    return share


def _offered(*known: FloatArray) -> FloatArray:
    """The fixed point: the root of what an offered volume leaves as fresh, less the fresh volume.

    The share that does not contact again is at least min(1 - redial, resolution), which bounds v.
    """
    rows = np.broadcast_arrays(*known)
    v0, n, i, h, g, p, f = (x.reshape(-1) for x in rows)

    def surplus(v: FloatArray) -> FloatArray:
        return np.asarray(v * _settled_share(_queue(n, v, i, h, g), p, f) - v0)

    return find_root(surplus, v0, v0 / np.minimum(1.0 - p, f)).reshape(rows[0].shape)
