"""What a slot costs at least, and what a schedule lacks for the shares of its days."""

import numpy as np
import pytest

from wfm.scheduling.covering.partial_cover import PartialCover, coverable, lacking, prices
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement, TemplateShare


def problem(shifts, slots=8, shares=(), *, cyclic=False):
    need = StaffRequirement(np.ones(slots, dtype=np.int64), 3600.0, cyclic=cyclic)
    return CoverProblem.of(need, shifts, shares)


def shift(start, length, cost, *windows, day=0, name="s"):
    return Shift(name, day, start, length, 3600 * start, windows, cost, cost)


def test_a_slot_costs_the_cheapest_shift_that_can_have_somebody_at_work_in_it():
    # on the break in slot 3 of a window that begins at 2 or 3 and takes 2 slots
    lunch = BreakWindow("lunch", "lunch", 2, 1, 2, paid=False)
    case = problem([shift(1, 5, 4.0, lunch), shift(2, 2, 9.0), shift(5, 2, 3.0)])
    assert prices(case).tolist() == [np.inf, 4.0, 4.0, 9.0, 4.0, 3.0, 3.0, np.inf]
    assert coverable(case).tolist() == [False, *[True] * 6, False]


def test_a_slot_in_which_every_shift_has_its_break_cannot_be_covered_across_the_end_either():
    fixed = BreakWindow("break", "break", 1, 2, 2, paid=True)
    case = problem([shift(6, 4, 5.0, fixed)], cyclic=True)
    assert coverable(case).tolist() == [False, True, *[False] * 4, True, True]


@pytest.mark.parametrize(("long", "short", "lacks"), [(3, 2, 0.0), (2, 3, 1.0), (0, 5, 3.0)])
def test_people_too_few_for_a_share_are_counted_by_day(long, short, lacks):
    shifts = [
        shift(0, 4, 8.0, name="long"),
        shift(0, 2, 4.0, name="short"),
        shift(4, 4, 8.0, day=1, name="long"),
        shift(4, 2, 4.0, day=1, name="short"),
    ]
    case = problem(shifts, shares=[TemplateShare(frozenset({"long"}), 0.6)])
    count = np.array([long, short, 9.0, 0.0])
    assert lacking(case, PartialCover(count, [])) == pytest.approx(lacks)
