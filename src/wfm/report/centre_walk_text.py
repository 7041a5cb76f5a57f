"""The way of one number of a centre's plan, to read: each step's formula, figures and result."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

import numpy as np

from wfm.centre.explain import CentreWalk, Changed
from wfm.centre.explain_deferred import Mail
from wfm.report.explain_models import law_steps
from wfm.report.interval_text import paid_steps, scheduled_step
from wfm.units import given_percent_text, percent_text

__all__ = ["centre_walk_text"]

_WIDTH = 110
_UNIT = re.compile(r"(?<=[\d∞]) (?=(%|s|h|min|erlang|agents|contacts)\b|%)")

Steps = Iterator[tuple[str, str]]


def centre_walk_text(walked: CentreWalk) -> str:
    """The way of one row of a centre's plan.

    Parameters
    ----------
    walked : CentreWalk
        The row: see `wfm.centre.explain.walk`.
    """
    steps = list(_steps(walked))
    width = max(len(name) for name, _ in steps) + 2
    lines = [line for name, text in steps for line in _wrapped(name.ljust(width), text, width)]
    return f"{walked.queue.name}, {walked.start}\n\n" + "\n".join(lines)


def _wrapped(name: str, text: str, width: int) -> list[str]:
    """A step in lines no wider than a terminal; figures stay with their units."""
    lines = textwrap.wrap(
        name + _UNIT.sub("\u00a0", text),
        _WIDTH,
        subsequent_indent=" " * (width + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0", " ") for line in lines]


def _steps(walked: CentreWalk) -> Steps:
    yield from _cell(walked)
    yield from map(_changed, walked.changed)
    yield from _coming(walked)
    yield from _load(walked)
    if walked.why.agents == 0 and not isinstance(walked.why, Mail):
        yield "agents", "0: nobody calls"
        return
    yield from law_steps(walked)
    yield from _people(walked)


# From the cell to the load


def _cell(walked: CentreWalk) -> Steps:
    cell = walked.cell
    aht = f"aht {cell.aht:g} s{'' if cell.aht_given else ' from the centre'}"
    if np.isnan(cell.aht):
        aht = "no aht"
    if cell.fed_by:
        yield "file", f"fed by {', '.join(cell.fed_by)}; no rows of its own; {aht}"
        return
    place = f"line {cell.line}" if cell.line else "a filled gap"
    yield "file", f"{cell.source}, {place}: volume {cell.volume:g}, {aht}"


_STEPS = {
    "season": "season",
    "contingency": "contingency",
    "deflection": "self-service",
    "aht_change": "handle time",
    "automation": "automation",
}


def _changed(step: Changed) -> tuple[str, str]:
    unit = "s" if step.step in ("aht_change", "automation") else "contacts"
    factor = f"{step.factor:.6g}"
    if step.step in ("deflection", "automation"):
        factor = f"(1 − {step.share:g})"
    days = " and ".join(f"{season.first} to {season.last}" for season in step.seasons)
    why = {
        "season": days,
        "contingency": "in place of the queue's own" if days else "",
        "deflection": f"{given_percent_text(step.share)} need no agent",
        "aht_change": "for what self-service leaves",
        "automation": f"{given_percent_text(step.share)} of the handling is saved",
    }[step.step]
    text = f"{step.before:.6g} × {factor} = {step.after:.6g} {unit}"
    return _STEPS[step.step], f"{text}, {why}" if why else text


def _coming(walked: CentreWalk) -> Steps:
    """Contacts that come from elsewhere, or again."""
    own = walked.own_load * walked.plan.demand.interval / walked.aht
    for one in walked.passed:
        yield (
            "escalated",
            f"{own:.6g} + {one.contacts:.6g} = {own + one.contacts:.6g} contacts: {one.giver} "
            f"passes on {given_percent_text(one.share)} of what it finishes",
        )
        own += one.contacts
    yield from _returning(walked)
    if walked.passes_on:
        gone = walked.passes_on
        yield (
            "passes on",
            f"{given_percent_text(gone.share)} of what is finished, {gone.contacts:.6g} contacts "
            f"in this interval, to {gone.taker}",
        )


def _returning(walked: CentreWalk) -> Steps:
    back, queue = walked.returning, walked.queue
    if back is None:
        return
    if back.how == "offered":
        yield "come back", "OFFERED: repeat contacts are in the forecast already; nothing is added"
    elif back.how == "left out":
        yield "come back", "the forecast is FRESH, but its model adds nobody who comes back"
    elif np.isnan(back.agents):
        yield (
            "come back",
            f"FRESH: {back.before:.6g} / {queue.resolution:g} = {back.after:.6g} contacts: "
            f"{given_percent_text(1 - queue.resolution)} of the answered come again",
        )
    else:
        again = 1 - queue.resolution
        yield (
            "come back",
            f"FRESH: v = {back.before:.6g} + ({queue.redial:g} · Pab + {again:.4g} · (1 − Pab)) "
            f"· v = {back.after:.6g} contacts, for {back.agents:.0f} agents lose "
            f"{percent_text(back.lost, 2)}",
        )


def _load(walked: CentreWalk) -> Steps:
    interval = walked.plan.demand.interval
    if not walked.passed:
        yield (
            "load",
            f"a = volume · aht / interval = {walked.volume:.6g} × {walked.aht:g} / {interval:g} "
            f"= {walked.load:.6g} erlang",
        )
        return
    parts = [f"{walked.own_load:.6g} of its own"] if walked.own_load else []
    parts += [f"{one.load:.6g} from {one.giver}" for one in walked.passed]
    sums = walked.own_load + sum(one.load for one in walked.passed)
    back = ""
    if sums and abs(walked.load / sums - 1) > 1e-9:
        back = f" × {walked.load / sums:.6g} for those who come back"
    yield (
        "load",
        f"a = ({' + '.join(parts)}){back} = {walked.load:.6g} erlang; what is passed on comes when "
        "the first level ends, and may last into the next interval",
    )


# To the rota


def _people(walked: CentreWalk) -> Steps:
    team, plan = walked.team, walked.plan
    name, text = scheduled_step(team.agents, team.scheduled, plan.centre.shrinkage.total)
    if len(team.queues) == 1:
        yield name, text
    else:
        each = ", ".join(f"{queue}\u00a0{count}" for queue, count in team.queues if count)
        yield (
            "dealt",
            f"{team.my_agents} of {team.agents} agents of team {team.name}, by the work that each "
            f"queue gives them: {each}",
        )
        yield name, f"{text} of the team, of whom {team.my_scheduled} stand here"
    yield from paid_steps(team.my_scheduled, plan.demand.interval, plan.centre.contract_hours)
