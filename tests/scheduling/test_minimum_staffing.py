"""Minimum staffing by hours, weekdays and queues is part of the requirement."""

from dataclasses import replace

import numpy as np
import pytest

from support.schedules import (
    HOUR,
    MONDAY,
    hourly_plan,
    schedule_request,
    scheduled,
    two_queue_plan,
    understaffing_texts,
)
from wfm.errors import InputError
from wfm.scheduling.contracts import Agent, Available, Contract
from wfm.scheduling.request import MinimumStaffing
from wfm.scheduling.shift_templates import Template

ONE = Template("one", 0, 23 * HOUR, HOUR, (HOUR,))
ANY = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)


def required(*minimums, agents=(1, 1, 3, 1), queue=0, plan=None):
    """The requirement of a Monday and a Tuesday from 08:00 to 12:00."""
    start = np.concatenate([MONDAY + d * 86400 + np.arange(8, 12) * HOUR for d in (0, 1)])
    plan = plan or hourly_plan(start, [*agents, *agents])
    schedule = scheduled(plan, schedule_request([ONE], minimums=minimums))
    return schedule.coverage_by_queue[queue].required.tolist()


def test_the_requirement_is_the_plan_or_the_minimum_whichever_is_more():
    two = MinimumStaffing(2, (9 * HOUR, 11 * HOUR))
    assert required(two) == [1, 2, 3, 1, 1, 2, 3, 1]
    assert required(two, MinimumStaffing(4, (10 * HOUR, 12 * HOUR), days=frozenset({1}))) == [
        1, 2, 3, 1, 1, 2, 4, 4,
    ]  # fmt: skip


def test_hours_after_midnight_belong_to_the_weekday_before():
    plan = hourly_plan(MONDAY + np.arange(20, 32) * HOUR, np.ones(12))
    night = (22 * HOUR, 6 * HOUR)
    of_monday = MinimumStaffing(2, night, days=frozenset({0}))
    assert required(of_monday, plan=plan) == [1, 1, *[2] * 8, 1, 1]
    with pytest.raises(InputError, match="the plan has no such hours"):
        required(MinimumStaffing(2, night, days=frozenset({2})), plan=plan)
    # of the hours of Tuesday only those before its midnight are missing here
    of_tuesday = MinimumStaffing(2, (7 * HOUR, 6 * HOUR), days=frozenset({1}))
    assert required(of_tuesday, plan=plan) == [*[1] * 11, 2]


def test_a_minimum_is_for_its_queues_and_unknown_ones_are_refused():
    plan = two_queue_plan(np.full(8, 10.0), [1] * 4 + [2] * 4)
    only = MinimumStaffing(3, queues=frozenset({"b"}))
    assert required(only, plan=plan) == [1] * 4
    assert required(only, plan=plan, queue=1) == [3] * 4
    with pytest.raises(InputError, match="unknown queue 'c'"):
        required(MinimumStaffing(3, queues=frozenset({"c"})), plan=plan)


def test_no_slot_falls_below_the_minimum_even_where_understaffing_is_cheap():
    plan = hourly_plan(MONDAY + np.arange(8, 12) * HOUR, [4] * 4)
    minimum = MinimumStaffing(2, (9 * HOUR, 11 * HOUR))
    cheap = schedule_request([ONE], minimums=[minimum], understaffed=0.01)
    assert scheduled(plan, cheap).coverage_by_queue[0].net.tolist() == [0, 2, 2, 0]


def test_people_by_name_keep_the_minimum_where_they_can():
    plan = hourly_plan(MONDAY + np.arange(8, 12) * HOUR, [4] * 4)
    minimum = MinimumStaffing(2, (9 * HOUR, 11 * HOUR))
    two = Template("two", 9 * HOUR, 9 * HOUR, HOUR, (2 * HOUR,))

    def of(people):
        request = schedule_request(
            [two], contracts=[ANY], agents=[Agent(f"P{i}", "any") for i in range(people)],
            minimums=[minimum], understaffed=0.01,
        )  # fmt: skip
        return scheduled(plan, request)

    enough, too_few = of(3), of(1)
    assert enough.coverage_by_queue[0].net.tolist() == [0, 2, 2, 0]
    assert enough.totals.status == "optimal"
    assert too_few.coverage_by_queue[0].net.tolist() == [0, 1, 1, 0]
    assert too_few.totals.status == "understaffed"
    assert np.isnan(too_few.totals.lower_bound)


EARLY_OR_LATE = Template("six", 8 * HOUR, 10 * HOUR, HOUR, (6 * HOUR,))
TEAM = [Agent(f"P{i}", "any") for i in range(3)]


@pytest.mark.parametrize("people", ["by name", "anonymous"])
@pytest.mark.parametrize("price", [{"understaffed": 90.0}, {"understaffed": 0.1}, {}])
@pytest.mark.parametrize("shortage", ["convex", "linear"])
def test_a_minimum_comes_before_missing_people_of_any_price(people, price, shortage):
    """Three people for six by day: two of them must give up the morning for the evening."""
    plan = hourly_plan(MONDAY + np.arange(8, 16) * HOUR, [6] * 6 + [2] * 2)
    minimum = MinimumStaffing(2, (14 * HOUR, 16 * HOUR))
    each_day = Contract("any", days_per_week=(1, 1), consecutive_days_off=0, rest=0.0)
    request = schedule_request(
        [EARLY_OR_LATE], minimums=[minimum], shortage=shortage, **price,
        contracts=[each_day if people == "by name" else replace(each_day, people=3)],
        agents=TEAM if people == "by name" else [],
    )  # fmt: skip
    schedule = scheduled(plan, request)
    assert schedule.coverage_by_queue[0].net.tolist() == [1, 1, 3, 3, 3, 3, 2, 2]
    assert not any(one.below_minimum for one in schedule.understaffing)


def test_a_minimum_that_people_cannot_keep_is_reported_with_the_reason():
    plan = hourly_plan(MONDAY + np.arange(8, 16) * HOUR, [6] * 6 + [2] * 2)
    minimum = MinimumStaffing(2, (14 * HOUR, 16 * HOUR))
    early = Agent("P1", "any", available=(Available(8 * HOUR, 14 * HOUR),))
    request = schedule_request(
        [EARLY_OR_LATE], minimums=[minimum], understaffed=90.0, contracts=[ANY],
        agents=[early, *TEAM[:1]],
    )  # fmt: skip
    schedule = scheduled(plan, request)
    assert schedule.coverage_by_queue[0].net.tolist() == [1, 1, 2, 2, 2, 2, 1, 1]
    assert schedule.totals.status == "understaffed"
    (one,) = schedule.understaffing
    assert one.below_minimum == 1
    assert "agents missing (1 below the minimum): " in understaffing_texts(schedule)[0]


def test_a_minimum_of_one_queue_comes_before_the_other_queue():
    plan = two_queue_plan(np.full(8, 10.0), [4] * 4 + [1] * 4)
    both = [replace(one, skills=("a", "b")) for one in TEAM]
    request = schedule_request(
        [Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,))], contracts=[ANY], agents=both,
        minimums=[MinimumStaffing(2, queues=frozenset({"b"}))], understaffed=70.0,
    )  # fmt: skip
    a, b = scheduled(plan, request).coverage_by_queue
    assert (a.net.tolist(), b.net.tolist()) == ([1] * 4, [2] * 4)


@pytest.mark.parametrize(
    ("values", "words"),
    [({"agents": -1}, "agents must be"), ({"agents": 1, "hours": (0, 90_000)}, "hours must be")],
)
def test_minimums_outside_their_domain_are_refused(values, words):
    with pytest.raises(InputError, match=words):
        MinimumStaffing(**values)
