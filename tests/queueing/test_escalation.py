"""Escalation against the differential equations, integrated step by step."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import wfm
from oracles import tiers_sim
from wfm import InputError
from wfm.queueing import escalation


def day(hours=12, interval=1800):
    """Contacts an interval over a day with a steep opening, a lunch dip and a decline."""
    t = (np.arange(hours * 3600 // interval) + 0.5) * interval / 3600
    shape = 0.55 * np.exp(-(((t - 2.2) / 1.3) ** 2)) + 0.45 * np.exp(-(((t - 6.5) / 2) ** 2)) + 0.12
    shape *= np.clip(0.35 + t / 0.75, 0, 1) * np.clip((12.2 - t) / 1.5, 0.15, 1)
    return 4 * interval / 60 * shape / shape.max()


def integrated(volume, interval, aht, aht2, share):
    """Mean loads of each interval, by a general solver of differential equations."""
    state, means = np.zeros(4), []
    for v in volume:

        def slope(_, m, rate=v / interval):
            passed = share * m[0] / aht
            return [rate - m[0] / aht, passed - m[1] / aht2, m[0], m[1]]

        start = [state[0], state[1], 0, 0]
        state = solve_ivp(slope, (0, interval), start, rtol=1e-10, atol=1e-10).y[:, -1]
        means.append(state[2:] / interval)
    return np.array(means).T


@pytest.mark.parametrize(("aht", "aht2", "share"), [(720, 1500, 0.25), (600, 3600, 0.2)])
def test_the_closed_form_solves_the_network_of_two_levels(aht, aht2, share):
    found = escalation.offered_loads(day(), 1800, aht, aht2, share)
    one, two = integrated(day(), 1800, aht, aht2, share)
    assert found.load == pytest.approx(one, rel=1e-7)
    assert found.escalated_load == pytest.approx(two, rel=1e-7)
    assert found.escalated_volume == pytest.approx(share * one / aht * 1800, rel=1e-7)


@pytest.mark.parametrize("aht2", [600 * (1 - 1e-9), 600, 600 * (1 + 1e-9), 600 * (1 + 1e-5)])
def test_levels_of_nearly_equal_handle_times_lose_no_digits(aht2):
    near = escalation.offered_loads(day(), 1800, 600, aht2, 0.25)
    apart = integrated(day()[:4], 1800, 600, aht2, 0.25)[1]
    assert near.escalated_load[:4] == pytest.approx(apart, rel=1e-7)


def plan(load, aht, within, patience):
    n = wfm.agents_required(load, aht, service_level=0.8, within=within, patience=patience)
    return np.maximum(n, 1)


# handle times, share; agent-hours of level 2 by its share of the forecast and by the network's
# loads, and the share answered in two minutes in the worst half-hour of either plan
DAYS = [
    (720, 1500, 0.25, (183.0, 184.0), (0.58, 0.84)),
    (600, 3600, 0.20, (327.0, 319.0), (0.36, 0.82)),
]


@pytest.mark.parametrize(
    ("aht", "aht2", "share", "hours", "worst"),
    [DAYS[0], pytest.param(*DAYS[1], marks=pytest.mark.deep)],
)
def test_level_two_by_its_share_of_the_forecast_fails_at_the_peak(aht, aht2, share, hours, worst):
    found = escalation.offered_loads(day(), 1800, aht, aht2, share)
    forecast = wfm.offered_load(share * day(), aht2, 1800)
    first = plan(found.load, aht, 30, 300).tolist()
    for load, total, level in zip((forecast, found.escalated_load), hours, worst, strict=True):
        second = plan(load, aht2, 120, 900)
        assert second.sum() / 2 == total
        seen = tiers_sim.simulate(
            list(day() / 1800), 1800.0, [first, second.tolist()], [aht, aht2], [300.0, 900.0],
            120.0, share, days=150, seed=71,
        )  # fmt: skip
        assert min(seen) == pytest.approx(level, abs=0.05)


def test_a_centre_that_never_closes_starts_in_its_steady_state():
    found = escalation.offered_loads([90] * 5, 1800, 600, 1200, 0.3, steady=True)
    assert found.load == pytest.approx([30] * 5, rel=1e-12)
    assert found.escalated_load == pytest.approx([18] * 5, rel=1e-12)
    assert found.escalated_volume == pytest.approx([27] * 5, rel=1e-12)


def test_everything_offered_is_worked_in_the_end():
    volume = np.r_[day(), np.zeros(200)]
    found = escalation.offered_loads(volume, 1800, 600, 3600, 0.2)
    assert found.load.sum() * 1800 == pytest.approx(volume.sum() * 600, rel=1e-12)
    assert found.escalated_load.sum() * 1800 == pytest.approx(volume.sum() * 720, rel=1e-12)


def test_several_queues_broadcast_and_nan_stays_nan():
    both = escalation.offered_loads([day(), 2 * day()], 1800, 600, 3600, 0.2)
    assert both.escalated_load[1] == pytest.approx(2 * both.escalated_load[0])
    gap = escalation.offered_loads([60, np.nan, 60], 1800, 600, 3600, 0.2)
    assert np.isnan(gap.load).tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"aht": [600, 700]}, "aht must be one number for the whole day"),
        ({"escalation": 1.2}, "escalation must be in"),
        ({"volume": [-1]}, "volume must be"),
        ({"escalation": [0.1, 0.2, 0.3]}, "do not broadcast"),
        ({"interval": np.nan}, "interval must be"),
    ],
)
def test_bad_input_is_refused_by_name(values, words):
    given = {"volume": [60, 60], "interval": 1800, "aht": 600, "escalated_aht": 900}
    with pytest.raises(InputError, match=words):
        escalation.offered_loads(**(given | {"escalation": 0.2} | values))
