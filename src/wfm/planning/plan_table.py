"""The columns of a plan in a table that a forecast does not have, collected while it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray, checked
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.numbers import Separators, parse_numbers
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.table_header import TableHeader
from wfm.io.forecast.wide_rows import WideTable
from wfm.io.text_values import original
from wfm.option_text import is_in_file
from wfm.planning.cell_inputs import inputs_of_cells
from wfm.planning.file_inputs import SheetInputs
from wfm.planning.hourly_costs import COST_OF_QUEUE
from wfm.planning.plan_cells import PlanCells
from wfm.planning.records import Figure, PlanFigures, PlanInputs
from wfm.planning.requirement_table import agents_column
from wfm.planning.wide_requirement import wide_requirement
from wfm.units import number

__all__ = ["PlanColumns"]

# More agents than any centre has; above it a cell is a mistake.
_MAX_AGENTS = 1e9
_RESULTS = (
    "load", "agents_unrounded", "scheduled", "service_level", "asa", "occupancy", "abandonment",
)  # fmt: skip
_SHARES = ("service_level", "occupancy", "abandonment")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,40})?)%")
_MAX_RESULT = 1e30
_INFINITE = ("inf", "∞")
_TEXTS = (
    "model", "team", "contract_hours", "hourly_cost", "time_zone", "defaults_used", "interval",
    "premiums", "resolution", "contingency", "budget", COST_OF_QUEUE,
)  # fmt: skip


class PlanColumns:
    """Collects the columns of a plan from the blocks of a table.

    Parameters
    ----------
    sheet : SheetInputs, optional
        The inputs in another sheet; a column replaces them.
    escaped : bool
        Whether names that a spreadsheet would run as a formula have an apostrophe before them.
    in_memory : bool
        Whether the table is in memory, where no cell is escaped or taken apart.
    columns : mapping of str to str
        The heading of "agents" or "scheduled", if the caller names it.
    """

    def __init__(
        self,
        sheet: SheetInputs | None = None,
        *,
        escaped: bool = True,
        in_memory: bool = False,
        columns: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._named = columns
        self.gross: bool = False  # whether the agents are scheduled people
        self.is_wide: bool = False  # whether the agents are read in place of the volume
        self._sheet, self._is_escaped = sheet, escaped and not in_memory
        self._in_memory = in_memory
        self._places: dict[str, int] = {}
        self._agents: list[FloatArray] = []

    def start(
        self, header: Sequence[str], line: int, separators: Separators, problems: Problems
    ) -> None:
        """Find the columns by their headings.

        Raises
        ------
        DataError
            If there are no agents.
        """
        names = _names(header)
        self._width, self._separators, self._problems = len(names), separators, problems
        self._cells = PlanCells({}, problems)
        if self.is_wide:
            self._escaped, self._moment = [], None
            return
        column = agents_column(header, line, problems, self._named)
        names = ["" if name == "agents" else name for name in names]
        names[column.place] = "agents"
        self.gross = column.gross
        self._places = {
            name: names.index(name) for name in ("agents", *_RESULTS, *_TEXTS) if name in names
        }
        others = {name: place for name, place in self._places.items() if name != "agents"}
        self._cells = PlanCells(others, problems)
        self._heading = header[column.place].strip()
        texts = ("queue", *_TEXTS) if self._is_escaped else ()
        self._escaped = [names.index(name) for name in texts if name in names]
        moment = {"start", "utc_offset"} <= set(names) and not self._in_memory
        self._moment = (names.index("start"), names.index("utc_offset")) if moment else None

    @property
    def used(self) -> set[int]:
        """The indices of the columns that are collected."""
        return {*self._places.values(), *(self._moment or ())[1:]}

    def wide(
        self,
        header: TableHeader,
        sample: Sequence[Sequence[str]],
        options: ReadOptions,
        problems: Problems,
    ) -> WideTable | None:
        """How a table of agents with days, times or queues as columns becomes rows."""
        found = wide_requirement(header, sample, options, problems)
        if found is None:
            return None
        self.is_wide, self.gross = True, found.gross
        return found.table

    def prepared(self, block: RowBlock) -> RowBlock:
        """Some rows with the names of the queues, and times with their offset from UTC.

        A text that a spreadsheet would run as a formula has an apostrophe before it in the file,
        and a workbook has the offset in a column of its own, as its times have none.
        """
        if self._in_memory:
            return block
        for row in block.rows:
            for place in self._escaped if len(row) == self._width else ():
                row[place] = original(row[place])
        if self._moment is None:
            return block
        start, offset = self._moment
        for row in block.rows:
            if len(row) == self._width and row[start].strip() and row[offset].strip():
                text = row[start].strip()
                text += "" if ":" in text else " 00:00"  # midnight, as a sheet has it
                row[start] = text + row[offset].strip()
        return block

    def add(self, block: RowBlock) -> None:
        """Collect the cells of some rows; rows of another width are refused elsewhere."""
        if self.is_wide:
            return
        rows = [row for row in block.rows if len(row) == self._width]
        lines = [
            n for n, row in zip(block.lines, block.rows, strict=True) if len(row) == self._width
        ]
        texts = [row[self._places["agents"]].strip() for row in rows]
        self._separators.infer(texts)
        agents = parse_numbers(
            texts,
            lines,
            self._separators,
            self._problems,
            column=self._heading,
            what="agents",
            highest=_MAX_AGENTS,
        )
        for i in np.flatnonzero(agents != np.floor(agents)).tolist():
            self._problems.add(
                f"{texts[i]!r} is not a whole number of agents — round it up",
                lines[i],
                self._heading,
            )
        self._agents.append(agents)
        self._cells.add(lines, rows)

    def of_lines(self, line: NDArray[np.int32]) -> FloatArray | None:
        """The agents of some lines; None of a wide table, whose agents are read as its volume."""
        if self.is_wide or not self._agents:
            return None
        lines, agents = self._cells.lines, np.concatenate(self._agents)
        return np.asarray(agents[np.minimum(np.searchsorted(lines, line), len(lines) - 1)])

    def numbers(self, demand: Demand) -> dict[str, FloatArray]:
        """The agents, and the results that are numbers in all rows, as the forecast is ordered."""
        if self.is_wide:
            return {"agents": self._whole(demand)}
        rows = self._cells.rows(demand)
        agents = np.where(rows < 0, 0.0, np.concatenate(self._agents)[rows])
        columns = {"agents": agents}
        for name in _RESULTS:
            values = self._result(name)
            if values is not None:
                columns[name] = np.where(rows < 0, np.nan, values[rows])
        return columns

    def _whole(self, demand: Demand) -> FloatArray:
        """The agents of a wide table, which the forecast has as its volume."""
        agents = demand.volume
        problems = Problems(demand.source, demand.labels)
        problems.add_rows(
            np.flatnonzero(agents != np.floor(agents)),
            demand.line,
            lambda row: f"'{agents[row]:.10g}' is not a whole number of agents — round it up",
        )
        problems.check()
        return agents

    def _result(self, name: str) -> FloatArray | None:
        """A column of results; None where the file has none, or cells that are none."""
        cells = self._cells.column(name)
        if not any(cells):
            return None
        refused = Problems(self._problems.source)
        bare = ["" if text in _INFINITE else text for text in cells]
        if name in _SHARES:  # a workbook shows them in percent
            bare = list(map(_share_text, bare))
        values = parse_numbers(
            bare,
            range(len(cells)),
            self._separators,
            refused,
            column=name,
            what=name,
            empty=np.nan,
        )
        if refused.count:
            return None
        values[[text in _INFINITE for text in cells]] = np.inf
        return values if _is_result(name, values) else None

    def reading(self, options: ReadOptions) -> ReadOptions:
        """The options with the time zone and the length of the intervals that the plan has.

        Those of the plan count before the usual ones of ``wfm.toml``.
        """
        sheet = self._sheet
        own_zone = self._cells.zone() or (sheet.zone if sheet else None)
        zone = (is_in_file("tz") and own_zone) or options.zone or own_zone
        of_rows = self._cells.interval(refuse=not options.interval)
        if sheet and of_rows and sheet.interval not in (None, of_rows) and not options.interval:
            self._problems.add(
                f"the interval is {sheet.interval:g} s, but {of_rows:g} s in the column 'interval' "
                "of the rows — write the same in both",
                sheet.interval_line,
                "value of the sheet Inputs",
            )
        own_interval = of_rows or (sheet.interval if sheet else None)
        own = options.interval is None or (own_interval is not None and is_in_file("interval"))
        interval = own_interval if own else options.interval
        return replace(options, zone=zone, interval=interval, interval_of_table=own)

    def inputs(self, demand: Demand) -> PlanInputs:
        """Targets, shrinkage, teams, models and contract hours of the queues.

        Raises
        ------
        DataError
            For a cell that cannot be read.
        """
        base = self._sheet.inputs if self._sheet else PlanInputs(shrinkage=None)
        return inputs_of_cells(demand, self._cells, base, self._problems)

    def figures(self, demand: Demand) -> PlanFigures:
        """What the sheet of inputs has of each queue; in other files, the cost of an hour."""
        if self._sheet is not None:
            return self._sheet.figures
        cells = self._cells.by_queue(demand, COST_OF_QUEUE)
        costs = {name: self._cost(name, text) for name, text in cells.items()}
        return PlanFigures(
            tuple(Figure(name, COST_OF_QUEUE, cost, "currency/h") for name, cost in costs.items())
        )

    def _cost(self, queue: str, text: str) -> float:
        """The cost of an hour of a queue; a problem for a text that is none."""
        try:
            return float(checked("hourly_cost", number(text, COST_OF_QUEUE)))
        except InputError as error:
            text = f"{str(error).removesuffix('.')}, in the first row of queue {queue!r}"
            self._problems.add(text, None, COST_OF_QUEUE)
            return np.nan


def _names(header: Sequence[str]) -> list[str]:
    """The headings as names of columns; of ``ASA`` and ``asa``, the second is the result of wfm."""
    bare = [name.strip().lstrip("\ufeff").removesuffix(" [s]") for name in header]
    return [
        "" if name != name.casefold() and name.casefold() in bare else name.casefold()
        for name in bare
    ]


def _share_text(text: str) -> str:
    """A percentage as the text of a fraction, digit by digit."""
    match = _PERCENT.fullmatch(text)
    return format(Decimal(match[1]).scaleb(-2), "f") if match else text


def _is_result(name: str, values: FloatArray) -> bool:
    """Whether a column of numbers can be a result; its sums must have a number."""
    highest = 1.0 if name in _SHARES else _MAX_RESULT
    known = values[~np.isnan(values) & ~((values == np.inf) & (name == "asa"))]
    return bool(((known >= 0) & (known <= highest)).all())
