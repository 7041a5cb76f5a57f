"""The order in which a centre is staffed: queues of one team together, escalating queues first."""

from __future__ import annotations

from typing import NamedTuple

from wfm.centre.records import Centre, Queue, Team
from wfm.errors import InputError

__all__ = ["QueueGroup", "staffing_order"]


class QueueGroup(NamedTuple):
    """Queues that are staffed together: the live queues of a team, or its deferred ones."""

    team: Team
    deferred: bool
    queues: tuple[Queue, ...]


def staffing_order(centre: Centre) -> list[QueueGroup]:
    """The groups of a centre, each after those that escalate to it; deferred after live work.

    Raises
    ------
    InputError
        If queues escalate to each other in a circle.
    """
    remaining = _groups(centre)
    order: list[QueueGroup] = []
    while remaining:
        names = {queue.name for group in remaining for queue in group.queues}
        ready = next((g for g in remaining if not _must_wait(g, remaining, names, centre)), None)
        if ready is None:
            raise InputError(
                f"queues escalate to each other in a circle: {', '.join(sorted(names))}. "
                "Escalate to a queue that does not escalate back, and that has another team.",
                name="escalates_to",
                value=next(q.name for g in remaining for q in g.queues if q.escalates_to in names),
            )
        remaining.remove(ready)
        order.append(ready)
    return order


def _groups(centre: Centre) -> list[QueueGroup]:
    """The queues by team, live and deferred ones apart."""
    groups: dict[tuple[str, bool], list[Queue]] = {}
    for queue in centre.queues:
        key = (centre.team(queue).name, queue.model == "deferred")
        groups.setdefault(key, []).append(queue)
    return [
        QueueGroup(centre.team(queues[0]), deferred, tuple(queues))
        for (_, deferred), queues in groups.items()
    ]


def _must_wait(
    group: QueueGroup, remaining: list[QueueGroup], names: set[str], centre: Centre
) -> bool:
    """Whether a queue that escalates to a group, or the live work of its team, is not staffed."""
    own = {queue.name for queue in group.queues}
    sources = {queue.name for queue in centre.queues if queue.escalates_to in own}
    live_first = group.deferred and any(
        other.team == group.team and not other.deferred for other in remaining
    )
    return bool(sources & names) or live_first
