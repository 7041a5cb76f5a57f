"""Targets, patience, occupancy and shrinkage in the columns of a table, for each row or queue.

A service level is one column (``80/20``), or two: the share and its time limit. A column of
measured results, such as the service level or the abandonment of a past day, is never a target.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm import units
from wfm.errors import InputError
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.heading_words import unit_of_heading
from wfm.io.forecast.input_cells import FIELDS, SHARES, TIMES, possible_limits, read_cell
from wfm.io.forecast.input_words import (
    InputColumn,
    input_column,
    input_headings,
    says_goal,
    says_level,
    words_and_unit,
)
from wfm.io.forecast.numbers import Separators, parse_number
from wfm.io.forecast.problems import Problems, UnreadableError
from wfm.io.forecast.read_options import INPUT_QUANTITIES
from wfm.option_text import option
from wfm.row_inputs import InputSet, RowInputs
from wfm.targets import Target, swapped_note

__all__ = ["INPUT_PARTS", "InputColumns", "set_text"]

# The inputs, by the terms whose headings name them; "target" and "within" make one target.
INPUT_PARTS = INPUT_QUANTITIES
# The option that replaces each input.
_OPTIONS = {
    "target": "target", "within": "target", "target_asa": "asa", "max_occupancy": "max_occupancy",
    "target_abandonment": "abandonment", "patience": "patience", "definition": "definition",
    "min_agents": "min_agents", "shrinkage": "shrinkage", "volume_cv": "volume_cv",
    "confidence": "confidence", "risk_scope": "risk_scope", "goal": "goal",
    "min_service_level": "min_service_level",
}  # fmt: skip
_OF_PLANS = ("confidence", "risk_scope", "goal", "min_service_level")
# A measured service level beside its limit; it is a target where it never changes in a queue.
_MEASURED = ("service_level", "sl", "service_level_percentage")
_LEVEL_TEXT = re.compile(r"\s*\d+(?:[.,]\d+)?\s*%?\s*/\s*\d+\s*s?\s*")
_LEAST = 2.0  # bare numbers from here on are percentages: 85
_SHOWN = 4  # sets of inputs that a note lists


class InputColumns:
    """Collects the inputs of the rows of a table while it is read.

    Every distinct combination of cells is kept once, so that a table of millions of rows needs
    four bytes per row.
    """

    def __init__(self, replaced: Sequence[str] = ()) -> None:
        self._replaced = replaced
        self._columns: dict[str, InputColumn] = {}
        self._overridden: dict[str, InputColumn] = {}
        self._codes: dict[tuple[str, ...], int] = {}
        self._first: list[int] = []
        self._lines: list[NDArray[np.int32]] = []
        self._rows: list[NDArray[np.int32]] = []
        self._dropped: tuple[str, ...] = ()
        self._limits: list[str] = []
        self._measured = False
        self.is_plan: bool = False
        self._width = 0

    def start(
        self,
        header: Sequence[str],
        line: int,
        separators: Separators,
        problems: Problems,
        taken: Set[int] = frozenset(),
        *,
        plan: bool = False,
        sample: Sequence[Sequence[str]] = (),
        named: Mapping[str, int | None] = MappingProxyType({}),
    ) -> None:
        """Find the columns by their headings; those `taken` are read as something else.

        The caller has `named` the columns of some inputs, None for one that is not read.

        A service level in a `plan` is a result. In the `sample`, the first rows, texts such as
        80/20 show that a service level is a target.
        """
        self._width, self._separators, self._problems = len(header), separators, problems
        self.is_plan = plan or "agents" in {words_and_unit(name)[0] for name in header}
        own = {
            part: input_column(place, header[place])
            for part, place in named.items()
            if place is not None
        }
        taken = {*taken, *(column.place for column in own.values())}
        header = ["" if i in taken else name for i, name in enumerate(header)]
        found = {part: some for part, some in input_headings(header).items() if part not in named}
        for part, columns in found.items():
            if len(columns) > 1:
                both = " and ".join(f"'{column.heading}'" for column in columns)
                problems.stop(f"{both} mean {part} — leave the heading of all but one empty", line)
        found |= {part: [column] for part, column in own.items()}
        if not self.is_plan:  # in a forecast, a confidence is that of its band
            found = {part: some for part, some in found.items() if part not in _OF_PLANS}
        self._columns = {part: found[part][0] for part in INPUT_PARTS if part in found}
        if "target" not in named:
            self._take_measured(header)
            self._take_level_texts(header, sample)
        self._limits = possible_limits(header, sample, {*taken, *self.used})
        for part in list(self._columns):
            if _OPTIONS.get(part) in self._replaced:
                self._overridden[part] = self._columns.pop(part)

    def _take_measured(self, header: Sequence[str]) -> None:
        """A column 'service level' beside a time limit, in a table that is no plan."""
        if "target" in self._columns or "within" not in self._columns or self.is_plan:
            return
        found = [i for i, name in enumerate(header) if _is_level(name)]
        if len(found) == 1:
            self._columns["target"] = input_column(found[0], header[found[0]])
            self._measured = True

    def _take_level_texts(self, header: Sequence[str], sample: Sequence[Sequence[str]]) -> None:
        """A column 'service level' of texts such as 80/20 is a target; of numbers, a result."""
        if {"target", "within"} & self._columns.keys() or self.is_plan:
            return
        for place, name in enumerate(header):
            rows = [row[place] for row in sample if place < len(row) and row[place].strip()]
            if (
                (_is_level(name) or says_goal(name))
                and rows
                and all(map(_LEVEL_TEXT.fullmatch, rows))
            ):
                self._columns.setdefault("target", InputColumn(place, name.strip()))

    @property
    def used(self) -> set[int]:
        """The indices of the columns that are read, or that options replace."""
        return {one.place for one in (*self._columns.values(), *self._overridden.values())}

    def add(self, block: RowBlock) -> None:
        """Collect the cells of some rows; rows of another width are refused elsewhere."""
        if not self._columns:
            return
        kept = [
            (line, row)
            for line, row in zip(block.lines, block.rows, strict=True)
            if len(row) == self._width
        ]
        places = [column.place for column in self._columns.values()]
        codes = np.empty(len(kept), dtype=np.int32)
        for i, (line, row) in enumerate(kept):
            key = tuple(row[place].strip() for place in places)
            code = self._codes.setdefault(key, len(self._codes))
            if code == len(self._first):
                self._first.append(line)
            codes[i] = code
        self._rows.append(codes)
        self._lines.append(np.array([line for line, _ in kept], dtype=np.int32))

    def of_rows(
        self,
        line: NDArray[np.int32],
        queue: NDArray[np.int32],
        queues: Sequence[str],
        notes: list[str],
    ) -> RowInputs | None:
        """The inputs of the rows of a forecast, by their lines; None where there are none.

        A row that the file does not have, in a gap that was filled, gets those of the row before.
        Every cell that cannot be read is a problem.
        """
        self._note_replaced(notes)
        if not self._columns:
            return None
        rows = self._sets_of_lines(line)
        if self._measured and "target" in self._columns and not self._is_constant(rows, queue):
            self._drop_measured(notes)
        sets = self._sets()
        if all(one == InputSet() for one in sets):
            return None
        headings = {
            FIELDS.get(part, part): column.heading for part, column in self._columns.items()
        }
        found = RowInputs(sets, tuple(self._first), rows, headings)
        _note_read(found, self._columns, queue, queues, notes)
        return found

    def _sets_of_lines(self, line: NDArray[np.int32]) -> NDArray[np.int32]:
        """The set of each row, by its line; lines of 0 get that of the row before."""
        lines, codes = np.concatenate(self._lines), np.concatenate(self._rows)
        order = np.argsort(lines, kind="stable")
        at = np.minimum(np.searchsorted(lines[order], line), len(lines) - 1)
        own = np.flatnonzero(line > 0)
        before = own[np.maximum(np.searchsorted(own, np.arange(len(line)), side="right") - 1, 0)]
        return np.asarray(codes[order][at][before], dtype=np.int32)

    def _is_constant(self, rows: NDArray[np.int32], queue: NDArray[np.int32]) -> bool:
        """Whether the column of service levels has one value in each queue, as a target has."""
        place = list(self._columns).index("target")
        texts = [key[place] for key in self._codes]
        pairs = np.unique(np.stack([queue, rows]), axis=1).T.tolist()
        cells = {(its_queue, texts[row]) for its_queue, row in pairs}
        return len(cells) == len({its_queue for its_queue, _ in cells})

    def _drop_measured(self, notes: list[str]) -> None:
        """Leave out service levels that change from row to row, and their limit."""
        level, limit = self._columns["target"], self._columns["within"]
        self._dropped = ("target", "within")
        notes.append(
            f"'{level.heading}' and '{limit.heading}' are not used: a service level that changes "
            "from row to row is a result; rename it 'target' if it is a target"
        )

    def _note_replaced(self, notes: list[str]) -> None:
        """The columns that options replace."""
        for part, column in self._overridden.items():
            notes.append(f"{option(_OPTIONS[part])} replaces the column '{column.heading}'")

    def _sets(self) -> tuple[InputSet, ...]:
        """The distinct sets of cells as values."""
        values: dict[str, dict[str, Any]] = {}
        for place, (part, column) in enumerate(self._columns.items()):
            if part in self._dropped:
                continue
            cells: dict[str, int] = {}
            for key, line in zip(self._codes, self._first, strict=True):
                cells.setdefault(key[place], line)
            values[part] = self._values(part, column, cells)
        return tuple(
            self._set({part: (values[part][text], text) for part, text in self._texts(key)}, line)
            for key, line in zip(self._codes, self._first, strict=True)
        )

    def _texts(self, key: tuple[str, ...]) -> list[tuple[str, str]]:
        """The cells of a set by input."""
        pairs = zip(self._columns, key, strict=True)
        return [(part, text) for part, text in pairs if part not in self._dropped]

    def _values(self, part: str, column: InputColumn, cells: Mapping[str, int]) -> dict[str, Any]:
        """The value of each distinct cell of a column; None for an empty one or a problem."""
        self._separators.infer([text for text in cells if _is_number(text)])
        percent = column.percent
        if part in SHARES and not percent:
            percent = self._is_percent(column, cells)
        values: dict[str, Any] = {}
        for text, line in cells.items():
            try:
                values[text] = self._read(part, column, text, percent=percent) if text else None
            except (InputError, UnreadableError, ValueError) as error:
                values[text] = None
                self._problems.add(str(error).removesuffix("."), line, column.heading)
        return values

    def _is_percent(self, column: InputColumn, cells: Mapping[str, int]) -> bool:
        """Whether bare numbers of a column are percentages: 85, not 0.85."""
        bare = {text: self._bare(text) for text in cells if _is_number(text)}
        # below, as 1.2, a number is neither a fraction nor a likely percentage: units refuses it
        over = [
            text for text, value in bare.items() if value is not None and _LEAST <= value <= 100
        ]
        under = [text for text, value in bare.items() if value is not None and 0 < value <= 1]
        if over and under:
            self._problems.add(
                f"{under[0]!r} may be a fraction or {under[0]} %: others of the column, such as "
                f"{over[0]!r}, are percentages — write it with %",
                cells[under[0]],
                column.heading,
            )
        return bool(over)

    def _bare(self, text: str) -> float | None:
        """A bare number; None for another text."""
        try:
            return float(parse_number(text, self._separators, what="a number"))
        except UnreadableError:
            return None

    def _read(self, part: str, column: InputColumn, text: str, *, percent: bool) -> Any:
        """One cell."""
        bare = self._bare(text) if _is_number(text) else None
        if part in TIMES and (clock := re.fullmatch(r"(\d+):([0-5]\d)", text)):
            if unit_of_heading(column.heading) != "mmss":
                return self._ask_for_unit(part, column, text)
            return 60.0 * int(clock[1]) + int(clock[2])
        if bare is None or part in ("definition", "aht_by_concurrency"):
            return read_cell(part, text)
        if part in TIMES:
            return bare * (column.scale or 1.0)
        return read_cell(part, f"{bare!r}%" if percent else repr(bare))

    def _ask_for_unit(self, part: str, column: InputColumn, text: str) -> Any:
        """A time such as 2:00, which is refused; a unit in the heading makes it known."""
        try:
            return read_cell(part, text)
        except InputError as error:
            cure = f"or the unit in the heading: '{column.heading} (mm:ss)'"
            raise UnreadableError(f"{str(error).removesuffix('.')}, {cure}") from None

    def _set(self, cells: Mapping[str, tuple[Any, str]], line: int) -> InputSet:
        """The inputs of one set of cells, without contradictions."""
        values = {part: value for part, (value, _) in cells.items() if value is not None}
        target = values.pop("target", None)
        within = values.pop("within", None)
        level = None
        if isinstance(target, Target):
            if within is not None and within != target.within:
                self._contradiction(cells, line)
            level, within = target.service_level, target.within
        elif target is not None:
            level = target
            if within is None and self._is_read("target", cells):
                self._problems.add(
                    f"the service level {cells['target'][1]!r} has no time limit — "
                    + self._cure_of_level(level),
                    line,
                    self._columns["target"].heading,
                )
        elif self._lacks_level(values, within):
            self._problems.add(
                "a time limit without a service level — add a column 'target', such as 80 %, or "
                f"use {option('target', '80/20')}",
                line,
                self._columns["within"].heading,
            )
        fields = {FIELDS.get(part, part): value for part, value in values.items()}
        return InputSet(service_level=level, within=within, **fields)

    def _cure_of_level(self, level: float) -> str:
        """How to say the time limit of a service level: by a column, an option, or the cells."""
        named = ""
        if len(self._limits) == 1:
            limits = {"within": self._limits[0]}
            named = f"use {option('columns', limits)} if that column has it, or "
        elif self._limits:
            columns = " or ".join(f"'{name}'" for name in self._limits)
            limits = {"within": self._limits[0]}
            named = f"if {columns} has it, use such as {option('columns', limits)}; or use "
        target = f"{units.given_percent_text(level).removesuffix('%').strip()}/20"
        start = named or "use "
        return (
            f"{start}{option('target', target)} for all rows, write {target} in the cells, or add "
            "a column 'within' of seconds"
        )

    def _lacks_level(self, values: Mapping[str, Any], within: float | None) -> bool:
        """Whether a time limit is that of a service level that is missing."""
        others = {"target_asa", "target_abandonment"} & set(values)
        return within is not None and not others and not self.is_plan

    def _is_read(self, part: str, cells: Mapping[str, tuple[Any, str]]) -> bool:
        """Whether the cell of a time limit is empty, and not one that is a problem already."""
        return part in cells and not cells.get("within", (None, ""))[1]

    def _contradiction(self, cells: Mapping[str, tuple[Any, str]], line: int) -> None:
        """A row that names two time limits."""
        self._problems.add(
            f"{self._columns['target'].heading!r} is {cells['target'][1]!r} but "
            f"{self._columns['within'].heading!r} is {cells['within'][1]!r}: two time limits — "
            "write the same in both",
            line,
        )


def _is_level(heading: str) -> bool:
    """Whether a heading is a service level that may be measured or a target."""
    return words_and_unit(heading)[0] in _MEASURED or says_level(heading)


def _is_number(text: str) -> bool:
    """Whether a text is a number without a unit."""
    return bool(text) and text[-1].isdigit() and not re.search(r"[^\d.,'’\s-]", text)


def _note_read(
    found: RowInputs,
    columns: Mapping[str, InputColumn],
    queue: NDArray[np.int32],
    queues: Sequence[str],
    notes: list[str],
) -> None:
    """Say which columns set the inputs, and to what."""
    parts = [
        f"{part.replace('_', ' ')} from '{column.heading}'" for part, column in columns.items()
    ]
    by_queue = [found.of_queue(queue, index) for index in range(len(queues))]
    count = len(queues)
    whose = f" for {count} queues" if count > 1 else ""
    changes = [name for name, sets in zip(queues, by_queue, strict=True) if len(sets) > 1]
    if changes:
        whose += ", which change between rows" + (
            f" of {', '.join(map(repr, changes[:_SHOWN]))}" if count > 1 else ""
        )
    notes.append(f"read {', '.join(parts)}{whose}")
    shown: dict[str, list[str]] = {}
    for name, sets in zip(queues, by_queue, strict=True):
        for index in sets:
            text = set_text(found.sets[index])
            if name not in shown.setdefault(text, []):
                shown[text].append(name)
    for text, its_queues in list(shown.items())[:_SHOWN]:
        label = f" ({', '.join(its_queues)})" if count > 1 and len(shown) > 1 else ""
        notes.append(f"inputs of the file: {text}{label}")
    if len(shown) > _SHOWN:
        notes.append(f"inputs of the file: {len(shown) - _SHOWN} more sets")
    swapped = (swapped_note(one.service_level, one.within) for one in found.sets)
    notes.extend(filter(None, dict.fromkeys(swapped)))


def set_text(one: InputSet) -> str:
    """The inputs of a row for reading.

    >>> set_text(InputSet(0.8, 20.0, patience=150.0, max_occupancy=0.85))
    '80 % within 20 s, occupancy up to 85 %, patience 150 s'
    """
    percent, time = units.given_percent_text, units.duration_text
    level, within, shrinkage = one.service_level, one.within, one.shrinkage
    texts: list[tuple[object, Callable[[], str]]] = [
        (level, lambda: f"{percent(level or 0)} within {time(within or 0)}"),
        (one.asa, lambda: f"ASA up to {time(one.asa or 0)}"),
        (one.abandonment, lambda: f"abandonment up to {percent(one.abandonment or 0)}"),
        (one.max_occupancy, lambda: f"occupancy up to {percent(one.max_occupancy or 0)}"),
        (one.patience, lambda: f"patience {one.patience:g} s"),
        (one.min_agents or None, lambda: f"at least {one.min_agents} agents"),
        (one.definition, lambda: f"share of the {one.definition} contacts"),
        (shrinkage, lambda: f"shrinkage {percent(shrinkage.total if shrinkage else 0)}"),
        (one.volume_cv, lambda: f"CV of the volume {percent(one.volume_cv or 0)}"),
        (one.confidence, lambda: f"confidence {percent(one.confidence or 0)}"),
        (one.goal, lambda: f"goal by {one.goal}"),
        (
            one.min_service_level,
            lambda: f"at least {percent(one.min_service_level or 0)} in every interval",
        ),
    ]
    return ", ".join(text() for value, text in texts if value is not None) or "none"
