"""``wfm schema``: what the JSON output looks like, for programs that read it."""

from __future__ import annotations

import json

import typer

from wfm.cli.options import examples
from wfm.cli.output import say

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("schema", epilog=examples("wfm schema", "wfm schema > plan.schema.json"))(schema)


def schema() -> None:
    """Print the JSON Schema of `wfm staff --json`."""
    from wfm.planning.plan_document import PlanDocument

    say(json.dumps(PlanDocument.model_json_schema(), indent=2))
