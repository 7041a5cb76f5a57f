"""Reasons of shortages of tours: without what they name, fewer people are missing."""

from dataclasses import replace

import numpy as np
import pytest

from wfm.scheduling.contracts import Contract
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement
from wfm.scheduling.tours.tours import tours

HOUR = 3600.0
FREE = Contract("free", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)


def shift(name, day, start, breaks=(), length=8):
    return Shift(name, day, 24 * day + start, length, 3600 * start, breaks, 8.0, 8.0)


SHIFTS = [shift(name, day, at) for day in range(7) for name, at in (("early", 6), ("late", 14))]
LUNCH = (BreakWindow("lunch", "lunch", 2, 3, 4, False),)


def need(start=6, hours=8, people=1, days=range(7), **more):
    required = np.zeros(7 * 24, dtype=np.int64)
    for day in days:
        required[24 * day + start : 24 * day + start + hours] = people
    return StaffRequirement(required, HOUR, cyclic=True, **more)


def roster_of(wanted, contract, shifts=SHIFTS):
    return tours(wanted, shifts, [contract], allow_missing=True)


def reasons(roster):
    return {one.reason for one in roster.shortages}


@pytest.mark.parametrize(
    ("wanted", "shifts", "rules", "freed", "words"),
    [
        (need(people=3), SHIFTS, {"max_people": 2}, {"max_people": None}, "no more people"),
        (need(people=3), SHIFTS, {"people": 2}, {"people": None}, "no more people"),
        (
            need(people=3, under=50.0),
            SHIFTS,
            {"max_people": 1},
            {"max_people": None},
            "no more people",
        ),
        (
            need(),
            SHIFTS,
            {"templates": ("late",)},
            {"templates": ()},
            "one has without shifts = [late]",
        ),
        (
            need(),
            [one for one in SHIFTS if one.day < 2],
            {"days_per_week": (3, 4)},
            {"days_per_week": (0, 7)},
            "one has without days_per_week = [3, 4]",
        ),
        (
            need(),
            [one for one in SHIFTS if one.day < 2],
            {"weekly_hours": (20.0, 30.0)},
            {"weekly_hours": None},
            "one has without weekly_hours = [20, 30]",
        ),
    ],
)
def test_without_the_rule_that_a_reason_names_less_is_missing(wanted, shifts, rules, freed, words):
    contract = replace(FREE, **rules)
    roster = roster_of(wanted, contract, shifts)
    assert any(words in reason for reason in reasons(roster))
    more = roster_of(wanted, replace(contract, **freed), shifts)
    assert more.under.sum() < roster.under.sum()


def test_a_price_is_the_reason_where_more_people_would_not_help():
    wanted = need(people=3, under=0.1)
    for contract in (FREE, replace(FREE, max_people=1)):
        roster = roster_of(wanted, contract)
        assert reasons(roster) == {"covering it costs more than the price of understaffing"}
    assert roster_of(replace(wanted, under=50.0), FREE).under.sum() == 0


def test_a_time_without_shifts_and_one_that_a_break_always_covers_are_told_apart():
    assert reasons(roster_of(need(start=22, hours=2), FREE)) == {"no shift covers this time"}
    fixed = [shift("early", day, 6, LUNCH) for day in range(7)]
    pinned = reasons(roster_of(need(), FREE, fixed))
    assert pinned == {"shifts that reach it are always on a break"}
    assert roster_of(need(), FREE).under.sum() == 0


def test_shifts_over_the_end_of_a_week_that_repeats_cover_its_beginning():
    nights = [shift("night", day, 20) for day in range(7)]
    roster = roster_of(need(start=0, hours=4, people=2), replace(FREE, max_people=1), nights)
    assert roster.under[0, 0] == 1
    assert reasons(roster) == {"no more people on contract 'free'"}


def test_several_rules_of_which_none_alone_is_the_reason_are_told():
    contract = replace(FREE, days_per_week=(3, 4), weekly_hours=(20.0, 30.0))
    two_days = [one for one in SHIFTS if one.day < 2]
    roster = roster_of(need(days=range(2)), replace(contract, people=None), two_days)
    assert roster.under.sum() == 16
    assert all("no single rule prevents it" in reason for reason in reasons(roster))
    for freed in ({"days_per_week": (0, 7)}, {"weekly_hours": None}):
        same = roster_of(need(days=range(2)), replace(contract, **freed), two_days)
        assert same.under.sum() == roster.under.sum()
