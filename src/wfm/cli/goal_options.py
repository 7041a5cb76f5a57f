"""The options of a service level over a day, a week or a month."""

from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.settings import refuse_options

if TYPE_CHECKING:
    from wfm.planning.goal_inputs import GoalInputs

__all__ = ["NO_CENTRE_GOAL", "NO_PERIOD", "goal_options", "refuse_goal"]

NO_CENTRE_GOAL = (
    "The queues of a centre may share agents, have redials or deferred work, whose agents depend "
    "on the level of each interval: leave out one of the two."
)
NO_PERIOD = "They show each interval by itself: leave out one of the two."
_NAMES = ("goal", "min_service_level")


def goal_options(
    goal: Annotated[
        str | None,
        typer.Option(
            metavar="PERIOD",
            help="Over what the service level must hold: interval (each by itself), or day, week "
            "(from Monday) or month with the fewest agent-hours. [default: interval]",
        ),
    ] = None,
    min_service_level: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="With a goal over a period: minimum service level of every interval. [default: "
            "50%]",
        ),
    ] = None,
) -> "GoalInputs":
    """Options of the goal of a target."""
    from wfm.planning.goal_inputs import GoalInputs

    return GoalInputs.of(goal, min_service_level)


def refuse_goal(ctx: typer.Context, what: str, cure: str) -> None:
    """Refuse the options with something that does not honour them."""
    refuse_options(ctx, _NAMES, what, cure)
