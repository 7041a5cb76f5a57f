"""Who is staffed with whom, and after whom: queues of one team together, feeders first."""

from __future__ import annotations

from typing import NamedTuple

from wfm.centre.records import Centre, Queue, Team
from wfm.errors import InputError

__all__ = ["Job", "jobs"]


class Job(NamedTuple):
    """Queues that are staffed at once: those of a team that customers wait in, or its mail."""

    team: Team
    deferred: bool
    queues: tuple[Queue, ...]


def jobs(centre: Centre) -> list[Job]:
    """The jobs of a centre, each behind those that feed it; a team's mail behind its calls.

    Raises
    ------
    InputError
        If queues feed each other in a circle.
    """
    left = _grouped(centre)
    found: list[Job] = []
    while left:
        waiting = {queue.name for job in left for queue in job.queues}
        ready = next((job for job in left if not _must_wait(job, left, waiting, centre)), None)
        if ready is None:
            raise InputError(
                f"queues feed each other in a circle: {', '.join(sorted(waiting))}. "
                "Escalate to a queue that does not escalate back, and that has another team.",
                name="escalates_to",
                value=next(q.name for job in left for q in job.queues if q.escalates_to in waiting),
            )
        left.remove(ready)
        found.append(ready)
    return found


def _grouped(centre: Centre) -> list[Job]:
    groups: dict[tuple[str, bool], list[Queue]] = {}
    for queue in centre.queues:
        key = (centre.team(queue).name, queue.model == "deferred")
        groups.setdefault(key, []).append(queue)
    return [
        Job(centre.team(queues[0]), deferred, tuple(queues))
        for (_, deferred), queues in groups.items()
    ]


def _must_wait(job: Job, left: list[Job], waiting: set[str], centre: Centre) -> bool:
    mine = {queue.name for queue in job.queues}
    feeders = {queue.name for queue in centre.queues if queue.escalates_to in mine}
    calls_first = job.deferred and any(
        other.team == job.team and not other.deferred for other in left
    )
    return bool(feeders & waiting) or calls_first
