"""Tables in memory: pandas, polars and pyarrow tables and dicts of columns, read like a file.

`frame_of` takes a table apart into the columns of `frame_columns`; `read_frame` gives them to the
same reader as the rows of a file, so that headings, units, dates, intervals and every check are
the same.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm._extras import optional_package
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.io.forecast.column_map import ColumnMap
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.frame_columns import (
    Durations,
    FrameBlock,
    FrameColumn,
    Instants,
    Numbers,
    Texts,
    cell_text,
    instants,
    unmasked,
)
from wfm.io.forecast.frame_headings import heading_text, pandas_headings, without_made
from wfm.io.forecast.heading_words import meanings
from wfm.io.forecast.layouts import with_layout
from wfm.io.forecast.lost_thousands import refuse_lost_thousands
from wfm.io.forecast.more_columns import MoreColumns
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions, check_options
from wfm.io.forecast.reader import demand_of_columns, read_columns

__all__ = [
    "Frame",
    "Table",
    "column_array",
    "frame_of",
    "heading_text",
    "is_frame",
    "is_pandas",
    "read_frame",
]

# Rows of one block: text is made for one block at a time, and arrays need no small blocks.
_ROWS = 1 << 17
_STARTS = {"start", "date", "time"}
_ROLES = {*_STARTS, "volume", "aht", "queue"}
_KINDS = "a pandas, polars or pyarrow table or a dict of columns"


class ColumnsTable(Protocol):
    """A table of pandas, polars, pyarrow or another library that narwhals knows."""

    @property
    def columns(self) -> Any:
        """The columns, or their names."""


Table: TypeAlias = Mapping[Any, Any] | ColumnsTable


@dataclass(frozen=True)
class Frame:
    """A table in memory as columns.

    Attributes
    ----------
    source : str
        What errors call it: "DataFrame", "Table", "dict".
    columns : mapping of str to FrameColumn
        By heading, the start first where it is the index of a pandas table.
    labels : sequence
        The label of each row: of the index of a pandas table, else its number from 0.
    lengths : float64 array or None
        A column ``interval`` of numbers or durations: the length of each interval. [s]
    made : tuple of str
        Headings of columns that the table of the caller does not have.
    """

    source: str
    header: tuple[str, ...]
    columns: tuple[FrameColumn, ...]
    labels: Sequence[object]
    lengths: FloatArray | None = None
    notes: tuple[str, ...] = field(default=())
    made: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.labels)

    def has_start(self, options: ReadOptions) -> bool:
        """Whether a column can be the start of the intervals."""
        if options.layout is not None or options.columns.keys() & _STARTS:
            return True
        roles = set().union(*map(_roles, self.header))
        # without any known name, the headings may be in a row, below a title
        return bool(roles & _STARTS) or not roles

    def with_start(self, start: FrameColumn) -> Frame:
        """The table with a column of starts in front."""
        header, columns = ("start", *self.header), (start, *self.columns)
        return replace(self, header=header, columns=columns, made=("start",))


def is_frame(value: object) -> bool:
    """Whether a value is a table in memory, and not a path or a record of wfm."""
    return isinstance(value, Mapping) or hasattr(type(value), "columns") or is_pandas(value)


def read_frame(frame: Frame, options: ReadOptions, more: MoreColumns | None = None) -> Demand:
    """Read a table in memory into a forecast, with every check of a file.

    Parameters
    ----------
    frame : Frame
        Of `frame_of`.
    options : ReadOptions
        As for a file; those of its text (delimiter, encoding, sheet) have no effect.
    more : MoreColumns, optional
        Collects columns that a forecast does not have.

    Returns
    -------
    Demand
        Its `line` is the position of the row in the table, from 1.

    Raises
    ------
    DataError
        With every problem of the table, each with the label of its row and its column.
    InputError
        For an invalid option.

    Examples
    --------
    >>> table = {"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "calls": [60, 100]}
    >>> forecast = read_frame(frame_of(table), ReadOptions(aht=180))
    >>> forecast.interval, forecast.volume.tolist()
    (1800.0, [60.0, 100.0])
    """
    check_options(options)
    options = with_layout(options)
    problems, notes = Problems(frame.source, frame.labels), list(frame.notes)
    problems.made = frozenset(frame.made)
    problems.beside = () if frame.lengths is None else ("interval",)
    if not frame.header:
        problems.stop("has no columns")
    options = _with_length(frame, options, problems)
    # text in a table may have a decimal comma, as in a file with semicolons
    reader = read_columns(_blocks(frame), ";", options, problems, notes, more)
    refuse_lost_thousands(
        dict(zip(frame.header, frame.columns, strict=True)),
        _quantities(frame, reader.columns),
        problems,
    )
    reader.check_starts()
    if more is not None:
        options = more.reading(options)
    options = _with_types(frame, reader.columns, options, notes)
    demand = demand_of_columns(reader, options, problems, notes)
    inputs = demand.row_inputs
    if inputs is not None:
        inputs = inputs._replace(labels=frame.labels)
    return replace(demand, labels=frame.labels, row_inputs=inputs)


def _quantities(frame: Frame, columns: ColumnMap) -> dict[str, str]:
    """The headings of contacts and handle times; of a wide table, those of all its columns."""
    if columns.volume is not None and columns.name(columns.volume) not in frame.header:
        return dict.fromkeys(frame.header, "contacts")
    volume = {columns.name(at): "contacts" for at in (columns.volume, *columns.volume_parts)}
    return volume | {columns.name(at): "seconds" for at in (columns.aht, *columns.aht_parts)}


def _with_length(frame: Frame, options: ReadOptions, problems: Problems) -> ReadOptions:
    """The options with the length of the intervals of the table, if it has one for all rows."""
    if frame.lengths is None or options.interval is not None:
        return options
    known = frame.lengths[~np.isnan(frame.lengths)]
    if not len(known):
        return options
    lengths, counts = np.unique(known, return_counts=True)
    common = float(lengths[counts.argmax()])
    other = np.flatnonzero(frame.lengths != common)
    if len(other):
        lengths = frame.lengths
        problems.add_rows(
            other,
            np.arange(1, len(frame) + 1, dtype=np.int32),
            lambda row: (
                f"{_length_text(lengths[row])}, but "
                f"{common:g} s in other rows: all intervals must have one length — plan rows of "
                "other lengths separately, or split longer ones"
            ),
            "interval",
        )
        problems.check()
    return replace(options, interval=common, interval_of_table=True)


def _length_text(length: float) -> str:
    """What the cell of a length has."""
    text = cell_text(length)
    return f"the length is {text} s" if text else "the cell is empty"


def _with_types(
    frame: Frame, columns: ColumnMap, options: ReadOptions, notes: list[str]
) -> ReadOptions:
    """The options with the time zone of timestamps and the unit of durations."""
    start = None if columns.clock is not None else frame.columns[columns.start]
    if isinstance(start, Instants) and start.zone is not None and options.zone is None:
        notes.append(f"time zone: {start.zone}, that of the timestamps")
        options = replace(options, zone=start.zone)
    aht = None if columns.aht is None else frame.columns[columns.aht]
    if isinstance(aht, Durations) and not columns.aht_unit:
        options = replace(options, aht_unit="s")
    return options


def _blocks(frame: Frame) -> Iterator[RowBlock]:
    """The headings, then the rows."""
    yield RowBlock([list(frame.header)], [0])
    for first in range(0, len(frame), _ROWS):
        positions = np.arange(first, min(first + _ROWS, len(frame)))
        yield FrameBlock.of(frame.columns, positions)


def frame_of(frame: object) -> Frame:
    """A table of one of the libraries as columns.

    Raises
    ------
    InputError
        For anything that is not a table in memory.
    UsageError
        For a polars or pyarrow table without the package narwhals.

    Examples
    --------
    >>> frame_of({"calls": [60, 100], "aht": 180}).header
    ('calls', 'aht')
    """
    if isinstance(frame, Mapping):
        return _of_dict(frame)
    if is_pandas(frame):
        return _of_pandas(frame)
    return _of_narwhals(_narwhals(frame), type(frame).__name__)


def is_pandas(value: object) -> bool:
    """Whether a value is a pandas DataFrame; pandas is imported if there is one."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.DataFrame)


def _narwhals(frame: object) -> Any:
    """A table of another library, by narwhals.

    Raises
    ------
    InputError
        If it is no table in memory.
    """
    if not hasattr(type(frame), "columns"):
        raise _no_table(frame)
    narwhals = optional_package("narwhals", f"a table of {type(frame).__module__.split('.')[0]}")
    native = narwhals.from_native(frame, pass_through=True)
    if isinstance(native, narwhals.LazyFrame):
        raise InputError(
            f"frame must be a table in memory: got a {type(frame).__name__} that is computed "
            "later; pass frame.collect().",
            name="frame",
        )
    if not isinstance(native, narwhals.DataFrame):
        raise _no_table(frame)
    return native


def _no_table(value: object) -> InputError:
    """The error of an argument that is no table, with what to pass instead."""
    cure = ""
    if isinstance(value, str) or hasattr(value, "__fspath__"):
        shown = repr(value) if isinstance(value, str) else repr(str(value))
        return InputError(
            f"frame must be {_KINDS}: got the path {shown}; for a file use wfm.plan({shown}).",
            name="frame",
            value=value,
        )
    if isinstance(value, list | tuple):
        cure = "; pass pandas.DataFrame(rows), or a dict with a list for each column"
    elif type(value).__name__ == "Series":
        cure = "; pass its table, with a column for the volume and one for the AHT"
    return InputError(
        f"frame must be {_KINDS}: got {type(value).__name__}{cure}.", name="frame", value=value
    )


def _of_dict(columns: Mapping[Any, object]) -> Frame:
    """A dict of columns: arrays, lists, or one value for all rows."""
    arrays = {name: column_array(name, values) for name, values in columns.items()}
    lengths = {len(values) for values in arrays.values() if values.ndim}
    if len(lengths) > 1:
        each = ", ".join(f"{name!r} {len(v)}" for name, v in arrays.items() if v.ndim)
        raise InputError(f"columns must have one length: got {each}.", name="frame")
    if not lengths:
        raise InputError("frame has no rows: give each column a list of values.", name="frame")
    rows = lengths.pop()
    found = [
        (cell_text(name), _numpy_column(np.broadcast_to(values, rows)))
        for name, values in arrays.items()
    ]
    return _frame("dict", found, range(rows))


def column_array(name: object, values: object) -> NDArray[Any]:
    """One column of a dict; objects stay objects, so that 7 and "7" are not the same."""
    array = values if isinstance(values, np.ndarray) else _listed(values)
    if isinstance(array, np.ma.MaskedArray):
        array = unmasked(array)
    if array.ndim > 1:
        raise InputError(
            f"column {name!r} must have one dimension: got shape {array.shape}.", name="frame"
        )
    return array


def _listed(values: object) -> NDArray[Any]:
    """A list, a series or one value as an array."""
    if type(values) in (int, float):
        return np.array(values, dtype=np.float64)
    if isinstance(values, str | bytes) or not hasattr(values, "__len__"):
        return np.array(values, dtype=object)
    if hasattr(values, "dtype"):
        return np.asanyarray(values)
    # an element of a masked array that is masked
    cells = [None if cell is np.ma.masked else cell for cell in values]  # type: ignore[attr-defined]
    if set(map(type, cells)) <= {int, float}:
        return np.array(cells, dtype=np.float64)
    array = np.empty(len(cells), dtype=object)
    array[:] = cells
    return array


def _numpy_column(values: NDArray[Any]) -> FrameColumn:
    """A numpy array as a column."""
    if values.dtype.kind in "iuf":
        return Numbers(values.astype(np.float64))
    if values.dtype.kind == "M":
        return instants(values, None)
    if values.dtype.kind == "m":
        return _durations(values)
    return Texts(values.tolist())


def _durations(values: NDArray[Any]) -> Durations:
    """Durations in seconds; NaT is empty."""
    return Durations(np.asarray(values / np.timedelta64(1, "s"), dtype=np.float64))


def _of_pandas(frame: Any) -> Frame:
    """A pandas table: its columns, and what its index has."""
    columns = [
        (name, _pandas_column(frame.iloc[:, position]))
        for position, name in enumerate(pandas_headings(frame.columns))
    ]
    index = _from_index(frame, columns)
    if any(isinstance(column, Instants) for _, column in index):
        # hour, day or month are then parts of the start; interval may be a length
        columns = [one for one in columns if one[0] == "interval" or not _is_time(one[0])]
    return _frame("DataFrame", [*index, *columns], frame.index)


def _from_index(
    frame: Any, columns: Sequence[tuple[str, FrameColumn]]
) -> list[tuple[str, FrameColumn]]:
    """The levels of the index that are quantities: timestamps, or named like a column of files."""
    found = []
    names = {name for name, _ in columns}
    for level in range(frame.index.nlevels):
        index = frame.index.get_level_values(level)
        name = "" if index.name is None else str(index.name)
        stamps = index.dtype.kind == "M" or type(index).__name__ == "PeriodIndex"
        if stamps and not any(_is_start(*column) for column in columns):
            heading = name if "start" in _roles(name) else "start"
            found.append((heading, _pandas_column(index.to_series())))
        elif name and name not in names and _roles(name):
            found.append((name, _pandas_column(index.to_series())))
    return found


def _roles(heading: str) -> set[str]:
    """The quantities that a heading can be."""
    return _ROLES & meanings(heading).keys()


def _is_time(heading: str) -> bool:
    """Whether a heading can only be a start, a date or a time of day."""
    roles = _roles(heading)
    return bool(roles) and roles <= _STARTS


def _is_start(name: str, column: FrameColumn) -> bool:
    """Whether a column takes precedence over an index of timestamps as the start."""
    roles = _roles(name)
    return "start" in roles and ("time" not in roles or isinstance(column, Instants))


def _pandas_column(series: Any) -> FrameColumn:
    """A pandas column, also of the types with NA."""
    if type(series.dtype).__name__ == "PeriodDtype":
        series = series.dt.to_timestamp()
    kind = series.dtype.kind
    if kind in "iuf":
        return Numbers(series.to_numpy(dtype=np.float64, na_value=np.nan))
    if kind == "m":
        return Durations(series.dt.total_seconds().to_numpy(dtype=np.float64, na_value=np.nan))
    if kind == "M":
        zone = series.dt.tz
        local = series if zone is None else series.dt.tz_convert("UTC").dt.tz_localize(None)
        values = local.to_numpy()
        if values.dtype.kind != "M":  # the types of pyarrow
            values = local.astype("datetime64[us]").to_numpy()
        return instants(values, zone)
    return Texts(series.to_numpy(dtype=object).tolist())


def _of_narwhals(frame: Any, source: str) -> Frame:
    """A table of polars, pyarrow or another library, by narwhals."""
    columns = [(name, _narwhals_column(frame[name])) for name in frame.columns]
    return _frame(source, columns, range(len(frame)))


def _narwhals_column(series: Any) -> FrameColumn:
    """A column of a narwhals table."""
    dtype = series.dtype
    if dtype.is_integer() or dtype.is_float():
        return Numbers(np.asarray(series.to_numpy(), dtype=np.float64))
    name = type(dtype).__name__
    if name == "Datetime":
        zone = dtype.time_zone
        if zone is not None:
            series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        return instants(series.to_numpy(), None if zone is None else _zone(zone))
    if name == "Duration":
        return _durations(np.asarray(series.to_numpy()))
    return Texts(series.to_list())


def _zone(name: str) -> Any:
    """The time zone of a name, or of an offset such as +02:00."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return datetime.fromisoformat(f"2000-01-01T00:00:00{name}").tzinfo


def _frame(
    source: str, columns: Sequence[tuple[str, FrameColumn]], labels: Sequence[object]
) -> Frame:
    """A table; a column ``interval`` of numbers or durations is the length of its intervals."""
    lengths, kept = None, []
    for name, column in columns:
        if name == "interval" and isinstance(column, Numbers | Durations):
            lengths = column.values
        else:
            kept.append((name, column))
    values = tuple(column for _, column in kept)
    header = without_made([(name, _first_text(column)) for name, column in kept])
    return Frame(source, header, values, labels, lengths)


def _first_text(column: FrameColumn) -> str:
    """The first cell of a column if it is a text, else empty."""
    cell = column.values[0] if isinstance(column, Texts) and len(column.values) else ""
    return cell if isinstance(cell, str) else ""
