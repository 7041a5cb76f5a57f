"""What a request refuses before any work is done."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from support.schedules import forecast_plan, schedule_request, scheduled
from wfm.errors import InputError
from wfm.scheduling import build
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
        ({"max_distinct_shifts": 3}, "max_distinct_shifts: not available with contracts"),
        ({"distinct_shift": 1.0}, "distinct_shift: not available with contracts"),
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
        (Contract("c"), Prices(night=1), r"\[fairness\] night: for people by name only"),
        (Contract("c", isolated_day_off=1.0), Prices(), "isolated_day_off of contract 'c': for"),
        (
            Contract("c", max_consecutive_nights=3, rest_after_nights=1.0),
            Prices(weekend=1, max_above_mean=0.0),
            r"weekend, \[fairness\] max_above_mean, max_consecutive_nights of contract 'c', re",
        ),
    ],
)
def test_rules_of_people_by_name_are_refused_without_them(contract, prices, message):
    with pytest.raises(InputError, match=message):
        ScheduleRequest(ShiftRules([], contracts=[contract]), prices)
    named = ShiftRules([], contracts=[contract], agents=[Agent("Ada", "c")])
    assert ScheduleRequest(named, prices).rules is named
    assert ScheduleRequest(ShiftRules([], contracts=[Contract("c")]), Prices(unpopular={"a": 0}))


# --- every key in every mode: honoured, or refused with the reason

HOURS = 3600
MORNING = Template("m", 8 * HOURS, 12 * HOURS, 4 * HOURS, (4 * HOURS, 8 * HOURS))
FREE = Contract("free", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
TEAM = [Agent(f"P{number}", "free", skills=("a", "b")) for number in range(9)]


def matrix_plan(queues=1):
    """A weekend of 3 agents in the morning and 1 in the afternoon, of 12 and 2 contacts an hour."""
    start = np.concatenate([np.arange(8, 16) * HOURS + day * 86_400 for day in (2, 3)])
    return forecast_plan(
        np.tile([12.0] * 4 + [2.0] * 4, 2 * queues),
        np.tile([3] * 4 + [1] * 4, 2 * queues),
        start=np.tile(start, queues),
        queue=np.repeat(np.arange(queues), 16),
        queues=("a", "b")[:queues],
    )


# the rules and the number of queues of each mode, and whether the queues are pooled
MODES = {
    "shifts": ({}, 1, False),
    "tours": ({"contracts": [FREE]}, 1, False),
    "named": ({"contracts": [FREE], "agents": TEAM}, 1, False),
    "queues": ({}, 2, False),
    "pool": ({}, 2, True),
    "day": ({"goal": "day"}, 1, False),
    "open": ({"cyclic": False}, 1, False),
    "cyclic": ({"cyclic": True}, 1, False),
}
KEYS = {
    "max_distinct_shifts": {"max_distinct_shifts": 1},
    "distinct_shift": {"distinct_shift": 100.0},
    "full_time": {"full_time": 1.0},
    "part_time": {"part_time": 100.0},
    "min_share": {"min_share": 1.0, "understaffed": 0.01, "shortage": "linear"},
    "weekend": {"weekend": 5.0},
    "unpopular": {"unpopular": {"m": 5.0}},
    "night": {"night": 5.0},
    "max_above_mean": {"weekend": 0.001, "max_above_mean": 1.0},
    "time_limit": {"time_limit": 30.0},
    "goal": {"goal": "day"},
}
NOT_WITH = {
    **{
        (mode, key): "not available with contracts"
        for mode in ("tours", "named")
        for key in ("max_distinct_shifts", "distinct_shift", "full_time", "part_time")
    },
    ("named", "goal"): "goal 'day' is not available for people by name",
    **{
        (mode, key): "for people by name only"
        for mode in MODES
        for key in ("weekend", "unpopular", "night", "max_above_mean")
        if mode != "named"
    },
}


def is_honoured(key, schedule):
    """Whether the schedule follows the value of a key."""
    totals = schedule.totals
    kinds = [
        {
            (row.shift, row.start % 86_400, row.end - row.start)
            for row in schedule.rows
            if row.queue == one
        }
        for one in {row.queue for row in schedule.rows}
    ]
    counts = Counter(row.agent for row in schedule.rows)
    return {
        "max_distinct_shifts": all(len(one) == 1 for one in kinds),
        "distinct_shift": totals.cost == totals.paid_hours + 100 * totals.distinct_shifts
        and totals.distinct_shifts == sum(map(len, kinds)),
        "full_time": totals.full_time_shifts == totals.shifts > 0,
        "part_time": totals.cost
        == totals.paid_hours + 100 * (totals.shifts - totals.full_time_shifts),
        "min_share": totals.understaffed_hours == 0 and totals.shifts > 0,
        # of 2 weekend days or 4 shifts and more no person has 2 more than another
        "weekend": max(counts.values()) <= 1 + min(counts[one.name] for one in TEAM),
        "unpopular": max(counts.values()) <= 1 + min(counts[one.name] for one in TEAM),
        # there is no night shift to share
        "night": totals.cost == totals.paid_hours,
        "max_above_mean": max(counts.values()) <= 1 + counts.total() / len(TEAM),
        "goal": totals.service_level >= 0.85
        and any("met over each day" in one for one in schedule.notes),
    }[key]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("mode", MODES)
def test_every_key_is_honoured_or_refused_in_every_mode(mode, key, monkeypatch):
    rules, queues, pool = MODES[mode]
    values = rules | KEYS[key]
    if (mode, key) in NOT_WITH:
        with pytest.raises(InputError, match=NOT_WITH[mode, key]):
            schedule_request([MORNING], **values)
        return
    limits = []
    for name in ("cover", "tours", "assign"):
        monkeypatch.setattr(build, name, with_limit_noted(getattr(build, name), limits))
    schedule = scheduled(
        matrix_plan(queues), schedule_request([MORNING], gap=0.0, **values), pool=pool
    )
    assert schedule.totals.status != "understaffed"
    if key == "time_limit":
        assert limits
        assert all(limit is not None and limit <= 30.0 for limit in limits)
    else:
        assert is_honoured(key, schedule)


def with_limit_noted(search, limits):
    """A search that notes the time limit that it is given."""

    def noted(*values, time_limit, **more):
        limits.append(time_limit)
        return search(*values, time_limit=time_limit, **more)

    return noted


def test_a_number_of_people_must_agree_with_the_people_by_name_and_is_for_one_group():
    five = replace(FREE, people=5)
    with pytest.raises(InputError, match="'free' has people = 5, but 9 people by name are on it"):
        schedule_request([MORNING], contracts=[five], agents=TEAM)
    schedule_request([MORNING], contracts=[replace(FREE, people=9)], agents=TEAM)
    with pytest.raises(InputError, match="max_people = 8, but 9 people"):
        schedule_request([MORNING], contracts=[replace(FREE, max_people=8)], agents=TEAM)
    with pytest.raises(InputError, match=r"people = 5, but the 2 queues .* use pool=True"):
        scheduled(matrix_plan(2), schedule_request([MORNING], contracts=[five]))


# the rules of a contract that keep one person to the shift of one day of the weekend
CONTRACT_KEYS = {
    "start_spread": {"start_spread": 0.0},
    "max_consecutive_nights": {"max_consecutive_nights": 1},
    "rest_after_nights": {"rest_after_nights": 48.0 * HOURS},
    "isolated_day_off": {"isolated_day_off": 100.0},
}
NIGHTS = Template("n", 20 * HOURS, 22 * HOURS, 2 * HOURS, (6 * HOURS,))


@pytest.mark.parametrize("key", CONTRACT_KEYS)
@pytest.mark.parametrize("mode", ["tours", "named"])
def test_every_key_of_a_contract_is_honoured_or_refused_in_every_mode(mode, key):
    """One person on three evenings: from 20:00, 22:00 and 20:00, or with a day between."""
    contract = replace(FREE, people=1, **CONTRACT_KEYS[key])
    team = [Agent("Ann", "free")] if mode == "named" else []
    values = {"contracts": [contract], "agents": team, "understaffed": 5.0, "gap": 0.0}
    values["overstaffed"] = 50.0
    if mode == "tours" and key != "start_spread":
        with pytest.raises(InputError, match=f"{key} of contract 'free': for people by name only"):
            schedule_request([NIGHTS], **values, opening_hours=False, cyclic=False)
        return
    hours = {
        "start_spread": (20, 46, 68),
        "max_consecutive_nights": (20, 44),
        "rest_after_nights": (20, 68),
        "isolated_day_off": (20, 68),
    }[key]
    start = np.concatenate([np.arange(at, at + 6) * HOURS for at in hours]) + 2 * 86_400
    plan = forecast_plan(np.full(len(start), 2.0), np.ones(len(start), dtype=int), start=start)
    request = schedule_request([NIGHTS], **values, opening_hours=False, cyclic=False)
    with_key = scheduled(plan, request).totals
    values["contracts"] = [replace(FREE, people=1)]
    without = schedule_request([NIGHTS], **values, opening_hours=False, cyclic=False)
    assert scheduled(plan, without).totals.understaffed_hours == 0
    assert with_key.understaffed_hours > 0
