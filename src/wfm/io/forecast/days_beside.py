"""A column of dates beside starts that have dates themselves: the two must agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wfm.io.forecast.column_map import ColumnMap
from wfm.io.forecast.dates import CODE_BITS, ParsedDate, StartParser, date_of_text
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.option_text import option

__all__ = ["DaysBeside"]


class DaysBeside:
    """Compares the dates of a column with those of the starts; each pair is compared once.

    Parameters
    ----------
    columns : ColumnMap
        With the column `day`.
    starts : StartParser
        Of the starts.
    options : ReadOptions
        `dayfirst` is used.
    problems : Problems
        Receives a problem of the first row of each pair that differs.
    """

    def __init__(
        self, columns: ColumnMap, starts: StartParser, options: ReadOptions, problems: Problems
    ) -> None:
        self._columns, self._starts = columns, starts
        self._dayfirst, self._problems = options.dayfirst, problems
        self._seen: set[tuple[str, int]] = set()

    def check(self, block: RowBlock, codes: ArrayLike) -> None:
        """Compare the dates of some rows, whose starts have these codes."""
        assert self._columns.day is not None
        texts = block.texts(self._columns.day)
        days = (np.asarray(codes) >> CODE_BITS).tolist()
        new = set(zip(texts, days, strict=True)) - self._seen
        if not new:
            return
        self._seen |= new
        known = list(self._starts.days)
        wrong = {pair for pair in new if self._differs(pair[0], known[pair[1]])}
        for row, pair in enumerate(zip(texts, days, strict=True)):
            if pair in wrong:
                wrong.remove(pair)
                self._report(pair, block.lines[row])

    def _differs(self, text: str, start: ParsedDate) -> bool:
        """Whether a date is not that of the start in any order of day and month.

        The date of a start with an offset from UTC may be that of the day before or after.
        """
        day = date_of_text(text, self._dayfirst)
        if day is None:
            return False
        around = 1 if any(time.offset is not None for time in self._starts.times) else 0
        own = [one for one in (day.dayfirst, day.monthfirst) if one is not None]
        of_start = [one for one in (start.dayfirst, start.monthfirst) if one is not None]
        return min(abs(a - b) for a in own for b in of_start) > around

    def _report(self, pair: tuple[str, int], line: int) -> None:
        """Report a row whose two dates differ."""
        text, day = pair
        name, start = (self._columns.name(i) for i in (self._columns.day, self._columns.start))
        self._problems.add(
            f"'{name}' is {text.strip()}, but '{start}' is {self._starts.day_text[day]}: the two "
            f"dates differ — correct one of them, or say which to read with "
            f"{option('columns', {'start': start})}",
            line,
            name,
        )
