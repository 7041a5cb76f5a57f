"""How a forecast was made: the days set aside, the days with a name, and each queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from wfm.forecasting.backtest_result import Backtest
from wfm.forecasting.usual_week import Speeds
from wfm.risk import Spread

__all__ = ["NamedDay", "QueueForecast", "UnusualDay"]


class UnusualDay(NamedTuple):
    """A day that the forecast does not learn from.

    Attributes
    ----------
    queue : str
        The queue.
    day : int
        Days since 1970.
    contacts : float
        What it had. [contacts]
    usual : float
        Median of the days of its weekday near it. [contacts]
    chosen : bool
        Whether the user set it aside.
    outage : tuple of float, or None
        Start and end of a time without contacts, where other days have many. [s after midnight]
    """

    queue: str
    day: int
    contacts: float
    usual: float
    chosen: bool
    outage: tuple[float, float] | None = None

    @property
    def outage_text(self) -> str | None:
        """The time without contacts, such as "10:00-13:30"; None where there is none."""
        if self.outage is None:
            return None
        minutes = [round(seconds / 60) for seconds in self.outage]
        return "-".join(f"{one // 60:02}:{one % 60:02}" for one in minutes)


class NamedDay(NamedTuple):
    """A holiday or event in the days of the forecast, and what it does to the volume.

    Attributes
    ----------
    queue : str
        The queue.
    day : int
        Days since 1970.
    name : str
        Name of the holiday or event.
    factor : float
        Volume over that of an ordinary day; 1 if the history has no such day.
    past_days : int
        Past days of the name that the factor comes from; 0: from all named days.
    """

    queue: str
    day: int
    name: str
    factor: float
    past_days: int


@dataclass(frozen=True)
class QueueForecast:
    """How the forecast of one queue was made.

    Attributes
    ----------
    queue : str
        Name of the queue.
    first, last : int
        First and last day of its history, as days since 1970.
    backtest : Backtest
        Errors of the methods on the last weeks of the history.
    unusual : tuple of UnusualDay
        Days set aside.
    named : tuple of NamedDay
        Holidays and events among the days of the forecast.
    spread : Spread
        How far volumes strayed from such forecasts; 0 where the history is too short to know.
    speeds : tuple of Speeds
        How fast the embedded method forgets, one per forecast whose mean is taken; empty for
        other methods.
    """

    queue: str
    first: int
    last: int
    backtest: Backtest
    unusual: tuple[UnusualDay, ...]
    named: tuple[NamedDay, ...]
    spread: Spread
    speeds: tuple[Speeds, ...] = ()

    @property
    def days(self) -> int:
        """Days of its history."""
        return self.last - self.first + 1
