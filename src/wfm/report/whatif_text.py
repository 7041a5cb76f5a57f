"""Scenarios on one screen: hours, FTE and cost of each, and the service if the plan is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from wfm.hour_premiums import premiums_text
from wfm.planning.plan import Plan
from wfm.printable_text import printable_line
from wfm.report.plan_lines import number_or_blank, shrinkage_text
from wfm.report.risk_text import confidence_text
from wfm.report.text_table import cut, defaults_text, line_width, table, wrapped
from wfm.scenarios.outcome import Outcome
from wfm.scenarios.what_if import AxisRange, WhatIf
from wfm.units import given_percent_text, number_text

__all__ = ["base_line", "whatif_text"]

_SCREEN = 23  # lines of a terminal above the next prompt
_FEWEST = 3  # scenarios that are shown in any case
_NAMES = {"aht": "AHT", "cost": "cost per hour"}


def whatif_text(result: WhatIf, notes: int = 0) -> str:
    """Scenarios in at most 23 lines of 80 columns, those of the notes included.

    Parameters
    ----------
    result : WhatIf
        The base and its scenarios.
    notes : int
        Lines of the notes that are on the screen beside it.
    """
    lines = [
        *map(wrapped, _below(result)),
        defaults_text(result.plan.inputs.defaults, details=False),
    ]
    below = "\n".join(line for line in lines if line)
    headings = _headings(result)
    space = _SCREEN - notes - len(headings) - 4 - len(below.splitlines())
    scenarios, more = list(result.scenarios), ""
    if len(scenarios) > max(space, _FEWEST):
        scenarios = scenarios[: max(space - 1, _FEWEST)]
        left = len(result.scenarios) - len(scenarios)
        more = f"\n… and {left:,} more scenarios: -o scenarios.csv has all"
    rows = [_cells(result, one) for one in (result.base, *scenarios)]
    return f"{_title(result)}\n\n{_fitted([*headings, *rows])}{more}\n\n{below}"


def _title(result: WhatIf) -> str:
    """The forecast, and how many scenarios there are."""
    demand, count = result.plan.demand, len(result.scenarios)
    several = f", {len(demand.queues)} queues" if len(demand.queues) > 1 else ""
    title = (
        f": {len(demand):,} intervals{several}, {result.base.contacts:,.0f} contacts; base and "
        f"{count:,} scenario{'s' * (count != 1)}"
    )
    source = printable_line(demand.source)
    if len(source) + len(title) > line_width():
        source = PurePath(source).name
    return wrapped(f"{source}{title}")


def _headings(result: WhatIf) -> list[tuple[str, ...]]:
    """Two lines of headings."""
    first, second = ["", "paid", "to", "FTE"], ["", "hours", "base", ""]
    if _has_cost(result):
        first += ["cost", "per"]
        second += ["", "contact"]
    first.append("service")
    second.append("level %")
    if result.has_kept_plan:
        first.append("plan kept:")
        second.append("level %")
    return [tuple(first), tuple(second)]


def _cells(result: WhatIf, one: Outcome) -> tuple[str, ...]:
    """The figures of one scenario."""
    before = result.base.paid_hours
    change = one.paid_hours / before - 1 if before else 0.0
    digits = 1 if result.base.paid_hours < 1e5 else 0
    cells = [
        one.label,
        number_text(one.paid_hours, digits),
        "" if one is result.base else _signed_percent(change),
        number_text(one.fte, 1),
    ]
    if _has_cost(result):
        cells.append("" if one.cost is None else number_text(one.cost, 0))
        each = one.cost_per_contact
        cells.append("" if each is None else number_text(each, 2))
    cells.append(number_or_blank(100 * one.service_level))
    if result.has_kept_plan:
        kept = one.kept_service_level
        cells.append("" if kept is None else number_or_blank(100 * kept))
    return tuple(cells)


def _signed_percent(change: float) -> str:
    """A change against the base.

    >>> _signed_percent(0.0684), _signed_percent(-1e-9)
    ('+6.8 %', '+0.0 %')
    """
    return f"{round(100 * change, 1) + 0.0:+.1f} %"


def _fitted(rows: list[tuple[str, ...]]) -> str:
    """A table whose labels are shortened to the width of the screen."""
    others = sum(max(map(len, column)) + 2 for column in list(zip(*rows, strict=True))[1:])
    most = max(line_width() - others, 12)
    return table([(cut(row[0], most), *row[1:]) for row in rows], leave_out=(2, 3))


def _has_cost(result: WhatIf) -> bool:
    """Whether some scenario has a cost."""
    return any(one.cost is not None for one in (result.base, *result.scenarios))


def _below(result: WhatIf) -> Iterator[str]:
    """What moves the hours the most, what the columns mean, and the inputs of the base."""
    axes = [one for one in result.summary().axes if one.lowest_change or one.highest_change]
    if len(axes) > 1:
        yield f"Largest effects on paid hours: {'; '.join(map(_range_text, axes[:3]))}"
    if result.has_kept_plan:
        yield "Service level: with a new plan; plan kept: with the people of the base"
    else:
        yield "Service level: with a new plan of the whole centre"
    yield base_line(result.plan)


def _range_text(one: AxisRange) -> str:
    """The range of one input: "volume -6.4 % to +6.8 %"."""
    low, high = _signed_percent(one.lowest_change), _signed_percent(one.highest_change)
    return f"{_NAMES.get(one.axis, one.axis)} {low} to {high}".replace(" %", "\u00a0%")


def base_line(plan: Plan) -> str:
    """The inputs of the base.

    Parameters
    ----------
    plan : Plan
        Its plan.
    """
    inputs = plan.inputs
    target = inputs.common_target
    parts = []
    if target is not None and target.service_level is not None:
        level = given_percent_text(target.service_level)
        per = "" if target.goal == "interval" else f" per {target.goal}"
        parts.append(f"{level} answered within {target.within:.10g} s{per}")
    if shrinkage := shrinkage_text(plan):
        parts.append(f"shrinkage {shrinkage}")
    if target is not None and target.model == "erlang_a":
        parts.append(f"patience {target.patience:.10g} s")
    if confidence := confidence_text(plan):
        parts.append(confidence)
    if inputs.hourly_cost:
        parts.append(f"{inputs.hourly_cost:,.10g} per paid hour")
    if inputs.costs.premiums:
        parts.append(f"premiums {premiums_text(inputs.costs.premiums)}")
    if inputs.costs.resolution is not None:
        parts.append(f"{given_percent_text(inputs.costs.resolution)} resolved")
    parts.append(f"FTE of {inputs.contract_hours:g} h per week")
    return f"Base: {', '.join(parts)}"
