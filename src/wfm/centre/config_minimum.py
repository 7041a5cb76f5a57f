"""``[[minimum]]`` of ``centre.toml``: the fewest agents at certain hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from wfm.centre.config_tables import QueueTable
from wfm.centre.records import HourlyMinimum
from wfm.config.file_keys import key
from wfm.config.similar_words import nearest
from wfm.config.toml_table import Check, Table
from wfm.config.weekly_values import EVERY_DAY, Hours, Weekdays

__all__ = ["MinimumTable", "minimum_checks"]


class MinimumTable(Table):
    """The fewest agents at certain hours, whatever the contacts need."""

    agents: Annotated[
        int,
        key("Minimum agents, without shrinkage, where the queue is open", ge=0, le=100_000),
    ]
    hours: Annotated[
        Hours, key("Hours for which it holds: '22:00-06:00' may pass midnight", "time")
    ] = (0, 86_400)
    days: Annotated[Weekdays, key("Weekdays on which these hours begin", "weekdays")] = EVERY_DAY
    queues: Annotated[
        tuple[str, ...],
        key("Queues with agents of their own, and teams; each of them by default", "name"),
    ] = ()

    def record(self) -> HourlyMinimum:
        """The minimum as a plain record."""
        return HourlyMinimum(self.agents, self.hours, self.days, frozenset(self.queues))


def minimum_checks(
    minimums: Sequence[MinimumTable], queues: Sequence[QueueTable]
) -> Iterable[Check]:
    """Every name of a minimum is a queue with agents of its own, or a team."""
    for i, minimum in enumerate(minimums):
        yield _known_names(i, minimum, queues)


def _known_names(i: int, minimum: MinimumTable, queues: Sequence[QueueTable]) -> Check:
    """The names of one minimum."""
    teams = list(dict.fromkeys(queue.team or queue.name for queue in queues))
    team_of = {queue.name: queue.team for queue in queues if queue.team}
    for name in minimum.queues:
        if name in teams:
            continue
        if name in team_of:
            words = f"the agents of {name!r} answer other queues too; name team {team_of[name]!r}"
        else:
            words = f"unknown queue {name!r}{nearest(name, teams)}"
        yield ("minimum", i, "queues"), words
