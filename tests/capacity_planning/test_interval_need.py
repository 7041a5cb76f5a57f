"""The need of months from intervals: by hand, and against a fixed occupancy."""

import numpy as np
import pytest

from oracles.erlang import min_agents
from wfm import Target
from wfm.capacity_planning.interval_need import interval_need
from wfm.capacity_planning.rules_of_thumb import fte_at_occupancy
from wfm.errors import InputError

DAY = np.array([0.0, 31.0, 88.0, 120.0, 64.0, 17.0])
AHT = np.array([np.nan, 240.0, 260.0, 250.0, 255.0, 300.0])
TARGET = Target(0.8, 30.0)


def test_each_month_is_planned_at_its_own_volume():
    need = interval_need(
        DAY, AHT, 1800.0, TARGET, [1.0, 0.25, 4.0], [1.0, 0.9, 1.0], days=[30, 31, 28],
        days_of_pattern=1,
    )  # fmt: skip
    for month, (f, g, days) in enumerate([(1.0, 1.0, 30), (0.25, 0.9, 31), (4.0, 1.0, 28)]):
        agents = [
            min_agents(f * n * g * aht / 1800.0, g * aht, 0.8, 30.0)
            for n, aht in zip(DAY[1:], AHT[1:], strict=True)
        ]
        assert need.agent_hours[month] == pytest.approx(days * sum(agents) / 2)
        assert need.contacts[month] == pytest.approx(days * f * 320.0)
        assert need.workload[month] == pytest.approx(days * f * g * (DAY * AHT)[1:].sum() / 3600)
        assert need.need[month] == pytest.approx(need.agent_hours[month] * 3 / 520)


def test_a_small_team_has_a_lower_occupancy_than_a_rule_says():
    need = interval_need(DAY, AHT, 1800.0, TARGET, [0.25, 1.0, 4.0, 16.0])
    assert (np.diff(need.occupancy) > 0).all()
    aht = need.workload[0] / need.contacts[0] * 3600
    assert fte_at_occupancy(need.contacts[0], aht, 0.82) < 0.8 * need.need[0]
    assert need.workload / need.agent_hours == pytest.approx(need.occupancy)


def test_a_month_without_contacts_needs_nobody():
    need = interval_need(DAY, AHT, 1800.0, TARGET, [0.0])
    assert need.need[0] == 0.0
    assert np.isnan(need.occupancy[0])


def test_hours_and_days_must_be_above_0():
    with pytest.raises(InputError, match="paid_hours must be above 0: got 0"):
        interval_need(DAY, AHT, 1800.0, TARGET, [1.0], paid_hours=0.0)
    with pytest.raises(InputError, match="must have 2 values: got 1"):
        interval_need(DAY, AHT, 1800.0, TARGET, [1.0, 1.0], [0.9])
