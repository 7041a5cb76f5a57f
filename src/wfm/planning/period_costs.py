"""The cost of the paid hours of a period, of its contacts and of those resolved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray
from wfm.planning.hourly_costs import HourlyCosts
from wfm.planning.records import PlanBasis

__all__ = ["COST_UNITS", "Contingency", "PeriodCosts"]

# The units of the costs of a period, for files.
COST_UNITS = {
    "cost": "currency",
    "premiums": "currency",
    "cost_per_contact": "currency per contact",
    "cost_per_resolved_contact": "currency per contact",
}


class Contingency(NamedTuple):
    """What is put on top of a plan for the unforeseen, and the totals with it.

    ::

        on top = share · total of the plan
    """

    share: float
    paid_hours: float
    fte: float
    cost: float | None
    paid_hours_in_all: float
    fte_in_all: float
    cost_in_all: float | None


class PeriodCosts:
    """What the sums of a period cost.

    ::

        cost = paid hours · hourly cost + premiums
        cost per contact = cost / contacts offered
        cost per resolved contact = cost / (contacts answered · resolution)

    Examples
    --------
    >>> import wfm
    >>> plan = wfm.plan("examples/forecast.csv", hourly_cost=20, resolution="80%")
    >>> costs = PeriodCosts(plan)
    >>> costs.of_sums(np.array([10.0]), None, 50.0, 40.0, 0.0)["cost_per_resolved_contact"]
    3.125
    """

    def __init__(self, basis: PlanBasis) -> None:
        self._inputs, self._hours = basis.inputs, basis.demand.interval / 3600
        self._hourly = HourlyCosts(basis)

    def sums_of(
        self, rows: slice, volume: FloatArray, scheduled: FloatArray, abandonment: FloatArray
    ) -> tuple[FloatArray | None, FloatArray | None]:
        """Contacts answered and the cost of premiums of some rows; None where no cost needs them.

        A sum takes as long as all of its rows, and a plan may have ten million.
        """
        answered = premiums = None
        if self._inputs.costs.resolution is not None:
            # without a patience all are answered
            answered = volume * (1.0 - np.nan_to_num(abandonment))
        if self._hourly.has_premiums:
            premiums = scheduled * self._hourly.premiums_of_rows(rows) * self._hours
        return answered, premiums

    def of_sums(
        self,
        scheduled: FloatArray,
        queues: Sequence[int] | None,
        contacts: float,
        answered: float,
        premiums: float,
    ) -> dict[str, float | None]:
        """The costs of sums of a period by their names in `COST_UNITS`; None where not known.

        Parameters
        ----------
        scheduled : float64 array
            Scheduled agents summed over the intervals, by queue.
        queues : sequence of int or None
            The queues of these sums; None for all.
        contacts, answered : float
            Contacts offered and answered. [contacts]
        premiums : float
            [currency]
        """
        rates = self._hourly.by_queue if queues is None else self._hourly.by_queue[list(queues)]
        paid = scheduled * self._hours
        if self._inputs.hourly_cost:  # of all hours at once, so that equal hours cost the same
            base = float(paid.sum()) * self._inputs.hourly_cost
        else:
            base = float((paid * rates).sum())
        if np.isnan(base):
            return dict.fromkeys(COST_UNITS)
        cost, resolved = base + premiums, answered * (self._inputs.costs.resolution or 0.0)
        return {
            "cost": cost,
            "premiums": premiums if self._hourly.has_premiums else None,
            "cost_per_contact": cost / contacts if contacts else None,
            "cost_per_resolved_contact": cost / resolved if resolved else None,
        }

    def contingency(self, paid: float, fte: float, cost: float | None) -> Contingency | None:
        """What is put on top of paid hours, FTE and cost; None without a contingency."""
        share = self._inputs.costs.contingency
        if not share:
            return None
        return Contingency(
            share,
            paid_hours=share * paid,
            fte=share * fte,
            cost=None if cost is None else share * cost,
            paid_hours_in_all=(1.0 + share) * paid,
            fte_in_all=(1.0 + share) * fte,
            cost_in_all=None if cost is None else (1.0 + share) * cost,
        )
