"""``wfm staff``: a forecast becomes a plan."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli import watch
from wfm.cli.cost_options import CostTexts, cost_options
from wfm.cli.forecast_input import load_basis, load_centre, print_notes
from wfm.cli.goal_options import NO_CENTRE_GOAL, NO_PERIOD, goal_options, refuse_goal
from wfm.cli.options import (
    Agents,
    ContractHours,
    Debug,
    Scheduled,
    TargetOptions,
    examples,
    reading,
    takes,
    target_options,
    with_settings,
)
from wfm.cli.output import (
    check_files,
    lines_of_notes,
    note,
    note_harmless,
    say,
    stdout_bytes,
)
from wfm.cli.progress import progress
from wfm.cli.risk_options import GIVEN_PEOPLE, NO_CENTRE, refuse_risk, risk_options
from wfm.cli.service import Output, given_people, refuse_centre, refuse_unused, show_service
from wfm.cli.settings import (
    FILE,
    SettingsCommand,
)
from wfm.cli.terminal import say_lines, screen
from wfm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wfm.io import ReadOptions
    from wfm.planning.goal_inputs import GoalInputs
    from wfm.planning.hourly_peaks import HourlyPeaks
    from wfm.planning.records import Block, PlanBasis
    from wfm.planning.totals import Summary
    from wfm.planning.volume_risk import RiskInputs
    from wfm.report.plan_screen import Screen

__all__ = ["CentreFile", "Forecast", "add_to"]

Forecast = Annotated[
    str,
    typer.Argument(metavar="FORECAST", help="Forecast as a CSV, TSV or .xlsx file; - for stdin."),
]
CentreFile = Annotated[
    str | None,
    typer.Option(
        "--centre",
        metavar="FILE",
        help="Description of a centre, which sets the model and target of each queue: centre.toml.",
    ),
]

_NO_BUDGET = (
    "--budget cannot be used with --centre, whose queues have targets of several kinds: "
    "`wfm whatif --centre FILE --curve service` shows what each service level costs."
)

# A text of its own, because python -OO removes docstrings.
_HELP = """\
Turn a forecast into agents, scheduled agents and FTE.

The forecast has one row per interval: its start, the number of contacts, their AHT, and the
queue where there are several.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "staff",
        help=_HELP,
        cls=SettingsCommand,
        epilog=examples(
            "wfm staff examples/forecast.csv --target 80/20 --shrinkage 30% -o plan.csv --force",
            "wfm staff examples/forecast.csv --agents 10",
        ),
    )(staff)


@takes(
    options=reading, target=target_options, costs=cost_options, risk=risk_options,
    goal=goal_options,
)  # fmt: skip
def staff(
    ctx: typer.Context,
    forecast: Forecast,
    target: TargetOptions,
    options: "ReadOptions",
    risk: "RiskInputs",
    costs: CostTexts,
    goal: "GoalInputs",
    contract_hours: ContractHours = None,
    centre: CentreFile = None,
    agents: Agents = None,
    scheduled: Scheduled = None,
    compare_teams: Annotated[
        bool | None,
        typer.Option(
            "--compare-teams/--no-compare-teams",
            help="With --centre: also plan one team for queues that have several, and print which "
            "of them need fewer FTE. By default for the summary of up to 28 days, without calls "
            "and deferred work in one team.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write the plan to a .csv, .tsv, .json or .xlsx file; - for stdout as .csv.",
        ),
    ] = None,
    intervals: Annotated[
        bool,
        typer.Option(
            "--intervals",
            help="Print every interval, or maps of the weeks, and all totals instead of a summary.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
    raw_text: Annotated[
        bool,
        typer.Option(
            "--raw-text", help="Write text that starts like a formula without a leading apostrophe."
        ),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite an existing output file.")
    ] = False,
    watch_files: Annotated[
        bool,
        typer.Option("--watch", help="Plan again whenever an input file changes, until Ctrl-C."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    debug: Debug = False,
) -> None:
    """Turn a forecast into agents, scheduled agents and FTE."""
    from functools import partial

    from wfm.io.output_paths import FORMATS
    from wfm.planning.solve import solve_blocks

    target = with_settings(target, ctx)
    to_file = output not in (None, "-")
    inputs = {"the input file": forecast, "the file of --centre": centre, FILE: ctx.obj.file}
    force = force or watch.is_watching()  # the file is that of the run before
    check_files([("-o", output, FORMATS)], inputs, force=force)
    if watch_files:
        _watch(forecast, centre, to_stdout=as_json or output == "-", quiet=quiet)
    if agents is not None or scheduled is not None:
        shown = Output(output, intervals, as_json, raw_text, quiet, force)
        _serve(ctx, forecast, options, target, centre, (agents, scheduled), shown)
        return
    basis: PlanBasis
    blocks: Callable[[], Iterable[Block]]
    if centre is None:
        if compare_teams:
            raise UsageError("--compare-teams needs --centre, the file of the queues and teams.")
        basis = load_basis(
            forecast,
            options,
            target,
            contract_hours,
            cost=costs,
            quiet=quiet,
            risk=risk,
            goal=goal,
        )
        if basis.inputs.costs.budget is not None:
            basis = _of_budget(basis, quiet=quiet)
        blocks = partial(solve_blocks, basis)
    else:
        refuse_risk(ctx, "--centre", NO_CENTRE)
        if costs.budget is not None:
            raise UsageError(_NO_BUDGET)
        refuse_goal(ctx, "--centre", NO_CENTRE_GOAL)
        if compare_teams is None and (quiet or as_json or intervals or output == "-"):
            compare_teams = False
        plan = load_centre(
            ctx, forecast, options, target, centre, quiet=quiet, compare_teams=compare_teams
        )
        basis, blocks = plan, plan.blocks
    summary = None
    is_shown = not (quiet or as_json or intervals or output == "-")
    size = screen() if is_shown else None
    peaks = None if size is None else _peaks(basis)
    if to_file:
        summary = _write_file(
            str(output),
            basis,
            _collected(blocks(), peaks),
            force=force,
            raw_text=raw_text,
            quiet=quiet,
        )
    if as_json or output == "-":
        _write_stdout(basis, blocks(), as_json=as_json, raw_text=raw_text)
    elif intervals and not quiet:
        _print_intervals(basis, blocks())
    elif not quiet:
        summary = summary or _summary(basis, _collected(blocks(), peaks))
        more = [f"wrote {output}: {len(basis.demand):,} rows"] if to_file else []
        notes = lines_of_notes(*basis.inputs.notes, *more, *filter(None, [watch.watching_text()]))
        if size is None or peaks is None:
            _print_overview(basis, summary, notes)
        else:
            _print_screen(basis, summary, peaks, size, notes)
        print_notes(basis.inputs.notes, quiet=quiet)
    if to_file and not (quiet or as_json):
        note(f"wrote {output}: {len(basis.demand):,} rows")
        note_harmless(_names(basis), str(output), raw_text=raw_text)


def _watch(forecast: str, centre: str | None, *, to_stdout: bool, quiet: bool) -> None:
    """Watch the files of the command, with those of settings that may appear."""
    if forecast == "-":
        raise UsageError("--watch needs a file: standard input can be read only once.")
    if os.path.exists(forecast) and not os.path.isfile(forecast):
        raise UsageError(f"--watch needs a file that can be read again: {forecast!r} is none.")
    if to_stdout:
        raise UsageError("--watch cannot be used with --json and -o -: write a file with -o.")
    beside = os.path.join(os.path.dirname(forecast), FILE)
    files = [forecast, *([] if centre is None else [centre]), beside, FILE]
    watch.start(dict.fromkeys(files), quiet=quiet)


def _of_budget(basis: "PlanBasis", *, quiet: bool) -> "PlanBasis":
    """The plan with the level that its budget buys, in place of the level of the target."""
    from dataclasses import replace

    from wfm.planning.budget import basis_of_budget

    with progress("finding the service level of the budget", quiet=quiet):
        basis = basis_of_budget(basis)
    defaults = tuple(
        f"time limit of {text}" if text.startswith("--target ") else text
        for text in basis.inputs.defaults
    )
    return replace(basis, inputs=replace(basis.inputs, defaults=defaults))


def _serve(
    ctx: typer.Context,
    forecast: str,
    options: "ReadOptions",
    target: TargetOptions,
    centre: str | None,
    people: tuple[str | None, str | None],
    output: Output,
) -> None:
    """Show the service of given people: agents on contacts, or people on the schedule."""
    refuse_centre(centre)
    refuse_risk(ctx, "--agents and --scheduled", GIVEN_PEOPLE)
    refuse_goal(ctx, "--agents and --scheduled", NO_PERIOD)
    given = given_people(*people)
    on_contacts = isinstance(given, float) and people[0] is not None
    refuse_unused(ctx, shrinkage=on_contacts)
    unused = {name for name in ctx.obj.values if name not in ctx.obj.used}
    if on_contacts:
        unused.add("shrinkage")
    texts = {name: text for name, text in target.default_texts.items() if name not in unused}
    target = target._replace(default_texts=texts, of_file=tuple(ctx.obj.defaults()))
    more = None if isinstance(given, float) else given
    # the service does not depend on contract hours: no default to list
    basis = load_basis(forecast, options, target, "40", quiet=output.quiet, more=more)
    print_notes(basis.inputs.notes, quiet=output.quiet)
    show_service(basis, given, output, scheduled=people[1] is not None)


def _write_file(
    output: str,
    basis: "PlanBasis",
    blocks: "Iterable[Block]",
    *,
    force: bool,
    raw_text: bool,
    quiet: bool,
) -> "Summary":
    """Solve and write block by block; the file is replaced when it is complete."""
    from wfm.planning.plan_writer import plan_file
    from wfm.planning.totals import Totals

    totals, rows = Totals(basis), len(basis.demand)
    with (
        progress(f"writing {output}", quiet=quiet) as move,
        plan_file(output, basis, overwrite=force, raw_text=raw_text) as writer,
    ):
        for block in blocks:
            totals.add(block)
            writer.write(block)
            move(block.rows.stop, rows)
        summary = totals.summary()
        writer.finish(summary)
    return summary


def _names(basis: "PlanBasis") -> list[str]:
    """The names that a file of the plan has: of queues, teams and models."""
    return [
        *basis.demand.queues,
        *(name for names in basis.queue_columns.values() for name in names),
    ]


def _write_stdout(
    basis: "PlanBasis", blocks: "Iterable[Block]", *, as_json: bool, raw_text: bool
) -> None:
    """Solve and write block by block; stdout gets the plan when it is complete."""
    from wfm.planning.plan_writer import writer_of
    from wfm.planning.totals import Totals

    totals = Totals(basis)
    with stdout_bytes() as stream:
        writer = writer_of(".json" if as_json else ".csv", stream, basis, raw_text=raw_text)
        for block in blocks:
            totals.add(block)
            writer.write(block)
        writer.finish(totals.summary())
    if not as_json:
        note_harmless(_names(basis), "-", raw_text=raw_text)


def _print_intervals(basis: "PlanBasis", blocks: "Iterable[Block]") -> None:
    """Print every interval of a short plan, or maps of the weeks of a long one, and all totals."""
    from wfm.planning.heatmap import Grid
    from wfm.planning.totals import Totals
    from wfm.report.plan_text import DETAIL, MAP_DAYS, plan_text

    totals, grid = Totals(basis), Grid(basis, days=MAP_DAYS)
    shown = []
    for block in blocks:
        totals.add(block)
        grid.add(block)
        if len(basis.demand) <= DETAIL:
            shown.append(block)
    say(plan_text(basis, totals.summary(), grid, shown))


def _summary(basis: "PlanBasis", blocks: "Iterable[Block]") -> "Summary":
    """The totals of a plan that is not written."""
    from wfm.planning.totals import Totals

    totals = Totals(basis)
    for block in blocks:
        totals.add(block)
    return totals.summary()


def _peaks(basis: "PlanBasis") -> "HourlyPeaks":
    """What collects agents by hour and the worst interval."""
    from wfm.planning.hourly_peaks import HourlyPeaks

    return HourlyPeaks(basis)


def _collected(blocks: "Iterable[Block]", peaks: "HourlyPeaks | None") -> "Iterator[Block]":
    """The blocks, which the terminal's figures collect as they pass."""
    for block in blocks:
        if peaks is not None:
            peaks.add(block)
        yield block


def _print_screen(
    basis: "PlanBasis", summary: "Summary", peaks: "HourlyPeaks", size: "Screen", notes: int
) -> None:
    """Print the plan on the screen of a terminal with the lines of its notes."""
    from wfm.report.plan_screen import plan_screen

    say_lines(plan_screen(basis, summary, peaks, size, notes))


def _print_overview(basis: "PlanBasis", summary: "Summary", notes: int) -> None:
    """Print the plan on one screen with the lines of its notes."""
    from wfm.report.plan_overview import overview_text

    say(overview_text(basis, summary, notes))
