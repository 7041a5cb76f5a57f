"""Weekend days and nights per person: most less least, and no more than one above the mean."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from oracles.roster import broken
from wfm.errors import WfmError
from wfm.scheduling.contracts import Agent, Available, Contract, Wish
from wfm.scheduling.fairness_prices import FairnessPrices
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.rostering.assign import assign
from wfm.scheduling.verify_roster import rule_violations, verified

HOUR = 3600.0
LOOSE = Contract("c", days_per_week=(0, 7), consecutive_days_off=0, rest=8 * HOUR)


def nights(weeks):
    return [Shift("night", d, 24 * d + 22, 8, 79_200, (), 8.0, 8.0) for d in range(7 * weeks)]


def need_of_nights(weeks):
    day = np.zeros(24, dtype=np.int64)
    day[[0, 1, 2, 23]] = 1
    required = np.tile(day, 7 * weeks)
    required[:3] = 0
    return StaffRequirement(required, HOUR, under=50.0, over=5.0)


def team_of(likes):
    """Four people, of whom the first would work every night."""
    wish = Wish(likes, template="night", wants=False)
    return [
        Agent("Ann", "c"),
        *(Agent(name, "c", wishes=(wish,)) for name in ("Bob", "Cid", "Dan")),
    ]


def counted(roster):
    numbers = Counter(row.person for row in roster.rows)
    return [numbers[name] for name in roster.people]


@pytest.mark.parametrize("weeks", [1, 2])
def test_a_price_shares_nights_among_people_over_the_weeks(weeks):
    need, team = need_of_nights(2), team_of(0.5)
    free = assign(need, nights(2), team, [LOOSE], weeks=weeks)
    assert max(counted(free)) - min(counted(free)) > 10
    fair = assign(need, nights(2), team, [LOOSE], weeks=weeks, night_price=20.0)
    spread = max(counted(fair)) - min(counted(fair))
    assert spread <= 1
    assert fair.prices["fairness"] == 20.0 * spread
    assert broken(fair, need, [LOOSE], team) == set()


@pytest.mark.parametrize("weeks", [1, 2])
def test_nobody_is_more_than_one_above_the_mean_even_where_the_price_is_low(weeks):
    need, team = need_of_nights(2), team_of(3.0)
    low = assign(need, nights(2), team, [LOOSE], weeks=weeks, night_price=0.01, gap=0.0)
    assert max(counted(low)) == 14
    kept = assign(
        need, nights(2), team, [LOOSE], weeks=weeks, night_price=0.01, max_above_mean=1.0, gap=0.0
    )
    # 14 nights of 4 people: 3.5 on average
    assert max(counted(kept)) == 4
    assert kept.under.sum() == 0
    assert kept.bound <= kept.cost
    fairness = FairnessPrices(0.0, 0.01, {}, 1.0, 1.0)
    said = rule_violations(low, {"": need}, [LOOSE], team, fairness=fairness, shifts=nights(2))
    assert any(one.startswith("Ann: 14 night shifts are above the limit of 4.5") for one in said)
    with pytest.raises(WfmError, match="price of fairness"):
        verified(low, {"": need}, [LOOSE], team, fairness=fairness, shifts=nights(2))


def test_weekend_days_above_the_mean_are_told_where_the_rules_of_a_person_force_them():
    """Ann can work on weekends alone, the others must work five days from Monday to Friday."""
    day = [Shift("day", d, 24 * d + 8, 8, 28_800, (), 8.0, 8.0) for d in range(7)]
    need = StaffRequirement(np.tile(np.repeat([0, 1, 0], 8), 7), HOUR, under=30.0)
    hours = (Available(0.0, 86_400.0, weekdays=(5, 6)),)
    team = [Agent("Ann", "c", hours), Agent("Bob", "c"), Agent("Cid", "c"), Agent("Dan", "c")]
    contract = replace(LOOSE, days_per_week=(2, 5))
    prices = {"weekend_price": 0.01, "max_above_mean": 1.0}
    roster = assign(need, day, team, [contract], **prices, gap=0.0)
    # 2 of Ann and none of the others are 1.5 above the mean; with one more, 1.25; with 2, 1
    weekend = Counter(row.person for row in roster.rows if row.day >= 5)
    assert weekend["Ann"] == 2
    assert weekend.total() == 4
    alone = assign(need, day, [team[0], replace(team[1], days_off=(6,))], [contract],
                   weekend_price=0.01, max_above_mean=0.25, gap=0.0)  # fmt: skip
    assert any("Ann has 2 weekend days, more than max_above_mean 0.25" in n for n in alone.notes)
    assert alone.prices["fairness"] > 1.0


def test_who_cannot_work_at_night_is_not_compared():
    team = [*team_of(0.0), Agent("Eve", "c", (Available(6 * HOUR, 20 * HOUR),))]
    roster = assign(need_of_nights(1), nights(1), team, [LOOSE], night_price=5.0)
    assert counted(roster)[-1] == 0
    assert roster.prices["fairness"] == 5.0  # 7 nights of four people: 2 and 1
