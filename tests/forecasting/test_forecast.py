"""A forecast repeats a history without chance, and is not misled by what is unusual in it."""

import numpy as np
import pytest

from support.history import MONDAY, demand_of, usual_volumes
from wfm.errors import DataError
from wfm.forecasting.forecast import forecast_of
from wfm.forecasting.history import histories_of
from wfm.forecasting.marked_histories import ForecastOptions
from wfm.forecasting.methods import METHODS

WEEKS = 12
ROUNDED = 1e-3  # volumes have two decimals


def by_day(forecast):
    """Contacts of the days of a forecast, from its rows."""
    day = forecast.demand.start // 86_400
    return np.bincount(day - day[0], weights=forecast.demand.volume)


@pytest.mark.parametrize("method", METHODS)
def test_a_history_without_chance_goes_on_as_it_was(method):
    past = usual_volumes(WEEKS)
    options = ForecastOptions(weeks=2, methods={method: METHODS[method]})
    forecast = forecast_of(demand_of(past), options)
    np.testing.assert_allclose(by_day(forecast), past[:14].sum(axis=1), rtol=ROUNDED)
    smoothed = 0.08 if method == "auto" else ROUNDED  # it cannot know that there is no chance
    np.testing.assert_allclose(forecast.demand.volume, past[:14][past[:14] > 0], rtol=smoothed)
    assert forecast.demand.start[0] // 86_400 == MONDAY + 7 * WEEKS
    assert forecast.backtest.scores[0].wape_day == pytest.approx(0.0, abs=1e-9)


def test_the_level_of_a_growing_history_follows_it():
    past = usual_volumes(WEEKS) * 1.03 ** (np.arange(7 * WEEKS) // 7)[:, None]
    forecast = forecast_of(demand_of(past), ForecastOptions(weeks=1))
    ratio = forecast.demand.volume.sum() / past[-7:].sum()
    assert 0.98 < ratio < 1.06


def test_the_future_changes_nothing():
    rng = np.random.default_rng(11)
    past = rng.poisson(usual_volumes(WEEKS + 3)).astype(float)
    (history,) = histories_of(demand_of(past))
    (other,) = histories_of(
        demand_of(np.vstack([past[: 7 * WEEKS], 9.0 + 5.0 * past[7 * WEEKS :]]))
    )
    from wfm.forecasting.learning_days import learning_days

    days = history.day[7 * WEEKS : 7 * WEEKS + 7]
    for method in METHODS.values():
        one, two = (method(learning_days(h.until(7 * WEEKS)), days) for h in (history, other))
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize(("factor", "listed"), [(0.1, True), (3.0, True), (1.2, False)])
def test_a_day_unlike_its_weekday_is_set_aside_and_listed(factor, listed):
    past = usual_volumes(WEEKS)
    past[40] *= factor
    forecast = forecast_of(demand_of(past), ForecastOptions(weeks=1))
    (queue,) = forecast.queues
    assert [day.day for day in queue.unusual] == ([MONDAY + 40] if listed else [])
    if listed:
        np.testing.assert_allclose(
            by_day(forecast)[:5], usual_volumes(1).sum(axis=1)[:5], rtol=ROUNDED
        )
        assert queue.unusual[0].usual == pytest.approx(usual_volumes(1).sum(axis=1)[40 % 7])


def outage_of(past, **options):
    (queue,) = forecast_of(demand_of(past), ForecastOptions(weeks=1, **options)).queues
    return [(day.day - MONDAY, day.outage_text) for day in queue.unusual]


def test_some_hours_without_contacts_are_an_outage_and_change_no_forecast():
    past = usual_volumes(WEEKS)
    want = forecast_of(demand_of(past), ForecastOptions(weeks=1)).demand.volume
    past[37, 10:14] = 0.0
    assert outage_of(past) == [(37, "10:00-14:00")]
    found = forecast_of(demand_of(past), ForecastOptions(weeks=1)).demand.volume
    np.testing.assert_allclose(found, want, rtol=0.01)
    assert outage_of(past, keep=frozenset({MONDAY + 37})) == []


def test_hours_that_close_for_good_and_quiet_hours_are_no_outage():
    past = usual_volumes(WEEKS)
    for week in range(5, WEEKS):
        past[2 + 7 * week, 16:18] = 0.0
    assert outage_of(past) == []
    quiet = usual_volumes(WEEKS, level=60.0)
    quiet[37, 10:13] = 0.0
    assert outage_of(quiet) == []


def test_days_are_set_aside_or_kept_as_the_user_says():
    past = usual_volumes(WEEKS)
    past[40] *= 0.1
    keep = ForecastOptions(weeks=1, keep=frozenset({MONDAY + 40}))
    assert forecast_of(demand_of(past), keep).queues[0].unusual == ()
    away = ForecastOptions(weeks=1, set_aside=frozenset({MONDAY + 41}))
    days = {(one.day, one.chosen) for one in forecast_of(demand_of(past), away).queues[0].unusual}
    assert days == {(MONDAY + 40, False), (MONDAY + 41, True)}


def test_a_holiday_to_come_has_the_effect_of_those_before():
    past = usual_volumes(WEEKS)
    past[[21, 50]] *= 0.3
    calendar = {MONDAY + 21: "Feast", MONDAY + 50: "Feast", MONDAY + 7 * WEEKS + 2: "Feast"}
    forecast = forecast_of(demand_of(past), ForecastOptions(weeks=1, calendar=calendar))
    assert by_day(forecast)[2] == pytest.approx(0.3 * usual_volumes(1).sum(axis=1)[2], rel=ROUNDED)
    (day,) = forecast.queues[0].named
    assert (day.name, day.past_days) == ("Feast", 2)


def test_a_holiday_that_the_history_does_not_have_is_said_so():
    calendar = {MONDAY + 7 * WEEKS + 2: "Feast"}
    forecast = forecast_of(
        demand_of(usual_volumes(WEEKS)), ForecastOptions(weeks=1, calendar=calendar)
    )
    assert "Feast: the history has no such day, forecast as an ordinary day" in forecast.notes[-1]


def test_closed_hours_stay_closed_despite_stray_contacts():
    past = usual_volumes(26)
    past[[33, 90], 3] = 1.0
    forecast = forecast_of(demand_of(past), ForecastOptions(weeks=1))
    hours = (forecast.demand.start % 86_400) // 3600
    assert hours.min() == 8
    assert hours.max() == 17


def test_missing_rows_do_not_pull_the_forecast_down():
    rng = np.random.default_rng(5)
    past = usual_volumes(WEEKS)
    keep = rng.random(past.shape) > 0.15
    forecast = forecast_of(demand_of(past, keep=keep), ForecastOptions(weeks=1))
    np.testing.assert_allclose(by_day(forecast), past[:7].sum(axis=1), rtol=ROUNDED)


def test_a_table_without_rows_of_volume_0_has_them_where_rows_are_missing():
    past = usual_volumes(WEEKS)
    keep = past > 0
    keep[:, 9] = np.arange(len(past)) % 2 == 0
    forecast = forecast_of(demand_of(past, keep=keep), ForecastOptions(weeks=2))
    nine = forecast.demand.volume[(forecast.demand.start % 86_400) // 3600 == 9]
    assert nine.sum() == pytest.approx(past[:14, 9].sum() / 2, rel=0.2)


def test_a_new_queue_of_three_weeks_has_a_forecast_and_says_what_it_lacks():
    forecast = forecast_of(demand_of(usual_volumes(3)), ForecastOptions(weeks=1))
    np.testing.assert_allclose(by_day(forecast), usual_volumes(1).sum(axis=1), rtol=ROUNDED)
    assert forecast.backtest.origins == 0
    assert "too few for a backtest" in forecast.notes[-1]


def test_a_history_of_days_is_refused_with_its_length():
    with pytest.raises(DataError, match="has 5 days: a forecast needs at least 7"):
        forecast_of(demand_of(usual_volumes(1)[:5]))


@pytest.mark.parametrize(("month", "intervals"), [(3, 23), (10, 25)])
def test_days_on_which_the_clock_changes_have_their_own_hours(month, intervals):
    from datetime import date
    from zoneinfo import ZoneInfo

    from wfm.forecasting.future_days import intervals_of

    zone = ZoneInfo("Europe/Berlin")
    day = (date(2026, month, 29 if month == 3 else 25) - date(1970, 1, 1)).days
    row, slot, start = intervals_of(np.array([day]), 3600, zone)
    assert len(start) == intervals
    assert set(np.diff(start)) == {3600}
    assert (slot[0], slot[-1], set(row)) == (0, 23, {0})


def test_the_band_holds_what_it_says_on_days_that_differ():
    rng = np.random.default_rng(3)
    rate = usual_volumes(60) * rng.gamma(1 / 0.2**2, 0.2**2, size=(420, 1))
    forecast = forecast_of(
        demand_of(rng.poisson(rate).astype(float)), ForecastOptions(weeks=1, origins=40)
    )
    found = forecast.queues[0].spread
    assert found.day_cv == pytest.approx(0.2, abs=0.03)
    assert forecast.backtest.coverage.p10 == pytest.approx(0.1, abs=0.04)
    assert forecast.backtest.coverage.p90 == pytest.approx(0.9, abs=0.04)
    assert forecast.backtest.coverage_day.p90 == pytest.approx(0.9, abs=0.06)
    assert (forecast.band.p10 <= forecast.band.p50).all()
    assert (forecast.band.p50 <= forecast.band.p90).all()


def test_the_error_of_a_known_rate_is_the_noise_floor():
    rng = np.random.default_rng(9)
    past = rng.poisson(usual_volumes(30, level=2_000.0)).astype(float)
    backtest = forecast_of(demand_of(past), ForecastOptions(weeks=1)).backtest
    assert backtest.scores[0].wape == pytest.approx(backtest.noise_floor, rel=0.06)
    assert backtest.scores[1].wape > 1.3 * backtest.noise_floor  # last week has the noise twice


def test_a_forecast_without_weeks_to_judge_says_that_it_was_asked_for():
    forecast = forecast_of(demand_of(usual_volumes(9)), ForecastOptions(weeks=1, origins=0))
    assert [note for note in forecast.notes if "backtest" in note] == [
        "no backtest by origins=0, so p10, p50, p90 and volume_cv are empty"
    ]
