"""The queueing models of a single interval: agents for a target, and service of any agents."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import erlang, staffing
from wfm._arrays import FloatArray, FloatOut
from wfm.errors import InputError
from wfm.targets import Definition, Target

__all__ = ["IntervalModel", "IntervalService", "Workload"]


class Workload(NamedTuple):
    """Contacts of one interval.

    Attributes
    ----------
    volume : float
        Contacts offered. [contacts]
    aht : float
        Average handle time. [s]
    interval : float
        Length of the interval. [s]
    """

    volume: float
    aht: float
    interval: float

    @property
    def load(self) -> float:
        """Offered load in erlangs: volume × aht / interval."""
        return float(erlang.offered_load(self.volume, self.aht, self.interval))


class IntervalService(NamedTuple):
    """Service of several numbers of agents, one array per measure; NaN if a model has no such one.

    Attributes
    ----------
    service_level, asa, occupancy, wait_probability, abandonment, blocking : float64 array
        As in `wfm.Performance` and `wfm.LinesPerformance`.
    slots_used : float64 array
        Concurrent chats / (agents × maximum concurrency): how full the agents are. [fraction]
    """

    service_level: FloatOut
    asa: FloatOut
    occupancy: FloatOut
    wait_probability: FloatOut
    abandonment: FloatOut
    blocking: FloatOut
    slots_used: FloatOut


@dataclass(frozen=True)
class IntervalModel:
    """How the contacts of an interval behave; Erlang C by default.

    Attributes
    ----------
    patience : float
        Mean time until a waiting contact abandons; inf: no abandonment. [s]
    definition : {"offered", "answered", "virtual"}
        Contacts of which the service level is a share, as for `wfm.service_level`.
    lines : int or None
        Maximum number of contacts in the system, further ones are blocked. None: no limit.
    concurrency : int
        Maximum number of concurrent chats per agent; 1 for calls. [contacts]
    overhead : float
        Share of a chat's handle time in which the agent can attend to no other. [fraction]

    Raises
    ------
    InputError
        For a combination that no model covers.

    Examples
    --------
    >>> IntervalModel(patience=180.0).name
    'Erlang A'
    """

    patience: float = inf
    definition: Definition = "offered"
    lines: int | None = None
    concurrency: int = 1
    overhead: float = 0.0

    def __post_init__(self) -> None:
        if self.lines is not None and self.concurrency > 1:
            raise InputError(
                "lines and chat cannot be combined: a chat needs no line. Use one of them.",
                name="lines",
            )
        if self.definition != "offered" and (self.lines is not None or self.concurrency > 1):
            raise InputError(
                f"definition {self.definition!r} is not available with lines or chat: their "
                "service level is a share of the contacts offered to the queue.",
                name="definition",
                value=self.definition,
            )

    @property
    def name(self) -> str:
        """The name of the model: "Erlang C", "Erlang A", "limited lines" or "chat"."""
        if self.concurrency > 1:
            return "chat"
        if self.lines is not None:
            return "limited lines"
        return "Erlang C" if self.patience == inf else "Erlang A"

    def agents_required(self, work: Workload, target: Target) -> tuple[int, float]:
        """Smallest number of agents that meets a target, and the same before rounding up.

        Parameters
        ----------
        work : Workload
            The contacts.
        target : Target
            The service target.

        Returns
        -------
        agents : int
            Agents, net of shrinkage. [agents]
        agents_unrounded : float
            NaN for a chat, whose model is defined for integer agents only. [agents]

        Raises
        ------
        InputError
            For a target that the model does not support.
        UnreachableError
            If no number of agents meets the target.
        """
        if self.concurrency > 1:
            return self._chat_agents(work, target), nan
        options: dict[str, Any] = {**target.goals(), "patience": self.patience}
        options["definition"] = self.definition
        load, aht = work.load, work.aht
        agents = int(staffing.agents_required(load, aht, **options))
        return agents, float(staffing.agents_required(load, aht, **options, round_up=False))

    def check_agents(self, agents: float) -> None:
        """Refuse more agents than lines.

        Raises
        ------
        InputError
            If there are more; every agent on a contact takes a line.
        """
        if self.lines is not None and self.lines < agents:
            raise InputError(
                f"{self.lines} lines are fewer than the {agents:g} agents; set at least as many "
                "lines as agents.",
                name="lines",
                value=self.lines,
            )

    def _chat_agents(self, work: Workload, target: Target) -> int:
        """Agents for concurrent chats."""
        # chat and lines load scipy.special, which Erlang C and A do without: imported on use
        from wfm.queueing import chat

        if target.max_occupancy is not None:
            raise InputError(
                "max_occupancy is not available for chat; remove it.", name="max_occupancy"
            )
        return int(
            chat.agents_required(
                work.volume,
                work.interval,
                chat.aht_by_concurrency(work.aht, self.overhead, self.concurrency),
                service_level=target.service_level,
                within=None if target.service_level is None else target.limit,
                abandonment=target.abandonment,
                asa=target.asa,
                patience=self.patience,
            )
        )

    @property
    def takes_fractions(self) -> bool:
        """Whether the model is defined for numbers of agents that are not integers."""
        return self.lines is None and self.concurrency == 1

    def capacity(self, agents: float, work: Workload) -> float:
        """Contacts in the interval that agents finish who are always busy."""
        if self.concurrency == 1:
            return agents * work.interval / work.aht
        slowest = work.aht * (1.0 + self.overhead * (self.concurrency - 1))
        return agents * self.concurrency * work.interval / slowest

    def service(
        self, agents: NDArray[np.int64] | FloatArray, work: Workload, within: float
    ) -> IntervalService:
        """Service of several numbers of agents.

        Parameters
        ----------
        agents : int64 or float64 array, shape (n,)
            Agents, net of shrinkage; with lines and for chat, integers. [agents]
        work : Workload
            The contacts.
        within : float
            Time limit of the service level. [s]

        Raises
        ------
        InputError
            If the model is not defined for the agents, or more agents than lines are given.
        """
        measures: NamedTuple
        load, aht = work.load, work.aht
        if self.concurrency > 1:
            from wfm.queueing import chat

            times = chat.aht_by_concurrency(aht, self.overhead, self.concurrency)
            chats = chat.performance(
                agents, work.volume, work.interval, times, within, patience=self.patience
            )
            used = np.asarray(chats.occupancy * chats.concurrency) / self.concurrency
            return _service_of(chats, len(agents))._replace(slots_used=used)
        if self.lines is not None:
            from wfm.queueing import lines

            measures = lines.performance(
                agents, load, aht, within, self.lines, patience=self.patience
            )
        else:
            measures = erlang.performance(
                agents, load, aht, within, patience=self.patience, definition=self.definition
            )
        return _service_of(measures, len(agents))


def _service_of(measures: NamedTuple, length: int) -> IntervalService:
    """The measures of any model; NaN for those that it does not have."""
    unknown = np.full(length, nan)
    return IntervalService(*(getattr(measures, name, unknown) for name in IntervalService._fields))
