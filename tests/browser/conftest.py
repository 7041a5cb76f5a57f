"""One Chromium for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from support.programs import program


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of the system, which needs no download."""
    path = program("chromium", "chromium-browser", "google-chrome", "chrome")
    with sync_playwright() as playwright:
        # as root, as in a container, Chromium has no sandbox
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    """An empty page."""
    page = browser.new_page()
    yield page
    page.close()
