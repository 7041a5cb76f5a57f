"""``wfm schedule``: shifts, breaks, weeks and people for a plan."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from wfm.cli.options import Debug, examples, takes
from wfm.cli.output import note, print_message, say, without_library_output
from wfm.cli.plan_input import PlanRead, PlanReading, plan_of, plan_reading
from wfm.cli.process import signal_received
from wfm.cli.progress import stages
from wfm.cli.schedule_output import checked_outputs, print_schedule, write_schedule_outputs
from wfm.cli.settings import COMMAND_LINE, FILE, Settings, SettingsCommand, option_text, source_of
from wfm.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from wfm.planning.plan import Plan

__all__ = ["add_to"]

UNDERSTAFFED = 4  # the exit code of a target that cannot be met


# A text of its own, because python -OO removes docstrings.
_HELP = """\
Turn a plan into shifts with breaks, and report cost and lower bound.

Built-in shifts are used without --rules: full-time of 8 hours and part-time of 4 to 6 hours,
with lunch and breaks; at most 15 kinds, and 60 % full-time on each day on which one fits. If
the required agents cannot be covered and the rules set no price for understaffing, the exit
code is 4; the best schedule is still written.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "schedule",
        help=_HELP,
        short_help="Turn a plan into shifts with breaks, and weeks of people.",
        cls=SettingsCommand,
        epilog=examples(
            "wfm staff examples/forecast.csv --json | wfm schedule - --days 2",
            "wfm schedule --example-rules > rules.toml",
        ),
    )(schedule)


@takes(source=plan_reading)
def schedule(
    ctx: typer.Context,
    source: PlanReading,
    plan: Annotated[
        str | None,
        typer.Argument(
            metavar="PLAN",
            help="Plan of wfm staff (.json, .csv or .xlsx), or a table of start and agents; "
            "- for stdin.",
        ),
    ] = None,
    rules: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Shifts, breaks, contracts and prices (rules.toml). [default: built-in rules]",
        ),
    ] = None,
    example_rules: Annotated[
        bool, typer.Option("--example-rules", help="Print the built-in rules with comments.")
    ] = False,
    agents: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="People by name (agents.csv); needs contracts in the rules. --map "
            "agent=Name,contract=Model names its headings.",
        ),
    ] = None,
    shrinkage: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Replace the shrinkage of the plan: 30%, or breaks=8%,leave=10%,… "
            "[default: that of the plan, else 30%]",
        ),
    ] = None,
    breaks_in_shrinkage: Annotated[
        str | None,
        typer.Option(
            metavar="yes|no",
            help="Whether a single shrinkage percentage includes breaks. [default: yes]",
        ),
    ] = None,
    pool: Annotated[
        bool, typer.Option("--pool", help="Schedule all queues as one group of people.")
    ] = False,
    goal: Annotated[
        str | None,
        typer.Option(
            metavar="interval|day",
            help="Meet the target in each interval or over each day. [default: as in the rules]",
        ),
    ] = None,
    kinds: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Most distinct shifts (name, start and length) of a queue. "
            "[default: as in the rules]",
        ),
    ] = None,
    full_time: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Smallest share of full-time shifts, of 7 paid hours or more, on each day: 70%. "
            "[default: as in the rules]",
        ),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE/TIME",
            help="Replace the service target of the plan: 85/60. "
            "[default: that of the plan, else 85/60]",
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DATE", help="First day to schedule. [default: that of the plan]"
        ),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Number of days to schedule. [default: all]"),
    ] = None,
    cyclic: Annotated[
        bool | None,
        typer.Option(
            "--cyclic/--open",
            help="Treat the horizon as a repeating week. "
            "[default: for whole weeks of a plan that never closes]",
        ),
    ] = None,
    gap: Annotated[
        str,
        typer.Option(metavar="SHARE", help="Stop when the optimality gap is at most this."),
    ] = "0.5%",
    time_limit: Annotated[
        str | None,
        typer.Option(
            metavar="DURATION",
            help="Limit the search time: 90s, 5m, 1h. [default: none; with contracts 60 s of CPU "
            "time for the weeks searched at once]",
        ),
    ] = None,
    solver: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Solver: scipy, or highs (extra package, without contracts)."
        ),
    ] = "scipy",
    output: Annotated[
        list[str] | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write the schedule to a .csv, .tsv, .json, .xlsx or .ics file, or - for CSV; "
            "several times for several files of one schedule.",
        ),
    ] = None,
    replaces: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="The calendar that -o shifts.ics replaces: shifts that differ are its next "
            "versions, those that are gone are cancelled. With '{agent}.ics', as -o has it.",
        ),
    ] = None,
    coverage: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the coverage table to a .csv file.")
    ] = None,
    intervals: Annotated[
        bool,
        typer.Option("--intervals", help="Print all shifts and the coverage of every half-hour."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the schedule as JSON.")] = False,
    raw_text: Annotated[
        bool,
        typer.Option("--raw-text", help="Leave text that starts like a formula unchanged in CSV."),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite existing output files.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    debug: Debug = False,
) -> None:
    """Turn a plan into shifts with breaks, and report cost and lower bound."""
    from wfm.scheduling.rules_file import EXAMPLE

    if example_rules:
        _check_alone(ctx)
        say(EXAMPLE.rstrip())
        return
    if plan is None:
        raise UsageError("name the plan to schedule: wfm schedule plan.json, or - for stdin.")
    outputs = tuple(dict.fromkeys(output or ()))
    people, earlier = checked_outputs(
        (outputs, coverage, replaces),
        {"the plan": plan, "the file of --rules": rules, "the file of --agents": agents,
         FILE: ctx.obj.file},
        source.agent_columns,
        force=force,
        as_json=as_json,
    )  # fmt: skip
    from dataclasses import replace

    from wfm import units
    from wfm.schedule import make_schedule
    from wfm.scheduling.time_budget import keeping_best

    with stages(quiet=quiet) as progress, keeping_best(), without_library_output():
        ready, defaults = _with_settings(plan_of(plan, source, ctx), ctx.obj)
        made = make_schedule(
            ready,
            rules,
            people,
            shrinkage=None if source_of(ctx, "shrinkage") == FILE else shrinkage,
            breaks_in_shrinkage=_yes_no(breaks_in_shrinkage),
            pool=pool,
            goal=None if source_of(ctx, "goal") == FILE else _goal(goal),
            kinds=kinds,
            full_time=full_time,
            target=None if source_of(ctx, "target") == FILE else target,
            agent_columns=None if isinstance(people, tuple) else source.agent_columns,
            first_day=_date(start),
            days=days,
            cyclic=cyclic,
            gap=units.fraction(gap, "--gap"),
            time_limit=units.typed(units.duration, time_limit, "--time-limit"),
            solver=solver,
            progress=progress,
        )
    if signal_received() is not None:
        print_message("interrupted: this is the best schedule found until then")
    made = replace(made, inputs=replace(made.inputs, defaults=(*defaults, *made.inputs.defaults)))
    write_schedule_outputs(
        made, outputs, coverage, earlier, force=force, raw_text=raw_text, quiet=quiet
    )
    print_schedule(
        made, outputs, as_json=as_json, intervals=intervals, raw_text=raw_text, quiet=quiet
    )
    if made.totals.status == "understaffed":
        raise typer.Exit(UNDERSTAFFED)


def _check_alone(ctx: typer.Context) -> None:
    """Refuse what --example-rules does not use."""
    parameters = {one.name: one for one in ctx.command.params}
    others = [
        "a plan" if name == "plan" else parameters[name].opts[-1]
        for name in ctx.params
        if name not in ("example_rules", "debug", "quiet") and source_of(ctx, name) == COMMAND_LINE
    ]
    if others:
        raise UsageError(
            f"--example-rules prints the rules and uses nothing else: leave out "
            f"{', '.join(others)}; write a file by wfm schedule --example-rules > rules.toml."
        )


def _with_settings(read: PlanRead, settings: Settings) -> "tuple[Plan, tuple[str, ...]]":
    """The plan with target and shrinkage of ``wfm.toml`` where it has none, and what was used."""
    from dataclasses import replace

    from wfm.shrinkage import Shrinkage
    from wfm.targets import QueueTarget, Target

    plan, used = read.plan, []
    inputs = plan.inputs
    unknown = any(one.shrinkage is None for one in plan.settings.settings)
    if "shrinkage" in settings.used and unknown and inputs.by_row is None:
        used.append("shrinkage")
        inputs = replace(inputs, shrinkage=Shrinkage.parse(settings.values["shrinkage"]))
    if "target" in settings.used and not inputs.targets and inputs.by_row is None:
        used.append("target")
        target = QueueTarget.of(Target.parse(settings.values["target"]))
        inputs = replace(inputs, targets=dict.fromkeys(plan.demand.queues, target))
    unused = {"shrinkage", "target"} & set(settings.used) - set(used)
    for name in sorted(unused.union(read.replaced)):
        text = option_text(name, settings.values[name])
        note(f"{text} of {settings.file} not used: the plan has its own")
    listed = settings._replace(used=(*used, *read.of_settings)).defaults()
    return replace(plan, inputs=inputs), listed


def _yes_no(text: str | None) -> bool | None:
    """The answer of a yes|no option."""
    if text not in (None, "yes", "no"):
        raise UsageError(f"--breaks-in-shrinkage must be yes or no: got {text!r}.")
    return None if text is None else text == "yes"


def _date(text: str | None) -> "date | None":
    """The date of --from."""
    from datetime import date

    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--from must be a date like 2026-03-02: got {text!r}.") from None


def _goal(text: str | None) -> Any:
    """The goal, checked."""
    if text not in (None, "interval", "day"):
        raise UsageError(f"--goal must be interval or day: got {text!r}.")
    return text
