"""A report as files: the page, and single charts as pictures."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any, TypeAlias

from wfm.capacity_planning.capacity_document import CapacityDocument
from wfm.capacity_planning.capacity_result import Capacity
from wfm.comparing.schedule_reader import document_of
from wfm.errors import InputError
from wfm.forecasting.forecast_json import ForecastDocument
from wfm.forecasting.forecast_result import Forecast
from wfm.html_report.document_reader import read_document
from wfm.html_report.page import charts_of, page_of, sections_of
from wfm.html_report.page_records import Document, PageChart, PageDocument, PageSection
from wfm.io.atomic import replacing, replacing_together
from wfm.io.output_paths import OutputFile, check_outputs, output_path
from wfm.planning.plan import Plan
from wfm.printable_text import printable_line, value_text
from wfm.report.chart_images import COLORS, check_charts, image
from wfm.reviewing.review_document import ReviewDocument
from wfm.reviewing.weekly_review import Review
from wfm.scheduling.results import ScheduleData

__all__ = ["CHART_FORMATS", "Report", "make_report"]

CHART_FORMATS = (".png", ".svg", ".pdf")
PAGE_FORMATS = (".html",)
_COLUMNS = 3  # pictures of a chart side by side in a file

Source: TypeAlias = (
    Plan | ScheduleData | Forecast | Review | Capacity | Document | str | os.PathLike[str]
)


@dataclass(frozen=True, repr=False)
class Report:
    """A page for a browser of plans, schedules and other results, and its charts.

    Attributes
    ----------
    documents : tuple of PageDocument
        What it shows, each with its name.
    title : str
        The title of the page; empty for the first headline.

    Examples
    --------
    >>> import wfm
    >>> plan = wfm.plan("examples/short_day.csv", "80/30")
    >>> report = wfm.make_report(plan)
    >>> report.charts
    ('heatmap', 'day', 'service')
    >>> report.html()[:15]
    '<!DOCTYPE html>'
    """

    documents: tuple[PageDocument, ...]
    title: str = ""

    def __repr__(self) -> str:
        """The documents by their names."""
        return f"<Report of {', '.join(printable_line(one.name) for one in self.documents)}>"

    @property
    def charts(self) -> tuple[str, ...]:
        """The names of the charts, in the order of the page."""
        return tuple(self._charts)

    def html(self) -> str:
        """The page: one file that needs no other and no network."""
        return page_of(self._sections, self.documents, self.title)

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the page; the whole file or nothing.

        Parameters
        ----------
        path : str or path
            With the ending .html.
        overwrite : bool
            Replace an existing file.

        Raises
        ------
        UsageError
            For another ending, a folder that does not exist, or an existing file without
            `overwrite`.
        """
        self.save_with_charts(path, {}, overwrite=overwrite)

    def save_chart(
        self, name: str, path: str | os.PathLike[str], *, overwrite: bool = False
    ) -> None:
        """Write one chart as a picture; the whole file or nothing.

        Parameters
        ----------
        name : str
            One of `charts`.
        path : str or path
            With the ending .png, .svg or .pdf.
        overwrite : bool
            Replace an existing file.

        Raises
        ------
        InputError
            For a chart that the report does not have.
        UsageError
            As for `save`.
        """
        text = output_path(path)
        self.check_charts([name])
        check_outputs([OutputFile(text, CHART_FORMATS, "")], {}, force=overwrite)
        with replacing(text, overwrite=overwrite) as file:
            file.write(self._picture(name, text))

    def check_charts(self, names: Sequence[str]) -> None:
        """Refuse names of charts that the report does not have."""
        for name in names:
            if name not in self._charts:
                raise InputError(
                    f"no chart {value_text(name)}: this report has {', '.join(self.charts)}.",
                    name="chart",
                    value=name,
                )

    def save_with_charts(
        self, path: str | os.PathLike[str], charts: Mapping[str, str], *, overwrite: bool = False
    ) -> None:
        """Write the page and charts, all files or none; `charts` are names by path."""
        page = output_path(path)
        self.check_charts([*charts.values()])
        outputs = [OutputFile(page, PAGE_FORMATS)]
        outputs += [OutputFile(one, CHART_FORMATS, "") for one in charts]
        check_outputs(outputs, {}, force=overwrite)
        pictures = {one: self._picture(name, one) for one, name in charts.items()}
        pictures[page] = self.html().encode()
        with replacing_together(overwrite=overwrite) as files:
            for one, content in pictures.items():
                with files.open(one) as file:
                    file.write(content)

    @cached_property
    def _sections(self) -> list[PageSection]:
        """The sections, computed once."""
        return sections_of(self.documents)

    @cached_property
    def _charts(self) -> dict[str, PageChart]:
        """The charts by name."""
        return charts_of(self._sections)

    def _picture(self, name: str, path: str) -> bytes:
        """One chart as the content of a file."""
        return image(_whole(self._charts[name]), Path(path).suffix.lower())


def _whole(chart: PageChart) -> dict[str, Any]:
    """A chart with its title; several pictures in rows."""
    panels = [{"title": panel.caption, **panel.spec} for panel in chart.panels]
    title: dict[str, Any] = {"text": printable_line(chart.title)}
    if chart.key:
        title |= {"subtitle": chart.key, "subtitleColor": COLORS["muted"]}
    if len(panels) == 1:
        return {**panels[0], "title": title}
    return {"title": title | {"fontSize": 15}, "concat": panels, "columns": _COLUMNS}


def make_report(*sources: Source, title: str = "") -> Report:
    """Make a page for a browser of plans, schedules, forecasts, reviews and capacity plans.

    The page is one file: it opens from a mail, on a telephone, without a network, and prints. Its
    figures are those of the documents; its charts are drawn by vl-convert (``vl-convert-python``).
    The colour of a number of agents in its map is, of seven::

        step = ⌈6 · agents / most agents of the map⌉

    Parameters
    ----------
    *sources : Plan, Schedule, Forecast, Review, Capacity, or path
        What it shows: results, or their files, of `wfm.plan`, `wfm.make_schedule`, `wfm.forecast`,
        `wfm.review` and `wfm.capacity.plan`. Files of plans have any format, others are .json.
    title : str
        The title; by default the headline of the first document.

    Returns
    -------
    Report
        With `html`, `save`, `charts` and `save_chart`.

    Raises
    ------
    DataError
        For a file with problems.
    InputError
        For no source, or a value that is none.
    UsageError
        If vl-convert is not installed.

    Examples
    --------
    >>> import tempfile, wfm
    >>> folder = tempfile.mkdtemp()
    >>> report = make_report(wfm.plan("examples/short_day.csv", "80/30"), title="Short day")
    >>> report.save(folder + "/report.html")
    >>> report.save_chart("heatmap", folder + "/heatmap.svg")

    References
    ----------
    - The same page as by the command ``wfm report``.
    - A. Satyanarayan et al., *Vega-Lite: A Grammar of Interactive Graphics*, IEEE TVCG, 2017.
    """
    if not sources:
        raise InputError(
            "at least one plan, schedule, forecast, review or capacity plan is needed."
        )
    check_charts("a report")
    return Report(tuple(map(_document, sources)), title)


def _document(source: Source) -> PageDocument:
    """The document of a result or a file, and its name."""
    if isinstance(source, str | os.PathLike):
        path = os.fspath(source)
        return PageDocument(PurePath(path).name, read_document(path))
    if isinstance(source, Plan):
        return PageDocument(f"plan of {PurePath(source.demand.source).name}", source)
    if isinstance(source, ScheduleData):
        return PageDocument("schedule", document_of(source))
    if isinstance(source, Forecast):
        return PageDocument("forecast", ForecastDocument.model_validate_json(source.to_json()))
    if isinstance(source, Review):
        return PageDocument("review", ReviewDocument.model_validate_json(source.to_json()))
    if isinstance(source, Capacity):
        return PageDocument("capacity", CapacityDocument.model_validate_json(source.to_json()))
    raise InputError(
        "a report shows plans, schedules, forecasts, reviews and capacity plans, or their files: "
        f"got {value_text(source)}.",
        name="sources",
        value=source,
    )
