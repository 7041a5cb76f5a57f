"""Errors, worded so that a planner can act on them.

Every error of the package is a `WfmError`. `InputError` is a bad value in a call, `DataError`
a file with problems (all of them, not the first), `UnreachableError` a target that no number of
agents meets. All carry their content as attributes, so that no caller has to parse text.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["DataError", "InputError", "Problem", "UnreachableError", "UsageError", "WfmError"]

SHOWN = 20  # problems in the text of a `DataError`: about one screen; it carries them all


class WfmError(Exception):
    """The parent of every error that this package raises on purpose."""


class InputError(WfmError, ValueError):
    """A value in a call lies outside its domain, or shapes do not fit together.

    Attributes
    ----------
    name : str
        The argument, as in the signature.
    value : object
        The first bad value.
    index : tuple of int or None
        Its place in the array; ``None`` for a scalar.
    """

    def __init__(
        self,
        message: str,
        *,
        name: str = "",
        value: object = None,
        index: tuple[int, ...] | None = None,
    ) -> None:
        super().__init__(message)
        self.name = name
        self.value = value
        self.index = index


class UnreachableError(WfmError, ValueError):
    """A target that cannot be met, however many agents there are."""


class UsageError(WfmError, ValueError):
    """Words on the command line that contradict each other or name what is not there."""


class Problem(NamedTuple):
    """One thing wrong in a file or a table: where, what was found, must be, and the likely cure.

    A row of a file has a `line`, a row of a table in memory a `label`: that of the index of a
    pandas table, else its number from 0.
    """

    text: str
    line: int | None = None
    column: str | None = None
    label: object = None

    def at(self, source: str) -> str:
        """The one-line form ``file:line: column 'name': text``."""
        place = source if self.line is None else f"{source}:{self.line}"
        if self.label is not None:
            place = f"{source}: index {self.label}"
        column = "" if self.column is None else f" column '{self.column}':"
        return f"{place}:{column} {self.text}"


class DataError(WfmError, ValueError):
    """A file that cannot be used as it is; carries every problem found in it.

    Attributes
    ----------
    source : str
        The file's name as the caller gave it.
    problems : tuple of Problem
        The problems kept, in the order of the file.
    count : int
        How many there are in all (not all of millions are kept).
    """

    def __init__(self, source: str, problems: list[Problem], count: int | None = None) -> None:
        self.source = source
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.count: int = len(problems) if count is None else count
        shown = [problem.at(source) for problem in self.problems[:SHOWN]]
        if self.count > len(shown):
            shown.append(f"… and {self.count - len(shown)} more")
        super().__init__("\n".join(shown))
