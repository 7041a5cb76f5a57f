"""What may be said of a finished schedule, and what no separate queues can honour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wfm.errors import InputError
from wfm.option_text import option
from wfm.scheduling.plan_edges import EDGES
from wfm.scheduling.request import ScheduleRequest
from wfm.scheduling.requirements import Requirement
from wfm.scheduling.results import ScheduleSummary
from wfm.units import duration_text

__all__ = ["Claims", "check_queues", "claims_of"]

NAN = float("nan")
# Reasons that the note of an empty schedule names; the understaffed times have them all.
_REASONS = 2


class Claims(NamedTuple):
    """The summary of a schedule, and what a reader should know of it."""

    summary: ScheduleSummary
    notes: tuple[str, ...] = ()


def check_queues(requirements: Sequence[Requirement], request: ScheduleRequest) -> None:
    """Refuse what the queues of a plan cannot honour.

    Raises
    ------
    InputError
        For the goal "day" where no queue has a service level, and for a number of anonymous
        people where several queues are scheduled, each by itself.
    """
    if request.goal == "day" and not any(one.has_service_level for one in requirements):
        raise InputError(
            "goal 'day' needs a service level, but no queue of the plan has one target and one "
            f"model that give it: use {option('goal', 'interval')}.",
            name="goal",
            value=request.goal,
        )
    if request.rules.agents or len(requirements) < 2:
        return
    for contract in request.rules.contracts:
        for name in ("people", "max_people"):
            number = getattr(contract, name)
            if number is not None:
                raise InputError(
                    f"contract {contract.name!r} has {name} = {number}, but the "
                    f"{len(requirements)} queues of the plan are scheduled one by one, each with "
                    f"people of its own: use {option('pool', True)} for "
                    f"one group of people, or remove {name}.",
                    name=name,
                    value=number,
                )


def claims_of(
    summary: ScheduleSummary, request: ScheduleRequest, reasons: Sequence[str], *, queues: int
) -> Claims:
    """The summary with a status that is true, and notes.

    A schedule without any shift is no schedule: whatever its cost, it is understaffed, and no
    bound or gap is given.

    Parameters
    ----------
    summary : ScheduleSummary
        Of all queues.
    request : ScheduleRequest
        Prices and time limit.
    reasons : sequence of str
        Of the understaffing.
    queues : int
        Groups of people that are scheduled.
    """
    notes = _distinct_notes(request, queues)
    if summary.shifts or not summary.required_hours:
        return Claims(summary, notes)
    why = _why_empty(summary, request, list(dict.fromkeys(reasons)))
    empty = summary._replace(
        status="understaffed",
        lower_bound=NAN,
        gap=NAN,
        free_lower_bound=NAN,
        max_extra_cost=NAN,
        max_extra_paid_hours=NAN,
    )
    return Claims(empty, (f"no shift is scheduled: {why}", *notes))


def _why_empty(summary: ScheduleSummary, request: ScheduleRequest, reasons: list[str]) -> str:
    """Why a schedule has no shift."""
    price, limit = request.prices.understaffed, request.search.time_limit
    impossible = [one for one in reasons if one.startswith(("no shift", *EDGES))]
    if summary.status in ("optimal", "within gap") and price is not None and not impossible:
        return (
            f"at the price understaffed = {price:g}, missing agents cost less than any shift; "
            "raise it, or remove it to cover all"
        )
    found = "; ".join((impossible or reasons)[:_REASONS])
    if limit is None or impossible:
        return found
    return f"{found}; the time limit of {duration_text(limit)} may have ended the search too early"


def _distinct_notes(request: ScheduleRequest, queues: int) -> tuple[str, ...]:
    """How distinct shifts are counted where several queues are scheduled."""
    prices = request.prices
    if queues < 2 or (prices.max_distinct_shifts is None and not prices.distinct_shift):
        return ()
    counted = [
        *(["priced"] if prices.distinct_shift else []),
        *(["limited"] if prices.max_distinct_shifts is not None else []),
    ]
    return (
        f"distinct shifts are counted and {' and '.join(counted)} in each queue by itself: the "
        "same shift in two queues counts twice",
    )
