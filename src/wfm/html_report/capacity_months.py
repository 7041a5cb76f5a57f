"""The months of a capacity plan with their teams together, for charts and tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import NamedTuple

from wfm.capacity_planning.capacity_document import CapacityRow

__all__ = ["CapacityMonth", "months_of"]

_BOUGHT = ("overtime", "temps", "outsourced")


class CapacityMonth(NamedTuple):
    """A month or a week of some teams.

    Attributes
    ----------
    label : str
        The month, or the Monday of the week.
    need, supply, short : float
        On contacts; `short` is that of the teams that have less than they need. [FTE]
    parts : mapping of str to float
        The supply by people, overtime, temps and outsourced work. [FTE]
    people, ramping, leavers : float
        People, expected.
    hires : int
        People.
    contacts : float or None
        Contacts; None if they are not known of every team.
    probability : float
        That some team is short. [fraction]
    cost : float
        In the currency of the plan.
    """

    label: str
    need: float
    supply: float
    short: float
    parts: Mapping[str, float]
    people: float
    ramping: float
    leavers: float
    hires: int
    contacts: float | None
    probability: float
    cost: float


def months_of(rows: Iterable[CapacityRow]) -> list[CapacityMonth]:
    """Rows of teams and months as months, teams together.

    ::

        probability = 1 - Π (1 - probability of a team)
    """
    months: dict[str, list[CapacityRow]] = defaultdict(list)
    for row in rows:
        months[row.month].append(row)
    return [_together(label, own) for label, own in months.items()]


def _together(label: str, rows: Sequence[CapacityRow]) -> CapacityMonth:
    """The teams of a month as one."""
    contacts = [row.contacts for row in rows if row.contacts is not None]
    return CapacityMonth(
        label=label,
        need=sum(row.need_fte for row in rows),
        supply=sum(row.supply_fte for row in rows),
        short=sum(max(0.0, -row.gap_fte) for row in rows),
        parts=_parts(rows),
        people=sum(row.people for row in rows),
        ramping=sum(row.ramping for row in rows),
        leavers=sum(row.leavers for row in rows),
        hires=sum(row.hires for row in rows),
        contacts=sum(contacts) if len(contacts) == len(rows) else None,
        probability=1.0 - prod(1.0 - row.shortage_probability for row in rows),
        cost=sum(row.cost for row in rows),
    )


def _parts(rows: Sequence[CapacityRow]) -> dict[str, float]:
    """The supply by its means; of several that a team buys, in proportion to the FTE bought.

    FTE that are bought give less on contacts by their productivity, which a document does not have
    by month; the supply that they give together is that of the team less that of its people.
    """
    parts = {"people": sum(row.people_fte for row in rows), **dict.fromkeys(_BOUGHT, 0.0)}
    for row in rows:
        bought = {name: getattr(row, f"{name}_fte") for name in _BOUGHT}
        every, given = sum(bought.values()), max(0.0, row.supply_fte - row.people_fte)
        for name, one in bought.items():
            parts[name] += given * one / every if every else 0.0
    return parts
