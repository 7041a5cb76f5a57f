"""``centre.toml``: a centre as people describe it, checked at the border."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from wfm.centre.records import Centre, Deferred, Queue, Season, Team
from wfm.centre.values import Change, Goal, HandleTimes, Hours, Place, Seconds, Share
from wfm.keys import Check, Table, nearest, read_toml
from wfm.model import Target
from wfm.queues.chat import aht_by_concurrency
from wfm.shrinkage import DEFAULT, KINDS, Component, Shrinkage

__all__ = ["EXAMPLE", "described", "read_centre"]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class SeasonTable(Table):
    """Days with another volume."""

    first: date
    last: date
    uplift: Change = 0.0
    contingency: Share | None = None

    def checks(self) -> Iterable[Check]:
        """It must have a day."""
        return (self._in_order(),)

    def _in_order(self) -> Check:
        if self.last < self.first:
            yield "last", "lies before first"


class QueueTable(Table):
    """One queue."""

    name: Annotated[str, Field(min_length=1)]
    model: Literal["erlang_c", "erlang_a", "chat", "deferred"] = "erlang_c"
    team: str = ""
    priority: Annotated[int, Field(ge=1, le=9)] = 1
    target: Goal | None = None
    asa: Annotated[Seconds, Field(gt=0)] | None = None
    abandonment: Annotated[Share, Field(gt=0, lt=1)] | None = None
    max_occupancy: Annotated[Share, Field(gt=0, le=1)] | None = None
    least_occupancy: Annotated[Share, Field(lt=1)] = 0.0
    within: Seconds | None = None
    share: Annotated[Share, Field(gt=0, le=1)] = 0.95
    at_latest: Annotated[Seconds, Field(gt=0)] | None = None
    hours: Literal["business", "calendar"] = "business"
    safety: Annotated[float, Field(ge=0)] = 1.0
    aht: HandleTimes = ()
    concurrency: Annotated[int, Field(ge=1, le=20)] = 1
    overhead: Annotated[Share, Field(le=1)] | None = None
    patience: Annotated[Seconds, Field(gt=0)] | None = None
    definition: Literal["offered", "answered", "virtual"] = "offered"
    deflection: Annotated[Share, Field(lt=1)] = 0.0
    automation: Annotated[Share, Field(lt=1)] = 0.0
    aht_change: Annotated[Change, Field(gt=-1)] = 0.0
    redial: Annotated[Share, Field(lt=1)] = 0.0
    resolution: Annotated[Share, Field(gt=0, le=1)] = 1.0
    forecast: Literal["fresh", "offered"] = "fresh"
    escalation: Annotated[Share, Field(lt=1)] = 0.0
    escalates_to: str = ""
    contingency: Share = 0.0
    cost: Annotated[float, Field(ge=0)] = 0.0
    season: tuple[SeasonTable, ...] = ()

    def checks(self) -> Iterable[Check]:
        """Which keys a queue needs, and which it may not have, hangs on its model."""
        return (
            self._promise(),
            self._goal(),
            self._patience(),
            self._handle_times(),
            self._band(),
            self._escalation(),
        )

    def _promise(self) -> Check:
        if self.model == "deferred" and self.within is None:
            yield "within", "deferred work needs within, the time promised: '24h'"

    def _goal(self) -> Check:
        if self.model == "deferred" and self.target is not None:
            yield "target", "deferred work has no target; its promise is within and share"
        if self.model != "deferred" and self.target is None:
            yield "target", f"a queue of model {self.model} needs target, as '85/60'"

    def _patience(self) -> Check:
        if self.model == "erlang_a" and self.patience is None:
            yield "patience", "erlang_a needs patience, the mean time until a caller gives up"
        if self.model == "erlang_c" and self.patience is not None:
            cure = "use model = 'erlang_a'"
            yield "patience", f"erlang_c knows no patience: nobody hangs up; {cure}"

    def _handle_times(self) -> Check:
        if self.model != "chat" and len(self.aht) > 1:
            yield "aht", "only a chat has an aht for each concurrency"
        if self.model == "chat":
            least = self.concurrency if self.overhead is None else 1
            if len(self.aht) < least:
                each = "an aht for each concurrency, ['8m', '9m', '11m'], or one and overhead"
                yield "aht", f"chat needs {each}"

    def _band(self) -> Check:
        if self.max_occupancy is not None and self.max_occupancy <= self.least_occupancy:
            yield "max_occupancy", "must lie above least_occupancy"

    def _escalation(self) -> Check:
        if bool(self.escalation) != bool(self.escalates_to):
            key = "escalation" if self.escalation else "escalates_to"
            yield key, "escalation, a share, and escalates_to, a queue, go together"

    def record(self, seasons: tuple[SeasonTable, ...] = ()) -> Queue:
        """The queue as a plain record, with the seasons of the whole centre."""
        ladder = self.aht if self.model == "chat" else ()
        if self.model == "chat" and self.overhead is not None:
            ladder = tuple(aht_by_concurrency(self.aht[0], self.overhead, self.concurrency))
        target = self.target
        if target is not None:
            target = replace(target, asa=self.asa, max_occupancy=self.max_occupancy)
        promise = None
        if self.within is not None and self.model == "deferred":
            promise = Deferred(
                self.within, self.share, self.at_latest, self.hours == "business", self.safety
            )
        return Queue(
            name=self.name,
            model=self.model,
            target=target,
            deferred=promise,
            aht=self.aht[0] if self.aht else None,
            patience=float("inf") if self.patience is None else self.patience,
            abandonment=self.abandonment,
            definition=self.definition,
            aht_by_concurrency=ladder[: self.concurrency] if ladder else (),
            deflection=self.deflection,
            automation=self.automation,
            aht_change=self.aht_change,
            redial=self.redial,
            resolution=self.resolution,
            fresh=self.forecast == "fresh",
            escalation=self.escalation,
            escalates_to=self.escalates_to,
            least_occupancy=self.least_occupancy,
            contingency=self.contingency,
            seasons=tuple(
                Season(s.first, s.last, s.uplift, s.contingency) for s in (*seasons, *self.season)
            ),
            cost=self.cost,
            team=self.team,
            priority=self.priority,
        )


class TeamTable(Table):
    """People who answer several queues."""

    name: Annotated[str, Field(min_length=1)]
    skills: Literal["all", 2] = "all"
    cross_trained: Annotated[Share, Field(ge=0, le=1)] = 1.0
    block: Annotated[Seconds, Field(gt=0)] | None = None

    def record(self) -> Team:
        """The team as a plain record."""
        skills = None if self.skills == "all" else self.skills
        return Team(self.name, skills, self.cross_trained, self.block)


class CentreTable(Table):
    """The whole file."""

    time_zone: str | None = None
    contract_hours: Annotated[float, Field(gt=0, le=168)] = 40.0
    shrinkage: dict[str, Annotated[Share, Field(lt=1)]] | None = None
    opening: dict[str, Hours] = Field(default_factory=dict)
    exceptions: dict[date, Hours] = Field(default_factory=dict)
    holidays: Place = ""
    season: tuple[SeasonTable, ...] = ()
    team: tuple[TeamTable, ...] = ()
    queue: Annotated[list[QueueTable], Field(min_length=1)]

    def checks(self) -> Iterable[Check]:
        """Queues must have names of their own, and hand on to one of these."""
        yield self._own_names()
        yield self._weekdays()
        for i, queue in enumerate(self.queue):
            yield self._hands_on(i, queue)

    def _own_names(self) -> Check:
        names = [queue.name for queue in self.queue]
        for i, name in enumerate(names):
            if name in names[:i]:
                yield ("queue", i, "name"), f"queue {name!r} stands twice"

    def _weekdays(self) -> Check:
        for span in self.opening:
            days = span.split("-")
            if len(days) > 2 or any(day not in DAYS for day in days):
                words = f"opening names {span!r}; write weekdays as Mon, or Mon-Sun"
                yield ("opening", span), words

    def _hands_on(self, i: int, queue: QueueTable) -> Check:
        to = queue.escalates_to
        names = [other.name for other in self.queue] if to else []
        if to and to not in names:
            words = f"queue {queue.name!r} escalates to {to!r}, which is not there"
            yield ("queue", i, "escalates_to"), f"{words}{nearest(to, names)}"

    def record(self) -> Centre:
        """The centre as a plain record."""
        parts = self.shrinkage
        lost = DEFAULT
        if parts is not None:
            lost = Shrinkage(
                tuple(Component(n, s, *KINDS.get(n, (True, True))) for n, s in parts.items())
            )
        return Centre(
            queues=tuple(queue.record(self.season) for queue in self.queue),
            zone=self.time_zone,
            shrinkage=lost,
            contract_hours=self.contract_hours,
            opening=self._week(),
            exceptions=self.exceptions,
            holidays=self.holidays,
            teams=tuple(team.record() for team in self.team),
        )

    def _week(self) -> tuple[tuple[int, int], ...]:
        week = [(0, 0) if self.opening else (0, 1440)] * 7
        for span, hours in self.opening.items():
            first, _, last = span.partition("-")
            begin, end = DAYS.index(first), DAYS.index(last or first)
            for day in range(begin, end + 1 + 7 * (end < begin)):
                week[day % 7] = hours
        return tuple(week)


def read_centre(path: str) -> Centre:
    """Read a centre.

    Raises
    ------
    DataError
        Naming every mistake with its key and line.
    """
    return read_toml(path, CentreTable).record()


def described(path: str) -> str:
    """What each value of a file is, and whether the file or a default says so."""
    table = read_toml(path, CentreTable)
    lines = _lines(table, "")
    width = max(len(name) for name, _, _ in lines)
    values = max(len(value) for _, value, _ in lines)
    return "\n".join(f"{n.ljust(width)}  {v.ljust(values)}  {o}" for n, v, o in lines)


def _lines(table: Table, prefix: str) -> list[tuple[str, str, str]]:
    found = []
    for name in type(table).model_fields:
        value = getattr(table, name)
        if isinstance(value, list | tuple) and value and isinstance(value[0], Table):
            for i, item in enumerate(value, 1):
                found += _lines(item, f"{prefix}{name}[{i}].")
        else:
            origin = "the file" if name in table.model_fields_set else "default"
            found.append((f"{prefix}{name}", _shown(value), origin))
    return found


def _shown(value: object) -> str:
    if isinstance(value, Target):
        limit = f"{value.limit:g}"
        return f"{100 * (value.service_level or 0):g}/{limit}"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(item)}" for key, item in value.items()) or "none"
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value)) or "none"
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


EXAMPLE = """\
# A direct-to-consumer brand with five channels: wfm staff forecast.csv --centre centre.toml
# Durations are 30s, 7m, 24h; shares are 85% or 0.85.

# time_zone = "America/New_York"
contract_hours = 40
# holidays = "US"            # closed on them: pip install 'wfm-staffing[calendar]'

[opening]
Mon-Sun = "08:00-22:00"

[exceptions]                 # days with other hours
2026-12-24 = "08:00-14:00"
2026-12-25 = "closed"

[shrinkage]                  # shares of paid time; they add up
breaks = "8%"
training = "3%"
meetings = "2%"
coaching = "2%"
leave = "10%"
sickness = "5%"

[[season]]                   # the holidays, for every queue
first = 2026-11-16
last = 2026-12-27
uplift = "40%"
contingency = "15%"          # in place of the queue's own

[[team]]                     # queues of one team are answered by the same people
name = "care"
block = "7h"                 # deferred work gets people for half a day at a time

[[team]]
name = "experts"
block = "3h30m"

[[queue]]
name = "voice"
model = "erlang_a"           # people hang up; erlang_c if they never did
team = "care"                # and does mail, urgent and social posts between the calls
target = "85/60"
patience = "3m"              # mean time until a caller gives up
aht = "6m"                   # where the forecast has none
max_occupancy = "85%"        # the band in which calls are run
least_occupancy = "75%"
deflection = "25%"           # self-service answers these
resolution = "85%"           # answered calls that need no second one
redial = "40%"               # of those who hung up
forecast = "offered"         # repeat calls are in it already; or "fresh"
escalation = "3%"
escalates_to = "level 2"
contingency = "5%"
cost = 22

[[queue]]
name = "chat"
model = "chat"
target = "90/60"
asa = "30s"                  # first replies, on average
concurrency = 3
aht = ["4m30s", "5m30s", "7m"]  # with 1, 2 and 3 in hand; or one and overhead = "25%"
patience = "4m"
deflection = "25%"
cost = 20

[[queue]]
name = "e-mail"
model = "deferred"
team = "care"
within = "24h"               # of opening hours
share = "95%"
aht = "5m"
deflection = "25%"
cost = 22

[[queue]]
name = "urgent e-mail"
model = "deferred"
team = "care"
within = "1h"
share = "95%"
aht = "5m"
cost = 22

[[queue]]
name = "social"
model = "deferred"
team = "care"
within = "2h"
aht = "3m"
deflection = "25%"
cost = 22

[[queue]]
name = "level 2"             # fed by voice; needs no rows in the forecast
model = "deferred"           # it calls back
team = "experts"
within = "12h"
aht = "15m"
cost = 30
"""
