"""The cost of the queues of a centre: of their teams, with premiums, and by contact resolved."""

from datetime import datetime, timedelta

import pytest

import wfm
from wfm.centre.config import read_centre
from wfm.errors import DataError

CENTRE = """\
currency = "EUR"
[[premium]]
days = "Sun"
share = "40%"
[[premium]]
hours = "21:00-05:00"
amount = 2.5
[[team]]
name = "desk"
cost = 17
[[queue]]
name = "phone"
model = "erlang_a"
target = "75/30"
patience = "2m"
resolution = "70%"
forecast = "offered"
team = "desk"
[[queue]]
name = "chat"
model = "chat"
concurrency = 2
overhead = "20%"
target = "80/60"
cost = 24
"""
START = datetime(2026, 8, 1, 20)  # a Saturday


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    path = tmp_path_factory.mktemp("centre") / "centre.toml"
    path.write_text(CENTRE)
    starts = [f"{START + timedelta(minutes=30 * i):%Y-%m-%d %H:%M}" for i in range(12)]
    forecast = {
        "queue": ["phone"] * 12 + ["chat"] * 12,
        "start": starts * 2,
        "volume": [31, 28, 26, 19, 17, 12, 11, 9, 8, 8, 7, 6] * 2,
        "aht": [250] * 24,
    }
    return wfm.plan(forecast, centre=read_centre(str(path)), interval=1800)


def more(start, hourly):
    """By hand."""
    return (0.4 * hourly if start.weekday() == 6 else 0) + (2.5 if start.hour not in (20,) else 0)


@pytest.mark.parametrize(("queue", "hourly"), [("phone", 17), ("chat", 24)])
def test_a_queue_costs_its_hours_with_premiums_and_the_cost_of_its_team(plan, queue, hourly):
    frame = plan.to_frame()
    rows = frame[frame["queue"] == queue]
    extra = sum(
        n * 0.5 * more(start, hourly)
        for n, start in zip(rows["scheduled"], rows["start"], strict=True)
    )
    cost = rows["scheduled"].sum() * 0.5 * hourly + extra
    value = plan.figures.value
    assert value(queue, "cost_per_hour") == hourly
    assert value(queue, "premiums") == pytest.approx(extra)
    assert value(queue, "cost") == pytest.approx(cost)
    period = next(one for one in plan.summary().queues if one.label == queue)
    assert period.cost == pytest.approx(cost)
    assert period.premiums == pytest.approx(extra)


def test_contacts_that_come_back_are_not_resolved(plan):
    frame = plan.to_frame()
    rows = frame[frame["queue"] == "phone"]
    resolved = 0.7 * (rows["volume"] * (1 - rows["abandonment"])).sum()
    figures = plan.figures.of("phone")
    each = figures["cost_per_resolved_contact"]
    assert each.value == pytest.approx(figures["cost"].value / resolved)
    assert each.unit == "EUR/contact"
    assert "cost_per_resolved_contact" not in plan.figures.of("chat")


def test_all_queues_cost_their_sum(plan):
    summary = plan.summary()
    assert summary.cost == pytest.approx(sum(one.cost for one in summary.queues))
    assert summary.cost == pytest.approx(sum(one.cost for one in summary.days))


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[[premium]]\ndays = "Sun"', "either share"),
        ('[[premium]]\nshare = "5%"\namount = 3', "either share"),
        ('[[premium]]\nshare = "5%"\nhours = "9-17"', "hours"),
        ('[[team]]\nname = "a"\ncost = -3', "cost"),
    ],
)
def test_a_premium_that_says_too_little_or_too_much_is_refused(tmp_path, table, words):
    path = tmp_path / "centre.toml"
    path.write_text(f'{table}\n[[queue]]\nname = "b"\nmodel = "erlang_c"\ntarget = "80/20"\n')
    with pytest.raises(DataError, match=words):
        read_centre(str(path))
