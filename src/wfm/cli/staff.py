"""``wfm staff``: a forecast becomes a plan."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import (
    ContractHours,
    Debug,
    Promise,
    contract,
    examples,
    promise,
    reading,
    takes,
)
from wfm.cli.output import note, say, stdout_bytes
from wfm.cli.progress import progress

if TYPE_CHECKING:
    from wfm.centre import CentrePlan
    from wfm.io import ReadOptions
    from wfm.planning.plan import Plan

__all__ = ["CentreFile", "Forecast", "add_to", "load_centre", "load_plan"]

Forecast = Annotated[
    str, typer.Argument(metavar="FORECAST", help="A CSV, TSV or .xlsx file, or - for stdin.")
]
CentreFile = Annotated[
    str | None,
    typer.Option(
        "--centre",
        metavar="FILE",
        help="Staff a whole centre, each queue by its model: centre.toml.",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Hang the command into the application."""
    app.command(
        "staff",
        epilog=examples(
            "wfm staff examples/forecast.csv --target 80/20 --shrinkage 30%",
            "wfm staff examples/forecast.csv --max-occupancy 85% -o plan.csv --force",
        ),
    )(staff)


def load_plan(
    forecast: str,
    options: "ReadOptions",
    given: Promise,
    contract_hours: str | None,
    *,
    quiet: bool,
) -> "Plan":
    """Read a forecast, say what was assumed, and put it beside the promise."""
    from wfm.io import read_demand
    from wfm.planning.plan import Plan

    hours, assumed = contract(contract_hours)
    stdin = sys.stdin.buffer if forecast == "-" else None
    with progress(f"reading {forecast}", quiet=quiet) as move:
        demand = read_demand(forecast, options, stdin=stdin, progress=move)
    plan = Plan(demand, given.target, given.shrinkage, hours, (*given.assumed, *assumed))
    _tell(plan, quiet=quiet)
    return plan


def _tell(plan: "Plan", *, quiet: bool) -> None:
    """Say what was noticed while the forecast was read."""
    if not quiet:
        for text in plan.demand.notes:
            note(text)


@takes(options=reading, given=promise)
def staff(
    forecast: Forecast,
    given: Promise,
    options: "ReadOptions",
    contract_hours: ContractHours = None,
    centre: CentreFile = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", help="Write the plan to .csv, .tsv, .json or .xlsx; - is stdout."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
    raw_text: Annotated[
        bool, typer.Option("--raw-text", help="Leave text that starts like a formula as it is.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over an existing output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    debug: Debug = False,
) -> None:
    """Turn a forecast into agents, people on the rota and FTE.

    The forecast has a row an interval: when it starts, how many contacts, their AHT, and a queue
    where there are several. Excel files need the extra: pip install 'wfm-staffing[excel]'.
    """
    from wfm.io.atomic import check_output

    to_file = output not in (None, "-")
    if to_file:
        check_output(str(output), force=force, source=forecast)
    plan: Plan
    if centre is None:
        plan = load_plan(forecast, options, given, contract_hours, quiet=quiet)
    else:
        plan = load_centre(forecast, options, given, contract_hours, centre, quiet=quiet)
        _tell(plan, quiet=quiet)
    if to_file:
        _to_file(str(output), plan, raw_text=raw_text, quiet=quiet, as_json=as_json)
    elif output == "-" or as_json:
        _to_stdout(plan, as_json=as_json, raw_text=raw_text)
    elif not quiet:
        _report(plan)


def load_centre(
    forecast: str,
    options: "ReadOptions",
    given: Promise,
    contract_hours: str | None,
    path: str,
    *,
    quiet: bool,
) -> "CentrePlan":
    """Read a forecast and staff the centre that it is for; promises stand in the centre alone."""
    from dataclasses import replace

    from wfm.centre import staff_centre
    from wfm.centre.config import read_centre
    from wfm.errors import UsageError

    if given.said or contract_hours is not None:
        raise UsageError(
            "with --centre, target, shrinkage and contract hours stand in that file; "
            "leave the options out."
        )
    centre = read_centre(path)
    options = replace(options, zone=options.zone or centre.zone, aht_may_lack=True)
    demand = load_plan(forecast, options, given, None, quiet=True).demand
    with progress(f"staffing {len(centre.queues)} queues", quiet=quiet) as move:
        return staff_centre(demand, centre, progress=move)


def _to_file(output: str, plan: "Plan", *, raw_text: bool, quiet: bool, as_json: bool) -> None:
    from wfm import report
    from wfm.planning.plan_writer import write_plan

    with progress(f"writing {output}", quiet=quiet) as move:
        summary = write_plan(output, plan, raw_text=raw_text, progress=move)
    if as_json:
        _to_stdout(plan, as_json=True, raw_text=raw_text)
    elif not quiet:
        say(report.summary_text(plan, summary))
        note(f"wrote {output}: {len(plan.demand):,} rows")
        _tell_harmless(output, plan, raw_text)


def _tell_harmless(output: str, plan: "Plan", raw_text: bool) -> None:
    from wfm.io.text_values import harmless

    changed = [name for name in plan.demand.queues if harmless(name) != name]
    if changed and not raw_text and output.endswith(("sv", "-")):
        note(
            f"{len(changed)} queue name(s) that a spreadsheet would run as a formula got a "
            "leading ' in the file; --raw-text leaves them"
        )


def _to_stdout(plan: "Plan", *, as_json: bool, raw_text: bool) -> None:
    from wfm.planning.plan_csv_json import csv_rows, json_rows
    from wfm.planning.totals import Totals

    with stdout_bytes() as stream:
        if as_json:
            json_rows(stream, plan, Totals(plan))
        else:
            csv_rows(stream, plan, Totals(plan), raw_text=raw_text)
    if not as_json:
        _tell_harmless("-", plan, raw_text)


def _report(plan: "Plan") -> None:
    from wfm import report

    say(report.plan_text(plan))
