"""The tables inside ``centre.toml``: what each key means, and what must hold between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from wfm.centre.config_deferred import deferred_target, resolution_checks, time_checks
from wfm.centre.config_models import MODEL_KEYS, REQUIRED_KEYS, TARGET_KEYS, cure_for
from wfm.centre.config_seasons import (
    QueueSeasonTable,
    SeasonTable,
    season_overlaps,
    week_of,
    weekday_checks,
)
from wfm.centre.config_values import (
    Ages,
    DatedChange,
    DatedPart,
    DatedShare,
    DatedSurplus,
    Goal,
    HandleTimes,
    ResponseTimes,
    Seconds,
    Share,
    TimeSpan,
)
from wfm.centre.records import Queue
from wfm.config.file_keys import key
from wfm.config.toml_table import Check, Table
from wfm.errors import InputError
from wfm.queueing._concurrency import aht_by_concurrency, rates_of
from wfm.targets import Target
from wfm.units import ResponseTime

__all__ = ["QueueTable"]


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
    max_occupancy: Annotated[Share | None, key("Maximum occupancy", "%", ge=1e-6)] = None
    min_occupancy: Annotated[
        Share, key("Minimum occupancy: intervals below it are counted", "%", lt=1)
    ] = 0.0
    min_agents: Annotated[
        int,
        key(
            "Minimum agents in every interval of the forecast in which the queue is open, also "
            "without contacts",
            ge=0,
            le=100_000,
        ),
    ] = 0
    within: Annotated[
        ResponseTimes | None,
        key("Response time of deferred work: '4h', '2 business days', '7 calendar days'", "s"),
    ] = None
    share: Annotated[
        Share, key("Share of deferred work begun within the response time", "%", gt=0, le=1)
    ] = 0.95
    deadline: Annotated[
        ResponseTimes | None,
        key(
            "Time within which all deferred work is done if it comes as forecast; without it, "
            "only share is required",
            "s",
        ),
    ] = None
    hours: Annotated[
        Literal["business", "calendar"],
        key("Whether the response time counts business hours or calendar hours"),
    ] = "business"
    safety: Annotated[
        float,
        key(
            "How surely the target is kept: in the share Φ(safety) of simulated runs of three "
            "weeks, 84 % for 1; 0 plans for the mean workload",
            ge=0,
        ),
    ] = 1.0
    backlog: Annotated[
        float, key("Deferred contacts that wait when the plan begins", "contacts", ge=0)
    ] = 0.0
    backlog_age: Annotated[
        Ages | None,
        key("Their age when the plan begins, in the hours that within counts; 0 by default", "s"),
    ] = None
    resolve_within: Annotated[
        ResponseTimes | None,
        key("Resolution time of deferred work, with its follow-ups: '3 business days'", "s"),
    ] = None
    resolve_share: Annotated[
        Share, key("Share of deferred work resolved within the resolution time", "%", gt=0, le=1)
    ] = 0.95
    follow_up: Annotated[
        Share,
        key("Share of deferred work that needs a follow-up before it is resolved", "%", lt=1),
    ] = 0.0
    follow_up_aht: Annotated[
        Seconds | None, key("Average handle time of a follow-up; aht by default", "s")
    ] = None
    aht: Annotated[
        HandleTimes,
        key(
            "Average handle time where the forecast has none; for chats of a chat alone, or one "
            "value per number of concurrent chats",
            "s",
        ),
    ] = ()
    concurrency: Annotated[
        int, key("Maximum number of concurrent chats per agent", ge=1, le=20)
    ] = 1
    overhead: Annotated[
        Share | None,
        key("Share of a chat's handle time that cannot run in parallel; 0 % by default", "%", lt=1),
    ] = None
    patience: Annotated[Seconds | None, key("Mean time until a waiting customer abandons", "s")] = (
        None
    )
    definition: Annotated[
        Literal["offered", "answered", "virtual"],
        key("Contacts of which the service level is a share"),
    ] = "offered"
    deflection: Annotated[
        DatedShare, key("Share of contacts resolved by self-service; a value, or by date", "%")
    ] = 0.0
    aht_change: Annotated[
        DatedChange, key("Change of the handle time of the contacts that remain", "%")
    ] = 0.0
    automation: Annotated[
        DatedShare, key("Share of the handle time that automation saves", "%")
    ] = 0.0
    redial: Annotated[DatedShare, key("Share of abandoned contacts that redial", "%")] = 0.0
    resolution: Annotated[
        DatedPart, key("Share of answered contacts that are resolved (FCR)", "%")
    ] = 1.0
    forecast: Annotated[
        Literal["first-time", "offered"],
        key("Whether the forecast has first-time contacts only, or all contacts offered"),
    ] = "first-time"
    escalation: Annotated[DatedShare, key("Share of answered contacts that are escalated", "%")] = (
        0.0
    )
    escalates_to: Annotated[str, key("Queue to which they are escalated")] = ""
    contingency: Annotated[DatedSurplus, key("Contingency on top of the forecast", "%")] = 0.0
    opening: Annotated[
        dict[str, TimeSpan],
        key("[queue.opening]: opening hours by weekday, instead of those of the centre"),
    ] = Field(default_factory=dict)
    exceptions: Annotated[
        dict[date, TimeSpan], key("[queue.exceptions]: dates with other opening hours, or 'closed'")
    ] = Field(default_factory=dict)
    closed_on_holidays: Annotated[
        bool, key("Whether the public holidays of the centre close the queue")
    ] = True
    cost: Annotated[float, key("Cost of a paid hour; by default that of its team", ge=0)] = 0.0
    price_per_contact: Annotated[
        float, key("Income per contact that reaches an agent", ge=0, allow_inf_nan=False)
    ] = 0.0
    price_per_month: Annotated[
        float, key("Income per customer and month of a tier", ge=0, allow_inf_nan=False)
    ] = 0.0
    customers: Annotated[
        float, key("Customers of a tier with a price per month", ge=0, allow_inf_nan=False)
    ] = 0.0
    tier_of: Annotated[
        str, key("Queue whose target its contacts would have without this tier, of the same model")
    ] = ""
    season: Annotated[
        tuple[QueueSeasonTable, ...], key("[[queue.season]]: days with other figures")
    ] = ()

    def checks(self) -> Iterable[Check]:
        """The keys that the model of the queue requires and allows, and their relations."""
        special = dict.fromkeys(name for names in MODEL_KEYS.values() for name in names)
        return (
            self._required(),
            self._has_target(),
            self._clock("within"),
            self._clock("backlog_age"),
            self._clock("resolve_within"),
            self._resolution(),
            self._clock("deadline"),
            self._handle_times(),
            self._occupancy(),
            self._escalation(),
            self._patience_for_abandonment(),
            self._goal_for_redials(),
            self._price_per_month(),
            weekday_checks(self.opening, ("opening",)),
            season_overlaps(self.season),
            *(self._season_key(i, name) for i in range(len(self.season)) for name in special),
            *(self._season_escalation(i) for i in range(len(self.season))),
            *(self._season_aht(i) for i in range(len(self.season))),
            *(self._allowed(name) for name in special),
        )

    def _allowed(self, name: str) -> Check:
        """A key that not every model has is one of this model."""
        models = [model for model, names in MODEL_KEYS.items() if name in names]
        getattr(self, name)  # ends the check if the value is wrong: one mistake per key
        if name in self.model_fields_set and self.model not in models:
            cure = cure_for(self.model, name)
            words = f"is a key of model {' or '.join(models)}; this queue is {self.model}"
            yield name, f"{words}; {cure}" if cure else words

    def _required(self) -> Check:
        """The keys without which the model cannot be computed."""
        for name, what in REQUIRED_KEYS[self.model].items():
            if getattr(self, name) is None:
                yield name, f"model {self.model} needs {what}"

    def _has_target(self) -> Check:
        """A live queue has at least one part of a target."""
        if self.model != "deferred" and all(getattr(self, name) is None for name in TARGET_KEYS):
            others = ", asa = '20s'"
            if self.model != "erlang_c":
                others = f"{others} or abandonment = '3%'"
            words = f"a service target, for example target = '85/60'{others}"
            yield "target", f"model {self.model} needs {words}"

    def _patience_for_abandonment(self) -> Check:
        """A target for abandonment needs customers who abandon."""
        if self.model == "chat" and self.abandonment is not None and self.patience is None:
            words = "needs patience, the mean time until a customer abandons, for example '3m'"
            yield "abandonment", words

    def _goal_for_redials(self) -> Check:
        """Redials and repeat contacts follow from the agents of a target that has a wait."""
        alone = all(getattr(self, name) is None for name in TARGET_KEYS[:-1])
        repeats = self.redial != 0 or self.resolution != 1
        if self.model == "erlang_a" and alone and repeats and self.forecast == "first-time":
            words = "alone gives no redials and repeat contacts: add target, asa or abandonment"
            yield "max_occupancy", words

    def _price_per_month(self) -> Check:
        """A price per month and the number of customers are given together."""
        if bool(self.price_per_month) != bool(self.customers):
            name = "price_per_month" if self.price_per_month else "customers"
            yield name, "price_per_month and customers must be given together"

    def _clock(self, name: str) -> Check:
        """A response time counts the hours that the queue counts."""
        time: ResponseTime | None = getattr(self, name)
        if time is None or not time.clock or time.clock == self.hours:
            return
        if time.clock == "business":
            yield name, "counts business hours, but the queue has hours = 'calendar'"
        else:
            yield (
                name,
                "counts calendar days, but the queue counts business hours: write business days "
                "or business hours, or hours = 'calendar'",
            )

    def _handle_times(self) -> Check:
        """One handle time, or one per number of concurrent chats with growing throughput."""
        if self.model != "chat":
            if len(self.aht) > 1:
                yield "aht", "must be one value; only chats have one per number of concurrent chats"
            return
        if len(self.aht) < 2:
            return
        if self.overhead is not None:
            words = "has one value per number of concurrent chats, and overhead gives them too"
            yield "aht", f"{words}: remove overhead, or write the AHT of a chat alone"
        elif len(self.aht) < self.concurrency:
            each = f"must be one value, or {self.concurrency}: one per number of concurrent chats"
            yield "aht", each
        else:
            try:
                rates_of(list(self.aht[: self.concurrency]))
            except InputError as error:
                yield "aht", str(error).removesuffix(".")

    def _season_key(self, i: int, name: str) -> Check:
        """A figure of a season is one of the model."""
        season = self.season[i]
        if name in season.model_fields_set and name not in MODEL_KEYS[self.model]:
            models = [model for model, names in MODEL_KEYS.items() if name in names]
            words = f"is a key of model {' or '.join(models)}; this queue is {self.model}"
            yield ("season", i, name), words

    def _season_escalation(self, i: int) -> Check:
        """A season with escalations needs the queue to which they go."""
        if self.season[i].escalation is not None and not self.escalates_to:
            yield ("season", i, "escalation"), "needs escalates_to, a key of the queue"

    def _season_aht(self, i: int) -> Check:
        """A season changes one handle time, not those by the number of concurrent chats."""
        if self.season[i].aht is not None and len(self.aht) > 1:
            words = "is a second source beside the aht per number of concurrent chats"
            yield ("season", i, "aht"), f"{words}; use aht_change"

    def _overhead(self) -> float | None:
        """Share of a chat that cannot run in parallel; None where its handle times are measured."""
        if self.model != "chat" or len(self.aht) > 1:
            return None
        return 0.0 if self.overhead is None else self.overhead

    def _aht_by_concurrency(self) -> tuple[float, ...]:
        """Handle times of a chat with 1, 2, … concurrent chats, where the file has them."""
        overhead = self._overhead()
        if self.model != "chat" or not self.aht:
            return ()
        if overhead is None:
            return self.aht[: self.concurrency]
        return tuple(aht_by_concurrency(self.aht[0], overhead, self.concurrency))

    def _occupancy(self) -> Check:
        """The maximum occupancy is above the minimum."""
        if self.max_occupancy is not None and self.max_occupancy <= self.min_occupancy:
            yield "max_occupancy", "must be greater than min_occupancy"

    def _escalation(self) -> Check:
        """A share and a queue are given together."""
        if bool(self.escalation) != bool(self.escalates_to):
            name = "escalation" if self.escalation else "escalates_to"
            yield name, "escalation (a share) and escalates_to (a queue) must be given together"

    def record(self, seasons: tuple[SeasonTable, ...] = (), day: float | None = 86400.0) -> Queue:
        """The queue as a plain record.

        Parameters
        ----------
        seasons : tuple of SeasonTable
            Those of the whole centre.
        day : float or None
            Length of a business day, where it has one. [s]
        """
        return Queue(
            name=self.name,
            model=self.model,
            target=self._service_target(),
            deferred=deferred_target(self, day or 0.0),
            aht=self.aht[0] if self.aht else None,
            patience=float("inf") if self.patience is None else self.patience,
            definition=self.definition,
            aht_by_concurrency=self._aht_by_concurrency(),
            concurrency=self.concurrency,
            overhead=self._overhead(),
            deflection=self.deflection,
            automation=self.automation,
            aht_change=self.aht_change,
            redial=self.redial,
            resolution=self.resolution,
            first_time=self.forecast == "first-time",
            escalation=self.escalation,
            escalates_to=self.escalates_to,
            min_occupancy=self.min_occupancy,
            min_agents=self.min_agents,
            contingency=self.contingency,
            seasons=tuple(season.record() for season in (*seasons, *self.season)),
            opening=week_of(self.opening) if self.opening else None,
            exceptions=self.exceptions,
            closed_on_holidays=self.closed_on_holidays,
            cost=self.cost,
            price_per_contact=self.price_per_contact,
            price_per_month=self.price_per_month,
            customers=self.customers,
            tier_of=self.tier_of,
            team=self.team,
            priority=self.priority,
        )

    def defaults(self) -> Iterator[str]:
        """The inputs of chats that the file does not set."""
        several = self.model == "chat" and self.concurrency > 1
        if several and self.overhead is None and len(self.aht) < 2:
            yield f"overhead 0 % of {self.name!r}"

    def _service_target(self) -> Target | None:
        """The service target with all of its parts; None for deferred work."""
        if self.model == "deferred":
            return None
        parts = {
            "asa": self.asa,
            "max_occupancy": self.max_occupancy,
            "abandonment": self.abandonment,
        }
        return Target(**parts) if self.target is None else replace(self.target, **parts)

    def _resolution(self) -> Check:
        """The keys of a resolution target fit together."""
        return resolution_checks(self)

    def business_day_checks(self, i: int, day: float | None) -> Check:
        """Response times in business days need days of one length; a deadline is not before within.

        Parameters
        ----------
        i : int
            Place of the queue in the file.
        day : float or None
            Length of its business days; None where they have different lengths. [s]
        """
        return time_checks(self, i, day)
