"""What a team for several queues would save: the alternatives, planned with the models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from wfm import datetimes
from wfm.centre.queue_records import Figure
from wfm.centre.records import Centre, HourlyMinimum, Queue, Team
from wfm.centre.staffed_centre import StaffedCentre, staff_queues
from wfm.errors import InputError, UnreachableError

__all__ = ["Compared", "fte_of", "sharing_figures", "weeks_of"]

Compared = Literal["alike", "all"]

# Smaller savings than this share of all FTE are not worth a change of teams.
_MIN_SAVING = 0.03
# Handle times further apart than this are not tried in one pool, which would refuse most of them.
_MAX_AHT_RATIO = 1.5


class _Candidate(NamedTuple):
    """Queues that one team might answer, and the settings of that team."""

    queues: tuple[Queue, ...]
    team: Team


def sharing_figures(staffed: StaffedCentre, compared: Compared = "all") -> tuple[Figure, ...]:
    """The FTE of the centre with one team for queues that have several, where that saves some.

    Parameters
    ----------
    staffed : StaffedCentre
        The centre as it is.
    compared : {"alike", "all"}
        "alike": deferred work with deferred work and calls with calls; "all": calls with deferred
        work too, which takes several times as long.

    Returns
    -------
    tuple of Figure
        One per team that saves 3 % of the FTE of the centre or more; `queue` names its queues. The
        first is for deferred work, then calls of one model, then calls with deferred work.

    Notes
    -----
    Each alternative is planned as if its team were in the file, so that all targets hold. Queues
    that get escalations are left out because their agents are specialists, and so are chats, which
    no model shares.
    """
    figures, fte = [], fte_of(staffed)
    for candidate in _candidates(staffed):
        kinds = {queue.model == "deferred" for queue in candidate.queues}
        if len(kinds) > 1 and compared == "alike":
            continue
        alternative = _planned(staffed, candidate)
        if alternative is not None and fte - alternative >= _MIN_SAVING * fte:
            names = ", ".join(queue.name for queue in candidate.queues)
            figures.append(Figure(names, "fte_in_one_team", alternative, "FTE"))
    return tuple(figures)


def fte_of(staffed: StaffedCentre) -> float:
    """Full-time equivalents of a staffed centre: paid hours per contract hours of its weeks."""
    agents = sum(float(one.staffing.scheduled.sum()) for one in staffed.staffings.values())
    hours = agents * staffed.forecast.interval / 3600
    return hours / (staffed.centre.contract_hours * weeks_of(staffed))


def weeks_of(staffed: StaffedCentre) -> float:
    """Length of the forecast in weeks."""
    forecast = staffed.forecast
    days = np.unique(datetimes.local(forecast.start, forecast.zone) // datetimes.DAY)
    return datetimes.span_in_weeks(days)


def _planned(staffed: StaffedCentre, candidate: _Candidate) -> float | None:
    """FTE with the queues of a candidate in one team; None if no model allows it."""
    names = {queue.name for queue in candidate.queues}
    queues = tuple(
        replace(queue, team=candidate.team.name) if queue.name in names else queue
        for queue in staffed.centre.queues
    )
    others = tuple(team for team in staffed.centre.teams if team.name != candidate.team.name)
    centre = replace(
        staffed.centre,
        queues=queues,
        teams=(*others, candidate.team),
        minimums=_minimums(staffed.centre, candidate),
    )
    try:
        return fte_of(staff_queues(staffed.forecast, centre, known=staffed))
    except (InputError, UnreachableError):
        return None


def _minimums(centre: Centre, candidate: _Candidate) -> tuple[HourlyMinimum, ...]:
    """The minimums, with those of the queues of a candidate for its team."""
    names = {queue.team or queue.name for queue in candidate.queues}
    return tuple(
        replace(one, names=one.names | {candidate.team.name}) if one.names & names else one
        for one in centre.minimums
    )


def _candidates(staffed: StaffedCentre) -> Iterator[_Candidate]:
    """Teams that may save people: of deferred work, of calls, of calls and deferred work."""
    centre = staffed.centre
    specialists = {queue.escalates_to for queue in centre.queues}
    teams: dict[str, list[Queue]] = {}
    for queue in centre.queues:
        teams.setdefault(centre.team(queue).name, []).append(queue)
    free = [team for team in teams.values() if not specialists & {queue.name for queue in team}]
    deferred = [team for team in free if all(queue.model == "deferred" for queue in team)]
    live = [team for team in free if _is_live(centre, team)]
    mixed = [team for team in free if _is_mixed(team)]
    for hours in _alike(deferred, _hours):
        yield from _merged(centre, hours)
        same = [team for team in mixed if _hours(team[-1:]) == _hours(hours[0])]
        for team in [*same, *_by_idle_time(staffed, live)[:1]]:
            if all(_aht(staffed, [one]) <= _aht(staffed, team[:1]) for one in _flat(hours)):
                yield from _merged(centre, [team, *hours])
    for kind in _alike(live, _pool_kind):
        for similar in _similar_aht(staffed, kind):
            yield from _merged(centre, similar)


def _merged(centre: Centre, teams: Sequence[list[Queue]]) -> Iterator[_Candidate]:
    """One team for the queues of several, with the least flexible settings of them."""
    if len(teams) < 2:
        return
    queues = _flat(teams)
    records = [centre.team(team[0]) for team in teams]
    blocks = [record.block_length for record in records if _has_blocks(queues, record)]
    length = None if None in blocks else max(filter(None, blocks), default=None)
    minimum = max(record.min_agents for record in records)
    yield _Candidate(tuple(queues), Team(records[0].name, block_length=length, min_agents=minimum))


def _has_blocks(queues: Sequence[Queue], team: Team) -> bool:
    """Whether a team does deferred work, for which its agents have blocks of time."""
    deferred = (queue for queue in queues if queue.model == "deferred")
    return any((queue.team or queue.name) == team.name for queue in deferred)


def _flat(teams: Sequence[list[Queue]]) -> list[Queue]:
    """The queues of some teams."""
    return [queue for team in teams for queue in team]


def _is_live(centre: Centre, team: list[Queue]) -> bool:
    """Whether a team answers calls only, and all of its agents each of them."""
    record = centre.team(team[0])
    skilled = record.skills is None and record.cross_trained == 1
    return skilled and all(queue.model in ("erlang_c", "erlang_a") for queue in team)


def _is_mixed(team: list[Queue]) -> bool:
    """Whether a team does deferred work beside calls; the calls come first."""
    team.sort(key=lambda queue: queue.model == "deferred")
    return len({queue.model == "deferred" for queue in team}) == 2


def _hours(team: list[Queue]) -> object:
    """What must be equal for deferred queues of one team."""
    seasons = [(s.first, s.last, s.opening) for s in team[0].seasons if s.opening]
    return team[0].opening, sorted(team[0].exceptions.items()), team[0].closed_on_holidays, seasons


def _alike(
    teams: list[list[Queue]], kind: Callable[[list[Queue]], object]
) -> list[list[list[Queue]]]:
    """Teams grouped by what must be equal for them, in their order."""
    groups: list[tuple[object, list[list[Queue]]]] = []
    for team in teams:
        own = kind(team)
        same = next((found for key, found in groups if key == own), None)
        if same is None:
            groups.append((own, same := []))
        same.append(team)
    return [found for _, found in groups]


def _pool_kind(team: list[Queue]) -> object:
    """What must be equal for queues that one pool of agents answers."""
    redials = [queue.name for queue in team if queue.has_repeats() and queue.first_time]
    priorities = {queue.priority for queue in team}
    # a queue with redials, or a team with priorities, is alike to itself only
    own = redials or (team[0].name if len(priorities) > 1 else None)
    return team[0].model, team[0].patience, priorities, own


def _aht(staffed: StaffedCentre, queues: Sequence[Queue]) -> float:
    """Mean handle time of the contacts of some queues."""
    demands = [staffed.demands[queue.name] for queue in queues]
    volume = sum(float(demand.volume.sum()) for demand in demands)
    work = sum(float((demand.volume * demand.aht).sum()) for demand in demands)
    return work / volume if volume else 0.0


def _similar_aht(staffed: StaffedCentre, teams: list[list[Queue]]) -> Iterator[list[list[Queue]]]:
    """Teams in groups whose handle times are similar enough for one pool."""
    ordered = sorted(teams, key=lambda team: _aht(staffed, team))
    while ordered:
        limit = _MAX_AHT_RATIO * _aht(staffed, ordered[0])
        yield [team for team in ordered if _aht(staffed, team) <= limit]
        ordered = [team for team in ordered if _aht(staffed, team) > limit]


def _by_idle_time(staffed: StaffedCentre, teams: list[list[Queue]]) -> list[list[Queue]]:
    """Teams of one queue with which deferred work can be blended, most idle time first."""
    single = [team for team in teams if len(team) == 1 and team[0].definition == "offered"]
    return sorted(single, key=lambda team: -_idle(staffed, team[0]))


def _idle(staffed: StaffedCentre, queue: Queue) -> float:
    """Agents of a queue without work, summed over the intervals."""
    columns = staffed.staffings[queue.name].staffing
    return float((columns.agents * (1.0 - columns.occupancy)).sum())
