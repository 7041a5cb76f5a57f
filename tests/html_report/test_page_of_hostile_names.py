"""Names and sizes of strangers: no markup, no endless page, and a line for what is left out."""

import re
from html.parser import HTMLParser

import pytest

import wfm
from wfm.html_report.heat_map import heat_maps
from wfm.html_report.html_text import data_element
from wfm.html_report.page import report_page
from wfm.html_report.page_records import PageDocument
from wfm.report.chart_images import COLORS, svg_text

pytest.importorskip("vl_convert")
NAMES = [
    "</script><img src=x onerror=alert(1)>", "a\u202eb\u2028c", "<!--<script>", "x" * 3000,
    '" onmouseover="alert(2)', "&lt;b&gt;",
]  # fmt: skip


class Elements(HTMLParser):
    """The elements of a page and their attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def page():
    rows = [(name, f"2026-03-02 {hour:02d}:00") for name in NAMES for hour in (9, 10)]
    table = {
        "queue": [name for name, _ in rows],
        "start": [start for _, start in rows],
        "volume": [30] * len(rows),
        "aht": [240] * len(rows),
    }
    return report_page([PageDocument("</title><script>x</script>", wfm.plan(table, "80/20"))])


def test_no_name_becomes_an_element_or_an_attribute(page):
    elements = Elements(page).found
    names = {tag for tag, _ in elements}
    assert not names & {"img", "iframe", "object", "link", "base", "form", "b"}
    attributes = {name for _, attrs in elements for name in attrs}
    assert not [name for name in attributes if name.startswith("on")]
    assert not {"src", "style", "srcdoc"} & attributes
    kinds = [attrs.get("type") for tag, attrs in elements if tag == "script"]
    assert kinds.count(None) == 1
    assert "\u202e" not in page
    assert "\u2028" not in page


def test_a_long_name_is_shortened_wherever_it_is_read(page):
    text = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert max(map(len, re.findall("x+", text))) <= 400


def test_data_of_scripts_ends_no_script():
    text = data_element("data", {"name": "</script><!--&\u2028"})
    assert text.count("<") == 2
    assert "\u2028" not in text


def test_text_in_a_chart_is_no_markup():
    spec = {
        "data": {"values": [{"a": NAMES[0], "b": 1}]},
        "mark": "bar",
        "encoding": {
            "x": {"field": "a", "type": "nominal"},
            "y": {"field": "b", "type": "quantitative"},
            "description": {"field": "a"},
        },
    }
    assert "<img" not in svg_text(spec)


def test_many_queues_leave_a_line_that_says_so():
    count = 40
    table = {
        "queue": [f"queue {at}" for at in range(count)],
        "start": ["2026-03-02 09:00"] * count,
        "volume": [*range(10, 10 + count)],
        "aht": [240] * count,
    }
    text = "".join(
        part
        for part in heat_maps(wfm.plan(table, "80/20", interval="30m"))
        if isinstance(part, str)
    )
    assert text.count("<details>") == 8
    assert "8 of 40 queues and teams have a map" in text
    assert f"queue {count - 1}" in text


def test_every_color_of_a_chart_is_replaced_by_one_of_day_and_night():
    from wfm.html_report.page_template import page_text

    style = page_text("", "")
    for name in COLORS:
        assert style.count(f"--{name}:") == 3  # of the day, the night and of paper
    assert len(set(COLORS.values())) == len(COLORS)
