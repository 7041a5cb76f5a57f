"""The forecasts of typical weeks that a capacity plan names, with the centres that plan them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wfm import units
from wfm._plan_keywords import demand_of
from wfm.capacity_planning.file_records import CapacityFile, DemandSource
from wfm.capacity_planning.typical_weeks import TypicalWeek, placed
from wfm.centre.config import read_centre
from wfm.centre.records import Centre
from wfm.centre.volumes import refuse_other_queues, with_escalation_rows
from wfm.errors import InputError
from wfm.option_text import for_keys
from wfm.planning.keyword_inputs import given_by
from wfm.scenarios.cases import QueueCase
from wfm.scenarios.centre_case import CentreCase
from wfm.shrinkage import DEFAULT

__all__ = ["read_typical_weeks", "team_place"]

# Keys of a team by which its forecast is read; all others are in its table ``reading``.
_TEAM_KEYS = ("aht", "queues", "target", "asa", "max_occupancy", "abandonment", "patience",
              "definition", "min_agents", "shrinkage")  # fmt: skip
_PLAN = (
    "target", "asa", "max_occupancy", "abandonment", "patience", "definition", "min_agents",
    "shrinkage",
)  # fmt: skip


def team_place(file: CapacityFile, *teams: str) -> str:
    """How errors name tables of teams: ``capacity.toml, [team.voice]``."""
    return f"{file.path}, {', '.join(f'[team.{name}]' for name in teams)}"


def read_typical_weeks(file: CapacityFile) -> list[TypicalWeek]:
    """The forecasts of all teams; of those that share a centre and its forecast, one for all.

    Raises
    ------
    DataError
        For a forecast or a centre with problems, each with its line.
    InputError
        For queues that are not there or have two teams, and for agents shared by two teams.
    """
    shared: dict[tuple[str, str | int, str], list[DemandSource]] = {}
    weeks: list[TypicalWeek] = []
    for team in file.teams:
        demand = team.demand
        if demand.centre is not None:
            forecast = demand.forecast if isinstance(demand.forecast, str) else id(demand.forecast)
            key = (demand.centre, forecast, repr(sorted(_reading(demand).items())))
            shared.setdefault(key, []).append(demand)
        elif demand.forecast is not None:
            weeks.append(_week_of_queues(file, demand))
    weeks += [_week_of_centre(file, demands) for demands in shared.values()]
    notes = _notes_of_queues(file, weeks)
    return [
        replace(week, read_notes=(*week.read_notes, *notes.get(place, ())))
        for place, week in enumerate(weeks)
    ]


def _notes_of_queues(
    file: CapacityFile, weeks: Sequence[TypicalWeek]
) -> dict[int, tuple[str, ...]]:
    """Queues of a forecast that no team has, or two teams have, by the place of its first week."""
    demands = {team.name: team.demand for team in file.teams}
    by_forecast: dict[str | int, list[int]] = {}
    for place, week in enumerate(weeks):
        forecast = demands[next(iter(week.members))].forecast
        key = forecast if isinstance(forecast, str) else id(forecast)
        by_forecast.setdefault(key, []).append(place)
    notes: dict[int, tuple[str, ...]] = {}
    for places in by_forecast.values():
        teams: dict[str, list[str]] = {}
        for place in places:
            for team, queues in weeks[place].members.items():
                for queue in queues:
                    teams.setdefault(queue, []).append(team)
        first = demands[next(iter(weeks[places[0]].members))]
        source = first.forecast_name
        missing = [name for name in _every_queue(first) if name not in teams]
        texts = []
        if missing:
            texts.append(f"{source}: of no team, and not planned: queues {', '.join(missing)}")
        twice = {name: names for name, names in teams.items() if len(names) > 1}
        for names in dict.fromkeys(map(tuple, twice.values())):
            both = ", ".join(name for name, of in twice.items() if tuple(of) == names)
            texts.append(f"{source}: in each of the teams {', '.join(names)}: queues {both}")
        notes[places[0]] = tuple(texts)
    return notes


def _every_queue(demand: DemandSource) -> tuple[str, ...]:
    """The queues of a forecast of which a team has some; none where it has all."""
    if not demand.queues or demand.forecast is None:
        return ()
    reading = {**_reading(demand), "aht_required": False}
    return demand_of(demand.forecast, {}, reading=reading).queues


def _reading(demand: DemandSource) -> dict[str, Any]:
    """How a forecast is read, with the AHT of rows that have none."""
    reading = dict(demand.reading)
    return reading if demand.aht is None else {"aht": demand.aht, **reading}


def _week_of_queues(file: CapacityFile, demand: DemandSource) -> TypicalWeek:
    """A forecast whose queues have agents of their own."""
    options = dict.fromkeys(_PLAN) | dict(demand.options)
    reading = _reading(demand)
    if demand.queues:
        reading["queues"] = demand.queues
    assert demand.forecast is not None
    place = team_place(file, demand.team)
    with placed(place), for_keys(f"team.{demand.team}", _TEAM_KEYS):
        forecast = demand_of(demand.forecast, options, reading=reading)
        given = given_by(options)
    return TypicalWeek(
        place, demand.forecast_name, QueueCase(forecast, given), {demand.team: forecast.queues}
    )


def _week_of_centre(file: CapacityFile, demands: Sequence[DemandSource]) -> TypicalWeek:
    """A centre and its forecast, of one or of several teams."""
    first = demands[0]
    assert first.centre is not None
    for demand in demands:
        if demand.options:
            raise InputError(
                f"{team_place(file, demand.team)}: with centre, {', '.join(demand.options)} must "
                f"be set in {demand.centre}; leave out here.",
                name=next(iter(demand.options)),
            )
    centre = read_centre(first.centre)
    members = _members(file, demands, centre)
    place = team_place(file, *members)
    with placed(place), for_keys(f"team.{first.team}", _TEAM_KEYS):
        case = _centre_case(demands, centre)
    source = f"{first.forecast_name} with {first.centre}"
    week = TypicalWeek(place, source, case, members, centre)
    supplies = {team.name: team.supply for team in file.teams}
    others = [
        name
        for name in members
        if any(abs(one - centre.shrinkage.total) > 1e-9 for one in supplies[name].shrinkage)
    ]
    if centre.shrinkage == DEFAULT or not others:
        return week
    note = (
        f"the shrinkage of {first.centre}, {100 * centre.shrinkage.total:g} %, is not used: paid "
        f"FTE have that of the team; set shrinkage in [team.{others[0]}]"
    )
    return replace(week, read_notes=(note,))


def _centre_case(demands: Sequence[DemandSource], centre: Centre) -> CentreCase:
    """The forecast of a centre, without queues of teams that are planned without it."""
    source = demands[0].forecast
    assert source is not None
    reading = {"tz": centre.zone, **_reading(demands[0]), "aht_required": False}
    aht = reading.pop("aht", None)
    seconds = None if aht is None else units.handle_time(aht, "aht")
    forecast = demand_of(source, {}, reading=reading)
    others = set(forecast.queues) - {queue.name for queue in centre.queues}
    if others and all(demand.queues for demand in demands):
        kept = tuple(name for name in forecast.queues if name not in others)
        forecast = demand_of(source, {}, reading={**reading, "queues": kept})
    refuse_other_queues(with_escalation_rows(forecast, centre), centre)
    return CentreCase(forecast, centre, aht=seconds)


def _members(
    file: CapacityFile, demands: Sequence[DemandSource], centre: Centre
) -> dict[str, tuple[str, ...]]:
    """The queues of each team; refused where agents would be counted twice or torn apart."""
    known = tuple(queue.name for queue in centre.queues)
    team_of: dict[str, str] = {}
    for demand in demands:
        place = team_place(file, demand.team)
        for name in demand.queues or known:
            if name not in known:
                raise InputError(
                    f"{place}: queues must be of {demand.centre}, which has "
                    f"{', '.join(known)}: got {name!r}.",
                    name="queues",
                    value=name,
                )
            if name in team_of:
                raise InputError(
                    f"{place}: queue {name!r} is planned for team {team_of[name]!r} too; each "
                    "queue must be of one team: set queues.",
                    name="queues",
                    value=name,
                )
            team_of[name] = demand.team
    for queue in {queue.team: queue for queue in centre.queues if queue.team}.values():
        _refuse_torn(file, demands[0], team_of, [one.name for one in centre.members(queue.team)])
    return {demand.team: demand.queues or known for demand in demands}


def _refuse_torn(
    file: CapacityFile, demand: DemandSource, team_of: Mapping[str, str], queues: Sequence[str]
) -> None:
    """Refuse queues that share agents in the centre and are not all of the same team."""
    teams = {name: team_of.get(name) for name in queues}
    if len(set(teams.values())) > 1:
        words = ", ".join(
            f"{name!r} ({f'team {team!r}' if team else 'no team'})" for name, team in teams.items()
        )
        raise InputError(
            f"{file.path}: queues of {demand.centre} that are answered by the same agents must be "
            f"of one team of the plan: got {words}; put them into queues of one team, or give "
            "them agents of their own in the centre.",
            name="queues",
        )
