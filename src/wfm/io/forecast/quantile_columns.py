"""Columns of the band around a forecast, p10, p50 and p90: never its volume.

They have the contacts that an interval does not exceed with probability 10, 50 and 90 %.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.numbers import Separators, parse_numbers
from wfm.io.forecast.problems import Problems

__all__ = ["QuantileColumns", "quantile_of_heading"]

_HEADING = re.compile(
    r"(?:volume|contacts|calls|forecast)?(?:p|q|pct|percentile|quantile)(?:0)?(10|50|90)"
    r"|(?:volume|contacts|calls|forecast)?(10|50|90)(?:th)?(?:percentile|quantile)"
)
# How often volumes of the past were within the band; ``wfm forecast`` writes it.
_HELD = "days_below_p90"
_LONGEST = 100  # characters; no heading is longer


def quantile_of_heading(heading: str) -> str | None:
    """The quantile that a heading means: "p10", "p50" or "p90"; None if it means none.

    >>> quantile_of_heading("P90"), quantile_of_heading("Calls p10"), quantile_of_heading("q0.5")
    ('p90', 'p10', None)
    """
    if len(heading) > _LONGEST:
        return None
    found = _HEADING.fullmatch(re.sub(r"[\s_.\-\ufeff]+", "", heading.casefold()))
    return f"p{found[1] or found[2]}" if found else None


class QuantileColumns:
    """Collects the quantiles of the rows of a table while it is read."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._header: Sequence[str] = ()
        self._lines: list[NDArray[np.int32]] = []
        self._values: list[list[FloatArray]] = []

    def start(
        self,
        header: Sequence[str],
        line: int,
        separators: Separators,
        problems: Problems,
        taken: Set[int] = frozenset(),
    ) -> set[int]:
        """Find the columns by their headings; those `taken` are read as something else."""
        self._header, self._separators, self._problems = header, separators, problems
        for place, heading in enumerate(header):
            part = quantile_of_heading(heading)
            if place in taken:
                part = None
            elif heading.strip() == _HELD:
                part = _HELD
            if part in self._places:
                both = f"'{header[self._places[part]]}' and '{heading}'"
                problems.stop(f"{both} mean {part} — leave the heading of all but one empty", line)
            if part is not None:
                self._places[part] = place
        if not {"p10", "p90"} <= self._places.keys():
            self._places = {}  # one end of a band says nothing of its width
        return set(self._places.values())

    def add(self, block: RowBlock) -> None:
        """Collect the cells of some rows; rows of another width are refused elsewhere."""
        if not self._places:
            return
        pairs = zip(block.lines, block.rows, strict=True)
        kept = [(line, row) for line, row in pairs if len(row) == len(self._header)]
        lines = [line for line, _ in kept]
        columns = {place: [row[place] for _, row in kept] for place in self._places.values()}
        self._separators.infer([text for texts in columns.values() for text in texts])
        self._lines.append(np.array(lines, dtype=np.int32))
        self._values.append(
            [
                parse_numbers(
                    texts,
                    lines,
                    self._separators,
                    self._problems,
                    column=self._header[place],
                    what="contacts",
                    empty=np.nan,
                )
                for place, texts in columns.items()
            ]
        )

    def of_rows(self, line: NDArray[np.int32]) -> dict[str, FloatArray]:
        """The quantiles of the rows of a forecast, by their lines; NaN for a row of no line."""
        if not self._lines:
            return {}
        lines = np.concatenate(self._lines)
        order = np.argsort(lines, kind="stable")
        at = order[np.minimum(np.searchsorted(lines[order], line), len(lines) - 1)]
        known = lines[at] == line
        return {
            part: np.where(known, np.concatenate([some[i] for some in self._values])[at], np.nan)
            for i, part in enumerate(self._places)
        }
