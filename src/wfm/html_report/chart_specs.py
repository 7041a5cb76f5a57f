"""Charts of plans, schedules, forecasts, reviews and capacity plans as Vega-Lite specifications.

Every text in them is plain: Vega-Lite reads no expression from values of its data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wfm.html_report.page_records import Spec
from wfm.report.chart_images import COLORS

__all__ = [
    "coverage_spec",
    "heat_spec",
    "level_spec",
    "shifts_spec",
    "supply_spec",
    "time_axis",
    "values",
]

_NARROW = 330  # px of a chart that has others beside it
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


def level_spec(
    points: Sequence[dict[str, Any]], target: float | None, title: str = "service level"
) -> Spec:
    """Shares as bars, with their target as a line."""
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
        "title": title,
        "axis": {"format": ".0%"},
        "scale": {"domain": [0, 1]},
    }
    bars = {
        "mark": {"type": "bar", "color": COLORS["first"], "size": _bar_width(len(points))},
        "encoding": {"x": x, "y": y, "description": {"field": "tip"}},
    }
    rule = {
        "data": values([{"target": target}]),
        "mark": {"type": "rule", "color": COLORS["second"], "strokeWidth": 2, "aria": False},
        "encoding": {"y": {"field": "target", "type": "quantitative"}},
    }
    layers = [bars] if target is None else [bars, rule]
    return {"width": _WIDE, "height": 180, "data": values(points), "layer": layers}


def coverage_spec(points: Sequence[dict[str, Any]], span: tuple[float, float], most: int) -> Spec:
    """Required agents as a line over covered ones; what is missing in another colour."""
    x = {"field": "t", **time_axis(*span)}
    y_scale = {"domain": [0, most], "nice": True}
    axis = {"tickCount": 4, "format": "d"}

    def y(field: str) -> Spec:
        return {
            "field": field,
            "type": "quantitative",
            "title": "agents",
            "scale": y_scale,
            "axis": axis,
        }

    x2, zero = {"field": "end"}, {"datum": 0}
    silent = {"aria": False, "type": "rect"}
    covered = {
        "data": values(_steps(points, "net")),
        "mark": {
            "type": "area",
            "interpolate": "step-after",
            "color": COLORS["band"],
            "aria": False,
        },
        "encoding": {"x": x, "y": y("net"), "detail": {"field": "run"}},
    }
    missing = {
        "data": values(
            [p for p in _merged(points, ("required", "net")) if p["required"] > p["net"]]
        ),
        "mark": {**silent, "color": COLORS["second"]},
        "encoding": {"x": x, "x2": x2, "y": y("required"), "y2": {"field": "net"}},
    }
    line = {
        "data": values(_steps(points, "required")),
        "mark": {
            "type": "line",
            "interpolate": "step-after",
            "color": COLORS["ink"],
            "strokeWidth": 1.5,
            "aria": False,
        },
        "encoding": {"x": x, "y": y("required"), "detail": {"field": "run"}},
    }
    hover = {
        "data": values(points),
        "mark": {"type": "rect", "color": "transparent"},
        "encoding": {
            "x": x,
            "x2": x2,
            "y": {"datum": most, "type": "quantitative", "scale": y_scale, "axis": axis},
            "y2": zero,
            "description": {"field": "tip"},
        },
    }
    return {"width": _NARROW, "height": 130, "layer": [covered, missing, line, hover]}


def shifts_spec(points: Sequence[dict[str, Any]], span: tuple[float, float]) -> Spec:
    """Bars of shifts, with their breaks on them."""
    x = {"field": "t", **time_axis(*span)}
    # rows have their number before the name, because two people may have one name
    keys = [{**point, "row": f"{point['at']:04d}{point['label']}"} for point in points]
    y = {
        "field": "row",
        "type": "ordinal",
        "title": None,
        "axis": {
            "labelExpr": "slice(datum.value, 4)",
            "ticks": False,
            "domain": False,
            "labelLimit": 110,
            "labelOverlap": False,
        },
    }
    color = {
        "field": "what",
        "type": "nominal",
        "legend": None,
        "scale": {
            "domain": ["shift", "unpaid", "paid"],
            "range": [COLORS["band"], COLORS["pause"], COLORS["third"]],
        },
    }
    is_shift = "datum.what == 'shift'"
    bars = {
        "transform": [{"filter": is_shift}],
        "mark": {"type": "bar", "height": {"band": 0.8}, "cornerRadius": 2},
        "encoding": {"description": {"field": "tip"}},
    }
    breaks = {
        "transform": [{"filter": f"!({is_shift})"}],
        "mark": {"type": "bar", "height": {"band": 0.5}, "aria": False},
    }
    return {
        "width": _NARROW - 60,
        "height": {"step": 15},
        "data": values(keys),
        "encoding": {"x": x, "x2": {"field": "end"}, "y": y, "color": color},
        "layer": [bars, breaks],
    }


def _merged(points: Sequence[dict[str, Any]], names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Neighbouring slots with the same figures as one."""
    merged: list[dict[str, Any]] = []
    for point in points:
        last = merged[-1] if merged else None
        same = last is not None and all(last[name] == point[name] for name in ("run", *names))
        if last is not None and same:
            last["end"] = point["end"]
        else:
            merged.append({name: point[name] for name in ("t", "end", "run", *names)})
    return merged


def _steps(points: Sequence[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The corners of a figure that is constant in each slot, with the end of each run."""
    corners: list[dict[str, Any]] = []
    for one in _merged(points, (name,)):
        if corners and corners[-1]["run"] == one["run"]:
            corners.pop()  # the end of a run that goes on
        corners += [{"t": one[at], name: one[name], "run": one["run"]} for at in ("t", "end")]
    return corners


def _bar_width(count: int) -> float:
    """The width of a bar among so many, in px; few are no broad blocks."""
    return min(0.6 * _WIDE / max(count, 1), 44.0)


def pair_spec(points: Sequence[dict[str, Any]], unit: str, *, is_share: bool) -> Spec:
    """Planned and actual figures of days, beside each other."""
    names = ["planned", "actual"]
    axis = {"format": ".0%"} if is_share else {}
    return {
        "width": _WIDE,
        "height": 180,
        "data": values(points),
        "mark": "bar",
        "encoding": {
            "x": {
                "field": "label",
                "type": "ordinal",
                "title": None,
                "sort": {"field": "at"},
                "axis": {"labelAngle": -45},
            },
            "xOffset": {"field": "what", "sort": names},
            "y": {"field": "value", "type": "quantitative", "title": unit, "axis": axis},
            "color": {
                "field": "what",
                "type": "nominal",
                "title": None,
                "scale": {"domain": names, "range": [COLORS["muted"], COLORS["first"]]},
            },
            "description": {"field": "tip"},
        },
    }


_PART_COLORS = {"people": "band", "overtime": "second", "temps": "third", "outsourced": "muted"}


def supply_spec(points: Sequence[dict[str, Any]], parts: Sequence[str]) -> Spec:
    """The parts of a supply as stacked bars, the need as a line."""
    x = {
        "field": "label",
        "type": "ordinal",
        "title": None,
        "sort": {"field": "at"},
        "axis": {"labelAngle": -45},
    }
    width = _bar_width(len(points))
    colors = [*(COLORS[_PART_COLORS[part]] for part in parts), COLORS["ink"]]
    color = {
        "type": "nominal",
        "title": None,
        "scale": {"domain": [*parts, "need"], "range": colors},
    }
    stacked = [
        {"at": one["at"], "label": one["label"], "what": part, "order": order, "fte": one[part]}
        for one in points
        for order, part in enumerate(parts)
        if one[part]
    ]
    fte = {"type": "quantitative", "title": "FTE on contacts"}
    bars = {
        "data": values(stacked),
        "mark": {"type": "bar", "size": width, "aria": False},
        "encoding": {
            "x": x,
            "y": {"field": "fte", **fte},
            "color": {"field": "what", **color},
            "order": {"field": "order"},
        },
    }
    line = {
        "mark": {"type": "line", "interpolate": "step", "strokeWidth": 2, "aria": False},
        "encoding": {"x": x, "y": {"field": "need", **fte}, "color": {"datum": "need", **color}},
    }
    hover = {
        "mark": {"type": "bar", "size": width, "color": "transparent"},
        "encoding": {"x": x, "y": {"field": "most", **fte}, "description": {"field": "tip"}},
    }
    layer = [bars, line, hover]
    return {"width": _WIDE, "height": 220, "data": values(points), "layer": layer}
