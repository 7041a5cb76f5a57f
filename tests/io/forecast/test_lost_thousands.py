"""Numbers of a table in memory that lost their thousands before wfm saw them."""

from io import StringIO

import pandas as pd
import pytest

import wfm
from wfm.errors import DataError
from wfm.io.forecast.frames import frame_of
from wfm.io.forecast.lost_thousands import refuse_lost_thousands
from wfm.io.forecast.problems import Problems

FILE = """Datum;Anrufe;AHT
2026-06-01 10:00;1.350;187,5
2026-06-01 10:30;912;190,25
2026-06-01 11:00;2.400;201,0
"""


def table(text=FILE, **options):
    return pd.read_csv(StringIO(text), sep=";", **options)


def test_thousands_that_pandas_made_decimals_are_refused():
    with pytest.raises(DataError, match=r"index 0: column 'Anrufe': 1.35 can be 1350 contacts"):
        wfm.staff(table())


@pytest.mark.parametrize("read", [wfm.plan, wfm.read_forecast])
def test_every_function_that_reads_tables_refuses_them(read):
    with pytest.raises(DataError, match=r"decimal=',', thousands='.'"):
        read(table())


def test_the_cure_gives_the_contacts_of_the_file():
    forecast = wfm.read_forecast(table(decimal=",", thousands="."))
    assert forecast.volume.tolist() == [1350.0, 912.0, 2400.0]
    assert forecast.aht.tolist() == [187.5, 190.25, 201.0]


def test_round_thousands_that_lost_their_zeros_are_refused():
    text = FILE.replace("1.350", "1.300").replace("912", "3.000")
    with pytest.raises(DataError, match=r"1.3 can be 1300 contacts"):
        wfm.staff(table(text))


def test_handle_times_that_lost_thousands_are_refused_too():
    text = FILE.replace(";187,5", ";1.180").replace(";190,25", ";1.240").replace(";201,0", ";985")
    text = text.replace("1.350", "35,5").replace("2.400", "40,5")
    with pytest.raises(DataError, match=r"column 'AHT': 1.18 can be 1180 seconds"):
        wfm.staff(table(text))


@pytest.mark.parametrize(
    "changes",
    [
        {"1.350": "1.3504"},  # a forecast of a model has more digits
        {"1.350": "1350", "2.400": "2400"},
        {"187,5": "187.5", "190,25": "190.25", "201,0": "201"},  # no decimal comma anywhere
        {"187,5": "1,187", "190,25": "1,190", "201,0": "1,201"},  # commas of thousands
    ],
)
def test_fractions_that_can_be_right_are_accepted(changes):
    text = FILE
    for before, after in changes.items():
        text = text.replace(before, after)
    refuse_lost_thousands(frame_columns(table(text)), {"Anrufe": "contacts"}, Problems("table"))


def frame_columns(frame):
    parts = frame_of(frame)
    return dict(zip(parts.header, parts.columns, strict=True))


def test_a_share_with_a_decimal_comma_is_no_proof():
    frame = table(FILE.replace("AHT", "AHT;SL").replace(",5", ",5;82,4 %"), decimal=",")
    frame = pd.DataFrame(
        {"start": frame.index, "calls": [40.5, 30.25, 12.5], "SL": ["82,4 %", "80,1 %", "79 %"]}
    )
    frame["start"] = pd.date_range("2026-06-01 10:00", periods=3, freq="30min")
    assert len(wfm.read_forecast(frame, aht=180)) == 3
