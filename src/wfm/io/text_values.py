"""Numbers and names as text from which the same value is read again."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from wfm.printable_text import printable_json

__all__ = ["as_json", "begins_formula", "harmless", "number", "original"]

# Signs with which a spreadsheet formula begins, with their full-width and small forms, behind
# spaces, quotation marks and what has no width, which programs remove before they look.
_FORMULA = re.compile(
    r"""[\s'"`´‘’‚‛“”„‟«»‹›\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠﹢﹣﹦﹫−]|[\t\r\n\0]"""
)


def number(value: float) -> str:
    """The shortest decimal from which the same value is read; empty for NaN.

    >>> number(12.0), number(0.1), number(math.nan)
    ('12', '0.1', '')
    """
    return "" if math.isnan(value) else repr(float(value)).removesuffix(".0")


def harmless(text: str) -> str:
    """Text that a spreadsheet does not evaluate: a formula gets a leading apostrophe.

    A text with apostrophes before a formula gets one more, so that `original` takes off one.

    >>> harmless("=HYPERLINK(1)"), harmless(" +1"), harmless("voice")
    ("'=HYPERLINK(1)", "' +1", 'voice')
    """
    return f"'{text}" if begins_formula(text) else text


def begins_formula(text: str) -> bool:
    """Whether a text begins like a formula, perhaps behind apostrophes and spaces.

    >>> begins_formula("'=1"), begins_formula("a=1")
    (True, False)
    """
    return _FORMULA.match(text.lstrip("'")) is not None


def original(text: str) -> str:
    """The text of which `harmless` made another.

    >>> original("'=HYPERLINK(1)"), original("'voice")
    ('=HYPERLINK(1)', "'voice")
    """
    return text[1:] if text.startswith("'") and begins_formula(text) else text


def as_json(value: Any) -> str:
    r"""A value as JSON over several lines, in which no character acts on a terminal.

    >>> print(as_json("é\u202e"))
    "é\u202e"
    """
    return printable_json(json.dumps(value, ensure_ascii=False, indent=2))
