"""Numbers and names as text from which the same value is read again."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from wfm.printable_text import printable_json

__all__ = [
    "as_json",
    "begins_formula",
    "delimited_cell",
    "delimited_row",
    "harmless",
    "number",
    "original",
]

# Signs with which a spreadsheet formula begins, with their full-width and small forms, behind
# spaces, quotation marks and what has no width, which programs remove before they look.
_BEFORE = r"""[\s'"`´‘’‚‛“”„‟«»‹›\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"""
_SIGN = rf"{_BEFORE}[=+\-@＝＋－＠﹢﹣﹦﹫−]"
_FORMULA = re.compile(rf"{_SIGN}|[\t\r\n\0]")
_FORMULA_BELOW = re.compile(_SIGN)  # in a further line of a text
_LINE_END = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def number(value: float) -> str:
    """The shortest decimal from which the same value is read; empty for NaN.

    >>> number(12.0), number(0.1), number(math.nan)
    ('12', '0.1', '')
    """
    return "" if math.isnan(value) else repr(float(value)).removesuffix(".0")


def harmless(text: str) -> str:
    r"""Text that a spreadsheet does not evaluate: a formula gets a leading apostrophe.

    So does a formula in any line of the text, because some programs take a line for a row, even
    within quotation marks. A text with apostrophes before a formula gets one more, so that
    `original` takes off one.

    >>> harmless("=HYPERLINK(1)"), harmless(" +1"), harmless("voice"), harmless("a\r=1")
    ("'=HYPERLINK(1)", "' +1", 'voice', "a\r'=1")
    """
    first, *below = _lines(text)
    return "".join(
        [
            f"'{first}" if begins_formula(first) else first,
            *(f"'{line}" if _FORMULA_BELOW.match(line.lstrip("'")) else line for line in below),
        ]
    )


def _lines(text: str) -> list[str]:
    """The lines of a text with their ends; an empty text is one line."""
    return text.splitlines(keepends=True) if _LINE_END.search(text) else [text]


def begins_formula(text: str) -> bool:
    """Whether a text begins like a formula, perhaps behind apostrophes and spaces.

    >>> begins_formula("'=1"), begins_formula("a=1")
    (True, False)
    """
    return _FORMULA.match(text.lstrip("'")) is not None


def original(text: str) -> str:
    r"""The text of which `harmless` made another.

    >>> original("'=HYPERLINK(1)"), original("'voice"), original("a\r'=1")
    ('=HYPERLINK(1)', "'voice", 'a\r=1')
    """
    if "'" not in text:
        return text
    first, *below = _lines(text)
    return "".join(
        [
            first[1:] if first.startswith("'") and begins_formula(first) else first,
            *(
                line[1:]
                if line.startswith("'") and _FORMULA_BELOW.match(line.lstrip("'"))
                else line
                for line in below
            ),
        ]
    )


def delimited_row(cells: Iterable[str], delimiter: str = ",", *, raw_text: bool = False) -> str:
    r"""A row of CSV or TSV, without its end.

    Examples
    --------
    >>> delimited_row(["voice", "=1", "a,b", "x\ry"])
    'voice,\'=1,"a,b","x\ry"'
    """
    row = delimiter.join(delimited_cell(cell, delimiter, raw_text=raw_text) for cell in cells)
    return row or '""'  # an empty line is no row


def delimited_cell(text: str, delimiter: str = ",", *, raw_text: bool = False) -> str:
    r"""A cell of CSV or TSV: harmless unless `raw_text`, and in quotation marks where it must be.

    `csv.writer` leaves a carriage return without quotation marks where rows end with a line feed,
    but most programs begin a row there.

    >>> print(delimited_cell("=1;2", ";"))
    "'=1;2"
    """
    text = text if raw_text else harmless(text)
    if delimiter in text or '"' in text or _LINE_END.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def as_json(value: Any) -> str:
    r"""A value as JSON over several lines, in which no character acts on a terminal.

    >>> print(as_json("é\u202e"))
    "é\u202e"
    """
    return printable_json(json.dumps(value, ensure_ascii=False, indent=2))
