"""The tables inside ``centre.toml``: what each key means, and what must hold between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from wfm.centre.config_values import Change, Goal, HandleTimes, Seconds, Share
from wfm.centre.records import Deferred, Queue, Season, Team
from wfm.config.toml_file import Check, Table
from wfm.errors import InputError
from wfm.queueing import chat

__all__ = ["QueueTable", "SeasonTable", "TeamTable", "key"]

_CALLS = ("erlang_c", "erlang_a")
_OF_MAIL = ("within", "share", "deadline", "hours", "safety")
_OF_CHAT = ("concurrency", "overhead")
_OF_CALLS = ("priority", "redial", "resolution", "forecast")
_OF_ONE_AHT = ("automation", "aht_change")  # which a ladder of them would have to share


def key(words: str, unit: str = "", **limits: Any) -> Any:
    """What a key of a file means, in which unit it is shown, and its limits."""
    return Field(description=words, json_schema_extra={"unit": unit}, **limits)


class SeasonTable(Table):
    """Days with another volume, or another contingency."""

    first: Annotated[date, key("First day")]
    last: Annotated[date, key("Last day, included")]
    uplift: Annotated[Change, key("On top of the forecast; '-10%' below it", "%", gt=-1)] = 0.0
    contingency: Annotated[Share | None, key("In place of the queue's, on these days", "%")] = None

    def checks(self) -> Iterable[Check]:
        """It must have a day."""
        return (self._in_order(),)

    def _in_order(self) -> Check:
        if self.last < self.first:
            yield "last", "lies before first"


class TeamTable(Table):
    """People who answer several queues."""

    name: Annotated[str, key("As its queues call it", min_length=1)]
    skills: Annotated[
        Literal["all", 2], key("How many of its queues each of its people can answer")
    ] = "all"
    cross_trained: Annotated[
        Share, key("Of a team of two queues: share of its people who can answer both", "%", le=1)
    ] = 1.0
    block: Annotated[
        Seconds | None,
        key("How long people are put on deferred work at a time; the whole day by default", "s"),
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

    name: Annotated[str, key("As in the forecast", min_length=1)]
    model: Annotated[
        Literal["erlang_c", "erlang_a", "chat", "deferred"],
        key("Nobody hangs up, people hang up, several at once, or work that waits"),
    ] = "erlang_c"
    team: Annotated[str, key("Whose people answer it; its own by default")] = ""
    priority: Annotated[
        int, key("Place among the calls of its team: 1 is answered first", ge=1, le=9)
    ] = 1
    target: Annotated[Goal | None, key("Share to be answered in time, and that time: '85/60'")] = (
        None
    )
    asa: Annotated[Seconds | None, key("Longest mean wait of those answered", "s")] = None
    abandonment: Annotated[Share | None, key("Largest share that may give up", "%", gt=0, lt=1)] = (
        None
    )
    max_occupancy: Annotated[Share | None, key("Upper end of the band of occupancy", "%", gt=0)] = (
        None
    )
    min_occupancy: Annotated[
        Share, key("Lower end of the band: intervals below it are counted", "%", lt=1)
    ] = 0.0
    within: Annotated[Seconds | None, key("Deferred work: time promised", "s")] = None
    share: Annotated[Share, key("Deferred work: share promised in that time", "%", gt=0, le=1)] = (
        0.95
    )
    deadline: Annotated[
        Seconds | None, key("Deferred work: when the rest is done; twice within by default", "s")
    ] = None
    hours: Annotated[
        Literal["business", "calendar"],
        key("Deferred work: whether the promise runs in opening hours or by the calendar"),
    ] = "business"
    safety: Annotated[
        float, key("Deferred work: standard deviations of the work planned for", ge=0)
    ] = 1.0
    aht: Annotated[
        HandleTimes,
        key("Handle time where the forecast has none; of a chat one for each number in hand", "s"),
    ] = ()
    concurrency: Annotated[int, key("Chats in hand at most", ge=1, le=20)] = 1
    overhead: Annotated[
        Share | None, key("Share of a chat's time that cannot run in parallel", "%", lt=1)
    ] = None
    patience: Annotated[Seconds | None, key("Mean time until a customer gives up", "s")] = None
    definition: Annotated[
        Literal["offered", "answered", "virtual"], key("Of whom the service level is a share")
    ] = "offered"
    deflection: Annotated[Share, key("Share that self-service answers", "%", lt=1)] = 0.0
    aht_change: Annotated[
        Change, key("Change of the handle time once these contacts are gone", "%", gt=-1)
    ] = 0.0
    automation: Annotated[
        Share, key("Share of the handle time that automation saves", "%", lt=1)
    ] = 0.0
    redial: Annotated[Share, key("Share of those who gave up that call again", "%", lt=1)] = 0.0
    resolution: Annotated[
        Share, key("Share of those answered that need not come back", "%", gt=0, le=1)
    ] = 1.0
    forecast: Annotated[
        Literal["fresh", "offered"], key("Whether those who come back are in the forecast already")
    ] = "fresh"
    escalation: Annotated[Share, key("Share that is passed on", "%", lt=1)] = 0.0
    escalates_to: Annotated[str, key("Name of the queue it is passed on to")] = ""
    contingency: Annotated[Share, key("On top of the forecast", "%")] = 0.0
    cost: Annotated[float, key("Of a paid hour", ge=0)] = 0.0
    season: Annotated[
        tuple[SeasonTable, ...], key("[[queue.season]]: days with another volume")
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
            (_OF_ONE_AHT, (*_CALLS, "deferred")),
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
        if self.deadline is not None and self.within is not None and self.deadline < self.within:
            yield "deadline", "must not lie before within"

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
                return
            try:  # the law itself says whether there can be such a list
                chat.abandonment(1, 0.0, 1.0, list(self._ladder()), patience=1.0)
            except InputError as error:
                yield "aht", str(error).removesuffix(".")

    def _ladder(self) -> tuple[float, ...]:
        """Handle times of a chat with 1, 2, … in hand."""
        if self.overhead is None:
            return self.aht[: self.concurrency]
        return tuple(chat.aht_by_concurrency(self.aht[0], self.overhead, self.concurrency))

    def _band(self) -> Check:
        if self.max_occupancy is not None and self.max_occupancy <= self.min_occupancy:
            yield "max_occupancy", "must lie above min_occupancy"

    def _escalation(self) -> Check:
        if bool(self.escalation) != bool(self.escalates_to):
            key = "escalation" if self.escalation else "escalates_to"
            yield key, "escalation, a share, and escalates_to, a queue, go together"

    def record(self, seasons: tuple[SeasonTable, ...] = ()) -> Queue:
        """The queue as a plain record, with the seasons of the whole centre."""
        target = self.target
        if target is not None:
            target = replace(target, asa=self.asa, max_occupancy=self.max_occupancy)
        promise = None
        if self.within is not None and self.model == "deferred":
            promise = Deferred(
                self.within, self.share, self.deadline, self.hours == "business", self.safety
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
            aht_by_concurrency=self._ladder() if self.model == "chat" else (),
            deflection=self.deflection,
            automation=self.automation,
            aht_change=self.aht_change,
            redial=self.redial,
            resolution=self.resolution,
            fresh=self.forecast == "fresh",
            escalation=self.escalation,
            escalates_to=self.escalates_to,
            min_occupancy=self.min_occupancy,
            contingency=self.contingency,
            seasons=tuple(
                Season(s.first, s.last, s.uplift, s.contingency) for s in (*seasons, *self.season)
            ),
            cost=self.cost,
            team=self.team,
            priority=self.priority,
        )
