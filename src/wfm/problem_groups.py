"""Problems of a file or a table, and equal ones folded into one line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from wfm.printable_text import printable_line

__all__ = ["Problem", "ProblemGroup", "ProblemGroups"]

_FOLDED = 3  # so many equal problems or more are one line
_SHOWN = 3  # places that the line names
# What may differ between equal problems: quoted values and numbers.
_VALUES = re.compile(r"'[^']*'|\d[\d.,:]*")

# A quoted value; an apostrophe in a word does not begin one. Of a long one, the first characters
# are enough to find it.
_QUOTED = re.compile(r"""(?<!\w)(['"])((?:(?!\1).)*)\1""", re.DOTALL)
_LONG, _KEPT = 200, 100  # characters


class Problem(NamedTuple):
    """One thing wrong in a file or a table: where, what was found, must be, and the likely cure.

    Attributes
    ----------
    text : str
        What is wrong and what to do.
    line : int or None
        The line of a file.
    column : str or None
        The heading of the column.
    label : object
        The row of a table in memory: that of the index of a pandas table, else its number from 0.
    plural : str
        The text for several problems of this kind, with ``{count}`` for their number.
    """

    text: str
    line: int | None = None
    column: str | None = None
    label: object = None
    plural: str = ""

    def at(self, source: str) -> str:
        """The one-line form ``file:line: column 'name': text``."""
        return f"{self.place(source)} {self.text}"

    def place(self, source: str) -> str:
        """The place ``file:line: column 'name':``."""
        place = source if self.line is None else f"{source}:{self.line}"
        if self.label is not None:
            place = f"{source}: index {self.label}"
        return f"{place}:" if self.column is None else f"{place}: column '{self.column}':"

    def as_dict(self, source: str = "") -> dict[str, Any]:
        """The problem for JSON: source, line, column, index and text; None where it has none.

        >>> Problem("'x' is not a number", 4, "calls").as_dict("may.csv")["line"]
        4
        """
        label = self.label
        plain = label is None or isinstance(label, str | int | float)
        return {
            "source": source,
            "line": self.line,
            "column": self.column,
            "index": label if plain else str(label),
            "text": self.text,
        }


class ProblemGroup(NamedTuple):
    """Problems of one kind in one column: the first ones, how many, and the first line or row.

    `places` are the first lines or labels, each once, and `more` whether there are others.
    """

    first: tuple[Problem, ...]
    size: int
    row: int
    places: tuple[str, ...] = ()
    more: bool = False

    def at(self, source: str) -> list[str]:
        """The lines that report the group."""
        if self.size < _FOLDED:
            return [problem.at(source) for problem in self.first]
        problem = self.first[0]
        text = problem.plural.replace("{count}", f"{self.size:,}")
        places = self._places()
        if not text:
            places = f"{self.size:,} like this{': ' if places else ''}{places}"
            text = problem.text
        return [f"{problem.place(source)} {text}{f' ({places})' if places else ''}"]

    def _places(self) -> str:
        """The first rows: ``lines 2, 3, 4, …``."""
        if not self.places:
            return ""
        listed = ", ".join(self.places) + ", …" * self.more
        if self.first[0].label is not None:
            return f"index {listed}"
        return f"line {listed}" if len(self.places) == 1 and not self.more else f"lines {listed}"

    def with_problem(self, problem: Problem, count: int) -> ProblemGroup:
        """The group with a problem, or so many of its kind, more."""
        first = self.first if len(self.first) == _SHOWN else (*self.first, problem)
        at = problem.line if problem.label is None else problem.label
        places, more = self.places, self.more or count > 1
        if at is not None and str(at) not in places:
            more = more or len(places) == _SHOWN
            places = (*places, str(at))[:_SHOWN]
        return ProblemGroup(first, self.size + count, self.row, places, more)


def _with_short_values(text: str) -> str:
    """A message in which quoted values are of readable length; what is between them is kept."""
    return _QUOTED.sub(_short_value, text)


def _short_value(value: re.Match[str]) -> str:
    """A quoted value, of a long one the beginning."""
    mark, inside = value.groups()
    return value[0] if len(inside) < _LONG else f"{mark}{inside[:_KEPT]}…{mark}"


class ProblemGroups:
    """Counts problems by column and kind: equal but for the values in their texts.

    >>> groups = ProblemGroups()
    >>> groups.extend(Problem(f"'x{n}' is not a number", n + 2, "calls") for n in range(9))
    >>> groups.lines("may.csv", 20)
    ["may.csv:2: column 'calls': 'x0' is not a number (9 like this: lines 2, 3, 4, …)"]
    """

    def __init__(self) -> None:
        self._groups: dict[tuple[str | None, str], ProblemGroup] = {}

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add problems."""
        for problem in problems:
            self.add(problem)

    def add(self, problem: Problem, count: int = 1, row: int | None = None) -> None:
        """Add a problem, or so many of its kind; `row` is its place in a table without lines."""
        key = problem.column, _VALUES.sub("", problem.plural or problem.text)
        old = self._groups.get(key, ProblemGroup((), 0, row or problem.line or 0))
        self._groups[key] = old.with_problem(problem, count)

    def groups(self) -> list[ProblemGroup]:
        """The groups in the order of the file."""
        return sorted(self._groups.values(), key=lambda group: group.row)

    def lines(self, source: str, most: int) -> list[str]:
        """The report: one line per group or small group's problem, at most so many lines."""
        groups = self.groups()
        lines = [
            printable_line(_with_short_values(line))
            for group in groups
            for line in group.at(source)
        ]
        if len(lines) <= most:
            return lines
        shown, used = 0, 0
        for group in groups:
            length = len(group.at(source))
            if used + length > most - 1:
                break
            used, shown = used + length, shown + group.size
        total = sum(group.size for group in groups)
        return [*lines[:used], f"… and {total - shown:,} more problems"]
