"""Which queues may share people: what a centre's file is told where no model is there for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wfm.centre.config_tables import QueueTable, TeamTable
from wfm.config.toml_file import Check, nearest

__all__ = ["team_checks"]


class _Shared(NamedTuple):
    """A team with the queues that name it, each with its place in the file."""

    name: str
    table: TeamTable | None
    at: int
    queues: list[tuple[int, QueueTable]]

    @property
    def calls(self) -> list[tuple[int, QueueTable]]:
        """Those whose customers wait, one for each agent."""
        return [(i, queue) for i, queue in self.queues if queue.model in ("erlang_c", "erlang_a")]


def team_checks(queues: Sequence[QueueTable], teams: Sequence[TeamTable]) -> Iterator[Check]:
    """One check for each thing that may be wrong with a team."""
    yield _own_names(teams)
    names = dict.fromkeys(queue.team for queue in queues if queue.team)
    for at, table in enumerate(teams):
        yield _has_queues(at, table, list(names))
    for name in names:
        team = _shared(name, queues, teams)
        yield _not_alone(team, [*names, *(table.name for table in teams)])
        yield _not_a_queue(team, queues)
        yield _no_chat(team)
        yield _one_model(team)
        yield _no_order_where_people_hang_up(team)
        yield _one_call_queue_beside_mail(team)
        yield _offered_in_a_pool(team)
        yield _skills(team)


def _shared(name: str, queues: Sequence[QueueTable], teams: Sequence[TeamTable]) -> _Shared:
    mine = [(i, queue) for i, queue in enumerate(queues) if queue.team == name]
    for at, table in enumerate(teams):
        if table.name == name:
            return _Shared(name, table, at, mine)
    return _Shared(name, None, -1, mine)


def _own_names(teams: Sequence[TeamTable]) -> Check:
    names = [team.name for team in teams]
    for i, name in enumerate(names):
        if name in names[:i]:
            yield ("team", i, "name"), f"team {name!r} stands twice"


def _has_queues(at: int, team: TeamTable, names: list[str]) -> Check:
    if team.name not in names:
        yield ("team", at, "name"), f"no queue has team = {team.name!r}"


def _not_alone(team: _Shared, names: list[str]) -> Check:
    if len(team.queues) == 1 and team.table is None:
        others = [name for name in names if name != team.name]
        words = f"no other queue has team {team.name!r}, and no [[team]] is called that"
        yield ("queue", team.queues[0][0], "team"), f"{words}{nearest(team.name, others)}"


def _not_a_queue(team: _Shared, queues: Sequence[QueueTable]) -> Check:
    for queue in queues:
        if queue.name == team.name and queue.team != team.name:
            words = f"{team.name!r} is the name of a queue that is not in the team; call it else"
            yield ("queue", team.queues[0][0], "team"), words


def _no_chat(team: _Shared) -> Check:
    for i, queue in team.queues:
        if queue.model == "chat" and len(team.queues) > 1:
            words = "there is no model for people who chat and do other work at once"
            yield ("queue", i, "team"), f"{words}; give {queue.name!r} people of its own"


def _one_model(team: _Shared) -> Check:
    for i, queue in team.calls[1:]:
        first = team.calls[0][1]
        if (queue.model, queue.patience) != (first.model, first.patience):
            words = f"calls of one team need the same model and patience as {first.name!r}"
            yield ("queue", i, "patience" if queue.model == first.model else "model"), words


def _no_order_where_people_hang_up(team: _Shared) -> Check:
    for i, queue in team.calls:
        if queue.model == "erlang_a" and queue.priority != team.calls[0][1].priority:
            words = "there is no exact law of priorities where people hang up"
            yield ("queue", i, "priority"), f"{words}; use erlang_c, which is on the safe side"


def _one_call_queue_beside_mail(team: _Shared) -> Check:
    if all(queue.model != "deferred" for _, queue in team.queues):
        return
    for i, _ in team.calls[1:]:
        words = f"deferred work is blended with one queue of calls, here {team.calls[0][1].name!r}"
        yield ("queue", i, "team"), words
    for i, queue in team.calls[:1]:
        if queue.definition != "offered":
            words = "calls that are blended with deferred work count all offered"
            yield ("queue", i, "definition"), words


def _offered_in_a_pool(team: _Shared) -> Check:
    for i, queue in team.calls:
        if len(team.calls) > 1 and queue.redial and queue.forecast == "fresh":
            words = "redials are followed for a queue with people of its own only"
            yield ("queue", i, "redial"), f"{words}; say forecast = 'offered'"


def _skills(team: _Shared) -> Check:
    table = team.table
    if table is None or (table.skills == "all" and table.cross_trained == 1):
        return
    key = "skills" if table.skills != "all" else "cross_trained"
    queues = [queue for _, queue in team.queues]
    if any(queue.model != "erlang_c" for queue in queues):
        yield ("team", team.at, key), "skill groups are estimated for queues of erlang_c only"
    elif len({(q.target, q.asa, q.max_occupancy, q.priority) for q in queues}) > 1:
        yield ("team", team.at, key), "skill groups need one target and one priority for all"
    elif key == "cross_trained" and len(queues) != 2:
        words = f"cross_trained is known for two queues, here are {len(queues)}; use skills = 2"
        yield ("team", team.at, key), words
