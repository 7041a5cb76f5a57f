"""The studies of forecasts and confidences count as plain sums do, and fail by their exit code."""

import numpy as np
import pandas as pd
import pytest

from support.paths import ROOT

SIMULATED = ROOT / "examples"


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import forecast_backtest

    return forecast_backtest


def test_a_bar_that_is_not_met_is_an_exit_code(script, capsys, monkeypatch):
    monkeypatch.setattr(script, "RATIO", 0.5)
    monkeypatch.setattr(script, "METHODS", ("auto", "last-week"))
    words = ["--origins", "1", "--only", "simulated", "--json"]
    assert script.main([str(SIMULATED), *words]) == 1
    assert "times the best of the others, bar 0.50" in capsys.readouterr().err


def test_errors_are_sums_over_the_rows_of_the_file(script):
    start = pd.date_range("2026-03-02 08:00", periods=4, freq="12h")
    actual = pd.DataFrame({"start": start, "calls": [10.0, 20.0, 0.0, 10.0]})
    ahead = pd.DataFrame(
        {"start": start[:3], "volume": [12.0, 15.0, 1.0], "p10": [9.0, 20.0, 0.0],
         "p90": [14.0, 30.0, 3.0]}
    )  # fmt: skip
    sums = script.Sums()
    sums.add(actual, ahead)  # the last row is not forecast: closed
    found = sums.result()
    assert found["wape"] == (2 + 5 + 1 + 10) / 40
    assert found["wape_day"] == (3 + 9) / 40
    assert found["bias"] == pytest.approx(28 / 40 - 1)
    assert found["within"] == 0.5  # 20 is not above its p10, and 1 contact is no band


@pytest.fixture
def uncertainty(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import uncertainty

    return uncertainty


def test_planted_variations_are_recovered_and_a_miss_is_an_exit_code(uncertainty, monkeypatch):
    found = dict(uncertainty.recovered())
    assert list(found) == pytest.approx(list(found.values()), abs=0.02)
    monkeypatch.setattr(uncertainty, "_show", lambda name, history: int(history.aht == 245.0))
    monkeypatch.setattr("sys.argv", ["uncertainty.py"])
    assert uncertainty.main() == 1


def test_days_are_kept_as_often_as_rates_of_known_variation_say(uncertainty):
    rng, days = np.random.default_rng(8), 140
    ahead = np.tile([60.0, 90.0, 40.0], (days, 1))
    actual = rng.poisson(ahead * rng.gamma(1 / 0.2**2, 0.2**2, size=(days, 1))).astype(float)
    weeks = uncertainty.Weeks(ahead, actual, np.arange(days) // 7)
    spread, rows = uncertainty.kept(weeks, 240.0, 1800.0)
    assert spread.day_cv == pytest.approx(0.2, abs=0.03)
    assert [one.confidence for one in rows] == [None, *uncertainty.CONFIDENCES]
    assert all(one.days >= one.confidence - 0.1 for one in rows[1:])
    assert rows[0].days < rows[-1].days
    assert all(one.counts <= one.days <= one.patient for one in rows)
