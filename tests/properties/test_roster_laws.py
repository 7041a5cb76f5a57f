"""Properties of rosters, on random requirements, contracts and people."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles.roster import broken, net_of
from support.examples import examples
from wfm.errors import InputError, UnreachableError
from wfm.scheduling.contracts import Agent, Available, Contract, Wish
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement
from wfm.scheduling.rostering.assign import assign
from wfm.scheduling.tours.tours import tours

SLOT = 7_200.0
DAY = 12
PAUSE = (BreakWindow("lunch", "lunch", 1, 1, 2, False),)
EXAMPLES = examples(15, 30, deadline=None, derandomize=True)


def shift_of(name, day, start, length, breaks=PAUSE):
    paid = 2.0 * (length - len(breaks))
    return Shift(name, day, day * DAY + start, length, 7200 * start, breaks, paid, paid)


def catalogue(weeks, starts, length=4):
    names = {0: "night", 3: "early", 4: "early", 6: "late", 7: "late", 10: "night", 11: "night"}
    return [shift_of(names[s], d, s, length) for d in range(7 * weeks) for s in starts]


STARTS = st.sets(st.sampled_from([0, 3, 4, 6, 7, 10, 11]), min_size=1, max_size=4).map(sorted)


@st.composite
def needs(draw, weeks=1, cyclic=False, under=None, over=0.0, most=3):
    day = draw(st.lists(st.integers(0, most), min_size=DAY, max_size=DAY))
    factor = draw(st.lists(st.integers(0, 1), min_size=7 * weeks, max_size=7 * weeks))
    required = np.outer(factor, day).ravel()
    return StaffRequirement(required.astype(np.int64), SLOT, cyclic=cyclic, under=under, over=over)


@st.composite
def tour_contracts(draw):
    least = draw(st.integers(2, 5))
    return Contract(
        draw(st.sampled_from(["full", "part"])),
        days_per_week=(least, draw(st.integers(least, 5))),
        consecutive_days_off=draw(st.integers(0, 2)),
        rest=draw(st.sampled_from([8, 11, 14])) * 3600.0,
        start_flexibility=draw(st.sampled_from([None, 0.0, 3600.0, 7200.0])),
        max_consecutive_days=draw(st.sampled_from([None, 5, 6])),
    )


@EXAMPLES
@given(needs(cyclic=True, under=40.0, over=0.5), STARTS, tour_contracts())
def test_cyclic_tours_obey_their_rules_and_cost_no_less_than_the_bound(need, starts, contract):
    roster = tours(need, catalogue(1, starts), [contract])
    assert broken(roster, need, [contract]) == set()
    assert roster.net[0].tolist() == net_of(roster, "", len(need.required), cyclic=True)
    assert roster.bound <= roster.cost + 1e-6


@pytest.mark.deep
@EXAMPLES
@given(needs(weeks=2, under=40.0), STARTS, tour_contracts(), st.integers(1, 3))
def test_tours_of_two_weeks_keep_rest_and_runs_over_the_border(need, starts, contract, people):
    contract = replace(contract, max_people=people)
    roster = tours(need, catalogue(2, starts), [contract])
    assert broken(roster, need, [contract]) == set()
    assert roster.bound <= roster.cost + 1e-6


@EXAMPLES
@given(needs(cyclic=True, under=40.0), STARTS, tour_contracts(), st.integers(0, 4))
def test_an_exact_headcount_is_met_exactly(need, starts, contract, people):
    contract = replace(contract, people=people)
    roster = tours(need, catalogue(1, starts), [contract])
    assert len(roster.people) == people
    assert broken(roster, need, [contract]) == set()


@EXAMPLES
@given(needs(cyclic=True, most=2), STARTS)
def test_where_every_slot_must_be_covered_it_is_or_the_slots_are_named(need, starts):
    contract = Contract("full", days_per_week=(4, 5))
    every = catalogue(1, starts)
    reached = np.zeros(len(need.required), dtype=bool)
    for shift in every:
        reached[np.arange(shift.start, shift.start + shift.length) % len(reached)] = True
    if not reached[need.required > 0].all():
        with pytest.raises(UnreachableError, match="stay understaffed"):
            tours(need, every, [contract])
    else:
        assert not tours(need, every, [contract]).under.any()


@pytest.mark.deep
@examples(5, 15, deadline=None, derandomize=True)
@given(needs(cyclic=True, under=40.0, most=2), STARTS)
def test_integrated_tours_never_cost_more_than_tours_for_fixed_shifts(need, starts):
    """Any choice of fixed shifts is a restriction: here, one start for each day."""
    contract = Contract("full", days_per_week=(4, 5), start_flexibility=7200.0)
    every = catalogue(1, starts)
    best = tours(need, every, [contract], gap=0.0)
    for start in starts:
        fixed = [shift for shift in every if shift.clock == 7200 * start]
        assert best.bound <= tours(need, fixed, [contract], gap=0.0).cost + 1e-6
        assert best.cost <= tours(need, fixed, [contract], gap=0.0).cost + 1e-6


@st.composite
def teams(draw, size=4):
    contracts = [
        Contract(
            "full",
            days_per_week=(3, 5),
            max_consecutive_days=draw(st.sampled_from([None, 4, 5])),
            max_consecutive_nights=draw(st.sampled_from([None, 1, 2])),
            rest_after_nights=draw(st.sampled_from([None, 30 * 3600.0, 50 * 3600.0])),
            isolated_day_off=draw(st.sampled_from([0.0, 2.0])),
        ),
        Contract(
            "part",
            days_per_week=(1, 4),
            weekly_hours=(6.0, 24.0),
            consecutive_days_off=draw(st.integers(0, 3)),
            start_flexibility=draw(st.sampled_from([None, 3600.0, 7200.0])),
            start_spread=draw(st.sampled_from([None, 0.0, 7200.0])),
            rest=draw(st.sampled_from([11, 14])) * 3600.0,
        ),
    ]
    agents = []
    for number in range(size):
        windows = ()
        if draw(st.booleans()):
            begin = draw(st.integers(0, 12))
            windows = (Available(3600.0 * begin, 3600.0 * (begin + 14)),)
        off = tuple(draw(st.sets(st.integers(0, 6), max_size=3)))
        name = draw(st.sampled_from(["full", "part"]))
        wish = Wish(
            float(draw(st.integers(0, 3))),
            wants=draw(st.booleans()),
            template=draw(st.sampled_from(["early", "late", "night"])),
        )
        skills = tuple(draw(st.sets(st.sampled_from("ab"))))
        agents.append(Agent(f"agent {number}", name, windows, off, skills, (wish,)))
    return agents, contracts


@EXAMPLES
@given(needs(under=5.0, over=0.5), STARTS, teams())
def test_no_person_works_what_their_rules_forbid(need, starts, team):
    agents, contracts = team
    roster = assign(need, catalogue(1, starts), agents, contracts)
    assert broken(roster, need, contracts, agents) == set()
    assert roster.net[0].tolist() == net_of(roster, "", len(need.required), cyclic=False)
    assert roster.bound <= roster.cost + 1e-6


@pytest.mark.deep
@examples(5, 15, deadline=None, derandomize=True)
@given(needs(weeks=3, under=5.0), STARTS, teams(), st.integers(1, 3))
def test_rules_hold_over_the_borders_of_weeks_however_many_are_solved_at_once(
    need, starts, team, weeks
):
    agents, contracts = team
    roster = assign(
        need, catalogue(3, starts), agents, contracts, weeks=weeks, weekend_price=1.0,
        night_price=0.5, max_above_mean=1.0, gap=0.05,
    )  # fmt: skip
    assert broken(roster, need, contracts, agents) == set()
    assert roster.bound <= roster.cost + 1e-6


@EXAMPLES
@given(needs(under=5.0), needs(under=7.0), STARTS, teams())
def test_people_serve_only_the_queues_of_their_skills(first, second, starts, team):
    agents, contracts = team
    queues = {"a": first, "b": second}
    roster = assign(queues, catalogue(1, starts), agents, contracts)
    assert broken(roster, first, contracts, agents) == set()
    for k, skill in enumerate(queues):
        assert roster.net[k].tolist() == net_of(roster, skill, len(first.required), cyclic=False)


@pytest.mark.deep
@settings(max_examples=300, deadline=None, derandomize=True)
@given(needs(weeks=2, under=5.0, most=1), STARTS, teams(size=3), st.integers(1, 2))
def test_nights_starts_and_single_days_off_keep_their_rules_and_prices(need, starts, team, weeks):
    agents, contracts = team
    roster = assign(need, catalogue(2, starts), agents, contracts, weeks=weeks, night_price=1.0)
    assert broken(roster, need, contracts, agents) == set()
    single = sum(
        contract.isolated_day_off * single_days_off(roster, agent.name)
        for agent in agents
        for contract in contracts
        if contract.name == agent.contract
    )
    assert roster.prices["isolated days off"] == pytest.approx(single)
    assert roster.bound <= roster.cost + 1e-6


def single_days_off(roster, name):
    """Days off between two days of work, read off a line of days."""
    worked = {row.day for row in roster.rows if row.person == name}
    line = "".join("x" if day in worked else "." for day in range(14))
    return sum(line[day : day + 3] == "x.x" for day in range(12))


@EXAMPLES
@given(st.integers(0, 7), st.integers(0, 7), st.integers(0, 7))
def test_days_that_make_more_than_a_week_are_reported(least, most, off):
    rules = {"days_per_week": (least, most), "consecutive_days_off": off}
    if least <= most and least + off <= 7:
        assert Contract("c", **rules).days_per_week == (least, most)
    else:
        with pytest.raises(InputError, match="days_per_week"):
            Contract("c", **rules)
