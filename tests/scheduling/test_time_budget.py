"""What is left of a search: after Ctrl-C, and of CPU time where there is no time limit."""

import pytest

from wfm.scheduling.time_budget import TimeBudget, keeping_best


def interrupt(budget):
    with budget.interruptible():
        raise KeyboardInterrupt


def test_after_ctrl_c_less_than_a_second_is_left():
    budget = TimeBudget.start(None)
    assert budget.remaining() is None
    interrupt(budget)
    assert budget.interrupted
    assert budget.remaining() <= 0.5
    assert budget.remaining(0.5) <= 0.25


def test_ctrl_c_in_a_part_ends_the_whole():
    budget = TimeBudget.start(600.0)
    part = budget.part(0.5)
    interrupt(part)
    assert budget.remaining() > 60.0
    budget.join(part)
    assert budget.interrupted
    assert budget.remaining() <= 0.5


@pytest.mark.parametrize("seconds", [None, 600.0])
def test_ctrl_c_ends_the_searches_that_come_after_it_too(seconds):
    with keeping_best():
        interrupt(TimeBudget.start(seconds))
        assert TimeBudget.start(seconds).remaining() <= 0.5
    assert TimeBudget.start(600.0).remaining() > 60.0


def test_cpu_time_ends_a_search_without_a_time_limit_alone():
    assert TimeBudget.start(600.0, cpu_seconds=0.0).remaining() > 500.0
    budget = TimeBudget.start(None, cpu_seconds=1_000.0)
    assert not budget.exhausted()
    # a solver that looks at the clock gets more on a busy machine, never less
    assert budget.part(0.5).remaining() >= 499.0
    assert 4.0 <= budget.remaining(0.01, 4.0) <= 120.0
    budget.cpu_end = 0.0
    assert not budget.ended_by_default()
    assert budget.part(0.5).exhausted()
    assert budget.ended_by_default()
    assert "60 s of CPU time" in budget.limit_note()


def test_a_share_of_the_time_is_kept_for_what_comes_after_the_search():
    budget = TimeBudget.start(600.0)
    with budget.keeping(0.5):
        assert 290.0 < budget.remaining() <= 300.0
    assert 590.0 < budget.remaining() <= 600.0
    with budget.keeping(0.5):
        interrupt(budget)
    assert budget.remaining() <= 0.5
    endless = TimeBudget.start(None)
    assert endless.closing(5.0).remaining() is None
    with endless.keeping(0.5):
        assert endless.remaining() is None
    assert endless.remaining() is None


def test_what_follows_a_search_that_its_cpu_time_has_ended_has_time_of_its_own():
    budget = TimeBudget.start(None, cpu_seconds=0.0)
    closing = budget.closing(50.0)
    assert not closing.exhausted()
    assert closing.remaining() >= 49.0
    assert not budget.ended_by_default()
    assert TimeBudget.start(-1.0).closing(50.0).exhausted()
