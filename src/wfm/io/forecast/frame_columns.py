"""The columns of a table in memory, as the cells that a file would have, without a loss.

Numbers and timestamps stay arrays: `FrameBlock.cells` passes them to the reader as they are, which
checks a million of them at once. Where the reader wants text, to match a heading or to show a
cell in an error, a cell is written as the spreadsheet program would show it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias, overload
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.io.forecast.dates import DAY, Seconds
from wfm.io.forecast.delimited import Cells, RowBlock
from wfm.io.forecast.numbers import Lengths, number_cell

__all__ = [
    "Durations",
    "FrameBlock",
    "FrameColumn",
    "FrameRows",
    "Instants",
    "Numbers",
    "Texts",
    "cell_text",
    "instants",
    "unmasked",
]

# Local starts that a file may have; others stay text, so that the parser of dates refuses them.
_FIRST = (date(1900, 1, 1).toordinal() - date(1970, 1, 1).toordinal()) * DAY
_END = (date(2201, 1, 1).toordinal() - date(1970, 1, 1).toordinal()) * DAY
# Spreadsheets store times as binary fractions of a day: 08:20 may be 08:19:59.999999.
_NOISE = timedelta(milliseconds=1)
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}

Rows: TypeAlias = slice | NDArray[np.intp]


class Numbers(NamedTuple):
    """A column of numbers; NaN is an empty cell."""

    values: FloatArray

    def cells(self, rows: Rows) -> FloatArray:
        """The numbers of some rows."""
        return self.values[rows]

    def texts(self, rows: Rows) -> list[str]:
        """Some cells as text; whole numbers without a decimal point."""
        return [cell_text(value) for value in self.values[rows].tolist()]

    def may_be_blank(self) -> bool:
        """Whether a cell is empty."""
        return bool(np.isnan(self.values).any())


class Durations(NamedTuple):
    """A column of durations in seconds; NaN is an empty cell."""

    values: FloatArray

    def cells(self, rows: Rows) -> Lengths:
        """The durations of some rows."""
        return Lengths(self.values[rows])

    def texts(self, rows: Rows) -> list[str]:
        """Some cells as text, h:mm:ss."""
        return Lengths(self.values[rows]).texts()

    def may_be_blank(self) -> bool:
        """Whether a cell is empty."""
        return bool(np.isnan(self.values).any())


class Instants(NamedTuple):
    """A column of timestamps without empty cells.

    `seconds` are since 1970, in local time, or with an `offset` [s] in the time of that offset.
    `zone` is the name of the time zone of the column, if it has one.
    """

    seconds: NDArray[np.int64]
    offset: int | None = None
    zone: str | None = None

    def cells(self, rows: Rows) -> Seconds:
        """The timestamps of some rows."""
        return Seconds(self.seconds[rows], self.offset)

    def texts(self, rows: Rows) -> list[str]:
        """Some cells as text, in the time zone of the column."""
        moments = [datetime(1970, 1, 1) + timedelta(seconds=s) for s in self.seconds[rows].tolist()]
        if self.offset is not None:
            shift = timedelta(seconds=self.offset)
            zone = ZoneInfo(self.zone) if self.zone else _fixed(shift)
            moments = [(one - shift).replace(tzinfo=UTC).astimezone(zone) for one in moments]
        return [one.isoformat(" ") for one in moments]

    def may_be_blank(self) -> bool:
        """Whether a cell is empty."""
        return False


class Texts(NamedTuple):
    """A column of anything else: texts, decimals, dates, a mixture, or timestamps with gaps."""

    values: Sequence[object]

    def cells(self, rows: Rows) -> list[str]:
        """Some cells as text."""
        return self.texts(rows)

    def texts(self, rows: Rows) -> list[str]:
        """Some cells as text."""
        if isinstance(rows, slice):
            chosen = list(self.values[rows])
        else:
            chosen = [self.values[row] for row in rows.tolist()]
        if set(map(type, chosen)) <= {str}:
            return chosen  # type: ignore[return-value]
        return [cell_text(cell) for cell in chosen]

    def may_be_blank(self) -> bool:
        """Whether a cell may be empty."""
        return True


FrameColumn: TypeAlias = Numbers | Durations | Instants | Texts


def unmasked(array: np.ma.MaskedArray[Any, Any]) -> NDArray[Any]:
    """A masked array with empty cells where it is masked: NaN, NaT or None.

    >>> unmasked(np.ma.array([60, 9, 70], mask=[False, True, False]))
    array([60., nan, 70.])
    """
    kind = array.dtype.kind
    dtype = np.float64 if kind in "iuf" else array.dtype if kind in "mM" else np.dtype(object)
    values = np.array(array.data, dtype=dtype)
    values[np.ma.getmaskarray(array)] = None if kind not in "iuf" else np.nan
    return values


def cell_text(cell: object) -> str:
    """One cell as text; None, NaN, NaT and NA are empty cells.

    >>> from datetime import timedelta
    >>> [cell_text(one) for one in (None, 12.0, 0.1, True, timedelta(minutes=4), "1,240")]
    ['', '12', '0.1', 'True', '0:04:00', '1,240']
    """
    if isinstance(cell, np.generic):
        cell = cell.item()
    if isinstance(cell, str):
        return str(cell)
    if cell is None or cell is np.ma.masked or type(cell).__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(cell, float):
        return number_cell(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}" if cell.is_finite() else "" if cell.is_nan() else str(cell)
    if isinstance(cell, datetime):
        return _moment_text(cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    return _duration_text(cell) if isinstance(cell, timedelta) else str(cell)


def _moment_text(moment: datetime) -> str:
    """A date and time; the noise of a spreadsheet's fraction is removed."""
    nearest = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return (nearest if abs(nearest - moment) < _NOISE else moment).isoformat(" ")


def _duration_text(length: timedelta) -> str:
    """A duration as h:mm:ss."""
    return Lengths(np.array([length.total_seconds()])).texts()[0]


def _fixed(shift: timedelta) -> tzinfo:
    """A time zone of one offset from UTC."""
    from datetime import timezone

    return timezone(shift)


def instants(values: NDArray[np.datetime64], zone: tzinfo | None) -> FrameColumn:
    """A column of numpy timestamps: local times, or with a time zone times in UTC.

    Timestamps with a gap, with fractions of a second or outside of the years 1900 to 2200 become
    text, for which the parser of dates has the error of each cell.
    """
    unit = np.datetime_data(values.dtype)[0]
    if unit not in _PER_SECOND:  # dates without times
        values, unit = values.astype("datetime64[s]"), "s"
    count, per = values.view(np.int64), _PER_SECOND[unit]
    seconds = count
    if per > 1:
        seconds = (count + per // 2) // per
        noise = np.abs(count - seconds * per) * (1000 / per)
    readable = len(count) and seconds.min() >= _FIRST and seconds.max() < _END
    if not readable or np.isnat(values).any() or (per > 1 and noise.max() > 1):
        return Texts(_moments(values, zone))
    if zone is None:
        return Instants(seconds)
    name = _iana(zone)
    if name is not None:
        return Instants(seconds, 0, name)
    shift = zone.utcoffset(None)
    if shift is None:  # neither a name nor one offset: each time is written with its own
        return Texts(_moments(values, zone))
    offset = round(shift.total_seconds())
    return Instants(seconds + offset, offset)


def _moments(values: NDArray[np.datetime64], zone: tzinfo | None) -> list[object]:
    """Timestamps as Python objects, in their time zone; a gap is None."""
    moments = values.astype("datetime64[us]").tolist()
    if zone is None:
        return list(moments)
    return [
        one if not isinstance(one, datetime) else one.replace(tzinfo=UTC).astimezone(zone)
        for one in moments
    ]


def _iana(zone: tzinfo) -> str | None:
    """The name of a time zone in the IANA database, if it has one."""
    name = getattr(zone, "key", None) or str(zone)
    try:
        return ZoneInfo(name).key
    except (OSError, ValueError, LookupError):
        return None


class FrameRows(Sequence[list[str]]):
    """Some rows of a table, each as a list of texts that is made when it is asked for."""

    def __init__(self, columns: Sequence[FrameColumn], positions: NDArray[np.intp]) -> None:
        self.columns = columns
        self.positions = positions

    def _rows(self) -> Rows:
        """The positions, as a slice where they are consecutive: a slice copies nothing."""
        at = self.positions
        if len(at) and at[-1] - at[0] == len(at) - 1:  # they are in ascending order
            return slice(int(at[0]), int(at[-1]) + 1)
        return at

    def __len__(self) -> int:
        return len(self.positions)

    def __iter__(self) -> Iterator[list[str]]:
        texts = [column.texts(self._rows()) for column in self.columns]
        return map(list, zip(*texts, strict=True))

    @overload
    def __getitem__(self, index: int) -> list[str]: ...
    @overload
    def __getitem__(self, index: slice) -> list[list[str]]: ...
    def __getitem__(self, index: int | slice) -> list[str] | list[list[str]]:
        if isinstance(index, slice):
            return list(FrameRows(self.columns, self.positions[index]))
        at = self.positions[[index]]
        return [column.texts(at)[0] for column in self.columns]

    def cells(self, column: int) -> Cells:
        """One column as it is: numbers and timestamps as arrays, anything else as text."""
        return self.columns[column].cells(self._rows())

    def texts(self, column: int) -> list[str]:
        """One column as text."""
        return self.columns[column].texts(self._rows())


class FrameBlock(RowBlock):
    """Some rows of a table in memory; the number of a row is its position plus 1."""

    __slots__ = ()

    @classmethod
    def of(cls, columns: Sequence[FrameColumn], positions: NDArray[np.intp]) -> FrameBlock:
        """The rows at some positions, in ascending order."""
        numbers = array("i", (positions + 1).astype(np.int32).tobytes())
        return cls(FrameRows(columns, positions), numbers)

    def _table(self) -> FrameRows:
        """The rows with their columns."""
        assert isinstance(self.rows, FrameRows)
        return self.rows

    def without_blanks(self) -> RowBlock:
        """The rows that are not blank; only rows without a number or timestamp can be."""
        if all(column.may_be_blank() for column in self._table().columns):
            return super().without_blanks()
        return self

    def only(self, keep: Sequence[bool]) -> RowBlock:
        """The rows for which `keep` is true."""
        return self.of(self._table().columns, self._table().positions[np.array(keep, dtype=bool)])

    def fits(self, width: int) -> bool:
        """Every row of a table has as many cells as it has columns."""
        return True

    def cells(self, column: int) -> Cells:
        """One column: numbers and timestamps as arrays, anything else as text."""
        return self._table().cells(column)

    def texts(self, column: int) -> list[str]:
        """One column as text."""
        return self._table().texts(column)
