"""``wfm explain``: the whole way of one number."""

from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import ContractHours, Debug, Promise, examples, promise, reading, takes
from wfm.cli.say import say
from wfm.cli.staff import Forecast, load_plan

if TYPE_CHECKING:
    from wfm.io import ReadOptions

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Hang the command into the application."""
    app.command(
        "explain",
        epilog=examples(
            "wfm explain examples/forecast.csv '1999-02-01 10:00'",
            "wfm explain examples/forecast.csv 1999-02-07T10:30 --target 80/20",
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
    debug: Debug = False,
) -> None:
    """Show how one interval came by its numbers, formula beside figure.

    A time alone takes the first day of the forecast that has it.
    """
    from wfm import report
    from wfm.one import find, walk

    plan = load_plan(forecast, options, given, contract_hours, quiet=True)
    say(report.explain_text(walk(plan, find(plan, start)), plan.assumed))
