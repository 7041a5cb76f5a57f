"""A forecast on one screen: days set aside, method, backtest, days with a name, weeks to come."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from wfm.datetimes import date_of
from wfm.forecasting.forecast_result import Forecast, ForecastTotal
from wfm.forecasting.records import NamedDay, QueueForecast, UnusualDay
from wfm.forecasting.usual_week import Speeds
from wfm.printable_text import printable_line
from wfm.report.plan_lines import day_text
from wfm.report.text_table import defaults_text, line_width, table, wrapped
from wfm.units import duration_text, number_text

__all__ = ["forecast_text"]

_DAYS, _NAMED = 2, 2  # days set aside and days with a name that are shown
_ROWS = 4  # weeks or queues
_NAME = 24  # characters of a name
_FILE = "forecast.csv"
# A share of volumes at or below p90 that is so far below .9 is not chance: the band is too narrow.
_NARROW = 0.05
_WORDS = {
    "auto": "level × weekday × share of the interval",
    "last-week": "the last week again",
    "mean-6-weeks": "mean of the last six days of the same weekday",
    "ets": "exponential smoothing of days × share of the interval",
}


def forecast_text(
    forecast: Forecast, output: str | None, defaults: Sequence[str] = (), *, every: bool = False
) -> str:
    """The summary of a forecast.

    Parameters
    ----------
    forecast : Forecast
        The result.
    output : str or None
        The file of the intervals, for the next command; None if it is not written.
    defaults : sequence of str
        Options that come from ``wfm.toml``.
    every : bool
        Show all methods that were judged, not only that of the forecast and last week's copy.
    """
    parts = [
        [_title(forecast), *_set_aside(forecast), _method(forecast)],
        list(_backtest(forecast, every=every)),
        [
            *_named(forecast),
            _totals(forecast, rows=1 if every else _ROWS),
            defaults_text(defaults),
            _next(forecast, output),
        ],
    ]
    return "\n\n".join("\n".join(filter(None, part)) for part in parts if any(part))


def _title(forecast: Forecast) -> str:
    """Source, span of the history, and what is forecast."""
    demand, queues = forecast.demand, forecast.queues
    first, last = min(one.first for one in queues), max(one.last for one in queues)
    many = f", {len(queues)} queues" if len(queues) > 1 else ""
    weeks = round((last - first + 1) / 7, 1)
    length = duration_text(demand.interval)
    return wrapped(
        f"{demand.source}: {weeks:g} weeks of {length}{many}, {date_of(first)} to {date_of(last)}"
    )


def _set_aside(forecast: Forecast) -> Iterator[str]:
    """The days set aside with their contacts, and how to change that."""
    several = len(forecast.queues) > 1
    unusual = [day for queue in forecast.queues for day in queue.unusual]
    if not unusual:
        yield "Days set aside: none"
        return
    unusual.sort(key=lambda one: one.day, reverse=True)
    shown = [_unusual(day, several=several) for day in unusual[:_DAYS]]
    more = f", {len(unusual) - _DAYS} more in --json" if len(unusual) > _DAYS else ""
    yield wrapped(f"Days set aside: {len(unusual)}: {', '.join(shown)}{more}")
    kept = next((day for day in unusual if not day.chosen), None)
    keep = f"--keep {date_of(kept.day)} learns from it; " if kept else ""
    yield f"  {wrapped(f'({keep}--set-aside DATE leaves a day out)', line_width() - 2)}"


def _unusual(day: UnusualDay, *, several: bool) -> str:
    """A day set aside, with what it had."""
    name = f"{day.queue} " if several else ""
    usual = "" if math.isnan(day.usual) else f", usually {number_text(day.usual, 0)}"
    contacts = f"{number_text(day.contacts, 0)} contact{'s' * (day.contacts != 1)}"
    outage = f", none {day.outage_text}" if day.outage else ""
    return f"{name}{date_of(day.day)} ({contacts}{outage}{usual})"


def _method(forecast: Forecast) -> str:
    """The method in words, with its speeds."""
    words = _WORDS.get(forecast.method, "function of the user")
    every = [speed for queue in forecast.queues for speed in queue.speeds]
    speeds = f"; {_speeds(every)}" if every else ""
    effects = ", × effect of the day" if any(one.named for one in forecast.queues) else ""
    aht = "" if math.isnan(forecast.summary().total.aht) else "; AHT by hour"
    return wrapped(f"Method {forecast.method}: {words}{effects}{speeds}{aht}")


def _speeds(speeds: Sequence[Speeds]) -> str:
    """How fast the level and the profile forget."""
    alphas, lives = ({one[i] for one in speeds} for i in (0, 1))
    newest = _span([100 * alpha for alpha in alphas], " %")
    trends = {one.trend for one in speeds}
    trend = ", with trend" * (True in trends) if len(trends) == 1 else ", partly with trend"
    return f"newest week {newest} of the level{trend}, half-life of shares {_span(lives, ' weeks')}"


def _span(values: Sequence[float] | set[float], unit: str) -> str:
    """One number, or the smallest and the largest."""
    low, high = min(values), max(values)
    return f"{low:g}{unit}" if low == high else f"{low:g} to {high:g}{unit}"


def _backtest(forecast: Forecast, *, every: bool) -> Iterator[str]:
    """The table of methods, the coverage of the band, and the spread of days."""
    backtest = forecast.backtest
    if not backtest.origins:
        yield "Backtest: none, the history is too short (at least 5 weeks)"
        return
    scores = [
        one for one in backtest.scores if every or one.method in (forecast.method, "last-week")
    ]
    weeks = f"{backtest.origins} week{'s' * (backtest.origins != 1)}"
    rows: list[tuple[str, ...]] = [
        (f"backtest, {weeks}", "WAPE interval %", "WAPE day %", "bias %", "MASE", "p10-p90 %")
    ]
    rows += [
        (one.method, _percent(one.wape), _percent(one.wape_day), _percent(one.bias, sign=True),
         "" if math.isnan(one.mase) else f"{one.mase:.2f}", _percent(one.within))
        for one in scores
    ]  # fmt: skip
    rows.append(("chance alone", _percent(backtest.noise_floor), "", "", "", ""))
    if all(math.isnan(one.within) for one in scores):
        rows = [row[:-1] for row in rows]
    yield table(rows, leave_out=(4, 3, 2))
    yield from _band(forecast)
    yield _day_cv(forecast.queues)


def _percent(share: float, *, sign: bool = False) -> str:
    """A share in percent with one decimal; "" if it is not known."""
    return "" if math.isnan(share) else f"{100 * share:{'+' if sign else ''}.1f}"


def _band(forecast: Forecast) -> Iterator[str]:
    """How often actual volumes were at or below the quantiles."""
    by_interval, by_day = forecast.backtest.coverage, forecast.backtest.coverage_day
    if math.isnan(by_interval.p90):
        return
    shares = " / ".join(f"{100 * share:.0f}" for share in by_interval)
    day = "" if math.isnan(by_day.p90) else f", p90 of {100 * by_day.p90:.0f} % of days"
    narrow = "; too narrow, see --events" if by_interval.p90 < 0.9 - _NARROW else ""
    yield wrapped(f"Volume within p10 / p50 / p90: {shares} % of intervals{day}{narrow}")


def _day_cv(queues: Sequence[QueueForecast]) -> str:
    """The coefficient of variation of a day, as an option of staffing."""
    known = [one.spread for one in queues if one.spread.days]
    if not known:
        return ""
    cvs = [one.day_cv for one in known]
    percents = [f"{100 * cv:.0f}" for cv in (min(cvs), max(cvs))]
    text = " to ".join(dict.fromkeys(percents))
    days = max(one.days for one in known)
    option = f": wfm staff --volume-cv {percents[0]}%" if len(set(percents)) == 1 else ""
    return wrapped(f"Day CV: {text} %, from {days} days{option}")


def _named(forecast: Forecast) -> Iterator[str]:
    """The holidays and events to come with their effects."""
    several = len(forecast.queues) > 1
    days = sorted((day for one in forecast.queues for day in one.named), key=lambda one: one.day)
    if not days:
        return
    shown = [_named_day(day, several=several) for day in days[:_NAMED]]
    more = f"; {len(days) - _NAMED} more in --json" if len(days) > _NAMED else ""
    yield wrapped(f"Days with a name: {'; '.join(shown)}{more}")


def _named_day(day: NamedDay, *, several: bool) -> str:
    """A holiday or event with its effect."""
    queue = f"{day.queue} " if several else ""
    past = f"{day.past_days} past day{'s' * (day.past_days != 1)}" if day.past_days else "no past"
    return (
        f"{queue}{date_of(day.day)} {_short(printable_line(day.name))} × {day.factor:.2f} ({past})"
    )


def _short(name: str) -> str:
    """A name of at most so many characters that the line stays within its width."""
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def _totals(forecast: Forecast, *, rows: int) -> str:
    """Weeks, or queues if there are several, and the total; at most so many of them."""
    summary = forecast.summary()
    queues = len(summary.queues) > 1
    parts = summary.queues if queues else summary.weeks
    first = "queue" if queues else "week from"
    lines: list[tuple[str, ...]] = [
        (first, "contacts", "AHT s", "workload h", "busiest day", "contacts")
    ]
    shown = parts if len(parts) <= rows else parts[: rows - 1]
    lines += [_cells(one, one.label if queues else day_text(one.label)) for one in shown]
    if len(shown) < len(parts) and shown:
        lines.append((f"… {len(parts) - len(shown)} more", "", "", "", "", ""))
    lines.append(_cells(summary.total, "total"))
    return table(lines, leave_out=(5, 4, 2))


def _cells(one: ForecastTotal, label: str) -> tuple[str, ...]:
    """The figures of a row."""
    known = not math.isnan(one.aht)
    return (
        _short(label),
        number_text(one.contacts, 0),
        number_text(one.aht) if known else "",
        number_text(one.workload, 0) if known else "",
        day_text(one.busiest_day) if one.busiest_day else "",
        number_text(one.busiest, 0),
    )


def _next(forecast: Forecast, output: str | None) -> str:
    """The command that plans with this forecast."""
    if output and output.lower().endswith(".json"):
        output = None  # the forecast in JSON is no table
    first = "" if output else f"add -o {_FILE}, then "
    zone = getattr(forecast.demand.zone, "key", None)
    tz = f" --tz {zone}" if zone else ""
    aht = " --aht 4m" if math.isnan(forecast.summary().total.aht) else ""
    if forecast.demand.interval > 4 * 3600:
        return printable_line(f"Next: {first}wfm spread {output or _FILE} --profile profile.csv")
    return printable_line(f"Next: {first}wfm staff {output or _FILE}{tz}{aht}")
