"""A forecast in a table is the forecast of the file with the same cells."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.errors import DataError, Problem
from wfm.io import ReadOptions, read_demand
from wfm.io.forecast.frame_columns import cell_text
from wfm.io.forecast.frames import frame_of, read_frame

CELLS = st.one_of(
    st.integers(0, 5000),
    st.just(0.0) | st.floats(1e-290, 5000),
    st.sampled_from([None, -1, 0, 2e7, "12,5", "1.234", "x", " 7 ", "3:20", float("inf")]),
)
STARTS = st.one_of(
    st.integers(0, 60).map(lambda n: f"2026-03-27 {8 + n // 2 % 12:02d}:{n % 2 * 30:02d}"),
    st.sampled_from(["2026-03-29 02:30", "03/04/2026 09:00", "", "Total", "2026-03-28"]),
)


def outcome(read: Any, first: int) -> Any:
    """The arrays of a forecast, or its problems by row and column."""
    try:
        demand = read()
    except DataError as error:
        return [(place(one, first), one.column, neutral(one.text)) for one in error.problems]
    aht = np.nan_to_num(demand.aht, nan=-1).tolist()
    return [demand.queues, demand.start.tolist(), demand.volume.tolist(), aht, str(demand.zone)]


def place(problem: Problem, first: int) -> object:
    """The position of the row of a problem, whose first row is line `first`."""
    return problem.label if problem.line is None else problem.line - first


def neutral(text: str) -> str:
    """A message without the lines or labels in its words."""
    return re.sub(r"(lines?|index) \d+( and \d+)?", "ROW", text)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(STARTS, CELLS, CELLS, st.sampled_from("ab")), min_size=2, max_size=6),
    st.sampled_from([None, "Europe/Berlin"]),
)
def test_a_table_is_read_as_the_file_with_the_same_cells(
    rows: list[tuple[object, ...]], zone: str | None
) -> None:
    table = pd.DataFrame(rows, columns=["start", "calls", "aht_s", "queue"], dtype=object)
    text = table.map(cell_text).to_csv(index=False, sep=";")
    options = ReadOptions(zone=zone, interval=1800)
    by_file = outcome(lambda: read_demand("-", options, stdin=io.BytesIO(text.encode())), 2)
    assert outcome(lambda: read_frame(frame_of(table), options), 0) == by_file


@settings(max_examples=100)
@given(
    st.lists(st.just(0.0) | st.floats(1e-290, 1e6), min_size=2, max_size=8),
    st.sampled_from([None, "America/St_Johns"]),
)
def test_numbers_and_timestamps_lose_nothing(volumes: list[float], zone: str | None) -> None:
    starts = pd.date_range("2026-10-24 00:00", periods=len(volumes), freq="6h", tz=zone)
    table = pd.DataFrame({"start": starts, "volume": volumes, "aht": 181.7})
    demand = read_frame(frame_of(table), ReadOptions(interval=900))
    assert demand.volume.tolist() == volumes
    assert demand.start.tolist() == [
        int(one.timestamp() if zone else (one - pd.Timestamp(0)).total_seconds()) for one in starts
    ]
    assert str(demand.zone) == str(zone)
