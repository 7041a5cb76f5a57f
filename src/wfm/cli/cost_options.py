"""The options of money: cost of an hour, premiums, resolution, contingency and budget."""

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from wfm.cli.options import Cost

if TYPE_CHECKING:
    from wfm.planning.cost_inputs import CostInputs

__all__ = ["CostTexts", "Premiums", "Resolution", "cost_options"]

Premiums = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT",
        help="What a paid hour costs more in some hours of the week: 'Mon-Sat 20:00-24:00=25%; "
        "Sun=+3.50', a share of its cost or an amount. Premiums of the same hours add up.",
    ),
]
Resolution = Annotated[
    str | None,
    typer.Option(
        metavar="SHARE",
        help="First-contact resolution: share of the contacts answered that need no repeat "
        "contact, for the cost of a resolved contact: 80%.",
    ),
]


class CostTexts(NamedTuple):
    """The options as they are written."""

    hourly: str | None = None
    premiums: str | None = None
    resolution: str | None = None
    contingency: str | None = None
    budget: str | None = None
    has_scenarios: bool = False

    def with_scenarios(self, has_scenarios: bool) -> "CostTexts":
        """The same where scenarios have costs of an hour, which the base need not have."""
        return self._replace(has_scenarios=has_scenarios)

    def values(self) -> "tuple[float, CostInputs]":
        """The cost of one paid hour, 0 if it was not set, and what else costs depend on."""
        from wfm._arrays import checked
        from wfm.planning.cost_inputs import CostInputs
        from wfm.units import number, typed

        amount = typed(number, self.hourly, "--cost-per-hour") or 0.0
        hourly = float(checked("hourly_cost", amount))
        known = hourly or float(self.has_scenarios)
        return hourly, CostInputs.of(*self[1:5], hourly_cost=known)


def cost_options(
    cost: Cost = None,
    premiums: Premiums = None,
    resolution: Resolution = None,
    contingency: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Put on top of the paid hours, the FTE and the cost, on a line of its own: 10%. "
            "The agents of the intervals stay the same.",
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            metavar="AMOUNT",
            help="Plan the best service level that costs at most this, to 0.1 %, in the time limit "
            "of the target: 40000. Needs --cost-per-hour.",
        ),
    ] = None,
) -> CostTexts:
    """Options of money."""
    return CostTexts(cost, premiums, resolution, contingency, budget)
