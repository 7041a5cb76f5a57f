"""The line of each key of a TOML text, which `tomllib` does not report."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

__all__ = ["KeyLines", "KeyPath"]

KeyPath = tuple[str | int, ...]
"""Position of a value: ``("queue", 1, "patience")`` is in the second table of ``[[queue]]``."""

_PAIRS = {"[": "]", "{": "}", '"""': '"""', "'''": "'''"}


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
        for line, statement, data in _statements(text):
            if statement.lstrip().startswith("["):
                table = self._header(data, line)
            else:
                path = table
                for name in _names(data):
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


def _names(data: dict[str, Any]) -> Iterator[str]:
    """The names in the dotted key of one statement: a and b of ``a.b = 1``."""
    value: Any = data
    while isinstance(value, dict) and len(value) == 1:
        ((name, value),) = value.items()
        yield name


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """First line, text and data of each header or key: lines are joined until they parse."""
    pending: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        pending.append(line)
        if len(pending) > 1 and not _may_end(pending[0], line):
            continue
        statement = "\n".join(pending)
        try:
            data = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        yield number - len(pending) + 1, statement, data
        pending = []


def _may_end(first: str, line: str) -> bool:
    """Whether a statement can end on this line: it has the bracket or quote that closes the first.

    To parse a long array at each of its lines would take time with the square of its length.
    """
    return any(opening in first and closing in line for opening, closing in _PAIRS.items())
