"""What a plan consists of, as plain frozen records: inputs, figures and blocks of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.io.text_values import number
from wfm.planning.cost_inputs import CostInputs
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import QueueTarget, Target
from wfm.units import exact_percent_text

__all__ = [
    "Block",
    "Figure",
    "PlanBasis",
    "PlanFigures",
    "PlanInputs",
    "RowSettings",
    "Setting",
    "Staffing",
    "column_or_nan",
    "setting_texts",
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


class Setting(NamedTuple):
    """Target with its model, and shrinkage, of some rows; None where a plan file has none."""

    target: QueueTarget | None
    shrinkage: Shrinkage | None

    @property
    def paid_share(self) -> float:
        """Share of scheduled time that agents are on contacts, 1 - shrinkage; NaN if unknown."""
        return float("nan") if self.shrinkage is None else 1.0 - self.shrinkage.total


class RowSettings(NamedTuple):
    """The distinct settings of a plan, and which of them each row has.

    Attributes
    ----------
    settings : tuple of Setting
        The distinct settings.
    row : int32 array, shape (n,)
        Index of the setting of each row.
    """

    settings: tuple[Setting, ...]
    row: NDArray[np.int32]

    def paid_shares(self, rows: slice) -> FloatArray:
        """Share of scheduled time on contacts of some rows."""
        return np.array([one.paid_share for one in self.settings])[self.row[rows]]


@dataclass(frozen=True)
class PlanInputs:
    """Everything that a plan depends on beside the forecast, defaults included.

    Attributes
    ----------
    targets : mapping of str to QueueTarget
        The target and the model of each queue; without the queues of `by_row`, and empty where a
        plan file does not contain them.
    shrinkage : Shrinkage or None
        Total and components of the queues without their own; None where a plan file does not
        contain it.
    contract_hours : float
        Paid hours of one full-time contract. [hours a week]
    hourly_cost : float
        Cost of one paid hour; 0 where it is not known, or is a figure of each queue. [currency]
    teams : mapping of str to str
        The team of each queue that shares its agents with others.
    models : mapping of str to str
        The model by which each queue was staffed, where it is not plain Erlang C for all.
    defaults : tuple of str
        The inputs that were not set and therefore have their default.
    notes : tuple of str
        What a reader of the plan should know of its models, one sentence each.
    shrinkages : mapping of str to Shrinkage
        The shrinkage of each queue that has its own.
    by_row : RowSettings or None
        Target and shrinkage of every row, where they change between the rows of a queue.
    costs : CostInputs
        Premiums, first-contact resolution, contingency and budget.
    """

    targets: Mapping[str, QueueTarget] = field(default_factory=dict)
    shrinkage: Shrinkage | None = DEFAULT
    contract_hours: float = 40.0
    hourly_cost: float = 0.0
    teams: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    defaults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    shrinkages: Mapping[str, Shrinkage] = field(default_factory=dict)
    by_row: RowSettings | None = None
    costs: CostInputs = field(default_factory=CostInputs)

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
        """The target that all queues have in common; None where they differ or have none.

        Queues may have one target and volumes of different variation: it is without these.
        """
        targets = {
            replace(one, confidence=None, volume_cv=None, risk_scope="day")
            for one in self.targets.values()
        }
        return targets.pop() if len(targets) == 1 and self.by_row is None else None

    def shrinkage_of(self, queue: str) -> Shrinkage | None:
        """The shrinkage of a queue, its own or that of all; None where it is not known."""
        return self.shrinkages.get(queue, self.shrinkage)

    def setting_of(self, queue: str) -> Setting:
        """Target and shrinkage of a queue."""
        return Setting(self.targets.get(queue), self.shrinkage_of(queue))


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
    def settings(self) -> RowSettings:
        """Target and shrinkage of every row: of its queue, or its own."""
        if self.inputs.by_row is not None:
            return self.inputs.by_row
        settings = tuple(self.inputs.setting_of(name) for name in self.demand.queues)
        return RowSettings(settings, self.demand.queue)

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
        if target is None and self.inputs.by_row is not None:
            index = self.demand.queues.index(queue)
            first = int(np.argmax(self.demand.queue == index))
            target = self.settings.settings[self.settings.row[first]].target
        if model == "deferred" or (target is not None and target.model == "deferred"):
            return "on time"
        return "offered" if target is None else target.definition

    def target_columns(self) -> dict[str, tuple[str, ...]]:
        """The targets and the shrinkage as columns of a file, one text per setting of `settings`.

        Columns without any text are left out.
        """
        texts = [setting_texts(one) for one in self.settings.settings]
        columns = {name: tuple(text.get(name, "") for text in texts) for name in _SETTING_COLUMNS}
        return {name: cells for name, cells in columns.items() if any(cells)}

    def _frame_columns(self) -> dict[str, Any]:
        """Queue, start, interval, volume and AHT of every row, as columns of a table."""
        import pandas as pd

        demand = self.demand
        start = pd.Series(pd.to_datetime(demand.start, unit="s", utc=demand.zone is not None))
        if demand.zone is not None:
            start = start.dt.tz_convert(demand.zone)
        return {
            "queue": np.array(demand.queues, dtype=object)[demand.queue],
            "start": start,
            "interval": demand.interval,
            "volume": demand.volume,
            "aht": demand.aht,
        }

    def _target_frame_columns(self) -> dict[str, Any]:
        """`target_columns` of every row, as columns of a table; None where there is no text."""
        setting = self.settings.row
        return {
            name: np.array([text or None for text in texts], dtype=object)[setting]
            for name, texts in self.target_columns().items()
        }


_SETTING_COLUMNS = (
    "target", "within", "target_asa", "max_occupancy", "target_abandonment", "patience",
    "aht_by_concurrency", "min_agents", "shrinkage", "volume_cv",
    "confidence", "risk_scope", "goal", "min_service_level",
)  # fmt: skip


def setting_texts(setting: Setting) -> dict[str, str]:
    """The parts of a target that are set, and the shrinkage, as the cells of a file.

    The definition has its text where it is another than the default, "offered".
    """
    texts = {} if setting.target is None else _target_texts(setting.target)
    if setting.shrinkage is not None:
        texts["shrinkage"] = setting.shrinkage.text
    return texts


def _target_texts(target: QueueTarget) -> dict[str, str]:
    """The parts of a target that are set, as texts from which the same values are read."""
    level, concurrency = target.service_level, target.aht_by_concurrency
    numbers = {
        "within": target.within if level is None else None,
        "target_asa": target.asa,
        "patience": target.patience if isfinite(target.patience) else None,
        "min_agents": target.min_agents or None,
    }
    shares = {
        "max_occupancy": target.max_occupancy,
        "target_abandonment": target.abandonment,
        "volume_cv": target.volume_cv,
        "confidence": target.confidence,
        "min_service_level": target.min_service_level,
    }
    texts = {name: number(value) for name, value in numbers.items() if value is not None}
    for name, share in shares.items():
        if share is not None:
            texts[name] = exact_percent_text(share)
    if level is not None:
        texts["target"] = f"{exact_percent_text(level)}/{number(target.within)}"
    if concurrency:
        texts["aht_by_concurrency"] = " ".join(map(number, concurrency))
    if target.risk_scope != "day":
        texts["risk_scope"] = target.risk_scope
    if target.goal != "interval":
        texts["goal"] = target.goal
    if target.definition != "offered":
        texts["definition"] = target.definition
    return texts


def column_or_nan(columns: Mapping[str, FloatArray], name: str, rows: int) -> FloatArray:
    """A column of a plan; NaN where it has none."""
    found: NDArray[np.float64] | None = columns.get(name)
    return np.full(rows, np.nan) if found is None else found
