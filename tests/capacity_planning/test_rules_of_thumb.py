"""Rules of thumb by hand."""

import pytest

from wfm.capacity_planning.rules_of_thumb import (
    aht_of_head,
    contacts_per_head,
    fte_at_occupancy,
    fte_per_1000_a_day,
    review_fte,
)
from wfm.errors import InputError


@pytest.mark.parametrize(
    ("value", "by_hand"),
    [
        (contacts_per_head(12_000, 1_000), 12.0),
        (contacts_per_head(12_000, 1_000, 0.15), 13.8),
        (contacts_per_head(12_000, 1_000, 0.25), 15.0),
        (fte_per_1000_a_day(400, 14), 5.6),
        (fte_at_occupancy(9_600, 300, 0.8, 0.2, paid_hours=125.0), 10.0),
        (aht_of_head(1_000, 0.8, 0.2, paid_hours=125.0), 288.0),
        (review_fte(9_600, 0.05, 10, 0.2, paid_hours=100.0), 1.0),
    ],
)
def test_each_rule_is_its_formula(value, by_hand):
    assert value == pytest.approx(by_hand, abs=1e-6)


def test_the_aht_of_a_head_gives_one_head_back():
    aht = aht_of_head(870.0, 0.77, 0.31)
    assert fte_at_occupancy(870.0, aht, 0.77, 0.31) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: contacts_per_head(1, 0), "per_head must be above 0: got 0"),
        (lambda: contacts_per_head(-1, 1), "contacts must be 0 or more: got -1"),
        (lambda: fte_at_occupancy(1, 1, 0.8, 1.0), "1 - shrinkage must be above 0"),
        (lambda: fte_per_1000_a_day(float("nan"), 1), "contacts_a_day must be 0 or more"),
    ],
)
def test_values_outside_their_domain_are_refused(call, words):
    with pytest.raises(InputError, match=words):
        call()
