"""A quantity that a file has in several columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from wfm._arrays import FloatArray
from wfm.io.forecast.dates import Seconds
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.numbers import Lengths, NumberColumn, Separators
from wfm.io.forecast.problems import Problems

__all__ = ["SummedColumns"]


class SummedColumns:
    """Columns of numbers that are added up; most often one.

    Parameters
    ----------
    indices : sequence of int
        The columns.
    column : callable
        How to read the column of an index.
    """

    def __init__(self, indices: Sequence[int], column: Callable[[int], NumberColumn]) -> None:
        self._columns = [(index, column(index)) for index in indices]

    def cells(self, block: RowBlock) -> list[list[str] | FloatArray | Lengths]:
        """The cells of each column."""
        return [_numbers(block, index) for index, _ in self._columns]

    def texts(self, block: RowBlock) -> list[str]:
        """The cells that are text; numbers of a table in memory have no separators."""
        return [text for texts in self.cells(block) if isinstance(texts, list) for text in texts]

    def read(
        self, block: RowBlock, separators: Separators, problems: Problems, heading: str = ""
    ) -> FloatArray:
        """The sum of each row, NaN without columns; refused cells are added to `problems`.

        `heading` is that of the column in a wide table, whose rows were made of its columns.
        """
        values = [
            (column._replace(name=heading) if heading else column).read(
                cells, block.lines, separators, problems
            )
            for (_, column), cells in zip(self._columns, self.cells(block), strict=True)
        ]
        if not values:
            return np.full(len(block.rows), np.nan)
        return values[0] if len(values) == 1 else np.sum(values, axis=0)


def _numbers(block: RowBlock, column: int) -> list[str] | FloatArray | Lengths:
    """A column of numbers: as they are in a table in memory, else as text."""
    cells = block.cells(column)
    return block.texts(column) if isinstance(cells, Seconds) else cells
