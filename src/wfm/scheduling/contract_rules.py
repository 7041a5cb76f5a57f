"""The rules of a contract one by one: which it has, and the contract without one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wfm.scheduling.contracts import Contract
from wfm.units import duration_text

__all__ = ["rule_text", "rules_of", "without"]

# Every rule that keeps people from work, with the value that forbids nothing.
_FREE: dict[str, Any] = {
    "people": None,
    "max_people": None,
    "templates": (),
    "days_per_week": (0, 7),
    "weekly_hours": None,
    "rest": 0.0,
    "consecutive_days_off": 0,
    "max_consecutive_days": None,
    "start_flexibility": None,
    "start_spread": None,
    "max_consecutive_nights": None,
    "rest_after_nights": None,
    "weekends": None,
    "limits": (),
    "min_consecutive_days": 1,
    "min_consecutive_days_off": 1,
}
# Keys of the rules that differ from the names of the record.
_KEYS = {"templates": "shifts"}


def rules_of(contract: Contract) -> list[str]:
    """The rules that a contract has.

    >>> rules_of(Contract("ft", consecutive_days_off=0))
    ['days_per_week', 'rest']
    """
    return [name for name, free in _FREE.items() if getattr(contract, name) != free]


def without(contract: Contract, rule: str) -> Contract:
    """The same contract without a rule.

    >>> without(Contract("ft"), "rest").rest
    0.0
    """
    changes: dict[str, Any] = {rule: _FREE[rule]}
    return replace(contract, **changes)


def rule_text(contract: Contract, rule: str) -> str:
    """A rule as in the file of rules.

    >>> rule_text(Contract("ft", weekly_hours=38.5), "weekly_hours")
    'weekly_hours = 38.5'
    >>> rule_text(Contract("ft"), "rest")
    'rest = 11 h'
    """
    value = getattr(contract, rule)
    if rule == "weekly_hours" and isinstance(value, tuple) and not value[0]:
        value = value[1]  # as a limit alone is written
    if rule in ("rest", "start_flexibility", "start_spread", "rest_after_nights"):
        text = duration_text(value)
    elif rule == "limits":
        text = ", ".join(f"{template} {most}" for template, most in value)
    elif isinstance(value, tuple):
        low, high = (value[0], value[-1]) if rule != "templates" else (None, value)
        text = f"{high:g}" if low == high else f"[{', '.join(_word(one) for one in value)}]"
    else:
        text = f"{value:g}"
    return f"{_KEYS.get(rule, rule)} = {text}"


def _word(value: object) -> str:
    """An entry of a list."""
    return f"{value:g}" if isinstance(value, int | float) else str(value)
