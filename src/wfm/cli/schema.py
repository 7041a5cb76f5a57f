"""``wfm schema``: what the JSON output looks like, for programs that read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import examples
from wfm.cli.output import say_json
from wfm.errors import UsageError

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["add_to"]

_DOCUMENTS = (
    "plan", "schedule", "service", "counts", "forecast", "whatif", "review", "compare",
    "capacity", "error",
)  # fmt: skip


# A text of its own, because python -OO removes docstrings.
_HELP = "Print the JSON Schema of the output of a command with --json."


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "schema",
        help=_HELP,
        epilog=examples("wfm schema plan > plan.schema.json", "wfm schema schedule"),
    )(schema)


def schema(
    document: Annotated[
        str,
        typer.Argument(
            metavar="|".join(_DOCUMENTS),
            help="The document: a plan (wfm staff), a schedule, the service of given agents "
            "(wfm staff --agents), counts (wfm count), a forecast (wfm forecast), scenarios (wfm "
            "whatif), a review (wfm review), a comparison (wfm compare), a capacity plan (wfm "
            "capacity), or an error of any command.",
        ),
    ] = "plan",
) -> None:
    """Print the JSON Schema of the output of a command with --json."""
    if document not in _DOCUMENTS:
        raise UsageError(f"the document must be one of {', '.join(_DOCUMENTS)}: got {document!r}.")
    say_json(_model(document).model_json_schema())


def _model(document: str) -> type[BaseModel]:
    """The model of a document, imported when it is asked for."""
    if document == "schedule":
        from wfm.scheduling.schedule_document import ScheduleDocument

        return ScheduleDocument
    if document == "service":
        from wfm.planning.service_document import ServiceDocument

        return ServiceDocument
    if document == "counts":
        from wfm.history.counts_document import CountsDocument

        return CountsDocument
    if document == "forecast":
        from wfm.forecasting.forecast_json import ForecastDocument

        return ForecastDocument
    if document == "review":
        from wfm.reviewing.review_document import ReviewDocument

        return ReviewDocument
    if document == "compare":
        from wfm.comparing.comparison_document import ComparisonDocument

        return ComparisonDocument
    if document == "capacity":
        from wfm.capacity_planning.capacity_document import CapacityDocument

        return CapacityDocument
    if document == "whatif":
        from wfm.scenarios.whatif_document import WhatIfDocument

        return WhatIfDocument
    if document == "error":
        from wfm.cli.error_document import ErrorDocument

        return ErrorDocument
    from wfm.planning.plan_document import PlanDocument

    return PlanDocument
