"""A log of single contacts counted into intervals, and the patience estimated from it."""

import json
import math

import numpy as np
import pandas as pd
import pytest

import wfm

LOG = """Arrival Time,Queue Name,Wait (s),Handle Time (s),Abandoned
2026-03-02 08:58:40,sales,12,200,no
2026-03-02 09:00:00,sales,0,310,no
2026-03-02 09:29:59,sales,95,,yes
2026-03-02 09:31:07,care,3,640.5,no
2026-03-02 10:45:00,sales,40,150,no
2026-03-03 23:59:58,care,610,,yes
2026-03-04 00:00:00,care,8,720,no
"""


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(LOG)
    return path


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


def test_the_totals_are_those_of_the_contacts(log):
    total = wfm.count_contacts(log).total
    assert (total.contacts, total.answered, total.abandoned) == (7, 5, 2)
    assert total.aht == pytest.approx((200 + 310 + 640.5 + 150 + 720) / 5)
    assert total.asa == pytest.approx((12 + 0 + 3 + 40 + 8) / 5)
    assert total.abandonment == 2 / 7


def test_the_patience_is_all_waits_by_abandoned_contacts(log):
    total, sales, care = wfm.count_contacts(log).patience
    waits = [12, 0, 95, 3, 40, 610, 8]
    expected = wfm.estimate_patience(waits, [0, 0, 1, 0, 0, 1, 0])
    assert total.patience == expected
    assert (sales.queue, sales.abandoned, sales.contacts) == ("sales", 1, 4)
    assert care.patience.patience == 3 + 610 + 8


WAITS = {"answered": [0.0, 30.0, 0.0, 90.0], "abandoned": [20.0, 60.0]}


def log_of(answered, abandoned, queue=None):
    """A log with the waits of answered and abandoned contacts, None where one is not known."""
    count = len(answered) + len(abandoned)
    return {
        "arrival": [f"2026-03-02 09:{minute:02}" for minute in range(count)],
        "wait": [*answered, *abandoned],
        "abandoned": [0] * len(answered) + [1] * len(abandoned),
        "handle_time": [200.0] * len(answered) + [None] * len(abandoned),
        **({"queue": queue} if queue else {}),
    }


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [
        ({"answered": [None] * 4}, "4 of 4 answered contacts have no wait"),
        ({"answered": [0.0, 30.0, None, None]}, "2 of 4 answered contacts have no wait"),
        ({"answered": [0.0, None, 0.0, None]}, "2 of 4 answered contacts have no wait"),
        ({"abandoned": [20.0, None]}, "1 of 2 abandoned contacts have no wait"),
        ({"abandoned": [None, None]}, "no waits of the abandoned contacts"),
    ],
)
def test_patience_needs_the_waits_of_answered_and_abandoned_contacts(lacking, reason):
    (found,) = wfm.count_contacts(log_of(**(WAITS | lacking))).patience
    assert found.patience is None
    assert reason in found.reason


def test_an_empty_wait_is_0_where_no_other_is():
    counts = wfm.count_contacts(log_of(**(WAITS | {"answered": [None, 30.0, None, 90.0]})))
    whole = wfm.count_contacts(log_of(**WAITS))
    assert counts.patience[0].patience == whole.patience[0].patience
    assert any("2 of 4 answered contacts have no wait: counted as" in one for one in counts.notes)
    assert not any("no wait" in note for note in whole.notes)


def test_the_patience_of_a_queue_without_waits_of_the_answered_is_not_estimated():
    queue = ["mail"] * 2 + ["voice"] * 2 + ["mail", "voice"]
    waits = WAITS | {"answered": [None, None, 0.0, 90.0]}
    found = {one.queue: one for one in wfm.count_contacts(log_of(**waits, queue=queue)).patience}
    assert found["mail"].patience is None
    assert found["voice"].patience.patience == 150.0


def test_patience_is_recovered_from_a_simulated_log():
    # 30 agents, 40 arrivals a minute would be too slow here: exponential patience, censored by an
    # exponential offered wait; the estimate needs no model of the queue
    random = np.random.default_rng(3)
    patience, offered = random.exponential(160.0, 40_000), random.exponential(90.0, 40_000)
    table = {
        "arrival": pd.Timestamp("2026-03-02 08:00") + pd.to_timedelta(np.arange(40_000), unit="s"),
        "wait": np.minimum(patience, offered),
        "abandoned": patience < offered,
        "handle_time": np.where(patience < offered, np.nan, 200.0),
    }
    estimate = wfm.count_contacts(table).patience[0].patience
    assert estimate.low < 160.0 < estimate.high
    assert estimate.patience == pytest.approx(160.0, rel=0.03)


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
    with pytest.raises(wfm.InputError, match="no row has the queue nobody"):
        wfm.count_contacts(log, queues=("nobody",))


@pytest.mark.parametrize("interval", ["7m", "45s", "36h", 0, math.nan])
def test_an_interval_must_divide_a_day(log, interval):
    with pytest.raises(wfm.InputError, match="must divide a day"):
        wfm.count_contacts(log, interval=interval)


def test_a_clock_change_makes_a_day_of_23_or_25_hours(tmp_path):
    # one contact every 20 minutes of two days in UTC, written in local time without offset
    for day, hours in (("2026-03-28T23:00", 23), ("2026-10-24T22:00", 25)):
        utc = pd.date_range(day, periods=3 * (hours + 24), freq="20min", tz="UTC")
        local = utc.tz_convert("Europe/Berlin").tz_localize(None)
        table = {"arrival": local.astype(str), "handle time": 200}
        counts = wfm.count_contacts(table, tz="Europe/Berlin", interval="1h")
        assert counts.demand.start.tolist() == [
            int(one.timestamp()) for one in utc if one.minute == 0
        ]
        assert set(counts.demand.volume) == {3.0}
        assert [one.contacts for one in counts.days] == [3 * hours, 72]


def test_two_hundred_thousand_contacts_take_a_second_or_two():
    import time

    rows = 200_000
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
    assert time.process_time() - start < 6  # 1 s on one core; a loop with a parser takes minutes


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
