"""``wfm.backtest``: errors that a plain recount finds too, made without a look ahead, as data."""

import json

import numpy as np
import pandas as pd
import pytest

import wfm
from support.history import demand_of, usual_volumes
from wfm.errors import DataError, InputError

WEEKS, ORIGINS = 10, 4


@pytest.fixture(scope="module")
def volume():
    return np.random.default_rng(11).poisson(usual_volumes(WEEKS)).astype(float)


@pytest.fixture(scope="module")
def judged(volume):
    return wfm.backtest(demand_of(volume), ["auto", "last-week"], origins=ORIGINS)


def test_the_errors_are_those_of_a_plain_recount(volume, judged):
    weeks = volume.reshape(WEEKS, 7, -1)
    actual, copy = weeks[-ORIGINS:], weeks[-ORIGINS - 1 : -1]
    found = judged.scores[1]
    assert found.wape == pytest.approx(np.abs(actual - copy).sum() / actual.sum())
    by_day = np.abs(actual.sum(axis=2) - copy.sum(axis=2)).sum() / actual.sum()
    assert found.wape_day == pytest.approx(by_day)
    assert found.bias == pytest.approx(copy.sum() / actual.sum() - 1)
    assert found.mase == pytest.approx(1.0)


def test_a_forecast_cut_off_at_an_origin_has_the_errors_of_its_week(volume, judged):
    known = demand_of(volume[:-7])
    made = wfm.forecast(known, weeks=1, origins=0).to_frame()
    actual = volume[-7:, 8:18].ravel()
    row = judged.to_frame().query("method == 'auto'").iloc[-1]
    assert row["contacts"] == volume[-7:].sum()
    error = np.abs(made["volume"].to_numpy() - actual).sum() / actual.sum()
    assert row["wape"] == pytest.approx(error, abs=1e-4)  # volumes are rounded in a forecast


def test_the_last_week_changes_nothing_of_the_weeks_before(volume, judged):
    other = volume.copy()
    other[-7:] = 3.0 * other[-7:] + 1.0
    again = wfm.backtest(demand_of(other), ["auto", "last-week"], origins=ORIGINS).to_frame()
    rows = judged.to_frame()["start"] < pd.Timestamp("2026-03-09")
    assert rows.sum() == 2 * (ORIGINS - 1)
    pd.testing.assert_frame_equal(judged.to_frame()[rows], again[rows])


def test_the_share_within_the_band_is_known_after_three_weeks(judged):
    table = judged.to_frame()
    assert table["within"].isna().tolist() == [True] * 6 + [False] * 2
    assert judged.scores[0].within == pytest.approx(0.8, abs=0.15)


def test_the_result_is_a_table_a_summary_and_a_file(judged, tmp_path):
    table = judged.to_frame()
    assert list(table)[:5] == ["queue", "start", "method", "contacts", "forecast"]
    total = judged.summary().total
    assert total.origins == judged.origins == ORIGINS
    assert total.scores == judged.scores
    assert total.noise_floor == judged.noise_floor
    for ending in ("csv", "json", "xlsx"):
        judged.save(tmp_path / f"backtest.{ending}")
    assert len(pd.read_csv(tmp_path / "backtest.csv")) == len(table) == 2 * ORIGINS
    document = json.loads((tmp_path / "backtest.json").read_text())
    assert document["summary"]["total"]["scores"][0]["method"] == "auto"
    with pytest.raises(wfm.WfmError, match="already exists"):
        judged.save(tmp_path / "backtest.csv")


def test_each_queue_has_errors_of_its_own_and_a_short_one_is_noted(volume):
    start = pd.to_datetime(demand_of(volume).start, unit="s")
    big = pd.DataFrame({"queue": "phone", "start": start, "calls": volume.ravel()})
    new = big[big["start"] >= pd.Timestamp("2026-02-23")].assign(queue="chat")
    judged = wfm.backtest(pd.concat([big, new]), "last-week", origins=2)
    assert [one.label for one in judged.summary().queues] == ["phone"]
    assert "queue 'chat' has 21 days: too few for a backtest, which needs 35" in judged.notes
    twice = wfm.backtest(pd.concat([big, big.assign(queue="chat")]), "last-week", origins=2)
    assert twice.origins == 2
    assert twice.summary().total.contacts == 2 * judged.summary().total.contacts
    assert twice.summary().queues[0].scores[0][:5] == judged.scores[0][:5]


def test_a_function_is_judged_beside_the_others(volume):
    def level(past, starts):
        return np.full(len(starts), past["volume"].mean())

    judged = wfm.backtest(demand_of(volume), (level, "last-week"), origins=1)
    assert judged.methods == ("level", "last-week")
    assert judged.scores[0].wape > judged.scores[1].wape


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"methods": "last-weak"}, r"got 'last-weak'; did you mean last-week\?$"),
        ({"methods": ["auto", "auto"]}, "'auto' is there twice"),
        ({"methods": []}, "at least one method"),
        ({"methods": 7}, "must be names or functions: got 7"),
        ({"origins": 0}, "origins must be"),
    ],
)
def test_what_is_no_choice_of_methods_is_refused(change, message):
    with pytest.raises(InputError, match=message):
        wfm.backtest({"start": [], "calls": []}, **change)


def test_a_history_of_four_weeks_is_refused(volume):
    with pytest.raises(DataError, match="the history has 28 days: too few for a backtest"):
        wfm.backtest(demand_of(volume[:28]))
