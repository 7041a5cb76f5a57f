"""Keywords of the functions of `wfm.api` as a forecast and the inputs of a plan."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from wfm import units
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.io.forecast.frames import Table, frame_of, read_frame
from wfm.io.forecast.read_options import options_of
from wfm.io.forecast.reader import read_demand
from wfm.planning.keyword_inputs import given_by, names_set
from wfm.planning.plan_inputs import plan_basis
from wfm.planning.records import PlanBasis
from wfm.printable_text import value_text

if TYPE_CHECKING:
    from wfm.centre.records import Centre
    from wfm.forecasting.forecast_result import Forecast
    from wfm.planning.given_columns import AgentsColumn
    from wfm.planning.plan import Plan

__all__ = ["basis_of", "centre_plan", "demand_of", "finished_demand", "refuse_reading"]


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
    return forecast.uncertain_demand()


def refuse_reading(reading: Mapping[str, Any] | None) -> None:
    """Refuse keywords of how to read a forecast that has been read."""
    if reading:
        raise InputError(
            f"{', '.join(reading)}: for a file or table; this forecast has been read, pass them to "
            "wfm.read_forecast.",
            name=next(iter(reading)),
        )


def centre_plan(
    forecast: Demand | Forecast | str | os.PathLike[str] | Table,
    centre: Centre | str | os.PathLike[str],
    options: list[str],
    reading: Mapping[str, Any],
) -> Plan:
    """The plan of a centre, whose file contains targets, shrinkage and contract hours."""
    from wfm.centre import staff_centre
    from wfm.centre.config import read_centre
    from wfm.centre.records import Centre

    if options:
        raise InputError(
            f"with centre, {', '.join(options)} must be set in the centre; leave out here.",
            name=options[0],
        )
    if isinstance(centre, str | os.PathLike):
        centre = read_centre(os.fspath(centre))
    if not isinstance(centre, Centre):
        raise InputError(
            f"centre must be a file such as centre.toml, or a Centre: got {value_text(centre)}.",
            name="centre",
            value=centre,
        )
    forecast = finished_demand(forecast)
    if not isinstance(forecast, Demand):
        given = {"tz": centre.zone, **reading, "aht_required": False}
        aht = given.pop("aht", None)
        seconds = None if aht is None else units.handle_time(aht, "aht")
        return staff_centre(demand_of(forecast, {}, reading=given), centre, aht=seconds)
    refuse_reading(reading)
    return staff_centre(forecast, centre)
