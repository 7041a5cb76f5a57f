"""What each input changed: the plan of common intervals with one input of b at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.errors import UnreachableError
from wfm.planning.plan import Plan, plan_of
from wfm.planning.records import PlanBasis, PlanInputs, RowSettings, Setting
from wfm.reviewing.pairing import Pairing
from wfm.targets import QueueTarget

__all__ = ["INPUTS", "PARTS", "CauseParts", "cause_parts", "is_replanned", "largest_part"]

# The inputs that are changed one at a time, and all parts of a change.
INPUTS = ("volume", "aht", "target", "patience", "shrinkage")
PARTS = (*INPUTS, "interval", "together", "other")
_OF_PATIENCE = ("model", "patience", "definition")
_LEAST = 1e-9  # below it a part is a difference of rounding


class CauseParts(NamedTuple):
    """Parts of the change of agents, and of scheduled agents, by cause; shape (n,) each."""

    agents: Mapping[str, FloatArray]
    scheduled: Mapping[str, FloatArray]


def is_replanned(a: Plan, b: Plan, pairing: Pairing) -> NDArray[np.bool_]:
    """The common rows whose agents follow from their own volume, AHT and target in both plans."""
    known = np.ones(len(pairing.first), dtype=bool)
    for plan, rows in ((a, pairing.first), (b, pairing.second)):
        settings, row = plan.settings
        has_model = np.array(
            [
                one.target is not None
                and one.target.model in ("erlang_c", "erlang_a")
                and _has_goal(one.target)
                for one in settings
            ]
        )
        alone = np.array([plan.teams.count(team) == 1 for team in plan.teams])
        demand = plan.demand
        known &= has_model[row[rows]] & alone[demand.queue[rows]]
        known &= ~np.isnan(demand.volume[rows])
        known &= (demand.volume[rows] == 0) | (demand.aht[rows] > 0)
    return known


def _has_goal(target: QueueTarget) -> bool:
    """Whether a target requires agents."""
    limits = (target.service_level, target.asa, target.max_occupancy, target.abandonment)
    return limits != (None, None, None, None)


def cause_parts(a: Plan, b: Plan, pairing: Pairing) -> CauseParts:
    """The parts of the change of agents in the common intervals.

    ::

        part of an input = f(a with this input of b) - f(a)
        together         = f(a with all inputs of b) - f(a) - Σ parts of the inputs
        other            = (n of b - f(b)) - (n of a - f(a))

    with f the agents that the inputs require, rounded up, and n those of the plans. So the parts
    add up to the whole change in each interval. "together" is what inputs change only together,
    and rounding; "other" is what does not follow from these inputs: agents that were edited, and
    the whole change of queues with the models of a centre.

    Parameters
    ----------
    a, b : Plan
        The plans.
    pairing : Pairing
        Their common rows.

    Examples
    --------
    >>> import wfm
    >>> table = {"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "volume": [90, 60], "aht": 240}
    >>> from wfm.reviewing.pairing import pairing_of
    >>> a, b = wfm.plan(table, "80/20"), wfm.plan({**table, "volume": [120, 60]}, "90/20")
    >>> parts = cause_parts(a, b, pairing_of(a.demand, b.demand)).agents
    >>> parts["volume"].tolist(), parts["target"].tolist()
    ([4.0, 0.0], [1.0, 2.0])
    """
    rows = np.flatnonzero(is_replanned(a, b, pairing))
    count = len(pairing.first)
    found = [_Replanned.of(a, b, pairing, rows)] if len(rows) else []
    parts = []
    for name in ("agents", "scheduled"):
        change = _change(a, b, pairing, name)
        own = {part: np.zeros(count) for part in PARTS}
        for one in found:
            for part, values in one.parts(name).items():
                own[part][rows] = values
        own["other"] = change - sum(own[part] for part in PARTS if part != "other")
        parts.append(own)
    return CauseParts(*parts)


def _change(a: Plan, b: Plan, pairing: Pairing, name: str) -> FloatArray:
    """The change of a column in the common rows; NaN where one of the plans lacks it."""
    if name not in a.columns or name not in b.columns:
        return np.full(len(pairing.first), np.nan)
    return np.asarray(b.columns[name][pairing.second] - a.columns[name][pairing.first])


class _Replanned(NamedTuple):
    """The plans of some common rows with the inputs of a, with one of b each, and with all of b."""

    base: Plan
    single: Mapping[str, Plan | None]
    every: Plan | None

    @classmethod
    def of(cls, a: Plan, b: Plan, pairing: Pairing, rows: NDArray[np.intp]) -> _Replanned:
        """Plan some rows again."""
        mixed = _Mixed(a, b, pairing.first[rows], pairing.second[rows])
        base = mixed.plan(())
        assert base is not None, "the inputs of a plan fit together"
        return cls(base, {name: mixed.plan((name,)) for name in INPUTS}, mixed.plan(INPUTS))

    def parts(self, name: str) -> dict[str, FloatArray]:
        """The parts of the change of a column, without "other"."""
        base = self.base.columns[name]
        parts = {
            part: np.zeros(len(base)) if plan is None else plan.columns[name] - base
            for part, plan in self.single.items()
        }
        every = base if self.every is None else self.every.columns[name]
        parts["together"] = every - base - sum(parts.values())
        return parts


class _Mixed:
    """The common rows of two plans, with inputs of either."""

    def __init__(self, a: Plan, b: Plan, first: NDArray[np.intp], second: NDArray[np.intp]) -> None:
        self._a, self._b, self._first, self._second = a, b, first, second
        own, others = a.settings, b.settings
        pairs = np.stack([own.row[first], others.row[second]])
        distinct, row = np.unique(pairs, axis=1, return_inverse=True)
        self._row = row.reshape(-1).astype(np.int32)
        self._settings = [(own.settings[i], others.settings[j]) for i, j in distinct.T.tolist()]

    def plan(self, of_b: Sequence[str]) -> Plan | None:
        """The plan with some inputs of b, the others of a; None where they do not fit together."""
        settings = tuple(_mixed(one, other, of_b) for one, other in self._settings)
        if not all(map(_fits, settings)):
            return None
        try:
            return plan_of(self._basis(settings, of_b))
        except UnreachableError:
            return None

    def _basis(self, settings: tuple[Setting, ...], of_b: Sequence[str]) -> PlanBasis:
        """The rows with volume and AHT of either."""
        a, b, first, second = self._a.demand, self._b.demand, self._first, self._second
        own, others = a.aht[first], b.aht[second]
        volume = b.volume[second] if "volume" in of_b else a.volume[first]
        # where one has no contacts its AHT is not known, and that of the other holds
        aht = (
            np.where(np.isnan(others), own, others)
            if "aht" in of_b
            else np.where(np.isnan(own), others, own)
        )
        demand = replace(
            a, queue=a.queue[first], start=a.start[first], volume=volume, aht=aht,
            line=np.zeros(len(first), dtype=np.int32), labels=None, row_inputs=None, quantiles={},
        )  # fmt: skip
        return PlanBasis(demand, PlanInputs(by_row=RowSettings(settings, self._row)))


def _mixed(one: Setting, other: Setting, of_b: Sequence[str]) -> Setting:
    """The setting of a with some inputs of b."""
    own, others = one.target, other.target
    assert own is not None, "rows that are planned again have targets"
    assert others is not None, "rows that are planned again have targets"
    base = others if "target" in of_b else own
    patient = others if "patience" in of_b else own
    target = replace(base, **{name: getattr(patient, name) for name in _OF_PATIENCE})
    return Setting(target, other.shrinkage if "shrinkage" in of_b else one.shrinkage)


def _fits(setting: Setting) -> bool:
    """Whether a maximum abandonment has the patience that it needs."""
    target = setting.target
    return target is None or target.abandonment is None or target.patience < inf


def largest_part(parts: Mapping[str, FloatArray], change: FloatArray) -> NDArray[np.str_]:
    """The part that is largest in the direction of the change; "" where nothing changed."""
    table = np.nan_to_num(np.stack([parts[name] for name in parts])) * np.sign(change)
    names = np.array(list(parts))[table.argmax(axis=0)]
    return np.where((table.max(axis=0) > _LEAST) & (np.abs(change) > _LEAST), names, "")
