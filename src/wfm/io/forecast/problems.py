"""The problems of one file: all are counted, the first 1,000 are kept and reported in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from wfm.errors import DataError, Problem

__all__ = ["Problems", "UnreadableError"]

MAX_KEPT = 1000  # of a file with millions of problems, more would only fill the memory


class UnreadableError(ValueError):
    """A text that cannot be read; the message says what it must be and the cure."""


class Problems:
    """Every problem of the file `source`; readers add to it and go on."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.kept: list[Problem] = []
        self.count: int = 0

    def add(self, text: str, line: int | None = None, column: str | None = None) -> None:
        """Add one problem."""
        self.count += 1
        if len(self.kept) < MAX_KEPT:
            self.kept.append(Problem(text, line, column))

    def add_rows(
        self,
        rows: NDArray[np.intp],
        lines: NDArray[np.int32],
        describe: Callable[[int], str],
        column: str | None = None,
    ) -> None:
        """Add one problem per row; `describe` is called only for those that are kept."""
        for row in rows[: max(0, MAX_KEPT - len(self.kept))].tolist():
            self.kept.append(Problem(describe(row), int(lines[row]), column))
        self.count += len(rows)

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
        in_order = sorted(self.kept, key=lambda problem: problem.line or 0)
        return DataError(self.source, in_order, self.count)
