"""The text of ``--map``."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.forecast_text import read
from wfm.errors import DataError, InputError
from wfm.io.forecast.named_columns import columns_of_text, named_columns
from wfm.io.forecast.read_options import ReadOptions
from wfm.option_text import for_command_line, option

HEADINGS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters='",=') | st.just(" "),
    min_size=1,
).map(str.strip)


@pytest.mark.parametrize(
    ("texts", "columns"),
    [
        (["volume=Anrufe"], {"volume": "Anrufe"}),
        (["start=Halbe Stunde, volume = Anrufe"], {"start": "Halbe Stunde", "volume": "Anrufe"}),
        (["volume=Calls, net", "aht=A"], {"volume": "Calls, net", "aht": "A"}),
        (['volume="a=b, queue=c",aht=d'], {"volume": "a=b, queue=c", "aht": "d"}),
        (['volume="5"" calls"'], {"volume": '5" calls'}),
        (["queue=,aht=Talk+Wrap"], {"queue": "", "aht": "Talk+Wrap"}),
    ],
)
def test_quantities_and_headings_are_read(texts: list[str], columns: dict[str, str]) -> None:
    assert columns_of_text(texts) == columns


@given(st.dictionaries(st.sampled_from(["queue", "start", "volume", "aht"]), HEADINGS, min_size=1))
def test_what_a_message_tells_to_write_is_read_as_meant(columns: dict[str, str]) -> None:
    with for_command_line():
        _, text = shlex.split(option("columns", columns))
    assert columns_of_text([text]) == columns


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["Anrufe"], 'columns={"volume": "Anrufe"}'),
        ([""], "must be quantity=heading"),
        (["volume=a", "volume=b"], "two headings for volume: 'a' and 'b'"),
    ],
)
def test_another_text_is_refused_with_an_example(texts: list[str], words: str) -> None:
    with pytest.raises(InputError) as caught:
        columns_of_text(texts)
    assert words in str(caught.value)


def test_one_column_cannot_have_two_quantities() -> None:
    options = ReadOptions(columns={"volume": "Calls", "aht": "calls"})
    with pytest.raises(InputError, match="volume and aht from the same column 'Calls'"):
        named_columns(["Start", "Calls"], options, "a.csv")


def test_a_start_of_two_columns_is_a_date_and_a_time_in_either_order() -> None:
    rows = "10:00;14.09.2026;31;150\n10:30;14.09.2026;33;151\n"
    for heads in ("Start;Tag X;n;AHT", "Kol 1;Kol 2;n;AHT", "Start;Date;n;AHT"):
        time, day, *_ = heads.split(";")
        for start in (f"{day}+{time}", f"{time}+{day}"):
            forecast = read(f"{heads}\n{rows}", columns={"start": start, "volume": "n"})
            assert forecast.volume.tolist() == [31.0, 33.0]
            assert forecast.interval == 1800.0


def test_a_start_of_more_columns_is_refused() -> None:
    text = "a;b;c;n;AHT\n10;00;2026-09-14;31;150\n10;30;2026-09-14;33;151\n"
    with pytest.raises(DataError, match="must be one column, or a date and a time of day: got"):
        read(text, columns={"start": "a+b+c", "volume": "n"})
