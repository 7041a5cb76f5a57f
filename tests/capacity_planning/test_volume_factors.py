"""Growth, seasons and changes that come in over months, by hand."""

import pytest

from wfm.capacity_planning.volume_factors import RampedChange, monthly_factors
from wfm.errors import InputError


def test_growth_season_and_changes_are_multiplied():
    factors = monthly_factors(
        4,
        growth=0.1,
        season=[1.0, 1.4, 1.0, 1.0],
        changes=[RampedChange(-0.3, start=1, months=3), RampedChange(-0.1, start=3)],
    )
    by_hand = [1.0, 1.1 * 1.4 * 0.9, 1.21 * 0.8, 1.331 * 0.7 * 0.9]
    assert factors.tolist() == pytest.approx(by_hand, abs=1e-12)


def test_a_change_that_began_before_the_plan_is_partly_complete():
    assert monthly_factors(2, changes=[RampedChange(-0.4, start=-2, months=4)]).tolist() == [
        pytest.approx(0.7),
        pytest.approx(0.6),
    ]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: RampedChange(-1.0), "above -1, all of the volume: got -1"),
        (lambda: RampedChange(-0.1, months=0), "at least 1: got 0"),
        (lambda: monthly_factors(2, growth=-1.0), "growth must be above -1"),
        (lambda: monthly_factors(2, season=[1.0, -0.1]), "season must be 0 or more"),
        (lambda: monthly_factors(2, season=[1.0]), "must have 2 values: got 1"),
    ],
)
def test_values_outside_their_domain_are_refused(call, words):
    with pytest.raises(InputError, match=words):
        call()
