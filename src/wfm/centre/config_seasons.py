"""The seasons in ``centre.toml``: days with other figures, of the centre and of a queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import Field

from wfm.centre.config_values import (
    DatedChange,
    DatedPart,
    DatedShare,
    DatedSurplus,
    Seconds,
    TimeSpan,
)
from wfm.centre.records import Hours, Season, Week
from wfm.config.file_keys import key
from wfm.config.toml_lines import KeyPath
from wfm.config.toml_table import Check, Table

__all__ = ["QueueSeasonTable", "SeasonTable", "season_overlaps", "week_of", "weekday_checks"]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# The keys that several seasons of one day may have: uplifts are multiplied.
_NOT_EXCLUSIVE = {"first", "last", "uplift"}


class SeasonTable(Table):
    """Days with other figures, for all queues."""

    first: Annotated[date, key("First day")]
    last: Annotated[date, key("Last day, included")]
    uplift: Annotated[
        DatedChange, key("Change of the volume; '-10%' for less than the forecast", "%")
    ] = 0.0
    contingency: Annotated[
        DatedSurplus | None, key("Contingency on these days, instead of the queue's", "%")
    ] = None
    deflection: Annotated[
        DatedShare | None, key("Share of contacts resolved by self-service, on these days", "%")
    ] = None
    aht_change: Annotated[
        DatedChange | None, key("Change of the handle time on these days", "%")
    ] = None
    automation: Annotated[
        DatedShare | None,
        key("Share of the handle time that automation saves, on these days", "%"),
    ] = None
    opening: Annotated[
        dict[str, TimeSpan], key("[season.opening]: opening hours by weekday on these days")
    ] = Field(default_factory=dict)

    def checks(self) -> Iterable[Check]:
        """The season has at least one day, and its opening hours are by weekday."""
        return self._order(), weekday_checks(self.opening, ("opening",))

    def _order(self) -> Check:
        """The last day is not before the first."""
        if self.last < self.first:
            yield "last", "must not be before first"

    def record(self) -> Season:
        """The season as a plain record."""
        return Season(
            self.first,
            self.last,
            self.uplift,
            self.contingency,
            deflection=self.deflection,
            automation=self.automation,
            aht_change=self.aht_change,
            opening=week_of(self.opening) if self.opening else None,
        )


class QueueSeasonTable(SeasonTable):
    """Days with other figures, for one queue."""

    redial: Annotated[
        DatedShare | None, key("Share of abandoned contacts that redial, on these days", "%")
    ] = None
    resolution: Annotated[
        DatedPart | None, key("Share of answered contacts that are resolved, on these days", "%")
    ] = None
    escalation: Annotated[
        DatedShare | None, key("Share of answered contacts that are escalated, on these days", "%")
    ] = None
    aht: Annotated[
        Seconds | None, key("Average handle time on these days where the forecast has none", "s")
    ] = None
    min_agents: Annotated[
        int | None, key("Minimum agents of the queue on these days", ge=0, le=100_000)
    ] = None

    def record(self) -> Season:
        """The season as a plain record."""
        return replace(
            super().record(),
            redial=self.redial,
            resolution=self.resolution,
            escalation=self.escalation,
            aht=self.aht,
            min_agents=self.min_agents,
            of_queue=True,
        )


def season_overlaps(seasons: Sequence[SeasonTable], path: KeyPath = ()) -> Check:
    """Seasons that have a day in common do not give two values of one figure.

    Parameters
    ----------
    seasons : sequence of SeasonTable
        Of the centre, or of one queue.
    path : tuple
        Where they are in the file.
    """
    for j, later in enumerate(seasons):
        for i, earlier in enumerate(seasons[:j]):
            if earlier.first > later.last or later.first > earlier.last:
                continue
            both = later.model_fields_set & earlier.model_fields_set - _NOT_EXCLUSIVE
            for name in sorted(both):
                words = f"season[{i + 1}] has the {name} of some of these days too"
                yield (*path, "season", j, name), f"{words}; let only one of them give it"


def weekday_checks(opening: Mapping[str, Hours], path: KeyPath) -> Check:
    """Opening hours are by weekday, or by a range of weekdays."""
    for span in opening:
        days = span.split("-")
        if len(days) > 2 or any(day not in DAYS for day in days):
            words = f"unknown weekday {span!r}; write Mon, or a range such as Mon-Sun"
            yield (*path, span), words


def week_of(opening: Mapping[str, Hours]) -> Week:
    """Opening hours of each weekday, Monday first; closed on days that are not there."""
    week = [(0, 0)] * 7
    for span, hours in opening.items():
        first, _, last = span.partition("-")
        if not {first, last or first} <= set(DAYS):
            continue  # a mistake that `weekday_checks` reports
        begin, end = DAYS.index(first), DAYS.index(last or first)
        for day in range(begin, end + 1 + 7 * (end < begin)):
            week[day % 7] = hours
    return tuple(week)
