"""``wfm staff``: targets of waiting and abandonment, and plans that carry them on."""

import json

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
