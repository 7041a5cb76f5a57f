"""The line of a TOML text on which each key stands; `tomllib` reads the text but tells no lines."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

__all__ = ["KeyLines", "KeyPath"]

KeyPath = tuple[str | int, ...]
"""Where a value stands: ``("queue", 1, "patience")`` is in the second table of ``[[queue]]``."""

_PAIRS = {"[": "]", "{": "}", '"""': '"""', "'''": "'''"}


class KeyLines:
    r"""The first line of the statement that brings each key.

    Parameters
    ----------
    text : str
        TOML without mistakes, its lines ended by line feeds.

    Examples
    --------
    >>> lines = KeyLines('[[queue]]\nname = "voice"\n\n[[queue]]\naht = [\n"6m",\n"8m"]\n')
    >>> lines.of(("queue", 1)), lines.of(("queue", 1, "aht", 1)), lines.of(("queue", 1, "name"))
    (4, 5, 4)
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[KeyPath, int] = {}
        self._sizes: dict[KeyPath, int] = {}  # of the arrays of tables
        table: KeyPath = ()
        for line, statement, data in _statements(text):
            if statement.lstrip().startswith("["):
                table = self._header(data, line)
            else:
                path = table
                for name in _names(data):
                    path = self._note((*path, name), line)

    def of(self, path: KeyPath) -> int | None:
        """The line of a key; for one that is not there, that of the table it should be in.

        What stands inside an array or an inline table has the line of its statement. Nothing
        stands above the top of the file: its missing keys have no line.
        """
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path)

    def _note(self, path: KeyPath, line: int) -> KeyPath:
        self._lines.setdefault(path, line)
        return path

    def _header(self, data: dict[str, Any], line: int) -> KeyPath:
        """The table that a header begins; a name on its way may stand for the last of several."""
        path: KeyPath = ()
        found: Any = data
        for name in _names(data):
            path, found = self._note((*path, name), line), found[name]
            if isinstance(found, list):
                self._sizes[path] = self._sizes.get(path, 0) + 1
            if path in self._sizes:
                path = self._note((*path, self._sizes[path] - 1), line)
        return path


def _names(data: dict[str, Any]) -> Iterator[str]:
    """The dotted key of one statement: ``a.b = 1`` brings a table that holds nothing but b."""
    value: Any = data
    while isinstance(value, dict) and len(value) == 1:
        ((name, value),) = value.items()
        yield name


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """First line, text and data of each header or key: lines taken together until they parse."""
    taken: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        taken.append(line)
        if len(taken) > 1 and not _may_end(taken[0], line):
            continue
        statement = "\n".join(taken)
        try:
            data = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        yield number - len(taken) + 1, statement, data
        taken = []


def _may_end(first: str, line: str) -> bool:
    """Whether a statement of several lines can end here: what its first line opens, its last shuts.

    Parsing at every line of a long array would take the square of its length.
    """
    return any(opened in first and shut in line for opened, shut in _PAIRS.items())
