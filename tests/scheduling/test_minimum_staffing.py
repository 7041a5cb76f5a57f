"""Minimum staffing by hours, weekdays and queues is part of the requirement."""

import numpy as np
import pytest

from support.schedules import (
    HOUR,
    MONDAY,
    hourly_plan,
    schedule_request,
    scheduled,
    two_queue_plan,
)
from wfm.errors import InputError
from wfm.scheduling.contracts import Agent, Contract
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


@pytest.mark.parametrize(
    ("values", "words"),
    [({"agents": -1}, "agents must be"), ({"agents": 1, "hours": (0, 90_000)}, "hours must be")],
)
def test_minimums_outside_their_domain_are_refused(values, words):
    with pytest.raises(InputError, match=words):
        MinimumStaffing(**values)
