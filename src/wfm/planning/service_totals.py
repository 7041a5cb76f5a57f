"""The service of given people, and its totals by day, week, month and queue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.planning.given_columns import People
from wfm.planning.records import PlanBasis

__all__ = ["ServiceData", "ServicePeriod", "ServiceSummary"]

_WORST = 5  # intervals that a summary names


class ServicePeriod(NamedTuple):
    """The figures of one day, week, month or queue, or of the whole forecast.

    Attributes
    ----------
    label : str
        The date, the Monday of the week, the month, the queue, or "total".
    intervals, on_target, overloaded : int
        Intervals, those in which the target is met, and those in which the backlog grows.
    contacts : float
        Contacts offered. [contacts]
    required_hours, agent_hours, understaffed_hours, overstaffed_hours : float
        Agents that the target requires, agents on contacts, and their differences. [agent-hours]
    service_level, abandonment : float
        Of all contacts; abandonment is NaN without a patience. [fraction]
    asa : float
        Mean wait of the answered; inf where an interval is overloaded. [s]
    occupancy : float
        Of all agents. [fraction]
    """

    label: str
    intervals: int
    on_target: int
    overloaded: int
    contacts: float
    required_hours: float
    agent_hours: float
    understaffed_hours: float
    overstaffed_hours: float
    service_level: float
    asa: float
    occupancy: float
    abandonment: float


class ServiceSummary(NamedTuple):
    """All the figures of the service that given people provide.

    Attributes
    ----------
    total : ServicePeriod
        The whole forecast.
    weeks, months, days, queues : tuple of ServicePeriod
        By Monday-to-Sunday week, calendar month, local day, and queue.
    hours : tuple of ServicePeriod
        By hour, of a forecast of one day; else empty.
    worst : tuple of int
        The rows with the most contacts that are not answered within the limit, at most five, in
        order of time.
    """

    total: ServicePeriod
    weeks: tuple[ServicePeriod, ...]
    months: tuple[ServicePeriod, ...]
    days: tuple[ServicePeriod, ...]
    queues: tuple[ServicePeriod, ...]
    hours: tuple[ServicePeriod, ...]
    worst: tuple[int, ...]


@dataclass(frozen=True, repr=False)
class ServiceData(PlanBasis):
    """The people of every interval of a forecast, and the service that they provide.

    Attributes
    ----------
    people : People
        The people as they were given.
    columns : mapping of str to float64 array, shape (n,)
        See `wfm.planning.expected_service.ExpectedService`.
    """

    people: People
    columns: Mapping[str, FloatArray]

    @property
    def has_abandonment(self) -> bool:
        """Whether contacts of some queue abandon."""
        return "abandonment" in self.columns

    def summary(self) -> ServiceSummary:
        """Totals of the forecast, its weeks, months, days and queues, and the worst intervals."""
        demand = self.demand
        day = datetimes.local(demand.start, demand.zone) // datetimes.DAY
        days, of_day = np.unique(day, return_inverse=True)
        monday = datetimes.week_start(days)
        months = np.array([f"{datetimes.date_of(int(one)):%Y-%m}" for one in days])
        return ServiceSummary(
            total=self._periods(np.zeros(len(day), dtype=np.intp), ["total"])[0],
            weeks=self._periods(*_grouped(monday, of_day, _date_text)),
            months=self._periods(*_grouped(months, of_day, str)),
            days=self._periods(of_day, [_date_text(one) for one in days]),
            queues=self._periods(demand.queue, list(demand.queues)),
            hours=self._hours() if len(days) == 1 else (),
            worst=self._worst(),
        )

    def _hours(self) -> tuple[ServicePeriod, ...]:
        """By hour of the local day."""
        second = datetimes.local(self.demand.start, self.demand.zone) % datetimes.DAY
        hours, of_hour = np.unique(second // 3600, return_inverse=True)
        return self._periods(of_hour, [f"{int(hour):02d}:00" for hour in hours])

    def _worst(self) -> tuple[int, ...]:
        """The rows with the most contacts late or abandoned; rows on target are not among them."""
        late = self.demand.volume * (1.0 - self.columns["service_level"])
        late = np.where(self.columns["target_met"] > 0, 0.0, late)
        rows = np.argsort(-late, kind="stable")[:_WORST]
        return tuple(sorted(int(row) for row in rows if late[row] > 0))

    def _periods(self, period: NDArray[np.integer], labels: list[str]) -> tuple[ServicePeriod, ...]:
        """One record per period, of the index of the period of each row."""
        c, volume, hours = self.columns, self.demand.volume, self.demand.interval / 3600
        # queues without a patience have no abandonment
        abandoned = volume * np.nan_to_num(c.get("abandonment", np.zeros(len(volume))))
        answered = volume - abandoned
        with np.errstate(invalid="ignore"):
            waiting = np.where(answered > 0, answered * c["asa"], 0.0)
        figures = {
            "intervals": np.ones(len(volume)),
            "on_target": c["target_met"],
            "overloaded": ((c["asa"] == inf) & (answered > 0)).astype(float),
            "contacts": volume,
            "required": c["agents_required"] * hours,
            "agents": c["agents"] * hours,
            "understaffed": c["understaffed"] * hours,
            "overstaffed": c["overstaffed"] * hours,
            "in_time": volume * c["service_level"],
            "waiting": waiting,
            "busy": c["agents"] * c["occupancy"] * hours,
            "abandoned": abandoned,
            "answered": answered,
        }
        sums = {
            name: np.bincount(period, weights=values, minlength=len(labels)).tolist()
            for name, values in figures.items()
        }
        return tuple(
            self._period(label, {name: values[i] for name, values in sums.items()})
            for i, label in enumerate(labels)
        )

    def _period(self, label: str, sums: Mapping[str, float]) -> ServicePeriod:
        """Shares and means of the sums of a period."""
        contacts, answered, agents = sums["contacts"], sums["answered"], sums["agents"]
        abandonment = sums["abandoned"] / contacts if contacts else 0.0
        return ServicePeriod(
            label=label,
            intervals=int(sums["intervals"]),
            on_target=int(sums["on_target"]),
            overloaded=int(sums["overloaded"]),
            contacts=contacts,
            required_hours=sums["required"],
            agent_hours=agents,
            understaffed_hours=sums["understaffed"],
            overstaffed_hours=sums["overstaffed"],
            service_level=sums["in_time"] / contacts if contacts else 1.0,
            asa=sums["waiting"] / answered if answered else (inf if contacts else 0.0),
            occupancy=sums["busy"] / agents if agents else 0.0,
            abandonment=abandonment if self.has_abandonment else np.nan,
        )


def _date_text(day: int) -> str:
    """A day number as ISO 8601."""
    return str(datetimes.date_of(int(day)))


def _grouped(
    key_of_day: NDArray[Any], of_day: NDArray[np.intp], text: Callable[..., str]
) -> tuple[NDArray[np.intp], list[str]]:
    """The index of the group of each row, and the labels of the groups."""
    keys, group = np.unique(key_of_day, return_inverse=True)
    return group[of_day], [text(key) for key in keys]
