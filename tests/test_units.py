"""Durations and shares as values of Python, and what is refused."""

import datetime
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import wfm
from wfm import units
from wfm.errors import InputError

MINUTES = [240, 240.0, np.int64(240), np.float32(240), Fraction(240), "4m", "240",
           datetime.timedelta(minutes=4), pd.Timedelta("4min")]  # fmt: skip
NOT_DURATIONS = [None, True, b"4m", [240], {}, 1j, object(), datetime.date(2026, 3, 2),
                 datetime.datetime(2026, 3, 2), datetime.time(0, 4), np.array([1.0, 2.0]),
                 10**400, "4 parsecs"]  # fmt: skip


@pytest.mark.parametrize("value", MINUTES, ids=repr)
@pytest.mark.parametrize("read", [units.duration, units.handle_time])
def test_a_duration_may_be_a_number_a_text_or_a_difference_of_times(read, value):
    assert read(value) == 240.0


def test_a_short_difference_of_times_needs_no_unit():
    assert units.handle_time(datetime.timedelta(seconds=4)) == 4.0


@pytest.mark.parametrize("value", NOT_DURATIONS, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("read", [units.duration, units.handle_time, units.response_time])
def test_any_other_value_is_refused_with_its_name(read, value):
    with pytest.raises(InputError, match=r"^patience must be"):
        read(value, "patience")


@pytest.mark.parametrize("value", NOT_DURATIONS, ids=lambda value: type(value).__name__)
def test_a_share_is_a_number_or_a_text(value):
    with pytest.raises(InputError, match=r"^shrinkage must be"):
        units.fraction(value, "shrinkage")


@pytest.mark.parametrize(
    "options",
    [
        {"max_occupancy": "130%"},
        {"abandonment": "130%"},
        {"confidence": "130%", "volume_cv": 0.2},
        {"target": "130/20"},
    ],
)
def test_share_above_the_whole_is_refused_as_a_percentage(options):
    frame = pd.DataFrame({"start": ["2026-03-02T08:00"], "volume": [40.0], "aht": [200.0]})
    with pytest.raises(wfm.InputError, match=r"must be at most 100 %: got '130%'\.$"):
        wfm.plan(frame, interval="30m", **options)
