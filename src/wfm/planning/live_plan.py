"""Whether a plan can be written with formulas, and the values that its formulas have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

import numpy as np

from wfm import erlang, staffing
from wfm._arrays import FloatArray
from wfm.hour_premiums import extra_cost
from wfm.planning.live_formulas import MAX_LOAD, STEPS, WINDOW
from wfm.planning.records import PlanBasis, Setting
from wfm.planning.solve import solve_columns
from wfm.targets import QueueTarget

__all__ = ["MAX_ROWS", "LivePlan", "live_plan", "values_only"]

MAX_ROWS = 2_000  # of a plan with formulas: each has some 3 kB of them
_TOLERANCE = 1e-9  # between the measures of a plan and those of its formulas


@dataclass(frozen=True)
class LivePlan:
    """The values of the formulas of a plan, one per row.

    Attributes
    ----------
    search : mapping of str to array
        By the headings of `wfm.planning.live_formulas.SEARCH_COLUMNS`.
    premium_shares, premium_amounts : array, or None
        Premiums of a paid hour of each row: as a share of its cost [fraction], and beside it
        [currency]; None without premiums.
    """

    search: Mapping[str, FloatArray]
    premium_shares: FloatArray | None = None
    premium_amounts: FloatArray | None = None


def values_only(basis: PlanBasis) -> str:
    """Why a plan has no formulas, as far as its inputs say; empty if it may have them.

    Examples
    --------
    >>> import wfm
    >>> values_only(wfm.plan("examples/forecast.csv", "85/60", patience="3m"))
    'only Erlang C has formulas'
    """
    rows, inputs = len(basis.demand), basis.inputs
    if rows > MAX_ROWS:
        return f"it has {rows:,} rows; up to {MAX_ROWS:,} have formulas"
    if inputs.by_row is not None:
        return "its target or shrinkage changes between the rows of a queue"
    if set(inputs.models.values()) - {"erlang_c"} or basis.shares_agents:
        return "only Erlang C has formulas"
    if basis.figures.rows:
        return "it is the plan of a centre"
    settings = [inputs.setting_of(name) for name in basis.demand.queues]
    return next(filter(None, map(_reason, settings)), "")


def _reason(setting: Setting) -> str:
    """Why rows of a setting have no formulas; empty if they may have them."""
    target = setting.target
    if target is None or setting.shrinkage is None:
        return "it has no target" if target is None else "it has no shrinkage"
    if target.model != "erlang_c" or target.patience < inf or target.abandonment is not None:
        return "only Erlang C has formulas"
    if target.goal != "interval":
        return f"its target is one per {target.goal}, not per interval"
    if target.confidence is not None:
        return "its volume is uncertain"
    if target.max_occupancy is not None and target.max_occupancy >= 1.0:
        return "its maximum occupancy is 100 %, with waits without limit"
    return ""


def live_plan(basis: PlanBasis, columns: Mapping[str, FloatArray]) -> LivePlan | str:
    """The values of the formulas of a plan, or why it has none.

    Agents that a planner changed, or measures of another model, are not what formulas would give.
    """
    reason = values_only(basis)
    if reason:
        return reason
    demand = basis.demand
    search: dict[str, FloatArray] = {}
    for queue, name in enumerate(demand.queues):
        rows = np.flatnonzero(demand.queue == queue)
        setting = basis.inputs.setting_of(name)
        assert setting.target is not None
        values = _search(demand.volume[rows], demand.aht[rows], demand.interval, setting.target)
        assert setting.shrinkage is not None
        share = setting.shrinkage.total
        own = {column: cells[rows] for column, cells in columns.items()}
        reason = _difference(
            own, demand.volume[rows], demand.aht[rows], basis, setting.target, share
        )
        if reason or isinstance(values, str):
            return reason or str(values)
        for column, cells in values.items():
            search.setdefault(column, np.zeros(len(demand)))[rows] = cells
    search["scheduled"] = columns["scheduled"]
    search["in time"] = demand.volume * columns["service_level"]
    search["waiting"] = demand.volume * columns["asa"]
    search["occupied"] = columns["agents"] * columns["occupancy"]
    return LivePlan(search, *_premiums(basis))


def _difference(
    columns: Mapping[str, FloatArray],
    volume: FloatArray,
    aht: FloatArray,
    basis: PlanBasis,
    target: QueueTarget,
    share: float,
) -> str:
    """How rows differ from those that their target gives; empty if they do not."""
    own = solve_columns(volume, aht, basis.demand.interval, target, share)
    if any(name not in columns for name in own if name != "agents_unrounded"):
        return "it has not all figures of a plan"
    if not all(np.array_equal(columns[name], own[name]) for name in ("agents", "scheduled")):
        return "its agents were changed"
    for name in ("load", "service_level", "asa", "occupancy"):
        if not np.allclose(columns[name], own[name], rtol=_TOLERANCE, atol=_TOLERANCE):
            return "its figures were changed"
    return ""


def _search(
    volume: FloatArray, aht: FloatArray, interval: float, target: QueueTarget
) -> dict[str, FloatArray] | str:
    """The columns of the search of some rows, or why they have none."""
    aht = np.where(volume == 0.0, 1.0, aht)
    load = np.asarray(erlang.offered_load(volume, aht, interval))
    if load.max(initial=0.0) > MAX_LOAD:
        return f"its load is above {MAX_LOAD:,} erlangs"
    goals = target.target.goals()
    service = np.zeros(len(load))
    if target.service_level is not None or target.asa is not None:
        goals["max_occupancy"] = None
        service = np.asarray(staffing.agents_required(load, aht, **goals), dtype=float)
    occupancy = np.zeros(len(load))
    if target.max_occupancy is not None:
        limit = target.max_occupancy
        occupancy = np.asarray(staffing.agents_required(load, aht, max_occupancy=limit), float)
    below = np.floor(load)
    if (service - below > WINDOW).any():
        return f"a row takes more than {WINDOW} agents above its load"
    agents = np.maximum(np.maximum(service, occupancy), float(target.min_agents))
    columns = {
        "load": load,
        "below": below,
        "for service": service,
        "for occupancy": occupancy,
        "agents": agents,
        "probability of delay": np.where(load > 0, erlang.erlang_c(agents, load), 0.0),
    }
    found = np.maximum(service - 1.0 - below, 0.0)
    if not service.any():  # without a target for the wait nothing misses it: no step is taken
        found = np.zeros(len(load))
    for width in STEPS:
        columns[f"+{width}"] = np.where(load > 0, below + found // width * width, 0.0)
    return columns


def _premiums(basis: PlanBasis) -> tuple[FloatArray, FloatArray] | tuple[None, None]:
    """Premiums of a paid hour of each row: as a share of its cost, and beside it."""
    demand, premiums = basis.demand, basis.inputs.costs.premiums
    if not premiums or not basis.inputs.hourly_cost:
        return None, None
    start, hours = demand.start, demand.interval / 3600
    end = start + np.int64(demand.interval)
    amounts = extra_cost(premiums, start, end, demand.zone, 0.0) / hours
    return extra_cost(premiums, start, end, demand.zone, 1.0) / hours - amounts, amounts
