"""The what-if of a plan in the page: inputs to change, and the plan before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from wfm.html_report.html_text import details, inner_text, notice, paragraph
from wfm.html_report.page_records import PageSection
from wfm.html_report.whatif_data import whatif_data, whatif_rows
from wfm.io.text_values import number
from wfm.planning.plan import Plan
from wfm.planning.records import Setting

__all__ = ["whatif_section"]

_INTRODUCTION = (
    "Type a change: agents, people, service and cost are computed in this page, interval by "
    "interval, with the numbers that wfm whatif gives. Nothing is sent anywhere."
)
_HEADS = ("", "plan", "what if", "difference")
_DAY_HEADS = (
    "", "paid hours, plan", "paid hours, what if", "difference", "service level, what if",
    "service level with the people of the plan",
)  # fmt: skip


class _Input(NamedTuple):
    """An input of the what-if: what it changes, its label, its value in the plan."""

    name: str
    label: str
    value: str
    kind: str = "number"
    limits: str = ""
    slider: str = ""


def whatif_section(plan: Plan, weeks: float) -> PageSection:
    """The section with its inputs and data; without rows to compute, with the reasons alone.

    Parameters
    ----------
    plan : Plan
        The plan.
    weeks : float
        Its length, by which FTE divide. [weeks]
    """
    found = whatif_rows(plan)
    notices = tuple(map(notice, found.left_out))
    if not len(found.rows):
        return PageSection("whatif", "What if", (paragraph("No what-if:"), *notices))
    used = np.unique(plan.settings.row[found.rows]).tolist()
    settings = [plan.settings.settings[i] for i in used]
    parts = (
        paragraph(_INTRODUCTION),
        "<noscript><p>The what-if needs JavaScript.</p></noscript>",
        *notices,
        _form(_inputs(settings)),
        _table("Plan and what if", _HEADS),
        f"<div hidden>{details('Days', _table('Plan and what if by day', _DAY_HEADS))}</div>",
    )
    data = whatif_data(plan, found.rows, weeks)
    return PageSection("whatif", "What if", parts, {"data": data})


def _inputs(settings: Sequence[Setting]) -> Iterable[_Input]:
    """The inputs, with the values of the plan where all rows have the same."""
    change = 'min="-50" max="100" step="1"'
    targets = [one.target for one in settings if one.target is not None]
    levels = {one.service_level for one in targets}
    yield _Input("volume", "Volume, change in %", "0", "number", 'step="any"', change)
    yield _Input("aht", "AHT, change in %", "0", "number", 'step="any"', change)
    share = 'step="any" min="0" max="100"'
    yield _Input("serviceLevel", "Service level target, %", _percent(levels), "number", share)
    within = _common({f"{number(one.within)}s" for one in targets})
    yield _Input("within", "Answered within", within, "text")
    shrinkages = {one.shrinkage.total for one in settings if one.shrinkage is not None}
    slider = 'min="0" max="60" step="0.5"' if len(shrinkages) == 1 else ""
    yield _Input("shrinkage", "Shrinkage, %", _percent(shrinkages), "number", share, slider)
    patience = _common({_patience_text(one.patience) for one in targets})
    yield _Input("patience", "Patience (none: no abandonment)", patience, "text")


def _patience_text(patience: float) -> str:
    """A patience as it is typed."""
    return "none" if patience == inf else f"{number(patience)}s"


def _percent(shares: set[float | None] | set[float]) -> str:
    """A share that all rows have, in percent; "" where they differ or have none."""
    return _common({"" if one is None else f"{100 * one:.10g}" for one in shares})


def _common(texts: set[str]) -> str:
    """The one text; "" for several."""
    return next(iter(texts)) if len(texts) == 1 else ""


def _form(inputs: Iterable[_Input]) -> str:
    """The inputs with their labels, a button that undoes all changes, and the result in words."""
    fields = "".join(map(_field, inputs))
    return (
        f'<fieldset class="whatif" data-whatif hidden><legend>Changes</legend>{fields}'
        '<button type="button">Undo all changes</button></fieldset>'
        '<output class="whatif" aria-live="polite" hidden></output>'
    )


def _field(one: _Input) -> str:
    """An input inside its label; a slider beside it changes the same value."""
    label, value = inner_text(one.label), inner_text(one.value)
    limits = f" {one.limits}" if one.limits else ""
    hint = "" if one.value else ' placeholder="as planned"'
    slider = (
        f'<input type="range" aria-label="{label}, slider" value="{value}" {one.slider}>'
        if one.slider
        else ""
    )
    return (
        f'<div><label>{label}<input type="{one.kind}" data-change="{one.name}" value="{value}"'
        f'{limits}{hint} autocomplete="off"></label>{slider}</div>'
    )


def _table(caption: str, heads: Sequence[str]) -> str:
    """A table whose rows the page fills."""
    cells = "".join(f'<th scope="col" class="n">{inner_text(one)}</th>' for one in heads[1:])
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{inner_text(caption)}" hidden>'
        f'<table class="whatif"><caption>{inner_text(caption)}</caption>'
        f"<thead><tr><td></td>{cells}</tr></thead><tbody></tbody></table></div>"
    )
