"""The flow of people: hand cases, and every month against classes followed one by one."""

from fractions import Fraction

import numpy as np
import pytest

from oracles.headcount import people_of_classes
from wfm.capacity_planning.headcount import headcount
from wfm.capacity_planning.records import TeamCapacity
from wfm.errors import InputError


def team(months=6, people=120, attrition=0.025, new=0.0, ramp=(), **more):
    need = (float(people),) * months
    return TeamCapacity(
        "voice", need, people, (attrition,) * months, (new,) * months, ramp=ramp, **more
    )


def test_three_hires_a_month_keep_120_people_of_whom_one_in_40_leaves():
    flow = headcount(team(), [0, 3, 3, 3, 3, 3])
    assert flow.settled == (Fraction(120),) * 6
    assert flow.leavers == (Fraction(3),) * 6


def test_newcomers_settle_after_their_ramp():
    flow = headcount(team(4, 10, 0.0, 0.1, ramp=(0.0, 0.5)), [10, 0, 0, 0])
    assert flow.newcomers[0] == (10, 0)
    assert flow.newcomers[1] == (0, 9)
    assert flow.settled == (10, 10, 10 + Fraction(81, 10), 10 + Fraction(81, 10))
    assert flow.people(1) == 19


@pytest.mark.parametrize("ramp", [(), (0.0,), (0.0, 0.5, 0.8, 0.95)])
def test_people_are_those_of_classes_followed_one_by_one(ramp):
    rng = np.random.default_rng(5)
    season = tuple(rng.choice([0.01, 0.025, 0.05, 0.1], 18).tolist())
    new = tuple(rng.choice([0.03, 0.06, 0.2], 18).tolist())
    moves = (0.0, 4.0, 0.0, -7.0) + (0.0,) * 14
    one = TeamCapacity("chat", (9.0,) * 18, 61, season, new, ramp=ramp, transfers=moves,
                       newcomers=(3, 5)[: len(ramp)])  # fmt: skip
    hires = rng.integers(0, 9, 18).tolist()
    flow = headcount(one, hires)
    settled, newcomers = people_of_classes(one, hires)
    assert list(flow.settled) == settled
    assert [flow.ramping(month) for month in range(18)] == newcomers


def test_no_person_is_lost_between_two_months():
    one = team(9, 47, 0.033, 0.071, ramp=(0.2, 0.6), transfers=(0.0, -2.0) + (0.0,) * 7)
    hires = [0, 5, 0, 11, 2, 0, 0, 3, 1]
    flow = headcount(one, hires)
    for month in range(1, 9):
        before = flow.people(month - 1) - flow.leavers[month - 1]
        assert flow.people(month) == before + hires[month] + int(one.transfers[month])


@pytest.mark.parametrize(
    ("hires", "words"),
    [([0] * 5, "must have 6 months: got 5"), ([0.5] + [0] * 5, "whole numbers"), ([-1] * 6, "-1")],
)
def test_hires_must_be_whole_numbers_of_each_month(hires, words):
    with pytest.raises(InputError, match=words):
        headcount(team(), hires)


def test_more_people_than_there_are_cannot_be_transferred():
    with pytest.raises(InputError, match="must not exceed its settled people, 120"):
        headcount(team(transfers=(-121.0, 0, 0, 0, 0, 0)), [0] * 6)
