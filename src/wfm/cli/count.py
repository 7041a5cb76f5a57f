"""``wfm count``: a log of single contacts becomes the intervals of a forecast."""

from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import Debug, examples, reading, takes
from wfm.cli.output import stdin_bytes
from wfm.cli.output_options import OutputOptions, output_options
from wfm.cli.progress import progress
from wfm.cli.settings import COMMAND_LINE, FILE, SettingsCommand, source_of
from wfm.errors import UsageError
from wfm.option_text import option

if TYPE_CHECKING:
    from wfm.history.contact_counts import ContactCounts
    from wfm.io import ReadOptions
    from wfm.io.contact_log.outcomes import OutcomeWords

__all__ = ["add_to"]

_INTERVAL, _INTERVAL_TEXT = 1800.0, "30m"
# Options of reading that are for forecasts only.
_FORECAST_ONLY = ("aht", "fill", "date", "week_of", "layout")


# A text of its own, because python -OO removes docstrings.
_HELP = """\
Count a log of single contacts into intervals, and estimate the patience.

The log has one row per contact: its arrival, and where it has them the handle time, the wait,
whether it abandoned, the moments at which it was answered and ended, and the queue. A contact
counts in the interval of its arrival.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "count",
        help=_HELP,
        short_help="Count a log of single contacts into intervals of a forecast.",
        cls=SettingsCommand,
        epilog=examples(
            "wfm count examples/contact_log.csv --interval 30m",
            "wfm count examples/contact_log.csv --map arrival=call_start,handle_time=handle_time_s",
        ),
    )(count)


@takes(options=reading, output=output_options("intervals"))
def count(
    ctx: typer.Context,
    log: Annotated[
        str,
        typer.Argument(
            metavar="LOG",
            help="Log with one row per contact, as a CSV, TSV or .xlsx file; - for stdin.",
        ),
    ],
    options: "ReadOptions",
    abandoned: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTCOME",
            help="Outcome of abandoned contacts whose word is not known: ABN; repeatable.",
        ),
    ] = None,
    answered: Annotated[
        list[str] | None,
        typer.Option(metavar="OUTCOME", help="The same of answered contacts; repeatable."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTCOME",
            help="Outcome of rows that are no contacts, such as tests; repeatable. Abandoned "
            "contacts must stay: they are needed for abandonment and patience.",
        ),
    ] = None,
    *,
    output: OutputOptions,
    debug: Debug = False,
) -> None:
    """Count a log of single contacts into intervals, and estimate the patience."""
    from wfm.io.contact_log.outcomes import OutcomeWords
    from wfm.report.count_text import count_text

    output.check({"the input file": log, FILE: ctx.obj.file})
    options, defaults = _log_options(ctx, options)
    words = OutcomeWords(abandoned or (), answered or (), exclude or ())
    counts = _counts(log, options, words, quiet=output.quiet)
    output.notes(counts.notes)
    output.write(counts.save, f"{len(counts.demand):,} rows", counts.demand.queues)
    output.show(
        counts.to_json,
        lambda raw: counts.to_csv(raw_text=raw),
        lambda: count_text(counts, output.path, defaults),
    )


def _log_options(
    ctx: typer.Context, options: "ReadOptions"
) -> "tuple[ReadOptions, tuple[str, ...]]":
    """The options that are for logs too, and the defaults used.

    Columns, layout and AHT of ``wfm.toml`` are those of the team's forecasts.
    """
    from dataclasses import replace

    for name in _FORECAST_ONLY:
        if source_of(ctx, name) == COMMAND_LINE:
            raise UsageError(
                f"{option(name)} is for forecasts; leave it out. A log has the times, handle times "
                "and dates of its contacts."
            )
    names = [name for name in ctx.obj.used if name not in (*_FORECAST_ONLY, "columns")]
    defaults = [*ctx.obj._replace(used=tuple(names)).defaults()]
    if options.interval is None:
        defaults.insert(0, f"--interval {_INTERVAL_TEXT}")
    columns = {} if source_of(ctx, "columns") == FILE else options.columns
    return replace(options, columns=columns, interval=options.interval or _INTERVAL), (*defaults,)


def _counts(
    log: str, options: "ReadOptions", words: "OutcomeWords", *, quiet: bool
) -> "ContactCounts":
    """Read and count a log."""
    from wfm.history.contact_counts import count_log
    from wfm.io.contact_log.log_reader import read_contact_log

    stdin = stdin_bytes() if log == "-" else None
    with progress(f"reading {log}", quiet=quiet) as move:
        contacts = read_contact_log(log, options, words=words, stdin=stdin, progress=move)
    return count_log(contacts, options.interval or _INTERVAL)
