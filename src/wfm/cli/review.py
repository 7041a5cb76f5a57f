"""``wfm review``: what happened in a week against its plan."""

from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import Debug, examples, reading, takes
from wfm.cli.output import lines_of_notes, note, note_reading, stdin_bytes
from wfm.cli.output_options import OutputOptions, output_options
from wfm.cli.progress import progress
from wfm.cli.settings import COMMAND_LINE, FILE, SettingsCommand, source_of
from wfm.errors import UsageError
from wfm.option_text import option

if TYPE_CHECKING:
    from wfm.io import ReadOptions
    from wfm.planning.plan import Plan
    from wfm.reviewing.weekly_review import Review

__all__ = ["add_to"]

# Options of a forecast that a report does not have.
_FORECAST_ONLY = ("aht", "date", "week_of")

# A text of its own, because python -OO removes docstrings.
_HELP = """\
Compare an interval report with the plan of its time, and find why service levels were missed.

The report has one row per interval: its start, the contacts offered, and what it has of the AHT,
the contacts answered, abandoned and answered in time, the service level, the ASA, the agents and
the occupancy. The columns are found by their headings, or named by --map.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "review",
        help=_HELP,
        short_help="Compare what happened with the plan, and find the causes.",
        cls=SettingsCommand,
        epilog=examples(
            "wfm staff examples/short_day.csv --json -q | wfm review - examples/short_day.csv",
            "wfm staff examples/short_day.csv --json -q | wfm review - examples/short_day.csv "
            "--map agents=agents --json",
        ),
    )(review)


@takes(options=reading, output=output_options("review"))
def review(
    ctx: typer.Context,
    plan: Annotated[
        str,
        typer.Argument(metavar="PLAN", help="Plan of wfm staff, in any format; - for stdin."),
    ],
    actual: Annotated[
        str,
        typer.Argument(
            metavar="ACTUAL",
            help="Interval report as a CSV, TSV or .xlsx file, also of wfm count; - for stdin.",
        ),
    ],
    options: "ReadOptions",
    output: OutputOptions,
    intervals: Annotated[
        bool, typer.Option("--intervals", help="Print every interval before the summary.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Compare an interval report with a plan."""
    output.check({"the plan": plan, "the report": actual, FILE: ctx.obj.file})
    if plan == actual == "-":
        raise UsageError("the plan and the report cannot both be stdin: name a file for one.")
    options = _report_options(ctx, options)
    result = _review(_plan(plan, options), actual, options, quiet=output.quiet)
    output.write(result.save, f"{len(result.demand):,} intervals", result.demand.queues)
    output.show(
        result.to_json,
        lambda raw: result.to_csv(raw_text=raw),
        lambda: _text(result, intervals=intervals),
    )


def _report_options(ctx: typer.Context, options: "ReadOptions") -> "ReadOptions":
    """The options that are for reports too.

    Columns, layout and AHT of ``wfm.toml`` are those of the team's forecasts.
    """
    from dataclasses import replace

    for name in _FORECAST_ONLY:
        if source_of(ctx, name) == COMMAND_LINE:
            raise UsageError(
                f"{option(name)} is for forecasts; leave it out. A report has what happened, with "
                "its dates."
            )
    of_file = {name for name in ("columns", "layout") if source_of(ctx, name) == FILE}
    return replace(
        options,
        aht=None,
        date=None,
        week_of=None,
        columns={} if "columns" in of_file else options.columns,
        layout=None if "layout" in of_file else options.layout,
    )


def _plan(source: str, options: "ReadOptions") -> "Plan":
    """The plan of a file or of stdin."""
    from wfm.io import ReadOptions
    from wfm.planning.plan_reader import read_plan

    stdin = stdin_bytes() if source == "-" else None
    return read_plan(source, ReadOptions(queues=options.queues), stdin=stdin)


def _review(plan: "Plan", actual: str, options: "ReadOptions", *, quiet: bool) -> "Review":
    """Read a report and compare it with a plan."""
    from wfm.reviewing.weekly_review import actuals_for, review_of

    stdin = stdin_bytes() if actual == "-" else None
    with progress(f"reading {actual}", quiet=quiet) as move:
        actuals = actuals_for(plan, actual, options, stdin=stdin, progress=move)
    result = review_of(plan, actuals)
    if not quiet:
        note_reading(actuals.demand.notes)
        for text in result.notes:
            note(text)
    return result


def _text(result: "Review", *, intervals: bool) -> str:
    """One screen, after every interval if they are asked for."""
    from wfm.report.review_text import review_intervals, review_text

    text = review_text(result, lines_of_notes())
    return f"{review_intervals(result)}\n\n{text}" if intervals else text
