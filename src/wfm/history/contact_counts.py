"""A log of single contacts counted into intervals, and the patience estimated from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.errors import DataError, InputError, Problem
from wfm.io.contact_log.log_reader import ContactLog
from wfm.io.saved_result import SavedResult
from wfm.io.table_files import Cell, FileTable
from wfm.option_text import option
from wfm.units import duration_text

if TYPE_CHECKING:
    import pandas as pd
from wfm.history.count_periods import CountPeriod, totals_by_period
from wfm.history.queue_patience import QueuePatience, no_estimate_reason, patience_of_queues

__all__ = ["ContactCounts", "count_log"]


@dataclass(frozen=True, repr=False)
class ContactCounts(SavedResult):
    """A log of single contacts counted into intervals.

    Attributes
    ----------
    demand : Demand
        Volume and AHT of every interval: a forecast for `wfm.plan`.
    columns : mapping of str to float64 array, shape (n,)
        ``answered`` and ``abandoned`` [contacts], ``asa`` [s], NaN where no contact was answered or
        no wait is known.
    patience : tuple of QueuePatience
        Of all contacts, then of each queue if there are several.
    total : CountPeriod
        The whole log.
    days : tuple of CountPeriod
        By local day.
    weeks : tuple of CountPeriod
        By week from Monday to Sunday.
    months : tuple of CountPeriod
        By calendar month.
    queues : tuple of CountPeriod
        By queue.
    has_outcome : bool
        Whether the log says which contacts abandoned.
    notes : tuple of str
        What was noticed, one sentence each.

    Examples
    --------
    >>> import wfm
    >>> log = {
    ...     "arrival": ["2026-03-02 09:00:10", "2026-03-02 09:14:00", "2026-03-02 09:31:30"],
    ...     "wait": [0, 75, 20], "handle time": [240, None, 180], "abandoned": [0, 1, 0],
    ... }
    >>> counts = wfm.count_contacts(log, interval="30m")
    >>> counts.demand.volume.tolist(), counts.demand.aht.tolist()
    ([2.0, 1.0], [240.0, 180.0])
    >>> counts.patience[0].patience.patience
    95.0
    """

    demand: Demand
    columns: Mapping[str, FloatArray]
    patience: tuple[QueuePatience, ...]
    total: CountPeriod
    days: tuple[CountPeriod, ...]
    weeks: tuple[CountPeriod, ...]
    months: tuple[CountPeriod, ...]
    queues: tuple[CountPeriod, ...]
    has_outcome: bool
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        """The size of the result, instead of its arrays."""
        return f"<ContactCounts: {self.total.contacts:,} contacts, {len(self.demand):,} intervals>"

    def to_frame(self) -> pd.DataFrame:
        """The intervals as a table.

        Returns
        -------
        pandas.DataFrame
            ``start`` (in the time zone of the log, if it is known), ``queue``, ``volume``
            [contacts], ``aht`` [s], ``answered`` and ``abandoned`` [contacts], ``asa`` [s]; with
            several queues, ``patience`` [s] of the queue, NaN where no contact abandoned.
        """
        import pandas as pd

        demand = self.demand
        start = pd.Series(pd.to_datetime(demand.start, unit="s", utc=demand.zone is not None))
        if demand.zone is not None:
            start = start.dt.tz_convert(demand.zone)
        table = {
            "start": start,
            "queue": np.array(demand.queues, dtype=object)[demand.queue],
            "volume": demand.volume.astype(np.int64),
            "aht": demand.aht,
            "answered": self.columns["answered"].astype(np.int64),
            "abandoned": self.columns["abandoned"].astype(np.int64),
            "asa": self.columns["asa"],
        }
        if (patience := self.patience_of_rows()) is not None:
            table["patience"] = patience
        return pd.DataFrame(table)

    def patience_of_rows(self) -> FloatArray | None:
        """The patience of the queue of each interval; None of one queue, or without any. [s]."""
        queues = [one.patience.patience if one.patience else np.nan for one in self.patience[1:]]
        if len(queues) < 2 or np.isnan(queues).all():
            return None
        return np.array(queues)[self.demand.queue]

    def table(self) -> FileTable:
        """The intervals as columns of a file; without queue, AHT or outcome where none is known."""
        demand = self.demand
        starts = datetimes.iso_texts(demand.start, demand.zone)
        columns: dict[str, Sequence[Cell]] = {
            "start": [datetime.fromisoformat(text) for text in starts]
        }
        if demand.queues != ("",):
            columns["queue"] = [demand.queues[i] for i in demand.queue.tolist()]
        columns["volume"] = demand.volume.tolist()
        if not np.isnan(demand.aht).all():
            columns["aht"] = np.round(demand.aht, 3).tolist()
        if self.has_outcome:
            columns["answered"] = self.columns["answered"].tolist()
            columns["abandoned"] = self.columns["abandoned"].tolist()
        if not np.isnan(self.columns["asa"]).all():
            columns["asa"] = np.round(self.columns["asa"], 3).tolist()
        if (patience := self.patience_of_rows()) is not None:
            columns["patience"] = np.round(patience, 3).tolist()
        units = {"volume": "contacts", "answered": "contacts", "abandoned": "contacts",
                 "aht": "s", "asa": "s", "patience": "s"}  # fmt: skip
        return FileTable("Intervals", columns, units)

    def _source(self) -> str:
        """The name of the input."""
        return self.demand.source

    def _document(self) -> dict[str, Any]:
        """What JSON has beside the rows."""
        return {
            "source": self.demand.source,
            "interval": self.demand.interval,
            "zone": None if self.demand.zone is None else str(self.demand.zone),
            "patience": self.patience,
            "summary": {
                "total": self.total,
                "weeks": self.weeks,
                "months": self.months,
                "days": self.days,
                "queues": self.queues,
            },
            "notes": self.notes,
        }


def count_log(log: ContactLog, interval: float) -> ContactCounts:
    """Count the contacts of a log in the intervals of their arrival.

    ::

        volume  contacts that arrive in the interval, answered or not
        aht     mean handle time of those of them that are answered

    A contact belongs to the interval of its arrival, with all of its handle time, as in a
    forecast. Intervals without contacts between the first and the last of a day have volume 0;
    where contacts arrive but none is answered, the AHT is that of the queue.

    Parameters
    ----------
    log : ContactLog
        As `wfm.io.contact_log.log_reader.read_contact_log` gives it.
    interval : float
        Length of the intervals, a divisor of a day. [s]

    Raises
    ------
    InputError
        For an interval that does not divide a day into equal parts.
    DataError
        If the log has no contacts.
    """
    if not interval >= 60 or datetimes.DAY % interval:
        raise InputError(
            f"{option('interval')} must divide a day, and be at least a minute: got "
            f"{duration_text(interval)}; use for example {option('interval', '30m')}.",
            name="interval",
            value=interval,
        )
    if not len(log):
        raise DataError(log.source, [Problem("has no contacts")])
    step = int(interval)
    start = log.arrival - log.local % step
    starts, queue, row = _grid(log, start, step)
    sums = _sums(log, row, len(starts))
    with np.errstate(invalid="ignore", divide="ignore"):
        aht = sums["handle"] / sums["timed"]
        asa = sums["wait"] / sums["waited"]
    aht, filled = _with_means(aht, sums, queue, len(log.queues))
    notes = [*log.notes, *_notes(sums, filled, duration_text(interval)), *_wait_notes(log)]
    demand = Demand(
        queues=log.queues,
        queue=queue,
        start=starts,
        volume=sums["volume"],
        aht=aht,
        interval=float(interval),
        zone=log.zone,
        line=np.zeros(len(starts), dtype=np.int32),
        source=log.source,
        notes=tuple(notes),
    )
    periods = totals_by_period(demand, sums)
    return ContactCounts(
        demand=demand,
        columns={"answered": sums["answered"], "abandoned": sums["abandoned"], "asa": asa},
        patience=tuple(patience_of_queues(log)),
        has_outcome=log.has_outcome,
        notes=tuple(notes),
        **periods,
    )


def _grid(
    log: ContactLog, start: NDArray[np.int64], step: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.intp]]:
    """Start and queue of every interval, and the interval of each contact.

    Intervals between the first and the last of a day and queue are all there.
    """
    day = (log.local // datetimes.DAY).astype(np.int64)
    span = int(day.max() - day.min()) + 1
    group = log.queue.astype(np.int64) * span + (day - day.min())
    groups, of_row = np.unique(group, return_inverse=True)
    first = np.full(len(groups), np.iinfo(np.int64).max)
    last = np.full(len(groups), np.iinfo(np.int64).min)
    np.minimum.at(first, of_row, start)
    np.maximum.at(last, of_row, start)
    counts = (last - first) // step + 1
    offset = np.concatenate([[0], np.cumsum(counts)[:-1]])
    inside = np.arange(int(counts.sum())) - np.repeat(offset, counts)
    starts = np.repeat(first, counts) + inside * step
    queue = np.repeat(groups // span, counts).astype(np.int32)
    return starts, queue, offset[of_row] + (start - first[of_row]) // step


def _sums(log: ContactLog, row: NDArray[np.intp], length: int) -> dict[str, FloatArray]:
    """Contacts and times of each interval."""
    answered = ~log.abandoned
    timed = answered & ~np.isnan(log.handle_time)
    waited = answered & ~np.isnan(log.wait)

    def counted(which: NDArray[np.bool_], weights: FloatArray | None = None) -> FloatArray:
        chosen = None if weights is None else weights[which]
        return np.bincount(row[which], weights=chosen, minlength=length).astype(float)

    return {
        "volume": counted(np.ones(len(row), dtype=bool)),
        "answered": counted(answered),
        "abandoned": counted(log.abandoned),
        "timed": counted(timed),
        "handle": counted(timed, log.handle_time),
        "waited": counted(waited),
        "wait": counted(waited, log.wait),
    }


def _with_means(
    aht: FloatArray, sums: Mapping[str, FloatArray], queue: NDArray[np.int32], queues: int
) -> tuple[FloatArray, int]:
    """The AHT of the queue where contacts arrive but none has a handle time, and how often."""
    lacking = np.isnan(aht) & (sums["volume"] > 0)
    if not lacking.any():
        return aht, 0
    handle = np.bincount(queue, weights=sums["handle"], minlength=queues)
    timed = np.bincount(queue, weights=sums["timed"], minlength=queues)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = handle / timed
    filled = np.where(lacking, means[queue], aht)
    return filled, int((lacking & ~np.isnan(filled)).sum())


def _notes(sums: Mapping[str, FloatArray], filled: int, length: str) -> list[str]:
    """What was done to intervals without contacts or without an answered one."""
    notes = []
    empty = int((sums["volume"] == 0).sum())
    if empty:
        notes.append(
            f"{_intervals(empty)} of {length} without contacts between the first and the last of "
            "a day: volume 0"
        )
    if filled:
        notes.append(
            f"{_intervals(filled)} with contacts of which none has a handle time: the AHT of the "
            "queue is used"
        )
    return notes


def _wait_notes(log: ContactLog) -> list[str]:
    """How the estimate of the patience reads answered contacts without a wait."""
    lacking = int((np.isnan(log.wait) & ~log.abandoned).sum())
    if not lacking or no_estimate_reason(log, np.ones(len(log), dtype=bool)):
        return []
    return [
        f"{lacking:,} of {int((~log.abandoned).sum()):,} answered contacts have no wait: counted "
        "as answered at once in the patience, left out of the ASA"
    ]


def _intervals(count: int) -> str:
    """A number of intervals in words."""
    return f"{count:,} interval{'s' * (count != 1)}"
