"""Small reviews and capacity plans for pages."""

from __future__ import annotations

from collections.abc import Sequence

import wfm
import wfm.capacity

__all__ = ["capacity", "reviewed"]


def reviewed(queues: Sequence[str] = ("voice",)) -> wfm.Review:
    """A review of two hours of some queues, with more contacts than planned."""
    rows = [(name, f"2026-03-02 {hour:02d}:00") for name in queues for hour in (9, 10)]
    table = {
        "queue": [name for name, _ in rows],
        "start": [start for _, start in rows],
        "aht": [240] * len(rows),
    }
    plan = wfm.plan({**table, "volume": [30] * len(rows)}, "80/20", interval="60m")
    offered = {**table, "offered": [45] * len(rows), "answered": [40] * len(rows)}
    return wfm.review(plan, {**offered, "service_level": [0.5] * len(rows)})


def capacity(teams: Sequence[str] = ("voice",)) -> wfm.capacity.Capacity:
    """A capacity plan of half a year that lacks people, of some teams."""
    inputs = [
        wfm.capacity.TeamCapacity(name, (20.0,) * 6, 20, (0.025,) * 6, (0.025,) * 6, pay=3000.0)
        for name in teams
    ]
    return wfm.capacity.plan(wfm.capacity.CapacityInputs(tuple(inputs)), first="2027-01")
