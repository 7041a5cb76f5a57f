"""The shape of a forecast in JSON, as pydantic models: the source of `wfm schema forecast`.

A program can read it with ``ForecastDocument.model_validate_json(text)``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ForecastDocument"]

Contacts = Annotated[float, Field(ge=0, description="contacts")]
Share = Annotated[float | None, Field(description="fraction; null: the history is too short")]


class _ForecastPart(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", allow_inf_nan=False)


class ScoreDocument(_ForecastPart):
    """The errors of one method, one week ahead."""

    method: str
    wape: Annotated[Share, Field(description="sum of errors over sum of volumes, by interval")]
    wape_day: Annotated[Share, Field(description="the same by day")]
    bias: Annotated[Share, Field(description="forecast over actual, minus 1")]
    mase: Annotated[float | None, Field(description="error over that of copying the week before")]
    within: Annotated[Share, Field(description="of volumes above p10 and at most p90, by interval")]


class BandCoverageDocument(_ForecastPart):
    """Share of actual volumes at or below each quantile."""

    p10: Share
    p50: Share
    p90: Share


class BacktestDocument(_ForecastPart):
    """Forecasts made one week ahead at past days, and their errors."""

    origins: Annotated[int, Field(ge=0, description="weeks that were forecast")]
    scores: list[ScoreDocument]
    noise_floor: Annotated[Share, Field(description="error of a forecast that knows every rate")]
    coverage: BandCoverageDocument
    coverage_day: BandCoverageDocument


class SetAsideDocument(_ForecastPart):
    """A day that the forecast does not learn from."""

    date: date
    contacts: Contacts
    usual: Annotated[float | None, Field(description="contacts of the days of its weekday near it")]
    chosen: Annotated[bool, Field(description="whether the user set it aside")]
    outage: Annotated[
        str | None, Field(description="a time without contacts, where other days have many")
    ]


class NamedDayDocument(_ForecastPart):
    """A holiday or event among the days of the forecast."""

    date: date
    name: str
    factor: Annotated[float, Field(ge=0, description="volume over that of an ordinary day")]
    past_days: Annotated[int, Field(ge=0, description="past days of the name")]


class SpreadDocument(_ForecastPart):
    """How far volumes strayed from their forecast."""

    bias: float
    day_cv: Annotated[float, Field(ge=0, description="of the factor of a day")]
    interval_cv: Annotated[float, Field(ge=0, description="of the factor of an interval")]
    dispersion: Annotated[float, Field(ge=0, description="1 if only chance were at work")]
    days: Annotated[int, Field(ge=0, description="days of the estimate")]


class SpeedsDocument(_ForecastPart):
    """How fast the embedded method forgets."""

    alpha: Annotated[float, Field(gt=0, le=1, description="weight of the newest week")]
    half_life: Annotated[float, Field(gt=0, description="weeks")]
    trend: bool


class QueueForecastDocument(_ForecastPart):
    """How one queue was forecast."""

    queue: str
    first: Annotated[date, Field(description="first day of the history")]
    last: date
    set_aside: list[SetAsideDocument]
    named: list[NamedDayDocument]
    spread: Annotated[SpreadDocument | None, Field(description="null: the history is too short")]
    speeds: list[SpeedsDocument]
    backtest: BacktestDocument


class ForecastTotalDocument(_ForecastPart):
    """The total of a week, of a queue or of all."""

    label: str
    contacts: Contacts
    aht: Annotated[float | None, Field(description="s; null: not known")]
    workload: Annotated[float | None, Field(description="h; null: not known")]
    busiest_day: str
    busiest: Contacts


class ForecastSummaryDocument(_ForecastPart):
    """Totals of the forecast."""

    total: ForecastTotalDocument
    weeks: list[ForecastTotalDocument]
    queues: list[ForecastTotalDocument]


class ForecastRow(_ForecastPart):
    """One interval of one queue; null where the history is too short to know."""

    queue: str = ""
    start: datetime
    volume: Contacts
    p10: Contacts | None
    p50: Contacts | None
    p90: Contacts | None
    aht: Annotated[float | None, Field(ge=0, description="s")] = None
    volume_cv: Share
    days_below_p90: Annotated[
        float | None,
        Field(ge=0, le=1, description="of the backtest; only where it is far below 90 %"),
    ] = None


class ForecastDocument(_ForecastPart):
    """The output of ``wfm forecast --json`` and its ``-o forecast.json``."""

    source: str
    interval: Annotated[float, Field(gt=0, description="s")]
    zone: str | None
    method: str
    queues: list[QueueForecastDocument]
    backtest: BacktestDocument
    summary: ForecastSummaryDocument
    notes: list[str]
    units: dict[str, str]
    rows: list[ForecastRow]
