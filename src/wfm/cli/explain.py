"""``wfm explain``: every step of the computation of one interval."""

from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.forecast_input import load_basis, load_centre
from wfm.cli.goal_options import NO_CENTRE_GOAL, NO_PERIOD, goal_options, refuse_goal
from wfm.cli.options import (
    Agents,
    ContractHours,
    Debug,
    Quiet,
    Scheduled,
    TargetOptions,
    examples,
    reading,
    takes,
    target_options,
    with_settings,
)
from wfm.cli.output import check_files, say, terminal_width
from wfm.cli.risk_options import GIVEN_PEOPLE, NO_CENTRE, refuse_risk, risk_options
from wfm.cli.service import given_people, refuse_centre
from wfm.cli.settings import FILE, SettingsCommand
from wfm.cli.staff import CentreFile, Forecast

if TYPE_CHECKING:
    from wfm.io import ReadOptions
    from wfm.planning.given_columns import AgentsColumn
    from wfm.planning.goal_inputs import GoalInputs
    from wfm.planning.records import PlanBasis
    from wfm.planning.volume_risk import RiskInputs
    from wfm.shrinkage import Shrinkage
    from wfm.targets import QueueTarget

__all__ = ["add_to"]


# A text of its own, because python -OO removes docstrings.
_HELP = """\
Show every step of the computation of one interval.

Each step has its formula, figures and result. With --centre the whole centre is staffed, and
--queue chooses the queue. With --agents or --scheduled: the service of these people.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "explain",
        help=_HELP,
        cls=SettingsCommand,
        epilog=examples(
            "wfm explain examples/forecast.csv '1999-02-01 10:00'",
            "wfm explain examples/two_queues.csv 10:00 --queue support "
            "--centre examples/one_team.toml",
        ),
    )(explain)


@takes(options=reading, target=target_options, risk=risk_options, goal=goal_options)
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
    risk: "RiskInputs",
    goal: "GoalInputs",
    contract_hours: ContractHours = None,
    centre: CentreFile = None,
    agents: Agents = None,
    scheduled: Scheduled = None,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Show every step of the computation of one interval."""
    from dataclasses import replace

    from wfm.planning.interval import find_row

    inputs = {"the input file": forecast, "the file of --centre": centre, FILE: ctx.obj.file}
    check_files([], inputs, force=False)
    target = with_settings(target, ctx)
    if agents is not None or scheduled is not None:
        refuse_centre(centre)
        refuse_risk(ctx, "--agents and --scheduled", GIVEN_PEOPLE)
        refuse_goal(ctx, "--agents and --scheduled", NO_PERIOD)
        people = given_people(agents, scheduled)
        more = None if isinstance(people, float) else people
        hours = contract_hours or "40"  # the service does not depend on them
        basis = load_basis(forecast, options, target, hours, quiet=True, more=more)
        row = find_row(basis.demand, start)
        say(_service(basis, row, people, scheduled=scheduled is not None, quiet=quiet))
        return
    if centre is None:
        basis = load_basis(
            forecast, options, target, contract_hours, quiet=True, risk=risk, goal=goal
        )
        say(_explanation(basis, find_row(basis.demand, start), quiet=quiet))
        return
    from wfm.report.explain_text import explanation_text

    refuse_risk(ctx, "--centre", NO_CENTRE)
    refuse_goal(ctx, "--centre", NO_CENTRE_GOAL)
    everything = replace(options, queues=())  # queues may share agents
    staffed = load_centre(ctx, forecast, everything, target, centre, quiet=quiet)
    row = find_row(staffed.demand, start, queues=options.queues)
    assert staffed.explanation_of is not None, "the plan of a centre explains its rows"
    say(explanation_text(staffed.explanation_of(row), terminal_width()))


def _service(
    basis: "PlanBasis",
    row: int,
    people: "AgentsColumn | float",
    *,
    scheduled: bool,
    quiet: bool,
) -> str:
    """The explanation of the service that given people provide in a row, as text."""
    from wfm.planning.given_columns import people_of
    from wfm.planning.interval_explanation import explain_given
    from wfm.report.explain_text import explanation_text

    given = people_of(basis.demand, people, scheduled=scheduled)
    target, shrinkage, notes = _inputs(basis, row, quiet=quiet)
    return explanation_text(
        explain_given(
            basis.demand,
            row,
            target,
            shrinkage,
            float(given.number[row]),
            scheduled=given.scheduled,
            notes=notes,
        ),
        terminal_width(),
    )


def _explanation(basis: "PlanBasis", row: int, *, quiet: bool) -> str:
    """The explanation of a row whose queue has agents of its own, as text."""
    from wfm.planning.interval_explanation import explain_row
    from wfm.planning.period_share import period_share
    from wfm.report.explain_text import explanation_text

    target, shrinkage, notes = _inputs(basis, row, quiet=quiet)
    hours = basis.inputs.contract_hours
    of_period = period_share(basis, row)
    explanation = explain_row(basis.demand, row, target, shrinkage, hours, notes, of_period)
    return explanation_text(explanation, terminal_width())


def _inputs(
    basis: "PlanBasis", row: int, *, quiet: bool
) -> "tuple[QueueTarget, Shrinkage, tuple[str, ...]]":
    """Target and shrinkage of a row, and the defaults used as a line."""
    from wfm.report.text_table import defaults_text
    from wfm.shrinkage import DEFAULT

    inputs = basis.inputs
    notes = (*inputs.notes, *((defaults_text(inputs.defaults),) if inputs.defaults else ()))
    notes = () if quiet else notes
    setting = basis.settings.settings[basis.settings.row[row]]
    assert setting.target is not None, "a forecast is planned with a target for every row"
    return setting.target, setting.shrinkage or DEFAULT, notes
