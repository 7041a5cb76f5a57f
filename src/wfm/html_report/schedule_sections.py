"""The sections of a schedule."""

from __future__ import annotations

from collections.abc import Iterator

from wfm.html_report.page_records import PageSection
from wfm.scheduling.schedule_document import ScheduleDocument

__all__ = ["schedule_sections"]


def schedule_sections(name: str, document: ScheduleDocument) -> Iterator[PageSection]:
    """All sections of a schedule."""
    yield PageSection("schedule", "Schedule", (), headline=name)
