"""``wfm explain``: the whole way of one number."""

from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import ContractHours, Debug, Promise, examples, promise, reading, takes
from wfm.cli.output import say
from wfm.cli.staff import CentreFile, Forecast, load_basis, load_centre

if TYPE_CHECKING:
    from wfm.io import ReadOptions

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Hang the command into the application."""
    app.command(
        "explain",
        epilog=examples(
            "wfm explain examples/forecast.csv '1999-02-01 10:00'",
            "wfm explain examples/centre_forecast.csv 10:00 --queue voice "
            "--centre examples/centre.toml",
        ),
    )(explain)


@takes(options=reading, given=promise)
def explain(
    forecast: Forecast,
    start: Annotated[
        str,
        typer.Argument(metavar="START", help="Start of the interval: 2026-03-02T10:00, or 10:00."),
    ],
    given: Promise,
    options: "ReadOptions",
    contract_hours: ContractHours = None,
    centre: CentreFile = None,
    debug: Debug = False,
) -> None:
    """Show how one interval came by its numbers, formula beside figure.

    A time alone takes the first day of the forecast that has it. With --centre the whole forecast
    is staffed and --queue says whose row is shown.
    """
    from dataclasses import replace

    from wfm.planning.interval import find, walk
    from wfm.report.centre_walk_text import centre_walk_text
    from wfm.report.interval_text import explain_text

    if centre is None:
        basis = load_basis(forecast, options, given, contract_hours, quiet=True)
        say(explain_text(walk(basis, find(basis, start)), basis.inputs.defaults))
        return
    from wfm.centre.explain import walk as centre_walk

    everything = replace(options, queues=())  # queues may share people
    staffed = load_centre(forecast, everything, given, contract_hours, centre, quiet=False)
    row = find(staffed, start, queues=options.queues)
    say(centre_walk_text(centre_walk(staffed, row)))
