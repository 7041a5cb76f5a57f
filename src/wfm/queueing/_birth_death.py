"""The model that chat and blending share: a birth-death chain with abandonment.

Contacts arrive at rate λ. The agents, c of them, finish at rates that depend on how many contacts
each handles at once: ρⱼ for an agent with j, spread as evenly as they go. Up to k·c contacts are
handled; the others wait in order of arrival and each abandons at rate θ. With k = 1 it is Erlang A,
with θ = 0 Erlang C.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import betainc

from wfm._arrays import FloatArray
from wfm.queueing._broadcast import rowwise
from wfm.work_limits import CHAIN_WORK, CONTACTS_IN_SYSTEM, count_chain_work

__all__ = ["StationaryMeasures", "stationary_measures"]

_AT_ONCE = 1e-9  # seconds, in place of a patience of 0, whose rate would be infinite
_NEVER = 40.0  # e^-40: a state this much rarer than the commonest adds nothing to a double


class StationaryMeasures(NamedTuple):
    """The measures of the chain, an array each; shares are of all contacts offered."""

    in_time: FloatArray
    abandoned: FloatArray
    wait: FloatArray  # mean of the answered
    busy: FloatArray  # mean agents with a contact
    handled: FloatArray  # mean contacts being handled
    floor: FloatArray  # probability of the lowest state


def stationary_measures(
    agents: FloatArray,
    arrivals: FloatArray,
    rates: FloatArray,
    patience: FloatArray,
    within: FloatArray,
    floor: FloatArray | float = 0.0,
) -> StationaryMeasures:
    """The measures; `rates` is ρ₀ = 0, ρ₁, …, ρₖ, and `floor` the least number of busy agents.

    `rates` may have leading axes, with which the others broadcast.
    """
    columns = [np.asarray(rates[..., j]) for j in range(1, rates.shape[-1])]

    def cells(c: FloatArray, lam: FloatArray, *rest: FloatArray) -> FloatArray:
        patience, last = rest[0], rest[-1]
        states = len(columns) * c + _queue_states(lam, c * last, 1.0 / patience)
        return _countable(states, len(columns))

    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        patience = np.maximum(patience, _AT_ONCE)
        lines = agents, arrivals, patience, within, np.asarray(floor, dtype=float), *columns
        return StationaryMeasures(*rowwise(_measures, cells, *lines, results=6))


def _queue_states(lam: FloatArray, full: FloatArray, theta: FloatArray) -> FloatArray:
    """Waiting contacts beyond which the probability is below e^-40."""
    over = np.maximum(lam - full, 0.0) / theta
    impatient = over + 9.0 * np.sqrt(lam / theta) + _NEVER
    geometric = np.where(lam < full, _NEVER / np.log(full / lam), np.inf)
    return np.where(theta > 0.0, np.ceil(np.minimum(impatient, geometric)) + 2.0, 1.0)


def _countable(states: FloatArray, levels: int) -> FloatArray:
    """The numbers of states, refused where the chain would take too much memory or time."""
    most = float(states.max(initial=0.0))
    CONTACTS_IN_SYSTEM.check("agents", most)
    CHAIN_WORK.check("agents", most * levels)
    count_chain_work("agents", float(states.sum()) * levels)
    return states


def _measures(
    c: FloatArray,
    lam: FloatArray,
    patience: FloatArray,
    within: FloatArray,
    floor: FloatArray,
    *rates: FloatArray,
) -> tuple[FloatArray, ...]:
    """The measures of rows of similar numbers of states, padded to the longest."""
    theta, capacity, full = 1.0 / patience, len(rates) * c, c * rates[-1]
    top = int((capacity + _queue_states(lam, full, theta)).max())
    n = np.arange(top + 1.0)
    c, lam, theta, capacity, full, within, floor = (
        x[:, None] for x in (c, lam, theta, capacity, full, within, floor)
    )
    deaths = _finishing(n, c, rates) + np.maximum(n - capacity, 0.0) * theta
    p = _stationary(n, lam, deaths, theta, capacity, full, floor)
    in_time, abandoned, wait = _fates(p, n - capacity, lam, theta, full, within)
    idle = lam == 0.0
    unserved = (full == 0.0) & (theta > 0.0)
    abandoned = np.where(unserved, 1.0, abandoned)  # exactly 1, despite rounding
    served = 1.0 - abandoned
    shares = (
        np.where(idle, 1.0, in_time),
        np.where(idle, 0.0, abandoned),
        np.where(idle, 0.0, np.where(served > 0.0, wait / served, np.inf)),
    )
    means = (p * np.minimum(n, c), p * np.minimum(n, capacity), p * (n == floor))
    return *(x[:, 0] for x in shares), *(x.sum(axis=1) for x in means)


def _finishing(n: FloatArray, c: FloatArray, rates: tuple[FloatArray, ...]) -> FloatArray:
    """Rate at which n contacts are finished: agents differ by one contact at most.

    Written as a sum over the levels j: the agents that have a j-th contact, min(max(n - (j-1)c,
    0), c) of them, finish ρⱼ - ρⱼ₋₁ faster for it.
    """
    steps = np.diff(rates, axis=0, prepend=0.0 * rates[0][None])
    reached = (np.clip(n - j * c, 0.0, c) for j in range(len(rates)))
    total = np.zeros(np.broadcast_shapes(n.shape, c.shape))
    for step, agents in zip(steps, reached, strict=True):
        total += step[:, None] * agents
    return total


def _stationary(
    n: FloatArray,
    lam: FloatArray,
    deaths: FloatArray,
    theta: FloatArray,
    capacity: FloatArray,
    full: FloatArray,
    floor: FloatArray,
) -> FloatArray:
    """Probabilities of the states, from logarithms: pₙ/pₙ₋₁ = λ/deathsₙ.

    Without abandonment, the state ``capacity`` represents itself and all above, a geometric sum.
    """
    ratios = np.where(n > floor, np.log(lam) - np.log(deaths), 0.0)
    endless = theta == 0.0
    spare = np.maximum(1.0 - lam / full, 0.0)
    above = np.where(endless & (n == capacity), -np.log(spare), 0.0)
    weights = np.cumsum(ratios, axis=1)
    weights = np.where((n < floor) | (endless & (n > capacity)), -np.inf, weights) + above
    overloaded = endless & (lam > 0.0) & ~(spare > 0.0)
    weights = np.where(overloaded, np.where(n == capacity, 0.0, -np.inf), weights)
    weights = np.where(lam == 0.0, np.where(n == floor, 0.0, -np.inf), weights)
    p: FloatArray = np.exp(weights - weights.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return p


def _fates(
    p: FloatArray,
    ahead: FloatArray,
    lam: FloatArray,
    theta: FloatArray,
    full: FloatArray,
    within: FloatArray,
) -> tuple[FloatArray, ...]:
    """Shares answered in time and abandoned, and mean wait of the answered times their share.

    A contact that finds k waiting waits through k + 1 departures, at rates full + jθ, j = 0…k,
    and outlasts them with probability r/(r+k+1), r = full/θ; that wait is -ln(Beta)/θ:

        P(answered within t | k) = r/(r+k+1) · I(1 - e^-θt; k+1, r+1)
        E[wait; answered | k]    = r/(r+k+1) · Σⱼ₌₁..ₖ₊₁ 1/(full + jθ)
    """
    queued = ahead >= 0.0
    patient = theta == 0.0
    k = np.maximum(ahead, 0.0) + 1.0
    abandoned = np.where(queued, k * theta / (full + k * theta), 0.0)
    abandoned = np.where(patient, 0.0, abandoned)
    steps = np.where(queued, 1.0 / (full + k * theta), 0.0)
    spare = np.maximum(full - lam, 0.0)
    waits = np.where(patient, np.where(queued, 1.0 / spare, 0.0), np.cumsum(steps, axis=1))
    answered = np.where(queued, -np.expm1(-spare * within), 1.0)
    rows, cells = np.nonzero(queued & (p > 0.0) & ~patient)
    r = (full / np.where(patient, 1.0, theta))[rows, 0]
    x = -np.expm1(-theta * within)[rows, 0]
    k = k[rows, cells]
    answered[rows, cells] = r / (r + k) * betainc(k, r + 1.0, x)
    kept = p > 0.0
    totals = (p * answered, p * abandoned, np.where(kept, p * (1.0 - abandoned) * waits, 0.0))
    return tuple(x.sum(axis=1, keepdims=True) for x in totals)
