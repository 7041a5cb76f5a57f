"""The audit objects to every schedule that is not what it says."""

from dataclasses import replace

import numpy as np
import pytest

from wfm.audit import audit
from wfm.schedule import cover
from wfm.shifts import Assigned, BreakWindow, Need, Shift, Shortage

LUNCH = BreakWindow("lunch", "lunch", 1, 1, 3, paid=False)
SHIFTS = [
    Shift("day", 0, start, 6, 60 * start, (LUNCH,), 5.0, 5.0) for start in range(0, 19, 2)
] + [Shift("night", 0, 20, 8, 1200, (), 8.0, 9.0)]
REQUIRED = np.array([1] * 6 + [2] * 12 + [1] * 6)
NEED = Need(REQUIRED, 3600.0, cyclic=True)


@pytest.fixture(scope="module")
def found():
    result = cover(NEED, SHIFTS)
    assert audit(result, NEED, SHIFTS) == []
    return result


def people_changed(found, change):
    people = list(found.assigned)
    change(people)
    return replace(found, assigned=tuple(people))


def with_lunch(people):
    return next(p for p, person in enumerate(people) if person.breaks)


def test_a_break_moved_out_of_its_window_is_found(found):
    def move(people):
        p = with_lunch(people)
        people[p] = replace(people[p], breaks=((SHIFTS[people[p].shift].start + 4) % 24,))

    (text,) = audit(people_changed(found, move), NEED, SHIFTS)
    assert "begins 4 slots after the start, outside 1 to 3" in text


def test_a_break_moved_inside_its_window_changes_the_figures(found):
    def move(people):
        p = with_lunch(people)
        start, now = SHIFTS[people[p].shift].start, people[p].breaks[0]
        other = next(at % 24 for at in range(start + 1, start + 4) if at % 24 != now)
        people[p] = replace(people[p], breaks=(other,))

    texts = audit(people_changed(found, move), NEED, SHIFTS)
    assert any(text.startswith("on_break[") for text in texts)
    assert any(text.startswith("net[") for text in texts)


def test_a_person_taken_away_is_missed(found):
    texts = audit(people_changed(found, lambda people: people.pop()), NEED, SHIFTS)
    assert any(text.startswith("counts[") for text in texts)
    assert any(text.startswith("present[") for text in texts)
    assert any(text.startswith("paid_hours is") for text in texts)
    assert any(text.startswith("cost is") for text in texts)


def test_a_break_left_out_is_found(found):
    def drop(people):
        p = with_lunch(people)
        people[p] = Assigned(people[p].shift, ())

    (text,) = audit(people_changed(found, drop), NEED, SHIFTS)
    assert "0 breaks instead of 1" in text


def test_a_shift_that_does_not_exist_is_found(found):
    broken = people_changed(found, lambda people: people.append(Assigned(99, ())))
    (text,) = audit(broken, NEED, SHIFTS)
    assert "shift 99 does not exist" in text


@pytest.mark.parametrize("name", ["counts", "required", "present", "on_break", "net", "over"])
def test_a_wrong_figure_is_found(found, name):
    row = getattr(found, name).copy()
    row[3] += 1
    (text,) = audit(replace(found, **{name: row}), NEED, SHIFTS)
    assert text.startswith(f"{name}[3] is {row[3]}")


def test_a_short_row_is_found(found):
    assert audit(replace(found, net=found.net[:-1]), NEED, SHIFTS)[0].startswith("net has 23")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cost": 1.0, "bound": 1.0, "gap": 0.0}, "cost is 1.0"),
        ({"paid_hours": 1.0}, "paid_hours is 1.0"),
        ({"bound": 1e6, "gap": 0.0}, "above the cost"),
        ({"status": "short"}, "people are not short"),
        ({"status": "splendid"}, "does not exist"),
        ({"gap": 0.5}, "gap is 0.5"),
        ({"bound": 1.0, "status": "optimal"}, "'optimal'"),
        ({"shortages": (Shortage(3, 1, "none"),)}, "listed in vain"),
    ],
)
def test_a_wrong_promise_is_found(found, change, words):
    assert any(words in text for text in audit(replace(found, **change), NEED, SHIFTS))


def test_a_need_that_is_not_met_cannot_pass_as_met(found):
    harder = replace(NEED, required=REQUIRED + 1)
    texts = audit(found, harder, SHIFTS)
    assert any("people are short" in text for text in texts)
    assert any("not listed" in text or text.startswith("under[") for text in texts)


def test_too_many_distinct_shifts_are_found(found):
    (text,) = audit(found, NEED, SHIFTS, max_distinct=1)
    assert "distinct shifts are run where 1 may be" in text


def test_prices_are_part_of_the_cost(found):
    dearer = replace(NEED, distinct=2.0)
    assert any(text.startswith("cost is") for text in audit(found, dearer, SHIFTS))
