"""``wfm spread``: volumes of days, weeks or months become a forecast by interval."""

from typing import Annotated

import typer

from wfm.cli.options import Aht, Debug, Queue, examples
from wfm.cli.output import check_files, note, note_harmless, say_bytes, stdin_bytes
from wfm.cli.settings import FILE, SettingsCommand

__all__ = ["add_to"]

# A text of its own, because python -OO removes docstrings.
_HELP = """\
Spread volumes of days, weeks or months over the intervals of opening hours.

The table has one row per month (2026-01 or Jan 2026), week or day: its volume, its AHT where it
is known, and the queue where there are several. The forecast adds up to its totals exactly, and
is printed for wfm staff.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "spread",
        help=_HELP,
        cls=SettingsCommand,
        epilog=examples(
            'wfm spread examples/monthly.csv --opening "Mon-Sun 08:00-22:00" | wfm staff -',
            "wfm spread examples/monthly.csv --profile examples/history.csv | wfm staff -",
        ),
    )(spread)


def spread(
    ctx: typer.Context,
    history: Annotated[
        str,
        typer.Argument(metavar="TOTALS", help="Volumes as a CSV, TSV or .xlsx file; - for stdin."),
    ],
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="How a week divides: past contacts by interval, or a table of one usual day or "
            "week.",
        ),
    ] = None,
    opening: Annotated[
        str | None,
        typer.Option(
            metavar="HOURS",
            help="Opening hours: 'Mon-Fri 08:00-20:00; Sat 09:00-14:00'. [default: those of the "
            "profile]",
        ),
    ] = None,
    interval: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Length of an interval. [default: that of the profile, else 30m]"
        ),
    ] = None,
    country: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Public holidays of the country are closed: US."),
    ] = None,
    region: Annotated[
        str | None, typer.Option(metavar="CODE", help="Region of the country: NM.")
    ] = None,
    aht: Aht = None,
    queue: Queue = None,
    tz: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Time zone of the local times: Europe/Berlin."),
    ] = None,
    dayfirst: Annotated[
        bool | None,
        typer.Option(
            "--dayfirst/--monthfirst",
            help="Read 05/01/2026 as 5 January or as 1 May. [default: detected]",
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="QUANTITY=HEADING,…",
            help="The column of a quantity: start=Month,volume=Calls. [default: detected]",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write the forecast to a .csv, .tsv, .json or .xlsx file. [default: stdout as "
            ".csv]",
        ),
    ] = None,
    raw_text: Annotated[
        bool,
        typer.Option(
            "--raw-text", help="Write text that starts like a formula without a leading apostrophe."
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite an existing output file.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    debug: Debug = False,
) -> None:
    """Spread volumes of days, weeks or months over the intervals of opening hours."""
    from wfm.forecasting.calendar_days import checked_place
    from wfm.forecasting.forecast_tables import demand_table
    from wfm.io.forecast.named_columns import columns_of_text
    from wfm.io.forecast.read_options import options_of
    from wfm.io.output_paths import FORMATS
    from wfm.io.table_files import csv_text, write_tables
    from wfm.spread_volumes import spread_file

    inputs = {"the input file": history, "the file of --profile": profile, FILE: ctx.obj.file}
    check_files([("-o", output, FORMATS)], inputs, force=force)
    options = options_of(
        aht=aht, interval=interval, tz=tz, dayfirst=dayfirst, queues=tuple(queue or ()),
        columns=columns_of_text(columns or ()),
    )  # fmt: skip
    place = checked_place(country, region)
    stdin = stdin_bytes() if history == "-" else None
    made = spread_file(history, profile, opening, options, place, stdin=stdin)
    if not quiet:
        for text in made.notes:
            note(text)
    table = demand_table(made)
    if output in (None, "-"):
        say_bytes(csv_text(table, raw_text=raw_text))
        return
    document = {"source": made.source, "interval": made.interval, "notes": made.notes}
    write_tables(
        str(output), [table], document, source=made.source, overwrite=force, raw_text=raw_text
    )
    if not quiet:
        note(f"wrote {output}: {len(made):,} rows")
        note_harmless(made.queues, str(output), raw_text=raw_text)
