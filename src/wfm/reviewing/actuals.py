"""What happened in every interval: an interval report, read by the reader of forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np

from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.io.forecast.decoding import ByteProgress
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.frames import Table, frame_of, read_frame
from wfm.io.forecast.handle_time import clock_unit
from wfm.io.forecast.heading_words import meanings, unit_of_heading
from wfm.io.forecast.input_words import input_headings
from wfm.io.forecast.more_columns import MoreColumns
from wfm.io.forecast.named_columns import named_columns
from wfm.io.forecast.numbers import NumberColumn, Separators
from wfm.io.forecast.own_files import refuse_result
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import QUANTITIES, ReadOptions, nearest
from wfm.io.forecast.reader import read_demand
from wfm.io.forecast.report_words import (
    REPORT_QUANTITIES,
    is_forecast_heading,
    limit_of_heading,
    report_quantity,
)
from wfm.option_text import option, set_option

__all__ = ["Actuals", "ReportColumns", "actuals_of_counts", "read_actuals"]

_SHARES = ("service_level", "occupancy", "abandonment")
_COUNTS = ("answered", "abandoned", "in_time")
_PEOPLE = ("agents", "scheduled")
_HIGHEST = {**dict.fromkeys(_COUNTS, 1e9), **dict.fromkeys(_PEOPLE, 1e6), "asa": 1e7}
# Of a share: 100 %, and what is above it by rounding or by agents who help out.
_HIGHEST_SHARE = 200.0
_BLANK = frozenset(("", "-", "–", "—", "n/a", "na", "nan", "null", "none"))
_MORE_IN_TIME = 1e-9  # contacts, of rounding


@dataclass(frozen=True, repr=False)
class Actuals:
    """What happened in every interval.

    Attributes
    ----------
    demand : Demand
        Contacts offered and the AHT of those that were answered; NaN where it is not known.
    columns : mapping of str to float64 array, shape (n,)
        Those of `REPORT_QUANTITIES` that the report has: ``answered``, ``abandoned`` and
        ``in_time`` [contacts], ``service_level``, ``occupancy`` and ``abandonment`` [fraction],
        ``asa`` [s], ``agents`` on contacts and ``scheduled`` people [agents]; NaN where a cell is
        empty.
    headings : mapping of str to str
        The heading of each of the columns.
    limit : float or None
        The limit of the service level that its heading says. [s]
    """

    demand: Demand
    columns: Mapping[str, FloatArray]
    headings: Mapping[str, str]
    limit: float | None = None

    def __repr__(self) -> str:
        """The size of the report, instead of its arrays."""
        return f"<Actuals: {len(self.demand)} intervals, {', '.join(self.columns)}>"


class ReportColumns(MoreColumns):
    """Collects the columns of a report that a forecast does not have, while it is read.

    Parameters
    ----------
    named : mapping of str to str
        The heading of each quantity that the caller names, one of `REPORT_QUANTITIES`.
    options : ReadOptions
        The options of the other columns.
    limit : float, optional
        The limit of the service level of the plan; of several columns, that with this limit is
        read. [s]
    """

    def __init__(
        self, named: Mapping[str, str], options: ReadOptions, limit: float | None = None
    ) -> None:
        self._named, self._options, self._limit = named, options, limit
        self.headings: dict[str, str] = {}
        self._places: dict[str, int] = {}
        self._hidden: set[int] = set()
        self.left_out: tuple[str, ...] = ()  # headings of forecasts and targets
        self._cells: dict[str, list[str]] = {}
        self._lines: list[int] = []
        self._width = 0

    def start(
        self, header: Sequence[str], line: int, separators: Separators, problems: Problems
    ) -> None:
        """Find the columns by their headings.

        Raises
        ------
        DataError
            For a table that wfm wrote, which is no report.
        InputError
            For a heading that the caller names and the file does not have.
        """
        names = [name.strip().lstrip("\ufeff") for name in header]
        refuse_result(names, line, problems)
        self._width, self._separators, self._problems = len(names), separators, problems
        self._places = _places(names, line, self._named, self._options, self._limit, problems)
        self.headings = {name: names[place] for name, place in self._places.items()}
        self._cells = {name: [] for name in self._places}
        self._hidden = self._not_of_reader(names)

    def _not_of_reader(self, names: Sequence[str]) -> set[int]:
        """The columns that the reader of a forecast is not to read: forecasts, targets, results.

        Answered and abandoned contacts are left to the reader where nothing else is the volume.
        """
        mapped = {heading.strip().casefold() for heading in self._options.columns.values()}
        free = [i for i, name in enumerate(names) if name.casefold() not in mapped]
        happened = {
            role
            for name in names
            for role in ("volume", "aht")
            if role in meanings(name) and not is_forecast_heading(name)
        }
        hidden = set()
        for i in free:
            roles = {"volume", "weak volume", "aht"} & meanings(names[i]).keys()
            if is_forecast_heading(names[i]) and {one.split()[-1] for one in roles} <= happened:
                hidden.add(i)
        targets = {one.place for some in input_headings(names).values() for one in some}
        hidden |= targets & set(free) - set(self._places.values())
        self.left_out = tuple(names[i] for i in sorted(hidden))
        offered = any(
            "volume" in (known := meanings(name))
            and not known["volume"].tags & {"answered", "forecast"}
            for name in names
        )
        as_volume = {self._places.get("answered"), self._places.get("abandoned")} - {None}
        if self._options.layout is None and (offered or "volume" in self._options.columns):
            as_volume = set()
        return hidden | (set(self._places.values()) - as_volume)

    @property
    def used(self) -> set[int]:
        """The indices of the columns that nothing else reads."""
        return self._hidden

    def add(self, block: RowBlock) -> None:
        """Collect the cells of some rows; rows of another width are refused elsewhere."""
        for line, row in zip(block.lines, block.rows, strict=True):
            if len(row) == self._width:
                self._lines.append(line)
                for name, place in self._places.items():
                    cell = row[place].strip()
                    self._cells[name].append("" if cell.casefold() in _BLANK else cell)

    def of_rows(self, demand: Demand) -> dict[str, FloatArray]:
        """The values of each row of the report; NaN for an empty cell.

        Raises
        ------
        DataError
            For cells that cannot be read, or counts that contradict each other.
        """
        lines = np.array(self._lines, dtype=np.int64)
        at = np.minimum(np.searchsorted(lines, demand.line), max(len(lines) - 1, 0))
        known = lines[at] == demand.line if len(lines) else np.zeros(len(demand), dtype=bool)
        texts = (cell for cells in self._cells.values() for cell in cells)
        self._separators.infer([cell.removesuffix("%").rstrip() for cell in texts])
        columns = {}
        for name, cells in self._cells.items():
            values = self._shares(name, cells) if name in _SHARES else self._numbers(name, cells)
            columns[name] = np.where(known, values[at], np.nan)
        self._check_counts(demand, columns)
        self._problems.check()
        return {name: values for name, values in columns.items() if not np.isnan(values).all()}

    def _numbers(self, name: str, cells: Sequence[str]) -> FloatArray:
        """A column of contacts, agents, or times in seconds."""
        infinite = [cell in ("inf", "∞") for cell in cells] if name == "asa" else []
        if name == "asa":
            column = self._times([*cells])
            cells = ["" if cell in ("inf", "∞") else cell for cell in cells]
        else:
            what = "agents" if name in _PEOPLE else "contacts"
            column = NumberColumn(self.headings[name], what, _HIGHEST[name], empty=np.nan)
        values = column.read(cells, self._lines, self._separators, self._problems)
        return np.where(infinite, np.inf, values) if any(infinite) else values

    def _times(self, cells: Sequence[str]) -> NumberColumn:
        """How waits are read: as their heading or the form of the cells says, else in seconds."""
        heading = self.headings["asa"]
        unit = clock_unit(cells) or unit_of_heading(heading) or "s"
        if not clock_unit(cells) and any(":" in cell for cell in cells):
            unit = "mmss"  # a wait of 0:15 is no quarter of an hour
        return NumberColumn(
            heading, _TIMES.get(unit, "seconds"), _HIGHEST["asa"], unit=unit, empty=np.nan
        )

    def _shares(self, name: str, cells: Sequence[str]) -> FloatArray:
        """A column of shares; of percentages, or of numbers above 1, hundredths."""
        signs = [cell.endswith("%") for cell in cells]
        bare = [cell.removesuffix("%").rstrip() for cell in cells]
        column = NumberColumn(self.headings[name], "percent", _HIGHEST_SHARE, empty=np.nan)
        values = column.read(bare, self._lines, self._separators, self._problems)
        if any(signs):
            return np.where(signs, values / 100.0, values)
        known = values[~np.isnan(values)]
        return values / 100.0 if len(known) and known.max() > _ABOVE_ALL else values

    def _check_counts(self, demand: Demand, columns: Mapping[str, FloatArray]) -> None:
        """Refuse more contacts answered in time than were offered: it is another column."""
        if "in_time" not in columns:
            return
        more = columns["in_time"] > demand.volume + _MORE_IN_TIME
        if more.mean() > _FEW:
            row = int(np.argmax(more))
            self._problems.add(
                f"{columns['in_time'][row]:g} contacts answered in time, but only "
                f"{demand.volume[row]:g} offered — name another column: "
                f"{option('columns', {'in_time': 'HEADING'})}",
                int(demand.line[row]),
                self.headings["in_time"],
            )


_TIMES = {"s": "seconds", "min": "minutes", "ms": "milliseconds", "h": "hours"}
_ABOVE_ALL = 1.5  # a column of fractions has none above it; of percentages, some
_FEW = 0.2  # of the rows; contacts may be answered in the interval after that of their arrival


def _places(
    names: Sequence[str],
    line: int,
    named: Mapping[str, str],
    options: ReadOptions,
    limit: float | None,
    problems: Problems,
) -> dict[str, int]:
    """The column of each quantity of a report that the file has."""
    own = named_columns(
        names, replace(options, columns=named, layout=None), problems.source, REPORT_QUANTITIES, ()
    )
    mapped = {heading.strip().casefold() for heading in options.columns.values()}
    found: dict[str, list[int]] = {}
    taken = {place for column in own.values() for place in column.columns}
    for i, name in enumerate(names):
        quantity = report_quantity(name) if name and i not in taken else ""
        if quantity and quantity not in own and name.casefold() not in mapped:
            found.setdefault(quantity, []).append(i)
    places = {name: column.columns[0] for name, column in own.items() if column.columns}
    for quantity, candidates in found.items():
        place = _one_of(quantity, candidates, names, limit)
        if place is None:
            listed = " and ".join(f"'{names[i]}' (column {i + 1})" for i in candidates)
            problems.add(
                f"{listed} can all be {quantity} — say which to read, such as "
                f"{option('columns', {quantity: names[candidates[0]]})}",
                line,
            )
        else:
            places[quantity] = place
    return places


def _one_of(
    quantity: str, candidates: Sequence[int], names: Sequence[str], limit: float | None
) -> int | None:
    """The column to read: the only one, that with the limit of the plan, or that of this name."""
    if len(candidates) == 1:
        return candidates[0]
    exact = [i for i in candidates if names[i].casefold() == quantity]
    at_limit = [i for i in candidates if limit is not None and limit_of_heading(names[i]) == limit]
    if quantity == "answered":  # several words for it: the first
        return (exact or list(candidates))[0]
    for some in (at_limit, exact):
        if len(some) == 1:
            return some[0]
    return None


def read_actuals(
    source: str | Table,
    options: ReadOptions,
    limit: float | None = None,
    *,
    stdin: BinaryIO | None = None,
    progress: ByteProgress | None = None,
) -> Actuals:
    """Read an interval report from a file or a table.

    The report has a row per interval, and per queue where there are several: its start, the
    contacts offered (or answered and abandoned), and what it has of the AHT, the contacts answered
    and abandoned, those answered in time or the service level, the ASA, the agents on contacts or
    scheduled, and the occupancy. The columns are found by their headings.

    Parameters
    ----------
    source : str or table
        Path of a .csv, .tsv or .xlsx file, ``"-"`` for standard input, or a table in memory.
    options : ReadOptions
        As for a forecast; `columns` may name `REPORT_QUANTITIES` too.
    limit : float, optional
        The limit of the service level of the plan: of several columns of service levels, that
        with this limit in its heading is read. [s]
    stdin, progress
        As for `wfm.io.forecast.reader.read_demand`.

    Raises
    ------
    DataError
        With every problem of the file, each with its line and column.
    InputError
        For an option outside its domain.
    """
    named = {name: text for name, text in options.columns.items() if name in REPORT_QUANTITIES}
    rest = {name: text for name, text in options.columns.items() if name not in named}
    for name in rest:
        _check_quantity(name)
    options = replace(options, columns=rest, aht_may_lack=True, past=True)
    columns = ReportColumns(named, options, limit)
    if isinstance(source, str):
        demand = read_demand(source, options, stdin=stdin, progress=progress, more=columns)
    else:
        demand = read_frame(frame_of(source), options, columns)
    values = columns.of_rows(demand)
    notes = list(demand.notes)
    if columns.left_out:
        texts = ", ".join(f"'{name}'" for name in columns.left_out)
        notes.append(f"columns not used, forecast and targets are those of the plan: {texts}")
    demand = replace(demand, row_inputs=None, aht=_known_aht(demand), notes=tuple(notes))
    said = [limit_of_heading(columns.headings[name]) for name in ("in_time", "service_level")
            if name in values]  # fmt: skip
    return Actuals(demand, values, columns.headings, next(iter(said), None))


def actuals_of_counts(demand: Demand, columns: Mapping[str, FloatArray]) -> Actuals:
    """A report of what `wfm.count_contacts` counted.

    Parameters
    ----------
    demand : Demand
        Volume and AHT of every interval.
    columns : mapping of str to array
        ``answered`` and ``abandoned`` [contacts] and ``asa`` [s].
    """
    known = {name: values for name, values in columns.items() if not np.isnan(values).all()}
    headings = {name: name for name in known}
    return Actuals(replace(demand, aht=_known_aht(demand)), known, headings)


def _check_quantity(name: str) -> None:
    """Refuse a name that is no quantity of a report."""
    known = (*QUANTITIES, *REPORT_QUANTITIES)
    if name not in known:
        hint = nearest(name, list(known)) or f"; the quantities are {', '.join(known)}."
        raise InputError(
            f"unknown quantity {name!r} in {set_option('columns')}{hint}",
            name="columns",
            value=name,
        )


def _known_aht(demand: Demand) -> FloatArray:
    """The AHT; NaN where no contact was handled."""
    return np.where((demand.volume > 0) & (demand.aht > 0), demand.aht, np.nan)
