"""The cells of a plan that all its rows share: lengths of intervals."""

import io

import pandas as pd
import pytest

import wfm
from wfm.errors import DataError
from wfm.io import ReadOptions, read_demand
from wfm.planning.plan_table import PlanColumns

ROWS = """start,interval,agents
2027-04-05 08:00,900,6
2027-04-05 08:15,900.0,6
2027-04-05 08:30,1800,7
2027-04-05 09:00,1800,5
2027-04-05 09:30,900,5
"""


def read(text, **options):
    read = ReadOptions(requirement=True, **options)
    return read_demand("-", read, stdin=io.BytesIO(text.encode()), more=PlanColumns())


def test_rows_of_another_length_are_named_with_a_cure():
    with pytest.raises(DataError, match="1800 s, but 900 s in rows above") as caught:
        read(ROWS)
    assert [problem.line for problem in caught.value.problems] == [4, 5]
    assert "a row for each part of a longer interval" in str(caught.value)
    assert read(ROWS.replace("1800", "900")).interval == 900.0
    assert read(ROWS, interval=900.0).interval == 900.0  # an option replaces the column


def test_rows_of_a_frame_of_another_length_are_named_too():
    frame = pd.read_csv(io.StringIO(ROWS))
    with pytest.raises(DataError, match="1800 s, but 900 s in other rows") as caught:
        wfm.read_plan(frame)
    assert "index 2" in str(caught.value)
    assert "index 3" in str(caught.value)
