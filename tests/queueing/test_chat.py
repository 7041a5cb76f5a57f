"""Chat against a simulation of the agents, and against Erlang where it must be Erlang."""

import numpy as np
import pytest

import wfm
from oracles import chat_sim
from wfm import InputError
from wfm.queueing import chat

THREE = [600.0, 720.0, 900.0]
# AHT by concurrency [min], chats a minute, agents; service level and abandonment of the model
CASES = [
    ([10, 12, 15], 2.0, 10, 0.797, 0.079),
    ([10, 12, 15], 6.0, 31, 0.911, 0.029),
    ([8, 10.5], 2.5, 14, 0.841, 0.057),
    ([10, 13, 17, 22], 1.0, 6, 0.927, 0.033),
    ([8, 8, 8], 3.0, 9, 0.858, 0.048),
]


def measures(minutes, rate, agents):
    aht = [60.0 * m for m in minutes]
    return aht, chat.performance(agents, 30 * rate, 1800, aht, within=30, patience=180)


@pytest.mark.parametrize(("minutes", "rate", "agents", "level", "lost"), CASES)
def test_the_published_table_of_the_model_is_reproduced(minutes, rate, agents, level, lost):
    _, found = measures(minutes, rate, agents)
    assert found.service_level == pytest.approx(level, abs=6e-4)
    assert found.abandonment == pytest.approx(lost, abs=6e-4)


@pytest.mark.parametrize(
    ("case", "many", "fast"),
    list(
        zip(
            CASES,
            [0.745, 0.871, 0.807, 0.825, 0.858],
            [0.641, 0.794, 0.739, 0.666, 0.751],
            strict=True,
        )
    ),
)
def test_both_approximations_by_erlang_a_are_pessimistic(case, many, fast):
    minutes, rate, agents = case[:3]
    k, slow = len(minutes), 60.0 * minutes[-1]
    servers = wfm.service_level(k * agents, rate / 60 * slow, slow, 30, patience=180)
    workers = wfm.service_level(agents, rate / 60 * slow / k, slow / k, 30, patience=180)
    assert (servers, workers) == pytest.approx((many, fast), abs=6e-4)
    assert workers < servers <= measures(minutes, rate, agents)[1].service_level * (1 + 1e-12)


@pytest.mark.parametrize(
    "case", [CASES[0], CASES[4], *(pytest.param(one, marks=pytest.mark.deep) for one in CASES[1:4])]
)
def test_a_simulation_of_chats_gives_the_same_service(case):
    minutes, rate, agents = case[:3]
    aht, model = measures(minutes, rate, agents)
    seen = chat_sim.simulate(rate / 60, agents, aht, 180.0, 30.0, contacts=250_000, seed=11)
    unbalanced = 0.006 if len(set(aht)) > 1 else 0.0  # departures leave agents uneven
    assert abs(model.service_level - seen.service_level.mean) <= 0.01
    assert seen.service_level.agrees(model.service_level, unbalanced)
    assert seen.abandonment.agrees(model.abandonment, unbalanced)
    assert model.concurrency == pytest.approx(seen.concurrency.mean, rel=0.04)
    assert model.occupancy == pytest.approx(seen.occupancy.mean, abs=0.02)


def test_one_chat_at_a_time_without_patience_is_erlang_c():
    c = np.array([11, 12, 14, 18, 30])
    one = chat.performance(c, 100, 1800, [180.0], within=20)
    erlang = wfm.performance(c, 10.0, 180, 20)
    assert one.service_level == pytest.approx(erlang.service_level, rel=1e-12)
    assert one.asa == pytest.approx(erlang.asa, rel=1e-11)
    assert one.occupancy == pytest.approx(erlang.occupancy, rel=1e-12)
    assert (one.abandonment == 0).all()


def test_chats_that_do_not_slow_each_other_are_erlang_a_with_k_times_the_servers():
    c, patience = np.array([[3], [7], [20]]), np.array([20.0, 180.0, 3000.0])
    three = chat.performance(c, 6 * c, 1800, [480.0] * 3, within=20, patience=patience)
    erlang = wfm.performance(3 * c, 1.6 * c, 480, 20, patience=patience)
    assert three.service_level == pytest.approx(erlang.service_level, rel=1e-12)
    assert three.abandonment == pytest.approx(erlang.abandonment, rel=1e-11)
    assert three.asa == pytest.approx(erlang.asa, rel=1e-11)


def test_one_chat_at_a_time_with_patience_is_erlang_a():
    # 100 calls in half an hour, 180 s, patience 300 s, 14 agents: the published offered level
    one = chat.performance(14, 100, 1800, [180.0], within=20, patience=300)
    assert one.service_level == pytest.approx(0.9168, abs=5e-5)


def test_with_long_patience_waits_are_those_without_abandonment():
    patient = chat.performance(10, 50, 1800, THREE, within=30, patience=1e8)
    endless = chat.performance(10, 50, 1800, THREE, within=30)
    assert patient.service_level == pytest.approx(endless.service_level, abs=1e-5)
    assert patient.asa == pytest.approx(endless.asa, rel=1e-4)


def test_abandonment_follows_from_throughput():
    found = chat.performance(10, 60, 1800, [480.0] * 3, within=30, patience=180)
    held = found.concurrency * found.occupancy * 10 / 480  # chats finished a second
    assert held == pytest.approx(60 / 1800 * (1 - found.abandonment), rel=1e-12)


def test_a_concurrency_that_lowers_throughput_is_refused_and_the_best_is_named():
    with pytest.raises(InputError, match="Cap the concurrency at 1: give the first 1") as refusal:
        chat.service_level(11, 30, 1800, [600, 1500], within=30, patience=180)
    assert (refusal.value.name, refusal.value.value, refusal.value.index) == ("aht", 1500, (1,))
    assert chat.best_concurrency([600, 1500]) == 1
    assert chat.best_concurrency([600, 900, 1600]) == 2


@pytest.mark.parametrize("bad", [600.0, [[600.0, 700.0]], [], [600.0, np.nan]])
def test_aht_must_be_one_sequence_of_numbers(bad):
    with pytest.raises(InputError, match="aht must be one sequence"):
        chat.service_level(11, 30, 1800, bad, within=30)


def test_fractional_agents_are_refused():
    with pytest.raises(
        InputError, match=r"agents must be an integer for this model: got 10.5 at index 1"
    ) as bad:
        chat.asa([10, 10.5], 30, 1800, THREE)
    assert bad.value.index == (1,)


def test_without_patience_abandonment_is_that_of_erlang_b():
    n = np.array([1, 5, 14])
    lost = chat.abandonment(n, 100, 1800, [180.0], patience=0)
    assert lost == pytest.approx(wfm.erlang_b(n, 10.0), rel=1e-9)


def test_negative_patience_is_refused():
    with pytest.raises(InputError, match="patience must be"):
        chat.abandonment(10, 30, 1800, THREE, patience=-3)


def test_a_queue_too_long_to_count_is_refused():
    for agents, patience in ((1, 1e9), (1e15, 60)):
        with pytest.raises(InputError, match="must be at most 1,000,000: got "):
            chat.abandonment(agents, 1e6, 1800, THREE, patience=patience)


def test_nan_propagates_and_no_chats_have_no_wait():
    level = chat.service_level([5, np.nan, 5, 0], [np.nan, 9, 0, 0], 1800, THREE, within=30)
    assert np.isnan(level[:2]).all()
    assert (level[2:] == 1).all()
    assert chat.asa(0, 0, 1800, THREE) == 0


def test_empty_arrays_give_empty_arrays():
    assert chat.service_level([], 60, 1800, THREE, within=30).shape == (0,)
    assert chat.agents_required([], 1800, THREE, asa=20).shape == (0,)


def test_rows_of_different_sizes_keep_their_order():
    c = np.array([[300], [1], [40]])
    volume = np.array([10.0, 5000.0])
    table = chat.asa(c, volume, 1800, THREE, patience=200)
    for i, j in np.ndindex(table.shape):
        one = chat.asa(c[i, 0], volume[j], 1800, THREE, patience=200)
        assert table[i, j] == pytest.approx(one, rel=1e-12)


def test_without_agents_all_chats_are_abandoned():
    result = chat.performance(0, 60, 1800, THREE, within=30, patience=60)
    assert result[:4] == (0, 1, np.inf, 0)


def test_an_overloaded_queue_of_patient_customers_gives_its_limit():
    flood = chat.performance(2, 600, 1800, THREE, within=30)
    assert flood.service_level == 0
    assert flood.asa == np.inf
    assert flood.occupancy == 1
    assert flood.concurrency == 3


@pytest.mark.parametrize(
    "target",
    [{"service_level": 0.8, "within": 30}, {"abandonment": 0.03}, {"asa": 20}],
)
def test_required_agents_meet_a_target_and_one_fewer_does_not(target):
    volume = np.array([10.0, 60.0, 300.0])
    n = chat.agents_required(volume, 1800, THREE, patience=180, **target)
    for agents, kept in ((n, True), (n - 1, False)):
        found = chat.performance(agents, volume, 1800, THREE, target.get("within", 0), patience=180)
        for name in target.keys() - {"within"}:
            value = getattr(found, name)
            good = value >= target[name] if name == "service_level" else value <= target[name]
            assert (good == kept).all()


def test_a_target_is_needed_with_its_limit():
    with pytest.raises(InputError, match="a target is needed"):
        chat.agents_required(60, 1800, THREE)
    with pytest.raises(InputError, match="belong together"):
        chat.agents_required(60, 1800, THREE, service_level=0.8)
    with pytest.raises(InputError, match="A target has no gaps"):
        chat.agents_required(60, 1800, THREE, asa=np.nan)


def test_gaps_in_the_forecast_stay_gaps_in_the_plan():
    n = chat.agents_required([60, np.nan], 1800, THREE, asa=20)
    assert n[0] > 0
    assert np.isnan(n[1])


def test_overhead_lengthens_each_chat_by_the_others():
    assert chat.aht_by_concurrency(600, 0.25, 3) == [600, 750, 900]
    assert chat.aht_by_concurrency(600, 0.0, 2) == [600, 600]
    with pytest.raises(InputError, match="overhead must be in"):
        chat.aht_by_concurrency(600, 1.0, 3)
    with pytest.raises(InputError, match="concurrency must be one number"):
        chat.aht_by_concurrency(600, 0.2, [2, 3])
    with pytest.raises(InputError, match="concurrency must be an integer"):
        chat.aht_by_concurrency(600, 0.2, 2.5)


def test_without_agents_the_asa_of_a_chat_is_infinite():
    given = chat.performance(0, 15.6371, 1800, [270, 330, 420], 30, patience=240)
    assert (given.service_level, given.abandonment, given.asa) == (0, 1, float("inf"))
    need = chat.agents_required(15.6371, 1800, [270, 330, 420], asa=30, patience=240)
    assert need == 2
    assert chat.asa(1, 15.6371, 1800, [270, 330, 420], patience=240) > 30


@pytest.mark.parametrize("most", [0.6, 0.85, 0.99])
def test_the_agents_of_a_maximum_occupancy_are_the_least(most):
    volume, aht = np.array([0, 20, 60, 150]), [600, 720, 900]
    agents = chat.agents_required(volume, 1800, aht, max_occupancy=most, patience=180)
    assert agents[0] == 0
    assert (chat.performance(agents, volume, 1800, aht, 30, patience=180).occupancy <= most).all()
    fewer = chat.performance(agents[1:] - 1, volume[1:], 1800, aht, 30, patience=180)
    assert (fewer.occupancy > most).all()
    both = chat.agents_required(
        volume, 1800, aht, service_level=0.8, within=30, max_occupancy=most, patience=180
    )
    level = chat.agents_required(volume, 1800, aht, service_level=0.8, within=30, patience=180)
    np.testing.assert_array_equal(both, np.maximum(agents, level))
