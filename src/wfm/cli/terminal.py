"""Results on a terminal: its size, and colours where it shows them.

A pipe or a file gets plain text, which is the same everywhere. A terminal gets colours unless the
variable NO_COLOR is set or TERM says that it has none; then it gets no escape codes at all.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from wfm.cli.output import is_terminal, say, say_rendered, shown

if TYPE_CHECKING:
    from wfm.report.plan_screen import Screen
    from wfm.report.text_table import Span

__all__ = ["has_escape_codes", "say_lines", "say_text", "screen"]

# From few to many agents: both ends differ in lightness and hue, for all kinds of colour vision.
_HEAT = (
    "#4a90d9", "#5fa5c9", "#7fb3a8", "#a9b87f", "#cdb45a", "#e39a3c", "#e67a28", "#e0521a",
)  # fmt: skip
_STYLES = {
    "title": "bold",
    "heading": "bold",
    "label": "bold",
    "total": "bold",
    "good": "green",
    "bad": "bold red",
    **{f"heat{level}": colour for level, colour in enumerate(_HEAT, 1)},
}
_LABEL = re.compile(r"[A-Z][^:.]{0,40}:(?= |$)")
# Lines of results that are good or bad by their figure.
_GOOD = re.compile(r"Understaffed: 0 agent-hours|Below target: 0 of")
_BAD = re.compile(r"Understaffed:|Below target:")


def has_escape_codes(stream: object = None) -> bool:
    """Whether a stream, stdout by default, is a terminal that obeys escape codes and may get them.

    The rules are those of https://no-color.org: any NO_COLOR that is not empty.
    """
    stream = sys.stdout if stream is None else stream
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM", "").lower() in ("dumb", "unknown")
    return is_terminal(stream) and not plain


def screen() -> Screen | None:
    """The terminal that shows the result; None for a file or a pipe."""
    from wfm.report.plan_screen import BLOCKS, Screen

    if not is_terminal(sys.stdout):
        return None
    size = shutil.get_terminal_size()
    return Screen(size.columns, size.lines, shown(BLOCKS, sys.stdout.encoding) == BLOCKS)


def say_lines(lines: Iterable[Sequence[Span]]) -> None:
    """Print lines of spans, in colour where the terminal shows it."""
    from wfm.report.text_table import plain_text

    lines = list(lines)
    if not has_escape_codes():
        say(plain_text(lines))
        return
    from rich.console import Console
    from rich.text import Text

    encoding = sys.stdout.encoding
    page = StringIO()
    console = Console(
        file=page, force_terminal=True, highlight=False, markup=False, emoji=False,
        legacy_windows=False,
    )  # fmt: skip
    for line in lines:
        text = Text()
        for span in line:
            text.append(shown(span.text, encoding), _STYLES.get(span.style))
        text.rstrip()
        console.print(text, soft_wrap=True)
    say_rendered(page.getvalue())


def say_text(text: str) -> None:
    """Print a result of labelled lines; on a terminal with labels and signs in colour."""
    if not has_escape_codes():
        say(text)
        return
    say_lines(map(_spans, text.split("\n")))


def _spans(line: str) -> list[Span]:
    """The label of a line apart from what follows it."""
    from wfm.report.text_table import Span

    style = "good" if _GOOD.match(line) else "bad" if _BAD.match(line) else ""
    label = _LABEL.match(line)
    if label is None:
        return [Span(line)]
    return [Span(label[0], "label"), Span(line[label.end() :], style)]
