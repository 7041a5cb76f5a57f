"""What uncertain volumes do to a plan, as lines of its summary."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wfm.planning.days_kept import DaysKept, PointPlan, VolumeRisk
from wfm.planning.records import PlanBasis
from wfm.planning.totals import Summary
from wfm.units import given_percent_text, number_text, percent_text

__all__ = ["confidence_text", "risk_lines"]

_SHOWN = 4  # queues that a line names
_NO_BREAK = "\u00a0"  # a space at which no line is broken


def risk_lines(basis: PlanBasis, summary: Summary, *, details: bool = False) -> Iterator[str]:
    """Volume of the confidence, its cost, the days that keep the target, and the band of a day.

    Parameters
    ----------
    basis : PlanBasis
        Forecast and inputs of the plan.
    summary : Summary
        Its totals; nothing where the variation of the volumes is not known.
    details : bool
        Also by queue, and the service level that the point plan would provide.
    """
    if confidence := confidence_text(basis):
        yield f"Agents: {confidence}"
    risk = summary.risk
    if risk is None:
        return
    point = risk.point_plan
    if point is not None:
        yield _against(summary, point)
    if risk.total.days_kept is not None:
        yield _days_kept(basis, risk, details=details)
    yield _band(risk, details=details)


def confidence_text(basis: PlanBasis) -> str:
    """The confidence, and how far the volume of the agents is above the forecast; "" without.

    Parameters
    ----------
    basis : PlanBasis
        Forecast and inputs of the plan.
    """
    settings = basis.settings.settings
    targets = [one.target for one in settings if one.target and one.target.confidence is not None]
    if not targets:
        return ""
    confidence = " to ".join(
        given_percent_text(one) for one in _ends([one.confidence or 0.0 for one in targets])
    )
    more = _ends([one.volume_factor - 1.0 for one in targets])
    text = " to ".join(dict.fromkeys(percent_text(abs(one)) for one in more))
    side = "above" if max(more) > 0.0 else "below"
    return f"{confidence} confidence: volume {text} {side} the forecast ({_cvs(basis)})"


def _ends(values: list[float]) -> list[float]:
    """The smallest and the largest value, one where they are the same."""
    return list(dict.fromkeys((min(values), max(values))))


def _cvs(basis: PlanBasis) -> str:
    """The variation of the volumes: one, or the smallest and the largest."""
    known = [
        one.target.volume_cv
        for one in basis.settings.settings
        if one.target is not None and one.target.volume_cv is not None
    ]
    text = " to ".join(dict.fromkeys(percent_text(one) for one in _ends(known)))
    return f"CV {text}".replace(" ", _NO_BREAK)


def _against(summary: Summary, point: PointPlan) -> str:
    """What the confidence costs; FTE are in proportion to the paid hours."""
    total = summary.total
    agents, before = total.agent_hours, point.agent_hours
    parts = [f"{_more(agents, before)} agent-hours{_share(agents, before)}"]
    if not np.isnan(total.paid_hours + point.paid_hours):
        fte = f"{_more(total.fte, point.fte)} FTE"
        share = _share(total.paid_hours, point.paid_hours)
        parts.append(f"{_more(total.paid_hours, point.paid_hours)} paid hours, {fte}{share}")
    if summary.cost is not None and point.cost is not None:
        share = _share(summary.cost, point.cost)
        parts.append(f"{_more(summary.cost, point.cost, 0)} cost{share}")
    return f"Against the point plan (agents for the forecast): {'; '.join(parts)}"


def _more(value: float, before: float, digits: int = 1) -> str:
    """A difference with its sign."""
    change = value - before
    return f"{'+' if change >= 0.0 else '-'}{number_text(abs(change), digits)}"


def _share(value: float, before: float) -> str:
    """A difference in percent, in brackets."""
    return f" ({100 * (value / before - 1.0):+.1f}{_NO_BREAK}%)" if before else ""


def _days_kept(basis: PlanBasis, risk: VolumeRisk, *, details: bool) -> str:
    """How many days in ten keep the target, with this plan and with the point plan."""
    point = risk.point_plan
    text = f"{_days_text(basis)}: {_in_ten(risk.total.days_kept)}"
    if point is not None and point.days_kept is not None:
        text += f"; point plan: {_in_ten(point.days_kept)}"
    else:
        together = "a day" if risk.scope == "day" else "each interval"
        text += f", as the volume of {together} varies ({_cvs(basis)})"
    if details and 1 < len(risk.queues) <= _SHOWN:
        text += f": {', '.join(map(_queue, risk.queues))}"
    return text


def _days_text(basis: PlanBasis) -> str:
    """What the days do; a target per week or month is not one of a day."""
    goals = {one.target.goal for one in basis.settings.settings if one.target is not None}
    if goals & {"week", "month"}:
        return "Days at the service level of the target"
    return "Days that keep the target"


def _queue(one: DaysKept) -> str:
    """The days of a queue."""
    share = one.days_kept or 0.0
    return f"{one.label} {10 * share:.1f}"


def _in_ten(share: float | None) -> str:
    """A share of days: 7.3 in 10."""
    return f"{10 * (share or 0.0):.1f}{_NO_BREAK}in{_NO_BREAK}10"


def _band(risk: VolumeRisk, *, details: bool) -> str:
    """The service level that one day in ten stays below, and that one in ten exceeds."""
    low, high = percent_text(risk.service_level_p10), percent_text(risk.service_level_p90)
    expected = percent_text(risk.total.expected_service_level)
    text = f"Service level of a day: {low} (p10) to {high} (p90); of all contacts {expected}"
    if details and risk.point_plan is not None:
        other = percent_text(risk.point_plan.expected_service_level)
        text += f"; of the point plan {other}"
    return text.replace(" %", _NO_BREAK + "%")
