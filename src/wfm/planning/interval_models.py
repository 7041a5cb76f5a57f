"""The queueing models of a single interval: agents for a target, and service of any agents."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import inf, nan
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from wfm import erlang, staffing, units
from wfm._arrays import FloatArray, FloatOut
from wfm.errors import InputError
from wfm.targets import Definition, Target

__all__ = ["IntervalModel", "IntervalService", "Workload", "missed_parts"]


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


class TargetMeasures(Protocol):
    """Measures of which a target is a limit; see `IntervalService`."""

    @property
    def service_level(self) -> Any:
        """Share of contacts answered in time [fraction]."""

    @property
    def asa(self) -> Any:
        """Mean wait of the answered [s]."""

    @property
    def occupancy(self) -> Any:
        """Share of agents' time on contacts [fraction]."""

    @property
    def abandonment(self) -> Any:
        """Share of contacts that abandon [fraction]."""


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
        For a value outside its domain, or a combination that no model covers.

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
        if self.lines is not None:
            units.whole_number(self.lines, "lines", "lines", least=1)
        units.whole_number(self.concurrency, "concurrency", "chats", least=1)
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

        With lines, the target is that of the contacts that are not blocked, as in `service`; where
        there are fewer lines than `agents_without_blocking`, the number is that of this method.

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
            NaN for a chat and with lines, whose models are defined for integer agents only.
            [agents]

        Raises
        ------
        InputError
            For a target that the model does not support.
        UnreachableError
            If no number of agents meets the target.
        """
        if self.concurrency > 1:
            return self._chat_agents(work, target), nan
        if self.lines is not None:
            return self._lines_agents(work, target, self.lines), nan
        agents = self.agents_without_blocking(work, target)
        options = self._options(target)
        return agents, float(
            staffing.agents_required(work.load, work.aht, **options, round_up=False)
        )

    def agents_without_blocking(self, work: Workload, target: Target) -> int:
        """Agents that the target requires for calls if the number of lines has no limit.

        Raises
        ------
        InputError, UnreachableError
            As `agents_required`.
        """
        return int(staffing.agents_required(work.load, work.aht, **self._options(target)))

    def _options(self, target: Target) -> dict[str, Any]:
        """Keywords of `wfm.staffing` for the target and the behaviour of the contacts."""
        return {**target.goals(), "patience": self.patience, "definition": self.definition}

    def _lines_agents(self, work: Workload, target: Target, lines: int) -> int:
        """Agents whose contacts meet the target, those that find a line free.

        More agents never serve worse, so that the least is found by halving. With too few lines
        for all contacts it is not sought: there, few agents would do because most are blocked.
        """
        every = self.agents_without_blocking(work, target)
        if every > lines:
            return every

        def meets(agents: int) -> bool:
            service = self.service(np.array([agents]), work, target.limit)
            return not missed_parts(service, target)

        return bisect_left(range(lines), True, key=meets)

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


def missed_parts(service: TargetMeasures, target: Target) -> tuple[str, ...]:
    """The parts of a target that a service does not meet.

    Parameters
    ----------
    service : TargetMeasures
        The measures of one number of agents.
    target : Target
        The service target.

    Returns
    -------
    tuple of str
        Of "service_level", "asa", "max_occupancy" and "abandonment"; empty if it is met.
    """
    at_least = {"service_level": (service.service_level, target.service_level)}
    at_most = {
        "asa": (service.asa, target.asa),
        "max_occupancy": (service.occupancy, target.max_occupancy),
        "abandonment": (service.abandonment, target.abandonment),
    }
    low = [name for name, (is_, goal) in at_least.items() if goal is not None and is_ < goal]
    high = [name for name, (is_, goal) in at_most.items() if goal is not None and is_ > goal]
    return (*low, *high)


def _service_of(measures: NamedTuple, length: int) -> IntervalService:
    """The measures of any model; NaN for those that it does not have."""
    unknown = np.full(length, nan)
    return IntervalService(*(getattr(measures, name, unknown) for name in IntervalService._fields))
