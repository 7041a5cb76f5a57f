"""``wfm schedule``: a plan becomes shifts, breaks, weeks and people."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import Debug, examples, reading, takes
from wfm.cli.output import note, say
from wfm.cli.progress import stages
from wfm.errors import InputError, UsageError

if TYPE_CHECKING:
    from wfm.io import ReadOptions
    from wfm.planning.plan import Plan
    from wfm.scheduling.request import Schedule, ScheduleRequest
    from wfm.scheduling.rules_file import Rules
    from wfm.shrinkage import Shrinkage

__all__ = ["add_to"]

SHORT = 4  # the exit code of a target that cannot be met


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "schedule",
        epilog=examples(
            "wfm staff examples/forecast.csv --json | wfm schedule - --days 7",
            "wfm schedule --example-rules > rules.toml",
        ),
    )(schedule)


@takes(options=reading)
def schedule(
    options: "ReadOptions",
    plan: Annotated[
        str | None,
        typer.Argument(
            metavar="PLAN", help="A plan of wfm staff: .json, .csv, .xlsx, - for stdin."
        ),
    ] = None,
    rules: Annotated[
        str | None, typer.Option(metavar="FILE", help="Shifts, breaks and contracts: rules.toml.")
    ] = None,
    example_rules: Annotated[
        bool, typer.Option("--example-rules", help="Print the built-in rules, with comments.")
    ] = False,
    agents: Annotated[
        str | None, typer.Option(metavar="FILE", help="The people, by name: agents.csv.")
    ] = None,
    shrinkage: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="As in wfm staff, if the plan does not say it."),
    ] = None,
    breaks_in_shrinkage: Annotated[
        str | None,
        typer.Option(metavar="yes|no", help="Whether one figure for shrinkage contains breaks."),
    ] = None,
    pool: Annotated[
        bool, typer.Option("--pool", help="One group of people for all queues.")
    ] = False,
    goal: Annotated[
        str | None,
        typer.Option(
            metavar="interval|day", help="Meet the target in each interval or over a day."
        ),
    ] = None,
    target: Annotated[
        str | None, typer.Option(metavar="SHARE/TIME", help="The promise, if the plan has none.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day to schedule.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many days to schedule.")
    ] = None,
    cyclic: Annotated[
        bool | None,
        typer.Option("--cyclic/--open", help="Whether the end of the plan is its beginning again."),
    ] = None,
    gap: Annotated[
        float, typer.Option(metavar="SHARE", min=0, help="How near to the best is near enough.")
    ] = 0.005,
    time_limit: Annotated[
        float | None, typer.Option(metavar="SECONDS", min=0, help="Stop looking for better.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="For whatever is drawn by chance.")] = 0,
    solver: Annotated[
        str,
        typer.Option(metavar="NAME", help="scipy, or highs (extra): for shifts without contracts."),
    ] = "scipy",
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="To .csv, .tsv, .json, .xlsx or .ics."),
    ] = None,
    coverage: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the coverage table to a .csv file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the schedule as JSON.")] = False,
    raw_text: Annotated[
        bool, typer.Option("--raw-text", help="Leave text that starts like a formula as it is.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over an existing output.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    debug: Debug = False,
) -> None:
    """Turn a plan into shifts with breaks, and say how far from the best they are.

    Works at once with built-in shifts: full-time of 8 hours and part-time of 4 to 6, with lunch
    and breaks. Where not everything can be covered, the exit code is 4 and the best schedule is
    still written.
    """
    from wfm.scheduling.rules_file import EXAMPLE

    if example_rules:
        say(EXAMPLE.rstrip())
        return
    if plan is None:
        raise UsageError("name the plan to schedule: wfm schedule plan.json, or - for stdin.")
    _check_outputs(plan, output, coverage, force=force)
    staffed = _staffed(plan, options, start, days, target)
    asked = _rules(rules, goal)
    lost, assumed = _lost(staffed, asked, shrinkage, breaks_in_shrinkage)
    order = _order(asked, staffed, target, agents, cyclic, gap, time_limit, seed, solver)
    rota = _made(staffed, order, lost, pool=pool, quiet=quiet)
    _give(rota, order, assumed, output, coverage, as_json=as_json, raw_text=raw_text, quiet=quiet)
    if rota.total.status == "understaffed":
        raise typer.Exit(SHORT)


def _check_outputs(plan: str, output: str | None, coverage: str | None, *, force: bool) -> None:
    from wfm.io.atomic import check_output
    from wfm.scheduling.schedule_files import SCHEDULE_FORMATS

    if output not in (None, "-"):
        check_output(str(output), force=force, source=plan, formats=SCHEDULE_FORMATS)
    if coverage is not None:
        check_output(coverage, force=force, source=plan, formats=(".csv",))


def _staffed(
    plan: str, options: "ReadOptions", start: str | None, days: int | None, target: str | None
) -> "Plan":
    from dataclasses import replace
    from datetime import date

    from wfm.planning.plan_reader import read_plan
    from wfm.scheduling.requirements import between
    from wfm.targets import Target

    stdin = sys.stdin.buffer if plan == "-" else None
    staffed = read_plan(plan, options, stdin=stdin)
    if target:
        given = Target.parse(target)
        targets = {
            name: replace(one, service_level=given.service_level, within=given.limit)
            for name, one in staffed.inputs.targets.items()
        }
        staffed = replace(staffed, inputs=replace(staffed.inputs, targets=targets))
    try:
        first = date.fromisoformat(start) if start else None
    except ValueError:
        raise UsageError(f"--from must be a date like 2026-03-02: got {start!r}.") from None
    return between(staffed, first, days)


def _rules(path: str | None, goal: str | None) -> "Rules":
    from wfm.scheduling.rules_file import default_rules, read_rules

    rules = read_rules(path) if path else default_rules()
    if goal not in (None, "interval", "day"):
        raise UsageError(f"--goal must be interval or day: got {goal!r}.")
    if goal:
        rules = rules.model_copy(update={"cover": rules.cover.model_copy(update={"goal": goal})})
    return rules


def _lost(
    staffed: "Plan", rules: "Rules", given: str | None, contains: str | None
) -> tuple["Shrinkage", list[str]]:
    """What is lost besides breaks, and how that was found."""
    from wfm.scheduling.requirements import shrinkage_without_breaks
    from wfm.shrinkage import DEFAULT, Shrinkage

    if contains not in (None, "yes", "no"):
        raise UsageError(f"--breaks-in-shrinkage must be yes or no: got {contains!r}.")
    assumed = []
    if given:
        whole = Shrinkage.parse(given)
    elif staffed.inputs.shrinkage:
        whole = staffed.inputs.shrinkage
    else:
        whole = DEFAULT
        assumed.append("--shrinkage 30% by component, for the plan does not say it")
    lost, how = shrinkage_without_breaks(whole, rules.templates(), rules.breaks(), contains)
    return lost, [*assumed, how]


def _order(
    rules: "Rules",
    staffed: "Plan",
    target: str | None,
    agents: str | None,
    cyclic: bool | None,
    gap: float,
    time_limit: float | None,
    seed: int,
    solver: str,
) -> "ScheduleRequest":
    from wfm.cli.options import DEFAULT_TARGET
    from wfm.scheduling.agents_file import read_agents
    from wfm.scheduling.request import ScheduleRequest
    from wfm.targets import Target

    contracts = rules.contracts()
    if agents and not contracts:
        raise InputError("--agents needs [[contract]] in --rules, so that their rules are known.")
    common = staffed.inputs.common_target
    promise = Target.parse(target or DEFAULT_TARGET)
    if common is not None and common.has_single_queue_model and not target:
        promise = common.target
    return ScheduleRequest(
        templates=rules.templates(),
        breaks=rules.breaks(),
        contracts=contracts,
        agents=read_agents(agents, contracts) if agents else (),
        under=rules.cover.understaffed,
        over=rules.cover.overstaffed,
        distinct=rules.cover.distinct_shift,
        max_distinct=rules.cover.max_distinct,
        min_share=rules.cover.min_share,
        opening_hours=rules.cover.opening_hours,
        cyclic=cyclic,
        goal=rules.cover.goal,
        min_service_level=rules.cover.min_service_level,
        target=promise,
        gap=gap,
        time_limit=time_limit,
        seed=seed,
        solver=solver,
        weekend_price=rules.fair.weekend,
        unpopular=rules.fair.unpopular,
    )


def _made(
    staffed: "Plan", order: "ScheduleRequest", lost: "Shrinkage", *, pool: bool, quiet: bool
) -> "Schedule":
    from wfm.scheduling.build import make_schedule

    with stages(quiet=quiet) as tell:
        return make_schedule(staffed, order, lost, pool=pool, progress=tell)


def _give(
    rota: "Schedule",
    order: "ScheduleRequest",
    assumed: list[str],
    output: str | None,
    coverage: str | None,
    *,
    as_json: bool,
    raw_text: bool,
    quiet: bool,
) -> None:
    from wfm.report.schedule_text import schedule_text
    from wfm.scheduling.schedule_files import (
        document,
        schedule_csv_text,
        write_coverage,
        write_schedule,
    )

    if coverage is not None:
        write_coverage(coverage, rota)
    if output not in (None, "-"):
        write_schedule(str(output), rota, raw_text=raw_text)
        if not quiet:
            note(f"wrote {output}: {len(rota.rows):,} shifts")
    if as_json:
        say(json.dumps(document(rota), ensure_ascii=False, indent=2))
    elif output == "-":
        say(schedule_csv_text(rota, raw_text=raw_text).rstrip("\n"))
    elif not quiet:
        say(schedule_text(rota, assumed, order.target.limit))
