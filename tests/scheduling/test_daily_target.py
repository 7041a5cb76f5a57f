"""The goal "day": its minimum, its limits, and what it refuses."""

import numpy as np
import pytest

import wfm
from support.forecasts import demand
from support.schedules import plan_with, request, scheduled
from wfm.errors import InputError
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.requirements import slot_requirements
from wfm.scheduling.shift_templates import Template
from wfm.targets import QueueTarget, Target

HOUR = 3600
ONE = Template("one", 8 * HOUR, 11 * HOUR, HOUR, (HOUR,))


def morning(volume, agents, aht=240.0):
    start = np.arange(8, 8 + len(volume)) * HOUR
    return plan_with(demand(volume, aht, start=start, interval=3600.0), agents)


def test_a_minimum_far_above_the_plan_is_met_in_every_interval():
    volume = np.full(4, 5000.0)
    load = volume * 240 / 3600
    low = wfm.agents_required(load, 240.0, service_level=0.05, within=60.0)
    high = wfm.agents_required(load, 240.0, service_level=0.99, within=60.0)
    assert (high > low + 12).all()
    for minimum in (0.95, 0.99):
        rota = scheduled(
            morning(volume, low),
            request([ONE], goal="day", target=Target(0.05, 60.0), min_service_level=minimum),
        )
        needed = wfm.agents_required(load, 240.0, service_level=minimum, within=60.0)
        assert rota.coverage_by_queue[0].required.tolist() == needed.tolist()
        assert rota.coverage_by_queue[0].service_level.min() >= minimum


def test_a_target_far_above_the_plan_is_met_over_the_day():
    volume = np.array([5000.0, 4000.0, 5000.0, 4000.0])
    few = wfm.agents_required(volume * 240 / 3600, 240.0, service_level=0.1, within=60.0)
    rota = scheduled(morning(volume, few), request([ONE], goal="day", target=Target(0.99, 5.0)))
    level = rota.coverage_by_queue[0].service_level
    assert volume @ level / volume.sum() >= 0.99


def test_a_day_without_a_shift_for_some_slots_names_the_first_of_them():
    early = Template("early", 8 * HOUR, 8 * HOUR, HOUR, (2 * HOUR,))
    with pytest.raises(InputError, match=r"no shift of the rules covers 1970-01-01 10:00 \(2 such"):
        scheduled(morning(np.full(4, 60.0), [6] * 4), request([early], goal="day"))


def test_a_day_needs_a_service_level_and_no_names():
    plan = morning(np.full(4, 60.0), [6] * 4)
    with pytest.raises(InputError, match="goal 'day' needs a target with a service level"):
        scheduled(plan, request([ONE], goal="day", target=Target(asa=20.0)))
    week = Contract("week", days_per_week=(0, 5))
    with pytest.raises(InputError, match="goal 'day' is not available for people by name"):
        request([ONE], contracts=[week], agents=[Agent("Ann", "week")], goal="day")


CHAT = QueueTarget("chat", 0.9, 20.0, patience=60.0, aht_by_concurrency=(240.0, 300.0, 400.0))
ERLANG = QueueTarget("erlang_c", 0.8, 20.0)


@pytest.mark.parametrize("target", [CHAT, ERLANG], ids=["chat", "erlang_c"])
@pytest.mark.parametrize(("lost", "minimum"), [(0.0, 0.3), (0.22, 0.05), (0.4, 0.3), (0.6, 0.05)])
def test_a_day_is_met_and_its_bound_is_below_the_cheapest_day(target, lost, minimum):
    volume = np.array([60.0, 75.0, 120.0])
    forecast = demand(volume, 240.0, start=np.arange(8, 11) * HOUR, interval=3600.0)
    plan = plan_with(forecast, [3] * 3, models={"": target.model}, targets={"": target})
    rota = scheduled(plan, request([ONE], goal="day", min_service_level=minimum), lost)
    (covered,) = rota.coverage_by_queue
    assert volume @ covered.service_level / volume.sum() >= target.service_level
    assert covered.service_level.min() >= minimum
    cheapest = cheapest_day(plan, lost, minimum, target.service_level)
    assert rota.totals.lower_bound <= cheapest <= rota.totals.cost <= cheapest + 2


def cheapest_day(plan, lost, minimum, level):
    """The fewest paid hours, by every combination of people in the hours."""
    (requirement,) = slot_requirements(plan, request([ONE]), lost, HOUR, pool=False)
    people = np.arange(1, 41)
    volume = plan.demand.volume
    hours = np.flatnonzero(requirement.volume > 0)
    levels = [requirement.service_level(people * (1 - lost), np.array([hour])) for hour in hours]
    levels = [np.where(one >= minimum, one, -np.inf) for one in levels]
    total = sum(
        np.expand_dims(v * one, tuple(set(range(3)) - {k}))
        for k, (v, one) in enumerate(zip(volume, levels, strict=True))
    )
    met = total >= level * volume.sum()
    count = people[:, None, None] + people[None, :, None] + people[None, None, :]
    return count[met].min()
