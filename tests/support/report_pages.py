"""Report pages in a browser: opened from a file, with everything noted that must not happen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

__all__ = ["opened"]


@contextmanager
def opened(browser: Browser, path: Path, **options: Any) -> Iterator[Page]:
    """A page of a file; at the end no error, no message, no dialogue and no request was seen."""
    address = path.as_uri()
    seen: list[str] = []
    page = browser.new_page(**options)
    page.on("console", lambda message: seen.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: seen.append(f"error: {error}"))
    page.on("dialog", lambda dialog: seen.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: seen.append(f"request: {request.url}"))
    page.goto(address)
    yield page
    page.close()
    assert seen == [f"request: {address}"]
