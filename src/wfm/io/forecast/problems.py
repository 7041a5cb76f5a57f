"""What is wrong in one file: counted in full, kept up to a limit, told in the order of the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from wfm.errors import DataError, Problem

__all__ = ["Problems", "UnreadableError"]

KEPT = 1000


class UnreadableError(ValueError):
    """One text that cannot be read; its message says what it must be and the cure."""


class Problems:
    """Everything wrong in the file `source`."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.kept: list[Problem] = []
        self.count = 0

    def add(self, text: str, line: int | None = None, column: str | None = None) -> None:
        """Note one problem and go on."""
        self.count += 1
        if len(self.kept) < KEPT:
            self.kept.append(Problem(text, line, column))

    def add_rows(
        self,
        rows: NDArray[np.intp],
        lines: NDArray[np.int32],
        word: Callable[[int], str],
        column: str | None = None,
    ) -> None:
        """Note one problem a row; only those that are kept are put into words."""
        for row in rows[: max(0, KEPT - len(self.kept))].tolist():
            self.kept.append(Problem(word(row), int(lines[row]), column))
        self.count += len(rows)

    def stop(self, text: str, line: int | None = None, column: str | None = None) -> NoReturn:
        """Note one problem that leaves nothing more to read."""
        self.add(text, line, column)
        raise self._error()

    def check(self) -> None:
        """Raise what has been noted, if anything has."""
        if self.count:
            raise self._error()

    def _error(self) -> DataError:
        in_order = sorted(self.kept, key=lambda problem: problem.line or 0)
        return DataError(self.source, in_order, self.count)
