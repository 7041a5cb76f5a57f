"""Histories with a known truth, for the tests of forecasting."""

from __future__ import annotations

from datetime import date, tzinfo

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.datetimes import DAY
from wfm.demand import Demand

MONDAY = (date(2026, 1, 5) - date(1970, 1, 1)).days
WEEKDAYS = np.array([1.3, 1.1, 1.0, 0.9, 0.8, 0.5, 0.4])


def usual_volumes(weeks: int, *, slots: int = 24, level: float = 600.0) -> FloatArray:
    """Contacts per day and interval without chance: open 08:00 to 18:00, a peak before noon."""
    hours = np.arange(slots) * 24.0 / slots
    shape = np.where((hours >= 8) & (hours < 18), 1.5 + np.sin(hours), 0.0)
    return np.asarray(level * np.tile(WEEKDAYS, weeks)[:, None] * (shape / shape.sum()))


def demand_of(
    volume: FloatArray,
    *,
    aht: float | FloatArray = 240.0,
    keep: NDArray[np.bool_] | None = None,
    zone: tzinfo | None = None,
    queue: str = "",
) -> Demand:
    """A checked table of days × slots from Monday 5 January 2026, rows that are kept only."""
    days, slots = volume.shape
    interval = DAY // slots
    start = (MONDAY + np.arange(days))[:, None] * DAY + np.arange(slots) * interval
    kept = (np.ones(volume.shape, dtype=bool) if keep is None else keep).ravel()
    rows = int(kept.sum())
    return Demand(
        (queue,),
        np.zeros(rows, dtype=np.int32),
        start.ravel()[kept],
        volume.ravel()[kept],
        np.broadcast_to(aht, volume.shape).ravel()[kept].astype(float),
        float(interval),
        zone,
        np.arange(1, rows + 1, dtype=np.int32),
        "history.csv",
    )
