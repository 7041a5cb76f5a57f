"""The vocabulary: one name per quantity, and every synonym leads to one of them."""

import re

import pytest

from support.paths import ROOT
from wfm.related_terms import RELATED_TERMS
from wfm.vocabulary import TERMS

GLOSSARY = (ROOT / "docs/reference/glossary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "word",
    [
        "SLA", "AWT", "FCR", "utilisation", "utilization", "ACW", "after-call work", "wrap-up",
        "adherence", "conformance", "headcount", "back office", "intraday", "absenteeism",
        "call volume", "base staff", "net staff", "gross staff", "calls offered", "talk time",
        "ATT", "handle time", "ring time", "grade of service", "abandon rate", "calls in queue",
    ],
)  # fmt: skip
def test_a_planners_word_is_in_the_glossary(word):
    assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", GLOSSARY)


def test_a_word_leads_to_one_name():
    names = [row.name for row in TERMS]
    words = [word.casefold() for row in TERMS for word in row.synonyms]
    related = [word.casefold() for row in RELATED_TERMS for word in row.words]
    for group in (names, words + related, related + names):
        assert len(group) == len(set(group))
    others = {row.name: {name for name in names if name != row.name} for row in TERMS}
    for row in TERMS:
        assert not others[row.name] & {word.replace(" ", "_") for word in row.synonyms}


def test_related_terms_refer_to_names_that_exist():
    names = {row.name for row in TERMS}
    for row in RELATED_TERMS:
        assert set(re.findall(r"`(\w+)`", row.meaning)) <= names, row.words


def test_a_heading_belongs_to_one_term():
    headings = [heading for row in TERMS for heading in row.headings]
    assert len(headings) == len(set(headings))
