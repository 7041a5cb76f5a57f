"""Costs of a plan: by queue, with premiums, of a contact and of a resolved one."""

from datetime import datetime
from math import ceil

import pytest

import wfm
from wfm.errors import DataError, InputError
from wfm.planning.plan_document import PlanDocument

STARTS = ["2026-05-02 21:30", "2026-05-02 22:00", "2026-05-03 09:00", "2026-05-04 09:00"]
FORECAST = {
    "start": STARTS * 2,
    "queue": ["sales"] * 4 + ["care"] * 4,
    "volume": [40, 32, 51, 77, 12, 9, 30, 41],
    "aht": [240] * 8,
    "interval": 1800,
}
MONEY = {
    "hourly_cost": 21,
    "premiums": "Sun=60%; 22:00-06:00=+4.5",
    "resolution": "76%",
    "contingency": "15%",
}


@pytest.fixture(scope="module")
def plan():
    return wfm.plan(FORECAST, "82/30", shrinkage="31%", patience="4m", **MONEY)


def hour_cost(start):
    """By hand."""
    moment = datetime.fromisoformat(start)
    return 21 + (12.6 if moment.weekday() == 6 else 0) + (4.5 if moment.hour >= 22 else 0)


def by_hand(plan, queue):
    """Cost, contacts and resolved contacts of the rows of a queue."""
    frame = plan.to_frame()
    rows = frame[frame["queue"] == queue] if queue else frame
    money = sum(
        ceil(n / 0.69 - 1e-9) * 0.5 * hour_cost(str(start))
        for n, start in zip(rows["agents"], rows["start"], strict=True)
    )
    answered = (rows["volume"] * (1 - rows["abandonment"])).sum()
    return money, rows["volume"].sum(), 0.76 * answered


@pytest.mark.parametrize("queue", ["sales", "care", ""])
def test_the_cost_is_that_of_each_paid_hour_at_its_time(plan, queue):
    summary = plan.summary()
    one = next((row for row in summary.queues if row.label == queue), summary.total)
    cost, contacts, resolved = by_hand(plan, queue)
    assert one.cost == pytest.approx(cost)
    assert one.cost_per_contact == pytest.approx(cost / contacts)
    assert one.cost_per_resolved_contact == pytest.approx(cost / resolved)
    assert one.premiums == pytest.approx(cost - 21 * one.paid_hours)


def test_days_and_queues_cost_the_total(plan):
    summary = plan.summary()
    for parts in (summary.days, summary.queues, summary.weeks, summary.months):
        assert sum(one.cost for one in parts) == pytest.approx(summary.cost)
    assert summary.cost_per_resolved_contact == summary.total.cost_per_resolved_contact


def test_a_contingency_is_on_top_and_in_no_interval(plan):
    without = wfm.plan(FORECAST, "82/30", shrinkage="31%", patience="4m", hourly_cost=21)
    assert plan.agents.tolist() == without.agents.tolist()
    assert plan.summary().total.fte == without.summary().total.fte
    total, more = plan.summary().total, plan.summary().contingency
    assert more.paid_hours == pytest.approx(0.15 * total.paid_hours)
    assert more.fte_in_all == pytest.approx(1.15 * total.fte)
    assert more.cost_in_all == pytest.approx(total.cost + more.cost)
    assert without.summary().contingency is None


@pytest.mark.parametrize("ending", [".csv", ".json", ".xlsx"])
def test_costs_survive_every_format(plan, tmp_path, ending):
    path = tmp_path / f"plan{ending}"
    plan.save(path)
    again = wfm.read_plan(path)
    assert again.inputs.costs == plan.inputs.costs
    assert again.summary().contingency == plan.summary().contingency
    assert again.summary().total == plan.summary().total
    if ending == ".json":
        text = path.read_text()
        document = PlanDocument.model_validate_json(text)
        assert document.summary.queues[0].cost == plan.summary().queues[0].cost
        path.write_text(text.replace("Sun=60%", "Sonday=60%"))
        with pytest.raises(DataError, match="did you mean"):
            wfm.read_plan(path)


def test_what_needs_the_cost_of_an_hour_is_refused_without_it():
    for name in ("premiums", "resolution"):
        with pytest.raises(InputError, match=f"{name} needs the cost of a paid hour"):
            wfm.plan(FORECAST, **{name: MONEY[name]})
    assert wfm.plan(FORECAST, contingency="10%").summary().contingency.cost is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("resolution", "0%"),
        ("resolution", 1e-320),
        ("premiums", ""),
        ("resolution", "120%"),
        ("contingency", "101%"),
    ],
)
def test_costs_outside_their_domain_are_refused(name, value):
    with pytest.raises(ValueError, match=f"{name} must be"):
        wfm.plan(FORECAST, hourly_cost=20, **{name: value})


def test_scenarios_and_curves_have_the_costs_of_the_plan(plan):
    keywords = {"shrinkage": "31%", "patience": "4m", **MONEY}
    del keywords["contingency"]
    result = wfm.whatif(FORECAST, "82/30", volume="+10%", **keywords)
    more = FORECAST | {"volume": [value * 1.1 for value in FORECAST["volume"]]}
    total = wfm.plan(more, "82/30", **keywords).summary().total
    scenario = result.scenarios[0]
    assert result.base.cost == plan.summary().cost
    assert scenario.cost == total.cost
    assert scenario.cost_per_resolved_contact == total.cost_per_resolved_contact
    planned = wfm.agents_curve(FORECAST, "82/30", **keywords).steps[2]
    assert planned.cost == pytest.approx(plan.summary().cost)
    curve = wfm.service_curve(FORECAST, "82/30", **keywords)
    assert next(one.cost for one in curve.points if one.is_base) == plan.summary().cost


def test_rows_of_a_plan_with_different_premiums_are_refused(plan, tmp_path):
    path = tmp_path / "plan.csv"
    plan.save(path)
    head, *rows = path.read_text().splitlines()
    rows[3] = rows[3].replace("Sun=60%", "Sun=70%")
    path.write_text("\n".join((head, *rows)) + "\n")
    with pytest.raises(DataError, match="all rows of a plan must have the same"):
        wfm.read_plan(path)


def test_a_file_with_bad_costs_of_queues_names_each(tmp_path):
    path = tmp_path / "plan.csv"
    head = "queue,start,interval,volume,aht,agents,contract_hours,cost_per_hour\n"
    rows = [
        "a,2026-03-02T09:00:00,1800,5,180,2,40,x\n",
        "b,2026-03-02T09:00:00,1800,5,180,2,40,-3\n",
    ]
    path.write_text(head + "".join(rows))
    with pytest.raises(wfm.DataError) as error:
        wfm.read_plan(str(path))
    assert "first row of queue 'a'" in str(error.value)
    assert "first row of queue 'b'" in str(error.value)
