"""A forecast of a centre with the description of its queues, as they are or after changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import isfinite

from wfm.centre import staff_centre
from wfm.centre.forecast_inputs import with_forecast_inputs
from wfm.centre.records import Centre, Queue
from wfm.centre.volumes import with_escalation_rows, with_given_aht
from wfm.demand import Demand
from wfm.errors import UsageError
from wfm.planning.plan import Plan
from wfm.scenarios.cases import changed_demand, changed_target, scaled_demand
from wfm.scenarios.changes import Change

__all__ = ["CentreCase"]


@dataclass(frozen=True, repr=False)
class CentreCase:
    """A forecast and the centre that it is planned for.

    A change of the target, the patience or the cost is one of every queue that has such an input.

    Attributes
    ----------
    demand : Demand
        The forecast.
    centre : Centre
        The queues and teams.
    aht, usual_aht : float or None
        As for `wfm.centre.staff_centre`. [s]
    """

    demand: Demand
    centre: Centre
    aht: float | None = None
    usual_aht: float | None = None

    def changed(self, change: Change) -> CentreCase:
        """The same after a change of one input.

        Raises
        ------
        UsageError
            For a change that no queue takes.
        """
        case = self._with_inputs_of_columns()
        if change.axis == "volume":
            return replace(case, demand=changed_demand(case.demand, change))
        if change.axis == "shrinkage":
            return replace(case, centre=replace(case.centre, shrinkage=change.amount))
        if change.axis == "aht":
            return case._with_aht(change)
        change_of = {"target": _with_target, "patience": _with_patience, "cost": _with_cost}
        return case._with_queues(change, change_of[change.axis])

    def scaled(self, volume: Mapping[str, float], aht: Mapping[str, float]) -> CentreCase:
        """The same with the volume and the handle times of queues by factors of their own.

        The AHT of an option, in rows without one, is put into them first.
        """
        case = self._with_inputs_of_columns()
        forecast = with_escalation_rows(case.demand, case.centre)
        for one, before_centre in ((case.aht, True), (case.usual_aht, False)):
            if one is not None:
                forecast = with_given_aht(forecast, case.centre, one, before_centre=before_centre)
        queues = tuple(
            _with_longer_contacts(queue, aht.get(queue.name, 1.0)) for queue in case.centre.queues
        )
        return CentreCase(scaled_demand(forecast, volume, aht), replace(case.centre, queues=queues))

    def plan(self) -> Plan:
        """The plan, as ``wfm staff --centre`` has it."""
        return staff_centre(self.demand, self.centre, aht=self.aht, usual_aht=self.usual_aht)

    def _with_inputs_of_columns(self) -> CentreCase:
        """The inputs in columns of the forecast as those of the centre, which they replace."""
        centre, _ = with_forecast_inputs(self.centre, self.demand)
        return replace(self, centre=centre, demand=replace(self.demand, row_inputs=None))

    def _with_aht(self, change: Change) -> CentreCase:
        """Every handle time by the same factor: of the forecast, the queues and their seasons."""
        if change.kind != "times":
            raise UsageError(
                f"{change.label} is one handle time for all queues of the centre; write a change "
                "in percent, such as ±10%."
            )
        factor = change.amount
        queues = tuple(_with_longer_contacts(queue, factor) for queue in self.centre.queues)
        return replace(
            self,
            demand=changed_demand(self.demand, change),
            centre=replace(self.centre, queues=queues),
            aht=_times(self.aht, factor),
            usual_aht=_times(self.usual_aht, factor),
        )

    def _with_queues(
        self, change: Change, change_of: Callable[[Queue, Change], Queue | None]
    ) -> CentreCase:
        """A change of the queues that take it; refused if there are none."""
        changed = [change_of(queue, change) for queue in self.centre.queues]
        if not any(changed):
            raise UsageError(f"{change.label} is a change that no queue of the centre takes.")
        queues = tuple(
            after or before for after, before in zip(changed, self.centre.queues, strict=True)
        )
        return replace(self, centre=replace(self.centre, queues=queues))


def _times(seconds: float | None, factor: float) -> float | None:
    """A handle time by a factor, where there is one."""
    return None if seconds is None else seconds * factor


def _with_longer_contacts(queue: Queue, factor: float) -> Queue:
    """A queue whose handle times are all multiplied by a factor."""
    deferred = queue.deferred
    if deferred is not None:
        deferred = replace(deferred, follow_up_aht=deferred.follow_up_aht * factor)
    return replace(
        queue,
        aht=_times(queue.aht, factor),
        aht_by_concurrency=tuple(aht * factor for aht in queue.aht_by_concurrency),
        seasons=tuple(replace(one, aht=_times(one.aht, factor)) for one in queue.seasons),
        deferred=deferred,
    )


def _with_target(queue: Queue, change: Change) -> Queue | None:
    """A queue with another target; None for one without a service level."""
    if queue.target is None or queue.target.service_level is None:
        return None
    return replace(queue, target=changed_target(queue.target, change.amount))


def _with_patience(queue: Queue, change: Change) -> Queue | None:
    """A queue with another patience; None for one whose customers have none."""
    patience = change.applied(queue.patience)
    if not isfinite(queue.patience) or not isfinite(patience):
        return None
    if patience <= 0:
        raise UsageError(f"{change.label} must leave a patience above 0 s.")
    return replace(queue, patience=patience)


def _with_cost(queue: Queue, change: Change) -> Queue | None:
    """A queue with another cost of an hour; None where a change has nothing to start from."""
    if not queue.cost and change.kind != "value":
        return None
    cost = change.applied(queue.cost)
    if cost < 0:
        raise UsageError(f"{change.label} must leave a cost of at least 0.")
    return replace(queue, cost=cost)
