"""``wfm forecast``: a history becomes a forecast on the screen and in files."""

import json
import sys

import numpy as np
import pytest

import wfm
from support.history import MONDAY, usual_volumes
from wfm.datetimes import DAY, iso_texts
from wfm.forecasting import named_methods
from wfm.forecasting.forecast_json import ForecastDocument

WEEKS = 16
OUTAGE = 7 * 9 + 2  # a Wednesday


def history_text(volume, *, queue="", aht=True, skip_closed=True):
    """Rows of days × slots from Monday 5 January 2026."""
    days, slots = volume.shape
    step = DAY // slots
    start = ((MONDAY + np.arange(days))[:, None] * DAY + np.arange(slots) * step).ravel()
    rows = zip(iso_texts(start, None), volume.ravel(), strict=True)
    kept = [(when, calls) for when, calls in rows if calls > 0 or not skip_closed]
    return "".join(
        f"{queue + ',' if queue else ''}{when[:16].replace('T', ' ')},{calls:.0f}"
        + (",240\n" if aht else "\n")
        for when, calls in kept
    )


@pytest.fixture(scope="module")
def past():
    rng = np.random.default_rng(20)
    rate = usual_volumes(WEEKS) * rng.gamma(1 / 0.1**2, 0.1**2, size=(7 * WEEKS, 1))
    rate[OUTAGE] *= 0.1
    return rng.poisson(rate).astype(float)


@pytest.fixture
def history(past, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "history.csv"
    path.write_text("start,calls,aht_s\n" + history_text(past))
    return path


def test_the_forecast_is_on_one_screen_with_what_was_set_aside(wfm_inside, history):
    done = wfm_inside("forecast", "history.csv", "--country", "US")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    assert lines[0] == "history.csv: 16 weeks of 1 h, 2026-01-05 to 2026-04-26"
    text = " ".join(done.stdout.split())
    assert "Days set aside: 1: 2026-03-11 (" in text
    assert "--keep 2026-03-11 learns from it; --set-aside DATE leaves a day out" in text
    assert "Method auto: level × weekday × share of the interval" in text
    assert "2026-05-25 Memorial Day × " not in text  # after the four weeks
    rows = {line.split()[0]: line.split() for line in lines if line.strip()}
    assert float(rows["auto"][1]) < float(rows["last-week"][1])
    assert rows["total"][2] == "240.0"
    assert lines[-1] == "Next: add -o forecast.csv, then wfm staff forecast.csv"


def test_the_file_is_read_again_with_the_same_volumes(wfm_inside, history):
    done = wfm_inside("forecast", "history.csv", "--weeks", 2, "--origins", 2, "-o", "forecast.csv")
    assert "wrote forecast.csv: 140 rows" in done.stderr
    assert done.stdout.splitlines()[-1] == "Next: wfm staff forecast.csv"
    with open("forecast.csv") as file:
        assert file.readline() == "start,volume,p10,p50,p90,aht,volume_cv\n"
    again = wfm.read_forecast("forecast.csv")
    made = wfm.forecast("history.csv", weeks=2, origins=2)
    np.testing.assert_array_equal(again.volume, made.demand.volume)
    np.testing.assert_array_equal(again.start, made.demand.start)
    np.testing.assert_array_equal(again.aht, made.demand.aht)
    assert wfm_inside("forecast", "history.csv", "-o", "forecast.csv").returncode == 2
    printed = wfm_inside("forecast", "history.csv", "--weeks", 2, "--origins", 2, "-o", "-").stdout
    with open("forecast.csv") as file:
        assert printed == file.read()
    staffed = wfm_inside("staff", "forecast.csv", "--json")
    assert staffed.returncode == 0, staffed.stderr
    agents = [row["agents"] for row in json.loads(staffed.stdout)["rows"]]
    assert agents == wfm.plan(made).columns["agents"].tolist()


@pytest.mark.parametrize("ending", ["tsv", "xlsx"])
def test_other_formats_have_the_same_volumes(history, ending):
    made = wfm.forecast("history.csv", weeks=1, origins=2)
    made.save(f"forecast.{ending}")
    again = wfm.read_forecast(f"forecast.{ending}")
    np.testing.assert_allclose(again.volume, made.demand.volume, rtol=1e-12)


def test_the_json_has_the_shape_of_its_schema(wfm_inside, history):
    done = wfm_inside("forecast", "history.csv", "--json", "--set-aside", "2026-01-07")
    document = ForecastDocument.model_validate_json(done.stdout)
    aside = [(str(day.date), day.chosen) for day in document.queues[0].set_aside]
    assert aside == [("2026-03-11", False), ("2026-01-07", True)]
    assert document.backtest.origins == 12
    assert [one.method for one in document.backtest.scores] == [
        "auto", "last-week", "mean-6-weeks"
    ]  # fmt: skip
    assert document.rows[0].p10 <= document.rows[0].p50 <= document.rows[0].p90
    schema = json.loads(wfm_inside("schema", "forecast").stdout)
    assert schema == ForecastDocument.model_json_schema()
    wfm_inside("forecast", "history.csv", "--origins", 1, "-o", "forecast.json")
    with open("forecast.json") as file:
        assert ForecastDocument.model_validate_json(file.read()).source == "history.csv"


def test_a_day_that_is_kept_is_not_set_aside(wfm_inside, history):
    kept = wfm_inside("forecast", "history.csv", "--keep", "2026-03-11", "--origins", 2).stdout
    assert "Days set aside: none" in kept


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--keep", "2020-01-01"], "--keep: 2020-01-01 is not in the history, which has"),
        (["--set-aside", "1.2.26"], "--set-aside must be a date such as 2026-03-02"),
        (["--keep", "2026-03-11", "--set-aside", "2026-03-11"], "is in --set-aside and in --keep"),
        (["--weeks", "105"], "weeks of a forecast must be at most 104"),
        (["--origins", "105"], "weeks of a backtest must be at most 104"),
        (["--origins", "0", "--compare"], "leave out --origins 0"),
        (["--country", "USAA"], "nearest: US"),
        (["--country", "US", "--region", "ZZ"], "regions of US: "),
        (["--region", "NM"], "--region needs --country"),
        (["--method", "atuo"], "did you mean auto?"),
        (["--method", "none_such:f"], "the module 'none_such' cannot be imported"),
        (["--method", "math:none"], "the module 'math' has no function 'none'"),
        (["--date", "2026-03-02"], "--date is for a table of a usual day"),
        (["-o", "history.csv"], "history.csv"),
        (["-o", "forecast.pdf"], ".csv"),
    ],
)
def test_options_that_do_not_fit_are_usage_errors(wfm_inside, history, words, message):
    done = wfm_inside("forecast", "history.csv", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("start,calls\n", "no rows below"),
        ("start,calls\n2026-01-05 09:00,x\n2026-01-05 10:00,-3\n", "line 2"),
        ("start,calls\n2026-01-05 09:00,4\n2026-01-05 10:00,3\n", "needs at least 7"),
        ("month,calls\n2026-01-01,400\n2026-02-01,300\n2026-03-01,300\n", "by interval or by day"),
        ("start,calls\n" + "".join(f"2026-01-{d:02d},0\n" for d in range(1, 30)), "no contacts"),
        ("start,calls\n1901-01-05 09:00,4\n1901-01-05 09:01,4\n2026-01-05 10:00,3\n", "at most"),
    ],
)
def test_a_history_that_cannot_be_forecast_is_refused(wfm_inside, tmp_path, text, message):
    path = tmp_path / "history.csv"
    path.write_text(text)
    done = wfm_inside("forecast", path)
    assert done.returncode in (2, 3)
    assert message in done.stderr or message.replace("line 2", ":2:") in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_compare_shows_every_method(wfm_inside, history, monkeypatch):
    monkeypatch.setattr(named_methods, "find_spec", lambda _: None)  # ets takes seconds
    lines = wfm_inside("forecast", "history.csv", "--compare").stdout.splitlines()
    shown = [line.split()[0] for line in lines if line]
    assert {"auto", "last-week", "mean-6-weeks", "chance"} <= set(shown)
    assert len(lines) <= 23


def test_each_queue_is_forecast_and_shown(wfm_inside, past, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = history_text(past, queue="sales") + history_text(2 * past, queue="help")
    (tmp_path / "history.csv").write_text("queue,start,calls,aht_s\n" + rows)
    done = wfm_inside("forecast", "history.csv", "--weeks", 1, "--origins", 2, "-o", "forecast.csv")
    found = {line.split()[0]: line.split() for line in done.stdout.splitlines() if line}
    assert found["queue"][1] == "contacts"
    assert int(found["help"][1].replace(",", "")) > 1.8 * int(found["sales"][1].replace(",", ""))
    again = wfm.read_forecast("forecast.csv")
    assert again.queues == ("sales", "help")
    with open("forecast.csv") as file:
        assert file.readline() == "queue,start,volume,p10,p50,p90,aht,volume_cv\n"


def test_a_history_without_aht_has_a_forecast_without(wfm_inside, past, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "history.csv").write_text("start,calls\n" + history_text(past, aht=False))
    done = wfm_inside("forecast", "history.csv", "--origins", 2, "-o", "forecast.csv")
    assert done.stdout.splitlines()[-1] == "Next: wfm staff forecast.csv --aht 4m"
    with open("forecast.csv") as file:
        assert file.readline() == "start,volume,p10,p50,p90,volume_cv\n"
    with pytest.raises(wfm.InputError, match=r"wfm.forecast\(history, aht=\"4m\"\)"):
        wfm.plan(wfm.forecast("history.csv", origins=1))
    assert (wfm.forecast("history.csv", aht="4m", origins=1).demand.aht == 240.0).all()


def test_a_daily_history_has_a_daily_forecast(wfm_inside, past, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = history_text(past.sum(axis=1, keepdims=True), aht=False)
    (tmp_path / "history.csv").write_text("date,calls\n" + rows.replace(" 00:00", ""))
    done = wfm_inside("forecast", "history.csv", "--weeks", 2, "--origins", 2, "--json")
    assert len(json.loads(done.stdout)["rows"]) == 14
    zoned = wfm_inside(
        "forecast", "history.csv", "--tz", "Europe/Berlin", "--weeks", 1, "--origins", 2, "--json"
    )
    starts = [row["start"] for row in json.loads(zoned.stdout)["rows"]]
    assert starts[0] == "2026-04-27T00:00:00+02:00"


def test_events_move_their_days(wfm_inside, history, past):
    with open("events.csv", "w") as file:
        file.write("date,end,name\n2026-03-11,,outage\n2026-04-28,2026-04-29,outage\n")
    done = wfm_inside(
        "forecast", "history.csv", "--events", "events.csv", "--weeks", 1, "--origins", 2, "--json"
    )
    document = ForecastDocument.model_validate_json(done.stdout)
    assert [(str(day.date), day.past_days) for day in document.queues[0].named] == [
        ("2026-04-28", 1), ("2026-04-29", 1)
    ]  # fmt: skip
    days = np.array([row.start.day for row in document.rows])
    volume = np.array([row.volume for row in document.rows])
    assert volume[days == 29].sum() < 0.2 * volume[days == 27].sum()
    assert document.queues[0].set_aside == []  # the day has a name now


def test_the_usual_options_of_a_team_count(wfm_inside, history):
    with open("wfm.toml", "w") as file:
        file.write('aht = "5m"\n[columns]\nvolume = "calls"\nstart = "start"\n')
    done = wfm_inside("forecast", "history.csv", "--origins", 1)
    assert done.returncode == 0, done.stderr
    assert "--map volume=calls,start=start from wfm.toml" in " ".join(done.stdout.split())


def test_a_module_of_the_working_directory_is_a_method(wfm_inside, history, monkeypatch):
    monkeypatch.setattr("sys.path", [*sys.path])
    (history.parent / "flat_method.py").write_text(
        "def flat(past, starts):\n    return [past.volume.mean()] * len(starts)\n"
    )
    done = wfm_inside("forecast", "history.csv", "--method", "flat_method:flat", "-q", "-o", "-")
    assert done.returncode == 0, done.stderr


def test_a_plot_without_its_packages_is_refused_before_the_history_is_read(wfm_inside, monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    result = wfm_inside("forecast", "nowhere.csv", "--plot", "plot.png")
    assert result.returncode == 2
    assert "--plot needs the package vl-convert-python: " in result.stderr


def test_a_plot_has_an_ending_of_its_own(wfm_inside, history):
    result = wfm_inside("forecast", "history.csv", "--plot", "plot.pdf")
    assert result.returncode == 2
    assert "must be one of .png, .svg, .html." in result.stderr
