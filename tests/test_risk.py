"""The spread of volumes around their forecast, recovered from planted ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import wfm
from oracles.uncertain_days import levels_of_days
from wfm.errors import InputError
from wfm.risk import (
    day_chance,
    day_service_level,
    expected_service_level,
    quantile_volume,
    spread,
    staff,
)

WEEK = 30.0 + 25.0 * np.sin(np.arange(28) / 4.0)


@pytest.mark.parametrize("day_cv", [0.05, 0.15, 0.30])
@pytest.mark.parametrize("interval_cv", [0.0, 0.10])
def test_planted_spreads_are_recovered_from_26_weeks(day_cv, interval_cv):
    rng = np.random.default_rng(int(100 * day_cv))
    forecast = np.tile(WEEK, (7 * 26, 1))
    found = []
    for _ in range(5):
        rate = forecast * rng.gamma(1 / day_cv**2, day_cv**2, size=(182, 1))
        if interval_cv:
            rate = rate * rng.gamma(1 / interval_cv**2, interval_cv**2, size=forecast.shape)
        found.append(spread(rng.poisson(rate), forecast))
    assert np.mean([one.day_cv for one in found]) == pytest.approx(day_cv, abs=0.02)
    assert np.mean([one.interval_cv for one in found]) == pytest.approx(interval_cv, abs=0.03)


def test_a_biased_forecast_has_its_bias_apart_from_its_spread():
    rng = np.random.default_rng(2)
    found = spread(rng.poisson(1.25 * np.tile(WEEK, (300, 1))), np.tile(WEEK, (300, 1)))
    assert found.bias == pytest.approx(0.25, abs=0.01)
    assert found.day_cv < 0.03
    assert found.dispersion == pytest.approx(1.0, abs=0.05)


def test_intervals_that_are_not_recorded_count_nowhere():
    rng = np.random.default_rng(4)
    forecast = np.tile(WEEK, (200, 1))
    actual = rng.poisson(forecast * rng.gamma(25, 1 / 25, size=(200, 1))).astype(float)
    holes = np.where(rng.random(actual.shape) < 0.3, np.nan, actual)
    assert spread(holes, forecast).day_cv == pytest.approx(
        spread(actual, forecast).day_cv, abs=0.02
    )


@pytest.mark.parametrize(
    ("actual", "forecast", "message"),
    [
        (np.ones((2, 3)), np.ones((3, 2)), "one shape"),
        (np.ones(3), np.ones(3), "days × intervals"),
        (np.ones((2, 2)), np.zeros((2, 2)), "above 0"),
    ],
)
def test_what_has_no_spread_is_refused(actual, forecast, message):
    with pytest.raises(InputError, match=message):
        spread(actual, forecast)


def gamma(cv):
    """The factor of a day, from a package for statistics."""
    return stats.gamma(1 / cv**2, scale=cv**2)


@pytest.mark.parametrize("cv", [0.03, 0.17, 0.6])
def test_the_quantile_volume_is_that_of_a_gamma_distribution(cv):
    for share in (0.05, 0.5, 0.8, 0.99):
        assert quantile_volume(70.0, cv, share) == pytest.approx(70 * gamma(cv).ppf(share))
    assert quantile_volume(70.0, 0.0, 0.9) == 70.0
    assert quantile_volume(70.0, 1e-7, 0.9) == pytest.approx(70 * (1 + 1.2816e-7), rel=1e-10)


@settings(max_examples=8, deadline=None)
@given(
    volume=st.floats(3, 400),
    cv=st.floats(0.03, 0.5),
    confidence=st.floats(0.55, 0.97),
    patience=st.sampled_from([np.inf, 90.0]),
)
def test_agents_of_a_quantile_are_the_least_that_keep_the_target_so_often(
    volume, cv, confidence, patience
):
    agents = staff(volume, 205, 1800, volume_cv=cv, confidence=confidence, service_level=0.75,
                   within=25, patience=patience)  # fmt: skip

    def chance(n):
        """By bisection for the factor, and the distribution function of a package."""
        low, high = 1e-3, 8.0
        for _ in range(60):
            middle = (low + high) / 2
            level = wfm.service_level(n, middle * volume * 205 / 1800, 205, 25, patience=patience)
            low, high = (middle, high) if level >= 0.75 else (low, middle)
        return gamma(cv).cdf(low)

    assert chance(agents) >= confidence - 1e-9
    assert agents == 1 or chance(agents - 1) < confidence + 1e-9
    for n in (agents, agents + 3):
        found = day_chance(n, volume, 205, 1800, 0.75, 25, volume_cv=cv, patience=patience)
        assert found == pytest.approx(chance(n), abs=1e-9)


@pytest.mark.parametrize("patience", [np.inf, 150.0])
def test_the_chance_and_the_level_of_a_day_are_those_of_a_fine_grid(patience):
    agents, volume = np.array([5, 9, 12, 7]), np.array([22.0, 48.0, 71.0, 35.0])
    cv, goal = 0.21, 0.80
    at = (np.arange(40_000) + 0.5) / 40_000
    factor = gamma(cv).ppf(at)[:, np.newaxis]
    level = wfm.service_level(agents, factor * volume * 240 / 1800, 240, 30, patience=patience)
    of_day = (level * volume).sum(axis=1) / volume.sum()
    chance = day_chance(agents, volume, 240, 1800, goal, 30, volume_cv=cv, patience=patience)
    assert chance == pytest.approx((of_day >= goal).mean(), abs=1.0 / 40_000)
    expected = expected_service_level(
        agents, volume, 240, 1800, 30, volume_cv=cv, patience=patience
    )
    assert expected == pytest.approx((factor * level).mean(axis=0), abs=2e-5)
    both = day_chance(np.stack([agents, agents + 1]), volume, 240, 1800, goal, 30, volume_cv=cv,
                      patience=patience)  # fmt: skip
    assert both[0] == chance
    assert both[1] > chance


@pytest.mark.parametrize("cv", [0.02, 0.15, 0.5])
@pytest.mark.parametrize("patience", [np.inf, 60.0])
def test_the_quadrature_of_the_expected_level_is_right_to_six_digits(cv, patience):
    for n in (40, 56, 75):
        kink = stats.norm.ppf(gamma(cv).cdf(n / 52.0))
        ends = np.unique(np.append(np.linspace(-8.0, 8.0, 65), np.clip(kink, -8.0, 8.0)))
        nodes, weights = np.polynomial.legendre.leggauss(8)
        half = np.diff(ends)[:, np.newaxis] / 2
        score = ends[:-1, np.newaxis] + half * (1 + nodes)
        factor = np.where(
            score < 0,
            gamma(cv).ppf(stats.norm.cdf(score)),
            gamma(cv).isf(stats.norm.sf(score)),
        )
        level = wfm.service_level(n, factor * 52.0, 180, 20, patience=patience)
        brute = float((half * weights * stats.norm.pdf(score) * factor * level).sum())
        found = expected_service_level(n, 520, 180, 1800, 20, volume_cv=cv, patience=patience)
        assert found == pytest.approx(brute, abs=1e-6)


def test_a_certain_volume_is_kept_or_not():
    agents = wfm.agents_required(14.0, 180, service_level=0.80, within=20)
    kept = [day_chance(n, 140, 180, 1800, 0.8, 20, volume_cv=0.0) for n in (agents - 1, agents)]
    assert kept == [0.0, 1.0]
    assert day_chance([0, 3], [0.0, 0.0], [np.nan, 90], 900, 0.8, 20, volume_cv=0.2) == 1.0
    assert expected_service_level(0, 0.0, np.nan, 900, 20, volume_cv=0.2) == 1.0
    assert expected_service_level(agents, 140, 180, 1800, 20, volume_cv=0.0) == wfm.service_level(
        agents, 14.0, 180, 20
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"volume_cv": 17.0}, "volume_cv must be .*did you mean 0.17"),
        ({"confidence": 80.0}, "confidence must be .*did you mean 0.8"),
        ({"confidence": 1.0}, "confidence must be"),
        ({"service_level": None, "within": None}, "target"),
    ],
)
def test_what_is_no_fraction_is_refused(change, message):
    options = {"volume_cv": 0.17, "confidence": 0.8, "service_level": 0.8, "within": 20}
    with pytest.raises(InputError, match=message):
        staff(140, 180, 1800, **{**options, **change})


def test_a_percentage_as_variation_is_refused_by_every_function():
    for function, more in ((day_chance, (0.8, 20)), (expected_service_level, (20,))):
        with pytest.raises(InputError, match=r"did you mean 0\.17"):
            function(18, 140, 180, 1800, *more, volume_cv=17)


LOADS = [3.2, 9.4, 17.0, 12.6, 6.1]
PEOPLE = [6, 13, 20, 15, 9]


@pytest.mark.parametrize("scope", ["day", "interval"])
@pytest.mark.parametrize(("cv", "count"), [(0.3, 5), (0.2, 2)])
def test_chance_and_band_of_a_day_are_those_of_simulated_days(scope, cv, count):
    days = 5_000
    people, loads = PEOPLE[-count:], LOADS[-count:]
    rng = np.random.default_rng(int(1000 * cv) + count)
    simulated = levels_of_days(
        rng, people, loads, 240.0, 20.0, cv, together=scope == "day", days=days
    )
    volume = np.array(loads) * 1800 / 240
    more = {"volume_cv": cv, "scope": scope}
    for goal in (0.6, 0.85):
        chance = day_chance(people, volume, 240, 1800, goal, 20, **more)
        error = (chance * (1.0 - chance) / days) ** 0.5
        assert (simulated >= goal).mean() == pytest.approx(chance, abs=3.0 * error + 1e-9)
    for share in (0.1, 0.9) if scope == "day" else (0.1,):
        level = day_service_level(people, volume, 240, 1800, 20, share=share, **more)
        error = (share * (1.0 - share) / days) ** 0.5
        assert (simulated < level).mean() == pytest.approx(share, abs=3.0 * error)


def test_days_together_fall_below_the_level_of_a_share_as_often_as_it_says():
    volume = np.array([[40.0, 90.0], [35.0, 70.0]])
    people = np.array([[7, 14], [6, 11]])
    for scope in ("day", "interval"):
        more = {"volume_cv": 0.2, "scope": scope}
        level = day_service_level(people, volume, 240, 1800, 20, share=0.3, **more)
        chance = day_chance(people, volume, 240, 1800, level, 20, **more)
        assert 1.0 - chance.mean() == pytest.approx(0.3, abs=1e-3)


def test_a_day_of_which_a_share_is_overloaded_has_the_level_0():
    assert day_service_level(5, 60, 180, 1800, 20, share=0.4, volume_cv=0.2) == 0.0
    assert day_service_level(9, 6, 180, 1800, 20, share=0.9, volume_cv=0.2) == pytest.approx(1.0)
    with pytest.raises(InputError, match="every day"):
        day_service_level([5, 5], [0, 0], 180, 1800, 20, share=0.4, volume_cv=0.2)
    with pytest.raises(InputError, match="scope must be 'day' or 'interval'"):
        day_chance(18, 140, 180, 1800, 0.8, 20, volume_cv=0.2, scope="week")


@pytest.mark.parametrize("patience", [np.inf, 90.0])
def test_the_chance_of_a_day_of_several_intervals_is_exact(patience):
    people, volume, cv = np.array(PEOPLE), np.array(LOADS) * 1800 / 240, 0.16

    def level(factor):
        load = factor * np.array(LOADS)
        each = wfm.service_level(people, load, 240, 20, patience=patience)
        return float((each * volume).sum() / volume.sum())

    low, high = 0.5, 2.0
    for _ in range(55):
        middle = (low + high) / 2
        low, high = (middle, high) if level(middle) >= 0.8 else (low, middle)
    chance = day_chance(people, volume, 240, 1800, 0.8, 20, volume_cv=cv, patience=patience)
    assert chance == pytest.approx(gamma(cv).cdf(low), abs=1e-9)
