"""The inputs of a capacity plan, one by one, for files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from wfm.capacity_planning.capacity_data import CapacityInputLine
from wfm.capacity_planning.file_records import CapacityFile, DemandSource, PlanMonths
from wfm.capacity_planning.records import TeamCapacity
from wfm.targets import Target
from wfm.units import given_percent_text, number_text

__all__ = ["input_lines", "supply_lines"]

# The inputs of a team: attribute of its supply and unit; those by month are tuples.
_SUPPLY = {
    "people": "people", "attrition": "fraction", "new_attrition": "fraction",
    "onboarding_hours": "hours", "training_hours": "hours per month", "shrinkage": "fraction",
    "leave": "fraction", "paid_hours": "hours per month", "pay": "currency per month",
    "overtime_cap": "fraction", "overtime_rate": "times the pay", "temps_max": "FTE",
    "temp_pay": "currency per month", "temp_productivity": "fraction", "outsourced_max": "FTE",
    "outsourcer_price": "currency per month", "outsourcer_quality": "fraction",
    "transfers": "people",
}  # fmt: skip
# Inputs that say nothing without another one.
_ONLY_WITH = {
    "overtime_rate": "overtime_cap", "temp_pay": "temps_max", "temp_productivity": "temps_max",
    "outsourcer_price": "outsourced_max", "outsourcer_quality": "outsourced_max",
}  # fmt: skip
_TARGET = {
    "service_level": "fraction", "within": "s", "asa": "s", "max_occupancy": "fraction",
    "abandonment": "fraction",
}  # fmt: skip
_HIRING = {
    "smallest": ("class_min", "people"), "largest": ("class_max", "people"),
    "lead_months": ("lead_months", "months"), "hire_cost": ("hire_cost", "currency"),
}  # fmt: skip


def input_lines(file: CapacityFile) -> tuple[CapacityInputLine, ...]:
    """The inputs of a file.

    Parameters
    ----------
    file : CapacityFile
        The file, with the options that were set besides.
    """
    plan: list[tuple[str, float | str | None, str]] = [
        ("start", file.months.labels[0], ""),
        (f"{file.months.period}s", float(file.months.count), f"{file.months.period}s"),
        ("contingency", file.contingency, "fraction"),
        ("confidence", file.confidence, "fraction"),
        ("budget", file.budget, "currency"),
        ("shortage_price", file.shortage_price, "currency per FTE-month"),
        ("classes_per_month", file.classes_per_month, "classes"),
    ]
    lines = [CapacityInputLine(name, "", value, unit) for name, value, unit in plan
             if value is not None]  # fmt: skip
    for team in file.teams:
        rows = [*_demand(team.demand, file.months)]
        rows += [("newcomers", ", ".join(map(str, team.newcomers)), "people")]
        if team.reviews is not None:
            rows += [(f"reviews: {name}", value, unit) for name, value, unit in (
                ("share", team.reviews.share, "fraction"),
                ("minutes", team.reviews.minutes, "minutes"),
                ("pay", team.reviews.pay, "currency per month"))]  # fmt: skip
        if team.outsourcer_price_per_contact is not None:
            price = team.outsourcer_price_per_contact
            rows.append(("outsourcer_price_per_contact", price, "currency"))
        lines += [CapacityInputLine(name, team.name, value, unit) for name, value, unit in rows
                  if value not in ("", None)]  # fmt: skip
        lines += supply_lines(team.supply, file.months)
    return tuple(lines)


def supply_lines(team: TeamCapacity, months: PlanMonths) -> Iterator[CapacityInputLine]:
    """The inputs of the people of a team; those that are 0 in all months are left out.

    Parameters
    ----------
    team : TeamCapacity
        The team.
    months : PlanMonths
        For the names of months.
    """
    rows: list[tuple[str, Any, str]] = [
        (name, getattr(team, name), unit)
        for name, unit in _SUPPLY.items()
        if name not in _ONLY_WITH or np.any(getattr(team, _ONLY_WITH[name]))
    ]
    rows += [(label, getattr(team.hiring, name), unit) for name, (label, unit) in _HIRING.items()]
    ramp = ", ".join(map(given_percent_text, team.ramp))
    rows.append(("ramp", ramp, ""))
    for role in team.support:
        rows += [(f"{role.name}: people_per_role", role.people_per_role, "people"),
                 (f"{role.name}: pay", role.pay, "currency per month")]  # fmt: skip
    for name, value, unit in rows:
        if isinstance(value, tuple):
            value = _by_month(value, months, unit)
        if value not in ("", 0, 0.0):
            yield CapacityInputLine(name, team.name, value, unit)


def _demand(demand: DemandSource, months: PlanMonths) -> Iterator[tuple[str, Any, str]]:
    """Where the need of a team comes from."""
    yield "forecast", demand.forecast_name, ""
    yield "centre", demand.centre or "", ""
    yield "queues", ", ".join(demand.queues), ""
    for name, unit in (("contacts", "contacts"), ("orders", "orders")):
        values = getattr(demand, name)
        yield name, "" if values is None else _by_month(values, months, unit), unit
    yield "aht", demand.aht, "s"
    for key, value in demand.options.items():
        if isinstance(value, Target):
            yield from ((name, getattr(value, name), unit) for name, unit in _TARGET.items())
        elif value is not None:
            number = isinstance(value, int | float)
            yield key, value if number else str(value), "s" if key == "patience" and number else ""
    for rule in demand.rules:
        yield rule.name, rule.value, "fraction" if rule.name == "fte_at_occupancy" else ""
    for name in ("volume_factors", "aht_factors"):
        values = getattr(demand, name)
        if any(value != 1.0 for value in values):
            yield name, _by_month(values, months, ""), ""


def _by_month(values: Sequence[float], months: PlanMonths, unit: str) -> float | str:
    """One number for all months, or a text that says which months have which."""
    if len(set(values)) <= 1:
        return float(values[0]) if values else ""
    parts = []
    for value, run in groupby(zip(values, months.labels, strict=True), key=lambda pair: pair[0]):
        labels = [label for _, label in run]
        text = given_percent_text(value) if unit == "fraction" else _figure(value)
        span = labels[0] if len(labels) == 1 else f"{labels[0]} to {labels[-1]}"
        parts.append(f"{span}: {text}")
    return "; ".join(parts)


def _figure(value: float) -> str:
    """A number with the decimals that it has, at most three."""
    return number_text(value, 0 if value == int(value) else 3)
