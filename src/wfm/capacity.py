"""Months and years ahead: people to hire, overtime, temps and an outsourcer, and what they cost.

::

    result = wfm.capacity.plan("capacity.toml")
    result.summary(); result.to_frame(); result.explain("2027-03"); result.save("capacity.xlsx")

The functions:

- `read`: a file ``capacity.toml`` as records;
- `need`: what each team needs by month, beside rules of thumb;
- `plan`: the cheapest hires, overtime, temps and outsourced work that cover the need; or the
  evaluation of given hires.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from wfm import units
from wfm.capacity_planning.capacity_data import CapacityBasis
from wfm.capacity_planning.capacity_file import read_capacity
from wfm.capacity_planning.capacity_input_lines import supply_lines
from wfm.capacity_planning.capacity_result import Capacity, capacity_of
from wfm.capacity_planning.file_records import (
    CapacityFile,
    DemandSource,
    PlanMonths,
    RuleOfThumb,
    TeamPlanInputs,
)
from wfm.capacity_planning.given_hires import given_hires, hires_by_team
from wfm.capacity_planning.hire_rules import broken_rules
from wfm.capacity_planning.interval_need import MonthlyNeed
from wfm.capacity_planning.monthly_values import month_of
from wfm.capacity_planning.planned_capacity import (
    CapacityRequest,
    amount_of,
    combined,
    planned_capacity,
    planned_inputs,
)
from wfm.capacity_planning.records import (
    CapacityInputs,
    HiringRules,
    SupportRole,
    TeamCapacity,
)
from wfm.capacity_planning.team_need import TeamNeed, team_needs
from wfm.errors import InputError
from wfm.io.forecast.frames import Table
from wfm.printable_text import value_text

if TYPE_CHECKING:
    from wfm.forecasting.forecast_result import Forecast

__all__ = [
    "Capacity",
    "CapacityFile",
    "CapacityInputs",
    "DemandSource",
    "HiringRules",
    "PlanMonths",
    "RuleOfThumb",
    "SupportRole",
    "TeamCapacity",
    "TeamNeed",
    "TeamPlanInputs",
    "need",
    "plan",
    "read",
]

Path: TypeAlias = str | os.PathLike[str]
Forecasts: TypeAlias = Mapping[str, "Table | Forecast"]


def read(
    file: Path, *, months: int | None = None, forecasts: Forecasts | None = None
) -> CapacityFile:
    """Read a ``capacity.toml``, and check every key of it.

    Parameters
    ----------
    file : path
        The file; forecasts and centres that it names are looked for in its folder.
    months : int, optional
        Months to plan, instead of those of the file; refused with a file that plans weeks, whose
        number is in the file. [months]
    forecasts : mapping of str to DataFrame or Forecast, optional
        By team, instead of the forecast files that the file names: a table of any library or dict
        of columns, or a result of `wfm.forecast`.

    Returns
    -------
    CapacityFile
        Months, teams and prices as records.

    Raises
    ------
    DataError
        With every problem, each with its line.
    InputError
        For `months` outside 1 to 120 or with a file that plans weeks; for a forecast of a team
        that is not there, or that has no forecast in the file.

    Examples
    --------
    >>> file = read("examples/capacity.toml")
    >>> file.months.labels[0], len(file.teams) > 1
    ('2027-01', True)
    """
    if months is not None:
        months = units.whole_number(months, "months", "months", 1)
    return _with_forecasts(read_capacity(_path(file), months=months), forecasts)


def need(
    file: CapacityFile | Path,
    *,
    forecasts: Forecasts | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, TeamNeed]:
    """What each team needs in each month, beside rules of thumb.

    ::

        need[t] = Σ agents of each interval · its length / paid hours of one person

    A typical week is planned again for the volume and the AHT of each month, by the code of
    `wfm.plan`: a small team needs more people per contact than a large one.

    Parameters
    ----------
    file : CapacityFile or path
        The file, or what `read` returns.
    forecasts : mapping of str to DataFrame or Forecast, optional
        As for `read`.
    progress : callable, optional
        Called with the number of plans made, and the number of all.

    Returns
    -------
    dict of str to TeamNeed
        By team.

    Raises
    ------
    DataError
        For a file, a forecast or a centre with problems, each with its line.
    UnreachableError
        For a target that cannot be met, with the team and the month.

    Examples
    --------
    12,000 contacts a month at 1,000 a head:

    >>> demand = DemandSource("voice", contacts=(12_000.0,), volume_factors=(1.0,),
    ...                       aht_factors=(1.0,), rules=(RuleOfThumb("contacts_per_head", 1000),))
    >>> people = TeamCapacity("voice", (0.0,), 12, (0.025,), (0.025,))
    >>> months = PlanMonths(date(2027, 1, 1), 1)
    >>> file = CapacityFile("capacity.toml", months, (TeamPlanInputs(demand, people),))
    >>> need(file)["voice"].paid
    (12.0,)
    """
    planned = replace(_file(file, forecasts=forecasts), longer=None)
    return team_needs(planned, progress=progress)


def plan(
    file: CapacityFile | CapacityInputs | Path,
    *,
    hires: Path | Table | Mapping[str, Sequence[int]] | None = None,
    budget: str | float | None = None,
    confidence: str | float | None = None,
    months: int | None = None,
    forecasts: Forecasts | None = None,
    first: str | date | None = None,
    gap: str | float | None = None,
    time_limit: str | float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Capacity:
    """The cheapest hires, overtime, temps and outsourced work that cover the need of every month.

    ::

        minimise  Σ cost + shortage_price · Σ shortage

    It is solved with six months after the last one, which are cut.

    Parameters
    ----------
    file : CapacityFile, CapacityInputs or path
        A ``capacity.toml``, what `read` returns, or teams whose need is known.
    hires : mapping, path or table, optional
        Hires that are evaluated instead of planned: people by team, ``{"voice": [0, 6, 0]}``, or a
        file or table of months, teams and hires. [people]
    budget : str or float, optional
        The least shortage that it buys is planned. [currency]
    confidence : str or float, optional
        Probability with which each month is to be covered, although people leave by chance: 0.8.
        [fraction]
    months : int, optional
        As for `read`. [months]
    forecasts : mapping of str to DataFrame or Forecast, optional
        As for `read`.
    first : str or date, optional
        First month of `CapacityInputs`, which they need: ``"2027-01"``.
    gap : str or float, optional
        Relative gap to the bound at which to stop; by default 0.05 % for a team alone and for up to
        60 months times teams that share classes, with the months after the plan; 1 % for larger
        plans. [fraction]
    time_limit : str or float, optional
        Of the search. [s]
    progress : callable, optional
        As for `need`.

    Returns
    -------
    Capacity
        With `summary`, `to_frame`, `explain` and `save`.

    Raises
    ------
    DataError
        For a file with problems, each with its line.
    InputError
        For a value outside its domain, or two of `hires`, `budget` and `confidence`.
    UnreachableError
        For a target or a confidence that cannot be met, a budget that does not pay those who are
        there, or a time limit that is too short.

    Examples
    --------
    120 people of whom 2.5 % leave a month are kept by three hires a month:

    >>> team = TeamCapacity("voice", (120.0,) * 12, 120, (0.025,) * 12, (0.025,) * 12, pay=3000.0)
    >>> result = plan(CapacityInputs((team,)), first="2027-01")
    >>> result.summary().total.hires, result.summary().total.cost
    (33, 4320000.0)

    References
    ----------
    - N. Gans and Y.-P. Zhou, "Managing learning and turnover in employee staffing", Operations
      Research 50, 2002: hiring up to a level, and what a linear program adds to it.
    - The same numbers as by the command ``wfm capacity``.
    """
    request = CapacityRequest(
        budget=None if budget is None else amount_of(budget, "budget"),
        confidence=None if confidence is None else units.fraction(confidence, "confidence", 1.0),
        gap=None if gap is None else _gap(gap),
        seconds=None if time_limit is None else _time_limit(time_limit),
    )
    if isinstance(file, CapacityInputs):
        if forecasts is not None:
            raise InputError("forecasts need a file: leave forecasts out.", name="forecasts")
        return _of_inputs(file, request, hires, first, months)
    read_file = _file(file, months, forecasts)
    if first is not None:
        raise InputError("first is that of the file: leave first out.", name="first")
    if hires is not None:
        given = given_hires(hires, read_file, cut=months is not None)
        request = replace(request, hires=given.people, notes=given.notes)
    own, request = combined(read_file, request)
    return planned_capacity(own, team_needs(own, progress=progress), request)


def _file(
    file: CapacityFile | Path, months: int | None = None, forecasts: Forecasts | None = None
) -> CapacityFile:
    """A file as records."""
    if not isinstance(file, CapacityFile):
        return read(file, months=months, forecasts=forecasts)
    if months is not None:
        raise InputError("months are those of the records: leave months out.", name="months")
    return _with_forecasts(file, forecasts)


def _path(file: object) -> str:
    """The path of a file, which is its name and not its text."""
    if not isinstance(file, str | os.PathLike) or file == "":
        cure = "; write CapacityInputs((team,))" if isinstance(file, TeamCapacity) else ""
        cure = "; their need is known: plan them" if isinstance(file, CapacityInputs) else cure
        raise InputError(
            "file must be the path of a capacity.toml, or what wfm.capacity.read returns: got "
            f"{_shown(file)}{cure}.",
            name="file",
            value=file,
        )
    path = os.fspath(file)
    if "\n" in path:
        raise InputError(
            f"file must be the path of a capacity.toml: got {value_text(path)}, a text of "
            f"{len(path.splitlines()):,} lines; write it to a file.",
            name="file",
            value=file,
        )
    return path


def _shown(value: object) -> str:
    """A value in an error: a record by its kind."""
    records = (CapacityInputs, TeamCapacity)
    return f"a {type(value).__name__}" if isinstance(value, records) else value_text(value)


def _gap(gap: str | float) -> float:
    """A relative gap."""
    try:
        return units.fraction(gap, "gap")
    except InputError:
        raise InputError(
            f"gap must be a fraction or a percentage from 0 to 1, such as 0.01 or '1%': got "
            f"{value_text(gap)}.",
            name="gap",
            value=gap,
        ) from None


def _time_limit(time_limit: str | float) -> float:
    """A time limit above 0 [s]."""
    seconds = units.duration(time_limit, "time_limit")
    if isinstance(time_limit, bool) or not seconds > 0:
        raise InputError(
            f"time_limit must be more than 0 seconds, such as 30 or '1m': got "
            f"{value_text(time_limit)}.",
            name="time_limit",
            value=time_limit,
        )
    return seconds


def _with_forecasts(file: CapacityFile, forecasts: Forecasts | None) -> CapacityFile:
    """The file with other forecasts of some teams."""
    if forecasts is None:
        return file
    if not isinstance(forecasts, Mapping):
        raise InputError(
            "forecasts must be tables by team, such as {'voice': table}: got "
            f"{value_text(forecasts)}.",
            name="forecasts",
        )
    named = {team.name: team.demand for team in file.teams if team.demand.forecast is not None}
    for name in forecasts:
        if name not in named:
            raise InputError(
                f"forecasts must be of teams that have a forecast in {file.path}, "
                f"{', '.join(named) or 'which are none'}: got {name!r}.",
                name="forecasts",
                value=name,
            )
    demands = {name: replace(named[name], forecast=one) for name, one in forecasts.items()}
    teams = tuple(replace(team, demand=demands.get(team.name, team.demand)) for team in file.teams)
    longer = None if file.longer is None else _with_forecasts(file.longer, forecasts)
    return replace(file, teams=teams, longer=longer)


def _of_inputs(
    inputs: CapacityInputs,
    request: CapacityRequest,
    hires: object,
    first: str | date | None,
    months: int | None,
) -> Capacity:
    """The plan of teams whose need is known."""
    if months is not None:
        raise InputError("months are those of the need: leave months out.", name="months")
    span = PlanMonths(_first(first), inputs.months)
    notes: tuple[str, ...] = ()
    if hires is not None:
        if not isinstance(hires, Mapping):
            raise InputError(
                "hires of teams whose need is given must be people by team, such as "
                f"{{'voice': [0, 3]}}: got {value_text(hires)}.",
                name="hires",
            )
        people = hires_by_team(hires, [team.name for team in inputs.teams], inputs.months)
        request = replace(request, hires=people)
        notes = broken_rules(inputs.teams, inputs.classes_per_month, people, span)
    result, proof = planned_inputs(inputs, request)
    return capacity_of(
        CapacityBasis(inputs, result.teams, {team.name: _known(team) for team in inputs.teams}),
        proof,
        span,
        lines=[line for team in inputs.teams for line in supply_lines(team, span)],
        notes=notes,
    )


def _first(first: str | date | None) -> date:
    """The first day of the first month."""
    try:
        return month_of(first)
    except ValueError:
        raise InputError(
            f"first must be a month, '2027-01': got {value_text(first)}.",
            name="first",
            value=first,
        ) from None


def _known(team: TeamCapacity) -> MonthlyNeed:
    """The need of a team of which the contacts are not known."""
    unknown = np.full(team.months, np.nan)
    need = np.array(team.need)
    return MonthlyNeed(
        contacts=unknown,
        workload=unknown,
        agent_hours=need * team.paid_hours,
        paid_hours=np.full(team.months, team.paid_hours),
        need=need,
        occupancy=unknown,
    )
