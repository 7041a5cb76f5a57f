"""What one agent more or fewer does to the service of every interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wfm import datetimes, shrinkage
from wfm._arrays import FloatArray
from wfm.io.saved_result import SavedResult
from wfm.io.table_files import Cell, FileTable
from wfm.planning.expected_service import service_columns
from wfm.planning.given_columns import People
from wfm.planning.hourly_costs import HourlyCosts
from wfm.planning.plan import Plan
from wfm.planning.records import PlanBasis
from wfm.scenarios.cases import QueueCase, refuse_goal_of
from wfm.scenarios.grid import check_work

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STEPS", "AgentsCurve", "AgentsStep", "agents_curve"]

STEPS = (-2, -1, 0, 1, 2)


class AgentsStep(NamedTuple):
    """The service with some agents more or fewer in every interval with contacts.

    Attributes
    ----------
    more : int
        Agents more than planned, below 0 for fewer; never below 0 agents in all. [agents]
    agent_hours, paid_hours : float
        Of all intervals; paid hours with shrinkage, rounded up in each interval. [hours]
    cost : float or None
        Of the paid hours with their premiums; None without the cost of an hour. [currency]
    service_level : float
        Of all contacts. [fraction]
    asa : float
        Mean over all contacts of the intervals that are not overloaded; inf without any. [s]
    abandonment : float or None
        Of all contacts; None without a patience. [fraction]
    overloaded : int
        Intervals in which the backlog grows without end. [intervals]
    below_target : int
        Intervals with contacts below the target. [intervals]
    """

    more: int
    agent_hours: float
    paid_hours: float
    cost: float | None
    service_level: float
    asa: float
    abandonment: float | None
    overloaded: int
    below_target: int


@dataclass(frozen=True, repr=False)
class AgentsCurve(SavedResult):
    """The service with one and two agents more and fewer.

    Attributes
    ----------
    plan : Plan
        The plan of the base.
    steps : tuple of AgentsStep
        The fewest agents first.
    levels : float64 array, shape (steps, n)
        Service level of every interval at each step. [fraction]

    Examples
    --------
    >>> import wfm
    >>> curve = wfm.agents_curve("examples/forecast.csv", "85/60")
    >>> [(one.more, round(one.service_level, 3)) for one in curve.steps]
    [(-2, 0.316), (-1, 0.727), (0, 0.908), (1, 0.969), (2, 0.99)]
    """

    plan: Plan
    steps: tuple[AgentsStep, ...]
    levels: FloatArray

    def __repr__(self) -> str:
        """The size of the result, instead of its figures."""
        return f"<AgentsCurve: {len(self.plan.demand)} intervals, {self.plan.demand.source}>"

    def to_frame(self) -> pd.DataFrame:
        """One row per queue and interval.

        Returns
        -------
        pandas.DataFrame
            ``start``, ``queue``, ``volume``, ``agents`` as planned, and the service level with
            fewer and with more: ``level_minus_2`` to ``level_plus_2`` [fraction].
        """
        import pandas as pd

        return pd.DataFrame({name: [*cells] for name, cells in self.table().columns.items()})

    def table(self) -> FileTable:
        """The intervals as columns of a file."""
        demand = self.plan.demand
        starts = datetimes.iso_texts(demand.start, demand.zone)
        columns: dict[str, Sequence[Cell]] = {
            "start": [datetime.fromisoformat(text) for text in starts]
        }
        if demand.queues != ("",):
            columns["queue"] = [demand.queues[i] for i in demand.queue.tolist()]
        columns["volume"] = demand.volume.tolist()
        columns["agents"] = self.plan.columns["agents"].tolist()
        units = {"volume": "contacts", "agents": "agents"}
        for step, levels in zip(self.steps, self.levels, strict=True):
            name = _level_name(step.more)
            columns[name], units[name] = levels.tolist(), "fraction"
        return FileTable("Agents", columns, units)

    def _steps_table(self) -> FileTable:
        """The totals of each step, as a second sheet."""
        names = [
            name for name in AgentsStep._fields
            if any(getattr(one, name) is not None for one in self.steps)
        ]  # fmt: skip
        columns = {name: [getattr(one, name) for one in self.steps] for name in names}
        units = {"more": "agents", "agent_hours": "agent-hours", "paid_hours": "hours",
                 "cost": "currency", "service_level": "fraction", "asa": "s",
                 "abandonment": "fraction"}  # fmt: skip
        return FileTable("Totals", columns, units)

    def _sheets(self) -> Sequence[FileTable]:
        """The sheets of a workbook."""
        return [self.table(), self._steps_table()]

    def _source(self) -> str:
        """The name of the input."""
        return self.plan.demand.source

    def _document(self) -> dict[str, Any]:
        """What JSON has beside the rows."""
        return {
            "source": self.plan.demand.source,
            "kind": "agents curve",
            "steps": self.steps,
            "defaults": self.plan.inputs.defaults,
            "notes": (*self.plan.demand.notes, *self.plan.inputs.notes),
        }


def agents_curve(case: QueueCase) -> AgentsCurve:
    """The service of a forecast with one and two agents more and fewer than planned.

    The agents change in every interval with contacts at once; each interval is computed by
    itself, in the long run.

    Parameters
    ----------
    case : QueueCase
        The base; its queues have agents of their own.
    """
    check_work(len(STEPS), len(case.demand))
    refuse_goal_of(case)
    basis, plan = case.basis(), case.plan()
    steps, levels = [], []
    for more in STEPS:
        step, level = _step(plan, basis, more)
        steps.append(step)
        levels.append(level)
    return AgentsCurve(plan, (*steps,), np.stack(levels))


def _step(plan: Plan, basis: PlanBasis, more: int) -> tuple[AgentsStep, FloatArray]:
    """The totals of one step, and the service level of every interval."""
    volume, planned = basis.demand.volume, plan.columns["agents"]
    busy = volume > 0
    agents = np.where(busy, np.maximum(planned + more, 0.0), planned)
    columns = service_columns(basis, People(agents, False, "the plan"))
    share = 1.0 - basis.settings.paid_shares(slice(None))
    scheduled = np.asarray(shrinkage.scheduled(agents, share), dtype=float)
    hours = basis.demand.interval / 3600
    paid, hourly = float(scheduled.sum()) * hours, basis.inputs.hourly_cost
    premiums = float((scheduled * HourlyCosts(basis).premiums_of_rows(slice(None))).sum()) * hours
    overloaded = busy & np.isinf(columns["asa"])
    served = busy & ~overloaded
    contacts, answered = float(volume.sum()), float(volume[served].sum())
    abandonment = columns.get("abandonment")
    step = AgentsStep(
        more=more,
        agent_hours=float(agents.sum()) * hours,
        paid_hours=paid,
        cost=paid * hourly + premiums if hourly else None,
        service_level=_mean(volume, columns["service_level"], contacts, 1.0),
        asa=_mean(volume[served], columns["asa"][served], answered, np.inf if contacts else 0.0),
        abandonment=None
        if abandonment is None
        else _mean(volume, np.nan_to_num(abandonment), contacts, 0.0),
        overloaded=int(overloaded.sum()),
        below_target=int((busy & (columns["target_met"] == 0)).sum()),
    )
    return step, columns["service_level"]


def _mean(weights: FloatArray, values: FloatArray, total: float, empty: float) -> float:
    """A mean weighted by contacts, or a value of its own without contacts."""
    return float((weights * values).sum()) / total if total else empty


def _level_name(more: int) -> str:
    """The column of a step: "level_minus_2", "level_planned"."""
    if not more:
        return "level_planned"
    return f"level_{'plus' if more > 0 else 'minus'}_{abs(more)}"
