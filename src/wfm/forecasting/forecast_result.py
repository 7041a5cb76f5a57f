"""A finished forecast: as a table, as totals by week, and as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray, Truths
from wfm.datetimes import DAY, date_of, local
from wfm.demand import Demand
from wfm.forecasting.backtest_result import Backtest
from wfm.forecasting.forecast_tables import forecast_document, forecast_table
from wfm.forecasting.records import QueueForecast
from wfm.forecasting.volume_band import VolumeBand
from wfm.io.saved_result import SavedResult
from wfm.io.table_files import FileTable
from wfm.number_text import count_text
from wfm.row_inputs import InputSet, RowInputs

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Forecast", "ForecastSummary", "ForecastTotal"]


class ForecastTotal(NamedTuple):
    """The total of a week or of a queue.

    Attributes
    ----------
    label : str
        First day of the week, or name of the queue.
    contacts : float
        Contacts forecast. [contacts]
    aht : float
        Their mean handle time; NaN where it is not known. [s]
    workload : float
        Their handle time in all; NaN where it is not known. [h]
    busiest_day : str
        The day with most contacts.
    busiest : float
        Its contacts. [contacts]
    """

    label: str
    contacts: float
    aht: float
    workload: float
    busiest_day: str
    busiest: float


class ForecastSummary(NamedTuple):
    """Totals of a forecast.

    Attributes
    ----------
    total : ForecastTotal
        The whole forecast.
    weeks, queues : tuple of ForecastTotal
        By weeks of seven days from the first day of the forecast, and by queue.
    """

    total: ForecastTotal
    weeks: tuple[ForecastTotal, ...]
    queues: tuple[ForecastTotal, ...]


@dataclass(frozen=True, repr=False)
class Forecast(SavedResult):
    """Contacts to come with their band, one row per queue and interval.

    Attributes
    ----------
    demand : Demand
        Volume and AHT, as `wfm.plan` takes them; AHT is NaN where the history has none.
    band : VolumeBand
        Contacts not exceeded with probability 10, 50 and 90 %, shape (n,) each. [contacts]
    volume_cv : float64 array, shape (n,)
        Coefficient of variation of the factor of a day, of the queue of the row. [fraction]
    method : str
        Name of the method.
    queues : tuple of QueueForecast
        How each queue was forecast.
    backtest : Backtest
        Errors of all queues together.
    notes : tuple of str
        What was noticed, one sentence each.

    Examples
    --------
    >>> import wfm
    >>> table = {"start": [f"2026-03-{1 + i:02d}" for i in range(28)], "calls": [80] * 28}
    >>> forecast = wfm.forecast(table, weeks=1)
    >>> forecast.demand.volume.round().tolist()
    [80.0, 80.0, 80.0, 80.0, 80.0, 80.0, 80.0]
    """

    demand: Demand
    band: VolumeBand
    volume_cv: FloatArray
    method: str
    queues: tuple[QueueForecast, ...]
    backtest: Backtest
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        """The size of the forecast, instead of its arrays."""
        intervals = count_text(len(self.demand), "interval")
        return f"<Forecast: {intervals}, {count_text(len(self.queues), 'queue')}>"

    def to_frame(self) -> pd.DataFrame:
        """The intervals as a table.

        Returns
        -------
        pandas.DataFrame
            ``queue``, ``start`` (in the time zone of the history, if it is known), ``volume``,
            ``p10``, ``p50`` and ``p90`` [contacts], ``aht`` [s] and ``volume_cv`` [fraction];
            ``days_below_p90`` [fraction] where it is known to be far from 90 %.
        """
        import pandas as pd

        demand, below = self.demand, self.days_below_p90
        start = pd.Series(pd.to_datetime(demand.start, unit="s", utc=demand.zone is not None))
        if demand.zone is not None:
            start = start.dt.tz_convert(demand.zone)
        return pd.DataFrame(
            {
                "queue": np.array(demand.queues, dtype=object)[demand.queue],
                "start": start,
                "volume": demand.volume,
                **self.band._asdict(),
                "aht": demand.aht,
                "volume_cv": self.volume_cv,
                **({} if below is None else {"days_below_p90": below}),
            }
        )

    @property
    def days_below_p90(self) -> FloatArray | None:
        """Share of the days of the backtest at or below their p90, of the queue of each row.

        None unless the band of some queue is too narrow: then a plan says that fewer days keep its
        target than its confidence. [fraction]
        """
        if not any(one.backtest.is_too_narrow for one in self.queues):
            return None
        shares = np.array([one.backtest.coverage_day.p90 for one in self.queues])
        return np.asarray(shares.round(4)[self.demand.queue])

    def uncertain_demand(self) -> Demand:
        """The contacts with their variation as inputs of a plan, as `wfm.plan` takes them."""
        below = self.days_below_p90
        cvs, row = np.unique(self.volume_cv, return_inverse=True)
        inputs = RowInputs(
            tuple(InputSet(volume_cv=None if np.isnan(cv) else float(cv)) for cv in cvs),
            tuple(int(np.argmax(row == index)) + 1 for index in range(len(cvs))),
            row.astype(np.int32),
            {"volume_cv": "volume_cv"},
            range(len(row)),
        )
        quantiles = {} if below is None else {"days_below_p90": below}
        return replace(self.demand, row_inputs=inputs, quantiles=quantiles)

    def summary(self) -> ForecastSummary:
        """Totals of the forecast, by week and by queue."""
        day = local(self.demand.start, self.demand.zone) // DAY
        first = int(day.min())
        week = (day - first) // 7
        every = np.ones(len(day), dtype=bool)
        weeks = [
            self._total(date_of(first + 7 * one).isoformat(), week == one, day)
            for one in range(int(week.max()) + 1)
        ]
        queues = [
            self._total(name, self.demand.queue == index, day)
            for index, name in enumerate(self.demand.queues)
        ]
        return ForecastSummary(self._total("total", every, day), tuple(weeks), tuple(queues))

    def _total(self, label: str, rows: Truths, day: NDArray[np.int64]) -> ForecastTotal:
        """The total of some rows."""
        volume, aht = self.demand.volume[rows], self.demand.aht[rows]
        contacts = float(volume.sum())
        work = float((volume * aht).sum())
        days, index = np.unique(day[rows], return_inverse=True)
        by_day = np.bincount(index, weights=volume, minlength=1)
        top = int(by_day.argmax())
        return ForecastTotal(
            label,
            contacts,
            work / contacts if contacts > 0.0 else float("nan"),
            work / 3600.0,
            date_of(int(days[top])).isoformat() if days.size else "",
            float(by_day[top]),
        )

    def table(self) -> FileTable:
        """The intervals as columns of a file; without queue and AHT where none is known."""
        return forecast_table(self.demand, self.band, self.volume_cv, self.days_below_p90)

    def _source(self) -> str:
        """The name of the input."""
        return self.demand.source

    def _document(self) -> dict[str, object]:
        """What JSON has beside the rows."""
        return {
            "source": self.demand.source,
            "interval": self.demand.interval,
            "zone": None if self.demand.zone is None else str(self.demand.zone),
            **forecast_document(self.method, self.queues, self.backtest),
            "summary": self.summary(),
            "notes": self.notes,
        }
