"""The word that a misspelt one was probably meant to be."""

from __future__ import annotations

import difflib

__all__ = ["most_similar", "nearest"]

_LONGEST = 80  # characters of a key for which a similar one is looked for


def nearest(word: str, words: list[str]) -> str:
    """A hint at the most similar word; empty if none is similar."""
    similar = most_similar(word, words)
    return f"; did you mean {similar!r}?" if similar else ""


def most_similar(word: str, words: list[str]) -> str:
    """The most similar word; empty if none is similar."""
    if len(word) > _LONGEST:
        return ""
    return next(iter(difflib.get_close_matches(word, words, 1)), "")
