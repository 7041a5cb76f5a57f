"""Service targets: what every interval of a plan, or each queue of a centre, must meet."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from math import inf
from typing import Literal, NotRequired, TypeAlias, TypedDict

import numpy as np

from wfm import units
from wfm._arrays import TARGET_DOMAINS, checked, checked_choice
from wfm._numerics.gamma_quantile import factor_at_score, normal_score
from wfm.errors import InputError

__all__ = [
    "DEFAULT_TARGET",
    "GOALS",
    "RISK_SCOPES",
    "WITHIN",
    "Definition",
    "GoalPeriod",
    "Goals",
    "QueueTarget",
    "RiskScope",
    "Target",
    "checked_min_agents",
    "swapped_note",
    "target_text",
]

WITHIN = 60.0
# 80 in 20, 80 % within 20 sec: share, limit and the first letter of its unit.
_LOW_SHARE = 50.0  # %, below which no centre has a target
_USUAL_SHARES = (70.0, 99.0)  # % of the targets in use
_SENTENCE = re.compile(
    r"(?i)(\d+(?:\.\d+)?)\s*%?[^\d%]*[^\W\d_][^\d%]*(\d+)\s*([smh]?)[^\W\d_]*\.?"
)
DEFAULT_TARGET = "85/60"

Definition: TypeAlias = Literal["offered", "answered", "virtual"]
RiskScope: TypeAlias = Literal["day", "interval"]
RISK_SCOPES: tuple[RiskScope, ...] = ("day", "interval")
# Over what a service level must hold: in every interval, or over all contacts of a period.
GoalPeriod: TypeAlias = Literal["interval", "day", "week", "month"]
GOALS: tuple[GoalPeriod, ...] = ("interval", "day", "week", "month")

# Models whose service level follows from the agents of the queue alone; of the others (priority,
# skills, blended and deferred work) it depends on what else the team does.
_SINGLE_QUEUE_MODELS = ("erlang_c", "erlang_a", "chat")


class Goals(TypedDict):
    """The keywords of `wfm.agents_required` that a target fixes."""

    service_level: float | None
    within: float | None
    asa: float | None
    max_occupancy: float | None
    abandonment: NotRequired[float]


@dataclass(frozen=True)
class Target:
    """A service target; every part that is set must hold in every interval.

    Attributes
    ----------
    service_level : float or None
        Share of contacts answered within the limit. [fraction]
    within : float or None
        The limit; alone, it only sets the limit at which the service level is reported. [s]
    asa : float or None
        Maximum average speed of answer. [s]
    max_occupancy : float or None
        Maximum occupancy of the agents. [fraction]
    abandonment : float or None
        Maximum share of contacts that abandon; needs a patience. [fraction]

    Raises
    ------
    InputError
        For a value outside its domain, a service level without its limit, or no target at all.

    Examples
    --------
    >>> Target.parse("85/60")
    Target(service_level=0.85, within=60.0, asa=None, max_occupancy=None, abandonment=None)
    """

    service_level: float | None = None
    within: float | None = None
    asa: float | None = None
    max_occupancy: float | None = None
    abandonment: float | None = None

    def __post_init__(self) -> None:
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        for name, value in values.items():
            if value is not None and np.isnan(
                checked(name, value, domain=TARGET_DOMAINS.get(name))
            ):
                raise InputError(f"{name} of a target must not be NaN.", name=name, value=value)
        if self.service_level is not None and self.within is None:
            raise InputError("service_level needs within, the limit: 85 % within 60 s.")
        if all(value is None for name, value in values.items() if name != "within"):
            raise InputError(
                "A target needs service_level and within, asa, max_occupancy or abandonment."
            )

    @property
    def limit(self) -> float:
        """The limit at which a service level is reported, 60 s where none is set."""
        return WITHIN if self.within is None else self.within

    def goals(self) -> Goals:
        """The target as keywords of `wfm.agents_required`."""
        goals: Goals = {
            "service_level": self.service_level,
            "within": None if self.service_level is None else self.within,
            "asa": self.asa,
            "max_occupancy": self.max_occupancy,
        }
        if self.abandonment is not None:
            goals["abandonment"] = self.abandonment
        return goals

    @classmethod
    def parse(
        cls,
        text: str,
        *,
        asa: float | None = None,
        max_occupancy: float | None = None,
        abandonment: float | None = None,
    ) -> Target:
        """A target in the notation of contact centres: ``85/60``, ``80%/20s``, ``0.9/1m``."""
        share, slash, limit = text.partition("/")
        if not slash:
            words = _SENTENCE.fullmatch(text.strip())
            cure = f"; write {words[1]}/{words[2]}{words[3].lower()}" if words else ""
            raise InputError(
                f"target must read like 85/60, 85 % answered within 60 s: got {text!r}{cure}.",
                name="target",
                value=text,
            )
        bare = share.strip()
        # in "85/60" a bare number above 1 is a percentage
        percent = bare.replace(".", "", 1).isdigit() and float(bare) > 1
        level = units.fraction(f"{bare}%" if percent else bare, "service_level of the target", 1.0)
        within = units.duration(limit, "time limit of the target")
        return cls(level, within, asa, max_occupancy, abandonment)


def swapped_note(service_level: float | None, within: float | None) -> str:
    """A note on a target whose share and time may be swapped, 20/80 for 80/20; "" for others.

    Examples
    --------
    >>> swapped_note(0.2, 80.0)
    'target: 20 % in 80 s; for 80 % in 20 s write 80/20'
    >>> swapped_note(0.8, 20.0), swapped_note(0.4, 300.0)
    ('', '')
    """
    if service_level is None or within is None:
        return ""
    percent = 100.0 * service_level
    if not (0 < percent < _LOW_SHARE and _USUAL_SHARES[0] <= within <= _USUAL_SHARES[1]):
        return ""
    return (
        f"target: {percent:.6g} % in {within:g} s; for {within:g} % in {percent:.6g} s write "
        f"{within:g}/{percent:.6g}"
    )


def target_text(target: Target) -> str:
    """A service target in words.

    Parameters
    ----------
    target : Target
        The target.

    Examples
    --------
    >>> target_text(Target(0.85, 60.0, max_occupancy=0.9))
    '85 % answered within 60 s, occupancy ≤ 90 %'
    """
    parts = []
    if target.service_level is not None:
        level = units.given_percent_text(target.service_level)
        parts.append(f"{level} answered within {units.duration_text(target.limit)}")
    if target.asa is not None:
        parts.append(f"ASA ≤ {units.duration_text(target.asa)}")
    if target.abandonment is not None:
        parts.append(f"abandonment ≤ {units.given_percent_text(target.abandonment)}")
    if target.max_occupancy is not None:
        parts.append(f"occupancy ≤ {units.given_percent_text(target.max_occupancy)}")
    return ", ".join(parts)


@dataclass(frozen=True)
class QueueTarget:
    """The target of one queue, and the model by which its service is computed.

    Attributes
    ----------
    model : str
        "erlang_c", "erlang_a", "chat", "deferred", or the model of a team that shares its
        agents: "priority", "skills", "blend".
    service_level : float or None
        Share of contacts answered within the limit; None where the target is another. [fraction]
    within : float
        The limit. [s]
    patience : float
        Mean time until a waiting customer abandons; ``inf``: never. [s]
    definition : {"offered", "answered", "virtual"}
        Of which contacts the service level is a share.
    aht_by_concurrency : tuple of float
        AHT of a chat agent with 1, 2, …, k concurrent chats. [s]
    asa : float or None
        Maximum average speed of answer. [s]
    max_occupancy : float or None
        Maximum occupancy. [fraction]
    abandonment : float or None
        Maximum share of contacts that abandon. [fraction]
    min_agents : int
        Minimum agents on contacts in every interval of the forecast in which the queue is open,
        also without contacts. [agents]
    confidence : float or None
        Probability with which the target is kept though the volume is uncertain: the agents are
        those of the volume that is not exceeded with it; None: of the forecast. [fraction]
    volume_cv : float or None
        Coefficient of variation of the volume of a day around its forecast; None where it is not
        known. [fraction]
    risk_scope : {"day", "interval"}
        Whether the intervals of a day exceed their forecast together, or each by itself.
    goal : {"interval", "day", "week", "month"}
        Over what the service level must hold: in every interval, or over the contacts of each
        day, week (from Monday) or calendar month. The other parts hold in every interval.
    min_service_level : float or None
        Minimum service level of every interval with a goal over a period. [fraction]

    Examples
    --------
    >>> QueueTarget.of(Target.parse("80/20"), patience=180.0).model
    'erlang_a'
    """

    model: str = "erlang_c"
    service_level: float | None = None
    within: float = WITHIN
    patience: float = inf
    definition: Definition = "offered"
    aht_by_concurrency: tuple[float, ...] = ()
    asa: float | None = None
    max_occupancy: float | None = None
    abandonment: float | None = None
    min_agents: int = 0
    confidence: float | None = None
    volume_cv: float | None = None
    risk_scope: RiskScope = "day"
    goal: GoalPeriod = "interval"
    min_service_level: float | None = None

    @classmethod
    def of(
        cls,
        target: Target,
        *,
        patience: float = inf,
        definition: Definition = "offered",
        min_agents: int = 0,
    ) -> QueueTarget:
        """A target of Erlang C, or of Erlang A where customers have a patience.

        Raises
        ------
        InputError
            For a patience or a minimum of agents outside its domain, an unknown definition, or a
            target for abandonment without a patience.
        """
        checked_min_agents(min_agents)
        checked("patience", patience)
        checked_choice("definition", definition, ("offered", "answered", "virtual"))
        if target.abandonment is not None and patience == inf:
            raise InputError(
                "a target for abandonment needs the patience of the customers, for example 3m.",
                name="patience",
            )
        return cls(
            model="erlang_c" if patience == inf else "erlang_a",
            service_level=target.service_level,
            within=target.limit,
            patience=patience,
            definition=definition,
            asa=target.asa,
            max_occupancy=target.max_occupancy,
            abandonment=target.abandonment,
            min_agents=min_agents,
        )

    @property
    def target(self) -> Target:
        """The target without the model."""
        return Target(
            self.service_level, self.within, self.asa, self.max_occupancy, self.abandonment
        )

    @property
    def volume_factor(self) -> float:
        """The volume that agents are required for, as a multiple of the forecast.

        Examples
        --------
        >>> round(QueueTarget(confidence=0.8, volume_cv=0.17).volume_factor, 4)
        1.1396
        """
        if self.confidence is None or not self.volume_cv:
            return 1.0
        score = normal_score(np.array(self.confidence))
        return float(factor_at_score(np.array(self.volume_cv), score))

    @property
    def has_single_queue_model(self) -> bool:
        """Whether the service level follows from the agents of this queue alone."""
        return self.model in _SINGLE_QUEUE_MODELS


def checked_min_agents(value: float) -> int:
    """A minimum of agents: a whole number of at most 10¹², 0 for none.

    Raises
    ------
    InputError
        For any other value.

    Examples
    --------
    >>> checked_min_agents(2.0)
    2
    >>> checked_min_agents(1.5)
    Traceback (most recent call last):
    wfm.errors.InputError: min_agents must be a whole number of agents, 0 or more: got 1.5.
    """
    return units.whole_number(value, "min_agents", "agents")
