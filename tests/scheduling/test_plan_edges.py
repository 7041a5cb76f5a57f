"""Night shifts at both ends of a plan around the clock, in every mode."""

import numpy as np
import pytest

from support.schedules import (
    HOUR,
    MONDAY,
    hourly_plan,
    schedule_request,
    scheduled,
)
from wfm.schedule import cover
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.shift_templates import BreakRule, Template

THREE = [
    Template(name, at * HOUR, at * HOUR, HOUR, (8 * HOUR,))
    for name, at in (("early", 6), ("late", 14), ("night", 22))
]
REST = BreakRule("rest", HOUR, paid=True, anchor="end", earliest=-2 * HOUR, latest=-2 * HOUR)
ANY = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
TEAM = [Agent(f"P{i}", "any") for i in range(4)]
WEEK = 7 * 24
PRICED = {"understaffed": 50.0, "overstaffed": 3.0}
MODES = {
    "shifts": {},
    "people by week": {"contracts": [ANY]},
    "people by name": {"contracts": [ANY], "agents": TEAM},
}


@pytest.mark.parametrize(("mode", "prices"), [("shifts", {}), *((mode, PRICED) for mode in MODES)])
def test_the_last_night_of_an_open_plan_around_the_clock_ends_behind_it(mode, prices):
    plan = hourly_plan(MONDAY + np.arange(WEEK) * HOUR, [1] * WEEK)
    request = schedule_request(THREE, [REST], cyclic=False, gap=0.0, **MODES[mode], **prices)
    schedule = scheduled(plan, request)
    (covered,) = schedule.coverage_by_queue
    # before the first shift nobody is there, and the rest covers the hour before the last
    resting = np.arange(WEEK) % 8 == 4
    assert (covered.net[6:] > 0).tolist() == (~resting[6:]).tolist()
    assert covered.net[:6].tolist() == [0] * 6
    last = max(schedule.rows, key=lambda row: row.end)
    assert (last.end - MONDAY) / HOUR == WEEK + 6
    assert last.paid_hours == 8
    # behind the end nobody is required, and nobody is too many
    assert schedule.totals.overstaffed_hours == 0
    assert schedule.totals.paid_hours == 21 * 8
    if prices:
        missing = 6 + np.count_nonzero(resting[6:])
        assert schedule.totals.cost == pytest.approx(21 * 8 + 50 * missing)


def test_where_the_centre_closes_no_shift_ends_behind_the_plan():
    open_late = MONDAY + np.concatenate([np.arange(6, 24), 24 + np.arange(6, 24)]) * HOUR
    schedule = scheduled(hourly_plan(open_late, [1] * 36), schedule_request(THREE, cyclic=False))
    assert {row.shift for row in schedule.rows} == {"early", "late"}
    free = schedule_request(THREE, cyclic=False, opening_hours=False)
    schedule = scheduled(hourly_plan(open_late, [1] * 36), free)
    assert schedule.coverage_by_queue[0].net[-2:].tolist() == [1, 1]


@pytest.mark.parametrize("over", [0.0, 2.0])
def test_a_shift_behind_the_end_costs_its_pay_alone(over):
    need = StaffRequirement(np.array([0, 0, 2, 3]), 3600.0, over=over)
    late = Shift("late", 0, 2, 5, 7200, (), 5.0, 5.0)
    found = cover(need, [late])
    assert (found.cost, found.bound, found.status) == (15 + over, 15 + over, "optimal")
    assert found.net.tolist() == [0, 0, 3, 3]


def test_a_schedule_without_shifts_at_an_edge_does_not_blame_the_price():
    early = hourly_plan(MONDAY + np.arange(WEEK) * HOUR, [1] * 6 + [0] * (WEEK - 6))
    by_week = schedule_request(THREE[2:], cyclic=False, understaffed=50.0, contracts=[ANY])
    schedule = scheduled(early, by_week)
    assert not schedule.rows
    assert schedule.notes[0] == (
        "no shift is scheduled: shifts over this time would start before the plan"
    )
