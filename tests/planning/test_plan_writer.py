"""Plans in files: every number is kept, and no text is evaluated by a spreadsheet."""

import csv
import io
import json

import jsonschema
import numpy as np
import pytest

from support.forecasts import demand, planned
from wfm.io.text_values import harmless, number
from wfm.planning.plan_document import PlanDocument
from wfm.planning.plan_writer import write_plan, writer_of
from wfm.targets import Target
from wfm.vocabulary import PLAN_COLUMNS


def example_plan(queues=("voice",), zone=None, start=None):
    rng = np.random.default_rng(3)
    rows = 60 * len(queues)
    volume = rng.integers(0, 60, rows)
    aht = np.where(volume == 0, np.nan, rng.uniform(100, 300, rows))
    queue = np.repeat(np.arange(len(queues)), 60)
    start = np.tile(np.arange(60) * 1800 + 900_000_000, len(queues)) if start is None else start
    forecast = demand(volume, aht, queue=queue, queues=queues, start=start, zone=zone)
    return planned(forecast, Target.parse("85/60"), defaults=("a thing",))


def write(path, plan, **options):
    return write_plan(str(path), plan, plan.blocks(rows=50), **options)


def read_csv(path, delimiter=","):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".tsv", "\t")])
def test_every_number_of_a_text_file_is_read_back_exactly(tmp_path, suffix, delimiter):
    made, path = example_plan(), tmp_path / f"plan{suffix}"
    write(path, made)
    rows = read_csv(path, delimiter)
    assert tuple(rows[0])[: len(PLAN_COLUMNS)] == PLAN_COLUMNS
    for name in PLAN_COLUMNS[5:]:
        written = np.array([float(row[name]) for row in rows])
        assert np.array_equal(written, made.columns[name])
    aht = np.array([float(row["aht"] or "nan") for row in rows])
    assert np.array_equal(aht, made.demand.aht, equal_nan=True)
    assert rows[0]["start"] == "1998-07-09T16:00:00"


def test_names_keep_delimiters_quotes_and_other_scripts(tmp_path):
    names = ("a,b", 'say "hi"', "Ünïcödé 客服", "plain")
    path = tmp_path / "plan.csv"
    write(path, example_plan(names))
    assert [row["queue"] for row in read_csv(path)[::60]] == list(names)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "\tx", "＝1"])
def test_a_name_that_a_spreadsheet_would_evaluate_gets_an_apostrophe(tmp_path, name):
    made, path = example_plan((name,)), tmp_path / "plan.csv"
    write(path, made)
    assert read_csv(path)[0]["queue"] == f"'{name}"
    write(path, made, raw_text=True)
    assert read_csv(path)[0]["queue"] == name
    write(path.with_suffix(".json"), made)
    assert json.loads(path.with_suffix(".json").read_text())["rows"][0]["queue"] == name
    assert harmless("voice") == "voice"


def test_json_keeps_its_schema_and_its_numbers(tmp_path):
    made, path = example_plan(("voice", 'a "b"')), tmp_path / "plan.json"
    write(path, made)
    text = path.read_text(encoding="utf-8")
    document = json.loads(text)
    jsonschema.validate(document, PlanDocument.model_json_schema())
    model = PlanDocument.model_validate_json(text)
    assert list(document) == [
        "schema_version", "wfm_version", "inputs", "figures", "units", "rows", "summary",
    ]  # fmt: skip
    assert tuple(document["rows"][0]) == PLAN_COLUMNS
    assert [row.asa for row in model.rows] == made.columns["asa"].tolist()
    assert model.inputs.shrinkage.total == 0.3
    assert document["inputs"]["defaults"] == ["a thing"]
    assert model.summary.total.contacts == made.demand.volume.sum()


def test_json_has_null_for_what_is_not_finite(tmp_path):
    path = tmp_path / "plan.json"
    # a ceiling of 100 % alone lets load equal agents: the queue grows without end
    made = planned(demand([20.0, 0.0], [180.0, np.nan]), Target(max_occupancy=1.0))
    write(path, made)
    full, empty = json.loads(path.read_text())["rows"]
    assert (full["agents"], full["asa"], full["service_level"]) == (2, None, 0)
    assert (empty["aht"], empty["agents"]) == (None, 0)


def test_a_number_is_the_shortest_text_of_the_same_value():
    assert [number(x) for x in (0.1, 12.0, 1 / 3, np.inf)] == ["0.1", "12", repr(1 / 3), "inf"]


def test_a_stream_gets_the_same_bytes_as_a_file(tmp_path):
    made, stream, path = example_plan(), io.BytesIO(), tmp_path / "plan.csv"
    writer = writer_of(".csv", stream, made)
    for block in made.blocks():
        writer.write(block)
    write(path, made)
    assert stream.getvalue() == path.read_bytes()
