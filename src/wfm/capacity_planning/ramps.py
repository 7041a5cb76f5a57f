"""The productivity of newcomers by month, from what is written by week, by month or as a length."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

__all__ = ["averaged_steps", "linear_ramp"]


def averaged_steps(steps: Sequence[float], step: Fraction, period: Fraction) -> tuple[float, ...]:
    """Steps of one length as averages over periods of another; after the last step, 1.

    ::

        ramp[a] = 1/period · ∫ p(t) dt over [a · period, (a + 1) · period]

    Parameters
    ----------
    steps : sequence of float
        Productivity in the first, second, ... step. [fraction]
    step, period : Fraction
        Their lengths: 3/13 for a week in months. [months]

    Examples
    --------
    Six weeks at nothing, then all: the first month is lost, and 38 % of the second.

    >>> [round(one, 4) for one in averaged_steps([0.0] * 6, Fraction(12, 52), Fraction(1))]
    [0.0, 0.6154]
    """
    if step == period:
        return tuple(steps)
    exact = [Fraction(str(one)) for one in steps]
    averages = []
    for month in range(ceil(len(steps) * step / period)):
        begin, end = month * period, (month + 1) * period
        covered = [
            (max(Fraction(), min(end, (i + 1) * step) - max(begin, i * step)), value)
            for i, value in enumerate(exact)
        ]
        rest = period - sum((length for length, _ in covered), Fraction())
        total = sum((length * value for length, value in covered), rest)
        averages.append(float(total / period))
    return tuple(averages)


def linear_ramp(length: Fraction, period: Fraction) -> tuple[float, ...]:
    """Productivity that grows evenly from 0 to 1, as averages over periods.

    ::

        p(t) = min(1, t / length)

    Parameters
    ----------
    length : Fraction
        Until newcomers are as productive as settled people. [months]
    period : Fraction
        Over which it is averaged. [months]

    Examples
    --------
    >>> linear_ramp(Fraction(3), Fraction(1))[0], linear_ramp(Fraction(3), Fraction(1))[1]
    (0.16666666666666666, 0.5)
    """
    averages = []
    for month in range(ceil(length / period)):
        begin, end = month * period, (month + 1) * period
        inside = min(end, length)
        area = (inside**2 - begin**2) / (2 * length) + end - inside
        averages.append(float(area / period))
    return tuple(averages)
