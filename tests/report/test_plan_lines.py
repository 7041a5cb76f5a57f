"""Lines that the summary and the full text of a plan share."""

import pytest

import wfm
from wfm.planning.records import Figure
from wfm.report.plan_lines import figure_cells, service_lines


@pytest.mark.parametrize(
    ("figure", "cells"),
    [
        (Figure("a", "margin", -120.5, "GBP"), ("margin", "-120.50 GBP")),
        (Figure("a", "cost", 1234.0, "currency"), ("cost", "1,234.00")),
        (Figure("a", "fte_for_tier", 1.25, "FTE"), ("fte for tier", "1.2 FTE")),
        (Figure("a", "oldest_age", 90.0, "s"), ("oldest age", "90 s")),
    ],
)
def test_a_figure_is_shown_with_its_unit(figure, cells):
    assert figure_cells(figure) == cells


def test_a_target_that_all_queues_have_is_shown_though_their_patience_differs():
    plan = wfm.plan(
        {
            "start": ["2026-06-01 10:00"] * 2 + ["2026-06-01 10:30"] * 2,
            "queue": ["North", "South"] * 2,
            "calls": [30, 20, 35, 25],
            "aht": 210,
            "patience": ["90s", "150s"] * 2,
        },
        "75/25",
        min_agents=5,
    )
    lines = list(service_lines(plan))
    assert "Target per interval: 75 % answered within 25 s" in lines
    assert "At least 5 agents of each queue in every interval of the forecast" in lines


def test_targets_and_patience_that_differ_are_those_of_each_queue():
    plan = wfm.plan(
        {
            "start": ["2026-06-01 10:00"] * 3,
            "queue": ["North", "South", "West"],
            "calls": [30, 20, 35],
            "aht": 210,
            "target": ["75/25", "75/25", "92/12"],
            "patience": ["90s", "", "90s"],
        },
        interval="30m",
    )
    assert list(service_lines(plan))[:2] == [
        "Targets per queue and interval: 75 % in 25 s (North, South); 92 % in 12 s (West)",
        "Patience: 90 s (North, West); none (South)",
    ]
    assert "no patience for South (Erlang C)" in plan.inputs.defaults
