"""The plan that a command reads: a file of wfm, a table, or stdin."""

import inspect
import os
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from wfm.cli.options import reading
from wfm.cli.output import stdin_bytes
from wfm.cli.settings import FILE, source_of
from wfm.errors import UsageError
from wfm.input_files import read_piece, stream_after
from wfm.input_limits import HEAD
from wfm.option_text import option

if TYPE_CHECKING:
    from wfm.io import ReadOptions
    from wfm.planning.plan import Plan

__all__ = ["PlanRead", "PlanReading", "plan_of", "plan_reading"]

# Options of `wfm staff` that also say how to read a plan in a table; a plan has been checked, so
# the limits of a forecast and the filling of gaps are not repeated.
_TABLE_OPTIONS = (
    "aht",
    "interval",
    "queue",
    "tz",
    "date",
    "week_of",
    "date_format",
    "dayfirst",
    "aht_unit",
    "columns",
    "layout",
    "sheet",
    "delimiter",
    "decimal",
    "thousands",
    "encoding",
)


class PlanReading(NamedTuple):
    """How to read a plan, and the names of the options for tables that were set.

    `agent_columns` are the headings of the file of people, which ``--map`` names too.
    """

    options: "ReadOptions"
    table_options: tuple[str, ...]
    agent_columns: dict[str, str]


def plan_reading(**values: Any) -> PlanReading:
    """How to read a plan in a table."""
    was_set = [name for name, value in values.items() if value and name != "queue"]
    was_set += [name for name, value in values.items() if value is False]
    from dataclasses import replace

    from wfm.scheduling.agents_headings import PEOPLE_COLUMNS

    options = reading(**values, no_limits=True)
    people = {name: text for name, text in options.columns.items() if name in PEOPLE_COLUMNS}
    if people:
        rest = {name: text for name, text in options.columns.items() if name not in people}
        options = replace(options, columns=rest)
        was_set = [name for name in was_set if name != "columns" or rest]
    return PlanReading(options, tuple(was_set), people)


plan_reading.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
    [inspect.signature(reading).parameters[name] for name in _TABLE_OPTIONS]
)


class PlanRead(NamedTuple):
    """A plan, and the options of ``wfm.toml`` by which it was read or that it replaces."""

    plan: "Plan"
    of_settings: tuple[str, ...]
    replaced: tuple[str, ...]


def plan_of(plan: str, source: PlanReading, ctx: typer.Context) -> PlanRead:
    """The plan of a file or of stdin."""
    from dataclasses import replace

    from wfm.planning.plan_reader import read_plan

    head, stdin = b"", None
    if plan == "-":
        head = read_piece(stdin_bytes(), plan, HEAD)
        stdin = stream_after(head, stdin_bytes())
    names = [name for name in source.table_options if source_of(ctx, name) != FILE]
    is_json = _is_json(plan, head)
    if names and is_json:
        raise UsageError(
            f"{', '.join(map(option, names))}: only for plans in .csv, .tsv and .xlsx files; "
            f"{plan} is JSON, which contains it."
        )
    # the headings and the layout of wfm.toml are those of the forecast, which a plan does not have
    of_forecast: dict[str, Any] = {
        name: empty
        for name, empty in (("columns", {}), ("layout", None))
        if source_of(ctx, name) == FILE
    }
    read = read_plan(plan, replace(source.options, **of_forecast), stdin=stdin)
    given, own = source.options, read.demand
    differs = {
        "tz": own.zone is not None and str(own.zone) != given.zone,
        "interval": own.interval != given.interval,
    }
    of_file = [
        name
        for name in source.table_options
        if source_of(ctx, name) == FILE and name not in of_forecast
    ]
    replaced = tuple(name for name in of_file if differs.get(name))
    used = tuple(name for name in of_file if name not in replaced)
    return PlanRead(read, () if is_json else used, replaced)


def _is_json(plan: str, head: bytes) -> bool:
    """Whether the plan is a JSON document, from its first bytes or those of its file."""
    if not head and os.path.isfile(plan):  # a pipe could not be read again
        try:
            with open(plan, "rb") as file:
                head = file.read(HEAD)
        except OSError:
            return False  # read_plan reports it
    return head.lstrip()[:1] == b"{"
