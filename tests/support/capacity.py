"""Small capacity plans made by hand."""

from datetime import date
from functools import cache
from typing import Any

from wfm import capacity
from wfm.capacity_planning.file_records import (
    CapacityFile,
    DemandSource,
    PlanMonths,
    QualityReviews,
    RuleOfThumb,
    TeamPlanInputs,
)
from wfm.capacity_planning.records import HiringRules, SupportRole, TeamCapacity

__all__ = ["capacity_file", "two_teams"]

MONTHS = 12


def capacity_file(**changes: Any) -> CapacityFile:
    """A file of two teams whose contacts are given by month, with a season in November."""
    nothing = (0.0,) * MONTHS
    season = (1.0,) * 10 + (1.5, 1.4)
    voice = TeamPlanInputs(
        DemandSource(
            "voice", contacts=(9000.0,) * MONTHS, aht=280.0, volume_factors=season,
            aht_factors=(1.0,) * MONTHS,
            rules=(RuleOfThumb("contacts_per_head", 750.0), RuleOfThumb("fte_at_occupancy", 0.85)),
        ),
        TeamCapacity(
            "voice", nothing, 12, (0.03,) * MONTHS, (0.06,) * MONTHS, (0.5, 0.9),
            hiring=HiringRules(3, 9, 1, 2500.0), onboarding_hours=50.0, training_hours=6.0,
            shrinkage=(0.2,) * MONTHS, pay=3100.0, overtime_cap=0.08,
            temps_max=(0.0,) * 10 + (4.0, 4.0), temp_pay=3600.0, temp_productivity=0.8,
            support=(SupportRole("team lead", 12.0, 4800.0),),
        ),
        reviews=QualityReviews(0.05, 10.0, 3300.0),
    )  # fmt: skip
    chat = TeamPlanInputs(
        DemandSource(
            "chat", contacts=(4000.0,) * MONTHS, volume_factors=(1.0,) * MONTHS,
            aht_factors=(1.0,) * MONTHS, rules=(RuleOfThumb("contacts_per_head", 800.0),),
        ),
        TeamCapacity(
            "chat", nothing, 7, (0.02,) * MONTHS, (0.02,) * MONTHS, shrinkage=(0.15,) * MONTHS,
            pay=2900.0, outsourced_max=3.0, outsourcer_price=5900.0, outsourcer_quality=0.9,
        ),
    )  # fmt: skip
    values: dict[str, Any] = {
        "contingency": 0.1,
        "currency": "EUR",
        "notes": ("voice: a note",),
    } | changes
    return CapacityFile("plan.toml", PlanMonths(date(2027, 1, 1), MONTHS), (voice, chat), **values)


@cache
def two_teams() -> capacity.Capacity:
    """The plan of this file."""
    return capacity.plan(capacity_file())
