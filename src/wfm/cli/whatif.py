"""``wfm whatif``: a forecast planned again with other volumes, handle times or targets."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from wfm.cli.cost_options import CostTexts, Premiums, Resolution
from wfm.cli.forecast_input import load_centre_inputs, load_given
from wfm.cli.goal_options import NO_CENTRE_GOAL, NO_PERIOD, goal_options, refuse_goal
from wfm.cli.options import (
    ContractHours,
    Cost,
    Debug,
    TargetOptions,
    examples,
    reading,
    takes,
    target_options,
)
from wfm.cli.output import lines_of_notes
from wfm.cli.output_options import OutputOptions, output_options
from wfm.cli.progress import progress
from wfm.cli.risk_options import NO_CENTRE, refuse_risk, risk_options
from wfm.cli.settings import (
    COMMAND_LINE,
    FILE,
    SettingsCommand,
    note_replaced,
    option_text,
    source_of,
)
from wfm.cli.staff import CentreFile, Forecast
from wfm.errors import UsageError

if TYPE_CHECKING:
    from wfm.io import ReadOptions
    from wfm.planning.goal_inputs import GoalInputs
    from wfm.planning.plan import Plan
    from wfm.planning.volume_risk import RiskInputs
    from wfm.scenarios.agents_curve import AgentsCurve
    from wfm.scenarios.cases import Case
    from wfm.scenarios.changes import Change
    from wfm.scenarios.service_curve import ServiceCurve
    from wfm.scenarios.what_if import WhatIf

__all__ = ["add_to"]

# The inputs of which one value is that of the base, and several are scenarios.
_WITH_BASE = ("aht", "shrinkage", "target", "patience", "cost")

_HELP = """\
Plan a forecast again with other volumes, handle times, shrinkage, targets, patience or costs.

Of --aht, --shrinkage, --target, --patience and --cost, one value is that of the base, as for
`wfm staff`; several values with commas between them, and changes such as ±10%, are scenarios
beside the base. With --centre the base is in its file. Write +-10% where ± is not on the keyboard.
"""


class _WhatIfCommand(SettingsCommand):  # type: ignore[misc]
    """A command whose options may have scenarios beside the value of ``wfm.toml``."""

    def is_replaced(self, name: str, value: object) -> bool:
        """Whether a value of the command line takes the place of that of ``wfm.toml``."""
        return not (name in _WITH_BASE and _has_scenarios(name, value))


def _has_scenarios(name: str, value: object) -> bool:
    """Whether an option has several values or a change."""
    from wfm.errors import WfmError
    from wfm.scenarios.changes import split_base

    try:
        return isinstance(value, str) and bool(split_base(name, value)[1])
    except WfmError:  # it is refused where it is used
        return False


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "whatif",
        help=_HELP,
        short_help="Plan again with other volumes, handle times or targets.",
        cls=_WhatIfCommand,
        epilog=examples(
            "wfm whatif examples/forecast.csv --volume ±10% --aht ±10% --shrinkage 25%,35%",
            "wfm whatif examples/forecast.csv --curve service --cost 22",
        ),
    )(whatif)


def _option(metavar: str, text: str) -> Any:
    """A text option of this command in place of that of a group."""
    return Annotated[str | None, typer.Option(metavar=metavar, help=text)]


def _unread(group: Callable[..., Any], **options: Any) -> Callable[..., dict[str, Any]]:
    """A group of options whose values are read later, with other descriptions of some."""

    def values(**given: Any) -> dict[str, Any]:
        return given

    parameters = [
        one.replace(annotation=options.get(one.name, one.annotation))
        for one in inspect.signature(group).parameters.values()
    ]
    values.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return values


_READING = _unread(
    reading,
    aht=_option(
        "CHANGES",
        "Changes of the AHT: ±10%, +30s or 4m,5m. One value is for rows that have none.",
    ),
)
_TARGET = _unread(
    target_options,
    target=_option("TARGETS", "Targets of scenarios: 80/20,90/60. [default of the base: 85/60]"),
    patience=_option(
        "CHANGES", "Patience of scenarios: 2m,4m,none, or ±20%. [default of the base: none]"
    ),
    shrinkage=_option(
        "SHARES",
        "Shrinkage of scenarios: 25%,35%; semicolons between values by component. [default of "
        "the base: 30%]",
    ),
)


@takes(
    options=_READING,
    target=_TARGET,
    goal=goal_options,
    risk=risk_options,
    output=output_options("scenarios"),
)
def whatif(
    ctx: typer.Context,
    forecast: Forecast,
    target: dict[str, Any],
    options: dict[str, Any],
    goal: "GoalInputs",
    risk: "RiskInputs",
    volume: Annotated[
        str | None,
        typer.Option(
            metavar="CHANGES",
            help="Changes of the volume: ±10% or -5%,+20%; a number is all contacts of the "
            "forecast.",
        ),
    ] = None,
    cost: Cost = None,
    premiums: Premiums = None,
    resolution: Resolution = None,
    contract_hours: ContractHours = None,
    base: Annotated[
        list[str] | None,
        typer.Option(
            metavar="INPUT=VALUE",
            help="Value of the base, where the option has those of scenarios: shrinkage=28%; "
            "repeatable.",
        ),
    ] = None,
    grid: Annotated[
        bool,
        typer.Option("--grid", help="Plan every combination, instead of one change at a time."),
    ] = False,
    curve: Annotated[
        str | None,
        typer.Option(
            metavar="service|agents",
            help="Instead of scenarios: the cost of each service level, or the service with one "
            "and two agents more and fewer.",
        ),
    ] = None,
    centre: CentreFile = None,
    *,
    output: OutputOptions,
    debug: Debug = False,
) -> None:
    """Plan a forecast again with other volumes, handle times, shrinkage, targets or costs."""
    from wfm.scenarios.agents_curve import agents_curve
    from wfm.scenarios.cases import QueueCase
    from wfm.scenarios.grid import scenario_count, scenarios_of
    from wfm.scenarios.service_curve import service_curve
    from wfm.scenarios.what_if import what_if
    from wfm.work_limits import SCENARIOS

    output.check({"the input file": forecast, "the file of --centre": centre, FILE: ctx.obj.file})
    if "contingency" in ctx.obj.values:
        text = option_text("contingency", ctx.obj.values["contingency"])
        output.notes(
            [f"{text} of {ctx.obj.file} not used: hours and costs of scenarios are without it"]
        )
    texts = {"volume": volume, "cost": cost, **options, **target}
    bases, changes, set_here = _split(ctx, texts, base or [], has_centre=centre is not None)
    if curve is None:
        SCENARIOS.check("grid", scenario_count(changes, grid=grid))
        scenarios_of(changes, grid=grid)  # refused before the forecast is read
    else:
        _check_curve(curve, changes, grid=grid, has_centre=centre is not None)
        refuse_goal(ctx, "--curve", NO_PERIOD)
        goal = goal._replace(goal=None, min_service_level=None)
    if centre is not None:
        refuse_goal(ctx, "--centre", NO_CENTRE_GOAL)
    read = reading(**{**options, "aht": bases["aht"]})
    costs = CostTexts(bases["cost"], premiums, resolution).with_scenarios(
        any(change.axis == "cost" for change in changes)
    )
    case, defaults = _case(
        ctx, forecast, read, _target_of(ctx, target, bases, set_here), centre,
        quiet=output.quiet, contract_hours=contract_hours, cost=costs, goal=goal, risk=risk,
    )  # fmt: skip
    with progress("planning scenarios", quiet=output.quiet) as move:
        result: WhatIf | ServiceCurve | AgentsCurve
        if curve == "service":
            result = service_curve(case, progress=move)
        elif curve == "agents":
            assert isinstance(case, QueueCase)
            result = agents_curve(case)
        else:
            result = what_if(case, changes, grid=grid, progress=move)
    result = replace(result, plan=defaults(result.plan))
    output.notes(result.plan.inputs.notes)
    output.write(result.save, f"{result.table().length:,} rows", result.plan.demand.queues)
    output.show(
        result.to_json,
        lambda raw: result.to_csv(raw_text=raw),
        lambda: _text(result),
    )


def _text(result: "WhatIf | ServiceCurve | AgentsCurve") -> str:
    """The result on one screen."""
    from wfm.report.curve_text import agents_curve_text, service_curve_text
    from wfm.report.whatif_text import whatif_text
    from wfm.scenarios.agents_curve import AgentsCurve
    from wfm.scenarios.service_curve import ServiceCurve

    if isinstance(result, AgentsCurve):
        return agents_curve_text(result)
    if isinstance(result, ServiceCurve):
        return service_curve_text(result)
    return whatif_text(result, lines_of_notes())


def _check_curve(curve: str, changes: "Sequence[Change]", *, grid: bool, has_centre: bool) -> None:
    """Refuse an unknown curve, scenarios beside it, and what it is not for."""
    if curve not in ("service", "agents"):
        raise UsageError(f"--curve must be service or agents: got {curve!r}.")
    if changes or grid:
        what = changes[0].label if changes else "--grid"
        raise UsageError(
            f"--curve shows the base alone, and {what} is a scenario; leave out one of them."
        )
    if curve == "agents" and has_centre:
        raise UsageError(
            "--curve agents is for queues with agents of their own, by Erlang C or Erlang A; the "
            "queues of a centre may share agents. Leave out --centre, or use --curve service."
        )


def _split(
    ctx: typer.Context, texts: Mapping[str, Any], base: Sequence[str], *, has_centre: bool
) -> "tuple[dict[str, str | None], list[Change], frozenset[str]]":
    """The values of the base, the changes, and the inputs whose base the command line sets.

    Where an option has scenarios, the base has the value of --base, else of ``wfm.toml``.
    """
    from wfm.scenarios.changes import AXES, split_base

    of_base = dict(map(_base_value, base))
    bases: dict[str, str | None] = {}
    changes: list[Change] = []
    for axis in AXES:
        text = texts[axis]
        if source_of(ctx, axis) == COMMAND_LINE:
            value, some = split_base(axis, text, f"--{axis}", has_centre=has_centre)
            if value is not None and axis in of_base:
                raise UsageError(
                    f"--{axis} {value} and --base {axis}={of_base[axis]} are two values of the "
                    "base; leave one out."
                )
            if some and axis in ctx.obj.values:
                value = ctx.obj.values[axis]
                ctx.obj = ctx.obj._replace(used=(*ctx.obj.used, axis))
            changes += some
            text = cast("str | None", value)
        bases[axis] = of_base.get(axis, text)
    here = [
        axis
        for axis in AXES
        if axis in of_base
        or (
            source_of(ctx, axis) == COMMAND_LINE
            and bases[axis] is not None
            and axis not in ctx.obj.used
        )
    ]
    return bases, changes, frozenset(here)


def _base_value(text: str) -> tuple[str, str]:
    """The name and the value of --base."""
    name, mark, value = text.partition("=")
    name = name.strip()
    if not mark or name not in _WITH_BASE:
        raise UsageError(
            f"--base must read like shrinkage=28%, with one of {', '.join(_WITH_BASE)}: got "
            f"{text!r}."
        )
    return name, value.strip()


def _target_of(
    ctx: typer.Context,
    texts: Mapping[str, Any],
    bases: Mapping[str, str | None],
    set_here: frozenset[str],
) -> TargetOptions:
    """The options of the target of the base."""
    target: TargetOptions = target_options(**{k: bases.get(k, v) for k, v in texts.items()})
    of_file = dict(zip(ctx.obj.used, ctx.obj.defaults(), strict=True))
    others = [k for k in texts if k not in bases and source_of(ctx, k) == COMMAND_LINE]
    return target._replace(
        default_texts={**of_file, **target.default_texts},
        of_file=tuple(of_file.values()),
        was_set=frozenset((*others, *(name for name in set_here if name in texts))),
    )


def _case(
    ctx: typer.Context,
    forecast: str,
    options: "ReadOptions",
    target: TargetOptions,
    centre: str | None,
    *,
    quiet: bool,
    contract_hours: str | None,
    cost: CostTexts,
    goal: "GoalInputs",
    risk: "RiskInputs",
) -> "tuple[Case, Callable[[Plan], Plan]]":
    """The base, and what completes the defaults of the result."""
    if centre is None:
        from wfm.scenarios.cases import QueueCase

        demand, given = load_given(
            forecast, options, target, contract_hours, quiet=quiet, cost=cost, goal=goal, risk=risk
        )
        return QueueCase(demand, given), lambda plan: _with_notes(plan, target, quiet=quiet)
    from wfm.scenarios.centre_case import CentreCase

    refuse_risk(ctx, "--centre", NO_CENTRE)
    inputs = load_centre_inputs(
        ctx, forecast, options, target, centre, quiet=quiet, changed=("cost",)
    )

    def complete(plan: "Plan") -> "Plan":
        defaults = inputs.defaults(ctx, plan, quiet)
        return replace(plan, inputs=replace(plan.inputs, defaults=defaults))

    return CentreCase(inputs.demand, inputs.centre, inputs.aht, inputs.usual_aht), complete


def _with_notes(plan: "Plan", target: TargetOptions, *, quiet: bool) -> "Plan":
    """The plan, after a note on each value of ``wfm.toml`` that a column replaces."""
    if not quiet:
        note_replaced(target.of_file, plan.inputs.defaults)
    return plan
