"""Hires given as a table: one row per class, a column per team, or a column per month."""

import pytest

from support.capacity_files import file_of, team_of
from wfm.capacity_planning.file_records import RuleOfThumb
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
    assert given_hires(table(tmp_path, text), plan) == WANTED


def test_mistakes_of_months_across_are_listed_with_their_places(plan, tmp_path):
    text = "team,2027-02,2027-13,note\nvoice,1.5,0,\nvioce,1,1,\ne-mail,2,x,\ne-mail,1,,\n"
    with pytest.raises(DataError) as error:
        given_hires(table(tmp_path, text), plan)
    message = str(error.value)
    for words in (
        ":1: must be a month of the plan, 2027-02 to 2027-04: got '2027-13'",
        "got 'note'",
        ":2: column '2027-02': must be whole people: got 1.5",
        ":3: team must be one of voice, e-mail: got 'vioce'; did you mean 'voice'?",
        ":5: 2027-02 of team 'e-mail' has a row before",
    ):
        assert words in message, message
