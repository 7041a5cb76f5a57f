"""A plan in JSON is checked while it is read, and reading stops at a document that is none."""

import io
import json
import tracemalloc

import pytest

import wfm
from wfm.errors import DataError
from wfm.planning import plan_json_reader
from wfm.planning.plan_document import PlanDocument
from wfm.planning.plan_json_reader import read_document


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    path = tmp_path_factory.mktemp("plans") / "plan.json"
    starts = [f"2026-09-07 {hour:02}:15" for hour in range(6, 16)]
    table = {"start": starts, "volume": range(10, 20), "aht": [250] * 10}
    wfm.plan(table, "75/30", shrinkage="meals=6%,leave=11%").save(path)
    return path.read_text(encoding="utf-8")


def refusal(content):
    """The problems of a document, with their lines."""
    stream = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataError) as caught:
        read_document("plan.json", stream)
    return [(problem.line, problem.text) for problem in caught.value.problems]


def texts(content):
    return [text for _, text in refusal(content)]


def test_a_document_is_as_the_parser_of_whole_documents_reads_it(text):
    assert read_document("-", io.BytesIO(text.encode())) == PlanDocument.model_validate_json(text)


def test_a_document_is_read_through_a_small_window(text, monkeypatch):
    monkeypatch.setattr(plan_json_reader, "MAX_JSON_VALUE", 700)
    document = read_document("-", io.BytesIO(text.encode()))
    assert document == PlanDocument.model_validate_json(text)


def test_a_mistake_after_the_first_window_has_its_line(text, monkeypatch):
    monkeypatch.setattr(plan_json_reader, "MAX_JSON_VALUE", 700)
    lines = json.dumps(json.loads(text), indent=1).split("\n")
    at = next(i for i, text in enumerate(lines) if '"length_in_weeks"' in text)
    lines[at] = '  "length_in_weeks" 5,'
    ((line, problem),) = refusal("\n".join(lines))
    assert line == at + 1
    assert problem.startswith("is not JSON at column 21: expecting ':'")


@pytest.mark.parametrize("part", ["rows", "inputs", "summary"])
def test_a_key_that_occurs_twice_is_refused_with_its_path(text, part):
    key, path = {
        "rows": ("agents", "rows[0].agents"),
        "inputs": ("contract_hours", "inputs.contract_hours"),
        "summary": ("length_in_weeks", "summary.length_in_weeks"),
    }[part]
    at = text.index(f'"{key}"', text.index(f'"{part}"'))
    doubled = f'{text[:at]}"{key}": 3, {text[at:]}'
    assert texts(doubled) == [f"{path}: the key occurs twice — remove one of them"]


def test_a_part_that_occurs_twice_is_refused(text):
    units = json.loads(text)["units"]
    doubled = text.rstrip()[:-1] + f', "units": {json.dumps(units)}}}'
    assert texts(doubled) == ["units: the key occurs twice — remove one of them"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"rows": [1, "x"]}', "rows[0]: must be an object in braces: got 1"),
        ('{"rows": {}}', "rows: must be a list in brackets"),
        ('{"inputs": "all"}', "inputs: must be an object in braces: got 'all'"),
        ('{"inputs": {"targets": [[]]}}', "inputs.targets[0]: must be an object in braces"),
        ('{"row": []}', "row: is not a key of a plan — remove it, or correct its name"),
        (r'{"\ud800": 1}', r"\ud800: is not a key of a plan — remove it, or correct its name"),
        ('{"units": {"a": 1}}', "units.a: must be text in quotes: got 1"),
    ],
)
def test_a_value_of_another_kind_is_refused(content, problem):
    assert problem in texts(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"rows": [', "expecting value"),
        ('{"rows": []', "expecting ',' or '}'"),
        ('{"rows" []}', "expecting ':'"),
        ("{rows: []}", "expecting '\"'"),
        ('{"rows": [' * 3_000, "brackets in brackets, too many to read"),
        ('{"wfm_version": ' + "7" * 9_000 + "}", "a number of too many digits"),
        ('{"wfm_version": "2', "unterminated string starting at"),
    ],
)
def test_what_is_no_json_is_refused(content, reason):
    ((line, problem),) = refusal(content)
    assert line == 1
    assert problem.startswith("is not JSON at column ")
    assert reason in problem


def test_more_after_the_document_is_refused(text):
    assert "has text after the end of the plan" in texts(text + "{}")[0]


def test_other_encodings_have_their_line():
    assert refusal(b'{"schema_version":\n"\xe9"}') == [(2, "is not UTF-8 text; save it as UTF-8")]


HOSTILE = {
    "keys": "{" + "".join(f'"k{i}":1,' for i in range(40_000)) + '"z":1}',
    "numbers for rows": '{"rows": [' + "8," * 200_000 + "8]}",
    "empty rows": '{"rows": [' + "{}," * 100_000 + "{}]}",
    "lists in a row": '{"rows": [[' + "[]," * 360_000 + "[]]]}",
    "a long text": '{"wfm_version": "' + "y" * 3_000_000 + '"}',
    "numbers for notes": '{"inputs": {"notes": [' + "4," * 60_000 + "4]}}",
    "keys of units": '{"units": {' + "".join(f'"k{i}":1,' for i in range(40_000)) + '"z":1}}',
    "keys of a row": '{"rows": [{' + "".join(f'"k{i}":1,' for i in range(40_000)) + '"z":1}]}',
    "equal keys": '{"rows": [{' + '"k":1,' * 20_000 + '"z":1}]}',
    "components": '{"inputs": {"shrinkage": {"components": [' + "{}," * 100_000 + "{}]}}}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_costs_little_memory_and_has_few_problems(name):
    tracemalloc.start()
    try:
        problems = texts(HOSTILE[name])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert 1 <= len(problems) <= 1_001
    assert peak < 60e6
    if len(problems) == 1_001:
        assert problems[-1] == "has more mistakes: the first 1,000 are shown"
