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
from wfm.planning.plan_inputs import (
    SheetInputs,
    common_shrinkage,
    model_of_rows,
    named_zone,
    settings_by_queue,
    target_of_set,
)
from wfm.planning.plan_inputs_sheet import MODELS
from wfm.planning.records import PlanInputs, RowSettings, Setting
from wfm.planning.requirement_table import agents_column
from wfm.planning.wide_requirement import wide_requirement
from wfm.printable_text import value_text
from wfm.row_inputs import InputSet, RowInputs
from wfm.targets import DEFAULT_TARGET, QueueTarget
from wfm.units import number as number_of

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
        self._lines: list[NDArray[np.int64]] = []
        self._agents: list[FloatArray] = []
        self._cells: dict[str, list[str]] = {}

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
        self._cells = {name: [] for name in self._places if name != "agents"}
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
        self._lines.append(np.array(lines, dtype=np.int64))
        self._agents.append(agents)
        for name, cells in self._cells.items():
            cells += [row[self._places[name]].strip() for row in rows]

    def _rows(self, demand: Demand) -> NDArray[np.intp]:
        """The position among the collected rows of each row of the forecast; -1 for filled gaps."""
        lines = np.concatenate(self._lines)
        at = np.minimum(np.searchsorted(lines, demand.line), len(lines) - 1)
        return np.where(lines[at] == demand.line, at, -1)

    def of_lines(self, line: NDArray[np.int32]) -> FloatArray | None:
        """The agents of some lines; None of a wide table, whose agents are read as its volume."""
        if self.is_wide or not self._lines:
            return None
        lines, agents = np.concatenate(self._lines), np.concatenate(self._agents)
        return np.asarray(agents[np.minimum(np.searchsorted(lines, line), len(lines) - 1)])

    def numbers(self, demand: Demand) -> dict[str, FloatArray]:
        """The agents, and the results that are numbers in all rows, as the forecast is ordered."""
        if self.is_wide:
            return {"agents": self._whole(demand)}
        rows = self._rows(demand)
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
        cells = self._cells.get(name, [])
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
        own_zone = self._zone() or (sheet.zone if sheet else None)
        zone = (is_in_file("tz") and own_zone) or options.zone or own_zone
        of_rows = self._interval()
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

    def _zone(self) -> str | None:
        """The time zone in the rows; None for an offset, which the times have themselves."""
        self._refuse_several("time_zone")
        name = self._common("time_zone")
        try:
            return name and named_zone(name)
        except InputError as error:
            line = int(self._lines[0][0])
            self._problems.add(str(error).removesuffix("."), line, "time_zone")
            return None

    def _interval(self) -> float | None:
        """The length of the intervals in the rows, where they have one number of seconds."""
        try:
            length = number_of(self._common("interval") or "", "interval")
        except InputError:
            return None
        return length if length > 0 and length.is_integer() else None

    def _refuse_several(self, name: str) -> None:
        """A column of an input of the whole plan has one value."""
        cells = self._cells.get(name, [])
        distinct = list(dict.fromkeys(filter(None, cells)))
        if len(distinct) > 1:
            at = cells.index(distinct[1])
            self._problems.add(
                f"{value_text(distinct[1])}, but rows above have "
                f"{value_text(distinct[0])} — all rows of a plan must have the same",
                int(np.concatenate(self._lines)[at]),
                name,
            )

    def _common(self, name: str) -> str | None:
        """The text of a column that is the same in all rows; None for another column."""
        texts = set(self._cells.get(name, ())) - {""}
        return texts.pop() if len(texts) == 1 else None

    def inputs(self, demand: Demand) -> PlanInputs:
        """Targets, shrinkage, teams, models and contract hours of the queues.

        Raises
        ------
        DataError
            For a cell that cannot be read.
        """
        base = self._sheet.inputs if self._sheet else PlanInputs(shrinkage=None)
        models, teams = self._models(demand), self._by_queue(demand, "team")
        found = demand.row_inputs
        targets = {name: one for name, one in base.targets.items() if name in demand.queues}
        by_row, shrinkage, shrinkages = None, base.shrinkage, dict(base.shrinkages)
        if found is not None:
            rows = self._settings(demand, found, models, base)
            by_queue = settings_by_queue(demand, rows)
            constant = {name: some[0] for name, some in by_queue.items() if len(some) == 1}
            targets = {name: one.target for name, one in constant.items() if one.target}
            own = {name: one.shrinkage for name, one in constant.items()}
            shrinkage, shrinkages = common_shrinkage(own, base.shrinkage)
            by_row = rows if len(constant) < len(by_queue) else None
        inputs = PlanInputs(
            targets=targets,
            shrinkage=shrinkage,
            contract_hours=self._number("contract_hours", base.contract_hours),
            hourly_cost=self._number("hourly_cost", base.hourly_cost),
            teams=teams,
            models=models if set(models.values()) != {"erlang_c"} else {},
            notes=base.notes,
            shrinkages=shrinkages,
            by_row=by_row,
        )
        self._problems.check()
        return replace(inputs, defaults=self._defaults(inputs, base.defaults))

    def _defaults(self, inputs: PlanInputs, of_sheet: tuple[str, ...]) -> tuple[str, ...]:
        """The defaults that the plan used, or those that a table without inputs will get."""
        noted = self._common("defaults_used")
        if of_sheet or noted:
            return tuple((noted or "").split("; ")) if noted else of_sheet
        defaults = []
        if not inputs.targets and inputs.by_row is None:
            defaults.append(f"target {DEFAULT_TARGET}: the plan file has none")
        if inputs.shrinkage is None and not inputs.shrinkages and inputs.by_row is None:
            defaults.append("shrinkage 30 % by component: the plan file has none")
        return tuple(defaults)

    def _number(self, name: str, default: float) -> float:
        """An input of the whole plan."""
        self._refuse_several(name)
        text = self._common(name)
        if text is None:
            return default
        try:
            return float(checked(name, number_of(text, name)))
        except InputError as error:
            self._problems.add(str(error).removesuffix("."), None, name)
            return default

    def _settings(
        self, demand: Demand, found: RowInputs, models: Mapping[str, str], base: PlanInputs
    ) -> RowSettings:
        """The setting of every row; an empty one is that of the other rows of its queue."""
        settings: list[Setting] = []
        row = np.zeros(len(demand), dtype=np.int32)
        for index, name in enumerate(demand.queues):
            own = demand.queue == index
            sets = found.of_queue(demand.queue, index)
            filled = [one for one in sets if found.sets[one] != InputSet()]
            model = model_of_rows(models.get(name), len(filled))
            for one in filled or sets:
                target = self._target(found, one, model)
                lost = found.sets[one].shrinkage or base.shrinkage_of(name)
                row[own & (found.row == one)] = len(settings)
                settings.append(Setting(target or base.targets.get(name), lost))
            empty = [one for one in sets if filled and one not in filled]
            row[own & np.isin(found.row, empty)] = len(settings) - len(filled or sets)
        return RowSettings(tuple(settings), row)

    def _target(self, found: RowInputs, one: int, model: str | None) -> QueueTarget | None:
        """The target of a set of cells; a problem where its parts do not fit together."""
        try:
            return target_of_set(found.sets[one], model)
        except InputError as error:
            heading = found.headings.get(error.name or "")
            self._problems.add(str(error).removesuffix("."), found.lines[one], heading)
            return None

    def _models(self, demand: Demand) -> dict[str, str]:
        """The model of each queue; a problem for a text that is none."""
        models = self._by_queue(demand, "model")
        for queue, model in models.items():
            if model not in MODELS:
                self._problems.add(
                    f"{value_text(model)} of queue {queue!r} is no model of wfm: "
                    f"{', '.join(MODELS)} — write one of these, or give a column of something "
                    "else another heading",
                    None,
                    "model",
                )
        return {queue: model for queue, model in models.items() if model in MODELS}

    def _by_queue(self, demand: Demand, name: str) -> dict[str, str]:
        """The cell of each queue's first row, where it has one."""
        cells = self._cells.get(name)
        if not cells:
            return {}
        rows = self._rows(demand)
        found = {}
        for index, queue in enumerate(demand.queues):
            own = rows[(demand.queue == index) & (rows >= 0)]
            if len(own) and cells[int(own[0])]:
                found[queue] = cells[int(own[0])]
        return found


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
