"""The whole way of one row of a centre's plan: from its cell in the file to people on the rota."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.centre import explain_deferred, explain_live
from wfm.centre.allocation import QueueDemand, QueueStaffing, goal
from wfm.centre.explain_deferred import Blended, Mail
from wfm.centre.explain_live import Chats, Groups, Ranks, Stand, Waiting
from wfm.centre.opening_hours import open_rows
from wfm.centre.plan import CentrePlan
from wfm.centre.records import Queue, Season, Team
from wfm.centre.volumes import feed, forecast_aht, met
from wfm.planning.records import Staffing
from wfm.queueing import patience, retrials

__all__ = ["Cell", "CentreWalk", "Changed", "Passed", "Returning", "TeamShare", "walk"]


class Cell(NamedTuple):
    """What the forecast says; `line` is 0 for a row that the file does not have.

    `fed_by` are the queues that pass contacts on to this one, where it has no rows of its own.
    """

    source: str
    line: int
    fed_by: tuple[str, ...]
    volume: float
    aht: float
    aht_given: bool


class Changed(NamedTuple):
    """A step that changes volume or AHT: before · factor = after.

    Attributes
    ----------
    step : str
        "season", "contingency", "deflection", "aht_change" or "automation".
    before, share, after : float
        `share` is what the file says: 0.4 for 40 % more, 0.25 for 25 % deflected.
    factor : float
        What is multiplied.
    seasons : tuple of Season
        Which of them the day lies in.
    """

    step: str
    before: float
    share: float
    factor: float
    after: float
    seasons: tuple[Season, ...] = ()


class Passed(NamedTuple):
    """What one queue passes on to another in the interval."""

    giver: str
    taker: str
    share: float
    contacts: float
    load: float


class Returning(NamedTuple):
    """Those who come back.

    Attributes
    ----------
    how : str
        "offered", they are in the forecast already; "fresh", they come on top; "left out", by a
        model that knows nothing of them.
    before, after : float
        Contacts without and with them.
    agents, lost : float
        Agents for whom the two agree, and the share that then gives up; NaN where nobody does.
    """

    how: str
    before: float
    after: float
    agents: float
    lost: float


class TeamShare(NamedTuple):
    """A team's people at the row's start, and how many of them the row has been dealt.

    `queues` are its queues, each with its agents.
    """

    name: str
    queues: tuple[tuple[str, int], ...]
    agents: int
    scheduled: int
    my_agents: int
    my_scheduled: int


@dataclass(frozen=True, kw_only=True)
class CentreWalk:
    """One row of a centre's plan with all that led to it.

    Attributes
    ----------
    queue : Queue
        What is said of it.
    start : str
        ISO 8601.
    plan, row : CentrePlan, int
        Whose row it is, and which.
    cell, changed, passed, returning
        From the cell in the file to the contacts that agents meet.
    volume, aht : float
        Those contacts. [contacts], [s]
    own_load, load : float
        Without and with what others pass on and what comes back. [erlang]
    passes_on : Passed or None
        What goes on to another queue.
    fractional : float
        Agents before rounding. [agents]
    why
        The law that says how many agents it takes.
    team : TeamShare
        Whose they are.
    """

    queue: Queue
    start: str
    plan: CentrePlan
    row: int
    cell: Cell
    changed: tuple[Changed, ...]
    passed: tuple[Passed, ...]
    returning: Returning | None
    volume: float
    aht: float
    own_load: float
    load: float
    passes_on: Passed | None
    fractional: float
    why: Waiting | Chats | Ranks | Groups | Mail | Blended
    team: TeamShare


def walk(plan: CentrePlan, row: int) -> CentreWalk:
    """The whole way of one row, every figure computed anew from the forecast and the centre.

    Parameters
    ----------
    plan : CentrePlan
        The plan.
    row : int
        Which of its rows.
    """
    at = _Place(plan, row)
    queue, forecast = at.queue, plan.forecast
    volume, aht = (float(x[0]) for x in met(queue, forecast, np.array([row])))
    passed = tuple(at.passed(giver, queue) for giver in at.feeders)
    came = volume + sum(one.contacts for one in passed)
    taker = next((q for q in plan.centre.queues if q.name == queue.escalates_to), None)
    return CentreWalk(
        queue=queue,
        start=datetimes.iso_texts(forecast.start[row : row + 1], forecast.zone)[0],
        plan=plan,
        row=row,
        cell=at.cell(),
        changed=at.changed(),
        passed=passed,
        returning=at.returning(came),
        volume=float(plan.demand.volume[row]),
        aht=aht,
        own_load=volume * aht / forecast.interval,
        load=float(plan.solved.load[row]),
        passes_on=at.passed(queue, taker) if taker else None,
        fractional=float(plan.solved.agents_unrounded[row]),
        why=at.why(),
        team=at.team_share(),
    )


class _Place:
    """A row of a plan, and its neighbours in the team."""

    def __init__(self, plan: CentrePlan, row: int) -> None:
        self.plan, self.row = plan, row
        self.rules = {queue.name: queue for queue in plan.centre.queues}
        self.queue = self.rules[plan.demand.queues[plan.demand.queue[row]]]
        self.start = int(plan.demand.start[row])
        self.model = plan.models[plan.demand.queue[row]]
        self.team: Team = plan.centre.team(self.queue)
        name = self.team.name
        self.mates = [q for q in plan.centre.queues if plan.centre.team(q).name == name]
        self.feeders = [q for q in plan.centre.queues if q.escalates_to == self.queue.name]

    def rows(self, queue: Queue) -> NDArray[np.intp]:
        """The rows of a queue, in order of time."""
        demand = self.plan.demand
        return np.flatnonzero(demand.queue == demand.queues.index(queue.name))

    def beside(self, queue: Queue) -> int | None:
        """The row of another queue at the same start."""
        rows = self.rows(queue)
        found = rows[self.plan.demand.start[rows] == self.start]
        return int(found[0]) if len(found) else None

    def column(self, name: str, queue: Queue) -> float:
        """A figure of another queue at the same start, 0 where it has none."""
        row = self.beside(queue)
        if row is None:
            return 0.0
        demand = self.plan.demand
        columns = {**self.plan.solved._asdict(), "volume": demand.volume, "aht": demand.aht}
        return float(columns[name][row])

    def cell(self) -> Cell:
        """What the file says."""
        forecast, row = self.plan.forecast, self.row
        given = float(forecast.aht[row])
        aht = float(forecast_aht(self.queue, forecast.aht[row : row + 1])[0])
        nowhere = not forecast.line[self.rows(self.queue)].any()
        return Cell(
            source=forecast.source,
            line=int(forecast.line[row]),
            fed_by=tuple(q.name for q in self.feeders) if nowhere else (),
            volume=float(forecast.volume[row]),
            aht=aht,
            aht_given=not np.isnan(given),
        )

    def changed(self) -> tuple[Changed, ...]:
        """Season, contingency, self-service and automation, where they change something."""
        queue, forecast = self.queue, self.plan.forecast
        wall = datetimes.local(forecast.start[self.row : self.row + 1], forecast.zone)
        day = datetimes.date_of(int(wall[0]) // datetimes.DAY)
        seasons = tuple(s for s in queue.seasons if s.first <= day <= s.last)
        uplift = float(np.prod([1.0 + season.uplift for season in seasons])) - 1.0
        on_top = [season.contingency for season in seasons if season.contingency is not None]
        contingency = on_top[-1] if on_top else queue.contingency
        cell = self.cell()
        steps = [
            ("season", uplift, 1.0 + uplift, seasons),
            ("contingency", contingency, 1.0 + contingency, seasons if on_top else ()),
            ("deflection", queue.deflection, 1.0 - queue.deflection, ()),
        ]
        handling = [
            ("aht_change", queue.aht_change, 1.0 + queue.aht_change, ()),
            ("automation", queue.automation, 1.0 - queue.automation, ()),
        ]
        return (*_chain(cell.volume, steps), *_chain(cell.aht, handling))

    def passed(self, giver: Queue, taker: Queue) -> Passed:
        """What goes from one queue to another in the interval."""
        plan, theirs, rows = self.plan, self.rows(giver), self.rows(taker)
        columns = Staffing(*(column[theirs] for column in plan.solved))
        solved = QueueStaffing(
            plan.demand.volume[theirs],
            plan.demand.aht[theirs],
            columns,
            plan.abandonment[theirs],
            self.model,
        )
        alone = replace(plan.centre, queues=(giver,))
        contacts, load = feed(taker, plan.forecast, alone, {giver.name: solved}, rows)
        at = plan.demand.start[rows] == self.start
        return Passed(
            giver.name, taker.name, giver.escalation, float(contacts[at][0]), float(load[at][0])
        )

    def returning(self, came: float) -> Returning | None:
        """Those who come back, where the centre says that some do."""
        queue, after = self.queue, float(self.plan.demand.volume[self.row])
        if came == 0 or (queue.redial == 0 and queue.resolution == 1):
            return None
        if not queue.fresh:
            return Returning("offered", came, after, np.nan, np.nan)
        if self.model in ("chat", "deferred"):
            return Returning("left out", came, after, np.nan, np.nan)
        if queue.model != "erlang_a" or len(self._waiting()) > 1:
            return Returning("fresh", came, after, np.nan, np.nan)
        target, interval = goal(queue), self.plan.demand.interval
        aht, hold = float(self.plan.demand.aht[self.row]), queue.patience
        agents = retrials.agents_required(
            came,
            interval,
            aht,
            service_level=target.service_level,
            within=target.limit if target.service_level is not None else None,
            abandonment=queue.abandonment,
            asa=target.asa,
            patience=hold,
            redial=queue.redial,
            resolution=queue.resolution,
        )
        lost = patience.abandonment(agents, after * aht / interval, aht, patience=hold)
        return Returning("fresh", came, after, float(agents), float(lost))

    def _waiting(self) -> list[Queue]:
        return [queue for queue in self.mates if queue.model != "deferred"]

    def why(self) -> Waiting | Chats | Ranks | Groups | Mail | Blended:
        """The law of the queue, with the agents of its team."""
        demand, row = self.plan.demand, self.row
        if self.model in ("deferred", "blend"):
            return self._mail()
        stands = [
            Stand(q, self.column("volume", q), self.column("load", q)) for q in self._waiting()
        ]
        agents = int(sum(self.column("agents", stand.queue) for stand in stands))
        if self.model == "chat":
            return explain_live.chats(
                self.queue, agents, float(demand.volume[row]), demand.interval
            )
        if len(stands) == 1:
            load = float(self.plan.solved.load[row])
            return explain_live.waiting(self.queue, agents, load, float(demand.aht[row]))
        load, volume = sum(s.load for s in stands), sum(s.volume for s in stands)
        handled = sum(s.volume * self.column("aht", s.queue) for s in stands)
        aht = handled / volume if volume else 1.0
        if self.model == "priority":
            return explain_live.ranks(self.queue, agents, aht, stands)
        if self.model == "skills":
            return explain_live.groups(self.queue, agents, aht, stands, self.team)
        return explain_live.waiting(self.queue, agents, load, aht, stands)

    def _mail(self) -> Mail | Blended:
        calls = self._waiting()[:1]
        row = explain_deferred.Row(
            start=self.start,
            agents=int(sum(self.column("agents", queue) for queue in self.mates)),
            calls=self._member(calls[0]) if calls else None,
            members=[self._member(q) for q in self.mates if q.model == "deferred"],
            demand=self.plan.demand,
            team=self.team,
            shrinkage=self.plan.centre.shrinkage.total,
        )
        if self.model == "blend":
            return explain_deferred.blended_calls(row, float(self.plan.solved.occupancy[self.row]))
        on_time = float(self.plan.solved.service_level[self.row])
        return explain_deferred.mail_of(self.queue, row, on_time)

    def _member(self, queue: Queue) -> QueueDemand:
        """A queue as its agents meet it: with all that comes back, so that no more is to come."""
        plan, rows = self.plan, self.rows(queue)
        return QueueDemand(
            queue=replace(queue, fresh=False),
            rows=rows,
            start=plan.demand.start[rows],
            volume=plan.demand.volume[rows],
            aht=plan.demand.aht[rows],
            load=plan.solved.load[rows],
            is_open=open_rows(plan.forecast, rows, plan.centre),
        )

    def team_share(self) -> TeamShare:
        """The team's people at this start."""
        here = [queue for queue in self.mates if self.beside(queue) is not None]
        people = [(queue.name, int(self.column("agents", queue))) for queue in here]
        return TeamShare(
            name=self.team.name,
            queues=tuple(people),
            agents=sum(count for _, count in people),
            scheduled=int(sum(self.column("scheduled", queue) for queue in here)),
            my_agents=int(self.column("agents", self.queue)),
            my_scheduled=int(self.column("scheduled", self.queue)),
        )


def _chain(
    value: float, steps: Sequence[tuple[str, float, float, tuple[Season, ...]]]
) -> list[Changed]:
    """Each step on what the one before left."""
    found = []
    for name, share, factor, seasons in steps:
        if factor != 1.0 and value > 0:
            found.append(Changed(name, value, share, factor, value * factor, seasons))
            value *= factor
    return found
