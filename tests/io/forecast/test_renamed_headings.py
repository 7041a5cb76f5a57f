"""Headings that pandas renamed, as the file has them twice."""

from __future__ import annotations

import io

import pandas as pd
import pytest

import wfm
from support.forecast_text import read
from wfm.errors import DataError

WIDE = "Time,Thu,Fri,Thu\n07:00,31,42,53\n07:30,33,44,55\n"
LONG = "start,calls,calls,aht\n2026-04-13 07:00,31,42,153\n2026-04-13 07:30,33,44,155\n"


@pytest.mark.parametrize(("text", "name"), [(WIDE, "Thu"), (LONG, "calls")])
def test_a_heading_twice_is_named_in_a_table_of_pandas_and_in_its_file(
    text: str, name: str
) -> None:
    frame = pd.read_csv(io.StringIO(text))
    with pytest.raises(DataError, match=f"duplicate heading '{name}'"):
        wfm.read_forecast(frame, aht=200, week_of="2026-04-13")
    with pytest.raises(DataError, match=f"duplicate heading '{name}'"):
        read(frame.to_csv(index=False), aht=200.0)


def test_columns_that_are_not_read_or_that_are_named_may_repeat() -> None:
    text = (
        LONG.replace("calls,calls", "calls,note,note").replace(",42,", ",,,").replace(",44,", ",,,")
    )
    assert wfm.read_forecast(pd.read_csv(io.StringIO(text))).volume.tolist() == [31.0, 33.0]
    frame = pd.read_csv(io.StringIO(LONG))
    chosen = wfm.read_forecast(frame, columns={"volume": "calls.1"})
    assert chosen.volume.tolist() == [42.0, 44.0]


TWO_ROWS = (
    "Date,Time,Card,Card,Loan,Loan\n,,Calls,AHT,Calls,AHT\n"
    "2026-04-13,07:00,31,150,12,300\n2026-04-13,07:30,33,151,14,301\n"
)


def test_repeated_headings_above_others_are_read_as_before_pandas_renamed_them() -> None:
    expected = read(TWO_ROWS)
    one_row = pd.read_csv(io.StringIO(TWO_ROWS))
    assert "Card.1" in one_row.columns
    for frame in (one_row, pd.read_csv(io.StringIO(TWO_ROWS), header=[0, 1])):
        forecast = wfm.read_forecast(frame)
        assert forecast.queues == expected.queues == ("Card", "Loan")
        assert forecast.volume.tolist() == expected.volume.tolist()
        assert forecast.aht.tolist() == expected.aht.tolist()
    (note,) = (note for note in wfm.read_forecast(one_row).notes if "Card.1" in note)
    assert note.startswith("'Card.1' above 'AHT', 'Loan.1' above 'AHT' read as the heading without")
    assert "header=[0, 1]" in note
    assert "Card.1" not in " ".join(expected.notes)


def test_a_heading_twice_above_the_same_measure_stays_a_problem() -> None:
    text = TWO_ROWS.replace("Calls,AHT,Calls,AHT", "Calls,Calls,Calls,AHT")
    with pytest.raises(DataError, match=r"duplicate heading 'Card Calls' .columns 3 and 4."):
        wfm.read_forecast(pd.read_csv(io.StringIO(text)), aht=200)
