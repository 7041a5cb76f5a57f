"""Numbers and names as text from which the same value is read again."""

from __future__ import annotations

import math

__all__ = ["harmless", "number", "original"]

# Characters with which a spreadsheet formula begins, including their full-width forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def number(value: float) -> str:
    """The shortest decimal from which the same value is read; empty for NaN.

    >>> number(12.0), number(0.1), number(math.nan)
    ('12', '0.1', '')
    """
    return "" if math.isnan(value) else repr(float(value)).removesuffix(".0")


def harmless(text: str) -> str:
    """Text that a spreadsheet does not evaluate: a formula gets a leading apostrophe.

    A text with apostrophes before a formula gets one more, so that `original` takes off one.

    >>> harmless("=HYPERLINK(1)"), harmless("voice")
    ("'=HYPERLINK(1)", 'voice')
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def original(text: str) -> str:
    """The text of which `harmless` made another.

    >>> original("'=HYPERLINK(1)"), original("'voice")
    ('=HYPERLINK(1)', "'voice")
    """
    escaped = text.startswith("'") and text.lstrip("'").startswith(_FORMULA)
    return text[1:] if escaped else text
