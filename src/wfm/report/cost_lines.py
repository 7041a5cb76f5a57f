"""The cost of a plan in labelled lines: in all and by queue, its contingency and its budget."""

from __future__ import annotations

from collections.abc import Iterator

from wfm.hour_premiums import premiums_text
from wfm.planning.period_costs import Contingency
from wfm.planning.records import PlanBasis
from wfm.planning.totals import Period, Summary
from wfm.printable_text import printable_line
from wfm.units import given_percent_text, number_text

__all__ = ["cost_lines"]

_NO_BREAK = "\u00a0"  # a space at which `wrapped` breaks no line
_QUEUES = 4  # queues whose costs are on the screen; files have all


def cost_lines(basis: PlanBasis, summary: Summary, *, queues: int = _QUEUES) -> Iterator[str]:
    """Cost, cost by queue, contingency and budget, where the plan has them.

    Parameters
    ----------
    basis : PlanBasis
        Forecast and inputs.
    summary : Summary
        Its totals.
    queues : int
        The most queues whose costs are listed.
    """
    inputs, total = basis.inputs, summary.total
    if total.cost is not None and inputs.hourly_cost:
        hourly = f"{inputs.hourly_cost:,.10g} per paid hour"
        yield f"Cost: {number_text(total.cost, 0)} at {hourly}{_each(total, basis)}"
        if inputs.costs.premiums:
            text = premiums_text(inputs.costs.premiums)
            yield f"Premiums: {number_text(total.premiums or 0.0, 0)} of the cost; {text}"
        if 1 < len(summary.queues) <= queues:
            yield f"Cost by queue: {'; '.join(map(_of_queue, summary.queues))}"
    if summary.contingency is not None:
        yield _contingency(summary.contingency)
    if inputs.costs.budget is not None and total.cost is not None:
        yield _budget(basis, summary, total.cost)


def _percent(share: float) -> str:
    """A share whose sign stays on its line."""
    return given_percent_text(share).replace(" ", _NO_BREAK)


def _each(total: Period, basis: PlanBasis) -> str:
    """The cost of a contact, and of a resolved one."""
    text = ""
    if total.cost_per_contact is not None:
        text += f"; {number_text(total.cost_per_contact, 2)} per contact"
    share, each = basis.inputs.costs.resolution, total.cost_per_resolved_contact
    if share is not None and each is not None:
        text += f", {number_text(each, 2)} per resolved contact ({_percent(share)})"
    return text


def _of_queue(queue: Period) -> str:
    """The cost of a queue, of its contacts and of those resolved."""
    each = [queue.cost_per_contact, queue.cost_per_resolved_contact]
    parts = [number_text(one, 2) for one in each if one is not None]
    more = f" ({' and '.join(parts)})" if parts else ""
    return f"{printable_line(queue.label)} {number_text(queue.cost or 0.0, 0)}{more}"


def _contingency(one: Contingency) -> str:
    """What is on top of the plan, and the totals with it."""

    def figures(hours: float, fte: float, cost: float | None) -> str:
        money = "" if cost is None else f", {number_text(cost, 0)}"
        amounts = (f"{number_text(hours)} paid h", f"{number_text(fte)} FTE")
        return ", ".join(one.replace(" ", _NO_BREAK) for one in amounts) + money

    return (
        f"Contingency: {_percent(one.share)} on top, "
        f"{figures(one.paid_hours, one.fte, one.cost)}; with it "
        f"{figures(one.paid_hours_in_all, one.fte_in_all, one.cost_in_all)}"
    )


def _budget(basis: PlanBasis, summary: Summary, cost: float) -> str:
    """What a budget buys, and what is left of it."""
    budget = basis.inputs.costs.budget or 0.0
    if summary.contingency is not None and summary.contingency.cost_in_all is not None:
        cost = summary.contingency.cost_in_all
    levels = {one.target.service_level for one in basis.settings.settings if one.target}
    levels.discard(None)
    buys = f"; buys a target of {_percent(levels.pop() or 0)}" if len(levels) == 1 else ""
    return f"Budget: {number_text(budget, 0)}{buys}; left: {number_text(budget - cost, 0)}"
