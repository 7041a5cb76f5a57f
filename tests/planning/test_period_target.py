"""Agents for a service level over a day, week or month, against every other choice of agents."""

from itertools import product

import numpy as np
import pytest

import wfm
from wfm.errors import InputError
from wfm.planning.period_target import agents_for_period, period_of

WITHIN, INTERVAL = 30.0, 1800.0


def erlang_levels(volume, aht, patience=np.inf):
    load = volume * aht / INTERVAL

    def levels(row, n):
        stable = (n > load[row]) | (patience < np.inf)
        many = np.where(stable, n, np.floor(load[row]) + 1)
        found = wfm.service_level(many, load[row], aht[row], WITHIN, patience=patience)
        return np.where(stable, found, 0.0)

    return levels


def exhaustive(levels, floor, volume, target, most=7):
    """The fewest agents in all that meet the target, by trying every choice."""
    rows = np.arange(len(volume))
    table = np.array([volume * levels(rows, floor + more) for more in range(most)])
    choices = np.array(list(product(range(most), repeat=len(volume))))
    met = table[choices, rows].sum(axis=1) >= target * volume.sum() - 1e-9
    return floor.sum() + choices[met].sum(axis=1).min()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("patience", [np.inf, 150.0])
def test_the_agents_are_within_one_of_the_fewest(seed, patience):
    rng = np.random.default_rng(seed)
    volume, aht = rng.uniform(5, 60, 4), rng.uniform(120, 400, 4)
    floor = np.floor(volume * aht / INTERVAL) + 1
    levels = erlang_levels(volume, aht, patience)
    target = rng.uniform(0.7, 0.92)
    n = agents_for_period(levels, floor, volume, np.full(4, 0.5), np.zeros(4, int), target)
    assert (volume * levels(np.arange(4), n)).sum() >= target * volume.sum() - 1e-9
    assert exhaustive(levels, floor, volume, target) <= n.sum()
    assert n.sum() <= exhaustive(levels, floor, volume, target) + 1


def test_every_period_meets_its_own_target():
    rng = np.random.default_rng(3)
    volume, aht = rng.uniform(0, 80, 96), np.full(96, 240.0)
    volume[:5] = 0.0
    day = np.arange(96) // 48
    floor = np.where(volume > 0, np.floor(volume * aht / INTERVAL) + 1, 0.0)
    levels = erlang_levels(volume, aht)
    n = agents_for_period(levels, floor, volume, np.full(96, 0.5), day, 0.85)
    served = volume * levels(np.arange(96), n)
    for one in (0, 1):
        assert served[day == one].sum() >= 0.85 * volume[day == one].sum() - 1e-9
        assert served[day == one].sum() < 0.87 * volume[day == one].sum()
    assert (n[volume == 0] == 0).all()


def test_a_longer_period_never_takes_more_agents():
    rng = np.random.default_rng(8)
    volume, aht = rng.uniform(10, 90, 60), np.full(60, 300.0)
    floor = np.floor(volume * aht / INTERVAL) + 1
    levels = erlang_levels(volume, aht)

    def total(period):
        return agents_for_period(levels, floor, volume, np.full(60, 0.5), period, 0.85).sum()

    assert total(np.zeros(60, int)) <= total(np.arange(60) // 10) + 1
    assert total(np.arange(60) // 10) <= total(np.arange(60))


def test_a_target_out_of_reach_is_refused():
    with pytest.raises(InputError, match=r"cannot be met over a period"):
        agents_for_period(
            lambda row, n: np.minimum(0.01 * n, 0.5), np.zeros(1), np.ones(1), np.ones(1),
            np.zeros(1, int), 0.999,
        )  # fmt: skip


def test_periods_are_days_weeks_from_monday_and_months():
    start = np.array(["2026-03-01T23:30", "2026-03-02T00:00", "2026-04-01T00:00"], "M8[s]")
    local = start.astype(np.int64)
    assert np.diff(period_of(local, "day")).tolist() == [1, 30]
    assert (np.diff(period_of(local, "week")) > 0).tolist() == [True, True]
    assert np.diff(period_of(local, "month")).tolist() == [0, 1]
