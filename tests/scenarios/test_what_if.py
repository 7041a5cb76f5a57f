"""Scenarios: each is the plan of its inputs, and the base's people under them."""

import json
import time

import numpy as np
import pytest

import wfm
from wfm.errors import UsageError
from wfm.scenarios.whatif_document import WhatIfDocument

DAY = {
    "queue": ["sales"] * 4 + ["help"] * 4,
    "start": [f"2026-05-04 {hour}" for hour in ("09:00", "09:30", "10:00", "10:30")] * 2,
    "volume": [37, 52.5, 0, 61, 9, 14, 22, 3],
    "aht": [211, 224, 0, 198, 402, 377, 391, 420],
}


def scenario(result, label):
    (one,) = [one for one in result.scenarios if one.label == label]
    return one


def same_figures(one, plan):
    total, summary = plan.summary().total, plan.summary()
    assert (one.paid_hours, one.fte, one.agent_hours) == (
        total.paid_hours, total.fte, total.agent_hours,
    )  # fmt: skip
    assert (one.service_level, one.occupancy) == (total.service_level, total.occupancy)
    assert (one.cost, one.cost_per_contact) == (summary.cost, summary.cost_per_contact)


def test_every_scenario_is_the_plan_of_its_inputs_to_the_last_digit():
    base = {"target": "82/25", "shrinkage": "28%", "hourly_cost": 19.5, "patience": 200.0}
    result = wfm.whatif(
        DAY, volume="±7%,400", aht="+12%,+25s", shrinkage="24%,33.5%", targets="75/40,90/20",
        patience="90s,none,+30%", hourly_cost="17.5,+2.25", max_occupancy="88%", base=base,
    )  # fmt: skip
    assert len(result.scenarios) == 3 + 2 + 2 + 2 + 3 + 2
    volume, aht = np.array(DAY["volume"], dtype=float), np.array(DAY["aht"], dtype=float)

    def plan(table=None, **changed):
        return wfm.plan({**DAY, **(table or {})}, **(base | {"max_occupancy": "88%"} | changed))

    same_figures(result.base, plan())
    same_figures(scenario(result, "volume -7%"), plan({"volume": volume * 0.93}))
    same_figures(scenario(result, "volume 400"), plan({"volume": volume * (400 / volume.sum())}))
    same_figures(scenario(result, "AHT +12%"), plan({"aht": aht * 1.12}))
    same_figures(scenario(result, "AHT +25s"), plan({"aht": aht + 25}))
    same_figures(scenario(result, "shrinkage 33.5%"), plan(shrinkage="33.5%"))
    same_figures(scenario(result, "target 90/20"), plan(target="90/20"))
    same_figures(scenario(result, "patience 90s"), plan(patience="90s"))
    same_figures(scenario(result, "patience none"), plan(patience=None))
    same_figures(scenario(result, "patience +30%"), plan(patience=260.0))
    same_figures(scenario(result, "cost per hour +2.25"), plan(hourly_cost=21.75))


def test_the_kept_plan_has_the_service_that_its_agents_provide():
    result = wfm.whatif(DAY, "82/25", volume="+20%", shrinkage="25%,40%", base={"shrinkage": "30%"})
    agents, scheduled = (result.plan.columns[name] for name in ("agents", "scheduled"))
    more = {**DAY, "volume": np.array(DAY["volume"]) * 1.2}
    kept = wfm.expected_service(wfm.read_forecast(more), agents, "82/25").summary().total
    assert scenario(result, "volume +20%").kept_service_level == pytest.approx(
        kept.service_level, abs=1e-14
    )
    for share in ("25%", "40%"):  # the people on the schedule stay, others are on contacts
        present = wfm.expected_service(
            wfm.read_forecast(DAY), target="82/25", scheduled=scheduled, shrinkage=share
        )
        level = scenario(result, f"shrinkage {share}").kept_service_level
        assert level == pytest.approx(present.summary().total.service_level, abs=1e-14)
    assert result.base.kept_service_level == result.base.service_level


def test_a_grid_changes_several_inputs_at_once():
    result = wfm.whatif(DAY, volume="+10%", shrinkage="25%,35%", grid=True)
    assert [one.label for one in result.scenarios] == [
        "volume +10%", "shrinkage 25%", "shrinkage 35%",
        "volume +10% · shrinkage 25%", "volume +10% · shrinkage 35%",
    ]  # fmt: skip
    more = {**DAY, "volume": np.array(DAY["volume"]) * 1.1}
    same_figures(result.scenarios[-1], wfm.plan(more, shrinkage="35%"))


def test_a_column_of_targets_is_the_base_and_scenarios_replace_it():
    table = {**DAY, "target": ["70/40"] * 4 + ["90/15"] * 4}
    result = wfm.whatif(table, targets="80/20")
    same_figures(result.base, wfm.plan(table))
    same_figures(result.scenarios[0], wfm.plan(table, "80/20"))


def test_differences_are_to_the_base():
    result = wfm.whatif(DAY, volume="±10%", hourly_cost=20)
    frame = result.to_frame().set_index("scenario")
    assert frame.loc["base", "paid_hours_change"] == 0
    change = frame.loc["volume +10%", "cost"] - frame.loc["base", "cost"]
    assert (
        frame.loc["volume +10%", "cost_change"]
        == change
        == 20 * frame.loc["volume +10%", "paid_hours_change"]
    )
    widest = result.summary().axes[0]
    assert (widest.axis, widest.lowest, widest.highest) == ("volume", "volume -10%", "volume +10%")


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "xlsx"])
def test_the_scenarios_are_written_in_every_format(tmp_path, ending):
    result = wfm.whatif(DAY, volume="±10%")
    path = tmp_path / f"scenarios.{ending}"
    result.save(path)
    assert path.stat().st_size > 100
    if ending == "json":
        document = WhatIfDocument.model_validate_json(path.read_text())
        assert document.rows[2].paid_hours == result.scenarios[1].paid_hours
        assert json.loads(path.read_text())["units"]["paid_hours_change"] == "hours"
    if ending == "csv":
        assert path.read_text().splitlines()[0].startswith("scenario,volume,contacts,agent_hours")
    with pytest.raises(UsageError, match="already exists"):
        result.save(path)


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        ({}, "no scenario"),
        ({"shrinkage": "25%"}, "no scenario"),
        ({"hourly_cost": "+5%"}, "needs a cost per hour"),
        ({"patience": "±10%"}, "needs one patience"),
        ({"aht": "-500s"}, "above 0 s"),
        ({"volume": "+5%", "shrinkage": "30%", "base": {"shrinkage": "20%"}}, "two values"),
        ({"volume": "+5%", "base": {"wage": 3}}, "base must have"),
    ],
)
def test_what_no_scenario_follows_from_is_refused(keywords, words):
    with pytest.raises((UsageError, wfm.InputError), match=words):
        wfm.whatif(DAY, **keywords)


def test_a_centre_is_planned_again_as_a_whole(tmp_path):
    path = tmp_path / "centre.toml"
    text = """[shrinkage]\nbreaks = "20%"\n[[queue]]\nname = "sales"\nmodel = "erlang_a"
target = "80/20"\npatience = "2m"\ncost = 20\nredial = "30%"
[[queue]]\nname = "help"\nmodel = "erlang_c"\ntarget = "90/60"\ncost = 25\n"""
    path.write_text(text)
    result = wfm.whatif(DAY, centre=path, volume="+10%", target="85/30", shrinkage="25%",
                        patience="+50%", hourly_cost="+10%", aht="+10%")  # fmt: skip
    assert not result.has_kept_plan
    assert result.base.kept_service_level is None

    def hours(text, table=DAY):
        path.write_text(text)
        return wfm.plan(table, centre=path).summary().total.paid_hours

    assert result.base.paid_hours == hours(text)
    more = {**DAY, "volume": np.array(DAY["volume"]) * 1.1}
    longer = {**DAY, "aht": np.array(DAY["aht"]) * 1.1}
    found = {one.label: one for one in result.scenarios}
    assert found["volume +10%"].paid_hours == hours(text, more)
    assert found["AHT +10%"].paid_hours == hours(text, longer)
    other = text.replace("80/20", "85/30").replace("90/60", "85/30")
    assert found["target 85/30"].paid_hours == hours(other)
    assert found["shrinkage 25%"].paid_hours == hours(text.replace("20%", "25%"))
    assert found["patience +50%"].paid_hours == hours(text.replace("2m", "3m"))
    figures = wfm.plan(DAY, centre=path).figures
    assert found["cost per hour +10%"].cost == pytest.approx(1.1 * result.base.cost)
    assert figures.value("sales", "cost") < result.base.cost


def test_twenty_scenarios_of_a_fortnight_take_less_than_a_second_of_cpu_time():
    forecast = wfm.read_forecast("examples/forecast.csv")
    began = time.process_time()
    result = wfm.whatif(
        forecast, volume="±5%,±10%,±20%", aht="±5%,±10%", shrinkage="25%,28%,35%",
        targets="80/20,90/60,80/60", patience="3m,5m,10m", hourly_cost="22",
    )  # fmt: skip
    assert len(result.scenarios) == 19
    assert time.process_time() - began < 1.0


def test_a_forecast_that_was_read_can_be_used_again():
    forecast = wfm.read_forecast(DAY)
    before = forecast.volume.copy()
    wfm.whatif(forecast, volume="+50%", aht="+10%")
    assert (forecast.volume == before).all()
