"""``wfm explain``: every step of the computation of one interval."""

from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import (
    ContractHours,
    Debug,
    Quiet,
    TargetOptions,
    examples,
    reading,
    takes,
    target_options,
    with_settings,
)
from wfm.cli.output import say
from wfm.cli.settings import SettingsCommand
from wfm.cli.staff import CentreFile, Forecast, load_basis, load_centre

if TYPE_CHECKING:
    from wfm.io import ReadOptions
    from wfm.planning.records import PlanBasis

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "explain",
        cls=SettingsCommand,
        epilog=examples(
            "wfm explain examples/forecast.csv '1999-02-01 10:00'",
            "wfm explain examples/centre_forecast.csv 10:00 --queue voice "
            "--centre examples/centre.toml",
        ),
    )(explain)


@takes(options=reading, target=target_options)
def explain(
    ctx: typer.Context,
    forecast: Forecast,
    start: Annotated[
        str,
        typer.Argument(
            metavar="START",
            help="Start of the interval: 2026-03-02T10:00, or 10:00 for the first such day.",
        ),
    ],
    target: TargetOptions,
    options: "ReadOptions",
    contract_hours: ContractHours = None,
    centre: CentreFile = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Show every step of the computation of one interval.

    Each step has its formula, figures and result. With --centre the whole centre is staffed, and
    --queue chooses the queue.
    """
    from dataclasses import replace

    from wfm.planning.interval import find_row

    target = with_settings(target, ctx)
    if centre is None:
        basis = load_basis(forecast, options, target, contract_hours, quiet=True)
        say(_explanation(basis, find_row(basis.demand, start), quiet=quiet))
        return
    from wfm.report.explain_text import explanation_text

    everything = replace(options, queues=())  # queues may share agents
    staffed = load_centre(ctx, forecast, everything, target, centre, quiet=quiet)
    row = find_row(staffed.demand, start, queues=options.queues)
    assert staffed.explanation_of is not None, "the plan of a centre explains its rows"
    say(explanation_text(staffed.explanation_of(row)))


def _explanation(basis: "PlanBasis", row: int, *, quiet: bool) -> str:
    """The explanation of a row whose queue has agents of its own, as text."""
    from wfm.planning.interval_explanation import explain_row
    from wfm.report.explain_text import explanation_text
    from wfm.report.text_table import defaults_text
    from wfm.shrinkage import DEFAULT

    inputs, demand = basis.inputs, basis.demand
    defaults = (defaults_text(inputs.defaults),) if inputs.defaults and not quiet else ()
    target = inputs.targets[demand.queues[demand.queue[row]]]
    shrinkage = inputs.shrinkage or DEFAULT
    return explanation_text(
        explain_row(demand, row, target, shrinkage, inputs.contract_hours, defaults)
    )
