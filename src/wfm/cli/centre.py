"""``wfm centre``: the file that describes a centre, to start from and to check."""

from typing import Annotated

import typer

from wfm.cli.options import Debug, examples
from wfm.cli.output import say
from wfm.errors import UsageError

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "centre",
        epilog=examples(
            "wfm centre --example > centre.toml",
            "wfm centre check examples/centre.toml",
        ),
    )(centre)


def centre(
    action: Annotated[
        str | None, typer.Argument(metavar="check", help="Check a file and show what it says.")
    ] = None,
    path: Annotated[
        str | None, typer.Argument(metavar="FILE", help="The file: centre.toml.")
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="Print a commented file to start from.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Describe a centre of several channels, or check such a file.

    `wfm centre check` says what each value is and whether the file or a default says so;
    `wfm staff --centre FILE` staffs by it.
    """
    from wfm.centre.config import EXAMPLE
    from wfm.centre.describe import described

    if example:
        say(EXAMPLE.rstrip())
    elif action == "check" and path:
        say(described(path))
    else:
        raise UsageError("say wfm centre --example, or wfm centre check FILE.")
