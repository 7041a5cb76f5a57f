"""Live queues of one team with priorities: the urgent queues are answered first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from wfm import erlang, staffing
from wfm._arrays import FloatArray
from wfm.centre.queue_records import target_of
from wfm.centre.records import Queue
from wfm.centre.shared_pool import (
    TeamDemand,
    TeamModel,
    TeamStaffing,
    pool_aht_step,
    with_contacts,
)
from wfm.centre.single_queue import queue_target_parts
from wfm.explanation import Section, Step
from wfm.planning.steps import Measures, TargetPart, agents_steps
from wfm.queueing import priority
from wfm.units import duration_text

__all__ = ["PRIORITY"]

# Limits that any number of agents meets: for a class without such a target or without contacts.
_NO_TARGET = {"service_level": 1e-9, "asa": 1e9}


def _classes(queues: list[Queue]) -> tuple[list[int], NDArray[np.intp]]:
    """The priorities in order, and the class of each queue."""
    levels, index = np.unique([queue.priority for queue in queues], return_inverse=True)
    return levels.tolist(), index


def _class_load(demand: TeamDemand) -> FloatArray:
    """Load of each class, shape (starts, classes)."""
    levels, index = _classes(demand.queues)
    load = np.zeros((demand.load.shape[1], len(levels)))
    for i, number in enumerate(index):
        load[:, number] += demand.load[i]
    return load


def _staff(demand: TeamDemand) -> TeamStaffing:
    """The least agents with which every queue meets its own target."""
    levels, index = _classes(demand.queues)
    load = _class_load(demand)
    agents = np.maximum(_agents_for_occupancy(demand, load.sum(axis=1)), demand.minimum)
    for targets in _targets_by_class(demand.queues, index, len(levels)):
        limits = {
            name: np.where(load > 0, values, _NO_TARGET[name]) if name in _NO_TARGET else values
            for name, values in targets.items()
        }
        agents = np.maximum(agents, priority.agents_required(load, demand.aht, **limits))
    level = np.array(
        [
            priority.service_level(agents, load, demand.aht, target_of(queue).limit)[:, number]
            for number, queue in zip(index, demand.queues, strict=True)
        ]
    )
    asa = np.asarray(priority.asa(agents, load, demand.aht)).T[index]
    occupancy = np.asarray(erlang.occupancy(agents, load.sum(axis=1)))
    no_abandonment = np.full(demand.load.shape, np.nan)
    return TeamStaffing(agents, level, asa, no_abandonment, occupancy)


def _agents_for_occupancy(demand: TeamDemand, load: FloatArray) -> FloatArray:
    """Agents for the lowest maximum occupancy of the queues."""
    limits = [target_of(queue).max_occupancy for queue in demand.queues]
    some = [limit for limit in limits if limit is not None]
    if not some:
        return np.zeros(len(load))
    agents = staffing.agents_required(load, demand.aht, max_occupancy=min(some))
    return np.asarray(agents, dtype=np.float64)


def _targets_by_class(
    queues: list[Queue], index: NDArray[np.intp], classes: int
) -> Iterator[dict[str, list[float]]]:
    """One target per class at a time, as often as the largest class has queues."""
    targets = [
        [target_of(queues[i]) for i in np.flatnonzero(index == number)] for number in range(classes)
    ]
    for turn in range(max(map(len, targets))):
        each = [some[turn % len(some)] for some in targets]
        if any(target.service_level is not None for target in each):
            yield {
                "service_level": [
                    target.service_level or _NO_TARGET["service_level"] for target in each
                ],
                "within": [target.limit for target in each],
            }
        if any(target.asa is not None for target in each):
            yield {"asa": [target.asa or _NO_TARGET["asa"] for target in each]}


def _sections(demand: TeamDemand, result: TeamStaffing, i: int, at: int) -> tuple[Section, ...]:
    """The classes, the target of each queue, and the service of one queue."""
    agents, load = int(result.agents[at]), _class_load(demand)[at]
    _, index = _classes(demand.queues)
    parts: list[TargetPart] = []
    for j in np.argsort(index, kind="stable"):
        if load[index[j]] > 0:  # no target applies to a class without contacts
            measures = _measures(demand.queues[j], int(index[j]), load, float(demand.aht[at]))
            parts += queue_target_parts(demand.queues[j], agents, measures)
    service = with_contacts(
        _service_steps(demand, result, i, at, int(index[i])), float(demand.volume[i, at])
    )
    return (
        Section("classes", tuple(_class_steps(demand, agents, at))),
        Section("agents", tuple(agents_steps(parts, agents, minimum=int(demand.minimum[at])))),
        Section("service", tuple(service)),
    )


def _measures(queue: Queue, number: int, load: FloatArray, aht: float) -> Measures:
    """What a number of agents gives to a queue of a class."""

    def measures(agents: int) -> dict[str, float]:
        level = priority.service_level(agents, load, aht, target_of(queue).limit)
        asa = priority.asa(agents, load, aht)
        return {
            "service_level": float(np.asarray(level)[number]),
            "asa": float(np.asarray(asa)[number]),
            "max_occupancy": float(erlang.occupancy(agents, float(load.sum()))),
        }

    return measures


def _class_steps(demand: TeamDemand, agents: int, at: int) -> Iterator[Step]:
    """The load of each class, and with that of all classes above it per agent."""
    levels, _ = _classes(demand.queues)
    load = _class_load(demand)[at]
    for number, level in enumerate(levels):
        names = ", ".join(queue.name for queue in demand.queues if queue.priority == level)
        yield Step(f"load of class {number + 1}", names, value=float(load[number]), unit="erlangs")
        total = float(load[: number + 1].sum())
        figures = f"{total:.6g} / {agents}"
        yield Step(f"σ of class {number + 1}", "load up to the class / n", figures, total / agents)
    yield pool_aht_step(demand, at)


def _service_steps(
    demand: TeamDemand, result: TeamStaffing, i: int, at: int, number: int
) -> Iterator[Step]:
    """The service of a queue of a class."""
    agents, load = int(result.agents[at]), float(demand.load[:, at].sum())
    delayed = float(erlang.erlang_c(agents, load))
    yield Step("P(wait)", "C(n, a), delayed", value=delayed, unit="fraction")
    limit = duration_text(target_of(demand.queues[i]).limit)
    yield Step(
        "service level",
        f"1 − C · P(W > t | delayed) of class {number + 1}, within {limit}",
        value=float(result.service_level[i, at]),
        unit="fraction",
    )
    formula = "C · h / n / ((1 − σ of the class above) (1 − σ of the class))"
    yield Step("asa", formula, value=float(result.asa[i, at]), unit="s")
    occupancy = float(result.occupancy[at])
    yield Step("occupancy", "a / n", f"{load:.6g} / {agents}", occupancy, "fraction")


PRIORITY = TeamModel("priority", _staff, _sections)
