"""Queues that are the sum of others, such as "All queues": their contacts would count twice.

A queue with the name of a total is left out with a note if its volumes are sums, and refused if
they are not. A queue with another name whose volumes are sums is refused: it may be a total, or a
queue of its own by chance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.io.forecast.column_labels import is_total
from wfm.io.forecast.heading_words import normalise
from wfm.io.forecast.intervals import IntervalTable
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.time_zones import local_text
from wfm.option_text import option

__all__ = ["drop_total_queues", "parts_of_sum"]

_ROUNDED = 0.005  # each volume may be rounded to two decimals
_MAX_QUEUES = 60  # of more queues, only the sum of all others is looked for
_MAX_STARTS = 200  # starts that are compared before all of them are
_MAX_SUMS = 1_000  # queues that may be sums of others, the largest; each is compared with all
_MAX_TRIALS = 5_000  # selections of queues that are compared with one queue
# The sums of small whole numbers agree by chance: so many binary digits must agree beyond those
# that the choice of the queues explains.
_MIN_DIGITS = 6.0
_ALL = re.compile(
    r"(all|alle|alles|overall|insgesamt|gesamt|todas|todos|todo|toutes|tous|tout|tutti|tutte|tutto"
    r"|ensemble|totaal|complessivo|global|combined|summary|everything|entire|aggregate|aggregated)"
    r"(l[aeo]s|las|les|le|die|the|i|de|os|as)?"
    r"(queues?|skills?|calls?|contacts?|channels?|splits?|groups?|lobs?|teams?|warteschlangen?"
    r"|anrufe|kontakte|skillgruppen|gruppen|kanale|files?|filesdattente|appels|canaux|groupes"
    r"|colas|llamadas|canales|grupos|filas|chamadas|canais|wachtrijen|gesprekken|oproepen|kanalen"
    r"|groepen|code|chiamate|canali|gruppi)?"
)


def drop_total_queues(
    table: IntervalTable,
    wanted: tuple[str, ...],
    problems: Problems,
    notes: list[str],
    *,
    plan: bool = False,
) -> None:
    """Leave out queues with the name of a total that are sums; refuse others that may be totals.

    Nothing is looked for if the queues were selected. In a `plan` the names alone decide.
    """
    if wanted or len(table.queues) < 2:
        return
    starts, index = np.unique(table.start, return_inverse=True)
    count = len(table.queues)
    counts = np.bincount(index * count + table.queue, table.volume, len(starts) * count)
    volumes = np.asarray(counts, dtype=np.float64).reshape(len(starts), count)
    named = [code for code, name in enumerate(table.queues) if _is_total_name(name)]
    total = [code for code in named if _is_total(volumes, code)]
    if len(named) == 1 and not total and count > 2:
        _refuse_other_sum(table, volumes, starts, named[0], problems)
    if not plan:
        kept = [code for code in range(count) if code not in total]
        _refuse_sums(table, volumes, kept, problems)
    for code in reversed(total):
        notes.append(f"the queue '{table.queues[code]}' is the sum of the others: left out")
        _leave_out(table, code)


def _is_total_name(name: str) -> bool:
    """Whether a queue has the name of a total: "Total", "All queues", "Insgesamt"."""
    return is_total(name) or bool(_ALL.fullmatch(normalise(name)))


def _is_total(volumes: FloatArray, code: int) -> bool:
    """Whether a queue with the name of a total is the sum of all others, or of some of them."""
    others = volumes.sum(axis=1) - volumes[:, code]
    if (np.abs(others - volumes[:, code]) <= _ROUNDED * volumes.shape[1]).all():
        return True
    return bool(parts_of_sum(volumes, code))


def _refuse_other_sum(
    table: IntervalTable,
    volumes: FloatArray,
    starts: NDArray[np.int64],
    code: int,
    problems: Problems,
) -> None:
    """Stop at a queue with the name of a total that is not the sum of the others."""
    total = volumes[:, code]
    others = volumes.sum(axis=1) - total
    at = int(np.flatnonzero(np.abs(total - others) > _ROUNDED * len(table.queues))[0])
    name = table.queues[code]
    apart = tuple(one for one in table.queues if one != name)
    more = " …" if len(apart) > 4 else ""
    problems.stop(
        f"queue '{name}' may be the total of the other queues, but at "
        f"{local_text(int(starts[at]))} its volume is {total[at]:.10g} and theirs "
        f"{others[at]:.10g} — plan the other queues with {option('queues', apart[:4])}{more}, or "
        f"the total as one queue with {option('queues', (name,))}; rename it if it is a queue of "
        "its own"
    )


def _refuse_sums(
    table: IntervalTable, volumes: FloatArray, kept: Sequence[int], problems: Problems
) -> None:
    """Report every queue that is the sum of two or more others in all intervals."""
    rows = _distinct_rows(volumes[:, kept])
    for place in _possible_sums(rows):
        code, parts = kept[place], _parts(rows, place)
        if not parts:
            continue
        names = [table.queues[kept[other]] for other in parts]
        listed = ", ".join(f"'{name}'" for name in names[:-1][:8])
        listed += ", …" if len(names) > 9 else ""
        problems.add(
            f"queue '{table.queues[code]}' is the sum of {listed} and '{names[-1]}' in every "
            "interval: its contacts would count twice — select the queues to plan with "
            f"{option('queues')}, once for each; all of them if it is a queue of its own"
        )
    problems.check()


def parts_of_sum(volumes: FloatArray, code: int) -> list[int]:
    """The other columns, two or more, whose sum is a column in every row; empty if none are.

    Parameters
    ----------
    volumes : array, shape (starts, queues)
        Contacts of each queue at each start. [contacts]
    code : int
        The column that may be a sum.

    Returns
    -------
    list of int
        Columns in their order.

    Examples
    --------
    >>> parts_of_sum(np.array([[31.0, 44.0, 75.0], [29.0, 52.0, 81.0]]), 2)
    [0, 1]
    """
    return _parts(_distinct_rows(volumes), code)


def _parts(rows: FloatArray, code: int) -> list[int]:
    """As `parts_of_sum`, from the different rows that have contacts."""
    if len(rows) < 2 or rows.shape[1] < 3:
        return []
    own = rows[:, code]
    fits = rows.any(axis=0) & (rows <= own[:, None] + _ROUNDED * rows.shape[1]).all(axis=0)
    fits[code] = False
    others = np.flatnonzero(fits).tolist()
    if np.log2(1 + own).sum() < _MIN_DIGITS + len(others) or len(others) < 2:
        return []
    if _agree(rows, code, others):
        return others
    if len(others) > _MAX_QUEUES:
        return []
    found = _solved(rows, code, others)
    if not found:
        others.sort(key=lambda other: -float(rows[:, other].sum()))
        found = sorted(_Selection(rows[:_MAX_STARTS], code, others).search())
    is_sum = bool(found) and _agree(rows, code, found)
    return found if is_sum and not _proportional(rows[:, found]) else []


def _distinct_rows(volumes: FloatArray) -> FloatArray:
    """The different rows that have contacts."""
    return np.unique(volumes[volumes.any(axis=1)], axis=0)


def _possible_sums(rows: FloatArray) -> list[int]:
    """The columns that may be sums: all of them, or of very many the largest.

    Each is compared with all others, so the time for all would grow with the square of their
    number. The total of many queues is among the largest.
    """
    largest = np.argsort(-rows.sum(axis=0), kind="stable")[:_MAX_SUMS]
    return sorted(largest.tolist())


def _solved(rows: FloatArray, code: int, others: Sequence[int]) -> list[int]:
    """The columns with factor 1, if a column is a sum of others with factors 0 and 1 only.

    More rows than columns determine the factors.
    """
    if len(rows) < len(others):
        return []
    shown = rows[:: 1 + len(rows) // _MAX_STARTS]
    shown = shown if len(shown) >= len(others) else rows
    factors = np.linalg.lstsq(shown[:, list(others)], shown[:, code], rcond=None)[0]
    found = [other for other, factor in zip(others, factors, strict=True) if factor > 0.5]
    return found if len(found) > 1 and _agree(rows, code, found) else []


def _proportional(columns: FloatArray) -> bool:
    """Whether columns have one profile, as shares of one forecast; some add up by chance.

    The largest column times its share of the sums gives the others, up to rounding.
    """
    sums = columns.sum(axis=0)
    most = int(np.argmax(sums))
    expected = columns[:, [most]] * (sums / sums[most])
    return bool((np.abs(columns - expected) <= 0.02 + 0.005 * expected).all())


def _agree(rows: FloatArray, code: int, parts: Sequence[int]) -> bool:
    """Whether some columns add up to another in every row."""
    rest = np.abs(rows[:, list(parts)].sum(axis=1) - rows[:, code])
    return bool((rest <= _ROUNDED * (len(parts) + 1)).all())


class _Selection:
    """Search for the columns that add up to another, the largest first."""

    def __init__(self, rows: FloatArray, code: int, others: Sequence[int]) -> None:
        self._own = rows[:, code]
        self._parts = [rows[:, other] for other in others]
        self._others = others
        self._slack = _ROUNDED * (len(others) + 1)
        columns = np.stack(self._parts, axis=1)
        # what the columns from each one on can still add
        self._after = np.cumsum(columns[:, ::-1], axis=1)[:, ::-1]
        self._trials = 0

    def search(self) -> list[int]:
        """The columns; empty if there are none, or after too many trials."""
        return self._from(0, self._own, [])

    def _from(self, at: int, rest: FloatArray, chosen: list[int]) -> list[int]:
        """The columns if `chosen` are among them and `rest` is left for those from `at` on."""
        self._trials += 1
        if (np.abs(rest) <= self._slack).all():
            return chosen if len(chosen) > 1 else []
        if at == len(self._others) or self._trials > _MAX_TRIALS:
            return []
        if (rest < -self._slack).any() or (rest > self._after[:, at] + self._slack).any():
            return []
        with_it = self._from(at + 1, rest - self._parts[at], [*chosen, self._others[at]])
        return with_it or self._from(at + 1, rest, chosen)


def _leave_out(table: IntervalTable, code: int) -> None:
    """Remove the rows of a queue, and its name."""
    table.take(np.flatnonzero(table.queue != code).astype(np.int32))
    table.queues = (*table.queues[:code], *table.queues[code + 1 :])
    table.queue = table.queue - (table.queue > code).astype(np.int32)
