"""Rules of one person: nights, starts of a week and single days off."""

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from oracles.roster import broken, night_shifts
from wfm.errors import InputError, WfmError
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.rostering.assign import assign
from wfm.scheduling.tours.tours import tours
from wfm.scheduling.verify_roster import rule_violations, verified

HOUR = 3600.0
LOOSE = Contract("c", days_per_week=(0, 7), consecutive_days_off=0, rest=8 * HOUR)


def days(name, start, weeks=1, length=8):
    return [
        Shift(name, d, 24 * d + start, length, 3600 * start, (), float(length), float(length))
        for d in range(7 * weeks)
    ]


def need_at(hours_by_day, weeks=1, **more):
    """One person at the hours of each day."""
    need = np.zeros(168 * weeks, dtype=np.int64)
    for day, hours in hours_by_day.items():
        for hour in hours:
            need[24 * day + hour] += 1
    return StaffRequirement(need, HOUR, under=40.0, **more)


def nights_of(roster, person):
    return sorted(night_shifts([row for row in roster.rows if row.person == person], HOUR))


def longest_run(numbers):
    longest = run = 0
    for number in numbers:
        run = run + 1 if number - 1 in numbers else 1
        longest = max(longest, run)
    return longest


EVERY_NIGHT = dict.fromkeys(range(13), (23, 24, 25))


@pytest.mark.parametrize("weeks", [1, 2])
def test_nights_in_a_row_are_limited_over_the_borders_of_weeks_too(weeks):
    need, every = need_at(EVERY_NIGHT, 2), days("night", 22, 2)
    team = [Agent("Ann", "c")]
    free = assign(need, every, team, [LOOSE], weeks=weeks)
    assert longest_run(nights_of(free, "Ann")) > 3
    contract = replace(LOOSE, max_consecutive_nights=3)
    roster = assign(need, every, team, [contract], weeks=weeks)
    assert broken(roster, need, [contract], team) == set()
    assert longest_run(nights_of(roster, "Ann")) == 3
    assert roster.under.sum() == 9  # three of thirteen nights without Ann
    assert any(
        "nights running" in one for one in rule_violations(free, {"": need}, [contract], team)
    )


def test_a_night_that_begins_after_midnight_goes_on_with_that_of_the_evening_before():
    need = need_at({0: (23, 24, 25), 2: (1, 2, 3), 3: (1, 2, 3)})
    every = days("night", 22) + days("early", 0)
    contract = replace(LOOSE, max_consecutive_nights=1)
    roster = assign(need, every, [Agent("Ann", "c")], [contract])
    # the nights of days 0, 1 and 2
    assert nights_of(roster, "Ann") in ([0, 2],)


@pytest.mark.parametrize("weeks", [1, 2])
def test_after_a_run_of_nights_the_rest_is_longer(weeks):
    hours = {5: (23, 24, 25), 6: (23, 24, 25), 8: (14, 15), 9: (14, 15)}
    need, every = need_at(hours, 2), days("night", 22, 2) + days("day", 12, 2, length=6)
    team = [Agent("Ann", "c")]
    free = assign(need, every, team, [LOOSE], weeks=weeks, gap=0.0)
    assert free.under.sum() == 0
    contract = replace(LOOSE, rest_after_nights=48 * HOUR)
    roster = assign(need, every, team, [contract], weeks=weeks, gap=0.0)
    assert broken(roster, need, [contract], team) == set()
    # Monday 06:00 and 48 hours leave Wednesday, not Tuesday
    assert roster.under.sum() == 2
    assert [row.day for row in roster.rows] == [5, 6, 9]
    said = rule_violations(free, {"": need}, [contract], team)
    assert any("after the night of day 7" in one for one in said)
    assert {"rest_after_nights"} == {rule for _, rule in broken(free, need, [contract], team)}


def test_a_later_night_keeps_the_rest_after_nights_unless_the_night_between_is_worked():
    team = [Agent("Ann", "c")]
    contract = replace(LOOSE, rest_after_nights=48 * HOUR)
    for nights, missing in (((0, 1, 2), 0), ((0, 2), 3)):
        need = need_at(dict.fromkeys(nights, (23, 24, 25)), over=200.0)
        need = replace(need, under=100.0)
        roster = assign(need, days("night", 23, length=3), team, [contract], gap=0.0)
        assert broken(roster, need, [contract], team) == set()
        assert roster.under.sum() == missing


def test_starts_of_a_week_stay_within_their_spread_in_each_week():
    hours = {0: (8,), 1: (11,), 2: (9,), 7: (11,), 8: (11,)}
    need, team = need_at(hours, 2), [Agent("Ann", "c")]
    every = [shift for start in (8, 9, 11) for shift in days("any", start, 2, length=1)]
    free = assign(need, every, team, [LOOSE], weeks=1)
    assert free.under.sum() == 0
    contract = replace(LOOSE, start_spread=HOUR)
    roster = assign(need, every, team, [contract], weeks=1)
    assert broken(roster, need, [contract], team) == set()
    assert [(row.day, row.shift.clock) for row in roster.rows] == [
        (0, 28_800), (2, 32_400), (7, 39_600), (8, 39_600)
    ]  # fmt: skip
    said = rule_violations(free, {"": need}, [contract], team)
    assert any("starts differ by 3 h in week 1" in one for one in said)


def test_a_spread_of_starts_over_midnight_is_short():
    need = need_at({0: (23,), 2: (0,), 3: (12,)})
    every = [shift for start in (0, 12, 23) for shift in days("any", start, length=1)]
    contract = replace(LOOSE, start_spread=HOUR)
    roster = assign(need, every, [Agent("Ann", "c")], [contract])
    assert [row.shift.clock for row in roster.rows] == [82_800, 0]


def test_tours_keep_starts_within_their_spread_and_refuse_rules_of_nights():
    hours = {day: (8 + 3 * (day % 2),) for day in range(5)}
    need, one = need_at(hours, cyclic=True), replace(LOOSE, people=1)
    every = [shift for start in (8, 11) for shift in days("any", start, length=1)]
    free = tours(need, every, [one], gap=0.0)
    contract = replace(one, start_spread=HOUR)
    kept = tours(need, every, [contract], gap=0.0)
    assert (free.under.sum(), kept.under.sum()) == (0, 2)
    assert kept.bound == kept.cost
    assert broken(kept, need, [contract]) == set()
    assert rule_violations(free, {"": need}, [contract])
    for values in (
        {"max_consecutive_nights": 3}, {"rest_after_nights": HOUR}, {"isolated_day_off": 1.0}
    ):  # fmt: skip
        with pytest.raises(InputError, match=f"tours does not support {next(iter(values))}"):
            tours(need, every, [replace(LOOSE, **values)])


def test_tours_may_start_at_other_times_in_another_week_under_a_spread_of_starts():
    hours = {day: (8 + 3 * (day // 7),) for day in (0, 1, 7, 8)}
    need = need_at(hours, 2)
    every = [shift for start in (8, 11) for shift in days("any", start, 2, length=1)]
    contract = replace(LOOSE, start_spread=0.0, people=1)
    roster = tours(need, every, [contract], gap=0.0)
    assert broken(roster, need, [contract]) == set()
    assert (roster.under.sum(), roster.cost, roster.bound) == (0, 4.0, 4.0)
    with_flexibility = replace(contract, start_flexibility=0.0)
    assert tours(need, every, [with_flexibility], gap=0.0).under.sum() == 2


@pytest.mark.parametrize("weeks", [1, 2])
def test_a_single_day_off_has_its_price_and_is_avoided(weeks):
    hours = dict.fromkeys((4, 5, 7, 8), (9,))
    need, every = need_at(hours, 2), days("day", 8, 2)
    team = [Agent("Ann", "c")]
    free = assign(need, every, team, [LOOSE], weeks=weeks, gap=0.0)
    assert [row.day for row in free.rows] == [4, 5, 7, 8]
    dear = replace(LOOSE, isolated_day_off=50.0)
    roster = assign(need, every, team, [dear], weeks=weeks, gap=0.0)
    worked = [row.day for row in roster.rows]
    assert not any(later - day == 2 for day, later in pairwise(worked))
    assert roster.prices["isolated days off"] == 0
    cheap = replace(LOOSE, isolated_day_off=5.0)
    kept = assign(need, every, team, [cheap], weeks=weeks, gap=0.0)
    assert kept.prices["isolated days off"] == 5.0
    assert kept.bound <= kept.cost
    with pytest.raises(WfmError, match="price of single days off"):
        verified(free, {"": need}, [cheap], team)


def test_people_keep_one_start_where_it_costs_nothing():
    hours = {day: (*range(8, 12), *range(12, 16), *range(10, 14)) for day in range(5)}
    need = need_at(hours)
    every = [shift for start in range(8, 13) for shift in days("any", start, length=4)]
    team = [Agent(name, "c") for name in ("Ann", "Bob", "Cid")]
    contract = replace(LOOSE, days_per_week=(5, 5))
    roster = assign(need, every, team, [contract], gap=0.0)
    starts = defaultdict(set)
    for row in roster.rows:
        starts[row.person].add(row.shift.clock)
    assert [len(one) for one in starts.values()] == [1, 1, 1]
    assert roster.under.sum() == 0
    assert roster.status == "optimal"
