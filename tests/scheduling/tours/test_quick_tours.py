"""Tours where the search has found none in its time."""

from dataclasses import replace

import numpy as np
import pytest

from oracles.roster import broken
from wfm.errors import UnreachableError
from wfm.scheduling.contracts import Contract
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement
from wfm.scheduling.tours import quick_tours, search
from wfm.scheduling.tours.tours import tours

HOUR = 3600.0
LUNCH = (BreakWindow("lunch", "lunch", 1, 3, 4, False),)
FULL = Contract("full", templates=("early", "late"), max_consecutive_days=6)
PART = Contract("part", templates=("short",), days_per_week=(2, 3), rest=8 * HOUR)


def shifts(weeks):
    kinds = (("early", 6, 8, LUNCH), ("late", 14, 8, LUNCH), ("short", 10, 4, ()))
    return [
        Shift(name, day, 24 * day + at, length, 3600 * at, breaks, length, float(length))
        for day in range(7 * weeks)
        for name, at, length, breaks in kinds
    ]


def need(weeks, people=3, **more):
    day = np.zeros(24, dtype=np.int64)
    day[7:21] = people
    return StaffRequirement(np.tile(day, 7 * weeks), HOUR, **more)


@pytest.fixture
def no_search(monkeypatch):
    """A search that finds nothing."""

    def none(*_words, **_more):
        raise search.NoRosterError("none")

    monkeypatch.setitem(tours.__globals__, "search", none)
    monkeypatch.setitem(tours.__globals__, "MOST_CHOICES", -1)


@pytest.mark.usefixtures("no_search")
@pytest.mark.parametrize("weeks", [1, 2])
@pytest.mark.parametrize(
    "rules", [{}, {"max_people": 2}, {"people": 3}, {"start_flexibility": 0.0}, {"people": 40}]
)
def test_a_roster_without_a_search_obeys_the_rules(weeks, rules):
    contracts = [replace(FULL, **rules), PART]
    wanted = need(weeks, cyclic=weeks == 1)
    roster = tours(wanted, shifts(weeks), contracts, allow_missing=True)
    assert broken(roster, wanted, contracts) == set()
    assert roster.rows
    if not rules:
        assert roster.under.sum() == 0


@pytest.mark.usefixtures("no_search")
def test_no_person_is_added_for_more_than_the_price_of_understaffing():
    cheap, dear = (need(1, cyclic=True, under=price) for price in (0.2, 50.0))
    assert tours(cheap, shifts(1), [FULL, PART]).rows == ()
    assert tours(dear, shifts(1), [FULL, PART]).under.sum() == 0


@pytest.mark.parametrize("step", ["_of_lines", "_of_single_people"])
def test_tours_that_an_ended_search_left_understaffed_are_not_the_last_word(
    monkeypatch, no_search, step
):
    """A step that is ended with a roster that misses people who can be there."""
    names = tours.__globals__
    wanted, contract = need(1, people=1, cyclic=True), replace(FULL, start_flexibility=0.0)

    def ended(task, *bounds):
        task.budget.interrupted = True
        rows, people = quick_tours.quick_tours(
            task.need, task.shifts, task.contracts, task.horizon, task.lines
        )
        return task.roster([row for row in rows if row.person != people[0]], people[1:], bounds[-1])

    monkeypatch.setitem(names, step, ended)
    monkeypatch.setitem(names, "rule_bound", lambda *_: 0.0)
    monkeypatch.setitem(names, "lines_are_the_rules", lambda *_: step == "_of_lines")
    roster = tours(wanted, shifts(1), [contract])
    assert roster.status == "interrupted"
    assert roster.under.sum() == 0
    assert broken(roster, wanted, [contract]) == set()


@pytest.mark.usefixtures("no_search")
def test_an_ended_search_does_not_claim_that_people_are_too_few(monkeypatch):
    monkeypatch.setattr("wfm.scheduling.tours.tours._Tours.ended", lambda _: True)
    with pytest.raises(UnreachableError, match=r"found before the search was ended.*Allow more"):
        tours(need(1, cyclic=True), shifts(1), [replace(FULL, max_people=2)])


def test_a_contract_with_people_but_without_a_line_has_none():
    horizonless = quick_tours.quick_tours(
        need(1, cyclic=True), shifts(1), [replace(FULL, people=1)], None, []
    )
    assert horizonless is None


def test_a_contract_without_lines_of_work_is_in_the_bound_and_the_roster():
    """Whole days at half the pay leave no rest from one day to the next, but every other day."""
    need = StaffRequirement(np.array([1, 1, 0, 0] * 3 + [0, 0]), 12 * 3600.0, cyclic=True)

    def shift(name, day, start, length, cost):
        hours = 12.0 * length
        return Shift(name, day, 2 * day + start, length, 43_200 * start, (), hours, cost)

    shifts = [shift("part", day, start, 1, 12.0) for day in range(7) for start in (0, 1)]
    shifts += [shift("duty", day, 0, 2, 10.0) for day in range(7)]
    contracts = [
        Contract(
            "plain", days_per_week=(1, 5), templates=("part",), start_flexibility=0.0, max_people=2
        ),
        Contract("guard", days_per_week=(0, 3), templates=("duty",), max_people=1),
    ]
    roster = tours(need, shifts, contracts)
    assert roster.cost == roster.bound == 3 * 10.0
    assert {row.contract for row in roster.rows} == {"guard"}
