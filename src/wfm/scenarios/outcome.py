"""What a scenario takes and costs, with and without a new plan."""

from __future__ import annotations

from typing import NamedTuple

from wfm.planning.plan import Plan

__all__ = ["Outcome", "outcome_of"]


class Outcome(NamedTuple):
    """The plan of a scenario in figures, and the service if the plan of the base is kept.

    Attributes
    ----------
    label : str
        The changes: "volume +10%"; "base" without any.
    changes : dict of str to str
        The changed inputs, each with its change or value: {"volume": "10% more"}.
    contacts : float
        Contacts that the agents handle. [contacts]
    agent_hours : float
        Agents on contacts, net of shrinkage. [agent-hours]
    paid_hours : float
        Shrinkage included. [hours]
    fte : float
        Paid hours over the hours of a full-time contract. [FTE]
    service_level : float
        Of all contacts, with the plan of this scenario. [fraction]
    occupancy : float
        Of all agents, with the plan of this scenario. [fraction]
    cost, cost_per_contact, cost_per_resolved_contact : float or None
        Of the paid hours; None without the cost of an hour, the last also without a share of
        resolved contacts. [currency]
    kept_service_level : float or None
        Of all contacts, if the people of the base stay; None where it is not known. [fraction]
    """

    label: str
    changes: dict[str, str]
    contacts: float
    agent_hours: float
    paid_hours: float
    fte: float
    service_level: float
    occupancy: float
    cost: float | None = None
    cost_per_contact: float | None = None
    cost_per_resolved_contact: float | None = None
    kept_service_level: float | None = None


def outcome_of(label: str, changes: dict[str, str], plan: Plan, kept: Plan | None) -> Outcome:
    """The figures of a scenario.

    Parameters
    ----------
    label, changes
        As in `Outcome`.
    plan : Plan
        The plan of the scenario.
    kept : Plan or None
        The people of the base under the inputs of the scenario.
    """
    total = plan.summary(risk=False).total
    return Outcome(
        label=label,
        changes=changes,
        contacts=total.contacts,
        agent_hours=total.agent_hours,
        paid_hours=total.paid_hours,
        fte=total.fte,
        service_level=total.service_level,
        occupancy=total.occupancy,
        cost=total.cost,
        cost_per_contact=total.cost_per_contact,
        cost_per_resolved_contact=total.cost_per_resolved_contact,
        kept_service_level=None if kept is None else kept.summary(risk=False).total.service_level,
    )
