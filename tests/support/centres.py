"""Small centres: their targets, forecasts and queues of deferred work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from support.forecasts import demand
from wfm.centre import Centre, DeferredTarget, Queue, staff_centre
from wfm.centre.config import read_centre
from wfm.demand import Demand
from wfm.explanation import Explanation
from wfm.shrinkage import Shrinkage
from wfm.targets import Target

GOAL = Target(0.8, 30.0)
LOST = Shrinkage.parse("25%")
HALF_HOUR, DAY = 1800, 86400
VOICE = Queue("voice", "erlang_a", GOAL, patience=240.0, team="t")


def centre_file(folder: Path, text: str) -> str:
    """The path of a centre.toml of a text."""
    path = folder / "centre.toml"
    path.write_text(text)
    return str(path)


def centre_of(folder: Path, text: str) -> Centre:
    """The centre that a centre.toml of a text describes."""
    return read_centre(centre_file(folder, text))


def forecast_of(
    volumes: Mapping[str, Sequence[float] | np.ndarray],
    aht: float | Mapping[str, float],
    start: np.ndarray | None = None,
) -> Demand:
    """Queues by name with a volume for each row; the same starts for all."""
    rows = len(next(iter(volumes.values())))
    start = np.arange(rows) * HALF_HOUR + 36000 if start is None else start
    handle = aht if isinstance(aht, Mapping) else dict.fromkeys(volumes, aht)
    return demand(
        np.concatenate([np.asarray(v, float) for v in volumes.values()]),
        np.concatenate([np.full(rows, handle[name], float) for name in volumes]),
        start=np.tile(start, len(volumes)),
        queue=np.repeat(np.arange(len(volumes)), rows),
        queues=tuple(volumes),
    )


def staffed(forecast: Demand, *queues: Any, teams: Any = (), **more: Any) -> Any:
    return staff_centre(forecast, Centre(queues, shrinkage=LOST, teams=teams, **more))


def column(plan: Any, name: str, queue: str) -> np.ndarray:
    its_rows = plan.demand.queue == plan.demand.queues.index(queue)
    return np.asarray(plan.columns[name][its_rows])


def of_team(plan: Any, name: str, *queues: str) -> np.ndarray:
    return np.asarray(
        np.sum([column(plan, name, queue) for queue in queues or plan.demand.queues], axis=0)
    )


def days_of(volume: ArrayLike, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Half-hours from 10:00 to 12:00 of several days, and the volumes in them."""
    start = np.concatenate([day * DAY + 36000 + np.arange(4) * HALF_HOUR for day in range(days)])
    return start, np.tile(volume, days)


def mails(within: float = 3600.0, share: float = 1.0, **more: Any) -> DeferredTarget:
    return DeferredTarget(within, share, safety=0.0, **more)


def abandonment_of(plan: Any) -> np.ndarray:
    """Abandonment of every row, NaN where the model has none."""
    return np.asarray(plan.columns.get("abandonment", np.full(len(plan.demand), np.nan)))


def models_of(plan: Any) -> tuple[str, ...]:
    """The model of each queue, in their order."""
    return tuple(plan.inputs.models[name] for name in plan.demand.queues)


def figures_of(plan: Any, queue: str) -> dict[str, float]:
    """The figures of a queue by name."""
    return {name: figure.value for name, figure in plan.figures.of(queue).items()}


def staffed_of(plan: Any) -> Any:
    """The staffed centre behind a plan: the forecast, the centre and its queues."""
    return plan.explanation_of.args[0]


def explain(plan: Any, row: int) -> Explanation:
    """The explanation of a row."""
    explanation: Explanation = plan.explanation_of(row)
    return explanation


def values_of(explanation: Explanation, name: str) -> list[Any]:
    """The values of all steps of a name."""
    return [step.value for step in explanation.steps if step.name == name]
