"""Contradictions between the values of a plan in JSON are refused as in a table."""

import copy
import io
import json

import pytest

import wfm
from wfm.errors import DataError
from wfm.planning.plan_reader import read_plan, read_plan_frame

STARTS = ["2026-06-01 07:00", "2026-06-01 07:20", "2026-06-01 07:40"]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("plans") / "plan.json"
    table = {
        "queue": ["gas"] * 3 + ["water"] * 3,
        "start": STARTS * 2,
        "volume": [12, 15, 9, 4, 6, 5],
        "aht": [200] * 6,
    }
    wfm.plan(table, "80/20", shrinkage="breaks=8%,leave=12%", tz="Europe/Lisbon").save(path)
    return json.loads(path.read_text())


@pytest.fixture
def document(written):
    return copy.deepcopy(written)


def read(document):
    text = document if isinstance(document, str) else json.dumps(document)
    return read_plan("-", stdin=io.BytesIO(text.encode()))


def refusal(document):
    """The lines of the refusal, without the name of the source."""
    with pytest.raises(DataError) as caught:
        read(document)
    return [problem.text for problem in caught.value.problems]


def test_the_plan_as_written_is_read(document):
    assert len(read(document).demand) == 6
    assert len(read("\ufeff" + json.dumps(document)).demand) == 6


def test_a_repeated_row_is_refused_instead_of_added_up(document):
    document["rows"].append(dict(document["rows"][4]))
    assert refusal(document) == [
        "rows[6].start: duplicate interval 2026-06-01T07:20:00+01:00 of queue 'water', also in "
        "rows[4] — correct the start of one of them"
    ]


def test_many_repeated_rows_are_one_line(document):
    document["rows"] += copy.deepcopy(document["rows"])
    with pytest.raises(DataError) as caught:
        read(document)
    assert caught.value.count == 6
    assert len(str(caught.value).split("\n")) == 1
    assert "(6 like this)" in str(caught.value)


def test_an_interval_unlike_that_of_the_plan_is_refused(document):
    document["rows"][2]["interval"] = 600
    assert refusal(document) == [
        "rows[2].interval: 600 s is not the interval of the plan, 1200 s in inputs.interval "
        "— all rows must have the same"
    ]
    document["rows"][2]["interval"] = 1200
    for length in (1200.5, 90_000):
        document["inputs"]["interval"] = length
        assert refusal(document)[0].startswith("inputs.interval: must be whole seconds")


def test_rows_that_overlap_or_lie_off_the_grid_are_refused(document):
    document["rows"][1]["start"] = "2026-06-01T07:10:00+01:00"
    said = refusal(document)
    assert "starts 10 min after rows[0], but intervals are 20 min long" in said[0]
    assert any("does not fit the intervals of 20 min" in text for text in said)


@pytest.mark.parametrize("zone", ["Europe/Lisboa", "/etc/localtime", "../UTC", "UTC+99:99", ""])
def test_a_zone_that_does_not_exist_is_refused(document, zone):
    document["inputs"]["zone"] = zone
    (text,) = refusal(document)
    assert text.startswith(f"inputs.zone: unknown time zone {zone!r}")


def test_a_time_without_offset_contradicts_the_zone(document):
    document["rows"][3]["start"] = "2026-06-01T07:00:00"
    assert refusal(document)[0].startswith(
        "rows[3].start: 2026-06-01T07:00:00 has no offset from UTC, but inputs.zone is"
    )
    document["inputs"]["zone"] = None
    assert "differs from that of rows[0]" in refusal(document)[0]


@pytest.mark.parametrize(
    "start",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:40:00-14:00", "1899-12-31T00:00:00+00:00"],
)
def test_a_year_that_is_no_date_of_a_plan_is_refused(document, start):
    document["rows"][0]["start"] = start
    assert refusal(document) == [
        f"rows[0].start: the year {int(start[:4])} must be from 1900 to 2200"
    ]


def test_a_fraction_of_a_second_is_refused(document):
    document["rows"][5]["start"] = "2026-06-01T07:40:00.250+01:00"
    assert "must be a whole second" in refusal(document)[0]


@pytest.mark.parametrize("number", ["9" * 5000, "1e400", "NaN", "Infinity", "1e12", "-1", "2.5"])
def test_numbers_that_are_no_agents_are_refused(document, number):
    document["rows"][1]["agents"] = 123_456
    (text,) = refusal(json.dumps(document).replace("123456", number))
    assert text.startswith(("rows[1].agents: ", "is not JSON"))
    assert len(text) < 250


@pytest.mark.parametrize("part", ["volume", "aht", "asa"])
def test_numbers_without_a_finite_product_are_refused(document, part):
    document["rows"][1][part] = 1e307
    (text,) = refusal(document)
    assert text.startswith(f"rows[1].{part}: must be less than or equal to")


def test_a_chat_without_its_handle_times_is_refused(document):
    document["inputs"]["targets"][1]["model"] = "chat"
    (text,) = refusal(document)
    assert text.startswith("inputs.targets[1]: aht_by_concurrency must have")


def test_a_total_of_shrinkage_that_is_not_that_of_its_components_is_refused(document):
    document["inputs"]["shrinkage"]["total"] = 0.25
    (text,) = refusal(document)
    assert text == (
        "inputs.shrinkage.total: is 25 %, but the components are 20 % — write the same total, or "
        "correct the components"
    )


def test_shrinkage_that_leaves_no_time_is_refused(document):
    document["inputs"]["shrinkage"]["components"][0]["share"] = 0.95
    assert refusal(document)[0].startswith("inputs.shrinkage: shrinkage ")


def test_a_cell_of_a_row_that_cannot_be_read_is_named(document):
    document["rows"][2]["target"] = "eighty"
    assert refusal(document)[0].startswith("rows[2].target: ")


def test_a_document_that_is_no_json_has_its_line():
    with pytest.raises(DataError, match=r"^<stdin>:2: is not JSON at column \d+: ") as caught:
        read('{"schema_version": "2.0",\n oops')
    assert caught.value.problems[0].line == 2


def test_a_plan_of_another_version_says_so_once(document):
    document["schema_version"] = "1.7"
    del document["figures"], document["units"]
    assert refusal(document) == [
        "is a plan of version '1.7', but this wfm reads '2.0': make it again with wfm staff -o"
    ]


def test_rows_of_a_table_that_differ_in_their_interval_are_refused():
    table = {"start": STARTS, "agents": [3, 4, 5], "interval": [1200, 1200, 600]}
    with pytest.raises(DataError, match="column 'interval': the length is 600 s, but 1200 s"):
        read_plan_frame(table)


def test_rows_of_a_table_that_are_repeated_are_refused():
    with pytest.raises(DataError, match="duplicate interval"):
        read_plan_frame({"start": [*STARTS, STARTS[1]], "agents": [3, 4, 5, 4]})


@pytest.mark.parametrize(
    ("column", "cells", "said"),
    [
        ("time_zone", ["Mars/Base"] * 3, "unknown time zone 'Mars/Base'"),
        ("time_zone", ["Asia/Tokyo", "Asia/Seoul", "Asia/Tokyo"], "'Asia/Seoul', but rows above"),
        ("contract_hours", ["38", "38", "40"], "'40', but rows above have '38'"),
        ("contract_hours", ["-3"] * 3, "contract_hours must be"),
    ],
)
def test_inputs_of_a_whole_plan_are_one_and_exist(column, cells, said):
    rows = "".join(f"{start},5,{cell}\n" for start, cell in zip(STARTS, cells, strict=True))
    with pytest.raises(DataError, match=said):
        read_plan("-", stdin=io.BytesIO(f"start,agents,{column}\n{rows}".encode()))


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("agents", True, "must be a whole number: got True"),
        ("agents", "12", "must be a whole number: got '12'"),
        ("agents", 12.5, "must be a whole number: got 12.5"),
        ("volume", "1e1", "must be a number: got '1e1'"),
        ("volume", False, "must be a number: got False"),
        ("occupancy", "0.5", "must be a number: got '0.5'"),
        ("queue", 7, "must be text in quotes: got 7"),
        ("start", 1780297200, "must be a date and time in quotes"),
        ("start", "1780297200", "must be a date and time in quotes"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_place(document, key, value, message):
    document["rows"][2][key] = value
    (text,) = refusal(document)
    assert text.startswith(f"rows[2].{key}: {message}")


def test_whole_numbers_with_a_decimal_point_are_read(document):
    document["rows"][2]["agents"] = 12.0
    assert read(document).columns["agents"][2] == 12


def test_a_truth_value_is_no_word_and_no_number(document):
    for value in ("yes", 1, "true"):
        document["inputs"]["shrinkage"]["additive"] = value
        assert refusal(document)[0].startswith(
            "inputs.shrinkage.additive: must be true or false: got "
        )


@pytest.mark.parametrize("version", ["2.1", "3.0", "99.0", "9" * 5000, "two", ""])
def test_a_plan_of_a_later_version_is_refused(document, version):
    document["schema_version"] = version
    (text,) = refusal(document)
    assert text.startswith("schema_version: ")
    assert "must be at most '2.0'" in text


@pytest.mark.parametrize(
    ("name", "hint"),
    [("Gas", "; did you mean 'gas'?"), ("gas ", "; did you mean 'gas'?"), ("x", "")],
)
def test_a_queue_that_the_inputs_do_not_name_is_refused_once(document, name, hint):
    for row in document["rows"][:2]:
        row["queue"] = name
    assert refusal(document) == [
        f"rows[0].queue: {name!r} is none of inputs.queues{hint} — correct it, or add it there"
    ]


def test_two_names_that_differ_in_blanks_around_them_are_one_queue(document):
    document["inputs"]["queues"] += [" gas"]
    assert refusal(document) == [
        "inputs.queues[2]: ' gas' is the same queue as 'gas' — write it in one form, once"
    ]


def test_an_interval_that_differs_little_is_shown_with_all_its_digits(document):
    document["rows"][1]["interval"] = 1200.0000001
    (text,) = refusal(document)
    assert "1200.0000001 s is not the interval of the plan, 1200 s" in text


@pytest.mark.parametrize("more", ["\n{}", "\0", " x", "\ufeff"])
def test_text_after_the_plan_is_refused_with_its_place(document, more):
    text = json.dumps(document, indent=1)
    (found,) = refusal(text + more)
    assert "has text after the end of the plan: delete it" in found
    assert len(read(text + "\n \t\n").demand) == 6


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_json_in_another_encoding_is_named(document, encoding):
    with pytest.raises(DataError, match=r"<stdin>: is JSON in UTF-(16|32): save it as UTF-8"):
        read_plan("-", stdin=io.BytesIO(json.dumps(document).encode(encoding)))
