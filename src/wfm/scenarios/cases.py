"""A forecast with the inputs of its plan, as they are or after changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, Protocol

import numpy as np

from wfm._arrays import checked
from wfm.demand import Demand
from wfm.errors import UsageError
from wfm.option_text import on_command_line, option
from wfm.planning.goal_agents import refuse_goals
from wfm.planning.plan import Plan, plan_of
from wfm.planning.plan_inputs import GivenInputs, inputs_of
from wfm.planning.records import PlanBasis
from wfm.planning.volume_risk import scaled_band
from wfm.scenarios.changes import Change
from wfm.targets import Target

__all__ = [
    "Case",
    "QueueCase",
    "changed_demand",
    "changed_target",
    "refuse_goal_of",
    "scaled_demand",
]


class Case(Protocol):
    """Everything that a plan follows from."""

    @property
    def demand(self) -> Demand:
        """The forecast."""

    def changed(self, change: Change) -> Case:
        """The same after a change of one input."""

    def scaled(self, volume: Mapping[str, float], aht: Mapping[str, float]) -> Case:
        """The same with the volume and the handle times of queues by factors of their own."""

    def plan(self) -> Plan:
        """The plan."""


@dataclass(frozen=True, repr=False)
class QueueCase:
    """A forecast of queues with agents of their own, and the options of its plan.

    Attributes
    ----------
    demand : Demand
        The forecast, with the inputs in its columns.
    given : GivenInputs
        What options set for all rows, and the defaults.
    """

    demand: Demand
    given: GivenInputs

    def changed(self, change: Change) -> QueueCase:
        """The same after a change of one input, which holds for all rows as an option does.

        Raises
        ------
        UsageError
            For a change of a patience or a cost that the forecast does not have.
        """
        if change.axis in ("volume", "aht"):
            return replace(self, demand=changed_demand(self.demand, change))
        return replace(self, given=getattr(self, f"_with_{change.axis}")(change))

    def scaled(self, volume: Mapping[str, float], aht: Mapping[str, float]) -> QueueCase:
        """The same with the volume and the handle times of queues by factors of their own."""
        return replace(self, demand=scaled_demand(self.demand, volume, aht))

    def basis(self) -> PlanBasis:
        """The forecast with the inputs of its plan."""
        return PlanBasis(self.demand, inputs_of(self.demand, self.given))

    def plan(self) -> Plan:
        """The plan, as ``wfm staff`` has it."""
        return plan_of(self.basis())

    def _with_target(self, change: Change) -> GivenInputs:
        target = changed_target(self.given.target, change.amount)
        return self._given("target", target=target)

    def _with_shrinkage(self, change: Change) -> GivenInputs:
        return self._given("shrinkage", shrinkage=change.amount)

    def _with_patience(self, change: Change) -> GivenInputs:
        before = self.given.patience
        if change.kind != "value" and (not isfinite(before) or self._has_column("patience")):
            raise UsageError(
                f"{change.label} needs one patience of all contacts to start from: write values "
                f"such as {option('patience', '2m,4m')}, or set that of the base with "
                f"{_base('patience', '3m')}."
            )
        patience = float(checked("patience", change.applied(before)))
        return self._given("patience", patience=patience)

    def _with_cost(self, change: Change) -> GivenInputs:
        before = self.given.hourly_cost
        if change.kind != "value" and not before:
            raise UsageError(
                f"{change.label} needs a cost per hour to start from: set that of the base with "
                f"{_base('cost', '22')}."
            )
        return replace(
            self.given, hourly_cost=float(checked("hourly_cost", change.applied(before)))
        )

    def _given(self, name: str, **values: Any) -> GivenInputs:
        """The options with one more that is set."""
        given = self.given
        defaults = {key: text for key, text in given.defaults.items() if key != name}
        return replace(given, was_set=given.was_set | {name}, defaults=defaults, **values)

    def _has_column(self, name: str) -> bool:
        """Whether a column of the forecast sets an input that no option replaces."""
        found = self.demand.row_inputs
        headings: Mapping[str, str] = {} if found is None else found.headings
        return name in headings and name not in self.given.was_set


def refuse_goal_of(case: Case) -> None:
    """Refuse a goal over a period where the target must hold in every interval.

    Raises
    ------
    InputError
        If the case is planned with one.
    """
    if isinstance(case, QueueCase):
        refuse_goals(case.basis(), "curve", "shows targets that hold in every interval")


def _base(name: str, value: str) -> str:
    """How the value of the base is set beside scenarios."""
    keyword = "hourly_cost" if name == "cost" and not on_command_line() else name
    return option("base", {keyword: value})


def changed_demand(demand: Demand, change: Change) -> Demand:
    """A forecast with other volumes or handle times.

    ::

        volume   v · factor;  v · V / Σ v for V contacts in all
        AHT      h · factor;  h + seconds;  or seconds in every interval

    Raises
    ------
    UsageError
        If there are no contacts to scale, or a handle time would not be above 0.
    """
    if change.axis == "volume":
        factor = change.amount
        if change.kind == "value":
            total = float(demand.volume.sum())
            if not total:
                raise UsageError(f"{change.label} needs contacts to scale; the forecast has none.")
            factor = change.amount / total
        quantiles = scaled_band(demand, factor)
        return replace(demand, volume=demand.volume * factor, quantiles=quantiles)
    aht = np.asarray(change.applied(demand.aht), dtype=float)
    aht = np.broadcast_to(aht, demand.aht.shape).copy()
    if (aht <= 0).any():
        raise UsageError(f"{change.label} must leave every handle time above 0 s.")
    return replace(demand, aht=aht)


def scaled_demand(demand: Demand, volume: Mapping[str, float], aht: Mapping[str, float]) -> Demand:
    """A forecast with the volume and the handle times of each queue times a factor.

    Parameters
    ----------
    demand : Demand
        The forecast.
    volume, aht : mapping of str to float
        Factor by queue; 1 for a queue that is not in it. [fraction]
    """
    by_volume, by_aht = (
        np.array([factors.get(name, 1.0) for name in demand.queues])[demand.queue]
        for factors in (volume, aht)
    )
    return replace(
        demand,
        volume=demand.volume * by_volume,
        aht=demand.aht * by_aht,
        quantiles=scaled_band(demand, by_volume),
    )


def changed_target(before: Target, after: Target | float) -> Target:
    """A target with the parts of another, or with another level; its other parts remain."""
    if not isinstance(after, Target):
        return replace(before, service_level=after)
    parts = {name: part for name, part in vars(after).items() if part is not None}
    return replace(before, **parts)
