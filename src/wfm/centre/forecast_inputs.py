"""Targets, patience and shrinkage in the columns of a forecast, which come before the centre's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from wfm.centre.records import Centre, Queue
from wfm.demand import Demand
from wfm.errors import DataError, Problem
from wfm.io.forecast.input_columns import set_text
from wfm.row_inputs import InputSet, RowInputs
from wfm.shrinkage import Shrinkage
from wfm.targets import Target

__all__ = ["with_forecast_inputs"]

_PARTS = ("service_level", "within", "asa", "max_occupancy", "abandonment")
_ABANDONMENT = ("patience", "abandonment")
# Inputs of waiting customers, which deferred work does not have.
_LIVE = ("asa", "max_occupancy", "abandonment", "patience", "definition")


@dataclass(frozen=True)
class _QueueInputs:
    """The inputs that the forecast has of a queue, and where.

    Attributes
    ----------
    queue : Queue
        As in the centre.
    inputs : InputSet
        Those of all of its rows.
    line : int
        The first line with them.
    """

    queue: Queue
    inputs: InputSet
    line: int


def with_forecast_inputs(centre: Centre, forecast: Demand) -> tuple[Centre, tuple[str, ...]]:
    """A centre with the targets, patience and shrinkage of the forecast in place of its own.

    Parameters
    ----------
    centre : Centre
        The centre.
    forecast : Demand
        The forecast; its queues are those of the centre.

    Returns
    -------
    tuple of Centre and tuple of str
        The centre, and which inputs of the forecast replace others.

    Raises
    ------
    DataError
        For inputs that change within a queue, that the model of the queue does not have, or that
        the queues of one team do not share; each with the line of the file.
    """
    found = forecast.row_inputs
    if found is None:
        return centre, ()
    problems: list[Problem] = []
    given = list(_by_queue(centre, forecast, found, problems))
    for one in given:
        problems += _refused(one, centre, found)
    problems += _different_shrinkage(given, found)
    queues = {one.queue.name: _replaced(one) for one in given}
    changed = tuple(queues.get(queue.name, queue) for queue in centre.queues)
    shares = [one.inputs.shrinkage for one in given if one.inputs.shrinkage is not None]
    shrinkage = shares[0] if shares else centre.shrinkage
    merged = replace(centre, queues=changed, shrinkage=shrinkage)
    problems += _different_patience(merged, given, found)
    if problems:
        raise DataError(forecast.source, problems)
    return merged, tuple(_notes(given, centre))


def _by_queue(
    centre: Centre, forecast: Demand, found: RowInputs, problems: list[Problem]
) -> Iterator[_QueueInputs]:
    """The inputs of each queue that has some; a problem where they change within it."""
    for queue in centre.queues:
        if queue.name not in forecast.queues:
            continue
        sets = found.of_queue(forecast.queue, forecast.queues.index(queue.name))
        if len(sets) > 1:
            some = "; ".join(
                f"{set_text(found.sets[i])} ({found.place(found.lines[i])})" for i in sets[:3]
            )
            text = f"queue {queue.name!r} has {len(sets)} sets of targets, and a centre plans one"
            line = found.lines[sets[1]]
            problems.append(found.problem(f"{text}: {some}; plan without --centre", line))
        elif found.sets[sets[0]] != InputSet():
            yield _QueueInputs(queue, found.sets[sets[0]], found.lines[sets[0]])


def _refused(one: _QueueInputs, centre: Centre, found: RowInputs) -> Iterator[Problem]:
    """Inputs that the model or the team of a queue does not have."""
    queue, inputs = one.queue, one.inputs
    names = {"deferred": _LIVE, "erlang_c": _ABANDONMENT}.get(queue.model, ())
    for name in names:
        if getattr(inputs, name) is not None:
            cure = "leave its cells of this queue empty"
            if queue.model == "erlang_c":
                cure = f"use model = 'erlang_a', or {cure}"
            yield _problem(one, found, name, f"which model {queue.model} does not use; {cure}")
    waits = queue.patience if inputs.patience is None else inputs.patience
    if queue.model == "chat" and inputs.abandonment is not None and waits == inf:
        yield _problem(one, found, "abandonment", "but no patience; add a column 'patience'")
    if inputs.aht_by_concurrency:
        words = "which a centre has in centre.toml"
        yield _problem(one, found, "aht_by_concurrency", f"{words}; remove the column")
    team = centre.members(centre.team(queue).name)
    if inputs.min_agents and len(team) > 1:
        words = f"but its agents answer other queues too; set min_agents of team {queue.team!r}"
        yield _problem(one, found, "min_agents", words)
    mixed = queue.model != "deferred" and any(other.model == "deferred" for other in team)
    if mixed and inputs.definition not in (None, "offered"):
        words = "but must be 'offered' for a queue that is blended with deferred work"
        yield _problem(one, found, "definition", words)


def _problem(one: _QueueInputs, found: RowInputs, name: str, words: str) -> Problem:
    """A problem of an input of a queue."""
    text = f"queue {one.queue.name!r} has {name.replace('_', ' ')} in the forecast, {words}"
    return found.problem(text, one.line, found.headings.get(name))


def _different_shrinkage(given: list[_QueueInputs], found: RowInputs) -> Iterator[Problem]:
    """The queues of a centre have one shrinkage."""
    shares: dict[Shrinkage, _QueueInputs] = {}
    for one in given:
        if one.inputs.shrinkage is not None:
            shares.setdefault(one.inputs.shrinkage, one)
    for other in list(shares.values())[1:]:
        words = "but a centre has one shrinkage for all queues, and other queues have another"
        yield _problem(other, found, "shrinkage", words)


def _different_patience(
    centre: Centre, given: list[_QueueInputs], found: RowInputs
) -> Iterator[Problem]:
    """Live queues of one team have the same patience."""
    queues = {queue.name: queue for queue in reversed(centre.queues)}
    for one in given:
        queue = queues[one.queue.name]
        team = centre.members(centre.team(queue).name)
        live = [q for q in team if q.model == queue.model != "deferred"]
        if one.inputs.patience is not None and len({q.patience for q in live}) > 1:
            words = f"but the live queues of team {queue.team!r} need the same patience"
            yield _problem(one, found, "patience", words)


def _replaced(one: _QueueInputs) -> Queue:
    """A queue with the inputs of the forecast."""
    queue, inputs = one.queue, one.inputs
    changes: dict[str, Any] = {
        name: value
        for name in ("patience", "definition")
        if (value := getattr(inputs, name)) is not None
    }
    if inputs.min_agents:
        changes["min_agents"] = inputs.min_agents
    if queue.deferred is not None and inputs.service_level is not None:
        within = queue.deferred.within if inputs.within is None else inputs.within
        deferred = replace(queue.deferred, share=inputs.service_level, within=within)
        changes["deferred"] = deferred
    if queue.target is not None:
        parts = {name: value for name in _PARTS if (value := getattr(inputs, name)) is not None}
        changes["target"] = Target(**{**vars(queue.target), **parts})
    return replace(queue, **changes)


def _notes(given: list[_QueueInputs], centre: Centre) -> Iterator[str]:
    """Which inputs of the forecast replace those of the centre."""
    for one in given:
        text = set_text(one.inputs._replace(shrinkage=None))
        if _replaced(one) != one.queue and text != "none":
            yield f"{one.queue.name}: {text} of the forecast, not what the centre has"
    shares = [one.inputs.shrinkage for one in given if one.inputs.shrinkage is not None]
    if shares and shares[0].total != centre.shrinkage.total:
        yield (
            f"shrinkage {100 * shares[0].total:g} % of the forecast, not "
            f"{100 * centre.shrinkage.total:g} % of the centre"
        )
