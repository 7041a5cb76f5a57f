"""The sections of a plan claim nothing that the plan does not know."""

import pytest

import wfm
from wfm.html_report.page import sections_of
from wfm.html_report.page_records import PageDocument

pytest.importorskip("vl_convert")


def text_of(plan):
    """The headline, and the HTML of the first sections without charts."""
    sections = sections_of([PageDocument("plan", plan)])
    parts = [part for one in sections for part in one.parts if isinstance(part, str)]
    return sections[0].headline, "".join(parts)


def test_the_headline_has_people_contacts_dates_and_service():
    plan = wfm.plan("examples/short_day.csv", "80/30", shrinkage="25%")
    total = plan.summary().total
    headline, text = text_of(plan)
    # a day is no week: its hours say nothing of people to hire
    peak = plan.summary().peak.scheduled
    assert headline.startswith(f"{peak} people at the peak, {total.paid_hours} paid hours for ")
    assert f"{total.contacts:,.0f} contacts, Mon 2 Mar 2026: " in headline
    assert headline.endswith(f"{100 * total.service_level:.1f} % answered within 30 s")
    assert "Service level: answered within 30 s / contacts offered; target 80 %" in text


def test_the_headline_of_a_week_has_full_time_people():
    plan = wfm.plan("examples/forecast.csv")
    people = plan.summary().total.fte_rounded_up
    assert text_of(plan)[0].startswith(f"{people} full-time people (40 h a week) for ")


def test_a_requirement_without_contacts_has_no_service_level():
    needs = {"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "agents": [18, 21]}
    headline, text = text_of(wfm.read_plan(needs))
    assert headline == "19.5 agent-hours, Mon 2 Mar 2026"
    assert "100.0 %" not in text


def test_two_plans_have_their_names_in_their_headings():
    plan = wfm.plan("examples/short_day.csv", "80/30")
    alone = sections_of([PageDocument("a/one.json", plan)])
    both = sections_of([PageDocument("a/one.json", plan), PageDocument("two.json", plan)])
    titles = [one.title for one in both if one.title]
    assert len(set(titles)) == len(titles) == 2 * len([one for one in alone if one.title])
    assert any(one.endswith("(one.json)") for one in titles)
    assert titles[-1].endswith("(two.json)")
