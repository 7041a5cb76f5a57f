"""The result of `wfm calc` as text: one line per figure, then a table of the neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from wfm.planning.interval import IntervalStaffing, Neighbour
from wfm.report.text_table import defaults_text, labelled, table
from wfm.targets import Target
from wfm.units import duration_text, given_percent_text, percent_text, wait_text

__all__ = ["definition_text", "interval_text", "target_text"]

_CONTACTS = {
    "offered": "contacts offered",
    "answered": "contacts answered",
    "virtual": "contacts offered, as if none abandoned",
}


def interval_text(result: IntervalStaffing, defaults: Sequence[str] = ()) -> str:
    """The agents of one interval, and the service of its neighbours.

    Parameters
    ----------
    result : IntervalStaffing
        As `wfm.planning.interval.staff_interval` gives it.
    defaults : sequence of str
        The inputs that have their default.

    Examples
    --------
    >>> from wfm.planning.interval import staff_interval
    >>> from wfm.shrinkage import Shrinkage
    >>> result = staff_interval(100, 180, 1800, Target(0.80, 20), Shrinkage.parse("30%"))
    >>> print(interval_text(result).splitlines()[4])
    agents: 14 (unrounded 13.04)
    """
    parts = (
        labelled(_figures(result)),
        table(_neighbours(result)),
        _definition(result),
        defaults_text(defaults),
    )
    return "\n\n".join(part for part in parts if part)


def _figures(result: IntervalStaffing) -> Iterator[tuple[str, str]]:
    """Label and value of each figure."""
    work, row, model = result.work, result.row, result.model
    kind = "chats" if model.concurrency > 1 else "contacts"
    yield (
        "volume",
        f"{work.volume:g} {kind} in {duration_text(work.interval)}, AHT {duration_text(work.aht)}",
    )
    yield "offered load", f"{work.load:.4g} erlangs"
    yield "model", ", ".join((model.name, *_behaviour(result)))
    yield "target", target_text(result.target)
    unrounded = result.agents_unrounded
    yield (
        "agents",
        f"{row.agents}" + ("" if np.isnan(unrounded) else f" (unrounded {unrounded:.2f})"),
    )
    yield (
        "scheduled",
        f"{row.scheduled} (shrinkage {given_percent_text(result.shrinkage.total)})",
    )


def _behaviour(result: IntervalStaffing) -> Iterator[str]:
    """The parameters of the model."""
    model = result.model
    if model.name == "Erlang C":
        yield "no abandonment"
    if model.patience < float("inf"):
        yield f"patience {duration_text(model.patience)}"
    if model.lines is not None:
        yield f"{model.lines} lines"
    if model.concurrency > 1:
        yield f"up to {model.concurrency} concurrent chats per agent"
        yield f"overhead {given_percent_text(model.overhead)}"


def target_text(target: Target) -> str:
    """A service target in words.

    Examples
    --------
    >>> target_text(Target(0.85, 60.0, max_occupancy=0.9))
    '85 % answered within 60 s, occupancy ≤ 90 %'
    """
    parts = []
    if target.service_level is not None:
        level = given_percent_text(target.service_level)
        parts.append(f"{level} answered within {duration_text(target.limit)}")
    if target.asa is not None:
        parts.append(f"ASA ≤ {duration_text(target.asa)}")
    if target.abandonment is not None:
        parts.append(f"abandonment ≤ {given_percent_text(target.abandonment)}")
    if target.max_occupancy is not None:
        parts.append(f"occupancy ≤ {given_percent_text(target.max_occupancy)}")
    return ", ".join(parts)


def _neighbours(result: IntervalStaffing) -> list[Sequence[str]]:
    """One row per number of agents, with the measures that the model has."""
    columns = ["", "agents", "scheduled", "service level", "ASA", "occupancy", *_shares(result)]
    rows = [_cells(row, result) for row in result.neighbours]
    return [columns, *rows]


def _shares(result: IntervalStaffing) -> dict[str, str]:
    """Heading and field of the columns that depend on the model."""
    model = result.model
    if model.name == "Erlang C":
        return {"P(wait)": "wait_probability"}
    return {"abandonment": "abandonment"} | (
        {} if model.lines is None else {"blocking": "blocking"}
    )


def _cells(row: Neighbour, result: IntervalStaffing) -> list[str]:
    """One number of agents; an arrow marks the one that is required."""
    digits = 1 if result.model.name == "Erlang C" else 2
    return [
        "→" if row.agents == result.row.agents else "",
        str(row.agents),
        str(row.scheduled),
        percent_text(row.service_level, 2),
        wait_text(row.asa),
        percent_text(row.occupancy),
        *(percent_text(getattr(row, name), digits) for name in _shares(result).values()),
    ]


def _definition(result: IntervalStaffing) -> str:
    """What the service level is a share of."""
    if result.model.lines is not None:
        offered = "contacts offered and not blocked"
        return f"Service level: answered within {duration_text(result.target.limit)} / {offered}"
    return definition_text(result.model.definition, result.target.limit)


def definition_text(definition: str, limit: float) -> str:
    """The definition of a service level as a line.

    Examples
    --------
    >>> definition_text("offered", 20.0)
    'Service level: answered within 20 s / contacts offered'
    """
    return f"Service level: answered within {duration_text(limit)} / {_CONTACTS[definition]}"
