"""The inverse blocking 1/B against long arithmetic, and its constants against their derivation."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from oracles import erlang as oracle
from wfm._numerics import coefficients, inverse_erlang_a, newton_erlang_a
from wfm._numerics import erlang_a as erlang_a_formulas
from wfm._numerics.chunked import BLOCK, blockwise
from wfm._numerics.erlang_b import correction, inverse_blocking, log_inverse_blocking
from wfm._numerics.load_lookup import lookup
from wfm._numerics.newton_erlang_c import estimate
from wfm._numerics.root_finding import find_root

# exp amplifies the last bit of its argument, at most ln(1e300) = 690, to 690 · 2^-53 · a few
TOLERANCE = 5e-13


def pairs(region: str, rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    root = 10 ** rng.uniform(0, 1.75, count)
    if region == "few agents":
        n = rng.integers(1, 31, count).astype(float)
        return n, n * rng.uniform(0.02, 1, count)
    if region == "many agents":
        n = np.floor(10 ** rng.uniform(1.5, 3.4, count))
        return n, np.maximum(n - np.sqrt(n) * rng.uniform(0, 6, count), 1e-3)
    if region == "load within 1e-12 of agents":
        n = np.floor(10 ** rng.uniform(0, 3.4, count))
        return n, n * (1 + rng.choice([-1, 1], count) * 10 ** rng.uniform(-14, -12, count))
    if region == "fractional agents":
        n = 10 ** rng.uniform(-1, 3.4, count)
        return n, n * rng.uniform(0.01, 1, count)
    if region == "few fractional agents":
        return rng.uniform(0, 12, count), 10 ** rng.uniform(-6, 2, count)
    if region == "overload":
        n = np.floor(10 ** rng.uniform(0, 3.3, count))
        return n, n * (1 + 10 ** rng.uniform(-6, 2, count))
    if region == "tiny loads":
        return rng.integers(1, 40, count).astype(float), 10 ** rng.uniform(-6, -1, count)
    if region == "far more agents than load":
        return np.floor(root**2 + rng.uniform(6, 30, count) * root), root**2
    n = rng.choice([9.999, 10, 10.001, 12, 15, 20, 40, 100], count)  # either side of the seams
    return n, n * rng.choice([0.3, 0.599999, 0.600001, 0.7, 1, 1.000001, 1.6666, 1.6667, 3], count)


REGIONS = (
    "few agents",
    "many agents",
    "load within 1e-12 of agents",
    "fractional agents",
    "few fractional agents",
    "overload",
    "tiny loads",
    "far more agents than load",
    "seams",
)


@pytest.mark.parametrize("region", REGIONS)
def test_inverse_blocking_is_right_everywhere(region):
    n, a = pairs(region, np.random.default_rng(3), 40)
    (u,) = blockwise(inverse_blocking, n, a)
    (log,) = blockwise(log_inverse_blocking, n, a)
    for i in range(n.size):
        exact = oracle.inverse_blocking(n[i], a[i])
        if exact < mp.mpf(10) ** 300:
            assert abs(u[i] / exact - 1) < TOLERANCE, (n[i], a[i])
        assert abs(log[i] - mp.log(exact)) <= 1e-14 * max(1, mp.log(exact)), (n[i], a[i])


def test_log_goes_on_where_the_value_overflows():
    n = np.array([5.0, 15.0, 1000.0, 1e6])
    a = np.array([1e-80, 1e-60, 1.0, 1.0])
    exact = [mp.loggamma(k + 1) - k * mp.log(x) + x for k, x in zip(n, a, strict=True)]
    (log,) = blockwise(log_inverse_blocking, n, a)
    np.testing.assert_allclose(log, [float(x) for x in exact], rtol=1e-14)


@pytest.mark.parametrize("load", [40_000, pytest.param(500_000, marks=pytest.mark.deep)])
def test_a_very_large_load_is_right_by_recursion(load):
    n = np.array([0.998, 1.0, 1.002]) * load
    u = np.ones(3)
    for k in range(1, int(n[2]) + 1):
        u = np.where(k <= n, 1 + u * (k / load), u)
    # the recursion itself carries some 1e-14
    np.testing.assert_allclose(inverse_blocking(n, np.full(3, float(load))), u, rtol=1e-13)


@mp.workdps(40)
def test_deviance_constants_are_those_of_the_series():
    q = np.linspace(0, coefficients.REACH**2, 7)
    series = [float(mp.nsum(lambda k, x=x: mp.mpf(x) ** k / (2 * k + 3), [0, mp.inf])) for x in q]
    fitted = np.polynomial.polynomial.polyval(
        2 * q / coefficients.REACH**2 - 1, coefficients.DEVIANCE
    )
    np.testing.assert_allclose(fitted, series, rtol=2e-15)


@mp.workdps(40)
def test_gamma_star_constants_are_gamma_over_stirling():
    n = np.array([10, 11.5, 20, 100, 1000])
    exact = [float(mp.gamma(k) * mp.exp(k) * k ** (mp.mpf(1) / 2 - k) / 2) for k in map(mp.mpf, n)]
    fitted = np.polynomial.polynomial.polyval(
        2 * coefficients.SMALL / n - 1, coefficients.GAMMA_STAR
    )
    np.testing.assert_allclose(fitted, exact, rtol=2e-15)


def test_erfcx_constants_are_as_good_as_the_sum_needs():
    x = np.array([0.0, 0.1, 0.5, 1, 2, 4, 8])
    tail = [float(mp.exp(mp.mpf(v) ** 2) * mp.erfc(v)) for v in x]
    fitted = np.polynomial.polynomial.polyval(4 / (x + 2) - 1, coefficients.ERFCX)
    np.testing.assert_allclose(2 * np.exp(x**2) - fitted, 2 * np.exp(x**2) - tail, rtol=3e-15)


def test_estimate_is_sure_only_where_the_recursion_agrees():
    rng = np.random.default_rng(5)
    a = 10 ** rng.uniform(0, 3, 20_000)
    tau = 10 ** rng.uniform(-4, 0.7, a.size) * (rng.random(a.size) > 0.1)
    level = rng.choice([0.01, 0.3, 0.8, 0.99, 0.99999], a.size)
    (n,) = blockwise(estimate, a, tau, -np.log1p(-level))
    found, _ = oracle.least_agents_all(a, np.ones(a.size), level, tau)
    sure = n >= 0
    assert np.array_equal(n[sure], found[sure])
    unsure = ~sure & ~np.isnan(n)
    between = -1 - n[unsure]
    assert np.all((found[unsure] == between) | (found[unsure] == between + 1))
    assert np.mean(~sure) < 0.1


@pytest.mark.parametrize("sign", [-1, 1])
def test_slope_constants_are_those_of_the_correction(sign):
    rng = np.random.default_rng(4)
    s = 10 / rng.uniform(0.01, 1, 500)
    y = s * (1 + sign * rng.uniform(0.01, 0.3, 500))
    rows, slopes = (
        (coefficients.CORRECTION_OF_SUM, coefficients.SLOPE_OF_SUM)
        if sign < 0
        else (coefficients.CORRECTION_ABOVE, coefficients.SLOPE_ABOVE)
    )
    ends = [correction(rows, (y - x) / (y + x), 1 / x) for x in (s * 0.9999, s * 1.0001)]
    np.testing.assert_allclose(
        correction(slopes, (y - s) / (y + s), 1 / s), (ends[0] - ends[1]) / 2e-4, atol=1e-8
    )


@pytest.mark.parametrize("of", ["offered", "answered", "virtual"])
def test_predicted_results_equal_those_of_the_measure(of):
    rng = np.random.default_rng(7)
    count = 60_000
    a, h = 10 ** rng.uniform(-0.3, 5, count), rng.uniform(60, 900, count)
    p = h * 10 ** rng.uniform(-1.5, 1.7, count)
    t = p * 10 ** rng.uniform(-4, 0.6, count) * (rng.random(count) > 0.1)
    goal = rng.choice([0.01, 0.3, 0.5, 0.8, 0.95, 0.99], count)
    (n,) = blockwise(inverse_erlang_a.level(of).estimate, a, h, p, goal, t)
    sure = n >= 0
    assert np.mean(sure) > 0.5

    def kept(n):
        n, *known = (x[sure] for x in (n, a, h, t, p))
        (level,) = blockwise(
            lambda *known: erlang_a_formulas.service_level(of, *known), np.maximum(n, 0.0), *known
        )
        return level >= goal[sure]

    assert np.all(kept(n))
    assert not np.any(kept(n - 1))


def test_nan_is_never_predicted():
    a, h, p = np.array([np.nan, 0.0, 9.0, 9.0, 9.0]), np.full(5, 180.0), np.full(5, 60.0)
    p[2:4] = np.inf, 0.0
    goal, t = np.array([0.8, 0.8, 0.8, 0.8, np.nan]), np.full(5, 20.0)
    (n,) = blockwise(inverse_erlang_a.level("offered").estimate, a, h, p, goal, t)
    assert not np.any(n >= 0)


def test_rough_sums_are_good_to_four_digits():
    rng = np.random.default_rng(8)
    r, n = rng.uniform(-0.75, 0.4, 5000), 10 ** rng.uniform(-0.3, 2, 5000)
    a = n * (1 + r) / (1 - r)
    d = np.maximum(a - n - n * np.log(a / n), 0)
    scale, v = newton_erlang_a._scale(n, 1 / (n + 0.5)), 1 / (n + 0.5)
    u = (
        1
        + np.sign(r) * scale * newton_erlang_a._erfcx(np.sqrt(d))
        + 2 * scale * np.exp(d) * (r < 0)
    )
    u += newton_erlang_a._correction(newton_erlang_a._corrections(n, a), v)
    np.testing.assert_allclose(u, inverse_blocking(n, a), rtol=3e-4)


def test_table_leaves_ties_to_the_formula():
    carried = np.array([0.0, 0.25, 0.9, 1.7])
    find = lookup(carried)
    assert find(np.array([0.1, 0.3, 1.0])).tolist() == [1, 2, 3]
    tied = np.array([0.25 * (1 + 1e-14), 0.9 * (1 - 1e-14)])
    assert find(tied).tolist() == [-2, -3]  # n - 1 or n, as -n


def test_crossing_ends_on_the_side_that_holds():
    low, high = np.array([0.0, 0.0, 3.0]), np.array([2.0, 1e9, 3.0 + 1e-9])
    root = np.array([np.sqrt(2), 1e-3, 3.0 + 3e-10])
    with np.errstate(all="ignore"):
        x = find_root(lambda x: x * x - root * root, low, high)
    assert np.all(x * x - root * root >= 0)
    np.testing.assert_allclose(x, root, rtol=1e-15)


def test_the_block_size_does_not_change_results():
    rng = np.random.default_rng(0)
    n = rng.uniform(1, 100, BLOCK + 7)
    (whole,) = blockwise(inverse_blocking, n, np.array(20.0))
    (ends,) = blockwise(inverse_blocking, n[-9:], np.array(20.0))
    assert np.array_equal(whole[-9:], ends)
