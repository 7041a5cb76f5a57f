"""Where the contacts of a team in ``capacity.toml`` come from, and by what its need is computed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal, get_args

from wfm.capacity_planning.capacity_tables import DemandTable, ReadingTable, overlap_check
from wfm.capacity_planning.capacity_values import Amounts, share_like
from wfm.capacity_planning.file_records import RuleName, RuleOfThumb
from wfm.centre.config_values import Goal, HandleTimes, Seconds
from wfm.config.file_keys import key
from wfm.config.similar_words import nearest
from wfm.config.toml_table import Check, Table

__all__ = ["RULES", "SourceTable"]

RULES: tuple[RuleName, ...] = get_args(RuleName)
# What a centre.toml has of its own.
_PLAN_KEYS = (
    "target", "asa", "max_occupancy", "abandonment", "patience", "definition", "min_agents",
)  # fmt: skip
_SOURCES = ("forecast", "contacts", "orders")


class SourceTable(Table):
    """The contacts of a team."""

    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        "centre": ("forecast",),
        "queues": ("forecast",),
        "reading": ("forecast",),
        **dict.fromkeys(_PLAN_KEYS, ("forecast",)),
        "contacts_per_order": ("orders",),
        "people_per_1000_orders": ("orders",),
        "need_by": ("contacts", "orders"),
    }

    forecast: Annotated[
        str, key("File of contacts by interval: the forecast of a typical week or more")
    ] = ""
    centre: Annotated[
        str, key("File by which the forecast is planned: 'centre.toml', with targets of its own")
    ] = ""
    queues: Annotated[
        tuple[str, ...], key("Queues of the forecast that are of this team; all by default")
    ] = ()
    contacts: Annotated[
        Amounts | None, key("Or contacts of a month: a number, or by month", "contacts")
    ] = None
    orders: Annotated[
        Amounts | None, key("Or orders of a month, with contacts_per_order", "orders")
    ] = None
    contacts_per_order: Annotated[
        Annotated[float, share_like("24%", gt=0, le=100)] | None,
        key("Contacts of an order: '24%'", "%", gt=0, le=100),
    ] = None
    aht: Annotated[
        HandleTimes,
        key("Average handle time of contacts, and where the forecast has none: '4m'", "s"),
    ] = ()
    reading: Annotated[
        ReadingTable | None, key("[team.NAME.reading]: how the forecast is read")
    ] = None
    target: Annotated[
        Goal | None, key("Service target: share answered within a time limit, '80/20'")
    ] = None
    asa: Annotated[Seconds | None, key("Maximum average speed of answer", "s")] = None
    max_occupancy: Annotated[
        Annotated[float, share_like("85%", gt=0, le=1)] | None,
        key("Maximum occupancy", "%", ge=1e-6, le=1),
    ] = None
    abandonment: Annotated[
        Annotated[float, share_like("5%", gt=0, lt=1)] | None,
        key("Maximum share of contacts that abandon", "%", gt=0, lt=1),
    ] = None
    patience: Annotated[
        Seconds | None, key("Mean time until a waiting customer abandons: '3m'", "s")
    ] = None
    definition: Annotated[
        Literal["offered", "answered", "virtual"] | None,
        key("Contacts of which the service level is a share; offered by default"),
    ] = None
    min_agents: Annotated[
        int | None, key("Minimum agents in every interval", "agents", ge=0, le=100_000)
    ] = None
    contacts_per_head: Annotated[
        float | None,
        key("Rule of thumb: contacts that one paid person handles in a month", "contacts",
            gt=0, allow_inf_nan=False),
    ] = None  # fmt: skip
    fte_per_1000_a_day: Annotated[
        float | None,
        key("Rule of thumb: paid FTE for 1,000 contacts on an average day", "FTE",
            gt=0, allow_inf_nan=False),
    ] = None  # fmt: skip
    people_per_1000_contacts: Annotated[
        float | None,
        key("Rule of thumb: paid people for 1,000 contacts a month", "people",
            gt=0, allow_inf_nan=False),
    ] = None  # fmt: skip
    people_per_1000_orders: Annotated[
        float | None,
        key("Rule of thumb: paid people for 1,000 orders a month", "people",
            gt=0, allow_inf_nan=False),
    ] = None  # fmt: skip
    fte_at_occupancy: Annotated[
        Annotated[float, share_like("82%", gt=0, le=1)] | None,
        key("Rule of thumb: a fixed occupancy of agents on contacts, '82%'", "%", gt=0, le=1),
    ] = None
    need_by: Annotated[
        RuleName | None, key("Rule of thumb that gives the need of contacts without a forecast")
    ] = None
    demand: Annotated[
        DemandTable | None,
        key("[team.NAME.demand]: growth and seasons of this team, instead of those of [demand]"),
    ] = None

    def checks(self) -> Iterable[Check]:
        """There is one source of contacts, and what the need is computed by."""
        return (
            *super().checks(),
            self._one_source(),
            self._file("forecast"),
            self._file("centre"),
            *(self._not_of_centre(name) for name in _PLAN_KEYS),
            self._orders(),
            self._has_rule(),
            self._need_by(),
            self._one_aht(),
            self._patience(),
            self._some_queues(),
            overlap_check("contacts", self.contacts),
            overlap_check("orders", self.orders),
        )

    def rules(self) -> tuple[RuleOfThumb, ...]:
        """The rules of thumb of the team, first the one that gives its need."""
        names = [name for name in RULES if getattr(self, name) is not None]
        names.sort(key=lambda name: name != self.need_by)
        return tuple(RuleOfThumb(name, float(getattr(self, name))) for name in names)

    def plan_keywords(self) -> dict[str, Any]:
        """The keys that are set of those of `wfm.plan`."""
        return {name: value for name in _PLAN_KEYS if (value := getattr(self, name)) is not None}

    def _one_source(self) -> Check:
        """Contacts come from one source."""
        named = [name for name in _SOURCES if getattr(self, name)]
        if not named:
            yield (
                "forecast",
                "is missing: write forecast = 'week.csv', contacts = 12000, or orders = 50000 and "
                "contacts_per_order = '24%'",
            )
        for name in named[1:]:
            yield name, f"contradicts {named[0]}, which gives the contacts too: remove one of them"

    def _file(self, name: str) -> Check:
        """A file is there."""
        path: str = getattr(self, name)
        if not path or os.path.isfile(path):
            return
        if os.path.isdir(path):
            yield name, f"{path!r} must be a file, but is a folder"
            return
        folder, file = os.path.split(path)
        others = os.listdir(folder or ".") if os.path.isdir(folder or ".") else []
        place = "" if others else f"; the folder {folder!r} does not exist"
        yield name, f"{path!r} must be a file that exists{nearest(file, sorted(others)) or place}"

    def _not_of_centre(self, name: str) -> Check:
        """A target is in the centre file where there is one."""
        if getattr(self, name) is not None and self.centre:
            yield name, f"contradicts centre, whose file has the targets: remove {name} here"

    def _orders(self) -> Check:
        """Contacts follow from orders by a rate."""
        if self.orders is not None and self.contacts_per_order is None:
            yield "contacts_per_order", "is missing: contacts of an order, such as '24%'"

    def _has_rule(self) -> Check:
        """Contacts of whole months need a rule of thumb."""
        if self.forecast or (self.contacts is None and self.orders is None):
            return
        if not self.rules():
            source = "orders" if self.contacts is None else "contacts"
            yield (
                source,
                "needs a rule of thumb, such as contacts_per_head = 1000, fte_per_1000_a_day = 14 "
                "or fte_at_occupancy = '82%'; or use a forecast by interval and a target",
            )
        elif self.fte_at_occupancy is not None and not self.aht:
            yield "fte_at_occupancy", "needs aht, the handle time of a contact, such as '4m'"

    def _need_by(self) -> Check:
        """The rule that gives the need is there."""
        if self.need_by is not None and getattr(self, self.need_by) is None:
            yield "need_by", f"has no effect without {self.need_by}: set it, or remove need_by"

    def _some_queues(self) -> Check:
        """A list of queues has one."""
        if "queues" in self.model_fields_set and not self.queues:
            yield "queues", "must have a queue, such as ['voice']; for all of them, remove queues"

    def _one_aht(self) -> Check:
        """There is one handle time."""
        if len(self.aht) > 1:
            yield "aht", "must be one value; one per number of chats is for a centre.toml"

    def _patience(self) -> Check:
        """Abandonment needs customers who abandon."""
        if self.abandonment is not None and self.patience is None:
            yield "abandonment", "needs patience, the mean time until a customer abandons: '3m'"
