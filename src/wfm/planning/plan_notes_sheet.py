"""The notes of a workbook: what moves, what the columns mean, and the defaults used."""

from __future__ import annotations

from collections.abc import Iterator

from wfm.io.text_values import number
from wfm.planning.live_formulas import MAX_LOAD, WINDOW
from wfm.planning.live_plan import MAX_ROWS
from wfm.planning.plan_book import PlanBook
from wfm.planning.totals import DAYS_PER_WEEK
from wfm.vocabulary import PLAN_COLUMNS, term

__all__ = ["write_notes"]


def write_notes(plan: PlanBook) -> None:
    """One topic per line; long texts are wrapped."""
    plan.book.notes_sheet(_notes(plan))


def _notes(plan: PlanBook) -> Iterator[tuple[str, str]]:
    """Topics and texts."""
    yield from _formula_notes(plan)
    inputs, demand = plan.basis.inputs, plan.basis.demand
    week, day = inputs.contract_hours, inputs.contract_hours / DAYS_PER_WEEK
    yield "FTE", f"Paid hours / {number(week)} h per week; on a day / {day:g} h."
    yield "Times", f"Local times{f' of {demand.zone}' if demand.zone else ''}; all are numbers."
    for name in plan.columns:
        if name in PLAN_COLUMNS and term(name).meaning:
            unit = f" [{term(name).unit}]" if term(name).unit else ""
            yield name, f"{term(name).meaning}{unit}".replace("`", "")
    for text in inputs.defaults:
        yield "Default used", text
    for text in (*demand.notes, *inputs.notes):
        yield "Note", text


def _formula_notes(plan: PlanBook) -> Iterator[tuple[str, str]]:
    """Which cells are formulas, or why none is."""
    if plan.live is None:
        text = (
            f"None: all numbers are values, because {plan.reason}. Plans of Erlang C with up to "
            f"{MAX_ROWS:,} rows have formulas. Run wfm staff again to change an input."
        )
        yield "Formulas", text
        return
    yield from _LIVE_NOTES.items()


_LIVE_NOTES = {
    "Formulas": (
        "Change the blue cells on yellow in the sheets Inputs (factors of volume and AHT, "
        "target, shrinkage, contract hours, costs) and Forecast (volume and AHT of each row). "
        "All other sheets are computed from them by Erlang C."
    ),
    "Values": (
        "agents_unrounded is a value of the plan as it was written, and empty where volume, "
        "AHT or target were changed. Days and premiums per hour do not change."
    ),
    "Search": (
        f"The sheet Erlang C finds the least agents by halving, up to {WINDOW} above the load "
        f"and for loads up to {MAX_LOAD:,} erlangs. Where that is not enough, its column 'check' "
        "says 'window' or 'load', and the agents are #N/A: run wfm staff for these rows."
    ),
    "Back to wfm": (
        "wfm schedule reads this file, also after a change: save it in the spreadsheet program, "
        "which stores the new values."
    ),
}
