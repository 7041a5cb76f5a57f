"""`wfm.make_schedule`: a schedule in Python, from a plan in memory, without a file between."""

import csv
import dataclasses
import io
import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

import wfm
from support.schedules import FREE_SHIFTS
from wfm.errors import DataError, InputError, UsageError
from wfm.report.schedule_text import schedule_summary_text
from wfm.scheduling.contracts import Agent
from wfm.scheduling.preparation import min_service_level_from
from wfm.scheduling.results import understaffing_text
from wfm.scheduling.rules_file import Rules, default_rules
from wfm.scheduling.schedule_document import ScheduleDocument
from wfm.vocabulary import COVERAGE_COLUMNS, SCHEDULE_COLUMNS, TERMS

FRIDAY = "1999-02-05"
CONTRACT = '\n[[contract]]\nname = "week"\ndays_per_week = [0, 5]\n'


@pytest.fixture(scope="module")
def plan():
    return wfm.plan("examples/forecast.csv", "85/60", shrinkage="breaks=8%,leave=22%")


@pytest.fixture(scope="module")
def friday(plan):
    return wfm.make_schedule(plan, first_day=FRIDAY, days=1)


def test_a_plan_in_memory_gives_the_schedule_of_its_file(plan, friday, tmp_path):
    for name in ("plan.json", "plan.csv", "plan.xlsx"):
        plan.save(tmp_path / name)
        same = wfm.make_schedule(tmp_path / name, first_day=date(1999, 2, 5), days=1)
        assert same.rows == friday.rows
        assert same.summary() == friday.summary()


def test_the_summary_has_every_figure_that_the_command_prints(friday):
    total = friday.summary()
    assert (total.status, total.gap, total.people) == ("optimal", 0.0, 0)
    assert total.shifts == len(friday.rows)
    assert total.cost == total.lower_bound
    assert total.pay == total.paid_hours
    # each of the 15 shifts is part-time, which the built-in rules price at an hour
    assert total.cost - total.pay == total.shifts - total.full_time_shifts == 15
    net = friday.coverage()["net"] - friday.coverage()["required"]
    assert total.overstaffed_hours == net.clip(lower=0).sum() / 4
    assert total.understaffed_hours == 0
    assert friday.inputs.defaults == ("built-in rules",)
    assert friday.inputs.service_level_definition == "answered within 60 s"
    assert friday.inputs.shrinkage == pytest.approx(0.22)


def test_a_schedule_cannot_be_changed(friday):
    with pytest.raises(dataclasses.FrozenInstanceError):
        friday.slot = 1


def test_frames_have_the_columns_of_the_vocabulary_and_real_times(friday):
    frame, coverage = friday.to_frame(), friday.coverage()
    assert tuple(frame.columns) == SCHEDULE_COLUMNS
    assert tuple(coverage.columns) == COVERAGE_COLUMNS
    assert {*SCHEDULE_COLUMNS, *COVERAGE_COLUMNS} <= {term.name for term in TERMS}
    hours = (frame["end"] - frame["start"]).dt.total_seconds() / 3600
    assert (hours >= frame["paid_hours"]).all()
    assert frame["paid_hours"].sum() == friday.summary().paid_hours
    steps = coverage["start"].diff().dropna().dt.total_seconds()
    assert set(steps) == {friday.slot}
    assert (coverage["net"] == coverage["present"] - coverage["on_break"]).all()


def test_times_have_the_zone_of_the_plan(tmp_path):
    forecast = wfm.read_forecast("examples/forecast.csv", tz="America/New_York")
    schedule = wfm.make_schedule(wfm.plan(forecast), first_day=FRIDAY, days=1)
    assert str(schedule.to_frame()["start"].dt.tz) == "America/New_York"
    assert schedule.coverage()["start"].iloc[0].isoformat() == "1999-02-05T07:00:00-05:00"


def test_the_document_keeps_its_schema_and_names_its_units(friday, tmp_path):
    friday.save(tmp_path / "s.json")
    text = (tmp_path / "s.json").read_text()
    document = ScheduleDocument.model_validate_json(text)
    figures = friday.summary()._asdict().items()
    # what is not known is NaN in Python and null in JSON
    expected = {name: None if value != value else value for name, value in figures}
    assert document.summary.model_dump() == expected
    assert document.units["paid_hours"] == "hours"
    assert document.units["understaffed"] == "agents"
    assert {"queue", *COVERAGE_COLUMNS} <= set(document.units)
    assert set(friday.summary()._fields) <= set(document.units)
    assert next(iter(json.loads(text)["rows"][0])) == "queue"
    assert next(iter(json.loads(text)["coverage"][0])) == "queue"


@pytest.mark.parametrize("name", ["s.csv", "s.tsv", "s.json", "s.xlsx", "s.ics"])
def test_files_are_not_overwritten_unless_asked(friday, tmp_path, name):
    friday.save(tmp_path / name)
    before = (tmp_path / name).read_bytes()
    with pytest.raises(UsageError, match="exists"):
        friday.save(tmp_path / name)
    assert (tmp_path / name).read_bytes() == before
    friday.save(tmp_path / name, overwrite=True)


def test_the_queue_is_the_first_column_of_every_table(friday, tmp_path):
    friday.save(tmp_path / "s.csv")
    with (tmp_path / "s.csv").open() as file:
        assert tuple(next(csv.reader(file))) == SCHEDULE_COLUMNS
    from wfm.scheduling.schedule_files import coverage_csv_text

    assert tuple(next(csv.reader(io.StringIO(coverage_csv_text(friday))))) == COVERAGE_COLUMNS


def test_rules_and_agents_are_files_or_records(plan, tmp_path):
    from wfm.scheduling.rules_file import read_rules

    text = FREE_SHIFTS.replace("# understaffed = 200", "understaffed = 20") + CONTRACT
    (tmp_path / "rules.toml").write_text(text)
    (tmp_path / "agents.csv").write_text("agent,contract\nAnn,week\nBob,week\n")
    by_file = wfm.make_schedule(
        plan, tmp_path / "rules.toml", tmp_path / "agents.csv", first_day=FRIDAY, days=1
    )
    team = [Agent("Ann", "week"), Agent("Bob", "week")]
    by_record = wfm.make_schedule(
        plan, read_rules(str(tmp_path / "rules.toml")), team, first_day=FRIDAY, days=1
    )
    assert by_file.rows == by_record.rows
    assert by_file.summary().people == 2
    assert by_file.inputs.rules == str(tmp_path / "rules.toml")
    assert by_record.inputs.rules == "rules in memory"
    assert by_file.inputs.defaults == ()


def test_a_target_or_a_shrinkage_replaces_that_of_the_plan_and_is_reported(plan, friday):
    other = wfm.make_schedule(
        plan, first_day=FRIDAY, days=1, target="80/5", shrinkage="breaks=8%,leave=30%"
    )
    assert other.inputs.overrides == (
        "target of the plan by 80/5", "shrinkage of the plan, 30 %, by 38 %",
    )  # fmt: skip
    assert other.inputs.service_level_definition == "answered within 5 s"
    assert other.coverage()["required"].sum() > friday.coverage()["required"].sum()
    assert friday.inputs.overrides == ()


def test_a_plan_without_a_target_or_a_shrinkage_has_the_defaults_and_lists_them(tmp_path):
    (tmp_path / "plan.csv").write_text(
        "start,calls,aht_s,agents\n2026-03-02 08:00,60,240,7\n2026-03-02 09:00,60,240,7\n"
    )
    rules = default_rules()
    rules = rules.model_copy(
        update={"cover": rules.cover.model_copy(update={"opening_hours": False})}
    )
    schedule = wfm.make_schedule(tmp_path / "plan.csv", rules)
    assert schedule.inputs.defaults == ("target 85/60", "shrinkage 30 %")
    named = wfm.make_schedule(
        tmp_path / "plan.csv", rules, target="80/20", shrinkage="breaks=8%,leave=2%"
    )
    assert (named.inputs.defaults, named.inputs.overrides) == ((), ())


def test_the_schedule_of_a_plan_in_a_table_uses_the_target_of_the_plan(tmp_path):
    plan = wfm.plan("examples/forecast.csv", "80/5", shrinkage="breaks=8%,leave=22%")
    for name in ("plan.csv", "plan.json"):
        plan.save(tmp_path / name)
        schedule = wfm.make_schedule(tmp_path / name, first_day=FRIDAY, days=1)
        assert schedule.inputs.service_level_definition == "answered within 5 s"
        assert "target 85/60" not in schedule.inputs.defaults


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"time_limit": 0}, InputError, "time_limit must be > 0"),
        ({"days": 0}, InputError, "days must be a whole number, 1 or more: got 0"),
        ({"first_day": "tomorrow"}, InputError, "first_day must be a date such as"),
        ({"first_day": "2026-01-01"}, InputError, "has no interval on these days"),
        ({"goal": "week"}, InputError, "goal must be 'interval' or 'day'"),
        ({"agents": [Agent("Ann", "week")]}, InputError, "agents need contracts"),
        ({"rules": "nowhere.toml"}, DataError, "nowhere.toml: file not found"),
    ],
)
def test_invalid_arguments_are_refused(plan, options, error, message):
    with pytest.raises(error, match=message):
        wfm.make_schedule(plan, **options)


@pytest.mark.parametrize("who", ["shifts", "contracts", "people"])
def test_a_time_limit_of_zero_is_refused_in_every_mode(plan, tmp_path, who):
    (tmp_path / "rules.toml").write_text(FREE_SHIFTS + (CONTRACT if who != "shifts" else ""))
    agents = [Agent("Ann", "week")] if who == "people" else None
    with pytest.raises(InputError, match="time_limit must be > 0"):
        wfm.make_schedule(plan, tmp_path / "rules.toml", agents, time_limit=0.0)


def test_a_schedule_of_no_shifts_has_neither_bound_nor_gap(plan, tmp_path):
    (tmp_path / "rules.toml").write_text(
        '[[shift]]\nname = "night"\nstart = "03:00"\nlength = ["2h"]\n'
    )
    schedule = wfm.make_schedule(plan, tmp_path / "rules.toml", first_day=FRIDAY, days=1)
    total = schedule.summary()
    assert (schedule.rows, total.status, total.cost) == ((), "understaffed", 0.0)
    assert np.isnan([total.lower_bound, total.gap]).all()
    assert total.understaffed_hours == total.required_hours > 0
    assert all(one.reason for one in schedule.understaffing)
    assert len(schedule.to_frame()) == 0


@pytest.mark.parametrize("start", ["03:00", "08:00"])
def test_why_there_are_no_shifts_is_said_once(start, tmp_path):
    (tmp_path / "rules.toml").write_text(
        f'[[shift]]\nname = "one"\nstart = "{start}"\nlength = ["2h"]\n'
    )
    calls = 0 if start == "08:00" else 40
    forecast = {"start": ["2026-05-04 08:00", "2026-05-04 09:00"], "calls": calls, "aht": 200}
    schedule = wfm.make_schedule(wfm.plan(forecast, "80/20"), tmp_path / "rules.toml")
    summary = schedule_summary_text(schedule)
    assert summary.count("no agents are required") == (calls == 0)
    assert summary.count("no shift is scheduled") == (calls > 0)
    assert summary.lower().count("no shifts") == (calls == 0)


def test_results_print_as_one_line(plan):
    schedule = wfm.make_schedule(plan, first_day=FRIDAY, days=1)
    for result in (plan, plan.demand, schedule):
        assert len(repr(result)) < 100
        assert "\n" not in repr(result)


def test_a_period_with_a_varying_shortfall_says_up_to(tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[[shift]]\nname = "day"\nstart = "09:00"\nlength = ["4h"]\n'
        '[[contract]]\nname = "c"\ndays_per_week = [0, 5]\npeople = 1\n'
    )
    start = pd.date_range("2026-03-02 09:00", periods=8, freq="30min")
    frame = pd.DataFrame({"start": start, "volume": [60.0] * 4 + [90.0] * 4, "aht": 300.0})
    schedule = wfm.make_schedule(wfm.plan(frame, "80/20"), rules=rules)
    texts = [understaffing_text(one, schedule) for one in schedule.understaffing]
    assert texts
    for one, text in zip(schedule.understaffing, texts, strict=True):
        (queue,) = schedule.coverage_by_queue
        part = queue.understaffed[(queue.start >= one.start) & (queue.start < one.end)]
        assert part.max() == one.agents
        assert ("up to" in text) == (part.min() < one.agents)


def test_every_note_of_the_solution_is_in_the_schedule_and_its_document(plan, tmp_path):
    repeated = wfm.make_schedule(plan, first_day=FRIDAY, days=1, cyclic=True)
    share = "no full-time shift fits on Fri 1999-02-05: no share there"
    assert len(repeated.notes) == 2
    assert repeated.notes[0].startswith("the plan repeats")
    assert repeated.notes[1] == share
    repeated.save(tmp_path / "schedule.json")
    assert json.loads((tmp_path / "schedule.json").read_text())["notes"] == list(repeated.notes)
    daily = wfm.make_schedule(plan, first_day=FRIDAY, days=1, goal="day")
    assert daily.notes[0] == share
    assert daily.notes[1].startswith("the target is met over each day, not in each interval")
    assert wfm.make_schedule(plan, first_day=FRIDAY, days=1, cyclic=False).notes == (share,)


def test_the_goal_of_a_day_takes_fewer_hours_than_that_of_each_interval(plan, friday):
    daily = wfm.make_schedule(plan, first_day=FRIDAY, days=1, goal="day")
    assert (friday.inputs.goal, daily.inputs.goal) == ("interval", "day")
    assert daily.summary().paid_hours < friday.summary().paid_hours


def test_the_least_service_level_of_the_rules_holds_in_every_slot(plan):
    rules = default_rules()

    def least(value):
        cover = rules.cover.model_copy(update={"goal": "day", "min_service_level": value})
        schedule = wfm.make_schedule(
            plan, rules.model_copy(update={"cover": cover}), first_day=FRIDAY, days=1
        )
        return schedule.coverage()["service_level"].min()

    assert least(0.0) < 0.7 <= least(0.7)


def test_the_first_day_and_the_number_of_days_select_the_schedule():
    days = [f"2026-03-0{day}" for day in range(2, 7)]
    start = [f"{day} {hour:02d}:00" for day in days for hour in range(9, 17)]
    plan = wfm.plan({"start": start, "volume": [20] * 40, "aht": [300] * 40}, "80/20")
    schedule = wfm.make_schedule(plan, first_day=days[2], days=2)
    assert {row.isoformat() for row in schedule.coverage()["start"].dt.date} == set(days[2:4])


def test_a_single_shrinkage_includes_the_breaks_unless_told_otherwise(plan):
    options = {"first_day": FRIDAY, "days": 1, "shrinkage": "30%"}
    default = wfm.make_schedule(plan, **options)
    included = wfm.make_schedule(plan, **options, breaks_in_shrinkage=True)
    separate = wfm.make_schedule(plan, **options, breaks_in_shrinkage=False)
    assert included.inputs.shrinkage == default.inputs.shrinkage < 0.3
    assert separate.inputs.shrinkage == pytest.approx(0.3)
    assert "--breaks-in-shrinkage yes" in default.inputs.defaults
    assert "--breaks-in-shrinkage yes" not in included.inputs.defaults
    required = [one.coverage()["required"].sum() for one in (included, separate)]
    assert required[0] < required[1]


@pytest.mark.parametrize(("pool", "queues"), [(False, ["a", "b"]), (True, ["all queues"])])
def test_queues_are_scheduled_by_themselves_unless_pooled(pool, queues):
    start = pd.date_range("2026-03-02 09:00", periods=8, freq="h")
    rows = pd.DataFrame({"start": start, "volume": 20.0, "aht": 300.0})
    plan = wfm.plan(pd.concat([rows.assign(queue=name) for name in "ab"]), "80/20")
    schedule = wfm.make_schedule(plan, pool=pool)
    assert [one.queue for one in schedule.coverage_by_queue] == queues


def test_the_options_of_the_search_reach_it(plan, monkeypatch):
    from wfm import schedule as module

    searches = []
    build = module.build_schedule

    def watched(part, request, *arguments, **options):
        searches.append(request.search)
        return build(part, request, *arguments, **options)

    monkeypatch.setattr(module, "build_schedule", watched)
    schedule = wfm.make_schedule(
        plan, first_day=FRIDAY, days=1, gap=0.25, time_limit=60.0, solver="scipy"
    )
    (search,) = searches
    assert (search.gap, search.time_limit, search.solver) == (0.25, 60.0, "scipy")
    inputs = schedule.inputs
    assert (inputs.gap, inputs.time_limit, inputs.solver) == (0.25, 60.0, "scipy")
    assert wfm.make_schedule(plan, first_day=FRIDAY, days=1).inputs.gap == 0.005
    with pytest.raises(InputError, match="solver must be one of"):
        wfm.make_schedule(plan, first_day=FRIDAY, days=1, solver="none")
    with pytest.raises(InputError, match="gap must be"):
        wfm.make_schedule(plan, first_day=FRIDAY, days=1, gap=-1.0)


def test_the_progress_of_the_search_is_reported(plan):
    calls = []
    schedule = wfm.make_schedule(
        plan, first_day=FRIDAY, days=1, progress=lambda *call: calls.append(call)
    )
    assert calls
    costs = [cost for _, _, cost in calls if cost is not None]
    assert min(costs) == pytest.approx(schedule.summary().cost)


def a_week(hours, calls):
    """Calls of each half-hour from Monday on, as a forecast."""
    start = np.datetime64("2026-03-02T00:00") + 30 * np.arange(336).astype("timedelta64[m]")
    hour = np.arange(336) % 48 / 2
    first, last, days = hours
    is_open = (hour >= first) & (hour < last) & (np.arange(336) // 48 < days)
    volume = calls * (
        0.3 + np.exp(-(((hour - 11) / 3) ** 2)) + 0.7 * np.exp(-(((hour - 16) / 3) ** 2))
    )
    frame = {"start": start[is_open], "calls": volume[is_open].round(1)}
    return wfm.plan(frame | {"aht": np.full(int(is_open.sum()), 280.0)}, "80/20")


WEEKS = {
    "the example": lambda: (wfm.plan("examples/forecast.csv", "85/60"), 15, 0.10),
    "around the clock": lambda: (a_week((0, 24, 7), 45), 15, 0.10),
    "Monday to Friday": lambda: (a_week((8, 17, 5), 30), 15, 0.25),
    "a centre": lambda: (
        wfm.plan("examples/centre_forecast.csv", centre="examples/centre.toml"), 30, 0.25,
    ),
}  # fmt: skip


@pytest.mark.deep
@pytest.mark.parametrize("week", WEEKS)
def test_the_built_in_rules_give_few_kinds_and_mostly_full_time_shifts(week):
    plan, kinds, extra = WEEKS[week]()
    schedule = wfm.make_schedule(plan, days=7)
    total = schedule.summary()
    assert total.understaffed_hours == 0
    assert total.distinct_shifts <= kinds
    assert total.max_extra_paid_hours <= extra
    excused = " ".join(schedule.notes)
    for queue in {row.queue for row in schedule.rows}:
        rows = [row for row in schedule.rows if row.queue == queue]
        mine = {(row.shift, row.start % 86_400, row.end - row.start) for row in rows}
        assert len(mine) <= 15
        for day in {row.date for row in rows}:
            today = [row.paid_hours >= 7 for row in rows if row.date == day]
            assert sum(today) >= 0.6 * len(today) or f"{day}" in excused


TWO_ROWS = {"start": ["2026-03-02T08:00:00", "2026-03-02T08:30:00"], "agents": [2, 1]}


def day_rules(**cover):
    """One kind of shift."""
    shift = {"name": "day", "start": "08:00-12:00", "length": ["8h"]}
    return Rules.model_validate({"shift": [shift], "cover": cover})


def test_a_minimum_service_level_needs_the_goal_day():
    rules = day_rules(min_service_level="35%")
    with pytest.raises(InputError, match=r"no effect without the goal 'day': .*, use goal=\"day\""):
        wfm.make_schedule(TWO_ROWS, rules)
    assert min_service_level_from(rules, "day") == 0.35
    # the option replaces the goal of the rules, and with it what belongs to it
    assert (
        min_service_level_from(day_rules(min_service_level="35%", goal="day"), "interval") == 0.35
    )


def test_whether_breaks_are_included_is_no_question_of_components():
    with pytest.raises(InputError, match=r"is for one percentage, .*components \(breaks, leave\)"):
        wfm.make_schedule(
            TWO_ROWS,
            day_rules(),
            shrinkage="breaks=6%,leave=11%",
            breaks_in_shrinkage=False,
        )


@pytest.mark.parametrize("chosen", [{"kinds": 7}, {"full_time": "45%"}])
def test_what_contracts_do_not_honour_is_refused_by_the_name_of_its_option(chosen):
    ((name, value),) = chosen.items()
    shift = {"name": "day", "start": "08:00", "length": ["8h"]}
    rules = Rules.model_validate({"shift": [shift], "contract": [{"name": "full"}]})
    with pytest.raises(InputError, match=f"{name}=.*{value}.* is not available with contracts"):
        wfm.make_schedule(TWO_ROWS, rules, **chosen)


def test_a_goal_of_the_rules_that_agents_without_contacts_refuse_can_be_replaced():
    start = pd.date_range("2026-03-02 08:00", periods=8, freq="h")
    table = pd.DataFrame({"start": start, "agents": 1})
    with pytest.raises(
        InputError, match=r'needs the contacts .*: use goal="interval", or add both'
    ):
        wfm.make_schedule(table, day_rules(goal="day"), shrinkage=0.0)
    made = wfm.make_schedule(table, day_rules(goal="day"), shrinkage=0.0, goal="interval")
    assert made.totals.status == "optimal"
