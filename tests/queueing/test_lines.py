"""Limited lines against printed values, long arithmetic, a simulation and their limits."""

from __future__ import annotations

import csv
import json
import math

import mpmath as mp
import numpy as np
import pytest

import wfm
from oracles import erlang_a as oracle
from oracles import simulate
from support.paths import GOLDEN
from wfm import InputError, UnreachableError
from wfm.queueing import lines

INF, NAN = math.inf, math.nan


def published() -> list[dict[str, str]]:
    with (GOLDEN / "lines.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.mark.parametrize("row", published(), ids=lambda row: row["output_name"])
def test_published_figures_hold_to_their_printed_digits(row):
    known = json.loads(row["inputs"])
    n, load, h = known["servers"], known["lam"] / known["mu"], 1 / known["mu"]
    found = lines.performance(n, load, h, 0, known["capacity"])
    let_in = known["lam"] * (1 - found.blocking)
    value = {
        "p_block": found.blocking,
        # the state without contacts: an agent of two is free in the states 0 and 1
        "p0": (1 - found.blocking) * (1 - found.wait_probability) / (1 + load),
        "L": let_in * (found.mean_wait + h),
        "Wq": found.mean_wait,
    }[row["output_name"]]
    assert value == pytest.approx(float(row["output_value"]), abs=float(row["tolerance"]))


def draw(count: int, seed: int = 3):
    rng = np.random.default_rng(seed)
    n = np.floor(10 ** rng.uniform(0, 2.3, count))
    waiting = np.floor(10 ** rng.uniform(0, 2.2, count)) - 1
    a, h = n * rng.uniform(0.3, 2.5, count), rng.uniform(60, 900, count)
    t = rng.choice([0.0, 5.0, 20.0, 60.0, 300.0], count)
    p = np.where(rng.random(count) < 0.4, INF, 10 ** rng.uniform(0, 4, count))
    return n, a, h, t, n + waiting, p


def test_all_measures_hold_to_1e_12_of_long_arithmetic():
    n, a, h, t, k, p = draw(60)
    found = lines.performance(n, a, h, t, k, patience=p)._asdict()
    found["offered"] = found.pop("service_level")
    for i in range(n.size):
        exact = oracle.exact(int(n[i]), a[i], h[i], t[i], p[i], k[i])
        for name, values in found.items():
            expected = getattr(exact, name)
            assert abs(mp.mpf(values[i]) - expected) <= 1e-12 * max(1, expected), (name, i)
        expected = exact.blocking
        assert expected < 1e-12 or abs(mp.mpf(found["blocking"][i]) / expected - 1) < 1e-12


def test_a_large_centre_does_not_underflow():
    """2,000 agents for a minute: exp(-n t/h) is 1e-290, and past that nothing."""
    args = 2000, 2050.0, 170.0, 60.0
    for p in (INF, 240.0):
        found = lines.performance(*args, 2150, patience=p)
        exact = oracle.exact(*args, p, 2150)
        assert found.service_level == pytest.approx(float(exact.offered), rel=1e-11)
        assert found.asa == pytest.approx(float(exact.asa), rel=1e-11)


def test_as_many_lines_as_agents_are_erlang_b():
    n, a = np.array([1.0, 14, 300]), np.array([0.5, 10.0, 320])
    for p in (INF, 300, 0):
        np.testing.assert_allclose(lines.blocking(n, a, 180, n, patience=p), wfm.erlang_b(n, a))
        found = lines.performance(n, a, 180, 20, n, patience=p)
        assert not found.wait_probability.any()
        assert np.all(found.service_level == 1.0)


@pytest.mark.parametrize("patience", [60.0, 300.0, INF])
def test_many_lines_are_as_good_as_any_number(patience):
    n, a = np.array([1.0, 14, 300]), np.array([0.5, 10.0, 280])
    found = lines.performance(n, a, 180, 20, 3000, patience=patience)
    unlimited = wfm.performance(n, a, 180, 20, patience=patience)
    assert np.all(found.blocking < 1e-30)
    np.testing.assert_allclose(found[1:], unlimited, rtol=1e-11, atol=1e-15)


def test_without_patience_no_line_is_blocked():
    found = lines.performance(14, 10.0, 180, 20, 15, patience=0)
    assert found.blocking == 0.0
    assert found.abandonment == pytest.approx(wfm.erlang_b(14, 10.0), rel=1e-13)


def test_a_simulation_sees_the_same_queue():
    log = simulate.calls(5, 5.5, 200, 240, count=60_000, seed=8, lines=8)
    found = lines.performance(5, 5.5, 200, 30, 8, patience=240)
    let_in = ~log.turned_away
    for value, seen in (
        (found.blocking, log.turned_away),
        (found.abandonment, log.abandoned[let_in]),
        (found.mean_wait, log.waits[let_in]),
        (found.service_level, (~log.abandoned & (log.waits <= 30))[let_in]),
    ):
        mean, error = simulate.mean_and_error(seen.astype(float))
        assert abs(value - mean) < 4 * error
        assert error < 0.05 * mean


@pytest.mark.parametrize("target", [0.1, 0.01, 1e-6])
def test_one_line_fewer_blocks_too_many_contacts(target):
    n, a, h, _, _, p = draw(300, seed=6)
    a = np.where(np.isposinf(p), np.minimum(a, n), a)
    k = wfm.lines_required(n, a, h, blocking=target, patience=p)
    assert np.all(lines.blocking(n, a, h, k, patience=p) <= target)
    more = k > n
    fewer = lines.blocking(n, a, h, np.maximum(k - 1, n), patience=p)
    assert np.all(fewer[more] > target)
    assert more.sum() > 100


def test_too_few_agents_for_any_number_of_lines():
    with pytest.raises(UnreachableError, match="Add agents"):
        wfm.lines_required([14, 10], [10.0, 12.0], 180, blocking=0.01)
    assert wfm.lines_required(10, 12.0, 180, blocking=0.2) > 10  # a sixth has to go
    assert wfm.lines_required(10, 12.0, 180, blocking=0.01, patience=300) > 10


def test_edges():
    assert lines.blocking(0, 2.0, 180, 0) == 1.0
    assert lines.blocking(3, 0.0, 180, 3) == 0.0
    assert lines.performance(0, 2.0, 180, 20, 3) == (1.0, 1.0, 0.0, INF, 1.0, 0.0, INF)
    assert lines.performance(0, 2.0, 180, 20, 3, patience=60)[1:] == (1, 0, INF, 1, 1, 60)
    assert lines.performance(3, 0.0, 180, 20, 5) == (0, 0, 1, 0, 0, 0, 0)
    assert wfm.lines_required(3, 0.0, 180, blocking=0.01) == 3


def test_nan_propagates():
    good = {"agents": 5.0, "load": 4.0, "aht": 180.0, "within": 20.0, "lines": 8.0}
    for name in good:
        for patience in (60.0, INF):
            values = lines.performance(**good | {name: NAN}, patience=patience)
            assert any(map(math.isnan, values)), name
    assert all(map(math.isnan, lines.performance(**good, patience=NAN)))
    found = wfm.lines_required([14, 14], [10.0, NAN], 180, blocking=0.01)
    np.testing.assert_array_equal(found, [19.0, NAN])


def test_scalars_give_plain_numbers():
    assert type(wfm.lines_required(14, 10.0, 180, blocking=0.01)) is int
    assert all(type(x) is float for x in lines.performance(14, 10, 180, 20, 18))


@pytest.mark.parametrize(
    ("call", "name", "words"),
    [
        (lambda: lines.blocking(14, 10.0, 180, 12), "lines", "at least the agents: got 12 for 14"),
        (lambda: lines.blocking([3, 5], 2, 180, 4), "lines", "got 4 for 5 at index 1"),
        (
            lambda: lines.blocking(14.5, 10.0, 180, 18),
            "agents",
            "agents must be an integer .* got 14.5",
        ),
        (
            lambda: lines.blocking(14, 10.0, 180, 18.5),
            "lines",
            "lines must be an integer .* got 18.5",
        ),
        (lambda: wfm.lines_required(14, 10.0, 180, blocking=5), "blocking", "did you mean 0.05"),
        (lambda: wfm.lines_required(14, 10.0, 180, blocking=0), "blocking", r"in \(0, 1\)"),
    ],
)
def test_bad_values_are_named(call, name, words):
    with pytest.raises(InputError, match=words) as caught:
        call()
    assert caught.value.name == name
