"""An independent check of a schedule: it is counted again, in whole numbers, person by person.

Nothing here knows how the schedule was found. Every figure of a `Cover` is recomputed
from the list of people alone, and every difference is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wfm.scheduling.records import (
    STATUSES,
    AssignedShift,
    Cover,
    Shift,
    StaffRequirement,
    TemplateShare,
)

__all__ = ["cover_violations"]

# Costs and hours are sums in another order here, so that they may differ by rounding.
NEAR = 1e-6
SLOT_ROWS = ("required", "present", "on_break", "net", "over", "under")


def cover_violations(
    cover: Cover,
    need: StaffRequirement,
    shifts: Sequence[Shift],
    *,
    max_distinct: int | None = None,
    shares: Sequence[TemplateShare] = (),
) -> list[str]:
    """Everything in which a schedule contradicts its need, its shifts or itself.

    Parameters
    ----------
    cover : Cover
        The schedule.
    need : StaffRequirement
        What it was to cover.
    shifts : sequence of Shift
        What it was made from.
    max_distinct : int or None
        Most distinct shifts that it may run.
    shares : sequence of TemplateShare
        Smallest shares of the people of each day in shifts of some templates.

    Returns
    -------
    list of str
        One sentence for each contradiction; empty where all is well.

    Examples
    --------
    >>> import numpy as np
    >>> from dataclasses import replace
    >>> from wfm.schedule import cover
    >>> need = StaffRequirement(np.array([2, 3, 3, 2]), 3600.0)
    >>> early, late = (Shift("t", 0, at, 3, 3600 * at, (), 3.0, 3.0) for at in (0, 1))
    >>> found = cover(need, [early, late])
    >>> cover_violations(found, need, [early, late])
    []
    >>> cover_violations(replace(found, paid_hours=11.0), need, [early, late])
    ['paid_hours is 11.0, but the people add up to 12.0.']
    """
    wrong = {person: _person(person, need, shifts) for person in set(cover.assigned)}
    broken = [
        f"person {p}: {text}" for p, person in enumerate(cover.assigned) for text in wrong[person]
    ]
    broken += _sizes(cover, need, shifts)
    # figures cannot be counted from people or rows that do not fit the horizon
    if broken:
        return broken
    return [
        *_figures(cover, need, shifts),
        *_totals(cover, need, shifts, max_distinct),
        *(text for share in shares for text in _share(cover, shifts, share)),
    ]


def _share(cover: Cover, shifts: Sequence[Shift], share: TemplateShare) -> list[str]:
    """The days on which too few people work shifts of the templates of a share."""
    counts = [
        shift.template in share.templates and shift.paid_hours >= share.min_paid_hours
        for shift in shifts
    ]
    hours = f" of {share.min_paid_hours:g} h or more" if share.min_paid_hours else ""
    everybody = Counter(shifts[one.shift].day for one in cover.assigned)
    chosen = Counter(shifts[one.shift].day for one in cover.assigned if counts[one.shift])
    found = []
    for day in sorted({one.day for one, here in zip(shifts, counts, strict=True) if here}):
        some, today = chosen[day], everybody[day]
        if some < share.minimum * today - NEAR:
            found.append(
                f"day {day}: {some} of {today} people work "
                f"{', '.join(sorted(share.templates))}{hours}, less than the share of "
                f"{share.minimum}."
            )
    return found


def _person(person: AssignedShift, need: StaffRequirement, shifts: Sequence[Shift]) -> list[str]:
    """What is wrong with the shift and the breaks of one person."""
    if not 0 <= person.shift < len(shifts):
        return [f"shift {person.shift} does not exist."]
    shift = shifts[person.shift]
    if len(person.breaks) != len(shift.breaks):
        return [f"{len(person.breaks)} breaks instead of {len(shift.breaks)}."]
    found = []
    for window, slot in zip(shift.breaks, person.breaks, strict=True):
        after = slot - shift.start
        if need.cyclic:
            # on a cyclic horizon a break may begin in the next round
            after %= len(need.required)
        if not window.earliest <= after <= window.latest:
            found.append(
                f"break {window.kind!r} begins {after} slots after the start, outside "
                f"{window.earliest} to {window.latest}."
            )
    return found


def _sizes(cover: Cover, need: StaffRequirement, shifts: Sequence[Shift]) -> list[str]:
    """Rows with a value for every slot, and for every shift."""
    sizes = dict.fromkeys(SLOT_ROWS, len(need.required)) | {"counts": len(shifts)}
    return [
        f"{name} has {len(getattr(cover, name))} values instead of {size}."
        for name, size in sizes.items()
        if len(getattr(cover, name)) != size
    ]


def _figures(cover: Cover, need: StaffRequirement, shifts: Sequence[Shift]) -> list[str]:
    """The arrays and sums against those of the people."""
    slots = len(need.required)
    present, on_break, counts = [0] * slots, [0] * slots, [0] * len(shifts)
    for person, number in Counter(cover.assigned).items():
        shift = shifts[person.shift]
        counts[person.shift] += number
        spans = [(present, shift.start, shift.length)]
        for window, begin in zip(shift.breaks, person.breaks, strict=True):
            spans.append((on_break, begin, window.length))
        for line, first, length in spans:
            for slot in range(first, first + length):
                # what lies behind the end of an open horizon is not counted
                if need.cyclic or slot < slots:
                    line[slot % slots] += number
    required = [int(value) for value in need.required]
    net = [here - away for here, away in zip(present, on_break, strict=True)]
    spare = [here - wanted for here, wanted in zip(net, required, strict=True)]
    true = {
        "counts": counts,
        "required": required,
        "present": present,
        "on_break": on_break,
        "net": net,
        "over": [max(value, 0) for value in spare],
        "under": [max(-value, 0) for value in spare],
    }
    return [text for name, row in true.items() for text in _row(name, getattr(cover, name), row)]


def _row(name: str, claimed: Sequence[int], true: list[int]) -> list[str]:
    """The first slot in which a row differs from the count."""
    wrong = [k for k, value in enumerate(true) if int(claimed[k]) != value]
    if not wrong:
        return []
    k = wrong[0]
    more = f", and {len(wrong) - 1} more differ" if len(wrong) > 1 else ""
    return [f"{name}[{k}] is {int(claimed[k])}, but the people add up to {true[k]}{more}."]


def _totals(
    cover: Cover, need: StaffRequirement, shifts: Sequence[Shift], max_distinct: int | None
) -> list[str]:
    """Cost, bound, status and the list of shortages."""
    run = [shifts[person.shift] for person in cover.assigned]
    hours = need.slot / 3600.0
    distinct = len({(shift.template, shift.clock, shift.length) for shift in run})
    paid, cost = sum(shift.paid_hours for shift in run), sum(shift.cost for shift in run)
    cost += need.distinct * distinct + need.over * hours * int(sum(cover.over))
    for wanted, missing in zip(need.required.tolist(), cover.under.tolist(), strict=True):
        # with a convex price, a person costs once more for each tenth that is missing already
        times = (1 + (10 * i // wanted if need.convex else 0) for i in range(missing))
        cost += (need.under or 0.0) * hours * sum(times)
    found = []
    if abs(cover.paid_hours - paid) > NEAR:
        found.append(f"paid_hours is {cover.paid_hours}, but the people add up to {paid}.")
    if abs(cover.cost - cost) > NEAR * max(1.0, cost):
        found.append(f"cost is {cover.cost}, but the people and prices add up to {cost}.")
    if cover.bound > cover.cost + NEAR * max(1.0, cost):
        found.append(f"bound {cover.bound} is above the cost {cover.cost}.")
    if max_distinct is not None and distinct > max_distinct:
        found.append(f"{distinct} distinct shifts are run where {max_distinct} may be.")
    return [*found, *_status(cover, need), *_shortages(cover)]


def _status(cover: Cover, need: StaffRequirement) -> list[str]:
    """The status is "understaffed" exactly where a minimum is missed."""
    least = [int(value) for value in (need.required if need.under is None else need.floor)]
    # an empty floor is a floor of 0
    least = least or [0] * len(need.required)
    short = any(int(here) < wanted for here, wanted in zip(cover.net, least, strict=True))
    found = []
    if short != (cover.status == "understaffed"):
        found.append(
            f"status is {cover.status!r}, but people {'are' if short else 'are not'} short."
        )
    if cover.status == "optimal" and cover.cost > cover.bound + 1e-9 * abs(cover.cost):
        found.append(f"status is 'optimal' at cost {cover.cost} and bound {cover.bound}.")
    if cover.status not in STATUSES:
        found.append(f"status {cover.status!r} does not exist.")
    # without a bound above 0 the gap is not defined
    true = cover.cost / cover.bound - 1.0 if cover.bound > 0 else cover.gap
    if abs(cover.gap - true) > NEAR:
        found.append(f"gap is {cover.gap}, but cost and bound make it {true}.")
    return found


def _shortages(cover: Cover) -> list[str]:
    """Understaffed slots that are not listed, and listed ones that are not understaffed."""
    listed = {(shortage.slot, shortage.people) for shortage in cover.shortages}
    true = {(slot, int(people)) for slot, people in enumerate(cover.under) if people > 0}
    missed = [f"slot {t}: {n} missing agents are not listed." for t, n in sorted(true - listed)]
    vain = [
        f"slot {t}: {n} missing agents are listed, but are not missing."
        for t, n in sorted(listed - true)
    ]
    return missed + vain
