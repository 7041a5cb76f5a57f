"""A forecast as the columns of a file, and what its JSON document has beside the rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from wfm._arrays import FloatArray
from wfm.datetimes import date_of, iso_texts
from wfm.demand import Demand
from wfm.forecasting.backtest_result import Backtest
from wfm.forecasting.records import QueueForecast
from wfm.forecasting.volume_band import VolumeBand
from wfm.io.table_files import Cell, FileTable

__all__ = ["demand_table", "forecast_document", "forecast_table"]

_UNITS = {
    "volume": "contacts", "p10": "contacts", "p50": "contacts", "p90": "contacts", "aht": "s",
    "volume_cv": "fraction", "days_below_p90": "fraction",
}  # fmt: skip


def forecast_table(
    demand: Demand,
    band: VolumeBand,
    volume_cv: FloatArray,
    days_below_p90: FloatArray | None = None,
) -> FileTable:
    """The intervals as columns of a file.

    Parameters
    ----------
    demand : Demand
        Volume and AHT; without a column of AHT where none is known.
    band : VolumeBand
        The quantiles of the volume.
    volume_cv : float64 array, shape (n,)
        Coefficient of variation of the factor of a day. [fraction]
    days_below_p90 : float64 array, shape (n,), optional
        Share of the days of the backtest at or below their p90. [fraction]
    """
    columns = dict(demand_table(demand).columns)
    aht = columns.pop("aht", None)
    for name, values in band._asdict().items():
        columns[name] = values.tolist()
    if aht is not None:
        columns["aht"] = aht
    columns["volume_cv"] = volume_cv.tolist()
    if days_below_p90 is not None:
        columns["days_below_p90"] = days_below_p90.tolist()
    return _table(columns)


def demand_table(demand: Demand) -> FileTable:
    """Queue where there are several, start, volume and AHT as columns of a file."""
    columns: dict[str, Sequence[Cell]] = {}
    if demand.queues != ("",):
        columns["queue"] = [demand.queues[i] for i in demand.queue.tolist()]
    columns["start"] = [datetime.fromisoformat(one) for one in iso_texts(demand.start, demand.zone)]
    columns["volume"] = demand.volume.tolist()
    if not np.isnan(demand.aht).all():
        columns["aht"] = demand.aht.tolist()
    return _table(columns)


def _table(columns: dict[str, Sequence[Cell]]) -> FileTable:
    """Columns with their units."""
    return FileTable(
        "Forecast", columns, {name: _UNITS[name] for name in columns if name in _UNITS}
    )


def forecast_document(
    method: str, queues: Sequence[QueueForecast], backtest: Backtest
) -> dict[str, Any]:
    """How a forecast was made, for JSON."""
    return {
        "method": method,
        "queues": [_queue(one) for one in queues],
        "backtest": _backtest(backtest),
    }


def _queue(made: QueueForecast) -> dict[str, Any]:
    """How one queue was forecast."""
    return {
        "queue": made.queue,
        "first": date_of(made.first).isoformat(),
        "last": date_of(made.last).isoformat(),
        "set_aside": [
            {
                "date": date_of(one.day).isoformat(),
                "contacts": one.contacts,
                "usual": one.usual,
                "chosen": one.chosen,
                "outage": one.outage_text,
            }
            for one in made.unusual
        ],
        "named": [
            {
                "date": date_of(one.day).isoformat(),
                "name": one.name,
                "factor": one.factor,
                "past_days": one.past_days,
            }
            for one in made.named
        ],
        "spread": made.spread if made.spread.days else None,
        "speeds": list(made.speeds),
        "backtest": _backtest(made.backtest),
    }


def _backtest(backtest: Backtest) -> dict[str, Any]:
    """The errors of the methods."""
    return {
        "origins": backtest.origins,
        "scores": list(backtest.scores),
        "noise_floor": backtest.noise_floor,
        "coverage": backtest.coverage,
        "coverage_day": backtest.coverage_day,
    }
