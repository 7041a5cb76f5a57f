"""The keys of ``wfm.toml``; each value is checked as its option is, and kept as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from wfm import units
from wfm._arrays import checked
from wfm.config.toml_table import Table, worded
from wfm.hour_premiums import parse_premiums
from wfm.io.forecast.read_options import zone_named
from wfm.number_text import certain_text
from wfm.planning.goal_inputs import GoalInputs
from wfm.planning.volume_risk import RiskInputs
from wfm.shrinkage import Shrinkage
from wfm.targets import Target

__all__ = ["SettingsTable"]


def _text(read: Callable[[Any], object]) -> BeforeValidator:
    """A validator of a value that `read` accepts; it returns the text of the option."""
    check, certain = worded(read), worded(lambda value: units.with_one_meaning(value, "it"))

    def validate(value: object) -> str:
        check(value)
        # a number of TOML has a decimal point; the text of the option must be as certain
        return str(certain(value)) if isinstance(value, str) else certain_text(str(value))

    return BeforeValidator(validate)


def _shrinkage(value: object) -> str:
    """Shrinkage as text, or as a table of components as in ``centre.toml``."""
    if isinstance(value, dict):
        value = ",".join(f"{name}={share}" for name, share in value.items())
    worded(lambda one: Shrinkage.parse(str(one)))(value)
    return str(value)


def _contract_hours(value: object) -> object:
    """Hours of a week in their domain."""
    return checked("contract_hours", units.number(str(value), "contract_hours"))


def _cost(value: object) -> object:
    """Cost of one paid hour."""
    return checked("hourly_cost", units.number(str(value), "cost"))


def _premiums(value: object) -> str:
    """Premiums as text."""
    worded(lambda one: parse_premiums(str(one), "it"))(value)
    return str(value)


Duration = Annotated[str | None, _text(lambda value: units.duration(value, "it"))]
Share = Annotated[str | None, _text(lambda value: units.fraction(value, "it"))]


class SettingsTable(Table):
    """The whole file: one key per option."""

    target: Annotated[str | None, _text(lambda value: Target.parse(str(value)))] = None
    asa: Duration = None
    abandonment: Share = None
    max_occupancy: Share = None
    min_agents: Annotated[int | None, Field(ge=0)] = None
    patience: Duration = None
    definition: Literal["offered", "answered", "virtual"] | None = None
    shrinkage: Annotated[str | None, BeforeValidator(_shrinkage)] = None
    confidence: Annotated[str | None, _text(lambda value: RiskInputs.of(confidence=value))] = None
    volume_cv: Annotated[str | None, _text(lambda value: RiskInputs.of(volume_cv=value))] = None
    risk_scope: Literal["day", "interval"] | None = None
    goal: Literal["interval", "day", "week", "month"] | None = None
    min_service_level: Annotated[
        str | None, _text(lambda value: GoalInputs.of(min_service_level=value))
    ] = None
    contract_hours: Annotated[str | None, _text(_contract_hours)] = None
    cost: Annotated[str | None, _text(_cost)] = None
    cost_per_hour: Annotated[str | None, _text(_cost)] = None
    premiums: Annotated[str | None, BeforeValidator(_premiums)] = None
    resolution: Share = None
    contingency: Share = None
    aht: Annotated[str | None, _text(lambda value: units.handle_time(value, "it"))] = None
    aht_unit: str | None = None
    interval: Duration = None
    tz: Annotated[str | None, _text(lambda value: zone_named(str(value)))] = None
    date_format: str | None = None
    dayfirst: bool | None = None
    layout: str | None = None
    fill: Literal["keep", "zero", "error"] | None = None
    sheet: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    encoding: str | None = None
    columns: dict[str, str] | None = None
