"""The sections of a forecast."""

from __future__ import annotations

from collections.abc import Iterator

from wfm.forecasting.forecast_json import ForecastDocument
from wfm.html_report.page_records import PageSection

__all__ = ["forecast_sections"]


def forecast_sections(name: str, document: ForecastDocument) -> Iterator[PageSection]:
    """All sections of a forecast."""
    yield PageSection("forecast", "Forecast", (), headline=name)
