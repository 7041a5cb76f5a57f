"""Laws of the other queues: chat, blending, priorities, redials, tiers and deferred work."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import wfm
from wfm.queueing import blending, chat, deferred, escalation, multiskill, priority, retrials

SLACK = 1e-11

agents = st.integers(1, 60)
volumes = st.floats(0.5, 600)
patiences = st.floats(5, 5000) | st.just(np.inf)
limits = st.floats(0, 300)
alone = st.floats(30, 1200)
shares = st.floats(0, 0.9)


@st.composite
def chats(draw: st.DrawFn) -> list[float]:
    """Handle times by concurrency with which an agent finishes more with every chat."""
    aht = [draw(alone)]
    for j in range(1, draw(st.integers(1, 4))):
        aht.append(aht[-1] * draw(st.floats(1.0, 0.98 * (j + 1) / j)))
    return aht


@given(chats(), agents, volumes, limits, patiences)
def test_more_agents_never_serve_chats_worse(aht, c, volume, t, patience):
    few, many = (chat.performance(n, volume, 1800, aht, t, patience=patience) for n in (c, c + 1))
    assert many.service_level >= few.service_level - SLACK
    assert many.abandonment <= few.abandonment + SLACK
    assert many.asa <= few.asa * (1 + SLACK)
    in_hand = [one.concurrency * one.occupancy for one in (few, many)]
    assert in_hand[1] <= in_hand[0] + SLACK


@given(chats(), agents, volumes, st.floats(5, 3000), st.floats(1.01, 10))
def test_more_patience_lowers_abandonment(aht, c, volume, patience, factor):
    assume(volume / 1800 < 2 * c * len(aht) / aht[-1])
    soon = chat.abandonment(c, volume, 1800, aht, patience=patience)
    late = chat.abandonment(c, volume, 1800, aht, patience=patience * factor)
    assert late <= soon + SLACK


@given(agents, volumes, alone, st.integers(1, 5), limits, patiences)
def test_chats_that_do_not_slow_each_other_are_erlang_with_more_servers(c, volume, h, k, t, g):
    many = chat.performance(c, volume, 1800, [h] * k, t, patience=g)
    one = chat.performance(c * k, volume, 1800, [h], t, patience=g)
    assert many.service_level == pytest.approx(one.service_level, abs=SLACK)
    assert many.abandonment == pytest.approx(one.abandonment, abs=SLACK)
    assert many.asa == pytest.approx(one.asa, rel=1e-9)
    assert many.concurrency * many.occupancy == pytest.approx(k * one.occupancy, abs=SLACK)


@given(agents, st.floats(0.5, 0.98), alone, limits)
def test_one_chat_at_a_time_with_infinite_patience_is_erlang_c(c, busy, h, t):
    volume = c * busy * 1800 / h
    found = chat.performance(c, volume, 1800, [h], t)
    load = wfm.offered_load(volume, h, 1800)
    assert found.service_level == pytest.approx(wfm.service_level(c, load, h, t), abs=1e-10)
    assert found.asa == pytest.approx(wfm.asa(c, load, h), rel=1e-9)


@given(chats(), agents, volumes, patiences)
def test_answered_and_abandoned_chats_add_up(aht, c, volume, patience):
    assume(np.isfinite(patience) or volume / 1800 < 0.999 * c * len(aht) / aht[-1])
    linear = [aht[0]] * len(aht)
    found = chat.performance(c, volume, 1800, linear, 0, patience=patience)
    finished = found.concurrency * found.occupancy * c / aht[0]
    assert finished == pytest.approx(volume / 1800 * (1 - found.abandonment), rel=1e-9)


@given(chats(), volumes, st.floats(0.05, 0.98), limits, patiences)
def test_required_agents_meet_the_level_and_one_fewer_does_not(aht, volume, level, t, g):
    n = chat.agents_required(volume, 1800, aht, service_level=level, within=t, patience=g)
    assert chat.service_level(n, volume, 1800, aht, t, patience=g) >= level
    assert n == 0 or chat.service_level(n - 1, volume, 1800, aht, t, patience=g) < level


@given(st.lists(st.tuples(agents, volumes, limits, patiences), min_size=1, max_size=30), chats())
def test_scalars_equal_arrays(queues, aht):
    c, v, t, g = np.array(queues).T
    together = chat.performance(c, v, 1800, aht, t, patience=g)
    for i, (c1, v1, t1, g1) in enumerate(queues):
        one = chat.performance(c1, v1, 1800, aht, t1, patience=g1)
        assert one == pytest.approx(tuple(x[i] for x in together), rel=1e-9, abs=1e-12)


@given(agents, st.floats(0.2, 1.5), alone, limits, patiences, st.data())
def test_a_larger_reserve_serves_calls_better_and_does_less_deferred_work(c, busy, h, t, g, data):
    r = data.draw(st.integers(0, c - 1))
    less, more = (blending.performance(c, c * busy, h, kept, t, patience=g) for kept in (r, r + 1))
    assert more.service_level >= less.service_level - SLACK
    assert more.deferred_rate <= less.deferred_rate * (1 + 1e-9) + SLACK
    assert more.occupancy <= less.occupancy + SLACK
    assert less.service_level <= less.service_level_alone + SLACK


@st.composite
def classes(draw: st.DrawFn) -> tuple[int, np.ndarray, float]:
    """Agents, loads of one to four classes that they carry, and a handle time."""
    n = draw(agents)
    parts = np.array(draw(st.lists(st.floats(0.01, 1), min_size=1, max_size=4)))
    return n, parts / parts.sum() * n * draw(st.floats(0.3, 0.97)), draw(alone)


@given(classes())
def test_mean_waits_of_the_classes_add_up_to_those_of_one_queue(queue):
    n, a, h = queue
    shared = (a * priority.asa(n, a, h)).sum() / a.sum()
    assert shared == pytest.approx(wfm.asa(n, a.sum(), h), rel=1e-10)


@given(classes(), limits)
def test_the_higher_class_is_served_better_and_a_longer_limit_kept_more_often(queue, t):
    n, a, h = queue
    level = priority.service_level(n, a, h, t)
    later = priority.service_level(n, a, h, t + h)
    assert (np.diff(level) <= SLACK).all()
    assert (later >= level - SLACK).all()
    assert ((level >= 0) & (level <= 1)).all()


@given(classes())
def test_at_once_every_class_meets_the_same_free_agents(queue):
    n, a, h = queue
    free = 1 - wfm.erlang_c(n, a.sum())
    assert priority.service_level(n, a, h, 0) == pytest.approx(np.full(a.shape, free), abs=SLACK)


@given(classes(), st.floats(0.1, 0.95), limits)
def test_agents_for_all_classes_just_suffice(queue, goal, t):
    _, a, h = queue
    n = priority.agents_required(a, h, service_level=goal, within=t)
    assert (priority.service_level(n, a, h, t) >= goal).all()
    assert n <= 1 or (priority.service_level(n - 1, a, h, t) < goal).any()


@settings(max_examples=50)
@given(agents, volumes, alone, st.floats(5, 5000), shares, shares)
def test_the_offered_volume_reproduces_itself(c, fresh, h, patience, p, q):
    known = {"patience": patience, "redial": p, "resolution": 1 - q}
    offered = retrials.offered_volume(fresh, c, 1800, h, **known)
    assert retrials.fresh_volume(offered, c, 1800, h, **known) == pytest.approx(fresh, rel=1e-11)
    lost = retrials.performance(fresh, c, 1800, h, 20, **known).abandonment
    again = fresh + p * lost * offered + q * (1 - lost) * offered
    assert again == pytest.approx(offered, rel=1e-10)
    assert fresh <= offered * (1 + SLACK)


@settings(max_examples=50)
@given(agents, volumes, alone, st.floats(5, 5000), shares)
def test_more_agents_never_cause_more_redials(c, fresh, h, patience, p):
    few, many = retrials.offered_volume(fresh, [c, c + 1], 1800, h, patience=patience, redial=p)
    assert many <= few * (1 + SLACK)


@settings(max_examples=50)
@given(agents, volumes, alone, st.floats(5, 5000), shares)
def test_equal_return_rates_make_volume_independent_of_agents(c, fresh, h, patience, p):
    offered = retrials.offered_volume(
        fresh, c, 1800, h, patience=patience, redial=p, resolution=1 - p
    )
    assert offered == pytest.approx(fresh / (1 - p), rel=1e-12)


@st.composite
def piles(draw: st.DrawFn) -> list[deferred.DeferredWork]:
    """One to three classes over the same open buckets."""
    size = draw(st.integers(1, 30))
    opening = np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    opening[draw(st.integers(0, size - 1))] = True
    counts = st.lists(st.floats(0, 50), min_size=size, max_size=size)
    return [
        deferred.work(
            draw(counts),
            draw(alone),
            within=900 * draw(st.integers(1, 40)),
            interval=900,
            opening=opening,
            service_level=draw(st.sampled_from([1.0, 0.9])),
            backlog=draw(st.lists(st.floats(0, 20), min_size=1, max_size=5)),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]


@given(piles())
def test_at_the_level_nothing_is_late_and_below_it_something_is(work):
    level = deferred.level_required(work)
    total = sum(one.contacts.sum() for one in work)
    assume(level > 1e-3)
    assert deferred.simulate(work, level).late.sum() <= 1e-9 * total
    assert deferred.simulate(work, 0.99 * level).late.sum() > 1e-9


@given(piles(), st.integers(1, 8))
def test_levels_by_block_meet_every_target_in_no_more_hours(work, block):
    levels = deferred.levels_required(work, block=block)
    each = np.repeat(levels, block)[: work[0].buckets]
    total = sum(one.contacts.sum() for one in work)
    assert deferred.simulate(work, each).late.sum() <= 1e-6 * (1 + total)
    constant = deferred.level_required(work) * work[0].buckets
    assert each.sum() <= constant * (1 + 1e-6) + 1e-6


@given(piles(), st.floats(0.1, 30))
def test_backlog_and_late_work_never_exceed_the_offered_work(work, n):
    course = deferred.simulate(work, n)
    total = sum(one.contacts.sum() for one in work)
    assert (course.backlog <= total * (1 + 1e-9)).all()
    assert course.late.sum() <= total * (1 + 1e-9)
    assert ((course.oldest > 0) == (course.backlog > 0)).all()


@given(st.lists(volumes, min_size=1, max_size=20), alone, alone, st.floats(0, 1), st.booleans())
def test_loads_of_both_levels_are_positive_and_level_two_gets_its_share(v, h, h2, e, steady):
    found = escalation.offered_loads(v, 1800, h, h2, e, steady=steady)
    assert (found.load > 0).all()
    assert (found.escalated_load >= -SLACK).all()
    assert found.escalated_volume == pytest.approx(e * found.load / h * 1800)
    if not steady:
        assert found.escalated_volume.sum() <= e * sum(v) * (1 + SLACK)


@given(st.lists(st.floats(0.1, 200), min_size=1, max_size=12), alone, st.floats(0.3, 0.98))
def test_two_skills_lie_between_the_pool_and_separate_groups(a, h, level):
    found = multiskill.agents_required(a, h, service_level=level, within=30)
    assert found.pooled <= found.two_skills <= found.separate
