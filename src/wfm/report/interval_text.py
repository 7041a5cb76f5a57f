"""The result of `wfm calc` as text: one line per figure, then a table of the neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from wfm.planning.given_agents import GivenAgents
from wfm.planning.interval import IntervalStaffing, Neighbour
from wfm.report.text_table import defaults_text, labelled, on_terminal, table
from wfm.targets import target_text
from wfm.units import duration_text, given_percent_text, percent_text, wait_text

__all__ = ["definition_text", "given_agents_text", "interval_text"]

_SCREEN = 23  # lines of a terminal above the next prompt
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
    >>> from wfm.targets import Target
    >>> result = staff_interval(100, 180, 1800, Target(0.80, 20), Shrinkage.parse("30%"))
    >>> print(interval_text(result).splitlines()[4])
    agents: 14 (unrounded 13.04)
    """
    return _on_screen(_figures(result), result, defaults)


def given_agents_text(result: GivenAgents, defaults: Sequence[str] = ()) -> str:
    """The service of given agents, what they carry at the target, and their neighbours.

    Parameters
    ----------
    result : GivenAgents
        As `wfm.planning.given_agents.service_of_agents` gives it.
    defaults : sequence of str
        The inputs that have their default.

    Examples
    --------
    >>> from wfm.planning.given_agents import service_of_agents
    >>> from wfm.shrinkage import Shrinkage
    >>> from wfm.targets import Target
    >>> result = service_of_agents(100, 180, 1800, Target(0.80, 20), Shrinkage.parse("30%"),
    ...                            agents=14)
    >>> print(given_agents_text(result).splitlines()[4])
    agents: 14 on contacts; with a shrinkage of 30 %, 20 on the schedule
    """
    return _on_screen((*_work_figures(result), *_given_figures(result)), result, defaults)


def _on_screen(
    figures: Iterable[tuple[str, str]],
    result: IntervalStaffing | GivenAgents,
    defaults: Sequence[str],
) -> str:
    """All parts in at most 23 lines: without empty lines, and with fewer neighbours, if need be."""
    labels = labelled(figures)
    text = ""
    for gap, beside in (("\n\n", None), ("\n", None), ("\n", 1)):
        rows = table(_neighbours(result, beside), leave_out=on_terminal((6, 2)))
        parts = (labels, rows, _definition(result), defaults_text(defaults))
        text = gap.join(part for part in parts if part)
        if text.count("\n") < _SCREEN:
            break
    return text


def _given_figures(result: GivenAgents) -> Iterator[tuple[str, str]]:
    """Label and value of each figure of given agents."""
    row, model = result.row, result.model
    yield "agents", _people(result)
    yield "service level", percent_text(row.service_level, 2)
    yield "ASA", "no limit" if result.overloaded else wait_text(row.asa)
    if result.overloaded:
        yield "overload", _overload(result)
    slots = f"; slots used: {percent_text(row.slots_used)}" if model.concurrency > 1 else ""
    yield "occupancy", percent_text(row.occupancy) + slots
    if not np.isnan(row.wait_probability):
        yield "probability of delay", percent_text(row.wait_probability)
    if model.patience < np.inf:
        yield "abandonment", percent_text(row.abandonment, 2)
    if model.lines is not None:
        yield "blocking", percent_text(row.blocking, 2)
    yield "target met", _met(result)
    yield (
        "agents required",
        f"{result.required}{_details(np.nan, result.min_agents)}{_without_blocking(result)}",
    )
    yield "at the target", _carried(result)


def _people(result: GivenAgents) -> str:
    """Agents on contacts and people on the schedule, the given ones first."""
    shrinkage = given_percent_text(result.shrinkage.total)
    net, gross = f"{result.agents:.6g}", f"{result.scheduled:.6g}"
    if not result.from_scheduled:
        return f"{net} on contacts; with a shrinkage of {shrinkage}, {gross} on the schedule"
    whole = "" if result.row.agents == result.agents else f", computed as {result.row.agents:g}"
    return f"{gross} on the schedule; with a shrinkage of {shrinkage}, {net} on contacts{whole}"


def _overload(result: GivenAgents) -> str:
    """What happens where there is more work than the agents can do."""
    if result.backlog_growth == 0.0:
        return "as much work as the agents can do; the backlog has no limit"
    growth, interval = result.backlog_growth, duration_text(result.work.interval)
    return f"the backlog grows by {growth:.3g} contacts every {interval}"


def _met(result: GivenAgents) -> str:
    """Whether the target is met, and what of it is not."""
    names = {
        "service_level": "service level", "asa": "ASA", "max_occupancy": "occupancy",
        "abandonment": "abandonment", "min_agents": f"the minimum of {result.min_agents} agents",
    }  # fmt: skip
    if not result.missed:
        return "yes"
    return f"no ({', '.join(names[part] for part in result.missed)})"


def _details(unrounded: float, min_agents: int) -> str:
    """Agents before rounding up, where the model has them, and the minimum, if there is one."""
    parts = [] if np.isnan(unrounded) else [f"unrounded {unrounded:.2f}"]
    parts += [f"minimum {min_agents}"] if min_agents else []
    return f" ({', '.join(parts)})" if parts else ""


def _without_blocking(result: IntervalStaffing | GivenAgents) -> str:
    """With lines, the agents that all contacts require, those included that are blocked."""
    model = result.model
    if model.lines is None:
        return ""
    every = max(model.agents_without_blocking(result.work, result.target), result.min_agents)
    if every > model.lines:
        return f" if no contact is blocked, more than the {model.lines} lines"
    return f"; {every} if no contact is blocked"


def _carried(result: GivenAgents) -> str:
    """The longest AHT and the largest volume with which the target is met, rounded down."""
    blocked = "" if result.model.lines is None else " (further contacts are blocked)"
    if result.max_volume == 0.0:
        return "no contacts"
    aht = f"AHT up to {_down(result.max_aht)} s" if np.isfinite(result.max_aht) else "any AHT"
    if not np.isfinite(result.max_volume):
        return f"{aht}, or any volume{blocked}"
    return f"{aht}, or up to {_down(result.max_volume)} contacts"


def _down(value: float) -> str:
    """A value rounded down to a tenth, so that the target is met with it."""
    return f"{np.floor(10.0 * value) / 10.0:,.1f}"


def _figures(result: IntervalStaffing) -> Iterator[tuple[str, str]]:
    """Label and value of each figure."""
    row = result.row
    yield from _work_figures(result)
    unrounded = result.agents_unrounded
    yield (
        "agents",
        f"{row.agents:g}{_details(unrounded, result.min_agents)}{_without_blocking(result)}",
    )
    yield (
        "scheduled",
        f"{row.scheduled} (shrinkage {given_percent_text(result.shrinkage.total)})",
    )


def _work_figures(result: IntervalStaffing | GivenAgents) -> Iterator[tuple[str, str]]:
    """Label and value of what the service depends on beside the agents."""
    work, model = result.work, result.model
    kind = "chats" if model.concurrency > 1 else "contacts"
    yield (
        "volume",
        f"{work.volume:g} {kind} in {duration_text(work.interval)}, AHT {duration_text(work.aht)}",
    )
    yield "offered load", f"{work.load:.4g} erlangs"
    yield "model", ", ".join((model.name, *_behaviour(result)))
    yield "target", target_text(result.target)


def _behaviour(result: IntervalStaffing | GivenAgents) -> Iterator[str]:
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


def _neighbours(
    result: IntervalStaffing | GivenAgents, beside: int | None = None
) -> list[Sequence[str]]:
    """One row per number of agents, with the measures that the model has.

    `beside` is the number of rows on both sides of that of the result; all of them by default.
    """
    columns = ["", "agents", "scheduled", "service level", "ASA", "occupancy", *_shares(result)]
    agents = [row.agents for row in result.neighbours]
    at = agents.index(result.row.agents) if result.row.agents in agents else len(agents) // 2
    first, last = (0, len(agents)) if beside is None else (max(at - beside, 0), at + beside + 1)
    rows = [_cells(row, result) for row in result.neighbours[first:last]]
    return [columns, *rows]


def _shares(result: IntervalStaffing | GivenAgents) -> dict[str, str]:
    """Heading and field of the columns that depend on the model."""
    model = result.model
    if model.name == "Erlang C":
        return {"P(wait)": "wait_probability"}
    slots = {"slots used": "slots_used"} if model.concurrency > 1 else {}
    blocking = {} if model.lines is None else {"blocking": "blocking"}
    return slots | {"abandonment": "abandonment"} | blocking


def _cells(row: Neighbour, result: IntervalStaffing | GivenAgents) -> list[str]:
    """One number of agents; an arrow marks the one that is required, or the given one."""
    digits = 1 if result.model.name == "Erlang C" else 2
    return [
        "→" if row.agents == result.row.agents else "",
        f"{row.agents:.6g}",
        str(row.scheduled),
        percent_text(row.service_level, 2),
        wait_text(row.asa),
        percent_text(row.occupancy),
        *(
            percent_text(getattr(row, name), 1 if name == "slots_used" else digits)
            for name in _shares(result).values()
        ),
    ]


def _definition(result: IntervalStaffing | GivenAgents) -> str:
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
