"""``centre.toml``: the file as a whole, and an example to start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from wfm.centre.config_deferred import business_day
from wfm.centre.config_minimum import MinimumTable, minimum_checks
from wfm.centre.config_premium import HourPremiumTable
from wfm.centre.config_seasons import SeasonTable, season_overlaps, week_of, weekday_checks
from wfm.centre.config_tables import QueueTable
from wfm.centre.config_teams import TeamTable
from wfm.centre.config_values import Place, Share, TimeSpan, Zone
from wfm.centre.dependencies import staffing_order
from wfm.centre.records import ALWAYS, Centre, Queue, Week
from wfm.centre.team_rules import team_checks
from wfm.config.file_keys import key
from wfm.config.similar_words import nearest
from wfm.config.toml_file import read_toml
from wfm.config.toml_table import Check, Table
from wfm.errors import InputError
from wfm.hour_premiums import MOST_PREMIUMS
from wfm.shrinkage import DEFAULT, KINDS, Component, Shrinkage

__all__ = ["EXAMPLE", "CentreTable", "read_centre", "read_centre_with"]


class CentreTable(Table):
    """The whole file."""

    time_zone: Annotated[
        Zone | None, key("Time zone of the local times in the forecast: 'Europe/Vienna'")
    ] = None
    contract_hours: Annotated[
        float, key("Paid hours of a full-time week", "h", ge=0.01, le=168)
    ] = 40.0
    currency: Annotated[str, key("Currency of costs and prices: 'EUR'", max_length=12)] = ""
    shrinkage: Annotated[
        dict[str, Share], key("[shrinkage]: share of paid time by reason", "%")
    ] = Field(default_factory=lambda: {part.name: part.share for part in DEFAULT.components})
    opening: Annotated[
        dict[str, TimeSpan],
        key("[opening]: opening hours by weekday, Mon or Mon-Fri: '08:00-22:00'"),
    ] = Field(default_factory=dict)
    exceptions: Annotated[
        dict[date, TimeSpan], key("[exceptions]: dates with other opening hours, or 'closed'")
    ] = Field(default_factory=dict)
    holidays: Annotated[
        Place, key("Country or region on whose public holidays the centre is closed: 'US-NY'")
    ] = ""
    season: Annotated[
        tuple[SeasonTable, ...], key("[[season]]: days with other figures, for all queues")
    ] = ()
    minimum: Annotated[
        tuple[MinimumTable, ...], key("[[minimum]]: fewest agents at certain hours")
    ] = ()
    premium: Annotated[
        tuple[HourPremiumTable, ...],
        key("[[premium]]: hours of the week that cost more", max_length=MOST_PREMIUMS),
    ] = ()
    team: Annotated[tuple[TeamTable, ...], key("[[team]]: agents who answer several queues")] = ()
    queue: Annotated[list[QueueTable], key("[[queue]]: at least one", min_length=1)]

    def checks(self) -> Iterable[Check]:
        """Names are unique and known; escalations and teams are possible."""
        yield self._unique_names()
        yield weekday_checks(self.opening, ("opening",))
        yield season_overlaps(self.season)
        # the first queue of each name: a list would be searched for each queue
        by_name = {queue.name: queue for queue in reversed(self.queue)}
        for i, queue in enumerate(self.queue):
            yield self._known_escalation(i, queue, by_name)
            yield self._known_tier(i, queue, by_name)
            yield self._business_days(i, queue)
        yield from team_checks(self.queue, self.team)
        yield from minimum_checks(self.minimum, self.queue)
        yield self._no_circle()

    def _unique_names(self) -> Check:
        """No two queues have the same name."""
        seen: set[str] = set()
        for i, queue in enumerate(self.queue):
            if queue.name in seen:
                yield ("queue", i, "name"), f"duplicate queue name {queue.name!r}"
            seen.add(queue.name)

    def _known_escalation(
        self, i: int, queue: QueueTable, by_name: Mapping[str, QueueTable]
    ) -> Check:
        """A queue escalates to another queue of the file."""
        to = queue.escalates_to
        if to and to not in by_name:
            words = f"queue {queue.name!r} escalates to the unknown queue {to!r}"
            yield ("queue", i, "escalates_to"), f"{words}{nearest(to, list(by_name))}"
        if to == queue.name:
            yield ("queue", i, "escalates_to"), f"queue {to!r} escalates to itself"

    def _known_tier(self, i: int, queue: QueueTable, by_name: Mapping[str, QueueTable]) -> Check:
        """A tier belongs to another queue of the same model, whose agents could answer it."""
        if not queue.tier_of:
            return
        if queue.tier_of not in by_name or queue.tier_of == queue.name:
            names = [name for name in by_name if name != queue.name]
            words = f"unknown queue {queue.tier_of!r}{nearest(queue.tier_of, names)}"
            yield ("queue", i, "tier_of"), words
            return
        standard = by_name[queue.tier_of]
        if queue.model == "chat":
            yield ("queue", i, "tier_of"), "chats do not share agents; compare two plans"
        elif queue.model != standard.model:
            words = f"needs model {queue.model}, the model of this queue, for {standard.name!r}"
            yield ("queue", i, "tier_of"), f"{words}, which has {standard.model}"

    def _business_days(self, i: int, queue: QueueTable) -> Check:
        """Response times in business days have a length."""
        yield from queue.business_day_checks(i, business_day(self._week_of(queue)))

    def _no_circle(self) -> Check:
        """No queue escalates to itself by way of others."""
        others = ("" if q.escalates_to == q.name else q.escalates_to for q in self.queue)
        plain = tuple(
            Queue(queue.name, queue.model, escalates_to=to, team=queue.team)
            for queue, to in zip(self.queue, others, strict=True)
        )
        try:
            staffing_order(Centre(plain))
        except InputError as error:
            at = next(i for i, queue in enumerate(self.queue) if queue.name == error.value)
            yield ("queue", at, "escalates_to"), str(error)

    def record(self) -> Centre:
        """The centre as a plain record."""
        parts = self.shrinkage.items()
        components = (Component(n, s, *KINDS.get(n, (True, True))) for n, s in parts)
        return Centre(
            queues=tuple(
                self._with_cost(queue).record(self.season, business_day(self._week_of(queue)))
                for queue in self.queue
            ),
            zone=self.time_zone,
            shrinkage=Shrinkage(tuple(components)),
            contract_hours=self.contract_hours,
            opening=week_of(self.opening) if self.opening else ALWAYS,
            exceptions=self.exceptions,
            holidays=self.holidays,
            teams=tuple(team.record() for team in self.team),
            currency=self.currency,
            defaults=tuple(default for queue in self.queue for default in queue.defaults()),
            minimums=tuple(minimum.record() for minimum in self.minimum),
            premiums=tuple(premium.record() for premium in self.premium),
        )

    def _with_cost(self, queue: QueueTable) -> QueueTable:
        """A queue with the cost of an hour of its team, where it has none of its own."""
        costs = {team.name: team.cost for team in self.team if team.cost}
        if "cost" in queue.model_fields_set or queue.team not in costs:
            return queue
        return queue.model_copy(update={"cost": costs[queue.team]})

    def _week_of(self, queue: QueueTable) -> Week:
        """Opening hours of a queue by weekday; always open if the file has none."""
        opening = queue.opening or self.opening
        return week_of(opening) if opening else ALWAYS


def read_centre(path: str) -> Centre:
    """Read a centre.

    Parameters
    ----------
    path : str
        The file, centre.toml.

    Raises
    ------
    DataError
        With every mistake of the file, its key and its line.
    """
    return read_centre_with(path, {})[0]


def read_centre_with(path: str, usual: Mapping[str, Any]) -> tuple[Centre, tuple[str, ...]]:
    """Read a centre with the usual values of a team where the file sets none.

    Parameters
    ----------
    path : str
        The file, centre.toml.
    usual : mapping of str to object
        Values of ``time_zone``, ``contract_hours``, ``shrinkage`` and ``target``; a target is of
        every live queue without a target of its own.

    Returns
    -------
    tuple of Centre and tuple of str
        The centre, and the keys whose usual values are used.

    Raises
    ------
    DataError
        With every mistake of the file, its key and its line.
    """
    used: list[str] = []

    def complete(data: dict[str, Any]) -> None:
        for name, value in usual.items():
            for table in [data] if name != "target" else _without_target(data):
                if name not in table:
                    table[name] = value
                    used.append(name)

    centre = read_toml(path, CentreTable, complete).record()
    return centre, tuple(dict.fromkeys(used))


def _without_target(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The tables of live queues that set no target."""
    queues = data.get("queue")
    tables = queues if isinstance(queues, list) else []
    return [
        table
        for table in tables
        if isinstance(table, dict)
        and table.get("model") != "deferred"
        and not {"target", "asa", "abandonment"} & table.keys()
    ]


EXAMPLE = """\
# A retailer with five channels: wfm staff forecast.csv --centre centre.toml
# Durations: 30s, 7m, 24h, 1.5d, 1w. Shares: 85% or 0.85.

# time_zone = "America/New_York"
contract_hours = 40
currency = "USD"             # of costs and prices
# holidays = "US"            # closed on public holidays, by the package holidays

[opening]
Mon-Sun = "08:00-22:00"

[exceptions]                 # dates with other opening hours
2026-12-24 = "08:00-14:00"
2026-12-25 = "closed"

[shrinkage]                  # shares of paid time, which add up
breaks = "8%"
training = "3%"
meetings = "2%"
coaching = "2%"
leave = "10%"
sickness = "5%"

[[season]]                   # holiday season, for all queues
first = 2026-11-16
last = 2026-12-27
uplift = "40%"
contingency = "15%"          # instead of the queue's own; also deflection, aht_change, automation
# [season.opening]           # longer hours on these days
# Mon-Sun = "07:00-23:00"

# [[minimum]]                # fewest agents at certain hours, where a queue is open
# agents = 3
# hours = "20:00-22:00"
# days = "Sat, Sun"          # on which these hours begin
# queues = ["care"]          # queues with agents of their own, and teams; without it, each of them

# [[premium]]                # hours of the week that cost more; they add up
# days = "Sun"
# hours = "08:00-22:00"      # the whole day without it
# share = "50%"              # of the cost of an hour; or amount = 3.50

[[team]]                     # queues of one team are answered by the same agents
name = "care"
block_length = "7h"          # agents are put on deferred work for half a day
min_agents = 2               # in every interval in which a queue of the team is open
# cost = 22                  # of a paid hour of its queues without a cost of their own

[[team]]
name = "experts"
block_length = "3h30m"

[[queue]]
name = "voice"
model = "erlang_a"           # with abandonment; erlang_c has none
team = "care"                # also does e-mail and social posts between calls
target = "85/60"             # or, or also, asa = "20s", abandonment = "3%"
patience = "3m"              # mean time until a caller abandons
aht = "6m"                   # where the forecast has none
max_occupancy = "85%"
min_occupancy = "75%"        # intervals below it are counted
deflection = "25%"           # resolved by self-service; by date, linear in between:
# deflection = {2026-11-01 = "25%", 2027-06-30 = "35%"}
resolution = "85%"           # first-contact resolution (FCR)
redial = "40%"               # of abandoned calls
forecast = "offered"         # with redials and repeat calls; or "first-time"
escalation = "3%"
escalates_to = "level 2"
contingency = "5%"
cost = 22
# [[queue.season]]           # days on which this queue has other figures
# first = 2026-12-26
# last = 2027-01-06
# aht_change = "10%"         # or resolution, redial, escalation, deflection, aht, min_agents, ...

[[queue]]
name = "chat"
model = "chat"
target = "90/60"
asa = "30s"                  # average time to the first reply
concurrency = 3
aht = ["4m30s", "5m30s", "7m"]  # with 1, 2, 3 chats; or one and overhead = "25%"
patience = "4m"
deflection = "25%"
cost = 20

[[queue]]
name = "e-mail"
model = "deferred"
team = "care"
within = "24h"               # business hours; or "2 business days"; with hours = "calendar" "3d"
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
# tier_of = "e-mail"         # what its shorter target costs, against its price
# price_per_month = 49
# customers = 150

[[queue]]
name = "social"
model = "deferred"
team = "care"
within = "2h"
aht = "3m"
deflection = "25%"
cost = 22

[[queue]]
name = "level 2"             # escalations from voice; no rows in the forecast
model = "deferred"           # call-backs
team = "experts"
within = "12h"
aht = "15m"
cost = 30
# [queue.opening]            # hours of its own, instead of [opening]
# Mon-Sun = "08:00-22:00"
"""
