"""Read the input of ``wfm staff`` and ``wfm explain``: a forecast, with a centre or a target."""

import inspect
from typing import TYPE_CHECKING, NamedTuple

import typer

from wfm.cli.cost_options import CostTexts
from wfm.cli.options import TargetOptions, check_patience, contract, reading
from wfm.cli.output import note, note_reading, stdin_bytes
from wfm.cli.progress import progress
from wfm.cli.settings import (
    CENTRE_KEYS,
    COMMAND_LINE,
    FILE,
    Settings,
    note_replaced,
    option_text,
    source_of,
    usual_values,
)
from wfm.option_text import option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wfm.centre.records import Centre
    from wfm.centre.sharing import Compared
    from wfm.demand import Demand
    from wfm.io import ReadOptions
    from wfm.io.forecast.more_columns import MoreColumns
    from wfm.planning.goal_inputs import GoalInputs
    from wfm.planning.plan import Plan
    from wfm.planning.plan_inputs import GivenInputs
    from wfm.planning.records import PlanBasis
    from wfm.planning.volume_risk import RiskInputs

__all__ = [
    "CentreInputs",
    "load_basis",
    "load_centre",
    "load_centre_inputs",
    "load_given",
    "print_notes",
]

# Each comparison plans some queues again, which takes seconds for deferred work of four weeks.
_COMPARED_DAYS = 28
# Options whose values are keys of a centre, beside those of the target.
_OF_CENTRE = ("contract_hours", "cost", "premiums", "resolution", "contingency")
_NAMES = {"cost": "hourly_cost"}


def load_basis(
    forecast: str,
    options: "ReadOptions",
    target: TargetOptions,
    contract_hours: str | None,
    *,
    quiet: bool,
    cost: "CostTexts | None" = None,
    more: "MoreColumns | None" = None,
    risk: "RiskInputs | None" = None,
    goal: "GoalInputs | None" = None,
) -> "PlanBasis":
    """Read a forecast and combine it with the target, shrinkage, contract hours and cost.

    `more` collects columns that a forecast does not have.
    """
    from wfm.planning.plan_inputs import plan_basis

    demand, given = load_given(
        forecast, options, target, contract_hours, quiet=quiet, cost=cost, more=more, risk=risk,
        goal=goal,
    )  # fmt: skip
    basis = plan_basis(demand, given)
    if not quiet:
        note_replaced(target.of_file, basis.inputs.defaults)
    return basis


def load_given(
    forecast: str,
    options: "ReadOptions",
    target: TargetOptions,
    contract_hours: str | None,
    *,
    quiet: bool,
    cost: "CostTexts | None" = None,
    more: "MoreColumns | None" = None,
    risk: "RiskInputs | None" = None,
    goal: "GoalInputs | None" = None,
) -> "tuple[Demand, GivenInputs]":
    """Read a forecast, and the inputs that options set for all of its rows."""
    from dataclasses import replace

    from wfm.planning.goal_inputs import GoalInputs
    from wfm.planning.plan_inputs import GivenInputs
    from wfm.planning.volume_risk import RiskInputs

    hours, defaults = contract(contract_hours)
    hourly, costs = (cost or CostTexts()).values()
    goal = GoalInputs() if goal is None else goal
    replaced = {*target.was_set, *(["volume_cv"] if risk and risk.volume_cv is not None else [])}
    replaced |= {name for name, value in goal._asdict().items() if value is not None}
    options = replace(options, replaced=tuple(sorted(replaced)))
    demand = load_forecast(forecast, options, quiet=quiet, more=more)
    found = demand.row_inputs
    check_patience(target, of_column=found is not None and "patience" in found.headings)
    texts = dict(target.default_texts)
    if not any(text.startswith("default AHT") for text in demand.notes):
        texts.pop("aht", None)  # every row has an AHT of its own, as a note says
    if defaults:
        texts["contract_hours"] = defaults[0]
    if least := goal.default_text(target.target):
        texts["min_service_level"] = least
    return demand, GivenInputs(
        target=target.target,
        patience=target.patience,
        definition=target.definition,
        min_agents=target.min_agents,
        shrinkage=target.shrinkage,
        contract_hours=hours,
        hourly_cost=hourly,
        costs=costs,
        risk=RiskInputs() if risk is None else risk,
        goal=goal,
        was_set=target.was_set,
        defaults=texts,
    )


def load_forecast(
    forecast: str, options: "ReadOptions", *, quiet: bool, more: "MoreColumns | None" = None
) -> "Demand":
    """Read a forecast and print what was noticed."""
    from wfm.io import read_demand

    stdin = stdin_bytes() if forecast == "-" else None
    with progress(f"reading {forecast}", quiet=quiet) as move:
        demand = read_demand(forecast, options, stdin=stdin, progress=move, more=more)
    print_notes(demand.notes, quiet=quiet)
    return demand


def print_notes(notes: "Sequence[str]", *, quiet: bool) -> None:
    """Print what was noticed while the forecast was read."""
    if not quiet:
        note_reading(notes)


def load_centre(
    ctx: typer.Context,
    forecast: str,
    options: "ReadOptions",
    target: TargetOptions,
    path: str,
    *,
    quiet: bool,
    compare_teams: bool | None = False,
) -> "Plan":
    """Read a forecast and staff the centre of a file, which contains the targets."""
    from dataclasses import replace

    from wfm.centre import staff_centre

    given = load_centre_inputs(ctx, forecast, options, target, path, quiet=quiet)
    demand, centre = given.demand, given.centre
    with progress(f"staffing {len(centre.queues)} queues", quiet=quiet) as move:
        days = (int(demand.start.max()) - int(demand.start.min())) / 86400
        compared: Compared | None = "all" if compare_teams else None
        if compare_teams is None and days < _COMPARED_DAYS:
            compared = "alike"
        elif compare_teams is None:
            note("more than 28 days: --compare-teams says which teams would save people")
        plan = staff_centre(
            demand,
            centre,
            progress=move,
            compare_teams=compared,
            aht=given.aht,
            usual_aht=given.usual_aht,
        )
    return replace(plan, inputs=replace(plan.inputs, defaults=given.defaults(ctx, plan, quiet)))


class CentreInputs(NamedTuple):
    """A forecast and the centre that it is for.

    Attributes
    ----------
    demand : Demand
        The forecast.
    centre : Centre
        The queues and teams.
    aht, usual_aht : float or None
        The AHT of the command line, and that of ``wfm.toml``. [s]
    used : tuple of str
        The keys of the centre that ``wfm.toml`` sets.
    settings : Settings
        All of ``wfm.toml``; while the centre is staffed, ``ctx.obj`` is without the AHT.
    """

    demand: "Demand"
    centre: "Centre"
    aht: float | None
    usual_aht: float | None
    used: tuple[str, ...]
    settings: Settings

    def defaults(self, ctx: typer.Context, plan: "Plan", quiet: bool) -> tuple[str, ...]:
        """The defaults of the plan, after notes on what is used of ``wfm.toml``."""
        ctx.obj = self.settings
        more = plan.demand.notes[len(self.demand.notes) :]
        print_notes(more, quiet=quiet)
        unused = ("aht",) if self.usual_aht is not None and not more else ()
        return (*_centre_settings(ctx, self.used, unused, quiet=quiet), *plan.inputs.defaults)


def load_centre_inputs(
    ctx: typer.Context,
    forecast: str,
    options: "ReadOptions",
    target: TargetOptions,
    path: str,
    *,
    quiet: bool,
    changed: tuple[str, ...] = (),
) -> CentreInputs:
    """Read a forecast and the file of its centre, which contains the targets.

    `changed` are options whose values are scenarios beside those of the centre.
    """
    from dataclasses import replace

    from wfm.centre.config import read_centre_with
    from wfm.errors import UsageError

    names = [name for name in _OF_CENTRE if name not in changed]
    alone = [name for name in names if source_of(ctx, name) == COMMAND_LINE]
    refused = [*sorted(target.was_set), *alone]
    if refused:
        raise UsageError(
            f"{', '.join(option(_NAMES.get(name, name)) for name in refused)} cannot be used with "
            "--centre, which sets target, patience, shrinkage, contract hours, cost, premiums, "
            f"resolution and contingency, mostly for each queue: change {path}, and leave these "
            "options out."
        )
    centre, used = read_centre_with(path, usual_values(ctx))
    zone = centre.zone if source_of(ctx, "tz") == FILE else options.zone or centre.zone
    if centre.zone and zone != centre.zone and not quiet:
        note(f"--tz {zone} instead of time_zone {centre.zone} of {path}")
    given = (None, options.aht) if source_of(ctx, "aht") == FILE else (options.aht, None)
    options = replace(options, zone=zone, aht_may_lack=True, aht=None)
    settings = ctx.obj
    ctx.obj = settings._replace(  # a problem of other handle times is none of this value
        used=tuple(name for name in settings.used if name != "aht")
    )
    demand = load_forecast(forecast, options, quiet=quiet)
    return CentreInputs(demand, centre, given[0], given[1], used, settings)


def _centre_settings(
    ctx: typer.Context, used: tuple[str, ...], unused: tuple[str, ...], *, quiet: bool
) -> tuple[str, ...]:
    """The options of ``wfm.toml`` that are used beside a centre; those that are not are noted.

    `used` are the keys of the centre that they set, `unused` options of reading that no row needed.
    """
    reading_names = inspect.signature(reading).parameters
    options = [CENTRE_KEYS[key] for key in used]
    not_read = ("tz", *unused)
    options += [name for name in ctx.obj.used if name in reading_names and name not in not_read]
    others = [name for name in ctx.obj.used if name not in (*options, *unused)]
    if unused and not quiet:
        names = ", ".join(option_text(name, ctx.obj.values[name]) for name in unused)
        note(f"{names} of {ctx.obj.file} not used: the forecast or the centre has every AHT")
    if others and not quiet:
        names = ", ".join(option_text(name, ctx.obj.values[name]) for name in others)
        note(f"{names} of {ctx.obj.file} not used: the centre sets it for each queue")
    return tuple(ctx.obj._replace(used=tuple(options)).defaults())
