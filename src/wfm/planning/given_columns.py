"""The people of each interval: a column of the forecast, one number, or an array."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wfm._arrays import FloatArray, checked
from wfm.demand import Demand
from wfm.errors import DataError, InputError, Problem
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.more_columns import MoreColumns
from wfm.io.forecast.numbers import Separators, parse_numbers
from wfm.io.forecast.problems import Problems
from wfm.option_text import option

__all__ = ["AgentsColumn", "People", "people_of"]

# Headings of people on the schedule, not of agents on contacts.
_SCHEDULED = re.compile(r"(?i)[\W_]*(agents|staff)?[\W_]*(scheduled|rostered|on[\W_]?schedule)\b.*")
_MAX_AGENTS = 1e6  # more than any centre has; above it a column is a wrong one


class People(NamedTuple):
    """The people of each interval of a forecast.

    Attributes
    ----------
    number : float64 array, shape (n,)
        People. [agents]
    scheduled : bool
        Whether they are people on the schedule, of whom the shrinkage is not on contacts; else
        agents on contacts.
    text : str
        Where they are from, for reports: "column 'planned'".
    """

    number: FloatArray
    scheduled: bool
    text: str


class AgentsColumn(MoreColumns):
    """Collects the people of a column while the forecast is read.

    Parameters
    ----------
    heading : str
        Heading of the column; case does not matter.
    scheduled : bool
        Whether they are people on the schedule; a heading that says so counts as well.
    """

    def __init__(self, heading: str, *, scheduled: bool = False) -> None:
        self.heading: str = heading
        self.scheduled: bool = scheduled
        self._place = 0
        self._width = 0
        self._lines: list[NDArray[np.int64]] = []
        self._values: list[FloatArray] = []

    def start(
        self, header: Sequence[str], line: int, separators: Separators, problems: Problems
    ) -> None:
        """Find the column by its heading.

        Raises
        ------
        DataError
            If no column has it.
        """
        names = [name.strip().lstrip("\ufeff") for name in header]
        wanted = self.heading.strip().casefold()
        places = [i for i, name in enumerate(names) if name.casefold() == wanted]
        if not places:
            way = option("scheduled" if self.scheduled else "agents")
            problems.stop(
                f"no column '{self.heading}': {way} takes a heading of the file or a number; "
                f"{problems.headings_text(names)}",
                line,
            )
        self._place, self._width = places[0], len(names)
        self.heading = names[places[0]]
        self.scheduled |= bool(_SCHEDULED.fullmatch(self.heading))
        self._separators, self._problems = separators, problems

    @property
    def used(self) -> set[int]:
        """The index of the column."""
        return {self._place}

    def add(self, block: RowBlock) -> None:
        """Collect the cells of some rows; rows of another width are refused elsewhere."""
        pairs = zip(block.lines, block.rows, strict=True)
        kept = [(line, row[self._place].strip()) for line, row in pairs if len(row) == self._width]
        lines, cells = [line for line, _ in kept], [cell for _, cell in kept]
        self._separators.infer(cells)
        values = parse_numbers(
            cells,
            lines,
            self._separators,
            self._problems,
            column=self.heading,
            what="agents",
            highest=_MAX_AGENTS,
            empty=np.nan,
        )
        self._lines.append(np.array(lines, dtype=np.int64))
        self._values.append(values)

    def of_rows(self, demand: Demand) -> FloatArray:
        """The people of each row; none in a row without contacts whose cell is empty.

        Raises
        ------
        DataError
            For an empty cell in a row with contacts, and for a table whose intervals are columns.
        """
        lines = np.concatenate(self._lines)
        _, times = np.unique(demand.line[demand.line > 0], return_counts=True)
        if (times > 1).any():
            raise DataError(
                demand.source,
                [
                    Problem(
                        f"has several intervals in a row, so that column '{self.heading}' has no "
                        "cell for each — write one row per interval, or give a number"
                    )
                ],
            )
        at = np.minimum(np.searchsorted(lines, demand.line), len(lines) - 1)
        values = np.where(lines[at] == demand.line, np.concatenate(self._values)[at], np.nan)
        blank = np.isnan(values)
        missing = np.flatnonzero(blank & (demand.volume > 0))
        problems = Problems(demand.source, demand.labels)
        problems.add_rows(
            missing,
            demand.line,
            lambda _: (
                "the cell is empty, but the interval has contacts — write the people, 0 if "
                "there are none"
            ),
            self.heading,
        )
        problems.check()
        return np.where(blank, 0.0, values)


def people_of(
    demand: Demand, people: AgentsColumn | float | ArrayLike, *, scheduled: bool = False
) -> People:
    """The people of each interval of a forecast.

    Parameters
    ----------
    demand : Demand
        The forecast.
    people : AgentsColumn, number or array
        A column that was collected while the forecast was read, one number for every interval of
        the one queue, or an array in the order of the rows of `demand`. [agents]
    scheduled : bool
        Whether a number or an array is people on the schedule.

    Raises
    ------
    DataError
        For a column with problems.
    InputError
        For one number with several queues, an array of another length, or a value outside its
        domain.
    """
    if isinstance(people, AgentsColumn):
        values = people.of_rows(demand)
        return People(values, people.scheduled, f"column '{people.heading}'")
    name = "scheduled" if scheduled else "agents"
    array = checked(name, people)
    if not array.ndim and len(demand.queues) > 1:
        raise InputError(
            f"{option(name)} is one number, but the forecast has {len(demand.queues)} queues "
            f"({', '.join(demand.queues[:3])}…): name a column with the people of each queue, or "
            f"choose one queue with {option('queues', (demand.queues[0],))}.",
            name=name,
            value=float(array),
        )
    if array.ndim and array.shape != (len(demand),):
        raise InputError(
            f"{option(name)} must be a number or an array of one value per interval: got shape "
            f"{array.shape} for {len(demand)} intervals.",
            name=name,
        )
    if np.isnan(array).any():
        raise InputError(f"{option(name)} must not be nan; write 0 for no agents.", name=name)
    text = f"{float(array):.6g} in every interval" if not array.ndim else "array"
    return People(np.broadcast_to(array, len(demand)).astype(float), scheduled, text)
