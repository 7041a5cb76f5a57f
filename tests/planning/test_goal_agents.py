"""Plans whose service level holds over a day, a week or a month, from the table to the files."""

from itertools import product

import numpy as np
import pytest

import wfm
from wfm.errors import InputError

# Two days of four half-hours, of two queues.
STARTS = [f"2026-04-{day:02d} {hour:02d}:{minute:02d}" for day in (6, 13)
          for hour in (9, 10) for minute in (0, 30)]  # fmt: skip
TABLE = {
    "start": STARTS * 2,
    "queue": ["sales"] * 8 + ["help"] * 8,
    "volume": [23, 61, 47, 12, 35, 52, 18, 40, 9, 14, 0, 6, 11, 21, 17, 5],
    "aht": [210, 190, 245, 300, 205, 180, 260, 230] * 2,
}
ONE = {name: cells[:8] for name, cells in TABLE.items() if name != "queue"}


def weighted(plan, rows):
    volume = plan.demand.volume[rows]
    return (volume * plan.columns["service_level"][rows]).sum() / volume.sum()


def fewest(table, rows, target, floor, **more):
    """The fewest agents of some rows in all that meet a level, by trying every choice."""
    load = np.array(table["volume"])[rows] * np.array(table["aht"])[rows] / 1800
    aht, volume = np.array(table["aht"])[rows], np.array(table["volume"])[rows]
    least = wfm.agents_required(load, aht, service_level=floor, within=30, **more).astype(int)
    tries = np.array(list(product(range(6), repeat=len(load)))) + least
    levels = np.stack([wfm.service_level(n + least, load, aht, 30, **more) for n in range(6)])
    served = (volume * levels[tries - least, np.arange(len(load))]).sum(axis=1)
    return tries[served >= target * volume.sum() - 1e-9].sum(axis=1).min()


@pytest.mark.parametrize("more", [{}, {"patience": 120.0}])
@pytest.mark.parametrize(("target", "floor"), [(0.8, 0.5), (0.9, 0.7), (0.72, 0.3)])
def test_each_day_has_within_one_of_the_fewest_agents(target, floor, more):
    plan = wfm.plan(ONE, (target, 30), goal="day", min_service_level=floor, **more)
    for rows in (np.arange(4), np.arange(4, 8)):
        best = fewest(ONE, rows, target, floor, **more)
        assert weighted(plan, rows) >= target - 1e-9
        assert best <= plan.columns["agents"][rows].sum() <= best + 1
        assert (plan.columns["service_level"][rows] >= floor).all()


def test_every_queue_has_its_own_periods():
    by_day = wfm.plan(TABLE, "80/30", goal="day")
    by_month = wfm.plan(TABLE, "80/30", goal="month")
    for queue in (0, 1):
        of_queue = by_day.demand.queue == queue
        day = by_day.demand.start // 86_400
        for one in np.unique(day):
            assert weighted(by_day, of_queue & (day == one)) >= 0.8 - 1e-9
        assert weighted(by_month, of_queue) >= 0.8 - 1e-9
    every, days, months = (
        wfm.plan(TABLE, "80/30", goal=goal).columns["agents"].sum()
        for goal in ("interval", "day", "month")
    )
    assert months <= days < every


def test_a_goal_by_interval_is_the_plan_without_one():
    plain, by_interval = wfm.plan(TABLE, "80/30"), wfm.plan(TABLE, "80/30", goal="interval")
    assert by_interval.inputs == plain.inputs
    assert (by_interval.columns["agents"] == plain.columns["agents"]).all()


def test_the_other_parts_of_the_target_hold_in_every_interval():
    plan = wfm.plan(TABLE, "80/30", goal="week", max_occupancy="75%", asa=90, min_agents=3)
    busy = plan.demand.volume > 0
    assert (plan.columns["occupancy"] <= 0.75).all()
    assert (plan.columns["asa"][busy] <= 90).all()
    assert (plan.columns["agents"] >= 3).all()
    limited = wfm.plan(ONE, "80/30", goal="day", patience="2m", abandonment="4%")
    assert (limited.columns["abandonment"] <= 0.04).all()


def test_rows_of_another_target_are_a_period_of_their_own():
    cells = ["80/30", "80/30", "90/20", "90/20"] * 2
    plan = wfm.plan({**ONE, "target": cells}, goal="day")
    for first in (0, 4):
        assert weighted(plan, np.arange(first, first + 2)) >= 0.8 - 1e-9
        assert weighted(plan, np.arange(first + 2, first + 4)) >= 0.9 - 1e-9
    assert [one.service_level for one in plan.summary().goals] == [0.8, 0.9]


def test_patience_by_row_counts_within_one_period():
    plan = wfm.plan({**ONE, "patience": [60, None] * 4}, "85/30", goal="day")
    assert weighted(plan, np.arange(4)) >= 0.85 - 1e-9
    assert plan.columns["agents"].sum() <= wfm.plan(ONE, "85/30", goal="day").agents.sum()


def test_the_volume_of_a_confidence_meets_the_goal():
    plan = wfm.plan(ONE, "80/30", goal="day", confidence=0.9, volume_cv=0.2)
    factor = plan.inputs.targets[""].volume_factor
    more = {**ONE, "volume": [factor * one for one in ONE["volume"]]}
    assert (plan.agents == wfm.plan(more, "80/30", goal="day").agents).all()
    assert weighted(plan, np.arange(4)) > 0.85  # at the forecast itself
    explanation = plan.explain("2026-04-06 09:30")
    titles = [section.title for section in explanation.sections]
    assert titles[1] == "quantile of the volume"
    assert "service at the forecast" in titles


@pytest.mark.parametrize("ending", [".json", ".csv", ".xlsx"])
def test_a_plan_file_has_the_goal_and_its_minimum(tmp_path, ending):
    plan = wfm.plan(TABLE, "80/30", goal="week", min_service_level="60%", shrinkage="25%")
    plan.save(tmp_path / f"plan{ending}")
    read = wfm.read_plan(tmp_path / f"plan{ending}")
    targets = {one.target for one in read.settings.settings}
    assert {(one.goal, one.min_service_level) for one in targets} == {("week", 0.6)}
    assert (read.agents == plan.agents).all()
    assert read.summary().goals == plan.summary().goals
    assert read.explain("2026-04-06 09:30", "help").sections == (
        plan.explain("2026-04-06 09:30", "help").sections
    )


def test_a_frame_has_the_goal_and_is_planned_again_the_same():
    import pandas as pd

    frame = wfm.staff(pd.DataFrame(TABLE), "80/30", goal="day", min_service_level=0.55)
    plan = wfm.plan(TABLE, "80/30", goal="day", min_service_level=0.55)
    assert frame["agents"].sum() == plan.agents.sum()
    assert set(frame["goal"]) == {"day"}
    assert set(frame["min_service_level"]) == {"55%"}
    shuffled = frame.sample(frac=1.0, random_state=4)
    again = wfm.staff(shuffled, columns={"volume": "volume"})
    assert (again["agents"] == shuffled["agents"]).all()
    given = wfm.plan(frame, columns={"volume": "volume"}, goal="month")
    assert given.inputs.targets["help"].goal == "month"
    with pytest.raises(InputError, match="needs the date of each interval"):
        wfm.staff({"volume": [40, 50], "aht": 200}, interval="30m", goal="day")


def test_the_summary_says_what_the_goal_reaches_and_saves():
    plan = wfm.plan(ONE, "80/30", goal="day", min_service_level=0.4)
    (goal,) = plan.summary().goals
    days = [weighted(plan, np.arange(4)), weighted(plan, np.arange(4, 8))]
    assert (goal.periods, goal.periods_met, goal.intervals) == (2, 2, 8)
    assert goal.lowest_period == ("2026-04-06", "2026-04-13")[int(np.argmin(days))]
    assert goal.lowest_period_level == pytest.approx(min(days))
    lowest = int(plan.columns["service_level"].argmin())
    assert goal.lowest_start[:16] == STARTS[lowest].replace(" ", "T")
    assert goal.agent_hours == plan.agents.sum() / 2
    assert goal.agent_hours_by_interval == wfm.plan(ONE, "80/30").agents.sum() / 2
    assert goal.intervals_below == (plan.columns["service_level"] < 0.8).sum()
    assert wfm.plan(ONE, "80/30").summary().goals == ()


def test_the_explanation_compares_one_agent_more_here_and_elsewhere():
    plan = wfm.plan(ONE, "80/30", goal="day")
    explanation = plan.explain("2026-04-06 10:00")
    assert explanation.value("agents") == plan.agents[2]
    load, aht, volume = plan.columns["load"], plan.demand.aht, plan.demand.volume
    more = volume * (wfm.service_level(plan.agents + 1, load, aht, 30)
                     - plan.columns["service_level"]) / 0.5  # fmt: skip
    assert explanation.value("gain of one more here") == pytest.approx(more[2])
    assert explanation.value("gain of one more elsewhere") == pytest.approx(more[[0, 1, 3]].max())
    assert explanation.value("agents for the target") == wfm.plan(ONE, "80/30").agents[2]


@pytest.mark.parametrize(
    ("keywords", "text"),
    [
        ({"goal": "year"}, "goal must be interval, day, week or month"),
        ({"goal": "day", "min_service_level": "90%"}, "at most the service level .* 80 %"),
        ({"min_service_level": "60%"}, "needs a goal over a period"),
        ({"goal": "day", "min_service_level": 1.5}, "min_service_level"),
    ],
)
def test_a_goal_that_cannot_be_honoured_is_refused(keywords, text):
    with pytest.raises(InputError, match=text):
        wfm.plan(ONE, "80/30", **keywords)
    with pytest.raises(InputError, match="needs a target with a service level"):
        wfm.plan(ONE, asa=20, goal="day")


def test_what_plans_every_interval_by_itself_refuses_a_goal():
    with pytest.raises(InputError, match=r"budget plans .* or leave out goal=.week."):
        wfm.plan(ONE, "80/30", goal="week", hourly_cost=20, budget=9000)
    with pytest.raises(InputError, match=r"curve shows .* or leave out goal=.day."):
        wfm.service_curve(ONE, "80/30", goal="day")
    with pytest.raises(InputError, match="curve shows"):
        wfm.agents_curve(ONE, "80/30", goal="day")


def test_the_default_minimum_is_never_above_the_target():
    plan = wfm.plan(ONE, "40/30", goal="day")
    assert plan.inputs.targets[""].min_service_level == 0.4
    assert "min_service_level 40%" in plan.inputs.defaults


def test_the_example_takes_7_7_percent_fewer_agent_hours_by_day():
    plan = wfm.plan("examples/forecast.csv", "85/60", goal="day")
    (goal,) = plan.summary().goals
    assert (goal.agent_hours, goal.agent_hours_by_interval) == (1145.5, 1241.5)
    assert goal.periods_met == goal.periods == 14
