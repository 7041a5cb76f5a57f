"""Inputs of a schedule in the forms that a user gives them: files, texts, records or nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from wfm.errors import InputError
from wfm.planning.plan import Plan
from wfm.planning.plan_reader import read_plan
from wfm.scheduling.agents_file import read_agents
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.request import ScheduleRequest
from wfm.scheduling.requirements import NetShrinkage, days_of, queue_target
from wfm.scheduling.results import ScheduleInputs
from wfm.scheduling.rules_file import Rules, default_rules, read_rules
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import DEFAULT_TARGET, Target
from wfm.units import duration_text, given_percent_text

__all__ = [
    "Path",
    "Record",
    "agents_from",
    "inputs_of",
    "plan_from",
    "rules_from",
    "shrinkage_from",
    "target_from",
]

Path: TypeAlias = str | os.PathLike[str]
BUILT_IN = "built-in rules"


class Record:
    """What was not set and has its default, and what of the plan was replaced."""

    def __init__(self) -> None:
        self.defaults: list[str] = []
        self.overrides: list[str] = []


def breaks_included(total: Shrinkage, answer: bool | None, record: Record) -> bool:
    """Whether a shrinkage of one percentage includes breaks; the usual meaning is that it does."""
    if answer is None and any(part.name == "all" for part in total.components):
        record.defaults.append("--breaks-in-shrinkage yes")
    return answer is not False


def plan_from(plan: Plan | Path, first_day: date | str | None, days: int | None) -> Plan:
    """The plan, or the plan of a file, for some of its days.

    Raises
    ------
    InputError
        For a date that is none, fewer than 1 day, or days without an interval.
    """
    if isinstance(first_day, str):
        try:
            first_day = date.fromisoformat(first_day)
        except ValueError:
            raise InputError(
                f"first_day must be a date like 2026-03-02: got {first_day!r}.",
                name="first_day",
                value=first_day,
            ) from None
    if days is not None and days < 1:
        raise InputError(f"days must be >= 1: got {days}.", name="days", value=days)
    whole = plan if isinstance(plan, Plan) else read_plan(os.fspath(plan))
    return days_of(whole, first_day, days)


def rules_from(rules: Rules | Path | None, record: Record) -> tuple[Rules, str]:
    """The rules, and where they come from."""
    if rules is None:
        record.defaults.append("built-in rules")
        return default_rules(), BUILT_IN
    if isinstance(rules, Rules):
        return rules, "rules in memory"
    return read_rules(os.fspath(rules)), os.fspath(rules)


def agents_from(
    agents: Sequence[Agent] | Path | None, contracts: Sequence[Contract]
) -> Sequence[Agent]:
    """People by name.

    Raises
    ------
    InputError
        For people without contracts.
    """
    if agents is None:
        return ()
    if not contracts:
        raise InputError("agents need contracts: add [[contract]] to the rules.", name="agents")
    if isinstance(agents, str | os.PathLike):
        return tuple(read_agents(os.fspath(agents), contracts))
    return tuple(agents)


def target_from(plan: Plan, target: Target | str | None, record: Record) -> tuple[Plan, Target]:
    """The plan with the target in place of its own, and the target of queues that have none."""
    if target is None:
        default = Target.parse(DEFAULT_TARGET)
        models = plan.inputs.models
        if any(
            name not in plan.inputs.targets and models.get(name, "erlang_c") == "erlang_c"
            for name in plan.demand.queues
        ):
            record.defaults.append(f"target {DEFAULT_TARGET}")
        return plan, default
    text = target if isinstance(target, str) else _target_text(target)
    target = Target.parse(target) if isinstance(target, str) else target
    if not plan.inputs.targets:
        return plan, target
    record.overrides.append(f"target of the plan by {text}")
    targets = {
        name: replace(one, service_level=target.service_level, within=target.limit)
        for name, one in plan.inputs.targets.items()
    }
    return replace(plan, inputs=replace(plan.inputs, targets=targets)), target


def _target_text(target: Target) -> str:
    """A target in the notation of contact centres."""
    if target.service_level is None:
        return f"within {duration_text(target.limit)}"
    return f"{100 * target.service_level:g}/{target.limit:g}"


def shrinkage_from(
    plan: Plan, shrinkage: Shrinkage | str | float | None, record: Record
) -> Shrinkage:
    """Shrinkage as set, else as in the plan, else the default."""
    of_plan = plan.inputs.shrinkage
    if shrinkage is None:
        if of_plan is None:
            record.defaults.append(f"shrinkage {given_percent_text(DEFAULT.total)}")
        return DEFAULT if of_plan is None else of_plan
    total = shrinkage if isinstance(shrinkage, Shrinkage) else Shrinkage.parse(str(shrinkage))
    if of_plan is not None:
        record.overrides.append(
            f"shrinkage of the plan, {given_percent_text(of_plan.total)}, by "
            f"{given_percent_text(total.total)}"
        )
    return total


def inputs_of(
    plan: Plan, request: ScheduleRequest, net: NetShrinkage, rules: str, record: Record
) -> ScheduleInputs:
    """What a schedule was made from, as its files and reports state it."""
    return ScheduleInputs(
        source=plan.demand.source,
        rules=rules,
        interval=float(plan.demand.interval),
        goal=request.goal,
        service_level_definition=_service_level_definition(plan, request.target),
        shrinkage=net.shrinkage.total,
        shrinkage_derivation=net.derivation,
        gap=request.search.gap,
        time_limit=request.search.time_limit,
        solver=request.search.solver,
        defaults=tuple(record.defaults),
        overrides=tuple(record.overrides),
    )


def _service_level_definition(plan: Plan, default: Target) -> str:
    """What the service level of the schedule is a share of."""
    targets = {queue_target(plan, name, default) for name in plan.demand.queues} - {None}
    parts = {(one.within, one.definition) for one in targets if one is not None}
    if not parts:
        return "not known for the models of the plan"
    if len(parts) > 1:
        return "each queue by its own target"
    ((within, definition),) = parts
    limit = f"answered within {duration_text(within)}"
    return {
        "offered": limit,
        "answered": f"{limit}, of the answered contacts",
        "virtual": f"{limit}, of all contacts with their virtual wait",
    }[definition]
