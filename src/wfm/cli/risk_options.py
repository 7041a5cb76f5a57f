"""The options of an uncertain volume: confidence, variation and scope."""

from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.settings import refuse_options

if TYPE_CHECKING:
    from wfm.planning.volume_risk import RiskInputs

__all__ = ["GIVEN_PEOPLE", "NO_CENTRE", "refuse_risk", "risk_options"]

NO_CENTRE = (
    "The queues of a centre may share agents and have deferred work, whose risk is another: leave "
    "out one of the two."
)
GIVEN_PEOPLE = (
    "They show the service of given people at the forecast itself: leave out one of the two."
)
_NAMES = ("confidence", "volume_cv", "risk_scope")


def risk_options(
    confidence: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Staff for the volume that is not exceeded with this probability: 80% for 4 days "
            "in 5. Needs --volume-cv, or columns volume_cv, or p10 and p90. [default: the "
            "forecast itself]",
        ),
    ] = None,
    volume_cv: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Coefficient of variation of the volume of a day around its forecast, without "
            "the chance of single arrivals: 17%.",
        ),
    ] = None,
    risk_scope: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What exceeds its forecast together: day (all its intervals), or interval (each "
            "by itself). Decides how many days keep the target; the agents are the same. [default: "
            "day]",
        ),
    ] = None,
) -> "RiskInputs":
    """Options of an uncertain volume."""
    from wfm.planning.volume_risk import RiskInputs

    return RiskInputs.of(confidence, volume_cv, risk_scope)


def refuse_risk(ctx: typer.Context, what: str, cure: str) -> None:
    """Refuse the options with something that does not honour them."""
    refuse_options(ctx, _NAMES, what, cure)
