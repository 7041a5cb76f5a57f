"""The page is one file that needs nothing else, whatever its names are."""

import base64
import hashlib
import re

import pytest

import wfm
from wfm.html_report.page import report_page
from wfm.html_report.page_records import PageDocument

pytest.importorskip("vl_convert")


@pytest.fixture(scope="module")
def plan():
    return wfm.plan("examples/short_day.csv", "80/30", shrinkage="25%")


@pytest.fixture(scope="module")
def page(plan):
    return report_page([PageDocument("plan.json", plan)])


def test_the_policy_allows_the_script_and_the_style_of_the_page_and_nothing_else(page):
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    for kind in ("script", "style"):
        (text,) = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_the_page_names_no_address_and_has_no_style_or_script_in_an_attribute(page):
    assert not re.search(r"https?:|//[a-z]", re.sub(r"<script>.*?</script>", "", page, flags=re.S))
    assert not re.search(r"<[^>]* (style|on\w+|src)=", page)
