"""Forecasts of typical weeks with the inputs of their plans, planned again for each month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.capacity_planning.file_records import DemandSource
from wfm.capacity_planning.interval_need import WeekdaySums, weekday_sums, weekdays_of
from wfm.centre.opening_hours import closed_days
from wfm.centre.records import Centre, Ramp
from wfm.errors import InputError, UnreachableError
from wfm.scenarios.cases import Case
from wfm.work_limits import CAPACITY_ROWS

__all__ = ["TypicalWeek", "factors_of", "placed", "planned_weeks"]

# Of a forecast, so that each weekday on which a centre is open is in it: Monday to Friday.
_LEAST_DAYS = 5
_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

# The factors of a month: by queue and for the volume, by queue and for the AHT.
Factors: TypeAlias = tuple[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]]


@dataclass(frozen=True, repr=False)
class TypicalWeek:
    """A forecast of a typical week, or of several, that one plan covers.

    Attributes
    ----------
    place : str
        The tables of its teams, for errors.
    source : str
        The forecast, and the centre where it has one.
    case : Case
        The forecast with the inputs of its plan.
    members : mapping of str to tuple of str
        The queues of each team.
    centre : Centre or None
        For the days on which its queues are closed.
    read_notes : tuple of str
        What was noticed as the files were read.
    """

    place: str
    source: str
    case: Case
    members: Mapping[str, tuple[str, ...]]
    centre: Centre | None = None
    read_notes: tuple[str, ...] = ()

    def factors(self, demands: Mapping[str, DemandSource], month: int) -> Factors:
        """The factors of a month by queue, each those of its team."""
        pairs = {
            queue: factors_of(demands[team], month)
            for team, queues in self.members.items()
            for queue in queues
        }
        volume, aht = (tuple((queue, pair[i]) for queue, pair in pairs.items()) for i in (0, 1))
        return volume, aht

    def planned(self, factors: Factors) -> WeekdaySums:
        """The plan with some factors, by queue and weekday."""
        volume, aht = factors
        plan = self.case.scaled(dict(volume), dict(aht)).plan()
        sums, queues = weekday_sums(plan), plan.demand.queues
        place = [queues.index(name) for name in self.queues]
        return WeekdaySums(*(one[place] for one in sums))

    @cached_property
    def queues(self) -> tuple[str, ...]:
        """The queues of all of its teams."""
        return tuple(queue for queues in self.members.values() for queue in queues)

    def rows_of(self, team: str) -> list[int]:
        """The places of the queues of a team among all."""
        return [self.queues.index(name) for name in self.members[team]]

    @cached_property
    def days(self) -> NDArray[np.int64]:
        """The days of the forecast, from the first to the last."""
        demand = self.case.demand
        local = datetimes.local(demand.start, demand.zone) // datetimes.DAY
        return np.arange(int(local.min()), int(local.max()) + 1)

    def open_days(self, days: NDArray[np.int64]) -> FloatArray:
        """How often each weekday is among some days, without those on which a queue is closed.

        Deferred work arrives on closed days too, and is done on others: none is left out for it.

        Returns
        -------
        float64 array, shape (queues, 7)
            Monday first. [days]
        """
        dates = [datetimes.date_of(int(day)) for day in days]
        weekday = weekdays_of(days)
        return np.array([
            np.bincount(weekday[~self._closed(name, dates)], minlength=7) for name in self.queues
        ], dtype=np.float64)  # fmt: skip

    def _closed(self, name: str, dates: Sequence[date]) -> NDArray[np.bool_]:
        """Whether a queue is closed on days on which it is else open."""
        if self.centre is None:
            return np.zeros(len(dates), dtype=bool)
        queue = next(one for one in self.centre.queues if one.name == name)
        if queue.deferred is not None:
            return np.zeros(len(dates), dtype=bool)
        return closed_days(dates, self.centre, queue)

    @cached_property
    def pattern_days(self) -> FloatArray:
        """How often each queue is open on each weekday of the forecast, shape (queues, 7) [days].

        Raises
        ------
        InputError
            For less than five days, or a weekday on which a queue is always closed by a holiday.
        """
        days = self.days
        if len(days) < _LEAST_DAYS:
            raise InputError(
                f"{self.place}: {self.source} must have the days of a typical week: got "
                f"{len(days)} ({self._span}); add the other days, with volume 0 where they have no "
                "contacts.",
                name="forecast",
                value=len(days),
            )
        counts = self.open_days(days)
        present = np.bincount(weekdays_of(days), minlength=7)
        for name, row in zip(self.queues, counts, strict=True):
            closed = np.flatnonzero((row == 0) & (present > 0))
            if len(closed):
                raise InputError(
                    f"{self.place}: queue {name!r} is closed on each {_NAMES[closed[0]]} of "
                    f"{self.source} ({self._span}) by a holiday or an exception, so that it has no "
                    "typical day: use a forecast of another week, or of more weeks.",
                    name="forecast",
                )
        return counts

    @property
    def notes(self) -> Iterator[str]:
        """What is averaged, which weekdays have no contacts, and what a centre adds by date."""
        demand, days = self.case.demand, self.days
        if len(days) > 7:
            yield f"{self.source}: average week of {len(days)} days, {self._span}"
        open_day = np.unique(datetimes.local(demand.start, demand.zone) // datetimes.DAY)
        closed = sorted(set(range(7)) - set(weekdays_of(open_day).tolist()))
        if closed:
            names = ", ".join(_NAMES[one] for one in closed)
            yield f"{self.source}: no rows on {names}; closed in every week"
        yield from self._dated()
        yield from self.read_notes

    def _dated(self) -> Iterator[str]:
        """That figures of the centre by date are those of the forecast's days in every month."""
        if self.centre is None:
            return
        first, last = (datetimes.date_of(int(day)) for day in (self.days[0], self.days[-1]))
        spans = dict.fromkeys(
            (season.first, season.last)
            for queue in self.centre.queues
            for season in queue.seasons
            if season.first <= last and season.last >= first
        )
        for start, end in spans:
            count = (min(end, last) - max(start, first)).days + 1
            yield (
                f"{self.source}: {count} of {len(self.days)} days are in the season {start} to "
                f"{end} of the centre, whose figures are therefore in every month"
            )
        for queue in self.centre.queues:
            names = [key for key, value in vars(queue).items() if isinstance(value, Ramp)]
            if names:
                yield (
                    f"{self.source}: {', '.join(names)} of {queue.name!r} are, in every month, "
                    "those of the days of the forecast; write later changes into the plan"
                )

    @property
    def _span(self) -> str:
        """The first and the last day."""
        first, last = (datetimes.date_of(int(day)) for day in (self.days[0], self.days[-1]))
        return f"{first}" if first == last else f"{first} to {last}"


def factors_of(demand: DemandSource, month: int) -> tuple[float, float]:
    """The factors of a month on the volume and on the AHT; 1 where a team has none."""
    volume, aht = demand.volume_factors, demand.aht_factors
    return (volume[month] if volume else 1.0), (aht[month] if aht else 1.0)


def planned_weeks(
    weeks: Sequence[TypicalWeek],
    demands: Mapping[str, DemandSource],
    labels: Sequence[str],
    progress: Callable[[int, int], None] | None = None,
) -> list[list[WeekdaySums]]:
    """The plan of each month, each distinct set of factors planned once.

    Parameters
    ----------
    weeks : sequence of TypicalWeek
        The forecasts.
    demands : mapping of str to DemandSource
        The demand of each team.
    labels : sequence of str
        The months.
    progress : callable, optional
        Called with the number of plans made, and the number of all.

    Raises
    ------
    InputError
        For more intervals than are planned at once, before any is planned; and for a load above
        the domain of the formulas, with the team and the month.
    UnreachableError
        For a target that cannot be met, with the team and the month.
    """
    months = range(len(labels))
    factors = [[week.factors(demands, month) for month in months] for week in weeks]
    plans = [len(set(of_week)) for of_week in factors]
    CAPACITY_ROWS.check(
        "months",
        sum(count * len(week.case.demand) for count, week in zip(plans, weeks, strict=True)),
    )
    tally = _PlanCounter(sum(plans), progress)
    return [
        _planned(week, of_week, labels, tally) for week, of_week in zip(weeks, factors, strict=True)
    ]


@dataclass
class _PlanCounter:
    """How many plans are made, of how many."""

    total: int
    progress: Callable[[int, int], None] | None
    done: int = field(default=0)

    def add(self) -> None:
        """One more."""
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)


def _planned(
    week: TypicalWeek, factors: Sequence[Factors], labels: Sequence[str], tally: _PlanCounter
) -> list[WeekdaySums]:
    """The plan of each month of one forecast."""
    sums: dict[Factors, WeekdaySums] = {}
    for one, label in zip(factors, labels, strict=True):
        if one not in sums:
            with placed(f"{week.place}, {label}"):
                sums[one] = week.planned(one)
            tally.add()
    return [sums[one] for one in factors]


@contextmanager
def placed(place: str) -> Iterator[None]:
    """Within the block, errors begin with a place."""
    try:
        yield
    except UnreachableError as error:
        raise UnreachableError(f"{place}: {error}") from None
    except InputError as error:
        raise InputError(f"{place}: {error}", name=error.name, value=error.value) from None
