"""Text for a terminal: what would be invisible or act on the terminal is shown as an escape.

Names come from files of strangers. ESC, CSI and the other control characters can move the cursor,
recolour or rename the window; bidirectional marks reverse the text after them; zero-width
characters make two names look equal; line breaks end the line of a message.
"""

from __future__ import annotations

import re

__all__ = ["printable", "printable_json", "printable_line", "shortened", "value_text"]

# Line break apart: control (Cc), format (Cf) and surrogate (Cs) characters, line and paragraph
# separators, all that Unicode lets a program ignore (Default_Ignorable_Code_Point), and the blank
# pattern of Braille. The selectors U+FE0E and U+FE0F are among them: with and without one, a name
# looks the same.
_HIDDEN = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_IN_TEXT = re.compile(f"[{_HIDDEN}]")
_IN_LINE = re.compile(f"[\n{_HIDDEN}]")
_BYTES = re.compile("[\udc80-\udcff]+")
_SHOWN = 80  # characters of a value in a message
_DIGITS = 4_000  # of an integer; Python writes no more than 4,300
_SURROGATES = range(0xD800, 0xE000)  # for the bytes of a file name that are not UTF-8


def printable(text: str) -> str:
    r"""Text of several lines as a terminal may get it.

    Examples
    --------
    >>> print(printable("\x1b[31mred\x1b[0m, a\u202eb\nnext line"))
    \x1b[31mred\x1b[0m, a\u202eb
    next line
    """
    return _IN_TEXT.sub(_escape, _decoded(text))


def printable_line(text: str) -> str:
    r"""As `printable`, for a text of one line: a line break in it is shown too.

    Examples
    --------
    >>> print(printable_line("two\nlines"))
    two\nlines
    """
    return _IN_LINE.sub(_escape, _decoded(text))


def printable_json(text: str) -> str:
    r"""A JSON document whose strings hold the same text, with such characters as JSON escapes.

    Examples
    --------
    >>> print(printable_json('"a\u202eb"'))
    "a\u202eb"
    """
    return _IN_TEXT.sub(_json_escape, _decoded(text))


def shortened(text: str) -> str:
    """The beginning of a long text, for a message that stays one line.

    >>> shortened("80/20"), len(shortened("9" * 5000))
    ('80/20', 81)
    """
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def value_text(value: object) -> str:
    """A value as it is written in Python, for a message: the beginning of a long one.

    >>> value_text("80/20"), value_text(12), value_text(10**5000)
    ("'80/20'", '12', 'an integer of more than 4,000 digits')
    """
    if isinstance(value, int) and abs(value) >= 10**_DIGITS:
        return f"an integer of more than {_DIGITS:,} digits"
    return shortened(repr(value))


def _decoded(text: str) -> str:
    """A text with bytes of file names in it as UTF-8, in which Python keeps them as surrogates.

    It does so in a locale of ASCII; a byte that is not UTF-8 becomes U+FFFD.
    """
    return _BYTES.sub(lambda run: bytes(ord(c) - 0xDC00 for c in run[0]).decode(errors="replace"),
                      text)  # fmt: skip


def _escape(match: re.Match[str]) -> str:
    """One character as in a Python literal; a byte that is not text as U+FFFD."""
    if ord(match[0]) in _SURROGATES:
        return "\ufffd"
    return match[0].encode("unicode_escape").decode("ascii")


def _json_escape(match: re.Match[str]) -> str:
    """One character in UTF-16, as JSON escapes it; a tab or a return is no part of a string."""
    if match[0] in "\t\r":
        return match[0]
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    units = match[0].encode("utf-16-be").hex()
    return f"\\u{units[:4]}\\u{units[4:]}"
