"""Chat: an agent handles up to k contacts at once, each more slowly than one alone.

The average handle time is given for every number of concurrent chats, AHT₁, …, AHTₖ: an agent with
j of them finishes ρⱼ = j / AHTⱼ per second. A new chat goes to an agent who has the fewest; it
waits only while all have k, in order of arrival, and abandons after an exponential time. So n chats
are spread as evenly as possible, and n alone is a birth-death chain:

    n = q c + r:   deaths = (c - r) ρ_q + r ρ_q₊₁          up to n = k c
                   deaths = c ρₖ + (n - k c) / patience     beyond

Departures unbalance the agents a little, which the chain does not see: against a simulation of the
agents its service level is within 0.006. Exact where AHTⱼ does not depend on j.

Every function broadcasts but for `aht`, one sequence for all; NaN gives NaN; agents are integers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

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
from wfm.queueing._birth_death import stationary_measures
from wfm.queueing._broadcast import checked_integers
from wfm.queueing._concurrency import aht_by_concurrency, best_concurrency, rates_of
from wfm.queueing._required_agents import agents_that_meet, checked_targets

__all__ = [
    "ChatPerformance",
    "abandonment",
    "agents_required",
    "aht_by_concurrency",
    "asa",
    "best_concurrency",
    "performance",
    "service_level",
]

_TINY = np.finfo(float).tiny  # in place of 0 agents, of whom none is busy


class ChatPerformance(NamedTuple):
    """All measures of a chat queue: a float each, or arrays of one shape.

    Attributes
    ----------
    service_level : float or ndarray
        Share answered within the limit, of all offered, abandoned ones included. [fraction]
    abandonment : float or ndarray
        Share that abandons. [fraction]
    asa : float or ndarray
        Mean wait of the answered. [s]
    occupancy : float or ndarray
        Share of the agents with at least one chat. [fraction]
    concurrency : float or ndarray
        Mean chats of an agent who has any, the average concurrency of chat reports; 0 without
        contacts. [contacts]
    """

    service_level: FloatOut
    abandonment: FloatOut
    asa: FloatOut
    occupancy: FloatOut
    concurrency: FloatOut


@doc_parameters
def performance(
    agents: Floats,
    volume: Floats,
    interval: Floats,
    aht: Floats,
    within: Floats,
    *,
    patience: Floats = np.inf,
) -> ChatPerformance:
    """All measures of a chat queue in one pass.

    ::

        λ = volume / interval,   pₙ/pₙ₋₁ = λ / deathsₙ
        SL = Σₙ pₙ P(answered within t | n),   occupancy = Σₙ pₙ min(n, c) / c

    Parameters
    ----------
    agents : array_like
        Agents on chats c, whole. [agents]
    volume : array_like
        Chats offered in one interval. [contacts]
    %(interval)s
    %(chat_aht)s
    %(within)s
    %(patience_or_none)s

    Returns
    -------
    ChatPerformance
        The measures.

    Raises
    ------
    InputError
        If a value lies outside its domain, agents are not integers, the shapes do not broadcast, or
        one more concurrent chat makes an agent finish fewer (j / AHTⱼ does not grow).

    Examples
    --------
    Two chats a minute, ten agents with up to three each, patience three minutes:

    >>> chats = performance(10, 60, 1800, [600, 720, 900], within=30, patience=180)
    >>> chats.service_level, chats.abandonment
    (0.7972, 0.0794)
    >>> chats.occupancy, chats.concurrency
    (0.9999, 2.5583)

    References
    ----------
    - J. Luo, J. Zhang, "Staffing and control of instant messaging contact centers", Operations
      Research 61, 2013.
    - T. Tezcan, J. Zhang, "Routing and staffing in customer service chat systems with impatient
      customers", Operations Research 62, 2014.
    """
    rates = rates_of(aht)
    c, v, i, t, g = checked_arrays(
        agents=agents, volume=volume, interval=interval, within=within, patience=patience
    )
    found = stationary_measures(checked_integers("agents", c), v / i, rates, g, t)
    staff = np.maximum(c, _TINY)
    busy = np.where(found.busy > 0.0, found.busy, 1.0)
    measures = (found.in_time, found.abandoned, found.wait, found.busy / staff)
    return ChatPerformance(*map(unwrap_scalar, (*measures, found.handled / busy)))


@doc_parameters
def service_level(
    agents: Floats,
    volume: Floats,
    interval: Floats,
    aht: Floats,
    within: Floats,
    *,
    patience: Floats = np.inf,
) -> FloatOut:
    """Share of all chats offered that are answered within a time limit.

    ::

        SL = Σₙ pₙ P(answered within t | n)

    Parameters
    ----------
    %(agents_integer)s
    %(volume)s
    %(interval)s
    %(chat_aht)s
    %(within)s
    %(patience_or_none)s

    Returns
    -------
    float or ndarray
        Service level: 1 without contacts; without abandonment, 0 where more is offered than the
        agents can finish. [fraction]

    Raises
    ------
    InputError
        As `performance`.

    Examples
    --------
    >>> service_level([9, 10, 11], 60, 1800, [600, 720, 900], within=30, patience=180)
    array([0.653, 0.797, 0.906])

    References
    ----------
    - O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient customers",
      M&SOM 4, 2002.
    """
    return performance(agents, volume, interval, aht, within, patience=patience).service_level


@doc_parameters
def abandonment(
    agents: Floats, volume: Floats, interval: Floats, aht: Floats, *, patience: Floats
) -> FloatOut:
    """Share of the chats offered that abandon before they are answered.

    ::

        Pab = Σₙ pₙ (k+1)θ / (c ρ + (k+1)θ),   k waiting, θ = 1 / patience

    Parameters
    ----------
    %(agents_integer)s
    %(volume)s
    %(interval)s
    %(chat_aht)s
    %(patience_or_none)s

    Returns
    -------
    float or ndarray
        Abandonment. [fraction]

    Raises
    ------
    InputError
        As `performance`.

    Examples
    --------
    >>> abandonment(10, 60, 1800, [600, 720, 900], patience=[60, 180, 600])
    array([0.0882, 0.0794, 0.0662])

    References
    ----------
    - O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient customers",
      M&SOM 4, 2002.
    """
    return performance(agents, volume, interval, aht, 0.0, patience=patience).abandonment


@doc_parameters
def asa(
    agents: Floats,
    volume: Floats,
    interval: Floats,
    aht: Floats,
    *,
    patience: Floats = np.inf,
) -> FloatOut:
    """Average speed of answer: mean wait of the chats answered.

    ::

        W = Σₙ pₙ E[wait; answered | n] / (1 - Pab)

    Parameters
    ----------
    %(agents_integer)s
    %(volume)s
    %(interval)s
    %(chat_aht)s
    %(patience_or_none)s

    Returns
    -------
    float or ndarray
        Mean wait; ``inf`` without abandonment where more is offered than can be finished. [s]

    Raises
    ------
    InputError
        As `performance`.

    Examples
    --------
    >>> asa([9, 10, 11], 60, 1800, [600, 720, 900], patience=180)
    array([21.815, 11.6265 ,  5.083])

    References
    ----------
    - O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient customers",
      M&SOM 4, 2002.
    """
    return performance(agents, volume, interval, aht, 0.0, patience=patience).asa


@doc_parameters
def agents_required(
    volume: Floats,
    interval: Floats,
    aht: Floats,
    *,
    service_level: Floats | None = None,
    within: Floats | None = None,
    abandonment: Floats | None = None,
    asa: Floats | None = None,
    max_occupancy: Floats | None = None,
    patience: Floats = np.inf,
) -> IntOut:
    """Least number of agents that meets every target given.

    ::

        min { c : SL(c) ≥ service_level,  Pab(c) ≤ abandonment,  W(c) ≤ asa,  ρ(c) ≤ max_occupancy }

    Parameters
    ----------
    %(volume)s
    %(interval)s
    %(chat_aht)s
    %(target_within)s
    %(patience_or_none)s
    %(target_service_level)s
    %(target_abandonment)s
    %(target_asa)s
    %(target_max_occupancy)s

    Returns
    -------
    int or ndarray
        Agents net of shrinkage, 0 without contacts. [agents]

    Raises
    ------
    InputError
        As `performance`, or if no target is given.

    Examples
    --------
    >>> agents_required([0, 60, 180], 1800, [600, 720, 900],
    ...                 service_level=0.8, within=30, patience=180)
    array([ 0, 11, 30])

    References
    ----------
    - J. Luo, J. Zhang, "Staffing and control of instant messaging contact centers", Operations
      Research 61, 2013.
    """
    rates = rates_of(aht)
    wanted = checked_targets(
        within,
        service_level=service_level,
        abandonment=abandonment,
        asa=asa,
        max_occupancy=max_occupancy,
    )
    v, i, g = checked_arrays(volume=volume, interval=interval, patience=patience)

    def measures(
        n: FloatArray, t: FloatArray, lam: FloatArray, g: FloatArray
    ) -> dict[str, FloatArray]:
        found = stationary_measures(n, lam, rates, g, t)
        return {
            "service_level": found.in_time,
            "abandonment": found.abandoned,
            "asa": found.wait,
            "max_occupancy": found.busy / np.maximum(n, _TINY),
        }

    agents = agents_that_meet(measures, lambda lam, _: lam / rates[-1], wanted, v / i, g)
    return unwrap_integers(agents)
