"""The inputs that differ between two plans, as texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np

from wfm.comparing.records import InputChange
from wfm.hour_premiums import premiums_text
from wfm.io.text_values import number
from wfm.planning.plan import Plan
from wfm.planning.records import setting_texts
from wfm.shrinkage import Shrinkage
from wfm.units import given_percent_text, number_text

__all__ = ["differing_inputs", "differing_texts"]

_TIMES = ("within", "target_asa", "patience")
_COMPONENTS = "shrinkage by component"
_SEVERAL = 3  # texts of one input that are listed


def differing_inputs(a: Plan, b: Plan) -> tuple[InputChange, ...]:
    """The inputs that differ: of the forecast, of all queues, and of each queue.

    An input that differs alike in all common queues is listed once, without a queue.

    Parameters
    ----------
    a, b : Plan
        The plans.

    Examples
    --------
    >>> import wfm
    >>> table = {"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "volume": [90, 60], "aht": 240}
    >>> both = [wfm.plan(table, target) for target in ("80/20", "90/20")]
    >>> differing_inputs(*both)
    (InputChange(name='target', queue='', a='80%/20', b='90%/20'),)
    """
    return (
        *differing_texts(_texts(a), _texts(b)),
        *_of_queues(a, b),
    )


def differing_texts(
    a: Mapping[str, str], b: Mapping[str, str], queue: str = ""
) -> Iterator[InputChange]:
    """The texts of two mappings that differ."""
    for name in dict.fromkeys((*a, *b)):
        if a.get(name, "") != b.get(name, ""):
            yield InputChange(name, queue, a.get(name, ""), b.get(name, ""))


def _texts(plan: Plan) -> dict[str, str]:
    """The inputs of a whole plan."""
    inputs, demand = plan.inputs, plan.demand
    volume, costs = demand.volume, inputs.costs
    contacts = float(np.nansum(volume))
    work = float(np.nansum(volume * np.nan_to_num(demand.aht)))
    texts = {
        "volume": f"{number_text(contacts, 0)} contacts" if contacts else "",
        "aht": f"{number_text(work / contacts, 1)} s" if contacts else "",
        "intervals": f"{len(demand):,}",
        "interval": f"{demand.interval:g} s",
        "queues": ", ".join(demand.queues),
        "time_zone": "" if demand.zone is None else str(demand.zone),
        "contract_hours": number(inputs.contract_hours),
        "hourly_cost": number(inputs.hourly_cost) if inputs.hourly_cost else "",
        "premiums": premiums_text(costs.premiums) or "",
        "resolution": "" if costs.resolution is None else given_percent_text(costs.resolution),
        "contingency": given_percent_text(costs.contingency) if costs.contingency else "",
        "budget": "" if costs.budget is None else number(costs.budget),
    }
    return {name: text for name, text in texts.items() if text}


def _of_queues(a: Plan, b: Plan) -> Iterator[InputChange]:
    """The inputs of the common queues."""
    own, others = _by_queue(a), _by_queue(b)
    if len(own) == len(others) == 1:  # only one of the files may name its queue
        own, others = {"": next(iter(own.values()))}, {"": next(iter(others.values()))}
    common = [name for name in own if name in others]
    changes = [
        change for name in common for change in differing_texts(own[name], others[name], name)
    ]
    totals = {one.queue for one in changes if one.name == "shrinkage"}
    changes = [one for one in changes if one.name != _COMPONENTS or one.queue not in totals]
    changes.sort(key=lambda one: (one.name, one.a, one.b))
    for (name, before, after), some in groupby(changes, lambda one: (one.name, one.a, one.b)):
        queues = [one.queue for one in some]
        if len(queues) == len(common):
            yield InputChange(name, "", before, after)
        else:
            yield from (InputChange(name, queue, before, after) for queue in queues)


def _by_queue(plan: Plan) -> dict[str, dict[str, str]]:
    """Target, patience, shrinkage, model and team of each queue; several where they change."""
    settings, row = plan.settings
    each = [{**setting_texts(one), **_shrinkage(one.shrinkage)} for one in settings]
    texts: dict[str, dict[str, str]] = {}
    for index, name in enumerate(plan.demand.queues):
        used = [each[i] for i in np.unique(row[plan.demand.queue == index]).tolist()]
        parts = dict.fromkeys(part for one in used for part in one)
        texts[name] = {
            part: _joined([_with_unit(part, one.get(part, "")) for one in used]) for part in parts
        }
        model = plan.inputs.models.get(name, "erlang_c")
        # the patience says which of the two it is
        texts[name]["model"] = "" if model in ("erlang_c", "erlang_a") else model
        if team := plan.inputs.teams.get(name):
            texts[name]["team"] = team
    return texts


def _shrinkage(shrinkage: Shrinkage | None) -> dict[str, str]:
    """The total, and its components apart, which may differ for the same total."""
    if shrinkage is None:
        return {}
    total = given_percent_text(shrinkage.total)
    parts = {} if len(shrinkage.components) < 2 else {_COMPONENTS: shrinkage.text}
    return {"shrinkage": total, **parts}


def _with_unit(name: str, text: str) -> str:
    """The text of an input; a time with its unit."""
    return f"{text} s" if text and name in _TIMES else text


def _joined(texts: Sequence[str]) -> str:
    """The distinct texts of an input of a queue."""
    distinct = list(dict.fromkeys(text or "none" for text in texts))
    more = f", {len(distinct) - _SEVERAL} more" if len(distinct) > _SEVERAL else ""
    return ", ".join(distinct[:_SEVERAL]) + more
