"""The inputs of a plan from the cells of its table, and from its sheet of inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from wfm.demand import Demand
from wfm.errors import InputError
from wfm.io.forecast.problems import Problems
from wfm.planning.cost_inputs import READERS, CostInputs
from wfm.planning.file_inputs import model_of_rows, target_of_set
from wfm.planning.plan_cells import PlanCells
from wfm.planning.plan_inputs import common_shrinkage, settings_by_queue
from wfm.planning.plan_inputs_sheet import MODELS
from wfm.planning.records import PlanInputs, RowSettings, Setting
from wfm.printable_text import value_text
from wfm.row_inputs import InputSet, RowInputs
from wfm.targets import DEFAULT_TARGET, QueueTarget

__all__ = ["inputs_of_cells"]


def inputs_of_cells(
    demand: Demand, cells: PlanCells, base: PlanInputs, problems: Problems
) -> PlanInputs:
    """Targets, shrinkage, teams, models and contract hours of the queues.

    Parameters
    ----------
    demand : Demand
        The rows, with `Demand.row_inputs` where the table has columns of inputs.
    cells : PlanCells
        The other columns.
    base : PlanInputs
        The inputs of another sheet, which columns replace; those of no plan where there is none.
    problems : Problems
        The problems found so far.

    Raises
    ------
    DataError
        For a cell that cannot be read.
    """
    models, teams = _models(demand, cells, problems), cells.by_queue(demand, "team")
    found = demand.row_inputs
    targets = {name: one for name, one in base.targets.items() if name in demand.queues}
    by_row, shrinkage, shrinkages = None, base.shrinkage, dict(base.shrinkages)
    if found is not None:
        rows = _settings(demand, found, models, base, problems)
        by_queue = settings_by_queue(demand, rows)
        constant = {name: some[0] for name, some in by_queue.items() if len(some) == 1}
        targets = {name: one.target for name, one in constant.items() if one.target}
        own = {name: one.shrinkage for name, one in constant.items()}
        shrinkage, shrinkages = common_shrinkage(own, base.shrinkage)
        by_row = rows if len(constant) < len(by_queue) else None
    inputs = PlanInputs(
        targets=targets,
        shrinkage=shrinkage,
        contract_hours=cells.number("contract_hours", base.contract_hours),
        hourly_cost=cells.number("hourly_cost", base.hourly_cost),
        teams=teams,
        models=models if set(models.values()) != {"erlang_c"} else {},
        notes=base.notes,
        shrinkages=shrinkages,
        by_row=by_row,
        costs=_costs(cells, base.costs, problems),
    )
    problems.check()
    noted = cells.common("defaults_used")
    return replace(inputs, defaults=_defaults(inputs, noted, base.defaults))


def _costs(cells: PlanCells, base: CostInputs, problems: Problems) -> CostInputs:
    """What the cost depends on, in columns that only a plan of wfm has."""
    if cells.common("contract_hours") is None:
        return base
    cells_of = {name: cells.only(name) for name in CostInputs._fields}
    texts = {name: text for name, text in cells_of.items() if text}
    try:
        return base._replace(**{name: READERS[name](text, name) for name, text in texts.items()})
    except InputError as error:
        problems.add(str(error).removesuffix("."), None, error.name)
        return base


def _defaults(inputs: PlanInputs, noted: str | None, of_sheet: tuple[str, ...]) -> tuple[str, ...]:
    """The defaults that the plan used, or those that a table without inputs will get."""
    if of_sheet or noted:
        return tuple((noted or "").split("; ")) if noted else of_sheet
    defaults = []
    if not inputs.targets and inputs.by_row is None:
        defaults.append(f"target {DEFAULT_TARGET}: the plan file has none")
    if inputs.shrinkage is None and not inputs.shrinkages and inputs.by_row is None:
        defaults.append("shrinkage 30 % by component: the plan file has none")
    return tuple(defaults)


def _settings(
    demand: Demand,
    found: RowInputs,
    models: Mapping[str, str],
    base: PlanInputs,
    problems: Problems,
) -> RowSettings:
    """The setting of every row; an empty one is that of the other rows of its queue."""
    settings: list[Setting] = []
    row = np.zeros(len(demand), dtype=np.int32)
    for index, name in enumerate(demand.queues):
        own = demand.queue == index
        sets = found.of_queue(demand.queue, index)
        filled = [one for one in sets if found.sets[one] != InputSet()]
        model = model_of_rows(models.get(name), len(filled))
        for one in filled or sets:
            target = _target(found, one, model, problems)
            shrinkage = found.sets[one].shrinkage or base.shrinkage_of(name)
            row[own & (found.row == one)] = len(settings)
            settings.append(Setting(target or base.targets.get(name), shrinkage))
        empty = [one for one in sets if filled and one not in filled]
        row[own & np.isin(found.row, empty)] = len(settings) - len(filled or sets)
    return RowSettings(tuple(settings), row)


def _target(
    found: RowInputs, one: int, model: str | None, problems: Problems
) -> QueueTarget | None:
    """The target of a set of cells; a problem where its parts do not fit together."""
    try:
        return target_of_set(found.sets[one], model)
    except InputError as error:
        heading = found.headings.get(error.name or "")
        problems.add(str(error).removesuffix("."), found.lines[one], heading)
        return None


def _models(demand: Demand, cells: PlanCells, problems: Problems) -> dict[str, str]:
    """The model of each queue; a problem for a text that is none."""
    models = cells.by_queue(demand, "model")
    for queue, model in models.items():
        if model not in MODELS:
            problems.add(
                f"{value_text(model)} of queue {queue!r} is no model of wfm: "
                f"{', '.join(MODELS)} — write one of these, or give a column of something "
                "else another heading",
                None,
                "model",
            )
    return {queue: model for queue, model in models.items() if model in MODELS}
