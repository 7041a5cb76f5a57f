"""``wfm whatif``: scenarios on one screen, in files and in JSON, as `wfm staff` plans them."""

import csv
import json

import pytest

from wfm.errors import UnreachableError
from wfm.scenarios.whatif_document import WhatIfDocument

HEAD = "start,calls,aht_s\n"
ROWS = [("09:00", 43, 187), ("09:30", 58, 203), ("10:00", 64, 195), ("10:30", 0, 0)]


def text(factor=1.0, longer=0.0):
    rows = (f"2026-05-04 {at},{calls * factor!r},{aht + longer}\n" for at, calls, aht in ROWS)
    return HEAD + "".join(rows)


@pytest.fixture
def day(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "day.csv").write_text(text())
    return tmp_path


def total(wfm_inside, *words):
    done = wfm_inside("staff", *words, "--json")
    assert done.returncode == 0, done.stdout
    summary = json.loads(done.stdout)["summary"]
    return summary["total"]["paid_hours"], summary["total"]["fte"], summary["cost"]


@pytest.mark.usefixtures("day")
def test_every_row_equals_wfm_staff_run_so(wfm_inside, day):
    (day / "more.csv").write_text(text(1.1))
    (day / "longer.csv").write_text(text(longer=30))
    done = wfm_inside(
        "whatif", "day.csv", "--volume", "±10%", "--aht", "+30s", "--shrinkage", "25%,36%",
        "--target", "80/20,92/45", "--patience", "3m,8m", "--cost", "21.5", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = {row["scenario"]: row for row in WhatIfDocument.model_validate_json(done.stdout)
            .model_dump()["rows"]}  # fmt: skip
    for label, words in {
        "base": ["day.csv"],
        "volume +10%": ["more.csv"],
        "AHT +30s": ["longer.csv"],
        "shrinkage 36%": ["day.csv", "--shrinkage", "36%"],
        "target 92/45": ["day.csv", "--target", "92/45"],
        "patience 8m": ["day.csv", "--patience", "8m"],
    }.items():
        row = rows[label]
        found = row["paid_hours"], row["fte"], row["cost"]
        assert found == total(wfm_inside, *words, "--cost", "21.5"), label


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize(
    "more",
    [
        ["--shrinkage", "25%,35%"],
        ["--grid"],
        ["--shrinkage", "25%,35%", "--cost", "20,25", "--patience", "2m,4m"],
    ],
)
def test_the_scenarios_are_on_one_screen(wfm_inside, more):
    done = wfm_inside(
        "whatif", "day.csv", "--volume", "+-10%", "--aht", "±10%", "--target", "80/20,90/60", *more
    )
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) + len(done.stderr.splitlines()) <= 23
    hours = total(wfm_inside, "day.csv")[0]
    assert next(line for line in lines if line.startswith("base")).split()[1] == f"{hours}"
    assert "Base: 85 % answered within 60 s, shrinkage 30 %" in done.stdout
    assert ("more scenarios" in done.stdout) == (len(more) != 2)


def test_the_file_has_all_scenarios(wfm_inside, day):
    done = wfm_inside("whatif", "day.csv", "--volume", "±10%", "-o", "scenarios.csv")
    assert "wrote scenarios.csv: 3 rows" in done.stderr
    with (day / "scenarios.csv").open() as file:
        assert [row["volume"] for row in csv.DictReader(file)] == ["", "10% less", "10% more"]
    assert wfm_inside("whatif", "day.csv", "--volume", "5%").returncode == 2
    assert wfm_inside("whatif", "day.csv", "--volume", "+5%", "-o", "scenarios.csv").returncode == 2
    printed = wfm_inside("whatif", "day.csv", "--volume", "±10%", "-o", "-").stdout
    assert printed == (day / "scenarios.csv").read_text()


def test_the_base_is_that_of_wfm_toml_beside_scenarios_of_the_same_input(wfm_inside, day):
    (day / "wfm.toml").write_text('target = "75/40"\nshrinkage = "26%"\n')
    done = wfm_inside("whatif", "day.csv", "--target", "90/20,95/20", "--base", "shrinkage=31%")
    assert "Base: 75 % answered within 40 s, shrinkage 31 %" in done.stdout
    assert "--target 75/40 from wfm.toml" in done.stdout
    assert "--target 75/40 of wfm.toml not used" not in done.stderr
    done = wfm_inside("whatif", "day.csv", "--target", "90/20", "--volume", "+9%")
    assert "Base: 90 % answered within 20 s" in done.stdout
    assert "--target 75/40 of wfm.toml not used" in done.stderr
    (day / "wfm.toml").write_text('contingency = "10%"\n')
    done = wfm_inside("whatif", "day.csv", "--volume", "+9%")
    assert "--contingency 10% of wfm.toml not used: hours and costs" in done.stderr


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--target", "80/20"], "one value is that of the base"),
        (["--volume", "7%"], "write +7% for more"),
        (["--shrinkage", "±5%"], "25%,35%"),
        (["--volume", "+5%", "--base", "target"], "--base must read like"),
        (["--volume", "+5%", "--base", "colour=3"], "--base must read like"),
        (["--patience", "±20%"], "--base patience=3m"),
        (["--volume", ",".join(f"+{i}%" for i in range(1, 900)), "--aht", "±5%", "--grid"],
         "scenarios must be at most 1,000: got 2,699"),
    ],
)  # fmt: skip
def test_what_has_no_meaning_is_refused_with_a_cure(wfm_inside, words, message):
    done = wfm_inside("whatif", "day.csv", *words)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())


def test_a_target_that_a_scenario_cannot_meet_is_named(wfm_inside, day, monkeypatch):
    def unreachable(case):
        raise UnreachableError("no number of agents meets the target.")

    done = wfm_inside("whatif", "day.csv", "--target", "100/0,80/20")
    assert done.returncode == 2
    assert "did you mean 0.99?" in done.stderr
    monkeypatch.setattr("wfm.scenarios.cases.QueueCase.plan", unreachable)
    done = wfm_inside("whatif", "day.csv", "--target", "90/10,80/20")
    assert done.returncode == 4
    assert "no number of agents" in done.stderr


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize("curve", ["service", "agents"])
def test_a_curve_is_on_one_screen_and_in_a_file(wfm_inside, day, curve):
    words = ("whatif", "day.csv", "--curve", curve, "--cost", "22")
    done = wfm_inside(*words, "-o", "curve.csv")
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) + len(done.stderr.splitlines()) <= 23
    assert len((day / "curve.csv").read_text().splitlines()) == {"service": 11, "agents": 5}[curve]
    document = WhatIfDocument.model_validate_json(wfm_inside(*words, "--json").stdout)
    assert document.kind == f"{curve} curve"


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--curve", "cost"], "must be service or agents"),
        (["--curve", "service", "--volume", "+5%"], "volume +5% is a scenario"),
        (["--curve", "agents", "--grid"], "--grid is a scenario"),
        (["--curve", "agents", "--centre", "centre.toml"], "use --curve service"),
        (["--curve", "service", "--asa", "20s"], "one target with a service level"),
    ],
)
def test_a_curve_that_there_is_not_is_refused(wfm_inside, words, message):
    done = wfm_inside("whatif", "day.csv", *words)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())


@pytest.mark.usefixtures("day")
def test_the_cost_of_an_hour_has_two_spellings(wfm_inside):
    for command in (["staff"], ["whatif", "--volume", "+8%"]):
        first, second = (
            wfm_inside(command[0], "day.csv", *command[1:], option, "21", "--json").stdout
            for option in ("--cost-per-hour", "--cost")
        )
        assert first == second
        assert '"cost"' in first
