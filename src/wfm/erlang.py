"""How a queue behaves, given its agents: Erlang B, Erlang C and Erlang A.

Poisson arrivals, exponential handle times, first come first served. Under Erlang B a contact
that finds every agent busy is lost; under Erlang C it waits as long as it takes; under Erlang A
it gives up after a time of its own, exponential too, whose mean is the ``patience``. Infinite
patience, the default, is Erlang C, and none at all Erlang B.

Every function takes scalars or arrays and broadcasts; scalars give plain floats; NaN gives NaN.
Agents may be fractional: the formulas are continued between the whole numbers. A load at or
above the agents is no error: if nobody gives up, the queue grows without end, and its limit is
returned.
"""

from __future__ import annotations

from functools import partial
from math import inf
from typing import Literal, NamedTuple, TypeAlias, overload

import numpy as np

from wfm._arrays import FloatArray, FloatOut, Floats, give, take
from wfm._numerics import erlang_a as erlang_a_formulas
from wfm._numerics import erlang_c as erlang_c_formulas
from wfm._numerics.chunked import blockwise
from wfm.errors import InputError

__all__ = [
    "Definition",
    "ImpatientPerformance",
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


def offered_load(volume: Floats, aht: Floats, interval: Floats) -> FloatOut:
    """Work that the contacts of an interval bring, as the agents it keeps busy.

    ::

        a = volume · h / interval

    Parameters
    ----------
    volume : array_like
        Contacts offered in one interval. [contacts]
    aht : array_like
        Average handle time h. [s]
    interval : array_like
        Length of the interval. [s]

    Returns
    -------
    float or ndarray
        Offered load a. [erlang]

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not broadcast.

    Examples
    --------
    100 calls of 3 minutes in half an hour keep 10 agents busy without a pause:

    >>> offered_load(volume=100, aht=180, interval=1800)
    10.0

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013; the erlang as unit of load.
    """
    v, h, i = take(volume=volume, aht=aht, interval=interval)
    return give(*blockwise(erlang_c_formulas.offered_load, v, h, i))


def erlang_b(agents: Floats, load: Floats, *, log: bool = False) -> FloatOut:
    """Share of contacts turned away where nobody can wait (Erlang B).

    ::

        B(n, a) = (aⁿ/n!) / Σₖ₌₀ⁿ aᵏ/k! = 1 / ∫₀^∞ (1 + x/a)ⁿ e⁻ˣ dx

    Parameters
    ----------
    agents : array_like
        Agents n, or lines; the integral is used between the whole numbers. [agents]
    load : array_like
        Offered load a. [erlang]
    log : bool
        Return ln B instead, which goes on where B falls below 1e-308 and becomes 0.

    Returns
    -------
    float or ndarray
        Blocking probability B, or its natural logarithm. [fraction]

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not broadcast.

    See Also
    --------
    erlang_c : the share that waits, where contacts can.

    Examples
    --------
    >>> erlang_b(agents=14, load=10.0)
    0.0568
    >>> erlang_b(agents=1000, load=100.0, log=True)
    -1406.958

    References
    ----------
    - A. K. Erlang, "Solution of some problems in the theory of probabilities of significance
      in automatic telephone exchanges", 1917.
    - D. L. Jagerman, "Some properties of the Erlang loss function", Bell System Technical
      Journal 53, 1974.
    """
    n, a = take(agents=agents, load=load)
    return give(
        *blockwise(erlang_c_formulas.log_blocking if log else erlang_c_formulas.blocking, n, a)
    )


def erlang_c(agents: Floats, load: Floats) -> FloatOut:
    """Share of contacts that wait at all when nobody hangs up (Erlang C).

    ::

        C(n, a) = n B / (n - a (1 - B)),    B = B(n, a) of Erlang B

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage; may be fractional. [agents]
    load : array_like
        Offered load a. [erlang]

    Returns
    -------
    float or ndarray
        Probability of waiting C: 1 where ``load >= agents``, 0 at zero load. [fraction]

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not broadcast.

    See Also
    --------
    service_level : how many of them wait too long.

    Examples
    --------
    >>> erlang_c(agents=[10, 12, 14], load=10.0)
    array([1.    , 0.4494, 0.1741])

    References
    ----------
    - A. K. Erlang, "Solution of some problems in the theory of probabilities of significance
      in automatic telephone exchanges", 1917.
    - A. A. Jagers, E. A. van Doorn, "On the continued Erlang loss function", Operations
      Research Letters 5, 1986.
    """
    n, a = take(agents=agents, load=load)
    return give(*blockwise(erlang_c_formulas.wait_probability, n, a))


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

        SL = 1 - C(n, a) · exp(-(n - a) · t / h)                              nobody gives up

        SL = 1 - P · γ(s, z)/γ(s, y)                                          "virtual"
        SL = 1 - P(abandon) - P · n/a · γ(s + 1, z)/(s γ(s, y))               "offered"
        SL = the same / (1 - P(abandon))                                      "answered"

        s = n p/h,    y = a p/h,    z = y exp(-t/p),    P = wait_probability

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage; may be fractional. [agents]
    load : array_like
        Offered load a. [erlang]
    aht : array_like
        Average handle time h. [s]
    within : array_like
        Time limit t, the 20 of "80/20". [s]
    patience : array_like
        Mean time p until a waiting contact gives up; ``inf`` is Erlang C, 0 Erlang B. [s]
    definition : {"offered", "answered", "virtual"}
        Answered in time, of all offered; of those answered; or what a caller would meet who
        never gives up. Without abandonment the three are one.

    Returns
    -------
    float or ndarray
        Service level SL: 1 at zero load; 0 where nobody gives up and ``load >= agents``.
        [fraction]

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not broadcast.

    See Also
    --------
    wfm.agents_required : the inverse, agents from a service level.
    wait_quantile : the inverse, a time limit from a service level.

    Examples
    --------
    100 calls of 3 minutes in half an hour are 10 erlangs; how good are 12 to 15 agents?

    >>> service_level(agents=14, load=10.0, aht=180, within=20)
    0.8884
    >>> service_level(agents=[12, 13, 14, 15], load=10.0, aht=180, within=20)
    array([0.6402, 0.7956, 0.8884, 0.9415])

    Two staffing levels against three forecasts, as a table:

    >>> service_level(agents=[[12], [14]], load=[10.0, 11.0, 12.0], aht=180, within=20)
    array([[0.6402, 0.3791, 0.    ],
           [0.8884, 0.7829, 0.6143]])

    Callers who hang up after 5 minutes in the mean:

    >>> service_level(14, 10.0, 180, 20, patience=300)
    0.9168
    >>> service_level(14, 10.0, 180, 20, patience=300, definition="answered")
    0.9298

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013.
    - F. Baccelli, G. Hebuterne, "On queues with impatient customers", Performance '81, 1981.
    """
    formula = partial(erlang_a_formulas.service_level, told(definition))
    n, a, h, t, p = take(agents=agents, load=load, aht=aht, within=within, patience=patience)
    if endless(p):
        return give(*blockwise(erlang_c_formulas.service_level, n, a, h, t))
    return give(*blockwise(formula, n, a, h, t, p))


def asa(agents: Floats, load: Floats, aht: Floats, *, patience: Floats = inf) -> FloatOut:
    """Average speed of answer: mean wait of the answered, of those who do not wait too.

    ::

        W = C(n, a) · h / (n - a)                                             nobody gives up
        W = p · P · n/a · (-∂ ln A(s, y)/∂s) / (1 - P(abandon)),    A = 1F1(1; s + 1; y)

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage; may be fractional. [agents]
    load : array_like
        Offered load a. [erlang]
    aht : array_like
        Average handle time h. [s]
    patience : array_like
        Mean time p until a waiting contact gives up; ``inf`` is Erlang C, 0 Erlang B. [s]

    Returns
    -------
    float or ndarray
        Mean wait W: 0 at zero load; ``inf`` where nobody is answered, and where nobody gives up
        and ``load >= agents``. [s]

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not broadcast.

    See Also
    --------
    mean_wait : of all, those who give up too.

    Examples
    --------
    >>> asa(agents=[10, 12, 14], load=10.0, aht=180)
    array([  inf, 40.445,  7.836])
    >>> asa(agents=[10, 12, 14], load=10.0, aht=180, patience=300)
    array([31.239, 11.861,  3.878])

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013; mean wait in an M/M/n queue.
    - A. Mandelbaum, S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue",
      in: Advances in Services Innovations, Springer, 2007.
    """
    n, a, h, p = take(agents=agents, load=load, aht=aht, patience=patience)
    if endless(p):
        return give(*blockwise(erlang_c_formulas.asa, n, a, h))
    return give(*blockwise(erlang_a_formulas.asa, n, a, h, p))


def occupancy(
    agents: Floats, load: Floats, *, aht: Floats | None = None, patience: Floats = inf
) -> FloatOut:
    """Share of the agents' time that is spent on contacts.

    ::

        ρ = min(a / n, 1)                      nobody gives up
        ρ = a · (1 - P(abandon)) / n

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage. [agents]
    load : array_like
        Offered load a. [erlang]
    aht : array_like, optional
        Average handle time h; needed with patience only. [s]
    patience : array_like
        Mean time p until a waiting contact gives up; ``inf`` is Erlang C, 0 Erlang B. [s]

    Returns
    -------
    float or ndarray
        Occupancy ρ: 1 where ``load >= agents`` and nobody gives up, 0 at zero load. [fraction]

    Raises
    ------
    InputError
        If a value lies outside its domain, the shapes do not broadcast, or patience comes
        without a handle time.

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
        n, a, p = take(agents=agents, load=load, patience=patience)
        if not endless(p):
            raise InputError(
                "patience needs aht: who gives up depends on how long the others take.", name="aht"
            )
        return give(*blockwise(erlang_c_formulas.occupancy, n, a))
    n, a, h, p = take(agents=agents, load=load, aht=aht, patience=patience)
    return give(*blockwise(erlang_a_formulas.occupancy, n, a, h, p))


def wait_quantile(
    q: Floats, agents: Floats, load: Floats, aht: Floats, *, patience: Floats = inf
) -> FloatOut:
    """Time limit within which an agent is free for a share q of the contacts.

    ::

        t = max(0, ln(C(n, a) / (1 - q))) · h / (n - a)                       nobody gives up
        t = min { t : service_level(…, t, definition="virtual") ≥ q }

    With abandonment it is the wait of a caller who never gives up: who does has not met it.

    Parameters
    ----------
    q : array_like
        The share: 0.95 gives the wait that the slowest twentieth exceeds. [fraction]
    agents : array_like
        Agents on contacts n, net of shrinkage; may be fractional. [agents]
    load : array_like
        Offered load a. [erlang]
    aht : array_like
        Average handle time h. [s]
    patience : array_like
        Mean time p until a waiting contact gives up; ``inf`` is Erlang C, 0 Erlang B. [s]

    Returns
    -------
    float or ndarray
        Wait t: 0 for a share that does not wait; ``inf`` without agents, and where nobody gives
        up and ``load >= agents``. [s]

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not broadcast.

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
    q, n, a, h, p = take(q=q, agents=agents, load=load, aht=aht, patience=patience)
    if endless(p):
        return give(*blockwise(erlang_c_formulas.wait_quantile, q, n, a, h))
    return give(*blockwise(erlang_a_formulas.wait_quantile, q, n, a, h, p))


class Performance(NamedTuple):
    """What a queue gives: a float each, or arrays of one shape.

    Attributes
    ----------
    wait_probability : float or ndarray
        As by `erlang_c`. [fraction]
    service_level : float or ndarray
        As by `service_level`. [fraction]
    asa : float or ndarray
        As by `asa`. [s]
    occupancy : float or ndarray
        As by `occupancy`. [fraction]
    """

    wait_probability: FloatOut
    service_level: FloatOut
    asa: FloatOut
    occupancy: FloatOut


class ImpatientPerformance(NamedTuple):
    """What a queue gives whose contacts give up: those of `Performance`, and two more.

    Attributes
    ----------
    wait_probability, service_level, asa, occupancy : float or ndarray
        As in `Performance`. [fraction], [fraction], [s], [fraction]
    abandonment : float or ndarray
        As by `abandonment`. [fraction]
    mean_wait : float or ndarray
        As by `mean_wait`. [s]
    """

    wait_probability: FloatOut
    service_level: FloatOut
    asa: FloatOut
    occupancy: FloatOut
    abandonment: FloatOut
    mean_wait: FloatOut


@overload
def performance(
    agents: Floats, load: Floats, aht: Floats, within: Floats, *, definition: Definition = ...
) -> Performance: ...
@overload
def performance(
    agents: Floats,
    load: Floats,
    aht: Floats,
    within: Floats,
    *,
    patience: Floats,
    definition: Definition = ...,
) -> ImpatientPerformance: ...
def performance(
    agents: Floats,
    load: Floats,
    aht: Floats,
    within: Floats,
    *,
    patience: Floats | None = None,
    definition: Definition = "offered",
) -> Performance | ImpatientPerformance:
    """All measures of a queue in one pass.

    ::

        C(n, a),    1 - C · exp(-(n - a) · t / h),    C · h / (n - a),    min(a / n, 1)

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage; may be fractional. [agents]
    load : array_like
        Offered load a. [erlang]
    aht : array_like
        Average handle time h. [s]
    within : array_like
        Time limit t of the service level. [s]
    patience : array_like, optional
        Mean time until a waiting contact gives up. Where it is given, be it ``inf``, the result
        has two fields more. [s]
    definition : {"offered", "answered", "virtual"}
        As for `service_level`.

    Returns
    -------
    Performance or ImpatientPerformance
        The same numbers as by the functions of one measure.

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not broadcast.

    Examples
    --------
    >>> performance(agents=14, load=10.0, aht=180, within=20)
    Performance(wait_probability=0.1741, service_level=0.8884, asa=7.836, occupancy=0.7143)
    >>> performance(agents=14, load=10.0, aht=180, within=20, patience=300).abandonment
    0.01398

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013.
    """
    formula = partial(erlang_a_formulas.performance, told(definition))
    if patience is None:
        n, a, h, t = take(agents=agents, load=load, aht=aht, within=within)
        return Performance(
            *map(give, blockwise(erlang_c_formulas.performance, n, a, h, t, results=4))
        )
    n, a, h, t, p = take(agents=agents, load=load, aht=aht, within=within, patience=patience)
    return ImpatientPerformance(*map(give, blockwise(formula, n, a, h, t, p, results=6)))


def endless(patience: FloatArray) -> bool:
    """Whether nobody gives up, said once for all rows: then Erlang C need not know of it."""
    return patience.ndim == 0 and bool(np.isposinf(patience))


def told(definition: Definition) -> Definition:
    """The definition, if it is one."""
    if definition not in ("offered", "answered", "virtual"):
        raise InputError(
            f"definition must be 'offered', 'answered' or 'virtual': got {definition!r}.",
            name="definition",
            value=definition,
        )
    return definition
