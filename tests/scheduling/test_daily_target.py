"""The goal "day": its minimum, its limits, and what it refuses."""

import numpy as np
import pytest

import wfm
from support.forecasts import demand
from support.schedules import plan_with, request, scheduled
from wfm.errors import InputError
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.shift_templates import Template
from wfm.targets import Target

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
