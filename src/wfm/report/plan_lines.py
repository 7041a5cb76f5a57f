"""Lines that the summary and the full text of a plan share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from wfm.planning.goal_totals import GoalResult
from wfm.planning.records import Figure, PlanBasis
from wfm.planning.totals import DAYS_PER_WEEK, Summary
from wfm.printable_text import printable_line
from wfm.report.cost_lines import cost_lines
from wfm.report.interval_text import definition_text
from wfm.targets import QueueTarget, Target, target_text
from wfm.units import duration_text, given_percent_text, number_text, percent_text

__all__ = [
    "day_text",
    "figure_cells",
    "figure_lines",
    "fte_line",
    "goal_lines",
    "money_text",
    "number_or_blank",
    "peak_line",
    "service_lines",
    "shrinkage_text",
    "title_line",
    "undefined_unrounded",
]

# Figures that are amounts of a currency.
_MONEY = {
    "cost_per_hour", "cost", "premiums", "cost_per_contact", "cost_per_resolved_contact", "revenue",
    "cost_for_tier", "margin",
}  # fmt: skip

_NO_BREAK = "\u00a0"  # a space at which `wrapped` breaks no line
_SHOWN = 4  # queues that a line names
_SINGLE = {"erlang_c", "erlang_a"}


def title_line(basis: PlanBasis, summary: Summary, source: str) -> str:
    """Name, intervals and dates of the forecast."""
    demand = basis.demand
    queues = f", {len(demand.queues)} queues" if len(demand.queues) > 1 else ""
    rows = f"{len(demand):,} intervals of {duration_text(demand.interval)}{queues}"
    dates = f"{summary.days[0].label} to {summary.days[-1].label}" if summary.days else "no days"
    return printable_line(f"{source}: {rows}, {dates}")


def day_text(label: str) -> str:
    """A date with its day of the week.

    Examples
    --------
    >>> day_text("2026-01-05")
    'Mon 2026-01-05'
    """
    return f"{date.fromisoformat(label):%a} {label}"


def number_or_blank(value: float, digits: int = 1) -> str:
    """A number; "" for one that a model does not have, "∞" for an infinite wait.

    Examples
    --------
    >>> number_or_blank(1234.56), number_or_blank(float("nan")), number_or_blank(float("inf"))
    ('1,234.6', '', '∞')
    """
    if np.isnan(value):
        return ""
    return number_text(value, digits) if np.isfinite(value) else "∞"


def peak_line(summary: Summary) -> str:
    """The interval with the most scheduled agents."""
    peak = summary.peak
    agents = f"{peak.agents} agents on contacts"
    scheduled = agents if peak.scheduled is None else f"{peak.scheduled} scheduled ({agents})"
    return f"Peak: {scheduled} on {day_text(peak.start[:10])} at {peak.start[11:16]}"


def fte_line(basis: PlanBasis, summary: Summary) -> str:
    """The definition of an FTE, the total as a whole number, and the shrinkage."""
    week, total, shrinkage = basis.inputs.contract_hours, summary.total, shrinkage_text(basis)
    parts = [f"FTE: paid hours / {week:g} h per week, {week / DAYS_PER_WEEK:g} h per day"]
    if total.fte_rounded_up is not None:
        parts.append(f"{total.fte_rounded_up} rounded up")
    if shrinkage:
        parts.append(f"shrinkage {shrinkage.replace(' %', _NO_BREAK + '%')}")
    return "; ".join(parts)


def shrinkage_text(basis: PlanBasis) -> str:
    """The shrinkage, or that of each queue where they differ; empty where it is not known."""
    settings = basis.settings
    names = dict(zip(_queue_of_settings(basis), settings.settings, strict=True))
    totals: dict[str, list[str]] = {}
    for (queue, _), setting in names.items():
        if setting.shrinkage is not None:
            totals.setdefault(given_percent_text(setting.shrinkage.total), []).append(queue)
    if len(totals) < 2:
        return next(iter(totals), "")
    if basis.inputs.by_row is not None or len(totals) > _SHOWN:
        known = [one.shrinkage.total for one in settings.settings if one.shrinkage is not None]
        return f"{given_percent_text(min(known))} to {given_percent_text(max(known))}"
    return ", ".join(f"{text} ({', '.join(queues[:_SHOWN])})" for text, queues in totals.items())


def _queue_of_settings(basis: PlanBasis) -> list[tuple[str, int]]:
    """A queue of each setting, with the index of the setting."""
    settings, row = basis.settings
    if basis.inputs.by_row is None:
        return [(name, index) for index, name in enumerate(basis.demand.queues)]
    first = np.unique(row, return_index=True)
    queues = {
        int(index): basis.demand.queues[basis.demand.queue[at]]
        for index, at in zip(*first, strict=True)
    }
    return [(queues.get(index, ""), index) for index in range(len(settings))]


def undefined_unrounded(basis: PlanBasis, summary: Summary) -> str:
    """The queues whose models have whole agents only; empty where all have unrounded agents."""
    if summary.goals and np.isnan(summary.total.agent_hours_unrounded):
        goals = " or ".join(sorted({one.goal for one in summary.goals}))
        return f"Unrounded: not defined for a target per {goals}: whole agents only"
    names = [queue.label for queue in summary.queues if np.isnan(queue.agent_hours_unrounded)]
    models = {basis.inputs.models.get(name, "") for name in names} - {""}
    if not np.isnan(summary.total.agent_hours_unrounded) or not models:
        return ""
    return f"Unrounded: not defined for {', '.join(sorted(models))}: whole agents only"


def service_lines(basis: PlanBasis, abandonment: float | None = None) -> Iterator[str]:
    """Definition and target of the service level, and the share of contacts that abandon."""
    common = basis.inputs.common_target
    if common is None or not common.has_single_queue_model:
        by_queue = list(_targets_by_queue(basis))
        if not by_queue or any(one.service_level is None for one in basis.inputs.targets.values()):
            whose = "queue" if basis.inputs.by_row is None else "row"
            mail = "; deferred work: on time" if basis.inputs.teams or _has_deferred(basis) else ""
            yield f"Service level: answered within the limit of the {whose}{mail}"
        yield from by_queue
        if abandonment is not None:
            yield f"Abandonment: {percent_text(abandonment)} of contacts offered"
        return
    definition = definition_text(common.definition, common.within)
    limits = (common.asa, common.abandonment, common.max_occupancy)
    if common.service_level is not None and limits == (None, None, None):
        over = "" if common.goal == "interval" else f" per {common.goal}"
        yield f"{definition}; target {given_percent_text(common.service_level)}{over}"
    else:
        yield definition
        yield f"Target {_per_period(common)}"
    if common.min_agents:
        plural = "" if common.min_agents == 1 else "s"
        whose = " of each queue" if len(basis.demand.queues) > 1 else ""
        yield f"At least {common.min_agents} agent{plural}{whose} in every interval of the forecast"
    if common.patience < np.inf:
        share = "" if abandonment is None else f"; abandonment {percent_text(abandonment)}"
        text = f"Patience: {duration_text(common.patience)} until a contact abandons (Erlang A)"
        yield text + share.replace(" %", _NO_BREAK + "%")


def goal_lines(summary: Summary) -> Iterator[str]:
    """What a goal over a day, week or month reaches, its lowest interval, and what it saves."""
    goals = summary.goals
    if not goals:
        return
    several = len(summary.queues) > 1
    worst = min(goals, key=lambda one: one.lowest_period_level - one.service_level)
    met, count = (sum(getattr(one, name) for one in goals) for name in ("periods_met", "periods"))
    unit = f"{worst.goal}s" if len({one.goal for one in goals}) == 1 else "periods"
    when = f"{_IN_PERIOD[worst.goal]} {worst.lowest_period}"
    yield (
        f"Target met: {met:,} of {count:,} {unit}; lowest: "
        f"{percent_text(worst.lowest_period_level)} {when}{_queue_text(worst, several)}"
    )
    low = min(goals, key=lambda one: one.lowest_interval_level)
    start = f"{day_text(low.lowest_start[:10])} at {low.lowest_start[11:16]}"
    below, intervals = (
        sum(getattr(one, name) for one in goals) for name in ("intervals_below", "intervals")
    )
    levels = {one.service_level for one in goals}
    limit = given_percent_text(levels.pop()) if len(levels) == 1 else "their target"
    yield (
        f"Lowest interval: {percent_text(low.lowest_interval_level)} on {start}"
        f"{_queue_text(low, several)}; {below:,} of {intervals:,} are below {limit}"
    )
    hours, before = (
        sum(getattr(one, name) for one in goals)
        for name in ("agent_hours", "agent_hours_by_interval")
    )
    change = f" ({_change_text(hours / before - 1.0)})" if before else ""
    yield (
        f"Agent-hours: {number_text(hours, 1)}{change}; {number_text(before, 1)} with the target "
        "in every interval"
    )


# How a sentence names a period before its date.
_IN_PERIOD = {"day": "on", "week": "in the week from", "month": "in"}


def _queue_text(goal: GoalResult, several: bool) -> str:
    """The queue of a result, where there are several."""
    return f" ({goal.queue})" if several else ""


def _change_text(change: float) -> str:
    """A relative change with its sign: "-7.7 %"."""
    return f"{100 * change:+.1f}{_NO_BREAK}%"


def _has_deferred(basis: PlanBasis) -> bool:
    """Whether a queue is deferred work."""
    return "deferred" in basis.inputs.models.values()


def _per_period(target: QueueTarget) -> str:
    """A target with the period of its service level: "per day: 85 % answered within 60 s"."""
    if target.goal == "interval":
        return f"per interval: {target_text(target.target)}"
    level = target_text(Target(target.service_level, target.within))
    limits = replace(target.target, service_level=None)
    per_interval = f"; per interval: {target_text(limits)}" if target_text(limits) else ""
    return f"per {target.goal}: {level}{per_interval}"


def _targets_by_queue(basis: PlanBasis) -> Iterator[str]:
    """The targets of the queues, if there are few and each is of one queue."""
    texts: dict[str, list[str]] = {}
    for name, target in basis.inputs.targets.items():
        texts.setdefault(_per_period(target), []).append(name)
    few = 0 < len(texts) <= _SHOWN and not set(basis.inputs.models.values()) - _SINGLE
    if not few or basis.inputs.by_row is not None:
        return
    if len(texts) == 1:  # the queues differ in something else, such as their patience
        yield f"Target {next(iter(texts))}"
    else:
        by_interval = all(one.goal == "interval" for one in basis.inputs.targets.values())
        per = "per interval: " if by_interval else ""
        listed = "; ".join(
            f"{text.removeprefix(per).replace(' answered within ', ' in ')} ({_names_text(names)})"
            for text, names in texts.items()
        )
        yield f"Targets per queue{' and interval' if by_interval else ''}: {listed}"
    patience = {name: target.patience for name, target in basis.inputs.targets.items()}
    if len(set(patience.values())) > 1:
        yield f"Patience: {_patience_text(patience)}"
    minimum = {target.min_agents for target in basis.inputs.targets.values()}
    if len(minimum) == 1 and minimum != {0}:
        yield f"At least {minimum.pop()} agents of each queue in every interval of the forecast"


def _names_text(names: Sequence[str]) -> str:
    """Some queues, the first of them by name."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _patience_text(patience: Mapping[str, float]) -> str:
    """The patience of each queue: those with the same together."""
    queues: dict[str, list[str]] = {}
    for name, time in patience.items():
        text = duration_text(time) if time < np.inf else "none"
        queues.setdefault(text, []).append(name)
    few = list(queues.items())[:_SHOWN]
    more = f"; {len(queues) - _SHOWN} more" if len(queues) > _SHOWN else ""
    return "; ".join(f"{text} ({_names_text(names)})" for text, names in few) + more


def figure_cells(figure: Figure) -> tuple[str, str]:
    """Name and value of a figure of a queue, with its unit.

    Examples
    --------
    >>> figure_cells(Figure("mail", "oldest_age", 7200.0, "s"))
    ('oldest age', '2 h')
    >>> figure_cells(Figure("mail", "cost_per_contact", 4.286, "currency/contact"))
    ('cost per contact', '4.29')
    >>> figure_cells(Figure("mail", "cost_per_hour", 22.0, "EUR/h"))
    ('cost per hour', '22.00 EUR')
    """
    name, value, unit = figure.name.replace("_", " "), figure.value, figure.unit
    if unit == "s":
        return name, duration_text(value)
    if unit == "fraction":
        return name, percent_text(value)
    if figure.name in _MONEY:  # the name has the rest of the unit: cost per contact
        return name, money_text(value, unit, 2)
    digits = 0 if float(value).is_integer() else 1
    return name, f"{number_or_blank(value, digits)} {unit}"


def money_text(value: float, unit: str, digits: int = 0) -> str:
    """An amount with its currency, where that is known; the unit may be per hour or per contact.

    Examples
    --------
    >>> money_text(20955.0, "EUR"), money_text(20955.0, "currency")
    ('20,955 EUR', '20,955')
    """
    currency = unit.partition("/")[0].removeprefix("currency")
    return f"{number_text(value, digits)} {currency}".rstrip()


def figure_lines(basis: PlanBasis, summary: Summary) -> Iterator[str]:
    """What a goal over a period reaches, and the cost of the plan, of teams and of tiers."""
    yield from goal_lines(summary)
    yield from cost_lines(basis, summary)
    costs = [one for one in basis.figures.rows if one.name == "cost"]
    if costs:
        cost = money_text(sum(one.value for one in costs), costs[0].unit)
        extra = [one.value for one in basis.figures.rows if one.name == "premiums"]
        more = f"; premiums: {money_text(sum(extra), costs[0].unit)} of it" if extra else ""
        yield f"Cost: {cost} for the queues with a cost per hour{more}"
    for one in basis.figures.rows:
        if one.name == "fte_in_one_team":
            saving = f"{summary.total.fte:,.1f} → {one.value:,.1f} FTE"
            yield f"One team for {one.queue}: {saving}"
    for queue in dict.fromkeys(one.queue for one in basis.figures.rows):
        parts = list(_tier_parts(basis.figures.of(queue)))
        if parts:
            yield f"{queue}: {'; '.join(parts)}"


def _tier_parts(figures: Mapping[str, Figure]) -> Iterator[str]:
    """Revenue of a queue, what its tier takes beyond the standard target, and the margin."""
    if "revenue" in figures:
        yield f"revenue {money_text(figures['revenue'].value, figures['revenue'].unit)}"
    if "fte_for_tier" in figures:
        cost = figures.get("cost_for_tier")
        money = f" ({money_text(cost.value, cost.unit)})" if cost is not None else ""
        yield f"{figures['fte_for_tier'].value:,.1f} FTE{money} for the tier"
    if "margin" in figures:
        yield f"margin {money_text(figures['margin'].value, figures['margin'].unit)}"
