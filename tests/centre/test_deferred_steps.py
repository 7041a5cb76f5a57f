"""The steps of a block of deferred work: why it has no agent less."""

from types import SimpleNamespace

import numpy as np
import pytest

from support.forecasts import demand
from wfm.centre.deferred_steps import TeamCalendar, block_steps
from wfm.centre.deferred_weeks import OpenIntervals, WeekPlan
from wfm.queueing import deferred


class Runs:
    """A trial of four half-hours with given shares of the runs on target."""

    intervals, safety, probability = 4, 1.0, 0.8413

    def __init__(self, kept, refused=""):
        self._kept, self._refused = kept, refused

    def shares(self, agents, *, brief):
        assert brief
        return SimpleNamespace(begun=np.full((10, 1), 0.97))

    def on_target(self, shares):
        return (np.arange(10) < 10 * self._kept)[:, None]

    def refusal(self, agents):
        return self._refused

    def required_work(self):
        return 0.0

    def measured_capacity(self, capacity):
        return 1.0


def steps_with(runs):
    starts = np.arange(4) * 1800
    work = OpenIntervals(
        at=np.arange(4), week=np.zeros(4, int), block=np.zeros(4, int),
        works=[deferred.work(np.array([4.0, 0, 4.0, 0]), 300.0, 1800, 1800)], safety=1.0,
        place=np.arange(4), horizon=None, min_agents=0, first=0, last=4,
    )  # fmt: skip
    week = WeekPlan(work, np.full(4, 3), lambda agents: agents * 1.0, runs)
    forecast = demand(np.ones(4), 300.0, start=starts, queues=("mail",))
    calendar = TeamCalendar(starts, work, [week], forecast, ("mail",))
    return {step.name: step for step in block_steps(calendar, 1800)}


def test_shares_of_the_runs_that_say_why_need_no_more_words():
    steps = steps_with(Runs(0.8))
    assert steps["runs on target"].value == pytest.approx(0.8)
    assert "not lowered" not in steps


def test_a_block_whose_runs_would_keep_the_target_says_what_forbids_one_agent_fewer():
    steps = steps_with(Runs(0.9, "more than 0 of 16 runs miss"))
    assert steps["runs on target"].value == pytest.approx(0.9)
    assert steps["not lowered"].formula == "more than 0 of 16 runs miss"
    assert steps_with(Runs(0.9))["not lowered"].formula.startswith("not tried: ")
