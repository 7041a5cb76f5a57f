"""The keys of deferred work in a queue of ``centre.toml``: checks, and the target they make."""

from __future__ import annotations

from typing import Protocol

from wfm.centre.records import DeferredTarget, Week
from wfm.config.toml_table import Check
from wfm.units import ResponseTime

__all__ = ["DeferredKeys", "business_day", "deferred_target", "resolution_checks", "time_checks"]


class DeferredKeys(Protocol):
    """A queue as it is written, with the keys of deferred work."""

    @property
    def model(self) -> str: ...  # noqa: D102
    @property
    def aht(self) -> tuple[float, ...]: ...  # noqa: D102
    @property
    def within(self) -> ResponseTime | None: ...  # noqa: D102
    @property
    def share(self) -> float: ...  # noqa: D102
    @property
    def deadline(self) -> ResponseTime | None: ...  # noqa: D102
    @property
    def hours(self) -> str: ...  # noqa: D102
    @property
    def safety(self) -> float: ...  # noqa: D102
    @property
    def backlog(self) -> float: ...  # noqa: D102
    @property
    def backlog_age(self) -> ResponseTime | None: ...  # noqa: D102
    @property
    def resolve_within(self) -> ResponseTime | None: ...  # noqa: D102
    @property
    def resolve_share(self) -> float: ...  # noqa: D102
    @property
    def follow_up(self) -> float: ...  # noqa: D102
    @property
    def follow_up_aht(self) -> float | None: ...  # noqa: D102


def resolution_checks(keys: DeferredKeys) -> Check:
    """A resolution time has no second deadline, and follow-ups have a resolution time."""
    if keys.resolve_within is not None and keys.deadline is not None:
        yield "deadline", "must not be combined with resolve_within, which is the deadline"
    if keys.follow_up and keys.resolve_within is None:
        yield "follow_up", "needs resolve_within, the time within which contacts are resolved"
    if keys.follow_up and keys.follow_up_aht is None and not keys.aht:
        yield "follow_up", "needs follow_up_aht, or aht"


def deferred_target(keys: DeferredKeys, day: float) -> DeferredTarget | None:
    """The response-time target; None for live queues."""
    if keys.within is None or keys.model != "deferred":
        return None
    return DeferredTarget(
        within=_seconds_of(keys.within, day),
        share=keys.share,
        deadline=None if keys.deadline is None else _seconds_of(keys.deadline, day),
        business_hours=keys.hours == "business",
        safety=keys.safety,
        backlog=keys.backlog,
        backlog_age=0.0 if keys.backlog_age is None else _seconds_of(keys.backlog_age, day),
        resolve_within=(
            None if keys.resolve_within is None else _seconds_of(keys.resolve_within, day)
        ),
        resolve_share=keys.resolve_share,
        follow_up=keys.follow_up,
        follow_up_aht=_follow_up_aht(keys),
    )


def _follow_up_aht(keys: DeferredKeys) -> float:
    """Handle time of a follow-up in seconds, 0 without follow-ups."""
    if not keys.follow_up:
        return 0.0
    return keys.follow_up_aht or keys.aht[0]


def time_checks(keys: DeferredKeys, i: int, day: float | None) -> Check:
    """Response times in business days need days of one length; a deadline is not before within.

    Parameters
    ----------
    keys : DeferredKeys
        The queue.
    i : int
        Place of the queue in the file.
    day : float or None
        Length of its business days; None where they have different lengths. [s]
    """
    times = {"within": keys.within, "deadline": keys.deadline}
    others = {"backlog_age": keys.backlog_age, "resolve_within": keys.resolve_within}
    for name, time in (times | others).items():
        if time is None:
            continue
        if time.business_days and day is None:
            words = "needs opening hours of the same length on each day that is open"
            yield ("queue", i, name), f"{words}; write business hours"
    for name, last in (("deadline", keys.deadline), ("resolve_within", keys.resolve_within)):
        if last is None or keys.within is None:
            continue
        if day is None and (last.business_days or keys.within.business_days):
            continue
        if _seconds_of(last, day or 0.0) < _seconds_of(keys.within, day or 0.0):
            yield ("queue", i, name), "must not be less than within"


def business_day(week: Week) -> float | None:
    """Length of the days of a week that are open, in seconds; None where it differs.

    Parameters
    ----------
    week : tuple of tuple of int
        Opening hours by weekday. [min]

    Examples
    --------
    >>> business_day((*[(480, 1020)] * 5, (0, 0), (0, 0)))
    32400.0
    """
    lengths = {60.0 * (end - begin) for begin, end in week} - {0.0}
    return lengths.pop() if len(lengths) == 1 else None


def _seconds_of(time: ResponseTime, day: float) -> float:
    """A response time with business days of a length, in seconds."""
    return time.seconds + time.business_days * day
