"""Public holidays by country and region, and the nearest codes of an unknown place."""

import datetime

import pytest

from wfm import InputError
from wfm.public_holidays import public_holidays


def test_a_region_has_holidays_of_its_own():
    assert datetime.date(2027, 1, 6) in public_holidays("DE-BY", [2027])
    assert datetime.date(2027, 1, 6) not in public_holidays("DE", [2027])


@pytest.mark.parametrize(
    ("place", "hint"),
    [
        ("germny", "nearest: DE"),
        ("fr", "nearest: FR"),
        ("US-Y", "regions of US: "),
        ("x" * 500, "such as US"),
        ("LI-X", "LI has no regions"),
    ],
)
def test_an_unknown_place_is_refused_with_the_nearest_codes(place, hint):
    with pytest.raises(InputError, match=hint):
        public_holidays(place, [2026], name="country")
