"""Contacts that come back: redials after giving up, repeat contacts after an answer.

A forecast of *offered* contacts already holds those that come back; a *fresh* one does not. To
plan with one where the other is meant counts them twice, or not at all. What comes back depends on
the agents: fewer of them, more abandonment, more redials, a fixed point:

    offered = fresh + redial · Pab · offered + (1 - resolution) · (1 - Pab) · offered

with the abandonment Pab of the Erlang A queue at the offered volume. Contacts are taken to come
back as a stream of their own, long after (exact for slow returns; where they come back within a
handle time the service level is up to 0.05 off). Self-service and automation come before: see
`wfm.queueing.deflection`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm import erlang
from wfm._arrays import FloatArray, FloatOut, Floats, IntOut, give, give_whole, take
from wfm.queueing._broadcast import Which, root
from wfm.queueing._targets import agents_that_keep, targets

__all__ = [
    "RetrialPerformance",
    "agents_required",
    "fresh_volume",
    "offered_volume",
    "performance",
]


class RetrialPerformance(NamedTuple):
    """What a queue gives when contacts come back: a float each, or arrays of one shape.

    Attributes
    ----------
    volume : float or ndarray
        Contacts offered, those that come back included. [contacts]
    service_level : float or ndarray
        Share answered within the limit, of all offered. [fraction]
    abandonment : float or ndarray
        Share that gives up. [fraction]
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
    """Contacts offered to the agents, once the fresh ones and those that come back settle.

    ::

        v = fresh + p Pab(v) v + (1 - f) (1 - Pab(v)) v

    Parameters
    ----------
    fresh : array_like
        Volume without redials and repeat contacts. [contacts]
    agents : array_like
        Agents on contacts; may be fractional. [agents]
    interval : array_like
        Length of the interval. [s]
    aht : array_like
        Average handle time. [s]
    patience : array_like
        Mean time until a waiting contact gives up; inf: never. [s]
    redial : array_like
        Share p of the abandoned that call again. [fraction]
    resolution : array_like
        First-contact resolution f: share of the answered that do not come back. [fraction]

    Returns
    -------
    float or ndarray
        Offered volume v, found by halving: both flows grow with v, so there is one. [contacts]

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not broadcast.

    See Also
    --------
    fresh_volume : the inverse.

    Examples
    --------
    150 fresh calls in half an hour become 182 with 85 % resolved and half of the lost redialling:

    >>> offered_volume(150, 48, 1800, 480, patience=240, redial=0.5, resolution=0.85)
    181.893

    References
    ----------
    - S. Ding, M. Remerova, R. D. van der Mei, B. Zwart, "Fluid approximation of a call center
      model with redials and reconnects", Performance Evaluation 92, 2015.
    """
    lines = take(
        fresh=fresh,
        agents=agents,
        interval=interval,
        aht=aht,
        patience=patience,
        redial=redial,
        resolution=resolution,
    )
    return give(_offered(*lines))


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
    """Fresh contacts within an offered volume: a forecast freed of what came back.

    ::

        fresh = v (1 - p Pab(v) - (1 - f) (1 - Pab(v)))

    Parameters
    ----------
    volume : array_like
        Contacts offered v, as counted by the telephone system. [contacts]
    agents, interval, aht, patience, redial, resolution : array_like
        As for `offered_volume`; the agents of the time when `volume` was counted.

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
    v, n, i, h, g, p, f = take(
        volume=volume,
        agents=agents,
        interval=interval,
        aht=aht,
        patience=patience,
        redial=redial,
        resolution=resolution,
    )
    return give(v * _gone(_queue(n, v, i, h, g), p, f))


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
    """All measures of a queue whose contacts come back, at its offered volume.

    ::

        Erlang A at v = offered_volume(fresh, …)

    Parameters
    ----------
    fresh, agents, interval, aht, patience, redial, resolution : array_like
        As for `offered_volume`.
    within : array_like
        Time limit of the service level. [s]

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
    Without those who come back it would look like a service level of 0.954:

    >>> performance(150, 48, 1800, 480, 30, patience=240, redial=0.5, resolution=0.85)[:3]
    (181.893, 0.723, 0.0724)

    References
    ----------
    - S. Ding, M. Remerova, R. D. van der Mei, B. Zwart, "Fluid approximation of a call center
      model with redials and reconnects", Performance Evaluation 92, 2015.
    """
    v0, n, i, h, g, p, f, t = take(
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
        give(offered), found.service_level, found.abandonment, found.asa, found.occupancy
    )


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
    """Least whole number of agents that keeps every target for all that is then offered.

    ::

        min { n : SL(n) ≥ service_level,  Pab(n) ≤ abandonment,  W(n) ≤ asa   at v(n) }

    Parameters
    ----------
    fresh, interval, aht, patience, redial, resolution : array_like
        As for `offered_volume`.
    service_level, within, abandonment, asa : array_like, optional
        Targets: least share answered in time, its limit, largest share that gives up, longest
        mean wait of the answered. [fraction], [s], [fraction], [s]

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
    wanted = targets(within, service_level=service_level, abandonment=abandonment, asa=asa)
    known = take(
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

    return give_whole(agents_that_keep(measures, guess, wanted, *known))


def _queue(
    n: FloatArray,
    v: FloatArray,
    interval: FloatArray,
    h: FloatArray,
    patience: FloatArray,
    within: FloatArray | float = 0.0,
) -> erlang.ImpatientPerformance:
    return erlang.performance(n, v * h / interval, h, within, patience=patience)


def _gone(
    found: erlang.ImpatientPerformance, redial: FloatArray, resolution: FloatArray
) -> FloatArray:
    """Share of the offered that does not come back."""
    lost = found.abandonment
    gone: FloatArray = (1.0 - redial) * lost + resolution * (1.0 - lost)
    return gone


def _offered(*lines: FloatArray) -> FloatArray:
    grid = np.broadcast_arrays(*lines)
    flat = [x.reshape(-1) for x in grid]
    rows = np.flatnonzero(~np.isnan(flat).any(axis=0))
    v0, n, i, h, g, p, f = (x[rows] for x in flat)

    def surplus(v: FloatArray, at: Which) -> FloatArray:
        found = _queue(n[at], v, i[at], h[at], g[at])
        return np.asarray(v * _gone(found, p[at], f[at]) - v0[at])

    most = v0 / np.minimum(1.0 - p, f)
    offered = np.full(flat[0].size, np.nan)
    offered[rows] = root(surplus, v0, most)
    return offered.reshape(grid[0].shape)
