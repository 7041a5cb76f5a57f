"""Escalation: level 1 passes a share of its contacts on to level 2.

Level 2 is not offered the share of the *forecast*, but the share of what level 1 *finishes*: later
by a handle time, and spread out. Its load follows the network of two infinite groups of agents,
which for a volume that is constant within each interval has a closed form; what a queue at level 1
delays further is left out. A staffing formula then takes the loads.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray, Floats, checked, checked_arrays, common_shape
from wfm.errors import InputError

__all__ = ["EscalationLoads", "offered_loads"]


class EscalationLoads(NamedTuple):
    """Mean loads of each interval, an array each.

    Attributes
    ----------
    load : ndarray
        Load of level 1. [erlang]
    escalated_volume : ndarray
        Contacts that reach level 2. [contacts]
    escalated_load : ndarray
        Load of level 2. [erlang]
    """

    load: FloatArray
    escalated_volume: FloatArray
    escalated_load: FloatArray


def offered_loads(
    volume: Floats,
    interval: Floats,
    aht: Floats,
    escalated_aht: Floats,
    escalation: Floats,
    *,
    steady: bool = False,
) -> EscalationLoads:
    """Loads of both levels, interval by interval, the lag between them included.

    ::

        m₁' = λ - μ₁ m₁,    m₂' = e μ₁ m₁ - μ₂ m₂,    μ = 1 / aht

    Parameters
    ----------
    volume : array_like
        Contacts offered to level 1 in each interval, in time order along the last axis.
        [contacts]
    interval : array_like
        Length of the intervals. [s]
    aht : array_like
        Average handle time of level 1, the same in every interval. [s]
    escalated_aht : array_like
        Average handle time of level 2, the same in every interval. [s]
    escalation : array_like
        Share e that is escalated, one for all or one per interval. [fraction]
    steady : bool
        True starts as if the first interval's volume had always been offered (a centre that never
        closes), False with an empty centre.

    Returns
    -------
    EscalationLoads
        Mean loads and the escalated volume of each interval. A NaN volume makes the loads from
        there on NaN.

    Raises
    ------
    InputError
        If a value lies outside its domain, the shapes do not broadcast or a handle time or the
        interval changes along the day.

    Examples
    --------
    A morning in half-hours; every fourth contact escalates to specialists of 25 minutes:

    >>> day = offered_loads([60, 90, 120, 120], 1800, aht=720, escalated_aht=1500, escalation=0.25)
    >>> day.load
    array([15.188, 30.8707 , 43.173, 47.604])
    >>> day.escalated_load
    array([ 2.738, 10.0005, 16.9434, 22.065])

    References
    ----------
    - W. A. Massey, W. Whitt, "Networks of infinite-server queues with nonstationary Poisson
      input", Queueing Systems 13, 1993.
    - S. G. Eick, W. A. Massey, W. Whitt, "The physics of the Mt/G/∞ queue", Operations Research
      41, 1993.
    """
    v, i, e = checked_arrays(volume=volume, interval=interval, escalation=escalation)
    h, h2 = checked("aht", aht), checked("aht", escalated_aht)
    _constant(interval=i, aht=h, escalated_aht=h2)
    shape = common_shape({"volume": np.atleast_1d(v), "escalation": e})
    rate = np.broadcast_to(v, shape) / i
    share = np.broadcast_to(e, shape)
    return EscalationLoads(*_course(rate, float(i), 1.0 / float(h), 1.0 / float(h2), share, steady))


def _constant(**values: FloatArray) -> None:
    """Refuse arguments that change along the day."""
    for name, value in values.items():
        if value.ndim or np.isnan(value):
            raise InputError(
                f"{name} must be one number for the whole day here: got {value.tolist()!r:.60}. "
                "Call once for each queue.",
                name=name,
                value=value,
            )


def _course(
    rate: FloatArray, length: float, mu: float, mu2: float, share: FloatArray, steady: bool
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Closed form of one interval after the other; means by what came in less what stayed.

    With a = λ/μ₁ the solution over a time t is

        m₁(t) = a + (m₁ - a) e^-μ₁t
        m₂(t) = m₂ e^-μ₂t + e λ/μ₂ (1 - e^-μ₂t) + e μ₁ (m₁ - a) (e^-μ₁t - e^-μ₂t)/(μ₂ - μ₁)
    """
    fade, fade2 = np.exp(-mu * length), np.exp(-mu2 * length)
    drift = fade * length * _decay((mu2 - mu) * length)
    one = rate[..., 0] / mu * steady
    two = share[..., 0] * rate[..., 0] / mu2 * steady
    loads = np.empty((3, *rate.shape))
    for at in range(rate.shape[-1]):
        lam, e = rate[..., at], share[..., at]
        over = one - lam / mu
        next_one = lam / mu + over * fade
        next_two = two * fade2 + e * lam / mu2 * (1.0 - fade2) + e * mu * over * drift
        mean = (lam - (next_one - one) / length) / mu
        passed = e * mu * mean
        loads[:, ..., at] = mean, passed * length, (passed - (next_two - two) / length) / mu2
        one, two = next_one, next_two
    return loads[0], loads[1], loads[2]


def _decay(x: float) -> float:
    """(1 - e^-x) / x, 1 at 0."""
    return float(-np.expm1(-x) / x) if x else 1.0
