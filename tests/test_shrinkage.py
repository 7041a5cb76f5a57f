"""Shrinkage: exact at ties, by component, and hours into FTE."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wfm
from wfm.shrinkage import DEFAULT, Component, Shrinkage, paid_hours

SHARES = st.integers(0, 9999).map(lambda n: n / 10_000)  # what a person can type: 12.34 %


@pytest.mark.parametrize(
    ("agents", "share", "scheduled"),
    [
        (21, 0.30, 30),  # not 31, which the float quotient 30.000000000000004 would give
        (1, 0.8, 5),
        (2, 0.9, 20),
        (3, 0.8, 15),
        (14, 0.30, 20),
        (75, 0.25, 100),  # Genesys community, "Planned FTE or NET FTE"
        (4, 0.35, 7),  # 6.15 gross, Call Centre Helper forum
        (0, 0.30, 0),
        (10, 0.0, 10),
        (20.1, 0.0, 21),
    ],
)
def test_scheduled_at_known_values(agents, share, scheduled):
    assert wfm.scheduled(agents, share) == scheduled


@given(st.integers(0, 1_000_000), SHARES)
def test_scheduled_is_the_exact_ceiling_of_what_was_typed(agents, share):
    exact = math.ceil(Fraction(agents) / (1 - Fraction(str(share))))
    assert wfm.scheduled(agents, share) == exact


@given(st.integers(0, 1_000_000), SHARES)
def test_one_scheduled_agent_fewer_leaves_too_few_agents(agents, share):
    scheduled = wfm.scheduled(agents, share)
    left = 1 - Fraction(str(share))
    assert scheduled * left >= agents
    assert scheduled == 0 or (scheduled - 1) * left < agents


@given(st.integers(0, 100_000), SHARES)
def test_net_is_the_inverse_of_scheduled(agents, share):
    rounding = 1e-15 / (1 - share)  # of 1 - share, in binary
    unrounded = wfm.scheduled(agents, share, round_up=False)
    assert wfm.net(unrounded, share) == pytest.approx(agents, rel=1e-15)
    assert wfm.net(wfm.scheduled(agents, share), share) >= agents * (1 - rounding)


@given(st.lists(SHARES, min_size=1, max_size=6))
def test_combined_never_exceeds_the_sum_and_ignores_order(shares):
    total = wfm.combined(*shares)
    assert max(shares) - 1e-12 <= total <= sum(shares) + 1e-12
    assert wfm.combined(*reversed(shares)) == pytest.approx(total, abs=1e-15)


def test_combined_compounds_or_adds():
    assert wfm.combined(0.2, 0.02) == pytest.approx(1 - 0.8 * 0.98)  # AgentTime: .80 × .98
    assert wfm.combined(0.1, 0.2, additive=True) == 0.3
    assert wfm.combined([0.1, 0.2], 0.5).tolist() == pytest.approx([0.55, 0.6])
    assert wfm.combined([0.1, 0.2], 0.5, additive=True).tolist() == pytest.approx([0.6, 0.7])
    assert wfm.combined() == 0.0


def test_arrays_broadcast_and_nan_propagates():
    table = wfm.scheduled([[10], [20]], [0.0, 0.3, 0.5])
    assert table.tolist() == [[10, 15, 20], [20, 29, 40]]
    assert table.dtype == np.int64
    assert np.isnan(wfm.scheduled(math.nan, 0.3))
    assert type(wfm.scheduled(10, 0.3)) is int
    assert type(wfm.net(10, 0.3)) is float


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: wfm.scheduled(10, 30), r"shrinkage must be in \[0, 1\): got 30.0. .*mean 0.3\?"),
        (lambda: wfm.scheduled(10, 1.0), r"shrinkage must be in \[0, 1\): got 1.0"),
        (
            lambda: wfm.scheduled([1, -2], 0.3),
            r"agents must be >= 0 and at most 1e15: got -2.0 agents at index 1",
        ),
        (lambda: wfm.scheduled("ten", 0.3), r"agents must be a number .*'ten'"),
        (lambda: wfm.net([1, 2], [0.1, 0.2, 0.3]), r"scheduled \(2,\), shrinkage \(3,\) do not"),
        (lambda: wfm.combined(0.6, 0.5, additive=True), "shrinkage must be in"),
        (lambda: wfm.fte(40, 0), "contract_hours must be in"),
        (lambda: wfm.fte(40, weeks=0), "weeks must be > 0"),
        (lambda: wfm.scheduled(10, -0.1), "shrinkage must be in"),
    ],
)
def test_errors_name_the_value_and_a_cure(call, words):
    with pytest.raises(wfm.InputError, match=words):
        call()


def test_an_input_error_has_the_name_and_value():
    with pytest.raises(wfm.InputError) as caught:
        wfm.scheduled([[1, 2], [3, -4]], 0.3)
    assert (caught.value.name, caught.value.value, caught.value.index) == ("agents", -4.0, (1, 1))


def test_fte_is_paid_hours_over_contract_hours():
    assert wfm.fte(168) == 4.2
    assert wfm.fte(paid_hours(2, 20 * 3600)) == 1.0  # two part-timers of 20 hours
    assert wfm.fte([40, 80], 40, weeks=2).tolist() == [0.5, 1.0]
    # callcentrevoice.com/fte-requirement-7324: 19 agents day and night in February, 19 % lost
    month = wfm.scheduled(19, 0.19, round_up=False) * 24 * 28
    assert wfm.fte(month, 173.33 * 12 / 52, weeks=52 / 12) == pytest.approx(90.94, abs=0.005)


class TestShrinkage:
    def test_default_is_thirty_percent_by_component(self):
        assert DEFAULT.total == 0.3
        assert {c.name: c.share for c in DEFAULT.components} == {
            "breaks": 0.08, "training": 0.03, "meetings": 0.02, "coaching": 0.02,
            "leave": 0.10, "sickness": 0.05,
        }  # fmt: skip
        assert DEFAULT.without("breaks").total == 0.22

    def test_known_components_have_a_default_kind(self):
        parts = {c.name: c for c in Shrinkage.parse("sickness=5%,breaks=8%,prayer=1%").components}
        assert (parts["sickness"].planned, parts["sickness"].in_office) == (False, False)
        assert (parts["breaks"].planned, parts["breaks"].in_office) == (True, True)
        assert parts["prayer"] == Component("prayer", 0.01)

    def test_a_compound_shrinkage_applies_to_the_remainder(self):
        parts = (Component("leave", 0.1), Component("training", 0.05))
        assert Shrinkage(parts, additive=False).total == pytest.approx(0.145)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("30", "write 30% or 0.3"),
            ("100%", "must leave some paid time"),
            ("breaks=8%,breaks=2%", "breaks twice"),
            ("breaks=60%,leave=40%", "shrinkage must be in"),
            ("breaks=8", "shrinkage breaks must be a fraction .* write 8% or 0.08"),
            ("breaks=8%,leave", "must read like 30% or breaks=8%"),
            ("a third", "must be a fraction or a percentage"),
            ("-5%", "must be a fraction or a percentage"),
            ("nan", "must be a fraction or a percentage"),
        ],
    )
    def test_invalid_shrinkage_is_refused(self, text, words):
        with pytest.raises(wfm.InputError, match=words):
            Shrinkage.parse(text)
