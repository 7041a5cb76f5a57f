"""Steps of deferred work: its target, the block of a row, and what one agent fewer would miss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.centre.deferred_queues import deferred_target_of, time_text
from wfm.centre.deferred_sizing import refusal
from wfm.centre.deferred_trials import RUN_WEEKS, Trial
from wfm.centre.deferred_weeks import OpenIntervals, WeekPlan
from wfm.centre.queue_records import QueueDemand, Staffing
from wfm.demand import Demand
from wfm.explanation import Section, Step
from wfm.queueing import deferred
from wfm.units import duration_text, given_percent_text

__all__ = ["TeamCalendar", "block_steps", "deferred_service", "deferred_target"]

_SHARE = "fraction"
_CLOSED = Step(
    "agents", "the centre is closed; the work waits until it opens", value=0, unit="agents"
)


class TeamCalendar(NamedTuple):
    """Starts of a team, its open intervals with their work, its weeks as staffed, its queues."""

    starts: NDArray[np.int64]
    work: OpenIntervals
    weeks: list[WeekPlan]
    forecast: Demand
    names: tuple[str, ...]

    def place(self, start: int) -> int:
        """Place of a start among all starts."""
        return int(np.searchsorted(self.starts, start))

    def week_of(self, start: int) -> tuple[WeekPlan, int] | None:
        """The week of a start and the place of the start in it; None if the centre is closed."""
        here = np.flatnonzero(self.work.at == self.place(start))
        if not len(here):
            return None
        number = self.work.week[here[0]]
        week = self.weeks[int(np.searchsorted(np.unique(self.work.week), number))]
        return week, int(np.searchsorted(week.work.at, self.place(start)))


def deferred_target(
    demands: list[QueueDemand], i: int, agents: tuple[Step, ...]
) -> tuple[Section, ...]:
    """The response-time target of a queue, the queues done with it, and the agents."""
    target = deferred_target_of(demands[i])
    hours = "business hours" if target.business_hours else "calendar hours"
    words = f"{given_percent_text(target.share)} begun within {duration_text(target.within)}"
    # the runs of a plan with safety require the share only
    has_deadline = target.deadline is not None or not target.safety
    last = duration_text(target.full_deadline)
    rest = f", all within {last}" if has_deadline and target.share < 1 else ""
    steps = [Step("target", f"{words} ({hours}){rest}")]
    if target.resolve_within is not None:
        words = f"{given_percent_text(target.resolve_share)} resolved within "
        steps.append(Step("resolution target", f"{words}{duration_text(target.resolve_within)}"))
    if target.follow_up:
        formula = (
            f"contacts with a follow-up of {duration_text(target.follow_up_aht)}, which can begin "
            f"{duration_text(target.within)} after they arrive"
        )
        steps.append(Step("follow-up", formula, value=target.follow_up, unit=_SHARE))
    if target.backlog:
        age = f", {duration_text(target.backlog_age)} old" if target.backlog_age else ""
        formula = f"contacts that wait when the plan begins{age}"
        steps.append(Step("backlog", formula, value=target.backlog, unit="contacts"))
    others = ", ".join(demand.queue.name for j, demand in enumerate(demands) if j != i)
    if others:
        steps.append(Step("done with", f"{others}: the earliest deadline of all comes first"))
    return Section("target", tuple(steps)), Section("agents", agents or (_CLOSED,))


def block_steps(calendar: TeamCalendar, start: int, more: str = "") -> Iterator[Step]:
    """The block of a start, its agents, and the work that one agent fewer would leave late.

    Parameters
    ----------
    calendar : TeamCalendar
        The team.
    start : int
        The start. [s]
    more : str
        " beyond the live queue" where the agents of the block come on top of others.
    """
    found = calendar.week_of(start)
    if found is None:
        return
    week, at = found
    work, agents = week.work, week.agents
    rows = np.flatnonzero(work.block == work.block[at])
    count = int(agents[at])
    formula = f"{_span(calendar, work.at[rows[0]], work.at[rows[-1]])}: agents for deferred work"
    yield Step("block", f"{formula}{more}", value=count, unit="agents")
    if count > 0:
        fewer = agents.copy()
        fewer[rows] -= 1
        if work.safety and week.trial is not None:
            yield from _simulated_steps(calendar, week, week.trial, fewer, count)
        else:
            yield from _fluid_steps(calendar, week, fewer, count)
    capacity = float(week.capacity(agents)[at])
    yield Step("capacity", "agents free for deferred work", value=capacity, unit="agents")


def _simulated_steps(
    calendar: TeamCalendar, week: WeekPlan, trial: Trial, fewer: NDArray[np.intp], count: int
) -> Iterator[Step]:
    """What one agent fewer gives in simulated runs, and how many runs must keep the target."""
    size = int(trial.intervals)
    shares = trial.shares(fewer[:size], brief=True)
    kept = trial.on_target(shares)[:, : len(calendar.names)].mean(axis=0)
    worst = int(kept.argmin())
    name = f" of {calendar.names[worst]}" if len(calendar.names) > 1 else ""
    formula = f"with {count - 1}, contacts{name} begun on time"
    yield Step("one agent fewer", formula, value=float(shares.begun[:, worst].mean()), unit=_SHARE)
    formula = f"runs of {RUN_WEEKS} weeks that keep the target with {count - 1}"
    yield Step("runs on target", formula, value=float(kept[worst]), unit=_SHARE)
    formula = f"the target is kept in Φ({trial.safety:g}) of the runs at least"
    yield Step("safety", formula, value=trial.probability, unit=_SHARE)
    if kept[worst] >= trial.probability:  # the figures above do not say why not
        why = refusal(week.work, week.capacity, trial, fewer)
        yield Step("not lowered", why or "not tried: the simulated runs of this week were used up")


def _fluid_steps(
    calendar: TeamCalendar, week: WeekPlan, fewer: NDArray[np.intp], count: int
) -> Iterator[Step]:
    """The work that one agent fewer would leave late if it came as forecast."""
    work = week.work
    missing = deferred.shortfall(work.works, week.capacity(fewer), safety=work.safety)
    span = _span(calendar, work.at[missing.first], work.at[missing.end - 1])
    formula = f"with {count - 1}, work that arrives and is due between {span}, late"
    yield Step("one agent fewer", formula, value=missing.seconds / 3600, unit="agent-hours")


def _span(calendar: TeamCalendar, first: int, last: int) -> str:
    """From the start of one interval to the end of another, in local time."""
    begin, end = int(calendar.starts[first]), int(calendar.starts[last])
    start_text = time_text(begin, calendar.forecast)
    end_text = time_text(end + int(calendar.forecast.interval), calendar.forecast)
    same_day = start_text.split()[1] == end_text.split()[1]
    return f"{start_text} to {end_text.split()[2] if same_day else end_text}"


def deferred_service(columns: Staffing, row: int, agents: int, whose: str) -> Iterator[Section]:
    """The service of a row: the share on time, and the occupancy."""
    level = float(columns.service_level[row])
    steps = [
        Step(
            "service level",
            "contacts begun on time, in simulated runs",
            value=level,
            unit="fraction",
        )
    ]
    if agents:
        occupancy = float(columns.occupancy[row])
        steps.append(Step("occupancy", f"of the {whose}", value=occupancy, unit="fraction"))
    yield Section("service", tuple(steps))
