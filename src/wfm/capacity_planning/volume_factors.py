"""How the volume of a typical week, or its AHT, changes from month to month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.records import by_month
from wfm.errors import InputError

__all__ = ["RampedChange", "monthly_factors"]


@dataclass(frozen=True)
class RampedChange:
    """A change that comes in over some months and stays: automation, self-service.

    Attributes
    ----------
    change : float
        Once it is complete: -0.3 for 30 % less. [fraction]
    start : int
        The first month that has part of it. [months]
    months : int
        Months until it is complete; 1 for all of it at once. [months]
    """

    change: float
    start: int = 0
    months: int = 1

    def __post_init__(self) -> None:
        if not self.change > -1:
            raise InputError(
                f"change must be above -1, all of the volume: got {self.change:g}.",
                name="change",
                value=self.change,
            )
        if self.months < 1:
            raise InputError(
                f"months of a change must be at least 1: got {self.months}.",
                name="months",
                value=self.months,
            )


def monthly_factors(
    months: int,
    *,
    growth: float = 0.0,
    season: float | Sequence[float] = 1.0,
    changes: Sequence[RampedChange] = (),
) -> FloatArray:
    """The factor of each month on a typical week.

    ::

        f[t] = (1 + growth)^t · season[t] · Π (1 + change · min(1, (t - start + 1) / ramp))

    with a change that has begun; before it, its term is 1.

    Parameters
    ----------
    months : int
        Number of months. [months]
    growth : float
        From one month to the next. [fraction]
    season : float or sequence of float
        Factor of each month; 1.4 for 40 % more. [fraction]
    changes : sequence of RampedChange
        Automation, self-service and others; their terms are multiplied.

    Raises
    ------
    InputError
        A growth of -1 or less, a negative season, or not one season per month.

    Examples
    --------
    Self-service takes 20 % of the contacts, in two steps from the second month:

    >>> monthly_factors(4, changes=[RampedChange(-0.2, start=1, months=2)]).tolist()
    [1.0, 0.9, 0.8, 0.8]
    """
    if not growth > -1:
        raise InputError(f"growth must be above -1: got {growth:g}.", name="growth", value=growth)
    seasons = np.array(by_month(season, months))
    if not (seasons >= 0).all():
        raise InputError("season must be 0 or more.", name="season", value=float(seasons.min()))
    month = np.arange(months)
    factor: FloatArray = (1.0 + growth) ** month * seasons
    for one in changes:
        part = np.clip((month - one.start + 1) / one.months, 0.0, 1.0)
        factor = factor * (1.0 + one.change * part)
    return factor
