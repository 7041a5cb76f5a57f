"""The functions of Python for scenarios: keywords as a case and its changes."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict, Unpack

from wfm import units
from wfm._plan_keywords import demand_of, refuse_reading
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.io.forecast.frames import Table
from wfm.io.forecast.read_options import names_of
from wfm.planning.keyword_inputs import given_by
from wfm.printable_text import value_text
from wfm.scenarios.agents_curve import AgentsCurve
from wfm.scenarios.agents_curve import agents_curve as curve_of_agents
from wfm.scenarios.cases import Case, QueueCase
from wfm.scenarios.changes import AXES, Change, Changes, parse_changes, split_base
from wfm.scenarios.service_curve import ServiceCurve
from wfm.scenarios.service_curve import service_curve as curve_of_service
from wfm.scenarios.what_if import WhatIf, what_if
from wfm.shrinkage import Shrinkage
from wfm.targets import Definition, GoalPeriod, Target

if TYPE_CHECKING:
    from wfm.centre.records import Centre

__all__ = ["PlanOptions", "agents_curve", "case_of_keywords", "service_curve", "whatif"]

Path: TypeAlias = str | os.PathLike[str]


class PlanOptions(TypedDict, total=False):
    """The keywords of `wfm.plan` that scenarios do not change, and how a file is read."""

    asa: str | float | None
    max_occupancy: str | float | None
    abandonment: str | float | None
    definition: Definition | None
    min_agents: int | None
    goal: GoalPeriod | None
    min_service_level: str | float | None
    contract_hours: float | None
    premiums: str | Iterable[str] | None
    resolution: str | float | None
    confidence: str | float | None
    volume_cv: str | float | None
    risk_scope: Literal["day", "interval"] | None
    interval: str | float | None
    tz: str | datetime.tzinfo | None
    date: str | datetime.date | None
    week_of: str | datetime.date | None
    date_format: str | None
    dayfirst: bool | None
    aht_unit: str | None
    fill: Literal["keep", "zero", "error"] | None
    queues: Iterable[str]
    sheet: str | None
    delimiter: str | None
    decimal: str | None
    thousands: str | None
    encoding: str | None
    limits: bool | None
    columns: Mapping[str, str] | None
    layout: str | None


# The keywords of the plan; the others are of reading.
_PLAN = (
    "asa", "max_occupancy", "abandonment", "definition", "min_agents", "contract_hours",
    "premiums", "resolution", "goal", "min_service_level",
    "confidence", "volume_cv", "risk_scope",
)  # fmt: skip
_NAMES = {"cost": "hourly_cost"}  # the keyword of an axis, where it has another name


def whatif(
    forecast: Demand | Path | Table,
    target: Changes | None = None,
    *,
    volume: Changes | None = None,
    aht: Changes | None = None,
    shrinkage: Changes | None = None,
    targets: Changes | None = None,
    patience: Changes | None = None,
    hourly_cost: Changes | None = None,
    base: Mapping[str, Any] | None = None,
    centre: Centre | Path | None = None,
    grid: bool = False,
    **options: Unpack[PlanOptions],
) -> WhatIf:
    """Plan a forecast as it is, and after each change of an input.

    Of `aht`, `shrinkage`, `target`, `patience` and `hourly_cost`, one value is that of the base,
    as for `wfm.plan`; several values, and changes, are scenarios. Each scenario is planned as
    `wfm.plan` does, and the people of the base are tried under its inputs::

        n kept = n of the base, with another shrinkage N (1 - shrinkage) of its N scheduled people

    Parameters
    ----------
    forecast : Demand, path, pandas, polars or pyarrow table, or dict of arrays
        As for `wfm.plan`.
    target : Target, str, tuple or sequence, optional
        The service target of the base, ``"85/60"`` by default; or several.
    volume : str or sequence, optional
        Changes: ``"±10%"``, ``"-5%,+20%"``; a number is all contacts of the forecast.
    aht : str, float or sequence, optional
        Changes: ``"±10%"``, ``"+30s"``; several values in place of those of the forecast. One value
        is for rows without one. [s]
    shrinkage : Shrinkage, str, float or sequence, optional
        Several shares, ``"25%,35%"``, are scenarios; by component ``"breaks=8%,leave=10%; 30%"``.
    targets : str or sequence, optional
        Targets of scenarios, also a single one.
    patience : str, float or sequence, optional
        Several values, ``"2m,5m,none"``, or changes. [s]
    hourly_cost : float, str or sequence, optional
        Several costs of a paid hour, or changes. [currency]
    base : mapping of str to object, optional
        The values of the base where the keyword has those of scenarios: ``{"shrinkage": "28%"}``.
    centre : Centre or path, optional
        A centre of several channels or its file; each scenario plans the whole centre, and a
        single target, shrinkage, patience or cost is a scenario too.
    grid : bool
        Every combination of the changes instead of one at a time.
    **options
        The other keywords of `wfm.plan`.

    Returns
    -------
    WhatIf
        With `base`, `scenarios`, `summary`, `to_frame` and `save`.

    Raises
    ------
    DataError
        For a file with problems, each with its line.
    InputError
        For a change that cannot be read, or too many scenarios.
    UsageError
        Without any scenario, or for a change that the base has no value for.

    Examples
    --------
    >>> result = whatif("examples/forecast.csv", volume="±10%", targets="80/20,90/60")
    >>> result.to_frame()[["scenario", "paid_hours"]].values.tolist()[1:3]
    [['volume -10%', 1741.5], ['volume +10%', 1989.0]]
    >>> round(result.scenarios[1].kept_service_level, 3)
    0.841

    References
    ----------
    - The same numbers as by the commands ``wfm whatif`` and ``wfm staff``.
    """
    values = {"volume": volume, "aht": aht, "shrinkage": shrinkage, "target": target,
              "patience": patience, "cost": hourly_cost}  # fmt: skip
    bases, changes = _split(values, targets, base or {}, has_centre=centre is not None)
    has_costs = any(change.axis == "cost" for change in changes)
    case = case_of_keywords(forecast, bases, dict(options), centre, has_costs=has_costs)
    return what_if(case, changes, grid=grid)


def service_curve(
    forecast: Demand | Path | Table,
    target: Target | str | tuple[float, float] | None = None,
    *,
    aht: str | float | None = None,
    shrinkage: Shrinkage | str | float | None = None,
    patience: str | float | None = None,
    hourly_cost: float | None = None,
    centre: Centre | Path | None = None,
    **options: Unpack[PlanOptions],
) -> ServiceCurve:
    """Cost against service level: the plan at several levels, and the price of the next point.

    ::

        price of a point = (cost of the next level - cost) / (100 (its level - level))

    Parameters
    ----------
    forecast : Demand, path, pandas, polars or pyarrow table, or dict of arrays
        As for `wfm.plan`.
    target : Target, str or tuple, optional
        The service target, whose time limit holds for every level.
    aht, shrinkage, patience, hourly_cost, centre
        As for `wfm.plan`.
    **options
        The other keywords of `wfm.plan`.

    Returns
    -------
    ServiceCurve
        With `points`, `to_frame` and `save`.

    Raises
    ------
    UsageError
        Without one target that has a service level.

    Examples
    --------
    >>> curve = service_curve("examples/forecast.csv", "85/60", hourly_cost=22)
    >>> [round(one.cost_of_next_point) for one in curve.points if one.level in (0.8, 0.95)]
    [507, 2488]

    References
    ----------
    - The same numbers as by the command ``wfm whatif --curve service``.
    """
    bases = {"aht": aht, "shrinkage": shrinkage, "target": target, "patience": patience,
             "cost": hourly_cost}  # fmt: skip
    return curve_of_service(case_of_keywords(forecast, bases, dict(options), centre))


def agents_curve(
    forecast: Demand | Path | Table,
    target: Target | str | tuple[float, float] | None = None,
    *,
    aht: str | float | None = None,
    shrinkage: Shrinkage | str | float | None = None,
    patience: str | float | None = None,
    hourly_cost: float | None = None,
    **options: Unpack[PlanOptions],
) -> AgentsCurve:
    """The service with one and two agents more and fewer than planned, in all and by interval.

    ::

        service of max(n + k, 0) agents in every interval,   k = -2, -1, 0, 1, 2

    Parameters
    ----------
    forecast : Demand, path, pandas, polars or pyarrow table, or dict of arrays
        As for `wfm.plan`.
    target : Target, str or tuple, optional
        The service target of the plan.
    aht, shrinkage, patience, hourly_cost
        As for `wfm.plan`.
    **options
        The other keywords of `wfm.plan`.

    Returns
    -------
    AgentsCurve
        With `steps`, `levels`, `to_frame` and `save`.

    Raises
    ------
    DataError
        For a file with problems, each with its line.
    InputError
        For a value outside its domain.

    Examples
    --------
    >>> curve = agents_curve("examples/forecast.csv", "85/60")
    >>> [one.below_target for one in curve.steps]
    [388, 388, 0, 0, 0]

    References
    ----------
    - The same numbers as by the command ``wfm whatif --curve agents``.
    """
    bases = {"aht": aht, "shrinkage": shrinkage, "target": target, "patience": patience,
             "cost": hourly_cost}  # fmt: skip
    case = case_of_keywords(forecast, bases, dict(options), None)
    assert isinstance(case, QueueCase)
    return curve_of_agents(case)


def _split(
    values: Mapping[str, Changes | None],
    targets: Changes | None,
    base: Mapping[str, Any],
    *,
    has_centre: bool,
) -> tuple[dict[str, Any], list[Change]]:
    """The values of the base, and the changes of all inputs."""
    if not isinstance(base, Mapping):
        raise InputError(f"base must be a mapping: got {value_text(base)}.", name="base")
    unknown = [name for name in base if name not in _base_names()]
    if unknown:
        raise InputError(
            f"base must have {', '.join(_base_names())}: got {unknown[0]!r}.", name="base"
        )
    bases: dict[str, Any] = {}
    changes: list[Change] = []
    for axis in AXES:
        name = _NAMES.get(axis, axis)
        value, some = split_base(axis, values[axis], name, has_centre=has_centre)
        if value is not None and name in base:
            raise InputError(f"{name} and base[{name!r}] are two values of the base.", name=name)
        bases[axis] = base.get(name, value)
        changes += some
    if targets is not None:
        changes += parse_changes("target", targets, "targets")
    return bases, changes


def _base_names() -> list[str]:
    """The keywords whose base can be set beside scenarios."""
    return [_NAMES.get(axis, axis) for axis in AXES if axis != "volume"]


def case_of_keywords(
    forecast: Demand | Path | Table,
    bases: Mapping[str, Any],
    options: Mapping[str, Any],
    centre: Centre | Path | None,
    *,
    has_costs: bool = False,
) -> Case:
    """The forecast with the keywords of its plan.

    Parameters
    ----------
    forecast
        As for `wfm.plan`.
    bases : mapping of str to object
        The values of the base by axis; None for defaults.
    options : mapping of str to object
        `PlanOptions`.
    centre : Centre or path, optional
        As for `wfm.plan`.
    has_costs : bool
        Whether scenarios have costs of an hour, which the base need not have.

    Raises
    ------
    InputError
        For a target or another input of the centre beside it.
    """
    reading = {k: v for k, v in options.items() if k not in _PLAN and v is not None}
    if "queues" in reading:
        reading["queues"] = names_of(reading["queues"], "queues")
    if bases["aht"] is not None:
        reading["aht"] = bases["aht"]
    plan = {
        "target": bases["target"], "shrinkage": bases["shrinkage"], "patience": bases["patience"],
        "hourly_cost": bases["cost"], **{name: options.get(name) for name in _PLAN},
    }  # fmt: skip
    if centre is not None:
        return _centre_case(forecast, centre, plan, reading)
    demand = demand_of(forecast, plan, reading=reading)
    return QueueCase(demand, given_by(plan, has_costs=has_costs))


def _centre_case(
    forecast: Demand | Path | Table,
    centre: Centre | Path,
    plan: Mapping[str, Any],
    reading: dict[str, Any],
) -> Case:
    """The forecast with a centre, whose file contains targets, shrinkage and contract hours."""
    from wfm.centre.config import read_centre
    from wfm.centre.records import Centre
    from wfm.scenarios.centre_case import CentreCase

    names = [name for name, value in plan.items() if value is not None]
    if names:
        raise InputError(
            f"with centre, {', '.join(names)} of the base must be set in the centre; leave out "
            "here.",
            name=names[0],
        )
    if isinstance(centre, str | os.PathLike):
        centre = read_centre(os.fspath(centre))
    if not isinstance(centre, Centre):
        raise InputError(
            f"centre must be a path, or a Centre: got {value_text(centre)}.", name="centre"
        )
    if isinstance(forecast, Demand):
        refuse_reading(reading)
        return CentreCase(forecast, centre)
    aht = reading.pop("aht", None)
    given = {"tz": centre.zone, **reading, "aht_required": False}
    seconds = None if aht is None else units.handle_time(aht, "aht")
    return CentreCase(demand_of(forecast, {}, reading=given), centre, seconds)
