"""Exchanges of shifts of a day: the shifts stay, people begin at fewer times."""

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from oracles.roster import broken
from wfm.scheduling.contracts import Agent, Contract, Wish
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.rostering import stable_starts, window_search
from wfm.scheduling.rostering.assign import assign
from wfm.scheduling.rostering.eligibility import PastWork, RosterWindow
from wfm.scheduling.rostering.stable_starts import starts_per_week
from wfm.scheduling.rostering.start_exchange import exchanged
from wfm.scheduling.week_patterns import RosterHorizon

HOUR = 3600.0
NAMES = ("Ann", "Bob", "Cid", "Dan")


def every(weeks=1):
    return [
        Shift("any", d, 24 * d + start, 6, 3600 * start, (), 6.0, 6.0)
        for d in range(7 * weeks)
        for start in (6, 9, 12, 16, 22)
    ]


def need_of(weeks=1):
    """One person from each start on, on five days of a week."""
    day = np.zeros(24, dtype=np.int64)
    for start in (6, 12, 16):
        day[start : start + 6] += 1
    day[22:] += 1
    week = np.concatenate([np.tile(day, 5), np.zeros(48, dtype=np.int64)])
    return StaffRequirement(np.tile(week, weeks), HOUR, under=50.0, over=0.1)


@pytest.fixture
def searches(monkeypatch):
    """What each search behind the cheapest roster begins from, and what exchanges make of it."""
    seen = []

    def noted(model, problem, best, gap, budget):
        chosen = np.flatnonzero(np.rint(best.values[model.x]) > 0)
        seen.append((model, problem, chosen, exchanged(model, problem, chosen)))
        return real(model, problem, best, gap, budget)

    real = stable_starts.with_stable_starts
    monkeypatch.setattr(stable_starts, "MOST_ROUNDS", 0)  # exchanges alone
    monkeypatch.setattr(window_search, "with_stable_starts", noted)
    return seen


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"start_flexibility": 2 * HOUR},
        {"rest_after_nights": 40 * HOUR, "max_consecutive_nights": 3},
        {"rest": 14 * HOUR, "start_spread": 4 * HOUR},
    ],
)
def test_exchanges_keep_the_shifts_of_each_day_and_every_rule(rules, searches):
    contract = Contract("c", days_per_week=(3, 5), consecutive_days_off=1, **rules)
    wish = (Wish(0.5, wants=False, start=22 * HOUR),)
    team = [Agent(name, "c", wishes=wish if name < "C" else ()) for name in NAMES]
    roster = assign(need_of(), every(), team, [contract], gap=0.6)
    assert broken(roster, need_of(), [contract], team) == set()
    ((model, problem, before, after),) = searches
    assert Counter(model.copy[before].tolist()) == Counter(model.copy[after].tolist())
    who_when = [
        sorted((int(model.who[j]), model.copies[model.copy[j]].day) for j in choices)
        for choices in (before, after)
    ]
    assert who_when[0] == who_when[1]
    starts = [sum(starts_per_week(model, problem, choices).values()) for choices in (before, after)]
    assert starts[1] <= starts[0]
    assert rules or starts[1] < starts[0]


def exchange(work, contract, wishes=()):
    """The starts of Ann and Bob on days in a row after exchanges of 8 h shifts, by person."""
    starts = (8, 12, 16, 22)
    shifts = [
        Shift("any", d, 24 * d + start, 8, 3600 * start, (), 8.0, 8.0)
        for d in range(7)
        for start in starts
    ]
    copies = list(range(len(shifts)))
    who = np.repeat([0, 1], len(shifts))
    copy = np.array(copies * 2)
    cost = np.zeros(len(who))
    for person, day, start in wishes:
        cost[person * len(shifts) + 4 * day + starts.index(start)] = 1.0
    need = StaffRequirement(np.zeros(168, dtype=np.int64), HOUR)
    horizon = RosterHorizon.of(need)
    nights = {(s.start, s.length): s.day for s in shifts if s.clock == 79_200}
    window = RosterWindow(shifts, horizon, 0, 0, 7, nights=nights)
    people = [SimpleNamespace(contract=contract, past=PastWork()) for _ in work]
    model = SimpleNamespace(
        program=SimpleNamespace(cost=[cost]), x=np.arange(len(who)), who=who, copy=copy,
        copies=shifts, shift_of=np.array(copies),
    )  # fmt: skip
    chosen = [
        person * len(shifts) + 4 * day + starts.index(start)
        for person, row in enumerate(work)
        for day, start in enumerate(row)
    ]
    found = exchanged(model, SimpleNamespace(window=window, people=people), np.array(chosen))
    return tuple(
        tuple(shifts[copy[j]].clock // 3600 for j in found if who[j] == person)
        for person in range(2)
    )


LOOSE = Contract("c", rest=8 * HOUR)
CROSSED = ((12, 8, 12), (16, 12, 16))


def test_two_people_exchange_the_shifts_that_split_their_weeks():
    assert exchange(((8, 12, 8), (12, 8, 12)), LOOSE) == ((8, 8, 8), (12, 12, 12))
    assert exchange(CROSSED, LOOSE) == ((12, 12, 12), (16, 8, 16))


def test_exchanges_leave_the_rest_between_shifts():
    (_, bob) = exchange(((16, 8, 16), (22, 16, 8)), LOOSE)
    assert bob[:2] == (22, 16)  # not 8, two hours after the night
    (_, bob) = exchange(((16, 8, 16), (22, 16, 8)), Contract("c", rest=0.0))
    assert bob == (22, 8, 8)
    longer = Contract("c", rest=0.0, rest_after_nights=9 * HOUR)
    assert exchange(((16, 8, 16), (22, 16, 8)), longer)[1][:2] == (22, 16)


def test_exchanges_leave_starts_within_the_flexibility_and_the_spread():
    for values in ({"start_flexibility": 2 * HOUR}, {"start_spread": 4 * HOUR}):
        assert exchange(CROSSED, Contract("c", rest=0.0, **values)) == CROSSED


def test_exchanges_do_not_cost_wishes():
    assert exchange(CROSSED, LOOSE, [(1, 1, 8)]) == CROSSED
    # Ann would rather not begin at 8, so that the exchange costs nothing more
    assert exchange(CROSSED, LOOSE, [(1, 1, 8), (0, 1, 8)]) != CROSSED
