"""Keywords of a Python function as inputs of a plan, with the defaults of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import Any

import numpy as np

from wfm import units
from wfm._arrays import checked
from wfm.errors import InputError
from wfm.planning.cost_inputs import CostInputs
from wfm.planning.goal_inputs import GoalInputs
from wfm.planning.plan_inputs import GivenInputs, default_for
from wfm.planning.volume_risk import RiskInputs
from wfm.printable_text import value_text
from wfm.row_inputs import RowInputs
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import DEFAULT_TARGET, Target

__all__ = ["defaults_used", "given_by", "names_set", "target_or_text"]

# The keywords of `CostInputs.of`.
_COSTS = ("premiums", "resolution", "contingency", "budget")


def given_by(keywords: Mapping[str, Any], *, has_costs: bool = False) -> GivenInputs:
    """The inputs that keywords set, and the defaults of the others.

    `contract_hours` and the keywords of costs may be absent: not every function has them.
    `has_costs` is whether scenarios have costs of an hour, so that premiums need none.

    Examples
    --------
    >>> limits = dict.fromkeys(["asa", "max_occupancy", "abandonment", "definition", "min_agents"])
    >>> given = given_by({"target": "80/20", "patience": "3m", "shrinkage": None, **limits})
    >>> given.target.within, given.patience, sorted(given.was_set)
    (20.0, 180.0, ['patience', 'target'])
    """
    patience, hours = keywords["patience"], keywords.get("contract_hours")
    cost = keywords.get("hourly_cost")
    hourly = 0.0 if cost is None else _one("hourly_cost", cost)
    limits = {name: keywords[name] for name in ("asa", "max_occupancy", "abandonment")}
    return GivenInputs(
        target=_target(keywords["target"], **limits),
        patience=inf if patience is None else units.duration(patience, "patience"),
        definition="offered" if keywords["definition"] is None else keywords["definition"],
        min_agents=0 if keywords["min_agents"] is None else keywords["min_agents"],
        shrinkage=_shrinkage(keywords["shrinkage"]),
        contract_hours=40.0 if hours is None else _one("contract_hours", hours),
        hourly_cost=hourly,
        costs=CostInputs.of(
            *(keywords.get(name) for name in _COSTS),
            hourly_cost=hourly or float(has_costs),
        ),
        risk=RiskInputs.of(
            keywords.get("confidence"), keywords.get("volume_cv"), keywords.get("risk_scope")
        ),
        goal=GoalInputs.of(keywords.get("goal"), keywords.get("min_service_level")),
        was_set=names_set(keywords),
        defaults=_defaults(keywords),
    )


def _one(name: str, value: Any) -> float:
    """One number inside its domain."""
    number = checked(name, value)
    if number.ndim:
        raise InputError(
            f"{name} must be one number: got {value_text(value)}.", name=name, value=value
        )
    return float(number)


def _target(
    target: Target | str | tuple[float, float] | None,
    asa: str | float | None = None,
    max_occupancy: str | float | None = None,
    abandonment: str | float | None = None,
) -> Target:
    """A target of keywords; the default service level where no other target is set."""
    parts = {
        "asa": None if asa is None else units.duration(asa, "asa"),
        "max_occupancy": _fraction(max_occupancy, "max_occupancy"),
        "abandonment": _fraction(abandonment, "abandonment"),
    }
    target = target_or_text(target)
    if isinstance(target, Target):
        return replace(target, **{key: part for key, part in parts.items() if part is not None})
    if target is None and (asa is not None or abandonment is not None):
        return Target(**parts)
    return Target.parse(DEFAULT_TARGET if target is None else target, **parts)


def target_or_text(target: Target | str | tuple[float, float] | None) -> Target | str | None:
    """A target as a record or as text; a pair is a service level and its limit.

    Raises
    ------
    InputError
        For anything else.

    Examples
    --------
    >>> target_or_text((0.8, 20)).within, target_or_text("80/20")
    (20, '80/20')
    """
    if isinstance(target, tuple) and len(target) == 2:
        return Target(*target)
    if not isinstance(target, Target | str | None):
        raise InputError(
            f"target must be like '85/60' or (0.85, 60): got {value_text(target)}.",
            name="target",
            value=target,
        )
    return target


def _fraction(value: str | float | None, name: str) -> float | None:
    """A fraction in one of the notations of `wfm.units.fraction`."""
    return None if value is None else units.fraction(value, name, most=1.0)


def names_set(keywords: Mapping[str, object]) -> frozenset[str]:
    """The keywords that are set, and the parts of a target that is a record.

    Examples
    --------
    >>> sorted(names_set({"target": Target(0.8, 20.0), "asa": None}))
    ['service_level', 'target', 'within']
    """
    names = {name for name, value in keywords.items() if value is not None}
    target = keywords.get("target")
    if isinstance(target, Target):
        names |= {name for name, value in vars(target).items() if value is not None}
    return frozenset(names)


def _defaults(keywords: Mapping[str, object]) -> dict[str, str]:
    """The keywords that are not set, with their defaults in words."""
    parts = ", ".join(f"{part.name} {100 * part.share:g}%" for part in DEFAULT.components)
    no_target = keywords["asa"] is None and keywords["abandonment"] is None
    texts = {
        "target": f"target {DEFAULT_TARGET}" if no_target else "",
        "shrinkage": f"shrinkage {100 * DEFAULT.total:g}% ({parts})",
        "max_occupancy": "no max_occupancy",
        "patience": "no patience (Erlang C)",
        "contract_hours": "contract_hours 40",
    }
    used = {
        name: text
        for name, text in texts.items()
        if text and name in keywords and keywords[name] is None
    }
    given: Mapping[str, Any] = keywords
    goal = GoalInputs.of(given.get("goal"), given.get("min_service_level"))
    least = goal.default_text(_target(given["target"]))
    return {**used, "min_service_level": least} if least else used


def defaults_used(keywords: Mapping[str, object], found: RowInputs | None) -> tuple[str, ...]:
    """The defaults of what neither a keyword nor a column sets, in all rows or in some."""
    texts = _defaults(keywords)
    if found is None:
        return tuple(texts.values())
    used, counts = np.unique(found.row, return_counts=True)
    defaults = []
    for name, text in texts.items():
        fields = ("service_level", "asa", "abandonment") if name == "target" else (name,)
        lacking = [all(getattr(found.sets[i], one) is None for one in fields) for i in used]
        rows = int(counts[lacking].sum())
        if rows:
            whom = f"{rows:,} of {len(found.row):,} rows"
            defaults.append(text if all(lacking) else default_for(text, whom))
    return tuple(defaults)


def _shrinkage(shrinkage: Shrinkage | str | float | None) -> Shrinkage:
    """Shrinkage of a keyword."""
    if shrinkage is None:
        return DEFAULT
    return shrinkage if isinstance(shrinkage, Shrinkage) else Shrinkage.parse(shrinkage)
