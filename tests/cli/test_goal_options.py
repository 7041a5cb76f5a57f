"""``--goal`` and ``--min-service-level``: the commands that have them, and those that refuse."""

import json
import re

import pytest

import wfm
from wfm import shrinkage

FORECAST = "examples/forecast.csv"
DAY = ("--goal", "day", "--min-service-level", "45%")


def test_the_summary_compares_the_hours_with_the_target_in_every_interval(wfm_inside):
    text = wfm_inside("staff", FORECAST, "--goal", "week").stdout
    assert len(text.splitlines()) <= 23
    assert "target 85 % per week" in text
    assert "Target met: 2 of 2 weeks; lowest: 85.0 % in the week from 1999-02-08" in text
    assert re.search(r"\d+ of 388 are below 85 %", text)
    assert "Agent-hours: 1,140.5 (-8.1 %); 1,241.5 with the target in every interval" in text
    assert "--min-service-level 50%" in text  # among the defaults used
    uncertain = (
        "--cost",
        "22",
        "--contingency",
        "10%",
        "--volume-cv",
        "15%",
        "--confidence",
        "80%",
    )
    full = wfm_inside("staff", FORECAST, "--goal", "day", *uncertain).stdout
    assert len(full.splitlines()) <= 23


def test_a_scenario_is_the_plan_of_staff(wfm_inside):
    done = wfm_inside("whatif", FORECAST, *DAY, "--target", "80/20,90/60", "--json")
    hours = {one["scenario"]: one["paid_hours"] for one in json.loads(done.stdout)["rows"]}
    for target in ("80/20", "90/60"):
        staffed = wfm_inside("staff", FORECAST, *DAY, "--target", target, "--json", "-q")
        total = json.loads(staffed.stdout)["summary"]["total"]
        assert hours[f"target {target}"] == total["paid_hours"]


def test_an_explanation_names_the_period(wfm_inside):
    text = wfm_inside("explain", FORECAST, "11:00", *DAY).stdout
    assert "fewest agent-hours with 85 % over day 1999-02-01" in " ".join(text.split())
    assert "gain of one more elsewhere" in text


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("staff", FORECAST, "--agents", "9"), "--agents and --scheduled"),
        (("explain", FORECAST, "11:00", "--agents", "9"), "--agents and --scheduled"),
        (("staff", "examples/centre_forecast.csv", "--centre", "examples/centre.toml"), "--centre"),
        (("whatif", FORECAST, "--curve", "agents"), "--curve"),
    ],
)
def test_what_shows_single_intervals_refuses_a_goal(wfm_inside, words, what):
    done = wfm_inside(*words, "--goal", "month")
    assert done.returncode == 2
    assert f"--goal cannot be used with {what}." in done.stderr


def test_the_goal_of_a_team_is_that_of_its_plans(wfm_inside, tmp_path, monkeypatch):
    (tmp_path / "wfm.toml").write_text('goal = "month"\nmin_service_level = "55%"\n')
    rows = "".join(f"2026-03-0{day} 09:{half}0,{40 * day},200\n" for day in (2, 3) for half in "03")
    (tmp_path / "f.csv").write_text(f"start,volume,aht\n{rows}")
    monkeypatch.chdir(tmp_path)
    done = wfm_inside("staff", "f.csv", "--json", "-q")
    (target,) = json.loads(done.stdout)["inputs"]["targets"]
    assert (target["goal"], target["min_service_level"]) == ("month", 0.55)
    for words in (("staff", "f.csv", "--agents", "9"), ("whatif", "f.csv", "--curve", "agents")):
        done = wfm_inside(*words)
        assert f"--goal month of wfm.toml not used with {words[2]}" in done.stderr
        assert "from wfm.toml" not in done.stdout  # no default of what is not used
    (tmp_path / "wfm.toml").write_text('min_service_level = "55%"\n')
    text = wfm_inside("staff", "f.csv").stderr
    assert "wfm.toml:1: min_service_level needs a goal over a period" in text


@pytest.mark.deep
def test_a_schedule_covers_the_agents_of_a_goal_and_reports_the_service_that_they_give():
    table = {"start": [f"2026-03-02 {h:02d}:00" for h in range(8, 16)],
             "volume": [30, 52, 71, 44, 38, 66, 59, 21], "aht": 280}  # fmt: skip
    plan = wfm.plan(table, "80/20", goal="day", shrinkage="20%", interval="1h")
    schedule = wfm.make_schedule(plan)
    coverage = schedule.coverage()
    required = shrinkage.scheduled(plan.agents, schedule.inputs.shrinkage)
    slots = coverage["required"].to_numpy().reshape(len(required), -1)
    assert (slots == required[:, None]).all()
    levels = coverage["service_level"].to_numpy().reshape(len(required), -1).mean(axis=1)
    weighted = (plan.demand.volume * levels).sum() / plan.demand.volume.sum()
    assert schedule.summary().service_level == pytest.approx(weighted)
    assert weighted >= 0.8
