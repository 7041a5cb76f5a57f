"""A plan read back from its file is the plan that was written, in every format."""

import copy
import io
import json
import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from support.forecasts import demand, planned
from wfm import datetimes
from wfm.errors import DataError
from wfm.io import ReadOptions
from wfm.planning.plan import Plan
from wfm.planning.plan_reader import read_plan
from wfm.planning.records import PlanInputs
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import QueueTarget, Target

BERLIN = ZoneInfo("Europe/Berlin")
HEAD = "queue,start,calls,aht_s,agents"
CHANGE = [datetime(2026, 3, day, 9, tzinfo=BERLIN) for day in (28, 29, 30)]  # clocks on the 29th


def of_text(text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return read_plan("-", ReadOptions(**options), stdin=io.BytesIO(data))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The JSON document of two queues, three intervals each, in Berlin."""
    start = [int(moment.timestamp()) for moment in CHANGE] * 2
    both = demand(
        [10.0, 20.0, 0.0, 30.0, 40.0, 50.0],
        [180.0, 180.0, np.nan, 240.0, 240.0, 240.0],
        start=start,
        queue=[0, 0, 0, 1, 1, 1],
        queues=("sales", "support"),
        zone=BERLIN,
    )
    path = tmp_path_factory.mktemp("written") / "plan.json"
    planned(both, Target(0.8, 20.0)).save(path)
    return json.loads(path.read_text())


@pytest.fixture
def document(written):
    return copy.deepcopy(written)


def test_a_plan_in_a_zone_keeps_its_hours_when_the_clocks_change(document):
    plan = of_text(json.dumps(document), queues=("sales",))
    wall = datetimes.local(plan.demand.start, plan.demand.zone)
    assert (wall % 86_400 // 3600).tolist() == [9, 9, 9]
    assert plan.demand.start.tolist() == [int(moment.timestamp()) for moment in CHANGE]
    assert plan.demand.start.dtype == np.int64
    summer = datetime(2026, 7, 1, tzinfo=plan.demand.zone).utcoffset()
    assert summer == timedelta(hours=2)


def test_a_plan_with_a_fixed_offset_has_that_offset_in_every_season(document):
    document["inputs"]["zone"] = "UTC-05:30"
    for row in document["rows"]:
        row["start"] = row["start"][:19] + "-05:30"
    plan = of_text(json.dumps(document))
    for month in (1, 7):
        offset = datetime(2026, month, 1, tzinfo=plan.demand.zone).utcoffset()
        assert offset == -timedelta(hours=5, minutes=30)
    first = datetime.fromisoformat(document["rows"][0]["start"])
    assert plan.demand.start[0] == int(first.timestamp())


def test_a_plan_without_a_zone_counts_seconds_of_the_wall_clock(document):
    document["inputs"]["zone"] = None
    for row in document["rows"]:
        row["start"] = row["start"][:19]
    plan = of_text(json.dumps(document))
    assert plan.demand.zone is None
    wall = datetime(2026, 3, 28, 9, tzinfo=UTC)
    assert plan.demand.start[0] == int(wall.timestamp())


def test_the_rows_of_a_json_plan_keep_their_order_and_values(document):
    plan = of_text(json.dumps(document))
    rows = document["rows"]
    assert plan.demand.queues == ("sales", "support")
    assert plan.demand.queue.tolist() == [0, 0, 0, 1, 1, 1]
    assert plan.demand.volume.tolist() == [10, 20, 0, 30, 40, 50]
    assert plan.demand.aht.tolist()[:2] == [180, 180]
    assert math.isnan(plan.demand.aht[2])
    assert plan.demand.interval == 1800
    assert plan.demand.source == "-"
    assert plan.demand.line.tolist() == [0] * 6
    assert plan.agents.tolist() == [row["agents"] for row in rows]
    assert plan.agents.dtype == np.int64
    assert plan.agents[5] > plan.agents[3] > 0


def test_only_the_chosen_queues_of_a_json_plan_are_read(document):
    plan = of_text(json.dumps(document), queues=("support",))
    assert plan.demand.queues == ("support",)
    assert plan.demand.volume.tolist() == [30, 40, 50]
    with pytest.raises(DataError, match="<stdin>: has no rows of the queue asked for"):
        of_text(json.dumps(document), queues=("back office",))


def test_blanks_before_a_json_plan_are_ignored(document):
    assert len(of_text("\n  \t" + json.dumps(document)).demand) == 6


@pytest.mark.parametrize(
    "target",
    [
        Target(0.9, 15.0, 25.0, 0.7),
        Target(0.8, 20.0),
        Target(None, 30.0, 12.0),
        Target(None, 45.0, None, 0.75),
    ],
)
def test_each_part_of_the_target_is_read_back(tmp_path, target):
    path = str(tmp_path / "plan.json")
    planned(demand([10.0], 180.0), target).save(path)
    assert read_plan(path).inputs.common_target == QueueTarget.of(target)


def test_a_plan_for_an_asa_has_the_limit_at_which_its_service_level_is_reported(tmp_path):
    path = tmp_path / "plan.json"
    planned(demand([10.0], 180.0), Target(asa=20.0)).save(path)
    (target,) = json.loads(path.read_text())["inputs"]["targets"]
    assert (target["service_level"], target["within"], target["asa"]) == (None, 60.0, 20.0)
    assert read_plan(str(path)).inputs.common_target == QueueTarget.of(Target(None, 60.0, 20.0))


@pytest.mark.parametrize("lost", [DEFAULT, Shrinkage.parse("30%"), Shrinkage(DEFAULT.components)])
def test_shrinkage_is_read_back_by_component(tmp_path, lost):
    for additive in (True, False):
        given = Shrinkage(lost.components, additive)
        path = str(tmp_path / f"{additive}.json")
        planned(demand([10.0], 180.0), Target(0.8, 20.0), given).save(path)
        found = read_plan(path).inputs.shrinkage
        assert found == given
        assert found.total == given.total


def test_models_teams_and_targets_of_a_json_plan_are_read(document):
    models = ["erlang_c"] * 3 + ["chat"] * 3
    for row, model in zip(document["rows"], models, strict=True):
        row["model"] = model
    for row in document["rows"][3:]:
        row["team"] = "desk"
    base = {"model": "erlang_a", "service_level": 0.7, "within": 33.0, "definition": "answered"}
    document["inputs"]["targets"] = [
        {"queue": "sales", **base, "patience": 90.0, "aht_by_concurrency": []},
        {
            "queue": "support", "model": "chat", "service_level": None, "within": 44.0,
            "patience": None, "definition": "offered", "aht_by_concurrency": [100.0, 130.0],
        },
    ]  # fmt: skip
    plan = of_text(json.dumps(document))
    assert plan.inputs.models == {"sales": "erlang_c", "support": "chat"}
    assert plan.inputs.teams == {"support": "desk"}
    assert plan.inputs.targets == {
        "sales": QueueTarget("erlang_a", 0.7, 33.0, 90.0, "answered"),
        "support": QueueTarget("chat", None, 44.0, math.inf, "offered", (100.0, 130.0)),
    }


def test_an_invalid_json_plan_is_refused_with_the_place_of_each_mistake(document, tmp_path):
    document["rows"][1]["agents"] = -1
    document["inputs"]["zone"] = 7
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document))
    with pytest.raises(DataError) as caught:
        read_plan(str(path))
    assert caught.value.count == 2
    said = str(caught.value)
    assert said.startswith(str(path))
    assert "rows[1].agents: must be greater than or equal to 0: got -1" in said
    assert "inputs.zone: must be text in quotes: got 7" in said
    with pytest.raises(DataError, match="is not JSON at column"):
        of_text('{"rows": [')


TABLE = f"""{HEAD},model,team
sales,2026-03-02 09:30,20,180,7,erlang_c,
sales,2026-03-02 09:00,10,180,4,erlang_c,
support,2026-03-02 09:00,30,240,11,chat,desk
support,2026-03-02 09:30,40,240,0,chat,desk
"""


def test_each_row_of_a_table_keeps_its_agents_in_any_order_of_rows():
    plan = of_text(TABLE)
    assert plan.demand.volume.tolist() == [10, 20, 30, 40]
    assert plan.agents.tolist() == [4, 7, 11, 0]
    assert plan.agents.dtype == np.int64
    assert plan.inputs.models == {"sales": "erlang_c", "support": "chat"}
    assert plan.inputs.teams == {"support": "desk"}
    assert plan.inputs.shrinkage is None
    assert plan.inputs.targets == {}


def test_the_first_row_of_each_queue_sets_its_model_and_team():
    lines = TABLE.replace("7,erlang_c,", "7,blend,late").splitlines()
    assert of_text("\n".join(lines)).inputs.models == {"sales": "erlang_c", "support": "chat"}
    sooner = lines[2].replace("4,erlang_c,", "4,erlang_a,early")
    plan = of_text("\n".join([*lines[:2], sooner, *lines[3:]]))
    assert plan.inputs.models == {"sales": "erlang_a", "support": "chat"}
    assert plan.inputs.teams == {"sales": "early", "support": "desk"}


def test_only_the_chosen_queues_of_a_table_are_read():
    plan = of_text(TABLE, queues=("support",))
    assert plan.demand.queues == ("support",)
    assert plan.agents.tolist() == [11, 0]


def test_headings_may_have_capitals_blanks_and_a_byte_order_mark():
    table = "\ufeffAGENTS , Start,calls,aht_s, Team \n5,2026-03-02 09:00,10,180, desk \n"
    for text in (table, table.encode("utf-8")):
        plan = of_text(text, interval=1800.0)
        assert plan.agents.tolist() == [5]
        assert plan.inputs.teams == {"": "desk"}


def test_blank_lines_of_a_table_are_ignored():
    lines = TABLE.splitlines()
    plan = of_text("\n\n".join(lines) + "\n\n\n")
    assert plan.agents.tolist() == [4, 7, 11, 0]


def test_integer_agents_may_have_a_decimal_mark():
    plan = of_text("start;calls;aht_s;agents\n2026-03-02 09:00;10,5;180;12,0\n", interval=1800.0)
    assert plan.agents.tolist() == [12]
    assert plan.demand.volume.tolist() == [10.5]
    dotted = of_text("start,calls,aht_s,agents\n2026-03-02 09:00,10,180,12.0\n", interval=1800.0)
    assert dotted.agents.tolist() == [12]


@pytest.mark.parametrize("cell", ["2.5", "-1", "many", "", "1e10", "nan", "inf"])
def test_agents_that_are_not_an_integer_are_refused_with_line_and_column(cell):
    table = f"{HEAD}\n,2026-03-02 09:00,1,180,1\n,2026-03-02 09:30,1,180,{cell}\n"
    with pytest.raises(DataError) as caught:
        of_text(table)
    assert caught.value.count == 1
    said = str(caught.value)
    assert said.startswith("<stdin>:3: column 'agents'")


@pytest.mark.parametrize(("cell", "agents"), [("0", 0), ("1e9", 1_000_000_000), (" 3 ", 3)])
def test_the_smallest_and_largest_numbers_of_agents_are_read(cell, agents):
    table = f"{HEAD}\n,2026-03-02 09:00,1,180,{cell}\n"
    assert of_text(table, interval=1800.0).agents.tolist() == [agents]


def test_all_invalid_numbers_of_agents_are_reported_together():
    bad = TABLE.replace(",7,", ",x,").replace(",11,", ",y,")
    with pytest.raises(DataError) as caught:
        of_text(bad)
    assert caught.value.count == 2
    assert "<stdin>:2" in str(caught.value)
    assert "<stdin>:4" in str(caught.value)


def test_a_forecast_is_refused_as_a_plan(tmp_path):
    path = tmp_path / "forecast.csv"
    path.write_text("\nstart,calls,aht_s\n2026-03-02 09:00,1,180\n2026-03-02 09:30,1,180\n")
    with pytest.raises(DataError, match=r"has no column of agents.*wfm\.plan") as error:
        read_plan(str(path))
    assert str(error.value).startswith(f"{path}:2: ")


def test_the_error_names_a_file_that_cannot_be_opened(tmp_path):
    with pytest.raises(DataError, match=r"none\.csv: file not found"):
        read_plan(str(tmp_path / "none.csv"))


def test_a_workbook_is_read_from_the_sheet_plan_or_the_chosen_sheet(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    path = str(tmp_path / "plan.xlsx")
    with xlsxwriter.Workbook(path) as book:
        for name, agents in (("Notes", 1), ("Plan", 2), ("Other", 3)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["start", "calls", "aht_s", "agents"])
            for row in (1, 2):
                start = f"2026-03-02 09:{30 * row - 30:02d}"
                sheet.write_row(row, 0, [start, 10, 180, agents])
    assert read_plan(path).agents.tolist() == [2, 2]
    assert read_plan(path, ReadOptions(sheet="Other")).agents.tolist() == [3, 3]
    with open(path, "rb") as file, pytest.raises(DataError, match="cannot be read from a pipe"):
        read_plan("-", stdin=file)


@pytest.mark.parametrize("name", ["CET", "EST5EDT", "Japan", "Europe/Berlin", "UTC"])
def test_a_zone_is_read_back_by_its_name_with_its_clock_changes(tmp_path, name):
    zone = ZoneInfo(name)
    days = [datetime(2026, month, 28, 9, tzinfo=zone) for month in (3, 10)]
    start = [int(day.timestamp()) for day in days] + [int(days[0].timestamp()) + 86400 * 3]
    path = tmp_path / "plan.json"
    planned(demand([10.0] * 3, 180.0, start=sorted(start), zone=zone), Target(0.8, 20.0)).save(path)
    plan = read_plan(path)
    assert plan.demand.zone == zone
    wall = datetimes.local(plan.demand.start, plan.demand.zone) % 86_400 // 3600
    expected = datetimes.local(np.array(sorted(start)), zone) % 86_400 // 3600
    assert wall.tolist() == expected.tolist()


TWO_ROWS = "start;calls;aht_s;agents\n2026-03-02 09:00;10;180;{}\n2026-03-02 09:30;10;180;3\n"


def test_grouped_agents_are_read_with_the_thousands_separator_and_never_guessed():
    text = TWO_ROWS.format("12.000")
    assert of_text(text, thousands=".").agents.tolist() == [12000, 3]
    with pytest.raises(DataError, match=r"<stdin>:2: column 'agents': '12.000' is ambiguous"):
        of_text(text)
    with pytest.raises(DataError, match=r"<stdin>:2: column 'agents': '12,000' is ambiguous"):
        of_text(TWO_ROWS.format("12,000"))
    assert of_text(TWO_ROWS.format("12,000"), decimal=",").agents.tolist() == [12, 3]
    comma = TWO_ROWS.replace(";", ",").format('"1,234"')
    assert of_text(comma, thousands=",").agents.tolist() == [1234, 3]
    with pytest.raises(DataError, match=r"'1,234' is ambiguous: 1234 or 1.234"):
        of_text(comma)


@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx", "json"])
def test_every_format_carries_targets_models_and_shrinkage(tmp_path, suffix):
    forecast = demand(
        [10.0, 20.0, 5.0] * 2,
        180.0,
        queue=np.repeat([0, 1, 2], 2),
        queues=("a", "b", "c"),
        start=[0, 1800] * 3,
    )
    targets = {
        "a": QueueTarget("erlang_a", 0.855, 45.0, 90.0, "answered", abandonment=0.03),
        "b": QueueTarget("erlang_c", None, 30.0, asa=12.5, max_occupancy=0.8),
        "c": QueueTarget("chat", 0.9, 60.0, aht_by_concurrency=(180.0, 250.5)),
    }
    inputs = PlanInputs(
        targets=targets,
        shrinkage=Shrinkage.parse("breaks=7.5%,leave=11%"),
        teams={"a": "desk", "b": "desk", "c": "c"},
        models={name: target.model for name, target in targets.items()},
    )
    asa = np.array([1.0, np.inf, np.nan, 2.0, 3.0, 4.0])
    columns = {"agents": np.array([3.0, 4.0, 2.0, 5.0, 6.0, 7.0]), "asa": asa}
    path = tmp_path / f"plan.{suffix}"
    Plan(forecast, inputs, columns).save(path)
    plan = read_plan(path)
    assert plan.inputs.targets == targets
    assert plan.inputs.shrinkage == inputs.shrinkage
    assert plan.inputs.models == inputs.models
    assert plan.inputs.teams == inputs.teams
    assert plan.inputs.defaults == ()
    assert plan.agents.tolist() == [3, 4, 2, 5, 6, 7]
    assert "scheduled" not in plan.columns


def test_a_table_without_targets_lists_the_defaults_that_replace_them(tmp_path):
    plan = of_text(TABLE)
    assert plan.inputs.defaults == (
        "target 85/60: the plan file has none",
        "shrinkage 30 % by component: the plan file has none",
    )
    path = tmp_path / "plan.csv"
    planned(demand([10.0, 20.0], 180.0), Target.parse("85/60")).save(path)
    assert read_plan(path).inputs.defaults == ()


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("target", "85", "no time limit"),
        ("target", "85/x", "time limit of the target"),
        ("patience", "soon", "patience must be a duration"),
        ("max_occupancy", "120", "max_occupancy must be"),
        ("definition", "some", "'some' is not a definition"),
        ("shrinkage", "1.2", "shrinkage"),
        ("aht_by_concurrency", "180 x", "aht_by_concurrency"),
    ],
)
def test_an_invalid_input_is_refused_with_line_and_column(column, cell, message):
    text = (
        f"start,calls,aht_s,agents,asa,{'target,' if column != 'target' else ''}{column}\n"
        f"2026-03-02 09:00,10,180,3,1,{'80/20,' if column != 'target' else ''}{cell}\n"
    )
    with pytest.raises(DataError) as caught:
        of_text(text, interval=1800.0)
    assert str(caught.value).startswith(f"<stdin>:2: column '{column}': ")
    assert message in str(caught.value)


def test_a_queue_may_have_two_targets():
    text = (
        "start,calls,aht_s,agents,target\n"
        "2026-03-02 09:00,10,180,3,80/20\n2026-03-02 09:30,10,180,3,90/10\n"
    )
    plan = of_text(text)
    levels = [plan.settings.settings[row].target.service_level for row in plan.settings.row]
    assert levels == [0.8, 0.9]
    assert plan.inputs.targets == {}
    assert plan.inputs.common_target is None


def test_results_that_are_not_numbers_are_left_out():
    text = (
        "start,calls,aht_s,agents,service_level,asa\n"
        "2026-03-02 09:00,10,180,3,good,inf\n2026-03-02 09:30,10,180,3,90%,2.5\n"
    )
    plan = of_text(text)
    assert sorted(plan.columns) == ["agents", "asa"]
    shares = of_text(text.replace("good", "85.5%")).columns["service_level"]
    assert shares.tolist() == [0.855, 0.9]
    assert "service_level" not in of_text(text.replace("good", "1e308")).columns
    assert plan.columns["asa"].tolist() == [math.inf, 2.5]
