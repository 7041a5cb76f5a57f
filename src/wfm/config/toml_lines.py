"""The line of each key of a TOML text, which `tomllib` does not report."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

__all__ = ["KeyLines", "KeyPath", "without_texts"]

KeyPath = tuple[str | int, ...]
"""Position of a value: ``("queue", 1, "patience")`` is in the second table of ``[[queue]]``."""

# Texts and comments, of which nothing inside counts, before the signs that do.
_TOKEN = re.compile(
    r'''"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}|"(?:[^"\\\n]++|\\.)*+"|'''
    r"""'''.*?'{3,5}|'[^'\n]*'|\#[^\n]*|[\[\]{}=\n]""",
    re.DOTALL,
)

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class KeyLines:
    r"""The first line of the statement that defines each key.

    Parameters
    ----------
    text : str
        Valid TOML with line feeds as line ends.

    Examples
    --------
    >>> lines = KeyLines('[[queue]]\nname = "voice"\n\n[[queue]]\naht = [\n"6m",\n"8m"]\n')
    >>> lines.of(("queue", 1)), lines.of(("queue", 1, "aht", 1)), lines.of(("queue", 1, "name"))
    (4, 5, 4)
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[KeyPath, int] = {}
        self._sizes: dict[KeyPath, int] = {}  # number of tables in each array of tables
        table: KeyPath = ()
        for line, statement in _statements(f"{text}\n"):
            if statement.lstrip().startswith("["):
                table = self._header(tomllib.loads(statement), line)
            else:
                path = table
                for name in _key(statement.strip()):
                    path = self._note((*path, name), line)

    def of(self, path: KeyPath) -> int | None:
        """The line of a key; for a missing key, the line of its table.

        A value inside an array or an inline table has the line of its statement. A key missing
        at the top of the file has no line.
        """
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)

    def _note(self, path: KeyPath, line: int) -> KeyPath:
        """Keep the line of a path if it is its first, and return the path."""
        self._lines.setdefault(path, line)
        return path

    def _header(self, data: dict[str, Any], line: int) -> KeyPath:
        """The path of the table that a header begins.

        A name in the header that is an array of tables refers to the last of them.
        """
        path: KeyPath = ()
        value: Any = data
        for name in _names(data):
            path, value = self._note((*path, name), line), value[name]
            if isinstance(value, list):
                self._sizes[path] = self._sizes.get(path, 0) + 1
            if path in self._sizes:
                path = self._note((*path, self._sizes[path] - 1), line)
        return path


def without_texts(text: str) -> str:
    """A TOML text without its quoted texts and comments; its lines keep their numbers.

    >>> without_texts('a = "b" # c')
    'a =  '
    """
    return _TOKEN.sub(lambda one: one[0] if len(one[0]) == 1 else "\n" * one[0].count("\n"), text)


def _key(text: str) -> Iterator[str]:
    """The names in a dotted key."""
    if _BARE.fullmatch(text):
        yield text
    else:
        yield from _names(tomllib.loads(f"{text} = 0"))


def _names(data: dict[str, Any]) -> Iterator[str]:
    """The names in the dotted key of one statement: a and b of ``a.b = 1``."""
    value: Any = data
    while isinstance(value, dict) and len(value) == 1:
        ((name, value),) = value.items()
        yield name


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """First line and text, without its value, of each header or key.

    Each part of the text is read once: a statement ends at the first line end outside of
    brackets and quotes.
    """
    line, first, depth, key = 1, 0, 0, -1
    for token in _TOKEN.finditer(text):
        part = token[0]
        if part == "=" and depth == 0 and key < 0:
            key = token.start()
        elif part in ("[", "{"):
            depth += 1
        elif part in ("]", "}"):
            depth -= 1
        if part == "\n" and depth == 0:
            statement = text[first : token.start() if key < 0 else key]
            if statement.strip() and not statement.lstrip().startswith("#"):
                yield line, statement
            line += text.count("\n", first, token.end())
            first, key = token.end(), -1
