"""What the what-if of the page computes with: the intervals of a plan and their settings."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._numerics import coefficients
from wfm.number_text import count_text
from wfm.planning.hourly_costs import HourlyCosts
from wfm.planning.plan import Plan
from wfm.planning.records import Setting, column_or_nan
from wfm.planning.solve import columns_by_case
from wfm.printable_text import shortened

__all__ = ["MOST_ROWS", "WhatIfRows", "fits", "whatif_data", "whatif_rows"]

MOST_ROWS = 5_000  # intervals that a browser computes at once and a page of 2 MB has space for
_MODELS = ("erlang_c", "erlang_a")
_NAMES = 3  # queues that a sentence names
# The fits of `wfm._numerics` with which the page computes too.
_FITS = (
    "SMALL", "REACH", "DEVIANCE", "GAMMA_STAR", "ERFCX", "CORRECTION_BELOW", "CORRECTION_ABOVE",
    "CORRECTION_OF_SUM", "SLOPE_ABOVE", "SLOPE_OF_SUM",
)  # fmt: skip


class WhatIfRows(NamedTuple):
    """The rows of a plan that the page computes, and why it does not compute the others.

    Attributes
    ----------
    rows : integer array
        Indices of the rows.
    left_out : tuple of str
        One sentence for each reason; with no rows, why there is no what-if.
    """

    rows: NDArray[np.intp]
    left_out: tuple[str, ...]


def whatif_rows(plan: Plan) -> WhatIfRows:
    """The rows whose agents the page computes as `wfm.plan` does.

    Their queue has agents of its own, by Erlang C or Erlang A, and a target that holds in every
    interval; and the agents of the plan are those that the target requires.
    """
    count = len(plan.demand)
    if count > MOST_ROWS:
        text = (
            f"The plan has {count:,} intervals, and the page computes at most {MOST_ROWS:,}: use "
            "wfm whatif for it."
        )
        return WhatIfRows(np.zeros(0, dtype=np.intp), (text,))
    reasons = _reasons(plan)
    texts = list(dict.fromkeys(filter(None, reasons)))
    return WhatIfRows(
        np.flatnonzero([not reason for reason in reasons]),
        tuple(_sentence(plan, reasons, text) for text in texts),
    )


def _reasons(plan: Plan) -> list[str]:
    """Why the page does not compute each row; "" where it does."""
    demand, settings = plan.demand, plan.settings
    of_setting = [_reason_of_setting(one) for one in settings.settings]
    shared = {name for name in plan.teams if plan.teams.count(name) > 1}
    of_queue = [
        _reason_of_model(plan.inputs.models.get(name, "erlang_c"), shares=team in shared)
        for name, team in zip(demand.queues, plan.teams, strict=True)
    ]
    reasons = [
        of_queue[queue] or of_setting[setting]
        for queue, setting in zip(demand.queue.tolist(), settings.row.tolist(), strict=True)
    ]
    rows = np.flatnonzero([not reason for reason in reasons])
    for row in rows[~_as_required(plan, rows)].tolist():
        reasons[row] = "the plan has other agents than their target requires"
    return reasons


def _reason_of_model(model: str, *, shares: bool) -> str:
    """Why the rows of a queue are not computed."""
    if shares:
        return "their queue shares its agents with others"
    return "" if model in _MODELS else f"the page does not compute the model {model}"


def _reason_of_setting(setting: Setting) -> str:
    """Why the rows of a setting are not computed."""
    target, shrinkage = setting
    if target is None or shrinkage is None:
        return f"the plan does not say their {'target' if target is None else 'shrinkage'}"
    if target.model not in _MODELS:
        return f"the page does not compute the model {target.model}"
    if target.goal != "interval":
        return f"their target holds over a {target.goal}, not in every interval"
    return ""


def _as_required(plan: Plan, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether agents and scheduled agents are those of the target and the shrinkage."""
    demand, settings = plan.demand, plan.settings
    known = np.isfinite(demand.volume[rows]) & (
        np.isfinite(demand.aht[rows]) | (demand.volume[rows] == 0.0)
    )
    some = rows[known]
    same = np.zeros(len(rows), dtype=bool)
    if len(some):
        used, setting = np.unique(settings.row[some], return_inverse=True)
        solved = columns_by_case(
            demand.volume[some],
            demand.aht[some],
            demand.interval,
            [settings.settings[i] for i in used.tolist()],
            setting.astype(np.int32),
            None,
        )
        same[known] = np.logical_and(*(
            solved[name] == column_or_nan(plan.columns, name, len(demand))[some]
            for name in ("agents", "scheduled")
        ))  # fmt: skip
    return same


def _sentence(plan: Plan, reasons: list[str], text: str) -> str:
    """How many rows of which queues are left out for a reason."""
    rows = np.flatnonzero([reason == text for reason in reasons])
    names = [plan.demand.queues[i] for i in np.unique(plan.demand.queue[rows]).tolist()]
    shown = ", ".join(shortened(name) for name in names[:_NAMES])
    more = f" and {len(names) - _NAMES} more queues" if len(names) > _NAMES else ""
    whose = f" of {shown}{more}" if any(names) else ""
    return f"Without {count_text(len(rows), 'interval')}{whose}: {text}."


def whatif_data(plan: Plan, rows: NDArray[np.intp], weeks: float) -> dict[str, Any]:
    """Settings and rows of a plan, column by column.

    `weeks` is the length of the plan, by which FTE divide. The rows have start, queue and setting
    (indices), volume [contacts], aht [s], agents and scheduled of the plan, and the premium of a
    paid hour [currency] where there are premiums; a setting has the target, patience [s] and
    shrinkage [fraction].
    """
    demand, settings = plan.demand, plan.settings
    costs = HourlyCosts(plan)
    texts = datetimes.minute_texts(demand.start[rows], demand.zone)
    starts, start = np.unique(texts, return_inverse=True)
    used, setting = np.unique(settings.row[rows], return_inverse=True)
    each = [_setting(settings.settings[i]) for i in used.tolist()]
    # queues with the same target have a setting each
    distinct = [one for i, one in enumerate(each) if one not in each[:i]]
    place = [distinct.index(one) for one in each]
    has_costs = len(rows) > 0 and bool(np.isfinite(costs.by_queue[demand.queue[rows]]).all())
    premium = costs.premiums_of_rows(slice(None))[rows] if costs.has_premiums else None
    return {
        "interval": demand.interval,
        "weeks": weeks,
        "contract_hours": plan.inputs.contract_hours,
        "rates": _numbers(costs.by_queue.tolist()) if has_costs else None,
        "starts": starts.tolist(),
        "settings": distinct,
        "rows": {
            "start": start.tolist(),
            "queue": demand.queue[rows].tolist(),
            "setting": [place[i] for i in setting.tolist()],
            "volume": _numbers(demand.volume[rows].tolist()),
            "aht": _numbers(demand.aht[rows].tolist()),
            "agents": _numbers(plan.columns["agents"][rows].tolist()),
            "scheduled": _numbers(plan.columns["scheduled"][rows].tolist()),
            "premium": None if premium is None else _numbers(premium.tolist()),
        },
        "fits": fits(),
    }


def fits() -> dict[str, Any]:
    """The coefficients with which the page computes Erlang C and Erlang A."""
    return {name: getattr(coefficients, name) for name in _FITS}


def _setting(setting: Setting) -> dict[str, Any]:
    """Target, patience and shrinkage of some rows; None for what is not limited."""
    target, shrinkage = setting
    assert target is not None, "rows without a target are left out"
    assert shrinkage is not None, "rows without a shrinkage are left out"
    return {
        "service_level": target.service_level,
        "within": target.within,
        "asa": target.asa,
        "max_occupancy": target.max_occupancy,
        "abandonment": target.abandonment,
        "patience": target.patience if math.isfinite(target.patience) else None,
        "definition": target.definition,
        "min_agents": target.min_agents,
        "volume_factor": target.volume_factor,
        "shrinkage": shrinkage.total,
    }


def _numbers(values: Iterable[float]) -> list[float | None]:
    """Numbers for JSON: None for one that is not known, whole ones without ``.0``."""
    return [
        None if not math.isfinite(one) else int(one) if one.is_integer() else one for one in values
    ]
