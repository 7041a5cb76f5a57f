"""The text of ``--map``."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.errors import InputError
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
