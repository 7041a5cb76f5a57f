"""The shape of counted contacts in JSON, as pydantic models: the source of `wfm schema counts`.

A program can read it with ``CountsDocument.model_validate_json(text)``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["CountsDocument"]

Contacts = Annotated[int, Field(ge=0, description="contacts")]
Seconds = Annotated[float, Field(ge=0, description="s")]


class _CountsPart(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", allow_inf_nan=False)


class PatienceDocument(_CountsPart):
    """The mean patience with the ends of its 95 % interval."""

    patience: Seconds
    low: Seconds
    high: Seconds


class QueuePatienceDocument(_CountsPart):
    """How long the contacts of a queue wait before they abandon."""

    queue: Annotated[str, Field(description="empty for all contacts")]
    contacts: Annotated[Contacts, Field(description="with a known wait")]
    abandoned: Contacts
    short: Annotated[Contacts, Field(description="abandoned within 5 s")]
    patience: Annotated[PatienceDocument | None, Field(description="null: see the reason")]
    reason: Annotated[str, Field(description="why there is no patience; empty with one")]


class CountPeriodDocument(_CountsPart):
    """A day, a week, a month, a queue or all."""

    label: str
    contacts: Contacts
    answered: Contacts
    abandoned: Contacts
    aht: Annotated[Seconds | None, Field(description="s, of the answered; null: not known")]
    asa: Annotated[Seconds | None, Field(description="s, of the answered; null: not known")]


class CountSummaryDocument(_CountsPart):
    """Totals of the log."""

    total: CountPeriodDocument
    weeks: list[CountPeriodDocument]
    months: list[CountPeriodDocument]
    days: list[CountPeriodDocument]
    queues: list[CountPeriodDocument]


class CountRow(_CountsPart):
    """One interval of one queue; without what the log does not have."""

    start: datetime
    queue: str = ""
    volume: Annotated[float, Field(ge=0, description="contacts")]
    aht: Annotated[Seconds | None, Field(description="s; null: no contact was answered")] = None
    answered: Contacts | None = None
    abandoned: Contacts | None = None
    asa: Annotated[Seconds | None, Field(description="s; null: no contact was answered")] = None
    patience: Annotated[
        Seconds | None,
        Field(description="s, of the queue, if there are several; null: no contact abandoned"),
    ] = None


class CountsDocument(_CountsPart):
    """The output of ``wfm count --json`` and its ``-o counted.json``."""

    source: str
    interval: Annotated[float, Field(gt=0, description="s")]
    zone: str | None
    patience: list[QueuePatienceDocument]
    summary: CountSummaryDocument
    notes: list[str]
    units: dict[str, str]
    rows: list[CountRow]
