"""The spread of volumes around their forecast, recovered from planted ones."""

import numpy as np
import pytest

from wfm.errors import InputError
from wfm.risk import spread

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
