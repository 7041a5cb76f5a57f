"""Why an interval has the agents it has where the service level must hold over a period."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray
from wfm.planning.goal_agents import GoalKey, GoalRows, goal_agents, goal_levels, goal_rows
from wfm.planning.period_target import period_of, period_text
from wfm.planning.records import PlanBasis, RowSettings

__all__ = ["PeriodShare", "period_share"]


class PeriodShare(NamedTuple):
    """One interval within the period over which its service level must hold.

    Attributes
    ----------
    period : str
        "day 2026-03-02", "week from 2026-03-02" or "month 2026-03".
    intervals : int
        Intervals with contacts in the period. [intervals]
    contacts : float
        Contacts of the period; with a confidence, of its quantile. [contacts]
    service_level : float
        Of all these contacts. [fraction]
    agents : int
        Of this interval. [agents]
    last, following : float
        Contacts more in time per hour by the last agent of this interval, and by one more.
    elsewhere : float
        The same by one agent more in another interval of the period, where it is largest; NaN
        without another one.
    """

    period: str
    intervals: int
    contacts: float
    service_level: float
    agents: int
    last: float
    following: float
    elsewhere: float


def period_share(basis: PlanBasis, row: int) -> PeriodShare | None:
    """A row of a plan within its period; None where its target must hold in every interval.

    ::

        gain of an agent = volume · (SL(n) - SL(n - 1)) / hours of the interval
    """
    settings = basis.settings
    key = GoalKey.of(settings.settings[settings.row[row]].target)
    if key is None:
        return None
    rows, keys = goal_rows(basis), [GoalKey.of(one.target) for one in settings.settings]
    period = period_of(rows.local, key.goal)
    same = np.array([one == key for one in keys])[settings.row]
    at = np.flatnonzero(same & (rows.queue == rows.queue[row]) & (period == period[row]))
    own = GoalRows(rows.volume[at], rows.aht[at], rows.interval, rows.local[at], rows.queue[at])
    of_own = RowSettings(settings.settings, settings.row[at])
    agents = goal_agents(own, of_own)
    assert agents is not None, "the rows have a goal over a period"
    volume, levels = goal_levels(own, of_own, [np.maximum(agents - 1, 0), agents, agents + 1])
    contacts, hours = float(volume.sum()), basis.demand.interval / 3600.0
    gains: list[FloatArray] = [volume * step / hours for step in np.diff(levels, axis=0)]
    place = int(np.flatnonzero(at == row)[0])
    others = np.delete(gains[1], place)
    name = {"week": "week from"}.get(key.goal, key.goal)
    return PeriodShare(
        period=f"{name} {period_text(int(period[row]), key.goal)}",
        intervals=int((volume > 0).sum()),
        contacts=contacts,
        service_level=float((volume * levels[1]).sum()) / contacts if contacts else 1.0,
        agents=int(agents[place]),
        last=float(gains[0][place]),
        following=float(gains[1][place]),
        elsewhere=float(others.max()) if len(others) else float("nan"),
    )
