"""Totals of a review by day and queue, and how often each cause occurs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.reviewing.causes import CAUSES
from wfm.reviewing.records import CauseCount, ReviewPeriod, ReviewSummary

__all__ = ["summary_of"]

_WORST = 10  # intervals that a summary names


def summary_of(
    demand: Demand,
    columns: Mapping[str, FloatArray],
    cause: NDArray[np.str_],
    hourly_costs: FloatArray,
    resolution: float | None = None,
) -> ReviewSummary:
    """The summary of the intervals that both files have.

    Parameters
    ----------
    demand : Demand
        Their queues and starts.
    columns : mapping of str to array
        Those of `wfm.reviewing.weekly_review.Review`.
    cause : array of str
        The cause of each interval.
    hourly_costs : float64 array
        Cost of a paid hour of each interval; NaN where it is not known. [currency]
    resolution : float, optional
        Share of the contacts answered that are resolved. [fraction]
    """
    local = datetimes.local(demand.start, demand.zone) // datetimes.DAY
    days, of_day = np.unique(local, return_inverse=True)
    table = _Table(demand.interval / 3600.0, columns, hourly_costs, resolution)
    dates = [str(datetimes.date_of(int(day))) for day in days]
    both = np.unique(of_day * len(demand.queues) + demand.queue, return_inverse=True)[1]
    # a report need not have every queue of the plan
    reported, of_queue = np.unique(demand.queue, return_inverse=True)
    late = columns["late"]
    rows = np.argsort(-np.nan_to_num(late), kind="stable")[:_WORST]
    return ReviewSummary(
        total=table.periods(np.zeros(len(local), dtype=np.intp), ["total"])[0],
        volume_wape_day=table.wape_of(both),
        days=table.periods(of_day, dates),
        queues=table.periods(of_queue, [demand.queues[i] for i in reported.tolist()]),
        causes=tuple(
            CauseCount(name, int((cause == name).sum()), float(np.nansum(late[cause == name])))
            for name in CAUSES
            if (cause == name).any()
        ),
        worst=tuple(int(row) for row in rows if late[row] > 0),
    )


class _Table:
    """The columns of a review, of which sums are made by period."""

    def __init__(
        self,
        hours: float,
        columns: Mapping[str, FloatArray],
        hourly_costs: FloatArray,
        resolution: float | None,
    ) -> None:
        self._hours, self._columns = hours, columns
        self._hourly, self._resolution = hourly_costs, resolution

    def periods(
        self, period: NDArray[np.integer], labels: Sequence[str]
    ) -> tuple[ReviewPeriod, ...]:
        """One record per period, of the index of the period of each row."""
        sums = _PeriodSums(period, len(labels))
        c = self._columns
        planned, actual = c["volume_planned"], c["volume_actual"]
        contacts, offered = sums.total(planned), sums.total(actual)
        handled = np.where(np.isnan(c["answered"]), actual, c["answered"])
        compared = np.where(np.isnan(c["aht_planned"]), np.nan, c["aht_actual"])
        work = sums.total(handled * compared)
        hours = {
            name: pair
            for name in ("agents", "scheduled")
            for pair in [sums.pair(c[f"{name}_planned"], c[f"{name}_actual"], self._hours)]
        }
        costs = self._costs(sums)
        resolved = [
            sums.total(one) * (self._resolution or 0.0)
            for one in (planned * (1.0 - np.nan_to_num(c["abandonment_planned"])), handled)
        ]
        judged = c["judged"] > 0
        figures: dict[str, FloatArray] = {
            "intervals": sums.total(np.ones(len(planned))),
            "judged": sums.total(judged.astype(float)),
            "missed": sums.total(c["missed"]),
            "contacts_planned": contacts,
            "contacts_actual": offered,
            "volume_bias": _ratio(contacts, offered) - 1.0,
            "volume_wape": _ratio(sums.total(np.abs(planned - actual)), offered),
            "aht_planned": sums.mean(c["aht_planned"], planned),
            "aht_actual": sums.mean(c["aht_actual"], handled),
            "aht_bias": _ratio(sums.total(handled * (c["aht_planned"] - compared)), work),
            "aht_wape": _ratio(sums.total(handled * np.abs(c["aht_planned"] - compared)), work),
            "agent_hours_planned": hours["agents"][0],
            "agent_hours_actual": hours["agents"][1],
            "paid_hours_planned": hours["scheduled"][0],
            "paid_hours_actual": hours["scheduled"][1],
            "cost_planned": costs[0],
            "cost_actual": costs[1],
            "cost_per_contact_planned": _ratio(costs[0], contacts),
            "cost_per_contact_actual": _ratio(costs[1], offered),
            "cost_per_resolved_contact_planned": _ratio(costs[0], resolved[0]),
            "cost_per_resolved_contact_actual": _ratio(costs[1], resolved[1]),
        }
        known = ~np.isnan(c["service_level_actual"]) | (actual == 0)
        known |= np.isnan(c["service_level_actual"]).all()
        figures["service_level_planned"] = sums.mean(
            np.where(known, c["service_level_planned"], np.nan), planned
        )
        figures["service_level_actual"] = sums.mean(c["service_level_actual"], actual)
        for name, weights in (
            ("abandonment", (planned, actual)),
            ("occupancy", (c["agents_planned"], c["agents_actual"])),
            ("asa", (planned, handled)),
        ):
            for kind, weight in zip(("planned", "actual"), weights, strict=True):
                figures[f"{name}_{kind}"] = sums.mean(c[f"{name}_{kind}"], weight)
        whole = ("intervals", "judged", "missed")
        return tuple(
            ReviewPeriod(
                label=label,
                **{
                    name: int(values[i]) if name in whole else float(values[i])
                    for name, values in figures.items()
                },  # type: ignore[arg-type]
            )
            for i, label in enumerate(labels)
        )

    def _costs(self, sums: _PeriodSums) -> list[FloatArray]:
        """The cost of the people planned and there; NaN where that of some hour is not known."""
        c, hourly = self._columns, self._hourly
        pair = sums.pair(
            c["scheduled_planned"] * hourly, c["scheduled_actual"] * hourly, self._hours
        )
        unknown = np.nan_to_num(sums.total(np.isnan(hourly).astype(float))) > 0
        return [np.where(unknown, np.nan, part) for part in pair]

    def wape_of(self, group: NDArray[np.integer]) -> float:
        """The WAPE of the sums of groups of rows."""
        sums = _PeriodSums(group, int(group.max()) + 1)
        planned = sums.total(self._columns["volume_planned"])
        actual = sums.total(self._columns["volume_actual"])
        total = np.array([actual.sum()])
        return float(_ratio(np.array([np.abs(planned - actual).sum()]), total)[0])


class _PeriodSums:
    """Sums and means of columns by period, of the values that are known."""

    def __init__(self, period: NDArray[np.integer], count: int) -> None:
        self._period, self._count = period, count

    def total(self, values: FloatArray) -> FloatArray:
        """The sums; NaN where no value is known."""
        known = ~np.isnan(values)
        sums = np.bincount(self._period, np.where(known, values, 0.0), self._count)
        counts = np.bincount(self._period, known, self._count)
        return np.where(counts > 0, sums, np.nan)

    def mean(self, values: FloatArray, weights: FloatArray) -> FloatArray:
        """The weighted means; NaN where no value has a weight."""
        known = ~np.isnan(values) & (weights > 0)
        return _ratio(
            self.total(np.where(known, values * np.where(known, weights, 0.0), np.nan)),
            self.total(np.where(known, weights, np.nan)),
        )

    def pair(
        self, planned: FloatArray, actual: FloatArray, factor: float
    ) -> tuple[FloatArray, FloatArray]:
        """The sums of two columns over the rows in which both are known.

        Of a report without such a column, the first over all rows.
        """
        both = ~np.isnan(actual) if not np.isnan(actual).all() else np.ones(len(actual), dtype=bool)
        return (
            factor * self.total(np.where(both, planned, np.nan)),
            factor * self.total(np.where(np.isnan(planned), np.nan, actual)),
        )


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """A quotient; NaN where the divisor is 0 or not known."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan))
