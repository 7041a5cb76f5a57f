"""Building blocks of text reports: aligned columns, labelled lines, the defaults used."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wfm.printable_text import printable_line

__all__ = ["Span", "cut", "defaults_text", "labelled", "plain_text", "table", "wrapped"]

_DETAILS = re.compile(r" \([^']*\)$")  # at the end, after names in quotation marks
WIDTH = 80  # the narrowest terminal in use


class Span(NamedTuple):
    """A piece of a line, with the name of the style that a terminal gives it; "" for none."""

    text: str
    style: str = ""


def plain_text(lines: Iterable[Sequence[Span]]) -> str:
    """Lines of spans without their styles.

    Examples
    --------
    >>> print(plain_text([[Span("Peak", "label"), Span(": 19 scheduled")]]))
    Peak: 19 scheduled
    """
    return "\n".join("".join(span.text for span in line).rstrip() for line in lines)


def table(rows: Sequence[Sequence[str]], left: int = 1, gap: str = "  ") -> str:
    """Aligned columns, the first `left` of them flush left, the others flush right."""
    rows = [[printable_line(cell) for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(gap.join(cells).rstrip())
    return "\n".join(lines)


def cut(text: str, most: int) -> str:
    """A text of at most so many characters; three dots say that its end is left out.

    Examples
    --------
    >>> cut("Service", 20), cut("Reklamationen Nord", 8)
    ('Service', 'Reklama…')
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def labelled(figures: Iterable[tuple[str, str]]) -> str:
    """One line "label: value" per figure.

    Examples
    --------
    >>> print(labelled([("agents", "14"), ("scheduled", "20")]))
    agents: 14
    scheduled: 20
    """
    return "\n".join(printable_line(f"{label}: {value}") for label, value in figures)


def wrapped(text: str, width: int = WIDTH) -> str:
    """A line broken at the width of a terminal, but not at a no-break space; the rest is indented.

    Examples
    --------
    >>> print(wrapped("Defaults used: --target 85/60, --shrinkage 30%", width=34))
    Defaults used: --target 85/60,
      --shrinkage 30%
    """
    lines = textwrap.fill(
        printable_line(text),
        width,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.replace("\u00a0", " ")


def defaults_text(defaults: Sequence[str], details: bool = True, width: int = WIDTH) -> str:
    """The defaults used, on one line if they fit; "" if there are none.

    Parameters
    ----------
    defaults : sequence of str
        An option with its value each, details of the value in parentheses.
    details : bool
        False leaves the parentheses out.
    width : int
        Of the terminal. [characters]

    Examples
    --------
    >>> defaults_text(["--target 85/60", "--shrinkage 30% (leave 10%, other 20%)"], details=False)
    'Defaults used: --target 85/60, --shrinkage 30%'
    """
    texts = defaults if details else [_DETAILS.sub("", text) for text in defaults]
    listed = ", ".join(text if "," in text else text.replace(" ", "\u00a0") for text in texts)
    return wrapped(f"Defaults used: {listed}", width) if defaults else ""
