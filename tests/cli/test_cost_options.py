"""The options of money of ``wfm staff``, ``wfm whatif`` and ``wfm schedule``."""

import json

import pytest

FORECAST = "examples/forecast.csv"
MONEY = ("--cost-per-hour", "21", "--premiums", "Sun=50%; Mon-Sat 20:00-24:00=+3")


def test_the_summary_has_a_line_for_each_part_of_the_cost(wfm_inside):
    words = ("--resolution", "78%", "--contingency", "10%", "--budget", "45000")
    done = wfm_inside("staff", FORECAST, *MONEY, *words)
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.split())
    assert "Premiums: 4," in text
    assert "per resolved contact (78 %)" in text
    assert "Contingency: 10 % on top," in text
    assert "Budget: 45,000; buys a target of " in text
    assert "time limit of --target 85/60" in text
    assert len(done.stdout.splitlines()) <= 23
    full = wfm_inside("staff", FORECAST, *MONEY, *words[:4], "--intervals").stdout
    for label in ("Cost:", "Premiums:", "Contingency:"):
        assert f"\n{label} " in full


def test_a_scenario_costs_what_the_plan_run_so_costs(wfm_inside):
    words = (*MONEY, "--resolution", "78%")
    plan = wfm_inside("staff", FORECAST, *words, "--target", "90/60", "--json")
    total = json.loads(plan.stdout)["summary"]["total"]
    done = wfm_inside("whatif", FORECAST, *words, "--target", "90/60,80/20", "--json")
    row = json.loads(done.stdout)["rows"][1]
    assert row["scenario"] == "target 90/60"
    for name in ("cost", "cost_per_contact", "cost_per_resolved_contact", "paid_hours", "fte"):
        assert row[name] == total[name], name


def test_costs_of_scenarios_need_none_of_the_base(wfm_inside):
    done = wfm_inside("whatif", FORECAST, "--cost", "20,25", "--premiums", "Sun=50%", "--json")
    assert done.returncode == 0, done.stderr
    base, low, high = json.loads(done.stdout)["rows"]
    assert base["cost"] is None
    assert high["cost"] == pytest.approx(1.25 * low["cost"])


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("--cost", "21", "--budget", "900"), 4, "is below the least cost of the plan, 28,"),
        (("--budget", "900"), 2, "add --cost-per-hour 22"),
        (("--cost", "21", "--budget", "9e3", "--asa", "20s"), 2, "target with a service level"),
        (("--cost", "21", "--agents", "10"), 2, "--cost is not used with --agents"),
        (("--contingency", "10%", "--agents", "10"), 2, "--contingency is not used"),
        (("--cost", "21", "--premiums", "Sun=0.5"), 2, "which may be either"),
    ],
)
def test_what_cannot_be_honoured_is_refused(wfm_inside, words, code, text):
    done = wfm_inside("staff", FORECAST, *words)
    assert done.returncode == code
    assert text in done.stderr
