"""The tables inside ``centre.toml``: what each key means, and what must hold between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from wfm.centre.config_values import Change, Goal, HandleTimes, Seconds, Share
from wfm.centre.records import DeferredTarget, Queue, Season, Team
from wfm.config.toml_file import Check, Table
from wfm.errors import InputError
from wfm.queueing._concurrency import aht_by_concurrency, rates_of
from wfm.targets import Target

__all__ = ["MODEL_KEYS", "REQUIRED_KEYS", "QueueTable", "SeasonTable", "TeamTable", "key"]


# The keys that not every model has. A new model adds its line here, its name to the key `model`
# of `QueueTable`, and the keys that no other model has to `QueueTable`.
_CALL_KEYS = ("priority", "redial", "resolution", "forecast", "automation", "aht_change")
MODEL_KEYS: dict[str, tuple[str, ...]] = {
    "erlang_c": ("target", "asa", *_CALL_KEYS),
    "erlang_a": ("target", "asa", "abandonment", "patience", *_CALL_KEYS),
    "chat": ("target", "asa", "abandonment", "patience", "concurrency", "overhead"),
    "deferred": ("within", "share", "deadline", "hours", "safety", "automation", "aht_change"),
}
REQUIRED_KEYS = {
    "erlang_c": {"target": "a service target, for example target = '85/60'"},
    "erlang_a": {
        "target": "a service target, for example target = '85/60'",
        "patience": "patience, the mean time until a caller abandons, for example patience = '3m'",
    },
    "chat": {"target": "a service target, for example target = '85/60'"},
    "deferred": {"within": "a response-time target, for example within = '24h'"},
}
# What to do instead, for keys that are often tried with another model.
_CURES = {
    ("erlang_c", "patience"): "use model = 'erlang_a' for customers who abandon",
    ("deferred", "patience"): "deferred work has no waiting customers",
    ("deferred", "target"): "the target of deferred work is within and share",
}


def key(description: str, unit: str = "", **limits: Any) -> Any:
    """A key of a file: its description, the unit in which it is shown, and its limits."""
    return Field(description=description, json_schema_extra={"unit": unit}, **limits)


class SeasonTable(Table):
    """Days with another volume, or another contingency."""

    first: Annotated[date, key("First day")]
    last: Annotated[date, key("Last day, included")]
    uplift: Annotated[
        Change, key("Change of the volume; '-10%' for less than the forecast", "%", gt=-1)
    ] = 0.0
    contingency: Annotated[
        Share | None, key("Contingency on these days, instead of the queue's", "%")
    ] = None

    def checks(self) -> Iterable[Check]:
        """The season has at least one day."""
        return (self._order(),)

    def _order(self) -> Check:
        """The last day is not before the first."""
        if self.last < self.first:
            yield "last", "must not be before first"


class TeamTable(Table):
    """Agents who answer several queues."""

    name: Annotated[str, key("Name, as in its queues", min_length=1)]
    skills: Annotated[Literal["all", 2], key("Number of its queues that each agent can answer")] = (
        "all"
    )
    cross_trained: Annotated[
        Share, key("Share of the agents of a team of two queues who can answer both", "%", le=1)
    ] = 1.0
    block_length: Annotated[
        Seconds | None,
        key("Time for which agents are put on deferred work; the whole day by default", "s"),
    ] = None

    def checks(self) -> Iterable[Check]:
        """Skills are given in one form only."""
        return (self._skills(),)

    def _skills(self) -> Check:
        """Skills and cross-training exclude each other."""
        if self.skills == 2 and self.cross_trained < 1:
            yield "cross_trained", "must not be combined with skills; use one of them"

    def record(self) -> Team:
        """The team as a plain record."""
        skills = None if self.skills == "all" else self.skills
        return Team(self.name, skills, self.cross_trained, self.block_length)


class QueueTable(Table):
    """One queue."""

    name: Annotated[str, key("Name, as in the forecast", min_length=1)]
    model: Annotated[
        Literal["erlang_c", "erlang_a", "chat", "deferred"],
        key(
            "Queueing model: Erlang C (no abandonment), Erlang A (abandonment), concurrent chats, "
            "or deferred work such as e-mail and back office"
        ),
    ] = "erlang_c"
    team: Annotated[str, key("Team whose agents answer it; agents of its own by default")] = ""
    priority: Annotated[
        int, key("Order among the live queues of its team: 1 is answered first", ge=1, le=9)
    ] = 1
    target: Annotated[
        Goal | None, key("Service target: share answered within a time limit, '85/60'")
    ] = None
    asa: Annotated[Seconds | None, key("Maximum average speed of answer", "s")] = None
    abandonment: Annotated[
        Share | None, key("Maximum share of contacts that abandon", "%", gt=0, lt=1)
    ] = None
    max_occupancy: Annotated[Share | None, key("Maximum occupancy", "%", gt=0)] = None
    min_occupancy: Annotated[
        Share, key("Minimum occupancy: intervals below it are counted", "%", lt=1)
    ] = 0.0
    within: Annotated[Seconds | None, key("Response time of deferred work", "s")] = None
    share: Annotated[
        Share, key("Share of deferred work done within the response time", "%", gt=0, le=1)
    ] = 0.95
    deadline: Annotated[
        Seconds | None,
        key("Time within which all deferred work is done; twice within by default", "s"),
    ] = None
    hours: Annotated[
        Literal["business", "calendar"],
        key("Whether the response time counts business hours or calendar hours"),
    ] = "business"
    safety: Annotated[
        float, key("Standard deviations of deferred work on top of its mean", ge=0)
    ] = 1.0
    aht: Annotated[
        HandleTimes,
        key(
            "Average handle time where the forecast has none; for chats one value per number of "
            "concurrent chats",
            "s",
        ),
    ] = ()
    concurrency: Annotated[
        int, key("Maximum number of concurrent chats per agent", ge=1, le=20)
    ] = 1
    overhead: Annotated[
        Share | None, key("Share of a chat's handle time that cannot run in parallel", "%", lt=1)
    ] = None
    patience: Annotated[Seconds | None, key("Mean time until a waiting customer abandons", "s")] = (
        None
    )
    definition: Annotated[
        Literal["offered", "answered", "virtual"],
        key("Contacts of which the service level is a share"),
    ] = "offered"
    deflection: Annotated[Share, key("Share of contacts resolved by self-service", "%", lt=1)] = 0.0
    aht_change: Annotated[
        Change, key("Change of the handle time of the contacts that remain", "%", gt=-1)
    ] = 0.0
    automation: Annotated[
        Share, key("Share of the handle time that automation saves", "%", lt=1)
    ] = 0.0
    redial: Annotated[Share, key("Share of abandoned contacts that redial", "%", lt=1)] = 0.0
    resolution: Annotated[
        Share, key("Share of answered contacts that are resolved (FCR)", "%", gt=0, le=1)
    ] = 1.0
    forecast: Annotated[
        Literal["first-time", "offered"],
        key("Whether the forecast has first-time contacts only, or all contacts offered"),
    ] = "first-time"
    escalation: Annotated[
        Share, key("Share of answered contacts that are escalated", "%", lt=1)
    ] = 0.0
    escalates_to: Annotated[str, key("Queue to which they are escalated")] = ""
    contingency: Annotated[Share, key("Contingency on top of the forecast", "%")] = 0.0
    cost: Annotated[float, key("Cost of a paid hour", ge=0)] = 0.0
    season: Annotated[
        tuple[SeasonTable, ...], key("[[queue.season]]: days with another volume")
    ] = ()

    def checks(self) -> Iterable[Check]:
        """The keys that the model of the queue requires and allows, and their relations."""
        special = dict.fromkeys(name for names in MODEL_KEYS.values() for name in names)
        return (
            self._required(),
            self._deadline(),
            self._handle_times(),
            self._occupancy(),
            self._escalation(),
            *(self._allowed(name) for name in special),
        )

    def _allowed(self, name: str) -> Check:
        """A key that not every model has is one of this model."""
        models = [model for model, names in MODEL_KEYS.items() if name in names]
        getattr(self, name)  # ends the check if the value is wrong: one mistake per key
        if name in self.model_fields_set and self.model not in models:
            cure = _CURES.get((self.model, name))
            words = f"is a key of model {' or '.join(models)}; this queue is {self.model}"
            yield name, f"{words}; {cure}" if cure else words

    def _required(self) -> Check:
        """The keys without which the model cannot be computed."""
        for name, what in REQUIRED_KEYS[self.model].items():
            if getattr(self, name) is None:
                yield name, f"model {self.model} needs {what}"

    def _deadline(self) -> Check:
        """The deadline is not before the response time."""
        if self.deadline is not None and self.within is not None and self.deadline < self.within:
            yield "deadline", "must not be less than within"

    def _handle_times(self) -> Check:
        """One handle time, or one per number of concurrent chats with growing throughput."""
        if self.model != "chat":
            if len(self.aht) > 1:
                yield "aht", "must be one value; only chats have one per number of concurrent chats"
            return
        needed = self.concurrency if self.overhead is None else 1
        if len(self.aht) < needed:
            each = (
                "one aht per number of concurrent chats, ['8m', '9m', '11m'], or one and overhead"
            )
            yield "aht", f"model chat needs {each}"
            return
        try:
            rates_of(list(self._aht_by_concurrency()))
        except InputError as error:
            yield "aht", str(error).removesuffix(".")

    def _aht_by_concurrency(self) -> tuple[float, ...]:
        """Handle times of a chat with 1, 2, … concurrent chats."""
        if self.overhead is None:
            return self.aht[: self.concurrency]
        return tuple(aht_by_concurrency(self.aht[0], self.overhead, self.concurrency))

    def _occupancy(self) -> Check:
        """The maximum occupancy is above the minimum."""
        if self.max_occupancy is not None and self.max_occupancy <= self.min_occupancy:
            yield "max_occupancy", "must be greater than min_occupancy"

    def _escalation(self) -> Check:
        """A share and a queue are given together."""
        if bool(self.escalation) != bool(self.escalates_to):
            name = "escalation" if self.escalation else "escalates_to"
            yield name, "escalation (a share) and escalates_to (a queue) must be given together"

    def record(self, seasons: tuple[SeasonTable, ...] = ()) -> Queue:
        """The queue as a plain record, with the seasons of the whole centre."""
        return Queue(
            name=self.name,
            model=self.model,
            target=self._service_target(),
            deferred=self._deferred_target(),
            aht=self.aht[0] if self.aht else None,
            patience=float("inf") if self.patience is None else self.patience,
            definition=self.definition,
            aht_by_concurrency=self._aht_by_concurrency() if self.model == "chat" else (),
            deflection=self.deflection,
            automation=self.automation,
            aht_change=self.aht_change,
            redial=self.redial,
            resolution=self.resolution,
            first_time=self.forecast == "first-time",
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

    def _service_target(self) -> Target | None:
        """The service target with all of its parts; None for deferred work."""
        if self.target is None:
            return None
        return replace(
            self.target,
            asa=self.asa,
            max_occupancy=self.max_occupancy,
            abandonment=self.abandonment,
        )

    def _deferred_target(self) -> DeferredTarget | None:
        """The response-time target; None for live queues."""
        if self.within is None or self.model != "deferred":
            return None
        business_hours = self.hours == "business"
        return DeferredTarget(self.within, self.share, self.deadline, business_hours, self.safety)
