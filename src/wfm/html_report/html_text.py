"""HTML of texts, tables and figures: every text from outside is escaped here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from wfm.html_report.page_records import Rows
from wfm.printable_text import printable_line

__all__ = [
    "cut_middle",
    "data_element",
    "details",
    "figures",
    "inner_text",
    "listed",
    "notice",
    "paragraph",
    "plain_table",
    "shown_name",
]

_LONGEST = 60  # characters of a name; more of it is its title
_TITLE = 500  # characters of a title
_CELL = 400  # characters of a cell or a summary, which may be a sentence


def inner_text(text: str) -> str:
    r"""A text as HTML: escaped, and with what is invisible as an escape.

    >>> inner_text("</script><img>\u202ename")
    '&lt;/script&gt;&lt;img&gt;\\u202ename'
    """
    return escape(printable_line(text))


def cut_middle(text: str, most: int = _LONGEST) -> str:
    """A text without its middle if it is long, because the ends of names differ.

    >>> cut_middle("abcdefghij", 6)
    'abc…hij'
    """
    half = most // 2
    return text if len(text) <= most else f"{text[:half]}…{text[-half:]}"


def shown_name(name: str) -> str:
    """A name of the user as HTML, long ones shortened, in a direction of its own.

    >>> shown_name("A & B")
    '<bdi>A &amp; B</bdi>'
    """
    if len(name) <= _LONGEST:
        return f"<bdi>{inner_text(name)}</bdi>"
    short = inner_text(cut_middle(name))
    return f'<bdi title="{inner_text(name[:_TITLE])}">{short}</bdi>'


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of plain text."""
    return f"<p{_class(kind)}>{inner_text(text)}</p>"


def notice(text: str) -> str:
    """What the page does not show, and where it is."""
    return paragraph(text, "notice")


def figures(cells: Iterable[tuple[str, str, str]]) -> str:
    """Headline figures: a label, a value with its unit, and what it is measured by."""
    items = "".join(
        f"<div><dt>{inner_text(label)}</dt><dd>{inner_text(value)}</dd>"
        f'<dd class="more">{inner_text(more)}</dd></div>'
        for label, value, more in cells
    )
    return f'<dl class="figures">{items}</dl>'


def listed(items: Iterable[str]) -> str:
    """A list of plain texts."""
    return f"<ul>{''.join(f'<li>{inner_text(item)}</li>' for item in items)}</ul>"


def plain_table(caption: str, rows: Rows, *, texts: int = 1, html: bool = False) -> str:
    """A table whose first row has the headings and whose first `texts` columns are text.

    With `html`, cells are HTML already.
    """
    cell = str if html else _cell
    caption = cut_middle(caption, _CELL)
    head, *body = rows
    heads = "".join(
        f'<th scope="col"{_class("" if at < texts else "n")}>{cell(one)}</th>'
        for at, one in enumerate(head)
    )
    lines = "".join(f"<tr>{_cells(row, texts, cell)}</tr>" for row in body)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{inner_text(caption)}">'
        f"<table><caption>{inner_text(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{lines}</tbody></table></div>"
    )


def _cells(row: Sequence[str], texts: int, cell: Any) -> str:
    """The cells of a row; the first is its heading."""
    head = f'<th scope="row">{cell(row[0])}</th>'
    return head + "".join(
        f"<td{_class('' if at < texts else 'n')}>{cell(one)}</td>"
        for at, one in enumerate(row[1:], 1)
    )


def _cell(text: str) -> str:
    """A cell as HTML, shortened if it is very long."""
    return inner_text(cut_middle(text, _CELL))


def details(summary: str, html: str) -> str:
    """What is folded until the reader opens it."""
    return f"<details><summary>{inner_text(cut_middle(summary))}</summary>{html}</details>"


def data_element(key: str, data: Any) -> str:
    """Data for a script as JSON that no browser reads as markup."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/json" id="{escape(key)}">{text}</script>'


def _class(name: str) -> str:
    """The attribute of a class."""
    return f' class="{name}"' if name else ""
