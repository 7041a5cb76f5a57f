"""The service if the people of a plan stay as they are while its inputs change."""

from __future__ import annotations

import numpy as np

from wfm import shrinkage
from wfm._arrays import FloatArray
from wfm.planning.expected_service import service_columns
from wfm.planning.given_columns import People
from wfm.planning.plan import Plan
from wfm.planning.records import PlanBasis

__all__ = ["kept_agents", "kept_plan"]


def kept_plan(plan: Plan, after: PlanBasis) -> Plan:
    """The service that the people of a plan provide under other inputs.

    Every interval is computed by itself, in the long run, as by ``wfm staff --agents``.

    Parameters
    ----------
    plan : Plan
        Whose people stay; its queues have agents of their own.
    after : PlanBasis
        The same intervals with other volumes, handle times, targets, patience or shrinkage.

    Returns
    -------
    Plan
        With the people of `plan` and the service that they provide.

    Examples
    --------
    >>> import wfm
    >>> from dataclasses import replace
    >>> plan = wfm.plan("examples/forecast.csv", "85/60")
    >>> more = replace(plan.demand, volume=1.1 * plan.demand.volume)
    >>> round(kept_plan(plan, PlanBasis(more, plan.inputs)).summary().total.service_level, 3)
    0.841
    """
    people = People(kept_agents(plan, after), False, "the plan that is kept")
    columns = service_columns(after, people)
    del columns["target_met"]
    columns |= {"scheduled": plan.columns["scheduled"]}
    return Plan(after.demand, after.inputs, columns)


def kept_agents(plan: Plan, after: PlanBasis) -> FloatArray:
    """Agents on contacts if the people on the schedule stay.

    ::

        n                   where the shrinkage is as before
        N (1 - shrinkage)   where it has changed: the scheduled people N stay, fewer or more of
                            them are on contacts
    """
    every = slice(None)
    before_share, share = (one.settings.paid_shares(every) for one in (plan, after))
    net = np.asarray(shrinkage.net(plan.columns["scheduled"], 1.0 - share))
    return np.where(share == before_share, plan.columns["agents"], net)
