"""The cells of a plan's columns that may be empty, with the line of each, collected by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import checked
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.io.forecast.problems import Problems
from wfm.planning.file_inputs import named_zone
from wfm.printable_text import value_text
from wfm.units import number as number_of

__all__ = ["PlanCells"]


class PlanCells:
    """Collects some columns of a table, and reads those whose rows must all have one value.

    Parameters
    ----------
    places : mapping of str to int
        The index of each column.
    problems : Problems
        What is wrong in a cell is added to it.
    """

    def __init__(self, places: Mapping[str, int], problems: Problems) -> None:
        self._places, self._problems = places, problems
        self._lines: list[NDArray[np.int64]] = []
        self._cells: dict[str, list[str]] = {name: [] for name in places}

    def add(self, lines: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
        """Collect the cells of some rows."""
        self._lines.append(np.array(lines, dtype=np.int64))
        for name, place in self._places.items():
            self._cells[name] += [row[place].strip() for row in rows]

    @property
    def lines(self) -> NDArray[np.int64]:
        """The line of each collected row."""
        return np.concatenate([np.zeros(0, dtype=np.int64), *self._lines])

    def column(self, name: str) -> list[str]:
        """The cells of a column; empty where the table has none of this name."""
        return self._cells.get(name, [])

    def rows(self, demand: Demand) -> NDArray[np.intp]:
        """The position among the collected rows of each row of the forecast; -1 for filled gaps."""
        lines = self.lines
        at = np.minimum(np.searchsorted(lines, demand.line), len(lines) - 1)
        return np.where(lines[at] == demand.line, at, -1)

    def by_queue(self, demand: Demand, name: str) -> dict[str, str]:
        """The cell of each queue's first row, where it has one."""
        cells = self.column(name)
        if not cells:
            return {}
        rows = self.rows(demand)
        found = {}
        for index, queue in enumerate(demand.queues):
            own = rows[(demand.queue == index) & (rows >= 0)]
            if len(own) and cells[int(own[0])]:
                found[queue] = cells[int(own[0])]
        return found

    def common(self, name: str) -> str | None:
        """The text of a column that is the same in all rows; None for another column."""
        texts = set(self.column(name)) - {""}
        return texts.pop() if len(texts) == 1 else None

    def zone(self) -> str | None:
        """The time zone in the rows; None for an offset, which the times have themselves."""
        name = self.only("time_zone")
        try:
            return name and named_zone(name)
        except InputError as error:
            line = int(self._lines[0][0])
            self._problems.add(str(error).removesuffix("."), line, "time_zone")
            return None

    def interval(self, *, refuse: bool) -> float | None:
        """The length of the intervals in the rows, where they have whole numbers of seconds.

        With `refuse`, a problem of each row whose length is not that of the first one.
        """
        cells = self.column("interval")
        try:
            lengths = {text: number_of(text, "interval") for text in dict.fromkeys(cells) if text}
        except InputError:
            return None
        distinct = set(lengths.values())
        if not all(length > 0 and length.is_integer() for length in distinct):
            return None
        if refuse and len(distinct) > 1:
            self._refuse_lengths(cells, lengths)
        return distinct.pop() if len(distinct) == 1 else None

    def _refuse_lengths(self, cells: Sequence[str], lengths: Mapping[str, float]) -> None:
        """A problem of each row whose length is not that of the first one."""
        first = next(iter(lengths.values()))
        for text, line in zip(cells, self.lines.tolist(), strict=True):
            if text and lengths[text] != first:
                self._problems.add(
                    f"the length is {lengths[text]:g} s, but {first:g} s in rows above: all "
                    "intervals of a plan must have one length — write a row for each part of a "
                    "longer interval, with the same agents",
                    line,
                    "interval",
                )

    def number(self, name: str, default: float) -> float:
        """An input of the whole plan."""
        text = self.only(name)
        if text is None:
            return default
        try:
            return float(checked(name, number_of(text, name)))
        except InputError as error:
            self._problems.add(str(error).removesuffix("."), None, name)
            return default

    def only(self, name: str) -> str | None:
        """The text of a column of one value for the whole plan; a problem if it has several."""
        cells = self.column(name)
        distinct = list(dict.fromkeys(filter(None, cells)))
        if len(distinct) > 1:
            self._problems.add(
                f"{value_text(distinct[1])}, but rows above have "
                f"{value_text(distinct[0])} — all rows of a plan must have the same",
                int(self.lines[cells.index(distinct[1])]),
                name,
            )
        return self.common(name)
