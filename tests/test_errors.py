"""What an error says of the value that was received."""

import pytest

import wfm
from wfm.errors import InputError


def test_a_message_has_the_beginning_of_a_long_value():
    value = "Europe/" + "Berlin" * 2_000
    error = InputError(f"unknown time zone {value!r}; write it like UTC.", name="tz", value=value)
    assert len(str(error)) < 200
    assert str(error).startswith("unknown time zone 'Europe/BerlinBerlin")
    assert error.value == value


@pytest.mark.parametrize(
    "name", ["target", "patience", "aht", "tz", "interval", "date_format", "definition", "fill"]
)
def test_no_argument_of_a_call_is_repeated_whole(tmp_path, name):
    path = tmp_path / "forecast.csv"
    path.write_text("start,calls\n2026-03-02 09:00,30\n")
    with pytest.raises(wfm.WfmError) as error:
        wfm.plan(path, **{"aht": 200, name: "(" * 5_000})
    assert len(str(error.value)) < 700
