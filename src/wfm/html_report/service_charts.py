"""The service level of a plan by day, against its target and with the band of its volumes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from wfm.html_report.chart_specs import level_spec
from wfm.html_report.day_labels import day_label
from wfm.html_report.page_records import PageChart, Panel
from wfm.planning.plan import Plan
from wfm.planning.totals import Summary
from wfm.units import percent_text

__all__ = ["service_chart"]

_DAYS = 62  # bars that can be told apart; of longer plans, weeks


def service_chart(plan: Plan, summary: Summary) -> Iterator[PageChart]:
    """Bars of days, or of weeks in a long plan; nothing where no service level is known."""
    by_day = len(summary.days) <= _DAYS
    periods = summary.days if by_day else summary.weeks
    known = [one for one in periods if one.contacts > 0 and not np.isnan(one.service_level)]
    if not known:
        return
    target = plan.inputs.common_target
    level = None if target is None else target.service_level
    labels = [
        day_label(date.fromisoformat(one.label)) if by_day else f"week {one.label}" for one in known
    ]
    points = [
        {
            "at": at,
            "label": label,
            "level": one.service_level,
            "tip": f"{label}\n{percent_text(one.service_level)} of {one.contacts:,.0f} contacts",
        }
        for at, (label, one) in enumerate(zip(labels, known, strict=True))
    ]
    unit = "day" if by_day else "week"
    low = min(known, key=lambda one: one.service_level)
    table = [
        (unit, "service level", "contacts"),
        *(
            (label, percent_text(one.service_level), f"{one.contacts:,.0f}")
            for label, one in zip(labels, known, strict=True)
        ),
    ]
    yield PageChart(
        "service",
        f"Expected service level by {unit}",
        f"Lowest: {percent_text(low.service_level)}, {low.label}.",
        [Panel("", level_spec(points, level))],
        table,
    )
