"""Stop reading a table with more problems or queues than any table of a centre has."""

from __future__ import annotations

from wfm.input_limits import MAX_PROBLEMS, MAX_QUEUES
from wfm.io.forecast.problems import Problems
from wfm.option_text import option

__all__ = ["check_size"]


def check_size(queues: int, heading: str, problems: Problems, line: int) -> None:
    """Stop where more is wrong, or of more queues, than any table of a centre has.

    Parameters
    ----------
    queues : int
        The queues so far.
    heading : str
        The heading of their column.
    problems : Problems
        The problems so far.
    line : int
        The last line that was read.
    """
    if problems.count > MAX_PROBLEMS:
        problems.stop(
            f"more than {MAX_PROBLEMS:,} problems: the rows below {problems.place(line)} are not "
            "read; correct the first ones, or is it another file?"
        )
    if queues > MAX_QUEUES:
        named = option("columns", {"queue": "HEADING"})
        problems.stop(
            f"more than {MAX_QUEUES:,} queues by {problems.place(line)}: is it another column? "
            f"Name the column of the queue: {named}.",
            line,
            heading,
        )
