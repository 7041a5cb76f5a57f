"""The inputs of the rows of a table, as columns beside the results, from which they are read again.

A column of the table stays as it is where it is read back as the same input. Another one cannot:
its heading is that of a result, or means an input only in a forecast, or an option replaces it.
Its input is then in a column of the name that `Plan.to_frame` gives it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.input_words import InputColumn, input_headings
from wfm.planning.records import RowSettings, setting_texts
from wfm.row_inputs import InputSet, RowInputs

__all__ = ["TableInputs", "table_inputs"]

# The inputs of a row, as columns and as fields of `InputSet`.
_FIELDS = {
    "target": "service_level", "within": "within", "target_asa": "asa",
    "max_occupancy": "max_occupancy", "target_abandonment": "abandonment", "patience": "patience",
    "definition": "definition", "min_agents": "min_agents", "shrinkage": "shrinkage",
    "volume_cv": "volume_cv", "confidence": "confidence", "risk_scope": "risk_scope",
    "goal": "goal", "min_service_level": "min_service_level",
}  # fmt: skip
_NUMBERS = ("within", "target_asa", "patience", "min_agents")


class TableInputs(NamedTuple):
    """What a table with results has in place of some of its columns.

    Attributes
    ----------
    columns : mapping of str to array
        Columns to be set, one value per row: numbers, NaN where there is none, or texts and None.
    dropped : frozenset of str
        Headings to be left out, as they would be read as other inputs.
    """

    columns: Mapping[str, NDArray[Any]]
    dropped: frozenset[str]


def table_inputs(
    header: Sequence[str],
    results: Collection[str],
    settings: RowSettings,
    found: RowInputs | None,
) -> TableInputs:
    """The columns that a table needs so that its inputs are read again from it.

    Parameters
    ----------
    header : sequence of str
        The headings of the table.
    results : collection of str
        The columns that are added to it; those of these names are replaced.
    settings : RowSettings
        Target and shrinkage of each row.
    found : RowInputs or None
        What was read from columns, without those that options replace.

    Examples
    --------
    >>> from wfm.shrinkage import Shrinkage
    >>> from wfm.targets import QueueTarget
    >>> from wfm.planning.records import Setting
    >>> one = Setting(QueueTarget("erlang_a", 0.8, 20.0, patience=90.0), Shrinkage.parse("25%"))
    >>> rows = RowSettings((one,), np.zeros(2, dtype=np.int32))
    >>> added = table_inputs(["start", "Geduld"], ["agents"], rows, None)
    >>> added.columns["target"].tolist(), added.columns["patience"].tolist(), added.dropped
    (['80%/20', '80%/20'], [90.0, 90.0], frozenset({'Geduld'}))
    """
    own = _OwnColumns([name for name in header if name not in results], settings, found)
    each = [setting_texts(one) for one in settings.settings]
    texts = {part: tuple(one.get(part, "") for one in each) for part in _FIELDS}
    columns = {
        part: _column(part, cells)[settings.row]
        for part, cells in texts.items()
        if part not in own.kept and any(cells)
    }
    left_out = {column.heading for column in own.columns if column not in own.kept_columns}
    return TableInputs(columns, frozenset(left_out - columns.keys()))


class _OwnColumns:
    """The columns of inputs that a table has, beside its results.

    Attributes
    ----------
    kept : set of str
        The inputs whose column is read again as the same.
    """

    def __init__(
        self, header: Sequence[str], settings: RowSettings, found: RowInputs | None
    ) -> None:
        self._headings = input_headings(header)
        self._read = {} if found is None else found.headings
        self._settings = [settings.settings[i] for i in np.unique(settings.row).tolist()]
        self._sets = [
            InputSet() if found is None else found.sets[i] for i in np.unique(settings.row).tolist()
        ]
        self.kept: set[str] = {part for part in _FIELDS if self._is_same(part)}
        if not self._has_targets():
            self.kept -= {"target"} if self._has_limits() else {"target", "within"}
        if not self._is_complete("shrinkage"):
            self.kept -= {"shrinkage"}

    @property
    def columns(self) -> list[InputColumn]:
        """The columns that are read as an input, or would be."""
        return [column for some in self._headings.values() for column in some]

    @property
    def kept_columns(self) -> list[InputColumn]:
        """The columns of `kept`."""
        return [self._headings[part][0] for part in self.kept]

    def _is_same(self, part: str) -> bool:
        """Whether the column of an input is found again by its heading."""
        found = [column.heading for column in self._headings.get(part, ())]
        return found == [self._read.get(_FIELDS[part])]

    def _is_complete(self, *fields: str) -> bool:
        """Whether the columns have one of some inputs for every row."""
        return all(any(getattr(one, field) is not None for field in fields) for one in self._sets)

    def _has_targets(self) -> bool:
        """Whether the columns have the target of every row."""
        read = {part for part in ("target", "within") if _FIELDS[part] in self._read}
        return read <= self.kept and self._is_complete("service_level", "asa", "abandonment")

    def _has_limits(self) -> bool:
        """Whether the column of the time limit has that of the target of every row."""
        pairs = zip(self._sets, self._settings, strict=True)
        return all(one.target is not None and own.within == one.target.within for own, one in pairs)


def _column(name: str, texts: Sequence[str]) -> NDArray[Any]:
    """The values of the settings: numbers, or texts where a value has a sign of its own."""
    if name not in _NUMBERS:
        return np.array([text or None for text in texts], dtype=object)
    values = np.array([float(text) if text else np.nan for text in texts])
    return values.astype(np.int64) if name == "min_agents" and all(texts) else values
