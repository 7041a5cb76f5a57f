"""The inputs of a plan: options, then the columns of the file, then the defaults."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import inf

import numpy as np

from wfm.demand import Demand
from wfm.errors import DataError, InputError, Problem
from wfm.planning.cost_inputs import CostInputs
from wfm.planning.goal_inputs import GoalInputs
from wfm.planning.records import PlanBasis, PlanInputs, RowSettings, Setting
from wfm.planning.volume_risk import RiskInputs, with_estimates
from wfm.row_inputs import InputSet, RowInputs
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import DEFAULT_TARGET, Definition, QueueTarget, Target, swapped_note

__all__ = [
    "GivenInputs",
    "default_for",
    "inputs_of",
    "plan_basis",
    "settings_of",
]

_SHOWN = 3  # queues that a default names


@dataclass(frozen=True)
class GivenInputs:
    """What options set for all rows, and the defaults of the rest.

    Attributes
    ----------
    target : Target
        Of the options, or the default.
    patience : float
        inf: no abandonment. [s]
    definition : str
        Of which contacts the service level is a share.
    min_agents : int
        Minimum agents in every interval. [agents]
    shrinkage : Shrinkage
        Of the options, or the default.
    contract_hours : float
        Paid hours of a full-time contract. [hours a week]
    hourly_cost : float
        Cost of one paid hour; 0 if it is not known. [currency]
    costs : CostInputs
        Premiums, first-contact resolution, contingency and budget.
    risk : RiskInputs
        How uncertain the volumes are, and the probability with which the target is to be kept.
    goal : GoalInputs
        The period over which the service level must hold, and the minimum of every interval.
    was_set : frozenset of str
        The inputs that options set: "target", "asa", "max_occupancy", "abandonment", "patience",
        "definition", "min_agents", "shrinkage".
    defaults : mapping of str to str
        How each input that was not set is listed among the defaults used.
    """

    target: Target = field(default_factory=lambda: Target.parse(DEFAULT_TARGET))
    patience: float = inf
    definition: Definition = "offered"
    min_agents: int = 0
    shrinkage: Shrinkage = DEFAULT
    contract_hours: float = 40.0
    hourly_cost: float = 0.0
    costs: CostInputs = field(default_factory=CostInputs)
    risk: RiskInputs = field(default_factory=RiskInputs)
    goal: GoalInputs = field(default_factory=GoalInputs)
    was_set: frozenset[str] = frozenset()
    defaults: Mapping[str, str] = field(default_factory=dict)


def inputs_of(demand: Demand, given: GivenInputs) -> PlanInputs:
    """The inputs of a plan whose queues have agents of their own.

    An option holds for all rows. Without it a row has the input of its columns, else the default.

    Parameters
    ----------
    demand : Demand
        The forecast, with `Demand.row_inputs` where its file has such columns.
    given : GivenInputs
        The options and the defaults.

    Raises
    ------
    DataError
        For inputs that do not fit together, such as a maximum abandonment without a patience, with
        the line of the file.
    """
    found = demand.row_inputs
    rows = settings_of(found, given, demand.source, len(demand))
    if found is None:
        (one,) = rows.settings
        assert one.target is not None
        inputs = PlanInputs.single(demand.queues, one.target, given.shrinkage, given.contract_hours)
        inputs = replace(inputs, hourly_cost=given.hourly_cost, costs=given.costs)
    else:
        inputs = _inputs(demand, rows, given)
    note = swapped_note(given.target.service_level, given.target.within)
    inputs = with_estimates(replace(inputs, notes=(note,) if note else ()), demand, given.risk)
    return _with_defaults(inputs, demand, given)


def plan_basis(demand: Demand, given: GivenInputs) -> PlanBasis:
    """A forecast with its inputs; a band of the volumes is used up by them.

    Raises
    ------
    DataError, InputError
        As `inputs_of`.
    """
    inputs = inputs_of(demand, given)
    return PlanBasis(replace(demand, quantiles={}) if demand.quantiles else demand, inputs)


def settings_of(found: RowInputs | None, given: GivenInputs, source: str, rows: int) -> RowSettings:
    """The setting of each row of a table.

    Parameters
    ----------
    found : RowInputs or None
        The inputs in columns of the table.
    given : GivenInputs
        The options and the defaults.
    source : str
        What errors call the table.
    rows : int
        Number of rows.

    Raises
    ------
    DataError
        For inputs that do not fit together, with the line of the file.
    InputError
        For options that do not fit together, whatever the file has.
    """
    if found is None:
        return RowSettings((_setting(InputSet(), given),), np.zeros(rows, dtype=np.int32))
    problems: list[Problem] = []
    settings = tuple(_checked_settings(found, given, problems))
    if problems:
        raise DataError(source, problems)
    return RowSettings(settings, found.row)


def _checked_settings(
    found: RowInputs, given: GivenInputs, problems: list[Problem]
) -> Iterable[Setting]:
    """The setting of each set of cells; a problem for each that does not fit together."""
    for one, line in zip(found.sets, found.lines, strict=True):
        try:
            yield _setting(one, given)
        except InputError as error:
            if str(error) == _error_without_cells(given):
                raise  # the options do not fit together, whatever the table has
            heading = found.headings.get(error.name or "", found.headings.get("abandonment"))
            problems.append(found.problem(str(error).removesuffix("."), line, heading))
            yield Setting(None, None)


def _error_without_cells(given: GivenInputs) -> str:
    """The error of the options alone; "" without one."""
    try:
        _setting(InputSet(), given)
    except InputError as error:
        return str(error)
    return ""


def _setting(one: InputSet, given: GivenInputs) -> Setting:
    """The target and the shrinkage of some cells below the options and above the defaults."""
    was_set, base = given.was_set, given.target
    asa = _first(one.asa, base.asa, replaced="asa" in was_set)
    abandonment = _first(one.abandonment, base.abandonment, replaced="abandonment" in was_set)
    level, within = base.service_level, base.limit
    if "target" not in was_set and one.service_level is not None:
        level, within = one.service_level, one.within or 0.0
    elif "target" not in was_set and (one.asa, one.abandonment) != (None, None):
        level, within = None, base.limit if one.within is None else one.within
    occupancy = _first(one.max_occupancy, base.max_occupancy, replaced="max_occupancy" in was_set)
    target = Target(level, within, asa, occupancy, abandonment)
    patience = given.patience
    if "patience" not in was_set and one.patience is not None:
        patience = one.patience
    definition = given.definition
    if "definition" not in was_set and one.definition is not None:
        definition = one.definition
    least = given.min_agents
    if "min_agents" not in was_set and one.min_agents is not None:
        least = one.min_agents
    queue_target = QueueTarget.of(
        target, patience=patience, definition=definition, min_agents=least
    )
    queue_target = given.goal.of_target(queue_target, one.goal, one.min_service_level)
    return Setting(
        given.risk.of_target(queue_target, one.volume_cv),
        given.shrinkage if "shrinkage" in was_set else one.shrinkage or given.shrinkage,
    )


def _first(of_row: float | None, given: float | None, *, replaced: bool) -> float | None:
    """The value of a row, unless it has none or an option replaces it."""
    return given if replaced or of_row is None else of_row


def _inputs(demand: Demand, rows: RowSettings, given: GivenInputs) -> PlanInputs:
    """Targets and shrinkage by queue, or by row where they change within a queue."""
    by_queue = settings_by_queue(demand, rows)
    constant = {name: some[0] for name, some in by_queue.items() if len(some) == 1}
    targets = {
        name: setting.target for name, setting in constant.items() if setting.target is not None
    }
    models = {
        name: "erlang_a" if any(one.target and one.target.patience < inf for one in some)
        else "erlang_c"
        for name, some in by_queue.items()
    }  # fmt: skip
    shrinkage, shrinkages = common_shrinkage(
        {name: setting.shrinkage for name, setting in constant.items()}, given.shrinkage
    )
    varies = len(constant) < len(by_queue)
    return PlanInputs(
        targets=targets,
        shrinkage=shrinkage,
        contract_hours=given.contract_hours,
        hourly_cost=given.hourly_cost,
        models=models if set(models.values()) != {"erlang_c"} else {},
        shrinkages=shrinkages,
        by_row=rows if varies else None,
        costs=given.costs,
    )


def settings_by_queue(demand: Demand, rows: RowSettings) -> dict[str, list[Setting]]:
    """The distinct settings of each queue, in order of first appearance."""
    pairs = np.unique(np.stack([demand.queue, rows.row]), axis=1).T.tolist()
    found: dict[str, list[Setting]] = {name: [] for name in demand.queues}
    for queue, row in pairs:
        one = rows.settings[row]
        if one not in found[demand.queues[queue]]:
            found[demand.queues[queue]].append(one)
    return found


def common_shrinkage(
    by_queue: Mapping[str, Shrinkage | None], default: Shrinkage | None
) -> tuple[Shrinkage | None, dict[str, Shrinkage]]:
    """The shrinkage that most queues share, and that of each other queue."""
    distinct = set(by_queue.values())
    if len(distinct) == 1:
        return distinct.pop(), {}
    own = {name: one for name, one in by_queue.items() if one is not None and one != default}
    return default if default in distinct else None, own


def _with_defaults(inputs: PlanInputs, demand: Demand, given: GivenInputs) -> PlanInputs:
    """The inputs with the defaults that some queue uses, and for which."""
    texts = []
    for part, text in given.defaults.items():
        queues = _queues_without(part, demand)
        if queues and len(queues) < len(demand.queues):
            names = ", ".join(map(_name_text, queues[:_SHOWN]))
            more = f" and {len(queues) - _SHOWN} more queues" if len(queues) > _SHOWN else ""
            text = default_for(text, f"{names}{more}")
        if queues:
            texts.append(text)
    return replace(inputs, defaults=tuple(texts))


def default_for(text: str, whom: str) -> str:
    """A default that holds for some, before its details in parentheses.

    >>> default_for("no --patience (Erlang C)", "sales")
    'no --patience for sales (Erlang C)'
    """
    value, mark, details = text.partition(" (")
    return f"{value} for {whom}{mark}{details}"


def _name_text(name: str) -> str:
    """The name of a queue in a list; in quotation marks where it has the marks of the list."""
    return repr(name) if re.search(r"[,()]", name) else name


def _queues_without(part: str, demand: Demand) -> list[str]:
    """The queues with rows for which no column sets an input."""
    found = demand.row_inputs
    if found is None or part not in {*_PARTS, "target", "within"}:
        return list(demand.queues)
    lacking = [not _has(one, part) for one in found.sets]
    rows = np.array(lacking)[found.row]
    return [name for i, name in enumerate(demand.queues) if rows[demand.queue == i].any()]


_PARTS = ("max_occupancy", "patience", "shrinkage", "min_agents", "definition")


def _has(one: InputSet, part: str) -> bool:
    """Whether some cells set an input; a maximum ASA or abandonment is a target too."""
    if part == "within":
        return (one.service_level, one.within) != (None, None)
    if part == "target":
        return (one.service_level, one.asa, one.abandonment) != (None, None, None)
    return getattr(one, part) is not None
