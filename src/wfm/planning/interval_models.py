"""One interval whose customers hang up, find the lines busy, or chat: its agents and neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import erlang, shrinkage, staffing
from wfm.errors import InputError
from wfm.queueing import chat, lines
from wfm.shrinkage import Shrinkage
from wfm.targets import Target

__all__ = ["Answer", "Customers", "Given", "answer"]

_BELOW, _ABOVE = 2, 4


@dataclass(frozen=True)
class Customers:
    """How customers behave, beyond Erlang C.

    Attributes
    ----------
    patience : float
        Mean time until one who waits gives up; inf: never. [s]
    lines : int or None
        Most contacts in the system; who comes then is turned away. None: no limit.
    concurrency : int
        Chats that an agent has in hand at most; 1 for a telephone.
    overhead : float
        Share of a chat's handle time that takes the agent's whole attention. [fraction]
    """

    patience: float = inf
    lines: int | None = None
    concurrency: int = 1
    overhead: float = 0.0


class Given(NamedTuple):
    """What a number of agents gives; NaN where the model knows nothing of it."""

    agents: int
    scheduled: int
    service_level: float
    asa: float
    occupancy: float
    abandonment: float
    blocking: float


@dataclass(frozen=True)
class Answer:
    """One interval, staffed, with two agents fewer to four more."""

    volume: float
    aht: float
    interval: float
    target: Target
    shrinkage: Shrinkage
    customers: Customers
    load: float
    agents: int
    rows: tuple[Given, ...]

    def document(self) -> dict[str, Any]:
        """The same for JSON; what is not finite, or not known, is ``None``."""
        rows = [
            {name: value if np.isfinite(value) else None for name, value in row._asdict().items()}
            for row in self.rows
        ]
        patience = self.customers.patience
        return {
            "volume": self.volume,
            "aht": self.aht,
            "interval": self.interval,
            "target": vars(self.target),
            "shrinkage": self.shrinkage.total,
            "customers": vars(self.customers) | {"patience": patience if patience < inf else None},
            "load": self.load,
            "agents": self.agents,
            "neighbours": rows,
        }


def answer(
    volume: float,
    aht: float,
    interval: float,
    target: Target,
    lost: Shrinkage,
    customers: Customers,
) -> Answer:
    """Staff one interval for customers who behave in a way of their own.

    Raises
    ------
    InputError
        For a behaviour that contradicts itself, or fewer lines than agents.

    Examples
    --------
    With patience of two minutes, 100 erlangs need 82 agents for 80/60, not 104:

    >>> impatient = Customers(patience=120)
    >>> answer(1000, 180, 1800, Target(0.80, 60), Shrinkage.parse("30%"), impatient).agents
    82
    """
    if customers.lines is not None and customers.concurrency > 1:
        raise InputError("a chat has no lines; give --lines or --chat, not both.", name="lines")
    load = float(erlang.offered_load(volume, aht, interval))
    agents = _least(volume, aht, interval, load, target, customers)
    counts = np.arange(max(agents - _BELOW, 0), agents + _ABOVE + 1)
    if customers.lines is not None:
        counts = counts[counts <= customers.lines]
    columns = _measures(counts, volume, aht, interval, load, target, customers)
    rota = np.asarray(shrinkage.scheduled(counts, lost.total))
    rows = zip(
        counts.tolist(), rota.tolist(), *(np.asarray(c).tolist() for c in columns), strict=True
    )
    given = tuple(Given(*row) for row in rows)
    return Answer(volume, aht, interval, target, lost, customers, load, agents, given)


def _least(
    volume: float, aht: float, interval: float, load: float, target: Target, customers: Customers
) -> int:
    if customers.concurrency > 1:
        if target.max_occupancy is not None:
            raise InputError("a chat has no ceiling on occupancy here.", name="max_occupancy")
        ladder = chat.aht_by_concurrency(aht, customers.overhead, customers.concurrency)
        return int(
            chat.agents_required(
                volume,
                interval,
                ladder,
                service_level=target.service_level,
                within=None if target.service_level is None else target.limit,
                asa=target.asa,
                patience=customers.patience,
            )
        )
    least = int(staffing.agents_required(load, aht, **target.goals(), patience=customers.patience))
    if customers.lines is not None and customers.lines < least:
        raise InputError(
            f"{customers.lines} lines are fewer than the {least} agents that the promise needs; "
            "give at least as many lines as agents.",
            name="lines",
            value=customers.lines,
        )
    return least


def _measures(
    counts: NDArray[np.int64],
    volume: float,
    aht: float,
    interval: float,
    load: float,
    target: Target,
    customers: Customers,
) -> tuple[Any, ...]:
    """Service level, ASA, occupancy, abandonment and blocking of each number of agents."""
    unknown = np.full(len(counts), np.nan)
    if customers.concurrency > 1:
        ladder = chat.aht_by_concurrency(aht, customers.overhead, customers.concurrency)
        seen = chat.performance(
            counts, volume, interval, ladder, target.limit, patience=customers.patience
        )
        return seen.service_level, seen.asa, seen.occupancy, seen.abandonment, unknown
    if customers.lines is not None:
        let_in = lines.performance(
            counts, load, aht, target.limit, customers.lines, patience=customers.patience
        )
        return (
            let_in.service_level, let_in.asa, let_in.occupancy, let_in.abandonment, let_in.blocking,
        )  # fmt: skip
    met = erlang.performance(counts, load, aht, target.limit, patience=customers.patience)
    return met.service_level, met.asa, met.occupancy, met.abandonment, unknown
