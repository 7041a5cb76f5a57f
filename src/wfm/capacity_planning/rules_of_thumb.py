"""Rules of thumb for people from contacts: computed as they are used, to compare with a plan.

They know nothing of intervals, service targets or the size of a team: a small team needs more
people per contact. Compare them with the requirement of an interval plan before you hire by them.
"""

from __future__ import annotations

from wfm.capacity_planning.records import PAID_HOURS
from wfm.errors import InputError

__all__ = [
    "aht_of_head",
    "contacts_per_head",
    "fte_at_occupancy",
    "fte_per_1000_a_day",
    "people_per_1000",
    "review_fte",
]


def contacts_per_head(contacts: float, per_head: float, contingency: float = 0.0) -> float:
    """People from the contacts that one person handles in a month.

    ::

        people = contacts / per_head · (1 + contingency)

    Parameters
    ----------
    contacts : float
        Of a month. [contacts]
    per_head : float
        Contacts that one person handles in a month. [contacts]
    contingency : float
        Added for absence and peaks. [fraction]

    Raises
    ------
    InputError
        A negative value, or `per_head` of 0.

    Examples
    --------
    >>> contacts_per_head(12_000, 1_000), round(contacts_per_head(12_000, 1_000, 0.15), 9)
    (12.0, 13.8)
    """
    _check(contacts=contacts, contingency=contingency)
    _check_above_zero(per_head=per_head)
    return contacts / per_head * (1.0 + contingency)


def fte_per_1000_a_day(contacts_a_day: float, fte: float) -> float:
    """FTE from the FTE that 1,000 contacts a day take.

    ::

        FTE = contacts_a_day / 1000 · fte

    Parameters
    ----------
    contacts_a_day : float
        Of an average day. [contacts]
    fte : float
        For 1,000 contacts a day. [FTE]

    Raises
    ------
    InputError
        A negative value.

    Examples
    --------
    >>> fte_per_1000_a_day(2_500, 14)
    35.0
    """
    _check(contacts_a_day=contacts_a_day, fte=fte)
    return contacts_a_day / 1000.0 * fte


def people_per_1000(count: float, people: float) -> float:
    """People from the people that 1,000 contacts, or 1,000 orders, of a month take.

    ::

        people = count / 1000 · people

    Parameters
    ----------
    count : float
        Of a month. [contacts] or [orders]
    people : float
        For 1,000 of them. [people]

    Raises
    ------
    InputError
        A negative value.

    Examples
    --------
    >>> people_per_1000(42_000, 0.5)
    21.0
    """
    _check(count=count, people=people)
    return count / 1000.0 * people


def fte_at_occupancy(
    contacts: float,
    aht: float,
    occupancy: float,
    shrinkage: float = 0.0,
    paid_hours: float = PAID_HOURS,
) -> float:
    """Paid FTE of a month if agents had a fixed occupancy.

    ::

        FTE = contacts · aht / 3600 / (occupancy · (1 - shrinkage) · paid_hours)

    The occupancy that a service target allows depends on the size of the team: 37 to 90 % on the
    same week at a quarter and at eight times its volume.

    Parameters
    ----------
    contacts : float
        Of a month. [contacts]
    aht : float
        Average handle time. [s]
    occupancy : float
        Share of their time on contacts in which agents handle one. [fraction]
    shrinkage : float
        Share of paid time away from contacts. [fraction]
    paid_hours : float
        Of one FTE. [hours per month]

    Raises
    ------
    InputError
        A value outside its domain.

    Examples
    --------
    >>> round(fte_at_occupancy(12_000, 349.44, 0.80, 0.30, paid_hours=173.3333333), 4)
    12.0
    """
    _check(contacts=contacts, aht=aht)
    _check_above_zero(occupancy=occupancy, paid_hours=paid_hours, present=1.0 - shrinkage)
    return contacts * aht / 3600.0 / (occupancy * (1.0 - shrinkage) * paid_hours)


def aht_of_head(
    per_head: float, occupancy: float, shrinkage: float, paid_hours: float = PAID_HOURS
) -> float:
    """The AHT at which one person handles so many contacts in a month [s].

    ::

        aht = 3600 · paid_hours · (1 - shrinkage) · occupancy / per_head

    Parameters
    ----------
    per_head : float
        Contacts of one person in a month. [contacts]
    occupancy : float
        Share of their time on contacts in which agents handle one. [fraction]
    shrinkage : float
        Share of paid time away from contacts. [fraction]
    paid_hours : float
        Of one person. [hours per month]

    Raises
    ------
    InputError
        A value outside its domain.

    Examples
    --------
    1,000 contacts a head are 5.8 minutes each at 30 % shrinkage and 80 % occupancy:

    >>> round(aht_of_head(1_000, 0.80, 0.30) / 60, 2)
    5.82
    """
    _check(occupancy=occupancy)
    _check_above_zero(per_head=per_head, paid_hours=paid_hours, present=1.0 - shrinkage)
    return 3600.0 * paid_hours * (1.0 - shrinkage) * occupancy / per_head


def review_fte(
    contacts: float,
    share: float,
    minutes: float,
    shrinkage: float = 0.0,
    paid_hours: float = PAID_HOURS,
) -> float:
    """Paid FTE that review a sample of the contacts of a month.

    ::

        FTE = contacts · share · minutes / 60 / ((1 - shrinkage) · paid_hours)

    Parameters
    ----------
    contacts : float
        Of a month. [contacts]
    share : float
        Of the contacts that are reviewed. [fraction]
    minutes : float
        For one review. [minutes]
    shrinkage : float
        Of the reviewers. [fraction]
    paid_hours : float
        Of one FTE. [hours per month]

    Raises
    ------
    InputError
        A value outside its domain.

    Examples
    --------
    >>> round(review_fte(12_000, 0.05, 10, paid_hours=160), 9)
    0.625
    """
    _check(contacts=contacts, share=share, minutes=minutes)
    _check_above_zero(paid_hours=paid_hours, present=1.0 - shrinkage)
    return contacts * share * minutes / 60.0 / ((1.0 - shrinkage) * paid_hours)


def _check(**values: float) -> None:
    """Raise `InputError` unless all values are 0 or more."""
    for name, value in values.items():
        if not value >= 0:
            raise InputError(f"{name} must be 0 or more: got {value:g}.", name=name, value=value)


def _check_above_zero(**values: float) -> None:
    """Raise `InputError` unless all values are above 0."""
    for name, value in values.items():
        if not value > 0:
            word = "1 - shrinkage" if name == "present" else name
            raise InputError(f"{word} must be above 0: got {value:g}.", name=name, value=value)
