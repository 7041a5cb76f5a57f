"""``wfm schema``: what the JSON output looks like, for programs that read it."""

from __future__ import annotations

from typing import Annotated

import typer

from wfm.cli.options import examples
from wfm.cli.output import say_json
from wfm.errors import UsageError

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "schema", epilog=examples("wfm schema plan > plan.schema.json", "wfm schema schedule")
    )(schema)


def schema(
    document: Annotated[
        str, typer.Argument(metavar="plan|schedule", help="The document to describe.")
    ] = "plan",
) -> None:
    """Print the JSON Schema of `wfm staff --json` or of `wfm schedule --json`."""
    if document == "schedule":
        from wfm.scheduling.schedule_document import ScheduleDocument

        shape = ScheduleDocument.model_json_schema()
    elif document == "plan":
        from wfm.planning.plan_document import PlanDocument

        shape = PlanDocument.model_json_schema()
    else:
        raise UsageError(f"the document must be plan or schedule: got {document!r}.")
    say_json(shape)
