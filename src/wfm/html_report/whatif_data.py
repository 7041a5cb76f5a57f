"""What the what-if of the page computes with: the intervals of a plan and their settings."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.planning.plan import Plan
from wfm.planning.records import Setting

__all__ = ["MOST_ROWS", "whatif_data", "whatif_obstacle"]

MOST_ROWS = 5_000  # intervals that a browser computes at once and a page of 2 MB has space for
_MODELS = ("erlang_c", "erlang_a")


def whatif_obstacle(plan: Plan) -> str:
    """Why the page has no what-if for a plan; empty where it has one."""
    if len(plan.demand) > MOST_ROWS:
        return (
            f"No what-if: the plan has {len(plan.demand):,} intervals, and the page computes up "
            f"to {MOST_ROWS:,}. wfm whatif computes all."
        )
    for setting in plan.settings.settings:
        target = setting.target
        if target is None or setting.shrinkage is None:
            return "No what-if: the plan has no target or no shrinkage for some queues."
        if target.model not in _MODELS or plan.inputs.teams:
            return "No what-if: the page computes queues with agents of their own by Erlang C or A."
        if target.confidence is not None or target.goal != "interval":
            return "No what-if: the page computes targets of an interval for the forecast itself."
    return ""


def whatif_data(plan: Plan, weeks: float) -> dict[str, Any]:
    """Settings and rows of a plan, column by column.

    `weeks` is the length of the plan, by which FTE divide. The rows have start, queue and setting
    (indices), volume [contacts], aht [s], agents and scheduled of the plan; a setting has the
    target, patience [s] and shrinkage [fraction].
    """
    demand, inputs = plan.demand, plan.inputs
    settings = plan.settings
    return {
        "interval": demand.interval,
        "weeks": weeks,
        "contract_hours": inputs.contract_hours,
        "hourly_cost": inputs.hourly_cost or None,
        "queues": list(demand.queues),
        "settings": [_setting(one) for one in settings.settings],
        "rows": {
            "start": datetimes.minute_texts(demand.start, demand.zone),
            "queue": demand.queue.tolist(),
            "setting": settings.row.tolist(),
            "volume": _numbers(demand.volume.tolist()),
            "aht": _numbers(demand.aht.tolist()),
            "agents": _column(plan, "agents"),
            "scheduled": _column(plan, "scheduled"),
        },
    }


def _setting(setting: Setting) -> dict[str, Any]:
    """Target, patience and shrinkage of some rows; None for what is not limited."""
    target, shrinkage = setting.target, setting.shrinkage
    if target is None or shrinkage is None:  # refused by `whatif_obstacle`
        return {}
    return {
        "model": target.model,
        "service_level": target.service_level,
        "within": target.within,
        "asa": target.asa,
        "max_occupancy": target.max_occupancy,
        "abandonment": target.abandonment,
        "patience": target.patience if math.isfinite(target.patience) else None,
        "definition": target.definition,
        "min_agents": target.min_agents,
        "shrinkage": shrinkage.total,
    }


def _column(plan: Plan, name: str) -> list[float | None]:
    """A column of whole agents; None where it is not known."""
    column: FloatArray | None = plan.columns.get(name)
    return [None] * len(plan.demand) if column is None else _numbers(column.tolist())


def _numbers(values: Iterable[float]) -> list[float | None]:
    """Numbers for JSON: None for one that is not known, whole ones without ``.0``."""
    return [
        None if not math.isfinite(one) else int(one) if one.is_integer() else one for one in values
    ]
