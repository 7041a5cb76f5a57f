"""The share of full-time shifts of a schedule, and the price of part-time."""

from dataclasses import replace

import numpy as np
import pytest

from support.schedules import (
    HOUR,
    changed,
    days_from_eight,
    schedule_request,
    scheduled,
    two_queue_plan,
)
from wfm.scheduling.full_time import full_time_shares, priced
from wfm.scheduling.records import Shift
from wfm.scheduling.request import FULL_TIME
from wfm.scheduling.shift_templates import BreakRule, Template

ANY = Template("any", 8 * HOUR, 16 * HOUR, HOUR, (3 * HOUR, 8 * HOUR))
LUNCH = BreakRule("lunch", HOUR, False, "middle", 0, 0, shortest=8 * HOUR)
REQUEST = schedule_request([ANY], [LUNCH], full_time=0.6, gap=0.0)


def test_every_day_with_room_for_a_full_time_shift_has_the_share():
    plan = days_from_eight([2, 1, 0, 0, 1, 2, 2, 3, 3], [3, 3, 0, 0, 0, 0, 2, 3])
    free = scheduled(plan, changed(REQUEST, full_time=0.0)).totals
    found = scheduled(plan, REQUEST)
    for date in {row.date for row in found.rows}:
        today = [row.paid_hours for row in found.rows if row.date == date]
        # 8 hours with an unpaid lunch of 1 are 7 paid ones, which is full-time
        assert today.count(FULL_TIME) >= 0.6 * len(today) > 0
    totals = found.totals
    assert totals.full_time_shifts / totals.shifts >= 0.6 > free.full_time_shifts / free.shifts
    assert totals.understaffed_hours == 0
    assert free.cost < totals.lower_bound <= totals.cost
    assert totals.free_lower_bound <= free.cost
    assert totals.free_lower_bound * (1 + totals.max_extra_cost) == pytest.approx(totals.cost)


def test_a_note_names_the_days_on_which_no_full_time_shift_fits():
    plan = days_from_eight([1] * 8, [2, 2, 2], [1, 1, 1], [1] * 3, [1] * 3)
    found = scheduled(plan, REQUEST)
    (note,) = [one for one in found.notes if "full-time" in one]
    assert note == (
        "no full-time shift fits on Tue 1970-01-06, Wed 1970-01-07, Thu 1970-01-08 and 1 more "
        "day: no share there"
    )
    others = [
        *scheduled(plan, changed(REQUEST, full_time=0.0)).notes,
        *scheduled(days_from_eight([1] * 8), REQUEST).notes,
    ]
    assert not [one for one in others if "full-time" in one]


def test_a_note_names_the_days_on_which_full_time_shifts_have_no_required_agents():
    plan = days_from_eight([1] * 8, [0, 0, 0, 1, 1, 1, 1, 1], [2, 2, 2, *[0] * 8])
    lunchtime = replace(ANY, first=11 * HOUR, lengths=(8 * HOUR,))
    found = scheduled(plan, changed(REQUEST, templates=[replace(ANY, name="few", last=8 * HOUR,
        lengths=(3 * HOUR,)), lunchtime]))  # fmt: skip
    assert [one for one in found.notes if "full-time" in one] == [
        "no full-time shift fits on Mon 1970-01-05: no share there",
        "no agents are required in the hours of any full-time shift on Wed 1970-01-07: no share "
        "there",
    ]


def test_the_share_holds_in_each_queue():
    four = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,))
    two = replace(four, name="two", last=10 * HOUR, step=2 * HOUR, lengths=(2 * HOUR,))
    plan = two_queue_plan(np.full(8, 10.0), [1, 1, 3, 3] * 2)
    found = scheduled(plan, schedule_request([four, two], [], full_time=0.6))
    # four hours are not full-time
    assert len([one for one in found.notes if "no share there" in one]) == 2


def test_a_day_without_people_has_no_share():
    found = scheduled(days_from_eight([0] * 8, [1] * 8), REQUEST)
    assert {row.date for row in found.rows} == {"1970-01-06"}


def test_only_part_time_shifts_have_the_price_of_part_time():
    shift = Shift("any", 0, 8, 7, 8 * HOUR, (), FULL_TIME, 7.0)
    short = replace(shift, paid_hours=6.75)
    assert priced(shift, 2.0) is shift
    assert priced(short, 2.0).cost == 9.0
    assert full_time_shares([short], 0.5) == full_time_shares([shift], 0.0) == ()
