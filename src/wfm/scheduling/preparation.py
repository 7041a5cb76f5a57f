"""Inputs of a schedule in the forms that a user gives them: files, texts, records or nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeAlias

import numpy as np

from wfm import units
from wfm._arrays import FloatArray
from wfm.errors import InputError
from wfm.io.forecast.frames import Table, is_frame
from wfm.io.forecast.read_options import date_of_option
from wfm.option_text import option
from wfm.planning.plan import Plan
from wfm.planning.plan_reader import read_plan, read_plan_frame
from wfm.planning.records import RowSettings
from wfm.planning.requirement_table import GROSS, READ_AS, is_requirement
from wfm.printable_text import value_text
from wfm.scheduling.horizon import days_of
from wfm.scheduling.net_shrinkage import shrinkage_without_breaks
from wfm.scheduling.request import ShiftRules
from wfm.scheduling.requirements import queue_target
from wfm.scheduling.rules_file import Rules, default_rules, read_rules
from wfm.shrinkage import DEFAULT, Component, Shrinkage
from wfm.targets import DEFAULT_TARGET, WITHIN, QueueTarget, Target
from wfm.units import duration_text, given_percent_text

__all__ = [
    "Path",
    "Record",
    "check_requirement",
    "min_service_level_from",
    "net_shrinkages",
    "plan_from",
    "requirement_notes",
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


def breaks_included(totals: Sequence[Shrinkage], answer: bool | None, record: Record) -> bool:
    """Whether a shrinkage of one percentage includes breaks; the usual meaning is that it does."""
    if all(total.total == 0 for total in totals):
        return False
    parts = {part.name for total in totals for part in total.components}
    if answer is not None and "all" not in parts:
        raise InputError(
            f"{option('breaks_in_shrinkage')} is for one percentage, but the shrinkage has "
            f"components ({', '.join(sorted(parts))}): leave it out; the component 'breaks' is "
            "what the schedule places.",
            name="breaks_in_shrinkage",
            value=answer,
        )
    if answer is None and "all" in parts:
        record.defaults.append("--breaks-in-shrinkage yes")
    return answer is not False


def plan_from(plan: Plan | Path | Table, first_day: date | str | None, days: int | None) -> Plan:
    """The plan, or the plan of a file, for some of its days.

    Raises
    ------
    InputError
        For a date that is none, fewer than 1 day, or days without an interval.
    """
    first_day = date_of_option(first_day, "first_day")
    if days is not None:
        days = units.whole_number(days, option("days"), least=1)
    return days_of(_whole_plan(plan), first_day, days)


def _whole_plan(plan: Plan | Path | Table) -> Plan:
    """A plan, the plan of a file, or that of a table in memory."""
    if isinstance(plan, Plan):
        return plan
    if isinstance(plan, str | os.PathLike):
        return read_plan(os.fspath(plan))
    if not is_frame(plan):
        raise InputError(
            "plan must be a plan of wfm.plan, its file, or a table in memory with a column "
            f"'agents': got {type(plan).__name__}.",
            name="plan",
            value=plan,
        )
    return read_plan_frame(plan)


def check_requirement(
    plan: Plan, *, target: object, goal: str, breaks_in_shrinkage: bool | None
) -> None:
    """Refuse what a table of required agents cannot honour.

    Raises
    ------
    InputError
        For a service target or the goal "day", as it has no contacts; for an answer about breaks
        where its agents include shrinkage.
    """
    _refuse_confidence(plan, goal)
    if not is_requirement(plan):
        return
    # the rules may have the goal too, which an option replaces
    for name, what, is_set, cure in (
        ("target", option("target"), target is not None, "leave it out"),
        ("goal", option("goal", "day"), goal == "day", f"use {option('goal', 'interval')}"),
    ):
        if is_set:
            raise InputError(
                f"{what} needs the contacts of each interval, but {plan.demand.source} has "
                f"required agents without volume or AHT: {cure}, or add both columns.",
                name=name,
            )
    if breaks_in_shrinkage is not None and GROSS in plan.inputs.models.values():
        raise InputError(
            f"{option('breaks_in_shrinkage')} is for agents net of shrinkage, but the column of "
            f"{plan.demand.source} includes it: leave it out, or name the column 'agents'.",
            name="breaks_in_shrinkage",
        )


def _refuse_confidence(plan: Plan, goal: str) -> None:
    """Refuse the goal "day" for agents of a confidence: it counts contacts of the forecast only."""
    settings = plan.settings.settings
    if goal == "day" and any(one.target and one.target.confidence for one in settings):
        raise InputError(
            f"{option('goal', 'day')} is for the contacts of the forecast, but {plan.demand.source}"
            f" has agents for a confidence: use {option('goal', 'interval')}, or plan without "
            f"{option('confidence')}.",
            name="goal",
            value=goal,
        )


def requirement_notes(plan: Plan, totals: Sequence[Shrinkage], *, is_set: bool) -> tuple[str, ...]:
    """How the agents of a table of required agents are taken, and what its reader detected.

    `totals` are the shrinkages that are added; where one was set, no note says how to set it.
    """
    if not is_requirement(plan):
        return ()
    gross = GROSS in plan.inputs.models.values()
    read = [note for note in plan.demand.notes if note.startswith(READ_AS)]
    if read:
        cure = f"use {option('shrinkage', '0%')} if they include shrinkage"
        more = () if gross or is_set else (f"scheduled people are more; {cure}",)
        return (*read, *more, *(note for note in plan.demand.notes if note not in read))
    if gross:
        taken = (
            "required people are taken as scheduled, with shrinkage included: none is added; their "
            "number is covered net of breaks"
        )
    elif all(one.total == 0 for one in totals):
        taken = "required agents are taken as net of shrinkage, and none is added"
    else:
        other = "" if is_set else f", or use {option('shrinkage', '0%')},"
        taken = (
            "required agents are taken as net of shrinkage: scheduled people are more; name the "
            f"column 'scheduled'{other} if they include shrinkage"
        )
    return (taken, *plan.demand.notes)


def rules_from(rules: Rules | Path | None, record: Record) -> tuple[Rules, str]:
    """The rules, and where they come from."""
    if rules is None:
        record.defaults.append("built-in rules")
        return default_rules(), BUILT_IN
    if isinstance(rules, Rules):
        return rules, "rules in memory"
    if not isinstance(rules, str | os.PathLike):
        raise InputError(
            f"rules must be a file such as rules.toml, or Rules: got {value_text(rules)}.",
            name="rules",
            value=rules,
        )
    return read_rules(os.fspath(rules)), os.fspath(rules)


def min_service_level_from(rules: Rules, goal: str | None) -> float:
    """The smallest service level of an interval under the goal "day" of the rules or of an option.

    Raises
    ------
    InputError
        If the rules have one, and neither has that goal.
    """
    cover = rules.cover
    written = "min_service_level" in cover.model_fields_set
    if written and "day" not in (goal, cover.goal):
        raise InputError(
            "min_service_level has no effect without the goal 'day': set goal = \"day\" in "
            f"[cover], use {option('goal', 'day')}, or remove min_service_level.",
            name="min_service_level",
            value=cover.min_service_level,
        )
    return cover.min_service_level


def target_from(plan: Plan, target: Target | str | None, record: Record) -> tuple[Plan, Target]:
    """The plan with the target in place of its own, and the target of queues that have none."""
    if target is None:
        default = Target.parse(DEFAULT_TARGET)
        if any(
            queue_target(plan, name, default) is not None and name not in plan.inputs.targets
            for name in plan.demand.queues
        ):
            record.defaults.append(f"target {DEFAULT_TARGET}")
        if any(_reports_default_limit(one.target) for one in plan.settings.settings):
            record.defaults.append("service level reported within 60 s")
        return plan, default
    text = target if isinstance(target, str) else _target_text(target)
    target = Target.parse(target) if isinstance(target, str) else target
    by_row = plan.inputs.by_row
    if not plan.inputs.targets and by_row is None:
        return plan, target
    record.overrides.append(f"target of the plan by {text}")

    def replaced(one: QueueTarget) -> QueueTarget:
        return replace(one, service_level=target.service_level, within=target.limit)

    targets = {name: replaced(one) for name, one in plan.inputs.targets.items()}
    if by_row is not None:
        settings = [
            one._replace(target=None if one.target is None else replaced(one.target))
            for one in by_row.settings
        ]
        by_row = by_row._replace(settings=tuple(settings))
        targets |= _constant_targets(plan, by_row)
    inputs = replace(plan.inputs, targets=targets, by_row=by_row)
    return replace(plan, inputs=inputs), target


def _constant_targets(plan: Plan, by_row: RowSettings) -> dict[str, QueueTarget]:
    """The target of each queue that has the same in all rows."""
    constant = {}
    for index, name in enumerate(plan.demand.queues):
        rows = np.unique(by_row.row[plan.demand.queue == index]).tolist()
        distinct = {by_row.settings[row].target for row in rows}
        one = distinct.pop() if len(distinct) == 1 else None
        if one is not None:
            constant[name] = one
    return constant


def _reports_default_limit(target: QueueTarget | None) -> bool:
    """Whether a target is for ASA, abandonment or occupancy, without a time limit of its own."""
    return target is not None and target.service_level is None and target.within == WITHIN


def _target_text(target: Target) -> str:
    """A target in the notation of contact centres."""
    if target.service_level is None:
        return f"within {duration_text(target.limit)}"
    return f"{100 * target.service_level:g}/{target.limit:g}"


def shrinkage_from(
    plan: Plan, shrinkage: Shrinkage | str | float | None, record: Record
) -> tuple[Shrinkage, ...]:
    """The shrinkage of each setting of the plan: as set, else as in the plan, else the default."""
    of_plan = [one.shrinkage for one in plan.settings.settings]
    if GROSS in plan.inputs.models.values():
        if shrinkage is not None:
            raise InputError(
                f"{option('shrinkage')} is for agents net of shrinkage, but the column 'scheduled' "
                "includes it: leave it out, or name the column 'agents'.",
                name="shrinkage",
                value=shrinkage,
            )
        return (Shrinkage((Component("all", 0.0),)),) * len(of_plan)
    if shrinkage is None:
        if None in of_plan:
            record.defaults.append(f"shrinkage {given_percent_text(DEFAULT.total)}")
        return tuple(one or DEFAULT for one in of_plan)
    total = shrinkage if isinstance(shrinkage, Shrinkage) else Shrinkage.parse(shrinkage)
    known = dict.fromkeys(given_percent_text(one.total) for one in of_plan if one is not None)
    if known:
        record.overrides.append(
            f"shrinkage of the plan, {' and '.join(known)}, by {given_percent_text(total.total)}"
        )
    return (total,) * len(of_plan)


class NetShrinkages(NamedTuple):
    """Shrinkage without breaks: of each row, for all rows together, and how it is derived.

    ``total`` is that of all agents of the plan, ``1 - Σ agents / Σ (agents / (1 - shrinkage))``.
    """

    of_rows: FloatArray
    total: float
    derivation: str


def net_shrinkages(
    plan: Plan, totals: Sequence[Shrinkage], rules: ShiftRules, *, includes_breaks: bool
) -> NetShrinkages:
    """Shrinkage without the breaks that the schedule places itself, row by row.

    Parameters
    ----------
    plan : Plan
        The rows.
    totals : sequence of Shrinkage
        That of each setting of the plan.
    rules : ShiftRules
        Shifts and breaks.
    includes_breaks : bool
        Whether a single percentage includes breaks.
    """
    nets = [
        shrinkage_without_breaks(one, rules.templates, rules.breaks, includes_breaks)
        for one in totals
    ]
    shares = np.array([one.shrinkage.total for one in nets])
    of_rows = shares[plan.settings.row]
    derivations = list(dict.fromkeys(one.derivation for one in nets))
    if len(derivations) == 1:
        return NetShrinkages(of_rows, float(shares[0]), derivations[0])
    agents = plan.columns["agents"]
    gross = float((agents / (1.0 - of_rows)).sum())
    total = 1.0 - float(agents.sum()) / gross if gross else float(shares.mean())
    return NetShrinkages(of_rows, total, "by queue or row: " + "; ".join(derivations))
