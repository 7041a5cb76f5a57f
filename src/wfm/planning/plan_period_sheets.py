"""Sheets of totals of a plan: by queue, day, week and month, live where the plan is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from wfm.io.styled_book import DAY, MONTH, SHARE, SheetCell, SheetColumn
from wfm.planning.live_formulas import letter
from wfm.planning.plan_book import PlanBook
from wfm.planning.totals import DAYS_PER_WEEK, Period

__all__ = ["TOTAL_ROW", "period_columns", "write_periods"]

TOTAL_ROW = 1  # of each of these sheets, from 0
_FIGURES = {
    "days": ("days", "0", 8), "contacts": ("contacts", "#,##0", 11),
    "workload_hours": ("workload hours", "#,##0.0", 11),
    "agent_hours": ("agent-hours", "#,##0.0", 11), "paid_hours": ("paid hours", "#,##0.0", 11),
    "fte": ("FTE", "0.00", 9), "fte_rounded_up": ("FTE, rounded up", "0", 10),
    "service_level": ("service level", SHARE, 10), "asa": ("ASA, s", "0.0", 9),
    "occupancy": ("occupancy", SHARE, 11),
}  # fmt: skip
_COSTS = {
    "cost": ("cost", "#,##0", 11), "premiums": ("premiums in it", "#,##0", 11),
    "cost_per_contact": ("cost per contact", "0.00", 11),
    "cost_per_resolved_contact": ("cost per resolved contact", "0.00", 12),
}  # fmt: skip
# Months until the end of a period.
_LENGTHS = {"month": 1, "quarter": 3, "year": 12}


def period_columns(plan: PlanBook) -> list[str]:
    """The figures of a period that the plan has, in the order of the columns from the second on."""
    total = plan.summary.total
    return [*_FIGURES, *(name for name in _COSTS if getattr(total, name) is not None)]


def write_periods(plan: PlanBook) -> None:
    """The sheets Queues, Days, Weeks and Months; those with more than one row, and the days."""
    summary = plan.summary
    if len(plan.basis.demand.queues) > 1:
        names = [(one, one.label) for one in summary.queues]
        _write(plan, "Queues", [("queue", names)])
    _write(plan, "Days", [("day", _dated(summary.days))])
    if len(summary.weeks) > 1:
        _write(plan, "Weeks", [("week", _dated(summary.weeks))])
    if len(summary.months) > 1:
        groups = [("month", _dated(summary.months))]
        groups += [("quarter", [(one, _first_of(one.label)) for one in summary.quarters])]
        groups += [("year", _dated(summary.years))] if len(summary.years) > 1 else []
        _write(plan, "Months", groups)


def _dated(periods: Sequence[Period]) -> list[tuple[Period, Any]]:
    """Periods with the date of their first day."""
    return [(one, _first_of(one.label)) for one in periods]


def _first_of(label: str) -> date:
    """The first day of a period: of "2026-03-02", "2026-03", "2026 Q1" or "2026".

    >>> _first_of("2026 Q3"), _first_of("2026")
    (datetime.date(2026, 7, 1), datetime.date(2026, 1, 1))
    """
    year, quarter, number = label.partition(" Q")
    if quarter:
        return date(int(year), 3 * int(number) - 2, 1)
    return date.fromisoformat(f"{label}-01-01"[:10] if len(label) == 4 else f"{label}-01"[:10])


def _write(plan: PlanBook, name: str, groups: list[tuple[str, list[tuple[Period, Any]]]]) -> None:
    """One sheet: the total, then the periods of each group below a heading of its own."""
    sheet, figures = plan.book.sheet(name), period_columns(plan)
    looks = _FIGURES | _COSTS
    columns = [
        SheetColumn(
            f"{groups[0][0]} from" if name == "Weeks" else groups[0][0], width=20, is_text=True
        )
    ]
    columns += [SheetColumn(*looks[figure]) for figure in figures]
    plan.book.set_columns(sheet, columns)
    plan.book.heading(sheet, 0, columns)
    _row(plan, sheet, TOTAL_ROW, plan.summary.total, "total", figures, "", bold=True)
    row = TOTAL_ROW + 1
    for kind, periods in groups:
        if row > TOTAL_ROW + 1:
            row += 1
            plan.book.heading(sheet, row, [columns[0]._replace(heading=kind), *columns[1:]])
            row += 1
        for at, (period, label) in enumerate(periods):
            where = (
                f"{plan.search_range('queue number')},{at}"
                if kind == "queue"
                else _when(plan, kind, row)
            )
            _row(plan, sheet, row, period, label, figures, where, kind=kind)
            row += 1
    sheet.freeze_panes(TOTAL_ROW + 1, 1)


def _when(plan: PlanBook, kind: str, row: int) -> str:
    """The criteria of the rows of a period whose first day is in column A."""
    first, start = f"$A{row + 1}", plan.plan_range("start")
    length = {"day": f"{first}+1", "week": f"{first}+7"}.get(kind)
    end = length or f"EDATE({first},{_LENGTHS.get(kind, 1)})"
    return f'{start},">="&{first},{start},"<"&{end}'


def _row(
    plan: PlanBook,
    sheet: Any,
    row: int,
    period: Period,
    label: Any,
    figures: Sequence[str],
    where: str,
    *,
    kind: str = "",
    bold: bool = False,
) -> None:
    """The figures of one period, and its label: a real date where it is one."""
    look: dict[str, Any] = {"bold": True, "bottom": 1} if bold else {}
    form = {"month": MONTH, "quarter": '"Q"', "year": "yyyy"}.get(kind, DAY)
    if kind == "quarter":  # a number format has no quarters
        form = f'"Q{(label.month + 2) // 3}" yyyy'
    shown = plan.book.format(
        form if isinstance(label, date) else "", indent=1, align="left", **look
    )
    plan.book.put(sheet, row, 0, label, shown)
    formulas = dict(_formulas(plan, row, figures, where, period)) if plan.live else {}
    for i, figure in enumerate(figures, 1):
        value = getattr(period, figure)
        cell: SheetCell = value
        if figure in formulas and value is not None:
            cell = plan.cell(formulas[figure], float(value))
        plan.book.put(sheet, row, i, cell, plan.book.format((_FIGURES | _COSTS)[figure][1], **look))


def _formulas(
    plan: PlanBook, row: int, figures: Sequence[str], where: str, period: Period
) -> Iterator[tuple[str, str]]:
    """The formulas of a row of totals; `where` are criteria of rows of the sheet Plan, or none."""

    def total(cells: str) -> str:
        """A sum of cells of the sheet Plan or of the search."""
        return f"SUMIFS({cells},{where})" if where else f"SUM({cells})"

    at = {name: f"{letter(i)}{row + 1}" for i, name in enumerate(figures, 1)}
    contract = plan.basis.inputs.contract_hours
    weeks = period.paid_hours / (period.fte * contract) if period.fte else 1.0
    sevenths = round(7 * weeks) if abs(7 * weeks - round(7 * weeks)) < 1e-6 else 0
    length = f"/7*{sevenths}" if sevenths else f"/{DAYS_PER_WEEK}"
    yield "contacts", f"={total(plan.plan_range('volume'))}"
    for name, column in _HOURS.items():
        yield name, f"={total(plan.plan_range(column))}*{plan.hours}"
    yield "fte", f"={at['paid_hours']}/({plan.input('contract hours')}{length})"
    yield "fte_rounded_up", f"=ROUNDUP({at['fte']}*(1-1E-12),0)"
    contacts, agents = at["contacts"], total(plan.plan_range("agents"))
    yield "service_level", f"=IF({contacts}=0,1,{total(plan.search_range('in time'))}/{contacts})"
    waiting = total(plan.search_range("waiting"))
    yield "asa", f'=IFERROR(IF({contacts}=0,0,{waiting}/{contacts}),"∞")'
    occupied = total(plan.search_range("occupied"))
    yield "occupancy", f"=IF({agents}=0,0,{occupied}/{agents})"
    if "cost" in at:
        premiums = f"+{total(plan.search_range('premium'))}" if "premiums" in at else ""
        yield "cost", f"={at['paid_hours']}*{plan.input('hourly cost')}{premiums}"
        yield "premiums", f"={premiums.removeprefix('+')}"
        yield "cost_per_contact", f'=IF({contacts}=0,"",{at["cost"]}/{contacts})'
        resolved = f"({contacts}*{plan.input('resolution')})"
        yield "cost_per_resolved_contact", f'=IF({contacts}=0,"",{at["cost"]}/{resolved})'


_HOURS = {"workload_hours": "load", "agent_hours": "agents", "paid_hours": "scheduled"}
