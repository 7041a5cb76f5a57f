"""Steps of several models: load, agents of a target, Erlang C, shrinkage and paid hours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import erlang
from wfm._arrays import FloatArray
from wfm._numerics.least_integer import least_integer
from wfm.explanation import Step
from wfm.units import duration_text, given_percent_text

__all__ = [
    "ONE_PART",
    "SEVERAL_PARTS",
    "Measures",
    "TargetPart",
    "agents_steps",
    "erlang_a_steps",
    "erlang_c_steps",
    "load_step",
    "paid_steps",
    "scheduled_step",
    "target_parts",
    "target_text",
]

# What a number of agents gives: by "service_level", "asa", "max_occupancy" and "abandonment".
Measures = Callable[[int], Mapping[str, float]]
# How the agents follow from one part of a target, and from several or a minimum.
ONE_PART, SEVERAL_PARTS = "n: min n that meets the target", "n: largest of these"
_NAMES = {"asa": "ASA", "max_occupancy": "occupancy"}


class TargetPart(NamedTuple):
    """One part of a service target, with the agents that it takes by itself.

    Attributes
    ----------
    queue : str
        The target of the queue.
    measure : str
        "service_level", "asa", "max_occupancy" or "abandonment".
    target : float
        Lower limit of the service level, upper limit of the others. [fraction], [s] for "asa"
    within : float
        Time limit of the service level. [s]
    min_agents : int
        Least number of agents that meets this part. [agents]
    value, with_fewer : float
        What the agents of the plan give, and what one agent fewer would give.
    """

    queue: str
    measure: str
    target: float
    within: float
    min_agents: int
    value: float
    with_fewer: float

    def is_met_by(self, value: float) -> bool:
        """Whether a value meets the target."""
        return value >= self.target if self.measure == "service_level" else value <= self.target


def target_parts(
    queue: str, targets: Mapping[str, float], within: float, agents: int, measures: Measures
) -> list[TargetPart]:
    """Each part of a target, compared with what the agents of the plan give.

    Parameters
    ----------
    queue : str
        Name of the queue.
    targets : mapping of str to float
        Limit of each measure that has one.
    within : float
        Time limit of the service level. [s]
    agents : int
        Agents of the plan; without any, no part applies. [agents]
    measures : callable
        What a number of agents gives, by measure; measures that it lacks are left out.
    """
    if agents == 0:
        return []
    values, with_fewer = measures(agents), measures(agents - 1)
    parts = []
    for measure, target in targets.items():
        if measure in values:
            part = TargetPart(
                queue, measure, target, within, agents, values[measure], with_fewer[measure]
            )
            parts.append(part._replace(min_agents=_min_agents(part, measures)))
    return parts


def _min_agents(part: TargetPart, measures: Measures) -> int:
    """The fewest agents that meet a part: every measure is monotone in the agents."""

    def meets(agents: FloatArray) -> NDArray[np.bool_]:
        n = int(agents[0])  # no target is met without agents
        return np.array([n > 0 and part.is_met_by(measures(n)[part.measure])])

    return int(least_integer(meets, np.array([float(part.min_agents)]))[0])


def target_text(part: TargetPart) -> str:
    """A part of a target in words.

    Examples
    --------
    >>> target_text(TargetPart("voice", "service_level", 0.85, 60.0, 8, 0.87, 0.68))
    'service level ≥ 85 % within 60 s'
    """
    name = _NAMES.get(part.measure, part.measure.replace("_", " "))
    if part.measure == "service_level":
        return f"{name} ≥ {given_percent_text(part.target)} within {duration_text(part.within)}"
    target = duration_text if part.measure == "asa" else given_percent_text
    return f"{name} ≤ {target(part.target)}"


def agents_steps(
    parts: list[TargetPart], agents: int, unrounded: float | None = None, minimum: int = 0
) -> Iterator[Step]:
    """How many agents each part of a target takes, the agents, and what one fewer would miss.

    Parameters
    ----------
    parts : list of TargetPart
        Of one queue, or of all queues that the agents answer.
    agents : int
        The agents of the plan. [agents]
    unrounded : float, optional
        The agents before rounding up. [agents]
    minimum : int
        Agents that the target has as a minimum in every interval, 0 for none. [agents]
    """
    several = len({part.queue for part in parts}) > 1
    prefixes = [f"{part.queue}: " if several else "" for part in parts]
    for part, prefix in zip(parts, prefixes, strict=True):
        formula = f"{prefix}min n with {target_text(part)}"
        yield Step(f"agents for {_name(part)}", formula, value=part.min_agents, unit="agents")
    if unrounded is not None:
        least = ", at least the minimum" if 0 < minimum == unrounded else ""
        formula = f"the same for a continuous number of agents{least}"
        yield Step("agents, unrounded", formula, value=unrounded, unit="agents")
    if minimum:
        formula = "min_agents: in every interval, also without contacts"
        yield Step("minimum", formula, value=minimum, unit="agents")
    one = len(parts) + (minimum > 0) < 2
    formula = ONE_PART if one else SEVERAL_PARTS
    yield Step("agents", formula, value=agents, unit="agents")
    for part, prefix in zip(parts, prefixes, strict=True):
        if not part.is_met_by(part.with_fewer):
            unit = "s" if part.measure == "asa" else "fraction"
            words = f"{prefix}{_name(part)} with n − 1, which misses the target"
            yield Step("one agent fewer", words, value=part.with_fewer, unit=unit)


def _name(part: TargetPart) -> str:
    """The measure of a part as planners call it."""
    return _NAMES.get(part.measure, part.measure.replace("_", " "))


def load_step(volume: float, aht: float, interval: float, load: float) -> Step:
    """From contacts and handle time to the offered load."""
    figures = f"{volume:.6g} × {aht:.6g} / {interval:g}"
    return Step("offered load", "a = volume × aht / interval", figures, load, "erlangs")


def erlang_c_steps(agents: float, load: float, aht: float, within: float) -> Iterator[Step]:
    """The service of n agents where no contact abandons: Erlang C.

    Parameters
    ----------
    agents : float
        Agents n. [agents]
    load : float
        Offered load a. [erlangs]
    aht : float
        Average handle time h. [s]
    within : float
        Time limit t of the service level. [s]
    """
    found = erlang.performance(agents, load, aht, within)
    blocking, delayed = float(erlang.erlang_b(agents, load)), float(found.wait_probability)
    yield Step("blocking", f"B({agents:g}, a) = (aⁿ/n!) / Σ aᵏ/k!, k = 0…n", value=blocking)
    if load < agents:
        spare = agents - load
        yield Step(
            "P(wait)", "C = B / (1 − a/n · (1 − B)), delayed", f"{delayed:.6g}", delayed, "fraction"
        )
        yield Step(
            "service level",
            f"1 − C · exp(−(n − a) · t / h), within {duration_text(within)}",
            f"1 − {delayed:.6g} · exp(−{spare:.6g} × {within:g} / {aht:g})",
            float(found.service_level),
            "fraction",
        )
        figures = f"{delayed:.6g} × {aht:g} / {spare:.6g}"
        yield Step("asa", "C · h / (n − a)", figures, float(found.asa), "s")
    else:
        yield Step("P(wait)", "load ≥ agents, so that the queue grows without limit", "", 1.0)
    busy = float(found.occupancy)
    yield Step("occupancy", "a / n", f"{load:.6g} / {agents:g}", busy, "fraction")


def erlang_a_steps(
    agents: float,
    load: float,
    aht: float,
    *,
    patience: float,
    within: float,
    definition: str,
    service_level: float,
    asa: float,
    occupancy: float,
    abandonment: float,
) -> Iterator[Step]:
    """The service of n agents where contacts abandon: Erlang A.

    Parameters
    ----------
    agents : float
        Agents n. [agents]
    load, aht : float
        Load a and handle time h. [erlangs], [s]
    patience : float
        Mean time p until a waiting contact abandons. [s]
    within : float
        Time limit of the service level. [s]
    definition : {"offered", "answered", "virtual"}
        Of which contacts the service level is a share.
    service_level, asa, occupancy, abandonment : float
        The results of the plan. [fraction], [s]
    """
    delayed = float(erlang.performance(agents, load, aht, within, patience=patience)[0])
    formula = "p: mean time until a customer abandons; s = n p / h, y = a p / h"
    yield Step("patience", formula, value=patience, unit="s")
    formula = f"B({agents:g}, a) = (aⁿ/n!) / Σ aᵏ/k!, k = 0…n"
    yield Step("blocking", formula, value=float(erlang.erlang_b(agents, load)))
    formula = "A / (A + 1/B − 1), A = ₁F₁(1; s + 1; y)"
    yield Step("P(wait)", formula, value=delayed, unit="fraction")
    formula = "Pab = (s + (y − s) A) / (y (A + 1/B − 1))"
    yield Step("abandonment", formula, value=abandonment, unit="fraction")
    formula = _DEFINITIONS[definition].format(limit=duration_text(within))
    yield Step("service level", formula, value=service_level, unit="fraction")
    yield Step("asa", "mean wait of the contacts answered", value=asa, unit="s")
    figures = f"{load:.6g} × (1 − {abandonment:.4g}) / {agents:g}"
    yield Step("occupancy", "a · (1 − Pab) / n", figures, occupancy, "fraction")


_DEFINITIONS = {
    "offered": "of the contacts offered, answered within {limit}",
    "answered": "of the contacts answered, within {limit}",
    "virtual": "of the contacts offered, if none abandoned, within {limit}",
}


def scheduled_step(agents: int, scheduled: int, shrinkage: float) -> Step:
    """From agents to scheduled agents."""
    figures = f"⌈{agents} / (1 − {shrinkage:g})⌉ = ⌈{agents / (1 - shrinkage):.6g}⌉"
    return Step("scheduled", "⌈n / (1 − shrinkage)⌉", figures, scheduled, "agents")


def paid_steps(scheduled: int, interval: float, contract_hours: float) -> Iterator[Step]:
    """From scheduled agents to paid hours and FTE."""
    hours = scheduled * interval / 3600
    figures = f"{scheduled} × {interval:g} / 3600"
    yield Step("paid hours", "scheduled × interval / 3600", figures, hours, "h")
    figures = f"{hours:g} / {contract_hours:g}"
    yield Step("fte", "paid hours / contract hours", figures, hours / contract_hours, "FTE")
