"""The flow of people by month, in exact arithmetic.

::

    n[t, 0] = hires[t], and at the start the newcomers in their first month
    n[t, a] = n[t-1, a-1] (1 - new_attrition[t-1])                        a = 1 .. A-1
    s[t]    = s[t-1] (1 - attrition[t-1]) + n[t-1, A-1] (1 - new_attrition[t-1]) + transfers[t]
    s[0]    = people + transfers[0]
    n[0, a] = newcomers at the start, in their month a                           a = 1 .. A-1

with n the newcomers in their month a of the ramp (A months) and s the settled people; without a
ramp, hires are settled at once. These are expected people: fractions. The decimals of the inputs
are taken as they are written (0.025 is 1/40), so that no person is lost to rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from wfm.capacity_planning.records import TeamCapacity
from wfm.errors import InputError

__all__ = ["Headcount", "exactly", "headcount"]


@dataclass(frozen=True)
class Headcount:
    """Expected people of a team by month, exact.

    Attributes
    ----------
    settled : tuple of Fraction
        Past their ramp, at the start of each month. [people]
    newcomers : tuple of tuple of Fraction
        For each month, those in their first, second, ... month of the ramp. [people]
    leavers : tuple of Fraction
        Who leave in each month. [people]
    hires : tuple of int
        Who start in each month. [people]
    """

    settled: tuple[Fraction, ...]
    newcomers: tuple[tuple[Fraction, ...], ...]
    leavers: tuple[Fraction, ...]
    hires: tuple[int, ...]

    def ramping(self, month: int) -> Fraction:
        """Newcomers of a month [people]."""
        return sum(self.newcomers[month], Fraction())

    def people(self, month: int) -> Fraction:
        """All people of a month [people]."""
        return self.settled[month] + self.ramping(month)


def exactly(value: float) -> Fraction:
    """The decimal as it is written: 0.025 is 1/40, not the binary number nearest to it.

    >>> exactly(0.025)
    Fraction(1, 40)
    """
    return Fraction(str(value))


def headcount(team: TeamCapacity, hires: Sequence[int]) -> Headcount:
    """People of a team by month with given hires.

    ::

        settled[t+1] = settled[t] (1 - attrition[t]) + graduates + transfers[t+1]

    Parameters
    ----------
    team : TeamCapacity
        The people at the start, attrition and ramp.
    hires : sequence of int
        Who start in each month. [people]

    Raises
    ------
    InputError
        Not one whole number of 0 or more per month, or more people are transferred than there are.

    Examples
    --------
    >>> team = TeamCapacity("voice", (120.0,) * 3, 120, (0.025,) * 3, (0.0,) * 3)
    >>> flow = headcount(team, [0, 3, 3])
    >>> [float(people) for people in flow.settled]
    [120.0, 120.0, 120.0]
    """
    counts = _checked_hires(team, hires)
    settled, leavers = [], []
    rows: list[tuple[Fraction, ...]] = []
    stay, graduates = Fraction(team.people), Fraction()
    ramping = tuple(Fraction(count) for count in team.newcomers)
    ramping += (Fraction(),) * (len(team.ramp) - len(ramping))
    for month, count in enumerate(counts):
        if team.ramp:
            ramping = (ramping[0] + count, *ramping[1:])
        now = stay + graduates + exactly(team.transfers[month])
        now += Fraction(count) if not team.ramp else 0
        if now < 0:
            raise InputError(
                f"transfers of team {team.name!r} in month {month} must not exceed its settled "
                f"people, {float(now - exactly(team.transfers[month])):.2f}.",
                name="transfers",
                value=team.transfers[month],
            )
        leave, leave_new = exactly(team.attrition[month]), exactly(team.new_attrition[month])
        settled.append(now)
        rows.append(ramping)
        leavers.append(now * leave + sum(ramping, Fraction()) * leave_new)
        stay = now * (1 - leave)
        kept = tuple(one * (1 - leave_new) for one in ramping)
        if kept:
            graduates, ramping = kept[-1], (Fraction(), *kept[:-1])
    return Headcount(tuple(settled), tuple(rows), tuple(leavers), counts)


def _checked_hires(team: TeamCapacity, hires: Sequence[int]) -> tuple[int, ...]:
    """The hires as whole numbers, one per month."""
    if len(hires) != team.months:
        raise InputError(
            f"hires of team {team.name!r} must have {team.months} months: got {len(hires)}.",
            name="hires",
            value=len(hires),
        )
    for value in hires:
        if value < 0 or value != int(value):
            raise InputError(
                f"hires must be whole numbers of 0 or more: got {value!r}.",
                name="hires",
                value=value,
            )
    return tuple(int(value) for value in hires)
