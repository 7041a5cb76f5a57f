"""Charts of a plan, a schedule, a forecast or a review as Vega-Lite specifications.

Every text in them is plain: Vega-Lite reads no expression from values of its data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wfm.html_report.page_records import Spec
from wfm.report.chart_images import COLORS

__all__ = ["heat_spec", "level_spec", "time_axis", "values"]

_WIDE = 860  # px of a chart that has a row of its own
_LEVEL_LABELS = 14  # columns whose labels are level
_DARK_CELL = "datum.share > 0.6"  # on which white is read better than black


def values(rows: Sequence[dict[str, Any]]) -> Spec:
    """Rows as the data of a chart."""
    return {"values": list(rows)}


def time_axis(first: float, last: float) -> Spec:
    """An axis of the hours of a day, in hours since its midnight."""
    return {
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [first, last], "nice": False, "zero": False},
        "axis": {
            "values": [hour for hour in range(0, 49, 2) if first <= hour <= last],
            "labelExpr": "(datum.value % 24 < 10 ? '0' : '') + floor(datum.value % 24) + ':00'",
        },
    }


def heat_spec(points: Sequence[dict[str, Any]], slots: int, days: int) -> Spec:
    """Agents by time of day (rows) and day (columns), with numbers where there is space."""
    x = {
        "field": "day",
        "type": "ordinal",
        "title": None,
        "sort": {"field": "at"},
        "axis": {"orient": "top", "labelAngle": -45 if days > _LEVEL_LABELS else 0},
    }
    y = {"field": "slot", "type": "ordinal", "title": None}
    color = {
        "field": "agents",
        "type": "quantitative",
        "title": "agents",
        "scale": {"scheme": "blues"},
    }
    text = {
        "mark": {"type": "text", "fontSize": 9},
        "encoding": {
            "text": {"field": "agents"},
            "color": {
                "condition": {"test": _DARK_CELL, "value": "#ffffff"},
                "value": COLORS["ink"],
            },
        },
    }
    most = max((point["agents"] for point in points), default=1)
    return {
        "width": max(40 * days, 120),
        "height": 15 * slots,
        "data": values([{**point, "share": point["agents"] / max(most, 1)} for point in points]),
        "encoding": {"x": x, "y": y},
        "layer": [{"mark": "rect", "encoding": {"color": color}}, text],
    }


def level_spec(points: Sequence[dict[str, Any]], target: float | None) -> Spec:
    """Service levels as bars, with their target as a line."""
    x = {
        "field": "label",
        "type": "ordinal",
        "title": None,
        "sort": {"field": "at"},
        "axis": {"labelAngle": -45},
    }
    y = {
        "field": "level",
        "type": "quantitative",
        "title": "service level",
        "axis": {"format": ".0%"},
        "scale": {"domain": [0, 1]},
    }
    bars = {
        "mark": {"type": "bar", "color": COLORS["first"]},
        "encoding": {"x": x, "y": y, "description": {"field": "tip"}},
    }
    rule = {
        "data": values([{"target": target}]),
        "mark": {"type": "rule", "color": COLORS["second"], "strokeWidth": 2, "aria": False},
        "encoding": {"y": {"field": "target", "type": "quantitative"}},
    }
    layers = [bars] if target is None else [bars, rule]
    return {"width": _WIDE, "height": 180, "data": values(points), "layer": layers}
