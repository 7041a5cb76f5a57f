"""A queue with a limited number of lines: a contact that finds every line taken is blocked.

M/M/n/K: at most K contacts in the system, n with agents and K - n waiting, with patience or
without (Erlang B is K = n). Agents and lines are integers here. The measures but `blocking`
are of the contacts that are not blocked; with abandonment the run time grows with K - n.
"""

from __future__ import annotations

from math import inf
from typing import Any, Generic, NamedTuple, TypeVar, overload

import numpy as np

from wfm._arrays import (
    TARGET_DOMAINS,
    FloatArray,
    FloatOut,
    Floats,
    IntArray,
    IntOut,
    Scalar,
    checked,
    checked_arrays,
    common_shape,
    index_text,
    unwrap_integers,
    unwrap_scalar,
)
from wfm._docstrings import doc_parameters
from wfm._numerics import finite_queue
from wfm._numerics.chunked import blockwise
from wfm.errors import InputError, UnreachableError
from wfm.queueing._broadcast import checked_integers
from wfm.work_limits import WAITING_CONTACTS

__all__ = ["LinesPerformance", "blocking", "lines_required", "performance"]

_NEVER = 60.0  # e^-60: a state this much rarer than the commonest adds nothing to a double


@overload
def blocking(
    agents: Scalar,
    load: Scalar,
    aht: Scalar,
    lines: Scalar,
    *,
    patience: Scalar = ...,
) -> float: ...
@overload
def blocking(
    agents: Floats,
    load: Floats,
    aht: Floats,
    lines: Floats,
    *,
    patience: Floats = ...,
) -> FloatArray: ...
@doc_parameters
def blocking(
    agents: Floats, load: Floats, aht: Floats, lines: Floats, *, patience: Floats = inf
) -> FloatOut:
    """Share of contacts blocked because every line is taken.

    ::

        1 / u(K - n),    u(0) = 1 / B(n, a),    u(j) = 1 + u(j - 1) · (n + j h/p) / a

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage. [agents]
    %(load)s
    %(aht)s
    %(lines)s
    %(patience_or_none)s

    Returns
    -------
    float or ndarray
        Share blocked. [fraction]

    Raises
    ------
    InputError
        If a value lies outside its domain or is no integer, there are fewer lines than agents, or
        the shapes do not broadcast.

    Examples
    --------
    >>> blocking(agents=14, load=10.0, aht=180, lines=[14, 18, 24])
    array([0.0568, 0.0134, 0.0017])
    >>> blocking(agents=14, load=10.0, aht=180, lines=18, patience=300)
    0.00906

    References
    ----------
    %(gross_harris)s
    """
    n, a, h, lines_, p = checked_arrays(
        agents=agents, load=load, aht=aht, lines=lines, patience=patience
    )
    places = _places(n, lines_)
    # without abandonment the blocking is a formula, however many lines there are
    _check_waiting(n, a, h, np.where(np.isposinf(p), 0.0, places), p)
    return unwrap_scalar(*blockwise(finite_queue.blocking, n, a, h, places, p))


_Number = TypeVar("_Number")


class LinesPerformance(NamedTuple, Generic[_Number]):
    """All measures of a queue with limited lines: a float each, or arrays of one shape.

    Attributes
    ----------
    blocking : float or ndarray
        Share of all contacts that is blocked. [fraction]
    wait_probability, service_level, asa, occupancy, abandonment, mean_wait : float or ndarray
        As in `wfm.Performance`, of the contacts that are not blocked.
    """

    blocking: _Number
    wait_probability: _Number
    service_level: _Number
    asa: _Number
    occupancy: _Number
    abandonment: _Number
    mean_wait: _Number


@overload
def performance(
    agents: Scalar,
    load: Scalar,
    aht: Scalar,
    within: Scalar,
    lines: Scalar,
    *,
    patience: Scalar = ...,
) -> LinesPerformance[float]: ...
@overload
def performance(
    agents: Floats,
    load: Floats,
    aht: Floats,
    within: Floats,
    lines: Floats,
    *,
    patience: Floats = ...,
) -> LinesPerformance[FloatArray]: ...
@doc_parameters
def performance(
    agents: Floats,
    load: Floats,
    aht: Floats,
    within: Floats,
    lines: Floats,
    *,
    patience: Floats = inf,
) -> LinesPerformance[Any]:
    """All measures of a queue with limited lines in one pass.

    ::

        sums over the states, n agents busy and j contacts waiting, j = 0 … K - n

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage. [agents]
    %(load)s
    %(aht)s
    %(within)s
    %(lines)s
    %(patience_or_none)s

    Returns
    -------
    LinesPerformance
        The share blocked, and the measures of the other contacts.

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
    %(gross_harris)s
    """
    n, a, h, t, lines_, p = checked_arrays(
        agents=agents, load=load, aht=aht, within=within, lines=lines, patience=patience
    )
    places = _places(n, lines_)
    _check_waiting(n, a, h, places, p)
    measures = blockwise(finite_queue.performance, n, a, h, t, places, p, results=7)
    return LinesPerformance(*map(unwrap_scalar, measures))


@overload
def lines_required(
    agents: Scalar,
    load: Scalar,
    aht: Scalar,
    *,
    blocking: Scalar,
    patience: Scalar = ...,
) -> int: ...
@overload
def lines_required(
    agents: Floats,
    load: Floats,
    aht: Floats,
    *,
    blocking: Floats,
    patience: Floats = ...,
) -> IntArray: ...
@doc_parameters
def lines_required(
    agents: Floats, load: Floats, aht: Floats, *, blocking: Floats, patience: Floats = inf
) -> IntOut:
    """Least number of lines that blocks at most a share of the contacts.

    ::

        min { K ≥ n : blocking(n, a, h, K) ≤ blocking }

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage. [agents]
    %(load)s
    %(aht)s
    blocking : array_like
        Maximum share blocked. [fraction]
    %(patience_or_none)s

    Returns
    -------
    int or ndarray
        Lines K; integers, but floats where a load is NaN. [lines]

    Raises
    ------
    InputError
        As `wfm.queueing.lines.blocking`.
    UnreachableError
        Without abandonment, if the load is above the agents: then at least the share
        ``1 - n / a`` is blocked, however many lines there are.

    Examples
    --------
    >>> lines_required(agents=14, load=10.0, aht=180, blocking=0.01)
    19
    >>> lines_required(agents=14, load=10.0, aht=180, blocking=0.01, patience=300)
    18

    References
    ----------
    %(gross_harris)s
    """
    n, a, h, p = checked_arrays(agents=agents, load=load, aht=aht, patience=patience)
    target = checked("blocking", blocking, domain=TARGET_DOMAINS["blocking"])
    common_shape({"agents": n, "load": a, "aht": h, "patience": p, "blocking": target})
    checked_integers("agents", n)
    (places,) = blockwise(finite_queue.places_required, n, a, h, p, target)
    if np.isposinf(places).any():
        raise UnreachableError(
            "no number of lines meets this blocking: the load is above the agents and no contact "
            "abandons, so that at least 1 - agents / load are blocked. Add agents, or give the "
            "patience of the contacts."
        )
    return unwrap_integers(n + places)


def _places(agents: FloatArray, lines: FloatArray) -> FloatArray:
    """Places to wait."""
    checked_integers("agents", agents)
    checked_integers("lines", lines)
    places = lines - agents
    if (places < 0.0).any():
        index = tuple(int(i) for i in np.argwhere(places < 0.0)[0])
        few = float(np.broadcast_to(lines, places.shape)[index])
        raise InputError(
            f"lines must be at least the agents: got {few:g} for "
            f"{float(np.broadcast_to(agents, places.shape)[index]):g}{index_text(index)}. "
            "Every agent on a contact takes a line.",
            name="lines",
            value=few,
            index=index or None,
        )
    return places


def _check_waiting(
    agents: FloatArray, load: FloatArray, aht: FloatArray, places: FloatArray, patience: FloatArray
) -> None:
    """Refuse more places to wait, of those that matter, than can be summed one by one."""
    with np.errstate(all="ignore"):
        used = np.minimum(places, _places_used(agents, load, aht / patience))
    WAITING_CONTACTS.check("lines", float(np.fmax.reduce(used, axis=None, initial=0.0)))


def _places_used(agents: FloatArray, load: FloatArray, leave: FloatArray) -> FloatArray:
    """Waiting contacts beyond which the probability is negligible, with `leave` = aht / patience.

    With abandonment that is what the agents leave, and nine standard deviations; without it, a
    geometric distribution ends, or does not where the load is above the agents.
    """
    impatient = np.maximum(load - agents, 0.0) / leave + 9.0 * np.sqrt(load / leave) + _NEVER
    geometric = np.where(load < agents, _NEVER / np.log(agents / load), np.inf)
    used = np.where(leave > 0.0, np.minimum(impatient, geometric), geometric)
    return np.where(load > 0.0, used, 0.0)
