"""What is left of a search after Ctrl-C."""

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
