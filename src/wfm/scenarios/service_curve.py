"""What service costs: the plan at each target level, and the price of the next point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from wfm.errors import UsageError
from wfm.io.saved_result import SavedResult
from wfm.io.table_files import Cell, FileTable
from wfm.planning.plan import Plan
from wfm.scenarios.cases import Case, QueueCase, refuse_goal_of
from wfm.scenarios.changes import Change
from wfm.scenarios.grid import check_work
from wfm.targets import Target

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LEVELS", "CurvePoint", "ServiceCurve", "service_curve"]

LEVELS = (0.50, 0.60, 0.70, 0.75, 0.80, 0.85, 0.90, 0.95, 0.98, 0.99)
_UNITS = {
    "level": "fraction", "service_level": "fraction", "agent_hours": "agent-hours",
    "paid_hours": "hours", "fte": "FTE", "occupancy": "fraction", "cost": "currency",
    "cost_per_contact": "currency per contact",
    "cost_per_resolved_contact": "currency per contact", "hours_of_next_point": "hours",
    "cost_of_next_point": "currency",
}  # fmt: skip

# Fields that are left out where no level has them.
_MONEY = ("cost", "cost_per_contact", "cost_per_resolved_contact", "cost_of_next_point")


class CurvePoint(NamedTuple):
    """The plan at one target level.

    Attributes
    ----------
    level : float
        The service level that every interval must meet. [fraction]
    is_base : bool
        Whether it is the level of the base.
    service_level : float
        Of all contacts; above `level`, because agents are whole. [fraction]
    agent_hours, paid_hours, fte, occupancy : float
        As in `wfm.scenarios.outcome.Outcome`.
    cost, cost_per_contact, cost_per_resolved_contact : float or None
        As in `wfm.scenarios.outcome.Outcome`. [currency]
    hours_of_next_point, cost_of_next_point : float or None
        Paid hours and money that one point (1 %) more of `service_level` takes on the way to the
        next level; None at the last level, or where the service level stays the same.
    """

    level: float
    is_base: bool
    service_level: float
    agent_hours: float
    paid_hours: float
    fte: float
    occupancy: float
    cost: float | None = None
    cost_per_contact: float | None = None
    cost_per_resolved_contact: float | None = None
    hours_of_next_point: float | None = None
    cost_of_next_point: float | None = None


@dataclass(frozen=True, repr=False)
class ServiceCurve(SavedResult):
    """Cost against service level.

    Attributes
    ----------
    plan : Plan
        The plan of the base.
    points : tuple of CurvePoint
        The lowest level first.

    Examples
    --------
    >>> import wfm
    >>> curve = wfm.service_curve("examples/forecast.csv", "85/60", hourly_cost=22)
    >>> [(one.level, one.paid_hours) for one in curve.points if one.is_base]
    [(0.85, 1861.5)]
    """

    plan: Plan
    points: tuple[CurvePoint, ...]

    def __repr__(self) -> str:
        """The size of the result, instead of its figures."""
        return f"<ServiceCurve: {len(self.points)} levels, {self.plan.demand.source}>"

    def to_frame(self) -> pd.DataFrame:
        """One row per level, with the fields of `CurvePoint`; without money where none is known."""
        import pandas as pd

        return pd.DataFrame({name: [*cells] for name, cells in self.table().columns.items()})

    def table(self) -> FileTable:
        """The points as columns of a file."""
        columns: dict[str, Sequence[Cell]] = {
            name: [getattr(one, name) for one in self.points]
            for name in CurvePoint._fields
            if name not in _MONEY or any(getattr(one, name) is not None for one in self.points)
        }
        return FileTable(
            "Service curve", columns, {k: v for k, v in _UNITS.items() if k in columns}
        )

    def _source(self) -> str:
        """The name of the input."""
        return self.plan.demand.source

    def _document(self) -> dict[str, Any]:
        """What JSON has beside the rows."""
        return {
            "source": self.plan.demand.source,
            "kind": "service curve",
            "defaults": self.plan.inputs.defaults,
            "notes": (*self.plan.demand.notes, *self.plan.inputs.notes),
        }


def service_curve(
    case: Case, *, progress: Callable[[int, int], None] | None = None
) -> ServiceCurve:
    """The plan of a forecast at several target levels, with the time limit of its target.

    ::

        price of the next point = (cost₂ - cost₁) / (100 · (level₂ - level₁))

    of the service levels that two neighbouring plans reach for all contacts.

    Parameters
    ----------
    case : Case
        The base, with a target that has a service level.
    progress : callable, optional
        Called with the number of levels that are planned, and the number of all.

    Raises
    ------
    UsageError
        Without a target that has a service level.
    """
    check_work(len(LEVELS) + 1, len(case.demand))
    refuse_goal_of(case)
    base = case.plan()
    common = base.inputs.common_target
    within = None
    if isinstance(case, QueueCase):
        if common is None or common.service_level is None:
            raise UsageError(
                "the curve needs one target with a service level for all queues, such as 85/60."
            )
        within = common.within
    own = None if common is None else common.service_level
    levels = sorted({*LEVELS, *([own] if own is not None else [])})
    found = []
    for i, level in enumerate(levels):
        if progress is not None:
            progress(i, len(levels))
        plan = base if level == own else _plan_at(case, level, within)
        found.append(_point(plan, level, is_base=level == own))
    return ServiceCurve(base, (*_with_prices(found),))


def _plan_at(case: Case, level: float, within: float | None) -> Plan:
    """The plan with another level; in a centre, in the time limit of each queue."""
    target = level if within is None else Target(level, within)
    return case.changed(Change("target", f"{100 * level:g}%", "value", target)).plan()


def _point(plan: Plan, level: float, *, is_base: bool) -> CurvePoint:
    """The figures of a plan."""
    total = plan.summary(risk=False).total
    return CurvePoint(
        level=level,
        is_base=is_base,
        service_level=total.service_level,
        agent_hours=total.agent_hours,
        paid_hours=total.paid_hours,
        fte=total.fte,
        occupancy=total.occupancy,
        cost=total.cost,
        cost_per_contact=total.cost_per_contact,
        cost_per_resolved_contact=total.cost_per_resolved_contact,
    )


def _with_prices(points: Sequence[CurvePoint]) -> Sequence[CurvePoint]:
    """The points with what one point of service level more takes from each to the next."""
    priced = []
    for one, after in pairwise(points):
        gain = 100 * (after.service_level - one.service_level)
        hours = (after.paid_hours - one.paid_hours) / gain if gain > 0 else None
        money = None
        if gain > 0 and one.cost is not None and after.cost is not None:
            money = (after.cost - one.cost) / gain
        priced.append(one._replace(hours_of_next_point=hours, cost_of_next_point=money))
    return [*priced, *points[-1:]]
