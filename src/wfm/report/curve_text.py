"""What service costs, and what one agent more or fewer does, on one screen."""

from __future__ import annotations

from wfm.planning.plan import Plan
from wfm.report.plan_lines import number_or_blank
from wfm.report.text_table import defaults_text, table, wrapped
from wfm.report.whatif_text import base_line
from wfm.scenarios.agents_curve import AgentsCurve, AgentsStep
from wfm.scenarios.service_curve import CurvePoint, ServiceCurve
from wfm.units import number_text

__all__ = ["agents_curve_text", "service_curve_text"]


def service_curve_text(curve: ServiceCurve) -> str:
    """Hours and cost at each level, and the price of the next point."""
    has_cost = curve.points[0].cost is not None
    first = ["target", "service", "paid", "FTE", "occupancy"]
    second = ["level", "level %", "hours", "", "%"]
    first += ["cost", "per", "next"] if has_cost else ["next"]
    second += ["", "contact", "point"] if has_cost else ["point, h"]
    rows = [first, second, *(_level_cells(one, has_cost=has_cost) for one in curve.points)]
    what = "cost" if has_cost else "paid hours"
    lines = [f"Next point: {what} of 1 % more contacts in time, up to the next level; *: base"]
    return _page(curve.plan, "the cost of service", rows, lines)


def _level_cells(one: CurvePoint, *, has_cost: bool) -> list[str]:
    """The figures of one level."""
    cells = [
        f"{100 * one.level:.4g} %{' *' if one.is_base else ''}",
        number_text(100 * one.service_level),
        number_text(one.paid_hours),
        number_text(one.fte),
        number_text(100 * one.occupancy),
    ]
    if not has_cost:
        return [*cells, _or_blank(one.hours_of_next_point, 1)]
    return [
        *cells,
        _or_blank(one.cost, 0),
        _or_blank(one.cost_per_contact, 2),
        _or_blank(one.cost_of_next_point, 0),
    ]


def agents_curve_text(curve: AgentsCurve) -> str:
    """The service with fewer and with more agents in every interval."""
    has_cost = curve.steps[0].cost is not None
    impatient = curve.steps[0].abandonment is not None
    first = ["agents", "paid", "service", "ASA", "intervals", "below"]
    second = ["", "hours", "level %", "s", "overloaded", "target"]
    if impatient:
        first.append("abandonment")
        second.append("%")
    if has_cost:
        first.append("cost")
        second.append("")
    cells = [_step_cells(one, impatient=impatient, has_cost=has_cost) for one in curve.steps]
    lines = [
        "Agents: more or fewer in every interval with contacts",
        "ASA: of the intervals that are not overloaded; -o agents.csv has every interval",
    ]
    return _page(curve.plan, "one agent more or fewer", [first, second, *cells], lines)


def _step_cells(one: AgentsStep, *, impatient: bool, has_cost: bool) -> list[str]:
    """The figures of one step."""
    cells = [
        f"{one.more:+d}" if one.more else "as planned",
        number_text(one.paid_hours),
        number_text(100 * one.service_level),
        number_or_blank(one.asa),
        f"{one.overloaded:,}",
        f"{one.below_target:,}",
    ]
    if impatient:
        cells.append(_or_blank(None if one.abandonment is None else 100 * one.abandonment, 1))
    return [*cells, _or_blank(one.cost, 0)] if has_cost else cells


def _page(plan: Plan, title: str, rows: list[list[str]], lines: list[str]) -> str:
    """The title, the table and the lines below it."""
    below = [*map(wrapped, (*lines, base_line(plan)))]
    below.append(defaults_text(plan.inputs.defaults, details=False))
    head = wrapped(f"{plan.demand.source}: {title}")
    return f"{head}\n\n{table(rows)}\n\n" + "\n".join(line for line in below if line)


def _or_blank(value: float | None, digits: int) -> str:
    """A number, or nothing where there is none."""
    return "" if value is None else number_text(value, digits)
