"""From the relaxed tours to whole ones: first how many people, then day by day their shifts.

The relaxation is fractional in few places. People are rounded where it has any, by a program in
which shifts and breaks stay fractional; with the people fixed the days hang together only at
midnight, and each is a small program of its own (relax and fix).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from wfm.errors import UnreachableError
from wfm.scheduling.contracts import DAY
from wfm.scheduling.milp import Answer, relax, whole
from wfm.scheduling.records import Shift
from wfm.scheduling.time_budget import Clock, Progress
from wfm.scheduling.tours.model import TourModel
from wfm.scheduling.week_patterns import Floats, Ints, RosterHorizon

__all__ = ["Found", "search"]

SMALL = 500
NODES = 2_000
PEOPLE_NODES = 300


@dataclass(frozen=True)
class Found:
    """Whole values of all columns, and a bound on what any roster costs.

    `exact` where the whole program was solved at once.
    """

    values: Floats
    bound: float
    limited: str
    exact: bool = False


def search(
    model: TourModel,
    shifts: Sequence[Shift],
    horizon: RosterHorizon,
    step: float,
    *,
    gap: float,
    clock: Clock,
    progress: Progress | None,
) -> Found:
    """Tours within `gap` of the relaxation, or the best of the limits.

    Costs are whole multiples of `step`, if it is not 0.
    """
    loose = relax(model.program)
    if loose.values is None:
        raise UnreachableError(
            "no roster keeps all rules: look at the people of the contracts and the shifts that "
            "are open to them."
        )
    loose = replace(loose, bound=_raised(model, loose, step))
    _tell(progress, "relaxed", loose.bound)
    exact = Answer(None, np.inf, loose.bound)
    if int(sum(model.program.vectors()[3])) <= SMALL:
        exact = whole(model.program, gap=0.9 * gap, nodes=NODES, seconds=clock.left(0.5))
        exact = replace(exact, bound=max(loose.bound, exact.bound))
        if exact.values is not None and exact.value - exact.bound <= gap * abs(exact.value) + 1e-6:
            return Found(exact.values, exact.bound, "feasible", exact=True)
    staged = _staged(model, shifts, horizon, loose, gap, clock, progress)
    cost = float(model.program.vectors()[0] @ staged.values)
    if exact.values is not None and exact.value < cost:
        return Found(exact.values, exact.bound, "feasible")
    return replace(staged, bound=exact.bound)


def _raised(model: TourModel, loose: Answer, step: float) -> float:
    """The bound at the next multiple of the step; a row tells it to the program too."""
    bound = loose.bound
    shifts = float(model.problem.cost @ _known(loose)[: model.problem.shifts])
    if not step or shifts < bound - 1e-6 * (1.0 + abs(bound)):
        return bound
    bound = max(bound, step * math.ceil(bound / step - 1e-6))
    row = model.program.add_rows(np.array([bound]), np.array([np.inf]))
    for cost in np.unique(model.problem.cost):
        mine = np.flatnonzero(model.problem.cost == cost)
        model.program.put(np.full(len(mine), row[0]), mine, float(cost))
    return bound


def _tell(progress: Progress | None, stage: str, cost: float) -> None:
    if progress is not None:
        progress(stage, cost)


def _staged(
    model: TourModel,
    shifts: Sequence[Shift],
    horizon: RosterHorizon,
    loose: Answer,
    gap: float,
    clock: Clock,
    progress: Progress | None,
) -> Found:
    limited = "feasible"
    try:
        people = _people(model, loose, 0.8 * gap, PEOPLE_NODES, clock)
    except KeyboardInterrupt:
        limited = "interrupted"
        people = _people(model, loose, 1.0, NODES, clock)
    _tell(progress, "people", people.value)
    values, fixed = _known(people), _head(model)
    lower, upper = _bounds(model)
    lower[fixed] = upper[fixed] = np.rint(values[fixed])
    for day in range(horizon.days):
        try:
            answer = _day(model, shifts, horizon, day, values, (lower, upper), 0.1 * gap, clock)
        except KeyboardInterrupt:
            limited = "interrupted"
            answer = _day(model, shifts, horizon, day, values, (lower, upper), 1.0, clock)
        values = _known(answer)
        mine = _of_day(model, shifts, horizon, day)
        lower[mine] = upper[mine] = np.rint(values[mine])
        _tell(progress, f"day {day + 1}", answer.value)
    return Found(values, loose.bound, limited)


def _known(answer: Answer) -> Floats:
    assert answer.values is not None
    return answer.values


def _bounds(model: TourModel) -> tuple[Floats, Floats]:
    _, lower, upper, _, _, _ = model.program.vectors()
    return lower.copy(), upper.copy()


def _head(model: TourModel) -> Ints:
    """Columns that count people: tours, and who goes on how from week to week."""
    flows = [flow.ravel() for line in model.flows for flow in line]
    return np.concatenate([*(table.ravel() for table in model.people), *flows])


def _people(model: TourModel, loose: Answer, gap: float, nodes: int, clock: Clock) -> Answer:
    """Whole people where the relaxation has some, at most one more each; else anywhere."""
    relaxed = _known(loose)
    fixed, tours = _head(model), np.concatenate([table.ravel() for table in model.people])
    free = np.zeros(model.program.columns)
    free[fixed] = 1.0
    lower, upper = _bounds(model)
    down = np.floor(relaxed[tours] + 1e-6)
    lower[tours] = down
    upper[tours] = np.where(relaxed[tours] > 1e-6, down + 1.0, 0.0)
    near = whole(
        model.program, gap=gap, nodes=nodes, seconds=clock.left(0.5), lower=lower, upper=upper,
        free=free,
    )  # fmt: skip
    if near.values is not None:
        return near
    found = whole(model.program, gap=gap, nodes=NODES, seconds=clock.left(0.5), free=free)
    if found.values is None:
        raise UnreachableError(
            "no roster in whole people was found within the limits; allow more time or people."
        )
    return found


def _of_day(model: TourModel, shifts: Sequence[Shift], horizon: RosterHorizon, day: int) -> Ints:
    """Columns of the shifts and the breaks that start on a day."""
    mine = [np.array([k for k, shift in enumerate(shifts) if shift.day == day], dtype=np.int64)]
    size = horizon.slots / horizon.days
    for first, times in model.program.starts:
        on = np.minimum(times // size, horizon.days - 1) == day
        mine.append(first + np.flatnonzero(on))
    return np.concatenate(mine)


def _day(
    model: TourModel,
    shifts: Sequence[Shift],
    horizon: RosterHorizon,
    day: int,
    values: Floats,
    bounds: tuple[Floats, Floats],
    gap: float,
    clock: Clock,
) -> Answer:
    """One day in whole numbers; earlier days are fixed, later ones may still give way."""
    lower, upper = bounds[0].copy(), bounds[1].copy()
    free = np.zeros(model.program.columns)
    free[_of_day(model, shifts, horizon, day)] = 1.0
    if not _overnight(model, shifts, horizon):
        for other in range(day + 1, horizon.days):
            still = _of_day(model, shifts, horizon, other)
            lower[still] = upper[still] = np.clip(values[still], bounds[0][still], None)
    share = 1.0 / (horizon.days - day)
    found = whole(
        model.program, gap=gap, nodes=NODES, seconds=clock.left(share), lower=lower, upper=upper,
        free=free,
    )  # fmt: skip
    if found.values is None:
        raise UnreachableError(f"no whole shifts were found for day {day + 1} within the limits.")
    return found


def _overnight(model: TourModel, shifts: Sequence[Shift], horizon: RosterHorizon) -> bool:
    """Whether one day's work may reach into the next."""
    late = any(horizon.span(shift)[1] > (shift.day + 1) * DAY for shift in shifts)
    return late or any(line.opens + line.width >= DAY for line in model.lines)
