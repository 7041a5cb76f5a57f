"""The what-if of a report page: its numbers are those of `wfm whatif`, its controls work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isclose
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page

import wfm
from support.report_pages import opened
from wfm.html_report.page import report_page
from wfm.html_report.page_records import PageDocument
from wfm.planning.plan import Plan
from wfm.scenarios.cases import QueueCase
from wfm.scenarios.changes import parse_changes
from wfm.scenarios.functions import case_of_keywords
from wfm.scenarios.kept_plan import kept_plan

pytestmark = pytest.mark.browser

STARTS = [f"2026-03-0{day} {hour:02d}:{half}" for day in (2, 3) for hour in range(8, 13)
          for half in ("00", "30")]  # fmt: skip
VOLUMES = [0, 3, 41, 77.5, 120, 133, 96, 60, 33, 9, 0, 5, 52, 80, 131, 150, 101, 55, 31, 12]
AHT = [240, 310, 255, 262, 248, 251, 270, 266, 281, 300] * 2
ONE_QUEUE: dict[str, Any] = {"start": STARTS, "volume": VOLUMES, "aht": AHT}
LARGE = ONE_QUEUE | {"volume": [60 * one for one in VOLUMES]}
TWO_QUEUES: dict[str, Any] = {
    "queue": ["sales"] * 20 + ["help"] * 20,
    "start": STARTS * 2,
    "volume": VOLUMES + VOLUMES[::-1],
    "aht": AHT * 2,
    "shrinkage": ["30%"] * 20 + ["22.5%"] * 20,
    "patience": [""] * 20 + ["90s"] * 20,
    "target": ["80/20"] * 25 + ["90/60"] * 15,
}
# Forecasts with the values of the base and other keywords of `wfm.plan`.
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "Erlang C": (
        ONE_QUEUE,
        {"target": "80/20", "shrinkage": "30%", "cost": 22.0},
        {"max_occupancy": "85%", "min_agents": 2, "premiums": "Tue 10:00-12:00=25%"},
    ),
    "Erlang A": (
        ONE_QUEUE,
        {"target": "85/30", "shrinkage": "breaks=8%,leave=10%", "patience": "2m"},
        {"abandonment": "4%", "definition": "answered"},
    ),
    "rows of their own": (TWO_QUEUES, {"cost": 18.5}, {}),
    "uncertain volumes": (
        ONE_QUEUE,
        {"target": "80/20", "shrinkage": "leave=10% then sickness=5%"},
        {"confidence": "80%", "volume_cv": "15%"},
    ),
    "large": (LARGE, {"target": "80/20", "patience": "3m"}, {"asa": "20s"}),
}
COMPUTE = """(all) => {
  const data = JSON.parse(document.getElementById("whatif-data").textContent);
  return all.map((texts) => {
    const changes = {};
    for (const [name, text] of Object.entries(texts)) changes[name] = wfmWhatIf.READ[name](text);
    const rows = wfmWhatIf.computeRows(data, changes);
    return [
      wfmWhatIf.compute(data, changes),
      rows.map((one) => [one.agents, one.scheduled]),
    ];
  });
}"""


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> QueueCase:
    forecast, bases, options = CASES[request.param]
    defaults = dict.fromkeys(("aht", "shrinkage", "target", "patience", "cost"))
    found = case_of_keywords(forecast, defaults | bases, options, None)
    assert isinstance(found, QueueCase)
    return found


@pytest.fixture(scope="module")
def page(browser: Browser, case: QueueCase, tmp_path_factory: Any) -> Iterator[Page]:
    yield from page_of(browser, case.plan(), tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def example(browser: Browser, tmp_path_factory: Any) -> Iterator[Page]:
    plan = wfm.plan("examples/forecast.csv", "85/60", shrinkage="30%", hourly_cost=22)
    yield from page_of(browser, plan, tmp_path_factory.mktemp("page"))


def page_of(browser: Browser, plan: Plan, folder: Path) -> Iterator[Page]:
    """The page of a plan, opened from a file."""
    path = folder / "report.html"
    path.write_text(report_page([PageDocument("plan.json", plan)]), encoding="utf-8")
    with opened(browser, path) as page:
        yield page


def random_texts(rng: np.random.Generator) -> dict[str, str]:
    """Some changes, as they are typed in the page."""
    share = rng.choice(["50", "80", "82.5", "90", "99.1"])
    possible = {
        "volume": f"{rng.integers(-500, 1200) / 10:g}",
        "aht": f"{rng.integers(-40, 60)}",
        "shrinkage": f"{rng.integers(0, 140) / 2:g}",
        "target": f"{share}/{rng.choice(['0', '10', '20', '45.5', '300'])}",
        "patience": str(rng.choice(["5s", "45", "3m", "1h"])),
    }
    names = rng.choice([*possible], size=rng.integers(1, 6), replace=False)
    return {str(name): possible[str(name)] for name in names}


def in_page(texts: dict[str, str]) -> dict[str, str]:
    """The same by the names that the page has."""
    named = {name: text for name, text in texts.items() if name != "target"}
    if "target" in texts:
        named["serviceLevel"], named["within"] = texts["target"].split("/")
    return named


def in_python(case: QueueCase, texts: dict[str, str]) -> QueueCase:
    """The case after the changes, as `wfm whatif` reads them."""
    for name in ("volume", "aht", "shrinkage", "target", "patience"):
        if name in texts:
            text = texts[name]
            if name in ("volume", "aht"):
                text = f"{float(text):+g}%"
            elif name == "shrinkage":
                text = f"{text}%"
            (change,) = parse_changes(name, text)
            case = case.changed(change)
    return case


def assert_figures(found: dict[str, Any], base: Plan, after: QueueCase, plan: Plan) -> None:
    """The figures of the page are those of the summary, to 1e-9 of their size."""
    summary = plan.summary(risk=False)
    total, kept = summary.total, kept_plan(base, after.basis()).summary(risk=False).total
    expected = {
        "contacts": total.contacts,
        "agentHours": total.agent_hours,
        "paidHours": total.paid_hours,
        "fte": total.fte,
        "people": total.fte_rounded_up,
        "peak": summary.peak.scheduled,
        "serviceLevel": total.service_level,
        "asa": total.asa,
        "occupancy": total.occupancy,
        "cost": total.cost,
        "costPerContact": total.cost_per_contact,
        "keptServiceLevel": kept.service_level,
    }
    if summary.abandonment is not None:
        expected["abandonment"] = summary.abandonment
    for name, value in expected.items():
        if value is None:
            assert found[name] is None, name
        else:
            assert isclose(found[name], value, rel_tol=1e-9, abs_tol=1e-9), (name, found, value)


def test_agents_people_service_and_cost_of_200_changes_are_those_of_python(
    case: QueueCase, page: Page, request: pytest.FixtureRequest
) -> None:
    rng = np.random.default_rng(len(request.node.name))
    texts: list[dict[str, str]] = [{}, *(random_texts(rng) for _ in range(40))]
    found = page.evaluate(COMPUTE, [in_page(one) for one in texts])
    base = case.plan()
    assert page.locator("#whatif .notice").count() == 0
    for one, (figures, rows) in zip(texts, found, strict=True):
        after = in_python(case, one)
        plan = after.plan()
        expected = np.stack([plan.columns["agents"], plan.columns["scheduled"]], axis=1)
        assert rows == expected.tolist(), one
        assert_figures(figures, base, after, plan)


def result(page: Page) -> Locator:
    return page.locator("#whatif output")


def cells(page: Page, label: str) -> list[str]:
    """A row of the table: plan, what if, difference."""
    row = page.locator("#whatif tr", has=page.get_by_role("rowheader", name=label, exact=True))
    return row.first.locator("td").all_inner_texts()


def wait_for(page: Page, label: str, before: list[str]) -> list[str]:
    """A row of the table after it has changed."""
    for _ in range(100):
        if (now := cells(page, label)) != before:
            return now
        page.wait_for_timeout(20)
    raise AssertionError(f"{label} stays {before}")


def test_a_change_typed_by_keyboard_shows_the_plan_that_python_makes(example: Page) -> None:
    plan = wfm.plan("examples/forecast.csv", "85/60", shrinkage="30%", hourly_cost=22)
    more = wfm.whatif("examples/forecast.csv", "85/60", shrinkage="30%", volume="+12.5%")
    before = cells(example, "Paid hours")
    assert before == [f"{plan.summary().total.paid_hours:,.1f}"] * 2 + ["0.0"]
    example.get_by_label("Volume, change in %", exact=True).focus()
    example.keyboard.press("Control+a")
    example.keyboard.type("12.5")
    _, after, difference = wait_for(example, "Paid hours", before)
    (one,) = more.scenarios
    assert after == f"{one.paid_hours:,.1f}"
    assert difference == f"+{one.paid_hours - more.base.paid_hours:,.1f}"
    kept = cells(example, "Service level with the people of the plan")
    assert kept[1] == f"{100 * (one.kept_service_level or 0):.1f} %"
    assert f"they answer {kept[1]} in time" in result(example).inner_text()

    example.get_by_role("button", name="Undo all changes").press("Enter")
    assert cells(example, "Paid hours") == before
    assert example.get_by_label("Volume, change in %", exact=True).input_value() == "0"


def test_a_slider_moves_by_arrow_keys_and_its_number_with_it(example: Page) -> None:
    before = cells(example, "Contacts")
    example.get_by_label("Volume, change in %, slider").focus()
    for _ in range(3):
        example.keyboard.press("ArrowRight")
    assert example.get_by_label("Volume, change in %", exact=True).input_value() == "3"
    assert wait_for(example, "Contacts", before)[2].startswith("+")
    example.get_by_role("button", name="Undo all changes").click()
    assert example.get_by_label("Volume, change in %, slider").input_value() == "0"


@pytest.mark.parametrize(
    ("label", "text", "words"),
    [
        ("Patience (none: no abandonment)", "soon", "Patience must be a time above 0"),
        ("Patience (none: no abandonment)", "0", "Patience must be a time above 0"),
        ("Answered within", "1:30", "Answered within must be a time"),
        ("Service level target, %", "100", "Service level must be above 0 and below 100 %"),
        ("Shrinkage, %", "100", "Shrinkage must be 0 % or more and below 100 %"),
        ("Volume, change in %", "-101", "Volume must change by -100 to 1000 %"),
        ("AHT, change in %", "-100", "AHT must change by -99 to 1000 %"),
    ],
)
def test_what_cannot_be_computed_is_said_and_nothing_else_is_shown(
    example: Page, label: str, text: str, words: str
) -> None:
    box = example.get_by_label(label, exact=True)
    box.fill(text)
    example.get_by_text(words).wait_for(timeout=3000)
    assert box.get_attribute("aria-invalid") == "true"
    assert cells(example, "FTE")[1:] == ["", ""]
    example.get_by_role("button", name="Undo all changes").click()
    assert box.get_attribute("aria-invalid") is None
    assert re.match(
        r"\d+ full-time people \(as many as in the plan\)", result(example).inner_text()
    )


def test_the_result_is_announced_and_every_input_has_a_label(example: Page) -> None:
    assert result(example).get_attribute("aria-live") == "polite"
    for box in example.locator("#whatif input").all():
        name = box.evaluate(
            "(one) => one.getAttribute('aria-label') ?? one.labels[0]?.textContent ?? ''"
        )
        assert name.strip()


def test_numbers_are_rounded_as_python_rounds_them(example: Page) -> None:
    values = [0.25, 0.75, 2.5, 3.5, 1234.25, 0.05, 1e6, 0.0, 999.95, 1234567.125]
    found = example.evaluate(
        "(all) => all.map((one) => [0, 1, 2].map((digits) => wfmWhatIf.grouped(one, digits)))",
        values,
    )
    assert found == [[f"{one:,.{digits}f}" for digits in (0, 1, 2)] for one in values]
