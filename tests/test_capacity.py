"""`wfm.capacity` in a program: forecasts as tables, and plans of records."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pytest

import wfm
from support.capacity_files import week_file
from wfm.capacity import CapacityFile, DemandSource, PlanMonths, TeamCapacity, TeamPlanInputs
from wfm.capacity_planning.typical_week_files import read_typical_weeks
from wfm.errors import InputError, UnreachableError
from wfm.report.capacity_text import capacity_text
from wfm.shrinkage import Shrinkage


def test_a_forecast_is_a_file_a_table_or_a_result_of_wfm_forecast(tmp_path):
    path = week_file(tmp_path)
    toml = tmp_path / "capacity.toml"
    toml.write_text(
        f'start = "2027-02"\nmonths = 2\n[team.voice]\nforecast = "{Path(path).name}"\n'
        'target = "80/20"\npeople = 5\n'
    )
    frame = pd.read_csv(path)
    double = frame.assign(volume=2 * frame["volume"])
    known = wfm.capacity.need(toml)["voice"]
    assert wfm.capacity.need(toml, forecasts={"voice": frame})["voice"].paid == known.paid
    more = wfm.capacity.plan(toml, forecasts={"voice": double.to_dict("list")})
    columns = more.to_frame()
    assert columns["contacts"].sum() == pytest.approx(2 * float(known.need.contacts.sum()))
    assert ("forecast", "voice", "dict") in [line[:3] for line in more.inputs]
    steps = more.explain("2027-03").steps
    assert {"volume factor", "AHT factor"} <= {step.name for step in steps}
    days = pd.concat([frame.assign(start=pd.to_datetime(frame["start"]) - pd.Timedelta(weeks=w))
                      for w in range(6)]).sort_values("start")  # fmt: skip
    result = wfm.forecast(days, 1)
    of_result = wfm.capacity.need(toml, forecasts={"voice": result})["voice"]
    assert of_result.need.contacts == pytest.approx(known.need.contacts, rel=1e-4)  # of 2 decimals


def test_forecasts_are_of_teams_with_one(tmp_path):
    toml = tmp_path / "capacity.toml"
    toml.write_text(
        'start = "2027-02"\n[team.desk]\ncontacts = 900\ncontacts_per_head = 300\npeople = 3\n'
    )
    with pytest.raises(InputError, match=r"teams that have a forecast in .*, which are none: got"):
        wfm.capacity.need(toml, forecasts={"desk": {"start": [], "volume": []}})


def test_newcomers_of_the_start_are_in_the_months_that_the_file_says(tmp_path):
    toml = tmp_path / "capacity.toml"
    toml.write_text(
        'start = "2027-02"\nmonths = 4\n[team.desk]\ncontacts = 900\ncontacts_per_head = 300\n'
        'people = 3\nnewcomers = [5, 0, 2]\nramp = ["10%", "50%", "80%"]\nshrinkage = "0%"\n'
        "onboarding_hours = 52\npaid_hours = 173.333333333333333\n"
    )
    result = wfm.capacity.plan(toml, hires={"desk": [4, 0, 0, 0]})
    # 5 who have just started learn beside the 4 hires: 52 hours are 30 % of their month
    assert result.to_frame()["people_fte"].tolist() == pytest.approx(
        [3 + 9 * 0.1 * 0.7 + 2 * 0.8, 5 + 9 * 0.5, 5 + 9 * 0.8, 14]
    )
    steps = {step.name: step.value for step in result.explain("2027-02").steps}
    assert (steps["hires"], steps["month 1 of ramp"], steps["month 3 of ramp"]) == (4, 5, 2)


def test_costs_without_prices_are_people_and_months(tmp_path):
    toml = tmp_path / "capacity.toml"
    toml.write_text(
        'start = "2027-02"\nmonths = 4\n[team.desk]\ncontacts = 900\ncontacts_per_head = 300\n'
        "people = 3\n"
    )
    result = wfm.capacity.plan(toml)
    text = capacity_text(result)
    assert text.startswith("Hires: 0 people\nCost: 12 person-months\nShort: 0 of 4 months; risk")
    assert "per contact" not in text
    assert "cost/" not in text
    assert "cost" not in [section.title for section in result.explain("2027-02").sections]


def test_what_does_not_fit_on_the_screen_is_named():
    result = wfm.capacity.plan("examples/capacity_simple.toml")
    text, every = capacity_text(result), capacity_text(result, by="month")
    labels = ("Classes", "Temps", "Overtime", "Defaults used")
    (line,) = [line for line in text.splitlines() if line.startswith("Not shown: ")]
    for label in labels:
        assert (f"\n{label}: " in text) != (label.lower() in line)
        assert f"\n{label}: " in every
    assert "Not shown" not in every
    assert "no shortage_price: shortage is the last resort" in every.replace("\n  ", " ")


GROWTH = """
start = "{start}"
{length}
[demand]
growth = "3% a month"
season = {{ nov = "40%" }}
[team.desk]
contacts = 40000
contacts_per_head = 1000
people = 60
shrinkage = "30%"
attrition = "2%"
pay = 3000
hire = {{ class_max = 9, lead_months = 1, cost = 2000 }}
temps = {{ max = 30, pay = 4500 }}
"""


def growing(folder, length, start="2027-01", more=""):
    path = folder / "growth.toml"
    path.write_text(GROWTH.format(start=start, length=length) + more)
    return path


def test_the_months_after_the_plan_are_those_of_the_file(tmp_path):
    path = growing(tmp_path, "months = 12")
    file = wfm.capacity.read(path)
    assert file.longer.months.labels == wfm.capacity.read(path, months=18).months.labels
    ends = wfm.capacity.plan(path)
    goes_on = wfm.capacity.plan(path, months=24)
    first = goes_on.to_frame().head(12)
    hires = ends.to_frame()["hires"]
    # growth goes on: the last months of the plan hire for the months after it
    assert hires.tail(3).sum() == pytest.approx(first["hires"].tail(3).sum(), abs=3)
    assert hires.tail(3).sum() >= 3


def test_a_plan_that_ends_in_its_season_does_not_repeat_it(tmp_path):
    path = growing(tmp_path, "months = 11")
    frames = [wfm.capacity.plan(path, months=months).to_frame() for months in (11, 17)]
    hires, temps = (
        [frame.head(11)[name].sum() for frame in frames] for name in ("hires", "temps_fte")
    )
    assert hires[0] == pytest.approx(hires[1], abs=2)
    assert temps[0] == pytest.approx(temps[1], abs=3)


def test_reviewers_are_in_the_bound_as_they_are_in_the_cost(tmp_path):
    reviews = "quality_reviews = { share = '10%', minutes = 15 }\n"
    path = growing(tmp_path, "months = 6")
    text = path.read_text().replace("pay = 3000\n", f"pay = 3000\n{reviews}")
    plain = wfm.capacity.plan(path)
    path.write_text(text)
    reviewed = wfm.capacity.plan(path)
    assert reviewed.summary().total.hires == plain.summary().total.hires
    added = reviewed.proof.objective - plain.proof.objective
    assert reviewed.proof.bound - plain.proof.bound == pytest.approx(added)
    in_plan = reviewed.summary().total.cost - plain.summary().total.cost
    assert added > 1.9 * in_plan > 0  # of twelve months instead of six, which grow


@pytest.mark.parametrize(("ramp", "weeks"), [(1, 1), (2, 9)])
def test_a_change_without_a_ramp_is_there_at_once_by_week_too(tmp_path, ramp, weeks):
    more = f'[demand.automation]\nfrom = "2027-02"\nvolume = "-30%"\nramp_months = {ramp}\n'
    path = growing(tmp_path, "weeks = 20", "2027-01-04", more)
    path.write_text(path.read_text().replace('season = { nov = "40%" }\n', ""))
    demand = wfm.capacity.read(path).teams[0].demand
    growth = [
        factor / 1.03 ** (12 / 52 * week) for week, factor in enumerate(demand.volume_factors)
    ]
    begun = [factor for factor in growth if factor < 1 - 1e-9]
    assert len([factor for factor in begun if factor > 0.7 + 1e-9]) == weeks - 1
    assert begun[-1] == pytest.approx(0.7)


def test_one_month_is_explained_without_aht_factors(tmp_path):
    demand = DemandSource("voice", forecast=week_file(tmp_path), options={"target": "80/20"},
                          volume_factors=(1.0,))  # fmt: skip
    supply = TeamCapacity("voice", (0.0,), 9, (0.0,), (0.0,))
    months = PlanMonths(date(2027, 2, 1), 1)
    file = CapacityFile("capacity.toml", months, (TeamPlanInputs(demand, supply),))
    names = [step.name for step in wfm.capacity.plan(file).explain("2027-02").steps]
    assert "volume factor" in names
    assert "AHT factor" not in names


def two_queues(folder, *teams):
    week = week_file(folder, queues={"voice": 1.0, "chat": 0.5, "mail": 0.2})
    text = 'start = "2027-02"\nmonths = 2\n'
    for name, queues in teams:
        text += f'[team.{name}]\nforecast = "{Path(week).name}"\npeople = 9\n'
        text += f"queues = {queues}\n" if queues else ""
    path = folder / "capacity.toml"
    path.write_text(text)
    return path


def test_queues_of_no_team_and_of_two_teams_are_noted(tmp_path):
    path = two_queues(tmp_path, ("a", ["voice"]), ("b", ["chat"]))
    notes = " ".join(wfm.capacity.plan(path).notes)
    assert "of no team, and not planned: queues mail" in notes
    assert "in each of" not in notes
    path = two_queues(tmp_path, ("a", ["voice", "chat"]), ("b", ["chat", "mail"]))
    notes = " ".join(wfm.capacity.plan(path).notes)
    assert "in each of the teams a, b: queues chat" in notes
    assert "of no team" not in notes
    whole = wfm.capacity.plan(two_queues(tmp_path, ("a", [])))
    assert "not planned" not in " ".join(whole.notes)


def test_the_shrinkage_of_a_centre_is_not_ignored_in_silence():
    file = wfm.capacity.read("examples/capacity.toml", months=1)
    week = read_typical_weeks(file)[-1]
    assert not week.read_notes  # the default, as in a team that writes none
    centre = replace(week.centre, shrinkage=Shrinkage.parse("60%"))
    with patch("wfm.capacity_planning.typical_week_files.read_centre", lambda path: centre):
        (note,) = read_typical_weeks(file)[-1].read_notes
    assert "the shrinkage of examples/capacity_centre.toml, 60 %, is not used" in note


def test_a_budget_that_is_too_small_names_what_is_enough(tmp_path):
    path = growing(tmp_path, "months = 6")
    reviews = "quality_reviews = { share = '7%', minutes = 13 }\n"
    path.write_text(path.read_text().replace("pay = 3000\n", f"pay = 3000.01\n{reviews}"))
    with pytest.raises(UnreachableError, match="who are there and the reviewers") as error:
        wfm.capacity.plan(path, budget=0)
    enough = re.search(r"([\d,.]+): got", str(error.value)).group(1).replace(",", "")
    result = wfm.capacity.plan(path, budget=float(enough))
    assert result.summary().total.cost <= float(enough) + 0.01


def test_outputs_never_replace_the_files_of_the_plan(tmp_path, wfm_inside):
    path = two_queues(tmp_path, ("a", []))
    week = next(tmp_path.glob("week*.csv"))
    before = week.read_text()
    done = wfm_inside("capacity", path, "-o", week, "--force")
    assert done.returncode == 2
    assert "the forecast of [team.a]" in done.stderr
    assert week.read_text() == before


def test_a_plan_with_a_hiring_freeze_hires_no_one_and_says_what_is_short(tmp_path):
    path = growing(tmp_path, "months = 12")
    text = path.read_text().replace("class_max = 9", "class_max = 0")
    path.write_text(text.replace("temps = { max = 30, pay = 4500 }", ""))
    result = wfm.capacity.plan(path)
    total = result.summary().total
    assert (total.hires, result.proof.gap) == (0, pytest.approx(0.0, abs=1e-3))
    assert total.months_short > 0
    assert result.is_uncovered
    assert "no plan that is short by no more" in capacity_text(result).replace("\n  ", " ")


def test_a_plan_by_week_has_its_weeks_from_the_file(tmp_path):
    path = growing(tmp_path, "weeks = 20", "2027-01-04")
    path.write_text(path.read_text().replace('season = { nov = "40%" }\n', ""))
    with pytest.raises(InputError, match=r"plan by week: got 3; set weeks in .*growth.toml"):
        wfm.capacity.read(path, months=3)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A file of one team, and its plan."""
    path = tmp_path_factory.mktemp("desk") / "capacity.toml"
    path.write_text(
        'start = "2027-02"\nmonths = 4\n[team.desk]\ncontacts = 900\ncontacts_per_head = 300\n'
        "people = 3\npay = 2000\n"
    )
    return path, wfm.capacity.plan(path)


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        ({"file": ""}, "file must be the path of a capacity.toml, .*: got ''"),
        ({"file": None}, "file must be the path of a capacity.toml"),
        ({"file": {"start": "2027-02"}}, "file must be the path"),
        ({"file": 'start = "2027-02"\nmonths = 4'}, "a text of 2 lines; write it to a file"),
        ({"budget": [1]}, r"budget must be 0 or more, a number such as 250000: got \[1\]"),
        ({"budget": True}, "budget must be 0 or more"),
        ({"gap": -1}, "gap must be a fraction or a percentage from 0 to 1, .*: got -1"),
        ({"time_limit": 0}, "time_limit must be more than 0 seconds"),
        ({"time_limit": float("nan")}, "time_limit must be"),
        ({"months": 2.5}, "months must be a whole number of months"),
        ({"forecasts": [1]}, "forecasts must be tables by team"),
        ({"hires": 3}, r"hires must be a path, people by team .*: got int, 3"),
        ({"hires": pd.DataFrame()}, "hires must have the columns month, team and hires"),
        ({"hires": {}}, "hires must have people of each team, desk: desk is missing"),
        ({"hires": {"dsk": [0] * 4}}, "hires must be of the teams desk: got 'dsk'; did you mean"),
        ({"hires": {"desk": 2}}, "must be a list of 4 whole numbers, one per month: got 2"),
        ({"hires": {"desk": {0, 1, 2, 3}}}, "must be a list of 4 whole numbers"),
        ({"hires": {"desk": [0, 1]}}, "one per month: got 2 values"),
        ({"hires": {"desk": [0, float("nan"), 0, 0]}}, "must be a whole number of people.*nan"),
        ({"hires": {"desk": ["1"] * 4}}, "must be a whole number of people, 0 or more: got '1'"),
        ({"hires": {"desk": [None] * 4}}, "got None"),
        ({"hires": {"desk": [10**9, 0, 0, 0]}}, "must be at most 1,000,000 a month"),
    ],
)
def test_wrong_arguments_are_said_in_words(desk, keywords, words):
    with pytest.raises(InputError, match=words):
        wfm.capacity.plan(**{"file": desk[0], **keywords})


def test_need_refuses_what_has_its_need():
    inputs = wfm.capacity.CapacityInputs((TeamCapacity("desk", (3.0,), 3, (0.0,), (0.0,)),))
    with pytest.raises(InputError, match="got a CapacityInputs; their need is known: plan them"):
        wfm.capacity.need(inputs)
    with pytest.raises(InputError, match=r"got a TeamCapacity; write CapacityInputs\(\(team,\)\)"):
        wfm.capacity.plan(inputs.teams[0], first="2027-02")
    with pytest.raises(InputError, match="first must be a month, '2027-01': got 'soon'"):
        wfm.capacity.plan(inputs, first="soon")
    with pytest.raises(InputError, match="hires of team 'desk' must be a list of 1 whole"):
        wfm.capacity.plan(inputs, first="Feb 2027", hires={"desk": 4})


@pytest.mark.parametrize(
    "month",
    [date(2027, 3, 1), pd.Timestamp(2027, 3, 9), "2027-03", "2027-3", "mar 2027", "März", "3/2027"],
)
def test_a_month_to_explain_is_named_in_any_form(desk, month):
    assert desk[1].explain(month).title == "desk, 2027-03"


@pytest.mark.parametrize("month", [None, "2027-06", date(2027, 1, 31), pd.NaT, 3, "2027-13"])
def test_a_month_that_the_plan_has_not_is_refused(desk, month):
    with pytest.raises(InputError, match="month must be one of the plan, 2027-02 to 2027-05: got"):
        desk[1].explain(month)


def test_hires_are_a_table_with_months_as_index(desk):
    path, _ = desk
    frame = pd.DataFrame({"desk": [1.0, 2.0]}, index=pd.to_datetime(["2027-02-01", "2027-04-01"]))
    result = wfm.capacity.plan(path, hires=frame)
    assert result.columns["hires"].tolist() == [1, 0, 2, 0]
    assert wfm.capacity.plan(path, hires=result.to_frame()).columns["hires"].sum() == 3
    cut = wfm.capacity.plan(path, hires=frame, months=2)
    assert any("2 hires after 2027-03" in note for note in cut.notes)
