"""The bound of a free choice of shifts, and the extra cost that is printed with it."""

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
from wfm.schedule import cover
from wfm.scheduling.covering import free_bound as module
from wfm.scheduling.covering.free_bound import free_bound
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement
from wfm.scheduling.shift_templates import Template

SHORT = Template("short", 8 * HOUR, 13 * HOUR, HOUR, (2 * HOUR, 3 * HOUR))
LONG = Template("long", 8 * HOUR, 8 * HOUR, HOUR, (7 * HOUR,))


@pytest.mark.parametrize("seed", range(8))
def test_no_schedule_without_restrictions_costs_less_than_the_bound(seed):
    draw = np.random.default_rng(seed)
    shifts = [
        Shift(f"s{length}", 0, at, length, 3600 * at, (), float(length), float(length) + 0.25 * at)
        for length in (2, 3)
        for at in range(6 - length + 1)
    ]
    under = None if seed % 2 else 0.75
    need = StaffRequirement(
        draw.integers(0, 5, size=6), 3600.0, under=under, distinct=3.0, convex=bool(seed % 4)
    )
    free = cover(
        StaffRequirement(need.required, 3600.0, under=under, convex=need.convex), shifts, gap=0.0
    )
    bound = free_bound(need, shifts)
    assert bound <= free.cost + 1e-9
    assert bound >= 0.9 * free.cost - 0.25


def test_days_are_bounded_by_themselves_and_by_whole_people(monkeypatch):
    pause = BreakWindow("pause", "pause", 1, 1, 1, paid=False)
    days = []
    for first in (0, 5):
        # of three slots each shift works two: half of each shift covers them, but whole people
        # need two of the shifts
        days += [
            Shift("a", 0, first, 2, 3600 * first, (), 2.0, 2.0),
            Shift("b", 0, first + 1, 2, 3600 * first, (), 2.0, 2.25),
            Shift("c", 0, first, 3, 3600 * first, (pause,), 2.0, 2.5),
        ]
    need = StaffRequirement(np.array([1, 1, 1, 0, 0, 1, 1, 1]), 3600.0)
    assert free_bound(need, days) == cover(need, days, gap=0.0).cost == 8.5
    # 3.375 for each day, and every cost is a multiple of a quarter
    monkeypatch.setattr(module, "_SMALL", 0)
    assert free_bound(need, days) == 7.0
    assert free_bound(need, days, seconds=0.0) is None


@pytest.mark.parametrize(
    "prices",
    [
        {"max_distinct_shifts": 2},
        {"distinct_shift": 4.0},
        {"part_time": 1.5},
        {"part_time": 0.5, "max_distinct_shifts": 3},
    ],
    ids=str,
)
def test_the_extra_cost_is_that_above_the_free_schedule_at_most(prices):
    plan = days_from_eight([1, 2, 4, 2, 3, 3, 1])
    request = schedule_request([SHORT, LONG], gap=0.0)
    free = scheduled(plan, request).totals
    assert np.isnan([free.free_lower_bound, free.max_extra_cost, free.max_extra_paid_hours]).all()
    found = scheduled(plan, changed(request, **prices)).totals
    assert found.free_lower_bound <= free.cost
    true = found.paid_hours / free.paid_hours - 1
    assert found.max_extra_cost == found.max_extra_paid_hours >= true - 1e-9
    assert found.free_lower_bound * (1 + found.max_extra_cost) == pytest.approx(found.paid_hours)


def test_a_price_of_part_time_is_paid_where_part_time_saves_more():
    plan = days_from_eight([1] * 7 + [0, 0])
    request = schedule_request([SHORT, LONG], gap=0.0)
    # seven hours as one full-time shift, or as 2 + 2 + 3 hours
    assert scheduled(plan, changed(request, part_time=0.1)).totals.full_time_shifts == 1
    few = days_from_eight([1, 1, 0, 0, 0, 1, 1])
    dear = scheduled(few, changed(request, part_time=2.0)).totals
    assert (dear.full_time_shifts, dear.shifts, dear.cost) == (1, 1, 7.0)
    cheap = scheduled(few, changed(request, part_time=1.0)).totals
    assert (cheap.full_time_shifts, cheap.shifts, cheap.cost, cheap.paid_hours) == (0, 2, 6.0, 4.0)
    assert cheap.max_extra_cost == 0.0


def test_the_extra_is_of_cost_where_it_is_more_than_paid_hours():
    plan = days_from_eight([1, 2, 4, 2, 3, 3, 1])
    dear = Template("short", 8 * HOUR, 13 * HOUR, HOUR, (2 * HOUR, 3 * HOUR), pay=2.0)
    found = scheduled(plan, schedule_request([dear], max_distinct_shifts=5)).totals
    assert np.isfinite(found.max_extra_cost)
    assert np.isnan(found.max_extra_paid_hours)


def test_several_queues_add_up_and_an_understaffed_one_has_no_extra_cost():
    plan = two_queue_plan(np.full(8, 10.0), [1] * 4 + [2] * 4)
    four = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,))
    found = scheduled(plan, schedule_request([four], max_distinct_shifts=1)).totals
    assert (found.free_lower_bound, found.max_extra_cost) == (12.0, 0.0)
    three = Template("three", 8 * HOUR, 8 * HOUR, HOUR, (3 * HOUR,))
    short = scheduled(plan, schedule_request([three], max_distinct_shifts=1)).totals
    assert short.status == "understaffed"
    assert np.isnan(short.max_extra_cost)
