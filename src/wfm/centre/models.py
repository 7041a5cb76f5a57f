"""The models of a centre's queues: one table, from which each group of queues takes its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from wfm.centre.blended import staff_blended
from wfm.centre.deferred_work import staff_deferred
from wfm.centre.priority_queues import PRIORITY
from wfm.centre.queue_records import Group, QueueStaffing
from wfm.centre.shared_pool import ERLANG_A_POOL, ERLANG_C_POOL, TeamModel, staff_team
from wfm.centre.single_queue import SINGLE_QUEUE_MODELS
from wfm.centre.skill_groups import SKILL_GROUPS

__all__ = ["MODELS", "GroupModel", "staff_group"]


class GroupModel(NamedTuple):
    """A model of a group of queues.

    Attributes
    ----------
    applies : callable
        Whether a group is staffed by this model; the first that applies is taken.
    staff : callable
        Staffs the queues of the group. Each `QueueStaffing` explains its rows itself.
    """

    applies: Callable[[Group], bool]
    staff: Callable[[Group], list[QueueStaffing]]


def _is_deferred(group: Group) -> bool:
    """Whether the queues of a group are deferred work; a group has one or the other."""
    return group.demands[0].queue.model == "deferred"


def _single(model: str, group: Group) -> bool:
    """Whether a group is one queue of a model."""
    return len(group.demands) == 1 and group.demands[0].queue.model == model


def _has_skills(group: Group) -> bool:
    """Whether the agents of a team do not have all of its skills."""
    return group.team.skills is not None or group.team.cross_trained < 1


def _has_priorities(group: Group) -> bool:
    """Whether the queues of a group have different priorities."""
    return len({demand.queue.priority for demand in group.demands}) > 1


def _pooled(model: str, group: Group) -> bool:
    """Whether the queues of a group are of a model; they all have the same."""
    return group.demands[0].queue.model == model


def _team(model: TeamModel) -> Callable[[Group], list[QueueStaffing]]:
    """How a model of several live queues staffs a group."""
    return partial(staff_team, model=model)


MODELS: tuple[GroupModel, ...] = (
    GroupModel(lambda group: _is_deferred(group) and group.live is not None, staff_blended),
    GroupModel(_is_deferred, staff_deferred),
    *(GroupModel(partial(_single, name), staff) for name, staff in SINGLE_QUEUE_MODELS.items()),
    GroupModel(_has_skills, _team(SKILL_GROUPS)),
    GroupModel(_has_priorities, _team(PRIORITY)),
    GroupModel(partial(_pooled, "erlang_c"), _team(ERLANG_C_POOL)),
    GroupModel(partial(_pooled, "erlang_a"), _team(ERLANG_A_POOL)),
)


def staff_group(group: Group) -> list[QueueStaffing]:
    """Staff the queues of a group by the model that fits them.

    Parameters
    ----------
    group : Group
        The queues; a live queue of the team comes first in the result.
    """
    model = next(model for model in MODELS if model.applies(group))
    return model.staff(group)
