"""What a premium tier costs is the plan without it, against its price."""

from dataclasses import replace

import numpy as np
import pytest

from support.centres import GOAL, HALF_HOUR, LOST, figures_of, forecast_of, mails
from wfm.centre import Centre, Queue, staff_centre
from wfm.centre.config import read_centre
from wfm.errors import DataError, InputError
from wfm.targets import Target

FORTNIGHT = np.concatenate([day * 86400 + 36000 + np.arange(8) * HALF_HOUR for day in range(14)])
STANDARD = Queue("mail", "deferred", deferred=mails(8 * 3600.0, 0.95), cost=20.0)
GOLD = Queue("gold", "deferred", deferred=mails(1800.0, 0.95), cost=30.0, tier_of="mail")


def plan_of(*queues, aht=240.0, **more):
    volumes = {queue.name: np.full(len(FORTNIGHT), 3.0) for queue in queues}
    forecast = forecast_of(volumes, aht, FORTNIGHT)
    return staff_centre(forecast, Centre(queues, shrinkage=LOST, **more))


def cost_of(plan):
    return sum(one.value for one in plan.figures.rows if one.name == "cost")


def test_a_tier_costs_what_the_plan_with_the_standard_target_does_not():
    plan = plan_of(STANDARD, GOLD)
    plain = replace(GOLD, deferred=STANDARD.deferred, team="mail", tier_of="")
    without = plan_of(replace(STANDARD, team="mail"), plain)
    found = figures_of(plan, "gold")
    fte = plan.summary().total.fte - without.summary().total.fte
    assert found["fte_for_tier"] == pytest.approx(fte)
    assert fte > 0
    assert found["cost_for_tier"] == pytest.approx(cost_of(plan) - cost_of(without))
    assert "revenue" not in found
    assert "fte_for_tier" not in figures_of(plan, "mail")


def test_a_tier_is_compared_with_the_hours_of_its_standard_queue():
    usual, always = ((600, 840),) * 7, ((0, 1440),) * 7
    standard = replace(STANDARD, opening=usual)
    gold = replace(GOLD, opening=always)
    without = plan_of(
        replace(standard, team="mail"),
        replace(gold, opening=usual, deferred=STANDARD.deferred, team="mail", tier_of=""),
    )
    plan = plan_of(standard, gold)
    fte = plan.summary().total.fte - without.summary().total.fte
    assert figures_of(plan, "gold")["fte_for_tier"] == pytest.approx(fte)


def test_live_queues_are_compared_with_one_queue_of_the_standard_target():
    standard = Queue("calls", target=GOAL)
    gold = Queue("gold", target=Target(0.95, 10.0), tier_of="calls")
    found = figures_of(plan_of(standard, gold), "gold")
    alone = plan_of(replace(standard, team="t"), Queue("gold", target=GOAL, team="t"))
    both = plan_of(standard, replace(gold, tier_of=""))
    fte = both.summary().total.fte - alone.summary().total.fte
    assert found == {"fte_for_tier": pytest.approx(fte)}


def test_revenue_is_the_price_of_contacts_and_of_customers_for_the_time_of_the_forecast():
    gold = replace(GOLD, price_per_contact=2.5, price_per_month=49.0, customers=100, tier_of="")
    plan = plan_of(STANDARD, gold, currency="EUR")
    found = figures_of(plan, "gold")
    contacts, months = 3.0 * len(FORTNIGHT), 14 / (365.25 / 12)
    assert found["revenue"] == pytest.approx(2.5 * contacts + 4900 * months)
    assert found["margin"] == pytest.approx(found["revenue"] - found["cost"])
    units = {one.name: one.unit for one in plan.figures.rows if one.queue == "gold"}
    assert (units["revenue"], units["cost"], units["cost_per_hour"]) == ("EUR", "EUR", "EUR/h")


def test_the_margin_of_a_tier_is_against_what_the_tier_adds():
    found = figures_of(plan_of(STANDARD, replace(GOLD, price_per_contact=5.0)), "gold")
    assert found["margin"] == pytest.approx(found["revenue"] - found["cost_for_tier"])


def test_a_queue_without_cost_has_no_margin():
    free = replace(GOLD, cost=0.0, tier_of="", price_per_contact=1.0)
    assert "margin" not in figures_of(plan_of(STANDARD, free), "gold")


def test_a_tier_that_no_model_has_beside_its_standard_queue_is_refused():
    standard = Queue("calls", target=GOAL)
    gold = Queue("gold", target=GOAL, tier_of="calls")
    with pytest.raises(InputError, match=r"'gold' cannot be compared .* Remove tier_of"):
        plan_of(standard, gold, aht={"calls": 100.0, "gold": 900.0})


LIVE = '[[queue]]\nname = "calls"\ntarget = "80/20"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LIVE + 'tier_of = "cals"\n' + LIVE.replace("calls", "care"), "unknown queue 'cals'"),
        (LIVE + 'tier_of = "m"\n[[queue]]\nname = "m"\nmodel = "deferred"\nwithin = "4h"\n',
         "needs model erlang_c, the model of this queue, for 'm', which has deferred"),
        (LIVE + 'model = "chat"\ntier_of = "b"\n' + LIVE.replace("calls", "b"),
         "compare two plans"),
        (LIVE + "price_per_month = 49\n", "must be given together"),
        (LIVE + "customers = 49\n", "must be given together"),
        (LIVE + "price_per_contact = -1\n", "must be greater than or equal to 0"),
    ],
)  # fmt: skip
def test_mistakes_in_the_keys_of_a_tier_are_named(tmp_path, text, words):
    path = tmp_path / "centre.toml"
    path.write_text(text)
    with pytest.raises(DataError) as caught:
        read_centre(str(path))
    (problem,) = caught.value.problems
    assert words in problem.text
