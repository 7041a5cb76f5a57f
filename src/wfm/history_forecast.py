"""From past contacts to a forecast in Python: one call for a file or a table.

::

    forecast = wfm.forecast("history.csv", weeks=4, country="US", events="events.csv")
    forecast.summary(); forecast.to_frame(); forecast.save("forecast.csv")
    wfm.backtest("history.csv").scores
    plan = wfm.plan(forecast, "80/20")
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from wfm._plan_keywords import refuse_reading
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.forecasting.backtest_result import Backtest
from wfm.forecasting.calendar_days import Events, calendar_of, checked_place
from wfm.forecasting.forecast import forecast_of, judged_methods
from wfm.forecasting.forecast_result import Forecast
from wfm.forecasting.marked_histories import ForecastOptions
from wfm.forecasting.methods import Method
from wfm.forecasting.named_methods import methods_named, methods_of
from wfm.forecasting.outside_method import Forecaster
from wfm.io.forecast.frames import Table, frame_of, read_frame
from wfm.io.forecast.read_options import ReadOptions, date_of_option, options_of
from wfm.io.forecast.reader import read_demand
from wfm.option_text import option
from wfm.printable_text import value_text
from wfm.units import whole_number

__all__ = ["ForecastRequest", "backtest", "forecast", "request_of"]

Path: TypeAlias = str | os.PathLike[str]
Days: TypeAlias = str | datetime.date | Iterable[str | datetime.date]
# Keywords whose option has another name.
_KEYWORDS = {"zone": "tz"}
_EPOCH = datetime.date(1970, 1, 1)


@dataclass(frozen=True)
class ForecastRequest:
    """What is asked of a forecast, checked before a history is read.

    Attributes
    ----------
    weeks : int
        Weeks to forecast.
    place : str or None
        Country, or country and region, whose holidays are named.
    events : path, mapping or None
        The events.
    methods : mapping of str to Method
        The method of the forecast, then those that it is compared with.
    set_aside, keep : frozenset of int
        Days that are set aside, or never, by days since 1970.
    origins : int
        Weeks of the backtest.
    """

    weeks: int
    place: str | None
    events: Events | None
    methods: Mapping[str, Method]
    set_aside: frozenset[int]
    keep: frozenset[int]
    origins: int

    def of(
        self,
        past: Demand,
        options: ReadOptions,
        progress: Callable[[int, int | None], None] = lambda done, total: None,
    ) -> Forecast:
        """The forecast of a history that was read with some options."""
        chosen, notes = self._options(past, options)
        made = forecast_of(past, chosen, progress)
        return replace(made, notes=(*past.notes, *notes, *made.notes[len(past.notes) :]))

    def judged(self, past: Demand, options: ReadOptions) -> Backtest:
        """The backtest of a history that was read with some options."""
        chosen, notes = self._options(past, options)
        made = judged_methods(past, chosen)
        return replace(made, notes=(*past.notes, *notes, *made.notes))

    def _options(
        self, past: Demand, options: ReadOptions
    ) -> tuple[ForecastOptions, tuple[str, ...]]:
        """The options with the calendar of the history, and what was noticed in it."""
        calendar = calendar_of(past, self.weeks, self.place, self.events, options)
        chosen = ForecastOptions(
            weeks=self.weeks,
            calendar=calendar.names,
            set_aside=self.set_aside,
            keep=self.keep,
            methods=self.methods,
            origins=self.origins,
            missing_is_zero=True if options.fill == "zero" else None,
        )
        return chosen, calendar.notes


def request_of(
    weeks: int,
    country: str | None,
    region: str | None,
    events: Events | None,
    methods: Callable[[], Mapping[str, Method]],
    set_aside: Days,
    keep: Days,
    origins: int,
    *,
    compare: bool = False,
) -> ForecastRequest:
    """What is asked of a forecast; every option is checked, and every package needed is there.

    `methods` are called after the checks before them, for they may import a package.

    Raises
    ------
    InputError
        For an option outside its domain, or methods to compare without a backtest.
    UsageError
        If a package is not installed.
    """
    for name, value in (("country", country), ("region", region)):
        if not isinstance(value, str | None):
            raise InputError(
                f"{name} must be a code such as US: got {value_text(value)}.",
                name=name,
                value=value,
            )
    if not isinstance(events, str | os.PathLike | Mapping | None):
        raise InputError(
            "events must be a file such as events.csv, or names by date: got "
            f"{value_text(events)}.",
            name="events",
            value=events,
        )
    if compare and origins == 0:
        raise InputError(
            f"{option('compare')} judges the methods in the backtest, which has no weeks: "
            f"leave out {option('origins', 0)}.",
            name="compare",
            value=compare,
        )
    return ForecastRequest(
        whole_number(weeks, "weeks", least=1),
        checked_place(country, region),
        events,
        methods(),
        _days(set_aside, "set_aside"),
        _days(keep, "keep"),
        whole_number(origins, "origins"),
    )


def _days(days: Days, name: str) -> frozenset[int]:
    """Days since 1970 of dates."""
    if not isinstance(days, Iterable | datetime.date):
        raise InputError(
            f"{option(name)} must be a date or dates such as 2026-03-02: got {value_text(days)}.",
            name=name,
            value=days,
        )
    dates = (days,) if isinstance(days, str | datetime.date) else tuple(days)
    found = (date_of_option(day, name) for day in dates)
    return frozenset((day - _EPOCH).days for day in found if day is not None)


def forecast(
    history: Demand | Path | Table,
    weeks: int = 4,
    *,
    country: str | None = None,
    region: str | None = None,
    events: Events | None = None,
    method: str | Forecaster = "auto",
    set_aside: Days = (),
    keep: Days = (),
    origins: int = 12,
    compare: bool = False,
    aht: str | float | None = None,
    interval: str | float | None = None,
    tz: str | datetime.tzinfo | None = None,
    date_format: str | None = None,
    dayfirst: bool | None = None,
    aht_unit: str | None = None,
    fill: Literal["keep", "zero", "error"] = "keep",
    queues: Iterable[str] = (),
    sheet: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    encoding: str | None = None,
    limits: bool = True,
    columns: Mapping[str, str] | None = None,
    layout: str | None = None,
) -> Forecast:
    """Forecast contacts and AHT from past ones, with a band and a backtest.

    ::

        volume(day, slot) = level(week) · factor(weekday) · share(weekday, slot)

    times the factor of the holiday or event of the day, estimated from past days of its name.
    Days unlike their weekday are set aside and listed in the result.

    Parameters
    ----------
    history : Demand, path, pandas, polars or pyarrow table, or dict of arrays
        Past contacts offered, one row per interval or per day, with their AHT where it is known
        and the queue where there are several; read by the rules of `read_forecast`.
    weeks : int
        Weeks to forecast, from the day after the last one of the history.
    country : str, optional
        Country whose public holidays count: ``"US"`` (needs the package ``holidays``).
    region : str, optional
        Region of the country: ``"NM"``.
    events : path or mapping, optional
        Days with other volumes, past and to come: a file with columns ``date``, ``end`` and
        ``name``, or names by date: ``{"2026-03-02": "mailing"}``.
    method : str or callable
        ``"auto"``, ``"last-week"``, ``"mean-6-weeks"``, ``"ets"`` (needs the package
        ``statsmodels``), ``"module:function"`` or a function ``f(past, starts)`` that gets a table
        with ``start`` and ``volume`` and the starts to forecast, and returns their volumes.
    set_aside : date or dates
        Days of the history that are not learnt from.
    keep : date or dates
        Days that are learnt from, although they are unlike their weekday.
    origins : int
        Weeks of the backtest.
    compare : bool
        Judge every method in the backtest, not only copies of the past.
    aht : str or float, optional
        Average handle time of rows without one. [s]
    interval, tz, date_format, dayfirst, aht_unit, fill, queues, sheet : optional
        How a file or table is read, as for `read_forecast`.
    delimiter, decimal, thousands, encoding, limits, columns, layout : optional
        The same.

    Returns
    -------
    Forecast
        With `demand`, a forecast for `plan`, its band, the backtest, the days set aside,
        `to_frame`, `summary` and `save`.

    Raises
    ------
    DataError
        For a history or events with problems, each with its line, or a history of less than a
        week.
    InputError
        For an option outside its domain.
    UsageError
        If a package is needed that is not installed.

    Examples
    --------
    >>> days = [f"2026-03-{day:02d}" for day in range(1, 32)]
    >>> volumes = [60 if day % 7 else 20 for day in range(1, 32)]
    >>> result = forecast({"date": days, "calls": volumes}, weeks=1)
    >>> len(result.demand), result.summary().total.busiest_day
    (7, '2026-04-01')

    References
    ----------
    - The same numbers as by the command ``wfm forecast``: `wfm.forecasting.forecast`.
    """
    request = request_of(
        weeks, country, region, events, lambda: methods_named(method, compare=compare), set_aside,
        keep, origins, compare=compare,
    )  # fmt: skip
    options = replace(
        options_of(
            aht=aht, interval=interval, tz=tz, date_format=date_format, dayfirst=dayfirst,
            aht_required=aht is not None, aht_unit=aht_unit, delimiter=delimiter, decimal=decimal,
            thousands=thousands, encoding=encoding, fill=fill, queues=queues, sheet=sheet,
            limits=limits, columns=columns, layout=layout,
        ),
        past=True,
    )  # fmt: skip
    return request.of(_past(history, options), options)


def backtest(
    history: Demand | Path | Table,
    methods: str | Forecaster | Iterable[str | Forecaster] | None = None,
    origins: int = 12,
    *,
    country: str | None = None,
    region: str | None = None,
    events: Events | None = None,
    set_aside: Days = (),
    keep: Days = (),
    interval: str | float | None = None,
    tz: str | datetime.tzinfo | None = None,
    date_format: str | None = None,
    dayfirst: bool | None = None,
    fill: Literal["keep", "zero", "error"] = "keep",
    queues: Iterable[str] = (),
    sheet: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    encoding: str | None = None,
    limits: bool = True,
    columns: Mapping[str, str] | None = None,
    layout: str | None = None,
) -> Backtest:
    """Judge forecasting methods on the last weeks of a history, each a week ahead.

    ::

        WAPE = Σ |actual - forecast| / Σ actual
        bias = Σ forecast / Σ actual - 1
        MASE = Σ |actual - forecast| / Σ |actual - actual of the week before|

    At each origin, a method gets the days before it and nothing else; holidays and events of the
    week to come are known, as they are in practice.

    Parameters
    ----------
    history : Demand, path, pandas, polars or pyarrow table, or dict of arrays
        Past contacts, as for `forecast`.
    methods : str, callable or iterable of them, optional
        As `forecast` takes one; by default ``"auto"``, ``"last-week"``, ``"mean-6-weeks"``, and
        ``"ets"`` where the package ``statsmodels`` is installed.
    origins : int
        Weeks to forecast, the last ones of the history; fewer where it is shorter, for a method
        gets at least four weeks.
    country, region, events, set_aside, keep : optional
        As for `forecast`.
    interval, tz, date_format, dayfirst, fill, queues, sheet : optional
        How a file or table is read, as for `read_forecast`.
    delimiter, decimal, thousands, encoding, limits, columns, layout : optional
        The same.

    Returns
    -------
    Backtest
        With `scores` (one per method), `noise_floor`, `coverage`, `to_frame` (one row per week and
        method), `summary` (by queue) and `save`.

    Raises
    ------
    DataError
        For a history or events with problems, each with its line, or a history of less than five
        weeks.
    InputError
        For an option outside its domain.
    UsageError
        If a package is needed that is not installed.

    Examples
    --------
    >>> result = backtest("examples/history.csv", ["auto", "last-week"], origins=4)
    >>> [(one.method, round(one.wape, 2)) for one in result.scores]
    [('auto', 0.14), ('last-week', 0.19)]

    References
    ----------
    - R. J. Hyndman, A. B. Koehler, "Another look at measures of forecast accuracy", International
      Journal of Forecasting 22, 2006 (MASE; here against the week before, in the judged weeks).
    """
    request = request_of(
        1, country, region, events, lambda: methods_of(methods), set_aside, keep,
        whole_number(origins, "origins", least=1),
    )  # fmt: skip
    options = replace(
        options_of(
            interval=interval, tz=tz, date_format=date_format, dayfirst=dayfirst,
            aht_required=False, delimiter=delimiter, decimal=decimal, thousands=thousands,
            encoding=encoding, fill=fill, queues=queues, sheet=sheet, limits=limits,
            columns=columns, layout=layout,
        ),
        past=True,
    )  # fmt: skip
    return request.judged(_past(history, options), options)


def _past(history: Demand | Path | Table, options: ReadOptions) -> Demand:
    """The history as arrays."""
    if isinstance(history, Demand):
        usual = replace(ReadOptions(), past=True, aht_may_lack=options.aht is None)
        names = [name for name, value in vars(options).items() if value != getattr(usual, name)]
        refuse_reading(dict.fromkeys(_KEYWORDS.get(name, name) for name in names))
        return history
    if isinstance(history, str | os.PathLike):
        return read_demand(os.fspath(history), options)
    return read_frame(frame_of(history), options)
