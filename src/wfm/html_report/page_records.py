"""What a page consists of: documents that it shows, sections, and charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from wfm.capacity_planning.capacity_document import CapacityDocument
from wfm.forecasting.forecast_json import ForecastDocument
from wfm.planning.plan import Plan
from wfm.reviewing.review_document import ReviewDocument
from wfm.scheduling.schedule_document import ScheduleDocument

__all__ = ["Document", "PageChart", "PageDocument", "PageSection", "Panel", "Rows", "Spec"]

Document: TypeAlias = Plan | ScheduleDocument | ForecastDocument | ReviewDocument | CapacityDocument
Spec: TypeAlias = dict[str, Any]
Rows: TypeAlias = Sequence[Sequence[str]]


class PageDocument(NamedTuple):
    """A document and the name by which the page calls it, such as its file."""

    name: str
    document: Document


class Panel(NamedTuple):
    """One picture of a chart: its caption, and its specification in Vega-Lite."""

    caption: str
    spec: Spec


class PageChart(NamedTuple):
    """A chart of one or several panels.

    Attributes
    ----------
    name : str
        By which a file of its own is asked for, such as "coverage".
    title : str
        What it shows.
    summary : str
        The same as a sentence with figures, for people who cannot see it.
    panels : sequence of Panel
        The pictures, side by side where there is space.
    table : sequence of sequence of str
        Its values: the headings, then the rows. Empty where a table beside it has them.
    in_page : bool
        Whether the page draws it; a table of the section shows the same otherwise.
    key : str
        What its colours mean, where a legend of the page says so.
    """

    name: str
    title: str
    summary: str
    panels: Sequence[Panel]
    table: Rows = ()
    in_page: bool = True
    key: str = ""


class PageSection(NamedTuple):
    """A part of the page with a heading.

    Attributes
    ----------
    key : str
        Its place in the page, after ``#`` in an address.
    title : str
        Its heading; without one it is no entry of the list of contents.
    parts : sequence of str or PageChart
        HTML, and charts.
    data : mapping of str to dict
        What scripts read; the id of its element is the key of the section, a hyphen and its name.
    headline : str
        The document in one sentence, in its first section.
    """

    key: str
    title: str
    parts: Sequence[str | PageChart]
    data: Mapping[str, Any] = {}
    headline: str = ""
