"""Totals of the counted contacts by day, week, month and queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.demand import Demand

__all__ = ["CountPeriod", "totals_by_period"]


class CountPeriod(NamedTuple):
    """The contacts of a day, week, month or queue, or of the whole log.

    Attributes
    ----------
    label : str
        The date, the Monday of the week, the month, the queue, or "total".
    contacts, answered, abandoned : int
        Contacts that arrived, and how they ended.
    aht : float
        Mean handle time of the answered; NaN if it is not known. [s]
    asa : float
        Mean wait of the answered; NaN if it is not known. [s]
    """

    label: str
    contacts: int
    answered: int
    abandoned: int
    aht: float
    asa: float

    @property
    def abandonment(self) -> float:
        """Share of the contacts that abandoned. [fraction]."""
        return self.abandoned / self.contacts if self.contacts else 0.0


def totals_by_period(demand: Demand, sums: Mapping[str, FloatArray]) -> dict[str, Any]:
    """Totals by day, week, month and queue, and of all."""
    local = datetimes.local(demand.start, demand.zone) // datetimes.DAY
    days, of_day = np.unique(local, return_inverse=True)
    dates = [datetimes.date_of(int(day)) for day in days]
    monday = [str(datetimes.date_of(int(day))) for day in datetimes.week_start(days)]
    month = [f"{one:%Y-%m}" for one in dates]
    return {
        "total": _periods(sums, np.zeros(len(local), dtype=np.intp), ["total"])[0],
        "days": _periods(sums, of_day, [str(one) for one in dates]),
        "weeks": _by_label(sums, of_day, monday),
        "months": _by_label(sums, of_day, month),
        "queues": _periods(sums, demand.queue, list(demand.queues)),
    }


def _by_label(
    sums: Mapping[str, FloatArray], of_day: NDArray[np.intp], labels: list[str]
) -> tuple[CountPeriod, ...]:
    """Totals of days with the same label."""
    distinct, group = np.unique(labels, return_inverse=True)
    return _periods(sums, group[of_day], [str(one) for one in distinct])


def _periods(
    sums: Mapping[str, FloatArray], period: NDArray[Any], labels: list[str]
) -> tuple[CountPeriod, ...]:
    """One record per period, of the index of the period of each interval."""
    totals = {
        name: np.bincount(period, weights=values, minlength=len(labels)).tolist()
        for name, values in sums.items()
    }
    return tuple(
        CountPeriod(
            label=label,
            contacts=int(totals["volume"][i]),
            answered=int(totals["answered"][i]),
            abandoned=int(totals["abandoned"][i]),
            aht=_mean(totals["handle"][i], totals["timed"][i]),
            asa=_mean(totals["wait"][i], totals["waited"][i]),
        )
        for i, label in enumerate(labels)
    )


def _mean(total: float, count: float) -> float:
    """A mean; NaN of nothing."""
    return total / count if count else float("nan")
