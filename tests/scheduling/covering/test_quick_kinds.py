"""First schedules of few kinds, which a time limit leaves where it ends first."""

from dataclasses import replace

import numpy as np
import pytest

from wfm.scheduling.covering import distinct_shifts
from wfm.scheduling.covering.cover import cover
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.covering.quick_kinds import quick_kinds
from wfm.scheduling.records import Shift, StaffRequirement, TemplateShare
from wfm.scheduling.time_budget import TimeBudget

HOUR = 3600.0
DAYS = 3
SHIFTS = [
    Shift(name, day, 24 * day + at, length, 3600 * at, (), float(length), float(length))
    for day in range(DAYS)
    for name, length, starts in (("full", 8, range(6, 15)), ("part", 4, range(6, 19)))
    for at in starts
]
NEED = StaffRequirement(np.tile(np.repeat([0, 2, 5, 3, 0], [6, 4, 4, 8, 2]), DAYS), HOUR)
KIND = np.array([SHIFTS.index(replace(s, day=0, start=s.start - 24 * s.day)) for s in SHIFTS])
FULL = TemplateShare(frozenset(["full"]), 0.5)


@pytest.mark.parametrize("limit", [2, 4, 9])
def test_kinds_within_the_limit_reach_all_that_is_required(limit):
    problem = CoverProblem.of(NEED, SHIFTS)
    kinds = quick_kinds(problem, KIND, limit)
    assert len(kinds) <= limit
    reached = problem.only(np.flatnonzero(np.isin(KIND, kinds))).reached()
    assert reached[NEED.required > 0].all()


@pytest.mark.parametrize("shares", [(), (FULL,)])
@pytest.mark.parametrize("limit", [3, 6])
def test_a_search_without_time_leaves_a_schedule_of_few_kinds_that_covers_all(
    shares, limit, monkeypatch
):
    monkeypatch.setattr(distinct_shifts, "relax_cover", lambda *_: None)
    monkeypatch.setattr(TimeBudget, "exhausted", lambda self: self.deadline is not None)
    found = cover(NEED, SHIFTS, max_distinct=limit, shares=shares, time_limit=1.0)
    assert found.under.sum() == 0
    assert found.status in ("optimal", "within gap", "feasible")
    assert 0 < found.bound <= found.cost
    run = [SHIFTS[one.shift] for one in found.assigned]
    assert len({(one.template, one.clock) for one in run}) <= limit
