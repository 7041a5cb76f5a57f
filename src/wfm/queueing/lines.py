"""A queue with room for so many and no more: who finds every line taken is turned away.

M/M/n/K: at most K contacts in the system, n with agents and K - n waiting, with patience or
without (Erlang B is K = n). Agents and lines are whole numbers here. The measures but `blocking`
are of the contacts let in; with abandonment they take time in proportion to K - n.
"""

from __future__ import annotations

from math import inf
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
from wfm._numerics import finite_queue
from wfm._numerics.chunked import blockwise
from wfm.errors import InputError, UnreachableError

__all__ = ["LinesPerformance", "blocking", "lines_required", "performance"]


def blocking(
    agents: Floats, load: Floats, aht: Floats, lines: Floats, *, patience: Floats = inf
) -> FloatOut:
    """Share of contacts turned away because every line is taken.

    ::

        1 / u(K - n),    u(0) = 1 / B(n, a),    u(j) = 1 + u(j - 1) · (n + j h/p) / a

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage. [agents]
    load : array_like
        Offered load a. [erlang]
    aht : array_like
        Average handle time h. [s]
    lines : array_like
        Lines K, at least as many as agents. [lines]
    patience : array_like
        Mean time p until a waiting contact gives up; ``inf``: nobody does. [s]

    Returns
    -------
    float or ndarray
        Share turned away. [fraction]

    Raises
    ------
    InputError
        If a value lies outside its domain, is not whole, there are fewer lines than agents, or
        the shapes do not broadcast.

    Examples
    --------
    >>> blocking(agents=14, load=10.0, aht=180, lines=[14, 18, 24])
    array([0.0568, 0.0134, 0.0017])
    >>> blocking(agents=14, load=10.0, aht=180, lines=18, patience=300)
    0.00906

    References
    ----------
    - D. Gross, C. M. Harris, *Fundamentals of Queueing Theory*, Wiley, 1998; M/M/c/K.
    """
    n, a, h, lines_, p = take(agents=agents, load=load, aht=aht, lines=lines, patience=patience)
    return give(*blockwise(finite_queue.blocking, n, a, h, _room(n, lines_), p))


class LinesPerformance(NamedTuple):
    """What a queue with limited lines gives: a float each, or arrays of one shape.

    Attributes
    ----------
    blocking : float or ndarray
        Share of all contacts that is turned away. [fraction]
    wait_probability, service_level, asa, occupancy, abandonment, mean_wait : float or ndarray
        As in `wfm.ImpatientPerformance`, of the contacts let in.
    """

    blocking: FloatOut
    wait_probability: FloatOut
    service_level: FloatOut
    asa: FloatOut
    occupancy: FloatOut
    abandonment: FloatOut
    mean_wait: FloatOut


def performance(
    agents: Floats,
    load: Floats,
    aht: Floats,
    within: Floats,
    lines: Floats,
    *,
    patience: Floats = inf,
) -> LinesPerformance:
    """All measures of a queue with limited lines in one pass.

    ::

        sums over the states, n agents busy and j contacts waiting, j = 0 … K - n

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage. [agents]
    load : array_like
        Offered load a. [erlang]
    aht : array_like
        Average handle time h. [s]
    within : array_like
        Time limit of the service level. [s]
    lines : array_like
        Lines K, at least as many as agents. [lines]
    patience : array_like
        Mean time p until a waiting contact gives up; ``inf``: nobody does. [s]

    Returns
    -------
    LinesPerformance
        The share turned away, and the measures of the others.

    Raises
    ------
    InputError
        As `blocking`.

    Examples
    --------
    >>> performance(agents=14, load=10.0, aht=180, within=20, lines=18).service_level
    0.9302

    References
    ----------
    - D. Gross, C. M. Harris, *Fundamentals of Queueing Theory*, Wiley, 1998; M/M/c/K.
    """
    n, a, h, t, lines_, p = take(
        agents=agents, load=load, aht=aht, within=within, lines=lines, patience=patience
    )
    measures = blockwise(finite_queue.performance, n, a, h, t, _room(n, lines_), p, results=7)
    return LinesPerformance(*map(give, measures))


def lines_required(
    agents: Floats, load: Floats, aht: Floats, *, blocking: Floats, patience: Floats = inf
) -> IntOut:
    """Least number of lines that turns away no more than a share of the contacts.

    ::

        min { K ≥ n : blocking(n, a, h, K) ≤ blocking }

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage. [agents]
    load : array_like
        Offered load a. [erlang]
    aht : array_like
        Average handle time h. [s]
    blocking : array_like
        Highest share turned away. [fraction]
    patience : array_like
        Mean time p until a waiting contact gives up; ``inf``: nobody does. [s]

    Returns
    -------
    int or ndarray
        Lines K; integers, but floats where a load is NaN. [lines]

    Raises
    ------
    InputError
        As `wfm.queueing.lines.blocking`.
    UnreachableError
        If nobody gives up and the agents are too few for the load: then the share ``1 - n / a``
        is turned away at the least, however many lines there are.

    Examples
    --------
    >>> lines_required(agents=14, load=10.0, aht=180, blocking=0.01)
    19
    >>> lines_required(agents=14, load=10.0, aht=180, blocking=0.01, patience=300)
    18

    References
    ----------
    - D. Gross, C. M. Harris, *Fundamentals of Queueing Theory*, Wiley, 1998; M/M/c/K.
    """
    n, a, h, p = take(agents=agents, load=load, aht=aht, patience=patience)
    target = checked("blocking", blocking, domain=TARGET_DOMAINS["blocking"])
    fit({"agents": n, "load": a, "aht": h, "patience": p, "blocking": target})
    _whole("agents", n)
    (room,) = blockwise(finite_queue.places_required, n, a, h, p, target)
    if np.isposinf(room).any():
        raise UnreachableError(
            "no number of lines keeps this blocking: the load is above the agents and nobody "
            "gives up, so that 1 - agents / load are turned away in the end. Take more agents, or "
            "give the patience of the contacts."
        )
    return give_whole(n + room)


def _room(agents: FloatArray, lines: FloatArray) -> FloatArray:
    """Places to wait."""
    _whole("agents", agents)
    _whole("lines", lines)
    room = lines - agents
    if (room < 0.0).any():
        index = tuple(int(i) for i in np.argwhere(room < 0.0)[0])
        where = f" at index {index if len(index) > 1 else index[0]}" if index else ""
        few = float(np.broadcast_to(lines, room.shape)[index])
        raise InputError(
            f"lines must be at least the agents: got {few:g} for "
            f"{float(np.broadcast_to(agents, room.shape)[index]):g}{where}. "
            "Every agent on a contact takes a line.",
            name="lines",
            value=few,
            index=index or None,
        )
    return room


def _whole(name: str, values: FloatArray) -> None:
    part = np.argwhere((values != np.rint(values)) & ~np.isnan(values))
    if len(part):
        index = tuple(int(i) for i in part[0])
        where = f" at index {index if len(index) > 1 else index[0]}" if index else ""
        raise InputError(
            f"{name} must be whole where lines are limited: got {float(values[index])!r}{where}.",
            name=name,
            value=float(values[index]),
            index=index or None,
        )
