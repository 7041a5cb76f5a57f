"""Schedules of small plans, requested by flat keywords."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import wfm
from support.forecasts import demand
from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.planning.plan import Plan
from wfm.planning.records import PlanInputs
from wfm.scheduling.build import build_schedule
from wfm.scheduling.request import Prices, ScheduleRequest, SearchOptions, ShiftRules
from wfm.scheduling.results import ScheduleInputs, understaffing_text
from wfm.scheduling.rules_file import EXAMPLE
from wfm.scheduling.schedule_result import Schedule
from wfm.scheduling.shift_templates import BreakRule, Template
from wfm.targets import QueueTarget

MINUTE, QUARTER_HOUR, HALF_HOUR, HOUR = 60, 900, 1800, 3600  # seconds
LUNCH = BreakRule("lunch", HOUR, paid=False, anchor="middle", earliest=-HOUR, latest=HOUR)
EIGHT_HOURS = Template("eight", 0, 23 * HOUR, HOUR, (8 * HOUR,))
DAY_SHIFT = Template("day", 8 * HOUR, 8 * HOUR, HOUR, (8 * HOUR,))
FOUR_HOURS = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,))
# The built-in rules without what contracts exclude.
FREE_SHIFTS = re.sub(r"(?m)^(max_distinct_shifts|full_time|part_time) = .*\n", "", EXAMPLE)
MONDAY = 4 * 86400  # 5 January 1970
VOLUME = np.array([30.0, 90.0, 60.0, 15.0])  # contacts per hour, of four hours

RULES = ("contracts", "agents", "opening_hours", "cyclic", "minimums")
PRICES = (
    "shortage",
    "understaffed",
    "overstaffed",
    "distinct_shift",
    "max_distinct_shifts",
    "min_share",
    "night",
    "max_above_mean",
    "weekend",
    "unpopular",
    "full_time",
    "part_time",
)
SEARCH = ("gap", "time_limit", "solver")


def schedule_request(
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


def changed(request: ScheduleRequest, **values: Any) -> ScheduleRequest:
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
    values |= {part: replace(getattr(request, part), **new) for part, new in parts.items()}
    return replace(request, **values)


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


def forecast_plan(
    volume: ArrayLike,
    agents: ArrayLike,
    *,
    start: ArrayLike | None = None,
    aht: ArrayLike = 240.0,
    **forecast: Any,
) -> Plan:
    """A plan from 08:00, with one row per hour unless `start` is given."""
    volume = np.asarray(volume, dtype=np.float64)
    start = np.arange(8, 8 + len(volume)) * HOUR if start is None else start
    forecast.setdefault("interval", 3600.0)
    return plan_with(demand(volume, aht, start=start, **forecast), agents)


def two_queue_plan(volume: ArrayLike, agents: ArrayLike, **forecast: Any) -> Plan:
    """Two queues over the same four hours; the rows of queue a come first."""
    start = np.tile(np.arange(8, 12) * HOUR, 2)
    queue = np.repeat([0, 1], 4)
    return forecast_plan(volume, agents, start=start, queue=queue, queues=("a", "b"), **forecast)


def single_queue_plan(plan: Plan, queue: int) -> Plan:
    """The rows of one queue of a plan."""
    rows = plan.demand.queue == queue
    return forecast_plan(
        plan.demand.volume[rows],
        plan.columns["agents"][rows],
        start=plan.demand.start[rows],
        queues=(plan.demand.queues[queue],),
    )


def plan_with_target(target: QueueTarget | None, model: str = "") -> Plan:
    """Eight hours of one queue with this target and model, where they are given."""
    plan = hourly_plan(np.arange(8, 16) * HOUR, np.full(8, 3))
    models = {"": model} if model else {}
    return with_inputs(plan, models=models, targets={"": target} if target else {})


def days_from_eight(*days: ArrayLike) -> Plan:
    """A plan of hours from 08:00 on each day from a Monday, with the agents of each hour."""
    agents = [np.asarray(day) for day in days]
    start = [MONDAY + 86400 * day + (8 + np.arange(len(one))) * HOUR
             for day, one in enumerate(agents)]  # fmt: skip
    return hourly_plan(np.concatenate(start), np.concatenate(agents))


def working_days(count: int, agents: float, hours: Sequence[int] = range(9, 17)) -> Plan:
    """A plan of some days from Monday, 5 January 1970."""
    start = np.concatenate([(d + 4) * 86400 + np.array(hours) * HOUR for d in range(count)])
    return hourly_plan(start, np.full(len(start), agents))


def expected_service_level(
    agents: ArrayLike, volume: ArrayLike, within: float = 60.0, aht: float = 240.0
) -> FloatArray:
    """The service level of Erlang C with hourly volumes."""
    load = np.asarray(volume) * aht / HOUR
    return np.asarray(wfm.service_level(np.asarray(agents, dtype=float), load, aht, within))


def scheduled(
    plan: Plan, request: ScheduleRequest, shrinkage: float = 0.0, **more: Any
) -> Schedule:
    """The schedule that is built for a request."""
    built = build_schedule(plan, request, shrinkage, **more)
    inputs = ScheduleInputs(
        source="plan",
        rules="rules",
        interval=plan.demand.interval,
        goal=request.goal,
        service_level_definition="answered within 60 s",
        shrinkage=shrinkage,
        shrinkage_derivation="",
        gap=request.search.gap,
        time_limit=request.search.time_limit,
        solver=request.search.solver,
    )
    return Schedule(
        built.rows, built.coverage_by_queue, built.summary, inputs, built.slot, plan.demand.zone,
        built.understaffing, built.notes,
    )  # fmt: skip


def understaffing_texts(schedule: Schedule) -> list[str]:
    """One line per period of understaffing."""
    return [understaffing_text(one, schedule) for one in schedule.understaffing]


def net_from_rows(schedule: Schedule) -> NDArray[np.int64]:
    """People at work in each slot, from the rows alone."""
    (covered,) = schedule.coverage_by_queue
    net = np.zeros(len(covered.start), dtype=np.int64)
    first = int(covered.start[0])
    length = len(covered.start) * schedule.slot
    for row in schedule.rows:
        breaks = [(one.start, one.end, -1) for one in row.breaks]
        for start, end, sign in [(row.start, row.end, 1), *breaks]:
            for instant in range(start, end, schedule.slot):
                net[(instant - first) % length // schedule.slot] += sign
    return net
