"""A plan in a file is scheduled as the plan itself: in every format, byte for byte."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from support.forecasts import demand
from wfm.centre import Centre, DeferredTarget, Queue, staff_centre
from wfm.planning.plan import Plan, plan_of
from wfm.planning.plan_inputs_sheet import HEADINGS, input_lines
from wfm.planning.plan_reader import read_plan
from wfm.planning.records import PlanBasis, PlanInputs, RowSettings, Setting, column_or_nan
from wfm.report.schedule_text import schedule_summary_text, schedule_text
from wfm.schedule import make_schedule
from wfm.scheduling.schedule_files import schedule_csv_text, schedule_json_text
from wfm.shrinkage import DEFAULT, Component, Shrinkage
from wfm.targets import QueueTarget, Target

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = int(datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("UTC")).timestamp())
ERLANG_C, ERLANG_A = QueueTarget("erlang_c", 0.8, 20.0), QueueTarget("erlang_a", 0.9, 33.0, 95.0)
# Short shifts that start at every half-hour, and a price of understaffing: solved at once.
RULES = """
[cover]
understaffed = 7
[[shift]]
name = "short"
start = "00:00-23:30"
step = "30m"
length = ["1h", "2h"]
[[break]]
kind = "rest"
length = "15m"
paid = true
min_shift_length = "2h"
counted_from = "middle"
earliest = "-30m"
latest = "30m"
"""


def starts(count, first=MONDAY, step=1800):
    return first + step * np.arange(count)


def rows(volumes, aht=180.0, *, queues=("",), start=None, **more):
    """Queues with the same starts, one after the other; a volume for each row of each queue."""
    volumes = np.array(volumes, dtype=float).reshape(len(queues), -1)
    count = volumes.shape[1]
    start = starts(count) if start is None else start
    return demand(
        volumes.ravel(),
        aht,
        start=np.tile(start, len(queues)),
        queue=np.repeat(np.arange(len(queues)), count),
        queues=tuple(queues),
        **more,
    )


def plan(forecast, target=ERLANG_C, **inputs):
    """Every queue with the same target, or with its own by name."""
    targets = target if isinstance(target, dict) else dict.fromkeys(forecast.queues, target)
    models = {name: one.model for name, one in targets.items()}
    if set(models.values()) == {"erlang_c"}:
        models = {}
    return plan_of(PlanBasis(forecast, PlanInputs(targets, models=models, **inputs)))


def of_rows(forecast, settings, index, **inputs):
    """A plan whose target changes from row to row."""
    by_row = RowSettings(tuple(settings), np.array(index, dtype=np.int32))
    return plan_of(PlanBasis(forecast, PlanInputs(by_row=by_row, **inputs)))


def with_agents(whole, agents):
    """A plan with other agents than its models give, as a planner writes them."""
    columns = {**whole.columns, "agents": np.array(agents, dtype=float)}
    return Plan(whole.demand, whole.inputs, columns, figures=whole.figures)


def centre_plan():
    """A pool, chats, deferred work beside calls and priorities, with costs."""
    goal = Target(0.8, 30.0)
    queues = (
        Queue("calls", "erlang_a", goal, patience=200.0, team="desk", cost=21.5),
        Queue("mail", "deferred", deferred=DeferredTarget(3600.0, 0.9), team="desk"),
        Queue("chat", "chat", goal, aht_by_concurrency=(200.0, 330.0)),
        Queue("gold", "erlang_c", Target(0.9, 15.0), team="tiers"),
        Queue("basic", "erlang_c", goal, team="tiers", priority=2),
    )
    names = [queue.name for queue in queues]
    forecast = rows(
        [[30, 44, 38, 20], [6, 3, 2, 0], [14, 9, 21, 17], [8, 5, 9, 4], [25, 21, 30, 28]],
        np.repeat([180.0, 180.0, np.nan, 180.0, 180.0], 4),
        queues=names,
    )
    lost = Shrinkage.parse("breaks=6%,leave=9%")
    return staff_centre(forecast, Centre(queues, shrinkage=lost, contract_hours=37.5))


def autumn():
    """Five hours of the night in which an hour occurs twice."""
    first = int(datetime(2026, 10, 25, 0, tzinfo=BERLIN).timestamp())
    return starts(10, first)


ODD_NAMES = ("=1+1", "'=1+1", "007", "1e5", "2026-03-02", "-", 'a,b;"c"', "True", "Ünï 客服")
PLANS = {
    "one queue": lambda: plan(rows([20, 35, 41, 28])),
    "all defaults": lambda: plan(rows([20, 35, 41, 28]), QueueTarget.of(Target.parse("85/60"))),
    "three queues": lambda: plan(rows([12, 30, 25, 40, 9, 8], queues=("a", "b", "c"))),
    "a target for each queue": lambda: plan(
        rows([12, 30, 25, 40], queues=("a", "b")),
        {"a": ERLANG_C, "b": QueueTarget("erlang_c", 0.1 + 0.2, 1 / 3)},
    ),
    "patience and definition": lambda: plan(
        rows([50, 61]), QueueTarget("erlang_a", 0.85, 25.0, 140.5, "answered", abandonment=0.03)
    ),
    "asa only": lambda: plan(rows([50, 61]), QueueTarget("erlang_c", None, 60.0, asa=12.5)),
    "abandonment only": lambda: plan(
        rows([50, 61]), QueueTarget("erlang_a", None, 60.0, 180.0, abandonment=0.021)
    ),
    "occupancy cap": lambda: plan(
        rows([90, 120]), QueueTarget("erlang_c", 0.8, 20.0, max_occupancy=0.77, min_agents=2)
    ),
    "occupancy only": lambda: plan(
        rows([90, 120]), QueueTarget("erlang_c", None, 45.0, max_occupancy=1.0)
    ),
    "shrinkage by component": lambda: plan(
        rows([20, 35]), shrinkage=Shrinkage.parse("breaks=7.25%,leave=11%,own=0.1%")
    ),
    "successive shrinkage": lambda: plan(
        rows([20, 35]), shrinkage=Shrinkage(DEFAULT.components, additive=False)
    ),
    "components of other kinds": lambda: plan(
        rows([20, 35]),
        shrinkage=Shrinkage((Component("leave", 0.1, planned=False), Component("breaks", 0.08))),
    ),
    "shrinkage by queue": lambda: plan(
        rows([20, 35, 18, 22], queues=("a", "b")),
        shrinkage=Shrinkage.parse("28%"),
        shrinkages={"b": Shrinkage.parse("breaks=8%,leave=24%")},
    ),
    "contract hours": lambda: plan(rows([20, 35]), contract_hours=38.25),
    "targets by row": lambda: of_rows(
        rows([20, 35, 18, 22], queues=("a", "b")),
        [Setting(ERLANG_C, DEFAULT), Setting(ERLANG_A, Shrinkage.parse("20%"))],
        [0, 1, 0, 0],
        models={"a": "erlang_a", "b": "erlang_c"},
        targets={"b": ERLANG_C},
    ),
    "odd names": lambda: plan(rows([5, 7] * len(ODD_NAMES), queues=ODD_NAMES)),
    "a zone": lambda: plan(rows([20, 35, 41], zone=BERLIN)),
    "an hour twice": lambda: plan(rows(range(1, 11), start=autumn(), zone=BERLIN)),
    "the second of two hours": lambda: plan(rows([8, 9, 8], start=autumn()[6:9], zone=BERLIN)),
    "gaps": lambda: plan(rows([20, 35, 18], start=MONDAY + np.array([0, 7200, 86_400 * 2]))),
    "one row": lambda: plan(rows([20])),
    "quarter-hours": lambda: plan(rows([9, 12, 8, 7], start=starts(4, step=900), interval=900.0)),
    "a night": lambda: plan(rows([3, 2, 2, 1], start=starts(4, MONDAY + 14 * 3600))),
    "tiny volumes": lambda: plan(rows([0.001, 0.0, 1 / 3], [180.0, np.nan, 170.1])),
    "waits without limit": lambda: plan(
        rows([20, 0], [180.0, np.nan]), QueueTarget("erlang_c", None, 60.0, max_occupancy=1.0)
    ),
    "agents of a planner": lambda: with_agents(plan(rows([20, 35])), [9, 2]),
    "a centre": centre_plan,
}  # fmt: skip


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    path = tmp_path_factory.mktemp("rules") / "rules.toml"
    path.write_text(RULES)
    return path


def without_settings(inputs):
    """The inputs without shrinkage and targets by row, which are compared row by row."""
    return replace(inputs, notes=(), by_row=None, shrinkage=None, shrinkages={})


def outputs(whole, rules):
    """Everything that a schedule of a plan writes and prints."""
    made = make_schedule(whole, rules, cyclic=False)
    inputs = replace(made.inputs, source="plan")
    made = replace(made, inputs=inputs)
    texts = (schedule_csv_text, schedule_json_text, schedule_text, schedule_summary_text)
    return [text(made) for text in texts]


@pytest.mark.parametrize("name", PLANS)
def test_every_format_gives_the_same_schedule(name, rules, tmp_path):
    whole = PLANS[name]()
    whole = replace(whole, inputs=replace(whole.inputs, defaults=("contract_hours 40", "no asa")))
    expected = outputs(whole, rules)
    for suffix in ("json", "csv", "tsv", "xlsx"):
        path = tmp_path / f"plan.{suffix}"
        whole.save(path)
        again = read_plan(str(path))
        assert outputs(again, rules) == expected, suffix
        assert without_settings(again.inputs) == without_settings(whole.inputs), suffix
        before, after = whole.settings, again.settings
        assert [before.settings[row] for row in before.row] == [
            after.settings[row] for row in after.row
        ], suffix
        for name in ("agents", "agents_unrounded", "asa", "service_level"):
            columns = [column_or_nan(one.columns, name, len(one.demand)) for one in (whole, again)]
            assert np.array_equal(*columns, equal_nan=True), (suffix, name)


def workbook(whole, rules, path):
    """The workbook of the schedule of a plan, which has no time of its own."""
    made = make_schedule(whole, rules, cyclic=False)
    replace(made, inputs=replace(made.inputs, source="plan")).save(path, overwrite=True)
    return path.read_bytes()


@pytest.mark.parametrize("name", ["one row", "a zone", "shrinkage by component"])
def test_the_workbook_of_the_schedule_is_the_same_for_every_format(name, rules, tmp_path):
    whole = PLANS[name]()
    expected = workbook(whole, rules, tmp_path / "schedule.xlsx")
    for suffix in ("json", "csv", "xlsx"):
        path = tmp_path / f"plan.{suffix}"
        whole.save(path)
        assert workbook(read_plan(str(path)), rules, tmp_path / "again.xlsx") == expected, suffix
    other = with_agents(whole, whole.agents + 1)
    assert workbook(other, rules, tmp_path / "other.xlsx") != expected


@pytest.mark.parametrize("suffix", ["csv", "tsv"])
def test_agents_that_a_planner_edits_count_and_all_else_stays(rules, tmp_path, suffix):
    whole = plan(rows([20, 35]), ERLANG_A, shrinkage=Shrinkage.parse("17%"), contract_hours=36.0)
    path = tmp_path / f"plan.{suffix}"
    whole.save(path)
    mark = "," if suffix == "csv" else "\t"
    first, *lines = path.read_text().splitlines()
    at = first.split(mark).index("agents")
    edited = []
    for line, agents in zip(lines, ["11", "3"], strict=True):
        cells = line.split(mark)
        edited.append(mark.join([*cells[:at], agents, *cells[at + 1 :]]))
    path.write_text("\n".join([first, *reversed(edited)]))
    again = read_plan(str(path))
    assert again.agents.tolist() == [11, 3]
    assert again.inputs == whole.inputs
    assert outputs(again, rules) == outputs(with_agents(whole, [11, 3]), rules)


def test_a_workbook_is_read_with_the_inputs_that_a_planner_edits(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    whole = plan(rows([20, 35]), ERLANG_A, shrinkage=Shrinkage.parse("17%"))
    path = tmp_path / "edited.xlsx"
    lines = [
        line._replace(value=0.21) if line.label == "shrinkage" else line
        for line in input_lines(whole)
    ]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Plan")
        sheet.write_row(0, 0, ["start", "volume", "aht", "agents"])
        sheet.write_row(1, 0, ["2026-03-02 09:00", 20, 180, 6])
        sheet.write_row(2, 0, ["2026-03-02 09:30", 35, 180, 7])
        sheet = book.add_worksheet("Inputs")
        for row, cells in enumerate([HEADINGS, *lines]):
            sheet.write_row(row, 0, cells)
    again = read_plan(str(path))
    assert again.inputs.targets == {"": ERLANG_A}
    assert again.inputs.shrinkage == Shrinkage.parse("21%")


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
def test_every_field_of_the_inputs_survives_a_file(tmp_path, suffix):
    given = {
        "shrinkage": Shrinkage.parse("breaks=6%,leave=9%"),
        "contract_hours": 36.5,
        "hourly_cost": 23.75,
        "defaults": ("no asa",),
    }
    whole = plan(rows([20, 35]), ERLANG_A, **given)
    usual = PlanInputs()
    assert all(getattr(usual, name) != value for name, value in given.items())
    path = tmp_path / f"plan.{suffix}"
    whole.save(path)
    again = read_plan(str(path))
    assert again.inputs == whole.inputs
