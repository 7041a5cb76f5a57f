"""Weekend days and nights per person: most less least, and no more than one above the mean."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from oracles.roster import broken
from wfm.errors import WfmError
from wfm.scheduling.contracts import Agent, Available, Contract, Wish
from wfm.scheduling.fairness_prices import Counted, FairnessPrices
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
def test_no_person_is_more_than_one_above_the_mean_even_where_the_price_is_low(weeks):
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


def day_shifts(weeks=1):
    return [Shift("day", d, 24 * d + 8, 8, 28_800, (), 8.0, 8.0) for d in range(7 * weeks)]


def test_weekend_days_that_the_rules_of_a_person_force_are_told_and_have_no_price():
    """Ann can work on weekends alone, and has to work on two days."""
    day = day_shifts()
    people = np.repeat([4, 4, 4, 4, 4, 1, 1], 24) * np.tile(np.repeat([0, 1, 0], 8), 7)
    need = StaffRequirement(people, HOUR, under=30.0, over=9.0)
    hours = (Available(0.0, 86_400.0, weekdays=(5, 6)),)
    others = [Agent(name, "c") for name in ("Bob", "Cid", "Dan", "Fay")]
    team = [Agent("Ann", "c", hours), *others]
    contract = replace(LOOSE, days_per_week=(2, 5))
    prices = {"weekend_price": 0.5, "max_above_mean": 1.0, "gap": 0.0}
    roster = assign(need, day, team, [contract], **prices)
    assert sum(row.day >= 5 for row in roster.rows) == 2
    said = (
        "Ann has 2 weekend days, more than max_above_mean 1 above the mean of 0.4: contract, days "
        "off and availability leave no fewer than 2."
    )
    assert said in roster.notes
    assert roster.prices["fairness"] == pytest.approx(1.0)
    # five days, and two off together with Wednesday, leave Saturday and Sunday
    full = replace(LOOSE, days_per_week=(5, 5), consecutive_days_off=2)
    people = np.repeat([5, 5, 4, 5, 4, 1, 1], 24) * np.tile(np.repeat([0, 1, 0], 8), 7)
    need = StaffRequirement(people, HOUR, under=30.0, over=9.0)
    wednesday = assign(need, day, [Agent("Eve", "c", days_off=(2,)), *others], [full], **prices)
    assert any("Eve has 2 weekend days" in n and "no fewer than 2" in n for n in wednesday.notes)
    assert wednesday.prices["fairness"] == pytest.approx(1.0)
    claimed = FairnessPrices(0.5, max_above_mean=1.0, forced={(Counted("weekend"), "Bob"): 1})
    said = rule_violations(roster, {"": need}, [contract], team, fairness=claimed, shifts=day)
    assert "Bob: 0 weekend days are fewer than the rules are said to force" in said


def test_weekend_days_that_the_requirement_forces_have_a_price_and_a_note():
    """Only Ann can work on Saturdays, on which one person is required."""
    required = np.zeros(336, dtype=np.int64)
    required[[24 * day + hour for day in (5, 12) for hour in range(8, 16)]] = 1
    need = StaffRequirement(required, HOUR, under=30.0, over=9.0)
    team = [Agent("Ann", "c"), *(Agent(name, "c", days_off=(5,)) for name in ("Bob", "Cid", "Dan"))]
    roster = assign(
        need, day_shifts(2), team, [LOOSE], weeks=2, weekend_price=0.01, max_above_mean=1.0
    )
    assert counted(roster)[0] == 2
    assert any("Ann has 2 weekend days" in n and "the requirement or" in n for n in roster.notes)
    # a shift of 8 slots, each at twice the dearest shift and 1
    assert roster.prices["fairness"] == pytest.approx(0.02 + 8 * 17 * 0.5)


@pytest.mark.parametrize("weeks", [1, 2])
def test_the_limit_above_the_mean_is_not_met_by_more_weekend_work_of_others(weeks):
    """Only Ann can work on Saturdays. Sundays of the others would raise the mean at little cost."""
    required = np.zeros(336, dtype=np.int64)
    required[[24 * day + hour for day in (5, 12) for hour in range(8, 16)]] = 1
    need = StaffRequirement(required, HOUR, under=30.0)
    team = [Agent("Ann", "c"), *(Agent(name, "c", days_off=(5,)) for name in ("Gil", "Hal", "Ivo"))]
    roster = assign(
        need, day_shifts(2), team, [LOOSE], weeks=weeks, weekend_price=0.01, max_above_mean=1.0
    )
    assert counted(roster) == [2, 0, 0, 0]
    assert roster.under.sum() == 0
    # the roster with Sundays costs less, and the bound must be below it
    assert roster.bound <= 2 * 8 + 2 * 8 + 0.02


def test_who_cannot_work_at_night_is_not_compared():
    team = [*team_of(0.0), Agent("Eve", "c", (Available(6 * HOUR, 20 * HOUR),))]
    roster = assign(need_of_nights(1), nights(1), team, [LOOSE], night_price=5.0)
    assert counted(roster)[-1] == 0
    assert roster.prices["fairness"] == 5.0  # 7 nights of four people: 2 and 1
