"""The probability that chat and blending share, against matrices."""

import numpy as np
import pytest

from oracles import chains
from wfm.queueing import blending, chat, retrials


def by_matrices(agents, arrivals, rates, patience, within, floor=0):
    """Service level, abandonment, contacts in service and the distribution of a small queue."""
    capacity, most = agents * (len(rates) - 1), agents * (len(rates) - 1) + 90
    deaths = []
    for n in range(most):
        q, r = divmod(min(n, capacity), agents)
        more = rates[q + 1] if r else 0.0
        deaths.append((agents - r) * rates[q] + r * more + max(n - capacity, 0) / patience)
    probability = chains.stationary(arrivals, deaths, floor)
    full = agents * rates[-1]
    level = probability[:capacity].sum() + sum(
        probability[capacity + k] * chains.answered(full, patience, k, within) for k in range(40)
    )
    queue = sum(p * max(n - capacity, 0) for n, p in enumerate(probability))
    in_service = sum(p * min(n, capacity) for n, p in enumerate(probability))
    return level, queue / patience / arrivals, in_service, probability


@pytest.mark.parametrize("within", [0.0, 12.0, 200.0])
@pytest.mark.parametrize(("agents", "volume", "patience"), [(3, 20, 90), (2, 25, 240), (4, 9, 60)])
def test_chat_is_its_chain_solved_as_matrices(agents, volume, patience, within):
    aht = [300.0, 400.0, 550.0]
    rates = [0.0, *(j / h for j, h in enumerate(aht, start=1))]
    level, lost, in_service, _ = by_matrices(agents, volume / 1800, rates, patience, within)
    found = chat.performance(agents, volume, 1800, aht, within, patience=patience)
    assert found.service_level == pytest.approx(level, rel=1e-10)
    assert found.abandonment == pytest.approx(lost, rel=1e-10)
    assert found.concurrency * found.occupancy * agents == pytest.approx(in_service, rel=1e-10)


@pytest.mark.parametrize("reserve", [0, 1, 3])
def test_blending_is_its_chain_solved_as_matrices(reserve):
    rates = [0.0, 1 / 300]
    level, lost, busy, probability = by_matrices(6, 5 / 300, rates, 120, 20, floor=6 - reserve)
    found = blending.performance(6, 5.0, 300, reserve, within=20, patience=120)
    assert found.service_level == pytest.approx(level, rel=1e-10)
    assert found.abandonment == pytest.approx(lost, rel=1e-10)
    assert found.occupancy == pytest.approx(busy / 6, rel=1e-10)
    assert found.deferred_rate == pytest.approx(
        (6 - reserve) / 300 * probability[6 - reserve], rel=1e-10
    )


def test_the_mean_wait_of_the_answered_is_the_area_over_their_distribution():
    t = np.linspace(0, 3000, 30_001)
    n = 10
    answered = retrials.performance(100, n, 1800, 180, t, patience=120).service_level
    found = retrials.performance(100, n, 1800, 180, 0, patience=120)
    tail = (1 - found.abandonment) - answered
    area = (tail.sum() - (tail[0] + tail[-1]) / 2) * t[1]
    assert found.asa * (1 - found.abandonment) == pytest.approx(area, rel=1e-6)


def test_large_centres_have_finite_results():
    found = chat.performance([1500, 4000], [18_000, 50_000], 1800, [600, 700, 900], 30,
                             patience=180)  # fmt: skip
    assert ((found.service_level > 0) & (found.service_level <= 1)).all()
    finished = retrials.performance(18_000, 3000, 1800, 300, 20, patience=180)
    assert finished.occupancy * 3000 / 300 == pytest.approx(10 * (1 - finished.abandonment))
