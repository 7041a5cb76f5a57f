"""A report page in Chromium: it asks for nothing, fits every width, and is read by every means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import wfm
from support.report_documents import capacity, reviewed
from support.report_pages import opened
from wfm.units import percent_text

pytestmark = pytest.mark.browser

WIDTHS = (390, 768, 1280)
NAMES = (
    "</script><img src=x onerror=alert(1)>",
    "<svg onload=alert(2)>",
    '" autofocus onfocus="alert(3)',
    "javascript:alert(4)",
    "{{constructor.constructor('alert(5)')()}}",
    "a\u202eb",
    "x" * 200,
)
# What the keyboard must reach: links, inputs, buttons, folds, charts with values, wide tables.
CONTROLS = "a[href], input, button, summary, [tabindex='0']"


@pytest.fixture(scope="module")
def plan() -> wfm.Plan:
    return wfm.plan("examples/forecast.csv", "85/60", shrinkage="30%", hourly_cost=22)


@pytest.fixture(scope="module")
def documents(plan: wfm.Plan) -> tuple[Any, ...]:
    """One of every kind of document."""
    day = wfm.plan("examples/short_day.csv", "80/30", shrinkage="25%")
    schedule = wfm.make_schedule(day)
    forecast = wfm.forecast("examples/history.csv", 1, origins=2)
    return plan, schedule, forecast, reviewed(), capacity(("voice", "chat"))


@pytest.fixture(scope="module")
def path(documents: tuple[Any, ...], tmp_path_factory: Any) -> Path:
    """A page of every kind of document."""
    found: Path = tmp_path_factory.mktemp("page") / "report.html"
    wfm.make_report(*documents).save(found)
    return found


@pytest.fixture
def page(browser: Browser, path: Path) -> Iterator[Page]:
    with opened(browser, path, viewport={"width": 1280, "height": 900}) as page:
        yield page


def test_the_page_is_small_enough_to_be_sent(path: Path) -> None:
    assert path.stat().st_size < 2_000_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_width_needs_scrolling_sideways(
    browser: Browser, path: Path, width: int, scheme: Any
) -> None:
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with opened(browser, path, **options) as page:
        for fold in page.locator("details").all():
            fold.evaluate("(one) => one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_dark_page_is_light_on_dark(browser: Browser, path: Path) -> None:
    brightness = {}
    for scheme in ("light", "dark"):
        options: dict[str, Any] = {"color_scheme": scheme}
        with opened(browser, path, **options) as page:
            style = "(name) => getComputedStyle(document.body)[name]"
            colors = [page.evaluate(style, name) for name in ("backgroundColor", "color")]
            brightness[scheme] = [sum(map(int, re.findall(r"\d+", one)[:3])) for one in colors]
    paper, ink = brightness["dark"]
    assert paper < 150 < 500 < ink
    paper, ink = brightness["light"]
    assert ink < 150 < 500 < paper


def _read_day(label: str) -> str:
    """A date as a planner reads it: Mon 1 Feb."""
    day = date.fromisoformat(label)
    return f"{day:%a} {day.day} {day:%b}"


def test_the_value_under_the_pointer_is_that_of_the_plan(page: Page, plan: wfm.Plan) -> None:
    days = {_read_day(one.label): one for one in plan.summary().days}
    marks = page.locator("#service [data-tip]").all()
    assert len(marks) == len(days)
    for mark in marks:
        mark.scroll_into_view_if_needed()
        mark.hover()
        shown = page.locator("#tip").inner_text()
        one = days.pop(shown.partition("\n")[0])
        assert f"{percent_text(one.service_level)} of {one.contacts:,.0f} contacts" in shown
    assert not days
    page.mouse.move(0, 0)
    assert page.locator("#tip.on").count() == 0


def test_arrow_keys_visit_the_values_of_a_chart(page: Page) -> None:
    marks = page.locator("#service [data-tip]")
    tips = marks.evaluate_all("(all) => all.map((one) => one.dataset.tip)")
    page.locator("#service .chart").first.focus()
    for tip in tips[:3]:
        page.keyboard.press("ArrowRight")
        assert page.locator("#say").text_content() == tip


def test_the_keyboard_reaches_every_control_and_shows_where_it_is(page: Page) -> None:
    for fold in page.locator("details").all():
        fold.evaluate("(one) => one.open = true")
    shown = """(all) => all.filter((one) => one.checkVisibility()).map((one, at) => {
      one.dataset.at = at; return at; })"""
    wanted = set(page.locator(CONTROLS).evaluate_all(shown))
    reached = set()
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        at, outline = page.evaluate(
            """() => { const one = document.activeElement;
            return [one.dataset.at ?? "", getComputedStyle(one).outlineStyle]; }"""
        )
        if at:
            reached.add(int(at))
            assert outline != "none", at
    assert reached == wanted


def test_the_page_has_one_outline_of_headings_and_a_name_for_every_chart(page: Page) -> None:
    assert page.locator("h1").count() == 1
    levels = page.locator("h1, h2, h3").evaluate_all(
        "(all) => all.map((one) => Number(one.tagName[1]))"
    )
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for chart in page.locator("[role=img]").all():
        assert (chart.get_attribute("aria-label") or "").strip()
    for table in page.locator("table").all():
        assert table.locator("caption").count() == 1


def test_no_id_is_repeated_on_a_page_with_every_kind_twice(
    browser: Browser, documents: tuple[Any, ...], tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    wfm.make_report(*documents, *documents).save(path)
    with opened(browser, path) as page:
        ids = page.locator("[id]").evaluate_all("(all) => all.map((one) => one.id)")
        assert {"whatif-data", "whatif-2-data", "review-2", "capacity-2"} <= set(ids)
        assert len(ids) == len(set(ids))
        for name in ("whatif", "whatif-2"):  # both compute
            assert page.locator(f"#{name} output").inner_text()


def test_print_has_light_colours_and_no_controls(page: Page, tmp_path: Path) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("#whatif").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.locator("h1").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_hostile_names_do_nothing(browser: Browser, tmp_path: Path) -> None:
    rows = [(name, f"2026-03-02 {hour:02d}:00") for name in NAMES for hour in (9, 10)]
    table = {
        "queue": [name for name, _ in rows],
        "start": [start for _, start in rows],
        "volume": [30] * len(rows),
        "aht": [240] * len(rows),
    }
    path = tmp_path / "report.html"
    documents = (wfm.plan(table, "80/20"), reviewed(NAMES), capacity(NAMES))
    wfm.make_report(*documents, title=NAMES[0]).save(path)
    with opened(browser, path) as page:
        for fold in page.locator("details").all():
            fold.evaluate("(one) => one.open = true")
        page.get_by_label("Volume, change in %", exact=True).fill("20")
        page.get_by_text("+84", exact=True).wait_for(timeout=3000)  # a fifth of 420 contacts
        assert page.title() == NAMES[0]
        assert page.locator("img, iframe, object, embed, form").count() == 0
        assert page.evaluate("document.scripts.length") == 2  # the data of the what-if and one more


def test_the_policy_stops_a_script_that_gets_into_the_page(browser: Browser, path: Path) -> None:
    page = browser.new_page()
    page.goto(path.as_uri())
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.intruder = true";
      document.body.append(script);
    }""")
    assert page.evaluate("globalThis.intruder === undefined")
    page.close()
