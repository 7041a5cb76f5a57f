"""Schedules of small plans, requested by flat keywords."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from support.forecasts import demand
from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.planning.plan import Plan
from wfm.planning.records import PlanInputs
from wfm.scheduling.build import build_schedule
from wfm.scheduling.request import Prices, ScheduleRequest, SearchOptions, ShiftRules
from wfm.scheduling.results import ScheduleInputs
from wfm.scheduling.schedule_result import Schedule
from wfm.scheduling.shift_templates import BreakRule, Template

RULES = ("contracts", "agents", "opening_hours", "cyclic")
PRICES = (
    "understaffed",
    "overstaffed",
    "distinct_shift",
    "max_distinct_shifts",
    "min_share",
    "weekend",
    "unpopular",
)
SEARCH = ("gap", "time_limit", "solver")


def request(
    templates: Sequence[Template], breaks: Sequence[BreakRule] = (), **values: Any
) -> ScheduleRequest:
    """A request whose records take their part of the keywords."""
    parts = [
        {name: values.pop(name) for name in names if name in values}
        for names in (RULES, PRICES, SEARCH)
    ]
    return ScheduleRequest(
        ShiftRules(templates, breaks, **parts[0]), Prices(**parts[1]), SearchOptions(**parts[2]),
        **values,
    )  # fmt: skip


def changed(what: ScheduleRequest, **values: Any) -> ScheduleRequest:
    """A request with some of its values replaced, in whichever record they are."""
    own = {
        "rules": (*RULES, "templates", "breaks"),
        "prices": PRICES,
        "search": SEARCH,
    }
    parts = {
        part: {name: values.pop(name) for name in names if name in values}
        for part, names in own.items()
    }
    values |= {part: replace(getattr(what, part), **new) for part, new in parts.items()}
    return replace(what, **values)


def plan_with(forecast: Demand, agents: ArrayLike, **inputs: Any) -> Plan:
    """A plan of these agents, without targets unless they are among the inputs."""
    return Plan(forecast, PlanInputs(**inputs), {"agents": np.asarray(agents, dtype=np.float64)})


def with_inputs(plan: Plan, **inputs: Any) -> Plan:
    """A plan with some of its inputs replaced."""
    return replace(plan, inputs=replace(plan.inputs, **inputs))


def hourly_plan(
    start: ArrayLike,
    agents: Sequence[float] | FloatArray,
    zone: tzinfo | None = None,
    **inputs: Any,
) -> Plan:
    """Ten contacts of 240 s in every hour."""
    forecast = demand(np.full(len(agents), 10.0), 240.0, start=start, interval=3600.0, zone=zone)
    return plan_with(forecast, agents, **inputs)


def scheduled(plan: Plan, what: ScheduleRequest, lost: float = 0.0, **more: Any) -> Schedule:
    """The schedule that is built for a request."""
    built = build_schedule(plan, what, lost, **more)
    inputs = ScheduleInputs(
        source="plan", rules="rules", interval=plan.demand.interval, goal=what.goal,
        service_level_definition="answered within 60 s", shrinkage=lost, shrinkage_derivation="",
        gap=what.search.gap, time_limit=what.search.time_limit, solver=what.search.solver,
    )  # fmt: skip
    return Schedule(
        built.rows, built.coverage_by_queue, built.summary, inputs, built.slot, plan.demand.zone,
        built.understaffing, built.notes,
    )  # fmt: skip
