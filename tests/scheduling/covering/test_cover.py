"""Covering a requirement: schedules, reasons of understaffing, and errors."""

from dataclasses import replace

import numpy as np
import pytest

from wfm._numerics.mathematical_program import solve
from wfm.errors import InputError, WfmError
from wfm.schedule import cover
from wfm.scheduling.covering import cover as cover_module
from wfm.scheduling.covering import distinct_shifts, search
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement, TemplateShare
from wfm.scheduling.time_budget import TimeBudget

HOUR = 3600.0
QUARTER = 900.0


def plain(start, length, cost=None, **more):
    cost = float(length if cost is None else cost)
    return Shift("t", 0, start, length, 3600 * start, (), float(length), cost, **more)


def week(days=7, open_all_night=False):
    """A week of quarter hours with a double hump, and shifts of 4 to 8 hours with three breaks."""
    hours = (np.arange(96) + 0.5) / 4
    hump = np.exp(-(((hours - 10.75) / 2.8) ** 2)) + 0.8 * np.exp(-(((hours - 16) / 3.5) ** 2))
    curve = np.rint(12 * hump + 1.5)
    if not open_all_night:
        curve[(hours < 8) | (hours > 20)] = 0
    required = np.concatenate([np.rint(curve * (1 - 0.05 * day)) for day in range(days)])
    starts = range(0, 96, 16) if open_all_night else range(32, 65, 4)
    shifts = [
        laid_out(day, start, length)
        for day in range(days)
        for start in starts
        for length in (16, 24, 32)
        if open_all_night or start + length <= 80
    ]
    return StaffRequirement(required.astype(np.int64), QUARTER, cyclic=open_all_night), shifts


def laid_out(day, start, length):
    middle = length // 2
    windows = (
        BreakWindow("first", "first", 1, 3, 6, paid=True),
        BreakWindow("lunch", "lunch", 2, middle - 1, middle + 2, paid=False),
        BreakWindow("second", "second", 1, length - 4, length - 2, paid=True),
    )
    paid = (length - 2) / 4
    return Shift("t", day, 96 * day + start, length, 15 * start, windows, paid, paid)


def test_a_week_with_breaks_is_covered_within_the_gap():
    need, shifts = week(days=2)
    found = cover(need, shifts, gap=0.01)
    assert found.status in ("optimal", "within gap")
    assert not found.under.any()
    assert found.gap <= 0.01
    assert found.on_break.sum() == 4 * len(found.assigned)


def test_breaks_begin_inside_their_windows():
    need, shifts = week(days=2, open_all_night=True)
    found = cover(need, shifts, gap=0.1)
    for person in found.assigned:
        shift = shifts[person.shift]
        for window, begin in zip(shift.breaks, person.breaks, strict=True):
            assert window.earliest <= (begin - shift.start) % 192 <= window.latest


def test_a_round_the_clock_horizon_is_covered_across_midnight():
    need, shifts = week(days=2, open_all_night=True)
    found = cover(need, shifts, gap=0.1)
    assert not found.under.any()
    assert found.gap <= 0.1
    assert any(shifts[p.shift].start + shifts[p.shift].length > 192 for p in found.assigned)


def test_hours_after_midnight_count_on_the_next_day():
    night = plain(22, 4)
    required = np.zeros(48, dtype=np.int64)
    required[[22, 25]] = 1
    found = cover(StaffRequirement(required, HOUR), [night])
    assert found.status == "optimal"
    assert np.array_equal(np.flatnonzero(found.net), [22, 23, 24, 25])


def test_the_last_night_of_a_cyclic_week_covers_its_first_morning():
    required = np.zeros(168, dtype=np.int64)
    required[1] = 2
    sunday = Shift("night", 6, 166, 5, 1320, (), 5.0, 5.0)
    found = cover(StaffRequirement(required, HOUR, cyclic=True), [sunday])
    assert (found.counts[0], found.net[1], found.net[166]) == (2, 2, 2)


def test_a_break_is_taken_where_people_are_to_spare():
    lunch = BreakWindow("lunch", "lunch", 1, 1, 3, paid=False)
    shift = Shift("t", 0, 0, 5, 0, (lunch,), 4.0, 4.0)
    found = cover(StaffRequirement(np.array([1, 1, 0, 1, 1]), HOUR), [shift])
    assert found.assigned[0].breaks == (2,)
    assert found.paid_hours == 4.0


def test_two_breaks_of_one_group_each_get_their_own_window():
    windows = tuple(BreakWindow("rest", "rest", 1, at, at + 1, paid=True) for at in (1, 4))
    shift = Shift("t", 0, 0, 8, 0, windows, 8.0, 8.0)
    found = cover(StaffRequirement(np.array([2, 1, 1, 2, 1, 1, 2, 2]), HOUR), [shift])
    assert found.counts[0] == 2
    assert sorted(p.breaks for p in found.assigned) in (
        [(1, 4), (2, 5)],
        [(1, 5), (2, 4)],
    )


def test_windows_of_one_group_but_of_different_widths_do_not_mix():
    narrow = BreakWindow("rest", "rest", 1, 2, 2, paid=True)
    wide = BreakWindow("rest", "rest", 1, 1, 3, paid=True)
    shifts = [Shift("t", 0, 0, 5, 0, (w,), 5.0, cost) for w, cost in ((narrow, 2.0), (wide, 5.0))]
    found = cover(StaffRequirement(np.array([1, 0, 1, 1, 1]), HOUR), shifts)
    assert (found.status, found.counts.tolist()) == ("optimal", [0, 1])


def test_understaffing_is_chosen_where_its_price_is_lower():
    required = np.array([1, 1, 5, 1])
    need = StaffRequirement(required, HOUR, under=1.5)
    found = cover(need, [plain(0, 4)])
    assert found.under.tolist() == [0, 0, 4, 0]
    assert found.cost == 4 + 1.5 * 4
    assert found.status == "optimal"
    assert found.shortages[0].reason == "understaffed at its price"


def test_the_floor_is_met_even_where_understaffing_is_priced():
    required = np.array([3, 3])
    need = StaffRequirement(required, HOUR, under=0.1, floor=np.array([1, 2]))
    found = cover(need, [plain(0, 2)])
    assert found.net.tolist() == [2, 2]
    assert found.status == "optimal"


def test_overstaffing_costs_its_price():
    required = np.array([1, 0, 0, 1])
    shifts = [plain(0, 4), plain(0, 1, 3.0), plain(3, 1, 3.0)]
    assert cover(StaffRequirement(required, HOUR), shifts).counts.tolist() == [1, 0, 0]
    assert cover(StaffRequirement(required, HOUR, over=2.0), shifts).counts.tolist() == [0, 1, 1]


def test_a_price_of_distinct_shifts_leaves_fewer_of_them():
    required = np.array([1, 2, 3, 2, 1, 0])
    shifts = [plain(at, length) for at in range(6) for length in (1, 2, 5) if at + length <= 6]
    free = cover(StaffRequirement(required, HOUR), shifts)
    few = cover(StaffRequirement(required, HOUR, distinct=100.0), shifts)
    assert free.cost == 9.0
    assert np.count_nonzero(few.counts) == 1
    assert (few.cost, few.status) == (115.0, "optimal")


def test_the_same_shift_on_two_days_is_one_distinct_shift():
    shifts = [replace(plain(0, 4), day=day, start=24 * day, clock=0) for day in (0, 1)]
    required = np.zeros(48, dtype=np.int64)
    required[[0, 24]] = 1
    found = cover(StaffRequirement(required, HOUR, distinct=10.0), shifts, max_distinct=1)
    assert (found.cost, found.status) == (18.0, "optimal")


def test_a_limit_on_distinct_shifts_is_named_as_the_reason_of_understaffing():
    shifts = [plain(0, 2), plain(2, 2)]
    found = cover(StaffRequirement(np.array([1, 1, 2, 2]), HOUR), shifts, max_distinct=1)
    assert found.status == "understaffed"
    assert found.counts.tolist() == [0, 2]
    assert found.bound == 0.0
    assert {s.reason for s in found.shortages} == {
        "no full cover with at most 1 distinct shifts was found"
    }


def full_and_part(days=2):
    """Full-time shifts of 8 hours and part-time shifts of 4 over some days of hours."""
    return [
        Shift(name, day, 24 * day + at, length, 3600 * at, (), float(length), float(length))
        for day in range(days)
        for name, length in (("full", 8), ("part", 4))
        for at in range(8, 21 - length)
    ]


def test_a_limit_below_what_is_easiest_still_covers_everything(monkeypatch):
    monkeypatch.setattr(distinct_shifts, "SMALL", 0)
    monkeypatch.setattr(distinct_shifts, "PROGRAMS", 60)
    need, shifts = week(days=2)
    found = cover(need, shifts, gap=0.01, max_distinct=5)
    run = {(shifts[k].clock, shifts[k].length) for k in np.flatnonzero(found.counts)}
    assert len(run) <= 5
    assert not found.under.any()
    # all 21 distinct shifts cost 283.5 at least, and the best five 302
    assert found.bound <= 284.0 < found.cost <= 310.0


def test_a_share_of_the_people_of_each_day_is_kept():
    required = np.zeros(48, dtype=np.int64)
    required[[10, 11, 12, 18, 19, 34, 35, 36]] = [3, 3, 3, 2, 2, 1, 4, 4]
    shifts = full_and_part()
    share = TemplateShare(frozenset(["full"]), 0.6)
    free = cover(StaffRequirement(required, HOUR), shifts)
    found = cover(StaffRequirement(required, HOUR), shifts, shares=[share])
    for day in (0, 1):
        today = [shifts[p.shift].template for p in found.assigned if shifts[p.shift].day == day]
        assert today.count("full") >= 0.6 * len(today) > 0
    assert free.cost < found.cost
    assert found.bound > free.bound
    assert not found.under.any()


def test_a_share_is_kept_under_a_limit_of_distinct_shifts():
    required = np.zeros(48, dtype=np.int64)
    required[[10, 11, 12, 18, 19, 34, 35, 36]] = [3, 3, 3, 2, 2, 1, 4, 4]
    shifts = full_and_part()
    share = TemplateShare(frozenset(["full"]), 1.0)
    found = cover(StaffRequirement(required, HOUR), shifts, shares=[share], max_distinct=2)
    assert {shifts[p.shift].template for p in found.assigned} == {"full"}
    assert not found.under.any()


def test_a_limit_of_kinds_is_kept_where_the_time_is_over_at_once(monkeypatch):
    monkeypatch.setattr(distinct_shifts, "SMALL", 0)
    required = np.zeros(48, dtype=np.int64)
    required[[10, 11, 12, 18, 19, 34, 35, 36]] = [3, 3, 3, 2, 2, 1, 4, 4]
    shifts = full_and_part()
    share = TemplateShare(frozenset(["full"]), 0.6)
    need = StaffRequirement(required, HOUR)
    found = cover(need, shifts, max_distinct=3, shares=[share], time_limit=1e-3)
    run = {(shifts[k].template, shifts[k].clock) for k in np.flatnonzero(found.counts)}
    assert 0 < len(run) <= 3
    assert not found.under.any()


FULL_TWO_THIRDS = TemplateShare(frozenset(["full"]), 0.67)


def full_and_halves():
    """One shift of all six hours, and half shifts of which each costs a little more than its pay.

    A person in one of these lacks less than a whole full-time person.
    """
    return [
        Shift("full", 0, 0, 6, 0, (), 8.0, 8.0),
        *(Shift("part", 0, at, 3, 3600 * at, (), 4.0, 4.5) for at in range(4)),
    ]


def test_a_small_day_with_a_share_is_solved_to_its_optimum():
    need = StaffRequirement(np.array([1, 2, 5, 3, 5, 1]), HOUR)
    found = cover(need, full_and_halves(), gap=0.0, shares=[FULL_TWO_THIRDS])
    # 5 people in the hours of the peak: 4 of 5 in full-time shifts, as 3 are less than 67 %
    assert (found.cost, found.status) == (36.5, "optimal")


def loosened(rules):
    """The same rules with one of them less strict."""
    for name, value in rules.items():
        weaker = {"shares": (), "max_distinct": value if name == "shares" else 2 * value}[name]
        yield {**rules, name: weaker}


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(12))
def test_rules_that_are_less_strict_cost_no_more_within_the_same_time(seed):
    generator = np.random.default_rng(seed)
    required = np.zeros(48, dtype=np.int64)
    for day in (0, 24):
        required[day + 8 : day + 20] = generator.integers(0, 7, 12)
    need, shifts = StaffRequirement(required, HOUR), full_and_part()
    share = TemplateShare(frozenset(["full"]), float(generator.choice([0.3, 0.6, 0.8])))
    rules = {"shares": (share,), "max_distinct": int(generator.integers(3, 6))}
    strict = cover(need, shifts, gap=0.0, time_limit=1.0, **rules)
    for weaker in loosened(rules):
        free = cover(need, shifts, gap=0.0, time_limit=1.0, **weaker)
        assert free.under.sum() <= strict.under.sum()
        assert free.cost <= strict.cost + 1e-9 or free.under.sum() < strict.under.sum()


def test_each_day_has_its_share_of_a_time_limit():
    seconds = []
    need, shifts = week(days=3)
    problem = CoverProblem.of(need, shifts)
    budget = TimeBudget.start(60.0)
    found = [search.PartSearch(problem, np.arange(0), np.zeros(0), np.zeros(0))] * 3
    ended = search._each(
        found,
        lambda _, settings: seconds.append(settings.budget.remaining()),
        search.SearchSettings(0.0, 96, budget),
    )
    assert ended == []
    # no part needs its time here, so that the next ones have more
    assert seconds == pytest.approx([20.0, 30.0, 60.0], abs=1.0)


def test_the_schedule_for_the_end_of_a_time_limit_has_its_people_exchanged():
    problem = CoverProblem.of(*week(days=2))
    part = search._part(problem, np.arange(problem.shifts), 96)
    part.spare = before = search.quick_cover(part.problem, part.soft, 96)
    search._polish_spare(part, TimeBudget())
    assert search.price_of(part.problem, part.spare) < search.price_of(part.problem, before)
    assert search.forbidden(part.problem, part.spare) == 0


MIXED = TemplateShare(frozenset(["mixed"]), 0.6, 7.0)


def of_one_template(shifts):
    return [replace(shift, template="mixed") for shift in shifts]


def test_a_share_is_of_paid_hours_where_a_template_has_several_lengths():
    required = np.zeros(24, dtype=np.int64)
    required[[10, 11, 18, 19]] = [3, 3, 4, 4]
    found = cover(
        StaffRequirement(required, HOUR), of_one_template(full_and_part(1)), shares=[MIXED]
    )
    # 7 shifts of 4 hours cost 28; with 3 of 8 hours that cover both peaks, at most 2 others
    lengths = [full_and_part(1)[p.shift].length for p in found.assigned]
    assert lengths.count(8) >= 0.6 * len(lengths)
    assert not found.under.any()


FULL_AND_EVENING = [
    Shift("full", 0, 0, 8, 0, (), 8.0, 8.0),
    Shift("part", 0, 8, 4, 8 * 3600, (), 4.0, 4.0),
]
EVENING_PEAK = StaffRequirement(np.array([1] * 8 + [6] * 4), HOUR)
MOST_ARE_FULL = TemplateShare(frozenset(["full"]), 0.6)


@pytest.fixture(params=[0, 1500])
def small(request, monkeypatch):
    """The size of a program that is solved as a whole: none, or all of these."""
    monkeypatch.setattr(distinct_shifts, "SMALL", request.param)
    monkeypatch.setattr(distinct_shifts, "PROGRAMS", 20)
    return request.param


def test_people_beyond_the_requirement_meet_a_share_and_the_bound_stays_true(small):
    found = cover(EVENING_PEAK, FULL_AND_EVENING, shares=[MOST_ARE_FULL], max_distinct=2)
    # 6 part-time people need 9 of full time, though one is required
    assert found.counts.tolist() == [9, 6]
    assert found.cost == 96.0
    assert found.status == "optimal" or small == 0


@pytest.mark.parametrize("limit", [None, 1, 2])
def test_a_share_of_all_leaves_out_what_only_other_shifts_cover(limit):
    need = StaffRequirement(np.array([1] * 8 + [2] * 4), HOUR)
    share = TemplateShare(frozenset(["full"]), 1.0)
    found = cover(need, FULL_AND_EVENING, shares=[share], max_distinct=limit)
    assert found.counts.tolist() == [1, 0]
    assert found.status == "understaffed"
    assert {one.reason for one in found.shortages} == {
        "only shifts that the share of full-time shifts excludes cover this time"
    }


@pytest.mark.usefixtures("small")
def test_a_share_holds_where_a_limit_leaves_one_kind():
    found = cover(EVENING_PEAK, FULL_AND_EVENING, shares=[MOST_ARE_FULL], max_distinct=1)
    # part-time alone would break the share
    assert found.counts[1] == 0
    assert found.status == "understaffed"
    assert found.shortages[0].reason == (
        "no full cover with at most 1 distinct shifts that keep the share of full-time shifts was "
        "found"
    )


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (TemplateShare(frozenset(["full"]), 60.0), "0.6 is 60 %"),
        (TemplateShare(frozenset(["part"]), 0.6, 7.0), "a template that has shifts of 7 paid hou"),
        (TemplateShare(frozenset(["nights"]), 0.5), "there are full, part"),
    ],
)
def test_an_invalid_share_is_refused(share, words):
    with pytest.raises(InputError, match=words):
        cover(StaffRequirement(np.ones(48, dtype=np.int64), HOUR), full_and_part(), shares=[share])


@pytest.mark.deep
def test_many_distinct_shifts_are_scheduled_within_the_gap(monkeypatch):
    monkeypatch.setattr(distinct_shifts, "SMALL", 0)
    monkeypatch.setattr(distinct_shifts, "POOL", 5)
    monkeypatch.setattr(distinct_shifts, "PROGRAMS", 30)
    need, shifts = week(days=1)
    need = replace(need, distinct=5.0)
    found = cover(need, shifts, gap=0.0)
    assert not found.under.any()
    exact = cover(replace(need, distinct=0.0), shifts)
    assert np.count_nonzero(found.counts) < np.count_nonzero(exact.counts)


def test_slots_that_no_shift_reaches_are_listed_and_the_rest_is_covered():
    found = cover(StaffRequirement(np.array([2, 1, 1, 3]), HOUR), [plain(1, 2)])
    assert found.status == "understaffed"
    assert found.net.tolist() == [0, 1, 1, 0]
    reasons = [(s.slot, s.people, s.reason) for s in found.shortages]
    assert reasons == [
        (0, 2, "no shift covers this time"),
        (3, 3, "no shift covers this time"),
    ]
    assert found.cost == found.bound == 2.0


def test_a_slot_in_which_all_people_are_always_on_a_break_is_named():
    lunch = BreakWindow("lunch", "lunch", 2, 1, 2, paid=False)
    shift = Shift("t", 0, 0, 5, 0, (lunch,), 3.0, 3.0)
    found = cover(StaffRequirement(np.array([1, 1, 1, 1, 1]), HOUR), [shift])
    assert [(s.slot, s.reason) for s in found.shortages] == [
        (2, "shifts that reach it are always on a break")
    ]
    assert found.counts[0] == 2


def test_unreachable_slots_under_a_price_stay_in_cost_and_bound():
    found = cover(StaffRequirement(np.array([2, 1]), HOUR, under=3.0), [plain(1, 1)])
    assert (found.cost, found.bound, found.status) == (7.0, 7.0, "optimal")
    assert found.shortages[0].reason == "no shift covers this time"


def test_no_shifts_give_an_understaffed_schedule():
    found = cover(StaffRequirement(np.array([1, 0]), HOUR), [])
    assert (found.status, found.assigned, found.cost) == ("understaffed", (), 0.0)
    assert (
        cover(StaffRequirement(np.array([1, 0]), HOUR), [], max_distinct=1).status == "understaffed"
    )


def test_no_requirement_gives_no_shifts():
    found = cover(StaffRequirement(np.zeros(4, dtype=np.int64), HOUR), [plain(0, 4)])
    assert (found.status, found.assigned, found.gap) == ("optimal", (), 0.0)


def test_a_day_without_a_requirement_has_no_shifts(monkeypatch):
    monkeypatch.setattr(search, "SMALL", -1)
    monkeypatch.setattr(search, "MIDDLE", -1)
    required = np.zeros(48, dtype=np.int64)
    required[30:33] = 3
    shifts = [replace(plain(at, 3), day=at // 24) for at in range(46)]
    found = cover(StaffRequirement(required, HOUR, cyclic=True), shifts)
    assert (found.status, found.cost) == ("optimal", 9.0)


def test_without_breaks_the_rounding_is_exact():
    need, shifts = week()
    bare = [replace(s, breaks=(), paid_hours=s.length / 4, cost=s.length / 4) for s in shifts]
    assert cover(need, bare).status == "optimal"


@pytest.mark.parametrize("slot", [300.0, 900.0, 1800.0, 3600.0])
def test_the_length_of_a_slot_changes_nothing_but_the_units(slot):
    steps = int(HOUR / slot)
    required = np.repeat([1, 3, 2, 1], steps)
    shifts = [Shift("t", 0, at * steps, 2 * steps, 3600 * at, (), 2.0, 2.0) for at in range(3)]
    found = cover(StaffRequirement(required, slot, under=7.0), shifts)
    assert (found.cost, found.paid_hours) == (8.0, 8.0)


def test_progress_reports_bound_and_best_cost(monkeypatch):
    monkeypatch.setattr(search, "SMALL", -1)
    need, shifts = week(days=1)
    updates = []
    found = cover(need, shifts, progress=lambda *update: updates.append(update))
    assert {stage for stage, _, _ in updates} >= {
        "finding the lowest possible cost",
        "choosing shifts",
        "done",
    }
    assert updates[-1] == ("done", found.bound, found.cost)


def test_ctrl_c_keeps_the_best_schedule_so_far(monkeypatch):
    monkeypatch.setattr(search, "SMALL", -1)
    need, shifts = week(days=2, open_all_night=True)

    def stop(stage, bound, best):
        if best is not None:
            raise KeyboardInterrupt

    found = cover(need, shifts, gap=0.0, progress=_once(stop))
    assert not found.under.any()
    assert found.bound < found.cost


def _once(stop):
    """Interrupts like a person: once."""
    done = []

    def call(*words):
        if not done and words[2] is not None:
            done.append(words)
            stop(*words)

    return call


def test_ctrl_c_before_there_is_a_schedule_is_passed_on():
    def stop(*words):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cover(*week(days=2), progress=stop)
    with pytest.raises(KeyboardInterrupt):
        cover(*week(days=1), max_distinct=40, progress=stop)


def test_a_time_limit_of_zero_still_gives_a_schedule():
    need, shifts = week(days=2, open_all_night=True)
    found = cover(need, shifts, time_limit=1e-6)
    assert not found.under.any()
    assert found.status == "feasible"


@pytest.mark.parametrize("open_all_night", [False, True])
def test_no_program_is_solved_when_the_time_has_passed(monkeypatch, open_all_night):
    need, shifts = week(days=2, open_all_night=open_all_night)
    best = cover(need, shifts, gap=0.1)

    def solve_late(*_, **__):
        raise AssertionError("a program is solved after the end of the time")

    for name in ("relax_cover", "solve", "solve_block"):
        monkeypatch.setattr(search, name, solve_late)
    found = cover(need, shifts, time_limit=1e-6)
    assert not found.under.any()
    # a greedy schedule costs a third more at most here, and its bound is none below the best
    assert best.cost <= found.cost < 1.35 * best.cost
    assert 0.5 * best.cost < found.bound <= best.cost


def test_many_people_in_one_shift_are_added_at_once(monkeypatch):
    need = StaffRequirement(np.array([0, 90_000, 90_000, 0]), HOUR)
    found = cover(need, [plain(1, 2, 6.0), plain(0, 4, 13.0)], time_limit=1e-6)
    assert found.counts.tolist() == [90_000, 0]


def test_a_result_that_fails_its_recount_is_not_returned(monkeypatch):
    monkeypatch.setattr(cover_module, "_cost", lambda *_: 1.0)
    with pytest.raises(WfmError, match=r"contradicts itself; please report it: cost is 1\.0"):
        cover(StaffRequirement(np.array([1]), HOUR), [plain(0, 1, 5.0)])


def test_a_day_that_cannot_be_solved_is_filled_greedily(monkeypatch):
    monkeypatch.setattr(search, "solve_block", lambda *_, **__: None)
    monkeypatch.setattr(search, "SMALL", -1)
    need, shifts = week(days=1)
    found = cover(need, shifts)
    assert not found.under.any()


def test_a_solver_without_a_solution_returns_none():
    need, shifts = week(days=1)
    problem = search.CoverProblem.of(need, shifts)
    program = search.build(problem, need.required.astype(float), [], integral=True, upper=0.0)
    assert solve(program, gap=0.0, node_limit=10).values is None


REFUSED = [
    ({"required": np.array([1.5, 1])}, "required must be whole numbers >= 0: got 1.5"),
    ({"required": np.array([-1, 1])}, "required must be whole numbers >= 0: got -1"),
    ({"required": np.zeros((2, 2))}, "required must be one row of slots"),
    ({"required": np.zeros(0)}, "required must be one row of slots"),
    ({"slot": 0.0}, "slot must divide a day"),
    ({"slot": 1000.0}, "slot must divide a day"),
    ({"under": -1.0}, "under must be a finite price >= 0"),
    ({"over": float("nan")}, "over must be a finite price >= 0"),
    ({"distinct": float("inf")}, "distinct must be a finite price >= 0"),
    ({"floor": np.array([1])}, "one value per slot each"),
    ({"floor": np.array([3, 1])}, "floor must not exceed required: got 3 agents at slot 0"),
]


@pytest.mark.parametrize(("change", "words"), REFUSED)
def test_an_invalid_requirement_is_refused(change, words):
    with pytest.raises(InputError, match=words):
        cover(replace(StaffRequirement(np.array([2, 1]), HOUR), **change), [plain(0, 1)])


def window(length, earliest, latest):
    return BreakWindow("rest", "rest", length, earliest, latest, paid=True)


BROKEN = [
    ({"start": 4}, "must start on the horizon of 4 slots"),
    ({"start": -1}, "must start on the horizon"),
    ({"length": 0}, "must start on the horizon"),
    ({"cost": -1.0}, "must have a finite cost >= 0"),
    ({"paid_hours": float("nan")}, "must have a finite cost"),
    ({"breaks": (window(0, 1, 2),)}, "a break lasts 1 slot or more"),
    ({"breaks": (window(1, 2, 1),)}, "begins no later than its latest"),
    ({"breaks": (window(1, 2, 3),)}, "may fall outside the shift"),
    ({"breaks": (window(1, -1, 0),)}, "may fall outside the shift"),
    ({"breaks": (window(1, 0, 1), window(1, 1, 2))}, "on the break before"),
]


@pytest.mark.parametrize(("change", "words"), BROKEN)
def test_an_invalid_shift_is_refused(change, words):
    with pytest.raises(InputError, match=words) as caught:
        cover(
            StaffRequirement(np.ones(4, dtype=np.int64), HOUR),
            [plain(0, 1), replace(plain(0, 3), **change)],
        )
    assert caught.value.index == (1,)


@pytest.mark.parametrize(
    "limits", [{"gap": -0.1}, {"gap": 1.0}, {"max_distinct": 0}, {"time_limit": 0.0}]
)
def test_invalid_limits_are_refused(limits):
    with pytest.raises(InputError, match=next(iter(limits))):
        cover(StaffRequirement(np.array([1]), HOUR), [plain(0, 1)], **limits)


@pytest.mark.parametrize("under", [None, 20.0])
def test_highspy_is_as_good_and_reports_progress(under):
    pytest.importorskip("highspy")
    lunch = BreakWindow("lunch", "lunch", 1, 3, 5, paid=False)
    shifts = [
        Shift("day", at // 24, at, length, at % 24 * 3600, (lunch,), length - 1.0, length - 1.0)
        for at in range(48)
        for length in (6, 8, 9)
    ]
    required = np.random.default_rng(5).integers(0, 9, 48)
    need = StaffRequirement(required, 3600.0, cyclic=True, under=under)
    updates = []
    mine = cover(need, shifts, gap=0.0)
    other = cover(
        need, shifts, gap=0.0, solver="highs", progress=lambda *update: updates.append(update)
    )
    assert other.cost == pytest.approx(mine.cost, rel=1e-9)
    assert other.bound <= other.cost * (1 + 1e-9)
    assert updates


def test_an_unknown_solver_is_refused():
    with pytest.raises(InputError, match="solver must be one of scipy, highs: got 'cplex'"):
        cover(StaffRequirement(np.array([1]), 3600.0), [], solver="cplex")


def test_a_limit_that_leaves_people_missing_at_a_price_is_in_the_bound(monkeypatch):
    monkeypatch.setattr(distinct_shifts, "TINY", 0)  # as of a program of some hundred columns
    need = StaffRequirement(np.array([2] * 6 + [1] * 6), HOUR, under=20.0)
    shifts = [plain(at, 4) for at in range(9)]
    found = cover(need, shifts, max_distinct=1)
    # one kind covers four hours of two agents, the others are missing
    assert found.under.sum() == 10
    assert found.status == "optimal"
    assert found.bound == found.cost == 2 * 4 + 20 * 10
