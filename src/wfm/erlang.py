"""How a queue behaves, given its agents: Erlang B, Erlang C and Erlang A.

Poisson arrivals, exponential handle times, first come first served. Under Erlang B a contact
that finds every agent busy is blocked; under Erlang C it waits until it is answered; under Erlang
A it abandons after an exponential time, whose mean is the ``patience``. Infinite patience, the
default, is Erlang C, and zero patience Erlang B.

Every function takes scalars or arrays and broadcasts; scalars give plain floats; NaN gives NaN.
Agents may be fractional: the formulas are continued between the integers. A load at or above the
agents is no error: without abandonment the queue grows without end, and its limit is returned.
"""

from __future__ import annotations

from functools import partial
from math import inf
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar, overload

import numpy as np

from wfm._arrays import (
    FloatArray,
    FloatOut,
    Floats,
    Scalar,
    checked_arrays,
    checked_choice,
    is_infinite,
    unwrap_scalar,
)
from wfm._docstrings import doc_parameters
from wfm._numerics import erlang_a as erlang_a_formulas
from wfm._numerics import erlang_c as erlang_c_formulas
from wfm._numerics.chunked import blockwise
from wfm.errors import InputError

__all__ = [
    "Definition",
    "Performance",
    "asa",
    "erlang_b",
    "erlang_c",
    "occupancy",
    "offered_load",
    "performance",
    "service_level",
    "wait_quantile",
]

Definition: TypeAlias = Literal["offered", "answered", "virtual"]
DEFINITIONS: tuple[Definition, ...] = ("offered", "answered", "virtual")


@overload
def offered_load(volume: Scalar, aht: Scalar, interval: Scalar) -> float: ...
@overload
def offered_load(volume: Floats, aht: Floats, interval: Floats) -> FloatArray: ...
@doc_parameters
def offered_load(volume: Floats, aht: Floats, interval: Floats) -> FloatOut:
    """Work offered in an interval, in erlangs: the agents that it would occupy without a pause.

    ::

        a = volume · h / interval

    Parameters
    ----------
    %(volume)s
    %(aht)s
    %(interval)s

    Returns
    -------
    float or ndarray
        Offered load a. [erlang]

    %(raises)s

    Examples
    --------
    100 calls of 3 minutes in half an hour are 10 erlangs:

    >>> offered_load(volume=100, aht=180, interval=1800)
    10.0

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013; the erlang as unit of load.
    """
    v, h, i = checked_arrays(volume=volume, aht=aht, interval=interval)
    return unwrap_scalar(*blockwise(erlang_c_formulas.offered_load, v, h, i))


@overload
def erlang_b(agents: Scalar, load: Scalar, *, log: bool = ...) -> float: ...
@overload
def erlang_b(agents: Floats, load: Floats, *, log: bool = ...) -> FloatArray: ...
@doc_parameters
def erlang_b(agents: Floats, load: Floats, *, log: bool = False) -> FloatOut:
    """Share of contacts blocked where none can wait (Erlang B).

    ::

        B(n, a) = (aⁿ/n!) / Σₖ₌₀ⁿ aᵏ/k! = 1 / ∫₀^∞ (1 + x/a)ⁿ e⁻ˣ dx

    Parameters
    ----------
    agents : array_like
        Agents n, or lines; the integral is used between the integers. [agents]
    %(load)s
    log : bool
        True returns ln B, which is accurate where B underflows (below 1e-308) to 0.

    Returns
    -------
    float or ndarray
        Blocking probability B, or its natural logarithm. [fraction]

    %(raises)s

    See Also
    --------
    erlang_c : the probability of delay, where contacts can wait.

    Examples
    --------
    >>> erlang_b(agents=14, load=10.0)
    0.0568
    >>> erlang_b(agents=1000, load=100.0, log=True)
    -1406.958

    References
    ----------
    %(erlang_1917)s
    - D. L. Jagerman, "Some properties of the Erlang loss function", Bell System Technical
      Journal 53, 1974.
    """
    n, a = checked_arrays(agents=agents, load=load)
    return unwrap_scalar(
        *blockwise(erlang_c_formulas.log_blocking if log else erlang_c_formulas.blocking, n, a)
    )


@overload
def erlang_c(agents: Scalar, load: Scalar) -> float: ...
@overload
def erlang_c(agents: Floats, load: Floats) -> FloatArray: ...
@doc_parameters
def erlang_c(agents: Floats, load: Floats) -> FloatOut:
    """Probability of delay: share of contacts that wait, without abandonment (Erlang C).

    ::

        C(n, a) = n B / (n - a (1 - B)),    B = B(n, a) of Erlang B

    Parameters
    ----------
    %(agents)s
    %(load)s

    Returns
    -------
    float or ndarray
        Probability of delay C: 1 where ``load >= agents``, 0 at zero load. [fraction]

    %(raises)s

    See Also
    --------
    service_level : the share that waits longer than a limit.

    Examples
    --------
    >>> erlang_c(agents=[10, 12, 14], load=10.0)
    array([1.    , 0.4494, 0.1741])

    References
    ----------
    %(erlang_1917)s
    - A. A. Jagers, E. A. van Doorn, "On the continued Erlang loss function", Operations
      Research Letters 5, 1986.
    """
    n, a = checked_arrays(agents=agents, load=load)
    return unwrap_scalar(*blockwise(erlang_c_formulas.wait_probability, n, a))


@overload
def service_level(
    agents: Scalar,
    load: Scalar,
    aht: Scalar,
    within: Scalar,
    *,
    patience: Scalar = ...,
    definition: Definition = ...,
) -> float: ...
@overload
def service_level(
    agents: Floats,
    load: Floats,
    aht: Floats,
    within: Floats,
    *,
    patience: Floats = ...,
    definition: Definition = ...,
) -> FloatArray: ...
@doc_parameters
def service_level(
    agents: Floats,
    load: Floats,
    aht: Floats,
    within: Floats,
    *,
    patience: Floats = inf,
    definition: Definition = "offered",
) -> FloatOut:
    """Share of contacts answered within a time limit (Erlang C, with patience Erlang A).

    ::

        SL = 1 - C(n, a) · exp(-(n - a) · t / h)                              no abandonment

        SL = 1 - P · γ(s, z)/γ(s, y)                                          "virtual"
        SL = 1 - P(abandon) - P · n/a · γ(s + 1, z)/(s γ(s, y))               "offered"
        SL = the same / (1 - P(abandon))                                      "answered"

        s = n p/h,    y = a p/h,    z = y exp(-t/p),    P = wait_probability

    Parameters
    ----------
    %(queue)s
    %(within)s
    %(patience)s
    %(definition)s

    Returns
    -------
    float or ndarray
        Service level SL: 1 at zero load; 0 without abandonment where ``load >= agents``.
        [fraction]

    %(raises)s

    See Also
    --------
    wfm.agents_required : the inverse, agents from a service level.
    wait_quantile : the inverse, a time limit from a service level.

    Examples
    --------
    100 calls of 3 minutes in half an hour are 10 erlangs. The service level of 12 to 15 agents:

    >>> service_level(agents=14, load=10.0, aht=180, within=20)
    0.8884
    >>> service_level(agents=[12, 13, 14, 15], load=10.0, aht=180, within=20)
    array([0.6402, 0.7956, 0.8884, 0.9415])

    Two staffing levels against three forecasts, as a table:

    >>> service_level(agents=[[12], [14]], load=[10.0, 11.0, 12.0], aht=180, within=20)
    array([[0.6402, 0.3791, 0.    ],
           [0.8884, 0.7829, 0.6143]])

    Callers who abandon after 5 minutes on average:

    >>> service_level(14, 10.0, 180, 20, patience=300)
    0.9168
    >>> service_level(14, 10.0, 180, 20, patience=300, definition="answered")
    0.9298

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013.
    - F. Baccelli, G. Hebuterne, "On queues with impatient customers", Performance '81, 1981.
    """
    checked_choice("definition", definition, DEFINITIONS)
    n, a, h, t, p = checked_arrays(
        agents=agents, load=load, aht=aht, within=within, patience=patience
    )
    if is_infinite(p):
        return unwrap_scalar(*blockwise(erlang_c_formulas.service_level, n, a, h, t))
    return unwrap_scalar(
        *blockwise(partial(erlang_a_formulas.service_level, definition), n, a, h, t, p)
    )


@overload
def asa(
    agents: Scalar,
    load: Scalar,
    aht: Scalar,
    *,
    patience: Scalar = ...,
) -> float: ...
@overload
def asa(
    agents: Floats,
    load: Floats,
    aht: Floats,
    *,
    patience: Floats = ...,
) -> FloatArray: ...
@doc_parameters
def asa(agents: Floats, load: Floats, aht: Floats, *, patience: Floats = inf) -> FloatOut:
    """Average speed of answer: mean wait of the answered contacts, those without delay included.

    ::

        W = C(n, a) · h / (n - a)                                             no abandonment
        W = p · P · n/a · (-∂ ln A(s, y)/∂s) / (1 - P(abandon)),    A = 1F1(1; s + 1; y)

    Parameters
    ----------
    %(queue)s
    %(patience)s

    Returns
    -------
    float or ndarray
        Mean wait W: 0 at zero load; ``inf`` without agents, and without abandonment where
        ``load >= agents``. [s]

    %(raises)s

    See Also
    --------
    mean_wait : of all contacts, abandoned ones included.

    Examples
    --------
    >>> asa(agents=[10, 12, 14], load=10.0, aht=180)
    array([  inf, 40.445,  7.836])
    >>> asa(agents=[10, 12, 14], load=10.0, aht=180, patience=300)
    array([31.239, 11.861,  3.878])

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013; mean wait in an M/M/n queue.
    %(mandelbaum_zeltyn)s
    """
    n, a, h, p = checked_arrays(agents=agents, load=load, aht=aht, patience=patience)
    if is_infinite(p):
        return unwrap_scalar(*blockwise(erlang_c_formulas.asa, n, a, h))
    return unwrap_scalar(*blockwise(erlang_a_formulas.asa, n, a, h, p))


@overload
def occupancy(
    agents: Scalar,
    load: Scalar,
    *,
    aht: Scalar | None = ...,
    patience: Scalar = ...,
) -> float: ...
@overload
def occupancy(
    agents: Floats,
    load: Floats,
    *,
    aht: Floats | None = ...,
    patience: Floats = ...,
) -> FloatArray: ...
@doc_parameters
def occupancy(
    agents: Floats, load: Floats, *, aht: Floats | None = None, patience: Floats = inf
) -> FloatOut:
    """Occupancy: share of the agents' time that is spent on contacts.

    ::

        ρ = min(a / n, 1)                      no abandonment
        ρ = a · (1 - P(abandon)) / n

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage. [agents]
    %(load)s
    aht : array_like, optional
        Average handle time h; required with `patience` only. [s]
    %(patience)s

    Returns
    -------
    float or ndarray
        Occupancy ρ: 0 at zero load; 1 without abandonment where ``load >= agents``. [fraction]

    Raises
    ------
    InputError
        If a value lies outside its domain, the shapes do not broadcast, or `patience` is given
        without `aht`.

    Examples
    --------
    >>> occupancy(agents=14, load=10.0)
    0.7143
    >>> occupancy(agents=14, load=10.0, aht=180, patience=300)
    0.7043

    References
    ----------
    - N. Gans, G. Koole, A. Mandelbaum, "Telephone call centers", M&SOM 5, 2003.
    """
    if aht is None:
        n, a, p = checked_arrays(agents=agents, load=load, patience=patience)
        if not is_infinite(p):
            raise InputError(
                "patience needs aht: abandonment depends on the handle times.", name="aht"
            )
        return unwrap_scalar(*blockwise(erlang_c_formulas.occupancy, n, a))
    n, a, h, p = checked_arrays(agents=agents, load=load, aht=aht, patience=patience)
    return unwrap_scalar(*blockwise(erlang_a_formulas.occupancy, n, a, h, p))


@overload
def wait_quantile(
    q: Scalar,
    agents: Scalar,
    load: Scalar,
    aht: Scalar,
    *,
    patience: Scalar = ...,
) -> float: ...
@overload
def wait_quantile(
    q: Floats,
    agents: Floats,
    load: Floats,
    aht: Floats,
    *,
    patience: Floats = ...,
) -> FloatArray: ...
@doc_parameters
def wait_quantile(
    q: Floats, agents: Floats, load: Floats, aht: Floats, *, patience: Floats = inf
) -> FloatOut:
    """Time limit within which a share q of the contacts is answered.

    ::

        t = max(0, ln(C(n, a) / (1 - q))) · h / (n - a)                       no abandonment
        t = min { t : service_level(…, t, definition="virtual") ≥ q }

    With abandonment it is the virtual wait: that of a contact of unlimited patience.

    Parameters
    ----------
    q : array_like
        The share: 0.95 gives the wait that 5 % of the contacts exceed. [fraction]
    %(queue)s
    %(patience)s

    Returns
    -------
    float or ndarray
        Wait t: 0 for a share without delay; ``inf`` without agents, and without abandonment
        where ``load >= agents``. [s]

    %(raises)s

    See Also
    --------
    service_level : the inverse.

    Examples
    --------
    >>> wait_quantile([0.5, 0.8, 0.95], agents=14, load=10.0, aht=180)
    array([ 0.  ,  0.  , 56.15])
    >>> wait_quantile(0.95, agents=14, load=10.0, aht=180, patience=300)
    35.4

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013; the wait is exponential.
    """
    q, n, a, h, p = checked_arrays(q=q, agents=agents, load=load, aht=aht, patience=patience)
    if is_infinite(p):
        return unwrap_scalar(*blockwise(erlang_c_formulas.wait_quantile, q, n, a, h))
    return unwrap_scalar(*blockwise(erlang_a_formulas.wait_quantile, q, n, a, h, p))


_Number = TypeVar("_Number")


class Performance(NamedTuple, Generic[_Number]):
    """All measures of a queue: a float each, or arrays of one shape.

    Attributes
    ----------
    wait_probability : float or ndarray
        Probability of delay, as by `wfm.wait_probability`. [fraction]
    service_level : float or ndarray
        As by `wfm.service_level`. [fraction]
    asa : float or ndarray
        Mean wait of the answered, as by `wfm.asa`. [s]
    occupancy : float or ndarray
        As by `wfm.occupancy`. [fraction]
    abandonment : float or ndarray
        As by `wfm.abandonment`; 0 with infinite patience. [fraction]
    mean_wait : float or ndarray
        Mean wait of all contacts, as by `wfm.mean_wait`; `asa` with infinite patience. [s]
    """

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
    *,
    patience: Scalar = ...,
    definition: Definition = ...,
) -> Performance[float]: ...
@overload
def performance(
    agents: Floats,
    load: Floats,
    aht: Floats,
    within: Floats,
    *,
    patience: Floats = ...,
    definition: Definition = ...,
) -> Performance[FloatArray]: ...
@doc_parameters
def performance(
    agents: Floats,
    load: Floats,
    aht: Floats,
    within: Floats,
    *,
    patience: Floats = inf,
    definition: Definition = "offered",
) -> Performance[Any]:
    """All measures of a queue in one pass (Erlang C, with patience Erlang A).

    ::

        C(n, a),    1 - C · exp(-(n - a) · t / h),    C · h / (n - a),    min(a / n, 1)

    Parameters
    ----------
    %(queue)s
    %(within)s
    %(patience)s
    %(definition)s

    Returns
    -------
    Performance
        The same numbers as by the functions of one measure; without abandonment `mean_wait` is
        `asa` itself, not a copy.

    %(raises)s

    Examples
    --------
    >>> queue = performance(agents=14, load=10.0, aht=180, within=20)
    >>> queue.service_level, queue.asa, queue.occupancy, queue.abandonment
    (0.8884, 7.836, 0.7143, 0.0)
    >>> performance(agents=14, load=10.0, aht=180, within=20, patience=300).abandonment
    0.01398

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013.
    %(mandelbaum_zeltyn)s
    """
    checked_choice("definition", definition, DEFINITIONS)
    n, a, h, t, p = checked_arrays(
        agents=agents, load=load, aht=aht, within=within, patience=patience
    )
    if is_infinite(p):
        measures = blockwise(erlang_c_formulas.performance, n, a, h, t, results=4)
        delay, level, wait, busy = map(unwrap_scalar, measures)
        # all are answered: the wait of all is that of the answered; abandonment is 0, or NaN
        if isinstance(wait, float):
            return Performance(delay, level, wait, busy, min(wait, 0.0), wait)
        complete = not np.isnan(wait.sum())  # waits are not negative: NaN only if one is
        none = np.zeros(wait.shape) if complete else np.minimum(wait, 0.0)
        return Performance(delay, level, wait, busy, none, wait)
    formula = partial(erlang_a_formulas.performance, definition)
    return Performance(*map(unwrap_scalar, blockwise(formula, n, a, h, t, p, results=6)))
