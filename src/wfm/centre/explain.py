"""The explanation of one row of a centre's plan: from the forecast to scheduled agents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from wfm import datetimes
from wfm.centre.queue_records import QueueDemand, QueueStaffing
from wfm.centre.records import HourlyMinimum, Queue, Ramp
from wfm.centre.staffed_centre import StaffedCentre
from wfm.config.weekly_values import hours_text, weekdays_text
from wfm.demand import Demand
from wfm.explanation import Explanation, Section, Step
from wfm.planning.steps import ONE_PART, SEVERAL_PARTS, load_step, paid_steps, scheduled_step
from wfm.units import given_percent_text
from wfm.weekly_hours import in_weekly_hours

__all__ = ["explain_row"]


# Steps of which a minimum by hours may be the reason.
_SET_BY_MINIMUM = ("agents", "agents alone")


class _Row(NamedTuple):
    """One row of a queue: its demand and staffing, and the position of the row in them."""

    demand: QueueDemand
    staffing: QueueStaffing
    at: int

    @property
    def queue(self) -> Queue:
        """The queue."""
        return self.demand.queue

    def agents(self) -> int:
        """Agents allocated to the queue."""
        return int(self.staffing.staffing.agents[self.at])

    def scheduled(self) -> int:
        """Scheduled agents allocated to the queue."""
        return int(self.staffing.staffing.scheduled[self.at])


def explain_row(staffed: StaffedCentre, row: int) -> Explanation:
    """Every step of one row, each with the figures with which it was staffed.

    Parameters
    ----------
    staffed : StaffedCentre
        The centre.
    row : int
        Row of the plan.
    """
    forecast = staffed.forecast
    one = _row(staffed, forecast.queues[forecast.queue[row]], row)
    start = datetimes.iso_texts(forecast.start[row : row + 1], forecast.zone)[0]
    return Explanation(
        title=f"{one.queue.name}, {start}",
        source=_source(staffed, one, row),
        sections=(
            Section("forecast", tuple(_forecast_steps(staffed, one, row))),
            Section("contacts", tuple(_contact_steps(staffed, one))),
            Section("load", tuple(_load_steps(staffed, one))),
            *_with_minimum(staffed, one, row),
            Section("paid time", tuple(_paid_steps(staffed, one))),
        ),
    )


def _row(staffed: StaffedCentre, name: str, row: int) -> _Row:
    """A row of the forecast in the records of its queue."""
    demand = staffed.demands[name]
    return _Row(demand, staffed.staffings[name], int(np.searchsorted(demand.rows, row)))


def _with_minimum(staffed: StaffedCentre, one: _Row, row: int) -> Iterator[Section]:
    """The sections of the model; a minimum by hours is named where it sets the agents."""
    sections, hourly = one.staffing.sections(one.at), _hourly_minimum(staffed, one, row)
    if hourly is None:
        yield from sections
        return
    days = "" if len(hourly.days) == 7 else f", {weekdays_text(hourly.days)}"
    formula = f"[[minimum]]: {hours_text(hourly.hours)}{days}, also without contacts"
    step = Step("minimum", formula, value=hourly.agents, unit="agents")
    known = any(own.name == step.name for section in sections for own in section.steps)
    for section in sections:
        steps = [
            step if own.name == step.name and own.value == hourly.agents else own
            for own in section.steps
        ]
        at = next((k for k, own in enumerate(steps) if own.name in _SET_BY_MINIMUM), None)
        if at is not None and not known:
            known = True
            if steps[at].formula == ONE_PART:
                steps[at] = steps[at]._replace(formula=SEVERAL_PARTS)
            steps.insert(at, step)
        yield section._replace(steps=tuple(steps))


def _hourly_minimum(staffed: StaffedCentre, one: _Row, row: int) -> HourlyMinimum | None:
    """The highest minimum by hours at a row; None for none, and below that of queue or team."""
    wall = datetimes.local(staffed.forecast.start[row : row + 1], staffed.forecast.zone)
    minimums = [
        minimum
        for minimum in staffed.centre.minimums_of(one.queue)
        if in_weekly_hours(wall, minimum.hours, minimum.days)[0]
    ]
    highest = max(minimums, key=lambda minimum: minimum.agents, default=None)
    if highest is None or highest.agents < one.demand.arrivals.min_agents[one.at]:
        return None
    return highest


def _source(staffed: StaffedCentre, one: _Row, row: int) -> str:
    """Where the forecast has the row."""
    forecast = staffed.forecast
    has_rows = forecast.line[one.demand.rows].any()
    return forecast.place(row) if has_rows else "not in the forecast"


# From the forecast to the contacts that agents handle


def _forecast_steps(staffed: StaffedCentre, one: _Row, row: int) -> Iterator[Step]:
    """Volume and AHT of the forecast."""
    forecast, arrivals = staffed.forecast, one.demand.arrivals
    if not forecast.line[one.demand.rows].any():
        yield Step("escalations only", f"from {', '.join(one.demand.escalated)}")
    else:
        yield Step("volume", value=float(arrivals.forecast_volume[one.at]), unit="contacts")
    aht = float(arrivals.forecast_aht[one.at])
    origin = "of the centre" if np.isnan(forecast.aht[row]) else ""
    if np.isnan(aht):
        yield Step("aht", "none")
    else:
        yield Step("aht", origin, value=aht, unit="s")


def _contact_steps(staffed: StaffedCentre, one: _Row) -> Iterator[Step]:
    """Each factor that changes volume and AHT, escalations and repeat contacts."""
    yield from _volume_steps(staffed, one)
    yield from _escalation_steps(one)
    yield from _repeat_steps(one)
    yield from _handle_time_steps(one, _day(one, staffed.forecast))
    taker = staffed.demands.get(one.queue.escalates_to)
    if taker is not None:
        at = int(np.searchsorted(taker.start, one.demand.start[one.at]))
        day = _day(one, staffed.forecast)
        share = given_percent_text(one.queue.figure_on("escalation", day))
        formula = f"{share} of the contacts answered go to {taker.queue.name}"
        contacts = float(taker.escalated[one.queue.name].contacts[at])
        yield Step("escalates", formula, value=contacts, unit="contacts")


def _volume_steps(staffed: StaffedCentre, one: _Row) -> Iterator[Step]:
    """Seasons, contingency and self-service."""
    queue, arrivals, forecast = one.queue, one.demand.arrivals, staffed.forecast
    day = _day(one, forecast)
    seasons = queue.seasons_on(day)
    days = " and ".join(f"{season.first} to {season.last}" for season in seasons)
    season, contingency = float(arrivals.season[one.at]), float(arrivals.contingency[one.at])
    deflection = float(arrivals.deflection[one.at])
    origin = _origin(queue, "contingency", day)
    factors = [
        ("season", f"volume × factor of {days}", season, f"{season:.6g}"),
        (
            "contingency",
            f"volume × (1 + contingency{origin})",
            1.0 + contingency,
            f"(1 + {contingency:.6g})",
        ),
        (
            "self-service",
            f"volume × (1 − deflection{_origin(queue, 'deflection', day)})",
            1.0 - deflection,
            f"(1 − {deflection:.6g})",
        ),
    ]
    yield from _products(float(arrivals.forecast_volume[one.at]), factors, "contacts")


def _day(one: _Row, forecast: Demand) -> date:
    """The local date of a row."""
    start = one.demand.start[one.at : one.at + 1]
    return datetimes.date_of(int(datetimes.local(start, forecast.zone)[0]) // datetimes.DAY)


def _origin(queue: Queue, name: str, day: date) -> str:
    """Where the figure of a day is from, if it is not one number for all days."""
    seasons = [one for one in queue.seasons_on(day) if getattr(one, name) is not None]
    figure = getattr(seasons[-1] if seasons else queue, name)
    on_day = f" on {day}" if isinstance(figure, Ramp) else ""
    return f"{' of the season' if seasons else ''}{on_day}"


def _handle_time_steps(one: _Row, day: date) -> Iterator[Step]:
    """Handle time after self-service and automation."""
    queue, arrivals = one.queue, one.demand.arrivals
    change, automation = float(arrivals.aht_change[one.at]), float(arrivals.automation[one.at])
    factors = [
        (
            "handle time",
            f"aht × (1 + aht_change{_origin(queue, 'aht_change', day)})",
            1.0 + change,
            f"(1 + {change:.6g})",
        ),
        (
            "automation",
            f"aht × (1 − automation{_origin(queue, 'automation', day)})",
            1.0 - automation,
            f"(1 − {automation:.6g})",
        ),
    ]
    yield from _products(float(one.demand.arrivals.forecast_aht[one.at]), factors, "s")


def _products(
    value: float, factors: list[tuple[str, str, float, str]], unit: str
) -> Iterator[Step]:
    """Each factor on the result of the one before; a factor of 1 is no step."""
    for name, formula, factor, text in factors:
        if factor != 1.0 and value > 0:
            figures = f"{value:.6g} × {text}"
            value *= factor
            yield Step(name, formula, figures, value, unit)


def _escalation_steps(one: _Row) -> Iterator[Step]:
    """What other queues escalate to this one."""
    contacts = float(one.demand.arrivals.volume[one.at])
    for source, escalated in one.demand.escalated.items():
        more = float(escalated.contacts[one.at])
        figures = f"{contacts:.6g} + {more:.6g}"
        contacts += more
        yield Step("escalations", f"volume + those of {source}", figures, contacts, "contacts")


def _repeat_steps(one: _Row) -> Iterator[Step]:
    """Redials and repeat contacts, where the centre has any."""
    queue, staffing = one.queue, one.staffing
    before, after = float(one.demand.volume[one.at]), float(staffing.volume[one.at])
    redial = float(one.demand.arrivals.redial[one.at])
    resolution = float(one.demand.arrivals.resolution[one.at])
    if before == 0 or (redial == 0 and resolution == 1):
        return
    if not queue.first_time:
        yield Step("repeat contacts", "already in the forecast (forecast = offered)")
    elif queue.model in ("chat", "deferred"):
        yield Step("repeat contacts", f"none are added by the model {queue.model}")
    elif staffing.redials is None:
        formula, figures = "v = first-time / resolution", f"{before:.6g} / {resolution:.6g}"
        yield Step("offered contacts", formula, figures, after, "contacts")
    else:
        agents = int(staffing.redials.agents[one.at])
        abandonment = float(staffing.redials.abandonment[one.at])
        formula = f"Pab of {agents} agents"
        yield Step("redial abandonment", formula, value=abandonment, unit="fraction")
        formula = "v = first-time + (redial · Pab + (1 − resolution) · (1 − Pab)) · v"
        figures = (
            f"{before:.6g} + ({redial:.6g} × {abandonment:.4g} + {1 - resolution:.4g} × "
            f"{1 - abandonment:.4g}) × {after:.6g}"
        )
        yield Step("offered contacts", formula, figures, after, "contacts")


def _load_steps(staffed: StaffedCentre, one: _Row) -> Iterator[Step]:
    """The offered load of the queue."""
    demand, interval = one.demand, staffed.forecast.interval
    load, aht = float(one.staffing.staffing.load[one.at]), float(one.staffing.aht[one.at])
    if not demand.escalated:
        yield load_step(float(one.staffing.volume[one.at]), aht, interval, load)
        return
    own = float(demand.arrivals.volume[one.at]) * aht / interval
    yield load_step(float(demand.arrivals.volume[one.at]), aht, interval, own)._replace(
        name="own load"
    )
    parts = [f"{own:.6g}"]
    for source, escalated in demand.escalated.items():
        more = float(escalated.load[one.at])
        parts.append(f"{more:.6g}")
        formula = "arrives when the first queue has finished, so partly in the next interval"
        yield Step(f"load of {source}", formula, value=more, unit="erlangs")
    before = float(demand.load[one.at])
    repeats = f" × {load / before:.6g}" if before and abs(load / before - 1) > 1e-9 else ""
    formula = f"a = sum of these{' × repeat contacts' if repeats else ''}"
    yield Step("offered load", formula, f"({' + '.join(parts)}){repeats}", load, "erlangs")


# From agents to paid hours


def _paid_steps(staffed: StaffedCentre, one: _Row) -> Iterator[Step]:
    """The team's agents, those allocated to the queue, scheduled agents and paid hours."""
    team = _team_rows(staffed, one)
    agents = sum(row.agents() for row in team)
    if agents == 0:
        return
    scheduled = sum(row.scheduled() for row in team)
    shrinkage = staffed.centre.shrinkage.total
    if len(team) > 1:
        name = staffed.centre.team(one.queue).name
        figures = ", ".join(f"{row.queue.name}\u00a0{row.agents()}" for row in team if row.agents())
        formula = f"of the {agents} agents of team {name}, by workload"
        yield Step("allocated", formula, figures, one.agents(), "agents")
        step = scheduled_step(agents, scheduled, shrinkage)
        yield step._replace(name="team scheduled")
        formula = f"of the {scheduled} of the team"
        yield Step("scheduled", formula, value=one.scheduled(), unit="agents")
    else:
        yield scheduled_step(agents, scheduled, shrinkage)
    interval, contract_hours = staffed.forecast.interval, staffed.centre.contract_hours
    yield from paid_steps(one.scheduled(), interval, contract_hours)


def _team_rows(staffed: StaffedCentre, one: _Row) -> list[_Row]:
    """The rows of all queues of the team at the same start."""
    start, name = int(one.demand.start[one.at]), staffed.centre.team(one.queue).name
    rows = []
    for queue in staffed.centre.queues:
        demand = staffed.demands[queue.name]
        at = int(np.searchsorted(demand.start, start))
        has_row = at < len(demand.start) and demand.start[at] == start
        if staffed.centre.team(queue).name == name and has_row:
            rows.append(_Row(demand, staffed.staffings[queue.name], at))
    return rows
