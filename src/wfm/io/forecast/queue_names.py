"""The names of queues as every reader of a table takes them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from wfm.io.text_values import original

__all__ = ["queue_name"]

_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # categories of Unicode
# Escape sequences of terminals: ESC [ … letter, ESC ] … BEL, or ESC and one character.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")


@lru_cache(maxsize=4_096)  # a table of a million rows has few names
def queue_name(text: str, *, escaped: bool) -> str:
    r"""The name in a cell, without escape sequences, control and format characters.

    `escaped` is whether names that begin like a formula have an apostrophe before them, as in the
    text files that wfm writes. A name that two tables hold, one with a character of no width, is
    the same in both.

    >>> queue_name(" vo\u200bice\x1b[0m", escaped=False), queue_name("'=1", escaped=True)
    ('voice', '=1')
    """
    plain = _ESCAPES.sub("", original(text.strip()) if escaped else text)
    return "".join(c for c in plain if unicodedata.category(c) not in _HIDDEN).strip()
