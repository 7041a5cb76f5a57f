"""Shrinkage of a plan less the breaks that its schedule places."""

import pytest

from support.schedules import (
    EIGHT_HOURS,
    HALF_HOUR,
    HOUR,
    LUNCH,
    MINUTE,
    QUARTER_HOUR,
)
from wfm.scheduling.net_shrinkage import shrinkage_without_breaks
from wfm.scheduling.shift_templates import BreakRule, Template
from wfm.shrinkage import Shrinkage


def test_the_component_breaks_is_removed_from_shrinkage():
    shrinkage = Shrinkage.parse("breaks=8%,leave=10%,training=3%")
    rest, derivation = shrinkage_without_breaks(shrinkage, [EIGHT_HOURS], [LUNCH], None)
    assert rest.total == pytest.approx(0.13)
    assert [part.name for part in rest.components] == ["leave", "training"]
    assert derivation == "21 % less 8 % breaks"
    other, derivation = shrinkage_without_breaks(
        Shrinkage.parse("leave=10%"), [EIGHT_HOURS], [LUNCH], None
    )
    assert other.total == pytest.approx(0.1)
    assert derivation == "10 % has no component 'breaks'"


def test_paid_breaks_of_the_rules_are_removed_from_a_single_shrinkage_percentage():
    tea = BreakRule("tea", QUARTER_HOUR, paid=True, anchor="start", earliest=HOUR, latest=2 * HOUR)
    late = BreakRule(
        "late",
        HALF_HOUR,
        paid=True,
        anchor="end",
        earliest=-HOUR,
        latest=-HOUR,
        shortest=400 * MINUTE,
    )
    rules = [EIGHT_HOURS, Template("part", 8 * HOUR, 10 * HOUR, HALF_HOUR, (4 * HOUR, 5 * HOUR))]
    shrinkage = Shrinkage.parse("20%")
    # paid: 15 + 30 of 480 - 60 in the long shift; 15 of 240 - 60 and of 300 - 60 in the others
    share = (45 + 15 + 15) / (420 + 180 + 240)
    rest, derivation = shrinkage_without_breaks(shrinkage, rules, [LUNCH, tea, late], True)
    assert rest.total == pytest.approx(0.2 - share)
    assert derivation == f"20 % less paid breaks, {100 * share:.3g} % of paid time"
    assert shrinkage_without_breaks(shrinkage, rules, [LUNCH, tea, late], False) == (
        shrinkage, "20 % includes no breaks",
    )  # fmt: skip
    assert (
        shrinkage_without_breaks(Shrinkage.parse("5%"), rules, [LUNCH, tea, late], True)[0].total
        == 0
    )
