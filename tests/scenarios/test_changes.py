"""Changes as they are written, and what they do to an input."""

import re
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm import InputError, Shrinkage, Target
from wfm.scenarios.changes import parse_changes, split_base


def texts(axis, values):
    return [change.text for change in parse_changes(axis, values)]


@pytest.mark.parametrize("both", ["±12%", "+-12%", "+/-12%", "-+12%", " ± 12 %"])
def test_both_signs_are_two_changes_less_first(both):
    less, more = parse_changes("volume", both)
    assert (less.text, less.amount, more.text, more.amount) == ("-12%", 0.88, "+12%", 1.12)


@given(st.integers(-99, 900))
def test_a_factor_is_the_decimal_number_that_a_person_writes(percent):
    (change,) = parse_changes("volume", f"{percent:+d}%")
    assert change.amount == float(f"{(100 + percent) / 100:.2f}")


def test_a_list_may_be_a_text_or_a_sequence():
    assert texts("volume", "±5%, +20%") == texts("volume", ["±5%", "+20%"])
    assert texts("target", [(0.8, 15), "90/45"]) == ["80/15", "90/45"]
    assert parse_changes("target", "80/15")[0].amount == Target(0.8, 15.0)
    assert texts("shrinkage", [0.24, Shrinkage.parse("33%")]) == ["24%", "33%"]


def test_values_replace_the_input_and_signs_change_it():
    plus, value, less = parse_changes("aht", "+20s, 5m, -50%")
    assert [change.applied(200.0) for change in (plus, value, less)] == [220.0, 300.0, 100.0]
    assert [one.amount for one in parse_changes("patience", "90s,none")] == [90.0, inf]
    assert parse_changes("cost", "-1.5")[0].applied(20.0) == 18.5


def test_shrinkage_by_component_has_semicolons_between_values():
    first, second = parse_changes("shrinkage", "breaks=9%,leave=11%; 27%")
    assert (first.amount.total, second.amount.total) == (0.2, 0.27)


@pytest.mark.parametrize(
    ("axis", "text", "words"),
    [
        ("volume", "15%", "+15% for more, -15% for less, or ±15% for both"),
        ("volume", "+40", "change in percent"),
        ("volume", "±2,5%", "a comma separates values"),
        ("volume", "-130%", "-100% to +1000%"),
        ("volume", "+8%,+8.0%", "+8% twice"),
        ("volume", "nan", "a number"),
        ("volume", "", "a number"),
        ("aht", "-100%", "-99.999% to"),
        ("aht", "3", "unit"),
        ("aht", "+3:30", "duration"),
        ("shrinkage", "±4%", "25%,35%"),
        ("shrinkage", "104%", "100 %"),
        ("target", "+3%", "80/20,90/60"),
        ("target", "80", "85/60"),
        ("patience", "0", "above 0"),
        ("cost", "1.500", "one meaning"),
    ],
)
def test_what_may_mean_something_else_is_refused_with_its_readings(axis, text, words):
    with pytest.raises(InputError, match=re.escape(words)):
        parse_changes(axis, text)


def test_one_value_is_that_of_the_base_and_several_are_scenarios():
    assert split_base("shrinkage", "28%") == ("28%", ())
    assert split_base("shrinkage", "breaks=9%,leave=11%") == ("breaks=9%,leave=11%", ())
    assert split_base("target", (0.8, 20)) == ((0.8, 20), ())
    assert split_base("cost", 21) == (21, ())
    assert split_base("patience", None) == (None, ())
    for axis, text, count in [("target", "80/20,90/20", 2), ("aht", "+5%", 1), ("volume", 900, 1)]:
        value, changes = split_base(axis, text)
        assert value is None
        assert len(changes) == count


def test_the_base_of_a_centre_is_in_its_file():
    assert len(split_base("target", "90/20", has_centre=True)[1]) == 1
    assert split_base("aht", "4m", has_centre=True) == ("4m", ())
