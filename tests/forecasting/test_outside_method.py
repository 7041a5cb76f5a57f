"""A function of the user as a method: what it gets, and how its result is checked."""

import numpy as np
import pytest

import wfm
from support.history import MONDAY, demand_of, usual_volumes
from wfm.datetimes import DAY

WEEKS = 9


def last_seen(past, starts):
    """The volume of the same interval a week before the first start."""
    per_day = (starts[1:] - starts[:-1]).min()
    slots = int(np.timedelta64(1, "D") / per_day)
    week = past["volume"].to_numpy()[-7 * slots :]
    return np.resize(week, len(starts))


def test_a_function_forecasts_the_ordinary_days_of_its_past():
    past = usual_volumes(WEEKS)
    past[25] *= 0.05  # an outage
    seen = []

    def method(frame, starts):
        seen.append((frame, starts))
        return last_seen(frame, starts)

    forecast = wfm.forecast(demand_of(past), weeks=1, method=method)
    assert forecast.method == "method"
    np.testing.assert_allclose(forecast.demand.volume.sum(), usual_volumes(1).sum(), rtol=1e-3)
    frame, starts = seen[0]
    assert list(frame.columns) == ["start", "volume"]
    assert len(frame) == 7 * WEEKS * 24
    np.testing.assert_allclose(frame["volume"].sum(), usual_volumes(WEEKS).sum())
    assert starts[0].timestamp() == (MONDAY + 7 * WEEKS) * DAY
    # of the backtest: the past alone, a week at a time
    assert [len(one) for one, _ in seen[1:]] == [
        7 * 24 * (WEEKS - back) for back in range(5, 0, -1)
    ]
    assert {len(one) for _, one in seen[1:]} == {7 * 24}


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (lambda n: np.zeros(n - 1), "one volume per start, 168: got 167"),
        (lambda n: np.full(n, np.nan), "got nan at position 0 of 168"),
        (lambda n: np.r_[np.zeros(n - 1), -1.0], "got -1 at position 167"),
        (lambda n: ["many"] * n, "must return 168 volumes: got list"),
        (lambda n: 1 / 0, "failed in the forecast from 2026-03-09 on: ZeroDivisionError"),
    ],
)
def test_a_result_that_is_no_forecast_is_refused(result, message):
    with pytest.raises(wfm.InputError, match=message):
        wfm.forecast(
            demand_of(usual_volumes(WEEKS)),
            weeks=1,
            method=lambda past, starts: result(len(starts)),
        )


def test_a_function_is_found_in_its_module(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "own_method_of_a_team.py").write_text(
        "def flat(past, starts):\n    return [past.volume.mean()] * len(starts)\n"
    )
    forecast = wfm.forecast(
        demand_of(usual_volumes(WEEKS)), weeks=1, method="own_method_of_a_team:flat"
    )
    day = (forecast.demand.start // DAY - MONDAY) % 7
    totals = np.bincount(day, weights=forecast.demand.volume)
    np.testing.assert_allclose(totals, usual_volumes(WEEKS).sum() / (7 * WEEKS), rtol=1e-3)
