"""``wfm spread``: totals of months, weeks and days become intervals that add up to them."""

import csv
import io
import json
import os

import numpy as np
import pytest

import wfm

MONTHS = "month,calls,aht\n2027-01,4123,240\n2027-02,3810.5,245\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "monthly.csv").write_text(MONTHS)
    return tmp_path


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def by_month(rows):
    found = {}
    for row in rows:
        found[row["start"][:7]] = found.get(row["start"][:7], 0.0) + float(row["volume"])
    return found


@pytest.mark.parametrize(
    "text",
    [
        MONTHS,
        "Monat;Anrufe;AHT\nJan 2027;4123;240\nFeb 2027;3810,5;245\n",
        "date,calls,aht (min)\n2027-01-01,4123,4\n2027-02-01,3810.5,4.0833333\n",
        "Month\tInbound Calls\tAHT\n02/2027\t3810.5\t4m5s\n01/2027\t4123\t4m\n",
    ],
)
def test_months_keep_their_totals_and_handle_times(wfm_inside, here, text):
    (here / "monthly.csv").write_text(text)
    done = wfm_inside("spread", "monthly.csv", "--opening", "Mon-Fri 08:00-18:00; Sat 09:00-13:00")
    assert done.returncode == 0, done.stderr
    assert "each row is the volume of a month" in done.stderr
    rows = rows_of(done.stdout)
    assert by_month(rows) == pytest.approx({"2027-01": 4123.0, "2027-02": 3810.5})
    assert {row["start"][11:13] for row in rows} == {f"{hour:02d}" for hour in range(8, 18)}
    sunday = [row for row in rows if row["start"].startswith("2027-01-03")]
    assert sunday == []
    assert float(rows[0]["aht"]) == pytest.approx(240, abs=0.01)
    assert float(rows[-1]["aht"]) == pytest.approx(245, abs=0.01)


def test_the_forecast_is_staffed_through_a_pipe(wfm_command, wfm_inside, here):
    spread = wfm_inside("spread", "monthly.csv", "--opening", "Mon-Sun 08:00-22:00")
    plan = wfm_command("staff", "-", "--json", stdin=spread.stdout.encode())
    assert plan.returncode == 0, plan.stderr
    total = sum(row["volume"] for row in json.loads(plan.stdout)["rows"])
    assert total == pytest.approx(7933.5)


def test_the_profile_of_a_history_divides_weeks_and_days(here):
    starts = [f"2026-06-{day:02d} {hour:02d}:00" for day in range(1, 29) for hour in (9, 10, 11)]
    calls = [
        (30 if day % 7 == 1 else 10) * (hour - 8) for day in range(1, 29) for hour in (9, 10, 11)
    ]
    rows = "".join(f"{when},{many}\n" for when, many in zip(starts, calls, strict=True))
    (here / "history.csv").write_text("start,calls\n" + rows)
    made = wfm.spread("monthly.csv", "history.csv")
    hour = made.start // 3600 % 24
    assert set(hour.tolist()) == {9, 10, 11}
    assert made.interval == 3600
    day = made.start // 86_400
    total = dict(zip(*np.unique(day, return_counts=True), strict=True))
    assert len(total) == 31 + 28
    contacts = np.bincount(day - day[0], weights=made.volume)
    # 1 January 2027 is a Friday, 4 January a Monday
    assert contacts[3] / contacts[4] == pytest.approx(3.0, rel=0.01)
    assert made.volume[2] / made.volume[0] == pytest.approx(3.0, rel=0.1)  # smoothed


def test_a_usual_day_and_a_usual_week_are_profiles(here):
    (here / "day.csv").write_text("time,calls\n08:00,40\n08:30,10\n")
    made = wfm.spread("monthly.csv", "day.csv", opening="Mon-Fri 08:00-09:00")
    assert made.volume[0] == pytest.approx(4 * made.volume[1], rel=1e-3)
    (here / "week.csv").write_text("time,Mon,Tue\n08:00,40,20\n08:30,40,20\n")
    made = wfm.spread("monthly.csv", "week.csv")
    days, volume = made.start // 86_400, made.volume
    assert set(((days + 3) % 7).tolist()) == {0, 1}
    assert volume[days == days[0]].sum() * 2 > volume[days == days[2]].sum() / 2


def test_a_profile_may_be_a_pipe(here):
    text = b"time,Mon,Tue\n08:00,40,20\n08:30,40,20\n"
    (here / "week.csv").write_bytes(text)
    read, write = os.pipe()
    os.write(write, text)
    os.close(write)
    by_pipe = wfm.spread("monthly.csv", f"/dev/fd/{read}")
    os.close(read)
    assert by_pipe.volume.tolist() == wfm.spread("monthly.csv", "week.csv").volume.tolist()


def test_days_and_weeks_are_found_by_their_steps(wfm_inside, here):
    (here / "daily.csv").write_text("date,queue,calls\n2027-03-01,a,100\n2027-03-02,a,50\n"
                                    "2027-03-01,b,8\n")  # fmt: skip
    rows = rows_of(wfm_inside("spread", "daily.csv", "--opening", "08:00-10:00").stdout)
    assert list(rows[0]) == ["queue", "start", "volume"]
    assert sum(float(row["volume"]) for row in rows if row["start"] < "2027-03-02") == 108
    (here / "weekly.csv").write_text("week,calls\n2027-03-01,700\n2027-03-08,1400\n2027-03-15,70\n")
    done = wfm_inside("spread", "weekly.csv", "--opening", "08:00-10:00", "--map", "start=week")
    assert "each row is the volume of a week" in done.stderr
    rows = rows_of(done.stdout)
    assert sum(float(row["volume"]) for row in rows if row["start"] < "2027-03-08") == 700


def test_a_column_headed_week_has_the_first_days_of_weeks(wfm_inside, here):
    (here / "weeks.csv").write_text("Woche;Anrufe\n04.01.2027;700\n11.01.2027;800\n18.01.2027;9\n")
    done = wfm_inside("spread", "weeks.csv", "--opening", "Mon-Fri 08:00-18:00", "--aht", "4m")
    assert done.returncode == 0, done.stderr
    assert "each row is the volume of a week" in done.stderr


def test_a_column_of_numbers_of_customers_is_no_queue(here, monkeypatch):
    monkeypatch.setattr("wfm.io.period_totals.MAX_QUEUES", 200)
    rows = "".join(f"c{number},2027-01-04,3\n" for number in range(201))
    (here / "customers.csv").write_text("queue,date,calls\n" + rows)
    with pytest.raises(wfm.DataError, match="more than 200 queues: is 'queue' another column"):
        wfm.spread(here / "customers.csv", opening="Mon-Fri 08:00-18:00", aht="4m")


def test_public_holidays_are_closed(wfm_inside, here):
    words = ("spread", "monthly.csv", "--opening", "Mon-Sun 08:00-20:00", "--country", "US")
    rows = rows_of(wfm_inside(*words).stdout)
    assert not [row for row in rows if row["start"].startswith("2027-01-01")]
    assert by_month(rows)["2027-01"] == pytest.approx(4123.0)


@pytest.mark.parametrize(
    ("text", "words", "code", "message"),
    [
        (MONTHS, [], 2, "--profile or --opening is needed"),
        (MONTHS, ["--opening", "Mun 8-9"], 2, "is not a time of day"),
        (MONTHS, ["--opening", "Mon-Fri 08:00-20:00", "--interval", "7m"], 2, "must divide a day"),
        (MONTHS, ["--profile", "none.csv"], 3, "none.csv"),
        ("", ["--opening", "08:00-20:00"], 3, "is empty"),
        ("month,calls\n2027-13,4\nsoon,x\n", ["--opening", "08:00-20:00"], 3, "'soon'"),
        ("month,calls\n2027-01,-4\n", ["--opening", "08:00-20:00"], 3, "-4"),
        ("month,calls\n2027-01,4\n2027-01,5\n", ["--opening", "08:00-20:00"], 3, "lines 2 and 3"),
        ("queue,month,calls\nA,2027-01,4\n,2027-01,5\n", ["--opening", "08:00-20:00"], 3, "csv:3"),
        ("what,ever\n1,2\n", ["--opening", "08:00-20:00"], 3, "no column for the day, week"),
        ("date,calls\n2027-03-07,9\n2027-03-08,9\n", ["--opening", "Mon 08:00-20:00"], 3, "closed"),
        ("date,calls\n5/6/2027,9\n6/6/2027,9\n", ["--opening", "08:00-20:00"], 3, "day/month"),
    ],
)
def test_what_cannot_be_spread_is_refused(wfm_inside, here, text, words, code, message):
    (here / "monthly.csv").write_text(text)
    done = wfm_inside("spread", "monthly.csv", *words)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_the_name_of_a_queue_is_read_as_in_a_forecast(here):
    (here / "monthly.csv").write_text("queue,month,calls\n vo\u200bice\x1b[0m,2027-01,400\n")
    assert wfm.spread(here / "monthly.csv", opening="Mon 08:00-09:00").queues == ("voice",)


@pytest.mark.parametrize(
    ("text", "first", "days"),
    [
        ("Week of,Calls\n2027-03-01,70\n2027-03-08,70\n", "2027-03-01", 14),
        ("Week,Calls\n2027-W09,70\n", "2027-03-01", 7),
        ("KW;Anrufe\nKW 9/2027;70\n", "2027-03-01", 7),
        ("Week ending,Calls\n2027-03-07,70\n", "2027-03-01", 7),
        ("Date,Calls\n2027-03-01,70\n2027-03-08,70\n", "2027-03-01", 14),
        ("Date,Calls\n2027-03-01,70\n2027-03-02,70\n", "2027-03-01", 2),
    ],
)
def test_one_or_two_rows_are_weeks_by_their_heading_or_step(here, text, first, days):
    (here / "totals.csv").write_text(text)
    made = wfm.spread("totals.csv", opening="Mon-Sun 10:00-11:00", interval="1h", aht="4m")
    assert made.start.tolist()[0] == np.datetime64(first, "s").astype(int) + 36_000
    assert len(made) == days
    assert made.volume.sum() == pytest.approx(70 * (text.count("\n") - 1))


def test_numbers_as_they_are_written_elsewhere_and_totals(wfm_inside, here):
    (here / "t.csv").write_text("Monat;Anrufe;AHT\n2027-01;4.100;240,5\nSumme;4.100;\n")
    words = ("spread", "t.csv", "--opening", "Mon-Fri 08:00-18:00")
    assert "--thousands '.'" in wfm_inside(*words).stderr
    done = wfm_inside(*words, "--thousands", ".")
    assert "left out as totals: line 3 (Summe)" in done.stderr
    rows = rows_of(done.stdout)
    assert by_month(rows) == pytest.approx({"2027-01": 4100.0})
    assert rows[0]["aht"] == "240.5"


def test_a_bad_day_names_no_option_that_this_command_lacks(wfm_inside, here):
    (here / "t.csv").write_text("month,calls\nMarch,5\n2027-W54,5\n")
    error = wfm_inside("spread", "t.csv", "--opening", "Mon-Fri 08:00-18:00").stderr
    assert "or 2026-01 for a month" in error
    assert "has no week '2027-W54'" in error
    assert "date-format" not in error
