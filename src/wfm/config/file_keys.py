"""What a key of a file says of itself: its meaning, its unit and its limits."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from pydantic.fields import FieldInfo

__all__ = ["key", "unit_of"]


def key(description: str, unit: str = "", **limits: Any) -> Any:
    """A key of a file: its description, the unit in which it is shown, and its limits."""
    return Field(description=description, json_schema_extra={"unit": unit}, **limits)


def unit_of(field: FieldInfo) -> str:
    """The unit in which a key is shown; empty for none."""
    extra = field.json_schema_extra
    return str(extra["unit"]) if isinstance(extra, dict) else ""
