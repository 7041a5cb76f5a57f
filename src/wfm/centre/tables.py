"""The tables of ``centre.toml``: what each key means, and what must hold between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from wfm.centre.records import Centre, Deferred, Queue, Season, Team
from wfm.centre.values import Change, Goal, HandleTimes, Hours, Place, Seconds, Share, Zone
from wfm.keys import Check, Table, nearest
from wfm.queues.chat import aht_by_concurrency
from wfm.shrinkage import DEFAULT, KINDS, Component, Shrinkage

__all__ = ["CentreTable", "QueueTable", "SeasonTable", "TeamTable"]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CALLS = ("erlang_c", "erlang_a")
_OF_MAIL = ("within", "share", "at_latest", "hours", "safety")
_OF_CHAT = ("concurrency", "overhead")
_OF_CALLS = ("priority", "redial", "resolution", "forecast")


def _key(words: str, unit: str = "", **limits: Any) -> Any:
    return Field(description=words, json_schema_extra={"unit": unit}, **limits)


class SeasonTable(Table):
    """Days with another volume, or another contingency."""

    first: Annotated[date, _key("First day")]
    last: Annotated[date, _key("Last day, included")]
    uplift: Annotated[Change, _key("On top of the forecast; '-10%' below it", "%", gt=-1)] = 0.0
    contingency: Annotated[Share | None, _key("In place of the queue's, on these days", "%")] = None

    def checks(self) -> Iterable[Check]:
        """It must have a day."""
        return (self._in_order(),)

    def _in_order(self) -> Check:
        if self.last < self.first:
            yield "last", "lies before first"


class TeamTable(Table):
    """People who answer several queues."""

    name: Annotated[str, _key("As its queues call it", min_length=1)]
    skills: Annotated[
        Literal["all", 2], _key("How many of its queues each of its people can answer")
    ] = "all"
    cross_trained: Annotated[
        Share, _key("Of a team of two queues: share of its people who can answer both", "%", le=1)
    ] = 1.0
    block: Annotated[
        Seconds | None,
        _key("How long people are put on deferred work at a time; the whole day by default", "s"),
    ] = None

    def checks(self) -> Iterable[Check]:
        """One kind of skills at a time."""
        return (self._skills(),)

    def _skills(self) -> Check:
        if self.skills == 2 and self.cross_trained < 1:
            yield "cross_trained", "say skills or cross_trained, not both"

    def record(self) -> Team:
        """The team as a plain record."""
        skills = None if self.skills == "all" else self.skills
        return Team(self.name, skills, self.cross_trained, self.block)


class QueueTable(Table):
    """One queue."""

    name: Annotated[str, _key("As in the forecast", min_length=1)]
    model: Annotated[
        Literal["erlang_c", "erlang_a", "chat", "deferred"],
        _key("Nobody hangs up, people hang up, several at once, or work that waits"),
    ] = "erlang_c"
    team: Annotated[str, _key("Whose people answer it; its own by default")] = ""
    priority: Annotated[
        int, _key("Place among the calls of its team: 1 is answered first", ge=1, le=9)
    ] = 1
    target: Annotated[Goal | None, _key("Share to be answered in time, and that time: '85/60'")] = (
        None
    )
    asa: Annotated[Seconds | None, _key("Longest mean wait of those answered", "s")] = None
    abandonment: Annotated[
        Share | None, _key("Largest share that may give up", "%", gt=0, lt=1)
    ] = None
    max_occupancy: Annotated[
        Share | None, _key("Upper end of the band of occupancy", "%", gt=0)
    ] = None
    least_occupancy: Annotated[
        Share, _key("Lower end of the band: intervals below it are counted", "%", lt=1)
    ] = 0.0
    within: Annotated[Seconds | None, _key("Deferred work: time promised", "s")] = None
    share: Annotated[Share, _key("Deferred work: share promised in that time", "%", gt=0, le=1)] = (
        0.95
    )
    at_latest: Annotated[
        Seconds | None, _key("Deferred work: when the rest is done; twice within by default", "s")
    ] = None
    hours: Annotated[
        Literal["business", "calendar"],
        _key("Deferred work: whether the promise runs in opening hours or by the calendar"),
    ] = "business"
    safety: Annotated[
        float, _key("Deferred work: standard deviations of the work planned for", ge=0)
    ] = 1.0
    aht: Annotated[
        HandleTimes,
        _key("Handle time where the forecast has none; of a chat one for each number in hand", "s"),
    ] = ()
    concurrency: Annotated[int, _key("Chats in hand at most", ge=1, le=20)] = 1
    overhead: Annotated[
        Share | None, _key("Share of a chat's time that cannot run in parallel", "%")
    ] = None
    patience: Annotated[Seconds | None, _key("Mean time until a customer gives up", "s")] = None
    definition: Annotated[
        Literal["offered", "answered", "virtual"], _key("Of whom the service level is a share")
    ] = "offered"
    deflection: Annotated[Share, _key("Share that self-service answers", "%", lt=1)] = 0.0
    automation: Annotated[Share, _key("Share that is answered without people", "%", lt=1)] = 0.0
    aht_change: Annotated[
        Change, _key("What that does to the handle time of the rest", "%", gt=-1)
    ] = 0.0
    redial: Annotated[Share, _key("Share of those who gave up that call again", "%", lt=1)] = 0.0
    resolution: Annotated[
        Share, _key("Share of those answered that need not come back", "%", gt=0, le=1)
    ] = 1.0
    forecast: Annotated[
        Literal["fresh", "offered"], _key("Whether those who come back are in the forecast already")
    ] = "fresh"
    escalation: Annotated[Share, _key("Share that is passed on", "%", lt=1)] = 0.0
    escalates_to: Annotated[str, _key("Name of the queue it is passed on to")] = ""
    contingency: Annotated[Share, _key("On top of the forecast", "%")] = 0.0
    cost: Annotated[float, _key("Of a paid hour", ge=0)] = 0.0
    season: Annotated[
        tuple[SeasonTable, ...], _key("[[queue.season]]: days with another volume")
    ] = ()

    def checks(self) -> Iterable[Check]:
        """Which keys a queue needs, and which it may not have, hangs on its model."""
        return (
            self._promise(),
            self._latest(),
            self._goal(),
            self._patience(),
            self._handle_times(),
            self._band(),
            self._escalation(),
            *(self._of(key, kinds) for keys, kinds in self._kinds() for key in keys),
        )

    @staticmethod
    def _kinds() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        return (
            (_OF_MAIL, ("deferred",)),
            (_OF_CHAT, ("chat",)),
            (_OF_CALLS, _CALLS),
            (("asa",), (*_CALLS, "chat")),
            (("abandonment",), ("erlang_a", "chat")),
        )

    def _of(self, key: str, kinds: tuple[str, ...]) -> Check:
        if key in self.model_fields_set and self.model not in kinds:
            allowed = " or ".join(kinds)
            yield key, f"is a key of model {allowed}; this queue is {self.model}"

    def _promise(self) -> Check:
        if self.model == "deferred" and self.within is None:
            yield "within", "deferred work needs within, the time promised: '24h'"

    def _latest(self) -> Check:
        if self.at_latest is not None and self.within is not None and self.at_latest < self.within:
            yield "at_latest", "must not lie before within"

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
        if self.model == "deferred" and self.patience is not None:
            yield "patience", "nobody waits on the line for deferred work"

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


class CentreTable(Table):
    """The whole file."""

    time_zone: Annotated[
        Zone | None, _key("Where the clock of the forecast hangs: 'Europe/Vienna'")
    ] = None
    contract_hours: Annotated[float, _key("Paid hours of a full-time week", "h", gt=0, le=168)] = (
        40.0
    )
    shrinkage: Annotated[
        dict[str, Share], _key("[shrinkage]: shares of paid time by reason", "%")
    ] = Field(default_factory=lambda: {part.name: part.share for part in DEFAULT.components})
    opening: Annotated[
        dict[str, Hours], _key("[opening]: weekdays, as Mon or Mon-Fri, with '08:00-22:00'")
    ] = Field(default_factory=dict)
    exceptions: Annotated[
        dict[date, Hours], _key("[exceptions]: days with other hours, or 'closed'")
    ] = Field(default_factory=dict)
    holidays: Annotated[
        Place, _key("Country or region on whose public holidays the centre is closed: 'US-NY'")
    ] = ""
    season: Annotated[
        tuple[SeasonTable, ...], _key("[[season]]: days with another volume, for every queue")
    ] = ()
    team: Annotated[tuple[TeamTable, ...], _key("[[team]]: people who answer several queues")] = ()
    queue: Annotated[list[QueueTable], _key("[[queue]]: at least one", min_length=1)]

    def checks(self) -> Iterable[Check]:
        """Names stand once and mean something; queues hand on to, and share people with, others."""
        from wfm.centre.agreement import team_checks

        yield self._own_names()
        yield self._weekdays()
        for i, queue in enumerate(self.queue):
            yield self._hands_on(i, queue)
            yield self._is_fed(i, queue)
        yield from team_checks(self)

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
