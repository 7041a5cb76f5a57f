"""A finished backtest: each week that was forecast, and the errors of each method."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, NamedTuple

from wfm.datetimes import date_of
from wfm.forecasting.judged_weeks import BandCounts, JudgedWeek, summed
from wfm.io.saved_result import SavedResult
from wfm.io.table_files import Cell, FileTable
from wfm.risk import Spread

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Backtest", "BacktestSummary", "BacktestTotal", "BandCoverage", "Score"]

_UNITS = {
    "contacts": "contacts", "forecast": "contacts", "wape": "fraction", "wape_day": "fraction",
    "bias": "fraction", "mase": "ratio", "within": "fraction", "noise_floor": "fraction",
}  # fmt: skip


# A share of days at or below p90 so far below .9, of so many days at least, is not chance.
_NARROW, _JUDGED_DAYS = 0.85, 20


class Score(NamedTuple):
    """The errors of one method, one week ahead.

    Attributes
    ----------
    method : str
        Its name.
    wape : float
        Σ |actual - forecast| / Σ actual, by interval. [fraction]
    wape_day : float
        The same by day. [fraction]
    bias : float
        Σ forecast / Σ actual - 1. [fraction]
    mase : float
        Error relative to that of copying the week before.
    within : float
        Share of volumes of intervals above p10 and at most p90; NaN where no band was judged.
        [fraction]
    """

    method: str
    wape: float
    wape_day: float
    bias: float
    mase: float
    within: float


class BandCoverage(NamedTuple):
    """Share of actual volumes at or below each quantile; NaN where the history is too short."""

    p10: float
    p50: float
    p90: float


class BacktestTotal(NamedTuple):
    """The errors of a queue, or of all queues together.

    Attributes
    ----------
    label : str
        Name of the queue; "total" for all.
    origins : int
        Weeks that were forecast.
    contacts : float
        Contacts of these weeks. [contacts]
    scores : tuple of Score
        One per method.
    noise_floor : float
        WAPE of a forecast that knows every rate: chance alone. [fraction]
    """

    label: str
    origins: int
    contacts: float
    scores: tuple[Score, ...]
    noise_floor: float


class BacktestSummary(NamedTuple):
    """The errors of all queues together, and of each."""

    total: BacktestTotal
    queues: tuple[BacktestTotal, ...]


@dataclass(frozen=True, repr=False)
class Backtest(SavedResult):
    """Forecasts made one week ahead at several past days, and their errors.

    Attributes
    ----------
    methods : tuple of str
        Names of the methods.
    weeks : tuple of JudgedWeek
        One per queue, week and method; none if the history is too short.
    spread : Spread or None
        How far the volumes strayed from the first method, on days that are neither set aside nor
        a holiday or event; None without a week, or for several queues.
    source : str
        Name of the history.
    notes : tuple of str
        What was noticed, one sentence each.

    Examples
    --------
    >>> import wfm
    >>> table = {"start": [f"2026-{1 + i // 28:02d}-{1 + i % 28:02d}" for i in range(28)]}
    >>> table["start"] += [f"2026-01-{day}" for day in (29, 30, 31)]
    >>> table["start"] += [f"2026-02-{day:02d}" for day in range(1, 12)]
    >>> backtest = wfm.backtest({**table, "calls": [80] * 42}, ["auto", "last-week"])
    >>> backtest.origins, backtest.scores[0].wape
    (2, 0.0)
    """

    methods: tuple[str, ...]
    weeks: tuple[JudgedWeek, ...]
    spread: Spread | None = None
    source: str = ""
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """The size of the backtest, instead of its weeks."""
        return f"<Backtest: {self.origins} weeks, {', '.join(self.methods)}>"

    @property
    def origins(self) -> int:
        """Weeks that were forecast, of the queue with most; 0 if the history is too short."""
        return _origins(self.weeks)

    @property
    def scores(self) -> tuple[Score, ...]:
        """The errors of each method, all queues together, in the order of the methods."""
        return _scores(self.methods, self.weeks)

    @property
    def noise_floor(self) -> float:
        """WAPE of chance alone, if the rates were those of the first method. [fraction]."""
        return _noise_floor(self.methods, self.weeks)

    @property
    def coverage(self) -> BandCoverage:
        """The band of the first method by interval; each is estimated from earlier weeks alone."""
        return _coverage(_sums(self.methods[0], self.weeks).intervals)

    @property
    def coverage_day(self) -> BandCoverage:
        """The same by day."""
        return _coverage(_sums(self.methods[0], self.weeks).days)

    @property
    def is_too_narrow(self) -> bool:
        """Whether far more than one day in ten was above its p90."""
        days = _sums(self.methods[0], self.weeks).days
        return bool(days.volumes >= _JUDGED_DAYS and self.coverage_day.p90 < _NARROW)

    def summary(self) -> BacktestSummary:
        """The errors of all queues together, and of each queue."""
        queues = tuple(dict.fromkeys(one.queue for one in self.weeks))
        return BacktestSummary(
            self._total("total", self.weeks),
            tuple(
                self._total(queue, [one for one in self.weeks if one.queue == queue])
                for queue in queues
            ),
        )

    def _total(self, label: str, weeks: Sequence[JudgedWeek]) -> BacktestTotal:
        """The errors of some weeks."""
        return BacktestTotal(
            label,
            _origins(weeks),
            _sums(self.methods[0], weeks).contacts,
            _scores(self.methods, weeks),
            _noise_floor(self.methods, weeks),
        )

    def to_frame(self) -> pd.DataFrame:
        """The weeks as a table.

        Returns
        -------
        pandas.DataFrame
            One row per queue, week and method: ``queue``, ``start``, ``method``, ``contacts`` and
            ``forecast`` [contacts], ``wape``, ``wape_day`` and ``bias`` [fraction], ``mase``,
            ``within`` [fraction] and ``noise_floor`` [fraction].
        """
        import pandas as pd

        columns = self.table().columns
        return pd.DataFrame({"queue": [one.queue for one in self.weeks], **columns})

    def table(self) -> FileTable:
        """The weeks as columns of a file; without queue where none has a name."""
        columns: dict[str, Sequence[Cell]] = {}
        if any(one.queue for one in self.weeks):
            columns["queue"] = [one.queue for one in self.weeks]
        columns["start"] = [datetime.combine(date_of(one.start), time()) for one in self.weeks]
        columns["method"] = [one.method for one in self.weeks]
        columns["contacts"] = [one.contacts for one in self.weeks]
        columns["forecast"] = [one.forecast for one in self.weeks]
        scores = [_score(one) for one in self.weeks]
        for index, name in enumerate(Score._fields[1:], 1):
            columns[name] = [float(score[index]) for score in scores]
        columns["noise_floor"] = [_ratio(one.noise, one.contacts) for one in self.weeks]
        return _table("Weeks", columns)

    def _methods_table(self) -> FileTable:
        """The errors of each method, of all queues and of each, as columns of a file."""
        summary = self.summary()
        totals = summary.queues if len(summary.queues) > 1 else ()
        rows = [(one, score) for one in (summary.total, *totals) for score in one.scores]
        columns: dict[str, Sequence[Cell]] = {
            "queue": [one.label for one, _ in rows],
            "method": [score.method for _, score in rows],
        }
        for index, name in enumerate(Score._fields[1:], 1):
            columns[name] = [float(score[index]) for _, score in rows]
        columns["noise_floor"] = [one.noise_floor for one, _ in rows]
        return _table("Methods", columns)

    def _sheets(self) -> Sequence[FileTable]:
        """The sheets of a workbook."""
        return [self.table(), self._methods_table()]

    def _source(self) -> str:
        """The name of the input."""
        return self.source

    def _document(self) -> dict[str, object]:
        """What JSON has beside the rows."""
        return {"source": self.source, "summary": self.summary(), "notes": self.notes}


def _table(name: str, columns: dict[str, Sequence[Cell]]) -> FileTable:
    """Columns with their units."""
    return FileTable(name, columns, {one: _UNITS[one] for one in columns if one in _UNITS})


def _origins(weeks: Sequence[JudgedWeek]) -> int:
    """Weeks that were forecast, of the queue with most."""
    by_queue = Counter(queue for queue, _ in {(one.queue, one.start) for one in weeks})
    return max(by_queue.values(), default=0)


def _sums(method: str, weeks: Sequence[JudgedWeek]) -> JudgedWeek:
    """The sums of the weeks of a method."""
    return summed((one for one in weeks if one.method == method), ("", method, 0))


def _scores(methods: Sequence[str], weeks: Sequence[JudgedWeek]) -> tuple[Score, ...]:
    """The errors of each method over some weeks."""
    return tuple(_score(_sums(method, weeks)) for method in methods)


def _score(week: JudgedWeek) -> Score:
    """The errors of one week, or of the sums of several."""
    return Score(
        week.method,
        _ratio(week.absolute, week.contacts),
        _ratio(week.absolute_day, week.contacts),
        _ratio(week.forecast - week.contacts, week.contacts),
        _ratio(week.absolute, week.last_week),
        _ratio(week.intervals.within, week.intervals.volumes),
    )


def _noise_floor(methods: Sequence[str], weeks: Sequence[JudgedWeek]) -> float:
    """The error of chance alone, with the rates of the first method."""
    sums = _sums(methods[0], weeks)
    return _ratio(sums.noise, sums.contacts)


def _coverage(counts: BandCounts) -> BandCoverage:
    """Shares at or below each quantile."""
    return BandCoverage(*(_ratio(one, counts.volumes) for one in counts[:3]))


def _ratio(part: float, whole: float) -> float:
    """A quotient; NaN where nothing was judged."""
    return float(part / whole) if whole > 0.0 else float("nan")
