"""``wfm.forecast``: a result as data, from files and tables, without a look ahead."""

import datetime
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import wfm
from support.history import MONDAY, demand_of, usual_volumes
from wfm.datetimes import DAY
from wfm.forecasting.judged_weeks import BandCounts

WEEKS = 12


def frame_of_volumes(volume):
    days, slots = volume.shape
    start = (MONDAY + np.arange(days))[:, None] * DAY + np.arange(slots) * (DAY // slots)
    return pd.DataFrame(
        {"start": pd.to_datetime(start.ravel(), unit="s"), "calls": volume.ravel(), "aht": 200.0}
    )


def test_the_result_is_a_table_with_totals():
    made = wfm.forecast(frame_of_volumes(usual_volumes(WEEKS)), weeks=3, origins=2)
    table = made.to_frame()
    assert list(table) == ["queue", "start", "volume", "p10", "p50", "p90", "aht", "volume_cv"]
    summary = made.summary()
    assert summary.total.contacts == pytest.approx(table["volume"].sum())
    assert [one.label for one in summary.weeks] == ["2026-03-30", "2026-04-06", "2026-04-13"]
    assert sum(one.contacts for one in summary.weeks) == pytest.approx(summary.total.contacts)
    assert summary.total.busiest_day == "2026-03-30"
    assert summary.total.workload == pytest.approx((table["volume"] * table["aht"]).sum() / 3600)


def test_what_comes_after_the_history_changes_nothing():
    rng = np.random.default_rng(4)
    volume = rng.poisson(usual_volumes(WEEKS + 2)).astype(float)
    scores = []
    for factor in (1.0, 7.0):
        longer = volume.copy()
        longer[7 * WEEKS :] = factor * longer[7 * WEEKS :] + 3.0
        table = frame_of_volumes(longer)
        known = table[table["start"] < pd.Timestamp("2026-03-30")]
        scores.append(wfm.forecast(known, weeks=1, origins=2).to_frame())
    pd.testing.assert_frame_equal(*scores)


def test_holidays_and_events_are_named_and_an_event_counts_first():
    days = pd.date_range("2025-06-02", "2026-06-14")
    calls = np.where(days.strftime("%m-%d").isin(["07-04", "12-25", "01-01"]), 20.0, 100.0)
    made = wfm.forecast(
        {"date": days.strftime("%Y-%m-%d"), "calls": calls},
        country="US",
        origins=2,
        events={"2026-07-04": "parade", datetime.date(2025, 7, 4): "parade"},
    )
    named = {one.name: one for one in made.queues[0].named}
    assert named["parade"].past_days == 1
    # versions of holidays differ in the case of "(observed)"
    assert {name.casefold() for name in named} == {
        "parade", "juneteenth national independence day", "independence day (observed)",
    }  # fmt: skip
    volume = dict(
        zip(made.to_frame()["start"].dt.strftime("%m-%d"), made.demand.volume, strict=True)
    )
    assert volume["07-04"] < 50 < volume["07-06"]


def test_a_history_without_a_backtest_has_no_band():
    made = wfm.forecast(demand_of(usual_volumes(3)))
    assert np.isnan(made.band.p90).all()
    assert np.isnan(made.volume_cv).all()
    assert "p10, p50, p90 and volume_cv are empty" in made.notes[-1]


def test_rows_that_are_missing_where_no_row_is_0_are_noted():
    volume = usual_volumes(WEEKS)
    volume[3, 12] = 0.0
    keep = volume > 0
    made = wfm.forecast(demand_of(volume, keep=keep), origins=1)
    assert "no row has volume 0, so 1 interval of 1 h without a row" in made.notes[0]


def test_a_queue_that_ended_is_noted():
    one, other = demand_of(usual_volumes(WEEKS)), demand_of(usual_volumes(WEEKS - 5))
    both = wfm.Demand(
        ("open", "closed"),
        np.r_[one.queue, other.queue + 1],
        np.r_[one.start, other.start],
        np.r_[one.volume, other.volume],
        np.r_[one.aht, other.aht],
        one.interval,
        None,
        np.r_[one.line, other.line],
        "history.csv",
    )
    notes = " ".join(wfm.forecast(both, origins=1).notes)
    assert "queue 'closed' has no row after 2026-02-22" in notes
    assert "queue 'open' has no row" not in notes


@pytest.mark.parametrize(
    "name",
    ["weeks", "country", "region", "events", "method", "set_aside", "keep", "origins", "tz",
     "queues", "columns", "sheet"],
)  # fmt: skip
def test_arguments_of_other_types_are_refused(name):
    for value in (2.5, b"x", object(), datetime.timedelta(1), np.array([1, 2])):
        with pytest.raises(wfm.InputError, match=r"must|needs"):
            wfm.forecast(demand_of(usual_volumes(4)), **{name: value})


def test_how_to_read_is_refused_for_what_has_been_read():
    with pytest.raises(wfm.InputError, match="tz, fill: for a file or table"):
        wfm.forecast(demand_of(usual_volumes(4)), tz="Europe/Berlin", fill="zero")


@pytest.mark.parametrize("path", [None, b"forecast.csv", 3])
def test_a_forecast_is_saved_under_a_path(path):
    with pytest.raises(wfm.errors.WfmError, match="must"):
        wfm.forecast(demand_of(usual_volumes(2)), weeks=1).save(path)


def test_a_band_that_held_too_seldom_is_written_with_its_share_of_days():
    made = wfm.forecast(frame_of_volumes(usual_volumes(6)), weeks=1, origins=2)
    (queue,) = made.queues
    assert made.days_below_p90 is None
    few = BandCounts(1.0, 6.0, 10.0, 9.0, 14.0)
    weeks = tuple(one._replace(days=few) for one in queue.backtest.weeks)
    narrow = replace(made, queues=(replace(queue, backtest=replace(queue.backtest, weeks=weeks)),))
    assert set(narrow.to_frame()["days_below_p90"]) == {round(10 / 14, 4)}
    assert narrow.table().units["days_below_p90"] == "fraction"


@pytest.mark.parametrize(
    ("first", "change"), [("2026-01-12", "2026-03-29"), ("2026-08-10", "2026-10-25")]
)
def test_hours_of_the_clock_stay_where_they_are_when_the_clock_changes(first, change):
    """Ten weeks end before the change of the clock, or after it."""
    for shift in (0, 14):
        table = frame_of_volumes(usual_volumes(10))
        day = pd.Timestamp(first) + pd.Timedelta(days=shift)
        table["start"] += day - table["start"].iloc[0]
        table = table[table["calls"] > 0]  # a report has no row for an hour that is left out
        made = wfm.forecast(table, weeks=1, origins=0, tz="Europe/Berlin").to_frame()
        assert sorted(made["start"].dt.hour.unique()) == [*range(8, 18)]
        assert made["volume"].sum() == pytest.approx(usual_volumes(1).sum(), rel=1e-3)
        assert (made["start"].dt.date == pd.Timestamp(change).date()).any() == (shift == 0)
