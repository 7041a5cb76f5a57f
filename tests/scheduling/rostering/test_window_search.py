"""What a search for people does when its time is over."""

import numpy as np
import pytest

from wfm._numerics.mathematical_program import ProgramSolution
from wfm.errors import UnreachableError
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.rostering import minimums, quick_roster, window_search
from wfm.scheduling.rostering.assign import assign


def two_weeks_around_the_clock(people):
    """Shifts of three kinds, a requirement, and people with rules over two weeks."""
    shifts = [
        Shift(name, d, 24 * d + begin, 8, 3600 * begin, (), 8.0, 8.0)
        for d in range(14)
        for name, begin in (("early", 6), ("late", 14), ("night", 22))
    ]
    need = StaffRequirement(np.full(14 * 24, 2), 3600.0, under=20.0)
    contract = Contract(
        "ft", days_per_week=(3, 5), consecutive_days_off=2, period=2, weekends=1,
        max_consecutive_nights=3, rest_after_nights=46 * 3600.0, start_spread=7200.0,
    )  # fmt: skip
    return need, shifts, [Agent(f"P{k}", "ft") for k in range(people)], [contract]


@pytest.mark.parametrize("share", [0.0, 1e9])
def test_a_time_that_is_over_leaves_a_roster_without_programs_of_people(share, monkeypatch):
    """The recount behind the search finds that all rules are kept."""
    monkeypatch.setattr(window_search, "_PROGRAM_SHARE", share)

    def no_program(*args, **kwargs):
        raise AssertionError("a program of one person")

    monkeypatch.setattr(quick_roster, "solve", no_program)
    roster = assign(*two_weeks_around_the_clock(6), time_limit=1e-3, weekend_price=5.0)
    assert len(roster.rows) >= 6 * 6


def test_no_second_search_for_fairness_begins_when_the_time_is_over(monkeypatch):
    monkeypatch.setattr(window_search, "_PROGRAM_SHARE", 1e9)
    searches = []
    search = window_search._solve_program
    monkeypatch.setattr(
        window_search, "_solve_program", lambda *args: searches.append(1) or search(*args)
    )
    assign(
        *two_weeks_around_the_clock(3), time_limit=1e-3, night_price=3.0, max_above_mean=0.0
    )  # fmt: skip
    assert len(searches) == 1


def test_people_without_weeks_in_the_time_are_an_error_that_names_the_limit(monkeypatch):
    monkeypatch.setattr(quick_roster, "best_weeks", lambda *args: None)
    monkeypatch.setattr(minimums, "best_weeks", lambda *args: None)
    monkeypatch.setattr(quick_roster, "solve", lambda *args, **kwargs: ProgramSolution.none())
    monkeypatch.setattr(window_search, "_PROGRAM_SHARE", 0.0)
    with pytest.raises(UnreachableError, match="within the time limit"):
        assign(*two_weeks_around_the_clock(2), time_limit=1e-3)
