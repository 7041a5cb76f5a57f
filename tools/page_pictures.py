"""The pictures of the page of wfm report at three widths, for docs/how-to/report.md.

    python tools/page_pictures.py plan.json schedule.json

Needs Chromium and the packages playwright and vl-convert-python.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import wfm

DOCS = Path(__file__).parents[1] / "docs"
# Width and height of the window, the colours, and the part of the page that is shown.
PICTURES = {
    "report-360": (360, 760, "light", "header"),
    "report-800": (800, 760, "dark", "#coverage"),
    "report-1400": (1400, 860, "light", "header"),
}


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "report.html"
        wfm.make_report(*sys.argv[1:]).save(page_file)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for name, (width, height, scheme, part) in PICTURES.items():
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            page.goto(page_file.as_uri())
            page.locator(part).first.evaluate("one => one.scrollIntoView()")
            page.screenshot(path=DOCS / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
