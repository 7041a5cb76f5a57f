"""A forecast staffed for a whole centre: each queue with the model that fits it.

The way of a volume: the forecast, times season and contingency, less what self-service and
automation take, plus what comes back unresolved or redials. Then the queue's own model finds the
least agents. What voice passes on becomes a queue of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.centre.models import Solved, chats, erlang_a, erlang_c, mail
from wfm.centre.records import Centre, Queue
from wfm.centre.volumes import (
    check_names,
    feed,
    is_fed,
    met,
    open_rows,
    refuse_closed,
    with_tiers,
)
from wfm.model import Demand, Target
from wfm.plan import BLOCK, Block, Plan, Staffing
from wfm.units import percent_text

__all__ = ["CENTRE_COLUMNS", "CentrePlan", "staff_centre"]

CENTRE_COLUMNS = ("model", "abandonment", "definition")


@dataclass(frozen=True, kw_only=True)
class CentrePlan(Plan):
    """A plan whose queues have models of their own; it is walked through as every plan is.

    Attributes
    ----------
    solved : Staffing
        All rows; `demand` is what the agents meet, after seasons, contingency, self-service and
        what comes back.
    abandonment : float64 array
        Share that gives up, NaN where the model knows nothing of it. [fraction]
    centre : Centre
        The queues.
    """

    solved: Staffing
    abandonment: FloatArray
    centre: Centre
    extra_columns: ClassVar[tuple[str, ...]] = CENTRE_COLUMNS

    def blocks(self, rows: int = BLOCK) -> Iterator[Block]:
        """The rows, a block at a time."""
        for first in range(0, len(self.demand), rows):
            part = slice(first, min(first + rows, len(self.demand)))
            yield Block(part, Staffing(*(column[part] for column in self.solved)))

    def extra(self, part: slice) -> dict[str, list[str | float]]:
        """The columns that only a centre has, of some rows; NaN where they say nothing."""
        rules = {queue.name: queue for queue in self.centre.queues}
        mine = [rules[self.demand.queues[i]] for i in self.demand.queue[part].tolist()]
        return {
            "model": [queue.model for queue in mine],
            "abandonment": self.abandonment[part].tolist(),
            "definition": [
                "on time" if queue.model == "deferred" else queue.definition for queue in mine
            ],
        }


def staff_centre(demand: Demand, centre: Centre) -> CentrePlan:
    """Staff every queue of a forecast by its own model.

    Parameters
    ----------
    demand : Demand
        The forecast; queues that are fed by others may be missing.
    centre : Centre
        The queues and their promises.

    Raises
    ------
    InputError
        If the forecast has a queue that the centre does not know, or the centre one without
        volume.
    """
    demand = with_tiers(demand, centre)
    check_names(demand, centre)
    rules = {queue.name: queue for queue in centre.queues}
    columns = {name: np.full(len(demand), np.nan) for name in (*Staffing._fields, "abandonment")}
    volume, aht = demand.volume.copy(), demand.aht.copy()
    notes: list[str] = []
    for index in sorted(
        range(len(demand.queues)), key=lambda i: is_fed(rules[demand.queues[i]], centre)
    ):
        rows = np.flatnonzero(demand.queue == index)
        queue = rules[demand.queues[index]]
        passed = feed(queue, demand, centre, volume, aht)
        found = _solve(queue, replace(demand, volume=volume, aht=aht), rows, centre, passed)
        volume[rows], aht[rows] = found.volume, found.aht
        for name, values in found.staffing._asdict().items():
            columns[name][rows] = values
        columns["abandonment"][rows] = found.abandonment
        notes += [*found.notes, *_priced(queue, found, demand.interval)]
    abandonment = columns.pop("abandonment")
    first = next((q.target for q in centre.queues if q.target), Target(0.85, 60.0))
    return CentrePlan(
        demand=replace(demand, volume=volume, aht=aht),
        target=first,
        shrinkage=centre.shrinkage,
        contract_hours=centre.contract_hours,
        solved=Staffing(**columns),
        abandonment=abandonment,
        centre=centre,
        assumed=tuple(notes),
    )


def _priced(queue: Queue, found: Solved, interval: float) -> list[str]:
    """What the paid hours of a queue cost, in all and a contact."""
    if not queue.cost:
        return []
    hours = float(found.staffing.scheduled.sum()) * interval / 3600
    money, contacts = hours * queue.cost, float(found.volume.sum())
    each = f", {money / contacts:.2f} a contact" if contacts else ""
    return [f"{queue.name}: {hours:,.1f} paid hours at {queue.cost:g} are {money:,.0f}{each}"]


def _solve(
    queue: Queue,
    demand: Demand,
    rows: NDArray[np.intp],
    centre: Centre,
    fed: Mapping[int, tuple[float, float]],
) -> Solved:
    volume, aht = met(queue, demand, rows)
    is_open = open_rows(demand, rows, centre)
    if queue.model != "deferred":
        refuse_closed(queue, demand, rows[~is_open & (volume > 0)])
    share = np.array([fed.get(int(start), (0.0, 0.0)) for start in demand.start[rows]])
    volume = volume + share[:, 0] if len(fed) else volume
    if queue.model == "deferred":
        return mail(queue, demand, rows, centre, volume, aht, is_open)
    solve = {"chat": chats, "erlang_a": erlang_a, "erlang_c": erlang_c}[queue.model]
    load = share[:, 1] if len(fed) else volume * aht / demand.interval
    found = solve(queue, volume, aht, load, demand.interval, centre.shrinkage.total)
    busy = found.staffing.occupancy[found.volume > 0]
    low = int((busy < queue.least_occupancy).sum())
    if not low:
        return found
    note = (
        f"{queue.name}: {low} of {len(busy)} intervals are below the occupancy of "
        f"{percent_text(queue.least_occupancy, 0)} that is aimed at: the promise needs the people"
    )
    return found._replace(notes=(*found.notes, note))
