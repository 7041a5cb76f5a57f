"""The problems of one file: all are counted, the first 1,000 are kept and reported in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from wfm.errors import DataError, Problem
from wfm.problem_groups import ProblemGroups

__all__ = ["Problems", "UnreadableError"]

_FIRST = 3  # problems of one kind that are described even if no more are kept
MAX_KEPT = 1000  # of a file with millions of problems, more would only fill the memory


class UnreadableError(ValueError):
    """A text that cannot be read; the message says what it must be and the cure."""


class Problems:
    """Every problem of the file `source`; readers add to it and go on.

    The "lines" of a table in memory are the positions of its rows from 1, 0 for its headings;
    `labels` are the names that errors give them. Rows of several sheets are numbered through;
    `sheets` are the number of rows before each sheet and its name. `remark` is added to the
    problems, if there are any. `headings` are those of the file as it is, which a reader sets
    before it names some of its own, such as "date" for one that all rows have.
    """

    def __init__(self, source: str, labels: Sequence[object] | None = None) -> None:
        self.source = source
        self._labels = labels
        self.sheets: list[tuple[int, str]] = []
        self.unread: tuple[str, ...] = ()  # the sheets of a workbook that are not read
        self.remark: str = ""
        self.headings: tuple[str, ...] = ()
        self.beside: tuple[str, ...] = ()  # more headings, of columns that are read elsewhere
        self.made: frozenset[str] = frozenset()
        self.kept: list[Problem] = []
        self.count: int = 0
        self._groups = ProblemGroups()

    def add(
        self, text: str, line: int | None = None, column: str | None = None, plural: str = ""
    ) -> None:
        """Add one problem; `plural` is its text where there are several, with ``{count}``."""
        problem = Problem(text, line, None if column in self.made else column, plural=plural)
        self.count += 1
        if len(self.kept) < MAX_KEPT:
            self.kept.append(problem)
        self._groups.add(self._placed(problem), row=line)

    def name_columns(self, made: Sequence[str]) -> None:
        """Name columns that the file does not have, which no problem names then."""
        self.made = frozenset(made) - frozenset(self.headings)

    def headings_text(self, header: Sequence[str] = ()) -> str:
        """The headings of the file for a message, at most 300 characters; else those given."""
        text = ", ".join(name for name in (*(self.headings or header), *self.beside) if name)
        return f"the headings are {text if len(text) <= 300 else text[:299] + '…'}"

    def place(self, *lines: int) -> str:
        """Lines of the file as words for a message: ``line 4``, ``lines 2 and 4``.

        Of a table in memory: ``index 3``, ``index 1 and 3``.
        """
        return self._words(lines, " and ")

    def span(self, first: int, last: int) -> str:
        """Lines of the file from the first to the last, as `place`: ``lines 2 to 4``."""
        return self._words((first,) if first == last else (first, last), " to ")

    def _words(self, lines: tuple[int, ...], link: str) -> str:
        """Lines with a word between them."""
        if self.sheets and all(lines):
            places = map(self._in_sheet, lines)
            return link.join(f"line {line} of sheet '{name}'" for name, line in places)
        if self._labels is None:
            return ("line " if len(lines) == 1 else "lines ") + link.join(map(str, lines))
        labels = link.join(str(self._labels[line - 1]) for line in lines if line)
        if lines[0]:
            return f"index {labels}"
        return f"the names{link}index {labels}" if labels else "the names"

    def add_rows(
        self,
        rows: NDArray[np.intp],
        lines: NDArray[np.int32],
        describe: Callable[[int], str],
        column: str | None = None,
    ) -> None:
        """Add one problem per row; `describe` is called only for those that are kept."""
        first = max(_FIRST, MAX_KEPT - len(self.kept))
        for row in rows[:first].tolist():
            self.add(describe(row), int(lines[row]), column)
        if len(rows) > first:  # they are of the kind of the first
            self.count += len(rows) - first
            problem = Problem(describe(int(rows[0])), int(lines[rows[0]]), column)
            self._groups.add(self._placed(problem), len(rows) - first)

    def stop(self, text: str, line: int | None = None, column: str | None = None) -> NoReturn:
        """Raise all problems after one that makes it impossible to read on."""
        self.add(text, line, column)
        raise self._error()

    def check(self) -> None:
        """Raise `DataError` if there are any problems."""
        if self.count:
            raise self._error()

    def _error(self) -> DataError:
        """The problems in the order of the file."""
        if self.remark:
            remark, self.remark = self.remark, ""
            self.add(remark)
        in_order = sorted(self.kept, key=lambda problem: problem.line or 0)
        placed = list(map(self._placed, in_order))
        return DataError(self.source, placed, self.count, self._groups)

    def _in_sheet(self, line: int) -> tuple[str, int]:
        """The sheet of a row that is numbered through all sheets, and its number there."""
        before, name = next(one for one in reversed(self.sheets) if one[0] < line)
        return name, line - before

    def _placed(self, problem: Problem) -> Problem:
        """A problem with the label of its row, if it is of a table in memory."""
        if self.sheets and problem.line:
            name, line = self._in_sheet(problem.line)
            return problem._replace(line=line, text=f"sheet '{name}': {problem.text}")
        if self._labels is None or problem.line is None:
            return problem
        label = self._labels[problem.line - 1] if problem.line else None
        return problem._replace(line=None, label=label)
