"""Why the service of an interval differed from the plan: volume, AHT or people."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import erlang
from wfm._arrays import FloatArray
from wfm.targets import QueueTarget

__all__ = ["CAUSES", "IntervalInputs", "Parts", "cause_of", "parts_of", "service_levels"]

# The columns of `Parts` that add up to the difference, in the order in which ties are decided.
CAUSES = ("volume", "aht", "people", "together", "other")
# A part below this is no cause: a hundredth of a percentage point, within the rounding of reports.
_LEAST = 1e-4


class IntervalInputs(NamedTuple):
    """What the service of intervals follows from; arrays of one shape.

    Attributes
    ----------
    volume : float64 array
        Contacts offered. [contacts]
    aht : float64 array
        Average handle time; any value where the volume is 0. [s]
    agents : float64 array
        Agents on contacts; fractions of an agent are allowed. [agents]
    """

    volume: FloatArray
    aht: FloatArray
    agents: FloatArray


class Parts(NamedTuple):
    """The difference of the service level of intervals to the plan, in parts. [fraction].

    Attributes
    ----------
    planned, expected : float64 array
        The service level of the model with the inputs of the plan, and with those that happened.
    volume, aht, people : float64 array
        The change of the planned service level if this input alone is the one that happened.
    together : float64 array
        What the three change together beyond the sum of their parts.
    other : float64 array
        What the model does not explain: given - expected; NaN where no service level is known.
    """

    planned: FloatArray
    expected: FloatArray
    volume: FloatArray
    aht: FloatArray
    people: FloatArray
    together: FloatArray
    other: FloatArray


def service_levels(inputs: IntervalInputs, interval: float, target: QueueTarget) -> FloatArray:
    """The service level of intervals by Erlang C, with a patience by Erlang A; 1 without contacts.

    ::

        a = volume · aht / interval
        service level of n agents by the model of the target

    Parameters
    ----------
    inputs : IntervalInputs
        Volume, AHT and agents.
    interval : float
        Length of an interval. [s]
    target : QueueTarget
        Limit, patience and definition.

    Examples
    --------
    >>> inputs = IntervalInputs(np.array([100.0, 0.0]), np.array([180.0, np.nan]), np.full(2, 14.0))
    >>> service_levels(inputs, 1800.0, QueueTarget(within=20.0)).round(4).tolist()
    [0.8884, 1.0]
    """
    aht = np.where(inputs.volume > 0, inputs.aht, 1.0)
    table = np.stack([inputs.volume, aht, np.round(inputs.agents, 9)])
    cases, of_row = np.unique(table, axis=1, return_inverse=True)
    load = np.asarray(erlang.offered_load(cases[0], cases[1], interval))
    performance = erlang.performance(
        cases[2],
        load,
        cases[1],
        target.within,
        patience=target.patience,
        definition=target.definition,
    )
    levels = np.where(cases[0] > 0, np.asarray(performance.service_level), 1.0)
    return np.asarray(levels[of_row.reshape(-1)])


def parts_of(
    plan: IntervalInputs,
    actual: IntervalInputs,
    given: FloatArray,
    interval: float,
    target: QueueTarget,
) -> Parts:
    """The difference between the service level given and planned, in parts that add up to it.

    With f the service level of the model, V, A and N the volume, AHT and agents, 0 those of the
    plan and 1 those that happened:

    ::

        planned  = f(V0, A0, N0)          expected = f(V1, A1, N1)
        volume   = f(V1, A0, N0) - planned
        aht      = f(V0, A1, N0) - planned
        people   = f(V0, A0, N1) - planned
        together = expected - planned - volume - aht - people
        other    = given - expected

        given - planned = volume + aht + people + together + other

    Parameters
    ----------
    plan, actual : IntervalInputs
        The inputs; NaN in `actual` for one that is not known, which is that of the plan then.
    given : float64 array
        The service level that was given; NaN where it is not known. [fraction]
    interval : float
        Length of an interval. [s]
    target : QueueTarget
        Limit, patience and definition; of a queue with agents of its own.

    Examples
    --------
    Twice the volume, with a little less AHT:

    >>> one = lambda *values: IntervalInputs(*(np.array([value]) for value in values))
    >>> parts = parts_of(one(50, 240, 9), one(100, 235, 9), np.array([0.0]), 1800.0,
    ...                  QueueTarget(service_level=0.8, within=20.0))
    >>> [round(float(part[0]), 3) for part in parts]
    [0.742, 0.0, -0.742, 0.026, 0.0, -0.026, 0.0]
    >>> cause_of(parts, np.array([True])).tolist()
    ['volume']

    References
    ----------
    - One input at a time, from the plan: the local sensitivity of Saltelli et al., *Sensitivity
      Analysis in Practice*, Wiley, 2004. `together` is what it leaves out.
    """
    aht = np.where(np.isnan(actual.aht), plan.aht, actual.aht)
    base = np.where(np.isnan(plan.aht), aht, plan.aht)  # a closed interval of the plan has no AHT
    known = IntervalInputs(
        np.where(np.isnan(actual.volume), plan.volume, actual.volume),
        aht,
        np.where(np.isnan(actual.agents), plan.agents, actual.agents),
    )
    plan = plan._replace(aht=base)

    def level(inputs: IntervalInputs) -> FloatArray:
        return service_levels(inputs, interval, target)

    planned, expected = level(plan), level(known)
    volume = level(plan._replace(volume=known.volume)) - planned
    by_aht = level(plan._replace(aht=known.aht)) - planned
    people = level(plan._replace(agents=known.agents)) - planned
    together = expected - planned - volume - by_aht - people
    return Parts(planned, expected, volume, by_aht, people, together, given - expected)


def cause_of(parts: Parts, missed: NDArray[np.bool_]) -> NDArray[np.str_]:
    """The part that lowered the service level most, in the intervals that missed their target.

    Parameters
    ----------
    parts : Parts
        The parts.
    missed : bool array
        Whether the target was missed.

    Returns
    -------
    array of str
        One of `CAUSES`; empty where the target was met or nothing lowered the service level.
    """
    table = np.stack([getattr(parts, name) for name in CAUSES])
    table = np.where(np.isnan(table), 0.0, table)
    lowest = table.argmin(axis=0)
    is_cause = missed & (table.min(axis=0) < -_LEAST)
    return np.where(is_cause, np.array(CAUSES)[lowest], "")
