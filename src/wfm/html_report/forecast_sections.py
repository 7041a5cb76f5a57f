"""The sections of a forecast: its weeks, days and intervals with their band, and its backtest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from wfm.forecasting.forecast_json import (
    ForecastDocument,
    ForecastRow,
    ForecastTotalDocument,
    QueueForecastDocument,
)
from wfm.forecasting.volume_band import day_band
from wfm.html_report.day_labels import date_range, day_label
from wfm.html_report.html_text import figures, listed, notice, paragraph, plain_table
from wfm.html_report.page_records import PageChart, PageSection, Panel, Rows
from wfm.report.forecast_plot import Point, band_panel
from wfm.report.plan_lines import day_text
from wfm.risk import Spread
from wfm.units import number_text, percent_text

__all__ = ["forecast_sections"]

_QUEUES = 6  # queues with charts; more are easier to read in a file
_DAYS = 120  # days of a chart
_LISTED = 20  # days with a name, and days set aside


def forecast_sections(name: str, forecast: ForecastDocument) -> Iterator[PageSection]:
    """All sections of a forecast."""
    total = forecast.summary.total
    days = sorted({row.start.date() for row in forecast.rows})
    when = f", {date_range(days[0], days[-1])}" if days else ""
    sentence = f"{number_text(total.contacts, 0)} contacts are expected{when}"
    parts = (figures(_figures(forecast)), *_charts(forecast), _weeks(forecast))
    yield PageSection("forecast", "Forecast", parts, headline=sentence)
    yield PageSection("backtest", "Error of the forecast", tuple(_backtest(forecast)))
    yield PageSection("forecast-inputs", "Inputs of the forecast", tuple(_inputs(name, forecast)))


def _figures(forecast: ForecastDocument) -> Iterator[tuple[str, str, str]]:
    """The headline figures."""
    total, weeks = forecast.summary.total, forecast.summary.weeks
    yield "Contacts", number_text(total.contacts, 0), f"{len(weeks)} weeks"
    if total.aht is not None:
        yield "AHT", f"{total.aht:.0f} s", "average handle time"
    if total.workload is not None:
        yield "Workload", f"{number_text(total.workload, 0)} h", "contacts × AHT"
    yield "Busiest day", number_text(total.busiest, 0), f"contacts, {day_text(total.busiest_day)}"
    for one in forecast.backtest.scores:
        if one.method == forecast.method and one.wape_day is not None:
            yield "Error by day", percent_text(one.wape_day), "WAPE, one week ahead"


def _charts(forecast: ForecastDocument) -> Iterator[str | PageChart]:
    """Days and the first week of each queue."""
    rows: dict[str, list[ForecastRow]] = defaultdict(list)
    for row in forecast.rows:
        rows[row.queue].append(row)
    sizes = {name: sum(row.volume for row in own) for name, own in rows.items()}
    shown = sorted(rows, key=lambda name: -sizes[name])[:_QUEUES]
    spreads = {one.queue: _spread(one) for one in forecast.queues}
    for name in shown:
        title = f"{name}: contacts" if name else "Contacts"
        yield _days_chart(f"{title} by day", rows[name], spreads.get(name))
        if forecast.interval < 86400:
            yield _week_chart(f"{title} by interval, first week", rows[name])
    if len(rows) > len(shown):
        yield notice(
            f"{len(shown)} of {len(rows):,} queues are drawn, those with the most contacts."
        )


def _spread(one: QueueForecastDocument) -> Spread | None:
    """How far the volumes of a queue stray from the forecast."""
    return None if one.spread is None else Spread(**one.spread.model_dump())


def _days_chart(title: str, rows: Sequence[ForecastRow], spread: Spread | None) -> PageChart:
    """Contacts by day with their band."""
    days: dict[date, dict[float, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        clock = row.start.replace(tzinfo=None)
        days[clock.date()][clock.hour * 60 + clock.minute] += row.volume
    shown = dict(sorted(days.items())[:_DAYS])
    slots = sorted({slot for of_day in shown.values() for slot in of_day})
    volume = np.array([[of_day.get(slot, 0.0) for slot in slots] for of_day in shown.values()])
    band = None if spread is None or not spread.days else day_band(volume, spread)
    points: list[Point] = []
    run = 0
    table = [("day", "contacts", "p10", "p90")]
    for at, (day, total) in enumerate(zip(shown, volume.sum(axis=1).tolist(), strict=True)):
        limits = () if band is None else (float(band.p10[at]), float(band.p90[at]))
        point = _point(f"{day}T00:00:00", day_label(day), total, limits)
        # a line ends at a day without contacts: a closed one is no point of it
        run += at > 0 and (day - list(shown)[at - 1]).days > 1
        points.append({**point, "line": run})
        cells = [number_text(one, 0) for one in limits] or ["", ""]
        table.append((day_label(day), number_text(total, 0), cells[0], cells[1]))
    text = "The band is from p10 to p90: four days in five are expected within it."
    more = f" The first {_DAYS} days." if len(days) > _DAYS else ""
    panel = Panel("", band_panel(points, "day"))
    return PageChart("forecast", title, f"{text if band else ''}{more}".strip(), [panel], table)


def _week_chart(title: str, rows: Sequence[ForecastRow]) -> PageChart:
    """Contacts by interval of the first seven days with their band."""
    end = min(row.start.date() for row in rows) + timedelta(days=7)
    week = sorted((row for row in rows if row.start.date() < end), key=lambda row: row.start)
    points = []
    table: list[tuple[str, ...]] = [("start", "contacts", "p10", "p90")]
    for row in week:
        start = row.start.replace(tzinfo=None)
        label = f"{day_label(start.date())} {start:%H:%M}"
        limits = () if row.p10 is None or row.p90 is None else (row.p10, row.p90)
        point = _point(start.isoformat(), label, row.volume, limits)
        points.append({**point, "line": start.toordinal()})
        table.append((label, number_text(row.volume), *(f"{one:g}" for one in limits)))
    table = [(*row, "", "")[:4] for row in table]
    most = max(week, key=lambda row: row.volume)
    when = f"{day_label(most.start.date())} at {most.start:%H:%M}"
    summary = f"The most, {number_text(most.volume)}, are expected on {when}."
    return PageChart(
        "forecast-week", title, summary, [Panel("", band_panel(points, "hour"))], table
    )


def _point(start: str, label: str, volume: float, limits: Sequence[float]) -> Point:
    """One point with its text."""
    tip = f"{label}\n{number_text(volume)} contacts"
    point: Point = {"start": start, "what": "forecast", "volume": volume, "line": 0}
    if limits:
        point |= {"p10": limits[0], "p90": limits[1]}
        tip += f"\np10 to p90: {limits[0]:g} to {limits[1]:g}"
    return {**point, "tip": tip}


def _weeks(forecast: ForecastDocument) -> str:
    """The totals of weeks and queues."""
    head = ("", "contacts", "AHT", "workload", "busiest day", "contacts")
    queues = forecast.summary.queues if len(forecast.summary.queues) > 1 else []
    largest = sorted(queues, key=lambda one: -one.contacts)[:_LISTED]
    weeks = [_total_cells(one, f"week {one.label}") for one in forecast.summary.weeks]
    names = [_total_cells(one, one.label) for one in largest]
    rows: Rows = [head, *weeks, *names, _total_cells(forecast.summary.total, "total")]
    more = f", {len(largest)} of {len(queues)} queues" if len(queues) > len(largest) else ""
    return plain_table(f"Totals{more}", rows)


def _total_cells(one: ForecastTotalDocument, label: str) -> tuple[str, ...]:
    """One row of the totals."""
    return (
        label,
        number_text(one.contacts, 0),
        "" if one.aht is None else f"{one.aht:.0f} s",
        "" if one.workload is None else f"{number_text(one.workload, 0)} h",
        one.busiest_day,
        number_text(one.busiest, 0),
    )


def _backtest(forecast: ForecastDocument) -> Iterator[str]:
    """How far forecasts of past weeks were from what happened."""
    backtest = forecast.backtest
    if not backtest.origins:
        yield paragraph("Backtest: none, the history is too short")
        return
    yield paragraph(f"{backtest.origins} past weeks, each forecast one week ahead:")
    rows = [("method", "WAPE by interval", "WAPE by day", "bias", "MASE", "within p10 to p90")]
    for one in backtest.scores:
        shares = (one.wape, one.wape_day, one.bias)
        mase = "" if one.mase is None else f"{one.mase:.2f}"
        within = _share(one.within)
        rows.append((one.method, *map(_share, shares), mase, within))  # type: ignore[arg-type]
    rows.append(("chance alone", _share(backtest.noise_floor), "", "", "", ""))
    yield plain_table("Error of each method", rows)
    shares = (backtest.coverage.p10, backtest.coverage.p50, backtest.coverage.p90)
    if None not in shares:
        texts = " / ".join(map(_share, shares))
        yield paragraph(f"Volume within p10 / p50 / p90: {texts} of intervals")


def _share(share: float | None) -> str:
    """A share; empty where it is not known."""
    return "" if share is None else percent_text(share)


def _inputs(name: str, forecast: ForecastDocument) -> Iterator[str]:
    """Source, method, days with a name and days set aside."""
    yield paragraph(f"Forecast: {name}; history: {forecast.source}; method: {forecast.method}")
    named = [
        f"{day_text(str(day.date))} {day.name} × {day.factor:.2f}"
        for queue in forecast.queues
        for day in queue.named
    ]
    aside = [
        f"{day_text(str(day.date))}: {number_text(day.contacts, 0)} contacts"
        for queue in forecast.queues
        for day in queue.set_aside
    ]
    for title, days in (("Days with a name", named), ("Days set aside", aside)):
        if days:
            yield paragraph(f"{title}: {len(days):,}")
            yield listed(days[:_LISTED])
    if forecast.notes:
        yield paragraph("Notes:")
        yield listed(forecast.notes)
