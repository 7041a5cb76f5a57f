"""``centre.toml``: the file as a whole, and an example of it to start from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field

from wfm.centre.config_tables import QueueTable, SeasonTable, TeamTable, key
from wfm.centre.config_values import Hours, Place, Share, Zone
from wfm.centre.dependencies import jobs
from wfm.centre.records import Centre, Queue
from wfm.centre.team_rules import team_checks
from wfm.config.toml_file import Check, Table, nearest, read_toml
from wfm.errors import InputError
from wfm.shrinkage import DEFAULT, KINDS, Component, Shrinkage

__all__ = ["EXAMPLE", "CentreTable", "read_centre"]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class CentreTable(Table):
    """The whole file."""

    time_zone: Annotated[
        Zone | None, key("Where the clock of the forecast hangs: 'Europe/Vienna'")
    ] = None
    contract_hours: Annotated[float, key("Paid hours of a full-time week", "h", gt=0, le=168)] = (
        40.0
    )
    shrinkage: Annotated[
        dict[str, Share], key("[shrinkage]: shares of paid time by reason", "%")
    ] = Field(default_factory=lambda: {part.name: part.share for part in DEFAULT.components})
    opening: Annotated[
        dict[str, Hours], key("[opening]: weekdays, as Mon or Mon-Fri, with '08:00-22:00'")
    ] = Field(default_factory=dict)
    exceptions: Annotated[
        dict[date, Hours], key("[exceptions]: days with other hours, or 'closed'")
    ] = Field(default_factory=dict)
    holidays: Annotated[
        Place, key("Country or region on whose public holidays the centre is closed: 'US-NY'")
    ] = ""
    season: Annotated[
        tuple[SeasonTable, ...], key("[[season]]: days with another volume, for every queue")
    ] = ()
    team: Annotated[tuple[TeamTable, ...], key("[[team]]: people who answer several queues")] = ()
    queue: Annotated[list[QueueTable], key("[[queue]]: at least one", min_length=1)]

    def checks(self) -> Iterable[Check]:
        """Names stand once and mean something; queues hand on to, and share people with, others."""
        yield self._own_names()
        yield self._weekdays()
        for i, queue in enumerate(self.queue):
            yield self._hands_on(i, queue)
            yield self._is_fed(i, queue)
        yield from team_checks(self.queue, self.team)
        yield self._no_circle()

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
        if to == queue.name:
            yield ("queue", i, "escalates_to"), f"queue {to!r} escalates to itself"

    def _is_fed(self, i: int, queue: QueueTable) -> Check:
        others = [other for other in self.queue if other is not queue]
        if any(other.escalates_to == queue.name for other in others) and not queue.aht:
            yield ("queue", i, "aht"), f"queue {queue.name!r} is fed by another and needs an aht"

    def _no_circle(self) -> Check:
        others = ("" if q.escalates_to == q.name else q.escalates_to for q in self.queue)
        plain = tuple(
            Queue(queue.name, queue.model, escalates_to=to, team=queue.team)
            for queue, to in zip(self.queue, others, strict=True)
        )
        try:
            jobs(Centre(plain))
        except InputError as error:
            at = next(i for i, queue in enumerate(self.queue) if queue.name == error.value)
            yield ("queue", at, "escalates_to"), str(error)

    def record(self) -> Centre:
        """The centre as a plain record."""
        parts = self.shrinkage.items()
        lost = Shrinkage(tuple(Component(n, s, *KINDS.get(n, (True, True))) for n, s in parts))
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
min_occupancy = "75%"
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
