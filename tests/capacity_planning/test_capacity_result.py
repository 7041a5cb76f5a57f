"""A finished capacity plan: columns, dates, steps and files agree with one another."""

import io
import json
import pickle
import re
import zipfile
from datetime import date

import numpy as np
import pytest

import wfm
from support.capacity import capacity_file, two_teams
from wfm import capacity
from wfm.capacity_planning.capacity_document import CapacityDocument
from wfm.capacity_planning.capacity_workbook import supply_by_means, write_capacity_workbook


def test_supply_less_need_is_the_gap():
    columns = two_teams().columns
    gap = columns["supply_fte"] - columns["need_fte"]
    assert columns["gap_fte"] == pytest.approx(gap, abs=2e-6)
    parts = sum(supply_by_means(two_teams()).values())
    assert parts == pytest.approx(columns["supply_fte"].reshape(-1, 2).sum(axis=1))


def test_totals_are_the_sums_of_the_months():
    plan = two_teams()
    summary = plan.summary()
    assert summary.total.cost == pytest.approx(plan.columns["cost"].sum())
    assert summary.total.cost == pytest.approx(sum(one.cost for one in summary.teams))
    assert summary.total.hires == sum(one.people for one in plan.hires)
    assert summary.first_offers == min(one.offers_by for one in plan.hires)


def test_offers_are_out_a_lead_time_before_the_start():
    for one in two_teams().hires:
        assert one.team == "voice"  # with a lead time of one month
        assert one.offers_by.day == one.start.day == 1
        assert 28 <= (one.start - one.offers_by).days <= 31


def test_temps_come_and_go_with_their_season():
    plan = two_teams()
    (run,) = [one for one in plan.season if one.means == "temps"]
    assert run.first >= date(2027, 11, 1)
    assert run.last == date(2027, 12, 31)
    assert run.fte_months == pytest.approx(plan.columns["temps_fte"].sum())


def test_the_probability_of_a_short_team_is_that_of_independent_teams():
    plan = two_teams()
    each = plan.columns["shortage_probability"].reshape(-1, 2)
    some = each[:, 0] + each[:, 1] - each[:, 0] * each[:, 1]
    assert plan.monthly["shortage_probability"] == pytest.approx(some)


@pytest.mark.parametrize("team", ["voice", "chat"])
@pytest.mark.parametrize("month", ["2027-01", "2027-10", "2027-12"])
def test_steps_end_in_the_columns_and_substitutions_give_their_values(team, month):
    plan = two_teams()
    steps = plan.explain(month, team)
    row = 2 * plan.months.labels.index(month) + plan.teams.index(team)
    for step, name in (
        ("need", "need_fte"), ("paid need", "need_paid_fte"), ("settled", "settled"),
        ("people's FTE", "people_fte"), ("supply", "supply_fte"), ("cost", "cost"),
        ("cost per contact", "cost_per_contact"), ("leavers", "leavers"),
    ):  # fmt: skip
        assert steps.value(step) == plan.columns[name][row]
    for step in steps.steps:
        if step.substitution:
            assert evaluated(step.substitution) == pytest.approx(step.value, rel=2e-5, abs=2e-4)
    cost = next(section for section in steps.sections if section.title == "cost").steps
    parts = [step.value for step in cost if step.name not in ("cost", "cost per contact")]
    assert sum(parts) == pytest.approx(steps.value("cost"))


def evaluated(text):
    """The value of figures with their units."""
    for unit in (" s", " h"):
        text = text.replace(unit, "")
    return eval(re.sub(r"([\d.]+) %", r"(\1/100)", text.replace("×", "*").replace(",", "")))


def test_a_month_that_is_not_there_is_refused():
    with pytest.raises(wfm.InputError, match="2027-01 to 2027-12: got '2028-01'"):
        two_teams().explain("2028-01", "chat")
    with pytest.raises(wfm.InputError, match="team must be one of voice, chat"):
        two_teams().explain("2027-02")


def test_rows_of_frame_json_and_csv_agree():
    plan = two_teams()
    frame, document = plan.to_frame(), json.loads(plan.to_json())
    CapacityDocument.model_validate(document)
    assert len(frame) == len(document["rows"]) == 24
    assert str(frame["month"].dtype).startswith("datetime64")
    for name in ("cost", "supply_fte", "shortage_probability"):
        assert [one[name] for one in document["rows"]] == pytest.approx(frame[name].tolist())
    assert len(plan.to_csv().splitlines()) == 25
    assert pickle.loads(pickle.dumps(plan)).to_csv() == plan.to_csv()


def test_a_workbook_has_its_sheets_with_real_dates_and_one_chart():
    import python_calamine

    file = io.BytesIO()
    write_capacity_workbook(file, two_teams())
    file.seek(0)
    book = python_calamine.load_workbook(file)
    names = ["Capacity", "Months", "Hires", "Season calendar", "Rules of thumb", "Inputs"]
    assert book.sheet_names == names
    months = book.get_sheet_by_name("Months").to_python()
    assert months[1][:2] == [date(2027, 1, 1), "voice"]
    cost = months[0].index("cost")
    assert sum(row[cost] for row in months[1:]) == pytest.approx(two_teams().summary().total.cost)
    hires = book.get_sheet_by_name("Hires").to_python()
    assert isinstance(hires[1][0], date)
    assert sum("charts/chart" in name for name in zipfile.ZipFile(file).namelist()) == 1


@pytest.mark.deep
def test_a_confidence_of_the_file_is_planned_and_its_reserve_shown():
    plan = capacity.plan(capacity_file(confidence=0.7), gap=0.05)
    covered = plan.columns["gap_fte"] - plan.columns["reserve_fte"] >= -2e-6
    assert plan.proof.mode == "confidence"
    assert plan.columns["reserve_fte"].max() > 0
    assert (plan.columns["shortage_probability"][covered] <= 0.3 + 1e-9).all()


def test_given_hires_set_a_confidence_aside_with_a_note():
    hires = {"voice": [0, 4, *[0] * 10], "chat": [0] * 12}
    plan = capacity.plan(capacity_file(confidence=0.7), hires=hires)
    assert any("confidence of plan.toml is not used" in note for note in plan.notes)
    assert np.isnan(plan.proof.bound)
    assert plan.summary().total.hires == 4


def test_a_pandas_table_of_hires_is_read():
    import pandas as pd

    table = pd.DataFrame(
        {"month": pd.to_datetime(["2027-02-01", "2027-05-01"]), "voice": [4, 0], "chat": [0, 2]}
    )
    plan = capacity.plan(capacity_file(), hires=table)
    assert [(one.team, one.people) for one in plan.hires] == [("voice", 4), ("chat", 2)]


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ({"hires": {"voice": [0] * 12}}, "voice, chat"),
        ({"budget": 5.0, "confidence": 0.8}, "cannot be combined"),
        ({"months": 3}, "leave months out"),
        ({"first": "2027-01"}, "leave first out"),
        ({"budget": float("nan")}, "budget must be 0 or more"),
        ({"hires": 3}, "got int"),
    ],
)
def test_what_cannot_be_honoured_is_an_error(words, match):
    with pytest.raises(wfm.InputError, match=match):
        capacity.plan(capacity_file(), **words)
