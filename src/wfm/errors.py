"""Errors, worded so that a planner can act on them.

Every error of the package is a `WfmError`. `InputError` is a bad value in a call, `DataError`
a file with problems (all of them, not the first), `UnreachableError` a target that no number of
agents meets. All carry their content as attributes, so that no caller has to parse text. All can
be pickled and copied, so that they reach the caller of a process pool.
"""

from __future__ import annotations

import pickle
from copyreg import __newobj__  # type: ignore[attr-defined]
from typing import Any

from wfm.printable_text import value_text
from wfm.problem_groups import Problem, ProblemGroups

__all__ = ["DataError", "InputError", "Problem", "UnreachableError", "UsageError", "WfmError"]

SHOWN = 20  # lines in the text of a `DataError`: about one screen; it carries all problems


class WfmError(Exception):
    """The parent of every error that this package raises on purpose."""

    def as_dict(self) -> dict[str, Any]:
        """The error for JSON: its type, its message, and the problems of a file.

        >>> InputError("volume must be a number: got 'x'.", name="volume").as_dict()["problems"]
        []
        """
        return {"type": type(self).__name__, "message": str(self), "problems": []}

    def __reduce__(self) -> tuple[Any, ...]:
        """The error for `pickle` and `copy`: its text and its attributes.

        By default, Python would call the class with the text alone.
        """
        return __newobj__, (type(self), *self.args), self.__dict__


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
        if isinstance(value, str):  # of a long one the beginning: a message is one line
            message = message.replace(repr(value), value_text(value))
        super().__init__(message)
        self.name = name
        self.value = value
        self.index = index

    def __reduce__(self) -> tuple[Any, ...]:
        """As of every error; a value that cannot be pickled becomes its text."""
        create, args, attributes = super().__reduce__()
        return create, args, attributes | {"value": _picklable(self.value)}


class UnreachableError(WfmError, ValueError):
    """A target that cannot be met, however many agents there are."""


class UsageError(WfmError, ValueError):
    """Words on the command line that contradict each other or name what is not there.

    Attributes
    ----------
    lines : tuple of str
        One mistake each; its text has them one below another.
    """

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines: tuple[str, ...] = lines


class DataError(WfmError, ValueError):
    """A file that cannot be used as it is; carries every problem found in it.

    Its text is one line per problem; equal ones are one line with their number, the first three
    places and one cure.

    Attributes
    ----------
    source : str
        The file's name as the caller gave it; "<stdin>" for "-", standard input.
    problems : tuple of Problem
        The problems kept, in the order of the file.
    count : int
        How many there are in all (not all of millions are kept).
    """

    def __init__(
        self,
        source: str,
        problems: list[Problem],
        count: int | None = None,
        groups: ProblemGroups | None = None,
    ) -> None:
        source = "<stdin>" if source == "-" else source
        self.source: str = source
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.count: int = len(problems) if count is None else count
        if groups is None:
            groups = ProblemGroups()
            groups.extend(self.problems)
        super().__init__("\n".join(groups.lines(source, SHOWN)))

    def as_dict(self) -> dict[str, Any]:
        """The error for JSON, as the option ``--json`` prints it."""
        return super().as_dict() | {
            "source": self.source,
            "count": self.count,
            "problems": [problem.as_dict(self.source) for problem in self.problems],
        }


def _picklable(value: object) -> object:
    """A value that another process can get, such as no open file and no generator."""
    try:
        pickle.dumps(value)
    except Exception:  # whatever the value's own methods raise
        return repr(value)
    return value
