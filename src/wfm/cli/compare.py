"""``wfm compare``: two plans or two schedules side by side."""

from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.options import Debug, examples, takes
from wfm.cli.output import lines_of_notes, stdin_bytes
from wfm.cli.output_options import OutputOptions, output_options
from wfm.errors import UsageError

if TYPE_CHECKING:
    from wfm.comparing.comparison import Comparison

__all__ = ["add_to"]

# A text of its own, because python -OO removes docstrings.
_HELP = """\
Compare two plans or two schedules: which inputs differ, and what each of them changed.

Plans may have any format that wfm staff writes; schedules are .json files of wfm schedule. Each
input of B by itself takes the place of that of A, and the common intervals are planned again.
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        "compare",
        help=_HELP,
        short_help="Compare two plans or two schedules, input by input.",
        epilog=examples(
            "wfm staff examples/short_day.csv --json -q | wfm compare examples/short_day.csv -",
            "wfm staff examples/short_day.csv --target 80/20 --json -q | wfm compare "
            "examples/short_day.csv - --json",
        ),
    )(compare)


@takes(output=output_options("comparison"))
def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="First plan or schedule; - for stdin.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Second of the same kind; - for stdin.")],
    output: OutputOptions,
    debug: Debug = False,
) -> None:
    """Compare two plans or two schedules."""
    from wfm.report.comparison_text import comparison_text

    output.check({"the first file": a, "the second file": b})
    if a == b == "-":
        raise UsageError("a and b cannot both be stdin: name a file for one.")
    result = _compared(a, b)
    output.notes(result.notes)
    rows = len(result.data.columns["start"])
    names = [str(name) for name in dict.fromkeys(result.data.columns["queue"])]
    output.write(result.save, f"{rows:,} intervals", names)
    output.show(
        result.to_json,
        lambda raw: result.to_csv(raw_text=raw),
        lambda: comparison_text(result.data, lines_of_notes(*result.notes)),
    )


def _compared(a: str, b: str) -> "Comparison":
    """The comparison of two files."""
    from wfm.comparing.comparison import comparison_of
    from wfm.comparing.schedule_reader import read_plan_or_schedule

    first, second = (
        read_plan_or_schedule(one, stdin=stdin_bytes() if one == "-" else None) for one in (a, b)
    )
    return comparison_of(first, second, (a, b))
