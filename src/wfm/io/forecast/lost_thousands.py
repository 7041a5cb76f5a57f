"""Numbers of a table in memory that lost their thousands before wfm saw them.

A reader without the option for decimal commas makes 1.204 of the 1.204 calls of a German file, and
leaves ``215,5`` as text. That text proves what the numbers were.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from wfm._arrays import FloatArray
from wfm.io.forecast.frame_columns import FrameColumn, Numbers, Texts
from wfm.io.forecast.numbers import number_cell
from wfm.io.forecast.problems import Problems

__all__ = ["refuse_lost_thousands"]

_COMMA = re.compile(r"[-+]?\d+,\d+")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+")
# A share with a sign of per cent proves nothing: it stays text, however its file is read.
_NUMBER = re.compile(r"[-+]?[\d.,'\s]*\d")
_CELLS = 2000  # of a column that are looked at for a proof


def refuse_lost_thousands(
    columns: Mapping[str, FrameColumn], quantities: Mapping[str, str], problems: Problems
) -> None:
    """Stop if texts of a table have a decimal comma, and numbers must have had thousands.

    Parameters
    ----------
    columns : mapping of str to FrameColumn
        All columns by heading.
    quantities : mapping of str to str
        The headings whose numbers are read, and what they are: "contacts", "seconds".
    problems : Problems
        Receives the first such number of each column.

    Raises
    ------
    DataError
        If a column of numbers has fractions of at most three digits, and nothing longer.

    Examples
    --------
    >>> columns = {"calls": Numbers(np.array([1.204, 1.39, 987.0])), "AHT": Texts(["215,5"])}
    >>> problems = Problems("DataFrame")
    >>> try:
    ...     refuse_lost_thousands(columns, {"calls": "contacts"}, problems)
    ... except ValueError as error:
    ...     print(str(error)[:73])
    DataFrame:1: column 'calls': 1.204 can be 1204 contacts: '215,5' in the c
    """
    proof = next(
        (
            (name, text)
            for name, column in columns.items()
            if isinstance(column, Texts) and (text := _decimal_comma(column))
        ),
        None,
    )
    if proof is None:
        return
    before = problems.count
    for heading, what in quantities.items():
        column = columns.get(heading)
        row = _lost(column.values) if isinstance(column, Numbers) else None
        if row is None or not isinstance(column, Numbers):
            continue
        value = float(column.values[row])
        problems.add(
            f"{number_cell(value)} can be {value * 1000:.0f} {what}: '{proof[1]}' in the column "
            f"'{proof[0]}' has a decimal comma, so that a point separates thousands, which the "
            "table has lost — read its file with both marks, such as "
            "pd.read_csv(FILE, sep=';', decimal=',', thousands='.'), or pass the path of the "
            "file to wfm.plan; if the numbers are right, make numbers of "
            f"the column '{proof[0]}' too",
            row + 1,
            heading,
        )
    if problems.count > before:
        problems.check()


def _decimal_comma(column: Texts) -> str:
    """A cell with a decimal comma of a column of numbers that are text, or an empty text."""
    cells = [cell.strip() for cell in column.values[:_CELLS] if isinstance(cell, str)]
    cells = [cell for cell in cells if cell]
    if not cells or not all(map(_NUMBER.fullmatch, cells)):
        return ""
    return next((c for c in cells if _COMMA.fullmatch(c) and not _THOUSANDS.fullmatch(c)), "")


def _lost(values: FloatArray) -> int | None:
    """The first number that can have lost its thousands, if no number of the column denies it.

    Thousands leave one to three digits before the point and three, less the zeros at the end,
    behind it; a number such as 12.3456 was a fraction before.
    """
    known = np.where(np.isfinite(values), values, 0.0)
    fraction = known != np.floor(known)
    exact = np.abs(known * 1000.0 - np.round(known * 1000.0)) < 1e-6
    if not fraction.any() or not exact[fraction].all() or (np.abs(known[fraction]) >= 1000).any():
        return None
    return int(np.argmax(fraction))
