"""The goal "day": its minimum, its bound, its local days, and its errors."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import wfm
from support.forecasts import demand
from support.schedules import (
    DAY_SHIFT,
    FOUR_HOURS,
    HOUR,
    VOLUME,
    changed,
    forecast_plan,
    plan_with,
    plan_with_target,
    schedule_request,
    scheduled,
)
from wfm.errors import InputError
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.requirements import slot_requirements
from wfm.scheduling.shift_templates import Template
from wfm.targets import QueueTarget, Target

ONE = Template("one", 8 * HOUR, 11 * HOUR, HOUR, (HOUR,))


def test_a_minimum_far_above_the_plan_is_met_in_every_interval():
    volume = np.full(4, 5000.0)
    load = volume * 240 / 3600
    low = wfm.agents_required(load, 240.0, service_level=0.05, within=60.0)
    high = wfm.agents_required(load, 240.0, service_level=0.99, within=60.0)
    assert (high > low + 12).all()
    for minimum in (0.95, 0.99):
        schedule = scheduled(
            forecast_plan(volume, low),
            schedule_request(
                [ONE], goal="day", target=Target(0.05, 60.0), min_service_level=minimum
            ),
        )
        needed = wfm.agents_required(load, 240.0, service_level=minimum, within=60.0)
        assert schedule.coverage_by_queue[0].required.tolist() == needed.tolist()
        assert schedule.coverage_by_queue[0].service_level.min() >= minimum


def test_a_target_far_above_the_plan_is_met_over_the_day():
    volume = np.array([5000.0, 4000.0, 5000.0, 4000.0])
    few = wfm.agents_required(volume * 240 / 3600, 240.0, service_level=0.1, within=60.0)
    schedule = scheduled(
        forecast_plan(volume, few), schedule_request([ONE], goal="day", target=Target(0.99, 5.0))
    )
    level = schedule.coverage_by_queue[0].service_level
    assert volume @ level / volume.sum() >= 0.99


def test_a_day_without_a_shift_for_some_slots_names_the_first_of_them():
    early = Template("early", 8 * HOUR, 8 * HOUR, HOUR, (2 * HOUR,))
    with pytest.raises(InputError, match=r"no shift of the rules covers 1970-01-01 10:00 \(2 such"):
        scheduled(forecast_plan(np.full(4, 60.0), [6] * 4), schedule_request([early], goal="day"))


def test_a_day_needs_a_service_level_and_no_names():
    plan = forecast_plan(np.full(4, 60.0), [6] * 4)
    with pytest.raises(InputError, match="goal 'day' needs a target with a service level"):
        scheduled(plan, schedule_request([ONE], goal="day", target=Target(asa=20.0)))
    week = Contract("week", days_per_week=(0, 5))
    with pytest.raises(InputError, match="goal 'day' is not available for people by name"):
        schedule_request([ONE], contracts=[week], agents=[Agent("Ann", "week")], goal="day")


CHAT = QueueTarget("chat", 0.9, 20.0, patience=60.0, aht_by_concurrency=(240.0, 300.0, 400.0))
ERLANG = QueueTarget("erlang_c", 0.8, 20.0)


@pytest.mark.parametrize("target", [CHAT, ERLANG], ids=["chat", "erlang_c"])
@pytest.mark.parametrize(
    ("shrinkage", "minimum"), [(0.0, 0.3), (0.22, 0.05), (0.4, 0.3), (0.6, 0.05)]
)
def test_a_day_is_met_and_its_bound_is_below_the_cheapest_day(target, shrinkage, minimum):
    volume = np.array([60.0, 75.0, 120.0])
    forecast = demand(volume, 240.0, start=np.arange(8, 11) * HOUR, interval=3600.0)
    plan = plan_with(forecast, [3] * 3, models={"": target.model}, targets={"": target})
    schedule = scheduled(
        plan, schedule_request([ONE], goal="day", min_service_level=minimum), shrinkage
    )
    (covered,) = schedule.coverage_by_queue
    assert volume @ covered.service_level / volume.sum() >= target.service_level
    assert covered.service_level.min() >= minimum
    cheapest = cheapest_day(plan, shrinkage, minimum, target.service_level)
    assert schedule.totals.lower_bound <= cheapest <= schedule.totals.cost <= cheapest + 2


def cheapest_day(plan, shrinkage, minimum, level):
    """The fewest paid hours, by every combination of people in the hours."""
    (requirement,) = slot_requirements(plan, schedule_request([ONE]), shrinkage, HOUR, pool=False)
    people = np.arange(1, 41)
    volume = plan.demand.volume
    hours = np.flatnonzero(requirement.volume > 0)
    levels = [requirement.service_level(people.astype(float), np.array([hour])) for hour in hours]
    levels = [np.where(one >= minimum, one, -np.inf) for one in levels]
    total = sum(
        np.expand_dims(v * one, tuple(set(range(3)) - {k}))
        for k, (v, one) in enumerate(zip(volume, levels, strict=True))
    )
    sufficient = total >= level * volume.sum()
    count = people[:, None, None] + people[None, :, None] + people[None, None, :]
    return count[sufficient].min()


PEAK = np.array([60.0, 75.0, 120.0, 75.0, 60.0, 60.0, 75.0, 60.0])


def test_a_day_uses_the_model_of_the_queue():
    request = schedule_request([DAY_SHIFT], [], goal="day", understaffed=50.0)
    easy = QueueTarget("erlang_a", 0.5, 60.0, patience=30.0)
    assert (
        scheduled(plan_with_target(easy, "erlang_a"), request).coverage_by_queue[0].required.max()
        < 3
    )


def test_a_day_may_require_many_more_agents_in_a_slot_than_the_plan():
    low = forecast_plan(np.full(8, 75.0), [6] * 8)
    request = schedule_request([DAY_SHIFT], [], goal="day", target=Target(0.95, 10.0))
    schedule = scheduled(low, request)
    needed = wfm.agents_required(5.0, 240.0, service_level=0.95, within=10.0)
    assert needed >= 6 + 4
    assert schedule.coverage_by_queue[0].net.tolist() == [needed] * 8
    assert schedule.totals.service_level >= 0.95


def test_a_day_reports_the_paid_hours_saved_and_its_gap():
    agents = wfm.agents_required(PEAK * 240 / 3600, 240.0, service_level=0.8, within=20.0)
    plan = forecast_plan(PEAK, agents)
    rules = [Template("two", 8 * HOUR, 14 * HOUR, HOUR, (2 * HOUR, 3 * HOUR))]
    request = schedule_request(rules, [], target=Target(0.8, 20.0), gap=0.5)
    even = scheduled(plan, request)
    day = scheduled(plan, changed(request, goal="day"))
    saved = even.totals.paid_hours - day.totals.paid_hours
    assert saved > 0
    assert day.notes[-1] == (
        f"the target is met over each day, not in each interval: {saved:,.1f} paid hours less "
        f"than the {even.totals.paid_hours:,.1f} of a schedule that meets it in each interval"
    )
    assert 0.8 <= day.totals.service_level < even.totals.service_level
    assert 0 < day.totals.lower_bound < day.totals.cost
    assert day.totals.gap == pytest.approx(day.totals.cost / day.totals.lower_bound - 1)
    assert 1e-6 < day.totals.gap < 0.5
    assert day.totals.status == "within gap"
    for gap, status in ((0.0, "feasible"), (day.totals.gap, "within gap")):
        same = scheduled(plan, changed(request, goal="day", gap=gap)).totals
        assert (same.gap, same.status) == (day.totals.gap, status)


def test_no_interval_of_a_day_is_below_the_minimum_service_level():
    agents = wfm.agents_required(PEAK * 240 / 3600, 240.0, service_level=0.8, within=20.0)
    rules = [Template("one", 8 * HOUR, 15 * HOUR, HOUR, (HOUR,))]
    for minimum in (0.3, 0.75):
        request = schedule_request(
            rules, [], target=Target(0.8, 20.0), goal="day", min_service_level=minimum
        )
        level = scheduled(forecast_plan(PEAK, agents), request).coverage_by_queue[0].service_level
        assert level.min() >= minimum
        assert (PEAK * level).sum() / PEAK.sum() >= 0.8
        assert (level.min() < 0.75) == (minimum < 0.75)


def test_each_local_day_meets_the_target():
    zone = ZoneInfo("Asia/Tokyo")  # the day begins at 15:00 UTC of the day before
    first = int(datetime(2026, 3, 2, 20, tzinfo=zone).timestamp())
    hours = np.concatenate([np.arange(4), 4 + np.arange(4)])
    volume = np.array([20.0, 20.0, 20.0, 20.0, 200.0, 200.0, 200.0, 200.0])
    agents = wfm.agents_required(volume * 240 / 3600, 240.0, service_level=0.8, within=20.0)
    plan = forecast_plan(volume, agents, start=first + hours * 3600, zone=zone)
    one = Template("one", 0, 23 * HOUR, HOUR, (HOUR,))
    request = schedule_request(
        [one], [], target=Target(0.8, 20.0), goal="day", min_service_level=0.05
    )
    level = scheduled(plan, request, 0.1).coverage_by_queue[0].service_level
    for day in (slice(0, 4), slice(4, 8)):
        assert (volume[day] * level[day]).sum() / volume[day].sum() >= 0.8 - 1e-9


def test_a_day_that_cannot_meet_its_target_is_an_error():
    plan = forecast_plan(VOLUME, [6] * 4)
    early = Template("early", 8 * HOUR, 8 * HOUR, HOUR, (2 * HOUR,))
    with pytest.raises(InputError, match="no shift of the rules covers 1970-01-01 10:00"):
        scheduled(plan, schedule_request([early], [], goal="day"))
    with pytest.raises(InputError, match="goal 'day' needs a target with a service level"):
        scheduled(plan, schedule_request([FOUR_HOURS], [], goal="day", target=Target(asa=20.0)))


def test_a_day_requires_no_agents_where_the_plan_has_none():
    plan = forecast_plan([5.0, 90.0, 60.0, 15.0], [0, 8, 6, 2])
    one = Template("one", 8 * HOUR, 11 * HOUR, HOUR, (HOUR,))
    schedule = scheduled(plan, schedule_request([one], [], goal="day", opening_hours=True))
    assert schedule.coverage_by_queue[0].required[0] == 0
    assert (schedule.coverage_by_queue[0].required[1:] > 0).all()


def test_the_last_hour_of_a_day_belongs_to_that_day():
    light, heavy = np.full(24, 20.0), np.full(24, 20.0)
    heavy[23] = 300.0
    volume = np.concatenate([light, light, heavy, 4 * light])
    agents = wfm.agents_required(volume * 240 / 3600, 240.0, service_level=0.8, within=20.0)
    plan = forecast_plan(volume, agents, start=np.arange(96) * 3600)
    one = Template("one", 0, 23 * HOUR, HOUR, (HOUR,))
    request = schedule_request(
        [one], [], target=Target(0.8, 20.0), goal="day", min_service_level=0.05
    )
    level = scheduled(plan, request).coverage_by_queue[0].service_level.reshape(4, 24)
    days = volume.reshape(4, 24)
    mean = (days * level).sum(axis=1) / days.sum(axis=1)
    assert (mean >= 0.8 - 1e-9).all()
    assert (mean < 0.83).all()
