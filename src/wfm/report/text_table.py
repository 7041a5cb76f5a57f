"""Building blocks of text reports: aligned columns, labelled lines, the defaults used."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from wfm.printable_text import printable_line

__all__ = [
    "Span",
    "cut",
    "cut_middle",
    "defaults_text",
    "labelled",
    "line_width",
    "lines_of_terminal",
    "on_terminal",
    "plain_text",
    "table",
    "wide_line",
    "wrapped",
]

_DETAILS = re.compile(r" \([^']*\)$")  # at the end, after names in quotation marks
# Columns of a line in a file or a pipe, and the fewest and the most on a terminal: below them
# tables have too few columns, above them sentences are hard to read.
_WIDTH, _FEWEST, _MOST = 80, 40, 120
_width: ContextVar[int | None] = ContextVar("_width", default=None)


def line_width() -> int:
    """Columns that a line of a result may have: 80, or those of the terminal [characters]."""
    return _width.get() or _WIDTH


def wide_line(width: int) -> int:
    """Columns of a long listing: so many in a file or a pipe, those of a terminal [characters]."""
    return _width.get() or width


def on_terminal(columns: Sequence[int]) -> Sequence[int]:
    """Columns that a long listing leaves out on a narrow terminal; none in a file or a pipe."""
    return () if _width.get() is None else columns


@contextmanager
def lines_of_terminal(columns: int | None) -> Iterator[None]:
    """Make lines for a terminal of some columns; None for a file or a pipe.

    Examples
    --------
    >>> with lines_of_terminal(200):
    ...     line_width()
    120
    """
    token = _width.set(None if columns is None else min(max(columns, _FEWEST), _MOST))
    try:
        yield
    finally:
        _width.reset(token)


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


def table(
    rows: Sequence[Sequence[str]],
    left: int = 1,
    gap: str = "  ",
    leave_out: Sequence[int] = (),
) -> str:
    """Aligned columns, the first `left` of them flush left, the others flush right.

    Parameters
    ----------
    rows : sequence of sequence of str
        The cells, each row with the same number of them.
    left : int
        Columns that are flush left.
    gap : str
        Between two columns.
    leave_out : sequence of int
        Columns that are left out, one after the other, as long as the lines are too wide.

    Examples
    --------
    >>> with lines_of_terminal(40):
    ...     print(table([["week", "x" * 30, "hours"], ["1", "y", "12"]], leave_out=[1]))
    week  hours
    1        12
    """
    rows = [[printable_line(cell) for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    shown = list(range(len(widths)))
    for column in leave_out:
        wide = sum(widths[one] + len(gap) for one in shown) - len(gap) > line_width()
        if wide and column in shown:
            shown.remove(column)
    rows, widths = [[row[one] for one in shown] for row in rows], [widths[one] for one in shown]
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


def cut_middle(text: str, most: int) -> str:
    """A text of at most so many characters without its middle: names may differ in their ends.

    Examples
    --------
    >>> cut_middle("Customer service Germany", 16)
    'Customer…Germany'
    """
    if len(text) <= most:
        return text
    last = (most - 1) // 2
    return f"{text[: most - 1 - last]}…{text[len(text) - last :]}"


def labelled(figures: Iterable[tuple[str, str]]) -> str:
    """One line "label: value" per figure.

    Examples
    --------
    >>> print(labelled([("agents", "14"), ("scheduled", "20")]))
    agents: 14
    scheduled: 20
    """
    return "\n".join(printable_line(f"{label}: {value}") for label, value in figures)


def wrapped(text: str, width: int | None = None) -> str:
    """A line broken at the width of a terminal, but not at a no-break space; the rest is indented.

    Examples
    --------
    >>> print(wrapped("Defaults used: --target 85/60, --shrinkage 30%", width=34))
    Defaults used: --target 85/60,
      --shrinkage 30%
    """
    lines = textwrap.fill(
        printable_line(text),
        line_width() if width is None else width,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.replace("\u00a0", " ")


def defaults_text(defaults: Sequence[str], details: bool = True, width: int | None = None) -> str:
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
