"""``wfm forecast``: past contacts become a forecast with a band and a backtest."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import Debug, examples, reading, takes
from wfm.cli.output import note_reading, stdin_bytes
from wfm.cli.output_options import OutputOptions, output_options
from wfm.cli.progress import progress
from wfm.cli.settings import COMMAND_LINE, FILE, SettingsCommand, source_of
from wfm.errors import UsageError
from wfm.option_text import option

if TYPE_CHECKING:
    from wfm.demand import Demand
    from wfm.forecasting.forecast_result import Forecast
    from wfm.io import ReadOptions

__all__ = ["add_to"]

# Options of reading that are for tables of a usual day or week.
_FORECAST_ONLY = ("date", "week_of")

# A text of its own, because python -OO removes docstrings.
_HELP = """\
Forecast contacts and AHT from past ones.

The history has one row per interval or per day: its start, the number of contacts offered, their
AHT where it is known, and the queue where there are several. Days unlike their weekday are set
aside and listed.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "forecast",
        help=_HELP,
        cls=SettingsCommand,
        epilog=examples(
            "wfm forecast examples/history.csv --weeks 4 -q -o - | wfm staff -",
            "wfm forecast examples/history.csv --compare",
        ),
    )(forecast)


@takes(options=reading, output=output_options("forecast"))
def forecast(
    ctx: typer.Context,
    history: Annotated[
        str,
        typer.Argument(
            metavar="HISTORY",
            help="Past contacts as a CSV, TSV or .xlsx file; - for stdin.",
        ),
    ],
    options: "ReadOptions",
    weeks: Annotated[
        int, typer.Option(metavar="N", min=1, help="Weeks to forecast, from the next day on.")
    ] = 4,
    country: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help="Country whose public holidays count: US. [default: none]"
        ),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Region of the country: NM. [default: none]"),
    ] = None,
    events: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Days with other volumes, past and to come: a table with columns date, end and "
            "name.",
        ),
    ] = None,
    method: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="auto (level, weekday and share of the interval), last-week, mean-6-weeks, ets, "
            "or module:function.",
        ),
    ] = "auto",
    set_aside: Annotated[
        list[str] | None,
        typer.Option(metavar="DATE", help="Day that is not learnt from; repeatable."),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DATE",
            help="Day that is learnt from, although it is unlike its weekday; repeatable.",
        ),
    ] = None,
    origins: Annotated[int, typer.Option(metavar="N", min=0, help="Weeks of the backtest.")] = 12,
    compare: Annotated[
        bool, typer.Option("--compare", help="Judge every method in the backtest.")
    ] = False,
    plot: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Draw past and coming days with their band to a .png, .svg or .html file.",
        ),
    ] = None,
    *,
    output: OutputOptions,
    debug: Debug = False,
) -> None:
    """Forecast contacts and AHT from past ones."""
    from dataclasses import replace

    from wfm.forecasting.named_methods import left_out, methods_named
    from wfm.history_forecast import request_of
    from wfm.report.forecast_plot import PLOT_FORMATS, check_packages, save_plot

    inputs = {"the input file": history, "the file of --events": events, FILE: ctx.obj.file}
    output.check(inputs, ("--plot", plot, PLOT_FORMATS))
    if plot is not None:
        check_packages()
    for name in _FORECAST_ONLY:
        if source_of(ctx, name) == COMMAND_LINE:
            raise UsageError(
                f"{option(name)} is for a table of a usual day or week; leave it out. A history "
                "has the dates of its contacts."
            )
    if ":" in method:  # a module of the working directory, as with python -m
        sys.path.insert(0, os.getcwd())
    request = request_of(
        weeks, country, region, events, lambda: methods_named(method, compare=compare),
        set_aside or (), keep or (), origins, compare=compare,
    )  # fmt: skip
    options = replace(options, past=True, aht_may_lack=options.aht is None)
    past = _read(history, options, quiet=output.quiet)
    with progress("backtest", quiet=output.quiet) as move:
        made = request.of(past, options, move)
    output.notes((*made.notes[len(past.notes) :], *(left_out() if compare else ())))
    if plot is not None:
        save_plot(plot, made, past, overwrite=output.force)
        output.notes([f"wrote {plot}"])
    _show(ctx, made, output, compare=compare)


def _read(history: str, options: "ReadOptions", *, quiet: bool) -> "Demand":
    """Read a history and print what was noticed."""
    from wfm.io import read_demand

    stdin = stdin_bytes() if history == "-" else None
    with progress(f"reading {history}", quiet=quiet) as move:
        past = read_demand(history, options, stdin=stdin, progress=move)
    if not quiet:
        note_reading(past.notes)
    return past


def _show(ctx: typer.Context, made: "Forecast", output: OutputOptions, *, compare: bool) -> None:
    """Write and print a forecast."""
    from wfm.report.forecast_text import forecast_text

    output.write(made.save, f"{len(made.demand):,} rows", made.demand.queues)
    output.show(
        made.to_json,
        lambda raw: made.to_csv(raw_text=raw),
        lambda: forecast_text(made, output.path, ctx.obj.defaults(), every=compare),
    )
