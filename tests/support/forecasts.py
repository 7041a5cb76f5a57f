"""Small forecasts as records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

import numpy as np
from numpy.typing import ArrayLike

from wfm.demand import Demand
from wfm.planning.plan import Plan, plan_of
from wfm.planning.records import PlanBasis, PlanInputs
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import QueueTarget, Target


def demand(
    volume: Sequence[float] | np.ndarray,
    aht: ArrayLike,
    *,
    start: ArrayLike | None = None,
    queue: ArrayLike | None = None,
    interval: float = 1800.0,
    queues: tuple[str, ...] = ("",),
    zone: tzinfo | None = None,
) -> Demand:
    """A forecast with one row per volume; rows of one queue follow each other by default."""
    rows = len(volume)
    start = np.arange(rows) * int(interval) if start is None else np.asarray(start)
    return Demand(
        queues=queues,
        queue=np.asarray(queue if queue is not None else np.zeros(rows), dtype=np.int32),
        start=start.astype(np.int64),
        volume=np.asarray(volume, dtype=float),
        aht=np.broadcast_to(np.asarray(aht, dtype=float), (rows,)).copy(),
        interval=interval,
        zone=zone,
        line=np.arange(2, rows + 2, dtype=np.int32),
        source="test.csv",
    )


def basis(
    forecast: Demand,
    target: Target | QueueTarget,
    shrinkage: Shrinkage = DEFAULT,
    contract_hours: float = 40.0,
    defaults: tuple[str, ...] = (),
) -> PlanBasis:
    """A forecast with one target for all of its queues."""
    inputs = PlanInputs.single(forecast.queues, target, shrinkage, contract_hours, defaults)
    return PlanBasis(forecast, inputs)


def planned(
    forecast: Demand,
    target: Target | QueueTarget,
    shrinkage: Shrinkage = DEFAULT,
    contract_hours: float = 40.0,
    defaults: tuple[str, ...] = (),
) -> Plan:
    """A forecast staffed by one target for all of its queues."""
    return plan_of(basis(forecast, target, shrinkage, contract_hours, defaults))
