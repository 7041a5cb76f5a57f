"""Reading people from a table: rows that do not fit the headings."""

import pytest

from wfm.errors import DataError
from wfm.scheduling.agents_file import read_agents
from wfm.scheduling.contracts import Contract

CONTRACTS = [Contract("full"), Contract("half")]
HEAD = "agent,contract,available,days_off\n"


def people(tmp_path, text):
    path = tmp_path / "people.csv"
    path.write_text(text)
    return read_agents(str(path), CONTRACTS)


def problems(tmp_path, text):
    with pytest.raises(DataError) as caught:
        people(tmp_path, text)
    return str(caught.value).replace(str(tmp_path / "people.csv"), "people.csv").split("\n")


def test_optional_cells_at_the_end_of_a_row_may_be_left_out(tmp_path):
    found = people(tmp_path, HEAD + "Iris,full\nJon,half,Mon-Fri\nKim,full,,Sun,,\n")
    assert [one.name for one in found] == ["Iris", "Jon", "Kim"]
    assert [len(one.available) for one in found] == [0, 1, 0]
    assert found[2].days_off == (6,)


def test_a_row_without_its_contract_is_refused_beside_all_other_problems(tmp_path):
    assert problems(tmp_path, HEAD + "Iris\nJon,quarter\n") == [
        "people.csv:2: has 1 cell, but there are 4 headings — write all of them",
        "people.csv:3: column 'contract': unknown contract 'quarter'; known: full, half",
    ]
    (one,) = problems(tmp_path, "available,agent,contract\n,Iris\n")
    assert one.startswith("people.csv:2: has 2 cells, but there are 3 headings")


def test_cells_beyond_the_headings_are_refused_instead_of_dropped(tmp_path):
    (one,) = problems(tmp_path, HEAD + "Iris,full,Mon,Sun,sales\n")
    assert one == (
        "people.csv:2: has 5 cells, but there are 4 headings — put a cell with the delimiter in "
        "quotes"
    )


def test_equal_problems_of_many_rows_are_one_line(tmp_path):
    (one,) = problems(tmp_path, HEAD + "Iris\nJon\nKim\nLea\n")
    assert "4 like this: lines 2, 3, 4, …" in one


def test_a_heading_that_occurs_twice_is_refused(tmp_path):
    assert problems(tmp_path, "agent,contract,agent\nIris,full,Jon\n") == [
        "people.csv:1: 2 columns are called 'agent': keep one"
    ]


def test_long_values_are_shown_by_their_beginning(tmp_path):
    (one,) = problems(tmp_path, HEAD + f"Iris,{'q' * 9000}\n")
    assert len(one) < 300
    assert f"unknown contract '{'q' * 100}…'" in one
