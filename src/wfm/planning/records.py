"""What a plan consists of, as plain frozen records: inputs, figures and blocks of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import QueueTarget, Target

__all__ = [
    "Block",
    "Figure",
    "PlanBasis",
    "PlanFigures",
    "PlanInputs",
    "Staffing",
    "column_or_nan",
]


class Staffing(NamedTuple):
    """Requirement and service of each interval; arrays of one length.

    ``agents_unrounded`` is the number of agents at which the target just holds, before rounding
    up: the difference to ``agents`` is the cost of whole numbers.
    """

    load: FloatArray
    agents: FloatArray
    scheduled: FloatArray
    service_level: FloatArray
    asa: FloatArray
    occupancy: FloatArray
    agents_unrounded: FloatArray


class Block(NamedTuple):
    """Some consecutive rows of a plan: which rows, and their columns by name."""

    rows: slice
    columns: Mapping[str, FloatArray]


class Figure(NamedTuple):
    """One result of a queue or a team that is no column: ``name`` such as "cost", with its unit."""

    queue: str
    name: str
    value: float
    unit: str


@dataclass(frozen=True)
class PlanFigures:
    """Results of queues beside the columns: costs, turnaround, backlog, oldest age.

    Attributes
    ----------
    rows : tuple of Figure
        In the order in which they are printed.

    Examples
    --------
    >>> figures = PlanFigures((Figure("voice", "cost", 20955.0, "currency"),))
    >>> figures.value("voice", "cost")
    20955.0
    """

    rows: tuple[Figure, ...] = ()

    def of(self, queue: str) -> dict[str, Figure]:
        """The figures of one queue by name."""
        return {row.name: row for row in self.rows if row.queue == queue}

    def value(self, queue: str, name: str) -> float:
        """One figure, in its unit.

        Raises
        ------
        KeyError
            If the queue has no such figure.
        """
        return self.of(queue)[name].value


@dataclass(frozen=True)
class PlanInputs:
    """Everything that a plan depends on beside the forecast, defaults included.

    Attributes
    ----------
    targets : mapping of str to QueueTarget
        The target and the model of each queue; empty where a plan file does not contain them.
    shrinkage : Shrinkage or None
        Total and components; None where a plan file does not contain it.
    contract_hours : float
        Paid hours of one full-time contract. [hours a week]
    teams : mapping of str to str
        The team of each queue that shares its agents with others.
    models : mapping of str to str
        The model by which each queue was staffed, where it is not plain Erlang C for all.
    defaults : tuple of str
        The inputs that were not set and therefore have their default.
    notes : tuple of str
        What a reader of the plan should know of its models, one sentence each.
    """

    targets: Mapping[str, QueueTarget] = field(default_factory=dict)
    shrinkage: Shrinkage | None = DEFAULT
    contract_hours: float = 40.0
    teams: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    defaults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def single(
        cls,
        queues: Sequence[str],
        target: QueueTarget | Target,
        shrinkage: Shrinkage = DEFAULT,
        contract_hours: float = 40.0,
        defaults: tuple[str, ...] = (),
    ) -> PlanInputs:
        """The same target and model for every queue, each with agents of its own."""
        one = target if isinstance(target, QueueTarget) else QueueTarget.of(target)
        models = {} if one.model == "erlang_c" else dict.fromkeys(queues, one.model)
        targets = dict.fromkeys(queues, one)
        return cls(targets, shrinkage, contract_hours, models=models, defaults=defaults)

    @property
    def common_target(self) -> QueueTarget | None:
        """The target that all queues have in common; None where they differ or have none."""
        targets = set(self.targets.values())
        return targets.pop() if len(targets) == 1 else None


@dataclass(frozen=True)
class PlanBasis:
    """A plan without its columns: all that totals, printers and writers need beside the rows.

    Attributes
    ----------
    demand : Demand
        The contacts that the agents handle: the forecast, for a centre after seasons, deflection,
        redials and escalation.
    inputs : PlanInputs
        Targets, shrinkage, contract hours, teams and models.
    figures : PlanFigures
        Results of queues that are no columns; empty for a plan of single queues.
    """

    demand: Demand
    inputs: PlanInputs
    figures: PlanFigures = field(default_factory=PlanFigures, kw_only=True)

    @property
    def teams(self) -> tuple[str, ...]:
        """The team of each queue: its own name where it has agents of its own."""
        return tuple(self.inputs.teams.get(name, name) for name in self.demand.queues)

    @property
    def shares_agents(self) -> bool:
        """Whether some queues share their agents."""
        return len(set(self.teams)) < len(self.teams)

    @property
    def paid_share(self) -> float:
        """Share of scheduled time that agents are on contacts: 1 - shrinkage."""
        shrinkage = self.inputs.shrinkage
        return float("nan") if shrinkage is None else 1.0 - shrinkage.total

    @property
    def queue_columns(self) -> dict[str, tuple[str, ...]]:
        """Columns that are the same in all rows of a queue, one value per queue.

        ``model`` where a model other than Erlang C is used, ``team`` where queues share agents and
        ``definition`` where the service levels are not all shares of the contacts offered.
        """
        inputs, queues = self.inputs, self.demand.queues
        columns: dict[str, tuple[str, ...]] = {}
        if inputs.models:
            columns["model"] = tuple(inputs.models.get(name, "erlang_c") for name in queues)
        if inputs.teams:
            columns["team"] = self.teams
        definitions = tuple(self._definition(name) for name in queues)
        if set(definitions) != {"offered"} and (
            len(set(definitions)) > 1 or not {"on time"} & set(definitions)
        ):
            columns["definition"] = definitions
        return columns

    def _definition(self, queue: str) -> str:
        """Of which contacts the service level of a queue is a share."""
        target = self.inputs.targets.get(queue)
        model = self.inputs.models.get(queue, "")
        if model == "deferred" or (target is not None and target.model == "deferred"):
            return "on time"
        return "offered" if target is None else target.definition

    def target_columns(self) -> dict[str, tuple[str, ...]]:
        """The targets and the shrinkage as columns, for files without a place for inputs.

        Empty where they are the defaults, which a reader of the file uses. One value per queue.
        """
        inputs = self.inputs
        targets = [inputs.targets.get(name) for name in self.demand.queues]
        columns: dict[str, tuple[str, ...]] = {}
        if any(one is not None and one != _DEFAULT_TARGET for one in targets):
            texts = [{} if one is None else _target_texts(one) for one in targets]
            for name in _TARGET_COLUMNS:
                values = tuple(text.get(name, "") for text in texts)
                if any(values):
                    columns[name] = values
        if inputs.shrinkage is not None and inputs.shrinkage != DEFAULT:
            columns["shrinkage"] = (_shrinkage_text(inputs.shrinkage),) * len(targets)
        return columns


_DEFAULT_TARGET = QueueTarget("erlang_c", 0.85, 60.0)
_TARGET_COLUMNS = (
    "target",
    "within",
    "target_asa",
    "max_occupancy",
    "target_abandonment",
    "patience",
    "aht_by_concurrency",
    "min_agents",
)


def _target_texts(target: QueueTarget) -> dict[str, str]:
    """The parts of a target that are set, as the cells of a file."""
    level, concurrency = target.service_level, target.aht_by_concurrency
    numbers = {
        "within": target.within if level is None else None,
        "target_asa": target.asa,
        "max_occupancy": target.max_occupancy,
        "target_abandonment": target.abandonment,
        "patience": target.patience if isfinite(target.patience) else None,
        "min_agents": float(target.min_agents) if target.min_agents else None,
    }
    texts = {name: f"{value:.15g}" for name, value in numbers.items() if value is not None}
    if level is not None:
        texts["target"] = f"{100 * level:.13g}%/{target.within:.15g}"
    if concurrency:
        texts["aht_by_concurrency"] = " ".join(f"{aht:.15g}" for aht in concurrency)
    return texts


def _shrinkage_text(shrinkage: Shrinkage) -> str:
    """Shrinkage as `Shrinkage.parse` reads it: by component where they add up."""
    names = [part.name for part in shrinkage.components]
    if names == ["all"] or not shrinkage.additive:
        return f"{100 * shrinkage.total:.13g}%"
    return ",".join(f"{part.name}={100 * part.share:.13g}%" for part in shrinkage.components)


def column_or_nan(columns: Mapping[str, FloatArray], name: str, rows: int) -> FloatArray:
    """A column of a plan; NaN where it has none."""
    found: NDArray[np.float64] | None = columns.get(name)
    return np.full(rows, np.nan) if found is None else found
