"""One interval looked at closely: its neighbours, and the way its numbers came about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes, erlang, shrinkage
from wfm.errors import UsageError
from wfm.planning.records import PlanBasis, Staffing
from wfm.planning.solve import solve
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.staffing import agents_required
from wfm.targets import Target

__all__ = ["Around", "Walk", "around", "find", "walk"]

_BELOW, _ABOVE = 2, 4


class Neighbour(NamedTuple):
    """What another number of agents would give in the same interval."""

    agents: int
    scheduled: int
    service_level: float
    asa: float
    occupancy: float
    wait_probability: float


@dataclass(frozen=True)
class Around:
    """One interval, staffed, with two agents fewer to four more.

    ``needs`` says how many agents each part of the promise takes by itself, ``blocking`` is
    Erlang B of the staffed agents, from which C follows.
    """

    volume: float
    aht: float
    interval: float
    target: Target
    shrinkage: Shrinkage
    staffing: Staffing
    neighbours: tuple[Neighbour, ...]
    needs: dict[str, int]
    blocking: float

    @property
    def staffed(self) -> Neighbour:
        """The neighbour that is the answer itself."""
        return next(row for row in self.neighbours if row.agents == self.staffing.agents[0])

    def document(self) -> dict[str, Any]:
        """The same for JSON; what is not finite is ``None``."""
        solved = {name: _plain(column[0]) for name, column in self.staffing._asdict().items()}
        return {
            "volume": self.volume,
            "aht": self.aht,
            "interval": self.interval,
            "target": vars(self.target),
            "shrinkage": self.shrinkage.total,
            **solved,
            "neighbours": [
                {name: _plain(value) for name, value in row._asdict().items()}
                for row in self.neighbours
            ],
        }


def _plain(value: float) -> float | int | None:
    if not np.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def around(volume: float, aht: float, interval: float, target: Target, lost: Shrinkage) -> Around:
    """Staff one interval and look at its neighbours.

    Examples
    --------
    >>> answer = around(100, 180, 1800, Target(0.80, 20), Shrinkage.parse("30%"))
    >>> [(row.agents, round(row.service_level, 3)) for row in answer.neighbours[:3]]
    [(12, 0.64), (13, 0.796), (14, 0.888)]
    """
    solved = solve(np.array([volume], float), np.array([aht], float), interval, target, lost.total)
    load, agents = solved.load[0], int(solved.agents[0])
    counts = np.arange(max(agents - _BELOW, 0), agents + _ABOVE + 1)
    given = erlang.performance(counts, load, aht, target.limit)
    columns = (
        counts, shrinkage.scheduled(counts, lost.total), given.service_level, given.asa,
        given.occupancy, given.wait_probability,
    )  # fmt: skip
    rows = zip(*(np.asarray(column).tolist() for column in columns), strict=True)
    return Around(
        volume=volume,
        aht=aht,
        interval=interval,
        target=target,
        shrinkage=lost,
        staffing=solved,
        neighbours=tuple(Neighbour(*row) for row in rows),
        needs=_needs(load, aht, target),
        blocking=erlang.erlang_b(agents, load),
    )


def _needs(load: float, aht: float, target: Target) -> dict[str, int]:
    if load == 0:
        return {}
    needs = {}
    if target.service_level is not None:
        level, limit = target.service_level, target.limit
        needs["service_level"] = agents_required(load, aht, service_level=level, within=limit)
    if target.asa is not None:
        needs["asa"] = agents_required(load, aht, asa=target.asa)
    if target.max_occupancy is not None:
        needs["max_occupancy"] = agents_required(load, aht, max_occupancy=target.max_occupancy)
    return needs


@dataclass(frozen=True)
class Walk:
    """One row of a plan with all that led to it."""

    place: str
    queue: str
    start: str
    around: Around
    contract_hours: float


def find(plan: PlanBasis, start: str, queues: Sequence[str] = ()) -> int:
    """The row of a plan that begins at a time: a date and time, or a time of the first such day.

    Parameters
    ----------
    plan : PlanBasis
        The plan.
    start : str
        The time.
    queues : sequence of str
        Only a row of these; of any by default.

    Raises
    ------
    UsageError
        If it cannot be read, no row or several queues have it, or the plan has no such queue.
    """
    demand = plan.demand
    wall = datetimes.local(demand.start, demand.zone)
    rows = np.flatnonzero(_matches(wall, demand.start, start) & _of(plan, queues))
    names = {demand.queues[demand.queue[row]] for row in rows}
    if not len(rows):
        first, last = datetimes.iso_texts(demand.start[[0, -1]], demand.zone)
        raise UsageError(
            f"{demand.source} has no interval that starts at {start!r}; it goes from {first} to "
            f"{last} in steps of {demand.interval / 60:g} min."
        )
    if len(names) > 1:
        raise UsageError(
            f"{start} is in several queues ({', '.join(sorted(names))}); say which with --queue."
        )
    return int(rows[0])


def _of(plan: PlanBasis, queues: Sequence[str]) -> NDArray[np.bool_]:
    """Which rows are of some queues."""
    known = list(plan.demand.queues)
    for name in queues:
        if name not in known:
            raise UsageError(f"no queue is called {name!r}; there are {', '.join(known)}.")
    wanted = [known.index(name) for name in queues] or list(range(len(known)))
    return np.isin(plan.demand.queue, wanted)


def _matches(wall: Any, instants: Any, start: str) -> Any:
    time = re.fullmatch(r"(\d{1,2}):(\d\d)(?::(\d\d))?", start.strip())
    if time:
        hours, minutes, seconds = (int(part or 0) for part in time.groups())
        return wall % datetimes.DAY == hours * 3600 + minutes * 60 + seconds
    try:
        moment = datetime.fromisoformat(start.strip())
    except ValueError:
        raise UsageError(
            f"{start!r} is not a time: write 2026-03-02T10:00, or 10:00 for the first such day."
        ) from None
    if moment.tzinfo:
        return instants == int(moment.timestamp())
    return wall == (moment - datetime(1970, 1, 1)).total_seconds()


def walk(plan: PlanBasis, row: int) -> Walk:
    """The whole way of one row, from its cell in the file to people on the rota."""
    demand = plan.demand
    line = int(demand.line[row])
    return Walk(
        place=f"{demand.source}, line {line}" if line else f"{demand.source} (a filled gap)",
        queue=demand.queues[demand.queue[row]],
        start=datetimes.iso_texts(demand.start[row : row + 1], demand.zone)[0],
        around=around(
            float(demand.volume[row]),
            float(demand.aht[row]),
            demand.interval,
            plan.inputs.targets[demand.queues[demand.queue[row]]].target,
            plan.inputs.shrinkage or DEFAULT,
        ),
        contract_hours=plan.inputs.contract_hours,
    )
