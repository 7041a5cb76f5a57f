"""``wfm schema``: real outputs have the shape that it prints."""

import json

import pytest
from pydantic import ValidationError

from wfm.cli.error_document import ErrorDocument
from wfm.errors import UnreachableError
from wfm.history.counts_document import CountsDocument
from wfm.planning.service_document import ServiceDocument
from wfm.scenarios.whatif_document import WhatIfDocument

FORECAST = """queue,start,calls,aht,people,target
north,2026-06-01 10:00,41,195,7,75/25
north,2026-06-01 10:30,0,,2,75/25
south,2026-06-01 10:00,23,320,2,90/15
south,2026-06-01 10:30,26,315,5,80/15
"""
LOG = """Call Start,Queue,Wait Time,Handle Time,Disposition
2026-06-01 10:03,north,12,181,Answered
2026-06-01 10:09,north,95,,Abandoned
2026-06-01 10:44,south,3,240,Answered
"""


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "day.csv").write_text(FORECAST)
    (tmp_path / "log.csv").write_text(LOG)
    (tmp_path / "arrivals.csv").write_text("Call Start\n2026-06-01 10:03\n2026-06-01 10:09\n")
    (tmp_path / "wrong.csv").write_text("start,calls,aht\n2026-06-01 10:00,x,200\nhello,3,y\n")
    return tmp_path


@pytest.mark.parametrize(
    ("model", "words", "code"),
    [
        (ServiceDocument, "staff day.csv --agents people", 0),
        (ServiceDocument, "staff day.csv --scheduled people --patience 2m --tz Europe/Paris", 0),
        (CountsDocument, "count log.csv", 0),
        (CountsDocument, "count arrivals.csv --interval 15m --tz Asia/Tokyo", 0),
        (WhatIfDocument, "whatif day.csv --volume ±10% --shrinkage 25%,35%", 0),
        (ErrorDocument, "staff wrong.csv", 3),
        (ErrorDocument, "staff none.csv", 3),
        (ErrorDocument, "staff day.csv --target 80", 2),
        (ErrorDocument, "staff day.csv --nothing", 2),
        (ErrorDocument, "staff day.csv -o none/plan.csv", 2),
        (ErrorDocument, "schedule wrong.csv", 3),
        (ErrorDocument, "count wrong.csv", 3),
        (ErrorDocument, "calc 20 --interval 30m --aht 4m --lines 2", 2),
    ],
)
def test_the_json_of_a_command_has_the_shape_of_its_schema(wfm_inside, files, model, words, code):
    done = wfm_inside(*words.split(), "--json")
    assert done.returncode == code
    document = model.model_validate_json(done.stdout)
    given = json.loads(done.stdout)
    assert document.model_fields_set == given.keys()
    if code:
        assert given["error"]["exit_code"] == code
        with pytest.raises(ValidationError):
            model.model_validate(given | {"another": 1})


def test_a_target_that_cannot_be_met_has_the_shape_too(wfm_inside, monkeypatch):
    def unreachable(*words, **options):
        raise UnreachableError("no number of agents meets the target.")

    monkeypatch.setattr("wfm.planning.interval.staff_interval", unreachable)
    done = wfm_inside("calc", "20", "--interval", "30m", "--aht", "4m", "--json")
    assert ErrorDocument.model_validate_json(done.stdout).error.exit_code == 4


@pytest.mark.parametrize("path", ["service.json", "counted.json"])
def test_the_files_of_a_command_have_the_shape_of_its_schema(wfm_inside, files, path):
    words = (
        ("count", "log.csv")
        if path == "counted.json"
        else ("staff", "day.csv", "--agents", "people")
    )
    assert wfm_inside(*words, "-o", path).returncode == 0
    model = CountsDocument if path == "counted.json" else ServiceDocument
    model.model_validate_json((files / path).read_text())


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("plan", "PlanDocument"), ("schedule", "ScheduleDocument"), ("service", "ServiceDocument"),
        ("counts", "CountsDocument"), ("review", "ReviewDocument"), ("error", "ErrorDocument"),
        ("compare", "ComparisonDocument"),
    ],
)  # fmt: skip
def test_every_document_has_a_schema(wfm_inside, name, title):
    schema = json.loads(wfm_inside("schema", name).stdout)
    assert schema["title"] == title
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False


def test_an_unknown_document_is_refused_with_those_there_are(wfm_inside):
    done = wfm_inside("schema", "rota")
    assert done.returncode == 2
    known = (
        "plan, schedule, service, counts, forecast, whatif, review, compare, capacity, error: "
        "got 'rota'"
    )
    assert known in done.stderr
