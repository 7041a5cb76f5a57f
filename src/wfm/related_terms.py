"""Words of planners that wfm does not use as names; the glossary says what they are here."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["RELATED_TERMS", "RelatedTerm"]


class RelatedTerm(NamedTuple):
    """A word of planners that is no name in wfm, and its relation to the names that are."""

    words: tuple[str, ...]
    meaning: str


RELATED_TERMS: tuple[RelatedTerm, ...] = (
    RelatedTerm(
        ("ACW", "after-call work", "wrap-up", "wrap time"),
        "work on a contact after it ends, part of `aht`",
    ),
    RelatedTerm(
        ("ATT", "average talk time", "talk time", "hold time"),
        "time in conversation or on hold with an agent, part of `aht`",
    ),
    RelatedTerm(
        ("ring time",),
        "time in which a contact rings at an agent; include it in `aht`, because the agent cannot "
        "handle another contact",
    ),
    RelatedTerm(
        ("utilisation", "utilization"),
        "share of paid time that agents handle contacts, `occupancy` × (1 − `shrinkage`); in "
        "queueing theory the same as `occupancy`",
    ),
    RelatedTerm(
        ("grade of service",),
        "in contact centres `service_level`; in telephony the probability of `blocking`",
    ),
    RelatedTerm(
        ("calls in queue", "queue length"),
        "contacts waiting at one moment, on average `volume` × `mean_wait` / `interval`",
    ),
    RelatedTerm(
        ("headcount", "number of employees"),
        "people under contract; `fte` counts full-time contracts, so part-time staff and vacancies "
        "make the two differ",
    ),
    RelatedTerm(
        ("adherence", "schedule adherence"),
        "share of scheduled time in the scheduled activity; wfm plans and does not measure it; "
        "time out of adherence is a part of `shrinkage`",
    ),
    RelatedTerm(
        ("conformance", "schedule conformance"),
        "time worked divided by time scheduled, at any time of day; not measured by wfm",
    ),
    RelatedTerm(
        ("absenteeism", "absence", "sick leave"),
        "unplanned absence, a part of `shrinkage`",
    ),
    RelatedTerm(
        ("back office", "offline work", "correspondence", "e-mail"),
        "work that can wait for hours or days; plan it with the `model` deferred, with `backlog` "
        "and `deadline`",
    ),
    RelatedTerm(
        ("intraday management", "intraday", "real-time management", "reforecast"),
        "changes of forecast and schedule during the day; plan again from the new forecast",
    ),
    RelatedTerm(
        ("attrition", "turnover", "ramp-up"),
        "loss of staff and training of new staff; not in wfm",
    ),
)
