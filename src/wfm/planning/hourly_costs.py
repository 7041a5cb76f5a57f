"""What a paid hour costs in each row of a plan: of its queue, with the premiums of its time."""

from __future__ import annotations

import numpy as np

from wfm._arrays import FloatArray
from wfm.hour_premiums import extra_cost
from wfm.planning.records import PlanBasis, PlanFigures

__all__ = ["COST_OF_QUEUE", "HourlyCosts", "costs_of_queues"]

# The figure of a queue of a centre, and its column in a file.
COST_OF_QUEUE = "cost_per_hour"


def costs_of_queues(figures: PlanFigures) -> dict[str, float]:
    """The cost of an hour of each queue of a centre, which has it as a figure of its results."""
    return {one.queue: one.value for one in figures.rows if one.name == COST_OF_QUEUE}


class HourlyCosts:
    """The cost of a paid hour of each queue and row.

    Attributes
    ----------
    by_queue : float64 array, shape (queues,)
        Without premiums; NaN where it is not known. [currency per hour]

    Examples
    --------
    >>> import wfm
    >>> plan = wfm.plan("examples/forecast.csv", hourly_cost=20, premiums="Mon 07:00-07:30=50%")
    >>> costs = HourlyCosts(plan)
    >>> costs.by_queue.tolist(), costs.of_rows(slice(0, 4)).tolist()
    ([20.0], [30.0, 20.0, 20.0, 20.0])
    """

    def __init__(self, basis: PlanBasis) -> None:
        self._demand, self._premiums = basis.demand, basis.inputs.costs.premiums
        common = basis.inputs.hourly_cost
        own = costs_of_queues(basis.figures)
        self.by_queue: FloatArray = np.array(
            [common or own.get(name, np.nan) for name in basis.demand.queues], dtype=float
        )

    @property
    def has_premiums(self) -> bool:
        """Whether the cost of an hour changes over the week."""
        return bool(self._premiums)

    def premiums_of_rows(self, rows: slice) -> FloatArray:
        """What a paid hour of some rows costs more than without premiums."""
        start, interval = self._demand.start[rows], self._demand.interval
        end = start + np.int64(interval)
        hourly = self.by_queue[self._demand.queue[rows]]
        extra = extra_cost(self._premiums, start, end, self._demand.zone, hourly)
        return extra / (interval / 3600)

    def of_rows(self, rows: slice) -> FloatArray:
        """The cost of a paid hour of some rows, premiums included."""
        hourly = self.by_queue[self._demand.queue[rows]]
        return hourly + self.premiums_of_rows(rows) if self._premiums else hourly
