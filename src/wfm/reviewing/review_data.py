"""The columns of a review with its summary, for the files and texts made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.reviewing.periods import summary_of
from wfm.reviewing.records import OneSided, ReviewSummary

__all__ = ["ReviewData"]


@dataclass(frozen=True, repr=False)
class ReviewData:
    """What happened in every interval against what was planned, as data.

    Attributes
    ----------
    plan, report, demand, columns, cause, only_in_plan, only_in_report, sources, hourly_cost, \
definition, notes, hourly_costs, resolution
        As in `wfm.reviewing.weekly_review.Review`.
    """

    plan: str
    report: str
    demand: Demand
    columns: Mapping[str, FloatArray]
    cause: NDArray[np.str_]
    only_in_plan: OneSided
    only_in_report: OneSided
    sources: Mapping[str, str]
    hourly_cost: float
    definition: str
    notes: tuple[str, ...] = ()
    hourly_costs: FloatArray = field(default_factory=lambda: np.zeros(0))
    resolution: float | None = None

    @cached_property
    def _summary(self) -> ReviewSummary:
        """The totals, computed once."""
        return summary_of(self.demand, self.columns, self.cause, self.hourly_costs, self.resolution)

    def summary(self) -> ReviewSummary:
        """Totals by day and queue, the causes, and the worst intervals."""
        return self._summary
