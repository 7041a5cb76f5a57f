"""``wfm staff``: targets of waiting and abandonment, and plans that carry them on."""

import json
import re
import textwrap
from pathlib import Path

import numpy as np
import pytest

import wfm

FORECAST = "examples/forecast.csv"


def rows_of(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["rows"]


@pytest.mark.parametrize(
    ("words", "targets"),
    [
        (("--abandonment", "4%"), {"abandonment": 0.04}),
        (
            ("--abandonment", "4%", "--target", "80/20"),
            {"abandonment": 0.04, "service_level": 0.8, "within": 20},
        ),
        (
            ("--target", "80/20", "--definition", "answered"),
            {"service_level": 0.8, "within": 20, "definition": "answered"},
        ),
        (("--asa", "10s", "--max-occupancy", "80%"), {"asa": 10, "max_occupancy": 0.8}),
        ((), {"service_level": 0.85, "within": 60}),
    ],
)
def test_patience_staffs_by_erlang_a(wfm_inside, words, targets):
    rows = rows_of(wfm_inside("staff", FORECAST, "--patience", "3m", *words, "--json"))
    load = np.array([row["load"] for row in rows])
    aht = np.array([row["aht"] or 1.0 for row in rows])
    expected = wfm.agents_required(load, aht, patience=180, **targets)
    assert [row["agents"] for row in rows] == expected.tolist()
    assert {row["model"] for row in rows} == {"erlang_a"}
    abandonment = wfm.abandonment(expected, load, aht, patience=180)
    assert [row["abandonment"] for row in rows] == pytest.approx(abandonment.tolist())


def test_a_plan_file_carries_its_target_into_the_schedule(wfm_inside, tmp_path):
    levels = {}
    for suffix in ("csv", "json", "xlsx"):
        path = tmp_path / f"plan.{suffix}"
        done = wfm_inside("staff", FORECAST, "--target", "80/20", "--patience", "2m", "-o", path)
        assert done.returncode == 0, done.stderr
        done = wfm_inside("schedule", path, "--from", "1999-02-05", "--days", "1", "--json")
        assert done.returncode == 0, done.stderr
        levels[suffix] = json.loads(done.stdout)["summary"]["service_level"]
    assert levels["csv"] == levels["json"] == levels["xlsx"]
    by_default = wfm_inside(
        "schedule", path, "--from", "1999-02-05", "--days", "1", "--target", "80/60", "--json"
    )
    assert json.loads(by_default.stdout)["summary"]["service_level"] > levels["xlsx"]


def test_json_is_printed_beside_a_file(wfm_inside, tmp_path):
    path = tmp_path / "plan.json"
    done = wfm_inside("staff", FORECAST, "-o", path, "--json", "-q")
    assert done.stdout == path.read_text()


TWO_QUEUES = """
[[queue]]
name = "sales"
target = "80/30"
[[queue]]
name = "support"
target = "80/30"
"""


@pytest.fixture
def two_teams(tmp_path):
    (tmp_path / "centre.toml").write_text(TWO_QUEUES)
    rows = [
        f"{queue},2026-03-{day:02d} {hour:02d}:00,6,240"
        for queue in ("sales", "support")
        for day in range(2, 9)
        for hour in range(9, 17)
    ]
    (tmp_path / "two.csv").write_text("\n".join(["queue,start,volume,aht", *rows]))
    return ("staff", tmp_path / "two.csv", "--centre", tmp_path / "centre.toml")


def test_the_summary_of_a_centre_names_the_team_that_saves_people(wfm_inside, two_teams):
    assert "One team for sales, support: " in wfm_inside(*two_teams).stdout
    assert "One team" not in wfm_inside(*two_teams, "--no-compare-teams").stdout


def test_teams_are_compared_for_json_only_if_asked(wfm_inside, two_teams):
    plain, asked = (
        json.loads(wfm_inside(*two_teams, "--json", *more).stdout)["figures"]
        for more in ((), ("--compare-teams",))
    )
    assert plain == []
    ((name, queues),) = [(one["name"], one["queue"]) for one in asked]
    assert (name, queues) == ("fte_in_one_team", "sales, support")


def test_teams_are_compared_for_a_centre_only(wfm_inside):
    done = wfm_inside("staff", FORECAST, "--compare-teams")
    assert (done.returncode, "--compare-teams needs --centre" in done.stderr) == (2, True)


def test_a_time_zone_of_the_command_line_replaces_that_of_the_centre(wfm_inside, two_teams):
    path = two_teams[-1]
    path.write_text('time_zone = "Europe/Vienna"\n' + TWO_QUEUES)
    done = wfm_inside(*two_teams, "--tz", "Asia/Tokyo")
    assert "--tz Asia/Tokyo instead of time_zone Europe/Vienna" in done.stderr
    assert "instead of" not in wfm_inside(*two_teams, "--tz", "Europe/Vienna").stderr


def test_a_plan_of_more_than_four_weeks_says_how_to_compare_teams(wfm_inside, two_teams):
    lines = two_teams[1].read_text().splitlines()
    far = [line.replace("2026-03", "2026-04").replace("2026-04-0", "2026-04-1") for line in lines]
    two_teams[1].write_text("\n".join([*lines, *far[1:]]))
    done = wfm_inside(*two_teams)
    assert "more than 28 days: --compare-teams says" in done.stderr
    assert "One team" not in done.stdout
    assert "One team" in wfm_inside(*two_teams, "--compare-teams").stdout


TARGETS = (
    "queue;start;calls;aht_s;SL target;Threshold (s);Patience;Max Occ;Shrinkage\n"
    "gold;2026-05-04 10:00;60;200;90;12;120;80;24\ngold;2026-05-04 10:30;70;200;90;12;120;80;24\n"
    "basic;2026-05-04 10:00;60;200;70;50;300;92;36\nbasic;2026-05-04 10:30;70;200;70;50;300;92;36\n"
)


def test_columns_of_targets_are_used_and_an_option_stands_above_them(wfm_inside, tmp_path):
    path = tmp_path / "targets.csv"
    path.write_text(TARGETS)
    done = wfm_inside("staff", path)
    assert done.returncode == 0, done.stderr
    assert "read target from 'SL target', within from 'Threshold (s)'" in done.stderr
    assert "not used" not in done.stderr
    assert "shrinkage 24 % (gold), 36 % (basic)" in done.stdout.replace("\n  ", " ")
    assert "Defaults used: --contract-hours 40" in done.stdout
    above = wfm_inside("staff", path, "--target", "50/99", "--json")
    assert "--target replaces the column 'SL target'" in above.stderr
    targets = json.loads(above.stdout)["inputs"]["targets"]
    assert {(one["service_level"], one["within"]) for one in targets} == {(0.5, 99.0)}
    assert [one["patience"] for one in targets] == [120.0, 300.0]


def test_a_maximum_abandonment_may_use_the_patience_of_a_column(wfm_inside, tmp_path):
    path = tmp_path / "targets.csv"
    path.write_text(TARGETS)
    done = wfm_inside("staff", path, "--abandonment", "2%", "--json", "-q")
    assert done.returncode == 0, done.stderr
    assert max(row["abandonment"] for row in json.loads(done.stdout)["rows"]) <= 0.02
    path.write_text(TARGETS.replace("Patience", "note"))
    missing = wfm_inside("staff", path, "--abandonment", "2%")
    assert missing.returncode == 2
    assert "--abandonment needs --patience" in missing.stderr


def test_a_workbook_is_scheduled_by_the_target_and_shrinkage_of_its_plan(wfm_inside, tmp_path):
    forecast = "examples/forecast.csv"
    options = ["--target", "75/25", "--shrinkage", "17%", "--contract-hours", "36"]
    texts = []
    for suffix in ("json", "xlsx", "csv"):
        plan, out = tmp_path / f"plan.{suffix}", tmp_path / f"schedule_{suffix}.csv"
        assert wfm_inside("staff", forecast, *options, "-q", "-o", plan).returncode == 0
        done = wfm_inside("schedule", plan, "--from", "1999-02-05", "--days", "1", "-o", out)
        assert done.returncode == 0, done.stderr
        texts.append((out.read_bytes(), done.stdout.replace(suffix, "")))
    assert texts[0] == texts[1] == texts[2]
    assert "answered within 25 s" in texts[0][1]


@pytest.mark.parametrize("command", [("staff",), ("explain", "10:00", "--queue", "support")])
def test_notes_and_explanations_fit_into_the_columns_of_the_terminal(
    wfm_inside, monkeypatch, tmp_path, command
):
    name, *words = command
    path = tmp_path / "many.csv"
    more = ",".join(f"column number {i}" for i in range(9))
    text = Path("examples/two_queues.csv").read_text(encoding="utf-8").splitlines()
    rows = [f"{text[0]},{more}", *(f"{row}{',1' * 9}" for row in text[1:])]
    path.write_text("\n".join(rows), encoding="utf-8")
    wide = wfm_inside(name, path, *words)
    monkeypatch.setenv("COLUMNS", "80")
    assert wfm_inside(name, path, *words).stdout == wide.stdout  # a pipe has no width
    monkeypatch.setattr("wfm.cli.output.is_terminal", lambda stream: True)
    done = wfm_inside(name, path, *words)
    lines = [*done.stdout.splitlines(), *done.stderr.splitlines()]
    assert max(len(line) for line in lines if str(tmp_path) not in line) <= 80
    assert " ".join(done.stderr.split()) == " ".join(wide.stderr.split())


GOLD = """queue,Start,Offered,AHT,Service Level,Answer Time,Shrinkage,Patience
North,2026-06-01 10:00,31,190,75%,25,21%,90s
North,2026-06-01 10:30,42,190,75%,25,21%,90s
"South (gold)",2026-06-01 10:00,9,330,92%,12,33%,
"South (gold)",2026-06-01 10:30,12,330,92%,12,33%,
"""


def lines_on_screen(done):
    """The lines of a result and its notes on a terminal of 80 columns."""
    lines = (done.stdout + done.stderr).splitlines()
    return sum(len(textwrap.wrap(line, 80, subsequent_indent="  ")) or 1 for line in lines)


def test_a_summary_and_its_notes_fit_on_one_screen(wfm_inside, tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(GOLD)
    done = wfm_inside("staff", path)
    assert lines_on_screen(done) <= 23
    assert "no --patience for 'South (gold)', --contract-hours" in " ".join(done.stdout.split())
    assert re.search(r"note: inputs of the file: .* \(North\); .* \(South \(gold\)\)", done.stderr)
    assert lines_on_screen(wfm_inside("staff", FORECAST)) <= 23
    assert lines_on_screen(wfm_inside("staff", FORECAST, "-o", tmp_path / "plan.csv")) <= 23


def test_messages_are_broken_at_the_width_of_a_terminal_only(wfm_inside, tmp_path, monkeypatch):
    path = tmp_path / "wrong.csv"
    path.write_text("start,calls,comment\n2026-06-01 10:00,x,\n")
    in_pipe = wfm_inside("staff", path).stderr
    monkeypatch.setattr("wfm.cli.output.terminal_width", lambda *, of_errors=False: 60)
    on_terminal = wfm_inside("staff", path).stderr
    assert len(in_pipe.splitlines()) == 1
    assert max(map(len, on_terminal.splitlines()[1:])) <= 60 < len(in_pipe)
    assert on_terminal.split() == in_pipe.split()


@pytest.mark.parametrize("option", ["--target", "--shrinkage"])
def test_an_empty_value_of_an_option_is_no_default(wfm_inside, tmp_path, option):
    (tmp_path / "may.csv").write_text("start,calls,aht\n2026-05-04 09:00,31,200s\n")
    done = wfm_inside("staff", tmp_path / "may.csv", option, "", "--interval", "30m")
    assert (done.returncode, "got ''" in done.stderr) == (2, True), done.stderr
