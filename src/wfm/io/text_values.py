"""Numbers and names as text that reads back as the same value."""

from __future__ import annotations

import math

__all__ = ["harmless", "number"]

# What a spreadsheet takes for the start of a formula, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def number(value: float) -> str:
    """The shortest decimal that reads back as the value; empty for NaN.

    >>> number(12.0), number(0.1), number(math.nan)
    ('12', '0.1', '')
    """
    return "" if math.isnan(value) else repr(float(value)).removesuffix(".0")


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and does not compute: a leading quote before a formula.

    >>> harmless("=HYPERLINK(1)"), harmless("voice")
    ("'=HYPERLINK(1)", 'voice')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
