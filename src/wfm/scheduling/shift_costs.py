"""What the paid hours of a schedule cost at the cost of an hour of its plan."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wfm._arrays import FloatArray
from wfm.hour_premiums import extra_cost
from wfm.planning.hourly_costs import HourlyCosts
from wfm.planning.plan import Plan
from wfm.planning.totals import Period
from wfm.scheduling.results import QueueShiftCost, ShiftRow

__all__ = ["cost_notes", "costs_of_shifts"]


def costs_of_shifts(plan: Plan, rows: Sequence[ShiftRow]) -> tuple[QueueShiftCost, ...]:
    """The cost of all shifts, then of those of each queue that has agents of its own.

    A premium is on the paid time of a shift within its hours: on presence without unpaid breaks,
    by the local clock of each moment.

    Parameters
    ----------
    plan : Plan
        The plan of the days that are scheduled.
    rows : sequence of ShiftRow
        The shifts.

    Returns
    -------
    tuple of QueueShiftCost
        Empty if the cost of an hour of some shift is not known.
    """
    rates, common = _rates(plan), plan.inputs.hourly_cost or np.nan
    hourly = np.array([rates.get(row.queue, common) for row in rows], dtype=float)
    if not len(rows) or np.isnan(hourly).any():
        return ()
    paid = np.array([row.paid_hours for row in rows], dtype=float)
    premiums = _premiums(plan, rows, hourly)
    queue = np.array([row.queue for row in rows], dtype=object)
    total = plan.summary(risk=False)
    found = [_cost("total", paid, hourly, premiums, total.total)]
    if len(total.queues) > 1 and not plan.shares_agents:
        found += [
            _cost(one.label, paid[own], hourly[own], premiums[own], one)
            for one in total.queues
            if (own := queue == one.label).any()
        ]
    return tuple(found)


def cost_notes(plan: Plan, costs: Sequence[QueueShiftCost]) -> list[str]:
    """Why there is no cost of the shifts, where the plan has the cost of an hour of some queue."""
    if costs or np.isnan(HourlyCosts(plan).by_queue).all():
        return []
    unknown = [name for name, rate in _rates(plan).items() if np.isnan(rate)]
    if not unknown:
        return []
    return [
        f"the cost of paid hours is not known: {', '.join(unknown)} has queues without a cost of "
        "an hour, or with different ones"
    ]


def _rates(plan: Plan) -> dict[str, float]:
    """The cost of an hour of each queue or team; NaN where its queues do not have the same."""
    found: dict[str, float] = {}
    for team, rate in zip(plan.teams, HourlyCosts(plan).by_queue.tolist(), strict=True):
        found[team] = rate if found.get(team, rate) == rate else np.nan
    return found


def _cost(
    name: str, paid: FloatArray, hourly: FloatArray, premiums: FloatArray, plan: Period
) -> QueueShiftCost:
    """The cost of some shifts, and per contact of their plan."""
    extra = float(premiums.sum())
    cost = float((paid * hourly).sum()) + extra
    resolved = None
    if plan.cost and plan.cost_per_resolved_contact is not None:
        resolved = cost * plan.cost_per_resolved_contact / plan.cost
    return QueueShiftCost(
        name,
        float(paid.sum()),
        cost,
        extra,
        cost / plan.contacts if plan.contacts else None,
        resolved,
    )


def _premiums(plan: Plan, rows: Sequence[ShiftRow], hourly: FloatArray) -> FloatArray:
    """What each shift costs more because of its hours."""
    premiums, zone = plan.inputs.costs.premiums, plan.demand.zone
    if not premiums:
        return np.zeros(len(rows))
    spans = np.array([(row.start, row.end) for row in rows], dtype=np.int64)
    extra = extra_cost(premiums, spans[:, 0], spans[:, 1], zone, hourly)
    unpaid = [
        (i, one.start, one.end) for i, row in enumerate(rows) for one in row.breaks if not one.paid
    ]
    if unpaid:
        of_row, start, end = np.array(unpaid, dtype=np.int64).T
        np.subtract.at(extra, of_row, extra_cost(premiums, start, end, zone, hourly[of_row]))
    return extra
