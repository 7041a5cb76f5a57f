"""Keywords of the functions of `wfm.api` as a forecast and the inputs of a plan."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from wfm.demand import Demand
from wfm.errors import InputError
from wfm.io.forecast.frames import Table, frame_of, read_frame
from wfm.io.forecast.read_options import options_of
from wfm.io.forecast.reader import read_demand
from wfm.planning.keyword_inputs import given_by, names_set
from wfm.planning.plan_inputs import plan_basis
from wfm.planning.records import PlanBasis

if TYPE_CHECKING:
    from wfm.forecasting.forecast_result import Forecast
    from wfm.planning.given_columns import AgentsColumn

__all__ = ["basis_of", "demand_of", "finished_demand", "refuse_reading"]


def basis_of(demand: Demand, options: Mapping[str, Any]) -> PlanBasis:
    """A forecast with the inputs of the keywords of `plan`."""
    return plan_basis(demand, given_by(options))


def demand_of(
    forecast: Demand | Forecast | str | os.PathLike[str] | Table,
    options: Mapping[str, Any],
    more: AgentsColumn | None = None,
    reading: Mapping[str, Any] | None = None,
) -> Demand:
    """The forecast as arrays, without the columns that keywords replace.

    `more` collects another column of it, `reading` is how it is read.
    """
    forecast = finished_demand(forecast)
    if not isinstance(forecast, Demand):
        replaced = tuple(sorted(names_set(options)))
        read = replace(options_of(**(reading or {})), replaced=replaced)
        if isinstance(forecast, str | os.PathLike):
            return read_demand(os.fspath(forecast), read, more=more)
        return read_frame(frame_of(forecast), read, more)
    refuse_reading(reading)
    if more is not None:
        raise InputError(
            f"agents must be a number or an array for a Demand: got the heading "
            f"{more.heading!r}; pass the file or table that has this column.",
            name="agents",
            value=more.heading,
        )
    return forecast


def finished_demand(
    forecast: Demand | Forecast | str | os.PathLike[str] | Table,
) -> Demand | str | os.PathLike[str] | Table:
    """The arrays of a forecast that `wfm.forecast` made; anything else as it is."""
    from wfm.forecasting.forecast_result import Forecast

    if not isinstance(forecast, Forecast):
        return forecast
    if np.isnan(forecast.demand.aht).all():
        raise InputError(
            "the forecast has no AHT, because its history has none: make it with one, "
            'wfm.forecast(history, aht="4m").',
            name="aht",
        )
    return forecast.demand


def refuse_reading(reading: Mapping[str, Any] | None) -> None:
    """Refuse keywords of how to read a forecast that has been read."""
    if reading:
        raise InputError(
            f"{', '.join(reading)}: for a file or table; this forecast has been read, pass them to "
            "wfm.read_forecast.",
            name=next(iter(reading)),
        )
