"""The sections of a review."""

from __future__ import annotations

from collections.abc import Iterator

from wfm.html_report.page_records import PageSection
from wfm.reviewing.review_document import ReviewDocument

__all__ = ["review_sections"]


def review_sections(name: str, document: ReviewDocument) -> Iterator[PageSection]:
    """All sections of a review."""
    yield PageSection("review", "Review", (), headline=name)
