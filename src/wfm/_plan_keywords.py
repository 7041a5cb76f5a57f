"""Keywords of the functions of `wfm.api` as a forecast and the inputs of a plan."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any

from wfm import units
from wfm._arrays import checked
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.io.forecast.frames import Table, frame_of, read_frame
from wfm.io.forecast.read_options import options_of
from wfm.io.forecast.reader import read_demand
from wfm.planning.plan_inputs import GivenInputs, inputs_of
from wfm.planning.records import PlanBasis
from wfm.shrinkage import DEFAULT, Shrinkage

if TYPE_CHECKING:
    from wfm.planning.given_columns import AgentsColumn

__all__ = ["basis_of", "demand_of", "refuse_reading"]


def basis_of(demand: Demand, options: Mapping[str, Any]) -> PlanBasis:
    """A forecast with the inputs of the keywords of `plan`."""
    from wfm.planning.dataframe import defaults_of, names_set, target_of

    patience, hours = options["patience"], options["contract_hours"]
    limits = {name: options[name] for name in ("asa", "max_occupancy", "abandonment")}
    given = GivenInputs(
        target=target_of(options["target"], **limits),
        patience=inf if patience is None else units.duration(patience, "patience"),
        definition=options["definition"] or "offered",
        min_agents=options["min_agents"] or 0,
        shrinkage=_shrinkage(options["shrinkage"]),
        contract_hours=40.0 if hours is None else float(checked("contract_hours", hours)),
        hourly_cost=float(checked("hourly_cost", options.get("hourly_cost") or 0.0)),
        was_set=names_set(options),
        defaults=defaults_of(options),
    )
    return PlanBasis(demand, inputs_of(demand, given))


def demand_of(
    forecast: Demand | str | os.PathLike[str] | Table,
    options: Mapping[str, Any],
    more: AgentsColumn | None = None,
    reading: Mapping[str, Any] | None = None,
) -> Demand:
    """The forecast as arrays, without the columns that keywords replace.

    `more` collects another column of it, `reading` is how it is read.
    """
    if not isinstance(forecast, Demand):
        from wfm.planning.dataframe import names_set

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


def refuse_reading(reading: Mapping[str, Any] | None) -> None:
    """Refuse keywords of how to read a forecast that has been read."""
    if reading:
        raise InputError(
            f"{', '.join(reading)}: for a file or table; this forecast has been read, pass them to "
            "wfm.read_forecast.",
            name=next(iter(reading)),
        )


def _shrinkage(shrinkage: Shrinkage | str | float | None) -> Shrinkage:
    """Shrinkage of a keyword."""
    if shrinkage is None:
        return DEFAULT
    return shrinkage if isinstance(shrinkage, Shrinkage) else Shrinkage.parse(shrinkage)
