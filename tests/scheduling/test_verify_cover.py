"""The recount reports every inconsistent schedule."""

from dataclasses import replace

import numpy as np
import pytest

from wfm.schedule import cover
from wfm.scheduling.records import (
    AssignedShift,
    BreakWindow,
    Cover,
    Shift,
    StaffRequirement,
    TemplateShare,
    UncoveredSlot,
)
from wfm.scheduling.verify_cover import cover_violations

LUNCH = BreakWindow("lunch", "lunch", 1, 1, 3, paid=False)
SHIFTS = [
    Shift("day", 0, start, 6, 3600 * start, (LUNCH,), 5.0, 5.0) for start in range(0, 19, 2)
] + [Shift("night", 0, 20, 8, 1200, (), 8.0, 9.0)]
REQUIRED = np.array([1] * 6 + [2] * 12 + [1] * 6)
NEED = StaffRequirement(REQUIRED, 3600.0, cyclic=True)


@pytest.fixture(scope="module")
def found():
    result = cover(NEED, SHIFTS)
    assert cover_violations(result, NEED, SHIFTS) == []
    return result


def people_changed(found, change):
    people = list(found.assigned)
    change(people)
    return replace(found, assigned=tuple(people))


def with_lunch(people):
    return next(p for p, person in enumerate(people) if person.breaks)


def test_a_break_moved_out_of_its_window_is_reported(found):
    def move(people):
        p = with_lunch(people)
        people[p] = replace(people[p], breaks=((SHIFTS[people[p].shift].start + 4) % 24,))

    (text,) = cover_violations(people_changed(found, move), NEED, SHIFTS)
    assert "begins 4 slots after the start, outside 1 to 3" in text


def test_a_break_moved_inside_its_window_changes_the_figures(found):
    def move(people):
        p = with_lunch(people)
        start, now = SHIFTS[people[p].shift].start, people[p].breaks[0]
        other = next(at % 24 for at in range(start + 1, start + 4) if at % 24 != now)
        people[p] = replace(people[p], breaks=(other,))

    texts = cover_violations(people_changed(found, move), NEED, SHIFTS)
    assert any(text.startswith("on_break[") for text in texts)
    assert any(text.startswith("net[") for text in texts)


def test_a_removed_person_is_reported(found):
    texts = cover_violations(people_changed(found, lambda people: people.pop()), NEED, SHIFTS)
    assert any(text.startswith("counts[") for text in texts)
    assert any(text.startswith("present[") for text in texts)
    assert any(text.startswith("paid_hours is") for text in texts)
    assert any(text.startswith("cost is") for text in texts)


def test_a_missing_break_is_reported(found):
    def drop(people):
        p = with_lunch(people)
        people[p] = AssignedShift(people[p].shift, ())

    (text,) = cover_violations(people_changed(found, drop), NEED, SHIFTS)
    assert "0 breaks instead of 1" in text


def test_a_shift_that_does_not_exist_is_reported(found):
    broken = people_changed(found, lambda people: people.append(AssignedShift(99, ())))
    (text,) = cover_violations(broken, NEED, SHIFTS)
    assert "shift 99 does not exist" in text


@pytest.mark.parametrize("name", ["counts", "required", "present", "on_break", "net", "over"])
def test_a_wrong_figure_is_reported(found, name):
    row = getattr(found, name).copy()
    row[3] += 1
    (text,) = cover_violations(replace(found, **{name: row}), NEED, SHIFTS)
    assert text.startswith(f"{name}[3] is {row[3]}")


def test_a_row_of_the_wrong_length_is_reported(found):
    assert cover_violations(replace(found, net=found.net[:-1]), NEED, SHIFTS)[0].startswith(
        "net has 23"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cost": 1.0, "bound": 1.0, "gap": 0.0}, "cost is 1.0"),
        ({"paid_hours": 1.0}, "paid_hours is 1.0"),
        ({"bound": 1e6, "gap": 0.0}, "above the cost"),
        ({"status": "understaffed"}, "people are not short"),
        ({"status": "splendid"}, "does not exist"),
        ({"gap": 0.5}, "gap is 0.5"),
        ({"bound": 1.0, "status": "optimal"}, "'optimal'"),
        ({"shortages": (UncoveredSlot(3, 1, "none"),)}, "are not missing"),
    ],
)
def test_a_wrong_status_or_gap_is_reported(found, change, words):
    assert any(words in text for text in cover_violations(replace(found, **change), NEED, SHIFTS))


def test_an_unmet_requirement_cannot_pass_as_met(found):
    harder = replace(NEED, required=REQUIRED + 1)
    texts = cover_violations(found, harder, SHIFTS)
    assert any("people are short" in text for text in texts)
    assert any("not listed" in text or text.startswith("under[") for text in texts)


def test_too_many_distinct_shifts_are_reported(found):
    (text,) = cover_violations(found, NEED, SHIFTS, max_distinct=1)
    assert "distinct shifts are run where 1 may be" in text


def test_prices_are_part_of_the_cost(found):
    dearer = replace(NEED, distinct=2.0)
    assert any(text.startswith("cost is") for text in cover_violations(found, dearer, SHIFTS))


TWO = [
    Shift("early", 0, 0, 2, 0, (), 2.0, 2.0),
    Shift("late", 0, 2, 2, 120, (), 2.0, 3.0),
]
HALF = StaffRequirement(np.array([1, 1, 1, 0]), 1800.0)


def true_cover(need=HALF, run=(0, 1), **more):
    """A consistent schedule of TWO, counted by hand for the requirement above."""
    present = np.repeat([sum(k == j for k in run) for j in range(2)], 2)
    spare = present - need.required
    hours = need.slot / 3600
    cost = sum(TWO[k].cost for k in run) + need.distinct * len(set(run))
    cost += hours * (need.over * np.maximum(spare, 0).sum())
    cost += hours * ((need.under or 0) * np.maximum(-spare, 0).sum())
    figures = {
        "assigned": tuple(AssignedShift(k, ()) for k in run),
        "counts": np.array([sum(k == j for k in run) for j in range(2)]),
        "required": need.required,
        "present": present,
        "on_break": np.zeros(4, int),
        "net": present,
        "over": np.maximum(spare, 0),
        "under": np.maximum(-spare, 0),
        "paid_hours": 2.0 * len(run),
        "cost": float(cost),
        "bound": float(cost),
        "gap": 0.0,
        "status": "optimal",
        "shortages": tuple(UncoveredSlot(k, int(-s), "few") for k, s in enumerate(spare) if s < 0),
    }
    return Cover(**(figures | more))


def test_a_consistent_schedule_passes():
    assert cover_violations(true_cover(), HALF, TWO) == []
    assert cover_violations(true_cover(), HALF, TWO, max_distinct=2) == []
    priced = replace(HALF, under=7.0, over=5.0, distinct=2.0)
    for run in ((0, 1), (0,), (0, 0, 1), (1, 1)):
        cover = true_cover(priced, run)
        assert cover_violations(cover, priced, TWO) == []
        for change in (-0.4, 0.4):
            wrong = replace(cover, cost=cover.cost + change, gap=0.0)
            assert any(text.startswith("cost is") for text in cover_violations(wrong, priced, TWO))


def test_understaffing_and_overstaffing_cost_their_price_per_hour():
    priced = replace(HALF, under=7.0, over=5.0, distinct=2.0)
    short = true_cover(priced, (0,), cost=1.0, bound=1.0)
    (text,) = cover_violations(short, priced, TWO)
    assert text == "cost is 1.0, but the people and prices add up to 7.5."  # 2 + 2 + 7 / 2
    many = true_cover(priced, (0, 1), cost=1.0, bound=1.0)
    (text,) = cover_violations(many, priced, TWO)
    assert text == "cost is 1.0, but the people and prices add up to 11.5."  # 5 + 4 + 5 / 2


def test_only_the_floor_is_required_where_understaffing_has_a_price():
    floored = replace(HALF, under=7.0, floor=np.array([1, 1, 0, 0]))
    assert cover_violations(true_cover(floored, (0,)), floored, TWO) == []
    higher = replace(floored, floor=np.array([1, 1, 1, 0]))
    assert cover_violations(true_cover(higher, (0,)), higher, TWO) == [
        "status is 'optimal', but people are short."
    ]
    assert cover_violations(true_cover(higher, (0,), status="understaffed"), higher, TWO) == []
    assert cover_violations(true_cover(HALF, (0,)), HALF, TWO) == [
        "status is 'optimal', but people are short."
    ]
    assert cover_violations(true_cover(HALF, (0, 1), status="understaffed"), HALF, TWO) == [
        "status is 'understaffed', but people are not short."
    ]


def test_the_first_difference_of_a_row_is_reported_with_the_number_of_others():
    two = true_cover(present=np.array([2, 1, 3, 1]))
    assert cover_violations(two, HALF, TWO) == [
        "present[0] is 2, but the people add up to 1, and 1 more differ."
    ]
    one = true_cover(over=np.array([0, 0, 0, 0]))
    assert cover_violations(one, HALF, TWO)[0] == "over[3] is 0, but the people add up to 1."
    none = true_cover(under=np.array([0, 1, 1, 1]), shortages=())
    assert cover_violations(none, HALF, TWO)[0] == (
        "under[1] is 1, but the people add up to 0, and 2 more differ."
    )


def test_every_row_must_have_its_size():
    for name in ("required", "present", "on_break", "net", "over", "under", "counts"):
        size = 2 if name == "counts" else 4
        wrong = true_cover(**{name: np.zeros(7, int)})
        assert cover_violations(wrong, HALF, TWO) == [f"{name} has 7 values instead of {size}."]


def test_the_list_of_shortages_must_match_the_understaffed_slots():
    short = true_cover(HALF, (0,), status="understaffed")
    assert cover_violations(short, HALF, TWO) == []
    unlisted = replace(short, shortages=())
    assert cover_violations(unlisted, HALF, TWO) == ["slot 2: 1 missing agents are not listed."]
    wrong = replace(short, shortages=(UncoveredSlot(2, 3, "few"), UncoveredSlot(3, 1, "few")))
    assert cover_violations(wrong, HALF, TWO) == [
        "slot 2: 1 missing agents are not listed.",
        "slot 2: 3 missing agents are listed, but are not missing.",
        "slot 3: 1 missing agents are listed, but are not missing.",
    ]


def test_every_status_that_exists_passes_and_its_gap_is_that_of_cost_and_bound():
    for status in ("within gap", "feasible"):
        far = true_cover(bound=4.0, gap=0.25, status=status)
        assert cover_violations(far, HALF, TWO) == []
        assert cover_violations(replace(far, gap=0.2), HALF, TWO) == [
            "gap is 0.2, but cost and bound make it 0.25."
        ]
    assert cover_violations(true_cover(bound=0.0, gap=np.inf, status="feasible"), HALF, TWO) == []
    assert cover_violations(true_cover(status="best"), HALF, TWO) == [
        "status 'best' does not exist."
    ]
    optimal = cover_violations(true_cover(bound=4.0, gap=0.25), HALF, TWO)
    assert optimal == ["status is 'optimal' at cost 5.0 and bound 4.0."]
    above = true_cover(bound=6.0, gap=5 / 6 - 1, status="feasible")
    assert cover_violations(above, HALF, TWO) == ["bound 6.0 is above the cost 5.0."]


def test_rounding_is_no_contradiction():
    near = true_cover(cost=5.0 + 1e-7, bound=5.0 + 2e-7, paid_hours=4.0 - 1e-7, gap=1e-8)
    assert cover_violations(near, HALF, TWO) == []
    expensive = [replace(shift, cost=1e6) for shift in TWO]
    cover = true_cover(cost=2e6 + 1e-4, bound=2e6 - 1e-4, gap=0.0)
    assert cover_violations(cover, HALF, expensive) == []


def test_a_break_may_begin_at_either_end_of_its_window_and_not_beyond():
    window = BreakWindow("tea", "tea", 1, 1, 2, paid=True)
    shift = Shift("day", 0, 2, 4, 120, (window,), 4.0, 4.0)
    need = StaffRequirement(np.zeros(4, int), 3600.0, cyclic=True)

    def texts(begin, need=need):
        figures = dict.fromkeys(("required", "present", "on_break", "net", "over", "under"))
        people = (AssignedShift(0, (begin,)),)
        empty = {name: np.zeros(0, int) for name in figures}
        found = cover_violations(
            Cover(
                people, np.zeros(0, int), **empty, paid_hours=0, cost=0, bound=0, gap=0, status=""
            ),
            need,
            [shift],
        )
        return [text for text in found if text.startswith("person")]

    assert texts(3) == texts(0) == []
    for begin, after in ((2, 0), (1, 3)):
        assert texts(begin) == [
            f"person 0: break 'tea' begins {after} slots after the start, outside 1 to 2."
        ]
    once = replace(need, required=np.zeros(8, int), cyclic=False)
    assert texts(4, once) == []
    assert texts(12, once) == [
        "person 0: break 'tea' begins 10 slots after the start, outside 1 to 2."
    ]


def test_the_first_shift_and_the_last_exist_and_no_other():
    for shift in (-1, 2):
        wrong = true_cover(assigned=(AssignedShift(shift, ()),))
        assert cover_violations(wrong, HALF, TWO) == [f"person 0: shift {shift} does not exist."]


def test_a_share_that_is_missed_is_reported(found):
    share = TemplateShare(frozenset(["night"]), 0.9)
    (text,) = cover_violations(found, NEED, SHIFTS, shares=[share])
    assert "people work night, less than the share of 0.9" in text
    assert cover_violations(found, NEED, SHIFTS, shares=[TemplateShare(share.templates, 0.0)]) == []


def test_a_share_counts_shifts_of_enough_paid_hours_alone(found):
    hours = max(shift.paid_hours for shift in SHIFTS)
    names = frozenset(shift.template for shift in SHIFTS)
    assert cover_violations(found, NEED, SHIFTS, shares=[TemplateShare(names, 1.0)]) == []
    longest = TemplateShare(names, 1.0, hours)
    (text,) = cover_violations(found, NEED, SHIFTS, shares=[longest])
    assert f"of {hours:g} h or more, less than the share of 1.0" in text
