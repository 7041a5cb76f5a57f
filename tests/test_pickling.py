"""Errors and results reach another process, and copies are equal."""

import copy
import inspect
import pickle

import pytest

from support.results import (
    equal,
    is_record,
    public_classes,
    public_results,
    record_of,
)
from wfm.errors import DataError, InputError, Problem

CLASSES = public_classes()
RECORDS = [item for item in CLASSES if is_record(item)]
ERRORS = [item for item in CLASSES if issubclass(item, BaseException)]
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


def copies(thing):
    yield from (pickle.loads(pickle.dumps(thing, protocol)) for protocol in PROTOCOLS)
    yield from (copy.copy(thing), copy.deepcopy(thing))


def error_of(kind):
    """An error with a value for each argument of its class."""
    if kind is DataError:
        problems = [Problem("'x' is not a number", 3, "calls"), Problem("is empty", label="r7")]
        return DataError("may.csv", problems, 41)
    names = inspect.signature(kind).parameters.values() if "__init__" in vars(kind) else []
    more = {p.name: f"the {p.name}" for p in names if p.kind is inspect.Parameter.KEYWORD_ONLY}
    return kind("aht must be positive: got -1.", **more)


def test_the_package_has_records_and_errors_to_test():
    assert len(RECORDS) > 100
    assert {"DataError", "InputError", "UnreachableError"} <= {kind.__name__ for kind in ERRORS}


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_public_error_is_the_same_after_pickling(kind):
    error = error_of(kind)
    error.add_note("seen in May")
    for other in copies(error):
        assert equal(other, error)
        assert str(other) == str(error)
        if hasattr(error, "as_dict"):
            assert other.as_dict() == error.as_dict()


def test_every_public_record_is_the_same_after_pickling():
    different = [
        f"{kind.__module__}.{kind.__name__}"
        for kind in RECORDS
        if not all(equal(other, record_of(kind)) for other in copies(record_of(kind)))
    ]
    assert different == []


def test_every_public_result_is_the_same_after_pickling():
    for name, result in public_results().items():
        for other in copies(result):
            assert equal(other, result), name


def test_a_value_that_cannot_be_pickled_becomes_its_text():
    error = InputError("aht must be a number.", name="aht", value=(n for n in range(3)))
    other = pickle.loads(pickle.dumps(error))
    assert (other.name, other.value) == ("aht", repr(error.value))
