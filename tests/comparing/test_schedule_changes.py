"""Two schedules side by side: kinds of shifts, coverage, and what changed the agents on duty."""

import numpy as np
import pytest

import wfm
from support.schedules import DAY_SHIFT, FOUR_HOURS, forecast_plan, schedule_request, scheduled
from wfm.comparing.comparison import Comparison
from wfm.comparing.comparison_document import ComparisonDocument
from wfm.errors import UsageError
from wfm.report.comparison_text import comparison_text


@pytest.fixture(scope="module")
def schedules():
    """The same hours with fewer agents required, and by shorter shifts too."""
    plans = [forecast_plan(np.full(8, 10.0), agents) for agents in ([3] * 8, [3] * 4 + [1] * 4)]
    return (
        scheduled(plans[0], schedule_request((DAY_SHIFT,))),
        scheduled(plans[1], schedule_request((DAY_SHIFT, FOUR_HOURS))),
    )


def test_the_parts_add_up_to_the_agents_on_duty(schedules):
    frame = wfm.compare(*schedules).to_frame()
    parts = frame[["required", "overstaffed", "understaffed"]].sum(axis=1)
    assert (parts == frame["net_b"] - frame["net_a"]).all()
    assert (frame["change"] != 0).any()


def test_kinds_days_and_totals_are_those_of_the_schedules(schedules):
    result = wfm.compare(*schedules)
    totals = result.summary()
    for name in ("paid_hours", "shifts", "required_hours"):
        own, other = (getattr(one.summary(), name) for one in schedules)
        assert (totals[name].a, totals[name].b) == (own, other)
    assert sum(one.b - one.a for one in result.kinds) == totals["shifts"].b - totals["shifts"].a
    duty = [one.coverage()["net"].sum() * one.slot / 3600 for one in schedules]
    assert [sum(getattr(day, f"hours_{side}") for day in result.days) for side in "ab"] == duty


def test_files_give_the_same_comparison(schedules, tmp_path, wfm_inside):
    paths = [tmp_path / f"{name}.json" for name in "ab"]
    for path, one in zip(paths, schedules, strict=True):
        one.save(path)
    result, memory = wfm.compare(*paths), wfm.compare(*schedules)
    assert isinstance(result, Comparison)
    assert (result.causes, result.kinds, result.days) == (memory.causes, memory.kinds, memory.days)
    assert ComparisonDocument.model_validate_json(result.to_json()).kind == "schedule"
    assert len(comparison_text(result.data).splitlines()) <= 23
    done = wfm_inside("compare", *paths)
    assert "Agent-hours on duty:" in done.stdout
    with pytest.raises(UsageError, match="compare two plans or two schedules"):
        wfm.compare(paths[0], wfm.plan({"start": ["2026-05-04 09:00"], "volume": [9], "aht": 200},
                                       interval="1h"))  # fmt: skip
