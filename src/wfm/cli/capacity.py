"""``wfm capacity``: people to hire, months and years ahead."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import Debug, examples, takes
from wfm.cli.output import lines_of_notes, say, terminal_width, without_library_output
from wfm.cli.output_options import OutputOptions, output_options
from wfm.cli.progress import progress, stages
from wfm.errors import UsageError
from wfm.number_text import count_text

if TYPE_CHECKING:
    from wfm.capacity_planning.capacity_result import Capacity
    from wfm.capacity_planning.file_records import CapacityFile
    from wfm.capacity_planning.planned_capacity import CapacityRequest

__all__ = ["add_to"]

_SHORT = 4  # the exit code of a target that cannot be met

# A text of its own, because python -OO removes docstrings.
_HELP = """\
Plan hires, overtime, temps and outsourced work by month, and what they cost.

The file has the people, attrition, ramp, prices and contacts of each team. The need of a month
comes from its intervals, planned as by wfm staff. If a month of the plan stays short and the file
sets no shortage_price, the exit code is 4; the plan is still written. With --hires or --budget a
shortage is an answer, and the exit code is 0.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "capacity",
        help=_HELP,
        short_help="Plan hires, temps and budget by month, for years.",
        epilog=examples(
            "wfm capacity examples/capacity_simple.toml",
            "wfm capacity examples/capacity_simple.toml --explain 2027-11",
        ),
    )(capacity)


@takes(output=output_options("plan"))
def capacity(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The teams and prices: capacity.toml.")
    ],
    output: OutputOptions,
    hires: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Evaluate these hires instead: a table of month, team and hires.",
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            metavar="AMOUNT", help="Plan the least shortage that this buys. [default: no limit]"
        ),
    ] = None,
    confidence: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Cover each month of each team with this probability, as people leave by chance: "
            "80%. "
            "[default: on average]",
        ),
    ] = None,
    months: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Months to plan. [default: those of the file]"),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="PERIOD",
            help="Rows of the table: month, quarter, year, or team for each month and team. "
            "[default: month, if they fit on a screen]",
        ),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option(metavar="MONTH", help="Show every step of one month instead: 2027-03."),
    ] = None,
    team: Annotated[
        str | None, typer.Option(metavar="NAME", help="Team of --explain. [default: all]")
    ] = None,
    pilot: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Print people and budget of a pilot of the first days instead: 30d.",
        ),
    ] = None,
    time_limit: Annotated[
        str | None, typer.Option(metavar="TIME", help="Time limit of the search: 30s.")
    ] = None,
    debug: Debug = False,
) -> None:
    """Plan hires, overtime, temps and outsourced work by month."""
    output.check({"the input file": file, "the file of --hires": hires})
    if pilot is not None:
        others = {"--hires": hires, "--budget": budget, "--confidence": confidence, "--by": by,
                  "--explain": explain, "--team": team, "--time-limit": time_limit,
                  "-o": output.path, "--json": output.as_json or None}  # fmt: skip
        say(_pilot(file, pilot, months, others, quiet=output.quiet))
        return
    _check(output, hires=hires, by=by, explain=explain, team=team, time_limit=time_limit)
    request = _request(budget, confidence, time_limit, given=hires is not None)
    result = _planned(file, request, hires, months, (explain, team), output)
    if explain is not None:
        say(_steps(result, explain, team))
        return
    output.notes(result.notes)
    span = count_text(result.months.count, result.months.period)
    size = f"{span} of {count_text(len(result.teams), 'team')}"
    output.write(result.save, size, result.teams)
    output.show(result.to_json, lambda raw: result.to_csv(raw_text=raw), lambda: _text(result, by))
    if result.is_uncovered:
        raise typer.Exit(_SHORT)


def _pilot(
    path: str, time: str, months: int | None, others: Mapping[str, object], *, quiet: bool
) -> str:
    """People and budget of a pilot; refuses the options of a plan."""
    from dataclasses import replace

    from wfm import units
    from wfm.capacity_planning.capacity_file import read_capacity
    from wfm.capacity_planning.pilot import pilot_plan
    from wfm.capacity_planning.team_need import team_needs
    from wfm.report.pilot_text import pilot_text

    given = [name for name, value in others.items() if value is not None]
    if given:
        raise UsageError(f"--pilot plans no hires: leave {', '.join(given)} out.")
    days = units.typed(units.duration, time, "--pilot") / 86_400
    if not days.is_integer():
        raise UsageError(f"--pilot must be whole days, such as 30d: got {time!r}.")
    file = replace(read_capacity(path, months=months), longer=None)
    with progress("planning the typical weeks of the months", quiet=quiet) as move:
        needs = team_needs(file, progress=move)
    return pilot_text(pilot_plan(file, needs, int(days)))


def _check(
    output: OutputOptions,
    *,
    hires: str | None,
    by: str | None,
    explain: str | None,
    team: str | None,
    time_limit: str | None,
) -> None:
    """Refuse what cannot be honoured, before any work is done."""
    from wfm.report.capacity_text import PERIODS

    if by is not None and by not in PERIODS:
        raise UsageError(f"--by must be one of {', '.join(PERIODS)}: got {by!r}.")
    if by is not None and output.is_data:
        raise UsageError("--by is for the printed table: leave it out with --json and -o -.")
    if hires is not None and time_limit is not None:
        raise UsageError("--hires searches nothing: leave --time-limit out.")
    if explain is None and team is not None:
        raise UsageError("--team is for --explain: add --explain 2027-03, or leave it out.")
    if explain is not None and (output.path is not None or output.as_json or by is not None):
        raise UsageError("--explain prints steps: leave -o, --json and --by out.")


def _request(
    budget: str | None, confidence: str | None, time_limit: str | None, *, given: bool
) -> "CapacityRequest":
    """What is asked for, without the hires that are read later."""
    from wfm import units
    from wfm.capacity_planning.planned_capacity import CapacityRequest, amount_of

    return CapacityRequest(
        hires={} if given else None,
        budget=None if budget is None else amount_of(budget, "--budget"),
        confidence=None if confidence is None else units.fraction(confidence, "--confidence", 1.0),
        seconds=units.typed(units.duration, time_limit, "--time-limit"),
    )


def _planned(
    path: str,
    request: "CapacityRequest",
    hires: str | None,
    months: int | None,
    explained: tuple[str | None, str | None],
    output: OutputOptions,
) -> "Capacity":
    """Read a file and plan its months; month and team to explain are checked first."""
    from dataclasses import replace

    from wfm.capacity_planning.capacity_file import read_capacity
    from wfm.capacity_planning.given_hires import given_hires
    from wfm.capacity_planning.month_explanation import place_of_month, place_of_team
    from wfm.capacity_planning.planned_capacity import combined, planned_capacity
    from wfm.capacity_planning.team_need import team_needs

    file = read_capacity(path, months=months)
    output.check(_named_files(file))
    if explained[0] is not None:
        place_of_month(file.months, explained[0])
    if explained[1] is not None:
        place_of_team([one.name for one in file.teams], explained[1])
    if hires is not None:
        given = given_hires(hires, file, cut=months is not None)
        request = replace(request, hires=given.people, notes=given.notes)
    file, request = combined(file, request)
    with progress("planning the typical weeks of the months", quiet=output.quiet) as move:
        needs = team_needs(file, progress=move)
    with stages(quiet=output.quiet, title="planning hires"), without_library_output():
        return planned_capacity(file, needs, request)


def _named_files(file: "CapacityFile") -> dict[str, str | None]:
    """The forecasts and centres that a file names, which no output may replace."""
    named: dict[str, str | None] = {}
    for team in file.teams:
        for kind in ("forecast", "centre"):
            path = getattr(team.demand, kind)
            if isinstance(path, str):
                named[f"the {kind} of [team.{team.name}]"] = path
    return named


def _steps(result: "Capacity", month: str, team: str | None) -> str:
    """The steps of one month, of one team or of all."""
    from wfm.report.explain_text import explanation_text

    teams = result.teams if team is None else (team,)
    steps = [result.explain(month, one) for one in teams]
    return "\n\n".join(explanation_text(one, terminal_width()) for one in steps)


def _text(result: "Capacity", by: str | None) -> str:
    """One screen."""
    from wfm.report.capacity_text import capacity_text

    return capacity_text(result, lines_of_notes(), by)  # type: ignore[arg-type]
