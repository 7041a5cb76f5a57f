"""What wishes and single days off cost, counted from the rows of a roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wfm.scheduling.availability import is_day, matches
from wfm.scheduling.contracts import Agent, Contract, Wish
from wfm.scheduling.records import Shift
from wfm.scheduling.roster import RosterRow
from wfm.scheduling.rostering.eligibility import RosterWindow

__all__ = ["isolated_cost", "wishes_cost"]


def wishes_cost(rows: Sequence[RosterRow], agents: Sequence[Agent], window: RosterWindow) -> float:
    """Weight of every wish for every day on which it was not met."""
    work = {(row.person, row.day): row.shift for row in rows}
    return sum(
        wish.weight
        for agent in agents
        for wish in agent.wishes
        for day in range(window.begin, window.end)
        if wish.day is None or is_day(wish.day, window.first_day, day)
        if is_missed(wish, work.get((agent.name, day)))
    )


def is_missed(wish: Wish, shift: Shift | None) -> bool:
    """Whether a day, with a shift or off, is not as wished."""
    if shift is None:
        # on a day off only a wish to work on this very day is missed
        return wish.wants and wish.day is not None
    # a wish for a shift is met by such a shift, a wish against it by any other
    return matches(wish, shift) != wish.wants


def isolated_cost(
    rows: Sequence[RosterRow], agents: Sequence[Agent], contracts: Mapping[str, Contract]
) -> float:
    """Price of every single day off between two days of work."""
    prices = {agent.name: contracts[agent.contract].isolated_day_off for agent in agents}
    days: dict[str, set[int]] = {name: set() for name, price in prices.items() if price}
    for row in rows:
        if row.person in days:
            days[row.person].add(row.day)
    total = 0.0
    for name, worked in days.items():
        single = sum(day + 1 not in worked and day + 2 in worked for day in worked)
        total += prices[name] * single
    return total
