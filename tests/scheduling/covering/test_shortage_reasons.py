"""Reasons of shortages of shifts: without what they name, fewer people are missing."""

from dataclasses import replace

import numpy as np
import pytest

from wfm.scheduling.covering import shortage_reasons
from wfm.scheduling.covering.cover import cover
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement, TemplateShare

HOUR = 3600.0
EARLY = Shift("early", 0, 0, 4, 0, (), 4.0, 4.0)
LATE = Shift("late", 0, 4, 4, 4 * 3600, (), 4.0, 4.0)
NEED = StaffRequirement(np.full(8, 3), HOUR)


def reasons(found):
    return {one.reason for one in found.shortages}


def missing(found):
    return int(found.under.sum())


@pytest.mark.parametrize("under", [None, 30.0])
def test_a_slot_without_shifts_is_named(under):
    need = replace(NEED, under=under)
    found = cover(need, [EARLY])
    assert reasons(found) == {"no shift covers this time"}
    assert missing(cover(need, [EARLY, LATE])) < missing(found)


@pytest.mark.parametrize("under", [None, 30.0])
def test_a_break_that_always_covers_a_slot_is_named(under):
    lunch = (BreakWindow("lunch", "lunch", 2, 1, 1, False),)
    need = replace(NEED, under=under)
    found = cover(need, [replace(EARLY, breaks=lunch), LATE])
    assert reasons(found) == {"shifts that reach it are always on a break"}
    assert missing(cover(need, [EARLY, LATE])) < missing(found)


def test_a_price_is_named_where_more_would_be_covered_at_a_higher_one():
    need = replace(NEED, under=0.5)
    found = cover(need, [EARLY, LATE])
    assert reasons(found) == {"understaffed at its price"}
    assert missing(cover(replace(need, under=30.0), [EARLY, LATE])) < missing(found)


@pytest.mark.parametrize(
    ("under", "words"),
    [
        (None, "no full cover with at most 1 distinct shifts was found"),
        (30.0, "at most 1 distinct shifts may be run"),
    ],
)
def test_a_limit_of_distinct_shifts_is_named_with_and_without_a_price(under, words):
    need = replace(NEED, under=under)
    found = cover(need, [EARLY, LATE], max_distinct=1)
    assert reasons(found) == {words}
    assert missing(cover(need, [EARLY, LATE], max_distinct=2)) < missing(found)


def test_a_price_of_distinct_shifts_belongs_to_the_price():
    need = replace(NEED, under=1.2, distinct=40.0)
    found = cover(need, [EARLY, LATE])
    assert reasons(found) == {"understaffed at its price"}
    assert missing(cover(replace(need, distinct=0.0), [EARLY, LATE])) < missing(found)


def test_a_share_of_full_time_shifts_is_named():
    full = Shift("full", 0, 0, 8, 0, (), 8.0, 80.0)
    need = replace(NEED, required=np.array([0] * 4 + [4] * 4), under=6.0)
    share = [TemplateShare(frozenset(["full"]), 0.5)]
    found = cover(need, [full, LATE], shares=share)
    assert "the share of full-time shifts leaves no more of the others" in reasons(found)
    assert missing(cover(need, [full, LATE])) < missing(found)


def test_a_shift_that_would_lower_the_cost_shows_that_the_search_ended_too_early():
    need = replace(NEED, under=30.0)
    problem = CoverProblem.of(need, [EARLY, LATE])
    net = np.array([3] * 4 + [2] * 4)
    found = shortage_reasons.shortages(
        problem, [EARLY, LATE], np.array([3, 2]), net, None, 0.0, 3600.0
    )
    assert {one.reason for one in found} == {"the search ended too early"}
    assert [one.slot for one in found] == [4, 5, 6, 7]
