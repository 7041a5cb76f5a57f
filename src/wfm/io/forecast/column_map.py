"""Which columns of a file have which quantity."""

from __future__ import annotations

from collections.abc import Set
from typing import Literal, NamedTuple, TypeAlias

__all__ = ["AhtKind", "ColumnMap"]

# What the heading of a handle time says about it.
AhtKind: TypeAlias = Literal["average", "unsaid", "total"]


class ColumnMap(NamedTuple):
    """The column of each quantity; `clock` is the column of times if dates have their own.

    Attributes
    ----------
    header : tuple of str
        The headings.
    start, volume, clock, aht, queue : int
        Indices of the columns; `clock`, `aht` and `queue` may be None, and
        `volume` in a table of required agents.
    aht_unit : str
        Unit in the heading of the AHT; empty if it has none.
    volume_parts, aht_parts : tuple of int
        Columns to add to that of the volume and of the AHT.
    aht_kind : {"average", "unsaid", "total"}
        Whether the heading of the AHT says that it is an average, or the total of the interval.
    per : int or None
        Column of the contacts by which the total is divided; the volume if None.
    remarks : tuple of str
        Notes on choices between columns.
    day : int or None
        Column of dates beside starts that have dates themselves; the two must agree.
    """

    header: tuple[str, ...]
    start: int
    volume: int | None
    clock: int | None = None
    aht: int | None = None
    queue: int | None = None
    aht_unit: str = ""
    volume_parts: tuple[int, ...] = ()
    aht_parts: tuple[int, ...] = ()
    aht_kind: AhtKind = "average"
    per: int | None = None
    remarks: tuple[str, ...] = ()
    day: int | None = None

    def name(self, index: int | None) -> str:
        """The heading as it is in the file."""
        return "" if index is None else self.header[index]

    def names(self, index: int, parts: tuple[int, ...] = ()) -> str:
        """The headings of columns that are added up."""
        return " + ".join(f"'{self.header[i]}'" for i in (index, *parts))

    def used(self) -> set[int]:
        """The indices of the columns that are read."""
        single = (self.start, self.volume, self.clock, self.aht, self.queue, self.per)
        return {i for i in (*single, *self.volume_parts, *self.aht_parts) if i is not None}

    def notes(self, others: Set[int] = frozenset()) -> list[str]:
        """Which headings are read as which quantity, and which columns are not used.

        `others` are the columns that are read as something else.
        """
        ignored = self._ignored(others)
        return [note for note in (self._synonyms(), *self.remarks, ignored) if note]

    def _synonyms(self) -> str:
        """The quantities whose heading is a synonym."""
        roles = {
            "start": (self.start, ()),
            "volume": (self.volume, self.volume_parts),
            "aht": (self.aht, self.aht_parts),
            "queue": (self.queue, ()),
        }
        read = [
            f"{role} from {self.names(i, parts)}"
            for role, (i, parts) in roles.items()
            if i is not None and (parts or self.header[i].casefold() != role)
        ]
        if self.clock is not None:
            read.insert(1, f"time of day from '{self.header[self.clock]}'")
        return f"read {', '.join(read)}" if read else ""

    def _ignored(self, others: Set[int]) -> str:
        """The columns that are not used, the first six by name."""
        used = self.used() | others
        names = [f"'{name}'" for i, name in enumerate(self.header) if i not in used and name]
        more = f" and {len(names) - 6} more" if len(names) > 6 else ""
        return f"columns not used: {', '.join(names[:6])}{more}" if names else ""
