"""What a premium tier costs, against its price: the same contacts planned without the tier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wfm.centre.queue_costs import costs_of
from wfm.centre.queue_records import Figure
from wfm.centre.records import Queue, Season
from wfm.centre.sharing import fte_of, weeks_of
from wfm.centre.staffed_centre import StaffedCentre, staff_queues
from wfm.errors import InputError, UnreachableError

__all__ = ["tier_figures"]

_WEEKS_PER_MONTH = 365.25 / 12 / 7


def tier_figures(staffed: StaffedCentre) -> tuple[Figure, ...]:
    """Income of the queues with a price, and what a tier takes beyond the standard target.

    ::

        revenue = price_per_contact · contacts + price_per_month · customers · months

    The FTE and the cost for a tier are those of the centre less those of the same centre whose
    agents answer its contacts with the target and in the hours of the queue `tier_of`. The margin
    is the revenue less the cost for the tier, or less the whole cost of a queue that is no tier.

    Parameters
    ----------
    staffed : StaffedCentre
        The centre.

    Raises
    ------
    InputError
        If no model has the contacts of a tier beside those of its standard queue.
    """
    costs = costs_of(staffed)
    return tuple(
        figure for queue in staffed.centre.queues for figure in _figures(staffed, queue, costs)
    )


def _figures(staffed: StaffedCentre, queue: Queue, costs: dict[str, float]) -> Iterator[Figure]:
    """The figures of one queue, of the costs of all."""
    unit = staffed.centre.currency or "currency"
    revenue, cost = _revenue(staffed, queue), costs[queue.name]
    has_cost = queue.cost > 0
    if revenue:
        yield Figure(queue.name, "revenue", revenue, unit)
    if queue.tier_of:
        without = _without_tier(staffed, queue)
        yield Figure(queue.name, "fte_for_tier", fte_of(staffed) - fte_of(without), "FTE")
        cost = sum(costs.values()) - sum(costs_of(without).values())
        has_cost = any(one.cost for one in staffed.centre.queues)
        if has_cost:
            yield Figure(queue.name, "cost_for_tier", cost, unit)
    if revenue and has_cost:
        yield Figure(queue.name, "margin", revenue - cost, unit)


def _revenue(staffed: StaffedCentre, queue: Queue) -> float:
    """Income of a queue in the time of the forecast."""
    contacts = float(staffed.demands[queue.name].arrivals.volume.sum())
    months = weeks_of(staffed) / _WEEKS_PER_MONTH
    return queue.price_per_contact * contacts + queue.price_per_month * queue.customers * months


def _without_tier(staffed: StaffedCentre, queue: Queue) -> StaffedCentre:
    """The centre whose agents answer a tier with the target of its standard queue."""
    centre = staffed.centre
    standard = next(one for one in centre.queues if one.name == queue.tier_of)
    plain = replace(
        queue,
        target=standard.target,
        deferred=standard.deferred,
        definition=standard.definition,
        patience=standard.patience,
        priority=standard.priority,
        opening=standard.opening,
        exceptions=standard.exceptions,
        closed_on_holidays=standard.closed_on_holidays,
        seasons=_with_hours_of(standard, queue),
        min_agents=0,
        team=centre.team(standard).name,
    )
    queues = tuple(plain if one.name == queue.name else one for one in centre.queues)
    try:
        return staff_queues(staffed.forecast, replace(centre, queues=queues), known=staffed)
    except (InputError, UnreachableError) as error:
        raise InputError(
            f"queue {queue.name!r} cannot be compared with its standard queue "
            f"{standard.name!r}: {error} Remove tier_of to plan without the comparison.",
            name="tier_of",
            value=queue.tier_of,
        ) from None


def _with_hours_of(standard: Queue, queue: Queue) -> tuple[Season, ...]:
    """The seasons of a queue with the opening hours of those of another."""
    own = [season for season in queue.seasons if season.of_queue]
    hours = [
        Season(season.first, season.last, opening=season.opening, of_queue=True)
        for season in standard.seasons
        if season.of_queue and season.opening is not None
    ]
    common = (season for season in queue.seasons if not season.of_queue)
    return (*common, *(replace(season, opening=None) for season in own), *hours)
