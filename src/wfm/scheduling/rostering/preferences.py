"""What wishes and fairness cost, counted from the rows of a roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wfm.scheduling.availability import is_day, matches
from wfm.scheduling.contracts import Agent, Contract, Wish
from wfm.scheduling.records import Shift
from wfm.scheduling.roster import RosterRow
from wfm.scheduling.rostering.eligibility import RosterWindow
from wfm.scheduling.rostering.model import FairnessPrices, counts, priced_counts

__all__ = ["fairness_cost", "wishes_cost"]


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


def fairness_cost(
    rows: Sequence[RosterRow],
    agents: Sequence[Agent],
    window: RosterWindow,
    fairness: FairnessPrices,
    contracts: Mapping[str, Contract],
) -> float:
    """Price of every spread between people of one contract who could have had such a shift."""
    total = 0.0
    for name, price in priced_counts(fairness):
        by_contract: dict[str, list[int]] = {}
        # who could never have such a shift takes no part in the comparison
        counted = [shift for shift in window.shifts if counts(name, shift, window)]
        for agent in agents:
            if any(
                _could_work(agent, contracts[agent.contract], shift, window) for shift in counted
            ):
                rows_of_agent = [row for row in rows if row.person == agent.name]
                count = sum(counts(name, row.shift, window) for row in rows_of_agent)
                by_contract.setdefault(agent.contract, []).append(count)
        # the spread of each contract: people of different contracts are not compared
        total += price * sum(max(group) - min(group) for group in by_contract.values())
    return total


def _could_work(agent: Agent, contract: Contract, shift: Shift, window: RosterWindow) -> bool:
    """Whether contract and availability of an agent allow a shift."""
    return contract.may_work(shift.template, shift.contract) and window.is_available(agent, shift)
