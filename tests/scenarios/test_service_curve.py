"""Cost against service level."""

import pytest

import wfm
from wfm.errors import UsageError
from wfm.scenarios.whatif_document import WhatIfDocument

DAY = {
    "start": [f"2026-05-04 {hour}" for hour in ("09:00", "09:30", "10:00", "10:30")],
    "volume": [37, 52.5, 0, 61],
    "aht": [211, 224, 0, 198],
}


@pytest.mark.parametrize("keywords", [{}, {"patience": "2m"}, {"max_occupancy": "80%"}])
def test_more_service_never_costs_less(keywords):
    points = wfm.service_curve(DAY, "83/25", hourly_cost=21, **keywords).points
    assert [one.level for one in points] == sorted({one.level for one in points})
    for name in ("service_level", "paid_hours", "fte", "cost"):
        figures = [getattr(one, name) for one in points]
        assert figures == sorted(figures)
    assert all(one.cost_of_next_point is None or one.cost_of_next_point >= 0 for one in points)


def test_each_point_is_the_plan_at_its_level():
    curve = wfm.service_curve(DAY, "83/25", hourly_cost=21, shrinkage="26%")
    for one in curve.points:
        plan = wfm.plan(DAY, (one.level, 25), hourly_cost=21, shrinkage="26%").summary()
        assert (one.paid_hours, one.cost) == (plan.total.paid_hours, plan.cost)
        assert one.service_level == plan.total.service_level
    assert [one.level for one in curve.points if one.is_base] == [0.83]


def test_the_price_of_a_point_is_the_slope_to_the_next_level():
    first, second = wfm.service_curve(DAY, "83/25", hourly_cost=21).points[3:5]
    gain = 100 * (second.service_level - first.service_level)
    assert first.cost_of_next_point == pytest.approx((second.cost - first.cost) / gain)
    assert first.hours_of_next_point == pytest.approx(first.cost_of_next_point / 21)


def test_the_limit_of_a_column_of_the_forecast_holds_for_every_level():
    curve = wfm.service_curve({**DAY, "target": ["83/25"] * 4})
    assert curve.points == wfm.service_curve(DAY, "83/25").points


def test_without_one_level_for_all_there_is_no_curve():
    with pytest.raises(UsageError, match="one target with a service level"):
        wfm.service_curve(DAY, asa="20s")
    with pytest.raises(UsageError, match="one target with a service level"):
        wfm.service_curve({**DAY, "target": ["83/25"] * 3 + ["90/25"]})


@pytest.mark.deep
def test_the_curve_of_a_centre_keeps_the_time_limit_of_each_queue(tmp_path):
    path = tmp_path / "centre.toml"
    path.write_text('[[queue]]\nname = "one"\ntarget = "83/25"\ncost = 21\n')
    table = {**DAY, "queue": ["one"] * 4}
    assert [one.cost for one in wfm.service_curve(table, centre=path).points] == [
        one.cost for one in wfm.service_curve(DAY, "83/25", hourly_cost=21).points
    ]


def test_the_json_has_its_schema(tmp_path):
    curve = wfm.service_curve(DAY, "83/25", hourly_cost=21)
    curve.save(tmp_path / "curve.json")
    document = WhatIfDocument.model_validate_json((tmp_path / "curve.json").read_text())
    assert len(document.rows) == len(curve.points) == len(curve.to_frame())
    assert WhatIfDocument.model_validate_json(wfm.service_curve(DAY).to_json()).rows[0].level == 0.5
