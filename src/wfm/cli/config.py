"""``wfm config``: the values of a team's files, where they come from, and examples of the files."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from wfm.cli.cost_options import CostTexts, cost_options
from wfm.cli.goal_options import goal_options
from wfm.cli.options import (
    ContractHours,
    Debug,
    TargetOptions,
    examples,
    reading,
    takes,
    target_options,
)
from wfm.cli.output import check_files, say, say_json
from wfm.cli.risk_options import risk_options
from wfm.cli.settings import COMMAND_LINE, EXAMPLE, FILE, SettingsCommand, option_text, source_of
from wfm.errors import UsageError
from wfm.option_text import option
from wfm.printable_text import printable_line

if TYPE_CHECKING:
    from wfm.io import ReadOptions
    from wfm.planning.goal_inputs import GoalInputs
    from wfm.planning.volume_risk import RiskInputs

__all__ = ["add_to"]

# The options of inputs in columns whose names differ.
_OPTIONS = {
    "service_level": "target",
    "within": "target",
    "target_asa": "asa",
    "target_abandonment": "abandonment",
}
_NOT_OPTIONS = (
    "forecast", "centre", "example", "example_centre", "as_json", "debug", "help",
)  # fmt: skip
_BUILT_IN = {"target": "85/60", "shrinkage": "30%", "contract_hours": "40"}


class OptionRow(NamedTuple):
    """One option: its value, and where it comes from."""

    option: str
    value: str
    source: str


# A text of its own, because python -OO removes docstrings.
_HELP = """\
Show the options of a plan, and where the value of each comes from.

A file wfm.toml beside the input, else in the working directory, has the usual options of a
team. The command line has precedence over it, and so have the columns of a forecast, the values
of a plan and the files centre.toml and rules.toml. With --centre: each value of such a file, and
whether the file sets it or it is a default.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "config",
        help=_HELP,
        cls=SettingsCommand,
        short_help="Show the usual options and a centre, or print examples.",
        epilog=examples(
            "wfm config --example > wfm.toml",
            "wfm config --centre examples/centre.toml",
        ),
    )(config)


@takes(
    options=reading, target=target_options, costs=cost_options, risk=risk_options,
    goal=goal_options,
)  # fmt: skip
def config(
    ctx: typer.Context,
    target: TargetOptions,
    options: "ReadOptions",
    risk: "RiskInputs",
    costs: CostTexts,
    goal: "GoalInputs",
    forecast: Annotated[
        str | None,
        typer.Argument(
            metavar="FORECAST", help="Input of a command: wfm.toml is searched beside it."
        ),
    ] = None,
    contract_hours: ContractHours = None,
    centre: Annotated[
        str | None,
        typer.Option(
            "--centre", metavar="FILE", help="Check a centre.toml and print its values instead."
        ),
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="Print a commented wfm.toml to start from.")
    ] = False,
    example_centre: Annotated[
        bool, typer.Option("--example-centre", help="Print a commented centre.toml to start from.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    debug: Debug = False,
) -> None:
    """Show the options of a plan, and where the value of each comes from."""
    if example_centre or centre is not None:
        _show_centre(ctx, centre, forecast, is_example=example_centre)
        return
    if example:
        say(EXAMPLE.rstrip())
        return
    check_files([], {"the input file": forecast, FILE: ctx.obj.file}, force=False)
    columns = {} if forecast is None else _columns(forecast, options)
    rows, not_set = _rows(ctx, columns)
    if as_json:
        document = {"file": ctx.obj.file or None, "options": [row._asdict() for row in rows]}
        say_json(document | {"not_set": not_set})
        return
    from wfm.report.text_table import table, wrapped

    found = ctx.obj.file or f"no {FILE} beside the input or in the working directory"
    say(f"Settings: {printable_line(found)}\n")
    say(table([("option", "value", "source"), *rows], left=3))
    say("\n" + wrapped(f"Not set: {', '.join(not_set)}"))


def _show_centre(
    ctx: typer.Context, path: str | None, forecast: str | None, *, is_example: bool
) -> None:
    """Print an example of centre.toml, or check such a file and print its values."""
    from wfm.centre.config import EXAMPLE as CENTRE_EXAMPLE
    from wfm.centre.describe import describe

    mode = "--example-centre" if is_example else "--centre"
    own = "example_centre" if is_example else "centre"
    parameters = {one.name: one for one in ctx.command.params}
    others = [
        parameters[name].opts[-1]
        for name in ctx.params
        if name not in (own, "forecast", "debug") and source_of(ctx, name) == COMMAND_LINE
    ]
    if forecast is not None:
        others.insert(0, "the forecast")
    if others:
        raise UsageError(
            f"{mode} shows the file of a centre, which nothing else changes: leave out "
            f"{', '.join(others)}."
        )
    if path is None or is_example:
        say(CENTRE_EXAMPLE.rstrip())
        return
    check_files([], {"the file of --centre": path}, force=False)
    say(describe(path))


def _columns(forecast: str, options: "ReadOptions") -> dict[str, str]:
    """The options that columns of a forecast set, and their headings; none if it is not read."""
    from wfm.errors import WfmError
    from wfm.io import read_demand

    try:
        inputs = read_demand(forecast, options).row_inputs
    except WfmError:
        return {}
    headings = {} if inputs is None else inputs.headings
    return {_OPTIONS.get(name, name): heading for name, heading in headings.items()}


def _rows(ctx: typer.Context, columns: Mapping[str, str]) -> tuple[list[OptionRow], list[str]]:
    """The options that have a value, and the names of the others."""
    names = [str(param.name) for param in ctx.command.params if param.name not in _NOT_OPTIONS]
    values = {name: _text(ctx, name) for name in names}
    of_file = {name: f"the column '{heading}'" for name, heading in columns.items()}
    for name in of_file.keys() & values.keys():
        if source_of(ctx, name) != COMMAND_LINE:
            values[name] = of_file[name]
    rows = [_row(ctx, name, value) for name, value in values.items() if value]
    return rows, [_option(name) for name, value in values.items() if not value]


def _row(ctx: typer.Context, name: str, value: str) -> OptionRow:
    """One option with its source."""
    source = source_of(ctx, name)
    if value.startswith("the column "):
        return OptionRow(_option(name), "", value)
    if source == FILE:
        source = f"{ctx.obj.file}, line {ctx.obj.lines[name]}"
    return OptionRow(_option(name), value, source)


def _option(name: str) -> str:
    """The name of an option as on the command line."""
    return "--no-limits" if name == "no_limits" else option(name)


def _text(ctx: typer.Context, name: str) -> str:
    """The value of an option as on the command line; empty if it has none."""
    value = ctx.params[name]
    if value in (None, [], ()):
        other = ctx.params["asa"] or ctx.params["abandonment"]
        return "" if name == "target" and other else _BUILT_IN.get(name, "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return option_text(name, value).partition(" ")[2]
