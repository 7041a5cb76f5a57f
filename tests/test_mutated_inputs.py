"""Damaged files of every kind are read or refused with a message; `make deep` tries millions."""

import warnings
from pathlib import Path

import pytest
from mutate_inputs import KINDS, Kind, try_files

from wfm.errors import DataError, Problem

# Fewer of the files that take longest to read.
COUNTS = dict.fromkeys(KINDS, 500) | {
    "forecast.csv": 200,  # tests/io/forecast/test_reader_fuzz.py tries many more
    "forecast.xlsx": 100,
    "plan.csv": 200,
    "plan.xlsx": 100,
    "history.csv": 100,
    "events.csv": 300,
    "totals.csv": 300,
    "profile.csv": 100,
    "report.csv": 150,
}


@pytest.mark.parametrize("name", KINDS)
def test_damaged_files_are_read_or_refused(name):
    found = try_files(name, COUNTS[name], seed=2026)
    assert found.failed == 0, found.first[0].detail
    assert found.read + found.refused == COUNTS[name]
    assert found.read > COUNTS[name] / 50, "hardly any file is still valid"
    assert found.refused > COUNTS[name] / 50, "hardly any file is damaged"


@pytest.mark.deep
@pytest.mark.parametrize("name", KINDS)
def test_very_many_damaged_files_are_read_or_refused(name):
    count = 1_000_000 if name == "forecast.csv" else 100_000
    found = try_files(name, count, seed=2027)
    assert found.failed == 0, found.reasons


def kind_of(use):
    """A kind of one valid file, whose damaged files go to `use`."""

    def use_damaged(path, _):
        if Path(path).read_bytes() != b"a":
            use()

    return Kind(lambda: (b"a",), (lambda data, _: data + b"b",), use_damaged, ".csv")


def warn():
    warnings.warn("odd", RuntimeWarning, stacklevel=1)


def raising(error):
    def use():
        raise error

    return use


@pytest.mark.parametrize(
    ("use", "counted"),
    [
        (lambda: None, (9, 0, 0)),
        (raising(DataError("a.csv", [Problem("is empty")])), (0, 9, 0)),
        (raising(KeyError("agent")), (0, 0, 9)),
        (raising(OSError("disk")), (0, 0, 9)),
        (raising(DataError("a.csv", [Problem("x" * 5000)])), (0, 0, 9)),
        (warn, (0, 0, 9)),
    ],
)
def test_every_other_error_and_every_warning_is_a_failure(monkeypatch, use, counted):
    monkeypatch.setitem(KINDS, "own", kind_of(use))
    found = try_files("own", 9, seed=1)
    assert (found.read, found.refused, found.failed) == counted


def test_a_call_that_hangs_is_ended_and_counted(monkeypatch):
    def hang():
        while True:
            pass

    monkeypatch.setattr("mutate_inputs.LIMIT", 0.02)
    monkeypatch.setitem(KINDS, "own", kind_of(hang))
    found = try_files("own", 2, seed=1)
    assert found.failed == 2
    assert list(found.reasons) == ["longer than 0.02 s"]


def test_the_same_seed_gives_the_same_files():
    one, two = (try_files("wfm.toml", 60, seed=4) for _ in range(2))
    assert (one.read, one.refused) == (two.read, two.refused)
    assert (one.read, one.refused) != (60, 0)
