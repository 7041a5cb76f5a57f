"""Tours and rosters on small teams where the right answer is known."""

import sys
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from oracles.roster import broken
from wfm.errors import InputError, UnreachableError, WfmError
from wfm.scheduling.contracts import Agent, Available, Contract, Wish
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement
from wfm.scheduling.rostering import assign as assign_module
from wfm.scheduling.rostering.assign import assign
from wfm.scheduling.tours import search
from wfm.scheduling.tours.tours import tours
from wfm.scheduling.verify_roster import rule_violations, verified

HOUR = 3600.0
LUNCH = (BreakWindow("lunch", "lunch", 1, 3, 4, False),)
MONDAY = date(2026, 11, 23)


def shift_of(name, day, start, length=8, breaks=LUNCH, **more):
    paid = float(length - len(breaks))
    return Shift(name, day, 24 * day + start, length, 3600 * start, breaks, paid, paid, **more)


def days(name, start, weeks=1, length=8, breaks=LUNCH):
    return [shift_of(name, day, start, length, breaks) for day in range(7 * weeks)]


def need_of(hours, people, weeks=1, **more):
    day = np.zeros(24, dtype=np.int64)
    day[list(hours)] = people
    return StaffRequirement(np.tile(day, 7 * weeks), HOUR, **more)


FULL = Contract("full", days_per_week=(5, 5))
SPAN = range(9, 16)


# ---------------------------------------------------------------- tours


def test_five_people_cover_what_takes_three_and_a_half_each_day_five_times():
    week = need_of(range(8, 11), 5, cyclic=True)
    roster = tours(week, days("day", 8), [FULL])
    assert len(roster.people) == 7  # 5 people on 7 days are 35 days of work
    assert roster.cost == 7 * 5 * 7.0
    assert roster.status == "optimal"
    assert roster.people[0] == "full 1"


def test_breaks_are_sized_with_the_tours():
    """Two slots for lunch: with three people one of the lunches would leave one person."""
    week = need_of(range(8, 16), 2, cyclic=True)
    roster = tours(
        week, days("day", 8), [Contract("c", days_per_week=(7, 7), consecutive_days_off=0)]
    )
    assert len(roster.people) == 4
    assert roster.under.sum() == 0
    assert roster.on_break[0, 11] == roster.on_break[0, 12] == 2


def test_tours_for_fixed_shifts_cost_more_than_integrated_tours():
    """Two ways to cover a day cost the same; only one of them makes whole weeks for one person."""
    busy = np.zeros(168, dtype=np.int64)
    for day in range(5):
        busy[24 * day + 10 : 24 * day + 14] = 1
    week = StaffRequirement(busy, HOUR, cyclic=True)
    early, late = days("early", 8, breaks=()), days("late", 10, breaks=())
    narrow = replace(FULL, start_flexibility=0.0)
    together = tours(week, early + late, [narrow], gap=0.0)
    zigzag = [s for s in early if s.day % 2 == 0] + [s for s in late if s.day % 2]
    apart = tours(week, zigzag, [replace(narrow, days_per_week=(2, 5))], gap=0.0)
    assert len(together.people) == 1
    assert len(apart.people) > 1


@pytest.mark.parametrize(
    "starts", [(22, 23, 0), pytest.param((22, 23, 0, 1), marks=pytest.mark.deep)]
)
def test_starts_around_midnight_keep_the_rest_and_belong_to_the_date_of_the_start(starts):
    busy = np.ones(168, dtype=np.int64)
    every = [shift_of("night", d, s) for s in starts for d in range(7)]
    contract = Contract("night", days_per_week=(4, 5), start_flexibility=2 * HOUR, rest=11 * HOUR)
    week = StaffRequirement(busy, HOUR, cyclic=True, under=4.0)
    roster = tours(week, every, [contract])
    assert broken(roster, week, [contract]) == set()
    assert roster.rows
    assert all(row.day == row.shift.day == row.shift.start // 24 for row in roster.rows)


@pytest.mark.deep
def test_consecutive_days_off_are_free_from_end_to_start_plus_the_rest():
    busy = np.ones(168, dtype=np.int64)
    every = [shift_of("any", d, s, breaks=()) for s in (0, 2, 8, 16, 23) for d in range(7)]
    contract = Contract("c", days_per_week=(5, 5), start_flexibility=3 * HOUR)
    week = StaffRequirement(busy, HOUR, cyclic=True)
    roster = tours(week, every, [contract])
    for person in roster.people:
        spans = sorted(
            (r.shift.start, r.shift.start + 8) for r in roster.rows if r.person == person
        )
        spans.append((spans[0][0] + 168, 0))
        free = max(b[0] - a[1] for a, b in pairwise(spans))
        assert free >= 2 * 24 + 11


def test_weeks_of_an_open_horizon_may_differ_with_the_same_people():
    need = need_of(range(8, 11), 1, weeks=2, under=50.0)
    need.required[168:] *= 2
    roster = tours(need, days("day", 8, weeks=2), [replace(FULL, days_per_week=(3, 5))])
    assert broken(roster, need, [replace(FULL, days_per_week=(3, 5))]) == set()
    assert roster.under.sum() == 0
    by_week = [len([r for r in roster.rows if r.day // 7 == week]) for week in range(2)]
    assert by_week[0] < by_week[1]


def test_consecutive_days_are_counted_across_weeks():
    need = need_of(range(8, 11), 2, weeks=3, under=1.0)
    contract = replace(FULL, max_consecutive_days=5, people=3)
    roster = tours(need, days("day", 8, weeks=3), [contract])
    assert broken(roster, need, [contract]) == set()
    assert len(roster.people) == 3


def test_weekly_hours_choose_the_number_of_days():
    week = need_of(range(8, 11), 2, cyclic=True)
    contract = Contract("c", days_per_week=(3, 5), weekly_hours=(27.0, 30.0))
    roster = tours(week, days("day", 8), [contract])
    for person in roster.people:
        assert sum(row.person == person for row in roster.rows) == 4


def test_a_shift_reserved_for_another_contract_is_not_worked():
    week = need_of(range(8, 11), 1, cyclic=True, under=1.0)
    other = [replace(shift, contract="other") for shift in days("day", 8)]
    with pytest.raises(InputError, match="contract 'full': no shift may be worked under it"):
        tours(week, other, [FULL])


@pytest.mark.parametrize(
    "seed", [pytest.param(0, marks=pytest.mark.deep), 1, pytest.param(2, marks=pytest.mark.deep), 3]
)
def test_tours_solved_day_by_day_obey_the_rules_and_the_bound(monkeypatch, seed):
    """The search of large programs, used for small ones that the whole program can judge."""
    draw = np.random.default_rng(seed)
    people = np.repeat(draw.integers(0, 4, size=21), 8)
    starts = draw.choice([0, 4, 8, 12, 16, 22, 23], size=3, replace=False)
    every = [shift_of("any", d, int(s)) for s in starts for d in range(7)]
    week = StaffRequirement(people, HOUR, cyclic=True, under=6.0)
    contract = Contract("c", days_per_week=(3, 5), start_flexibility=HOUR)
    best = tours(week, every, [contract], gap=0.0)
    monkeypatch.setattr(search, "SMALL", -1)
    roster = tours(week, every, [contract])
    assert broken(roster, week, [contract]) == set()
    assert roster.bound - 1e-6 <= best.cost <= roster.cost + 1e-6
    assert roster.cost <= 1.2 * best.cost


def test_interrupted_tours_return_a_roster_that_obeys_the_rules(monkeypatch):
    calls = []
    real = search.solve

    def interrupted(*words, **more):
        calls.append(1)
        if len(calls) in (1, 4):
            raise KeyboardInterrupt
        return real(*words, **more)

    monkeypatch.setattr(search, "SMALL", -1)
    monkeypatch.setattr(search, "solve", interrupted)
    week = need_of(SPAN, 3, cyclic=True)
    roster = tours(week, days("early", 8) + days("late", 10), [FULL])
    assert len(calls) > 4
    assert roster.status == "interrupted"
    assert broken(roster, week, [FULL]) == set()


def test_two_runs_give_the_same_roster():
    week = need_of(SPAN, 3, cyclic=True)
    every = days("early", 8) + days("late", 10)
    first, second = (tours(week, every, [FULL]) for _ in range(2))
    assert first.rows == second.rows


# ---------------------------------------------------------------- rules that cannot be


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (
            {"days_per_week": (6, 6)},
            "days_per_week of at least 6 and consecutive_days_off 2 conflict",
        ),
        ({"days_per_week": (5, 4)}, r"days_per_week must be \(minimum, maximum\)"),
        ({"days_per_week": (5, 8)}, "days_per_week must not pass 7"),
        ({"weekly_hours": (40.0, 30.0)}, r"weekly_hours must be \(minimum, maximum\)"),
        ({"rest": -1.0}, "rest must be >= 0"),
        ({"period": 0}, "period must be >= 1"),
        (
            {"min_consecutive_days": 6, "max_consecutive_days": 5},
            "min_consecutive_days 6 and max_consecutive_days 5",
        ),
        ({"people": 3, "max_people": 2}, "people 3 and max_people 2 conflict"),
    ],
)
def test_contradictory_rules_are_reported(rules, words):
    with pytest.raises(InputError, match=words):
        Contract("c", **rules)


def test_weekly_hours_that_no_number_of_days_gives_are_reported():
    contract = replace(FULL, weekly_hours=(36.0, 38.0))
    with pytest.raises(InputError, match=r"one does without weekly_hours = \[36, 38\]"):
        tours(need_of(SPAN, 1, cyclic=True), days("day", 8), [contract])


def test_shifts_too_long_for_the_rest_are_reported():
    with pytest.raises(InputError, match="without days_per_week = 5 or without rest = 11 h"):
        tours(need_of(SPAN, 1, cyclic=True), days("long", 6, length=14), [FULL])


def test_a_week_of_shifts_of_two_lengths_is_found():
    shifts = [s for day in range(7) for s in (shift_of("a", day, 8), shift_of("b", day, 8, 6))]
    contract = replace(FULL, weekly_hours=(33.0, 33.0))  # four times 7 h and once 5 h
    need = need_of(SPAN, 1, cyclic=True)
    roster = tours(need, shifts, [contract])
    assert roster.paid_hours == 33.0 * len(roster.people)
    assert broken(roster, need, [contract]) == set()


@pytest.mark.parametrize("limit", [None, 30.0])
def test_a_roster_that_was_not_found_is_not_called_impossible(limit, monkeypatch):
    shifts = [s for day in range(7) for s in (shift_of("a", day, 8), shift_of("b", day, 8, 6))]
    contract = replace(FULL, weekly_hours=(33.0, 33.0), people=1)
    monkeypatch.setattr(sys.modules["wfm.scheduling.tours.tours"], "MOST_CHOICES", 0)
    words = "no roster that meets all rules was found" + " within the time limit" * bool(limit)
    with pytest.raises(UnreachableError, match=f"{words}, though there may be one"):
        tours(need_of(SPAN, 1, cyclic=True), shifts, [contract], time_limit=limit)


@pytest.mark.parametrize("days_per_week", [(4, 5), (3, 3)])
def test_rules_that_no_week_meets_are_named(days_per_week):
    weekend = [s for s in days("day", 8) if s.day > 4]
    contract = Contract("full", days_per_week=days_per_week, rest=0.0, people=2)
    rule = "3" if days_per_week == (3, 3) else r"\[4, 5\]"
    with pytest.raises(
        UnreachableError, match=f"meets all rules: .* without days_per_week = {rule}"
    ):
        tours(need_of(SPAN, 1, cyclic=True), weekend, [contract])


def test_a_dear_price_of_overstaffing_leaves_no_slot_uncovered_that_can_be():
    need = need_of([12], 1, cyclic=True, over=1_000.0)
    roster = tours(need, days("day", 8, breaks=()), [FULL])
    assert roster.under.sum() == 0


def test_times_that_no_shift_covers_leave_a_roster_of_the_others():
    shifts = [s for day in range(5) for s in (shift_of("a", day, 8), shift_of("b", day, 8, 6))]
    contract = replace(FULL, weekly_hours=(33.0, 33.0))
    roster = tours(need_of([9], 1, cyclic=True), shifts, [contract], allow_missing=True)
    assert roster.under.sum() == 2
    assert {one.first // 24 for one in roster.shortages} == {5, 6}


def test_a_bound_rounded_up_to_whole_shifts_stays_below_the_cost_of_missing_people():
    shifts = [
        shift_of(name, day, 8, length, ())
        for day in (5, 6)
        for name, length in (("a", 4), ("b", 8))
    ]
    few = Contract("few", days_per_week=(4, 4), max_people=1)  # there are shifts on two days alone
    roster = tours(need_of(SPAN, 1, cyclic=True), shifts, [few], allow_missing=True)
    assert roster.bound <= roster.cost + 1e-6
    assert roster.rows == ()


def test_slots_that_stay_understaffed_are_reported():
    with pytest.raises(UnreachableError, match=r"day 1 20:00-day 1 22:00 \(1\)"):
        tours(need_of([20, 21], 1, cyclic=True), days("day", 8), [FULL])


def test_too_few_people_for_a_mandatory_requirement_are_reported():
    with pytest.raises(UnreachableError, match="stay understaffed"):
        tours(need_of(SPAN, 3, cyclic=True), days("day", 8), [replace(FULL, max_people=1)])


def test_part_days_and_rules_for_named_people_are_refused():
    with pytest.raises(InputError, match="whole days"):
        tours(StaffRequirement(np.ones(100, dtype=np.int64), HOUR), days("day", 8), [FULL])
    with pytest.raises(InputError, match="tours does not support weekends"):
        tours(need_of(SPAN, 1), days("day", 8), [replace(FULL, weekends=1)])


def test_an_agent_without_a_contract_is_reported():
    with pytest.raises(InputError, match="'none', which is not one of"):
        assign(need_of(SPAN, 1), days("day", 8), [Agent("Ann", "none")], [FULL])


# ---------------------------------------------------------------- people with names


def test_understaffing_names_the_rule_that_causes_it():
    need = need_of(SPAN, 3, under=20.0)
    team = [Agent(name, "full") for name in ("Ann", "Bob")]
    team.append(Agent("Cid", "full", available=(Available(0.0, 12 * HOUR),)))
    roster = assign(need, days("day", 8), team, [FULL])
    assert roster.under.any()
    assert sum(s.hours for s in roster.shortages) == roster.under.sum()
    assert any("1 not available" in s.reason for s in roster.shortages)
    assert {row.person for row in roster.rows} == {"Ann", "Bob"}


@pytest.mark.parametrize(
    ("contract", "freed", "words"),
    [
        (
            Contract("full", days_per_week=(0, 4), consecutive_days_off=0),
            {"days_per_week": (0, 7)},
            "1 at the most days a week",
        ),
        (
            Contract("full", days_per_week=(0, 7), weekly_hours=21.0, consecutive_days_off=0),
            {"weekly_hours": None},
            "1 at the most hours a week",
        ),
    ],
)
def test_without_the_rule_that_a_reason_names_less_is_short(contract, freed, words):
    need, team = need_of(SPAN, 1, under=20.0), [Agent("Ann", "full")]
    roster = assign(need, days("day", 8), team, [contract])
    assert any(words in stretch.reason for stretch in roster.shortages)
    more = assign(need, days("day", 8), team, [replace(contract, **freed)])
    assert more.under.sum() < roster.under.sum()


def test_a_slot_that_no_shift_reaches_is_reported():
    roster = assign(need_of([3], 1, under=9.0), days("day", 8), [Agent("Ann", "full")], [FULL])
    assert {s.reason for s in roster.shortages} == {"no shift covers this time"}


def test_minimum_days_are_lowered_for_weekdays_off_with_a_note():
    team = [Agent("Ann", "full", days_off=(0, 1, 2, 3))]
    roster = assign(need_of(SPAN, 1, under=9.0), days("day", 8), team, [FULL], first_day=MONDAY)
    assert sorted(row.day for row in roster.rows) == [4, 5, 6]
    assert roster.lowered_minimums == {("Ann", 0): (3, 0.0)}
    assert roster.notes[0].startswith("Ann, week 1: ")
    assert "at most 3 days; the contract asks for more" in roster.notes[0]


def dates_off(*numbers):
    return tuple(date(2026, 11, number) for number in numbers)


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        (dates_off(23, 24, 25, 26, 27), 0),  # Monday to Friday on leave: no weekend work
        (dates_off(23, 24, 25), 2),
        (dates_off(24, 25), 5),  # two dates are the two days off of the contract
        ((5, 6, *dates_off(25)), 4),  # one date beside two weekdays off
    ],
)
def test_dates_beyond_the_days_off_of_the_contract_are_leave_and_count_as_worked(off, worked):
    team = [Agent("Ann", "full", days_off=off)]
    roster = assign(need_of(SPAN, 1, under=9.0), days("day", 8), team, [FULL], first_day=MONDAY)
    assert len(roster.rows) == worked
    assert broken(roster, need_of(SPAN, 1), [FULL], team, MONDAY) == set()
    assert any("count as leave" in note for note in roster.notes) == (worked < 5)


def test_weeks_of_contracts_are_calendar_weeks():
    """From a Thursday: no person works six days of the calendar week that begins on Monday."""
    thursday = date(2026, 11, 26)
    need = need_of(SPAN, 2, weeks=2, under=30.0)
    team = [Agent(name, "full") for name in ("Ann", "Bob", "Cid")]
    every = days("day", 8, weeks=2)
    roster = assign(need, every, team, [FULL], first_day=thursday)
    assert broken(roster, need, [FULL], team, thursday) == set()
    for person in roster.people:
        worked = [row.day for row in roster.rows if row.person == person]
        assert sum(4 <= day < 11 for day in worked) == 5
        assert sum(day < 4 for day in worked) in (2, 3)
    sunday = assign(need, every, team, [FULL], first_day=thursday, week_starts=6)
    for person in sunday.people:
        assert sum(3 <= r.day < 10 for r in sunday.rows if r.person == person) == 5
    assert (
        rule_violations(sunday, {"": need}, [FULL], team, first_day=thursday, week_starts=6) == []
    )


def test_a_day_beyond_whole_weeks_scales_the_contract():
    need = StaffRequirement(np.tile(need_of(SPAN, 3).required[:24], 8), HOUR)
    every = [shift_of("day", day, 8) for day in range(8)]
    alone = replace(FULL, max_consecutive_days=6)
    roster = tours(need, every, [alone], first_day=MONDAY)
    assert roster.under.sum() == 0
    assert broken(roster, need, [alone], first_day=MONDAY) == set()
    team = [Agent(name, "full") for name in ("Ann", "Bob", "Cid", "Dan", "Eve")]
    fewer = replace(need, required=np.minimum(need.required, 2), under=30.0)
    named = assign(fewer, every, team, [FULL], first_day=MONDAY)
    assert named.under[0, 168:].sum() == 0
    assert any("week 2 has 1 day of" in note for note in named.notes)


def test_a_closed_sunday_is_one_of_two_days_off_together():
    need = need_of(SPAN, 1, under=30.0)
    need.required[144:] = 0
    every = [shift for shift in days("day", 8) if shift.day < 6]
    roster = assign(need, every, [Agent("Ann", "full"), Agent("Bob", "full")], [FULL])
    assert {5} <= {row.day for row in roster.rows}
    monday_off = [
        p for p in roster.people if not any(r.person == p and r.day == 0 for r in roster.rows)
    ]
    assert monday_off
    assert broken(roster, need, [FULL], [Agent("Ann", "full"), Agent("Bob", "full")]) == set()


def test_a_person_whom_no_shift_fits_stays_with_the_reason():
    early = Agent("Ann", "full", available=(Available(6 * HOUR, 15 * HOUR),))
    roster = assign(
        need_of(SPAN, 1, under=9.0), days("day", 8), [early, Agent("Bob", "full")], [FULL]
    )
    assert roster.people == ("Ann", "Bob")
    assert {row.person for row in roster.rows} == {"Bob"}
    note = next(note for note in roster.notes if note.startswith("Ann"))
    assert "is given no shift: none fits the available hours" in note
    assert "08:00" in note


def test_one_post_around_the_clock_takes_five_people_in_turns():
    every = [s for name, at in (("a", 7), ("b", 15), ("c", 23)) for s in days(name, at, breaks=())]
    contract = Contract("std", weekly_hours=40.0, max_consecutive_days=6)
    week = StaffRequirement(np.ones(168, dtype=np.int64), HOUR, cyclic=True)
    roster = tours(week, every, [contract])
    assert (len(roster.people), roster.paid_hours, roster.status) == (5, 200.0, "optimal")
    assert broken(roster, week, [contract]) == set()
    narrow = replace(contract, start_flexibility=HOUR)
    assert len(tours(week, every, [narrow]).people) == 6


def test_two_weeks_around_the_clock_go_on_at_the_beginning():
    every = [
        s for name, at in (("a", 7), ("b", 15), ("c", 23)) for s in days(name, at, 2, breaks=())
    ]
    need = StaffRequirement(np.full(336, 2, dtype=np.int64), HOUR, cyclic=True)
    roster = tours(need, every, [FULL])
    assert roster.under.sum() == 0
    assert broken(roster, need, [FULL]) == set()


def test_hours_over_midnight_hold_for_a_start_on_the_next_date():
    early = days("early", 1, length=4, breaks=())
    contract = Contract("c", days_per_week=(0, 7), consecutive_days_off=0)
    friday_night = Available(22 * HOUR, 30 * HOUR, weekdays=(4,))
    need, team = need_of(range(1, 5), 1, under=30.0), [Agent("Ann", "c", (friday_night,))]
    assert [row.day for row in assign(need, early, team, [contract]).rows] == [5]


def test_a_night_shift_does_not_run_into_a_day_off():
    every = days("night", 20, breaks=())
    need = need_of([20, 21, 22, 23, 0, 1, 2, 3], 1, under=9.0)
    contract = Contract("c", days_per_week=(1, 6), consecutive_days_off=0)
    team = [Agent("Ann", "c", days_off=(2,))]
    roster = assign(need, every, team, [contract])
    assert sorted(row.day for row in roster.rows) == [0, 3, 4, 5, 6]


def test_a_preference_is_honoured_if_it_costs_nothing_and_not_if_it_costs_too_much():
    need = need_of(SPAN, 1, under=30.0)
    contract = Contract("c", days_per_week=(3, 5))
    team = [
        Agent("Ann", "c", wishes=(Wish(1.0, wants=False, day=0),)),
        Agent("Bob", "c"),
    ]
    roster = assign(need, days("day", 8), team, [contract], gap=0.0)
    assert [row.person for row in roster.rows if row.day == 0] == ["Bob"]
    assert roster.prices["wishes"] == 0.0
    alone = assign(
        need, days("day", 8), team[:1], [replace(contract, days_per_week=(5, 5))], gap=0.0
    )
    unwilling = replace(team[0], wishes=tuple(Wish(1.0, wants=False, day=d) for d in range(7)))
    forced = assign(
        need, days("day", 8), [unwilling], [replace(contract, days_per_week=(5, 5))], gap=0.0
    )
    assert len(forced.rows) == len(alone.rows) == 5
    assert forced.prices["wishes"] == 5.0


@pytest.mark.parametrize(
    ("wish", "start"),
    [
        (Wish(1.0, template="late"), 10 * HOUR),
        (Wish(1.0, start=8 * HOUR), 8 * HOUR),
        (Wish(1.0, wants=False, template="early"), 10 * HOUR),
        (Wish(1.0, wants=False, start=10 * HOUR), 8 * HOUR),
    ],
)
def test_preferences_for_a_shift_or_a_start_are_honoured_at_no_cost(wish, start):
    need = need_of(range(10, 12), 1, under=30.0)
    every = days("early", 8, breaks=()) + days("late", 10, breaks=())
    roster = assign(need, every, [Agent("Ann", "full", wishes=(wish,))], [FULL], gap=0.0)
    assert {row.shift.clock for row in roster.rows} == {start}


def spread(roster, counted):
    counts = [sum(counted(r) for r in roster.rows if r.person == p) for p in roster.people]
    return max(counts) - min(counts)


def test_a_price_lowers_the_spread_of_weekends_over_the_weeks():
    need = need_of(SPAN, 2, weeks=4, under=30.0)
    contract = Contract("c", days_per_week=(3, 5), consecutive_days_off=1)
    likes = tuple(Wish(0.5, day=day) for day in (5, 6))
    team = [Agent("Ann", "c", wishes=likes), Agent("Bob", "c", wishes=likes), Agent("Cid", "c")]
    team += [Agent("Dan", "c")]
    every = days("day", 8, weeks=4)

    def weekend(row):
        return row.day % 7 >= 5

    free = assign(need, every, team, [contract], gap=0.0)
    fair = assign(need, every, team, [contract], weekend_price=20.0, gap=0.0)
    assert spread(fair, weekend) <= 1 < spread(free, weekend)
    assert fair.prices["fairness"] == 20.0 * spread(fair, weekend)


def test_a_price_lowers_the_spread_of_unpopular_shifts():
    need = need_of([9, 19], 1, under=30.0)
    every = days("early", 8, breaks=()) + days("late", 14, breaks=())
    contract = Contract("c", days_per_week=(3, 5))
    team = [Agent("Ann", "c", wishes=(Wish(0.5, template="late"),))]
    team += [Agent(name, "c", wishes=(Wish(0.5, template="early"),)) for name in ("Bob", "Cid")]

    def late(row):
        return row.shift.template == "late"

    free = assign(need, every, team, [contract], gap=0.0)
    fair = assign(need, every, team, [contract], unpopular={"late": 20.0}, gap=0.0)
    assert spread(fair, late) <= 1 < spread(free, late)


def test_rest_and_consecutive_days_hold_across_weeks():
    need = need_of([*range(6, 9), *range(20, 23)], 1, weeks=2, under=30.0)
    every = days("early", 6, weeks=2) + days("late", 15, weeks=2)
    contract = Contract("c", days_per_week=(4, 6), consecutive_days_off=1, max_consecutive_days=4)
    team = [Agent("Ann", "c"), Agent("Bob", "c")]
    roster = assign(need, every, team, [contract], weeks=1)
    assert broken(roster, need, [contract], team) == set()
    assert {row.day // 7 for row in roster.rows} == {0, 1}


def test_hours_may_be_averaged_over_a_period():
    need = need_of(SPAN, 1, weeks=2, under=30.0)
    need.required[: 24 * 7] = 0
    contract = Contract(
        "c", days_per_week=(0, 6), consecutive_days_off=1, weekly_hours=(21.0, 21.0)
    )
    one = assign(need, days("day", 8, weeks=2), [Agent("Ann", "c")], [contract])
    both = assign(need, days("day", 8, weeks=2), [Agent("Ann", "c")], [replace(contract, period=2)])
    assert [sum(r.day // 7 == w for r in one.rows) for w in (0, 1)] == [3, 3]
    assert [sum(r.day // 7 == w for r in both.rows) for w in (0, 1)] == [0, 6]


def test_an_averaging_period_is_always_solved_as_one():
    need = need_of(range(8, 22), 1, weeks=4, under=30.0)
    every = days("early", 8, weeks=4) + days("late", 14, weeks=4)
    contract = Contract("c", days_per_week=(3, 5), period=2, weekends=1, limits=(("late", 3),))
    team = [Agent("Ann", "c"), Agent("Bob", "c")]
    roster = assign(need, every, team, [contract], weeks=1, gap=0.05)
    assert broken(roster, need, [contract], team) == set()
    assert sum(row.shift.template == "late" for row in roster.rows) == 12


def test_a_time_limit_still_gives_a_roster_that_obeys_the_rules():
    need = need_of(SPAN, 2, under=30.0)
    team = [Agent(name, "full") for name in ("Ann", "Bob", "Cid")]
    roster = assign(need, days("day", 8), team, [FULL], time_limit=0.5)
    assert broken(roster, need, [FULL], team) == set()
    assert roster.rows


def test_no_people_and_no_shifts_are_refused():
    week = need_of(SPAN, 1, under=1.0)
    with pytest.raises(InputError, match="assign needs agents and shifts"):
        assign(week, days("day", 8), [], [FULL])
    with pytest.raises(InputError, match="tours needs contracts and shifts"):
        tours(week, [], [FULL])


@pytest.mark.deep
def test_runs_weekends_and_limits_of_a_period_are_kept():
    need = need_of(range(8, 22), 1, weeks=2, under=30.0)
    every = days("early", 8, weeks=2) + days("late", 14, weeks=2)
    contract = Contract(
        "c", days_per_week=(3, 6), consecutive_days_off=0, period=2, weekends=1,
        min_consecutive_days=2,
        min_consecutive_days_off=2, max_consecutive_days=5, limits=(("late", 3),),
    )  # fmt: skip
    team = [Agent("Ann", "c"), Agent("Bob", "c")]
    roster = assign(need, every, team, [contract], gap=0.1)
    assert broken(roster, need, [contract], team) == set()
    for agent in team:
        worked = [
            any(r.day == d and r.person == agent.name for r in roster.rows) for d in range(14)
        ]
        text = "".join("x" if on else "." for on in worked)
        assert all(len(run) >= 2 for run in text.strip("x").split(".")[1:-1] if run)
        assert all(len(run) >= 2 for run in text.strip(".").split("x")[1:-1] if run)


def test_a_zero_price_of_overstaffing_changes_nothing_after_the_horizon():
    need = need_of([22, 23], 1, under=9.0, over=1.0)
    contract = Contract("c", days_per_week=(7, 7), consecutive_days_off=0, rest=0.0)
    roster = assign(need, days("night", 22, breaks=()), [Agent("Ann", "c")], [contract])
    # six nights run six hours into the next morning, the seventh ends with the horizon
    assert roster.prices["over"] == 36.0
    assert roster.gap < 1e-9


def test_an_interrupted_search_returns_a_roster_that_obeys_the_rules(monkeypatch):
    from wfm.scheduling.rostering import neighbourhood

    calls = []
    real = neighbourhood.solve

    def interrupted(*words, **more):
        calls.append(1)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return real(*words, **more)

    monkeypatch.setattr(neighbourhood, "solve", interrupted)
    team = [Agent("Ann", "full"), Agent("Bob", "full")]
    need = need_of(SPAN, 1, under=9.0)
    roster = assign(need, days("day", 8), team, [FULL])
    assert roster.status == "interrupted"
    assert broken(roster, need, [FULL], team) == set()


def test_cyclic_horizons_and_unequal_requirements_are_refused():
    team, every = [Agent("Ann", "full")], days("day", 8)
    for need, words in (
        (need_of(SPAN, 1, cyclic=True), "must not be cyclic"),
        ({"a": need_of(SPAN, 1), "b": need_of(SPAN, 1, over=1.0)}, "'b' differs"),
    ):
        with pytest.raises(InputError, match=words):
            assign(need, every, team, [FULL])


def test_dates_need_a_dated_horizon():
    team = [Agent("Ann", "full", days_off=(MONDAY,))]
    with pytest.raises(InputError, match="give first_day as a date"):
        assign(need_of(SPAN, 1), days("day", 8), team, [FULL])


# ---------------------------------------------------------------- the checkers find what is wrong


@pytest.fixture(scope="module")
def good():
    contract = Contract(
        "full",
        ("day", "late"),
        (3, 4),
        weekly_hours=(21.0, 28.0),
        start_flexibility=HOUR,
        max_consecutive_days=4,
    )
    team = [
        Agent("Ann", "full", (Available(7 * HOUR, 20 * HOUR),), (6,), ("a",)),
        Agent("Bob", "full", skills=("a",)),
    ]
    needs = {"a": need_of(SPAN, 1, under=9.0)}
    every = days("day", 8) + days("late", 10) + days("night", 22)
    return assign(needs, every, team, [contract]), needs, contract, team


def with_row(roster, number, **changes):
    rows = list(roster.rows)
    rows[number] = replace(rows[number], **changes)
    return replace(roster, rows=tuple(rows))


def shifted(row, hours):
    start = row.shift.start + hours
    clock = (row.shift.clock + 3600 * hours) % 86_400
    shift = replace(row.shift, start=start, clock=clock)
    return {"shift": shift, "breaks": tuple(begin + hours for begin in row.breaks)}


def moved(roster, number, day):
    """The row on another day."""
    row = roster.rows[number]
    hours = 24 * (day - row.day)
    shift = replace(row.shift, start=row.shift.start + hours, day=day)
    breaks = tuple(begin + hours for begin in row.breaks)
    return with_row(roster, number, shift=shift, day=day, breaks=breaks)


CORRUPT = {
    "breaks": lambda r: with_row(r, 0, breaks=(r.rows[0].breaks[0] + 3,)),
    "templates": lambda r: with_row(r, 0, shift=replace(r.rows[0].shift, template="night")),
    "start_flexibility": lambda r: with_row(r, 0, **shifted(r.rows[0], 4)),
    "rest": lambda r: with_row(r, 0, shift=replace(r.rows[0].shift, length=40)),
    "days_per_week": lambda r: replace(r, rows=r.rows[2:]),
    "weekly_hours": lambda r: replace(r, rows=r.rows[2:]),
    "one shift a day": lambda r: moved(r, 0, r.rows[1].day),
    "days_off": lambda r: moved(r, 0, 6),
    "available": lambda r: with_row(r, 0, **shifted(r.rows[0], 8)),
    "skills": lambda r: with_row(r, 0, skill="b"),
}


def test_a_valid_roster_has_no_violation(good):
    roster, needs, contract, team = good
    assert rule_violations(roster, needs, [contract], team) == []
    assert broken(roster, needs["a"], [contract], team) == set()


@pytest.mark.parametrize("rule", CORRUPT)
def test_both_checks_detect_a_corrupted_roster(good, rule):
    roster, needs, contract, team = good
    bad = CORRUPT[rule](roster)
    assert rule in {found for _, found in broken(bad, needs["a"], [contract], team)}
    assert rule_violations(bad, needs, [contract], team)
    with pytest.raises(WfmError, match="violates its rules"):
        verified(bad, needs, [contract], team)


SAID = {
    "breaks": "outside its window",
    "templates": "may not work",
    "start_flexibility": "further apart than start_flexibility",
    "rest": "rests",
    "days_per_week": "works 1 days|works 2 days",
    "weekly_hours": "is paid",
    "one shift a day": "twice on a day",
    "days_off": "not available",
    "available": "not available",
    "skills": "no skill 'b'",
}


@pytest.mark.parametrize("rule", CORRUPT)
def test_a_violation_names_its_rule(good, rule):
    import re

    roster, needs, contract, team = good
    violations = rule_violations(CORRUPT[rule](roster), needs, [contract], team)
    assert any(re.search(SAID[rule], fault) for fault in violations), violations


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"paid_hours": 1.0}, "paid_hours"),
        ({"cost": 1.0}, "not the sum of its prices"),
        ({"bound": 1e6}, "lies above cost"),
        ({"people": ("Ann",)}, "not among the people"),
        ({"net": np.zeros((1, 168), dtype=np.int64)}, "net of 'a'"),
    ],
)
def test_figures_that_differ_from_the_rows_are_reported(good, changes, words):
    roster, needs, contract, team = good
    assert any(
        words in fault
        for fault in rule_violations(replace(roster, **changes), needs, [contract], team)
    )


def test_a_wrong_headcount_is_reported():
    week = need_of(SPAN, 1, cyclic=True)
    roster = tours(week, days("day", 8), [FULL])
    more = replace(FULL, people=len(roster.people) + 1)
    fewer = replace(FULL, max_people=len(roster.people) - 1)
    assert "3 people, not 4" in rule_violations(roster, {"": week}, [more])[0]
    assert "more than 2" in rule_violations(roster, {"": week}, [fewer])[0]
    assert broken(roster, week, [more]) == {("full", "people")}
    assert broken(roster, week, [fewer]) == {("full", "max_people")}


def test_assign_returns_no_roster_that_fails_the_recount(monkeypatch):
    monkeypatch.setattr(assign_module, "wishes_cost", lambda *words: -1e6)
    with pytest.raises(WfmError, match="lies above cost"):
        assign(need_of(SPAN, 1, under=9.0), days("day", 8), [Agent("Ann", "full")], [FULL])


def test_a_search_that_the_default_limit_ends_says_so(monkeypatch):
    """The bound of a single week knows no fairness, so that the gap stays open."""
    saturdays = np.zeros(336, dtype=np.int64)
    saturdays[[24 * day + hour for day in (5, 12) for hour in SPAN]] = 1
    need = StaffRequirement(saturdays, HOUR, under=30.0, over=9.0)
    team = [Agent("Ann", "any"), Agent("Bob", "any", days_off=(5,))]
    free = Contract("any", days_per_week=(0, 7), consecutive_days_off=0)

    def notes():
        shifts = days("day", 9, 2, 7, breaks=())
        roster = assign(need, shifts, team, [free], weekend_price=3.0, gap=0.0)
        assert roster.status == "feasible"
        return [one for one in roster.notes if "default limit" in one]

    assert not notes()
    monkeypatch.setattr(assign_module, "DEFAULT_LIMIT", 0.0)
    assert len(notes()) == 1
