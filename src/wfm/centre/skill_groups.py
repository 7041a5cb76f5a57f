"""Live queues of one team whose agents have one or two of the skills: an estimate."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wfm import erlang, staffing
from wfm._arrays import FloatArray
from wfm.centre.queue_records import target_of
from wfm.centre.shared_pool import (
    TeamDemand,
    TeamModel,
    TeamStaffing,
    pool_load_step,
    with_contacts,
)
from wfm.centre.single_queue import live_parts
from wfm.explanation import Section, Step
from wfm.planning.steps import TargetPart, agents_steps, target_text
from wfm.queueing import multiskill
from wfm.units import duration_text, percent_text

__all__ = ["SKILL_GROUPS"]

# Groups whose loads differ by more than this are not those for which the estimate was fitted.
_UNEQUAL = 1.5


def _bounds(demand: TeamDemand) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Agents with one skill each, with two, and with all skills."""
    target = target_of(demand.queues[0])
    bounds = multiskill.agents_required(
        demand.load.T,
        demand.aht,
        service_level=target.service_level,
        within=None if target.service_level is None else target.within,
        asa=target.asa,
        max_occupancy=target.max_occupancy,
    )
    separate, two_skills, pooled = (np.asarray(x, dtype=np.float64) for x in bounds)
    return separate, two_skills, pooled


def _staff(demand: TeamDemand) -> TeamStaffing:
    """An estimate between separate groups and one pool."""
    aht, target, team = demand.aht, target_of(demand.queues[0]), demand.team
    separate, two_skills, pooled = _bounds(demand)
    total = demand.load.sum(axis=0)
    agents = two_skills
    if team.cross_trained < 1:
        gain = np.asarray(multiskill.pooling_gain(team.cross_trained, total))
        # rounded to 1e-9 first: a whole number but for rounding errors must not become one more
        agents = np.ceil(np.round(separate - gain * (separate - pooled), 9))
    agents = np.maximum(agents, demand.minimum)
    # the agents beyond the pool make up for missing skills; the service is that of the pool
    service = erlang.performance(pooled, total, aht, target.limit)
    size = demand.load.shape
    return TeamStaffing(
        agents,
        np.broadcast_to(service.service_level, size),
        np.broadcast_to(service.asa, size),
        np.full(size, np.nan),
        np.asarray(erlang.occupancy(agents, total)),
        (_note(demand, agents, separate, pooled),),
    )


def _note(demand: TeamDemand, agents: FloatArray, separate: FloatArray, pooled: FloatArray) -> str:
    """That these agents are an estimate, with its bounds at the peak."""
    team, total = demand.team, demand.load.sum(axis=0)
    skills = "two skills each"
    if team.cross_trained < 1:
        skills = f"{percent_text(team.cross_trained, 0)} with both skills"
    peak = int(total.argmax())
    gain = float(multiskill.pooling_gain(0.2, max(float(total[peak]), 1.0)))
    return (
        f"team {team.name}: estimate with {skills}: {agents[peak]:.0f} agents at the peak, between "
        f"{separate[peak]:.0f} with one skill each and {pooled[peak]:.0f} in one pool; verify it "
        "by simulation. Cross-training the first 20 % of two groups brings "
        f"{percent_text(gain, 0)} of the gain{_unequal(demand.load[:, peak])}"
    )


def _unequal(load: FloatArray) -> str:
    """The measured error of the estimate, where the groups differ in load."""
    some = load[load > 0]
    if not some.size or some.max() < _UNEQUAL * some.min():
        return ""
    # docs/explanation/queues.md, Multiskill: loads of 1 : 6 to 1 : 10, two skills in a ring
    return (
        ". The groups are unequal: in simulations with loads of 1 to 6 and more, the worst group "
        "had a service level of 59 to 71 % for a target of 80 %, and 3 to 6 % more agents met it"
    )


def _sections(demand: TeamDemand, result: TeamStaffing, i: int, at: int) -> tuple[Section, ...]:
    """The groups apart, the pool, the estimate between them, and the service of the pool."""
    load, aht = float(demand.load[:, at].sum()), float(demand.aht[at])
    first, pooled = demand.queues[0], int(_bounds(demand)[2][at])
    parts = live_parts(first, pooled, load, aht)
    service = with_contacts(_service_steps(demand, result, at, pooled), float(demand.volume[i, at]))
    return (
        Section("separate groups", tuple(_separate_steps(demand, parts, at))),
        Section("one pool", (pool_load_step(demand, at), *_pooled_steps(parts, pooled))),
        Section("agents", tuple(_estimate_steps(demand, result, at, pooled))),
        Section("service", tuple(service)),
    )


def _separate_steps(demand: TeamDemand, parts: list[TargetPart], at: int) -> Iterator[Step]:
    """The agents of each group with one skill each."""
    words = ", ".join(map(target_text, parts))
    yield Step("target", f"that of {demand.queues[0].name} for all: {words}")
    goals = target_of(demand.queues[0]).goals()
    load = demand.load[:, at]
    groups = np.asarray(staffing.agents_required(load, demand.aht[at], **goals), dtype=int)
    for queue, one, count in zip(demand.queues, load, groups.tolist(), strict=True):
        yield Step(f"agents of {queue.name}", f"for {one:.4g} erlangs", value=count, unit="agents")
    yield Step("separate", "sum of these", value=int(groups.sum()), unit="agents")


def _pooled_steps(parts: list[TargetPart], pooled: int) -> Iterator[Step]:
    """The agents with all skills."""
    for step in agents_steps(parts, pooled):
        yield step._replace(name="pooled") if step.name == "agents" else step


def _estimate_steps(
    demand: TeamDemand, result: TeamStaffing, at: int, pooled: int
) -> Iterator[Step]:
    """The estimate between separate groups and one pool."""
    team, agents = demand.team, int(result.agents[at])
    separate = int(_bounds(demand)[0][at])
    if team.cross_trained < 1:
        total = float(demand.load[:, at].sum())
        gain = float(multiskill.pooling_gain(team.cross_trained, total))
        formula = "(1 + x₀) x / (x + x₀), x: share with both skills, x₀ = 1 / √a"
        yield Step("pooling gain", formula, f"x = {team.cross_trained:g}", gain, "fraction")
        formula = "⌈separate − gain · (separate − pooled)⌉, an estimate: verify it by simulation"
        figures = f"⌈{separate} − {gain:.4g} × {separate - pooled}⌉"
        yield Step("agents", formula, figures, agents, "agents")
        return
    left = (agents - pooled) / max(separate - pooled, 1)
    formula = "(n − pooled) / (separate − pooled)"
    yield Step("remaining gap", formula, value=left, unit="fraction")
    formula = "n with two skills each, an estimate: verify it by simulation"
    yield Step("agents", formula, value=agents, unit="agents")


def _service_steps(
    demand: TeamDemand, result: TeamStaffing, at: int, pooled: int
) -> Iterator[Step]:
    """The service of the pool, and the occupancy of all agents."""
    limit = duration_text(target_of(demand.queues[0]).limit)
    formula = f"of {pooled} agents in one pool, within {limit}"
    level, asa = float(result.service_level[0, at]), float(result.asa[0, at])
    yield Step("service level", formula, value=level, unit="fraction")
    yield Step("asa", f"of {pooled} agents in one pool", value=asa, unit="s")
    load, agents = float(demand.load[:, at].sum()), int(result.agents[at])
    occupancy = float(result.occupancy[at])
    yield Step("occupancy", "a / n", f"{load:.6g} / {agents}", occupancy, "fraction")


SKILL_GROUPS = TeamModel("skills", _staff, _sections)
