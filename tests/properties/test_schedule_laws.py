"""Properties of covering, on thousands of small requirements and shifts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oracles.cover import cheapest, coverable
from support.examples import examples
from wfm.schedule import cover
from wfm.scheduling.covering import search
from wfm.scheduling.covering.partial_cover import PartialCover, forbidden, prices
from wfm.scheduling.covering.partial_cover import coverable as coverable_slots
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.covering.repair import SlotWorth, fill, polish
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.verify_cover import cover_violations

HOUR = 3600.0
EXAMPLES = examples(25, 60, deadline=None, derandomize=True)


@st.composite
def breaks(draw, length):
    """None or one break inside a shift."""
    if length < 3 or not draw(st.booleans()):
        return ()
    size = draw(st.integers(1, length - 2))
    earliest = draw(st.integers(0, length - size))
    latest = draw(st.integers(earliest, min(earliest + 2, length - size)))
    group = draw(st.sampled_from("ab"))
    return (BreakWindow("break", group, size, earliest, latest, paid=draw(st.booleans())),)


@st.composite
def shift_lists(draw, slots, cyclic, most=3):
    found = []
    for _ in range(draw(st.integers(1, most))):
        length = draw(st.integers(1, min(5, slots)))
        start = draw(st.integers(0, slots - 1 if cyclic else slots - length))
        windows = draw(breaks(length))
        paid = float(length - sum(w.length for w in windows if not w.paid))
        cost = paid * draw(st.sampled_from([1.0, 1.5]))
        found.append(Shift("t", 0, start, length, start * 3600, windows, paid, cost))
    return found


@st.composite
def cases(draw, most=3, priced=None, tallest=2):
    """A requirement of a few slots and a few shifts."""
    slots, cyclic = draw(st.integers(3, 8)), draw(st.booleans())
    required = np.array(draw(st.lists(st.integers(0, tallest), min_size=slots, max_size=slots)))
    shifts = draw(shift_lists(slots, cyclic, most))
    need = StaffRequirement(required, HOUR, cyclic=cyclic)
    if priced if priced is not None else draw(st.booleans()):
        floor = np.minimum(required, draw(st.integers(0, 1)))
        need = replace(need, under=draw(st.sampled_from([0.5, 2.0, 10.0])), floor=floor)
    return replace(need, over=draw(st.sampled_from([0.0, 0.0, 0.25]))), shifts


def small_enough(need, shifts):
    ways = sum(
        int(np.prod([w.latest - w.earliest + 1 for w in shift.breaks], initial=1))
        for shift in shifts
    )
    return (int(need.required.max()) + 1) ** ways <= 20000


@EXAMPLES
@given(cases())
def test_the_exact_schedule_costs_as_much_as_the_best_of_an_enumeration(case):
    need, shifts = case
    assume(small_enough(need, shifts))
    short, cost = cheapest(need, shifts)
    found = cover(need, shifts, gap=0.0)
    least = need.required if need.under is None else need.floor
    here = np.maximum(np.asarray(least) - found.net, 0).sum() if len(least) else 0
    assert here == short
    assert found.cost == pytest.approx(cost, abs=1e-6)
    assert found.bound <= cost + 1e-6


@EXAMPLES
@given(cases(), st.sampled_from([0.0, 0.5, 3.0]), st.sampled_from([None, 1, 2]))
def test_few_distinct_shifts_cost_as_much_as_the_best_of_an_enumeration(case, price, limit):
    need, shifts = case
    need = replace(need, distinct=price)
    assume(small_enough(need, shifts))
    short, cost = cheapest(need, shifts, limit)
    found = cover(need, shifts, gap=0.0, max_distinct=limit)
    if short == 0:
        assert found.cost == pytest.approx(cost, abs=1e-6)
        assert found.bound <= cost + 1e-6
    assert (found.status == "understaffed") == (short > 0)
    assert cover_violations(found, need, shifts, max_distinct=limit) == []


@EXAMPLES
@given(cases(most=12, tallest=9))
def test_every_result_passes_the_recount_and_costs_no_less_than_its_bound(case):
    need, shifts = case
    found = cover(need, shifts)
    assert cover_violations(found, need, shifts) == []
    assert found.bound <= found.cost


@EXAMPLES
@given(cases(most=8, priced=False, tallest=6))
def test_every_slot_that_a_shift_can_cover_is_covered(case):
    need, shifts = case
    slots = len(need.required)
    can = np.any([coverable(shift, slots) for shift in shifts], axis=0)
    found = cover(need, shifts)
    assert np.array_equal(found.under, np.where(can, 0, need.required))
    assert {s.slot for s in found.shortages} == set(np.flatnonzero(found.under))
    assert (found.status == "understaffed") == bool(found.under.any())


@EXAMPLES
@given(cases(most=6, tallest=4), st.data())
def test_more_shifts_to_choose_from_never_cost_more(case, data):
    need, shifts = case
    more = shifts + data.draw(shift_lists(len(need.required), need.cyclic))
    fewer, found = cover(need, shifts, gap=0.0), cover(need, more, gap=0.0)
    assume("understaffed" not in (fewer.status, found.status))
    assert fewer.status == found.status == "optimal"
    assert found.cost <= fewer.cost + 1e-6


@EXAMPLES
@given(cases(most=6, tallest=5, priced=False))
def test_a_price_of_understaffing_never_costs_more_than_full_cover(case):
    need, shifts = case
    must = cover(need, shifts, gap=0.0)
    assume(must.status != "understaffed")
    assert cover(replace(need, under=3.0), shifts, gap=0.0).cost <= must.cost + 1e-6


@EXAMPLES
@given(cases(most=6, tallest=5))
def test_the_same_input_gives_the_same_result(case):
    one, two = (cover(*case) for _ in range(2))
    assert one.assigned == two.assigned
    assert (one.cost, one.bound, one.status) == (two.cost, two.bound, two.status)


@EXAMPLES
@given(cases(most=10, tallest=5), st.integers(0, 7))
def test_rotating_a_cyclic_horizon_changes_nothing(case, by):
    need, shifts = case
    assume(need.cyclic)
    slots = len(need.required)
    floor = np.roll(need.floor, by) if len(need.floor) else need.floor
    turned = replace(need, required=np.roll(need.required, by), floor=floor)
    moved = [replace(shift, start=(shift.start + by) % slots) for shift in shifts]
    assert cover(turned, moved, gap=0.0).cost == pytest.approx(cover(need, shifts, gap=0.0).cost)


@EXAMPLES
@given(cases(most=12, tallest=9))
def test_rounding_day_by_day_passes_the_recount_and_its_bound_holds(case):
    need, shifts = case
    exact = cover(need, shifts, gap=0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "SMALL", -1)
        patch.setattr(search, "MIDDLE", -1)
        rounded = cover(need, shifts, gap=0.0)
    assert cover_violations(rounded, need, shifts) == []
    assert (rounded.status == "understaffed") == (exact.status == "understaffed")
    assert rounded.bound <= exact.cost + 1e-6
    assert exact.cost <= rounded.cost + 1e-6


@EXAMPLES
@given(cases(most=12, tallest=9))
def test_a_greedy_schedule_covers_what_can_be_covered(case):
    need, shifts = case
    problem = CoverProblem.of(need, shifts)
    inside = problem.where(coverable_slots(problem))
    worth = SlotWorth.of(inside, prices(inside))
    filled = fill(inside, PartialCover.empty(inside), worth)
    assert forbidden(inside, filled) == 0
    polished = polish(inside, filled, worth, TimeBudget.start(None, None))
    # who is replaced may leave a slot that the next shift covers for less
    assert forbidden(inside, fill(inside, polished, worth)) == 0
