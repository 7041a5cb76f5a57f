"""How a queue behaves, given its agents: Erlang B and Erlang C.

Poisson arrivals, exponential handle times, first come first served. Under Erlang B a contact
that finds every agent busy is lost; under Erlang C it waits as long as it takes. Callers who do
hang up shorten the queue, so Erlang C errs on the side of too many agents.

Every function takes scalars or arrays and broadcasts; scalars give plain floats; NaN gives NaN.
Agents may be fractional: the formulas are continued between the whole numbers. A load at or
above the agents is no error: the queue grows without end, and its limit is returned.
"""

from __future__ import annotations

from typing import NamedTuple

from wfm._arrays import FloatOut, Floats, give, take
from wfm._kernel import queue
from wfm._kernel.blocks import blockwise

__all__ = [
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
    return give(*blockwise(queue.offered_load, v, h, i))


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
    return give(*blockwise(queue.log_blocking if log else queue.blocking, n, a))


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
    return give(*blockwise(queue.wait_probability, n, a))


def service_level(agents: Floats, load: Floats, aht: Floats, within: Floats) -> FloatOut:
    """Share of contacts answered within a time limit when nobody hangs up (Erlang C).

    ::

        SL = 1 - C(n, a) · exp(-(n - a) · t / h)

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

    Returns
    -------
    float or ndarray
        Service level SL: 0 where ``load >= agents``, 1 at zero load. [fraction]

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

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013.
    """
    n, a, h, t = take(agents=agents, load=load, aht=aht, within=within)
    return give(*blockwise(queue.service_level, n, a, h, t))


def asa(agents: Floats, load: Floats, aht: Floats) -> FloatOut:
    """Average speed of answer: mean wait, of those who do not wait too (Erlang C).

    ::

        W = C(n, a) · h / (n - a)

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage; may be fractional. [agents]
    load : array_like
        Offered load a. [erlang]
    aht : array_like
        Average handle time h. [s]

    Returns
    -------
    float or ndarray
        Mean wait W: ``inf`` where ``load >= agents``, 0 at zero load. [s]

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not broadcast.

    Examples
    --------
    >>> asa(agents=[10, 12, 14], load=10.0, aht=180)
    array([  inf, 40.445,  7.836])

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013; mean wait in an M/M/n queue.
    """
    n, a, h = take(agents=agents, load=load, aht=aht)
    return give(*blockwise(queue.asa, n, a, h))


def occupancy(agents: Floats, load: Floats) -> FloatOut:
    """Share of the agents' time that is spent on contacts.

    ::

        ρ = min(a / n, 1)

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage. [agents]
    load : array_like
        Offered load a. [erlang]

    Returns
    -------
    float or ndarray
        Occupancy ρ: 1 where ``load >= agents``, 0 at zero load. [fraction]

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not broadcast.

    Examples
    --------
    >>> occupancy(agents=14, load=10.0)
    0.7143

    References
    ----------
    - N. Gans, G. Koole, A. Mandelbaum, "Telephone call centers", M&SOM 5, 2003.
    """
    n, a = take(agents=agents, load=load)
    return give(*blockwise(queue.occupancy, n, a))


def wait_quantile(q: Floats, agents: Floats, load: Floats, aht: Floats) -> FloatOut:
    """Time limit that a share q of the contacts is answered within (Erlang C).

    ::

        t = max(0, ln(C(n, a) / (1 - q))) · h / (n - a)

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

    Returns
    -------
    float or ndarray
        Wait t: ``inf`` where ``load >= agents``, 0 for a share that does not wait. [s]

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

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013; the wait is exponential.
    """
    q, n, a, h = take(q=q, agents=agents, load=load, aht=aht)
    return give(*blockwise(queue.wait_quantile, q, n, a, h))


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


def performance(agents: Floats, load: Floats, aht: Floats, within: Floats) -> Performance:
    """All measures of a queue in one pass (Erlang C).

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

    Returns
    -------
    Performance
        The same numbers as by the functions of one measure.

    Raises
    ------
    InputError
        If a value lies outside its domain or the shapes do not broadcast.

    Examples
    --------
    >>> performance(agents=14, load=10.0, aht=180, within=20)
    Performance(wait_probability=0.1741, service_level=0.8884, asa=7.836, occupancy=0.7143)

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013.
    """
    n, a, h, t = take(agents=agents, load=load, aht=aht, within=within)
    return Performance(*map(give, blockwise(queue.performance, n, a, h, t, results=4)))
