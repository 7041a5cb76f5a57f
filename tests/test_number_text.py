"""A text that is not a plain number is refused everywhere with the same number to write."""

from __future__ import annotations

import pytest

from support.forecast_text import half_hours, read
from wfm.errors import DataError, InputError
from wfm.number_text import number_cure
from wfm.units import duration, fraction, number

CURES = [
    ("1,240", "write 1240, or 1.24 if ',' is the decimal mark"),
    ("2.345", "write 2345, or 2.3450 if '.' is the decimal mark"),
    ("12,5", "write 12.5"),
    ("3.456,75", "write 3456.75"),
    ("7,890.25", "write 7890.25"),
    ("1 240", "write 1240"),
    ("1\u00a0240", "write 1240"),
    ("2\u202f345,5", "write 2345.5"),
    ("6'543", "write 6543"),
    ("1,24,000", "write 124000"),
    ("1.5k", "write 1500"),
    ("2,5 Tsd.", "write 2500"),
    ("3m", "write 3000000"),
    ("€ 48", "write 48"),
    ("48,50 EUR", "write 48.5"),
    ("$1,250.00", "write 1250"),
    ("85%", "write a number, not a percentage"),
    ("closed", ""),
    ("3 apples", ""),
    ("1,2,3", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "cure"), CURES)
def test_the_number_that_is_meant_is_named(text: str, cure: str) -> None:
    assert number_cure(text) == cure


@pytest.mark.parametrize("text", ["1.5k", "€ 48", "48.5 EUR", "85%", "$9"])
def test_an_option_and_a_table_refuse_a_text_with_the_same_cure(text: str) -> None:
    cure = number_cure(text)
    with pytest.raises(InputError) as option:
        number(text, "volume")
    with pytest.raises(DataError) as cell:
        read(half_hours(10, 20).replace(",20,", f",{text},"))
    assert str(option.value).endswith(f"; {cure}.")
    assert str(cell.value).endswith(f"— {cure}")


@pytest.mark.parametrize(
    ("read", "text", "cure"),
    [
        (duration, "4:10", "write 4m10s for minutes and seconds, or 4h10m for hours"),
        (duration, "1:04:10", "write 1h4m10s"),
        (duration, "2,5m", "write 2.5m"),
        (duration, "1,240", "write 1240, or 1.24 if"),
        (fraction, "12,5%", "write 12.5%"),
        (fraction, "0,3", "write 0.3"),
        (fraction, "3_0%", "write 85% or 0.85"),
    ],
)
def test_durations_and_fractions_name_what_to_write(read, text: str, cure: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError) as caught:
        read(text, "it")
    assert cure in str(caught.value)
