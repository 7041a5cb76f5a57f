"""Least agents, largest load, longest handle time: minimal, exact at ties, and never at odds
with the functions of `wfm.erlang`."""

from __future__ import annotations

import csv
import math
from decimal import Decimal
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest

import wfm
from oracles import erlang as oracle
from support.paths import GOLDEN
from wfm import InputError

TARGET = {"service_level": 0.80, "within": 20}
NAN = float("nan")


def required_rows() -> list[dict[str, str]]:
    with (GOLDEN / "required.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_golden_requirements_are_met_exactly():
    for row in required_rows():
        volume, interval, h, level, t, cap = (
            float(row[key])
            for key in ("volume", "interval_s", "aht_s", "target", "awt_s", "max_occupancy")
        )
        found = wfm.agents_required(
            wfm.offered_load(volume, h, interval),
            h,
            service_level=level,
            within=t,
            max_occupancy=cap,
        )
        assert found == int(row["agents"]), row


def draw(kind: str, rng: np.random.Generator, count: int) -> tuple[np.ndarray, ...]:
    """Load, handle time, level and limit of one kind of centre."""
    h = rng.uniform(60, 900, count)
    t = np.full(count, 20.0)
    a = 10 ** rng.uniform(0, 3, count)
    level = rng.choice([0.7, 0.8, 0.9, 0.95], count)
    if kind == "nights":
        a = 10 ** rng.uniform(-6, 0, count)
        level = rng.choice([0.5, 0.8, 0.9, 0.95, 0.99], count)
    if kind == "wild":
        a = 10 ** rng.uniform(-3, 3, count)
        t = h * 10 ** rng.uniform(-5, 2, count) * (rng.random(count) > 0.2)
        level = rng.uniform(1e-4, 0.9999, count)
    if kind == "strict":
        a = 10 ** rng.uniform(-2, 3, count)
        t = h * 10 ** rng.uniform(-5, 2, count) * (rng.random(count) > 0.2)
        level = 1 - 10 ** rng.uniform(-9, -2, count)
    if kind == "lax":
        level = 10 ** rng.uniform(-9, -1, count)
    if kind == "round numbers":
        a = np.round(a)
        t = h * rng.choice([0, 0.05, 0.1, 0.5, 1.0], count)
        level = rng.choice([0.1, 0.25, 0.5, 0.75, 0.8, 0.9], count)
    return a, h, level, t


KINDS = ("typical", "nights", "wild", "strict", "lax", "round numbers")


def agree_with_the_recursion(kind: str, seed: int, count: int) -> None:
    a, h, level, t = draw(kind, np.random.default_rng(seed), count)
    found = wfm.agents_required(a, h, service_level=level, within=t)
    expected, margin = oracle.least_agents_all(a, h, level, t)
    # a row nearer to a tie than the rounding of a level near 1 is no question of arithmetic
    clear = margin > 1e-12 + 2.0**-52 / (1 - level)
    assert np.array_equal(found[clear], expected[clear])
    assert np.mean(clear) > 0.99


@pytest.mark.parametrize("kind", KINDS)
def test_agents_are_those_of_the_plain_recursion(kind):
    agree_with_the_recursion(kind, seed=11, count=17_000)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("kind", KINDS)
def test_agents_are_those_of_the_plain_recursion_a_million_times(kind, seed):
    agree_with_the_recursion(kind, seed=100 + seed, count=20_000)


def test_the_vectorised_oracle_is_the_scalar_one():
    a, h, level, t = draw("wild", np.random.default_rng(2), 50)
    many, _ = oracle.least_agents_all(a, h, level, t)
    one = [oracle.min_agents(*row) for row in zip(a, h, level, t, strict=True)]
    assert many.tolist() == one


def test_one_agent_fewer_misses_the_target():
    a, h, level, t = draw("wild", np.random.default_rng(4), 20_000)
    n = wfm.agents_required(a, h, service_level=level, within=t)
    assert np.all(wfm.service_level(n, a, h, t) >= level)
    assert np.all(wfm.service_level(n - 1, a, h, t) < level)


def test_one_agent_fewer_misses_the_asa():
    a, h, _, _ = draw("wild", np.random.default_rng(5), 3_000)
    wait = 10 ** np.random.default_rng(6).uniform(-2, 3, a.size)
    n = wfm.agents_required(a, h, asa=wait)
    assert np.all(wfm.asa(n, a, h) <= wait)
    assert np.all(wfm.asa(n - 1, a, h) > wait)


@pytest.mark.parametrize("side", [-1, 1])
def test_ties_are_decided_right_at_a_distance_of_1e_12(side):
    """The level of n agents, moved by 1e-12 of what it leaves: n agents, or one more."""
    rng = np.random.default_rng(8)
    a = 10 ** rng.uniform(-1, 2.5, 300)
    n = np.floor(a + rng.uniform(0.1, 2, a.size) * np.sqrt(a)) + 1
    h, t = rng.uniform(60, 900, a.size), 20.0
    tails = [oracle.exact(*row, t).tail for row in zip(n, a, h, strict=True)]
    level = np.array([float(1 - tail * (1 + side * mp.mpf("1e-12"))) for tail in tails])
    # the level itself is a double: leave out tails so small that it cannot be moved so little
    seen = np.array(
        [float((1 - mp.mpf(x)) / tail - 1) for x, tail in zip(level, tails, strict=True)]
    )
    clear = (np.abs(seen) > 5e-13) & (np.array(tails, dtype=float) > 2e-3) & (level > 0)
    found = wfm.agents_required(a[clear], h[clear], service_level=level[clear], within=t)
    assert np.array_equal(found, n[clear] + (side < 0))
    assert clear.sum() > 100


@pytest.mark.parametrize("side", [-1, 1])
def test_loads_at_1e_12_of_a_threshold_are_decided_right(side):
    n = np.repeat(np.arange(1.0, 301.0), 5)
    h = np.tile([90.0, 180, 300, 450, 900], 300)
    threshold = wfm.max_load(n, h, **TARGET)
    found = wfm.agents_required(threshold * (1 + side * 1e-12), h, **TARGET)
    assert np.array_equal(found, n + (side > 0))


def test_thresholds_are_right_by_long_arithmetic():
    for n, h in ((1, 180.0), (14, 180.0), (15, 300.0), (120, 240.0)):
        load = wfm.max_load(n, h, **TARGET)
        assert oracle.exact(n, load * (1 - 1e-13), h, 20.0).tail < mp.mpf(1) - mp.mpf(0.8)
        assert oracle.exact(n, load * (1 + 1e-13), h, 20.0).tail > mp.mpf(1) - mp.mpf(0.8)


def test_a_table_equals_single_calls():
    rng = np.random.default_rng(9)
    load = np.concatenate([rng.uniform(0, 800, 25_000), 10 ** rng.uniform(-4, 2.9, 5_000), [0.0]])
    at_once = wfm.agents_required(load, 300.0, **TARGET)
    in_parts = [wfm.agents_required(part, 300.0, **TARGET) for part in np.array_split(load, 6)]
    assert np.array_equal(at_once, np.concatenate(in_parts))
    ties = np.resize(wfm.max_load(np.arange(1, 500), 300.0, **TARGET), 25_000)
    assert np.array_equal(wfm.agents_required(ties, 300.0, **TARGET)[:499], np.arange(1, 500))


def test_occupancy_cap_is_exact_for_the_decimals_meant():
    wrong = 0
    for tenths in range(1, 6001):
        for cap in ("0.85", "0.7", "0.9", "0.95"):
            load = Decimal(tenths) / 10
            exact = math.ceil(Fraction(load) / Fraction(cap))
            wrong += math.ceil(float(load) / float(cap)) != exact
    loads = np.arange(1, 6001)[:, None] / 10
    caps = ("0.85", "0.7", "0.9", "0.95")
    found = wfm.agents_required(loads, 180, max_occupancy=[float(cap) for cap in caps])
    exact = [[math.ceil(Fraction(k, 10) / Fraction(cap)) for cap in caps] for k in range(1, 6001)]
    assert found.tolist() == exact
    assert wrong > 0  # the bare quotient is not


def test_occupancy_cap_is_exact_for_loads_that_are_computed():
    volume = np.arange(1, 3001)
    load = wfm.offered_load(volume, 187, 900)
    found = wfm.agents_required(load, 187, max_occupancy=0.85)
    exact = [math.ceil(Fraction(int(v) * 187, 900) / Fraction("0.85")) for v in volume]
    assert found.tolist() == exact


@pytest.mark.parametrize(
    ("load", "target", "agents"),
    [
        (35.7, {"max_occupancy": 0.85}, 42),
        (10.6, {"service_level": 0.15, "within": 20}, 11),
        (0.5, TARGET, 2),
        (20, {"max_occupancy": 1}, 20),  # the cap alone allows every second to be busy …
        (20, {"max_occupancy": 1, "asa": 1e6}, 21),  # … but then the wait is infinite
        (20, {"service_level": 1e-9, "within": 0}, 21),
        (0, TARGET, 0),
        (0, {"max_occupancy": 0.85}, 0),
        (14.0, TARGET, 18),
    ],
)
def test_small_cases_are_known(load, target, agents):
    assert wfm.agents_required(load, 180, **target) == agents


def test_small_loads_are_those_of_the_scalar_recursion():
    for tenths in range(1, 120):
        for level in (0.15, 0.5, 0.8, 0.99):
            found = wfm.agents_required(tenths / 10, 180, service_level=level, within=20)
            assert found == oracle.min_agents(tenths / 10, 180, level, 20)


def test_the_hardest_target_decides():
    one = wfm.agents_required(14.0, 180, **TARGET)
    assert wfm.agents_required(14.0, 180, **TARGET, max_occupancy=0.7) == 20
    assert wfm.agents_required(14.0, 180, **TARGET, max_occupancy=0.9) == one
    assert wfm.agents_required(14.0, 180, **TARGET, asa=1.0) > one


def test_unrounded_agents_meet_the_target_exactly():
    a = np.array([0.01, 0.5, 3.0, 50.0, 700.0])
    n = wfm.agents_required(a, 180, **TARGET, round_up=False)
    np.testing.assert_allclose(wfm.service_level(n, a, 180, 20), 0.8, rtol=1e-12)
    assert np.array_equal(np.ceil(n), wfm.agents_required(a, 180, **TARGET))
    np.testing.assert_allclose(
        wfm.asa(wfm.agents_required(a, 180, asa=15, round_up=False), a, 180), 15, rtol=1e-9
    )
    assert wfm.agents_required(35.7, 180, max_occupancy=0.85, round_up=False) == pytest.approx(42)
    assert wfm.agents_required(0, 180, **TARGET, round_up=False) == 0.0


def test_largest_load_is_carried_and_no_more():
    n = np.array([1.0, 2, 7.5, 14, 200])
    for target, kept in (
        (TARGET, lambda a: wfm.service_level(n, a, 180, 20) >= 0.8),
        ({"asa": 12}, lambda a: wfm.asa(n, a, 180) <= 12),
    ):
        load = wfm.max_load(n, 180, **target)
        assert np.all(kept(load))
        assert not np.any(kept(load * (1 + 1e-12)))
    assert wfm.max_load(42, 180, max_occupancy=0.85) == pytest.approx(35.7)
    assert wfm.max_load(0, 180, **TARGET) == 0.0


def test_longest_handle_time_is_carried_and_no_more():
    n, volume = np.array([3.0, 14, 200]), np.array([9.0, 100, 2500])
    for target, kept in (
        (TARGET, lambda h: wfm.service_level(n, volume * h / 1800, h, 20) >= 0.8),
        ({"asa": 12}, lambda h: wfm.asa(n, volume * h / 1800, h) <= 12),
    ):
        h = wfm.max_aht(n, volume, 1800, **target)
        assert np.all(kept(h))
        assert not np.any(kept(h * (1 + 1e-12)))
    assert wfm.max_aht(42, 100, 1800, max_occupancy=0.85) == pytest.approx(35.7 * 18)


def test_longest_handle_time_without_calls_or_agents():
    assert wfm.max_aht(5, 0, 1800, **TARGET) == math.inf
    assert wfm.max_aht(0, 5, 1800, **TARGET) == 0.0
    assert wfm.max_aht(0, 0, 1800, **TARGET, asa=10, max_occupancy=0.9) == math.inf


def test_scalars_give_plain_numbers():
    assert type(wfm.agents_required(14.0, 180, **TARGET)) is int
    assert type(wfm.agents_required(14.0, 180, **TARGET, round_up=False)) is float
    assert type(wfm.max_load(14, 180, **TARGET)) is float
    assert wfm.agents_required([14.0], 180, **TARGET).dtype == np.int64


def test_nan_propagates():
    assert math.isnan(wfm.agents_required(NAN, 180, **TARGET))
    found = wfm.agents_required([0.0, NAN, 14.0, 0.2], [NAN, 180, 180, NAN], **TARGET)
    np.testing.assert_array_equal(found, [NAN, NAN, 18.0, NAN])
    np.testing.assert_array_equal(
        wfm.agents_required([14.0, 14.0], [180, NAN], max_occupancy=0.85), [17.0, NAN]
    )
    many = wfm.agents_required(np.append(np.full(30_000, 14.0), NAN), 180, **TARGET)
    assert many[0] == 18
    assert math.isnan(many[-1])
    assert math.isnan(wfm.max_load(14, NAN, **TARGET))
    assert math.isnan(wfm.max_aht(14, NAN, 1800, **TARGET))


def test_targets_broadcast():
    found = wfm.agents_required([[10.0], [14.0]], 180, service_level=[0.8, 0.9], within=20)
    assert found.tolist() == [[14, 15], [18, 19]]
    assert wfm.agents_required([], 180, **TARGET).shape == (0,)


@pytest.mark.parametrize(
    ("target", "name", "words"),
    [
        ({}, "service_level", "a target is needed"),
        ({"service_level": 0.8}, "within", "service_level=0.80, within=20"),
        ({"within": 20}, "service_level", "within needs service_level"),
        ({"service_level": 85, "within": 20}, "service_level", "did you mean 0.85?"),
        ({"service_level": 1.0, "within": 20}, "service_level", "in (0, 1): got 1.0"),
        ({"service_level": 0, "within": 20}, "service_level", "in (0, 1): got 0.0"),
        ({"service_level": NAN, "within": 20}, "service_level", "such as 0.85"),
        ({"service_level": 0.8, "within": [20, NAN]}, "within", "got nan at index 1"),
        ({"service_level": "most", "within": 20}, "service_level", "must be a number"),
        ({"asa": 0}, "asa", "finite and > 0"),
        ({"max_occupancy": 85}, "max_occupancy", "did you mean 0.85?"),
        ({"max_occupancy": 0}, "max_occupancy", "in [1e-6, 1]"),
    ],
)
def test_bad_targets_are_named(target, name, words):
    for call in (
        lambda: wfm.agents_required(10.0, 180, **target),
        lambda: wfm.max_load(10.0, 180, **target),
        lambda: wfm.max_aht(10.0, 100, 1800, **target),
    ):
        with pytest.raises(InputError) as caught:
            call()
        assert caught.value.name == name
        assert words in str(caught.value)


def test_incompatible_shapes_are_reported():
    with pytest.raises(InputError, match=r"load \(3,\), service_level \(2,\) do not broadcast"):
        wfm.agents_required([1, 2, 3], 180, service_level=[0.8, 0.9], within=20)
