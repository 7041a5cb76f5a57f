"""``wfm count``: a log of single contacts becomes intervals on the screen and in files."""

import json
import re
from pathlib import Path

import pytest

HEAD = "Call Start,Wait Time,Handle Time,Disposition"


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # so that the text does not depend on the length of the path
    path = Path("calls.csv")
    rows = [
        f"2026-03-{2 + i // 60:02d} 09:{i % 60:02d}:17,"
        + (f"{20 + i % 50},,Abandoned" if i % 9 == 0 else f"{i % 31},{180 + i},Answered")
        for i in range(180)
    ]
    path.write_text("\n".join((HEAD, *rows)) + "\n")
    return path


def test_the_counts_are_on_one_screen_with_the_next_command(wfm_inside, log):
    done = wfm_inside("count", log)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 24
    total = next(line.split() for line in lines if line.startswith("total"))
    assert total[1:5] == ["180", "160", "20", "11.1"]
    assert "Mon 2026-03-02" in done.stdout
    # the waits of all 180 contacts add up to 3,201 s, and 20 abandoned
    assert "Patience: 2 min 40 s on average (95 % interval" in done.stdout
    assert "few contacts, so a rough estimate" in " ".join(done.stdout.split())
    assert lines[-1] == "Next: add -o counted.csv, then wfm staff counted.csv --patience 2m40s"
    assert "read arrival from 'Call Start', handle time from 'Handle Time'" in done.stderr


def test_the_file_is_a_forecast_and_the_next_command_runs(wfm_inside, log, tmp_path):
    output = tmp_path / "counted.csv"
    done = wfm_inside("count", log, "--interval", "15m", "-o", output)
    assert f"wrote {output}: 12 rows" in done.stderr
    assert output.read_text().splitlines()[0] == "start,volume,aht,answered,abandoned,asa"
    words = re.search(r"Next: wfm (staff .*)", " ".join(done.stdout.split()))[1].split()
    plan = wfm_inside(*words, "--json")
    assert plan.returncode == 0, plan.stderr
    assert sum(row["volume"] for row in json.loads(plan.stdout)["rows"]) == 180
    assert wfm_inside("count", log, "-o", output).returncode == 2
    assert wfm_inside("count", log, "--interval", "15m", "-o", "-").stdout == output.read_text()


def test_the_next_command_has_no_patience_where_the_file_has_that_of_each_queue(
    wfm_inside, tmp_path
):
    path = tmp_path / "log.csv"
    path.write_text(
        "queue,arrival,wait_s,handle_time_s,outcome\n"
        "Billing,2026-03-02 09:00:05,40,,abandoned\nBilling,2026-03-02 09:01:05,0,200,answered\n"
        "Repairs,2026-03-02 09:00:09,90,,abandoned\nRepairs,2026-03-02 09:02:05,0,200,answered\n"
    )
    output = tmp_path / "counted.csv"
    text = wfm_inside("count", path, "-o", output).stdout
    assert text.splitlines()[-1] == f"Next: wfm staff {output}"
    assert output.read_text().splitlines()[0].endswith(",asa,patience")
    output = tmp_path / "counted.json"  # which is no table
    assert "Next: add -o counted.csv, then" in wfm_inside("count", path, "-o", output).stdout


def test_json_has_rows_totals_and_the_patience(wfm_inside, log):
    document = json.loads(wfm_inside("count", log, "--json", "-q").stdout)
    assert document["summary"]["total"]["abandoned"] == 20
    estimate = document["patience"][0]["patience"]
    assert estimate["low"] < estimate["patience"] < estimate["high"]
    assert document["units"]["aht"] == "s"
    assert len(document["rows"]) == 6


def test_headings_are_named_and_rows_left_out(wfm_inside, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("when,secs,end\n2026-03-02 09:00,200,ok\n2026-03-02 09:10,2,test\n")
    words = ("count", path, "--map", "arrival=when,handle_time=secs,outcome=end", "--json", "-q")
    refused = wfm_inside(*words)
    assert refused.returncode == 3
    assert "--abandoned test or --answered test" in refused.stderr
    assert "left out with --exclude test" in refused.stderr
    document = json.loads(wfm_inside(*words, "--exclude", "TEST").stdout)
    assert document["summary"]["total"]["contacts"] == 1


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("call_start,handle_time\n2026-03-02 09:00,200\n", "does not say which contacts abandoned"),
        (
            "call_start,wait,handle_time,abandoned\n2026-03-02 09:00,9,200,no\n",
            "no contact abandoned",
        ),
        (
            "call_start,handle_time,abandoned\n2026-03-02 09:00,200,no\n2026-03-02 09:01,,yes\n",
            "no waits of the abandoned contacts",
        ),
    ],
)
def test_without_waits_or_abandonment_it_says_why_there_is_no_patience(
    wfm_inside, tmp_path, rows, reason
):
    path = tmp_path / "log.csv"
    path.write_text(rows)
    text = " ".join(wfm_inside("count", path).stdout.split())
    assert "Patience: not estimated, " in text
    assert reason in text
    assert "--patience" not in text


def test_staffing_a_log_names_the_command_that_counts_it(wfm_inside, log):
    done = wfm_inside("staff", log)
    assert done.returncode == 3
    assert "looks like a log of single contacts" in done.stderr
    assert "wfm count" in done.stderr


def test_defaults_are_listed_and_options_of_forecasts_refused(wfm_inside, log):
    assert "Defaults used: --interval 30m" in wfm_inside("count", log).stdout
    assert "Defaults used" not in wfm_inside("count", log, "--interval", "1h").stdout
    for words in (("--aht", "3m"), ("--fill", "zero"), ("--layout", "genesys")):
        done = wfm_inside("count", log, *words)
        assert (done.returncode, f"{words[0]} is for forecasts" in done.stderr) == (2, True)
    settings = log.with_name("wfm.toml")
    settings.write_text('tz = "Europe/Paris"\n[columns]\nvolume = "Anrufe"\n')
    done = wfm_inside("count", log)
    assert done.returncode == 0, done.stderr
    assert "--tz Europe/Paris from" in done.stdout
    assert "--map" not in done.stdout


def test_the_time_zone_is_in_the_next_command(wfm_inside, log, tmp_path):
    output = tmp_path / "counted.csv"
    done = wfm_inside("count", log, "--tz", "Europe/Rome", "-o", output)
    words = re.search(r"Next: wfm (staff .*)", " ".join(done.stdout.split()))[1].split()
    assert words[2:4] == ["--tz", "Europe/Rome"]
    assert wfm_inside(*words).returncode == 0
