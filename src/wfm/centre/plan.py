"""A forecast staffed for a whole centre: each queue with the model that fits it.

Forecast × season × contingency, less self-service and automation, plus escalations, redials and
repeat contacts, gives the contacts of a queue. The model of the queue then finds the least agents
that meet its target. Groups of queues are staffed in the order of `wfm.centre.dependencies`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from wfm.centre.explain import explain_row
from wfm.centre.forecast_inputs import with_forecast_inputs
from wfm.centre.queue_costs import cost_figures
from wfm.centre.queue_records import Figure, QueueDemand, QueueStaffing, Staffing, target_of
from wfm.centre.records import Centre, Queue
from wfm.centre.sharing import Compared, sharing_figures
from wfm.centre.staffed_centre import StaffedCentre, staff_queues
from wfm.centre.tiers import tier_figures
from wfm.centre.volumes import refuse_other_queues, with_escalation_rows, with_given_aht
from wfm.demand import Demand
from wfm.planning.cost_inputs import CostInputs
from wfm.planning.plan import Plan
from wfm.planning.records import PlanFigures, PlanInputs
from wfm.targets import QueueTarget, swapped_note
from wfm.units import duration_text
from wfm.work_limits import counting_chain_work

__all__ = ["staff_centre"]


def staff_centre(
    demand: Demand,
    centre: Centre,
    *,
    progress: Callable[[int, int], None] | None = None,
    compare_teams: Compared | None = None,
    aht: float | None = None,
    usual_aht: float | None = None,
) -> Plan:
    """Staff every queue of a forecast by its own model, with agents of its own or of its team.

    Parameters
    ----------
    demand : Demand
        The forecast; a queue that only gets escalations may be missing.
    centre : Centre
        The queues and their targets.
    progress : callable, optional
        Called with the number of rows that are staffed, and the number of all rows.
    aht, usual_aht : float, optional
        An AHT for rows of the forecast without one: `aht` also where the centre has one, and
        `usual_aht` only where it has none. [s]
    compare_teams : {"alike", "all"}, optional
        Also plan one team for queues that have several, and list those that save people in
        `figures`: "alike" for deferred work and for calls, "all" for calls with deferred work too.

    Returns
    -------
    Plan
        With targets, models and teams by queue in `inputs`, and costs, turnaround, backlog and
        occupancy shortfalls in `figures`.

    Raises
    ------
    DataError
        If targets in the columns of the forecast do not fit the centre.
    InputError
        If forecast and centre have different queues, if a live queue has contacts while the
        centre is closed, or if there is no model for queues that share agents.
    """
    centre, replaced = with_forecast_inputs(centre, demand)
    forecast = with_escalation_rows(replace(demand, row_inputs=None), centre)
    refuse_other_queues(forecast, centre)
    for one, before_centre in ((aht, True), (usual_aht, False)):
        if one is not None:
            forecast = with_given_aht(forecast, centre, one, before_centre=before_centre)
    with counting_chain_work(len(forecast)):
        staffed = staff_queues(forecast, centre, progress)
    columns = {name: np.full(len(forecast), np.nan) for name in Staffing._fields}
    volume, handled = forecast.volume.copy(), forecast.aht.copy()
    abandonment = np.full(len(forecast), np.nan)
    figures: list[Figure] = []
    for name in forecast.queues:
        queue_demand, staffing = staffed.demands[name], staffed.staffings[name]
        rows = queue_demand.rows
        volume[rows], handled[rows] = staffing.volume, staffing.aht
        abandonment[rows] = staffing.abandonment
        for column, values in staffing.staffing._asdict().items():
            columns[column][rows] = values
        figures += _figures(queue_demand, staffing, staffed)
    figures += tier_figures(staffed)
    if compare_teams is not None:
        figures += sharing_figures(staffed, compare_teams)
    if not np.isnan(abandonment).all():
        columns["abandonment"] = abandonment
    return Plan(
        demand=replace(forecast, volume=volume, aht=handled),
        inputs=_inputs(staffed, replaced, demand),
        columns=columns,
        figures=PlanFigures(tuple(figures)),
        explanation_of=partial(explain_row, staffed),
    )


def _inputs(staffed: StaffedCentre, replaced: tuple[str, ...], given: Demand) -> PlanInputs:
    """Targets, models and teams of the queues, and what else the plan depends on.

    `given` is the forecast before an AHT was put into rows without one.
    """
    centre, names = staffed.centre, staffed.forecast.queues
    queues = [staffed.demands[name].queue for name in names]
    models = {name: staffed.staffings[name].model for name in names}
    shared = any(queue.team for queue in queues)
    return PlanInputs(
        targets={queue.name: _queue_target(queue, models[queue.name]) for queue in queues},
        shrinkage=centre.shrinkage,
        contract_hours=centre.contract_hours,
        teams={queue.name: centre.team(queue).name for queue in queues} if shared else {},
        models=models,
        defaults=centre.defaults,
        costs=CostInputs(centre.premiums),
        notes=(
            *replaced,
            *(note for queue in queues for note in _swapped_notes(queue)),
            *(note for queue in queues for note in _aht_notes(queue, given)),
            *(note for name in names for note in _notes(staffed, name)),
        ),
    )


def _swapped_notes(queue: Queue) -> Iterator[str]:
    """That share and time of a target may be swapped."""
    if queue.target is not None:
        note = swapped_note(queue.target.service_level, queue.target.within)
        if note:
            yield f"{queue.name}: {note}"


def _aht_notes(queue: Queue, forecast: Demand) -> Iterator[str]:
    """That the forecast has an AHT, where the centre has another."""
    if queue.name not in forecast.queues:
        return
    rows = forecast.queue == forecast.queues.index(queue.name)
    known = rows & (forecast.volume > 0) & ~np.isnan(forecast.aht)
    ahts = [queue.aht, *(season.aht for season in queue.seasons)]
    own = [aht for aht in ahts if aht is not None]
    other = ~np.isclose(forecast.aht[known][:, None], own).any(axis=1)
    if own and other.any():
        total = int((rows & (forecast.volume > 0)).sum())
        count = "all" if known.sum() == total else f"{known.sum()} of {total}"
        source = f"the AHT of the forecast is used in {count} rows with contacts"
        values = " or ".join(map(duration_text, dict.fromkeys(own)))
        yield f"{queue.name}: {source}, not aht = {values} of the centre"


def _notes(staffed: StaffedCentre, name: str) -> Iterator[str]:
    """What the reader should know of the model of a queue."""
    yield from staffed.staffings[name].notes
    demand = staffed.demands[name]
    if demand.escalated and demand.queue.deferred is None:
        # docs/explanation/queues.md, Escalation
        yield (
            f"{name}: the load of escalations leaves out waits at the first level; simulated, the "
            "worst half-hour of a second level had 82 to 84 % for a target of 80 %"
        )


def _queue_target(queue: Queue, model: str) -> QueueTarget:
    """The target of a queue with the model by which it was staffed."""
    if queue.deferred is not None:
        return QueueTarget(model, queue.deferred.share, queue.deferred.within)
    target = target_of(queue)
    return QueueTarget(
        model=model,
        service_level=target.service_level,
        within=target.limit,
        patience=queue.patience,
        definition=queue.definition,
        aht_by_concurrency=queue.aht_by_concurrency,
        asa=target.asa,
        max_occupancy=target.max_occupancy,
        abandonment=target.abandonment,
        min_agents=queue.min_agents,
    )


# Figures


def _figures(demand: QueueDemand, staffing: QueueStaffing, staffed: StaffedCentre) -> list[Figure]:
    """The results of a queue that are no columns."""
    queue = demand.queue
    figures = [*_contacts(demand, staffing), *staffing.figures]
    figures += _occupancy_shortfall(queue, staffing)
    figures += cost_figures(staffed, queue.name)
    return figures


def _contacts(demand: QueueDemand, staffing: QueueStaffing) -> list[Figure]:
    """First-time and offered contacts, where the forecast has first-time contacts only."""
    queue, first_time = demand.queue, float(demand.volume.sum())
    if queue.model == "deferred" or not queue.has_repeats():
        return []
    if not queue.first_time:
        return [Figure(queue.name, "offered_contacts", first_time, "contacts")]
    return [
        Figure(queue.name, "first_time_contacts", first_time, "contacts"),
        Figure(queue.name, "offered_contacts", float(staffing.volume.sum()), "contacts"),
    ]


def _occupancy_shortfall(queue: Queue, staffing: QueueStaffing) -> list[Figure]:
    """How many intervals with contacts are below the minimum occupancy."""
    occupancy = staffing.staffing.occupancy[staffing.volume > 0]
    below = int((occupancy < queue.min_occupancy).sum())
    if not below:
        return []
    return [
        Figure(queue.name, "min_occupancy", queue.min_occupancy, "fraction"),
        Figure(queue.name, "intervals_below_min_occupancy", below, "intervals"),
        Figure(queue.name, "intervals_with_contacts", len(occupancy), "intervals"),
    ]
