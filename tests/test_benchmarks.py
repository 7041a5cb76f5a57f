"""The benchmark of forecasts runs on the simulated year and counts errors as a plain sum does."""

import json

import pandas as pd
import pytest

from support.paths import ROOT

SIMULATED = ROOT / "examples"


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import forecast_backtest

    return forecast_backtest


@pytest.mark.pages
def test_forecasts_of_the_simulated_year_meet_their_bars(script, capsys):
    code = script.main([str(SIMULATED), "--origins", "2", "--only", "simulated", "--json"])
    (found,) = json.loads(capsys.readouterr().out)["histories"]
    assert (code, found["failed"], found["origins"]) == (0, [], 2)
    wape = {name: one["wape"] for name, one in found["methods"].items()}
    assert [*wape] == ["auto", "last-week", "mean-6-weeks", "ets"]
    assert max(wape["auto"], wape["ets"]) < wape["last-week"]


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
