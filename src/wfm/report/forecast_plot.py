"""A plot of a forecast: past and coming days with their band, and the first week by interval."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from wfm._arrays import FloatArray
from wfm._extras import optional_package
from wfm.datetimes import DAY, local
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.forecasting.forecast_result import Forecast
from wfm.forecasting.records import QueueForecast
from wfm.forecasting.volume_band import day_band
from wfm.io.atomic import replacing
from wfm.printable_text import printable_line
from wfm.units import duration_text

__all__ = ["PLOT_FORMATS", "check_packages", "save_plot"]

_Point: TypeAlias = dict[str, str | float]

PLOT_FORMATS = (".png", ".svg", ".html")
# More past days than these make the coming ones hard to see, and more queues than these the plot.
_PAST_WEEKS, _QUEUES = 12, 6
_WIDTH, _HEIGHT, _SCALE = 860, 230, 2
_PAST, _AHEAD, _ASIDE = "history", "forecast", "set aside"
_COLORS = {_PAST: "#4c566a", _AHEAD: "#1f6feb", _ASIDE: "#c0392b"}


def check_packages() -> None:
    """Refuse a plot without its packages, before anything is computed."""
    optional_package("altair", "--plot")
    optional_package("vl_convert", "--plot", package="vl-convert-python")


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
    chart = _chart(forecast, past)
    suffix = Path(path).suffix.lower()
    options = {"inline": True} if suffix == ".html" else {"scale_factor": _SCALE}
    import altair as alt

    with (
        replacing(path, overwrite=overwrite) as file,
        alt.data_transformers.enable("default", max_rows=None),
    ):
        if suffix == ".png":
            chart.save(file, format="png", **options)
        else:
            file.write(_text(chart, suffix[1:], options).encode())


def _text(chart: Any, form: str, options: dict[str, Any]) -> str:
    """A chart as text."""
    import io

    text = io.StringIO()
    chart.save(text, format=form, **options)
    return text.getvalue()


def _chart(forecast: Forecast, past: Demand) -> Any:
    """The days and the first week of each queue, one below the other."""
    import altair as alt

    rows = []
    for index, made in enumerate(forecast.queues):
        name = f"{printable_line(made.queue)}: " if made.queue else ""
        days = _days(forecast, past, index, made)
        rows.append(_panel(days, f"{name}contacts by day", "day"))
        if forecast.demand.interval < DAY:
            length = duration_text(forecast.demand.interval)
            title = f"{name}last week and first week to come, by {length}"
            rows.append(_panel([*_week(forecast, past, index)], title, "hour"))
    return alt.vconcat(*rows).resolve_scale(color="shared")


def _panel(points: list[_Point], title: str, unit: str) -> Any:
    """History and forecast as lines, the band as an area, days set aside as points."""
    import altair as alt

    color = alt.Color(
        "what:N",
        title="band: p10 to p90",
        legend=alt.Legend(symbolOpacity=1.0, titleFontWeight="normal"),
        scale=alt.Scale(domain=[*_COLORS], range=[*_COLORS.values()]),
    )
    form = "%a %d %b" if unit == "hour" else "%d %b %Y"
    x = alt.X("start:T", title=None, axis=alt.Axis(format=form, labelOverlap=True))
    y = alt.Y("volume:Q", title="contacts")
    parts = "line:N"  # each day has a line of its own, so that none crosses closed hours
    base = alt.Chart(alt.InlineData(values=points), title=title, width=_WIDTH, height=_HEIGHT)
    area = base.transform_filter("isValid(datum.p10)").mark_area(opacity=0.25)
    line = base.transform_filter(f"datum.what != '{_ASIDE}'").mark_line(strokeWidth=1.5)
    aside = base.transform_filter(f"datum.what == '{_ASIDE}'").mark_point(filled=True, size=45)
    return alt.layer(
        area.encode(x=x, y=alt.Y("p10:Q", title="contacts"), y2="p90:Q", color=color, detail=parts),
        line.encode(x=x, y=y, color=color, detail=parts),
        aside.encode(x=x, y=y, color=color),
    )


def _days(forecast: Forecast, past: Demand, index: int, made: QueueForecast) -> list[_Point]:
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


def _ahead(forecast: Forecast, index: int, made: QueueForecast) -> Iterator[_Point]:
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


def _week(forecast: Forecast, past: Demand, index: int) -> Iterator[_Point]:
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
) -> _Point:
    """One point of a plot; its time is text that is read as a local time."""
    start = str(np.datetime64(int(seconds), "s"))
    point: _Point = {"start": start, "what": what, "volume": float(volume), "line": 0}
    return point if math.isnan(p10) else {**point, "p10": float(p10), "p90": float(p90)}


def _totals(past: Demand, queue: int) -> tuple[int, FloatArray]:
    """The first day of a queue and its contacts by day."""
    own = past.queue == queue
    day = local(past.start[own], past.zone) // DAY
    first = int(day.min())
    return first, np.bincount(day - first, past.volume[own]).astype(np.float64)
