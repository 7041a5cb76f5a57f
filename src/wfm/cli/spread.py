"""``wfm spread``: volumes of days, weeks or months become a forecast by interval."""

from functools import partial
from typing import Annotated

import typer

from wfm.cli.options import Aht, Debug, Queue, examples, takes
from wfm.cli.output import say_bytes, stdin_bytes
from wfm.cli.output_options import OutputOptions, output_options
from wfm.cli.settings import FILE, SettingsCommand
from wfm.cli.table_options import Decimal, Delimiter, Encoding, Sheet, Thousands

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
        short_help="Spread volumes of days, weeks or months over intervals.",
        cls=SettingsCommand,
        epilog=examples(
            'wfm spread examples/monthly.csv --opening "Mon-Sun 08:00-22:00" | wfm staff -',
            "wfm spread examples/monthly.csv --profile examples/history.csv | wfm staff -",
        ),
    )(spread)


@takes(output=output_options("forecast", "file. [default: stdout as .csv]", has_json=False))
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
    sheet: Sheet = None,
    delimiter: Delimiter = None,
    decimal: Decimal = None,
    thousands: Thousands = None,
    encoding: Encoding = None,
    *,
    output: OutputOptions,
    debug: Debug = False,
) -> None:
    """Spread volumes of days, weeks or months over the intervals of opening hours."""
    from wfm.forecasting.calendar_days import checked_place
    from wfm.forecasting.forecast_tables import demand_table
    from wfm.io.forecast.named_columns import columns_of_text
    from wfm.io.forecast.read_options import options_of
    from wfm.io.table_files import csv_text, write_tables
    from wfm.spread_volumes import spread_file

    output.check({"the input file": history, "the file of --profile": profile, FILE: ctx.obj.file})
    options = options_of(
        aht=aht, interval=interval, tz=tz, dayfirst=dayfirst, queues=tuple(queue or ()),
        columns=columns_of_text(columns or ()), sheet=sheet, delimiter=delimiter, decimal=decimal,
        thousands=thousands, encoding=encoding,
    )  # fmt: skip
    place = checked_place(country, region)
    stdin = stdin_bytes() if history == "-" else None
    made = spread_file(history, profile, opening, options, place, stdin=stdin)
    output.notes(made.notes)
    table = demand_table(made)
    if output.file is None:
        say_bytes(csv_text(table, raw_text=output.raw_text))
        return
    document = {"source": made.source, "interval": made.interval, "notes": made.notes}
    save = partial(write_tables, tables=[table], document=document, source=made.source)
    output.write(save, f"{len(made):,} rows", made.queues)
