"""Weekend days, night shifts and unpopular shifts, shared fairly among the people of a contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from wfm._numerics.mathematical_program import Program
from wfm.scheduling.availability import weekday
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.fairness_prices import Counted, FairnessPrices
from wfm.scheduling.records import Shift
from wfm.scheduling.roster import RosterRow
from wfm.scheduling.rostering.agent_columns import AgentColumns
from wfm.scheduling.rostering.eligibility import EligibleAgent, PastWork, RosterWindow
from wfm.scheduling.week_patterns import Ints, patterns

__all__ = [
    "Compared",
    "above_mean",
    "add_fairness",
    "compared_people",
    "counts",
    "fairness_cost",
    "forced_counts",
]

# By what is counted, the people of each contract who are compared.
Compared = Mapping[Counted, Mapping[str, Sequence[str]]]

# More shifts than a person works in a horizon: an upper limit for the ends of a spread, without
# which the relaxation of a program without such shifts would be unbounded.
_MOST_COUNTED = 1e4


def counts(counted: Counted, shift: Shift, window: RosterWindow) -> bool:
    """Whether a shift counts: on a weekend, at night, or of the unpopular template."""
    if counted.kind == "weekend":
        return weekday(window.first_day, shift.day) >= 5
    if counted.kind == "night":
        return window.night(shift) is not None
    return shift.template == counted.template


def compared_people(
    window: RosterWindow,
    agents: Sequence[Agent],
    contracts: Mapping[str, Contract],
    fairness: FairnessPrices,
) -> Compared:
    """Who could have such a shift; other people take no part in the comparison."""
    found: dict[Counted, dict[str, list[str]]] = {}
    for counted, _ in fairness.priced():
        shifts = [shift for shift in window.shifts if counts(counted, shift, window)]
        groups = found.setdefault(counted, {})
        for agent in agents:
            contract = contracts[agent.contract]
            if any(_could_work(agent, contract, shift, window) for shift in shifts):
                groups.setdefault(contract.name, []).append(agent.name)
    return found


def _could_work(agent: Agent, contract: Contract, shift: Shift, window: RosterWindow) -> bool:
    """Whether contract and availability of an agent allow a shift."""
    return contract.may_work(shift.template, shift.contract) and window.is_available(agent, shift)


def add_fairness(
    program: Program,
    window: RosterWindow,
    columns: Sequence[AgentColumns],
    fairness: FairnessPrices,
    compared: Compared,
) -> None:
    """Rows of each count c[i], which is of earlier weeks and of the x of i that count.

    minimise price (high - low) + sum over i of above_mean e[i]
    low <= c[i] <= high
    c[i] - (sum over all i of c[i]) / people <= max_above_mean + e[i], unless forced
    sum over everybody of x that count <= most of all, where there is such a limit
    """
    by_name = {one.person.agent.name: one for one in columns}
    for counted, price in fairness.priced():
        for names in compared.get(counted, {}).values():
            # people whose earlier weeks alone are known have no columns
            group = [
                (_counting(counted, by_name[name], window), by_name[name].person.past.counts)
                for name in names
                if name in by_name
            ]
            past = [before.get(counted, 0) for _, before in group]
            x = [mine for mine, _ in group]
            free = [(counted, name) not in fairness.forced for name in names if name in by_name]
            if any(map(len, x)):
                _spread(program, price, x, past)
                _most_above_mean(program, fairness, x, past, free)
        if counted in fairness.most:
            every = np.concatenate([_counting(counted, one, window) for one in columns])
            program.add_row(-np.inf, fairness.most[counted], (every, 1.0))


def _counting(counted: Counted, columns: AgentColumns, window: RosterWindow) -> Ints:
    """The columns of a person that count."""
    mine = [counts(counted, window.shifts[k], window) for k in columns.shifts]
    return columns.x[np.array(mine, dtype=np.bool_)]


def _spread(program: Program, price: float, x: Sequence[Ints], past: Sequence[int]) -> None:
    """The price of the most less the least."""
    ends = program.add_columns(np.array([price, -price]), lower=0.0, upper=_MOST_COUNTED)
    for mine, before in zip(x, past, strict=True):
        program.add_row(-np.inf, -before, (mine, 1.0), (ends[:1], -1.0))
        program.add_row(-before, np.inf, (mine, 1.0), (ends[1:], -1.0))


def _most_above_mean(
    program: Program,
    fairness: FairnessPrices,
    x: Sequence[Ints],
    past: Sequence[int],
    free: Sequence[bool],
) -> None:
    """The limit above the mean of the `free`, and a price of what is above it all the same."""
    limit = fairness.max_above_mean
    if limit is None:
        return
    people, total = len(x), program.add_columns(np.zeros(1))
    program.add_row(-sum(past), -sum(past), (np.concatenate(x), 1.0), (total, -1.0))
    excess = program.add_columns(np.full(people, fairness.above_mean))
    for number, (mine, before) in enumerate(zip(x, past, strict=True)):
        if free[number]:
            terms = ((mine, 1.0), (total, -1.0 / people), (excess[number : number + 1], -1.0))
            program.add_row(-np.inf, limit - before, *terms)


def fairness_cost(
    rows: Sequence[RosterRow], window: RosterWindow, fairness: FairnessPrices, compared: Compared
) -> float:
    """Price of every spread between people of one contract, and of what is above the mean."""
    prices = dict(fairness.priced())
    return sum(
        fairness.cost(counted, prices[counted], group)
        for counted, group in _groups(rows, window, compared)
    )


def above_mean(
    rows: Sequence[RosterRow], window: RosterWindow, fairness: FairnessPrices, compared: Compared
) -> Iterator[tuple[str, Counted, int, float]]:
    """People above the limit, with what is counted, how many they have, and the mean."""
    for counted, group in _groups(rows, window, compared):
        for name in fairness.excess(group):
            yield name, counted, group[name], sum(group.values()) / len(group)


def _groups(
    rows: Sequence[RosterRow], window: RosterWindow, compared: Compared
) -> Iterator[tuple[Counted, dict[str, int]]]:
    """What is counted, with the people of one contract and their counts."""
    for counted, contracts in compared.items():
        number: dict[str, int] = {}
        for row in rows:
            if counts(counted, row.shift, window):
                number[row.person] = number.get(row.person, 0) + 1
        for names in contracts.values():
            yield counted, {name: number.get(name, 0) for name in names}


def forced_counts(
    window: RosterWindow,
    agents: Sequence[Agent],
    contracts: Mapping[str, Contract],
    fairness: FairnessPrices,
    compared: Compared,
) -> dict[tuple[Counted, str], int]:
    """What rules force on people, where it is above the limit however little the others have.

    The fewest of a person are those of the week with the fewest, of the weeks that contract and
    days off allow, summed over the weeks.
    """
    if fairness.max_above_mean is None:
        return {}
    people = {one.name: window.person(one, contracts[one.contract], PastWork()) for one in agents}
    forced: dict[tuple[Counted, str], int] = {}
    known: dict[object, int] = {}  # many people have the same shifts
    for counted, groups in compared.items():
        for names in groups.values():
            least = {}
            for name in names:
                one = people[name]
                key = (counted, one.contract, one.limits, one.shifts.tobytes())
                if key not in known:
                    known[key] = _fewest(window, one, counted)
                least[name] = known[key]
            forced |= {(counted, name): least[name] for name in fairness.excess(least)}
    return forced


def _fewest(window: RosterWindow, person: EligibleAgent, counted: Counted) -> int:
    """The fewest shifts that count in the weeks of a person."""
    open_days, free_days = set(), set()
    for k in person.shifts.tolist():
        shift = window.shifts[k]
        open_days.add(shift.day)
        if not counts(counted, shift, window):
            free_days.add(shift.day)
    fewest = 0
    for week, limits in zip(window.weeks, person.limits, strict=True):
        days = window.horizon.week(week)
        around = window.closed_around(week)
        weeks = patterns(
            person.contract, None, cyclic=False, days=len(days), closed=around, limits=limits
        )
        weeks = weeks[~weeks[:, [day not in open_days for day in days]].any(axis=1)]
        counting = weeks[:, [day not in free_days for day in days]].sum(axis=1)
        # where no week fits, the least days are lowered, and nothing is known
        fewest += int(counting.min(initial=len(days))) if len(weeks) else 0
    return fewest
