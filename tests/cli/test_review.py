"""``wfm review``: a report against a plan on the screen and in files."""

import json
from pathlib import Path

import numpy as np
import pytest

import wfm


@pytest.fixture
def week(tmp_path, monkeypatch):
    """A plan of two weeks, and the report of the first one, with an hour that went wrong."""
    monkeypatch.chdir(tmp_path)
    days = [f"2026-06-{day:02d}" for day in range(1, 15)]
    start = [f"{day} {9 + i // 2:02d}:{30 * (i % 2):02d}" for day in days for i in range(16)]
    volume = [30 + 5 * (i % 16) for i in range(len(start))]
    plan = wfm.plan(
        {"start": start, "volume": volume, "aht": [250] * len(start)}, "80/20", hourly_cost=18
    )
    plan.save("plan.json")
    rows = range(7 * 16)
    agents = plan.columns["agents"]
    lines = ["Interval Start,Offered,Abandoned,Answered within 20 s,ASA,AHT,Staffed,Occupancy %"]
    for i in rows:
        offered = volume[i] * (2 if i == 40 else 1)
        level = 0.1 if i == 40 else plan.columns["service_level"][i]
        lines.append(f"{start[i]},{offered},1,{int(offered * level + 1)},0:12,250,{agents[i]:g},80")
    Path("actual.csv").write_text("\n".join(lines) + "\n")
    return tmp_path


def test_the_review_is_on_one_screen(wfm_inside, week):
    done = wfm_inside("review", "plan.json", "actual.csv")
    assert done.returncode == 0, done.stderr
    lines = [*done.stderr.splitlines(), *done.stdout.splitlines()]
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    text = " ".join(done.stdout.split())
    assert text.startswith("actual.csv against plan.json: 112 intervals of 30 min")
    assert "Sun 2026-06-07" in text
    assert "given: column 'Answered within 20 s' / contacts offered" in text
    assert "Below target: 1 of 112 intervals; cause: volume 1" in text
    assert "Only in the plan: 112 intervals, 2026-06-08 to 2026-06-14, in no total" in text
    assert "Worst: 2026-06-03 13:00:" in text


def test_a_report_in_german_is_read_and_every_line_fits(wfm_inside, week):
    (week / "bericht.csv").write_text(
        "Warteschlange;Datum;Uhrzeit;Angeboten;Verloren;Servicelevel (30 s);Ø Wartezeit;AHT (s);"
        "Angemeldete Agenten\n"
        "Vertrieb;01.06.2026;09:00;33;1;92,3;0:08;251,5;6\n"
        "Vertrieb;01.06.2026;09:30;52;6;17,2;0:41;255;7\n",
        encoding="utf-8",
    )
    done = wfm_inside("review", "plan.json", "bericht.csv")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "cause: volume 1" in done.stdout
    assert "within 30 s by its heading, that of the plan within 20 s" in done.stderr
    assert "only one of the files names its queue: 'Vertrieb'" in done.stderr


def test_the_intervals_come_before_the_summary(wfm_inside, week):
    done = wfm_inside("review", "plan.json", "actual.csv", "--intervals")
    row = next(line for line in done.stdout.splitlines() if line.startswith("2026-06-03 13:00"))
    assert row.split()[2:4] == ["70", "140"]
    assert row.split()[-1] == "volume"


@pytest.mark.parametrize("name", ["review.json", "review.csv", "review.xlsx"])
def test_a_file_is_written_once(wfm_inside, week, name):
    done = wfm_inside("review", "plan.json", "actual.csv", "-o", name)
    assert f"wrote {name}: 112 intervals" in done.stderr
    assert wfm_inside("review", "plan.json", "actual.csv", "-o", name).returncode == 2
    assert wfm_inside("review", "plan.json", "actual.csv", "-o", name, "--force").returncode == 0


def test_stdout_is_json_or_csv(wfm_inside, week):
    document = json.loads(wfm_inside("review", "plan.json", "actual.csv", "--json").stdout)
    assert len(document["rows"]) == 224
    assert document["summary"]["worst"] == [{"queue": "", "start": "2026-06-03T13:00:00"}]
    rows = wfm_inside("review", "plan.json", "actual.csv", "-o", "-").stdout.splitlines()
    assert len(rows) == 225


def test_the_report_can_be_stdin(wfm_command, week):
    report = (week / "actual.csv").read_bytes()
    done = wfm_command("review", "plan.json", "-", "--json", stdin=report)
    assert json.loads(done.stdout)["report"] == "<stdin>"


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("plan.json", "none.csv"), 3, "none.csv: file not found"),
        (("actual.csv", "plan.json"), 3, "has no column of agents"),
        (("plan.json", "plan.json"), 3, "is a plan written by wfm"),
        (("-", "-"), 2, "cannot both be stdin"),
        (("plan.json", "actual.csv", "--aht", "3m"), 2, "--aht is for forecasts"),
        (("plan.json", "actual.csv", "--map", "agents=People"), 2, "no column 'People'"),
        (("plan.json", "actual.csv", "--interval", "1h"), 3, ""),
        (("plan.json", "other.csv"), 3, "has no interval of the plan"),
        (("plan.json", "nothing.csv"), 3, "nothing.csv"),
        (("plan.json", "noise.csv"), 3, "noise.csv"),
        (("plan.json", "actual.csv", "-o", "plan.json"), 2, "plan.json"),
    ],
)
def test_what_cannot_be_reviewed_is_refused(wfm_inside, week, words, code, text):
    report = (week / "actual.csv").read_text()
    (week / "other.csv").write_text(report.replace("2026-06", "2027-06"))
    (week / "nothing.csv").write_text("")
    (week / "noise.csv").write_bytes(np.random.default_rng(8).bytes(4000))
    done = wfm_inside("review", *words)
    assert done.returncode == code, done.stderr
    assert text in " ".join(done.stderr.split())
    assert "internal error" not in done.stderr
