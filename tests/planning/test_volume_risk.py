"""Plans for a quantile of an uncertain volume: inputs, agents, files and refusals."""

import numpy as np
import pytest

import wfm
from wfm.errors import InputError, WfmError
from wfm.planning.volume_risk import RiskInputs, cv_of_band
from wfm.risk import quantile_volume

STARTS = [f"2026-04-{13 + day}T{8 + hour:02}:00" for day in range(3) for hour in range(4)]
TABLE = {
    "start": STARTS,
    "volume": [30.0, 62, 85, 41, 28, 57, 90, 44, 25, 51, 77, 39],
    "aht": [210.0] * 12,
}


def agents_of(table, factor=1.0, target="80/30", **more):
    """Agents of a forecast whose volumes are multiplied."""
    return wfm.plan({**table, "volume": np.asarray(table["volume"]) * factor}, target, **more)


@pytest.mark.parametrize("more", [{}, {"patience": "2m"}, {"min_agents": 9}, {"asa": 20}])
def test_agents_are_those_of_the_quantile_and_service_that_of_the_forecast(more):
    plan = wfm.plan(TABLE, "80/30", confidence="85%", volume_cv=0.2, **more)
    factor = quantile_volume(1.0, 0.2, 0.85)
    assert plan.agents.tolist() == agents_of(TABLE, factor, **more).agents.tolist()
    assert plan.demand.volume.tolist() == TABLE["volume"]
    served = wfm.expected_service(TABLE, plan.agents, "80/30", patience=more.get("patience"))
    for name in ("load", "service_level", "asa", "occupancy"):
        assert plan.columns[name] == pytest.approx(served.columns[name])


def test_a_variation_alone_changes_no_agents():
    plan = wfm.plan(TABLE, "80/30", volume_cv="20%")
    assert plan.agents.tolist() == agents_of(TABLE).agents.tolist()
    assert plan.inputs.targets[""].volume_cv == 0.2


@pytest.mark.parametrize("cells", [["20%"] * 12, [20.0] * 12, [0.2] * 12])
def test_a_column_has_the_variation_as_a_share_or_in_percent(cells):
    plan = wfm.plan({**TABLE, "Volume CV": cells}, "80/30", confidence=0.85)
    assert plan.agents.tolist() == agents_of(TABLE, quantile_volume(1.0, 0.2, 0.85)).agents.tolist()


def test_the_variation_of_a_column_may_change_from_day_to_day():
    cells = np.repeat([0.1, 0.2, 0.3], 4)
    plan = wfm.plan({**TABLE, "volume_cv": cells}, "80/30", confidence=0.9)
    factors = [quantile_volume(1.0, cv, 0.9) for cv in cells]
    assert plan.agents.tolist() == agents_of(TABLE, factors).agents.tolist()
    option = wfm.plan({**TABLE, "volume_cv": cells}, "80/30", confidence=0.9, volume_cv=0.1)
    assert option.agents.tolist() == agents_of(TABLE, factors[0]).agents.tolist()


@pytest.mark.parametrize("cv", [0.08, 0.15, 0.3])
def test_the_variation_behind_a_band_of_counts_is_recovered(cv):
    rng = np.random.default_rng(int(1000 * cv))
    volume = 20.0 + 100.0 * rng.random(48)
    days = rng.gamma(1 / cv**2, cv**2, size=(4000, 1))
    low, high = np.quantile(rng.poisson(volume * days), [0.1, 0.9], axis=0)
    assert cv_of_band(volume, low, high) == pytest.approx(cv, abs=0.015)
    assert cv_of_band(volume, volume, volume) == 0.0


def test_columns_of_a_band_are_the_last_source_and_never_the_volume():
    volume = np.array(TABLE["volume"])
    width = 1.2816 * np.sqrt(volume + (0.25 * volume) ** 2)
    band = {"P10": volume - width, "p50": volume, "calls p90": volume + width}
    plan = wfm.plan({**band, **TABLE}, "80/30", confidence=0.8)
    assert plan.demand.volume.tolist() == TABLE["volume"]
    assert plan.inputs.targets[""].volume_cv == pytest.approx(0.25, abs=1e-4)
    assert any("CV of the volume: 25.0 %" in note for note in plan.inputs.notes)
    own = wfm.plan({**band, **TABLE, "volume_cv": [0.1] * 12}, "80/30", confidence=0.8)
    assert own.inputs.targets[""].volume_cv == 0.1
    with pytest.raises(WfmError, match="no column for the volume"):
        wfm.plan({**band, "start": STARTS, "aht": TABLE["aht"]}, "80/30")


def test_each_queue_has_the_variation_of_its_own_band():
    volume = np.array([*TABLE["volume"], *(3.0 * np.array(TABLE["volume"]))])
    cv = np.repeat([0.1, 0.3], 12)
    width = 1.2816 * np.sqrt(volume + (cv * volume) ** 2)
    table = {
        "queue": ["sales"] * 12 + ["help"] * 12,
        "start": STARTS * 2,
        "volume": volume,
        "aht": [210.0] * 24,
        "p10": volume - width,
        "p90": volume + width,
    }
    for more in ({}, {"target": ["80/30", "90/20"] * 12}):
        given = None if more else "80/30"
        plan = wfm.plan({**table, **more}, given, confidence=0.8)
        found = {one.target.volume_cv for one in plan.settings.settings if one.target}
        assert sorted({round(one, 3) for one in found}) == [0.1, 0.3]


@pytest.fixture(scope="module", params=[[0.2] * 3, [0.125, 0.2, 0.31]], ids=["one", "by day"])
def risky(request):
    """A plan of intervals by themselves, and the variation of each."""
    cells = np.repeat(request.param, 4)
    table = {**TABLE, "volume_cv": cells}
    options = {"confidence": "82.5%", "risk_scope": "interval", "shrinkage": "25%"}
    return wfm.plan(table, "80/30", **options), cells


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xlsx", "frame"])
def test_a_plan_has_its_confidence_in_every_format(tmp_path, risky, form):
    plan, cells = risky
    if form != "frame":
        plan.save(tmp_path / f"plan.{form}")
    again = wfm.read_plan(plan.to_frame() if form == "frame" else tmp_path / f"plan.{form}")
    assert again.agents.tolist() == plan.agents.tolist()
    settings = [one.settings for one in (again.settings, plan.settings)]
    rows = [one.row for one in (again.settings, plan.settings)]
    for i in range(12):
        found, target = (some[row[i]].target for some, row in zip(settings, rows, strict=True))
        assert found == target
        assert (target.confidence, target.volume_cv) == (0.825, pytest.approx(cells[i]))
        assert target.risk_scope == "interval"


def test_a_plan_of_certain_volumes_has_no_such_inputs(tmp_path):
    wfm.plan(TABLE, "80/30").save(tmp_path / "plan.json")
    wfm.plan(TABLE, "80/30").save(tmp_path / "plan.csv")
    for name in ("plan.json", "plan.csv"):
        assert "confidence" not in (tmp_path / name).read_text().split('"rows"')[0]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"confidence": 0.8}, "confidence needs .*volume_cv.*p10 and p90"),
        ({"confidence": 80, "volume_cv": 0.1}, "confidence"),
        ({"confidence": 1.0, "volume_cv": 0.1}, "confidence must be"),
        ({"confidence": 0.8, "volume_cv": "-5%"}, "volume_cv"),
        ({"confidence": 0.8, "volume_cv": 0.1, "risk_scope": "week"}, "day or interval"),
    ],
)
def test_what_says_nothing_of_the_spread_is_refused(more, message):
    with pytest.raises(InputError, match=message):
        wfm.plan(TABLE, "80/30", **more)


def test_rows_without_a_variation_are_named():
    cells = [0.2] * 7 + [None] + [0.2] * 4
    with pytest.raises(InputError, match="index 7"):
        wfm.plan({**TABLE, "volume_cv": cells}, "80/30", confidence=0.8)


def test_a_confidence_column_of_a_forecast_is_not_that_of_the_plan():
    plan = wfm.plan({**TABLE, "confidence": [0.95] * 12, "volume_cv": [0.2] * 12}, "80/30")
    assert plan.inputs.targets[""].confidence is None


def test_the_steps_of_an_interval_explain_the_quantile():
    plan = wfm.plan(TABLE, "80/30", confidence=0.85, volume_cv=0.2, shrinkage="25%")
    steps = plan.explain("2026-04-14T10:00")
    assert steps.value("agents") == plan.agents[6]
    assert steps.value("factor") == pytest.approx(quantile_volume(1.0, 0.2, 0.85))
    assert steps.value("scheduled") == plan.columns["scheduled"][6]
    levels = [step.value for part in steps.sections for step in part.steps
              if step.name == "service level"]  # fmt: skip
    assert levels[-1] == pytest.approx(plan.columns["service_level"][6])
    assert levels[0] >= 0.80


def test_options_are_read_in_every_notation_of_shares():
    assert RiskInputs.of("80%", "17%") == RiskInputs.of(0.8, 0.17) == RiskInputs(0.8, 0.17)


def test_a_schedule_by_the_day_is_refused_for_agents_of_a_confidence():
    plan = wfm.plan(TABLE, "80/30", confidence=0.85, volume_cv=0.2, shrinkage="25%")
    with pytest.raises(InputError, match=r"goal=.day. is for the contacts of the forecast"):
        wfm.make_schedule(plan, goal="day")


def banded(held=None):
    """A forecast with a band of a variation of 0.2, and how often it held."""
    volume = np.array(TABLE["volume"])
    width = 1.2816 * np.sqrt(volume + (0.2 * volume) ** 2)
    more = {} if held is None else {"days_below_p90": [held] * 12}
    return {**TABLE, "p10": volume - width, "p90": volume + width, **more}


def test_a_band_that_held_too_seldom_is_said_where_it_is_used():
    notes = wfm.plan(banded(0.71), "80/30").inputs.notes
    assert any("71 % of days were at or below p90, not 90 %" in note for note in notes)
    for table, more in ((banded(0.88), {}), (banded(), {}), (banded(0.71), {"volume_cv": 0.3})):
        notes = wfm.plan(table, "80/30", **more).inputs.notes
        assert not any("at or below" in note for note in notes)


def test_scenarios_keep_the_confidence_and_the_variation():
    result = wfm.whatif(banded(), "80/30", volume="+25%", confidence=0.9)
    factor = quantile_volume(1.0, 0.2, 0.9)
    hours = [agents_of(TABLE, factor * more).summary().total.agent_hours for more in (1.0, 1.25)]
    assert [one.agent_hours for one in (result.base, *result.scenarios)] == pytest.approx(hours)
    queues = {
        "queue": ["sales"] * 12 + ["help"] * 12,
        "start": STARTS * 2,
        "volume": TABLE["volume"] * 2,
        "aht": [210.0] * 24,
        "volume_cv": [0.1] * 12 + [0.2] * 12,
    }
    curve = wfm.service_curve(queues, "80/30", confidence=0.9)
    assert curve.plan.inputs.common_target.service_level == 0.8
    with pytest.raises(InputError, match="with centre, confidence of the base"):
        wfm.whatif(TABLE, centre="examples/centre.toml", volume="+5%", confidence=0.9)


def test_a_finished_forecast_is_planned_as_its_file(tmp_path):
    rng = np.random.default_rng(3)
    factor = rng.gamma(40, 1 / 40, size=(56, 1))
    calls = rng.poisson(np.array([40.0, 60, 50]) * factor).ravel()
    days = np.datetime64("2026-01-05") + np.arange(56)
    starts = [f"{day}T{hour:02}:00" for day in days for hour in (9, 10, 11)]
    forecast = wfm.forecast({"start": starts, "calls": calls, "aht": [200] * 168}, weeks=1)
    path = tmp_path / "forecast.csv"
    forecast.save(path)
    plans = [wfm.plan(one, "80/30", confidence=0.85) for one in (forecast, path)]
    assert plans[0].agents.tolist() == plans[1].agents.tolist()
    cvs = {one.target.volume_cv for plan in plans for one in plan.settings.settings}
    assert cvs == {forecast.volume_cv[0]}


def band(low, high, queue=("",) * 12):
    """The table with one band for all rows of a queue."""
    return {**TABLE, "queue": list(queue), "p10": low, "p90": high}


def test_a_band_whose_ends_are_exchanged_is_refused_unless_the_variation_is_set():
    crossed = band([20.0] * 11 + [60.0], [90.0] * 11 + [30.0])
    with pytest.raises(InputError, match=r"index 11: p10 must be at most p90: got 60 and 30\."):
        wfm.plan(crossed, "80/30")
    wfm.plan(crossed, "80/30", confidence=0.8, volume_cv=0.2)


@pytest.mark.parametrize("high", [1e12, 1e308])
def test_a_band_too_wide_to_be_one_has_a_note_and_refuses_a_confidence(high):
    queue = ["mail"] * 6 + ["phone"] * 6
    wide = band([9.0] * 12, [high] * 6 + [95.0] * 6, queue)
    plan = wfm.plan(wide, "80/30")
    assert any("p10 and p90 of mail mean a CV" in note for note in plan.inputs.notes)
    assert plan.inputs.targets["mail"].volume_cv is None
    assert plan.inputs.targets["phone"].volume_cv > 0.3
    with pytest.raises(InputError, match="of mail mean a CV of the volume above 300 %"):
        wfm.plan(wide, "80/30", confidence=0.8)
    wfm.plan(wide, "80/30", confidence=0.8, volume_cv=0.2)
