"""What a schedule was made from, in the words of its files and reports."""

from __future__ import annotations

from wfm.planning.plan import Plan
from wfm.planning.requirement_table import is_requirement
from wfm.scheduling.preparation import NetShrinkages, Record
from wfm.scheduling.request import ScheduleRequest
from wfm.scheduling.requirements import queue_target
from wfm.scheduling.results import ScheduleInputs
from wfm.targets import Target, target_text
from wfm.units import duration_text

__all__ = ["inputs_of"]


def inputs_of(
    plan: Plan, request: ScheduleRequest, net: NetShrinkages, rules: str, record: Record
) -> ScheduleInputs:
    """What a schedule was made from, as its files and reports state it."""
    return ScheduleInputs(
        source=plan.demand.source,
        rules=rules,
        interval=float(plan.demand.interval),
        goal=request.goal,
        service_level_definition=_service_level_definition(plan, request.target),
        shrinkage=net.total,
        shrinkage_derivation=net.derivation,
        gap=request.search.gap,
        time_limit=request.search.time_limit,
        solver=request.search.solver,
        defaults=tuple(record.defaults),
        overrides=tuple(record.overrides),
        target=_target(plan, request),
        contract_hours=plan.inputs.contract_hours,
    )


def _target(plan: Plan, request: ScheduleRequest) -> str:
    """The target of all queues in words; empty for required agents without a target."""
    if is_requirement(plan):
        return ""
    if plan.inputs.by_row is not None:
        return "each row by its own target"
    own = map(plan.inputs.targets.get, plan.demand.queues)
    targets = {one.target for one in own if one is not None} or {request.target}
    if len(targets) > 1:
        return "each queue by its own target"
    text = target_text(next(iter(targets)))
    return text if request.goal == "interval" else f"{text}, over each {request.goal}"


def _service_level_definition(plan: Plan, default: Target) -> str:
    """What the service level of the schedule is a share of."""
    targets = {queue_target(plan, name, default) for name in plan.demand.queues} - {None}
    if plan.inputs.by_row is not None:
        targets |= {one.target for one in plan.settings.settings if one.target is not None}
    parts = {(one.within, one.definition) for one in targets if one is not None}
    if is_requirement(plan):
        return ""
    if not parts:
        return "not known for the models of the plan"
    if len(parts) > 1:
        whose = "queue" if plan.inputs.by_row is None else "row"
        return f"each {whose} by its own target"
    ((within, definition),) = parts
    limit = f"answered within {duration_text(within)}"
    return {
        "offered": limit,
        "answered": f"{limit}, of the answered contacts",
        "virtual": f"{limit}, of all contacts with their virtual wait",
    }[definition]
