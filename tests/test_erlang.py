"""Erlang B and C against printed tables, long arithmetic and their limits."""

from __future__ import annotations

import csv
import json
import math

import mpmath as mp
import numpy as np
import pytest

import wfm
from oracles import erlang as oracle
from support.paths import GOLDEN
from wfm import InputError

RELATIVE = 1e-12  # the documented precision
HALF_ULP = 2.0**-53  # a level near 1 has no finer grain


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_golden_values_hold_to_1e_12():
    table = rows("erlang_c.csv")
    n, a, h, t = (
        np.array([float(row[key]) for row in table])
        for key in ("agents", "erlangs", "aht_s", "awt_s")
    )
    b, p = wfm.erlang_b(n, a), wfm.performance(n, a, h, t)
    for i, row in enumerate(table):
        if mp.mpf(row["erlang_b"]) < mp.mpf(10) ** -300:
            assert b[i] == p.wait_probability[i] == p.asa[i] == 0.0
            log = wfm.erlang_b(n[i], a[i], log=True)
            assert abs(log / mp.log(mp.mpf(row["erlang_b"])) - 1) < RELATIVE
            continue
        assert abs(b[i] / mp.mpf(row["erlang_b"]) - 1) < RELATIVE
        assert abs(p.wait_probability[i] / mp.mpf(row["erlang_c"]) - 1) < RELATIVE
        assert abs(p.asa[i] / mp.mpf(row["asa_s"]) - 1) < RELATIVE
        tail = 1 - mp.mpf(row["service_level"])
        assert abs(1 - mp.mpf(p.service_level[i]) - tail) < RELATIVE * tail + HALF_ULP


def load_blocked(lines: int, blocking: float) -> float:
    """The load of which a share is turned away, by bisection."""
    low, high = 0.0, 2.0 * lines
    for _ in range(60):
        load = (low + high) / 2
        low, high = (low, load) if wfm.erlang_b(lines, load) > blocking else (load, high)
    return low


def answer(model: str, known: dict[str, float], name: str) -> float:
    """What the package says to one line of the published table."""
    load = known.get("erlangs")
    if "calls" in known:
        load = wfm.offered_load(known["calls"], known["aht_s"], known["interval_s"])
    n = known.get("agents", known.get("lines"))
    if model == "ErlangB":
        return {
            "blocking": lambda: wfm.erlang_b(n, load),
            "ln_blocking": lambda: wfm.erlang_b(n, load, log=True),
            "max_traffic_erlang": lambda: load_blocked(n, known["blocking"]),
            "lines": lambda: next(k for k in range(99) if wfm.erlang_b(k, load) <= 0.01),
        }[name]()
    if "servers" in known:
        n, load = known["servers"], known["servers"] * known["utilisation"]
    h, t = known.get("aht_s"), known.get("awt_s")
    return {
        "p_wait": lambda: wfm.erlang_c(n, load),
        "p_wait_pct": lambda: 100 * wfm.erlang_c(n, load),
        # C = B / (1 - ρ (1 - B)); B is nothing beside 1 here
        "ln_p_wait": lambda: wfm.erlang_b(n, load, log=True) - math.log1p(-load / n),
        "p_immediate": lambda: 1 - wfm.erlang_c(n, load),
        "service_level": lambda: wfm.service_level(n, load, h, t),
        "service_level_pct": lambda: 100 * wfm.service_level(n, load, h, t),
        "asa_s": lambda: wfm.asa(n, load, h),
        "wait_of_delayed_s": lambda: wfm.asa(n, load, h) / wfm.erlang_c(n, load),
        "occupancy": lambda: wfm.occupancy(n, load),
        "occupancy_pct": lambda: 100 * wfm.occupancy(n, load),
        "traffic_intensity_erlang": lambda: load,
        "max_traffic_erlang": lambda: wfm.max_load(
            n, 1, service_level=1 - known["target_p_wait"], within=0
        ),
        "raw_positions": lambda: wfm.agents_required(
            load,
            h,
            service_level=known.get("sl"),
            within=t,
            asa=known.get("target_asa_s"),
            max_occupancy=known.get("max_occupancy"),
        ),
    }[name]()


@pytest.mark.parametrize("row", rows("published.csv"), ids=lambda row: row["output_name"])
def test_published_figures_hold_to_their_printed_digits(row):
    found = answer(row["model"], json.loads(row["inputs"]), row["output_name"])
    # the last printed digit of a figure at full precision is a few ulps, and so is ours
    assert found == pytest.approx(
        float(row["output_value"]), abs=float(row["tolerance"]), rel=4e-15
    )


def cases(kind: str, count: int = 30) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(sum(map(ord, kind)))
    a = 10 ** rng.uniform(-1, 3, count)
    if kind == "typical":
        n = np.ceil(a + rng.uniform(0.2, 2, count) * np.sqrt(a))
    elif kind == "tiny loads":
        a = 10 ** rng.uniform(-6, -1, count)
        n = rng.integers(1, 12, count).astype(float)
    elif kind == "load within 1e-12 of agents":
        n = np.floor(a) + 1
        a = n * (1 - 10 ** rng.uniform(-14, -12, count))
    elif kind == "fractional":
        n = a * (1 + 10 ** rng.uniform(-6, 0, count))
    else:
        n = np.floor(a + 1)
        a = n * 10 ** rng.uniform(0, 2, count)
    return n, a, rng.uniform(60, 900, count), rng.choice([0.0, 10, 20, 60], count)


@pytest.mark.parametrize(
    "kind", ["typical", "tiny loads", "load within 1e-12 of agents", "fractional", "overload"]
)
def test_all_measures_hold_to_1e_12_of_long_arithmetic(kind):
    n, a, h, t = cases(kind)
    b, p = wfm.erlang_b(n, a), wfm.performance(n, a, h, t)
    for i in range(n.size):
        exact = oracle.exact(n[i], a[i], h[i], t[i])
        assert abs(b[i] / exact.blocking - 1) < RELATIVE
        assert abs(p.wait_probability[i] / exact.wait_probability - 1) < RELATIVE
        assert abs(1 - mp.mpf(p.service_level[i]) - exact.tail) < RELATIVE * exact.tail + HALF_ULP
        assert p.asa[i] == exact.asa or abs(p.asa[i] / exact.asa - 1) < RELATIVE


def test_blocking_has_a_log_form_where_it_underflows():
    assert wfm.erlang_b(1000, 1.0) == 0.0
    exact = -mp.loggamma(1001) - 1
    assert wfm.erlang_b(1000, 1.0, log=True) == pytest.approx(float(exact), rel=1e-14)
    assert wfm.erlang_b(14, 10.0, log=True) == pytest.approx(math.log(wfm.erlang_b(14, 10.0)))


@pytest.mark.parametrize(("agents", "load"), [(10, 10.0), (10, 11.0), (9.5, 1e6), (0, 1.0)])
def test_a_load_at_or_above_the_agents_gives_the_limit(agents, load):
    assert wfm.performance(agents, load, 180, 20) == (1.0, 0.0, math.inf, 1.0, 0.0, math.inf)
    assert wfm.wait_quantile(0.5, agents, load, 180) == math.inf


@pytest.mark.parametrize("agents", [0, 0.5, 1, 100])
def test_without_load_there_is_no_wait(agents):
    assert wfm.performance(agents, 0, 180, 20) == (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    assert wfm.erlang_b(agents, 0) == 0.0
    assert wfm.wait_quantile(0.99, agents, 0, 180) == 0.0


def test_without_agents_all_contacts_are_blocked():
    assert wfm.erlang_b(0, 3.0) == 1.0


def test_a_limit_of_zero_counts_contacts_without_a_wait():
    assert wfm.service_level(14, 10.0, 180, 0) == 1 - wfm.erlang_c(14, 10.0)


def test_the_probability_of_delay_of_one_agent_is_the_occupancy():
    load = np.array([1e-6, 0.1, 0.5, 0.999])
    np.testing.assert_allclose(wfm.erlang_c(1, load), load, rtol=1e-14)


def test_nan_propagates_through_every_function():
    nan = float("nan")
    assert math.isnan(wfm.offered_load(nan, 180, 1800))
    assert math.isnan(wfm.wait_quantile(0.9, 5, nan, 180))
    for function in (wfm.erlang_b, wfm.erlang_c, wfm.occupancy):
        assert np.isnan(function([nan, 5, nan, 12], [1, nan, 0, nan])).all()
    for bad in ((nan, 1, 180, 20), (5, nan, 180, 20), (5, 1, nan, 20), (5, 1, 180, nan)):
        assert math.isnan(wfm.service_level(*bad))
    assert math.isnan(wfm.asa(5, 0, nan))


def test_scalars_give_plain_floats():
    assert type(wfm.offered_load(100, 180, 1800)) is float
    assert all(type(value) is float for value in wfm.performance(14, 10, 180, 20))


def test_arguments_broadcast():
    table = wfm.service_level([[12], [14]], [10.0, 11.0, 12.0], 180, 20)
    assert table.shape == (2, 3)
    assert table[1, 2] == wfm.service_level(14, 12.0, 180, 20)
    assert wfm.performance([], [], 180, 20).asa.shape == (0,)


@pytest.mark.parametrize(
    ("call", "name", "index", "words"),
    [
        (lambda: wfm.erlang_c([3, -1], 2), "agents", (1,), ">= 0 and at most 1e15: got -1.0"),
        (lambda: wfm.erlang_b(3, [[1, math.inf]]), "load", (0, 1), "got inf erlang"),
        (lambda: wfm.asa(3, 1, 0), "aht", None, "aht must be finite and > 0"),
        (lambda: wfm.service_level(3, 1, 180, -20), "within", None, "got -20.0 s"),
        (lambda: wfm.wait_quantile(95, 3, 1, 180), "q", None, "did you mean 0.95"),
        (lambda: wfm.wait_quantile(1.0, 3, 1, 180), "q", None, "in [0, 1)"),
        (lambda: wfm.occupancy("three", 1), "agents", None, "must be a number"),
    ],
)
def test_bad_values_are_named(call, name, index, words):
    with pytest.raises(InputError) as caught:
        call()
    assert (caught.value.name, caught.value.index) == (name, index)
    assert words in str(caught.value)


def test_incompatible_shapes_are_reported():
    with pytest.raises(InputError, match=r"agents \(3,\), load \(2,\) do not broadcast"):
        wfm.erlang_c([1, 2, 3], [1, 2])
