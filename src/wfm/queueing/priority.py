"""Priorities: several classes of contacts, one pool of agents, the highest class answered first.

A free agent takes the longest waiting contact of the highest class that waits; contacts are not
interrupted and do not abandon; all classes have the same mean handle time, exponential. Means
are Cobham's; the *distribution* of the wait, which a service level needs, is exact too: given that
all agents are busy, the contacts that a contact of class k finds before it, of its class or above,
are geometric, and each departure but for the overtaking of higher classes is the busy period of a
single server. The transform is inverted by a contour integral.

Classes are the last axis of `load`, the highest first; the other axes broadcast.
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
    Truths,
    checked,
    common_shape,
    unwrap_integers,
    unwrap_scalar,
)
from wfm._docstrings import doc_parameters
from wfm._numerics.least_integer import least_integer
from wfm.errors import InputError
from wfm.queueing._required_agents import checked_targets

__all__ = ["agents_required", "asa", "service_level"]

_NODES = 32  # right to some 1e-11; more would lose digits to cancellation


@doc_parameters
def service_level(agents: Floats, load: Floats, aht: Floats, within: Floats) -> FloatOut:
    """Share of each class that is answered within its time limit.

    ::

        SLₖ = 1 - C(n, a) · P(Wₖ > t | all busy),    σₖ = (a₁ + … + aₖ) / n
        E[e^-zW | all busy] = (1 - σₖ) b / (1 - σₖ b),
        b = [1 + σₖ₋₁ + z - √((1 + σₖ₋₁ + z)² - 4 σₖ₋₁)] / (2 σₖ₋₁),   z in units of n / aht

    Parameters
    ----------
    %(agents)s
    %(class_load)s
    %(class_aht)s
    %(class_within)s

    Returns
    -------
    ndarray
        Service level of each class: 0 if the classes above leave no capacity. [fraction]

    %(raises)s

    See Also
    --------
    agents_required : the inverse.

    Examples
    --------
    Two classes with the same limit; one queue for both would give 0.531 to each:

    >>> service_level(18, [6.4, 9.6], aht=480, within=30)
    array([0.7427 , 0.5233])

    References
    ----------
    - O. Kella, U. Yechiali, "Waiting times in the non-preemptive priority M/M/c queue",
      Stochastic Models 1, 1985.
    - L. N. Trefethen, J. A. C. Weideman, T. Schmelzer, "Talbot quadratures and rational
      approximations", BIT 46, 2006.
    """
    return unwrap_scalar(_levels(_taken(agents, load, aht, within)))


@doc_parameters
def asa(agents: Floats, load: Floats, aht: Floats) -> FloatOut:
    """Average speed of answer of each class.

    ::

        Wₖ = C(n, a) · (aht / n) / ((1 - σₖ₋₁)(1 - σₖ)),    σₖ = (a₁ + … + aₖ) / n

    Parameters
    ----------
    %(agents)s
    %(class_load)s
    %(class_aht)s

    Returns
    -------
    ndarray
        Mean wait of each class: ``inf`` if the classes above leave no capacity. [s]

    Raises
    ------
    InputError
        As `service_level`.

    Examples
    --------
    >>> asa(18, [6.4, 9.6], aht=480)
    array([ 21.98, 197.82])

    References
    ----------
    - A. Cobham, "Priority assignment in waiting line problems", Operations Research 2, 1954.
    """
    n, a, h, _ = _taken(agents, load, aht, 0.0)
    above, upto = _shares(n, a)
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = _busy(n, a) * h / n / ((1.0 - above) * (1.0 - upto))
    wait = np.where(upto < 1.0, wait, np.inf)
    return unwrap_scalar(np.where(_known(n, a, h), np.where(_no_contacts(a), 0.0, wait), np.nan))


@doc_parameters
def agents_required(
    load: Floats,
    aht: Floats,
    *,
    service_level: Floats | None = None,
    within: Floats | None = None,
    asa: Floats | None = None,
) -> IntOut:
    """Least number of agents with which every class meets its targets.

    ::

        min { n : SLₖ(n) ≥ service_levelₖ,  Wₖ(n) ≤ asaₖ   for every class k }

    Parameters
    ----------
    %(class_load)s
    %(class_aht)s
    %(class_within)s
    service_level : array_like, optional
        Minimum share answered within `within`: one for all, or one per class. [fraction]
    asa : array_like, optional
        Maximum mean wait: one for all, or one per class. [s]

    Returns
    -------
    int or ndarray
        Agents net of shrinkage, the class axis gone; 0 at zero load. [agents]

    Raises
    ------
    InputError
        As `service_level`, or if no target is given.

    Examples
    --------
    80/30 for the first class and 70/60 for the second:

    >>> agents_required([6.4, 9.6], 480, service_level=[0.8, 0.7], within=[30, 60])
    19

    References
    ----------
    - O. Kella, U. Yechiali, "Waiting times in the non-preemptive priority M/M/c queue",
      Stochastic Models 1, 1985.
    """
    targets = checked_targets(within, service_level=service_level, asa=asa)
    known = _taken(0.0, load, aht, targets.pop("within"))
    rows = np.broadcast_arrays(*known[1:], *targets.values())
    flat = [x.reshape(-1, x.shape[-1]) for x in rows]
    agents = np.full(len(flat[0]), np.nan)
    complete = np.flatnonzero(~np.isnan(flat).any(axis=(0, 2)))

    def meets(n: FloatArray, row: FloatArray) -> Truths:
        # a row has several classes: the search knows its number only
        a, h, t, *values = (x[row.astype(np.intp)] for x in flat)
        queue = _Taken(n[:, None], a, h, t)
        met = [
            _levels(queue) >= value if name == "service_level" else _waits(queue) <= value
            for name, value in zip(targets, values, strict=True)
        ]
        return np.asarray(np.logical_and.reduce(met).all(axis=1))

    start = flat[0][complete].sum(axis=1)
    agents[complete] = least_integer(meets, start, complete.astype(np.float64))
    return unwrap_integers(agents.reshape(rows[0].shape[:-1]))


class _Taken(NamedTuple):
    agents: FloatArray  # with an axis of length 1 for the classes
    load: FloatArray
    aht: FloatArray
    within: FloatArray


def _taken(agents: Floats, load: Floats, aht: Floats, within: Floats) -> _Taken:
    """The arguments, checked, with an axis for the classes."""
    n, h = checked("agents", agents)[..., None], checked("aht", aht)[..., None]
    a, t = checked("load", load), checked("within", within)
    if a.ndim == 0:
        raise InputError(
            "load must hold the classes along its last axis, the highest first: got one number. "
            "For one class use wfm.service_level.",
            name="load",
            value=a.item(),
        )
    common_shape({"agents": n, "load": a, "aht": h, "within": t})
    return _Taken(n, a, h, t)


def _waits(queue: _Taken) -> FloatArray:
    """Mean wait of each class."""
    wait: FloatArray = asa(queue.agents[..., 0], queue.load, queue.aht[..., 0])
    return wait


def _levels(queue: _Taken) -> FloatArray:
    """Service level of each class."""
    n, a, h, t = queue
    above, upto = _shares(n, a)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        tail = _tail(above, np.minimum(upto, 1.0), t * n / h)
        level = 1.0 - _busy(n, a) * np.where(upto < 1.0, tail, 1.0)
    level = np.where(_no_contacts(a), 1.0, level)
    return np.where(_known(n, a, h, t), level, np.nan)


def _shares(n: FloatArray, a: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Load of the classes above, and of these with the class itself, per agent."""
    with np.errstate(divide="ignore", invalid="ignore"):
        upto = np.cumsum(a, axis=-1) / n
        return np.concatenate([np.zeros_like(upto[..., :1]), upto[..., :-1]], axis=-1), upto


def _busy(n: FloatArray, a: FloatArray) -> FloatArray:
    """Probability that all agents are busy, by Erlang C at the load of all classes."""
    total = a.sum(axis=-1, keepdims=True)
    return np.asarray(erlang.erlang_c(n, total))


def _no_contacts(a: FloatArray) -> Truths:
    """Where no class has contacts: there is no wait, even without agents."""
    return np.asarray(a.sum(axis=-1, keepdims=True) == 0.0)


def _known(*arrays: FloatArray) -> Truths:
    """Rows without NaN."""
    return np.asarray(~np.isnan(sum(arrays)).any(axis=-1, keepdims=True))


def _tail(above: FloatArray, upto: FloatArray, time: FloatArray) -> FloatArray:
    """P(W > time | all busy), time in units of aht / n: the transform (1 - E e^-zW) / z inverted.

    Departures come at rate 1; b is the transform of the busy period that each one starts among
    the classes above.
    """
    point, weight = _contour(_NODES)
    tail = np.zeros(np.broadcast_shapes(above.shape, time.shape))
    some = np.maximum(time, 1e-9)
    for p, w in zip(point, weight, strict=True):
        z = p / some
        q, edge = 1.0 + above + z, 2.0 * np.sqrt(above)
        b = 2.0 / (q + np.sqrt(q - edge) * np.sqrt(q + edge))
        transform = (1.0 - b) / (1.0 - upto * b) / z
        tail += 2.0 * (w * transform / some).real
    return np.where(time < 1e-9, 1.0, np.clip(tail, 0.0, 1.0))


def _contour(nodes: int) -> tuple[FloatArray, FloatArray]:
    """Points and weights of f(t) = 2 Re Σ w F(z/t)/t, the upper half of Talbot's contour."""
    angle = (2.0 * np.arange(nodes // 2) + 1.0) * np.pi / nodes
    near = 0.6407 * angle
    z = nodes * (0.5017 * angle / np.tan(near) - 0.6122 + 0.2645j * angle)
    slope = 0.5017 / np.tan(near) - 0.5017 * near / np.sin(near) ** 2 + 0.2645j
    return z, np.exp(z) * slope / 1j
