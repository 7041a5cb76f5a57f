"""A finished capacity plan as data, for the files and texts made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.capacity_planning.capacity_dates import HireClass, SeasonRun
from wfm.capacity_planning.capacity_totals import (
    CapacitySummary,
    capacity_summary,
    monthly_totals,
)
from wfm.capacity_planning.evaluation import TeamResult
from wfm.capacity_planning.file_records import DemandSource, PlanMonths
from wfm.capacity_planning.interval_need import MonthlyNeed
from wfm.capacity_planning.monthly_columns import ReviewStaff
from wfm.capacity_planning.records import LEAST_SHORTAGE, CapacityInputs

__all__ = [
    "CapacityBasis",
    "CapacityData",
    "CapacityInputLine",
    "CapacityMode",
    "PlanProof",
    "RuleComparison",
]

CapacityMode: TypeAlias = Literal["cheapest", "confidence", "budget", "given"]


class PlanProof(NamedTuple):
    """How good a plan is, and what is known of all others.

    Attributes
    ----------
    mode : {"cheapest", "confidence", "budget", "given"}
        What was asked for.
    objective : float
        What was minimised over the months solved: cost and the price of shortage [currency]; with
        a budget, shortage [FTE-months]. NaN for hires that were given.
    bound : float
        No plan has a lower objective; NaN where nothing was minimised.
    gap : float
        ``(objective - bound) / objective``. [fraction]
    months_solved : int
        Months of the plan and after it that were solved together. [months]
    shortage : float
        Shortage of the months solved. [FTE-months]
    shortage_price : float
        Of one productive FTE that a month lacks. [currency per FTE-month]
    price_given : bool
        Whether the price of shortage was set; if not, shortage is the last resort, `objective` has
        no price of it, and `bound` is that of plans that are short no more.
    optimal : bool
        Whether the search ended by itself and not by its time limit.
    confidence : float or None
        Probability with which each month of each team was to be covered. [fraction]
    """

    mode: CapacityMode
    objective: float
    bound: float
    gap: float
    months_solved: int
    shortage: float
    shortage_price: float
    price_given: bool
    optimal: bool
    confidence: float | None = None


class RuleComparison(NamedTuple):
    """A rule of thumb beside the need of the plan.

    Attributes
    ----------
    team : str
        The team.
    rule : str
        Name of the rule with its value: ``contacts_per_head 1000``.
    fte : tuple of float
        Paid FTE by the rule, with the contingency, by month. [FTE]
    need_paid_fte : tuple of float
        Paid FTE of the plan, by month. [FTE]
    """

    team: str
    rule: str
    fte: tuple[float, ...]
    need_paid_fte: tuple[float, ...]

    @property
    def difference(self) -> float:
        """``Σ fte / Σ need_paid_fte - 1``; NaN without need [fraction]."""
        need = sum(self.need_paid_fte)
        return sum(self.fte) / need - 1.0 if need > 0 else float("nan")


class CapacityInputLine(NamedTuple):
    """One input of a plan.

    Attributes
    ----------
    label : str
        Its key in the file.
    team : str
        The team; empty for all.
    value : float or str
        Its value; a text where it differs by month.
    unit : str
        Of a number.
    """

    label: str
    team: str
    value: float | str
    unit: str


@dataclass(frozen=True)
class CapacityBasis:
    """What the columns of a plan are computed from.

    Attributes
    ----------
    inputs : CapacityInputs
        The teams with their need, before any reserve for attrition by chance.
    results : tuple of TeamResult
        People, what is bought and what it costs, of each team.
    needs : mapping of str to MonthlyNeed
        Contacts, workload and agent-hours of each team.
    demands : mapping of str to DemandSource
        Where the need of a team comes from; empty where it was given.
    reviews : mapping of str to ReviewStaff
        Those who review contacts of a team.
    """

    inputs: CapacityInputs
    results: tuple[TeamResult, ...]
    needs: Mapping[str, MonthlyNeed]
    demands: Mapping[str, DemandSource] = field(default_factory=dict)
    reviews: Mapping[str, ReviewStaff] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class CapacityData:
    """A finished capacity plan as data.

    Attributes
    ----------
    source, months, teams, columns, hires, season, rules, proof, basis, inputs, currency, notes, \
defaults
        As in `wfm.capacity_planning.capacity_result.Capacity`.
    """

    source: str
    months: PlanMonths
    teams: tuple[str, ...]
    columns: Mapping[str, FloatArray]
    hires: tuple[HireClass, ...]
    season: tuple[SeasonRun, ...]
    rules: tuple[RuleComparison, ...]
    proof: PlanProof
    basis: CapacityBasis
    inputs: tuple[CapacityInputLine, ...] = ()
    currency: str = ""
    notes: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()

    def summary(self) -> CapacitySummary:
        """Totals of all teams and of each, the first offers, and whether the need is covered."""
        return self._summary

    @property
    def has_prices(self) -> bool:
        """Whether costs are money; if not, they are people and months."""
        return self.currency != self.months.person_unit

    @property
    def is_uncovered(self) -> bool:
        """Whether the need of some month was to be covered and is not.

        With a price of shortage, a budget or given hires, a shortage is an answer.
        """
        if self.proof.mode in ("budget", "given") or self.proof.price_given:
            return False
        if self.proof.confidence is not None:
            return bool(self.below_confidence.any())
        return any(one.shortage.max() >= LEAST_SHORTAGE for one in self.basis.results)

    @cached_property
    def below_confidence(self) -> NDArray[np.bool_]:
        """Months and teams that are not covered with the confidence, shape (months, teams)."""
        chance = self.columns["shortage_probability"].reshape(-1, len(self.teams))
        most = 1.0 if self.proof.confidence is None else 1.0 - self.proof.confidence
        return np.asarray(chance > most + 1e-9, dtype=np.bool_)

    @cached_property
    def _summary(self) -> CapacitySummary:
        """The totals, computed once."""
        return capacity_summary(self.columns, self.teams, self.hires)

    @cached_property
    def monthly(self) -> Mapping[str, FloatArray]:
        """The columns of all teams together, one value per month, and ``shortage_fte``."""
        return monthly_totals(self.columns, len(self.teams))
