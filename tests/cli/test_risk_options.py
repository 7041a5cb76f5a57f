"""Options of an uncertain volume: what staff prints, and where they are refused."""

import json

import pytest

FORECAST = "examples/forecast.csv"


def test_a_confidence_is_in_the_summary_within_one_screen(wfm_inside):
    done = wfm_inside("staff", "examples/two_queues.csv", "--confidence", "80%", "--volume-cv",
                      "12%", "--patience", "3m")  # fmt: skip
    text = (done.stdout + done.stderr).replace("\u00a0", " ")
    assert len(text.splitlines()) <= 23
    assert "Agents: 80 % confidence: volume 9.9 % above the forecast (CV 12.0 %)" in text
    assert "Days that keep the target: 9.2 in 10; point plan: 7.2 in 10" in text


def test_json_has_the_days_of_the_scope(wfm_inside):
    kept = []
    for scope in ("day", "interval"):
        done = wfm_inside("staff", "examples/two_queues.csv", "--json", "--quiet", "--volume-cv",
                          "12%", "--risk-scope", scope)  # fmt: skip
        risk = json.loads(done.stdout)["summary"]["risk"]
        assert (risk["scope"], risk["point_plan"]) == (scope, None)
        kept.append(risk["total"]["days_kept"])
    assert kept[0] != kept[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["whatif", "examples/centre_forecast.csv", "--centre", "examples/centre.toml", "--volume",
          "+5%", "--confidence", "80%"], "--confidence cannot be used with --centre"),
        (["whatif", FORECAST, "--volume", "+5%", "--confidence", "80%"], "add --volume-cv '17%'"),
        (["staff", FORECAST, "--agents", "9", "--volume-cv", "9%"], "--volume-cv cannot be used"),
    ],
)  # fmt: skip
def test_options_that_cannot_be_honoured_are_refused(words, message, wfm_inside):
    done = wfm_inside(*words)
    assert done.returncode in (2, 3)
    assert message in done.stderr
