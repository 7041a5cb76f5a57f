"""Erlang A against printed values, long arithmetic, a simulation and its own limits."""

from __future__ import annotations

import csv
import math

import mpmath as mp
import numpy as np
import pytest

import wfm
from oracles import erlang_a as oracle
from oracles import simulate
from support.paths import GOLDEN
from wfm import InputError

INF, NAN = math.inf, math.nan
ABSOLUTE, RELATIVE = 1e-12, 1e-11  # the documented precision
DEFINITIONS = ("offered", "answered", "virtual")


def close(found: float, exact: mp.mpf) -> bool:
    """Whether a value is right: relatively where it is not tiny, absolutely everywhere."""
    error = abs(mp.mpf(found) - exact)
    return error <= ABSOLUTE * max(1, exact) and (exact <= ABSOLUTE or error <= RELATIVE * exact)


def test_golden_values_hold():
    with (GOLDEN / "erlang_a.csv").open(encoding="utf-8", newline="") as lines:
        table = list(csv.DictReader(lines))
    n, volume, h, p, t = (
        np.array([float(row[key]) for row in table])
        for key in ("agents", "volume_per_hour", "aht_s", "patience_s", "awt_s")
    )
    a = wfm.offered_load(volume, h, 3600)
    found = wfm.performance(n, a, h, t, patience=p)
    answered = wfm.service_level(n, a, h, t, patience=p, definition="answered")
    for i, row in enumerate(table):
        for value, key in (
            (found.wait_probability[i], "p_wait"),
            (found.abandonment[i], "p_abandon"),
            (found.mean_wait[i], "mean_wait_s"),
            (found.service_level[i], "p_served_within"),
            (answered[i], "p_within_given_served"),
        ):
            exact = mp.mpf(row[key])
            assert close(value, exact if exact >= mp.mpf(10) ** -40 else mp.mpf(0)), (row, key)


def cases(kind: str, count: int) -> tuple[np.ndarray, ...]:
    """Agents, load, handle time, limit and patience of one kind of centre."""
    rng = np.random.default_rng(sum(map(ord, kind)))
    n = np.floor(10 ** rng.uniform(0, 2.5, count))
    h, p = rng.uniform(60, 900, count), 10 ** rng.uniform(1, 3.5, count)
    t = rng.choice([0.0, 5.0, 20.0, 60.0, 300.0], count)
    a = n * rng.uniform(0.5, 1.2, count)
    if kind == "overload":
        a = n * 10 ** rng.uniform(0, 1.5, count)
    if kind == "light":
        a = n * 10 ** rng.uniform(-3, -0.3, count)
    if kind == "long patience":
        a, p = n * rng.uniform(0.5, 0.97, count), 10 ** rng.uniform(5, 12, count)
    if kind == "short patience":
        a, p = n * rng.uniform(0.3, 2, count), 10 ** rng.uniform(-3, 1, count)
    if kind == "load within 1e-3 of agents":
        a = n * (1 + rng.choice([-1, 1], count) * 10 ** rng.uniform(-12, -3, count))
    if kind == "thousands":
        n = np.floor(10 ** rng.uniform(3, 3.7, count))
        a = n * (1 + rng.normal(0, 2, count) / np.sqrt(n))
    if kind == "thousands in overload":
        n = np.floor(10 ** rng.uniform(2.5, 3.5, count))
        a = n * 10 ** rng.uniform(0, 0.6, count)
    return n, a, h, t, p


KINDS = {
    "typical": 40,
    "overload": 10,
    "light": 25,
    "long patience": 15,
    "short patience": 40,
    "load within 1e-3 of agents": 25,
    "thousands": 6,
    "thousands in overload": 4,
}
MANY = {kind: 40 * few for kind, few in KINDS.items()} | {"overload": 1000}


def differences(n, a, h, t, p):
    """The measures that miss the documented precision."""
    found = wfm.performance(n, a, h, t, patience=p)._asdict()
    found.pop("service_level")
    for name in DEFINITIONS:
        found[name] = wfm.service_level(n, a, h, t, patience=p, definition=name)
    for i in range(n.size):
        exact = oracle.exact(int(n[i]), a[i], h[i], t[i], p[i])
        for name, values in found.items():
            if not close(values[i], getattr(exact, name)):
                yield name, n[i], a[i], h[i], t[i], p[i], values[i]


@pytest.mark.parametrize("kind", KINDS)
def test_all_measures_have_the_documented_precision(kind):
    assert list(differences(*cases(kind, KINDS[kind]))) == []


@pytest.mark.deep
@pytest.mark.parametrize("kind", KINDS)
def test_all_measures_hold_in_many_cases(kind):
    assert list(differences(*cases(kind, MANY[kind]))) == []


def test_a_hundred_thousand_agents_are_right():
    n, a = np.array([1e5, 1e5]), np.array([99_800.0, 100_500.0])
    rest = (np.full(2, 300.0), np.full(2, 20.0), np.full(2, 240.0))
    assert list(differences(n, a, *rest)) == []


def test_the_published_case_of_three_definitions():
    """100 calls of 180 s in half an hour, patience 300 s, 14 agents, 20 s."""
    levels = [wfm.service_level(14, 10.0, 180, 20, patience=300, definition=d) for d in DEFINITIONS]
    assert [round(100 * level, 2) for level in levels] == [91.68, 92.98, 91.87]


@pytest.mark.parametrize(
    ("agents", "load", "patience", "within", "lost", "level"),
    [
        (10, 10.0, 300, 20, 0.1094, 0.5168),
        (100, 100.0, 240, 60, 0.0370, 0.9605),
        (590, 600.0, 180, 60, 0.0259, None),
        (1980, 2000.0, 240, 60, None, 0.9859),
        (700, 700.0, 300, 180, None, 0.9868),
    ],
)
def test_cases_that_other_packages_get_wrong(agents, load, patience, within, lost, level):
    found = wfm.performance(agents, load, 180, within, patience=patience)
    exact = oracle.exact(agents, load, 180, within, patience)
    assert close(found.service_level, exact.offered)
    assert lost is None or found.abandonment == pytest.approx(lost, abs=5e-5)
    assert level is None or found.service_level == pytest.approx(level, abs=5e-5)


def test_service_level_is_that_of_the_transient_chain():
    for n, a, h, t, p in ((3, 2.5, 180.0, 40.0, 90.0), (5, 7.0, 240.0, 60.0, 300.0)):
        chain = oracle.answered_within(n, a, h, t, p)
        assert wfm.service_level(n, a, h, t, patience=p) == pytest.approx(chain, rel=1e-11)


@pytest.mark.parametrize(
    ("n", "a", "h", "p", "t"), [(14, 13.0, 180, 120, 20), (6, 8.0, 240, 300, 60)]
)
def test_a_simulation_sees_the_same_queue(n, a, h, p, t):
    log = simulate.calls(n, a, h, p, count=60_000, seed=4)
    found = wfm.performance(n, a, h, t, patience=p)
    kept = ~log.abandoned
    for value, seen in (
        (found.abandonment, log.abandoned),
        (found.mean_wait, log.waits),
        (found.wait_probability, log.waits > 0),
        (found.service_level, kept & (log.waits <= t)),
        (found.asa, log.waits[kept]),
    ):
        mean, error = simulate.mean_and_error(seen.astype(float))
        assert abs(value - mean) < 4 * error
        assert error < 0.05 * mean


def test_infinite_patience_is_erlang_c_to_the_last_digit():
    rng = np.random.default_rng(1)
    n, a = np.floor(10 ** rng.uniform(0, 3, 500)), 10 ** rng.uniform(0, 3, 500)
    every = np.full(500, INF)
    plain = wfm.performance(n, a, 180, 20)
    np.testing.assert_array_equal(plain.abandonment, 0.0)
    np.testing.assert_array_equal(plain.mean_wait, plain.asa)
    for patience in (INF, every):
        found = wfm.performance(n, a, 180, 20, patience=patience)
        for mine, theirs in zip(found, (*plain[:4], np.zeros(500), plain.asa), strict=True):
            np.testing.assert_array_equal(mine, theirs)
    for definition in DEFINITIONS:
        level = wfm.service_level(n, a, 180, 20, patience=every, definition=definition)
        np.testing.assert_array_equal(level, plain.service_level)
    quantile = wfm.wait_quantile(0.9, n, a, 180, patience=every)
    np.testing.assert_array_equal(quantile, wfm.wait_quantile(0.9, n, a, 180))
    np.testing.assert_array_equal(wfm.asa(n, a, 180, patience=every), plain.asa)
    np.testing.assert_array_equal(wfm.occupancy(n, a, aht=180, patience=every), plain.occupancy)
    np.testing.assert_array_equal(wfm.wait_probability(n, a, 180), plain.wait_probability)


def test_nan_stays_nan_in_every_measure_without_abandonment_too():
    for gap in ({"agents": NAN}, {"load": NAN}, {"aht": NAN}):
        known = {"agents": 14.0, "load": 10.0, "aht": 180.0, "within": 20.0} | gap
        assert np.isnan(wfm.performance(**known).abandonment)
        assert np.isnan(wfm.performance(**known).mean_wait)


def test_no_patience_is_erlang_b():
    n, a = np.array([1.0, 5, 14, 300, 20.5]), np.array([0.5, 7.0, 10, 320, 20])
    found, lost = wfm.performance(n, a, 180, 20, patience=0), wfm.erlang_b(n, a)
    np.testing.assert_allclose(found.abandonment, lost, rtol=1e-14)
    np.testing.assert_allclose(found.wait_probability, lost, rtol=1e-14)
    np.testing.assert_allclose(found.service_level, 1 - lost, rtol=1e-14)
    np.testing.assert_allclose(found.occupancy, a * (1 - lost) / n, rtol=1e-14)
    assert not found.asa.any()
    assert not found.mean_wait.any()
    answered = wfm.service_level(n, a, 180, 0, patience=0, definition="answered")
    np.testing.assert_allclose(answered, 1.0, rtol=1e-14)


@pytest.mark.parametrize(("tiny", "huge"), [(1e-9, 1e9), (1e-300, 1e300)])
def test_patience_tends_to_its_limits(tiny, huge):
    n, a = np.array([1.0, 14, 300]), np.array([0.5, 10.0, 290])
    impatient = wfm.performance(n, a, 180, 20, patience=tiny)
    np.testing.assert_allclose(impatient.abandonment, wfm.erlang_b(n, a), rtol=1e-8)
    patient = wfm.performance(n, a, 180, 20, patience=huge)
    np.testing.assert_allclose(patient[:4], wfm.performance(n, a, 180, 20)[:4], rtol=2e-6)
    over = wfm.performance(n, 2 * n, 180, 20, patience=huge)
    np.testing.assert_allclose(over.abandonment, 0.5, rtol=1e-6)  # what is too much has to go


@pytest.mark.parametrize("patience", [0, 1e-6, 60, 1e9])
@pytest.mark.parametrize("definition", DEFINITIONS)
def test_without_agents_all_contacts_are_abandoned(patience, definition):
    found = wfm.performance(0, 3.0, 180, 20, patience=patience, definition=definition)
    assert found == pytest.approx((1.0, 0.0, INF, 1.0, 1.0, patience), rel=1e-14)
    assert wfm.wait_quantile(0.5, 0, 3.0, 180, patience=patience) == INF


@pytest.mark.parametrize("patience", [0, 60, [INF, 60]])
def test_without_load_there_is_no_wait(patience):
    for agents in (0, 0.5, 14):
        found = wfm.performance(agents, 0.0, 180, 20, patience=patience)
        for value, empty in zip(found, (0.0, 1.0, 0.0, 0.0, 0.0, 0.0), strict=True):
            assert np.all(value == empty)
        assert np.all(wfm.wait_quantile(0.9, agents, 0.0, 180, patience=patience) == 0.0)


def test_a_limit_of_zero_counts_contacts_without_a_wait():
    waits = wfm.wait_probability([8, 14], 10.0, 180, patience=300)
    level = wfm.service_level([8, 14], 10.0, 180, 0, patience=300)
    np.testing.assert_allclose(level, 1 - waits, rtol=1e-13)


def test_mean_wait_is_patience_times_abandonment():
    found = wfm.performance([8, 10, 14], 10.0, 180, 20, patience=300)
    np.testing.assert_allclose(found.mean_wait, 300 * found.abandonment, rtol=1e-15)
    np.testing.assert_array_equal(
        found.mean_wait, wfm.mean_wait([8, 10, 14], 10.0, 180, patience=300)
    )


def test_occupancy_is_the_answered_work_of_each_agent():
    n = np.array([1.0, 8, 10, 14, 200])
    lost = wfm.abandonment(n, 10.0, 180, patience=300)
    busy = wfm.occupancy(n, 10.0, aht=180, patience=300)
    np.testing.assert_allclose(busy, 10 * (1 - lost) / n, rtol=1e-13)


@pytest.mark.parametrize("patience", [0, 0.01, 30, 300, 1e5])
def test_wait_quantile_is_the_inverse_of_the_virtual_level(patience):
    n, q = np.array([8.0, 10, 14]), 0.95
    t = wfm.wait_quantile(q, n, 10.0, 180, patience=patience)
    level = wfm.service_level(n, 10.0, 180, t, patience=patience, definition="virtual")
    np.testing.assert_allclose(level[t > 0], q, rtol=1e-12)
    assert np.all(level >= q)
    assert t[0] > 0


def test_rows_of_every_patience_mix():
    patience = np.array([0.0, 300, INF, 60, INF, NAN])
    together = wfm.performance(14, 10.0, 180, 20, patience=patience)
    for i, p in enumerate(patience):
        np.testing.assert_array_equal(
            [x[i] for x in together], wfm.performance(14, 10.0, 180, 20, patience=p)
        )


def test_nan_propagates():
    good = {"agents": 5.0, "load": 4.0, "aht": 180.0, "within": 20.0, "patience": 60.0}
    for name in good:
        for load in (4.0, 6.0, 0.0):
            values = wfm.performance(**good | {"load": load} | {name: NAN})
            assert sum(map(math.isnan, values)) >= (1 if name == "within" else 5), (name, load)


def test_scalars_give_plain_floats_and_arrays_broadcast():
    assert all(type(x) is float for x in wfm.performance(14, 10, 180, 20, patience=300))
    assert wfm.abandonment([[12], [14]], [10.0, 11.0, 12.0], 180, patience=300).shape == (2, 3)
    assert wfm.performance([], [], 180, 20, patience=300).mean_wait.shape == (0,)


@pytest.mark.parametrize(
    ("call", "name", "words"),
    [
        (lambda: wfm.asa(3, 1, 180, patience=-1), "patience", "patience must be >= 0: got -1.0 s"),
        (lambda: wfm.abandonment(3, 1, 0, patience=60), "aht", "finite and > 0"),
        (lambda: wfm.occupancy(3, 1, patience=60), "aht", "patience needs aht"),
        (
            lambda: wfm.service_level(3, 1, 180, 20, patience=60, definition="gross"),
            "definition",
            "'offered', 'answered' or 'virtual': got 'gross'",
        ),
        (lambda: wfm.mean_wait([1, 2], 1, 180, patience=[1, 2, 3]), "", "do not broadcast"),
    ],
)
def test_bad_values_are_named(call, name, words):
    with pytest.raises(InputError, match=words) as caught:
        call()
    assert caught.value.name == name


def test_patience_is_estimated_from_a_log():
    log = simulate.calls(6, 8.0, 240, 150, count=40_000, seed=5)
    found = wfm.estimate_patience(log.waits, log.abandoned)
    assert found.low < 150 < found.high
    assert found.patience == pytest.approx(log.waits.sum() / log.abandoned.sum())
    assert found.patience > 2 * log.waits[log.abandoned].mean()  # what the abandoned alone suggest


def test_the_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(3)
    patience, wait = rng.exponential(100, (2000, 200)), rng.exponential(80, (2000, 200))
    abandoned = patience < wait
    covered = 0
    for waits, lost in zip(np.minimum(patience, wait), abandoned, strict=True):
        found = wfm.estimate_patience(waits, lost, confidence=0.9)
        covered += found.low <= 100 <= found.high
    assert covered / 2000 == pytest.approx(0.9, abs=4 * math.sqrt(0.09 / 2000))


def test_the_interval_is_the_one_of_the_chi_square_table():
    """Two of five gave up: 2 · 245 s over the quantiles 11.143 and 0.4844 of four degrees."""
    found = wfm.estimate_patience([0, 35, 80, 10, 120], [False, False, True, False, True])
    assert found.patience == 122.5
    assert found.low == pytest.approx(490 / 11.1433, rel=1e-4)
    assert found.high == pytest.approx(490 / 0.484419, rel=1e-4)


@pytest.mark.parametrize(
    ("waits", "abandoned", "more", "words"),
    [
        ([3.0, 5.0], [False, False], {}, "no contact abandoned"),
        ([], [], {}, "no contact abandoned"),
        ([3.0, -5.0], [True, False], {}, "waits must be finite and >= 0: got -5.0 s at index 1"),
        ([3.0, NAN], [True, False], {}, "waits must be numbers"),
        ([3.0, 5.0], [True], {}, "one value for each contact"),
        ([3.0, 5.0], [True, False, True], {}, "do not broadcast"),
        ([3.0, 5.0], [True, False], {"confidence": 1.0}, "confidence must be in"),
    ],
)
def test_a_log_without_information_is_refused(waits, abandoned, more, words):
    with pytest.raises(InputError, match=words):
        wfm.estimate_patience(waits, abandoned, **more)


@pytest.mark.parametrize(
    ("load", "target", "patience", "agents"),
    [
        (10, {"service_level": 0.80, "within": 20}, 60, 12),
        (100, {"service_level": 0.80, "within": 20}, 120, 96),
        (100, {"service_level": 0.80, "within": 60}, 120, 82),  # far below the load
        (100, {"service_level": 0.80, "within": 60}, INF, 104),
        (100, {"max_occupancy": 0.85}, INF, 118),
        (0, {"abandonment": 0.05}, 120, 0),
        (10, {"max_occupancy": 1}, 120, 0),  # a cap that any number keeps
    ],
)
def test_agents_may_be_fewer_than_erlangs(load, target, patience, agents):
    assert wfm.agents_required(load, 180, **target, patience=patience) == agents
    assert wfm.agents_required([load], 180, **target, patience=[patience]).tolist() == [agents]


def test_one_agent_fewer_misses_the_target():
    rng = np.random.default_rng(5)
    a, h = 10 ** rng.uniform(-2, 3.5, 4000), rng.uniform(60, 900, 4000)
    p = np.where(rng.random(4000) < 0.1, INF, 10 ** rng.uniform(-1, 5, 4000))
    t, level = rng.choice([0.0, 20, 120], 4000), rng.uniform(0.01, 0.99, 4000)
    for definition in DEFINITIONS:
        more = {"patience": p, "definition": definition}
        n = wfm.agents_required(a, h, service_level=level, within=t, **more)
        assert np.all(wfm.service_level(n, a, h, t, **more) >= level)
        assert np.all(wfm.service_level(n - 1, a, h, t, **more) < level)
    p = np.minimum(p, 1e5)
    n = wfm.agents_required(a, h, abandonment=1 - level, patience=p)
    assert np.all(wfm.abandonment(n, a, h, patience=p) <= 1 - level)
    assert np.all(wfm.abandonment(n - 1, a, h, patience=p) > 1 - level)


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_a_target_that_just_binds_is_decided_by_the_measure(definition):
    rng = np.random.default_rng(9)
    n = np.floor(10 ** rng.uniform(0.3, 3.5, 3000))
    a, h = n * rng.uniform(0.6, 1.2, 3000), rng.uniform(60, 900, 3000)
    p, t = rng.uniform(60, 900, 3000), rng.choice([0.0, 20, 60], 3000)
    more = {"patience": p, "definition": definition}
    level = wfm.service_level(n, a, h, t, **more)
    rows = (level > 0.01) & (level < 0.999)
    n, a, h, p, t, level = (x[rows] for x in (n, a, h, p, t, level))
    more = {"within": t, "patience": p, "definition": definition}
    found = wfm.agents_required(a, h, service_level=level, **more)
    np.testing.assert_array_equal(found, n)
    found = wfm.agents_required(a, h, service_level=np.nextafter(level, 1), **more)
    np.testing.assert_array_equal(found, n + 1)


def test_a_level_a_rounding_above_one_does_not_end_the_search():
    a, h, p, t = 1.2118353672369198, 239.37730963910056, 22743.662260020625, 41740.15490134242
    assert wfm.service_level(1, a, h, t, patience=p, definition="virtual") == 1.0
    more = {"patience": p, "definition": "virtual"}
    assert wfm.agents_required(a, h, service_level=0.6, within=t, **more) == 1


@pytest.mark.deep
@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("kind", ["everyday", "of every kind", "large", "small", "at the bend"])
def test_one_agent_fewer_misses_the_target_in_many_cases(kind, definition):
    rng = np.random.default_rng(10)
    count = 300_000
    h = rng.uniform(60, 900, count)
    p = h * 10 ** rng.uniform(-1.5, 2, count)
    t = p * 10 ** rng.uniform(-4, 0.6, count) * (rng.random(count) > 0.05)
    level = rng.uniform(0.005, 0.999, count)
    a = 10 ** rng.uniform(-0.5, 5, count)
    if kind == "everyday":
        a, p = 10 ** rng.uniform(0, 3.5, count), rng.uniform(20, 1200, count)
        t, level = rng.choice([0.0, 10, 20, 60, 300], count), rng.choice([0.5, 0.8, 0.95], count)
    if kind == "large":
        a = 10 ** rng.uniform(3, 5.3, count)
    if kind == "small":
        a = 10 ** rng.uniform(-0.3, 1.3, count)
    if kind == "at the bend":  # where abandonment equals 1 - target
        a, level = 10 ** rng.uniform(1, 4, count), rng.uniform(0.3, 0.98, count)
        t = np.maximum(p * (1.5 * rng.normal(size=count) / np.sqrt(a) - np.log(level)), 0.0)
    more = {"patience": p, "definition": definition}
    n = wfm.agents_required(a, h, service_level=level, within=t, **more)
    assert np.all(wfm.service_level(n, a, h, t, **more) >= level)
    assert np.all(wfm.service_level(n - 1, a, h, t, **more) < level)


def test_agents_for_infinite_patience_are_those_of_erlang_c():
    rng = np.random.default_rng(6)
    a, h = 10 ** rng.uniform(-2, 3, 500), rng.uniform(60, 900, 500)
    for target in ({"service_level": 0.8, "within": 20}, {"asa": 15}, {"max_occupancy": 0.85}):
        rows = wfm.agents_required(a, h, **target, patience=np.full(500, INF))
        np.testing.assert_array_equal(rows, wfm.agents_required(a, h, **target))
        load = wfm.max_load(20, h, **target, patience=np.full(500, INF))
        np.testing.assert_allclose(load, wfm.max_load(20, h, **target), rtol=1e-12)


def test_largest_load_is_carried_and_no_more():
    n = np.array([1.0, 14, 200])
    load = wfm.max_load(n, 180, abandonment=0.05, patience=300)
    assert np.all(wfm.abandonment(n, load, 180, patience=300) <= 0.05)
    assert np.all(wfm.abandonment(n, load * (1 + 1e-11), 180, patience=300) > 0.05)
    assert wfm.max_load(0, 180, abandonment=0.05, patience=300) == 0.0
    assert wfm.max_load(5, 180, max_occupancy=1, patience=300) == INF


def test_staffing_propagates_nan():
    target = {"service_level": 0.8, "within": 20, "abandonment": 0.05}
    found = wfm.agents_required([NAN, 14, 14, 14], [180, NAN, 180, 180], **target,
                                patience=[60, 60, NAN, 60])  # fmt: skip
    assert np.isnan(found).tolist() == [True, True, True, False]
    assert math.isnan(wfm.max_load(14, NAN, **target, patience=60))
    assert math.isnan(wfm.max_load(14, 180, **target, patience=NAN))


@pytest.mark.parametrize(
    ("target", "name", "words"),
    [
        ({"abandonment": 0.05}, "patience", "abandonment needs patience"),
        ({"abandonment": 5, "patience": 60}, "abandonment", "did you mean 0.05"),
        ({"abandonment": 0, "patience": 60}, "abandonment", r"in \(0, 1\)"),
        ({"abandonment": NAN, "patience": 60}, "abandonment", "such as 0.05"),
        ({"asa": 20, "definition": "most"}, "definition", "got 'most'"),
    ],
)
def test_bad_targets_are_named(target, name, words):
    for call in (wfm.agents_required, wfm.max_load):
        with pytest.raises(InputError, match=words) as caught:
            call(10.0, 180, **target)
        assert caught.value.name == name
