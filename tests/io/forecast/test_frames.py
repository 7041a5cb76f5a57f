"""Tables in memory: read by the same rules as files, with the label of a row for its line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
import re
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from support.paths import TESTS
from wfm.errors import DataError, WfmError
from wfm.io.forecast.delimited import delimiter_of
from wfm.io.forecast.frames import frame_of, read_frame
from wfm.io.forecast.read_options import ReadOptions
from wfm.option_text import for_command_line

FOLDER = TESTS / "broken"
# Files whose bytes, delimiter, quotes or widths of rows are wrong: a table in memory has none.
ONLY_FILES = {
    "blank_lines_only", "damaged_xlsx", "decimal_comma_in_commas", "delimiter_wrong", "empty",
    "encrypted_xlsx", "gzip", "html", "json", "mixed_encodings", "no_known_encoding", "nul_byte",
    "old_xls", "pdf", "row_too_long", "row_too_short", "sep_line_wrong_width", "text_after_quote",
    "titles_only", "unclosed_quote", "utf16_without_mark", "wrong_encoding_told", "zip",
}  # fmt: skip
NAMES = sorted({path.stem for path in FOLDER.glob("*.csv")} - ONLY_FILES)
OPTIONS = "options: "
HALF_HOURS = ["2026-07-07 10:00", "2026-07-07 10:30", "2026-07-07 11:00"]


def table_of(name: str, options: dict[str, Any]) -> pd.DataFrame:
    """A broken file as a table of texts."""
    text = (FOLDER / f"{name}.csv").read_text(encoding=options.pop("encoding", "utf-8-sig"))
    delimiter = options.pop("delimiter", None) or delimiter_of(text.partition("\n")[0])
    rows = list(csv.reader(text.splitlines(), delimiter=delimiter, skipinitialspace=True))
    width = len(rows[0])
    filled = [row + [""] * (width - len(row)) for row in rows[1:]]
    return pd.DataFrame(filled, columns=rows[0], index=LABELS[: len(filled)])


LABELS = [f"row-{number}" for number in range(2, 2000)]


def golden(name: str) -> tuple[dict[str, Any], str]:
    """The options of a broken file, and its error message with the labels of a table."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").strip()
    options: dict[str, Any] = {}
    if text.startswith(OPTIONS):
        first, _, text = text.partition("\n")
        options = json.loads(first.removeprefix(OPTIONS))
    return options, in_a_table(text, f"{name}.csv")


def in_a_table(text: str, file: str) -> str:
    """A message about a file as it is about a table whose labels are ``row-<line>``."""
    text = re.sub(rf"(?m)^{re.escape(file)}:1:", "DataFrame:", text)
    text = re.sub(rf"(?m)^{re.escape(file)}:(\d+):", r"DataFrame: index row-\1:", text)
    text = re.sub(r"\blines (\d+), (\d+), (\d+)", r"index row-\1, row-\2, row-\3", text)
    text = re.sub(r"\blines (\d+) and (\d+)", r"index row-\1 and row-\2", text)
    return re.sub(r"\bline (\d+)", r"index row-\1", text).replace(file, "DataFrame")


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_file_gives_the_same_problem_as_a_table(name: str) -> None:
    options, words = golden(name)
    table = table_of(name, options)
    options["queues"] = tuple(options.get("queues", ()))
    for key in {"date", "week_of"} & options.keys():
        options[key] = dt.date.fromisoformat(options[key])
    options.pop("sheet", None)
    with pytest.raises(WfmError) as caught, for_command_line():
        read_frame(frame_of(table), ReadOptions(**options))
    assert str(caught.value) == words


# Texts such as 1.234, of which pandas makes a number before wfm sees that they are ambiguous.
DECIDED_BY_PANDAS = {
    "decimal_comma_grouped", "decimal_unknown_grouped", "thousands_misplaced", "wide_weekday_twice",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(NAMES) - DECIDED_BY_PANDAS))
def test_a_broken_file_read_by_pandas_has_its_problems_in_the_same_rows(name: str) -> None:
    options, _ = golden(name)
    table = table_of(name, options)
    typed = pd.read_csv(io.StringIO(table.to_csv(index=False))).set_index(table.index)
    options["queues"] = tuple(options.get("queues", ()))
    for key in {"date", "week_of"} & options.keys():
        options[key] = dt.date.fromisoformat(options[key])
    options.pop("sheet", None)
    assert problems_of(typed, options) == problems_of(table, options)


def problems_of(table: pd.DataFrame, options: dict[str, Any]) -> object:
    """The row and the column of each problem; the message of another error."""
    with pytest.raises(WfmError) as caught:
        read(table, **options)
    if not isinstance(caught.value, DataError):
        return str(caught.value)
    return [(one.label, one.column) for one in caught.value.problems]


def test_only_what_a_table_cannot_have_is_left_out() -> None:
    assert len(NAMES) >= 60
    assert {path.stem for path in FOLDER.glob("*.csv")} >= ONLY_FILES


STARTS = pd.Series(pd.date_range("2026-03-02 09:00", periods=4, freq="30min"))
TABLE = pd.DataFrame({"start": STARTS, "volume": [61, 95, 143, 90], "aht": [181.5, 200, 190, 185]})
NEW_YORK = TABLE.assign(start=STARTS.dt.tz_localize("America/New_York"))


def read(table: Any, **options: Any) -> Any:
    """A table as a forecast."""
    return read_frame(frame_of(table), ReadOptions(**options))


@pytest.mark.parametrize(
    "table",
    [
        TABLE.set_index("start"),
        TABLE.set_index("start").to_period("30min"),
        TABLE.set_index("start").assign(month=3, hour=[9, 9, 10, 10]),
        TABLE.convert_dtypes(),
        TABLE.convert_dtypes(dtype_backend="pyarrow"),
        TABLE.astype({"volume": "category"}),
        TABLE.assign(volume=TABLE["volume"].astype(str) + " ", aht=TABLE["aht"].map(str)),
        TABLE.assign(volume=TABLE["volume"].map(Decimal)),
        TABLE.assign(aht=pd.to_timedelta(TABLE["aht"], unit="s")),
        TABLE.assign(aht_min=pd.to_timedelta(TABLE["aht"], unit="s")).drop(columns="aht"),
        TABLE.assign(aht_min=TABLE["aht"] / 60).drop(columns="aht"),
        TABLE.assign(start=STARTS.astype("datetime64[ns]") + pd.Timedelta(microseconds=-200)),
        TABLE.assign(start=STARTS.map(str)),
        TABLE.assign(date=STARTS.dt.date, time=STARTS.dt.time).drop(columns="start"),
        TABLE.assign(date=STARTS.dt.normalize(), time=STARTS.dt.hour * 100 + STARTS.dt.minute)
        .astype({"time": str})
        .assign(time=lambda table: table["time"].str.zfill(4))
        .drop(columns="start"),
        pl.from_pandas(TABLE),
        pl.from_pandas(TABLE).with_columns(pl.col("volume").cast(pl.Decimal(10, 2))),
        pl.from_pandas(TABLE).with_columns(pl.col("start").dt.date().alias("date"))
        .with_columns(pl.col("start").dt.time().alias("time")).drop("start"),
        pl.from_pandas(TABLE.assign(aht=pd.to_timedelta(TABLE["aht"], unit="s"))),
        pa.Table.from_pandas(TABLE),
        pa.Table.from_pandas(TABLE.assign(aht=pd.to_timedelta(TABLE["aht"], unit="s"))),
        {name: TABLE[name].tolist() for name in TABLE},
        {name: TABLE[name].to_numpy() for name in TABLE},
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_every_type_of_column_gives_the_same_forecast(table: Any) -> None:
    forecast = read(table)
    assert forecast.interval == 1800
    assert forecast.zone is None
    np.testing.assert_array_equal(forecast.start, 1772442000 + 1800 * np.arange(4))
    np.testing.assert_array_equal(forecast.volume, TABLE["volume"])
    np.testing.assert_allclose(forecast.aht, TABLE["aht"], rtol=1e-15)


@pytest.mark.parametrize(
    "table",
    [
        NEW_YORK,
        NEW_YORK.set_index("start"),
        NEW_YORK.convert_dtypes(dtype_backend="pyarrow"),
        NEW_YORK.assign(start=NEW_YORK["start"].dt.as_unit("ns")),
        pl.from_pandas(NEW_YORK),
        pa.Table.from_pandas(NEW_YORK),
    ],
    ids=itertools.count(),
)
def test_a_time_zone_is_kept_by_its_name(table: Any) -> None:
    forecast = read(table)
    assert str(forecast.zone) == "America/New_York"
    assert forecast.start[0] == 1772442000 + 5 * 3600
    assert "time zone: America/New_York, that of the timestamps" in forecast.notes


def test_the_hour_that_occurs_twice_is_read_from_its_offset() -> None:
    night = pd.date_range("2026-10-24 23:30", periods=4, freq="30min", tz="UTC")
    table = TABLE.assign(start=night.tz_convert("Europe/Berlin"))
    forecast = read(table.sample(frac=1, random_state=7))
    np.testing.assert_array_equal(np.diff(forecast.start), 1800)
    assert str(forecast.zone) == "Europe/Berlin"


def test_a_fixed_offset_and_another_zone_are_read_as_in_files() -> None:
    fixed = TABLE.assign(start=STARTS.dt.tz_localize("+02:00"))
    assert str(read(fixed).zone) == "UTC+02:00"
    assert read(fixed).start[0] == 1772442000 - 2 * 3600
    assert str(read(NEW_YORK, zone="Europe/Berlin").zone) == "Europe/Berlin"


def test_headings_below_a_title_are_found_as_in_a_sheet() -> None:
    sheet = pd.DataFrame(
        [
            [None, None, None],
            ["start", "calls", "aht_s"],
            ["2026-03-02 08:00", 31, 200],
            ["2026-03-02 08:30", "n/a", 200],
        ],
        columns=["Forecast", "Unnamed: 1", "Unnamed: 2"],
    )
    with pytest.raises(DataError, match=r"^DataFrame: index 3: column 'calls': 'n/a' is not a"):
        read(sheet)
    forecast = read(sheet.replace("n/a", 44))
    np.testing.assert_array_equal(forecast.volume, [31, 44])
    assert "headings in index 1; not read above them (the names): 'Forecast" in forecast.notes[0]


def test_days_as_columns_are_turned_into_rows_whatever_their_type() -> None:
    days = STARTS.dt.normalize() + pd.to_timedelta([0, 0, 1, 1], unit="D")
    clock = ["08:00", "08:30"] * 2
    for dates in (days, days.dt.date, days.dt.strftime("%Y-%m-%d")):
        parts = TABLE.assign(date=dates, time=clock)
        forecast = read(parts.pivot(index="time", columns="date", values="volume"), aht=200)
        np.testing.assert_array_equal(forecast.volume, TABLE["volume"])
        assert any("2 day columns were turned into rows" in note for note in forecast.notes)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"volume": [1, 2, -3.5, 4]}, ("volume", 2, "'-3.5' is negative")),
        ({"volume": [1, np.nan, 3, 4]}, ("volume", 1, "the cell is empty")),
        ({"volume": [1, 2, 3, np.inf]}, ("volume", 3, "not a finite number")),
        ({"volume": [1, 2, 3, 2e7]}, ("volume", 3, "above the limit")),
        ({"volume": [True, False, True, True]}, ("volume", 0, "'True' is not a number")),
        ({"volume": [1, "1,240", 3, 4]}, ("volume", 1, "1240 or 1.240")),
        ({"volume": pd.array([1, None, 3, 4], dtype="Int64")}, ("volume", 1, "is empty")),
        ({"volume": pd.to_timedelta([1, 2, 3, 4], unit="s")}, ("volume", 0, "'0:00:01' is not")),
        ({"aht": [180, 0, 180, 180]}, ("aht", 1, "the AHT is 0")),
        ({"aht": [180, None, 180, 180]}, ("aht", 1, "the cell is empty")),
        ({"aht": pd.to_timedelta([180, None, 180, 180], unit="s")}, ("aht", 1, "is empty")),
        ({"aht": pd.to_timedelta([180, -5, 180, 180], unit="s")}, ("aht", 1, "is negative")),
        ({"start": STARTS.where(STARTS.index != 2)}, ("start", 2, "the cell is empty")),
        ({"start": STARTS + pd.Timedelta(milliseconds=400)}, ("start", 0, "in whole seconds")),
        ({"start": STARTS.where(STARTS.index != 2, STARTS[1])}, ("start", 2, "index 1 and 2")),
        ({"start": ["2026-13-01"] * 4}, ("start", 0, "there is no month 13")),
        ({"start": ["05/01/2026 08:00", "05/01/2026 08:30"] * 2}, ("start", 0, "is ambiguous")),
    ],
    ids=itertools.count(),
)
def test_a_bad_cell_is_a_problem_of_its_row_and_column(
    change: dict[str, Any], problem: tuple[str, int, str]
) -> None:
    table = TABLE.assign(**change)
    assert_problem(table, problem)
    if not any("timedelta" in str(values) for values in table.dtypes):
        assert_problem(
            table.assign(**{c: [str(v) if v is True else v for v in table[c]] for c in change}),
            problem,
        )


def assert_problem(table: pd.DataFrame, problem: tuple[str, int, str]) -> None:
    """Check the first problem of a table."""
    column, label, words = problem
    with pytest.raises(DataError) as caught:
        read(table)
    first = caught.value.problems[0]
    assert (first.column, first.label, first.line) == (column, label, None)
    assert words in first.text


def test_many_problems_are_all_in_one_error() -> None:
    table = TABLE.assign(volume=["x", 2, 3, "y"], aht=[180, -1, 180, 180])
    with pytest.raises(DataError) as caught:
        read(table)
    assert [(one.label, one.column) for one in caught.value.problems] == [
        (0, "volume"), (1, "aht"), (3, "volume"),
    ]  # fmt: skip


def test_levels_of_the_index_that_are_named_are_columns() -> None:
    both = pd.concat([TABLE.assign(queue="a"), TABLE.assign(queue="b")])
    forecast = read(both.set_index(["queue", "start"]))
    assert forecast.queues == ("a", "b")
    assert len(forecast) == 8


def test_a_column_of_starts_is_used_before_an_index_of_timestamps() -> None:
    later = TABLE.set_index(STARTS + pd.Timedelta(days=7))
    assert read(later).start[0] == 1772442000


def test_a_heading_that_occurs_twice_is_refused() -> None:
    twice = pd.concat([TABLE, TABLE[["volume"]]], axis=1)
    with pytest.raises(DataError, match=r"'volume' \(column 2\) and 'volume' \(column 4\) both"):
        read(twice)


def test_the_column_interval_is_the_length_of_the_intervals() -> None:
    assert read(TABLE.iloc[:1].assign(interval=900)).interval == 900
    assert read(TABLE.iloc[:1].assign(interval=pd.Timedelta(minutes=20))).interval == 1200


@pytest.mark.parametrize("table", [TABLE.iloc[:0], {"start": [], "volume": [], "aht": []}])
def test_a_table_without_rows_is_refused(table: Any) -> None:
    with pytest.raises(WfmError, match="has headings but no rows below"):
        read(table)


def test_columns_and_layouts_are_named_as_for_files() -> None:
    named = TABLE.rename(columns={"start": "Slot", "volume": "Load", "aht": "T"})
    columns = {"start": "Slot", "volume": "Load", "aht": "T"}
    np.testing.assert_array_equal(read(named, columns=columns).volume, TABLE["volume"])
    exported = pd.DataFrame(
        {
            "StartInterval": STARTS.dt.tz_localize("UTC"),
            "Queue": "Orders",
            "Contacts queued": [61, 95, 143, 90],
            "Average handle time": TABLE["aht"],
        }
    )
    forecast = read(exported, layout="connect")
    assert forecast.queues == ("Orders",)
    np.testing.assert_array_equal(forecast.aht, TABLE["aht"])
    with pytest.raises(WfmError, match="unknown layout 'conect'; did you mean connect"):
        read(exported, layout="conect")


@pytest.mark.parametrize(
    "calls",
    [
        np.ma.array([61, 8888, 73], mask=[False, True, False]),
        np.ma.array([61.5, 8888, 73], mask=[False, True, False]),
        np.ma.array([61, 8888, 73], mask=[False, True, False], dtype=object),
        [61, np.ma.masked, 73],
        pd.array([61, None, 73], dtype="Int64"),
    ],
)
def test_a_masked_cell_is_an_empty_cell(calls: Any) -> None:
    table = {"start": HALF_HOURS, "calls": calls, "aht": [240, 250, 260]}
    with pytest.raises(DataError, match="index 1: column 'calls': the cell is empty"):
        read_frame(frame_of(table), ReadOptions())
    table = {"start": HALF_HOURS, "calls": [5, 6, 7], "aht": calls}
    assert read_frame(frame_of(table), ReadOptions(aht=190)).aht[1] == 190


def test_a_masked_start_or_queue_is_an_empty_cell() -> None:
    mask = [False, True, False]
    starts = np.ma.array(np.array(HALF_HOURS, dtype="M8[s]"), mask=mask)
    names = np.ma.array(["North", "South", "North"], mask=mask)
    rest = {"calls": [50, 60, 70], "aht": [240, 250, 260]}
    with pytest.raises(DataError, match="index 1: column 'start': "):
        read_frame(frame_of({"start": starts, **rest}), ReadOptions())
    with pytest.raises(DataError, match="index 1: column 'queue': the cell is empty"):
        read_frame(frame_of({"start": HALF_HOURS, "queue": names, **rest}), ReadOptions())


TWO_ROWS = """,,Billing,,Service,
Date,Time,Calls,AHT,Calls,AHT
2026-03-02,08:00,31,300,42,180
2026-03-02,08:30,38,300,47,180
"""


@pytest.mark.parametrize("rows", [0, [0, 1]])
def test_two_rows_of_headings_are_read_as_in_a_file(rows: Any) -> None:
    demand = read(pd.read_csv(io.StringIO(TWO_ROWS), header=rows))
    assert demand.queues == ("Billing", "Service")
    assert demand.volume.tolist() == [31, 38, 42, 47]
    assert demand.aht.tolist() == [300, 300, 180, 180]


def test_a_column_that_pandas_named_can_be_mapped() -> None:
    table = pd.DataFrame({"start": STARTS, "Unnamed: 1": [5, 6, 7, 8], "aht": 200})
    assert read(table, columns={"volume": "Unnamed: 1"}).volume.sum() == 26
