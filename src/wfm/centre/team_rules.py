"""Which queues may share agents: the checks of teams in ``centre.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wfm.centre.config_tables import QueueTable
from wfm.centre.config_teams import TeamTable
from wfm.config.similar_words import nearest
from wfm.config.toml_table import Check

__all__ = ["team_checks"]


class _TeamQueues(NamedTuple):
    """A team with its queues and their positions in the file."""

    name: str
    table: TeamTable | None
    at: int
    queues: list[tuple[int, QueueTable]]

    @property
    def calls(self) -> list[tuple[int, QueueTable]]:
        """The live queues with one contact per agent at a time."""
        return [(i, queue) for i, queue in self.queues if queue.model in ("erlang_c", "erlang_a")]


def team_checks(queues: Sequence[QueueTable], teams: Sequence[TeamTable]) -> Iterator[Check]:
    """The checks of all teams.

    Parameters
    ----------
    queues : sequence of QueueTable
        The queues of the file.
    teams : sequence of TeamTable
        The teams of the file; queues may name others.
    """
    yield _unique_names(teams)
    names = dict.fromkeys(queue.team for queue in queues if queue.team)
    for at, table in enumerate(teams):
        yield _has_queues(at, table, list(names))
    for name in names:
        team = _team_queues(name, queues, teams)
        yield _several_queues(team, [*names, *(table.name for table in teams)])
        yield _not_a_queue_name(team, queues)
        yield _no_chat(team)
        yield _same_model(team)
        yield _no_priorities_with_abandonment(team)
        yield _one_live_queue_with_deferred_work(team)
        yield _no_redials_in_a_pool(team)
        yield _skills(team)
        yield _same_hours_of_deferred_work(team)
        yield _min_agents_of_the_team(team)


def _team_queues(
    name: str, queues: Sequence[QueueTable], teams: Sequence[TeamTable]
) -> _TeamQueues:
    """A team of the file, or one that only its queues name."""
    own = [(i, queue) for i, queue in enumerate(queues) if queue.team == name]
    for at, table in enumerate(teams):
        if table.name == name:
            return _TeamQueues(name, table, at, own)
    return _TeamQueues(name, None, -1, own)


def _unique_names(teams: Sequence[TeamTable]) -> Check:
    """No two teams have the same name."""
    names = [team.name for team in teams]
    for i, name in enumerate(names):
        if name in names[:i]:
            yield ("team", i, "name"), f"duplicate team name {name!r}"


def _has_queues(at: int, team: TeamTable, names: list[str]) -> Check:
    """A team has at least one queue."""
    if team.name not in names:
        yield ("team", at, "name"), f"no queue has team = {team.name!r}"


def _several_queues(team: _TeamQueues, names: list[str]) -> Check:
    """A team of one queue has a table of its own; else its name is probably misspelt."""
    if len(team.queues) == 1 and team.table is None:
        others = [name for name in names if name != team.name]
        words = f"no other queue and no [[team]] has the name {team.name!r}"
        yield ("queue", team.queues[0][0], "team"), f"{words}{nearest(team.name, others)}"


def _not_a_queue_name(team: _TeamQueues, queues: Sequence[QueueTable]) -> Check:
    """A team does not have the name of a queue outside it."""
    for queue in queues:
        if queue.name == team.name and queue.team != team.name:
            words = f"{team.name!r} is a queue that is not in the team; choose another name"
            yield ("queue", team.queues[0][0], "team"), words


def _no_chat(team: _TeamQueues) -> Check:
    """Chats do not share agents with other queues."""
    for i, queue in team.queues:
        if queue.model == "chat" and len(team.queues) > 1:
            words = "there is no model for agents with chats and other work"
            yield ("queue", i, "team"), f"{words}; give {queue.name!r} agents of its own"


def _same_model(team: _TeamQueues) -> Check:
    """Live queues of a team have the same model and patience."""
    for i, queue in team.calls[1:]:
        first = team.calls[0][1]
        if (queue.model, queue.patience) != (first.model, first.patience):
            words = f"live queues of one team need the same model and patience as {first.name!r}"
            yield ("queue", i, "patience" if queue.model == first.model else "model"), words


def _no_priorities_with_abandonment(team: _TeamQueues) -> Check:
    """Priorities are modelled without abandonment only."""
    for i, queue in team.calls:
        if queue.model == "erlang_a" and queue.priority != team.calls[0][1].priority:
            words = "there is no exact model of priorities with abandonment"
            yield ("queue", i, "priority"), f"{words}; use erlang_c, which overestimates agents"


def _one_live_queue_with_deferred_work(team: _TeamQueues) -> Check:
    """Deferred work is blended with one live queue, whose target is of all contacts offered."""
    if all(queue.model != "deferred" for _, queue in team.queues):
        return
    for i, _ in team.calls[1:]:
        words = f"deferred work is blended with one live queue, here {team.calls[0][1].name!r}"
        yield ("queue", i, "team"), words
    for i, queue in team.calls[:1]:
        if queue.target is None and queue.asa is None and queue.abandonment is None:
            words = "needs target, asa or abandonment for a queue that is blended with deferred"
            yield ("queue", i, "target"), f"{words} work; max_occupancy alone is none"
        if queue.definition != "offered":
            words = "must be 'offered' for a queue that is blended with deferred work"
            yield ("queue", i, "definition"), words


def _no_redials_in_a_pool(team: _TeamQueues) -> Check:
    """Redials are modelled for queues with agents of their own only."""
    for i, queue in team.calls:
        if len(team.calls) > 1 and queue.redial and queue.forecast == "first-time":
            words = "redials are modelled for a queue with agents of its own only"
            yield ("queue", i, "redial"), f"{words}; use forecast = 'offered'"


def _same_hours_of_deferred_work(team: _TeamQueues) -> Check:
    """Deferred queues of a team have the same opening hours: agents work on all of them."""
    deferred = [(i, queue) for i, queue in team.queues if queue.model == "deferred"]
    for i, queue in deferred[1:]:
        first = deferred[0][1]
        if _hours_of(queue) != _hours_of(first):
            words = f"deferred queues of one team need the same opening hours as {first.name!r}"
            yield ("queue", i, "team"), f"{words}; give {queue.name!r} them, or another team"


def _hours_of(queue: QueueTable) -> tuple[object, ...]:
    """The opening hours that a queue sets itself."""
    seasons = [(s.first, s.last, s.opening) for s in queue.season if s.opening]
    return queue.opening, queue.exceptions, queue.closed_on_holidays, seasons


def _min_agents_of_the_team(team: _TeamQueues) -> Check:
    """Agents of a team have one minimum, that of the team."""
    if len(team.queues) < 2:
        return
    for i, queue in team.queues:
        if queue.min_agents or any(season.min_agents is not None for season in queue.season):
            words = f"the agents of {queue.name!r} answer other queues too"
            yield ("queue", i, "min_agents"), f"{words}; set min_agents in [[team]] {team.name!r}"


def _skills(team: _TeamQueues) -> Check:
    """Skill groups are estimated for Erlang C with one target and one priority."""
    table = team.table
    if table is None or (table.skills == "all" and table.cross_trained == 1):
        return
    key = "skills" if table.skills != "all" else "cross_trained"
    queues = [queue for _, queue in team.queues]
    if any(queue.model != "erlang_c" for queue in queues):
        yield ("team", team.at, key), "skill groups are estimated for queues of model erlang_c only"
    elif len({(q.target, q.asa, q.max_occupancy, q.priority) for q in queues}) > 1:
        yield (
            ("team", team.at, key),
            "skill groups need the same target and priority for all queues",
        )
    elif key == "cross_trained" and len(queues) != 2:
        words = f"cross_trained applies to two queues, got {len(queues)}; use skills = 2"
        yield ("team", team.at, key), words
