"""A table in memory with results beside its own columns, as a table of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm._extras import optional_package
from wfm.io.forecast.frame_columns import cell_text
from wfm.io.forecast.frames import column_array, heading_text, is_pandas

__all__ = ["with_columns"]


def with_columns(
    frame: Any,
    rows: NDArray[np.intp],
    columns: Mapping[str, NDArray[Any]],
    dropped: Set[str] = frozenset(),
) -> Any:
    """The table with results beside its own columns, as a table of the same kind.

    Parameters
    ----------
    frame : table
        As it was passed to `frame_of`.
    rows : int array
        The positions of the rows that have results; others are left out.
    columns : mapping of str to array
        The results, one value per row of `rows`.
    dropped : set of str
        Headings of `Frame.header` whose columns are left out.
    """
    put: Callable[..., Any] = _to_dict
    if is_pandas(frame):
        put = _to_pandas
    elif not isinstance(frame, Mapping):
        put = _to_narwhals
    return put(frame, rows, columns, dropped)


def _to_dict(
    frame: Mapping[Any, Any],
    rows: NDArray[np.intp],
    columns: Mapping[str, NDArray[Any]],
    dropped: Set[str],
) -> dict[Any, NDArray[Any]]:
    """A dict of arrays."""
    arrays = {name: column_array(name, values) for name, values in frame.items()}
    length = max((len(values) for values in arrays.values() if values.ndim), default=0)
    own = {
        name: np.broadcast_to(values, length)[rows]
        for name, values in arrays.items()
        if cell_text(name).strip() not in dropped
    }
    return own | dict(columns)


def _to_pandas(
    frame: Any, rows: NDArray[np.intp], columns: Mapping[str, NDArray[Any]], dropped: Set[str]
) -> Any:
    """A pandas table with the index of its rows."""
    result = frame.copy() if len(rows) == len(frame) else frame.iloc[rows].copy()
    kept = [heading_text(label).strip() not in dropped for label in frame.columns]
    result = result if all(kept) else result.loc[:, kept]
    for name, values in columns.items():
        result[name] = values
    return result


def _to_narwhals(
    frame: Any, rows: NDArray[np.intp], columns: Mapping[str, NDArray[Any]], dropped: Set[str]
) -> Any:
    """A table of the library of the one that was passed."""
    narwhals = optional_package("narwhals", "a table that is not of pandas")
    native = narwhals.from_native(frame, pass_through=True)
    chosen = native if len(rows) == len(native) else native[rows.tolist()]
    chosen = chosen.drop([name for name in native.columns if name.strip() in dropped])
    added = [
        narwhals.new_series(
            name,
            values.tolist() if values.dtype.kind == "O" else values,
            backend=native.implementation,
        )
        for name, values in columns.items()
    ]
    return narwhals.to_native(chosen.with_columns(*added), pass_through=True)
