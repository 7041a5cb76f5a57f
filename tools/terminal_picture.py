"""The picture of wfm staff on a terminal of 100 columns, for docs/how-to/terminal.md.

    python tools/terminal_picture.py

Needs the extra dev (playwright) and Chromium.
"""

from __future__ import annotations

import os
import pty
import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.text import Text

DOCS = Path(__file__).parents[1] / "docs"
COLUMNS, LINES = 100, 24
WORDS = ("staff", "examples/forecast.csv", "--target", "80/20")


def main() -> None:
    """Write the picture."""
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w"))  # noqa: SIM115
    console.print(Text("$ wfm " + " ".join(WORDS)), Text.from_ansi(screen()), sep="\n", end="")
    svg = console.export_svg(title="wfm")
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # fonts of a web server
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1240, "height": 700})
        page.set_content(svg)
        page.locator("svg").screenshot(path=DOCS / "terminal.png", omit_background=True)
        browser.close()


def screen() -> str:
    """What the command prints on a terminal, without its notes."""
    process, stream = pty.fork()
    if process == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)
        os.environ.update(TERM="xterm-256color", COLUMNS=str(COLUMNS), LINES=str(LINES))
        os.execv(sys.executable, [sys.executable, "-m", "wfm", *WORDS])
    text = b""
    while True:
        try:
            piece = os.read(stream, 1 << 16)
        except OSError:  # the end of a pseudo terminal
            break
        if not piece:
            break
        text += piece
    os.waitpid(process, 0)
    return text.decode().replace("\r\n", "\n")


if __name__ == "__main__":
    main()
