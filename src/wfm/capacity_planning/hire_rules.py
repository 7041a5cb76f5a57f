"""Where given hires break the rules of a plan: class sizes, lead time, classes per month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wfm.capacity_planning.file_records import PlanMonths
from wfm.capacity_planning.records import TeamCapacity

__all__ = ["broken_rules"]

_SHOWN = 3  # cases that a note names


def broken_rules(
    teams: Sequence[TeamCapacity],
    classes_per_month: int | None,
    hires: Mapping[str, Sequence[int]],
    months: PlanMonths,
) -> tuple[str, ...]:
    """One note for each rule that given hires break, with teams and months.

    Parameters
    ----------
    teams : sequence of TeamCapacity
        With their rules of hiring.
    classes_per_month : int or None
        Classes of all teams that can start in one month.
    hires : mapping of str to sequence of int
        Who start in each month, by team. [people]
    months : PlanMonths
        The months of the plan.
    """
    kinds = {
        "fewer than class_min": _small(teams, hires, months),
        "more than class_max": _large(teams, hires, months),
        "offers due before the start of the plan": _early(teams, hires, months),
        f"more than {classes_per_month} as classes_per_month": _many(
            classes_per_month, hires, months
        ),
    }
    notes = []
    for kind, some in kinds.items():
        cases = list(some)
        more = f" and {len(cases) - _SHOWN} more" if len(cases) > _SHOWN else ""
        if cases:
            notes.append(f"given hires break the rules, {kind}: {'; '.join(cases[:_SHOWN])}{more}")
    return tuple(notes)


def _small(
    teams: Sequence[TeamCapacity], hires: Mapping[str, Sequence[int]], months: PlanMonths
) -> Iterator[str]:
    """Classes that are too small."""
    for team in teams:
        least = team.hiring.smallest
        for label, count in zip(months.labels, hires[team.name], strict=False):
            if 0 < count < least:
                yield f"{team.name} {label}: {count} of at least {least}"


def _large(
    teams: Sequence[TeamCapacity], hires: Mapping[str, Sequence[int]], months: PlanMonths
) -> Iterator[str]:
    """Classes that are too large."""
    for team in teams:
        most = team.hiring.largest
        for label, count in zip(months.labels, hires[team.name], strict=False):
            if count > most:
                yield f"{team.name} {label}: {count} of at most {most}"


def _early(
    teams: Sequence[TeamCapacity], hires: Mapping[str, Sequence[int]], months: PlanMonths
) -> Iterator[str]:
    """Classes whose offers must be out before the first day of the plan."""
    for team in teams:
        lead = team.hiring.lead_months
        for month, count in enumerate(hires[team.name][: min(lead, months.count)]):
            if count:
                offers = months.start(month - lead)
                yield f"{team.name} {months.labels[month]}: offers by {offers}"


def _many(
    most: int | None, hires: Mapping[str, Sequence[int]], months: PlanMonths
) -> Iterator[str]:
    """Months with more classes of all teams than can start."""
    for month, label in enumerate(months.labels):
        names = [team for team, counts in hires.items() if counts[month]]
        if most is not None and len(names) > most:
            yield f"{label}: {', '.join(names)}"
