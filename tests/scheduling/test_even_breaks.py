"""Breaks behind the search: as even as their windows allow, at the same cost and cover."""

from dataclasses import replace

import numpy as np
import pytest

from wfm.errors import WfmError
from wfm.scheduling import even_breaks as module
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.covering import cover as cover_module
from wfm.scheduling.covering.break_matching import net
from wfm.scheduling.covering.cover import cover
from wfm.scheduling.covering.partial_cover import PartialCover
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.even_breaks import even_breaks, even_rows
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement
from wfm.scheduling.roster import RosterRow, coverage
from wfm.scheduling.rostering import assign as assign_module
from wfm.scheduling.rostering.assign import assign
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.tours import tours as tours_module
from wfm.scheduling.tours.tours import tours


def largest_share(present, on_break):
    """The largest share of the people present who are on a break at once."""
    here = np.asarray(present) > 0
    return float((np.asarray(on_break)[here] / np.asarray(present)[here]).max())


def shift(start, *, day=0, hour=2):
    """8.5 hours with a break, a lunch and a second break; `hour` is the slots of an hour."""
    windows = (
        BreakWindow("break", "break", 1, hour, 5 * hour // 2, paid=True),
        BreakWindow("lunch", "lunch", hour // 2, 3 * hour, 5 * hour, paid=False),
        BreakWindow("second break", "break", 1, 6 * hour, 15 * hour // 2, paid=True),
    )
    clock = start * 3600 // hour % 86_400
    return Shift("day", day, start, 17 * hour // 2, clock, windows, 8.0, 8.0)


def centre(*starts, days=1, hour=2, cyclic=False):
    """Every shift needs nine people for its fourth hour, and three for the rest of the time."""
    slots = days * 24 * hour
    required = np.zeros(slots, dtype=np.int64)
    kinds = [shift((24 * d + at) * hour, day=d, hour=hour) for d in range(days) for at in starts]
    for kind in kinds:
        required[(kind.start + np.arange(8 * hour)) % slots] = 3
    for kind in kinds:
        required[(kind.start + np.arange(3 * hour, 4 * hour)) % slots] = 9
    return StaffRequirement(required, 3600 / hour, cyclic), kinds


def without(monkeypatch, *modules):
    """Leave the breaks where the search has put them."""
    for one in modules:
        name = "even_breaks" if one is cover_module else "even_rows"
        result = 2 if one is cover_module else 1
        monkeypatch.setattr(one, name, lambda *words, result=result: words[result])


CASES = {
    "day": centre(8),
    "two starts": centre(7, 14),
    "five minutes": centre(8, hour=12),
    "over midnight": centre(22, days=2, cyclic=True),
    "around the clock": centre(6, 14, 22, days=2, cyclic=True),
}


@pytest.mark.parametrize("name", CASES)
def test_fewer_people_are_on_a_break_at_once_at_the_same_cost_and_cover(name, monkeypatch):
    need, kinds = CASES[name]
    after = cover(need, kinds)
    without(monkeypatch, cover_module)
    before = cover(need, kinds)
    shares = [largest_share(one.present, one.on_break) for one in (before, after)]
    assert shares[1] < 0.7 * shares[0]
    same = ("cost", "bound", "paid_hours", "status", "shortages")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    for name in ("counts", "present", "under"):
        assert getattr(after, name).tolist() == getattr(before, name).tolist()


def test_surplus_is_spread_too():
    # with three people on a break in each slot, the first has none to spare and the others have
    lunch = BreakWindow("lunch", "lunch", 1, 1, 3, paid=False)
    kind = Shift("day", 0, 0, 5, 0, (lunch,), 4.0, 4.0)
    problem = CoverProblem.of(StaffRequirement(np.array([1, 6, 3, 3, 1]), 1800.0), [kind])
    before = PartialCover(np.array([9.0]), [np.array([0.0, 3.0, 3.0, 3.0, 0.0])])
    after = even_breaks(problem, np.array([0]), before, TimeBudget())
    assert sorted(after.begins[0].tolist()) == [0.0, 0.0, 2.0, 3.0, 4.0]
    assert after.begins[0][1] == 2.0


def test_no_slot_misses_more_people_and_breaks_are_more_even():
    need, kinds = centre(7, 10)
    problem = CoverProblem.of(need, kinds)
    # all breaks at the ends of their windows, where some slots miss people
    count = np.array([5.0, 6.0])
    begins = [np.zeros(problem.slots) for _ in problem.groups]
    for group, begin in zip(problem.groups, begins, strict=True):
        np.add.at(begin, group.opens + group.width, count[group.shift])
    before = PartialCover(count, begins)
    after = even_breaks(problem, np.zeros(2, dtype=np.int64), before, TimeBudget())
    here = [net(problem, count, one.begins) for one in (before, after)]
    missing = [np.maximum(need.required - one, 0) for one in here]
    assert missing[0].any()
    assert (missing[1] <= missing[0]).all()
    present = net(replace(problem, groups=()), count, [])
    assert ((present - here[1]) ** 2).sum() < 0.8 * ((present - here[0]) ** 2).sum()


def at_once(begins):
    """All breaks of a group in its first slot, where they miss people."""
    return [np.where(np.arange(len(one)) == np.argmax(one > 0), one.sum(), 0.0) for one in begins]


def test_a_placement_that_misses_people_or_is_less_even_is_not_returned(monkeypatch):
    need, kinds = centre(8)
    right = module.breaks_in
    monkeypatch.setattr(module, "breaks_in", lambda *words: at_once(right(*words)))
    wrong = cover(need, kinds)
    without(monkeypatch, cover_module)
    assert wrong.on_break.tolist() == cover(need, kinds).on_break.tolist()


def test_a_break_outside_its_window_is_found_by_the_recount(monkeypatch):
    need, kinds = centre(8)
    right = module.breaks_in
    late = lambda *words: [np.roll(one, 2) for one in right(*words)]  # noqa: E731
    monkeypatch.setattr(module, "breaks_in", late)
    monkeypatch.setattr(module, "_is_better", lambda *_: True)
    with pytest.raises(WfmError, match=r"contradicts itself.*outside"):
        cover(need, kinds)


def test_breaks_stay_where_they_are_when_the_time_is_over():
    need, kinds = centre(8, 10)
    problem = CoverProblem.of(need, kinds)
    begins = [np.zeros(problem.slots) for _ in problem.groups]
    for group, begin in zip(problem.groups, begins, strict=True):
        np.add.at(begin, group.opens, 2.0)
    before = PartialCover(np.full(2, 2.0), begins)
    assert even_breaks(problem, np.zeros(2, int), before, TimeBudget.start(-1.0)) is before


@pytest.mark.parametrize("named", [False, True], ids=["tours", "names"])
def test_breaks_of_a_roster_are_spread_at_the_same_cost(named, monkeypatch):
    need, kinds = centre(8, days=7, cyclic=not named)
    contract = Contract("full")

    def roster():
        if named:
            agents = [Agent(f"agent {k}", "full") for k in range(13)]
            return assign(replace(need, under=10.0), kinds, agents, [contract])
        return tours(need, kinds, [contract])

    after = roster()
    without(monkeypatch, assign_module, tours_module)
    before = roster()
    shares = [largest_share(one.present, one.on_break) for one in (before, after)]
    assert shares[1] < 0.7 * shares[0]
    assert (after.cost, after.bound) == (before.cost, before.bound)
    assert after.under.tolist() == before.under.tolist()
    rows = [[replace(row, breaks=()) for row in one.rows] for one in (before, after)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("seed", range(6))
def test_rows_keep_windows_and_miss_no_more_people(seed):
    few_or_many(seed)


@pytest.mark.deep
@pytest.mark.parametrize("hundred", range(5))
def test_five_hundred_sets_of_rows_keep_windows_and_miss_no_more_people(hundred):
    for seed in range(100 * hundred, 100 * hundred + 100):
        few_or_many(seed)


def few_or_many(seed):
    """Random people on a random requirement: some days, cyclic or not, slots of 5 or 30 min."""
    rng = np.random.default_rng(seed)
    hour, cyclic = (2, 12)[seed % 2], bool(seed % 3)
    slots = 3 * 24 * hour
    need = StaffRequirement(rng.integers(0, 9, slots), 3600 / hour, cyclic)
    kinds = [
        shift(int(at), day=int(at) // (24 * hour), hour=hour)
        for at in rng.integers(0, slots - (0 if cyclic else 5 * hour), 8)
    ]
    rows = []
    for k in range(40):
        one = kinds[rng.integers(len(kinds))]
        offsets = (rng.integers(w.earliest, w.latest + 1) for w in one.breaks)
        begins = tuple(one.start + int(offset) for offset in offsets)
        rows.append(RosterRow(f"agent {k}", "full", one.day, one, begins))
    after = even_rows(need, rows, TimeBudget())
    assert after == even_rows(need, rows, TimeBudget())
    assert [(row.person, row.shift) for row in after] == [(row.person, row.shift) for row in rows]
    for row in after:
        for window, begin in zip(row.shift.breaks, row.breaks, strict=True):
            assert window.earliest <= begin - row.shift.start <= window.latest
    figures = [coverage(some, [""], slots, cyclic=cyclic) for some in (rows, after)]
    missing = [np.maximum(need.required - (p - b)[0], 0) for p, b in figures]
    assert (missing[1] <= missing[0]).all()
    uneven = [
        ((b**2 + np.maximum(p - b - need.required, 0) ** 2) / np.maximum(p, 1)).sum()
        for p, b in figures
    ]
    # behind the end of an open horizon people count too, but are in no figure
    assert not cyclic or uneven[1] < uneven[0]
