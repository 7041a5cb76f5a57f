"""A plot of a forecast: past and coming days with their band, and the first week by interval."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from wfm._arrays import FloatArray
from wfm.datetimes import DAY, local
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.forecasting.forecast_result import Forecast
from wfm.forecasting.records import QueueForecast
from wfm.forecasting.volume_band import day_band
from wfm.io.atomic import replacing
from wfm.printable_text import printable_line
from wfm.report.chart_images import COLORS, check_charts, image
from wfm.units import duration_text

__all__ = ["PLOT_FORMATS", "Point", "band_panel", "check_packages", "save_plot"]

Point: TypeAlias = dict[str, str | float]

PLOT_FORMATS = (".png", ".svg", ".html")
# More past days than these make the coming ones hard to see, and more queues than these the plot.
_PAST_WEEKS, _QUEUES = 12, 6
_WIDTH, _HEIGHT = 860, 230
_PAST, _AHEAD, _ASIDE = "history", "forecast", "set aside"
_COLORS = {_PAST: COLORS["muted"], _AHEAD: COLORS["first"], _ASIDE: COLORS["second"]}


def check_packages() -> None:
    """Refuse a plot without its package, before anything is computed."""
    check_charts("--plot")


def save_plot(path: str, forecast: Forecast, past: Demand, *, overwrite: bool) -> None:
    """Write a plot of a forecast and its history; the whole file or nothing.

    Parameters
    ----------
    path : str
        With one of the endings of `PLOT_FORMATS`; a page of .html works without a network.
    forecast : Forecast
        The forecast.
    past : Demand
        Its history.
    overwrite : bool
        Replace an existing file.

    Raises
    ------
    InputError
        For more than six queues.
    """
    if len(forecast.queues) > _QUEUES:
        raise InputError(
            f"--plot shows up to {_QUEUES} queues: got {len(forecast.queues)}; choose some with "
            "--queue.",
            name="plot",
            value=len(forecast.queues),
        )
    picture = image(_chart(forecast, past), Path(path).suffix.lower())
    with replacing(path, overwrite=overwrite) as file:
        file.write(picture)


def _chart(forecast: Forecast, past: Demand) -> dict[str, Any]:
    """The days and the first week of each queue, one below the other."""
    rows = []
    for index, made in enumerate(forecast.queues):
        name = f"{printable_line(made.queue)}: " if made.queue else ""
        days = _days(forecast, past, index, made)
        rows.append({"title": f"{name}contacts by day", **band_panel(days, "day")})
        if forecast.demand.interval < DAY:
            length = duration_text(forecast.demand.interval)
            title = f"{name}last week and first week to come, by {length}"
            rows.append({"title": title, **band_panel([*_week(forecast, past, index)], "hour")})
    return {"vconcat": rows, "resolve": {"scale": {"color": "shared"}}}


def band_panel(points: Sequence[Point], unit: Literal["day", "hour"]) -> dict[str, Any]:
    """Contacts as lines, their band as an area and days set aside as points, in Vega-Lite.

    Parameters
    ----------
    points : sequence of dict
        ``start``, a local time as text; ``what`` it is: "history", "forecast" or "set aside";
        ``volume``, ``p10``, ``p90`` [contacts]; points with one ``line`` are joined; ``tip``, the
        text of a point that can be pointed at.
    unit : {"day", "hour"}
        How the times are written.
    """
    shown = [what for what in _COLORS if any(point["what"] == what for point in points)]
    legend = {"title": "band: p10 to p90", "symbolOpacity": 1.0} if len(shown) > 1 else None
    axis: dict[str, Any] = {"format": "%d %b %Y", "labelOverlap": True}
    if unit == "hour":
        axis |= {"format": "%a %d %b", "tickCount": "day"}
    color = {
        "field": "what",
        "type": "nominal",
        "legend": legend,
        "scale": {"domain": shown, "range": [_COLORS[what] for what in shown]},
    }
    # all local times as if they were UTC, so that no clock change of this machine moves them
    x = {
        "field": "start",
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc"},
        "axis": axis,
    }
    y = {"field": "volume", "type": "quantitative", "title": "contacts"}
    parts = {"field": "line"}  # each day has a line of its own, so that none crosses closed hours
    aside = f"datum.what == '{_ASIDE}'"
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": "isValid(datum.p10)"}],
            "mark": {"type": "area", "opacity": 0.25, "aria": False},
            "encoding": {
                "x": x,
                "y": {"field": "p10", "type": "quantitative", "title": "contacts"},
                "y2": {"field": "p90"},
                "color": color,
                "detail": parts,
            },
        },
        {
            "transform": [{"filter": f"!({aside})"}],
            "mark": {"type": "line", "strokeWidth": 1.5, "aria": False},
            "encoding": {"x": x, "y": y, "color": color, "detail": parts},
        },
        {
            "transform": [{"filter": aside}],
            "mark": {"type": "point", "filled": True, "size": 45, "aria": False},
            "encoding": {"x": x, "y": y, "color": color},
        },
    ]
    if any("tip" in point for point in points):
        layers.append(
            {
                "transform": [{"filter": "isValid(datum.tip)"}],
                "mark": {"type": "point", "size": 60, "filled": True, "opacity": 0},
                "encoding": {"x": x, "y": y, "description": {"field": "tip"}},
            }
        )
    values = [{**point, "start": f"{point['start']}Z"} for point in points]
    return {"width": _WIDTH, "height": _HEIGHT, "data": {"values": values}, "layer": layers}


def _days(forecast: Forecast, past: Demand, index: int, made: QueueForecast) -> list[Point]:
    """Contacts by day: last weeks of the history, forecast with its band, days set aside."""
    first, totals = _totals(past, past.queues.index(made.queue))
    shown = range(max(len(totals) - 7 * _PAST_WEEKS, 0), len(totals))
    return [
        *(_point((first + row) * DAY, _PAST, totals[row]) for row in shown),
        *(
            _point(one.day * DAY, _ASIDE, one.contacts)
            for one in made.unusual
            if one.day - first in shown
        ),
        *_ahead(forecast, index, made),
    ]


def _ahead(forecast: Forecast, index: int, made: QueueForecast) -> Iterator[Point]:
    """The days of the forecast with their band."""
    demand = forecast.demand
    own = demand.queue == index
    clock = local(demand.start[own], demand.zone)
    first = int(clock.min()) // DAY if clock.size else 0
    day, slot = clock // DAY - first, (clock % DAY) // int(demand.interval)
    volume = np.zeros((int(day.max(initial=-1)) + 1, int(DAY // demand.interval)))
    np.add.at(volume, (day, slot), demand.volume[own])
    band = day_band(volume, made.spread) if made.spread.days else None
    for row, total in enumerate(volume.sum(axis=1).tolist()):
        limits = () if band is None else (band.p10[row], band.p90[row])
        yield _point((first + row) * DAY, _AHEAD, total, *limits)


def _week(forecast: Forecast, past: Demand, index: int) -> Iterator[Point]:
    """Contacts by interval: the last week of the history and the first of the forecast."""
    for demand, what in ((past, _PAST), (forecast.demand, _AHEAD)):
        queue = demand.queues.index(forecast.demand.queues[index])
        clock = local(demand.start, demand.zone)
        edge = (clock.max() // DAY - 6) * DAY if what == _PAST else clock.min() // DAY * DAY
        rows = np.flatnonzero((demand.queue == queue) & (clock >= edge) & (clock < edge + 7 * DAY))
        for row in rows[np.argsort(clock[rows], kind="stable")].tolist():
            band = forecast.band if what == _AHEAD else None
            limits = () if band is None else (band.p10[row], band.p90[row])
            point = _point(clock[row], what, demand.volume[row], *limits)
            yield {**point, "line": int(clock[row] // DAY)}


def _point(
    seconds: float, what: str, volume: float, p10: float = math.nan, p90: float = math.nan
) -> Point:
    """One point of a plot; its time is text that is read as a local time."""
    start = str(np.datetime64(int(seconds), "s"))
    point: Point = {"start": start, "what": what, "volume": float(volume), "line": 0}
    return point if math.isnan(p10) else {**point, "p10": float(p10), "p90": float(p90)}


def _totals(past: Demand, queue: int) -> tuple[int, FloatArray]:
    """The first day of a queue and its contacts by day."""
    own = past.queue == queue
    day = local(past.start[own], past.zone) // DAY
    first = int(day.min())
    return first, np.bincount(day - first, past.volume[own]).astype(np.float64)
