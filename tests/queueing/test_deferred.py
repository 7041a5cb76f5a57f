"""Deferred work: the critical period, the linear program, the fluid model, and tickets."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracles import deferred_sim
from wfm import InputError, UnreachableError
from wfm.queueing import deferred

HOUR, QUARTER, DAY = 3600, 900, 48  # a day of twelve hours in quarters


def week():
    """Five days, the night's mail at opening, Mondays heavy: a tenth within 1 h, the rest 24 h."""
    shape = np.r_[[1.4] * 8, [1.0] * 28, [0.6] * 12]
    shape = shape / shape.sum() * 0.7
    shape[0] += 0.3
    return np.concatenate([900 * day * shape for day in (1.5, 1.1, 1.0, 0.95, 0.85)])


def classes(normal):
    volume = week()
    return [
        deferred.work(0.1 * volume, 720, HOUR, QUARTER),
        deferred.work(0.9 * volume, 540, normal * HOUR, QUARTER),
    ]


@pytest.mark.parametrize(("normal", "level"), [(24, 12.555), (12, 12.555), (1, 67.195)])
def test_the_published_levels_are_reproduced(normal, level):
    assert deferred.level_required(classes(normal)) == pytest.approx(level, abs=1e-3)


def test_at_the_level_nothing_is_late_and_just_below_something_is():
    both = classes(24)
    level = deferred.level_required(both)
    assert deferred.simulate(both, level).late.sum() == 0
    assert deferred.simulate(both, 0.999 * level).late.sum() > 1


@pytest.mark.parametrize("block", [16, 48, 240])
def test_levels_by_block_take_the_fewest_hours_and_meet_every_target(block):
    both = classes(24)
    levels = deferred.levels_required(both, block=block)
    work = sum(one.seconds.sum() for one in both)
    assert levels.sum() * block * QUARTER == pytest.approx(work, rel=1e-9)  # 753.3 hours
    assert deferred.simulate(both, np.repeat(levels, block)[:240]).late.sum() < 1e-9
    assert levels.max() == pytest.approx(deferred.level_required(both), rel=1e-6)


def test_integer_levels_meet_every_target_and_cost_less_than_a_block_more():
    both = classes(24)
    levels = deferred.levels_required(both, block=48, integer=True)
    assert (levels == np.rint(levels)).all()
    assert deferred.simulate(both, np.repeat(levels, 48)).late.sum() < 1e-9
    assert levels.sum() == math.ceil(753.3 / 12)


def test_shifts_that_overlap_share_the_work_and_free_time_is_used_first():
    mail = deferred.work([40, 0, 0, 40], 450, 1800, QUARTER)
    shifts = [[1, 1, 1, 0], [0, 1, 1, 1]]
    assert deferred.levels_required(mail, shifts=shifts) == pytest.approx([0, 20])
    free = deferred.levels_required(mail, shifts=shifts, free=[5, 5, 0, 20])
    assert free == pytest.approx([5, 0])


def test_shifts_that_miss_a_deadline_are_unreachable():
    mail = deferred.work([40, 0, 0, 0], 450, 1800, QUARTER)
    with pytest.raises(UnreachableError, match="no number of people"):
        deferred.levels_required(mail, shifts=[[0, 0, 1, 1]])


def test_no_work_requires_no_agents():
    nothing = deferred.work([0, 0], 450, 1800, QUARTER)
    assert deferred.level_required(nothing) == 0
    assert deferred.levels_required(nothing, block=1).tolist() == [0, 0]
    assert np.isnan(deferred.simulate(nothing, 1).turnaround).all()


def test_the_night_is_released_at_opening_and_business_hours_stop_at_closing():
    opening = [False, True, True, False, False, True, True]
    mail = deferred.work([1] * 7, 300, 2 * QUARTER, QUARTER, opening=opening)
    assert mail.released.tolist() == [0, 0, 1, 2, 2, 2, 3]
    assert mail.due.tolist() == [2, 2, 3, 4, 4, 4, 4]


def test_calendar_hours_go_on_at_night():
    opening = [True, True, False, False, True, True]
    mail = deferred.work([1, 1, 1, 1, 0, 0], 300, 4 * QUARTER, QUARTER, opening=opening,
                         calendar=True)  # fmt: skip
    assert mail.released.tolist() == [0, 1, 2, 2]
    assert mail.due.tolist() == [2, 3, 4, 4]
    with pytest.raises(UnreachableError, match="contacts of bucket 2 are due in calendar time"):
        deferred.work([1, 1, 1, 1, 0, 0], 300, 2 * QUARTER, QUARTER, opening=opening, calendar=True)


def test_backlog_is_due_by_its_age_and_shows_in_the_oldest():
    mail = deferred.work([0, 0, 0], 300, 2 * QUARTER, QUARTER, backlog=[3, 0, 0, 6])
    assert mail.due.tolist() == [2, 1]  # six are overdue, and due at once
    assert deferred.level_required(mail) == 2.0
    course = deferred.simulate(mail, 1)
    assert course.backlog.tolist() == [6, 3, 0]
    assert course.oldest.tolist() == [4 * QUARTER, 2 * QUARTER, 0]
    assert course.late.tolist() == [0, 3, 3]
    assert course.turnaround.tolist() == [3 * QUARTER, 4 * QUARTER, 2 * QUARTER]


def test_a_target_for_a_share_leaves_the_rest_to_the_end():
    all_of_it = deferred.level_required(deferred.work([100, 0, 0, 0], 360, QUARTER, QUARTER))
    most = deferred.work([100, 0, 0, 0], 360, QUARTER, QUARTER, service_level=0.9)
    assert all_of_it == pytest.approx(40)
    assert deferred.level_required(most) == pytest.approx(36)
    assert deferred.simulate(most, 36).late.sum() == pytest.approx(0, abs=1e-9)


def test_work_not_done_by_the_end_is_late():
    mail = deferred.work([10, 0], 900, 2 * QUARTER, QUARTER)
    assert deferred.simulate(mail, 1).late.tolist() == [0, 8]


# tickets per day, handle times [s] of urgent and normal, normal response time [buckets]; shares
# in time at the level rounded up, without and with safety
SMALL = [(60, (1500, 1200), 16), (60, (1500, 1200), 48), (200, (720, 540), 8)]


@pytest.mark.parametrize(("tickets", "aht", "buckets"), SMALL)
def test_one_standard_deviation_of_safety_meets_what_the_fluid_level_misses(tickets, aht, buckets):
    shape = np.r_[[1.4] * 8, [1.0] * 28, [0.6] * 12]
    day = tickets * shape / shape.sum()
    days, limits = np.tile(day, 10), (4 * QUARTER, buckets * QUARTER)
    both = [
        deferred.work(part * days, h, limit, QUARTER)
        for part, h, limit in zip((0.1, 0.9), aht, limits, strict=True)
    ]

    def in_time(safety):
        agents = math.ceil(deferred.level_required(both, safety=safety) - 1e-9)
        streams = [list(0.1 * day), list(0.9 * day)]
        return agents, deferred_sim.simulate(
            streams, list(aht), list(limits), agents, QUARTER, days=400, seed=51
        )

    few, fluid = in_time(0.0)
    more, safe = in_time(1.0)
    assert more > few
    assert all(one.mean >= 0.995 for one in safe)
    assert min(one.mean for one in fluid) < min(one.mean for one in safe)


@pytest.mark.deep
@pytest.mark.parametrize(
    ("tickets", "aht", "buckets", "agents", "kept"),
    [
        (60, (1500, 1200), 16, 2, 0.955),
        (60, (1500, 1200), 48, 2, 0.998),
        (200, (720, 540), 8, 3, 0.989),
        (200, (720, 540), 4, 3, 0.873),
        (200, (720, 540), 4, 4, 0.9996),
    ],
)
def test_the_published_shares_of_tickets_in_time_are_reproduced(
    tickets, aht, buckets, agents, kept
):
    shape = np.r_[[1.4] * 8, [1.0] * 28, [0.6] * 12]
    day = tickets * shape / shape.sum()
    seen = deferred_sim.simulate(
        [list(0.1 * day), list(0.9 * day)], list(aht), [4 * QUARTER, buckets * QUARTER], agents,
        QUARTER, days=3000, seed=52,
    )  # fmt: skip
    assert all(one.agrees(kept, 0.003) for one in seen)


def test_an_uncertain_forecast_requires_more_agents():
    both = classes(24)
    plain = deferred.level_required(both, safety=1.0)
    assert plain == pytest.approx(12.81, abs=0.01)
    wide = deferred.level_required(both, safety=1.0, volume_cv=0.1)
    assert wide == pytest.approx(12.555 + math.hypot(plain - 12.555, 1.2555), abs=2e-3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: deferred.work([1, np.nan], 300, HOUR, QUARTER), "volume must be a number in"),
        (lambda: deferred.work([1, -1], 300, HOUR, QUARTER), "volume must be"),
        (lambda: deferred.work(5, 300, HOUR, QUARTER), "one number of contacts per bucket"),
        (lambda: deferred.work([1, 1], 300, 600, QUARTER), "at least one bucket of 900 s"),
        (
            lambda: deferred.work([1], 300, HOUR, QUARTER, opening=[False]),
            "opening must be true or false",
        ),
        (lambda: deferred.work([1], 300, HOUR, QUARTER, service_level=95), "mean 0.95"),
        (lambda: deferred.level_required([]), "classes must share"),
        (
            lambda: deferred.level_required(
                [deferred.work([1], 300, HOUR, QUARTER), deferred.work([1, 1], 9, HOUR, QUARTER)]
            ),
            "classes must share",
        ),
        (lambda: deferred.levels_required(classes(24)), "either block= or shifts="),
        (lambda: deferred.levels_required(classes(24), block=0), "block must be a whole"),
        (lambda: deferred.levels_required(classes(24), block=1.5), "block must be a whole"),
        (lambda: deferred.simulate(classes(24), [1, 2]), "agents must be one number, or"),
        (lambda: deferred.work([1], 300, [HOUR], QUARTER), "within must be one number"),
        (lambda: deferred.levels_required(classes(24), shifts=[[0.5] * 240]), "shifts must have"),
        (lambda: deferred.levels_required(classes(24), shifts=[[1, 1]]), "shifts must have"),
        (lambda: deferred.level_required(classes(24), safety=-1), "safety must be"),
    ],
)
def test_bad_input_is_refused_by_name(call, words):
    with pytest.raises(InputError, match=words):
        call()


# Work day by day


@st.composite
def some_work(draw):
    """Two classes over eight buckets of a quarter of an hour, and agents for each."""
    volumes = st.lists(st.integers(0, 12), min_size=8, max_size=8)
    kinds = [
        deferred.work(
            draw(volumes), aht=300, within=900 * draw(st.integers(1, 4)), interval=900,
            service_level=draw(st.sampled_from([1.0, 0.8])),
            deadline=900 * draw(st.integers(1, 8)),
        )
        for _ in range(2)
    ]  # fmt: skip
    return kinds, np.array(draw(st.lists(st.integers(0, 9), min_size=8, max_size=8)), float)


@given(some_work())
def test_classes_one_by_one_add_up_to_all_of_them(case):
    kinds, agents = case
    together, each = deferred.simulate(kinds, agents), deferred.simulate_each(kinds, agents)
    for name in ("backlog", "late", "slow", "busy"):
        total = sum(getattr(course, name) for course in each)
        assert total == pytest.approx(getattr(together, name), abs=1e-9)
    oldest = np.max([course.oldest for course in each], axis=0)
    assert oldest == pytest.approx(together.oldest)


@given(some_work())
def test_the_shortfall_is_zero_exactly_where_no_work_is_late(case):
    kinds, agents = case
    short = deferred.shortfall(kinds, agents)
    late = deferred.simulate(kinds, agents).late.sum()
    assert (short.seconds > 0) == (late > 1e-9)
    if short.seconds:
        there = agents.copy()
        there[short.first : short.end] += short.seconds / 900 / (short.end - short.first)
        better = deferred.shortfall(kinds, there)
        assert (better.first, better.end) != (short.first, short.end)


@given(some_work(), st.integers(1, 7))
def test_a_plan_in_two_parts_continues_with_its_backlog(case, first):
    kinds, agents = case
    whole = deferred.simulate_each(kinds, agents)
    rest = deferred.simulate_each(deferred.remaining_work(kinds, agents[:first]), agents[first:])
    for one, other in zip(whole, rest, strict=True):
        for name in ("backlog", "oldest", "late", "slow", "busy"):
            assert getattr(other, name) == pytest.approx(getattr(one, name)[first:], abs=1e-9)


@given(some_work(), st.integers(1, 7))
def test_the_first_buckets_do_not_depend_on_later_ones(case, first):
    kinds, agents = case
    whole = deferred.simulate(kinds, agents)
    some = deferred.simulate(deferred.first_buckets(kinds, first), agents[:first])
    assert some.backlog == pytest.approx(whole.backlog[:first], abs=1e-9)
    assert some.busy == pytest.approx(whole.busy[:first], abs=1e-9)


def test_the_rest_of_a_share_is_due_at_the_latest():
    mail = deferred.work(
        [10, 0, 0, 0], 300, within=900, interval=900, service_level=0.6, deadline=2700
    )
    assert sorted(zip(mail.due.tolist(), mail.contacts.tolist(), strict=True)) == [(1, 6), (3, 4)]
    course = deferred.simulate(mail, [2, 0, 2, 0])
    assert course.late.sum() == 0
    assert course.slow.tolist() == [0, 0, 4, 0]
    assert course.busy.tolist() == pytest.approx([2, 0, 4 / 3, 0])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: deferred.remaining_work(classes(24), np.ones(240)), "fewer than 240: got shape"),
        (lambda: deferred.remaining_work(classes(24), 1.0), "fewer than 240: got shape"),
        (lambda: deferred.first_buckets(classes(24), 0), "some of 240 open buckets: got 0"),
        (lambda: deferred.first_buckets(classes(24), 241), "got 241"),
        (lambda: deferred.shortfall(classes(24), [1, 2]), "agents must be one number, or"),
    ],
)
def test_missing_parts_of_a_plan_are_refused(call, words):
    with pytest.raises(InputError, match=words):
        call()
