"""A log of single contacts counted into intervals, and the patience estimated from it."""

import json
import math

import numpy as np
import pandas as pd
import pytest

import wfm


def rows_of(counts):
    frame = counts.to_frame()
    return {
        (queue, f"{start:%m-%d %H:%M}"): (volume, aht, abandoned)
        for start, queue, volume, aht, abandoned in zip(
            frame["start"], frame["queue"], frame["volume"], frame["aht"], frame["abandoned"],
            strict=True,
        )
    }  # fmt: skip


def test_a_contact_counts_in_the_interval_of_its_arrival(log):
    rows = rows_of(wfm.count_contacts(log))
    assert rows["sales", "03-02 08:30"] == (1, 200.0, 0)
    assert rows["sales", "03-02 09:00"] == (2, 310.0, 1)  # 09:00:00 and 09:29:59
    assert rows["care", "03-02 09:30"] == (1, 640.5, 0)
    assert rows["care", "03-04 00:00"] == (1, 720.0, 0)


def test_intervals_without_contacts_within_a_day_have_volume_0(log):
    counts = wfm.count_contacts(log)
    rows = rows_of(counts)
    assert {rows["sales", f"03-02 {at}"][0] for at in ("09:30", "10:00")} == {0}
    assert ("sales", "03-02 11:00") not in rows
    assert any("2 intervals of 30 min without contacts" in note for note in counts.notes)


def test_without_an_answered_contact_the_aht_is_that_of_the_queue(log):
    counts = wfm.count_contacts(log)
    assert rows_of(counts)["care", "03-03 23:30"] == (1, (640.5 + 720) / 2, 1)
    assert any("1 interval with contacts of which none has a handle" in one for one in counts.notes)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".json", ".xlsx"])
def test_the_counts_are_saved_and_read_again_as_a_forecast(log, tmp_path, suffix):
    counts, path = wfm.count_contacts(log), tmp_path / f"counted{suffix}"
    counts.save(path)
    if suffix == ".json":
        document = json.loads(path.read_text())
        assert document["summary"]["total"]["contacts"] == 7
        assert document["patience"][0]["patience"]["patience"] == pytest.approx(768 / 2)
        return
    forecast = wfm.read_forecast(path)
    assert forecast.start.tolist() == counts.demand.start.tolist()
    assert forecast.volume.tolist() == counts.demand.volume.tolist()
    assert wfm.plan(forecast).agents.tolist() == wfm.plan(counts.demand).agents.tolist()


def test_the_counts_are_a_forecast_in_python(log):
    counts = wfm.count_contacts(log, interval="1h")
    plan = wfm.plan(counts.demand, "80/20")
    assert plan.summary().total.contacts == 7
    assert counts.demand.interval == 3600


def test_the_patience_of_each_queue_is_in_the_file_and_used(log, tmp_path):
    counts, path = wfm.count_contacts(log), tmp_path / "counted.csv"
    counts.save(path)
    # all waits by abandoned contacts: 147 s by 1 of sales, 621 s by 1 of care
    expected = {"sales": 147.0, "care": 621.0}
    for frame in (counts.to_frame(), wfm.plan(path).to_frame()):
        found = zip(frame["queue"], frame["patience"].astype(float), strict=True)
        assert dict(found) == expected
    assert "patience" not in wfm.count_contacts(log, queues=("care",)).to_frame()


def test_queues_can_be_chosen(log):
    counts = wfm.count_contacts(log, queues=("care",))
    assert counts.total.contacts == 3
    with pytest.raises(wfm.InputError, match="no row has the queue chat"):
        wfm.count_contacts(log, queues=("chat",))


@pytest.mark.parametrize("interval", ["7m", "45s", "36h", 0, math.nan])
def test_an_interval_must_divide_a_day(log, interval):
    with pytest.raises(wfm.InputError, match="must divide a day"):
        wfm.count_contacts(log, interval=interval)


def test_fifty_thousand_contacts_take_less_than_a_second():
    import time

    rows = 50_000
    random = np.random.default_rng(1)
    moments = pd.Timestamp("2026-01-05") + pd.to_timedelta(
        np.sort(random.integers(0, 30 * 86_400, rows)), unit="s"
    )
    table = {
        "arrival": np.asarray(moments.astype(str)),
        "wait": random.integers(0, 200, rows).astype(str),
        "handle_time": random.integers(20, 900, rows).astype(str),
        "abandoned": np.where(random.random(rows) < 0.1, "yes", "no"),
    }
    start = time.process_time()
    assert wfm.count_contacts(table).total.contacts == rows
    assert (
        time.process_time() - start < 2
    )  # 0.25 s on one core; a loop with a parser takes half a minute


@pytest.mark.parametrize(
    ("zone", "interval"),
    [
        ("UTC", "15m"), ("Europe/Berlin", "1h"), ("Australia/Lord_Howe", "30m"),
        ("Asia/Kathmandu", "30m"), ("America/St_Johns", "15m"),
    ],
)  # fmt: skip
def test_every_contact_of_a_year_is_in_one_interval(zone, interval):
    random = np.random.default_rng(11)
    instants = 1_767_225_600 + random.integers(0, 365 * 86_400, 3000)
    moments = pd.to_datetime(instants, unit="s", utc=True).tz_convert(zone)
    log = pd.DataFrame({"arrival": moments, "aht": 100})
    counts = wfm.count_contacts(log, interval=interval)
    step, starts = int(counts.demand.interval), counts.demand.start
    assert counts.demand.volume.sum() == 3000
    # the intervals are apart, and each holds just the contacts between its start and its end
    assert (np.diff(starts) >= step).all()
    at = np.searchsorted(starts, np.sort(instants), side="right") - 1
    assert (np.sort(instants) - starts[at] < step).all()
    assert np.bincount(at, minlength=len(starts)).tolist() == counts.demand.volume.tolist()


def test_a_workbook_is_a_log_too(tmp_path):
    path = tmp_path / "log.xlsx"
    frame = pd.DataFrame(
        {
            "Call Start": pd.to_datetime(["2026-03-02 09:00:13", "2026-03-02 09:20:00"]),
            "Handle Time (s)": [240.0, np.nan],
            "Wait (s)": [5, 40],
            "Abandoned": [False, True],
        }
    )
    frame.to_excel(path, index=False, engine="xlsxwriter")
    counts, of_frame = wfm.count_contacts(path), wfm.count_contacts(frame)
    assert counts.total == of_frame.total
    assert counts.patience == of_frame.patience
    assert counts.demand.volume.tolist() == [2.0]
