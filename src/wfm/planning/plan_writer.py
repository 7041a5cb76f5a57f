"""A plan into a file, in the format that the ending of its name asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wfm.io.atomic import replacing
from wfm.planning import plan_csv_json, plan_workbook
from wfm.planning.plan import Plan
from wfm.planning.totals import Summary, Totals

__all__ = ["write_plan"]


def write_plan(
    path: str,
    plan: Plan,
    *,
    raw_text: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Solve a plan and write it, in the format that the ending of `path` names.

    Parameters
    ----------
    path : str
        Where to; see `FORMATS`.
    plan : Plan
        What to solve.
    raw_text : bool
        Leave text that a spreadsheet would read as a formula as it is (CSV and TSV).
    progress : callable, optional
        Told the rows done and the rows in all, after each block.
    """
    totals = Totals(plan, progress)
    suffix = Path(path).suffix.lower()
    with replacing(path) as file:
        if suffix == ".xlsx":
            plan_workbook.workbook(file, plan, totals)
        elif suffix == ".json":
            plan_csv_json.json_rows(file, plan, totals)
        else:
            tab = "\t" if suffix == ".tsv" else ","
            plan_csv_json.csv_rows(file, plan, totals, delimiter=tab, raw_text=raw_text)
    return totals.summary()
