"""The text of `wfm calc`."""

import re

import pytest

from wfm.planning.given_agents import service_of_agents
from wfm.planning.interval import staff_interval
from wfm.planning.interval_models import IntervalModel
from wfm.report.interval_text import given_agents_text, interval_text
from wfm.shrinkage import Shrinkage
from wfm.targets import Target


def text_of(defaults=(), **model):
    target, thirty = Target(0.80, 20.0), Shrinkage.parse("30%")
    result = staff_interval(100.0, 180.0, 1800.0, target, thirty, IntervalModel(**model))
    return interval_text(result, defaults)


def test_each_figure_is_a_labelled_line():
    assert text_of().splitlines()[:6] == [
        "volume: 100 contacts in 30 min, AHT 3 min",
        "offered load: 10 erlangs",
        "model: Erlang C, no abandonment",
        "target: 80 % answered within 20 s",
        "agents: 14 (unrounded 13.04)",
        "scheduled: 20 (shrinkage 30 %)",
    ]


def test_an_arrow_marks_the_agents_that_are_required():
    marked = [line for line in text_of().splitlines() if line.startswith("→")]
    assert [re.split(r"\s{2,}", line.strip()) for line in marked] == [
        ["→", "14", "20", "88.84 %", "7.8 s", "71.4 %", "17.4 %"]
    ]


@pytest.mark.parametrize(
    ("model", "behaviour", "columns"),
    [
        ({"patience": 120.0}, "Erlang A, patience 2 min", ["abandonment"]),
        ({"lines": 18}, "limited lines, 18 lines", ["abandonment", "blocking"]),
        (
            {"concurrency": 3, "overhead": 0.2},
            "chat, up to 3 concurrent chats per agent, overhead 20 %",
            ["slots used", "abandonment"],
        ),
    ],
)
def test_a_model_shows_its_parameters_and_its_measures(model, behaviour, columns):
    text = text_of(**model)
    assert f"model: {behaviour}\n" in text
    heading = next(line for line in text.splitlines() if line.startswith("   agents"))
    assert re.split(r"\s{2,}", heading.strip())[5:] == columns
    assert max(map(len, text.splitlines())) <= 80


def test_the_definition_of_the_service_level_is_shown():
    assert "Service level: answered within 20 s / contacts offered" in text_of()
    assert "/ contacts answered" in text_of(patience=60.0, definition="answered")
    assert "/ contacts offered and not blocked" in text_of(lines=20)


def given_text(volume=100.0, model=(), **people):
    target, thirty, options = (
        Target(0.8, 20.0),
        Shrinkage.parse("30%"),
        IntervalModel(**dict(model)),
    )
    return given_agents_text(
        service_of_agents(volume, 180.0, 1800.0, target, thirty, options, **people)
    )


def test_given_agents_fit_the_screen_with_every_figure_and_the_row_of_the_agents():
    more = ("--target 80/20", "--shrinkage 30%" + " (part 5%)" * 12, "no --max-occupancy")
    for volume, agents in ((100.0, 12), (400.0, 9)):
        result = service_of_agents(
            volume, 180.0, 1800.0, Target(0.8, 20.0), Shrinkage.parse("30%"),
            IntervalModel(patience=150.0, lines=17), agents=agents,
        )  # fmt: skip
        text = given_agents_text(result, more)
        assert len(text.splitlines()) <= 23
        assert "→" in text
        assert "blocking" in text


def test_given_agents_have_their_service_and_what_they_carry():
    lines = given_text(agents=14).splitlines()
    assert lines[4:12] == [
        "agents: 14 on contacts; with a shrinkage of 30 %, 20 on the schedule",
        "service level: 88.84 %",
        "ASA: 7.8 s",
        "occupancy: 71.4 %",
        "probability of delay: 17.4 %",
        "target met: yes",
        "agents required: 14",
        "at the target: AHT up to 194.8 s, or up to 108.6 contacts",
    ]
    assert max(map(len, lines)) <= 80


def test_people_on_the_schedule_are_named_first_if_they_are_given():
    assert "agents: 20 on the schedule; with a shrinkage of 30 %, 14 on contacts\n" in given_text(
        scheduled=20
    )
    text = given_text(scheduled=19, model={"lines": 30})
    assert "13.3 on contacts, computed as 13\n" in text
    assert "agents required: 14; 14 if no contact is blocked" in text


def test_with_lines_the_agents_of_all_contacts_are_beside_those_of_the_others():
    text = given_text(agents=12, model={"lines": 15})
    assert "agents required: 12; 14 if no contact is blocked\n" in text
    text = given_text(agents=13, model={"lines": 13})
    assert "agents required: 14 if no contact is blocked, more than the 13 lines\n" in text
    assert "any volume (further contacts are blocked)" in text
    assert "agents: 12; 14 if no contact is blocked\n" in text_of(lines=15)


def test_overload_says_that_the_backlog_grows():
    text = given_text(agents=9)
    assert "ASA: no limit" in text
    assert "overload: the backlog grows by 10 contacts every 30 min" in text
    assert "target met: no (service level)" in text
    assert "overload: as much work as the agents can do; the backlog has no limit" in given_text(
        agents=10
    )


def test_abandonment_prevents_overload():
    text = given_text(agents=9, model={"patience": 180.0})
    assert "overload" not in text
    assert re.search(r"^abandonment: \d+\.\d\d %$", text, re.MULTILINE)


def test_work_without_a_limit_is_named():
    assert "at the target: any AHT" in given_text(volume=0.0, agents=3)
    assert "at the target: no contacts" in given_text(agents=0)


def test_defaults_are_listed():
    assert text_of(defaults=["--interval 30m"]).endswith("\n\nDefaults used: --interval 30m")
    assert "Defaults" not in text_of()
