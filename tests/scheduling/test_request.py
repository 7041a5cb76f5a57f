"""What a request refuses before any work is done."""

import pytest

from support.schedules import schedule_request
from wfm.errors import InputError
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.request import Prices, ScheduleRequest, SearchOptions, ShiftRules
from wfm.scheduling.shift_templates import Template

DAY = Template("day", 28_800, 28_800, 3600, (28_800,))
WEEK = Contract("week", days_per_week=(0, 5))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"time_limit": 0.0}, "time_limit must be > 0 seconds: got 0"),
        ({"time_limit": float("nan")}, "time_limit must be > 0"),
        ({"gap": -0.1}, r"gap must be in \[0, 1\): got -0.1"),
        ({"gap": 1.0}, r"gap must be in \[0, 1\): got 1.0"),
        ({"solver": "abacus"}, "solver must be one of scipy, highs: got 'abacus'"),
    ],
)
def test_search_options_outside_their_domain_are_refused(values, message):
    with pytest.raises(InputError, match=message):
        SearchOptions(**values)


@pytest.mark.parametrize("people", [False, True])
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"max_distinct_shifts": 3}, "max_distinct_shifts is not available with contracts"),
        ({"distinct_shift": 1.0}, "distinct_shift is not available with contracts"),
        ({"solver": "highs"}, "solver 'highs' is not available with contracts"),
    ],
)
def test_options_that_contracts_do_not_support_are_refused(people, values, message):
    team = [Agent("Ann", "week")] if people else []
    with pytest.raises(InputError, match=message):
        schedule_request([DAY], contracts=[WEEK], agents=team, **values)
    assert schedule_request([DAY], **values)


def test_people_need_contracts_and_goals_have_two_names():
    with pytest.raises(InputError, match="agents need contracts"):
        schedule_request([DAY], agents=[Agent("Ann", "week")])
    with pytest.raises(InputError, match="goal must be 'interval' or 'day': got 'week'"):
        schedule_request([DAY], goal="week")


@pytest.mark.parametrize(
    ("contract", "prices", "message"),
    [
        (Contract("c", period=4, weekends=2), Prices(), "period of contract 'c', weekends of con"),
        (Contract("c", limits=(("late", 2),)), Prices(), "limits of contract 'c': for people by"),
        (Contract("c"), Prices(weekend=3), r"\[fairness\] weekend: for people by name only"),
        (Contract("c"), Prices(unpopular={"late": 1}), r"\[fairness\] unpopular: for people"),
    ],
)
def test_rules_of_people_by_name_are_refused_without_them(contract, prices, message):
    with pytest.raises(InputError, match=message):
        ScheduleRequest(ShiftRules([], contracts=[contract]), prices)
    named = ShiftRules([], contracts=[contract], agents=[Agent("Ada", "c")])
    assert ScheduleRequest(named, prices).rules is named
    assert ScheduleRequest(ShiftRules([], contracts=[Contract("c")]), Prices(unpopular={"a": 0}))
