"""Targets, patience and shrinkage in columns of a forecast."""

import io

import numpy as np
import pytest

import wfm
from support.forecast_text import read as read_text
from wfm.errors import DataError, InputError
from wfm.io import ReadOptions, read_demand
from wfm.row_inputs import InputSet
from wfm.shrinkage import Shrinkage

STARTS = ("2026-05-04 10:00", "2026-05-04 10:30")


def read(headings, *cells, replaced=(), queues=("x",)):
    """A forecast with more columns; the cells of each row after the others, row by row."""
    lines = [f"queue;start;calls;aht_s;{headings}"]
    starts = [(queue, start) for queue in queues for start in STARTS]
    for (queue, start), more in zip(starts, cells, strict=True):
        lines.append(f"{queue};{start};30;200;{more}")
    text = "\n".join(lines).encode()
    return read_demand("-", ReadOptions(replaced=replaced), stdin=io.BytesIO(text))


def problems(*arguments, **options):
    with pytest.raises(DataError) as caught:
        read(*arguments, **options)
    return str(caught.value)


def one_set(headings, cells):
    """The inputs of rows with the same cells."""
    (found,) = read(headings, cells, cells).row_inputs.sets
    return found


@pytest.mark.parametrize(
    ("headings", "cells", "expected"),
    [
        ("Target", "75/25", InputSet(0.75, 25.0)),
        ("SL target;Threshold (s)", "75%;25", InputSet(0.75, 25.0)),
        ("SL Target %;SL Threshold (min)", "75;0,5", InputSet(0.75, 30.0)),
        ("service_level_threshold;service_level_target_seconds", "75;25", InputSet(0.75, 25.0)),
        ("service level;within", "0,75;25", InputSet(0.75, 25.0)),
        ("Target;AWT", "0.75;0:00:25", InputSet(0.75, 25.0)),
        ("Max ASA (s)", "18", InputSet(asa=18.0)),
        ("Avg Patience (mm:ss)", "1:35", InputSet(patience=95.0)),
        ("Patience (ms)", "95000", InputSet(patience=95.0)),
        ("Mean Patience [minuti]", "3", InputSet(patience=180.0)),
        ("Average patience (h)", "0.05", InputSet(patience=180.0)),
        ("Max Occ", "82", InputSet(max_occupancy=0.82)),
        ("Max Occ", "0,82", InputSet(max_occupancy=0.82)),
        ("Abandonment target %", "4,5", InputSet(abandonment=0.045)),
        ("Mean Patience (min)", "2", InputSet(patience=120.0)),
        ("Patience", "2m", InputSet(patience=120.0)),
        ("Min staff", "2", InputSet(min_agents=2)),
        ("Shrinkage", "31", InputSet(shrinkage=Shrinkage.parse("31%"))),
        ("Shrinkage", "own=8%,leave=9%", InputSet(shrinkage=Shrinkage.parse("own=8%,leave=9%"))),
    ],
)  # fmt: skip
def test_a_column_is_read_by_its_heading_and_unit(headings, cells, expected):
    assert one_set(headings, cells) == expected


def test_a_forecast_without_such_columns_has_none():
    assert read("note", "a", "b").row_inputs is None
    assert read("Target", "", "").row_inputs is None


@pytest.mark.parametrize("heading", ["Service level", "Occupancy", "Abandonment", "ASA", "SLA %"])
def test_a_measured_result_is_no_target(heading):
    forecast = read(heading, "0.713", "0.713")
    assert forecast.row_inputs is None
    assert any(f"columns not used: '{heading}'" in note for note in forecast.notes)


def test_a_service_level_that_changes_from_row_to_row_is_a_result():
    forecast = read("Service level;Threshold", "83.33%;25", "71.4%;25")
    assert forecast.row_inputs is None
    assert any("is a result; rename it 'target'" in note for note in forecast.notes)


def test_the_notes_say_which_columns_set_what_for_which_queue():
    cells = ("80/15;27%", "80/15;27%", "65/50;33%", "65/50;33%")
    forecast = read("SL goal;Shrink", *cells, queues=("gold", "basic"))
    notes = "\n".join(forecast.notes)
    assert "read target from 'SL goal', shrinkage from 'Shrink' for 2 queues" in notes
    assert "80 % within 15 s, shrinkage 27 % (gold)" in notes
    assert "65 % within 50 s, shrinkage 33 % (basic)" in notes
    assert "not used" not in notes
    assert forecast.row_inputs.row.tolist() == [0, 0, 1, 1]


def test_rows_out_of_order_and_filled_gaps_have_the_inputs_of_their_lines():
    text = (
        "start,calls,aht_s,patience\n2026-05-04 11:30,9,200,90\n2026-05-04 10:00,9,200,60\n"
        "2026-05-04 10:30,9,200,60\n"
    )
    options = ReadOptions(fill="zero")
    forecast = read_demand("-", options, stdin=io.BytesIO(text.encode()))
    sets, row = forecast.row_inputs.sets, forecast.row_inputs.row
    assert [sets[i].patience for i in row] == [60.0, 60.0, 60.0, 90.0]
    assert np.isnan(forecast.aht[2])


@pytest.mark.parametrize(
    ("headings", "cells", "message"),
    [
        ("target", "75", 'no time limit — use target="75/20" for all rows'),
        ("threshold", "25", "a time limit without a service level"),
        ("target;within", "75/25;40", "two time limits"),
        ("target", "soon/25", "column 'target': service_level of the target"),
        ("max occ", "120", "column 'max occ': max_occupancy must be"),
        ("shrinkage", "1,2", "write 1.2% or 0.012"),
        ("shrinkage", "100%", "must leave some paid time"),
        ("patience", "3:30", "write 3m30s for minutes and seconds"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_line_and_column(headings, cells, message):
    text = problems(headings, cells, cells)
    assert "<stdin>:2" in text
    assert message in text


def test_fractions_and_percentages_in_one_column_are_ambiguous():
    text = problems("max occ", "85", "0.9")
    assert "'0.9' may be a fraction or 0.9 %: others of the column, such as '85'" in text


def test_two_columns_of_one_input_are_refused():
    assert "'Target' and 'SL goal' mean target" in problems("Target;SL goal", "8/2;8/2", "8/2;8/2")


def test_an_option_replaces_a_column_that_cannot_be_read():
    forecast = read("Target;Patience", "nonsense;70", "80/20;70", replaced=("target",))
    assert forecast.row_inputs.sets == (InputSet(patience=70.0),)
    assert any("replaces the column 'Target'" in note for note in forecast.notes)


@pytest.mark.parametrize("heading", ["Service Level", "SL", "Servicelevel-Ziel", "Objectif"])
def test_texts_of_a_share_and_a_limit_are_targets_of_each_queue(heading):
    demand = read(heading, "75/25", "75/25", "92/12", "92/12", queues=("Gold", "Tin"))
    assert [(one.service_level, one.within) for one in demand.row_inputs.sets] == [
        (0.75, 25.0),
        (0.92, 12.0),
    ]


def test_a_service_level_of_numbers_is_a_result():
    assert read("Service Level", "81%", "79%").row_inputs is None


@pytest.mark.parametrize("heading", ["Schwund", "Schwund %", "Ausfallquote", "Krimp"])
def test_shrinkage_is_read_in_other_languages(heading):
    assert one_set(heading, "27%") == InputSet(shrinkage=Shrinkage.parse("27%"))


NAMED = (
    "start,volume,aht,Vorgabe,Geduld im Mittel (min),Abzug\n"
    "2026-06-01 07:00,31,190,75/25,2,21\n"
    "2026-06-01 07:30,28,190,75/25,2,21\n"
)


def test_inputs_are_read_from_the_columns_that_the_caller_names():
    columns = {"target": "Vorgabe", "patience": "Geduld im Mittel (min)", "shrinkage": "Abzug"}
    found = read_text(NAMED, columns=columns).row_inputs
    (one,) = found.sets
    assert (one.service_level, one.within, one.patience) == (0.75, 25.0, 120.0)
    assert one.shrinkage.total == pytest.approx(0.21)


def test_a_named_column_replaces_one_that_is_detected_and_an_empty_heading_reads_none():
    text = NAMED.replace("Abzug", "target").replace(",21", ",88/10")
    assert read_text(text, columns={"target": "Vorgabe"}).row_inputs.sets[0].service_level == 0.75
    assert read_text(text).row_inputs.sets[0].service_level == 0.88
    assert read_text(text, columns={"target": ""}).row_inputs is None


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"target": "Vorgabe", "volume": "Vorgabe"}, "reads target and volume from the same"),
        ({"shrinkage": "Abzug+Vorgabe"}, "shrinkage is one column, not a sum"),
        ({"abandonment": "Vorgabe"}, "did you mean target_abandonment"),
        ({"patience": "Ausdauer"}, "has no column 'Ausdauer'"),
    ],
)
def test_a_name_of_an_input_that_cannot_be_read_is_refused(columns, said):
    with pytest.raises(InputError, match=said):
        read_text(NAMED, columns=columns)


def test_a_frame_has_the_inputs_of_the_columns_that_are_named():
    frame = {
        "start": ["2026-06-01 07:00", "2026-06-01 07:30"],
        "volume": [31, 28],
        "aht": [190, 190],
        "Vorgabe": ["75/25", "75/25"],
    }
    found = wfm.read_forecast(frame, columns={"target": "Vorgabe"}).row_inputs
    assert found.sets[0].service_level == 0.75


def test_minutes_and_seconds_without_a_unit_are_asked_for():
    text = problems("Avg Patience", "1:35", "1:35")
    assert "or 1h35m for hours, or the unit in the heading: 'Avg Patience (mm:ss)'" in text
