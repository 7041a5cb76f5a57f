"""The page: the documents in the order of a planner's work, each in sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath
from typing import Any, TypeAlias

from wfm.capacity_planning.capacity_document import CapacityDocument
from wfm.forecasting.forecast_json import ForecastDocument
from wfm.html_report.capacity_sections import capacity_sections
from wfm.html_report.chart_html import chart_html
from wfm.html_report.forecast_sections import forecast_sections
from wfm.html_report.html_text import cut_middle, data_element, inner_text, notice
from wfm.html_report.page_records import PageChart, PageDocument, PageSection
from wfm.html_report.page_template import page_text
from wfm.html_report.plan_sections import plan_sections
from wfm.html_report.review_sections import review_sections
from wfm.html_report.schedule_sections import schedule_sections
from wfm.planning.plan import Plan
from wfm.reviewing.review_document import ReviewDocument
from wfm.scheduling.schedule_document import ScheduleDocument

__all__ = ["charts_of", "page_of", "report_page", "sections_of"]

_OTHER_DAYS = "This schedule has no day of the plan on this page: they do not belong together."
_Sections: TypeAlias = Callable[[str, Any], Iterable[PageSection]]
# The sections of each kind of document, in the order in which they are on the page.
_KINDS: tuple[tuple[type, _Sections], ...] = (
    (Plan, plan_sections),
    (ScheduleDocument, schedule_sections),
    (ForecastDocument, forecast_sections),
    (ReviewDocument, review_sections),
    (CapacityDocument, capacity_sections),
)


def sections_of(documents: Sequence[PageDocument]) -> list[PageSection]:
    """The sections of all documents; of several of a kind, in the order in which they came."""
    found: list[PageSection] = []
    for kind, sections in _KINDS:
        own = [one for one in documents if isinstance(one.document, kind)]
        for name, document in own:
            parts = list(sections(name, document))
            if len(own) > 1:  # the headings of two plans must differ
                parts = [_titled(one, name) for one in parts]
            if isinstance(document, ScheduleDocument) and _has_other_days(document, documents):
                parts[0] = parts[0]._replace(parts=(notice(_OTHER_DAYS), *parts[0].parts))
            found += parts
    return _with_own_keys(found)


def _titled(section: PageSection, name: str) -> PageSection:
    """A section with the name of its file in its heading."""
    title = f"{section.title} ({cut_middle(PurePath(name).name, 40)})" if section.title else ""
    return section._replace(title=title)


def _has_other_days(schedule: ScheduleDocument, documents: Sequence[PageDocument]) -> bool:
    """Whether there are plans on the page, and none of them has a day of a schedule."""
    plans = [one.document for one in documents if isinstance(one.document, Plan)]
    days = {day.label for plan in plans for day in plan.summary().days}
    return bool(plans) and days.isdisjoint(
        one.start.date().isoformat() for one in schedule.coverage
    )


def charts_of(sections: Iterable[PageSection]) -> dict[str, PageChart]:
    """The charts of a page by name; of several of a name, the second has a 2 after it."""
    charts: dict[str, PageChart] = {}
    for section in sections:
        for part in section.parts:
            if isinstance(part, PageChart):
                charts[_free(part.name, charts)] = part
    return charts


def report_page(documents: Sequence[PageDocument], title: str = "") -> str:
    """The page of some documents as text: one file, without any address.

    Parameters
    ----------
    documents : sequence of PageDocument
        Plans, schedules, forecasts, reviews and capacity plans with their names.
    title : str
        Its title; by default the first headline.
    """
    return page_of(sections_of(documents), documents, title)


def page_of(
    sections: Sequence[PageSection], documents: Sequence[PageDocument], title: str = ""
) -> str:
    """The page of sections, as `report_page`."""
    head = title or _headline(sections)
    body = "".join((
        '<a class="skip" href="#content">Skip to content</a>',
        f"<header><h1>{inner_text(head)}</h1>{_contents(sections)}</header>",
        f'<main id="content">{"".join(map(_section, sections))}</main>',
        _footer(documents),
        '<div id="tip" aria-hidden="true"></div><div id="say" aria-live="polite"></div>',
    ))  # fmt: skip
    return page_text(head, body)


def _headline(sections: Sequence[PageSection]) -> str:
    """The headline of the first document."""
    return next((one.headline for one in sections if one.headline), "wfm report")


def _contents(sections: Sequence[PageSection]) -> str:
    """Links to the sections."""
    links = "".join(
        f'<li><a href="#{one.key}">{inner_text(one.title)}</a></li>'
        for one in sections
        if one.title
    )
    return f'<nav aria-label="Contents"><ul>{links}</ul></nav>'


def _section(section: PageSection) -> str:
    """A section with its heading, its parts and its data."""
    heading = f"<h2>{inner_text(section.title)}</h2>" if section.title else ""
    parts = "".join(
        chart_html(part) if isinstance(part, PageChart) else part
        for part in section.parts
        if not isinstance(part, PageChart) or part.in_page
    )
    data = "".join(
        data_element(f"{section.key}-{key}", value) for key, value in section.data.items()
    )
    return f'<section id="{section.key}">{heading}{parts}{data}</section>'


def _footer(documents: Sequence[PageDocument]) -> str:
    """What the page is made of."""
    from wfm import __version__

    names = ", ".join(cut_middle(name, 120) for name, _ in documents)
    return f"<footer>Made by wfm {inner_text(__version__)} from {inner_text(names)}</footer>"


def _with_own_keys(sections: Iterable[PageSection]) -> list[PageSection]:
    """The sections, each with a key of its own."""
    keys: dict[str, PageSection] = {}
    for section in sections:
        key = _free(section.key, keys)
        keys[key] = section._replace(key=key)
    return list(keys.values())


def _free(name: str, taken: dict[str, Any]) -> str:
    """A name that is not taken: itself, or with the first number from 2 on."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found
