"""The order in which a centre is staffed: queues of one team together, escalating queues first."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple, Never

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
    groups = _groups(centre)
    before = _predecessors(groups, centre)
    after: dict[int, list[int]] = {}
    for number, others in enumerate(before):
        for other in others:
            after.setdefault(other, []).append(number)
    # the first group of the file that is ready is next; numbers in a heap, so that a large centre
    # is not searched again for each of its groups
    ready = [number for number, others in enumerate(before) if not others]
    order: list[int] = []
    while ready:
        order.append(heappop(ready))
        for number in after.get(order[-1], ()):
            before[number].discard(order[-1])
            if not before[number]:
                heappush(ready, number)
    if len(order) < len(groups):
        _refuse_circle([group for number, group in enumerate(groups) if before[number]])
    return [groups[number] for number in order]


def _refuse_circle(remaining: list[QueueGroup]) -> Never:
    """Refuse groups that wait for each other."""
    names = {queue.name for group in remaining for queue in group.queues}
    raise InputError(
        f"queues escalate to each other in a circle: {', '.join(sorted(names))}. "
        "Escalate to a queue that does not escalate back, and that has another team.",
        name="escalates_to",
        value=next(q.name for g in remaining for q in g.queues if q.escalates_to in names),
    )


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


def _predecessors(groups: list[QueueGroup], centre: Centre) -> list[set[int]]:
    """For each group the numbers of those before it: that escalate to it, and its live work."""
    number = {queue.name: at for at, group in enumerate(groups) for queue in group.queues}
    live = {group.team.name: at for at, group in enumerate(groups) if not group.deferred}
    before = []
    for group in groups:
        sources = {number[one.name] for to in group.queues for one in centre.escalating_to(to)}
        own = {live[group.team.name]} if group.deferred and group.team.name in live else set()
        before.append(sources | own)
    return before
