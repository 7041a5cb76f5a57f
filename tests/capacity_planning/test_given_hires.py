"""Hires given as a table: one row per class, a column per team, or a column per month."""

from datetime import date

import pytest
import python_calamine as calamine
import xlsxwriter

import wfm
from support.capacity_files import file_of, team_of
from wfm.capacity_planning.file_records import PlanMonths, RuleOfThumb
from wfm.capacity_planning.given_hires import given_hires
from wfm.errors import DataError

WANTED = {"voice": (0, 6, 0), "e-mail": (2, 0, 3)}


@pytest.fixture
def plan():
    """Three months from 2027-02 of two teams."""
    rules = (RuleOfThumb("contacts_per_head", 1_000.0),)
    return file_of(*(team_of(name, 3, contacts=(900.0,) * 3, rules=rules) for name in WANTED))


def table(folder, text, name="hires.csv"):
    path = folder / name
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "month,team,hires\n2027-03,voice,6\n2027-02,e-mail,2\n2027-04,e-mail,3\n",
        "Monat;Gruppe;Einstellungen\n2027-03-01;voice;6\n2027-02-01;e-mail;2\n2027-04;e-mail;3\n",
        "month,voice,e-mail\n2027-02,,2\n2027-03,6,0\n2027-04,0,3\n",
        "team,2027-02,2027-03,2027-04,total\nvoice,0,6,0,6\ne-mail,2,,3,5\ntotal,2,6,3,11\n",
        "Team;2027-03-01;2027-04-01;2027-02-01\ne-mail;0;3;2\nvoice;6;;\n",
    ],
)
def test_each_layout_gives_the_same_hires(plan, tmp_path, text):
    assert given_hires(table(tmp_path, text), plan).people == WANTED


def test_mistakes_of_months_across_are_listed_with_their_places(plan, tmp_path):
    text = "team,2027-02,2027-13,note\nvoice,1.5,0,?\nvioce,1,1,\ne-mail,2,x,\ne-mail,1,,\n"
    with pytest.raises(DataError) as error:
        given_hires(table(tmp_path, text), plan)
    message = str(error.value)
    for words in (
        ":1: must be a month of the plan, 2027-02 to 2027-04: got '2027-13'; write 2027-02",
        "got 'note'",
        ":2: column '2027-02': must be whole people: got 1.5",
        ":3: team must be one of voice, e-mail: got 'vioce'; did you mean 'voice'?",
        ":5: 2027-02 of team 'e-mail' has a row before",
    ):
        assert words in message, message


@pytest.mark.parametrize(
    "text",
    [
        "Hiring plan 2027;;\n;;\nMonat;Team;Neue Mitarbeiter\n03.2027;VOICE;6,0\n"
        "Feb 2027; e-mail ;2\nApril 2027;E-Mail;3\nSumme;;11\n",
        "Start month,Department,New hires\nmärz 2027,voice,6.0\n2/2027,e-mail,2\n"
        "2027-4,e-mail,3\n,total,11\n",
        "mois;voice;e-mail;total\nfévr. 2027;-;2;2\nmars 2027;6;–;6\navril 2027;;3;3\n"
        "total;6;5;11\n",
        ";Feb 27;Mar-27;Apr 2027\nvoice;0;6;0\ne-mail;2;0;3\nGesamt;2;6;3\n",
        "first day,team,people,cost of hiring\n03/01/2027,voice,6,1\n02/01/2027,e-mail,2,1\n"
        "04/01/2027,e-mail,3,1\n",
        "team;01/02/2027;01/03/2027;01/04/2027\nvoice;;6;\ne-mail;2;;3\n",
        "Mese,Voice,E-MAIL\nfeb,0,2\nmar,6,0\napr,0,3\n",
    ],
)
def test_tables_of_planners_are_read(plan, tmp_path, text):
    assert given_hires(table(tmp_path, text), plan).people == WANTED


def test_titles_totals_and_days_within_a_month_are_noted(plan, tmp_path):
    text = "Plan of Ana\nmonth,team,hires\n2027-02-15,voice,3\ntotal,,3\n"
    given = given_hires(table(tmp_path, text), plan)
    assert given.people == {"voice": (3, 0, 0), "e-mail": (0, 0, 0)}
    notes = " | ".join(given.notes)
    assert "headings in line 2; not read above them: line 1" in notes
    assert "totals left out: line 4" in notes
    assert "2027-02-15: counted from the first day of the month" in notes


def test_thousands_of_people_are_read_where_they_have_one_meaning(plan, tmp_path):
    text = "month;team;hires\n2027-02;voice;1.234\n2027-03;voice;2,0\n2027-04;voice;3.000\n"
    assert given_hires(table(tmp_path, text), plan).people["voice"] == (1234, 2, 3000)
    text = 'month,team,hires\n2027-02,voice,"1,234"\n'
    assert given_hires(table(tmp_path, text), plan).people["voice"][0] == 1234
    text = "month;team;hires\n2027-02;voice;3.000\n"
    with pytest.raises(DataError, match=r"'3\.000' is 3 or 3000 people: write one of these"):
        given_hires(table(tmp_path, text), plan)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("month,voice,e-mail,sales\n2027-02,1,1,5\n", "of voice, e-mail: got 'sales'"),
        ("month,voice,emails,e-mail\n2027-02,1,1,5\n", "got 'emails'; did you mean 'e-mail'?"),
        ("month,team,hires\n05/04/2027,voice,1\n", "is 2027-04-05 or 2027-05-04"),
        ("month,team,hires\n2027-05,voice,1\n", "must be a month of the plan, 2027-02 to 2027-04"),
        ("month,team,hires\n2027-01,voce,1\n", "2027-02 to 2027-04: got '2027-01'"),
        ("team;Jan 2027;Feb 2027\nvoice;1;1\n", "2027-02 to 2027-04: got 'Jan 2027'"),
        ("month,team,hires\nsoon,voice,1\n", "got 'soon'; write 2027-02"),
        ("month,voice\n2027-02,4\n", "no column for the hires of e-mail"),
        ("2027-02,voice,3\n2027-03,e-mail,2\n", "the headings are 2027-02, voice, 3; write month"),
        ("a,b\n1,2\n", "no column for the month: the headings are a, b; write month,team,hires"),
        ("", "is empty"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_what_to_write(plan, tmp_path, text, words):
    with pytest.raises(DataError) as error:
        given_hires(table(tmp_path, text), plan)
    assert words in str(error.value)
    assert "--" not in str(error.value)  # no option of another command


def test_hires_after_a_plan_that_is_cut_are_noted(plan, tmp_path):
    path = table(tmp_path, "month,team,hires\n2027-04,voice,1\n2027-05,voice,2\n2027-06,voice,5\n")
    given = given_hires(path, plan, cut=True)
    assert given.people["voice"] == (0, 0, 1)
    assert "7 hires after 2027-04, the end of the plan, not used" in given.notes[0]
    with pytest.raises(DataError, match="got '2027-05'"):
        given_hires(path, plan)


def test_a_plan_by_week_takes_its_mondays_and_days_within(tmp_path):
    weeks = PlanMonths(date(2027, 2, 1), 2, "week")
    rules = (RuleOfThumb("contacts_per_head", 1_000.0),)
    file = file_of(team_of("voice", 2, contacts=(900.0,) * 2, rules=rules), months=weeks)
    given = given_hires(table(tmp_path, "week;hires\n08.02.2027;3\n"), file)
    assert given.people == {"voice": (0, 3)}
    given = given_hires(table(tmp_path, "week;hires\nWed 2027-02-03;3\n"), file)
    assert given.people == {"voice": (3, 0)}
    assert "counted from the first day of the week" in given.notes[0]


@pytest.fixture(scope="module")
def own_plan(tmp_path_factory):
    """A plan of two teams with hires, and its files."""
    folder = tmp_path_factory.mktemp("own")
    toml = folder / "capacity.toml"
    toml.write_text(OWN)
    result = wfm.capacity.plan(toml)
    for ending in ("csv", "tsv", "json", "xlsx"):
        result.save(folder / f"own.{ending}")
    return toml, result.columns["hires"].tolist()


OWN = """
start = "2027-02"
months = 3
contingency = "10%"
[team."=voice"]
contacts = 9000
contacts_per_head = 1000
people = 9
attrition = "4%"
[team.e-mail]
contacts = 5200
contacts_per_head = 1300
people = 3
"""


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "xlsx"])
def test_files_of_a_plan_are_read_back(own_plan, ending):
    toml, hires = own_plan
    again = wfm.capacity.plan(toml, hires=toml.parent / f"own.{ending}")
    assert sum(hires) > 2
    assert again.columns["hires"].tolist() == hires


def edited(path, changes):
    """Write a workbook again with some more people in the first class or month of a sheet."""
    book = calamine.CalamineWorkbook.from_path(path.parent / "own.xlsx")
    options = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options) as new:
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            if name in changes:
                column = rows[0].index("hires" if name == "Months" else "people")
                row = next(row for row in rows[1:] if row[column])
                row[column] += changes[name]
            sheet = new.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    return path


@pytest.mark.parametrize(("sheet", "other"), [("Hires", "Months"), ("Months", "Hires")])
def test_the_sheet_that_was_edited_counts(own_plan, sheet, other):
    toml, hires = own_plan
    path = edited(toml.parent / f"edited_{sheet}.xlsx", {sheet: 5})
    again = wfm.capacity.plan(toml, hires=path)
    assert again.columns["hires"].sum() == sum(hires) + 5
    (note,) = [note for note in again.notes if "edited" in note]
    assert f"the hires are those of {sheet}, which was edited, not of {other}" in note


def test_two_sheets_that_were_edited_are_not_guessed(own_plan):
    toml, _ = own_plan
    path = edited(toml.parent / "both.xlsx", {"Hires": 1, "Months": 2})
    with pytest.raises(DataError, match="other hires in Hires than in Months: make both the same"):
        wfm.capacity.plan(toml, hires=path)


def test_two_sheets_of_hires_are_named(plan, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "two.xlsx") as new:
        for name in ("Draft", "Final"):
            sheet = new.add_worksheet(name)
            sheet.write_row(0, 0, ["Start month", "Department", "New hires"])
            sheet.write_row(1, 0, ["2027-02", "voice", 4])
    with pytest.raises(DataError, match="in the sheets 'Draft' and 'Final': keep one"):
        given_hires(tmp_path / "two.xlsx", plan)


def test_formulas_without_a_value_are_said(plan, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "formula.xlsx") as new:
        sheet = new.add_worksheet()
        sheet.write_row(0, 0, ["month", "team", "hires"])
        sheet.write_row(1, 0, ["2027-02", "voice"])
        sheet.write_formula(1, 2, "=1+1", value="")
    with pytest.raises(DataError, match="formula"):
        given_hires(tmp_path / "formula.xlsx", plan)


def test_given_hires_that_break_the_rules_are_noted_by_kind(tmp_path):
    toml = tmp_path / "capacity.toml"
    rules = "hire = { class_min = 3, class_max = 5, lead_months = 1 }\n"
    toml.write_text(
        OWN.replace("people = 9", rules + "people = 9")
        .replace("people = 3", rules + "people = 3")
        .replace("[team.e", "\n[team.e")
        .replace("months = 3", "months = 3\nclasses_per_month = 1")
    )
    hires = {"=voice": [3, 2, 9], "e-mail": [0, 4, 0]}
    notes = wfm.capacity.plan(toml, hires=hires).notes
    assert [note for note in notes if "break the rules" in note] == [
        "given hires break the rules, fewer than class_min: =voice 2027-03: 2 of at least 3",
        "given hires break the rules, more than class_max: =voice 2027-04: 9 of at most 5",
        "given hires break the rules, offers due before the start of the plan: =voice 2027-02: "
        "offers by 2027-01-01",
        "given hires break the rules, more than 1 as classes_per_month: 2027-03: =voice, e-mail",
    ]
    kept = wfm.capacity.plan(toml, hires={"=voice": [0, 0, 4], "e-mail": [0, 3, 0]}).notes
    assert not [note for note in kept if "break" in note]
