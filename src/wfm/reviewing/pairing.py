"""Which interval of a report is which interval of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.errors import DataError, Problem, UsageError
from wfm.option_text import option
from wfm.reviewing.actuals import Actuals
from wfm.units import duration_text

__all__ = ["Pairing", "in_intervals_of", "pairing_of", "refuse_nothing_common"]

_SHOWN = 4  # queues that a message names
_LONGEST = 60  # characters of each


class Pairing(NamedTuple):
    """The rows that two tables have in common, and those that only one has.

    Attributes
    ----------
    first, second : int array
        The row of each common interval in both tables, in the order of the first.
    only_first, only_second : int array
        The rows of intervals that the other table does not have.
    notes : tuple of str
        How they were compared, where it is not by time and queue as they are.
    """

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    only_first: NDArray[np.intp]
    only_second: NDArray[np.intp]
    notes: tuple[str, ...]


def pairing_of(first: Demand, second: Demand) -> Pairing:
    """The common intervals of two tables, by queue and start.

    Starts are compared as instants where both have a time zone, else as local times. A table
    without names of queues has the one queue of the other.

    Raises
    ------
    UsageError
        If a local time occurs twice, so that it is no one interval.
    """
    notes: list[str] = []
    one, other = first.start, second.start
    if (first.zone is None) != (second.zone is None):
        lacking = first if first.zone is None else second
        notes.append(f"{lacking.source} has no time zone: compared by local times")
        one = datetimes.local(first.start, first.zone)
        other = datetimes.local(second.start, second.zone)
    names = list(dict.fromkeys((*first.queues, *second.queues)))
    own, others = first.queues, second.queues
    if len(own) == len(others) == 1 and own != others and "" in (*own, *others):
        names, own, others = [""], ("",), ("",)
        named = (*first.queues, *second.queues)
        notes.append(f"only one of the files names its queue: {''.join(named)!r} in both")
    place = {name: index for index, name in enumerate(names)}
    keys = [
        start * len(names) + np.array([place[name] for name in queues])[queue]
        for start, queues, queue in ((one, own, first.queue), (other, others, second.queue))
    ]
    for key, demand in zip(keys, (first, second), strict=True):
        if len(np.unique(key)) < len(key):
            raise UsageError(
                f"{demand.source}: a local time occurs twice, at the end of summer time; give "
                f"both files their time zone, such as {option('tz', 'Europe/Berlin')}."
            )
    _, at_first, at_second = np.intersect1d(
        keys[0], keys[1], assume_unique=True, return_indices=True
    )
    order = np.argsort(at_first)
    at_first, at_second = at_first[order], at_second[order]
    return Pairing(
        at_first,
        at_second,
        np.setdiff1d(np.arange(len(one)), at_first),
        np.setdiff1d(np.arange(len(other)), at_second),
        tuple(notes),
    )


def refuse_nothing_common(first: Demand, second: Demand, pairing: Pairing) -> None:
    """Refuse two tables without a common interval, with what each has.

    Raises
    ------
    DataError
        If `pairing` has no rows.
    """
    if not len(pairing.first):
        texts = [f"{one.source} has {_span_text(one)}" for one in (first, second)]
        raise DataError(
            second.source,
            [Problem(f"has no interval of the plan: {', '.join(texts)} — give files of one week")],
        )


def _span_text(demand: Demand) -> str:
    """The queues, first and last start of a table."""
    names = [name for name in demand.queues if name]
    starts = datetimes.iso_texts(np.array([demand.start.min(), demand.start.max()]), demand.zone)
    more = "…" if len(names) > _SHOWN else ""
    shown = ", ".join(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
                      for name in names[:_SHOWN])  # fmt: skip
    queues = f" of {shown}{more}" if names else ""
    return f"{starts[0][:16]} to {starts[1][:16]}{queues}"


def in_intervals_of(plan: Demand, actuals: Actuals) -> tuple[Actuals, tuple[str, ...]]:
    """A report in the intervals of the plan; shorter ones are added up, with a note.

    ::

        volume, answered, abandoned, in time   sums
        AHT, ASA                               means, weighted by contacts answered
        service level, abandonment             means, weighted by contacts offered
        agents, scheduled                      means of the shorter intervals
        occupancy                              mean, weighted by agents

    Raises
    ------
    UsageError
        If the intervals of the report are longer, or no part of those of the plan.
    """
    demand = actuals.demand
    if demand.interval == plan.interval:
        return actuals, ()
    own, wanted = duration_text(demand.interval), duration_text(plan.interval)
    if demand.interval > plan.interval or plan.interval % demand.interval:
        raise UsageError(
            f"{demand.source} has intervals of {own}, the plan of {wanted}: export the report by "
            f"{wanted}, or plan in intervals of {own}."
        )
    step = int(plan.interval)
    grid = int(datetimes.local(plan.start[:1], plan.zone)[0]) % step
    within = (datetimes.local(demand.start, demand.zone) - grid) % step
    start = demand.start - within
    keys, group = np.unique(start * len(demand.queues) + demand.queue, return_inverse=True)

    def total(values: FloatArray) -> FloatArray:
        """Sums of the known values; NaN where none is known."""
        known = ~np.isnan(values)
        sums = np.bincount(group, np.where(known, values, 0.0), len(keys))
        return np.where(np.bincount(group, known, len(keys)) > 0, sums, np.nan)

    def mean(values: FloatArray, weights: FloatArray) -> FloatArray:
        """Means of the known values with a weight above 0."""
        known = ~np.isnan(values) & (weights > 0)
        weighted = np.where(known, values, 0.0) * np.where(known, weights, 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(
                np.bincount(group, weighted, len(keys))
                / np.bincount(group, np.where(known, weights, 0.0), len(keys))
            )

    each, columns = np.ones(len(demand)), actuals.columns
    answered = columns.get("answered", demand.volume)
    agents = columns.get("agents", columns.get("scheduled", each))
    weights = {
        "asa": answered, "service_level": demand.volume, "abandonment": demand.volume,
        "agents": each, "scheduled": each, "occupancy": agents,
    }  # fmt: skip
    merged = {
        name: mean(values, weights[name]) if name in weights else total(values)
        for name, values in columns.items()
    }
    longer = replace(
        demand,
        queue=(keys % len(demand.queues)).astype(np.int32),
        start=keys // len(demand.queues),
        volume=total(demand.volume),
        aht=mean(demand.aht, answered),
        interval=plan.interval,
        line=np.zeros(len(keys), dtype=np.int32),
        labels=None,
    )
    order = np.lexsort((longer.start, longer.queue))
    longer = replace(
        longer,
        queue=longer.queue[order],
        start=longer.start[order],
        volume=longer.volume[order],
        aht=longer.aht[order],
    )
    merged = {name: values[order] for name, values in merged.items()}
    parts = np.bincount(group)
    note = f"intervals of {own} added up to those of the plan, {wanted}"
    if lacking := int((parts < parts.max()).sum()):
        note += f"; {lacking:,} of {len(keys):,} lack a part of them"
    return replace(actuals, demand=longer, columns=merged), (note,)
