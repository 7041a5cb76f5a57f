"""The explanation of one row of a plan whose queues have agents of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf

import numpy as np

from wfm import datetimes
from wfm.demand import Demand
from wfm.explanation import Explanation, Section, Step
from wfm.planning.given_agents import GivenAgents, service_of_agents
from wfm.planning.goal_agents import minimum_target
from wfm.planning.interval import IntervalStaffing, staff_interval
from wfm.planning.interval_models import IntervalModel
from wfm.planning.period_share import PeriodShare
from wfm.planning.steps import (
    TargetPart,
    agents_steps,
    erlang_a_steps,
    erlang_c_steps,
    load_step,
    paid_steps,
    scheduled_step,
    target_parts,
    target_text,
)
from wfm.shrinkage import Shrinkage
from wfm.shrinkage import scheduled as scheduled_agents
from wfm.targets import QueueTarget, Target
from wfm.units import given_percent_text

__all__ = ["explain_given", "explain_row"]


def explain_row(
    demand: Demand,
    row: int,
    target: QueueTarget,
    shrinkage: Shrinkage,
    contract_hours: float,
    notes: tuple[str, ...] = (),
    of_period: PeriodShare | None = None,
) -> Explanation:
    """Every step from a row of the forecast to its scheduled agents and paid hours.

    Parameters
    ----------
    demand : Demand
        The forecast.
    row : int
        Index of the row, as `wfm.planning.interval.find_row` gives it.
    target : QueueTarget
        Target and model of the row's queue: Erlang C or Erlang A.
    shrinkage : Shrinkage
        Share of paid time not available for contacts.
    contract_hours : float
        Paid hours per week of one FTE. [hours a week]
    notes : tuple of str
        Lines that follow the steps, such as the defaults used.
    of_period : PeriodShare, optional
        The interval within its period, where the service level must hold over one.

    Raises
    ------
    InputError
        For a value outside its domain.
    """
    volume, aht = float(demand.volume[row]), float(demand.aht[row])
    sections = [Section("forecast", tuple(_forecast_steps(volume, aht, demand.interval)))]
    if volume and of_period is not None:
        given = _given(demand, row, target, shrinkage, of_period.agents, target.volume_factor)
        sections += _period_sections(given, of_period, target, contract_hours)
        if target.confidence is not None:
            sections.insert(1, _quantile_section(volume, target))
            service = _given(demand, row, target, shrinkage, of_period.agents)
            sections.insert(-1, _forecast_service(service))
    elif volume == 0:
        sections += _without_contacts(
            target.min_agents, shrinkage.total, demand.interval, contract_hours
        )
    else:
        model = IntervalModel(target.patience, target.definition)
        staffing = staff_interval(
            volume * target.volume_factor,
            aht,
            demand.interval,
            target.target,
            shrinkage,
            model,
            min_agents=target.min_agents,
        )
        if target.confidence is None:
            sections += _sections(staffing, contract_hours)
        else:
            sections += _quantile_sections(staffing, volume, target, contract_hours)
    return Explanation(_title(demand, row), demand.place(row), tuple(sections), notes)


def _without_contacts(
    minimum: int, share: float, interval: float, contract_hours: float
) -> Iterator[Section]:
    """The minimum of agents, if there is one; no other agent is required."""
    if not minimum:
        yield Section("agents", (Step("agents", "no contacts", value=0, unit="agents"),))
        return
    formula = "min_agents: in every interval, also without contacts"
    yield Section("agents", (Step("agents", formula, value=minimum, unit="agents"),))
    scheduled = int(scheduled_agents(minimum, share))
    paid = paid_steps(scheduled, interval, contract_hours)
    yield Section("paid time", (scheduled_step(minimum, scheduled, share), *paid))


def explain_given(
    demand: Demand,
    row: int,
    target: QueueTarget,
    shrinkage: Shrinkage,
    people: float,
    *,
    scheduled: bool = False,
    notes: tuple[str, ...] = (),
) -> Explanation:
    """Every step from a row of the forecast and its people to the service that they provide.

    Parameters
    ----------
    demand, row, target, shrinkage, notes
        As for `explain_row`.
    people : float
        The people of the row. [agents]
    scheduled : bool
        Whether they are people on the schedule, not agents on contacts.

    Raises
    ------
    InputError
        For a value outside its domain.
    """
    volume, aht = float(demand.volume[row]), float(demand.aht[row])
    sections = [Section("forecast", tuple(_forecast_steps(volume, aht, demand.interval)))]
    given = service_of_agents(
        volume,
        aht if volume else 1.0,
        demand.interval,
        target.target,
        shrinkage,
        IntervalModel(target.patience, target.definition),
        min_agents=target.min_agents,
        **{"scheduled" if scheduled else "agents": people},
    )
    sections.append(Section("agents", tuple(_people_steps(given))))
    if volume:
        work = given.work
        sections.append(
            Section("load", (load_step(work.volume, work.aht, work.interval, work.load),))
        )
        sections.append(Section("service", tuple(_service_steps(given))))
    sections.append(Section("target", tuple(_target_steps(given))))
    return Explanation(_title(demand, row), demand.place(row), tuple(sections), notes)


def _people_steps(given: GivenAgents) -> Iterator[Step]:
    """The people, and how many of them are on contacts."""
    if given.from_scheduled:
        yield Step("scheduled", value=given.scheduled, unit="agents")
        figures = f"{given.scheduled:g} × (1 − {given.shrinkage.total:g})"
        yield Step("agents", "scheduled × (1 − shrinkage)", figures, given.agents, "agents")
    else:
        yield Step("agents", value=given.agents, unit="agents")


def _target_steps(given: GivenAgents) -> Iterator[Step]:
    """Each part of the target with what is given, and the agents that the target requires."""
    values = {
        "service_level": given.row.service_level,
        "asa": given.row.asa,
        "max_occupancy": given.row.occupancy,
        "abandonment": given.row.abandonment,
    }
    for name, limit in _limits(given).items():
        part = TargetPart("", name, limit, given.target.limit, 0, values[name], values[name])
        words = "met" if name not in given.missed else "missed"
        unit = "s" if name == "asa" else "fraction"
        yield Step(words, f"{target_text(part)}", value=values[name], unit=unit)
    yield Step("agents required", value=given.required, unit="agents")


def _title(demand: Demand, row: int) -> str:
    """Queue and start of a row."""
    queue = demand.queues[demand.queue[row]]
    start = datetimes.iso_texts(demand.start[row : row + 1], demand.zone)[0]
    return f"{queue}, {start}" if queue else start


def _forecast_steps(volume: float, aht: float, interval: float) -> Iterator[Step]:
    """What the forecast says."""
    yield Step("volume", value=volume, unit="contacts")
    if not np.isnan(aht):
        yield Step("aht", value=aht, unit="s")
    yield Step("interval", value=interval, unit="s")


def _sections(staffing: IntervalStaffing, contract_hours: float) -> Iterator[Section]:
    """From the load to the paid hours."""
    work, row, agents = staffing.work, staffing.row, int(staffing.row.agents)
    yield Section("load", (load_step(work.volume, work.aht, work.interval, work.load),))
    parts = target_parts(
        "", _limits(staffing), staffing.target.limit, agents, lambda n: _measures(staffing, n)
    )
    steps = agents_steps(parts, agents, staffing.agents_unrounded, minimum=staffing.min_agents)
    yield Section("agents", tuple(steps))
    yield Section("service", tuple(_service_steps(staffing)))
    paid = paid_steps(row.scheduled, work.interval, contract_hours)
    scheduled = scheduled_step(agents, row.scheduled, staffing.shrinkage.total)
    yield Section("paid time", (scheduled, *paid))


def _quantile_sections(
    staffing: IntervalStaffing, volume: float, target: QueueTarget, contract_hours: float
) -> Iterator[Section]:
    """From the volume of the confidence to the paid hours, and the service at the forecast."""
    yield _quantile_section(volume, target)
    for section in _sections(staffing, contract_hours):
        if section.title != "service":
            yield section
            continue
        yield section._replace(title="service at the quantile of the volume")
        work = staffing.work
        given = service_of_agents(
            volume,
            work.aht,
            work.interval,
            staffing.target,
            staffing.shrinkage,
            staffing.model,
            agents=float(staffing.row.agents),
            min_agents=staffing.min_agents,
        )
        yield _forecast_service(given)


def _forecast_service(given: GivenAgents) -> Section:
    """The service of agents of a confidence, if the contacts are those of the forecast."""
    work = given.work
    load = load_step(work.volume, work.aht, work.interval, work.load)
    return Section("service at the forecast", (load, *_service_steps(given)))


def _given(
    demand: Demand,
    row: int,
    target: QueueTarget,
    shrinkage: Shrinkage,
    agents: float,
    factor: float = 1.0,
) -> GivenAgents:
    """The service of agents of a row, for a multiple of its contacts."""
    return service_of_agents(
        float(demand.volume[row]) * factor,
        float(demand.aht[row]),
        demand.interval,
        target.target,
        shrinkage,
        IntervalModel(target.patience, target.definition),
        agents=agents,
        min_agents=target.min_agents,
    )


def _period_sections(
    given: GivenAgents, share: PeriodShare, target: QueueTarget, contract_hours: float
) -> Iterator[Section]:
    """From the load to the paid hours, with the agents that the period requires here."""
    work, agents = given.work, share.agents
    yield Section("load", (load_step(work.volume, work.aht, work.interval, work.load),))
    yield Section("agents", tuple(_goal_agents_steps(given, share, target)))
    yield Section(f"service level over {share.period}", tuple(_goal_steps(share)))
    yield Section("service", tuple(_service_steps(given)))
    scheduled = int(scheduled_agents(agents, given.shrinkage.total))
    paid = paid_steps(scheduled, work.interval, contract_hours)
    yield Section("paid time", (scheduled_step(agents, scheduled, given.shrinkage.total), *paid))


def _goal_agents_steps(
    given: GivenAgents, share: PeriodShare, target: QueueTarget
) -> Iterator[Step]:
    """What the interval requires by itself, and the agents that its period gives it."""
    limits = _limits_of(minimum_target(target))
    parts = target_parts("", limits, target.within, share.agents, lambda n: _measures(given, n))
    for step in agents_steps(parts, share.agents, minimum=target.min_agents):
        if step.name.startswith("agents for") or step.name == "minimum":
            yield step
    level = f"{given_percent_text(target.service_level or 0.0)}"
    formula = f"min n with service level ≥ {level} in this interval by itself"
    yield Step("agents for the target", formula, value=given.required, unit="agents")
    formula = f"n: fewest agent-hours with {level} over {share.period}"
    yield Step("agents", formula, value=share.agents, unit="agents")


def _goal_steps(share: PeriodShare) -> Iterator[Step]:
    """What the period reaches, and what one agent changes here and elsewhere."""
    intervals = f"of {share.intervals} intervals with contacts"
    yield Step("contacts", intervals, value=share.contacts, unit="contacts")
    formula = "Σ volume × SL / Σ volume of the period"
    yield Step("service level", formula, value=share.service_level, unit="fraction")
    formula = "volume × (SL(n) − SL(n − 1)) / hours: more in time by the last agent"
    yield Step("gain of the last agent", formula, value=share.last, unit="contacts/h")
    formula = "volume × (SL(n + 1) − SL(n)) / hours: more in time by one more"
    yield Step("gain of one more here", formula, value=share.following, unit="contacts/h")
    if not np.isnan(share.elsewhere):
        formula = "the largest of the other intervals of the period"
        yield Step("gain of one more elsewhere", formula, value=share.elsewhere, unit="contacts/h")


def _quantile_section(volume: float, target: QueueTarget) -> Section:
    """The volume of the confidence."""
    return Section("quantile of the volume", tuple(_confidence_steps(volume, target)))


def _confidence_steps(volume: float, target: QueueTarget) -> Iterator[Step]:
    """The quantile of the volume that the agents are required for."""
    formula = "share of days on which the volume is not above that of the agents"
    yield Step("confidence", formula, value=target.confidence, unit="fraction")
    yield Step("volume_cv", value=target.volume_cv, unit="fraction")
    factor = target.volume_factor
    formula = "quantile of a gamma distribution of mean 1 at the confidence"
    yield Step("factor", formula, value=factor, unit="")
    quantile = volume * factor
    yield Step(
        "volume of the agents",
        "volume × factor",
        f"{volume:g} × {factor:.6g}",
        quantile,
        "contacts",
    )


def _limits(staffing: IntervalStaffing | GivenAgents) -> dict[str, float]:
    """The parts of the target that are set, by measure."""
    return _limits_of(staffing.target)


def _limits_of(target: Target) -> dict[str, float]:
    """The parts of a target that are set, by measure."""
    limits = {
        "service_level": target.service_level,
        "asa": target.asa,
        "max_occupancy": target.max_occupancy,
        "abandonment": target.abandonment,
    }
    return {name: limit for name, limit in limits.items() if limit is not None}


def _measures(staffing: IntervalStaffing | GivenAgents, agents: int) -> Mapping[str, float]:
    """What a number of agents gives, by measure of a target."""
    service = staffing.model.service(np.array([agents]), staffing.work, staffing.target.limit)
    measures = {
        "service_level": service.service_level,
        "asa": service.asa,
        "max_occupancy": service.occupancy,
        "abandonment": service.abandonment,
    }
    return {name: float(np.asarray(values)[0]) for name, values in measures.items()}


def _service_steps(staffing: IntervalStaffing | GivenAgents) -> Iterator[Step]:
    """The service of the agents, by Erlang C or Erlang A."""
    work, row, limit = staffing.work, staffing.row, staffing.target.limit
    if staffing.model.patience == inf:
        yield from erlang_c_steps(row.agents, work.load, work.aht, limit)
        return
    yield from erlang_a_steps(
        row.agents,
        work.load,
        work.aht,
        patience=staffing.model.patience,
        within=limit,
        definition=staffing.model.definition,
        service_level=row.service_level,
        asa=row.asa,
        occupancy=row.occupancy,
        abandonment=row.abandonment,
    )
