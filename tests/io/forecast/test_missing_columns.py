"""Messages about missing columns list the headings of the file: all of them, and no others."""

import pytest

import wfm
from wfm._plan_keywords import demand_of
from wfm.option_text import for_command_line
from wfm.planning.given_columns import AgentsColumn

DAY = {"Uhrzeit": ["07:00", "07:30"], "Kommentar": ["x", "y"], "required": [5, 6]}
TIMED = {"start": ["2026-05-04 07:00", "2026-05-04 07:30"], "Anrufe": [31, 44], "Leute": [5, 6]}
OF_DAY = "the headings are Uhrzeit, Kommentar, required"
OF_TIMED = "the headings are start, Anrufe, Leute"


def without(name: str, table: dict[str, list[object]]) -> dict[str, list[object]]:
    """A table without one of its columns."""
    return {heading: cells for heading, cells in table.items() if heading != name}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: wfm.plan(DAY, aht=200), f"column for the volume: {OF_DAY} — say"),
        (lambda: wfm.plan(DAY, columns={"volume": "Calls"}), OF_DAY.replace("the", "The", 1)),
        (lambda: wfm.expected_service(DAY, "Calls"), f"a number; {OF_DAY}"),
        (lambda: wfm.expected_service(TIMED, "Leute"), f"column for the AHT: {OF_TIMED} — say"),
        (
            lambda: wfm.expected_service(TIMED, "Anrufe"),
            f"{OF_TIMED}, of which another option reads 'Anrufe' — say",
        ),
        (
            lambda: wfm.plan(TIMED, aht=200, columns={"patience": "Anrufe"}),
            f"volume: {OF_TIMED}, of which another option reads 'Anrufe' — say",
        ),
        (lambda: wfm.make_schedule(without("required", DAY)), "headings are Uhrzeit, Kommentar —"),
        (
            lambda: wfm.plan({"interval": 900.0, "Anzahl": [3, 4], "Leute": [5, 6]}),
            "the headings are Anzahl, Leute, interval — say",
        ),
        (
            lambda: wfm.plan({"Wert": [3, 4], "Leute": [5, 6]}, interval="30m"),
            "the headings are Wert, Leute — say",
        ),
        (
            lambda: wfm.plan({"start": TIMED["start"], "00:00": [3, 4], "01:00": [5, 6]}),
            "the columns are times without dates",
        ),
    ],
)
def test_the_headings_in_a_message_are_those_of_the_table(call, words):
    with pytest.raises(wfm.WfmError) as caught:
        call()
    assert words in str(caught.value)


def test_a_column_of_two_options_is_named_as_one():
    column, reading = AgentsColumn("Leute", scheduled=False), {"columns": {"volume": "Leute"}}
    with pytest.raises(wfm.InputError, match="another option reads the column 'Leute'; one column"):
        demand_of(TIMED, {}, column, reading)


@pytest.mark.parametrize("heading", ["required", "Personalbedarf", "scheduled"])
def test_a_table_of_agents_without_contacts_is_for_a_schedule(heading):
    table = {"start": TIMED["start"], heading: [5, 6]}
    with pytest.raises(wfm.DataError, match=f"if '{heading}' has .* wfm.make_schedule needs no"):
        wfm.plan(table)
    with for_command_line(), pytest.raises(wfm.DataError, match="wfm schedule FILE needs no"):
        wfm.read_forecast(table)
    with pytest.raises(wfm.DataError) as caught:
        wfm.plan({"start": TIMED["start"], "comment": ["x", "y"]})
    assert "make_schedule" not in str(caught.value)
