"""The first sheet of a plan: what it is of, how many to hire, target, cost and a chart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from math import isfinite
from typing import Any

from wfm.io.styled_book import (
    MOMENT,
    SHARE,
    Fact,
    Formula,
    SheetCell,
    percent_format,
    serial_number,
)
from wfm.io.text_values import number
from wfm.planning.live_formulas import letter
from wfm.planning.plan_book import PlanBook
from wfm.planning.plan_period_sheets import TOTAL_ROW, period_columns
from wfm.planning.totals import DAYS_PER_WEEK
from wfm.targets import QueueTarget
from wfm.units import duration_text

__all__ = ["write_front"]

_WIDTHS = (29, 23, 36)
# What a planner reads of the total: figure, label, number format and remark.
_TOTALS = (
    ("contacts", "Contacts", "#,##0", ""),
    ("service_level", "Expected service level", SHARE, "mean of all contacts"),
    ("asa", "Expected ASA, s", "0.0", "average speed of answer"),
    ("occupancy", "Expected occupancy", SHARE, ""),
    ("workload_hours", "Workload, h", "#,##0.0", "contacts × AHT"),
    ("agent_hours", "Agent-hours, h", "#,##0.0", "on contacts"),
    ("paid_hours", "Paid hours, h", "#,##0.0", "shrinkage included"),
    ("fte", "FTE", "0.00", "paid hours / contract hours"),
    ("cost", "Cost", "#,##0", "of the paid hours, with premiums"),
    ("premiums", "Premiums", "#,##0", "part of the cost"),
    ("cost_per_contact", "Cost per contact", "0.00", ""),
    ("cost_per_resolved_contact", "Cost per resolved contact", "0.00", ""),
)  # fmt: skip


def write_front(plan: PlanBook, sheet: Any, chart: Any) -> None:
    """Title, people to hire, target, totals, and the chart beside them."""
    book = plan.book
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = book.title(sheet, f"Staffing plan: {plan.source}", _subtitle(plan))
    if plan.summary.total.fte_rounded_up is not None:
        book.put(
            sheet, row, 0, _hire(plan), book.format(bold=True, font_size=20, font_color="#C55A11")
        )
        sheet.set_row(row, 30)
        row += 2
    below = book.facts(sheet, row, [*_targets(plan), *_totals(plan), *_others(plan)])
    sheet.insert_chart(3, len(_WIDTHS), chart, {"object_position": 2})
    note = book.format(font_color="#5A6570", italic=True)
    book.put(sheet, below, 0, _formulas_text(plan), note)
    sheet.print_area(0, 0, max(below, 28), len(_WIDTHS) + 10)


def _subtitle(plan: PlanBook) -> str:
    """Dates, intervals and queues."""
    demand, days = plan.basis.demand, plan.summary.days
    first, last = (date.fromisoformat(days[at].label) for at in (0, -1))
    queues = f", {len(demand.queues)} queues" if len(demand.queues) > 1 else ""
    rows = f"{len(demand):,} intervals of {duration_text(demand.interval)}{queues}"
    return f"{first:%a %Y-%m-%d} to {last:%a %Y-%m-%d}: {rows}"


def _total(plan: PlanBook, figure: str) -> str:
    """The cell of a figure of the whole plan."""
    at = letter(1 + period_columns(plan).index(figure))
    return f"Days!${at}${TOTAL_ROW + 1}"


def _hire(plan: PlanBook) -> SheetCell:
    """The sentence that a boss reads; hours of less than a week are no people to hire."""
    peak = plan.summary.peak
    if len(plan.summary.days) < DAYS_PER_WEEK and peak.scheduled is not None:
        text = f"{round(plan.summary.total.paid_hours, 1):g} paid hours"
        formula = f'=ROUND({_total(plan, "paid_hours")},1)&" paid hours"'
        if _has_peak(plan):
            text = f"{round(peak.scheduled)} people at the peak, {text}"
            formula = f'=MAX({plan.plan_range("scheduled")})&" people at the peak, "&{formula[1:]}'
        return plan.cell(formula, text)
    people, hours = plan.summary.total.fte_rounded_up, plan.basis.inputs.contract_hours
    noun = "person" if people == 1 else "people"
    text = f"Hire {people} full-time {noun} of {number(hours)} hours a week"
    cell = _total(plan, "fte_rounded_up")
    formula = (
        f'="Hire "&{cell}&" full-time "&IF({cell}=1,"person","people")'
        f'&" of "&{plan.input("contract hours")}&" hours a week"'
    )
    return plan.cell(formula, text)


def _targets(plan: PlanBook) -> Iterator[Fact]:
    """The parts of the target, where all queues have the same."""
    target = plan.basis.inputs.common_target
    if target is None:
        several = plan.basis.inputs.by_row is not None or plan.basis.inputs.targets
        where = "sheet Plan" if plan.basis.inputs.by_row is not None else "sheet Inputs"
        yield Fact("Target", f"differs: see the {where}" if several else "required agents as given")
    else:
        yield from _target_facts(plan, target)
    shrinkages = {plan.basis.inputs.shrinkage_of(name) for name in plan.basis.demand.queues}
    if len(shrinkages) == 1 and plan.basis.inputs.by_row is None:
        (one,) = shrinkages
        if one is not None:
            cell = plan.cell(f"={plan.input('shrinkage', plan.basis.demand.queues[0])}", one.total)
            yield Fact("Shrinkage", cell, percent_format(one.total), "of the paid time")


def _target_facts(plan: PlanBook, target: QueueTarget) -> Iterator[Fact]:
    """One line per part of a target; with formulas also those that may still be typed."""
    several = len(plan.basis.demand.queues) > 1 and plan.live is not None
    first = plan.basis.demand.queues[0]
    patience = target.patience if isfinite(target.patience) else None
    per = "per interval" if target.goal == "interval" else f"per {target.goal}"
    for label, sheet_label, value, form, remark in (
        ("Target: service level", "service level", target.service_level, "", per),
        ("Target: answered within, s", "time limit", target.within, "0.##", ""),
        ("Target: maximum ASA, s", "maximum ASA", target.asa, "0.##", ""),
        ("Target: maximum occupancy", "maximum occupancy", target.max_occupancy, "", ""),
        ("Target: maximum abandonment", "maximum abandonment", target.abandonment, "", ""),
        ("Patience, s", "patience", patience, "0", ""),
    ):  # fmt: skip
        needless = sheet_label == "time limit" and target.service_level is None
        if plan.live is not None and label.startswith("Target"):
            if sheet_label == "maximum abandonment":
                continue
            # a part that is not set may be typed later
            cell = plan.input(sheet_label, first)
            shown = form or percent_format(0.85 if value is None else value)
            shown_value = "none" if value is None else value
            more = "of the first queue; all are in Inputs" if several else remark
            yield Fact(label, Formula(f'=IF({cell}="","none",{cell})', shown_value), shown, more)
            continue
        if value is None or needless:
            continue
        shown = form or percent_format(value)
        yield Fact(label, value, shown, remark)


def _totals(plan: PlanBook) -> Iterator[Fact]:
    """Figures of the whole plan that are known."""
    columns = period_columns(plan)
    for figure, label, form, remark in _TOTALS:
        value = getattr(plan.summary.total, figure) if figure in columns else None
        if value is None or value != value:
            continue
        yield Fact(label, plan.cell(f"={_total(plan, figure)}", float(value)), form, remark)
    one = plan.summary.contingency
    if one is not None:
        share = plan.input("contingency")
        for figure, label, form in (
            ("paid_hours", "Paid hours with contingency", "#,##0.0"),
            ("fte", "FTE with contingency", "0.00"),
            ("cost", "Cost with contingency", "#,##0"),
        ):
            value = getattr(one, f"{figure}_in_all")
            if value is not None:
                cell = plan.cell(f"={_total(plan, figure)}*(1+{share})", value)
                yield Fact(label, cell, form, f"contingency {100 * one.share:g} % on top")


def _has_peak(plan: PlanBook) -> bool:
    """Whether the peak has a formula, or needs none: that of several queues is a sum per start."""
    return plan.live is None or len(plan.basis.demand.queues) == 1


def _others(plan: PlanBook) -> Iterator[Fact]:
    """The peak, and whether the search of the formulas found all agents."""
    peak = plan.summary.peak
    if _has_peak(plan):
        count = peak.agents if peak.scheduled is None else peak.scheduled
        start = datetime.fromisoformat(peak.start[:19])
        column = "agents" if peak.scheduled is None else "scheduled"
        cells = plan.plan_range(column)
        words = "agents on contacts" if peak.scheduled is None else "people scheduled"
        yield Fact(f"Peak: {words}", plan.cell(f"=MAX({cells})", float(count)), "#,##0")
        if plan.live is None:
            yield Fact("Peak: start", start, MOMENT)
        else:
            found = f"=INDEX({plan.plan_range('start')},MATCH(MAX({cells}),{cells},0))"
            yield Fact("Peak: start", Formula(found, serial_number(start)), MOMENT)
    if plan.live is not None:
        checks = plan.search_range("check")
        formula = f'=COUNTIF({checks},"window")+COUNTIF({checks},"load")'
        remark = "beyond the search; use wfm staff for them"
        yield Fact("Rows without an answer", plan.cell(formula, 0.0), "0", remark)


def _formulas_text(plan: PlanBook) -> str:
    """Whether the figures move."""
    if plan.live is None:
        return f"Values without formulas: {plan.reason}. To change an input, run wfm staff again."
    return (
        "Live: change the blue cells of the sheets Inputs and Forecast, and agents, scheduled "
        "people, FTE and cost move."
    )
