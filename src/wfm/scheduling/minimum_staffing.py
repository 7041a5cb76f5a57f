"""The fewest people at certain hours, slot by slot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.config.similar_words import nearest
from wfm.errors import InputError
from wfm.number_text import count_text
from wfm.scheduling.request import MinimumStaffing
from wfm.scheduling.shift_templates import SlotGrid
from wfm.weekly_hours import in_weekly_hours

__all__ = ["check_minimums", "minimum_of"]


def minimum_of(
    grid: SlotGrid, names: set[str], minimums: Sequence[MinimumStaffing]
) -> NDArray[np.int64]:
    """The highest minimum of each slot in which shifts may be worked."""
    found = np.zeros(len(grid.open), dtype=np.int64)
    for one in minimums:
        if not one.queues or names & one.queues:
            np.maximum(found, np.where(_counts(grid, one), one.agents, 0), out=found)
    return found


def _counts(grid: SlotGrid, one: MinimumStaffing) -> NDArray[np.bool_]:
    """The slots of a grid in the hours of a minimum."""
    wall = datetimes.local(grid.first + np.arange(len(grid.open)) * grid.slot, grid.zone)
    return np.asarray(in_weekly_hours(wall, one.hours, one.days) & grid.open)


def check_minimums(
    minimums: Sequence[MinimumStaffing], known: list[str], grids: Sequence[SlotGrid]
) -> None:
    """Refuse a minimum for a queue that the plan does not have, or for no hour of the plan.

    Parameters
    ----------
    minimums : sequence of MinimumStaffing
        The minimums of the rules.
    known : list of str
        Queues of the plan, and their teams.
    grids : sequence of SlotGrid
        The slots of each requirement.

    Raises
    ------
    InputError
        For a minimum that would have no effect.
    """
    for one in minimums:
        what = f"minimum of {count_text(one.agents, 'agent')}"
        for name in sorted(one.queues - set(known)):
            raise InputError(
                f"{what}: unknown queue {name!r}{nearest(name, known)}; "
                f"the plan has {', '.join(map(repr, known))}.",
                name="minimum",
                value=name,
            )
        if not any(_counts(grid, one).any() for grid in grids):
            first, last = (
                f"{second // 3600:02d}:{second % 3600 // 60:02d}" for second in one.hours
            )
            raise InputError(
                f"{what} from {first} to {last}: the plan has no such hours; change the hours "
                "or days, or allow shifts outside the hours of the plan with opening_hours = "
                "false.",
                name="minimum",
                value=one.hours,
            )
