"""``wfm centre``: print an example of centre.toml, or check such a file."""

from typing import Annotated

import typer

from wfm.cli.options import Debug, examples
from wfm.cli.output import check_files, say
from wfm.errors import UsageError

__all__ = ["add_to"]


# A text of its own, because python -OO removes docstrings.
_HELP = """\
Print an example of centre.toml, or check such a file.

`wfm centre check` prints each value, and whether the file sets it or it is a default;
`wfm staff --centre FILE` staffs by it.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "centre",
        help=_HELP,
        epilog=examples(
            "wfm centre --example > centre.toml",
            "wfm centre check examples/centre.toml",
        ),
    )(centre)


def centre(
    action: Annotated[
        str | None, typer.Argument(metavar="check", help="Check a file and print its values.")
    ] = None,
    path: Annotated[
        str | None, typer.Argument(metavar="FILE", help="The file to check: centre.toml.")
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="Print a commented file to start from.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Print an example of centre.toml, or check such a file."""
    from wfm.centre.config import EXAMPLE
    from wfm.centre.describe import describe

    if example:
        say(EXAMPLE.rstrip())
    elif action == "check" and path:
        check_files([], {"the file that is checked": path}, force=False)
        say(describe(path))
    else:
        raise UsageError("use wfm centre --example, or wfm centre check FILE.")
